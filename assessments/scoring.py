"""How counted answers become results: scoring-and-privacy, from 'A question' to 'Talk about these first'.

Pure: no database, no clock, no person. Everything is reckoned in fractions, so that a figure on a boundary
falls on the right side of it; numbers become floats only as they are written into the results.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, NamedTuple

from assessments.disclosure import SIDES, Disclosure, Group, Perspective, Turnout, disclose

RULES_VERSION = 1

FEWEST_RATINGS = 3  # a question with one or two ratings in a group does not show its groups
CLOSE_BELOW = Fraction(15, 100)  # of the scale's width
APART_BELOW = Fraction(30, 100)
LIST_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Question:
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
class Framework:
    """A framework of the round, with its bands if it has any."""

    code: str
    bands: Bands | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """What a round asks, and of whom. Perspectives, frameworks and questions stand in the round's order."""

    threshold: int
    perspectives: tuple[Perspective, ...]
    frameworks: tuple[Framework, ...]
    questions: tuple[Question, ...]


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


def score(structure: Structure, turnout: Iterable[Turnout], tallies: Iterable[Tally]) -> dict[str, Any]:
    """Work out the results of a round, ready to be frozen as JSON.

    `tallies` has at most one row for each question and perspective; a row that is absent means that all
    left it, and rows of text questions are not read. The keys of the result:

    - `rules`, `threshold`, `assessed_together`.
    - `people`: `total`, `shown`, `set_aside`, `absent_sides`, `missing`, and `groups` (`codes`, `people`,
      `side`, `by_consent`) or None.
    - `questions`, by key, text questions left out: `everyone` and `groups` (counts; for ratings `mean` in
      scale points and `favourable` 0 to 1), `parity` (`mean`, `favourable`), `gap` in scale points,
      `agreement`.
    - `sections` and `frameworks`, by key: favourable positions `parity`, `everyone` and `groups`, each with
      the number of questions behind it; a framework also has its `band`.
    - `talk_first`: `furthest_apart`, `lowest`, `most_unsure`, each up to three question keys.

    None stands for what does not exist or may not be shown. Raises ValueError for a structure, turnout or
    tally that contradicts itself or the others.
    """
    turnout = tuple(turnout)
    _check_structure(structure)
    disclosure = disclose(structure.threshold, structure.perspectives, turnout)
    people = {row.perspective: row.people for row in turnout}
    rows = _tallies_by_place(structure, people, tallies)
    scored = [
        _score_question(
            question,
            {code: _counted(question, n, rows.get((question.key, code))) for code, n in people.items()},
            disclosure,
        )
        for question in structure.questions
        if question.kind != "text"
    ]
    sections = dict.fromkeys(section for question in structure.questions for section in question.sections)
    return {
        "rules": RULES_VERSION,
        "threshold": structure.threshold,
        "assessed_together": disclosure.assessed_together,
        "people": _people(disclosure),
        "questions": {one.question.key: _question(one, disclosure) for one in scored},
        "sections": {
            s: _area([one for one in scored if s in one.question.sections], disclosure) for s in sections
        },
        "frameworks": {
            framework.code: _framework(
                framework, [one for one in scored if one.question.framework == framework.code], disclosure
            )
            for framework in structure.frameworks
        },
        "talk_first": _talk_first(scored),
    }


# Counting


@dataclass(frozen=True, slots=True)
class _Counts:
    """How some people answered one question: `picks` by level or option, `answered` who gave either."""

    people: int = 0
    picks: Counter[int | str] = field(default_factory=Counter)
    answered: int = 0
    dont_know: int = 0
    not_applicable: int = 0
    prefer_not_to_say: int = 0

    def __add__(self, other: "_Counts") -> "_Counts":
        return _Counts(
            people=self.people + other.people,
            picks=self.picks + other.picks,
            answered=self.answered + other.answered,
            dont_know=self.dont_know + other.dont_know,
            not_applicable=self.not_applicable + other.not_applicable,
            prefer_not_to_say=self.prefer_not_to_say + other.prefer_not_to_say,
        )

    @property
    def unanswered(self) -> int:
        specials = self.dont_know + self.not_applicable + self.prefer_not_to_say
        return self.people - self.answered - specials

    def mean(self, question: Question) -> Fraction | None:
        """The mean of the ratings, in scale points; None for a choice, or where nobody rated."""
        if question.kind != "rating" or not self.answered:
            return None
        return Fraction(sum(level * self.picks[level] for level in question.levels), self.answered)


def _check_structure(structure: Structure) -> None:
    frameworks = [framework.code for framework in structure.frameworks]
    keys = [question.key for question in structure.questions]
    if len(set(frameworks)) < len(frameworks) or len(set(keys)) < len(keys):
        raise ValueError("a framework or question is given twice")
    for question in structure.questions:
        if question.framework not in frameworks:
            raise ValueError(f"unknown framework: {question.framework!r}")
        if question.kind == "rating" and len(set(question.levels)) < 2:
            raise ValueError(f"a scale has two levels or more: {question.key!r}")


