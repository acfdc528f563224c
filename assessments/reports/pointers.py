"""The lists of 'Talk about these first' as a report shows them."""

from collections.abc import Callable, Mapping

from assessments.reports import phrases
from assessments.reports.figures import one_decimal
from assessments.reports.model import Pointer, ReportPart, TalkFirst
from assessments.reports.question_model import ReportQuestion
from assessments.scoring.results import FrozenQuestion, RankedKeys, RatingCounts

Place = tuple[ReportPart, ReportQuestion, str]  # with the title of its framework


def talk_first(
    ranked: RankedKeys, questions: Mapping[str, FrozenQuestion], places: Mapping[str, Place]
) -> TalkFirst:
    """Point to the questions of each list, with the figure that brought each there.

    questions: the results of each, by key. places: where each stands in the report, by key.
    """

    def lowest(key: str, question: ReportQuestion) -> str:
        mean = _lowest_mean(questions[key])
        above = mean * 2 > question.lowest + question.highest
        return phrases.scored(one_decimal(mean), question.highest, question.direction, above)

    def gap(key: str, question: ReportQuestion) -> str:
        return f"{question.gap.printed} gap" if question.gap else ""

    def unsure(key: str, question: ReportQuestion) -> str:
        if question.everyone is None:
            return ""
        dont_know = question.everyone.dont_know
        return f"{dont_know} of {phrases.people(question.everyone.answered + dont_know)}"

    def pointers(keys: tuple[str, ...], figure: Callable[[str, ReportQuestion], str]) -> tuple[Pointer, ...]:
        found = [(key, *places[key]) for key in keys]
        return tuple(
            Pointer(part, question, title, figure(key, question)) for key, part, question, title in found
        )

    return TalkFirst(
        furthest_apart=pointers(ranked.furthest_apart, gap),
        lowest=pointers(ranked.lowest, lowest),
        most_unsure=pointers(ranked.most_unsure, unsure),
    )


def _lowest_mean(found: FrozenQuestion) -> float:
    """Return the mean that a question is ranked by: both sides counted equally, else everyone's."""
    if found.parity:
        return found.parity.mean
    if not isinstance(found.everyone, RatingCounts) or found.everyone.mean is None:
        raise ValueError("ranked as lowest without a mean")
    return found.everyone.mean
