"""What a group agreed at its meetings, and what it did not, in simple words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.answer_model import ReportLevel
from assessments.reports.model import AgreedRow, Report
from assessments.reports.question_model import ReportQuestion
from assessments.reports.simple.amounts import Amount
from assessments.reports.simple.model import Idea, Saying, Section, Topic, Wrote
from assessments.reports.simple.topics import simplest


def section_of_agreed(report: Report, amount: Amount) -> Iterator[Section]:
    """Yield what the group said at its meetings; nothing where it has not met."""
    agreed = [one for one in report.agreed_rows if one.said.now.outcome == "agreed"]
    differ = [one for one in report.agreed_rows if one.said.now.outcome == "not_agreed"]
    if not agreed and not differ:
        return
    before = [Idea("meeting", (_("People met to talk about the results."),))]
    if agreed:
        before.append(Idea("agree", (_("They agreed on some things."),)))
    told, views = agreed[: amount.agreed], differ[: amount.not_agreed]
    if differ:
        both = [_("Both sides are told here.")] if views else []
        before.append(Idea("apart", (_("They did not agree on some things. That is fine."), *both)))
    after = [Idea("info", (_("What people scored stays as it was."),))]
    if len(told) < len(agreed) or len(views) < len(differ):
        more = (_("They talked about more things than these."), _("You can read them in the full report."))
        after.append(Idea("read", more))
    yield Section(
        _("What the group said when it met"),
        tuple(before),
        topics=tuple(_topic(one, amount) for one in told),
        wrote=tuple(said for one in views for said in _views(one, amount)),
        after=tuple(after),
    )


def _topic(row: AgreedRow, amount: Amount) -> Topic:
    """Return what was agreed of a question: a level, or the group's own words where it has none."""
    entry, asked = row.said.now, amount.asked(simplest(row.question))
    if entry.level is None:
        words = (amount.shortened(entry.why),) if entry.why else ()
        return Topic(asked, row.part.language, (), (_("The group agreed on this."), *words))
    return Topic(asked, row.part.language, tuple(_sayings(row.question, entry.level, amount)))


def _sayings(question: ReportQuestion, level: ReportLevel, amount: Amount) -> Iterator[Saying]:
    for place, step in enumerate(question.steps, start=1):
        if step.level.value == level.value:
            answer, how = amount.asked(step.level.said), _("The group agreed on this answer:")
            yield Saying((), _("The group"), how, answer, place, len(question.steps))


def _views(row: AgreedRow, amount: Amount) -> Iterator[Wrote]:
    for view in row.said.now.views:
        who = phrases.sentence(_(phrases.SIDE_NAMES[view.side]))
        yield Wrote(row.question.title, row.part.language, amount.shortened(view.words), who)
