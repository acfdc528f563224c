"""How a participant's browser is known from one page to the next.

A signed cookie holds the participant's secret, for one round's addresses only. The server keeps no
session of it, so nothing stored joins a time to a response. It ends with the browser, or after IDLE.

People share devices. So every form of a participant carries the mark of the response that it was shown
for, and a page left open by one person can never change what another gave.

Two more cookies, for the same addresses, hold the language and the look that were chosen, and nothing else.
Another holds the code of an invitation from when it is typed until the person presses Start, so that it
stands in no address; then it goes. The last one ties start pages to this browser until somebody leaves: a
start page from before opens nothing for the next person.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache

from assessments import codes
from assessments.models import (
    Response,
    Round,
)
from assessments.responses import display

COOKIE = "visit"
LANGUAGE_COOKIE = "language"
INVITATION_COOKIE = "invitation"
START_COOKIE = "start"
SALT = "assessments.visits"
IDLE = timedelta(hours=4)

# What response_of reads of a response, its group, its round, and whose the round is.
READ_AT_ONCE = (
    "secret_hash", "show_if_few", "submitted", "revision", "source",
    "perspective__assessment", "perspective__code", "perspective__label", "perspective__position",
    "round__number", "round__title", "round__state", "round__threshold", "round__joining",
    "round__promise_in_short", "round__promise_language", "round__join_code", "round__two_keys",
    "round__closes_on", "round__closes_itself_at", "round__closed_on", "round__told_until",
    "round__early_reason", "round__ended_on", "round__ending_reason",
    "round__assessment__title", "round__assessment__contact_name", "round__assessment__contact_phone",
    "round__assessment__contact_email", "round__assessment__contact_hours",
    "round__assessment__organisation__name", "round__assessment__organisation__is_example",
)  # fmt: skip

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class Visit(HttpRequest):
    """A request by a participant: the round, their response, the secret that opened it, and the mark that
    their forms carry."""

    round: Round
    response: Response
    secret: str
    mark: str


def _path(round_: Round) -> str:
    return reverse("assessments:join", args=[round_.join_code])


def begin_visit(response: HttpResponse, round_: Round, secret: str) -> HttpResponse:
    """Let the browser come back as this participant. Called on every page, so that idle time counts anew."""
    response.set_signed_cookie(
        COOKIE,
        secret,
        salt=SALT,
        path=_path(round_),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def hold_invitation(response: HttpResponse, round_: Round, code: str) -> HttpResponse:
    """Keep the code of an invitation until its holder presses Start, or leaves."""
    response.set_signed_cookie(
        INVITATION_COOKIE,
        code,
        salt=SALT + ".invitation",
        path=_path(round_),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def drop_invitation(response: HttpResponse, round_: Round) -> HttpResponse:
    """Forget the code on this device: it was used, or is no good (any more)."""
    response.delete_cookie(INVITATION_COOKIE, path=_path(round_), samesite="Lax")
    return response


def invitation_held(request: HttpRequest) -> str:
    """Return the code of an invitation that the browser holds for this round; empty where it holds none.
    Whether it is still good is for the database to say."""
    try:
        code = request.get_signed_cookie(
            INVITATION_COOKIE, default="", salt=SALT + ".invitation", max_age=IDLE
        )
    except BadSignature:
        return ""
    return codes.tidy(code or "") or ""


def end_visit(response: HttpResponse, round_: Round) -> HttpResponse:
    """Forget the participant on this device, and what they chose.

    The browser empties its cache as well, and with it the pages behind its Back button. Other cookies stay:
    somebody may be signed in on this device to run another round.
    """
    for name in (COOKIE, LANGUAGE_COOKIE, INVITATION_COOKIE, START_COOKIE, display.FIELD):
        response.delete_cookie(name, path=_path(round_), samesite="Lax")
    response["Clear-Site-Data"] = '"cache"'
    return response


def keep_start(response: HttpResponse, round_: Round, browser: str) -> HttpResponse:
    """Tie the start page to this browser, until somebody leaves."""
    return _keep(response, round_, START_COOKIE, browser)


def keep_language(response: HttpResponse, round_: Round, code: str) -> HttpResponse:
    """Show this round in this language from now on, until the browser closes."""
    return _keep(response, round_, LANGUAGE_COOKIE, code)


def keep_look(response: HttpResponse, round_: Round, look: display.Look) -> HttpResponse:
    """Show this round like this from now on, until the browser closes."""
    if look.cookie:
        return _keep(response, round_, display.FIELD, look.cookie)
    response.delete_cookie(display.FIELD, path=_path(round_), samesite="Lax")
    return response


def _keep(response: HttpResponse, round_: Round, name: str, value: str) -> HttpResponse:
    response.set_cookie(
        name,
        value,
        path=_path(round_),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def secret_of(request: HttpRequest) -> str | None:
    """Return the secret that the browser holds for this round; None where there is none, or it has ended."""
    try:
        secret = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=IDLE)
    except BadSignature:
        return None
    return codes.tidy(secret or "")


def round_or_404(join_code: str) -> Round:
    """Return the round that a join code opens; a round that is still being set up does not exist yet."""
    return get_object_or_404(
        Round.objects.select_related("assessment__organisation").exclude(state=Round.State.DRAFT),
        join_code=join_code,
    )


def public(view: View[P]) -> View[P]:
    """Decorate a page that needs no account and is never kept by a browser or a proxy."""
    return login_not_required(never_cache(view))


def for_participant(
    view: Callable[Concatenate[Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Decorate a page of somebody's own response: it finds the round and the response, or asks for the code
    again.

    What is posted must carry the response's mark, as `visit` (templates/assessments/responses/_visit.html).
    Of a round that ended without results there is one page, which says so, whichever is asked for.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, join_code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        secret = secret_of(request)
        found = response_of(join_code, secret) if secret else None
        if found is None or secret is None:
            return ask_again(request, round_or_404(join_code))
        round_ = found.round
        if request.method == "POST" and not _is_marked(request, found):
            return _other_visit(request, round_)
        if round_.ended_without_results and request.method != "POST":
            return render(request, "assessments/responses/ended.html", {"round": round_})
        visit: Visit = request  # type: ignore[assignment]
        visit.round, visit.response, visit.secret, visit.mark = round_, found, secret, mark_of(found)
        try:
            answer = view(visit, *args, **kwargs)
        except Response.DoesNotExist:  # withdrawn in another tab, this moment
            return ask_again(request, round_)
        return answer if COOKIE in answer.cookies else begin_visit(answer, round_, secret)

    return public(wrapped)


def mark_of(response: Response) -> str:
    """Return what the forms of this response carry. It opens nothing, and tells only one response from
    another."""
    return salted_hmac(SALT + ".mark", str(response.pk), algorithm="sha256").hexdigest()[:20]


def _is_marked(request: HttpRequest, response: Response) -> bool:
    return constant_time_compare(request.POST.get("visit", ""), mark_of(response))


def words_sent(request: HttpRequest) -> list[str]:
    """Return the words among what was sent, so that a page which cannot store them can give them back."""
    return [
        str(value)
        for name, values in request.POST.lists()
        for value in values
        if name.endswith(("-comment", "-text", "-words")) and str(value).strip()
    ]


def wants_json(request: HttpRequest) -> bool:
    """Whether a page's script asks, which saves as the person goes (static/js/answer.js)."""
    return request.headers.get("Accept") == "application/json"


