"""What a report says of its questions and parts, put together from phrases."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from assessments.reports import notices, phrases
from assessments.reports.answer_model import Answers, ReportGroup, ReportLevel
from assessments.reports.part_model import Area, ReportPart
from assessments.reports.phrases import Score
from assessments.reports.question_model import ReportQuestion
from assessments.scoring.results import FrozenArea
from frameworks.content import QuestionContent


def says(
    asked: QuestionContent,
    everyone: Answers | None,
    groups: Sequence[Answers],
    *,
    is_comparable: bool,
    is_foreign: bool,
) -> str:
    """Say what people answered to a question. is_foreign: its words are in another language than ours."""
    if everyone is None:
        return ""
    if asked.kind == "choice":
        picked = [(phrases.isolated(count.name, is_foreign), count.people) for count in everyone.counts]
        return phrases.about_options(picked, everyone.answered)
    if not groups:
        return _("Nobody gave a score here.") if everyone.position is None else ""
    sided = [one for one in groups if one.group and one.group.has_side]
    scores = scores_of(groups)
    return phrases.about_question(scores, is_comparable=is_comparable, all_rated=len(scores) == len(sided))


def scores_of(groups: Iterable[Answers]) -> list[Score]:
    """Return the positions of the groups with a side, as printed."""
    return [
        Score(one.group.in_sentence, one.position.rounded)
        for one in groups
        if one.position and one.group and one.group.has_side
    ]


def far_place(
    area: Area, parts: Sequence[ReportPart], widest: ReportQuestion | None, *, is_foreign: bool
) -> str:
    """Where groups that are close on the whole are far apart: the part with the widest gap, else the
    question; empty for nowhere. widest: the question on which they are furthest apart."""
    if not phrases.close_overall(area.scores):
        return ""
    far = [part for part in parts if part.area.gap and phrases.far_apart(part.area.scores)]
    if far:
        part = max(far, key=lambda one: one.area.gap.rounded if one.area.gap else 0)
        return part.in_sentence
    if not widest or widest.agreement != "far_apart":
        return ""
    told = {"number": widest.number, "title": phrases.isolated(widest.title, is_foreign)}
    return _("question %(number)s, %(title)s") % told


def rests_on(found: FrozenArea) -> str:
    """On how many of its questions the figures of a part or framework rest: '2 of 4 questions'.

    Empty where there are none, and where it is not known: by version 1 of the rules.
    """
    if found.questions is None or found.everyone is None:
        return ""
    return phrases.out_of(found.everyone_questions, found.questions)


def why_not_compared(found: FrozenArea, groups: Sequence[ReportGroup]) -> str:
    """Why the groups of the round have no figures on a part or framework that has a figure of everyone."""
    if not groups or found.groups is not None or found.everyone is None:
        return ""
    return _("The groups can be compared on too few of these questions.")


def left_out(found: FrozenArea, questions: Sequence[ReportQuestion]) -> str:
    """Which rating questions the figures of a part or framework do not count."""
    if found.everyone is None:
        return ""
    if found.compared:
        others = [q.number for q in questions if not q.is_comparable]
        return notices.left_out(others, _("these figures"), _("not every group can be compared there"))
    without = [q for q in questions if q.everyone is None or q.everyone.position is None]
    too_few = _("too few people gave a score")
    unscored = notices.left_out([q.number for q in without], _("these figures"), too_few)
    if found.compared is not None or found.parity is None:
        return unscored
    # By version 1 of the rules each figure rests on the questions that have it.
    uneven = [q.number for q in questions if q.parity is None and q not in without]
    why = _("too few people in one of the groups gave a score")
    return f"{unscored} {notices.left_out(uneven, _('‘Both sides counted equally’'), why)}".strip()


def is_comparable(groups: Sequence[ReportGroup], shown: Sequence[Answers]) -> bool:
    """Whether all the round's groups are set side by side on a rating question: each is shown apart, and each
    that has a side rated."""
    apart = [one.group for one in shown] == list(groups)
    return bool(groups) and apart and all(one.position for one in shown if one.group and one.group.has_side)


def levels_of(asked: QuestionContent) -> tuple[ReportLevel, ...]:
    """Return the levels of a question, in its own words where it has any."""
    return tuple(
        ReportLevel(level.value, level.numeral, level.words, level.description) for level in asked.levels
    )


def shared_levels(questions: Iterable[ReportQuestion]) -> tuple[ReportLevel, ...]:
    """Return the levels that all the rating questions share; none where the scales differ, or where not all
    ask for the same end of theirs.

    Where the questions describe them each in their own words, the shared levels have no description, and no
    label that says nothing without it.
    """
    rated = [question for question in questions if question.kind == "rating"]
    if len({question.direction for question in rated}) != 1:
        return ()
    found = {question.levels for question in rated}
    if len(found) == 1:
        return found.pop()
    labels = {tuple((level.value, level.words) for level in levels) for levels in found}
    if len(labels) != 1:
        return ()
    return tuple(
        replace(level, description="", words="" if level.says_nothing else level.words)
        for level in found.pop()
    )
