"""The working agreement of the example, version by version, and what stands on the sheets that go with it."""

import datetime

from django.utils import timezone

from accounts.models import User
from assessments.example.plan import PlannedAgreement, PlannedAssessment, PlannedClause
from assessments.groundwork import actions
from assessments.groundwork.queries import agreement_of
from assessments.models import Assessment


def write_agreement(assessment: Assessment, plan: PlannedAssessment, by: User) -> None:
    """Write each version on its day, clause by clause, with both keys for the whole; then the sheets."""
    for version in plan.agreement:
        _write_version(assessment, version, by)
    for line in plan.sheets:
        actions.add_line(assessment=assessment, by=by, **line.model_dump())


def _write_version(assessment: Assessment, version: PlannedAgreement, by: User) -> None:
    day = timezone.localdate() - datetime.timedelta(days=version.days_ago)
    written = {one.code: one.now.newest for one in agreement_of(assessment).headings}
    for clause in version.clauses:
        _write(assessment, clause, written[clause.heading], day, by)
    seen = actions.mark_of_agreement(agreement_of(assessment))
    for side in ("people", "services"):
        actions.turn_version_key(assessment=assessment, side=side, seen=seen, why=version.why, by=by, on=day)


def _write(assessment: Assessment, clause: PlannedClause, seen: int, day: datetime.date, by: User) -> None:
    if clause.words:
        actions.write_clause(
            assessment=assessment, code=clause.heading, words=clause.words.strip(),
            short=clause.short.strip(), seen=seen, keys=clause.keys, by=by, on=day,
        )  # fmt: skip
    else:
        actions.keep_two_wordings(
            assessment=assessment, code=clause.heading, people=clause.people, services=clause.services,
            seen=seen, by=by, on=day,
        )  # fmt: skip