NOT_CARRIED = {"csrfmiddlewaretoken", "code"}
PAGES_OF_QUESTIONS = ("part", "question")  # the names of their addresses


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a page of questions gave when the visit had ended, as names and values: it goes along, in
    the form for the code, to be saved after that. With which page it was, as `page`: 'part/2'."""
    if request.method != "POST":
        return []
    given = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    found = request.resolver_match
    if found is not None and found.url_name in PAGES_OF_QUESTIONS:
        page = f"{found.url_name}/{found.kwargs['number']}"
        given = [("page", page), *((n, v) for n, v in given if n != "page")]
    return [(n, v) for n, v in given if n not in NOT_CARRIED] if "page" in dict(given) else []


def ask_again(request: HttpRequest, round_: Round) -> HttpResponse:
    """Answer where the visit has ended, or the browser keeps no cookies: say so, and give back what was
    sent."""
    if wants_json(request):
        return JsonResponse({"ended": True}, status=403)
    context = {"round": round_, "words": words_sent(request), "carried": carried(request)}
    return render(request, "assessments/responses/visit_ended.html", context, status=403)


def _other_visit(request: HttpRequest, round_: Round) -> HttpResponse:
    """Answer where the page was shown for another response, or is none of ours: nothing is done, and words
    come back."""
    if wants_json(request):
        return JsonResponse({"other": True}, status=409)
    context = {"round": round_, "words": words_sent(request)}
    return render(request, "assessments/responses/other_visit.html", context, status=409)


def response_of(join_code: str, secret: str) -> Response | None:
    """Return the response that a participant's secret opens, in the round of this join code, with all that a
    page says of the round; a round that is being set up has none yet. One query.

    Only what a save and a page of questions need is read at once, because a save is what happens most; the
    promise in full is read when a page asks for it."""
    return (
        Response.objects.select_related("perspective", "round__assessment__organisation")
        .only(*READ_AT_ONCE)
        .exclude(round__state=Round.State.DRAFT)
        .filter(round__join_code=join_code, secret_hash=codes.hash_of(secret))
        .first()
    )
