"""Answering: one section of questions a page, or one question, shown and saved, as the person goes or by a
button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.idempotency.forms_sent import number_in
from assessments.forms.answers import QuestionForm, question_forms, unknown_fields
from assessments.responses import saving
from assessments.responses.answers import NO_ANSWER, AnswerContent, stored_answers
from assessments.responses.languages import Reading, asks_to_switch, in_chosen_language, reading_of
from assessments.responses.saving import OtherGroup, RoundClosed, SaveResult
from assessments.responses.visits import Visit, for_participant, wants_json
from assessments.rounds.contents import RoundPart, one_by_one, parts_of
from assessments.views.taking_part.participant import closed, given_so_far, group_shown, page
from frameworks.content import QuestionContent

# Where a button leads that saves first, by what it sends.
ELSEWHERE = {"stop": "keep", "perspective": "perspective", "check": "check"}


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


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of questions, as one person goes through them: a part a page, or a question. view: the name
    of their addresses."""

    view: str
    all: list[RoundPart]
    parts: list[RoundPart]

    def address(self, visit: Visit, page: RoundPart, anchor: str = "") -> str:
        return reverse(f"assessments:{self.view}", args=[visit.round.join_code, page.number]) + anchor

    def at(self, number: int) -> RoundPart | None:
        return self.all[number - 1] if 0 < number <= len(self.all) else None

    def part_of(self, page: RoundPart) -> RoundPart:
        return next(part for part in self.parts if part.section is page.section)

    def page_of(self, questions: Sequence[QuestionContent]) -> RoundPart:
        """Return the page on which the first of these questions stands."""
        return next(page for page in self.all if questions[0] in page.questions)


def _pages(reading: Reading, view: str) -> Pages:
    parts = parts_of(reading.contents)
    return Pages(view, one_by_one(parts) if view == "question" else parts, parts)


def _usual_pages(reading: Reading) -> Pages:
    """Return the pages as this person chose to go through them."""
    return _pages(reading, "question" if reading.look.one_at_a_time else "part")


@in_chosen_language
@for_participant
def questions(visit: Visit) -> HttpResponse:
    """Go on with the questions: to the first page on which one is not answered; where all are, to check and
    send."""
    stored = given_so_far(visit)
    answered = {question for question, given in stored.items() if given.answered}
    pages = _usual_pages(reading_of(visit, visit.round))
    for each in pages.all:
        if any(question.id not in answered for question in each.questions):
            return redirect(pages.address(visit, each))
    return redirect("assessments:check", visit.round.join_code)


@in_chosen_language
@for_participant
def part(visit: Visit, number: int) -> HttpResponse:
    """One section of questions: shown, and saved."""
    return _answering(visit, "part", number)


@in_chosen_language
@for_participant
def question(visit: Visit, number: int) -> HttpResponse:
    """One question, for those who want them one at a time: shown, and saved."""
    return _answering(visit, "question", number)


def _answering(visit: Visit, view: str, number: int) -> HttpResponse:
    reading = reading_of(visit, visit.round)
    pages = _pages(reading, view)
    if not 1 <= number <= len(pages.all):
        raise Http404
    here = pages.all[number - 1]
    if not visit.round.is_open:
        return closed(visit, here)
    show = partial(_page_of_questions, visit, reading, pages, here)
    if visit.method == "POST":
        return reading.remembered(_save(visit, reading, pages, here, show), visit.round)
    stored = given_so_far(visit)
    forms = question_forms(None, here.questions, visit.response.perspective, stored)
    return show(forms, stored, base_revision=visit.response.revision)


def _save(
    visit: Visit, reading: Reading, pages: Pages, here: RoundPart, show: Callable[..., HttpResponse]
) -> HttpResponse:
    """Store what the page gives, and go on. show: _page_of_questions, to come back to where something is
    wrong."""
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
    return _after_saving(visit, reading, pages, here, next(iter(gone), ""))


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
    sent = number_in(visit.POST.get(name, ""))
    return sent if sent is not None and sent <= visit.response.revision else None


def _base_revision(visit: Visit, forms: list[QuestionForm]) -> int | None:
    """Return the revision that the page has seen, with the older ones of questions that could not be saved
    with the rest put into their forms; None where one is missing or cannot be."""
    stale_since = {
        form: _revision(visit, form.stale_since_name) for form in forms if form.stale_since_name in visit.POST
    }
    for form, revision in stale_since.items():
        form.stale_since = revision
    return None if None in stale_since.values() else _revision(visit, "revision")


def _after_saving(
    visit: Visit, reading: Reading, pages: Pages, here: RoundPart, cleared: str
) -> HttpResponse:
    """Where the button leads that was pressed: to a page by its number, back to the question that was
    cleared, to the same questions as they are read from now on, or on."""
    go, code = visit.POST.get("go", ""), visit.round.join_code
    if cleared:
        return redirect(pages.address(visit, here, f"#q-{cleared}"))
    if asks_to_switch(visit):
        usual = _usual_pages(reading)
        page = here if usual.view == pages.view else usual.page_of(here.questions)
        return redirect(usual.address(visit, page, "#words" if "words" in visit.GET else "#look"))
    if go in ELSEWHERE:
        return redirect(f"assessments:{ELSEWHERE[go]}", code)
    wanted = next((page.number for page in pages.all if str(page.number) == go), here.number + 1)
    if wanted <= len(pages.all):
        return redirect(pages.address(visit, pages.all[wanted - 1]))
    return redirect("assessments:check", code)


def _page_of_questions(
    visit: Visit,
    reading: Reading,
    pages: Pages,
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
    part = pages.part_of(here)
    steps = [
        PartProgress(each, each is part, sum(q.id in answered for q in each.questions))
        for each in pages.parts
    ]
    in_all, answered_here = (
        sum(step.answered for step in steps),
        sum(q.id in answered for q in here.questions),
    )
    context = {
        "pages": pages,
        "address": pages.address(visit, here),
        "part": part,
        "here": here,
        "before": pages.at(here.number - 1),
        "after": pages.at(here.number + 1),
        "turns": _turns(pages, here),
        "languages": reading.choices,
        "shorter": bool(reading.shorter),
        "is_shorter": reading.look.is_shorter,
        "as_written": reading.look.is_shorter and (here.version.id, here.section.code) not in reading.shorter,
        "forms": forms,
        "steps": steps,
        "answered": answered_here,
        "answered_elsewhere": in_all - answered_here,
        "answered_in_all": in_all,
        "in_all": sum(step.of for step in steps),
        "clashed": any(form.clash is not None for form in forms),
        "not_all": any(form.clash is not None or form.stale_since is not None for form in forms),
        "base_revision": base_revision,
        "problem": problem,
        "gone": gone,
        "saved": saved,
        "to_mend": [form for form in forms if form.clash is not None or form.errors],
        "first_of_framework": here.section is here.version.sections[0],
    }
    return page(visit, pages.view, context, status=status)


def _turns(pages: Pages, here: RoundPart) -> dict[str, str]:
    """Return where a high level begins to mean something else than before, by the question's code:
    'barrier' where it begins to get in the way more, 'strength' where it is good again."""
    found, before = {}, "strength"
    for asked in (question for each in pages.parts for question in each.questions):
        if asked.direction and asked.direction != before:
            before = asked.direction
            found[asked.id] = before
    return {q.code: found[q.id] for q in here.questions if q.id in found}
