"""How the figures of questions become those of a part (docs/rules.md, A section and a framework).

Pure, and in fractions, as the questions are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.disclosure import Disclosure
from assessments.scoring.questions import QuestionFigures, gap_between, known, mean_of
from assessments.scoring.structure import Bands


@dataclass(frozen=True)
class AreaFigures:
    """Favourable positions of a section or framework, 0 to 1, all reckoned over the same questions.

    `questions`: how many rating questions it has. `compared`: on how many of them its groups are compared,
    0 where they are not; then `groups` is None, and `everyone` is reckoned over all that have a mean of
    everyone. `everyone_questions` says how many those are. `groups` are in the order of the disclosure's.
    """

    questions: int
    compared: int
    groups: tuple[Fraction | None, ...] | None
    parity: Fraction | None
    everyone: Fraction | None
    everyone_questions: int
    gap: Fraction | None


def score_area(scored: Sequence[QuestionFigures], disclosure: Disclosure) -> AreaFigures:
    """Work out a section or framework from its questions, of whatever kind.

    Every figure that is set beside another rests on the comparable questions and no others, if they are at
    least half of its rating questions.
    """
    rated = [one for one in scored if one.question.kind == "rating"]
    compared = [one for one in rated if one.is_comparable]
    if disclosure.groups is None or not compared or 2 * len(compared) < len(rated):
        everyone = known(one.everyone_position for one in rated)
        return AreaFigures(len(rated), 0, None, None, mean_of(everyone), len(everyone), None)
    groups = [
        _mean_of_all([one.group_positions[index] for one in compared])
        for index in range(len(disclosure.groups))
    ]
    sided = [
        figure for figure, group in zip(groups, disclosure.groups, strict=True) if group.side is not None
    ]
    return AreaFigures(
        questions=len(rated),
        compared=len(compared),
        groups=tuple(groups),
        parity=_mean_of_all([one.parity_position for one in compared]),
        everyone=_mean_of_all([one.everyone_position for one in compared]),
        everyone_questions=len(compared),
        gap=gap_between(sided),
    )


def _mean_of_all(figures: Sequence[Fraction | None]) -> Fraction | None:
    """Return the mean; None where one of the figures does not exist."""
    values = known(figures)
    return mean_of(values) if len(values) == len(figures) else None


def band_of(bands: Bands | None, area: AreaFigures, scored: Sequence[QuestionFigures]) -> str | None:
    """Return the label of the highest step that a framework's figure reaches, or None."""
    figure = None if bands is None else _banded_figure(bands, area, scored)
    if bands is None or figure is None:
        return None
    reached = [step for step in bands.steps if step[0] <= figure]
    return max(reached, key=lambda step: step[0])[1] if reached else None


def _banded_figure(bands: Bands, area: AreaFigures, scored: Sequence[QuestionFigures]) -> Fraction | None:
    if area.parity is None:
        return None
    if bands.on == "mean":
        return area.parity * 100
    means = known(one.parity for one in scored if one.is_comparable)
    return sum(means, Fraction()) if len(means) == area.questions else None
