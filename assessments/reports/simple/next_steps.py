"""What happens next, and whom to talk to, in simple words."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.reports.beside.plan import PlanAction
from assessments.reports.model import Report
from assessments.reports.simple.amounts import Amount
from assessments.reports.simple.model import Idea, Planned, Section


def sections(report: Report, amount: Amount) -> Iterator[Section]:
    """Yield what comes after the results."""
    yield _next(report, amount)
    yield _who_to_ask(report)


def _next(report: Report, amount: Amount) -> Section:
    heading = _("What happens next")
    if not report.shown:
        nothing = _("There is nothing to compare this time.")
        talk = _("You can still talk about how you work together.")
        return Section(heading, (Idea("meeting", (nothing, talk)),))
    read = Idea("read", (_("All who took part can read the results."),))
    if report.plan.actions:
        return _plan(heading, read, report.plan.actions, amount)
    return Section(
        heading,
        (
            read,
            Idea("meeting", (_("Now you can talk about them together."),)),
            Idea("decide", (_("Then you can decide what to change."),)),
        ),
    )


def _plan(heading: str, read: Idea, actions: tuple[PlanAction, ...], amount: Amount) -> Section:
    """Return the first actions of a plan, and how many more there are."""
    told = tuple(_planned(one, amount) for one in actions[: amount.actions])
    after = []
    if more := len(actions) - len(told):
        count = ngettext(
            "There is %(count)s more thing in the plan.", "There are %(count)s more things in the plan.", more
        ) % {"count": more}
        after.append(Idea("info", (count, _("The full report has the whole plan."))))
    plan = Idea("decide", (_("There is a plan."), _("This is what we will do, and what came of it.")))
    return Section(heading, (read, plan), actions=told, after=tuple(after))


def _planned(action: PlanAction, amount: Amount) -> Planned:
    day = "" if action.is_finished or not action.by_when else date_format(action.by_when, "j F Y")
    return Planned(
        action.state,
        action.heading,
        amount.shortened(action.what),
        why_not=amount.shortened(action.why_not),
        by_when=_("By %(day)s") % {"day": day} if day else "",
    )


def _who_to_ask(report: Report) -> Section:
    contact = report.contact
    if contact:
        lines = [_("You can talk to %(name)s.") % {"name": contact.name}]
        lines += [_("Phone: %(number)s") % {"number": contact.phone}] if contact.phone else []
        lines += [_("E-mail: %(address)s") % {"address": contact.email}] if contact.email else []
        lines += [_("When: %(hours)s") % {"hours": contact.hours}] if contact.hours else []
    else:
        lines = [
            _("Talk to the people who run this."),
            _("They are at: %(organisation)s.") % {"organisation": report.organisation},
        ]
    more = Idea("info", (_("The full report says more. It also says how we worked this out."),))
    return Section(_("Who to talk to"), (Idea("who", tuple(lines)), more))
