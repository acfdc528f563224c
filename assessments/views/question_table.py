"""What somebody wants to see of all questions of a round: which of them, and in which order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.reports.model import Report
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion

Row = tuple[ReportPart, ReportQuestion]

ORDERS = {
    "asked": gettext_noop("As asked"),
    "gap": gettext_noop("Widest gap first"),
    "lowest": gettext_noop("Lowest first"),
    "unsure": gettext_noop("Least sure first"),
}
GAPS = {
    "": gettext_noop("Any gap"),
    "far": gettext_noop("30 or more apart"),
    "apart": gettext_noop("15 to 29 apart"),
    "close": gettext_noop("Close together"),
    "none": gettext_noop("Groups not compared"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen: its value in the address, its words, and whether it is chosen. language:
    of the words, where they are a framework's."""

    value: str
    words: str
    is_chosen: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class OrderLink:
    """A link that changes the order and nothing else. query: the address's part after '?'."""

    words: str
    query: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """The choice: a part by its anchor, a band of gaps, a group by its place; empty for all. What the address
    says that makes no sense chooses nothing."""

    report: Report
    part: str = ""
    gap: str = ""
    group: str = ""
    order: str = "asked"

    @classmethod
    def chosen(cls, report: Report, asked: QueryDict) -> "QuestionTable":
        """Read the choice from an address."""
        parts = {part.anchor for part in report.parts}
        groups = {str(place) for place in range(len(report.groups))}
        return cls(
            report,
            part=_one_of(asked.get("part", ""), parts),
            gap=_one_of(asked.get("gap", ""), GAPS),
            group=_one_of(asked.get("group", ""), groups),
            order=_one_of(asked.get("order", ""), ORDERS) or "asked",
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.part or self.gap or self.group)

    @property
    def is_by_unsure(self) -> bool:
        """Whether the column of scores says how many did not know."""
        return self.order == "unsure"

    @property
    def parts(self) -> list[Choice]:
        """The parts of the round, each with its framework where there are several."""
        several = len(self.report.frameworks) > 1
        found = [
            Choice(
                part.anchor,
                f"{part.title} ({framework.title})" if several else part.title,
                part.anchor == self.part,
                part.language,
            )
            for framework in self.report.frameworks
            for part in framework.parts
        ]
        return [Choice("", _("All parts"), is_chosen=not self.part), *found]

    @property
    def gaps(self) -> list[Choice]:
        return _choices([(value, _(words)) for value, words in GAPS.items()], self.gap)

    @property
    def groups(self) -> list[Choice]:
        """The groups that can be the lowest on a question."""
        found = [(str(i), group.name) for i, group in enumerate(self.report.groups) if group.has_side]
        return _choices([("", _("Any group")), *found], self.group)

    @property
    def orders(self) -> list[OrderLink]:
        return [
            OrderLink(_(words), replace(self, order=order)._query, order == self.order)
            for order, words in ORDERS.items()
        ]

    @property
    def _query(self) -> str:
        chosen = {"part": self.part, "gap": self.gap, "group": self.group, "order": self.order}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def rows(self) -> list[Row]:
        """The chosen questions in the chosen order; equals as they were asked."""
        found = [row for row in self._all() if self._is_chosen(*row)]
        if self.order == "gap":
            found.sort(key=lambda row: -row[1].gap.rounded if row[1].gap else 1)
        elif self.order == "lowest":
            found.sort(key=lambda row: row[1].score.rounded if row[1].score else 101)
        elif self.order == "unsure":
            found.sort(key=lambda row: -row[1].unsure)
        return found

    def _all(self) -> Iterator[Row]:
        yield from ((part, question) for part in self.report.parts for question in part.questions)

    def _is_chosen(self, part: ReportPart, question: ReportQuestion) -> bool:
        return (
            self.part in ("", part.anchor)
            and (not self.gap or self.gap == _band_of(question))
            and (not self.group or self._is_lowest(question))
        )

    def _is_lowest(self, question: ReportQuestion) -> bool:
        """Whether the chosen group is at the low end here, alone or with others, of groups that differ."""
        sided = question.sided
        if not question.gap or not question.gap.rounded:
            return False
        codes = set(self.report.groups[int(self.group)].codes)
        low = sided[0].position
        return any(
            one.position and low and one.position.printed == low.printed
            for one in sided
            if one.group and codes <= set(one.group.codes)
        )


def _band_of(question: ReportQuestion) -> str:
    if question.kind != "rating":
        return ""
    return question.band or "none"


def _one_of(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""


def _choices(found: Iterable[tuple[str, str]], chosen: str) -> list[Choice]:
    return [Choice(value, words, value == chosen) for value, words in found]
