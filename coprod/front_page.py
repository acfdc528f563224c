"""What the start page shows of the example: a real chart, and what somebody said."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assessments.models import Release, Round
from assessments.reports.answer_model import Quote, ReportGroup
from assessments.reports.build import build_report
from assessments.reports.part_model import ReportPart

WIDE, NARROW = 2, 2  # parts that are shown, of those with the widest gaps and of those with the narrowest
LONGEST_QUOTE = 140  # letters


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Parts of the example's results, from the widest gap to the narrowest, and a quote that fits to them."""

    groups: tuple[ReportGroup, ...]
    frame_note: str
    parts: tuple[ReportPart, ...]
    quote: Quote | None


def front_page_of(round_: Round) -> FrontPage | None:
    """Return what to show of a released round; None where its groups cannot be compared. Results never
    change, so each process works it out once; three queries then, or twelve, and none later."""
    return _front_page(round_.pk, round_.join_code)


@lru_cache(4)  # by the join code too, which no other round has ever had
def _front_page(round_id: int, _join_code: str) -> FrontPage | None:
    releases = Release.objects.select_related("round__assessment__organisation__face")
    report = build_report(releases.get(round=round_id))
    compared = [part for part in report.parts_by("gap") if part.area.gap and part.area.sided]
    if not compared:
        return None
    shown = compared if len(compared) <= WIDE + NARROW else [*compared[:WIDE], *compared[-NARROW:]]
    quotes = sorted(_quotes(shown), key=lambda quote: (quote.side != "people", -len(quote.words)))
    return FrontPage(report.groups, report.frame_note, tuple(shown), quotes[0] if quotes else None)


def _quotes(parts: list[ReportPart]) -> Iterator[Quote]:
    """Return the quotes of these parts that are short, and whose group is named."""
    for part in parts:
        for question in part.questions:
            for quote in question.quotes:
                if quote.perspective and len(quote.words) <= LONGEST_QUOTE and "\n" not in quote.words:
                    yield quote
