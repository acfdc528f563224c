"""How much a summary in simple words tells: it is short, whatever a round holds, and says what it leaves to
the report. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments.reports.model import Report
from assessments.reports.summary.cards import cut, on_one_line

MOST_PAGES = 8


@dataclass(frozen=True, slots=True)
class Amount:
    """The most of everything that a summary tells.

    topics: questions of each list of results. quotes: comments. agreed, not_agreed: questions of a meeting.
    actions: of the plan. statements: of people who see it differently. letters: of what anybody wrote, and of
    a question's own words four times as many.
    """

    topics: int
    quotes: int
    agreed: int
    not_agreed: int
    actions: int
    statements: int
    letters: int

    def shortened(self, words: str) -> str:
        """Return what somebody wrote, or its beginning, on one line."""
        return cut(on_one_line(words), self.letters)

    def asked(self, words: str) -> str:
        """Return a framework's words, or the beginning of very long ones."""
        return cut(words, 4 * self.letters)


# A summary is set in each of these until it has few pages enough.
AMOUNTS = (
    Amount(3, 4, 3, 2, 4, 3, 280),
    Amount(3, 2, 2, 1, 3, 2, 200),
    Amount(3, 2, 1, 1, 3, 1, 160),
    Amount(2, 2, 1, 1, 3, 1, 160),
    Amount(2, 1, 1, 1, 2, 1, 110),
    Amount(1, 1, 1, 0, 1, 1, 70),
    Amount(1, 0, 0, 0, 1, 0, 40),
)


def amounts_of(report: Report) -> tuple[Amount, ...]:
    """Return what to try for a round: where much stands beside the results, not what cannot hold it."""
    beside: Sequence[Any] = (report.agreed, report.plan.actions, report.dissents.all, report.change)
    return AMOUNTS[1 if sum(map(bool, beside)) > 1 else 0 :]
