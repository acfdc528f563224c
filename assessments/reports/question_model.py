"""A question of a report as plain data: its figures, groups, quotes, and what is said in their place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from assessments.printing.widths import POINTS_TO_A_MM, fit_as_heads
from assessments.reports import notices
from assessments.reports.phrases import Direction
from assessments.scoring.questions import Agreement

MOST_CONTENTS = 22  # lines of the list on the cover
LETTERS_TOGETHER = 1200  # of quotes that are kept together in print
LINE_OF_QUOTE = 75  # letters
MOST_IN_A_CHART = 120  # letters of what is said at an end of an axis
# Room on a printed page for the heads of columns that name groups, beside what else is in the table: by
# report.css, in points, and the size of their letters.
_HEADS_ROOM, _HEAD_TEXT, _HEAD_PADDING = 84 * POINTS_TO_A_MM, 9.9, 6.0
_ONLY_COUNTED = re.compile(r"(\w+\s+)?[-−]?\d+[.:)]?")  # '3', 'Level 3', 'Stufe 3'


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it is printed: scale points to one decimal, positions (0 to 100) to a whole number."""

    exact: float
    printed: str

    @property
    def rounded(self) -> Decimal:
        return Decimal(self.printed.replace("−", "-"))


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """People whose answers are shown together. `shapes` are the markers of its perspectives.

    `codes` are those of its perspectives, or None for people who named none. `singly` is how many took part
    from each perspective of a pooled group, in words; empty where not known.
    """

    codes: tuple[str | None, ...]
    name: str
    full_name: str
    in_sentence: str
    shapes: tuple[str, ...]
    people: int
    has_side: bool
    by_consent: bool
    singly: str = ""


def stand_in_columns(groups: Sequence[ReportGroup]) -> bool:
    """Whether the names of the groups can head columns of a printed table, with no word broken: else one
    column holds them all."""
    return fit_as_heads((group.name for group in groups), _HEAD_TEXT, _HEAD_PADDING, _HEADS_ROOM)


@dataclass(frozen=True, slots=True)
class ReportLevel:
    """One step of a question's scale. `words` is its label, empty where that is only its number again."""

    value: int
    numeral: str
    words: str
    description: str

    @property
    def says_nothing(self) -> bool:
        """Whether the label is no more than a number, as 'Level 1' is: what it means is its description."""
        return not self.words or bool(_ONLY_COUNTED.fullmatch(self.words))

    @property
    def meaning(self) -> str:
        """The label; the description where the label says nothing, and it is short enough for a chart."""
        instead = self.description.strip().rstrip(".")
        return instead if self.says_nothing and 0 < len(instead) <= MOST_IN_A_CHART else self.words

    @property
    def name(self) -> str:
        """'2 A little'; '2' where there are no words for it."""
        return f"{self.numeral} {self.meaning}".strip()

    @property
    def inside(self) -> str:
        """The same inside a sentence: '2, A little,'."""
        return f"{self.numeral}, {self.meaning}," if self.meaning else self.numeral


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many people gave a level, or picked an option: its name in words, and its code or value."""

    name: str
    people: int
    code: str


@dataclass(frozen=True, slots=True)
class Answers:
    """How some people answered one question; `group` is None for everyone.

    `answered` rated or chose; `mean` is in scale points (ratings only, None where nobody rated).
    """

    group: ReportGroup | None
    counts: tuple[AnswerCount, ...]
    answered: int
    mean: Figure | None
    dont_know: int
    not_applicable: int
    not_said: int

    @property
    def name(self) -> str:
        return self.group.name if self.group else "Everyone"


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, as they wrote it. `perspective` is empty where it is not given. `removed` says
    when and why the words had to go; it is empty where they are there."""

    words: str
    perspective: str
    shapes: tuple[str, ...]
    removed: str = ""


