"""Answering: one section of questions a page, shown and saved, as the person goes or by a button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.forms.answers import QuestionForm, question_forms, unknown_fields
from assessments.responses import saving
from assessments.responses.answers import NO_ANSWER, AnswerContent, stored_answers
from assessments.responses.languages import Reading, asks_to_switch, in_chosen_language, reading_of
from assessments.responses.saving import OtherGroup, RoundClosed, SaveResult
from assessments.responses.visits import Visit, for_participant, wants_json
from assessments.rounds.contents import RoundPart, parts_of
from assessments.views.taking_part.participant import closed, given_so_far, group_shown, page
from frameworks.content import minutes_of


@dataclass(frozen=True, slots=True)
class PartProgress:
    """A part in the list of parts: whether it is the one that is shown, and how many of its questions are
    answered."""

    part: RoundPart
    now: bool
    answered: int

    @property
    def of(self) -> int:
        return len(self.part.questions)


@in_chosen_language
@for_participant
def questions(visit: Visit) -> HttpResponse:
    """Go on with the questions: to the first part in which one is not answered; where all are, to check and
    send."""
    stored = given_so_far(visit)
    answered = {question for question, given in stored.items() if given.answered}
    for each in parts_of(reading_of(visit, visit.round).contents):
        if any(question.id not in answered for question in each.questions):
            return redirect("assessments:part", visit.round.join_code, each.number)
    return redirect("assessments:check", visit.round.join_code)


@in_chosen_language
@for_participant
def part(visit: Visit, number: int) -> HttpResponse:
    """One section of questions: shown, and saved."""
    reading = reading_of(visit, visit.round)
    parts = parts_of(reading.contents)
    if not 1 <= number <= len(parts):
        raise Http404
    here = parts[number - 1]
    if not visit.round.is_open:
        return closed(visit, here)
    show = partial(_part_page, visit, reading, parts, here)
    if visit.method == "POST":
        return reading.remembered(_save(visit, parts, here, show), visit.round)
    stored = given_so_far(visit)
    forms = question_forms(None, here.questions, visit.response.perspective, stored)
    return show(forms, stored, base_revision=visit.response.revision)


def _save(
    visit: Visit, parts: list[RoundPart], here: RoundPart, show: Callable[..., HttpResponse]
) -> HttpResponse:
    """Store what the page gives, and go on. show: _part_page, to come back to where something is wrong."""
    forms = question_forms(visit.POST, here.questions, visit.response.perspective, {})
    base_revision = _base_revision(visit, forms)
    if base_revision is None or unknown_fields(visit.POST, forms):
        return _strange(visit, forms, show, base_revision=base_revision or 0)
    gone = _take_back(visit, forms)
    valid = [form for form in forms if form.is_valid()]
    try:
        saved = saving.save_answers(
            response=visit.response,
            given={f.question.id: f.given for f in valid},
            base_revision=base_revision,
            stale_since={f.question.id: f.stale_since for f in valid if f.stale_since is not None},
            group=group_shown(visit),
        )
    except RoundClosed:
        return closed(visit, here)
    except OtherGroup as refused:
        return _other_group(visit, forms, show, base_revision, refused.reason)
    to_choose = [form for form in valid if form.ask_who_may_read()]
    if wants_json(visit):
        return _response_payload(forms, saved, to_choose)
    if to_choose or saved.clashes or len(valid) < len(forms):
        forms = [
            f.with_clash(saved.clashes.get(f.question.id)) if f in valid else f.left_behind(base_revision)
            for f in forms
        ]
        return show(forms, given_so_far(visit), base_revision=saved.revision, saved=True, status=422)
    if any(gone.values()):  # words of somebody's own: shown once more, to be copied
        return show(forms, given_so_far(visit), base_revision=saved.revision, gone=gone)
    return _after_saving(visit, parts, here, next(iter(gone), ""))


def _take_back(visit: Visit, forms: list[QuestionForm]) -> dict[str, str]:
    """Let go of what was picked before something that cannot go with it, and of the answer whose button was
    pressed. Returns the words that went with that, by the question's code; none for another button."""
    both = [form for form in forms if form.picks_both]
    if both:
        stored = stored_answers(visit.response.pk, [form.question.id for form in both])
        for form in both:
            form.let_go(stored[form.question.id].given if form.question.id in stored else NO_ANSWER)
    pressed = visit.POST.get("go", "")
    return {f.question.code: f.clear() for f in forms if pressed == f"clear:{f.question.code}"}


