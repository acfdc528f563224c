"""What the pages of a participant have in common, once the visit is known (responses/visits.py)."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from assessments.forms.answers import QuestionForm, question_forms
from assessments.responses.answers import NO_ANSWER, AnswerContent, stored_answers
from assessments.responses.languages import Reading
from assessments.responses.visits import Visit, wants_json
from assessments.rounds.contents import RoundPart, parts_of

STANDING = ["state", "closed_on", "closes_on", "told_until", "early_reason", "ended_on", "ending_reason"]


def page(visit: Visit, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Show a page of templates/assessments/responses/, with what its base needs beside `context`."""
    shared = {
        "round": visit.round,
        "participant": visit.response,
        "visit_mark": visit.mark,
        "is_example": visit.round.assessment.organisation.is_example,
    }
    return render(visit, f"assessments/responses/{name}.html", {**shared, **context}, status=status)


def closed(visit: Visit, part: RoundPart | None = None) -> HttpResponse:
    """Tell of a late answer: said clearly, with all that the page of questions held and that is not saved, so
    that it can be copied. part: of the page that was sent, where it was one of questions. How the round
    stands is read once more, as it may have closed, or ended, this moment."""
    late = visit.method == "POST"
    if wants_json(visit):
        return JsonResponse({"closed": True}, status=409)
    if not late:
        return page(visit, "closed", {})
    visit.round.refresh_from_db(fields=STANDING)
    name = "ended" if visit.round.ended_without_results else "closed"
    context = {"late": True, "part": part, "not_saved": part and _not_saved(visit, part)}
    return page(visit, name, context, status=409)


def _not_saved(visit: Visit, part: RoundPart) -> list[QuestionForm]:
    """Return the questions of a page that was sent where it says something else than what is stored."""
    stored = given_so_far(visit)
    forms = question_forms(visit.POST, part.questions, visit.response.perspective, {})
    return [
        form
        for form in forms
        if not (form.is_valid() and form.given == stored.get(form.question.id, NO_ANSWER))
    ]


def group_shown(visit: Visit) -> str:
    """Return the code of the group that the page which was sent was shown for; '' for none."""
    return visit.POST.get("group", "")


def given_so_far(visit: Visit) -> dict[int, AnswerContent]:
    """All that this person has given so far, by question id."""
    return {question: one.given for question, one in stored_answers(visit.response.pk).items()}


def all_answers(visit: Visit, reading: Reading) -> list[dict[str, Any]]:
    """Every part of the round as this person reads it, in order: {part, given}, where given pairs each of its
    questions with what they gave to it. Two queries, or one where no options were picked."""
    stored = given_so_far(visit)
    return [
        {"part": each, "given": [(q, stored.get(q.id, NO_ANSWER)) for q in each.questions]}
        for each in parts_of(reading.contents)
    ]
