"""The lists of 'Talk about these first' as a report shows them, in the frozen order. Pure."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.answer_model import ReportGroup
from assessments.reports.model import Pointer, TalkFirst
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.reports.summary.cards import card, cut, on_one_line
from assessments.scoring.results import FrozenResults

Place = tuple[ReportPart, ReportQuestion, str]  # with the title of its framework
Places = Mapping[str, Place]
FEW_RATINGS = 10  # with fewer in a group, groups can well differ at random


def talk_first(results: FrozenResults, groups: Sequence[ReportGroup], places: Places) -> TalkFirst:
    """Point to the questions of each list, with the figure that brought each there.

    groups: the round's. places: where each question is in the report, by key.
    """
    ranked = results.talk_first
    apart = tuple(card(*places[key], shows_words=results.shows_words) for key in ranked.furthest_apart)
    strong = None
    if ranked.strong_together is not None:
        strong = tuple(_strong(*places[key]) for key in ranked.strong_together)
    told = told_apart(places)
    return TalkFirst(
        furthest_apart=apart,
        lowest=tuple(_lowest(*places[key], groups=groups) for key in ranked.lowest),
        strong_together=strong,
        most_unsure=tuple(_unsure(*places[key]) for key in ranked.most_unsure),
        nothing_apart=phrases.none_apart(*told) if groups else phrases.no_groups_to_compare(),
        nothing_strong=phrases.none_strong(told[0]) if groups else phrases.no_groups_to_compare(),
        of_gaps=phrases.of_gaps(FEW_RATINGS) if any(_few_rated(one.question) for one in apart) else "",
    )


def told_apart(places: Places) -> tuple[int, int]:
    """Return on how many rating questions it can be told whether groups are apart, and how many there are."""
    rated = [question for _, question, _ in places.values() if question.kind == "rating"]
    return sum(question.agreement is not None for question in rated), len(rated)


def _few_rated(question: ReportQuestion) -> bool:
    return any(0 < one.answered < FEW_RATINGS for one in question.groups if one.group and one.group.has_side)


def _lowest(
    part: ReportPart, question: ReportQuestion, framework: str, *, groups: Sequence[ReportGroup]
) -> Pointer:
    if question.score is None:
        raise ValueError("ranked as lowest without a score")
    pooled = bool(question.groups) and len(question.groups) < len(groups)
    return Pointer(
        part,
        question,
        framework,
        figure=_("%(score)s of 100") % {"score": question.score.printed},
        rests_on=phrases.average_rests_on(plain=question.parity is None, pooled=pooled),
        level=question.nearest(question.score).level,
    )


def _strong(part: ReportPart, question: ReportQuestion, framework: str) -> Pointer:
    lowest = question.sided[0].position
    quote = next(iter(question.readable), None)
    return Pointer(
        part,
        question,
        framework,
        figure=phrases.strong(lowest.printed, is_barrier=question.is_barrier) if lowest else "",
        quote=quote,
        excerpt=cut(on_one_line(quote.words)) if quote else "",
    )


def _unsure(part: ReportPart, question: ReportQuestion, framework: str) -> Pointer:
    everyone = question.everyone
    figure = phrases.some_of(everyone.dont_know, everyone.could_say) if everyone else ""
    return Pointer(part, question, framework, figure=figure)
