"""What scoring is told: what a round asks, of whom, and how the answers were counted.

Pure: plain data only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from assessments.scoring.disclosure import ScoredPerspective


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """One question of the round. `key` is unique in the round.

    `sections` are the keys of every section that it counts in: its own and, for a nested section, the
    parent's too. `levels` are the scale's values, at least two of them different (rating only); `options`
    the codes of the options (choice only).
    """

    key: str
    sections: tuple[str, ...]
    framework: str
    kind: Literal["rating", "choice", "text"]
    levels: tuple[int, ...] = ()
    direction: Literal["strength", "barrier"] = "strength"
    options: tuple[str, ...] = ()

    def favourable(self, mean: Fraction) -> Fraction:
        """Where a mean in scale points lies between the worst end (0) and the best (1)."""
        position = (mean - min(self.levels)) / self.width
        return position if self.direction == "strength" else 1 - position

    @property
    def width(self) -> int:
        """The length of the scale, in scale points."""
        return max(self.levels) - min(self.levels)


@dataclass(frozen=True, slots=True)
class Bands:
    """Labels for a framework's figure, (from, label): 'mean' reads 0 to 100, 'total' scale points."""

    on: Literal["mean", "total"]
    steps: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ScoredFramework:
    """A framework of the round, with its bands if it has any."""

    code: str
    bands: Bands | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """What a round asks, and of whom. Perspectives, frameworks and questions stand in the round's order."""

    threshold: int
    perspectives: tuple[ScoredPerspective, ...]
    frameworks: tuple[ScoredFramework, ...]
    questions: tuple[ScoredQuestion, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How the people of one perspective (None: those who named none) answered one question.

    `levels` counts ratings by level; `options` counts picks by option, and `chose` the people who picked
    anything. Those who left the question are not counted here: they are the perspective's people less all
    the others.
    """

    question: str
    perspective: str | None
    levels: Mapping[int, int] = field(default_factory=dict)
    dont_know: int = 0
    not_applicable: int = 0
    prefer_not_to_say: int = 0
    options: Mapping[str, int] = field(default_factory=dict)
    chose: int = 0