def _strange(
    visit: Visit, forms: list[QuestionForm], show: Callable[..., HttpResponse], *, base_revision: int
) -> HttpResponse:
    """Answer where what was sent is not what the page asked for: nothing is saved, and all of it is shown
    again."""
    problem = _(
        "Part of what was sent does not belong to this page, so nothing was saved. Check and save again."
    )
    if wants_json(visit):
        return JsonResponse({"refused": problem}, status=400)
    return show(forms, given_so_far(visit), base_revision=base_revision, problem=problem, status=400)


def _other_group(
    visit: Visit,
    forms: list[QuestionForm],
    show: Callable[..., HttpResponse],
    base_revision: int,
    problem: str,
) -> HttpResponse:
    """Words were to be shown as from a group that the person has left: nothing is saved, and all of it is
    shown again, with that choice open."""
    if wants_json(visit):
        return JsonResponse({"refused": problem}, status=409)
    for form in forms:
        form.choose_again_if_named()
    return show(forms, given_so_far(visit), base_revision=base_revision, problem=problem, status=409)


def _response_payload(
    forms: list[QuestionForm], saved: SaveResult, to_choose: list[QuestionForm]
) -> HttpResponse:
    """Answer a page's script: {revision, saved, to_choose}, and where not all is saved, which questions
    clash and which are wrong, with the words. saved: the time, such as '11:08'."""
    wrong = {f.question.code: f.first_error for f in forms if f.errors and f not in to_choose}
    clashes = [f.question.code for f in forms if f.question.id in saved.clashes]
    payload = {
        "revision": saved.revision,
        "saved": f"{timezone.localtime():%H:%M}",
        "to_choose": [f.question.code for f in to_choose if f.question.id not in saved.clashes],
        "clashes": clashes,
        "errors": wrong,
    }
    return JsonResponse(payload, status=422 if wrong or clashes else 200)


def _revision(visit: Visit, name: str) -> int | None:
    """Return a revision that the page has seen; None where it is missing or cannot be."""
    sent = visit.POST.get(name, "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        return None
    return int(sent) if int(sent) <= visit.response.revision else None


def _base_revision(visit: Visit, forms: list[QuestionForm]) -> int | None:
    """Return the revision that the page has seen, with the older ones of questions that could not be saved
    with the rest put into their forms; None where one is missing or cannot be."""
    stale_since = {
        form: _revision(visit, form.stale_since_name) for form in forms if form.stale_since_name in visit.POST
    }
    for form, revision in stale_since.items():
        form.stale_since = revision
    return None if None in stale_since.values() else _revision(visit, "revision")


def _after_saving(visit: Visit, parts: list[RoundPart], here: RoundPart, cleared: str) -> HttpResponse:
    """Where the button leads that was pressed: to a part by its number, back to the question that was
    cleared, or on."""
    go, code = visit.POST.get("go", ""), visit.round.join_code
    if cleared:
        return redirect(reverse("assessments:part", args=[code, here.number]) + f"#q-{cleared}")
    if asks_to_switch(visit):
        return redirect(reverse("assessments:part", args=[code, here.number]) + "#look")
    if go in ("stop", "perspective"):
        return redirect("assessments:keep" if go == "stop" else "assessments:perspective", code)
    wanted = next((part.number for part in parts if str(part.number) == go), here.number + 1)
    if wanted <= len(parts):
        return redirect("assessments:part", code, wanted)
    return redirect("assessments:check", code)


def _part_page(
    visit: Visit,
    reading: Reading,
    parts: list[RoundPart],
    here: RoundPart,
    forms: list[QuestionForm],
    stored: Mapping[int, AnswerContent],
    *,
    base_revision: int,
    problem: str = "",
    saved: bool = False,
    gone: Mapping[str, str] = {},
    status: int = 200,
) -> HttpResponse:
    answered = {question for question, given in stored.items() if given.answered}
    steps = [
        PartProgress(each, each is here, sum(q.id in answered for q in each.questions)) for each in parts
    ]
    context = {
        "parts": parts,
        "here": here,
        "languages": reading.choices,
        "own_look": reading.look,
        "forms": forms,
        "steps": steps,
        "answered": sum(step.answered for step in steps if step.now),
        "answered_elsewhere": sum(step.answered for step in steps if not step.now),
        "answered_in_all": sum(step.answered for step in steps),
        "in_all": sum(step.of for step in steps),
        "clashed": any(form.clash is not None for form in forms),
        "not_all": any(form.clash is not None or form.stale_since is not None for form in forms),
        "base_revision": base_revision,
        "problem": problem,
        "gone": gone,
        "saved": saved,
        "to_mend": [form for form in forms if form.clash is not None or form.errors],
        "minutes": minutes_of([here.version], here.section),
        "first_of_framework": here.section is here.version.sections[0],
    }
    return page(visit, "part", context, status=status)
