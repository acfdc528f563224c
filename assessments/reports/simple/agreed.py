"""What a group agreed at its meetings, and what it did not, in simple words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.beside.agreed import AgreedEntry
from assessments.reports.model import AgreedRow, Report
from assessments.reports.simple.model import Idea, Saying, Section, Topic, Wrote
from assessments.reports.simple.topics import simplest
from assessments.reports.summary.cards import cut, on_one_line

MOST_AGREED = 3


def section_of_agreed(report: Report) -> Iterator[Section]:
    """Yield what the group said at its meetings; nothing where it has not met."""
    agreed = [one for one in report.agreed_rows if one.said.now.outcome == "agreed"]
    differ = [one for one in report.agreed_rows if one.said.now.outcome == "not_agreed"]
    if not agreed and not differ:
        return
    before = [Idea("meeting", (_("People met to talk about the results."),))]
    if agreed:
        before.append(Idea("agree", (_("They agreed on some things."),)))
    if differ:
        before.append(
            Idea(
                "apart",
                (_("They did not agree on some things. That is fine."), _("Both sides are told here.")),
            )
        )
    after = [Idea("info", (_("What people scored stays as it was."),))]
    yield Section(
        _("What the group said when it met"),
        tuple(before),
        topics=tuple(_topic(one) for one in agreed[:MOST_AGREED]),
        wrote=tuple(said for one in differ[:MOST_AGREED] for said in _views(one)),
        after=tuple(after),
    )


def _topic(row: AgreedRow) -> Topic:
    entry, language = row.said.now, row.part.language
    return Topic(simplest(row.question), language, tuple(_sayings(row, entry)))


def _sayings(row: AgreedRow, entry: AgreedEntry) -> Iterator[Saying]:
    steps = row.question.steps
    for place, step in enumerate(steps, start=1):
        if entry.level and step.level.value == entry.level.value:
            answer = entry.level.meaning or entry.level.numeral
            yield Saying((), _("The group"), _("The group agreed on this answer:"), answer, place, len(steps))


def _views(row: AgreedRow) -> Iterator[Wrote]:
    for view in row.said.now.views:
        who = phrases.sentence(phrases.SIDE_NAMES[view.side])
        yield Wrote(row.question.title, row.part.language, cut(on_one_line(view.words)), who)
