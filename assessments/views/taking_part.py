"""Pages for people who take part: join, answer, check, send, come back. No account anywhere."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_ratelimit.core import is_ratelimited

from assessments import codes, participation, promise
from assessments.actions import NotNow
from assessments.answer_forms import QuestionForm, question_forms, unknown_fields
from assessments.forms import EnterCodeForm
from assessments.models import Perspective, Response, Round
from assessments.participation import Closed
from assessments.queries import (
    NOTHING,
    Given,
    Part,
    parts_of,
    response_of,
    stored_answers,
)
from assessments.reading import FIELD, Reading, in_chosen_language, reading_of
from assessments.visits import (
    Visit,
    begin_visit,
    end_visit,
    for_participant,
    public,
    round_or_404,
    secret_of,
    words_sent,
)
from frameworks.content import minutes_of

START_SALT = "assessments.start"
START_AGE = 60 * 60 * 24
NOBODY = "(none)"  # the choice of naming no perspective; no perspective's code holds brackets


# Coming in


def _many_wrong_codes(request: HttpRequest, *, one_more: bool) -> bool:
    """Whether too many codes that open nothing were tried from one address. Good codes do not count: a whole
    room may share an address."""
    return is_ratelimited(request, group="enter", key="ip", rate="30/m", method="POST", increment=one_more)


@in_chosen_language
@public
def enter(request: HttpRequest) -> HttpResponse:
    """Type a code: a round's, to join, or one's own, to come back. A GET uses nothing up.

    A private link carries the code after '#', which never reaches a server; a script puts it into the form.
    """
    form = EnterCodeForm(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if _many_wrong_codes(request, one_more=False):
        form.add_error(None, _("There were many tries from here. Please wait a minute, then try again."))
        status = 429
    elif form.is_valid():
        found = _open_door(form.cleaned_data["code"])
        if found is not None:
            return found
        _many_wrong_codes(request, one_more=True)
        form.add_error("code", _("We cannot find this code. Check it, or ask the person who gave it to you."))
    return render(request, "assessments/part/enter.html", {"form": form}, status=status)


def _open_door(code: str) -> HttpResponse | None:
    """Where a code leads. Wrong, old and withdrawn codes all look the same: nowhere."""
    if len(code) == codes.JOIN_LENGTH:
        known = Round.objects.exclude(state=Round.State.DRAFT).filter(join_code=code).exists()
        return redirect("assessments:join", code) if known else None
    found = Response.objects.select_related("round").filter(secret_hash=codes.hash_of(code)).first()
    if found is None:
        return None
    return begin_visit(redirect("assessments:mine", found.round.join_code), found.round, code)


@in_chosen_language
@public
def join(request: HttpRequest, join_code: str) -> HttpResponse:
    """Who asks, why, how long it takes, the promise; then choose a perspective and start."""
    round = round_or_404(join_code)
    secret = secret_of(request)
    here = response_of(join_code, secret) if secret else None
    problem, status = "", 200
    reading = reading_of(request, round)
    if request.method == "POST" and not reading.switched:
        try:
            return _start(request, round, here)
        except ValidationError as refused:
            problem, status = refused.messages[0], _status_of(refused)
    contents = reading.contents
    questions = sum(version.question_count for version in contents)
    context = {
        "round": round,
        "is_example": round.assessment.organisation.is_example,
        "contents": contents,
        "languages": reading.choices,
        "questions": questions,
        "minutes": minutes_of(q for version in contents for q in version.all_questions()),
        "perspectives": list(round.assessment.perspectives.all()),
        "start": _start_token(request, round),
        "here": here,
        "problem": problem,
        "short_promise": promise.in_short(round.threshold),
        "picked": request.POST.get("perspective", ""),
    }
    return reading.remembered(render(request, "assessments/part/join.html", context, status=status), round)


def _status_of(refused: ValidationError) -> int:
    """409 for what does not go with how things stand now, 400 for what was filled in wrongly."""
    return 409 if isinstance(refused, NotNow) else 400


def _start(request: HttpRequest, round: Round, here: Response | None) -> HttpResponse:
    """Begin, once for each start page that was shown. Raises ValidationError where that cannot be."""
    if not round.is_open:
        raise Closed
    secret = _start_secret(request, round)
    if here and here.secret_hash != codes.hash_of(secret):
        raise NotNow(_("You have started already on this device. Go on below, or leave first."))
    perspective = _chosen_perspective(request, round)
    participation.begin_response(round=round, perspective=perspective, secret=secret)
    return begin_visit(redirect("assessments:keep", round.join_code), round, secret)


def _start_token(request: HttpRequest, round: Round) -> str:
    """What a start page carries, so that sending it twice starts one response. It does not hold the secret,
    which is made from it only when it comes back, and it works in the browser alone that it was shown in."""
    start = {"round": round.pk, "nonce": codes.make_secret(), "browser": _browser(request)}
    return signing.dumps(start, salt=START_SALT)


def _browser(request: HttpRequest) -> str:
    """Tells one browser from another, by its CSRF cookie."""
    get_token(request)
    return salted_hmac(START_SALT + ".browser", request.META["CSRF_COOKIE"]).hexdigest()


def _start_secret(request: HttpRequest, round: Round) -> str:
    """The secret that goes with a start page. Raises ValidationError where the page is old or not ours."""
    try:
        start = signing.loads(request.POST.get("start", ""), salt=START_SALT, max_age=START_AGE)
    except signing.BadSignature:
        start = {}
    if (start.get("round"), start.get("browser")) != (round.pk, _browser(request)):
        raise ValidationError(_("This page was open for a long time. Press Start again."))
    digest = salted_hmac(START_SALT + ".secret", start["nonce"], algorithm="sha256").digest()
    return codes.secret_from(digest)


def _chosen_perspective(request: HttpRequest, round: Round) -> Perspective | None:
    """The perspective that was picked. Raises ValidationError where none of the choices was."""
    chosen = request.POST.get("perspective", "")
    if chosen == NOBODY:
        return None
    found = next((p for p in round.assessment.perspectives.all() if p.code == chosen), None)
    if found is None:
        raise ValidationError(_("Choose where you stand first, or choose that you would rather not say."))
    return found


@in_chosen_language
@for_participant
def keep(visit: Visit) -> HttpResponse:
    """The private link and code to come back with."""
    return _page(visit, "keep", _way_back(visit))


def _way_back(visit: Visit) -> dict[str, Any]:
    """The private link and the code, as they are shown. The code stands after '#', which no server sees."""
    link = visit.build_absolute_uri(reverse("assessments:enter")) + "#" + visit.secret
    return {"link": link, "code": codes.in_groups(visit.secret)}


@in_chosen_language
@for_participant
def perspective(visit: Visit) -> HttpResponse:
    """Answer from another perspective."""
    if not visit.round.is_open:
        return _closed(visit)
    problem, picked = "", getattr(visit.response.perspective, "code", NOBODY)
    if visit.method == "POST":
        picked = visit.POST.get("perspective", "")
        try:
            chosen = _chosen_perspective(visit, visit.round)
            participation.change_perspective(response=visit.response, perspective=chosen)
            return redirect("assessments:part", visit.round.join_code, 1)
        except Closed:
            return _closed(visit)
        except ValidationError as refused:
            problem = refused.messages[0]
    rows = list(visit.round.assessment.perspectives.all())
    context = {"perspectives": rows, "problem": problem, "picked": picked}
    return _page(visit, "perspective", context, status=400 if problem else 200)


# Answering


@in_chosen_language
@for_participant
def part(visit: Visit, number: int) -> HttpResponse:
    """One section of questions: shown, and saved."""
    if not visit.round.is_open:
        return _closed(visit)
    reading = reading_of(visit, visit.round)
    parts = parts_of(reading.contents)
    if not 1 <= number <= len(parts):
        raise Http404
    here = parts[number - 1]
    show = partial(_part_page, visit, reading, parts, here)
    if visit.method == "POST":
        return reading.remembered(_save(visit, parts, here, show), visit.round)
    stored = _stored(visit)
    forms = question_forms(None, here.questions, visit.response.perspective, stored)
    return show(forms, stored, seen=visit.response.revision)


def _stored(visit: Visit) -> dict[int, Given]:
    """All that this person has given so far, by question id."""
    return {question: one.given for question, one in stored_answers(visit.response.pk).items()}


def _save(visit: Visit, parts: list[Part], here: Part, show: Callable[..., HttpResponse]) -> HttpResponse:
    """Store what the page gives, and go on. show: _part_page, to come back to where something is wrong."""
    forms = question_forms(visit.POST, here.questions, visit.response.perspective, {})
    seen = _seen(visit)
    if seen is None or unknown_fields(visit.POST, forms):
        strange = _(
            "Part of what was sent does not belong to this page, so nothing was saved. Check and save again."
        )
        return show(forms, _stored(visit), seen=seen or 0, problem=strange, status=400)
    valid = [form for form in forms if form.is_valid()]
    try:
        saved = participation.save_answers(
            response=visit.response, given={f.question.id: f.given for f in valid}, seen=seen
        )
    except Closed:
        return _closed(visit)
    to_mend = [form for form in valid if form.ask_who_may_read()]
    if to_mend or saved.clashes or len(valid) < len(forms):
        forms = [f.with_clash(saved.clashes.get(f.question.id)) if f in valid else f for f in forms]
        return show(forms, _stored(visit), seen=saved.revision, saved=True, status=422)
    return _after_saving(visit, parts, here)


def _seen(visit: Visit) -> int | None:
    """The revision that the page was shown with; None where it is missing or cannot be."""
    sent = visit.POST.get("revision", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        return None
    return int(sent) if int(sent) <= visit.response.revision else None


def _after_saving(visit: Visit, parts: list[Part], here: Part) -> HttpResponse:
    go = visit.POST.get("go", "")
    code = visit.round.join_code
    if FIELD in visit.POST:
        return redirect("assessments:part", code, here.number)
    if go == "stop":
        return redirect("assessments:keep", code)
    if go == "back" and here.number > 1:
        return redirect("assessments:part", code, here.number - 1)
    if here.number < len(parts):
        return redirect("assessments:part", code, here.number + 1)
    return redirect("assessments:check", code)


def _part_page(
    visit: Visit,
    reading: Reading,
    parts: list[Part],
    here: Part,
    forms: list[QuestionForm],
    stored: Mapping[int, Given],
    *,
    seen: int,
    problem: str = "",
    saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    answered = {question for question, given in stored.items() if given.answered}
    steps = [
        {
            "part": each,
            "now": each is here,
            "answered": sum(q.id in answered for q in each.questions),
            "of": len(each.questions),
        }
        for each in parts
    ]
    context = {
        "parts": parts,
        "here": here,
        "languages": reading.choices,
        "forms": forms,
        "steps": steps,
        "answered": sum(q.id in answered for q in here.questions),
        "seen": seen,
        "problem": problem,
        "saved": saved,
        "to_mend": [form for form in forms if form.clash is not None or form.errors],
        "minutes": minutes_of(here.questions),
        "short_promise": promise.in_short(visit.round.threshold),
        "first_of_framework": here.section is here.version.sections[0],
    }
    return _page(visit, "part", context, status=status)


def _closed(visit: Visit) -> HttpResponse:
    """A late answer: said clearly, with the words that were sent, so that they can be copied."""
    late = visit.method == "POST"
    return _page(visit, "closed", {"late": late, "words": words_sent(visit)}, status=409 if late else 200)


# Checking and sending


def _all_answers(visit: Visit, reading: Reading) -> list[dict[str, Any]]:
    """Every part with what this person gave to each question, for the check page and their own copy."""
    stored = _stored(visit)
    return [
        {"part": each, "given": [(q, stored.get(q.id, NOTHING)) for q in each.questions]}
        for each in parts_of(reading.contents)
    ]


def _check_page(visit: Visit, ticked: bool, problem: str = "") -> HttpResponse:
    reading = reading_of(visit, visit.round)
    rows = _all_answers(visit, reading)
    answers = [one for row in rows for _q, one in row["given"]]
    context = {
        "rows": rows,
        "languages": reading.choices,
        "answered": sum(one.answered for one in answers),
        "of": len(answers),
        "problem": problem,
        "ticked": ticked,
    }
    page = _page(visit, "check", context, status=400 if problem else 200)
    return reading.remembered(page, visit.round)


@in_chosen_language
@for_participant
def check(visit: Visit) -> HttpResponse:
    """Everything at a glance, the consent to be shown if few, and send."""
    if visit.method != "POST":
        if not visit.round.is_open:
            return redirect("assessments:mine", visit.round.join_code)
        return _check_page(visit, visit.response.show_if_few)
    ticked = "show_if_few" in visit.POST
    if FIELD in visit.POST and visit.round.is_open:
        return _check_page(visit, ticked)
    try:
        participation.send_response(response=visit.response, show_if_few=ticked)
    except Closed:
        return _closed(visit)
    except NotNow as refused:
        return _check_page(visit, ticked, refused.messages[0])
    return redirect("assessments:sent", visit.round.join_code)


@in_chosen_language
@for_participant
def sent(visit: Visit) -> HttpResponse:
    """Thanks, what happens next, and the code to come back with."""
    if not visit.response.submitted:
        return redirect("assessments:check", visit.round.join_code)
    return _page(visit, "sent", _way_back(visit))


@in_chosen_language
@for_participant
def mine(visit: Visit) -> HttpResponse:
    """One's own answers, and what may be done with them in the state that the round is in."""
    reading = reading_of(visit, visit.round)
    if reading.switched:
        return reading.remembered(redirect("assessments:mine", visit.round.join_code), visit.round)
    rows = _all_answers(visit, reading)
    waiting = (row["part"].number for row in rows if not all(one.answered for _q, one in row["given"]))
    context = {"rows": rows, "go_on": next(waiting, 1), "languages": reading.choices}
    return _page(visit, "mine", context)


