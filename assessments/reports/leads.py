"""What a report says of its questions and parts, put together from phrases."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assessments.reports import notices, phrases
from assessments.reports.model import Area, ReportPart
from assessments.reports.phrases import Direction, Score
from assessments.reports.question_model import Answers, ReportGroup, ReportLevel, ReportQuestion
from assessments.scoring.questions import Agreement
from assessments.scoring.results import FrozenArea
from frameworks.content import QuestionContent


def says(
    asked: QuestionContent,
    everyone: Answers | None,
    groups: Sequence[Answers],
    agreement: Agreement | None,
    *,
    is_foreign: bool,
) -> str:
    """Say what people answered to a question. is_foreign: its words are in another language than ours."""
    if everyone is None:
        return ""
    if asked.kind == "choice":
        picked = [(phrases.isolated(count.name, is_foreign), count.people) for count in everyone.counts]
        return phrases.about_options(picked, everyone.answered)
    if not groups:
        return "Nobody gave a score here." if everyone.mean is None else ""
    sided = [one for one in groups if one.group and one.group.has_side]
    scores = [Score(one.group.in_sentence, one.mean.rounded) for one in sided if one.mean and one.group]
    direction: Direction = "barrier" if asked.direction == "barrier" else "strength"
    return phrases.about_question(scores, agreement, direction, len(scores) == len(sided))


def direction_of(questions: Iterable[ReportQuestion]) -> Direction:
    """Return the direction that the rating questions share; 'mixed' where they do not."""
    found = {question.direction for question in questions if question.kind == "rating"}
    return found.pop() if len(found) == 1 else "mixed"


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
    return f"question {widest.number}, {phrases.isolated(widest.title, is_foreign)}"


def rests_on(found: FrozenArea) -> str:
    """On how many of its questions the figures of a part or framework rest: '2 of 4 questions'.

    Empty where there are none, and where it is not known: by version 1 of the rules.
    """
    if found.questions is None or found.everyone is None:
        return ""
    return phrases.out_of(found.everyone_questions, found.questions)


def left_out(found: FrozenArea, questions: Sequence[ReportQuestion]) -> str:
    """Which rating questions the figures of a part or framework do not count."""
    if found.everyone is None:
        return ""
    if found.compared:
        others = [q.number for q in questions if not q.is_comparable]
        return notices.left_out(others, "these figures", "not every group can be compared there")
    without = [q for q in questions if q.everyone is None or q.everyone.mean is None]
    unscored = notices.left_out([q.number for q in without], "these figures", "too few people gave a score")
    if found.compared is not None or found.parity is None:
        return unscored
    # By version 1 of the rules each figure rests on the questions that have it.
    uneven = [q.number for q in questions if q.parity is None and q not in without]
    why = "too few people in one of the groups gave a score"
    return f"{unscored} {notices.left_out(uneven, '‘Both sides counted equally’', why)}".strip()


def is_comparable(groups: Sequence[ReportGroup], shown: Sequence[Answers]) -> bool:
    """Whether all the round's groups are set side by side on a rating question: each is shown apart, and each
    that has a side rated."""
    apart = [one.group for one in shown] == list(groups)
    return bool(groups) and apart and all(one.mean for one in shown if one.group and one.group.has_side)


def levels_of(asked: QuestionContent) -> tuple[ReportLevel, ...]:
    """Return the levels of a question, in its own words where it has any."""
    return tuple(
        ReportLevel(level.value, level.numeral, level.words, level.description) for level in asked.levels
    )


def shared_levels(questions: Iterable[ReportQuestion]) -> tuple[ReportLevel, ...]:
    """Return the levels that all the rating questions share; none where the scales differ.

    Where the questions describe them each in their own words, the shared levels have no description, and no
    label that says nothing without it.
    """
    found = {question.levels for question in questions if question.kind == "rating"}
    if len(found) == 1:
        return found.pop()
    labels = {tuple((level.value, level.words) for level in levels) for levels in found}
    if len(labels) != 1:
        return ()
    return tuple(
        replace(level, description="", words="" if level.says_nothing else level.words)
        for level in found.pop()
    )
