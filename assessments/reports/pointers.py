"""The lists of 'Talk about these first' as a report shows them."""

from collections.abc import Callable, Mapping, Sequence

from assessments.reports import phrases
from assessments.reports.figures import of_hundred, one_decimal
from assessments.reports.model import Pointer, ReportPart, TalkFirst
from assessments.reports.question_model import ReportGroup, ReportQuestion
from assessments.scoring.results import FrozenQuestion, FrozenResults, RatingCounts

Place = tuple[ReportPart, ReportQuestion, str]  # with the title of its framework
FEW_RATINGS = 10  # with fewer in a group, groups can well differ at random


def talk_first(
    results: FrozenResults, groups: Sequence[ReportGroup], places: Mapping[str, Place]
) -> TalkFirst:
    """Point to the questions of each list, with the figure that brought each there.

    groups: the round's. places: where each question is in the report, by key.
    """

    def pointers(
        keys: Sequence[str],
        figure: Callable[[FrozenQuestion, ReportQuestion], str],
        rests_on: Callable[[FrozenQuestion], str] = lambda found: "",
    ) -> tuple[Pointer, ...]:
        found = [(results.questions[key], *places[key]) for key in keys]
        return tuple(
            Pointer(part, question, title, figure(frozen, question), rests_on(frozen))
            for frozen, part, question, title in found
        )

    def average(found: FrozenQuestion) -> str:
        pooled = bool(found.groups) and len(found.groups or ()) < len(groups)
        return phrases.average_rests_on(plain=found.parity is None, pooled=pooled)

    ranked = results.talk_first
    apart = pointers(ranked.furthest_apart, _gap)
    rated = [question for _, question, _ in places.values() if question.kind == "rating"]
    told = sum(question.agreement is not None for question in rated)
    return TalkFirst(
        furthest_apart=apart,
        lowest=pointers(ranked.lowest, _lowest, average),
        strong_together=None if ranked.strong_together is None else pointers(ranked.strong_together, _strong),
        most_unsure=pointers(ranked.most_unsure, _unsure),
        nothing_apart=phrases.none_apart(told, len(rated)) if groups else phrases.NO_GROUPS_TO_COMPARE,
        nothing_strong=phrases.none_strong(told) if groups else phrases.NO_GROUPS_TO_COMPARE,
        of_gaps=phrases.of_gaps(FEW_RATINGS) if any(_few_rated(one.question) for one in apart) else "",
    )


def _few_rated(question: ReportQuestion) -> bool:
    return any(0 < one.answered < FEW_RATINGS for one in question.groups if one.group and one.group.has_side)


def _gap(_: FrozenQuestion, question: ReportQuestion) -> str:
    return f"{question.gap.printed} gap" if question.gap else ""


def _lowest(found: FrozenQuestion, question: ReportQuestion) -> str:
    mean = _lowest_mean(found)
    low, high = question.lowest.value, question.highest.value
    return phrases.scored(one_decimal(mean), low, high, question.direction, mean * 2 > low + high)


def _lowest_mean(found: FrozenQuestion) -> float:
    """Return the mean that a question is ranked by: both sides counted equally, else everyone's."""
    if found.parity:
        return found.parity.mean
    if not isinstance(found.everyone, RatingCounts) or found.everyone.mean is None:
        raise ValueError("ranked as lowest without a mean")
    return found.everyone.mean


def _strong(found: FrozenQuestion, _: ReportQuestion) -> str:
    sided = [one for one in found.groups or () if isinstance(one, RatingCounts) and one.side is not None]
    lowest = min(one.favourable for one in sided if one.favourable is not None)
    return phrases.strong(of_hundred(lowest))


def _unsure(_: FrozenQuestion, question: ReportQuestion) -> str:
    if question.everyone is None:
        return ""
    dont_know = question.everyone.dont_know
    return phrases.some_of(dont_know, question.everyone.answered + dont_know)
