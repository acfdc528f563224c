"""What has moved since an earlier round, in simple words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.reports.beside.change import Changed, ReportChange
from assessments.reports.simple.amounts import Amount
from assessments.reports.simple.model import Idea, Section, Topic
from assessments.reports.simple.topics import simplest


def section_of_what_moved(change: ReportChange, amount: Amount) -> Section:
    """Say where groups came closer, and where they are further apart: each of one question at most."""
    asked = Idea("day", (_("We asked people before, in %(when)s.") % {"when": change.then.when},))
    topics = tuple(_topics(change, amount))
    if topics:
        before = [asked, Idea("apart", (_("Here is what has changed most between groups."),))]
    elif change.gaps:
        before = [asked, Idea("agree", (_("Groups are about as far apart as they were then."),))]
    elif change.names and not change.questions:
        before = [asked]
    else:
        before = [asked, Idea("private", (_("We cannot tell if groups are closer now."),))]
    if change.names:
        some = any(one.differs for one in change.names)
        words = (
            _("Some names come out differently now.") if some else _("Each name comes out as it did then.")
        )
        before.append(Idea("apart" if some else "agree", (words,)))
    after = Idea(
        "info",
        (
            _("Other people may have taken part this time."),
            _("We cannot say why a thing has changed."),
        ),
    )
    return Section(_("What has changed"), tuple(before), topics=topics, after=(after,))


def _topics(change: ReportChange, amount: Amount) -> Iterator[Topic]:
    moved = change.moved_gaps
    if moved and moved[0].gap and moved[0].gap.by < 0:
        yield _topic(moved[0], amount, _("The groups are closer than they were then."))
    if moved and moved[-1].gap and moved[-1].gap.by > 0:
        yield _topic(moved[-1], amount, _("The groups are further apart than they were then."))


def _topic(one: Changed, amount: Amount, line: str) -> Topic:
    assert one.question is not None
    return Topic(amount.asked(simplest(one.question)), one.part.language, (), lines=(line,))