def _tallies_by_place(
    structure: Structure, people: Mapping[str | None, int], tallies: Iterable[Tally]
) -> dict[tuple[str, str | None], Tally]:
    keys = {question.key for question in structure.questions}
    rows: dict[tuple[str, str | None], Tally] = {}
    for tally in tallies:
        place = (tally.question, tally.perspective)
        if tally.question not in keys or tally.perspective not in people:
            raise ValueError(f"answers to an unknown question, or of a perspective without people: {place}")
        if place in rows:
            raise ValueError(f"answers counted twice: {place}")
        rows[place] = tally
    return rows


def _counted(question: Question, people: int, tally: Tally | None) -> _Counts:
    if tally is None:
        return _Counts(people=people)
    rating = question.kind == "rating"
    picks: Counter[int | str] = Counter()
    picks.update(tally.levels if rating else tally.options)
    counts = _Counts(
        people=people,
        picks=picks,
        answered=picks.total() if rating else tally.chose,
        dont_know=tally.dont_know,
        not_applicable=tally.not_applicable,
        prefer_not_to_say=tally.prefer_not_to_say,
    )
    place = f"{tally.question!r}, {tally.perspective!r}"
    if not picks.keys() <= set(question.levels if rating else question.options):
        raise ValueError(f"a level or option that the question does not have: {place}")
    numbers = (*picks.values(), counts.answered, *_specials(counts).values())
    if min(numbers) < 0:
        raise ValueError(f"more answers than people, or fewer than none: {place}")
    if not max(picks.values(), default=0) <= counts.answered <= picks.total():
        raise ValueError(f"those who chose do not fit what was chosen: {place}")
    return counts


def _specials(counts: _Counts) -> dict[str, int]:
    return {
        "dont_know": counts.dont_know,
        "not_applicable": counts.not_applicable,
        "prefer_not_to_say": counts.prefer_not_to_say,
        "unanswered": counts.unanswered,
    }


# One question


class _Shown(NamedTuple):
    """A group and its answers to one question."""

    group: Group
    counts: _Counts


@dataclass(frozen=True)
class _Scored:
    """What may be shown of one question, exactly. `parity` and `gap` are in scale points."""

    question: Question
    everyone: _Counts | None = None
    groups: tuple[_Shown, ...] | None = None
    parity: Fraction | None = None
    gap: Fraction | None = None

    def position(self, mean: Fraction | None) -> Fraction | None:
        """The favourable position of a mean, 0 to 1."""
        return None if mean is None else self.question.favourable(mean)

    @cached_property
    def everyone_position(self) -> Fraction | None:
        return self.position(self.everyone.mean(self.question)) if self.everyone else None

    @cached_property
    def parity_position(self) -> Fraction | None:
        return self.position(self.parity)

    @cached_property
    def group_positions(self) -> tuple[Fraction | None, ...]:
        """Of each group, in their order; empty where no groups are shown."""
        return tuple(self.position(shown.counts.mean(self.question)) for shown in self.groups or ())

    @property
    def gap_share(self) -> Fraction | None:
        """The gap as a part of the scale's width, so that questions on different scales compare."""
        return None if self.gap is None else self.gap / self.question.width

    @property
    def agreement(self) -> str | None:
        share = self.gap_share
        if share is None:
            return None
        return "close" if share < CLOSE_BELOW else "apart" if share < APART_BELOW else "far_apart"

    @property
    def unsure(self) -> Fraction | None:
        """The share of don't know among those who rated, chose or did not know."""
        if self.everyone is None or not self.everyone.dont_know:
            return None
        return Fraction(self.everyone.dont_know, self.everyone.answered + self.everyone.dont_know)


def _score_question(
    question: Question, counts: Mapping[str | None, _Counts], disclosure: Disclosure
) -> _Scored:
    if disclosure.nothing_shown:
        return _Scored(question)
    if disclosure.groups is None:
        everyone = sum(counts.values(), _Counts())
        return _Scored(question, everyone if _enough(everyone.answered) else None)
    groups = tuple(
        _Shown(group, sum((counts[code] for code in group.codes), _Counts())) for group in disclosure.groups
    )
    without_consent = [shown.counts for shown in groups if not shown.group.by_consent]
    if not _enough(sum(each.answered for each in without_consent)):
        return _Scored(question)
    everyone = sum((shown.counts for shown in groups), _Counts())
    if not all(_enough(each.answered) for each in without_consent):
        return _Scored(question, everyone)
    parity = _parity(question, groups) if disclosure.assessed_together else None
    return _Scored(question, everyone, groups, parity, _gap(question, groups))


def _enough(answered: int) -> bool:
    return answered == 0 or answered >= FEWEST_RATINGS


def _means_of_side(question: Question, groups: Sequence[_Shown], side: str) -> list[Fraction]:
    means = (shown.counts.mean(question) for shown in groups if shown.group.side == side)
    return [mean for mean in means if mean is not None]


