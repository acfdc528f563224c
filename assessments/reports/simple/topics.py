"""Questions in simple words: what each group said to them, as the level that is nearest. No figures."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.answer_model import Answers, Figure
from assessments.reports.model import Card, Pointer, Report
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.reports.simple.amounts import Amount
from assessments.reports.simple.model import Saying, Topic


def topic_of_card(card: Card, amount: Amount) -> Topic:
    """Return a question on which groups differ: the two ends, whether there are groups between, and what to
    try."""
    question = card.question
    ends = [voice for voice in card.voices if voice.level]
    rows = {one.group: one for one in question.groups}
    sayings = [_saying(question, rows[voice.group], voice.position) for voice in ends]
    between = len(question.sided) - len(ends)
    lines = [*([_("The other groups are in between.")] if between > 1 else [])]
    lines += [_("One other group is in between.")] if between == 1 else []
    return _with_words(
        amount,
        Topic(
            statement=simplest(question),
            language=card.part.language,
            sayings=tuple(sayings),
            lines=(*lines, *_still(sayings, card), *_silent(question), *_ends_in_figures(question)),
            to_try=card.to_try,
        ),
    )


def topic_of_score(pointer: Pointer, report: Report, amount: Amount) -> Topic:
    """Return a question with what all say of it together: both sides as much as each other, where it has such
    a figure."""
    question, everyone = pointer.question, pointer.question.everyone
    sayings: tuple[Saying, ...] = ()
    if question.parity and report.groups:
        how = _("Taken together, where each side counts the same:")
        sayings = (_level(question, question.parity, (), _("All groups"), how),)
    elif everyone and everyone.position:
        sayings = (_saying(question, everyone, everyone.position),)
    return _with_words(
        amount,
        Topic(
            statement=simplest(question),
            language=pointer.part.language,
            sayings=sayings,
            lines=tuple(_ends_in_figures(question)),
            to_try=question.actions[0] if question.actions else "",
        ),
    )


def topic_of_choice(part: ReportPart, question: ReportQuestion, amount: Amount) -> Topic:
    """Return a question with answers to pick from, and those that most people picked."""
    counts = question.everyone.counts if question.everyone else ()
    most = max((count.people for count in counts), default=0)
    picked = tuple(count.name for count in counts if most and count.people == most)
    lines = [
        _("No one picked an answer here.")
        if not picked
        else _("The most common answer:")
        if len(picked) == 1
        else _("The most common answers, equally often:")
    ]
    return _with_words(amount, Topic(simplest(question), part.language, (), tuple(lines), picked))


def _with_words(amount: Amount, topic: Topic) -> Topic:
    """Return a topic with the words of its framework as long as a summary has them."""
    return replace(
        topic,
        statement=amount.asked(topic.statement),
        to_try=amount.asked(topic.to_try),
        picked=tuple(map(amount.asked, topic.picked)),
        sayings=tuple(replace(one, answer=amount.asked(one.answer)) for one in topic.sayings),
    )


def simplest(question: ReportQuestion) -> str:
    """Return what it asks in the simplest wording that its framework has."""
    return question.plain or question.statement


def _saying(question: ReportQuestion, answers: Answers, position: Figure) -> Saying:
    name = answers.group.name if answers.group else _("Everyone")
    shapes = answers.group.shapes if answers.group else ()
    return _level(question, position, shapes, name, _how(question, answers, position))


def _level(
    question: ReportQuestion, position: Figure, shapes: tuple[str, ...], name: str, how: str
) -> Saying:
    step = question.nearest(position)
    place = question.steps.index(step) + 1
    return Saying(shapes, name, how, step.level.said, place, len(question.steps))


def _how(question: ReportQuestion, answers: Answers, position: Figure) -> str:
    """Say how many of them gave the level that is nearest to what they say on the whole: never more than did,
    counting those too who gave no score."""
    place = question.steps.index(question.nearest(position))
    same = question.by_goodness(answers.counts)[place].people
    asked = answers.answered + answers.without_score
    if asked == 1:
        return _("This person said:")
    if same == asked:
        return _("All of them said:")
    if 2 * same > asked:
        return _("Most of them said:")
    return _("Not all said the same. Taken together:")


def _still(sayings: Sequence[Saying], card: Card) -> Iterator[str]:
    """Say who is lower, where the same answer is nearest to all of them."""
    if len({one.place for one in sayings}) == 1:
        sided = [one for one in card.question.sided if one.group and one.position]
        low = [one.group.in_sentence for one in sided if one.position == sided[0].position and one.group]
        high = [one.group.in_sentence for one in sided if one.position == sided[-1].position and one.group]
        values = {"low": phrases.joined_groups(low), "high": phrases.joined_groups(high)}
        yield _("Still, %(low)s see it as less good than %(high)s do.") % values


def _silent(question: ReportQuestion) -> Iterator[str]:
    for row in question.groups:
        if row.position is None and row.group:
            yield _("%(group)s gave no score here.") % {"group": row.group.name}


def _ends_in_figures(question: ReportQuestion) -> Sequence[str]:
    """Say which end of a scale is best, where its levels have no words."""
    least, best = question.shades[0], question.shades[-1]
    if not any(level.says_nothing and level.meaning == level.words for level in question.levels):
        return ()
    values = {"least": least.numeral, "best": best.numeral}
    return (_("Here %(least)s is the least good answer, and %(best)s is the best.") % values,)
