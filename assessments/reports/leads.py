"""What a report says of its questions and parts, put together from phrases."""

from collections.abc import Iterable, Sequence

from assessments.reports import notices, phrases
from assessments.reports.model import Area, ReportPart
from assessments.reports.phrases import Direction, Score
from assessments.reports.question_model import Answers, ReportQuestion
from assessments.scoring.questions import Agreement
from assessments.scoring.ranking import furthest_apart
from assessments.scoring.results import FrozenArea
from frameworks.content import QuestionContent


def says(
    asked: QuestionContent, everyone: Answers | None, groups: Sequence[Answers], agreement: Agreement | None
) -> str:
    if everyone is None:
        return ""
    if asked.kind == "choice":
        return phrases.about_options([(c.label, c.people) for c in everyone.counts], everyone.answered)
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


def far_place(area: Area, parts: Sequence[ReportPart], questions: Sequence[ReportQuestion]) -> str:
    """Where groups that are close on the whole are far apart: the part with the widest gap, else the
    question; empty for nowhere."""
    if not phrases.close_overall(area.scores):
        return ""
    far = [part for part in parts if part.area.gap and phrases.far_apart(part.area.scores)]
    if far:
        part = max(far, key=lambda one: one.area.gap.rounded if one.area.gap else 0)
        return f"part {part.number}, {part.title}"
    widest = next(iter(furthest_apart(questions)), None)
    return f"question {widest.number}, {widest.title}" if widest and widest.agreement == "far_apart" else ""


def left_out(found: FrozenArea, questions: Sequence[ReportQuestion]) -> str:
    """Which rating questions the figures of a part or framework do not count."""
    without = [q for q in questions if q.everyone is None or q.everyone.mean is None]
    if found.everyone is None:
        return ""
    unscored = notices.left_out([q.number for q in without], "these figures", "too few people gave a score")
    if found.parity is None:
        return unscored
    uneven = [q.number for q in questions if q.parity is None and q not in without]
    why = "too few people in one of the groups gave a score"
    return f"{unscored} {notices.left_out(uneven, '‘Both sides counted equally’', why)}".strip()


def furthest_title(questions: Iterable[ReportQuestion]) -> str | None:
    """Return the title of the question with the widest gap for its scale, of those that are not close."""
    return next((question.title for question in furthest_apart(questions)), None)


def shared_levels(questions: Iterable[ReportQuestion]) -> tuple[tuple[int, str], ...]:
    found = {question.levels for question in questions if question.kind == "rating"}
    return found.pop() if len(found) == 1 else ()