@in_chosen_language
@for_participant
def withdraw(visit: Visit) -> HttpResponse:
    """Take everything back: asked once, then deleted."""
    state = visit.round.state
    problem = participation.WHY_NOT_WITHDRAW.get(Round.State(state), "")
    if visit.method != "POST":
        return _page(visit, "withdraw", {"problem": problem, "possible": not problem})
    try:
        if not problem and visit.POST.get("state") != state:
            raise NotNow(_("Something changed while this page was open. Please read it again, then choose."))
        participation.withdraw_response(response=visit.response)
        return end_visit(redirect("assessments:withdrawn"), visit.round)
    except NotNow as refused:
        context = {"problem": refused.messages[0], "possible": not problem}
    return _page(visit, "withdraw", context, status=409)


@in_chosen_language
@public
def withdrawn(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/part/withdrawn.html")


@public
@require_POST
def leave(request: HttpRequest, join_code: str) -> HttpResponse:
    """Forget this person on this device."""
    return end_visit(redirect("assessments:left"), round_or_404(join_code))


@in_chosen_language
@public
def left(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/part/left.html")


def _page(visit: Visit, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {
        "round": visit.round,
        "participant": visit.response,
        "visit_mark": visit.mark,
        "is_example": visit.round.assessment.organisation.is_example,
    }
    return render(visit, f"assessments/part/{name}.html", {**shared, **context}, status=status)
