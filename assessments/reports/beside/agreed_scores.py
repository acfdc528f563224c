"""From the record of meetings to what a report says of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.agreement.queries import scores_of
from assessments.models import Release
from assessments.records.meetings import AgreedScore
from assessments.reports import phrases
from assessments.reports.beside.agreed import VIEWS, Agreed, AgreedEntry, AgreedQuestion, View
from assessments.reports.beside.removed import Kind, Removals, removals_of
from assessments.reports.question_model import ReportQuestion
from assessments.scoring.results import FrozenPerspective


def agreed_of(release: Release, questions: Sequence[ReportQuestion]) -> Agreed:
    """Return what was said at the meetings over a release, of these questions. Two queries; none where
    nothing was ever recorded, one where nothing was said at a meeting."""
    found = scores_of(release)
    if not found:
        return Agreed()
    removals = removals_of(release)
    rows = {one.key: one for one in questions if one.key in found}
    perspectives = release.frozen.perspectives
    said = {
        key: [_entry(score, question, perspectives, removals) for score in found[key]]
        for key, question in rows.items()
    }
    return Agreed({key: AgreedQuestion(key, one[0], tuple(one[1:])) for key, one in said.items()})


def _entry(
    score: AgreedScore,
    question: ReportQuestion,
    perspectives: Sequence[FrozenPerspective],
    removals: Removals,
) -> AgreedEntry:
    names = {p.code: phrases.in_sentence(p.short_label) for p in perspectives}
    there = set(score.meeting.present)

    def text(field: str) -> str:
        return removals.text(getattr(score, field), Kind.SCORE, score.pk, field)

    views = {"people": text("view_people"), "services": text("view_services")}
    evidence = [text("evidence"), removals.said(Kind.SCORE, score.pk, "links") if not score.links else ""]
    yes = {"people": score.yes_people, "services": score.yes_services}
    return AgreedEntry(
        outcome=score.outcome,  # type: ignore[arg-type]
        on=score.meeting.held_on,
        level=next((one for one in question.levels if one.value == score.level), None),
        views=tuple(View(side, _(VIEWS[side]), words) for side, words in views.items() if words),
        why=text("why"),
        evidence="\n".join(filter(None, evidence)),
        links=tuple(score.links),
        sides=tuple(_(name) for side, name in phrases.SIDE_NAMES.items() if yes[side]),
        present=tuple(name for code, name in names.items() if code in there),
        absent=tuple(name for code, name in names.items() if code not in there),
        codes=tuple(code for code in names if code in there),
    )
