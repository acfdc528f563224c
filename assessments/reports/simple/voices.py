"""Who sees it differently, and who says that it is a fair record, in simple words.

Both are in every summary, and cannot be left out of one (docs/rules.md, We see it differently).
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.reports.beside.voices import ReportStatement
from assessments.reports.model import Report
from assessments.reports.simple.amounts import Amount
from assessments.reports.simple.model import Differs, Idea, Section


def section_of_dissents(report: Report, amount: Amount) -> Section:
    """Return what people see differently, in their own words, and how to say something too."""
    heading, every = _("Who sees it differently"), report.dissents.all
    if not every:
        return Section(heading, (Idea("talk", (_("No one has said so yet."),)), *_say()))
    told = tuple(_differs(one, amount) for one in every[: amount.statements])
    lines = []
    if any(one.words.endswith("…") for one in told):
        lines.append(_("Three dots mean that there is more to read."))
    if more := len(every) - len(told):
        lines += [
            ngettext("One more person said so.", "%(count)s more people said so.", more) % {"count": more}
            if not told
            else ngettext(
                "There is one more text like this.", "There are %(count)s more texts like this.", more
            )
            % {"count": more}
        ]
    if lines:
        lines.append(_("You can read all of it in the full report."))
    return Section(
        heading,
        (Idea("talk", (_("These are people’s own words. No one changed them."),)),),
        differ=told,
        after=(*([Idea("read", tuple(lines))] if lines else []), *_say()),
    )


def _say() -> tuple[Idea, ...]:
    counts = _("What you think counts, even if no one else thinks so.")
    return (
        Idea("say", (_("Do you see it differently? Please say so."), counts)),
        Idea("private", (_("You do not have to tell anyone how you answered."),)),
    )


def _differs(one: ReportStatement, amount: Amount) -> Differs:
    return Differs(one.subject, one.language, amount.shortened(one.words), one.by, one.removed)


def section_of_record(report: Report) -> Section:
    """Return of which groups people said that it is a fair record."""
    rows = report.co_signed.rows
    after: tuple[Idea, ...] = ()
    if report.co_signed.left_out:
        told = (
            (_("Small groups are not counted here."), _("This keeps their answers private."))
            if rows
            else (_("We do not say how many people said yes."), _("Too few people took part."))
        )
        after = (Idea("private", told),)
    return Section(
        _("Is this a fair record?"),
        (Idea("agree", (_("You can say yes, for your group. You do not have to."),)),),
        signed=rows,
        after=after,
    )
