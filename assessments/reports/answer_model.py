"""What a question's answers are made of in a report, as plain data: figures, groups, levels, counts, quotes.
Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from assessments.reports import phrases

Band = Literal["far", "apart", "close"]
MOST_IN_A_CHART = 120  # letters of what is said at an end of an axis
_ONLY_COUNTED = re.compile(r"(\w+\s+)?[-−]?\d+[.:)]?")  # '3', 'Level 3', 'Stufe 3'


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it is printed: scale points to one decimal, positions (0 to 100) to a whole number."""

    exact: float
    printed: str

    @property
    def rounded(self) -> Decimal:
        return Decimal(self.printed.replace("−", "-"))


def band_of(gap: Figure | None, *, is_compared: bool) -> Band | None:
    """Return how far apart groups are by their gap as printed, of 100: far from 30, apart from 15.

    Pooling only makes gaps smaller, so a small gap is close only where all groups are compared.
    """
    if gap is None:
        return None
    if gap.rounded >= phrases.FAR_FROM:
        return "far"
    if gap.rounded >= phrases.ALIKE_BELOW:
        return "apart"
    return "close" if is_compared else None


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """People whose answers are shown together. `shapes` are the markers of its perspectives.

    `codes` are those of its perspectives, or None for people who named none. `side` is 'people' or
    'services', or None for those who named none. `singly` is how many took part from each perspective of a
    pooled group, in words; empty where not known.
    """

    codes: tuple[str | None, ...]
    name: str
    full_name: str
    in_sentence: str
    shapes: tuple[str, ...]
    people: int
    side: str | None
    by_consent: bool
    singly: str = ""

    @property
    def has_side(self) -> bool:
        """Whether it takes part in the gap: people who named no perspective do not."""
        return self.side is not None


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
    def said(self) -> str:
        """The level by itself, in words with a full stop; its number where it has none."""
        return phrases.ended(self.meaning or self.numeral)

    @property
    def spoken(self) -> str:
        """The label with a full stop, to stand before its description: 'A little.'; its number for none."""
        return phrases.ended(self.numeral if self.says_nothing else self.words)

    @property
    def name(self) -> str:
        """'2 A little'; '2' where there are no words for it."""
        return f"{self.numeral} {self.meaning}".strip()


@dataclass(frozen=True, slots=True)
class Step:
    """A level with its place from 0, the least good answer, to 100, the best."""

    level: ReportLevel
    at: float


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many people gave a level, or picked an option: its name in words, and its code or value."""

    name: str
    people: int
    code: str


@dataclass(frozen=True, slots=True)
class Answers:
    """How some people answered one question; `group` is None for everyone.

    `counts` run from the lowest level to the highest, or as the options do. `answered` rated or chose. Of a
    rating: `mean` is in scale points, `position` the same from 0 (least good) to 100 (best); None where
    nobody rated.
    """

    group: ReportGroup | None
    counts: tuple[AnswerCount, ...]
    answered: int
    mean: Figure | None
    position: Figure | None
    dont_know: int
    not_applicable: int
    not_said: int

    @property
    def could_say(self) -> int:
        """How many answered or said that they don't know."""
        return self.answered + self.dont_know

    @property
    def without_score(self) -> int:
        """How many gave no score, or chose nothing, for whatever reason."""
        return self.dont_know + self.not_applicable + self.not_said

    @property
    def name(self) -> str:
        return self.group.name if self.group else _("Everyone")


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, as they wrote it. `perspective` names their group and `codes` and `side` are its
    own; where it is not named they are empty, and None. `removed` says when and why the words had to go; it
    is empty where they are there."""

    words: str
    perspective: str
    shapes: tuple[str, ...]
    codes: tuple[str, ...] = ()
    side: str | None = None
    removed: str = ""


@dataclass(frozen=True, slots=True)
class Ends:
    """What the least good and the best answer are called in the framework; empty where it has no words for
    one."""

    least: str
    best: str


def ends_of(levels: Sequence[ReportLevel]) -> Ends:
    """Name the two ends of a scale. levels: from the least good to the best."""
    return Ends(levels[0].meaning, levels[-1].meaning) if levels else Ends("", "")