def _parity(question: Question, groups: Sequence[_Shown]) -> Fraction | None:
    sides = [_mean(_means_of_side(question, groups, side)) for side in SIDES]
    both = [mean for mean in sides if mean is not None]
    return _mean(both) if len(both) == len(SIDES) else None


def _gap(question: Question, groups: Sequence[_Shown]) -> Fraction | None:
    means = [mean for side in SIDES for mean in _means_of_side(question, groups, side)]
    return max(means) - min(means) if len(means) >= 2 else None


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction()) / len(values) if values else None


# Talk about these first


def _talk_first(scored: Sequence[_Scored]) -> dict[str, list[str]]:
    apart = [one for one in scored if one.agreement in ("apart", "far_apart")]
    by_parity = any(one.parity is not None for one in scored)
    return {
        "furthest_apart": _first(apart, lambda one: _negative(one.gap_share)),
        "lowest": _first(scored, lambda one: one.parity_position if by_parity else one.everyone_position),
        "most_unsure": _first(scored, lambda one: _negative(one.unsure)),
    }


def _first(scored: Sequence[_Scored], figure: Callable[[_Scored], Fraction | None]) -> list[str]:
    """The keys of the questions with the lowest figures; equals stay in the framework's order."""
    found = [(value, one.question.key) for one in scored if (value := figure(one)) is not None]
    return [key for _, key in sorted(found, key=lambda pair: pair[0])[:LIST_LENGTH]]


def _negative(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


# The results, as plain data


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _people(disclosure: Disclosure) -> dict[str, Any]:
    return {
        "total": disclosure.total,
        "shown": disclosure.shown,
        "set_aside": disclosure.set_aside,
        "groups": None
        if disclosure.groups is None
        else [
            {
                "codes": list(group.codes),
                "people": group.people,
                "side": group.side,
                "by_consent": group.by_consent,
            }
            for group in disclosure.groups
        ],
        "absent_sides": list(disclosure.absent_sides),
        "missing": list(disclosure.missing),
    }


def _question(one: _Scored, disclosure: Disclosure) -> dict[str, Any]:
    return {
        "everyone": None if one.everyone is None else _answers(one, one.everyone),
        "groups": None
        if one.groups is None
        else [{"codes": list(shown.group.codes), **_answers(one, shown.counts)} for shown in one.groups],
        "parity": None
        if one.parity is None
        else {"mean": _number(one.parity), "favourable": _number(one.parity_position)},
        "gap": _number(one.gap),
        "agreement": one.agreement,
    }


def _answers(one: _Scored, counts: _Counts) -> dict[str, Any]:
    question = one.question
    if question.kind == "choice":
        options = {option: counts.picks[option] for option in question.options}
        return {"options": options, "chose": counts.answered, **_specials(counts)}
    mean = counts.mean(question)
    return {
        "levels": {str(level): counts.picks[level] for level in question.levels},
        "rated": counts.answered,
        "mean": _number(mean),
        "favourable": _number(one.position(mean)),
        **_specials(counts),
    }


def _area(scored: Sequence[_Scored], disclosure: Disclosure) -> dict[str, Any]:
    """The figures of a section or framework: means of the favourable positions that its questions have."""
    parity = _positions(one.parity_position for one in scored)
    everyone = _positions(one.everyone_position for one in scored)
    groups = None
    if disclosure.groups is not None:
        groups = []
        for index, group in enumerate(disclosure.groups):
            positions = _positions(one.group_positions[index] for one in scored if one.groups)
            groups.append(
                {
                    "codes": list(group.codes),
                    "favourable": _number(_mean(positions)),
                    "questions": len(positions),
                }
            )
    return {
        "parity": _number(_mean(parity)),
        "parity_questions": len(parity),
        "everyone": _number(_mean(everyone)),
        "everyone_questions": len(everyone),
        "groups": groups,
    }


def _positions(figures: Iterable[Fraction | None]) -> list[Fraction]:
    return [figure for figure in figures if figure is not None]


def _framework(framework: Framework, scored: Sequence[_Scored], disclosure: Disclosure) -> dict[str, Any]:
    return {**_area(scored, disclosure), "band": _band(framework.bands, scored)}


def _band(bands: Bands | None, scored: Sequence[_Scored]) -> str | None:
    """The label of the highest step that the figure reaches, or None."""
    figure = None if bands is None else _banded_figure(bands, scored)
    if bands is None or figure is None:
        return None
    reached = [step for step in bands.steps if step[0] <= figure]
    return max(reached, key=lambda step: step[0])[1] if reached else None


def _banded_figure(bands: Bands, scored: Sequence[_Scored]) -> Fraction | None:
    if bands.on == "mean":
        parity = _mean(_positions(one.parity_position for one in scored))
        return None if parity is None else parity * 100
    means = [one.parity for one in scored if one.question.kind == "rating"]
    known = _positions(means)
    return sum(known, Fraction()) if known and len(known) == len(means) else None
