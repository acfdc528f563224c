"""From the versions of a working agreement to what a report says of it."""

from assessments.groundwork.queries import versions_of
from assessments.models import Release
from assessments.reports.beside.spoken import statements_on_clauses
from assessments.reports.groundwork.agreement import NO_AGREEMENT, ReportAgreement, agreement_in_report


def agreement_beside(release: Release) -> ReportAgreement:
    """Return the newest version that both sides had turned their key on by the day that people stopped
    answering. One query; six where there is one."""
    round_ = release.round
    last_day = round_.closed_on or release.released_on
    versions = [one for one in versions_of(round_.assessment_id) if one.made_on and one.made_on <= last_day]
    if not versions:
        return NO_AGREEMENT
    found = versions[0]
    statements = statements_on_clauses(round_.assessment, up_to=round_.number)
    return agreement_in_report(found.number, found.made_on, found.clauses, statements)
