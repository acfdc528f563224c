"""Removing words that must go by law from shared results: by those who lead, one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.permissions import Permission, may
from assessments.deletion import words
from assessments.forms.deletion import RemoveWordsForm
from assessments.models import Release, Round
from assessments.reports.answer_model import Quote
from assessments.reports.build import build_report
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.rounds.promise import WORDS_MAY_GO
from assessments.views.access import show_round, who

ON_A_PAGE = 50  # comments and answers in people's own words


@dataclass(frozen=True, slots=True)
class WordsShown:
    """Somebody's words in the results, and where."""

    part: ReportPart
    question: ReportQuestion
    place: int
    quote: Quote


def _release_to_clear(request: HttpRequest, pk: int) -> Release:
    """Return the release of a round in the person's reach, if they may remove words from it: else 403."""
    rounds = Round.objects.visible_to(request.user).released()
    round_ = get_object_or_404(rounds.select_related("assessment__organisation", "release"), pk=pk)
    if not may(request.user, Permission.REMOVE_WORDS, round_.assessment.organisation):
        raise PermissionDenied
    return round_.release


def _all_words(release: Release) -> Iterator[WordsShown]:
    for part in build_report(release).parts:
        for question in part.questions:
            for place, quote in enumerate(question.quotes):
                yield WordsShown(part, question, place, quote)


def words_shown(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all words in the results, each with the way to remove them."""
    release = _release_to_clear(request, pk)
    page = Paginator(list(_all_words(release)), ON_A_PAGE).get_page(request.GET.get("page"))
    statements = build_report(release).dissents.all
    return show_round(request, "rounds/words", release.round, {"page": page, "statements": statements})


def remove_words(request: HttpRequest, pk: int, framework: str, question: str, place: int) -> HttpResponse:
    """Remove somebody's words, after saying what goes."""
    release = _release_to_clear(request, pk)
    same = [
        one for one in _all_words(release) if (one.part.framework, one.question.code) == (framework, question)
    ]
    if place >= len(same):
        raise Http404
    shown = same[place]
    form = RemoveWordsForm(request.POST if request.method == "POST" else None)
    if shown.quote.removed:
        messages.warning(request, shown.quote.removed)
        return redirect("assessments:words", pk)
    if form.is_valid():
        remove = partial(words.remove_words, question=f"{framework}/{question}", place=place)
        return _remove(request, release, remove, form.cleaned_data["reason"])
    context = {
        "form": form,
        "shown": shown,
        "twins": sum(one.quote.words == shown.quote.words for one in same),
        "told_otherwise": not any(WORDS_MAY_GO in line for line in release.round.promise),
    }
    return show_round(request, "rounds/remove_words", release.round, context, 422 if form.errors else 200)


def remove_statement(request: HttpRequest, pk: int, statement: UUID) -> HttpResponse:
    """Remove the words of a statement beside the results, after saying what goes."""
    release = _release_to_clear(request, pk)
    statements = build_report(release).dissents.all
    shown = next((one for one in statements if one.ident == str(statement)), None)
    if shown is None:
        raise Http404
    if shown.removed:
        messages.warning(request, shown.removed)
        return redirect("assessments:words", pk)
    form = RemoveWordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        remove = partial(words.remove_statement, statement=statement)
        return _remove(request, release, remove, form.cleaned_data["reason"])
    context = {"form": form, "statement": shown}
    return show_round(request, "rounds/remove_statement", release.round, context, 422 if form.errors else 200)


def _remove(request: HttpRequest, release: Release, remove: Callable[..., None], reason: str) -> HttpResponse:
    try:
        remove(release=release, reason=reason, by=who(request))
    except words.RemovedBefore as refused:
        messages.warning(request, refused.reason)
    except words.NoSuchWords:
        raise Http404 from None
    else:
        messages.success(request, _("The words are removed. The PDF is being made again without them."))
    return redirect("assessments:words", release.round_id)
