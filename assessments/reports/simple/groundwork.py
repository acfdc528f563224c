"""The working agreement in simple words: what both sides agreed, and where they did not."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.reports.groundwork.agreement import ReportClause
from assessments.reports.model import Report
from assessments.reports.simple.model import Idea, Section, Wrote
from assessments.reports.summary.cards import cut, on_one_line
from frameworks import languages

MOST_CLAUSES = 6


def section_of_agreement(report: Report) -> Section:
    """Return how people said that they would work together, or that they had not said it yet."""
    found = report.agreement
    if found.made_on is None:
        said = Idea("info", (_("There was no working agreement."),))
        return Section(_("How we work together"), (said,))
    day = date_format(found.made_on, "j F Y")
    before = [
        Idea(
            "agree",
            (
                _("People wrote down how they work together."),
                _("Both sides agreed to it on %(day)s.") % {"day": day},
            ),
        )
    ]
    agreed = [one for one in found.clauses if one.outcome == "agreed"]
    differ = [one for one in found.clauses if one.outcome == "not_agreed"]
    if differ:
        before.append(
            Idea(
                "apart",
                (
                    _("They did not agree on some things. That is fine."),
                    _("These come last, as each side says them."),
                ),
            )
        )
    shown = (*agreed[:MOST_CLAUSES], *differ)
    return Section(
        _("How we work together"),
        tuple(before),
        wrote=tuple(said for one in shown for said in _said(one)),
    )


def _said(one: ReportClause) -> Iterator[Wrote]:
    language = languages.page_language()
    for text in one.clause.texts:
        if text.removed:
            continue
        if text.is_both:
            yield Wrote(one.title, language, cut(on_one_line(text.shortest)), _("Both sides"))
        else:
            yield Wrote(one.title, language, cut(on_one_line(text.people)), _("People and communities"))
            yield Wrote(one.title, language, cut(on_one_line(text.services)), _("Services and professionals"))
