"""Pages for people who take part: join, answer, check, send, come back. No account anywhere."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_ratelimit.core import is_ratelimited

from accounts.errors import Refused
from accounts.idempotency.forms_sent import number_in
from assessments import codes
from assessments.forms.joining import EnterCodeForm
from assessments.invitations.queries import ended_round_of, invitation_of
from assessments.models import Perspective, Response, Round
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.responses import saving
from assessments.responses.display import look_of, on_small_screen
from assessments.responses.languages import in_chosen_language, reading_of
from assessments.responses.saving import CodeUnknown, RoundClosed
from assessments.responses.visits import (
    PAGES_OF_QUESTIONS,
    START_COOKIE,
    Visit,
    begin_visit,
    carried,
    drop_invitation,
    end_visit,
    for_participant,
    hold_invitation,
    invitation_held,
    keep_look,
    keep_start,
    public,
    response_of,
    round_or_404,
    secret_of,
)
from assessments.rounds.errors import NotAllowedNow
from assessments.views.taking_part.participant import (
    closed,
    page,
)
from frameworks.content import minutes_of

START_SALT = "assessments.start"
START_AGE = 60 * 60 * 24
OLD_PAGE = gettext_lazy("This page was open for a long time. Press the button again.")
# By link, from one address: a ward, or a hall full of phones, shares one. Who has a code is not counted.
STARTED_AT_MOST = "300/10m"
NOBODY = "(none)"  # the choice of naming no perspective; no perspective's code holds brackets


class NoGroupChosen(Refused):
    """None of the groups was picked, nor that of people who would rather not say."""

    def __init__(self) -> None:
        super().__init__(_("First choose which group you are in, or choose that you would rather not say."))


class TooManyStarts(Refused):
    """More people started from one address in a short time than share one."""

    def __init__(self) -> None:
        super().__init__(_("Many people have just started from here. Please try again in ten minutes."))


# Coming in


def _many_wrong_codes(request: HttpRequest, *, one_more: bool) -> bool:
    """Whether too many codes that open nothing were tried from one address. Good codes do not count: a whole
    room may share an address."""
    return is_ratelimited(request, group="enter", key="ip", rate="30/m", method="POST", increment=one_more)


@in_chosen_language
@public
def enter(request: HttpRequest) -> HttpResponse:
    """Type a code: a round's or an invitation, to join, or one's own, to come back. A GET uses nothing up.

    A private link carries the code after '#', which never reaches a server; a script puts it into the form.
    """
    form = EnterCodeForm(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if _many_wrong_codes(request, one_more=False):
        form.add_error(None, _("There were many tries from here. Please wait a minute, then try again."))
        status = 429
    elif form.is_valid():
        found = _open_door(request, form.cleaned_data["code"])
        if found is not None:
            return found
        _many_wrong_codes(request, one_more=True)
        form.add_error("code", CodeUnknown().reason)
    context = {"form": form, "carried": carried(request)}
    return render(request, "assessments/responses/enter.html", context, status=status)


def _open_door(request: HttpRequest, code: str) -> HttpResponse | None:
    """Where a code leads. Wrong, old and withdrawn codes all look the same: nowhere."""
    if len(code) == codes.JOIN_LENGTH:
        known = Round.objects.exclude(state=Round.State.DRAFT).filter(join_code=code).exists()
        return redirect("assessments:join", code) if known else None
    if len(code) == codes.INVITATION_LENGTH:
        return _invited(code)
    found = Response.objects.select_related("round").filter(secret_hash=codes.hash_of(code)).first()
    if found is None:
        return _invited(code)  # the private code of a paper form that is not typed in yet
    return _one_at_a_time(request, begin_visit(_way_in(request, found.round), found.round, code), found.round)


def _invited(code: str) -> HttpResponse | None:
    """To the start page of the round that the code is for, also where that ended without results. The code is
    used up only when the person presses Start there. None for a code that is none (any more)."""
    invitation = invitation_of(code)
    if invitation:
        round_ = invitation.batch.round
        return hold_invitation(redirect("assessments:join", round_.join_code), round_, code)
    ended = ended_round_of(code)
    return redirect("assessments:join", ended.join_code) if ended else None


def _way_in(request: HttpRequest, round_: Round) -> HttpResponse:
    """To one's answers. Where a page of questions was sent after the visit had ended, the browser sends it
    once more, with its body, to where it belongs: it is saved there like any other page."""
    name, _slash, sent = request.POST.get("page", "").partition("/")
    if name in PAGES_OF_QUESTIONS and (number := number_in(sent)) is not None:
        return redirect(f"assessments:{name}", round_.join_code, number, preserve_request=True)
    return redirect("assessments:mine", round_.join_code)


@in_chosen_language
@public
def join(request: HttpRequest, join_code: str) -> HttpResponse:
    """Who asks, why, how long it takes, the promise; then choose a perspective and start."""
    round_ = round_or_404(join_code)
    secret = secret_of(request)
    here = response_of(join_code, secret) if secret else None
    problem, problem_at, status = "", "", 200
    reading = reading_of(request, round_)
    invitation = _invitation_here(request, round_)
    if request.method == "POST" and not reading.switched:
        try:
            return _start(request, round_, here)
        except Refused as refused:
            problem, status = refused.reason, _status_of(refused)
            problem_at = _at(round_, refused)
            invitation = _invitation_here(request, round_)
    browser = request.COOKIES.get(START_COOKIE) or codes.make_secret()
    contents = reading.contents
    questions = sum(version.question_count for version in contents)
    context = {
        "round": round_,
        "is_example": round_.assessment.organisation.is_example,
        "contents": contents,
        "languages": reading.choices,
        "questions": questions,
        "minutes": minutes_of(contents),
        "perspectives": list(round_.assessment.perspectives.all()),
        "invitation": invitation,
        "on_paper": bool(invitation and invitation.batch.how == InvitationBatch.How.PAPER),
        "code_form": None if invitation or round_.has_link else EnterCodeForm(),
        "start": _start_token(round_, invitation, browser),
        "here": here,
        "problem": problem,
        "problem_at": problem_at,
        "picked": request.POST.get("perspective", ""),
    }
    page = reading.remembered(
        render(request, "assessments/responses/join.html", context, status=status), round_
    )
    keep_start(page, round_, browser)
    return drop_invitation(page, round_) if invitation_held(request) and not invitation else page


def _invitation_here(request: HttpRequest, round_: Round) -> Invitation | None:
    """Return the unused invitation to this round that the browser holds; None where it holds none that is
    good."""
    code = invitation_held(request)
    found = invitation_of(code) if code else None
    return found if found and found.batch.round_id == round_.pk else None


def _status_of(refused: Refused) -> int:
    """409 for what does not go with how things stand now, 429 for what comes too often, 400 for what was
    filled in wrongly."""
    if isinstance(refused, TooManyStarts):
        return 429
    return 409 if isinstance(refused, NotAllowedNow) else 400


def _at(round_: Round, refused: Refused) -> str:
    """Return the id of the control that this belongs to: the first of the groups; '' for none."""
    first = round_.assessment.perspectives.first() if isinstance(refused, NoGroupChosen) else None
    return f"p-{first.code}" if first else ""


def _start(request: HttpRequest, round_: Round, here: Response | None) -> HttpResponse:
    """Begin, once for each start page that was shown. Raises Refused where that cannot be."""
    if not round_.is_open:
        raise RoundClosed
    settled, secret = _start_page(request, round_)
    if here and here.secret_hash != codes.hash_of(secret):
        raise NotAllowedNow(
            _("You have already started on this device. Continue below, or close those answers first.")
        )
    code = invitation_held(request)
    if settled and not (code or here):
        raise Refused(str(OLD_PAGE))
    perspective = None if settled else _chosen_perspective(request, round_)
    if not code and _many_starts(request):
        raise TooManyStarts
    saving.begin_response(round_=round_, perspective=perspective, secret=secret, invitation=code)
    started = begin_visit(redirect("assessments:questions", round_.join_code), round_, secret)
    started = _one_at_a_time(request, started, round_)
    return drop_invitation(started, round_) if code else started


def _one_at_a_time(request: HttpRequest, response: HttpResponse, round_: Round) -> HttpResponse:
    """Show one question a page from here on, on a small screen, as if that had been chosen; the switch
    beside the questions takes it back."""
    return (
        keep_look(response, round_, look_of(request).with_choice("one"))
        if on_small_screen(request)
        else response
    )


def _many_starts(request: HttpRequest) -> bool:
    """Whether there were too many starts by link from this address: nobody fills a round with made-up
    people."""
    return is_ratelimited(request, group="start", key="ip", rate=STARTED_AT_MOST, increment=True)


def _start_token(round_: Round, invitation: Invitation | None, browser: str) -> str:
    """Return what a start page carries, so that sending it twice starts one response. It does not hold the
    secret, which is made from it only when it comes back, and it works in the browser alone that it was shown
    in, until somebody leaves there. Nothing of an invitation is in it but whether that settles where the
    person stands."""
    start = {
        "round": round_.pk,
        "nonce": codes.make_secret(),
        "browser": _mark_of_browser(browser),
        "settled": bool(invitation and invitation.batch.perspective_id),
    }
    return signing.dumps(start, salt=START_SALT)


def _mark_of_browser(browser: str) -> str:
    return salted_hmac(START_SALT + ".browser", browser).hexdigest()


def _start_page(request: HttpRequest, round_: Round) -> tuple[bool, str]:
    """Whether an invitation settled the perspective when a start page was shown, and the secret that goes
    with the page. Raises Refused where the page is old or not ours."""
    try:
        start = signing.loads(request.POST.get("start", ""), salt=START_SALT, max_age=START_AGE)
    except signing.BadSignature:
        start = {}
    here = _mark_of_browser(request.COOKIES.get(START_COOKIE, ""))
    if (start.get("round"), start.get("browser")) != (round_.pk, here):
        raise Refused(str(OLD_PAGE))
    digest = salted_hmac(START_SALT + ".secret", start["nonce"], algorithm="sha256").digest()
    return bool(start.get("settled")), codes.secret_from(digest)


def _chosen_perspective(request: HttpRequest, round_: Round) -> Perspective | None:
    """Return the perspective that was picked. Raises Refused where none of the choices was."""
    chosen = request.POST.get("perspective", "")
    if chosen == NOBODY:
        return None
    found = next((p for p in round_.assessment.perspectives.all() if p.code == chosen), None)
    if found is None:
        raise NoGroupChosen
    return found


@in_chosen_language
@for_participant
def perspective(visit: Visit) -> HttpResponse:
    """Answer from another perspective."""
    if not visit.round.is_open:
        return closed(visit)
    problem, problem_at, picked = "", "", getattr(visit.response.perspective, "code", NOBODY)
    if visit.method == "POST":
        picked = visit.POST.get("perspective", "")
        try:
            chosen = _chosen_perspective(visit, visit.round)
            saving.change_perspective(response=visit.response, perspective=chosen)
            return redirect("assessments:questions", visit.round.join_code)
        except RoundClosed:
            return closed(visit)
        except Refused as refused:
            problem, problem_at = refused.reason, _at(visit.round, refused)
    rows = list(visit.round.assessment.perspectives.all())
    context = {"perspectives": rows, "problem": problem, "problem_at": problem_at, "picked": picked}
    return page(visit, "perspective", context, status=400 if problem else 200)


# Looking and leaving


@public
@require_POST
def look(request: HttpRequest, join_code: str) -> HttpResponse:
    """Read it otherwise: another language, shorter words, larger text, other colours. Then go back."""
    round_ = round_or_404(join_code)
    back = redirect(_back_to(request, round_) + "#look")
    return reading_of(request, round_).remembered(back, round_)


def _back_to(request: HttpRequest, round_: Round) -> str:
    """Return the page of this round that the form stood on; the round's start where it is none."""
    start, back = reverse("assessments:join", args=[round_.join_code]), request.POST.get("to", "")
    try:
        resolve(back)
    except Resolver404:
        return start
    return back if back.startswith(start) else start


@public
@require_POST
def leave(request: HttpRequest, join_code: str) -> HttpResponse:
    """Forget this person on this device."""
    return end_visit(redirect("assessments:left"), round_or_404(join_code))


@in_chosen_language
@public
def left(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/responses/left.html")