@dataclass(frozen=True, slots=True)
class GroupCell:
    """What stands for one of the round's groups in a table of averages, by question.

    `score` is the average as printed, or why there is none; `beside` says with whom the group is shown there.
    """

    group: ReportGroup
    score: str
    beside: str


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How many people of a group picked an option, of the `answers.answered` who picked anything."""

    answers: Answers
    people: int


@dataclass(frozen=True, slots=True)
class OptionRow:
    """How many people picked an option: of everyone, `out_of` of whom picked anything, and of each group."""

    label: str
    people: int
    out_of: int
    groups: tuple[OptionCount, ...]


@dataclass(frozen=True, slots=True)
class Instead:
    """How many people picked no option of a choice question, and what they did in its place."""

    label: str
    people: int
    groups: tuple[OptionCount, ...]


@dataclass(frozen=True, slots=True)
class Ends:
    """What the two ends of a scale are called in the framework; empty where it has no words for one.

    is_barrier: the high end is the worse one.
    """

    low: str
    high: str
    is_barrier: bool


def ends_of(levels: tuple[ReportLevel, ...], barrier: bool) -> Ends:
    """Name the two ends of a scale."""
    return Ends(levels[0].meaning, levels[-1].meaning, barrier)


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """One question and what may be shown of it. `note` says why something is not. `key` is its own in the
    frozen results.

    `choose` is 'one' or 'many' for a choice question. `not_shared` says what became of words that nobody else
    reads; of a text question, also where there are none. `gap` is as printed. `cells` has one for each of the
    round's groups; `is_comparable` says that each of them is shown apart here, and each with a side rated.
    """

    anchor: str
    key: str
    code: str
    number: str
    title: str
    statement: str
    kind: str
    choose: str
    direction: Direction
    levels: tuple[ReportLevel, ...]
    everyone: Answers | None
    groups: tuple[Answers, ...]
    cells: tuple[GroupCell, ...]
    is_comparable: bool
    parity: Figure | None
    gap: Figure | None
    agreement: Agreement | None
    says: str
    note: str
    quotes: tuple[Quote, ...]
    not_shared: str
    actions: tuple[str, ...]
    source: str

    @property
    def rows(self) -> tuple[Answers, ...]:
        """Each group, then everyone."""
        return self.groups + ((self.everyone,) if self.everyone else ())

    @property
    def in_columns(self) -> bool:
        """Whether each of its groups has a column in a table of its options."""
        return stand_in_columns([one.group for one in self.groups if one.group])

    @property
    def is_barrier(self) -> bool:
        return self.direction == "barrier"

    @property
    def ends(self) -> Ends:
        """The names of the lowest and the highest level."""
        return ends_of(self.levels, self.is_barrier)

    @property
    def lowest(self) -> ReportLevel:
        return self.levels[0]

    @property
    def highest(self) -> ReportLevel:
        return self.levels[-1]

    @property
    def needs_descriptions(self) -> bool:
        """Whether a label of its scale says nothing by itself."""
        return any(level.says_nothing for level in self.levels)

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def instead(self) -> tuple["Instead", ...]:
        """What people picked in place of an answer; what nobody picked is left out."""
        if self.everyone is None:
            return ()
        kinds = (
            ("Don’t know", attrgetter("dont_know")),
            ("Doesn’t apply", attrgetter("not_applicable")),
            ("Not said", attrgetter("not_said")),
        )
        return tuple(
            Instead(label, people, tuple(OptionCount(one, count(one)) for one in self.groups))
            for label, count in kinds
            if (people := count(self.everyone))
        )

    @property
    def silent(self) -> tuple[str, ...]:
        """In words, the groups of which nobody gave a score, where others did."""
        if self.kind != "rating" or self.everyone is None or self.everyone.mean is None:
            return ()
        return tuple(
            notices.gave_no_score(row.name, row.dont_know, row.not_applicable, row.not_said)
            for row in self.groups
            if row.mean is None
        )

    @property
    def with_not_applicable(self) -> bool:
        """Whether anybody said that it doesn't apply, so that a table needs a column for it."""
        return any(row.not_applicable for row in self.rows)

    @property
    def with_not_said(self) -> bool:
        """Whether anybody left it or preferred not to say, so that a table needs a column for it."""
        return any(row.not_said for row in self.rows)

    @property
    def quote_sets(self) -> tuple[tuple[Quote, ...], ...]:
        """The quotes in sets of about a third of a printed page: each is kept together, under a heading."""
        sets: list[list[Quote]] = []
        room = 0
        for quote in self.quotes:
            needs = len(quote.words) + LINE_OF_QUOTE * (2 + quote.words.count("\n"))
            if not sets or needs > room:
                sets.append([])
                room = LETTERS_TOGETHER
            sets[-1].append(quote)
            room -= needs
        return tuple(map(tuple, sets))

    @property
    def options(self) -> tuple["OptionRow", ...]:
        """A choice question's answers one by one, with the counts of everyone and of each group."""
        if self.kind != "choice" or self.everyone is None:
            return ()
        return tuple(
            OptionRow(
                count.name,
                count.people,
                self.everyone.answered,
                tuple(OptionCount(one, one.counts[place].people) for one in self.groups),
            )
            for place, count in enumerate(self.everyone.counts)
        )
