"""Removing words that must go by law from shared results: by those who lead, one after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from accounts.permissions import Permission, may
from assessments.deletion import texts, words
from assessments.deletion.texts import WrittenText
from assessments.forms.deletion import RemoveWordsForm
from assessments.models import Release, Round
from assessments.records.removed_words import RemovedText, words_removed
from assessments.reports.answer_model import Quote
from assessments.reports.build import build_report
from assessments.reports.model import Report
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.rounds.promise import words_may_go
from assessments.views.access import show_round, who

ON_A_PAGE = 50  # comments and answers in people's own words


@dataclass(frozen=True, slots=True)
class WordsShown:
    """Somebody's words in the results, and where."""

    part: ReportPart
    question: ReportQuestion
    place: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is asked before words go: which, what they are about and in which language that is named,
    who wrote them, and what goes and stays. notes: what else is to be known."""

    about: str
    language: str
    words: str
    by: str
    goes: Sequence[str]
    stays: Sequence[str]
    notes: Sequence[str] = ()


def _release_to_clear(request: HttpRequest, pk: int) -> Release:
    """Return the release of a round in the person's reach, if they may remove words from it: else 403."""
    rounds = Round.objects.visible_to(request.user).released()
    round_ = get_object_or_404(rounds.select_related("assessment__organisation", "release"), pk=pk)
    if not may(request.user, Permission.REMOVE_WORDS, round_.assessment.organisation):
        raise PermissionDenied
    return round_.release


def words_shown(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all words in the results and beside them, each with the way to remove them."""
    release = _release_to_clear(request, pk)
    report = build_report(release)
    page = Paginator(list(_all_words(report)), ON_A_PAGE).get_page(request.GET.get("page"))
    written = texts.texts_of(release)
    names = {q.key: (f"{q.number} {q.title}", part.language) for part in report.parts for q in part.questions}
    context = {
        "page": page,
        "statements": report.dissents.all,
        "written": [(one, *names.get(one.question, ("", "")), _said_instead(one)) for one in written],
    }
    return show_round(request, "rounds/words", release.round, context)


def _said_instead(text: WrittenText) -> str:
    return words_removed(text.mark.removed_on, text.mark.get_reason_display()) if text.mark else ""


def _all_words(report: Report) -> Iterator[WordsShown]:
    for part in report.parts:
        for question in part.questions:
            for place, quote in enumerate(question.quotes):
                yield WordsShown(part, question, place, quote)


def remove_words(request: HttpRequest, pk: int, framework: str, question: str, place: int) -> HttpResponse:
    """Remove somebody's words from the results, after saying what goes."""
    release = _release_to_clear(request, pk)
    same = [
        one
        for one in _all_words(build_report(release))
        if (one.part.framework, one.question.code) == (framework, question)
    ]
    if place >= len(same):
        raise Http404
    shown = same[place]
    twins = sum(one.quote.words == shown.quote.words for one in same)
    notes = []
    if twins > 1:
        notes.append(
            _("%(number)s people wrote just these words here. They go in each of these places.")
            % {"number": twins}
        )
    with override(release.round.promise_language.lower()):
        law = words_may_go()
    if not any(law in line for line in release.round.promise):
        notes.append(
            _(
                "People in this round read that we never change their words, and nothing about the law. If "
                "you can, tell them yourself what you did."
            )
        )
    asked = Asked(
        about=f"{shown.question.number} {shown.question.title}",
        language=shown.part.language,
        words=shown.quote.words,
        by=shown.quote.perspective or _("Group not shown"),
        goes=[
            _(_GONE),
            _("the words in the answers of the person who wrote them, if they have not taken those back"),
        ],
        stays=[_(_MARK), _("all numbers. The words are counted as before"), _(_COPIES)],
        notes=notes,
    )
    remove = partial(words.remove_words, question=f"{framework}/{question}", place=place)
    return _ask(request, release, asked, remove, gone=shown.quote.removed)


def remove_statement(request: HttpRequest, pk: int, statement: UUID) -> HttpResponse:
    """Remove the words of a statement beside the results, after saying what goes."""
    release = _release_to_clear(request, pk)
    statements = build_report(release).dissents.all
    shown = next((one for one in statements if one.ident == str(statement)), None)
    if shown is None:
        raise Http404
    asked = Asked(
        about=shown.subject,
        language=shown.language,
        words=shown.words,
        by=shown.by,
        goes=[
            _("the words and the level, from the results and from the report. The PDF is made again without "
              "them, which takes a few minutes"),
            _("how many people say this. Those who joined it can write their own"),
        ],
        stays=[_(_MARK), _(_COPIES)],
    )  # fmt: skip
    return _ask(request, release, asked, partial(words.remove_statement, statement=statement), shown.removed)


def remove_text(request: HttpRequest, pk: int, kind: str, row: int, field: str) -> HttpResponse:
    """Remove words that the group wrote at a meeting or in its plan, after saying what goes."""
    release = _release_to_clear(request, pk)
    written = texts.texts_of(release)
    shown = next((one for one in written if one.place == (kind, row, field)), None)
    if shown is None:
        raise Http404
    notes = []
    if len(texts.twins_of(shown, written)) > 1:
        notes.append(_("The same words are there more than once. They go in each of these places."))
    if kind == RemovedText.Kind.OWNER:
        notes.append(_("Their e-mail address goes too. They stay the owner, as somebody from their group."))
    asked = Asked(
        about=f"{shown.thing}. {shown.name}",
        language="",
        words=shown.words,
        by=_("Written by the group"),
        goes=[
            _("the words, from the record or the plan, from the public page and from the reports, later ones "
              "too. The PDF is made again without them, which takes a few minutes"),
        ],
        stays=[_(_MARK), _("what was agreed, or is planned, and all numbers"), _(_COPIES)],
        notes=notes,
    )  # fmt: skip
    return _ask(request, release, asked, partial(texts.remove_text, place=shown.place), _said_instead(shown))


_GONE = gettext_noop(
    "the words, from the results and from the report. The PDF is made again without them, which takes a few "
    "minutes"
)
_MARK = gettext_noop(
    "their place, with today’s date and the reason that you choose. Everyone who sees the results can read "
    "that"
)
_COPIES = gettext_noop("copies that people have saved or printed. Ask them to destroy those")


def _ask(
    request: HttpRequest, release: Release, asked: Asked, remove: Callable[..., None], gone: str
) -> HttpResponse:
    """Ask why these words must go, and remove them once that is chosen. gone: what stands in their place, if
    somebody else has removed them."""
    if gone:
        messages.warning(request, gone)
        return redirect("assessments:words", release.round_id)
    form = RemoveWordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _remove(request, release, remove, form.cleaned_data["reason"])
    context = {"form": form, "asked": asked}
    return show_round(request, "rounds/remove_words", release.round, context, 422 if form.errors else 200)


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
