"""From the record of meetings to what a report says of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.agreement.queries import scores_of
from assessments.models import Release
from assessments.records.meetings import AgreedScore
from assessments.reports import phrases
from assessments.reports.beside.agreed import VIEWS, Agreed, AgreedEntry, AgreedQuestion, View
from assessments.reports.question_model import ReportQuestion
from assessments.scoring.results import FrozenPerspective


def agreed_of(release: Release, questions: Sequence[ReportQuestion]) -> Agreed:
    """Return what was said at the meetings over a release, of these questions. One query; none where nothing
    was ever recorded."""
    found = scores_of(release)
    rows = {one.key: one for one in questions if one.key in found}
    perspectives = release.frozen.perspectives
    said = {
        key: [_entry(score, question, perspectives) for score in found[key]] for key, question in rows.items()
    }
    return Agreed({key: AgreedQuestion(key, one[0], tuple(one[1:])) for key, one in said.items()})


def _entry(
    score: AgreedScore, question: ReportQuestion, perspectives: Sequence[FrozenPerspective]
) -> AgreedEntry:
    names = {p.code: phrases.in_sentence(p.short_label) for p in perspectives}
    there = set(score.meeting.present)
    views = {"people": score.view_people, "services": score.view_services}
    yes = {"people": score.yes_people, "services": score.yes_services}
    return AgreedEntry(
        outcome=score.outcome,  # type: ignore[arg-type]
        on=score.meeting.held_on,
        level=next((one for one in question.levels if one.value == score.level), None),
        views=tuple(View(side, _(VIEWS[side]), words) for side, words in views.items() if words),
        why=score.why,
        evidence=score.evidence,
        links=tuple(score.links),
        sides=tuple(_(name) for side, name in phrases.SIDE_NAMES.items() if yes[side]),
        present=tuple(name for code, name in names.items() if code in there),
        absent=tuple(name for code, name in names.items() if code not in there),
        codes=tuple(code for code in names if code in there),
    )
