"""What the pages of a participant have in common, once the visit is known (assessments/visits.py)."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from assessments.queries import Given, stored_answers
from assessments.visits import Visit, wants_json, words_sent


def page(visit: Visit, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of templates/assessments/part/, with what its base needs beside `context`."""
    shared = {
        "round": visit.round,
        "participant": visit.response,
        "visit_mark": visit.mark,
        "is_example": visit.round.assessment.organisation.is_example,
    }
    return render(visit, f"assessments/part/{name}.html", {**shared, **context}, status=status)


def closed(visit: Visit) -> HttpResponse:
    """A late answer: said clearly, with the words that were sent, so that they can be copied."""
    late = visit.method == "POST"
    if wants_json(visit):
        return JsonResponse({"closed": True}, status=409)
    return page(visit, "closed", {"late": late, "words": words_sent(visit)}, status=409 if late else 200)


def given_so_far(visit: Visit) -> dict[int, Given]:
    """All that this person has given so far, by question id."""
    return {question: one.given for question, one in stored_answers(visit.response.pk).items()}
