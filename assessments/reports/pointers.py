"""The lists of 'Talk about these first' as a report shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.reports import phrases
from assessments.reports.figures import one_decimal
from assessments.reports.model import Pointer, ReportPart, TalkFirst
from assessments.reports.question_model import ReportQuestion

Place = tuple[ReportPart, ReportQuestion, str]  # with the title of its framework


def talk_first(
    lists: Mapping[str, Sequence[str]], questions: Mapping[str, Any], places: Mapping[str, Place]
) -> TalkFirst:
    """Point to the questions of each list, with the figure that brought each there.

    lists: question keys by list, as scoring ranks them. questions: the results of each, by key.
    """

    def lowest(key: str, question: ReportQuestion) -> str:
        mean = (questions[key]["parity"] or questions[key]["everyone"])["mean"]
        above = mean * 2 > question.lowest + question.highest
        return phrases.scored(one_decimal(mean), question.highest, question.direction, above)

    def gap(key: str, question: ReportQuestion) -> str:
        return f"{question.gap.printed} gap" if question.gap else ""

    def unsure(key: str, question: ReportQuestion) -> str:
        found = questions[key]["everyone"]
        answered = found["rated" if question.kind == "rating" else "chose"]
        return f"{found['dont_know']} of {phrases.people(answered + found['dont_know'])}"

    def pointers(name: str, figure: Any) -> tuple[Pointer, ...]:
        found = [(key, *places[key]) for key in lists[name]]
        return tuple(
            Pointer(part, question, title, figure(key, question)) for key, part, question, title in found
        )

    return TalkFirst(
        furthest_apart=pointers("furthest_apart", gap),
        lowest=pointers("lowest", lowest),
        most_unsure=pointers("most_unsure", unsure),
    )
