"""What moved between two rounds of an assessment, and what cannot be compared (docs/rules.md, Over time).

Pure. It reads two frozen results and nothing else, so it can say nothing that they do not: a figure of a
group is set beside another only where both results show that group, made of the same perspectives. Moves are
worked out from figures as they are printed, so that a reader's subtraction agrees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import cast

from assessments.scoring.results import FrozenQuestion, FrozenResults, GroupRatings, RatingCounts

HARDLY_BELOW = 10  # of 100: a smaller move is none
RULES_OF_PARTS = 2  # from this version on, all figures of a part rest on the same questions

Codes = tuple[str | None, ...]  # of the perspectives of a group; (None,) for people who named none


class Obstacle(StrEnum):
    """Why something of two rounds cannot be compared."""

    NEW = "new"  # only the later round asks it
    GONE = "gone"  # only the earlier round asked it
    ASKS_OTHER = "asks other"  # it no longer asks the same
    OTHER_SCALE = "other scale"  # it is answered in another way
    HIDDEN_THEN = "hidden then"  # nothing of it may be shown
    HIDDEN_NOW = "hidden now"
    NO_GROUPS_THEN = "no groups then"  # it shows everyone together only
    NO_GROUPS_NOW = "no groups now"
    POOLED_THEN = "pooled then"  # the group is shown together with another on this question
    POOLED_NOW = "pooled now"
    UNRATED_THEN = "unrated then"  # nobody, or nobody of the group, gave a score
    UNRATED_NOW = "unrated now"
    OTHER_GROUPS = "other groups"  # both rounds show groups on it, and none of them is the same
    TOO_FEW_QUESTIONS = "too few questions"  # of a part: fewer than half of its questions
    OTHER_RULES = "other rules"  # of all parts: the one round's figures rest on other questions by its rules


@dataclass(frozen=True, slots=True)
class Match:
    """A rating question of either round: its key in the results of each that asks it, and why its scores
    cannot be compared, where the versions of its framework say so."""

    then: str | None
    now: str | None
    obstacle: Obstacle | None = None


@dataclass(frozen=True, slots=True)
class MatchedPart:
    """A part that both rounds ask: its key, and the keys of its rating questions in the later round; how many
    it had in the earlier one."""

    key: str
    questions: tuple[str, ...]
    questions_then: int


@dataclass(frozen=True, slots=True)
class Move:
    """A favourable position then and now, exactly, from 0 to 1."""

    then: Fraction
    now: Fraction

    @property
    def printed_then(self) -> int:
        return of_hundred(float(self.then))

    @property
    def printed_now(self) -> int:
        return of_hundred(float(self.now))

    @property
    def by(self) -> int:
        """How far it moved, in hundredths: above 0 for the better."""
        return self.printed_now - self.printed_then

    @property
    def is_hardly(self) -> bool:
        """Whether that is so little that it is no move."""
        return is_hardly(self.by)


@dataclass(frozen=True, slots=True)
class GroupMove:
    """A group that both rounds show, and where it was and is."""

    codes: Codes
    side: str | None
    move: Move


@dataclass(frozen=True, slots=True)
class GapMove:
    """The widest distance between the groups that are compared, then and now, in hundredths as printed."""

    then: int
    now: int

    @property
    def by(self) -> int:
        """How far it grew; under 0 where it closed."""
        return self.now - self.then

    @property
    def is_hardly(self) -> bool:
        return is_hardly(self.by)


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved on a question or a part. `groups` are those that both rounds show, in their order. `parity`
    and `everyone` are there only where both rounds are made up of the same groups; `gap` needs two groups
    with a side. `questions`: on how many it rests. `held_back`: groups of both rounds that are not compared
    here, and why."""

    key: str
    groups: tuple[GroupMove, ...] = ()
    parity: Move | None = None
    everyone: Move | None = None
    gap: GapMove | None = None
    questions: int = 1
    held_back: tuple[tuple[Codes, Obstacle], ...] = ()

    @property
    def furthest(self) -> int:
        """How far the group moved that moved furthest, either way; everyone where no group is compared."""
        moves = [one.move for one in self.groups] or [one for one in (self.parity, self.everyone) if one]
        return max((abs(move.by) for move in moves), default=0)


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A question or part that is not compared at all: its key (of the earlier round where only that asked
    it), and why."""

    key: str
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class RoundChange:
    """What moved between two rounds. `questions` and `parts` are those that can be compared, in the order of
    the later round; `groups` the groups that both rounds show, by their codes; `asked` how many rating
    questions the later round asks."""

    questions: tuple[Moved, ...]
    parts: tuple[Moved, ...]
    groups: tuple[Codes, ...]
    asked: int
    questions_left: tuple[NotCompared, ...]
    parts_left: tuple[NotCompared, ...]


def of_hundred(share: float) -> int:
    """Return a favourable position (0 to 1) as it is printed: a whole number from 0 to 100."""
    return int((Decimal(repr(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def is_hardly(by: int) -> bool:
    """Whether a move of so many hundredths is so small that it is none."""
    return abs(by) < HARDLY_BELOW


def change_between(
    then: FrozenResults, now: FrozenResults, matches: Iterable[Match], parts: Iterable[MatchedPart]
) -> RoundChange:
    """Set two rounds of an assessment side by side.

    matches: every rating question of either round, those of the later one in its order. parts: those that
    both ask. What the results do not show is not compared, whatever the reason.
    """
    rounds = _Rounds(then, now)
    matches = tuple(matches)
    compared: dict[str, Moved] = {}
    left = []
    for match in matches:
        found = rounds.question(match)
        if isinstance(found, Moved):
            compared[found.key] = found
        else:
            left.append(NotCompared(match.now or match.then or "", found))
    found_parts = [(part, rounds.part(part, compared)) for part in parts]
    return RoundChange(
        questions=tuple(compared.values()),
        parts=tuple(found for _, found in found_parts if isinstance(found, Moved)),
        groups=rounds.common,
        asked=sum(match.now is not None for match in matches),
        questions_left=tuple(left),
        parts_left=tuple(
            NotCompared(part.key, found) for part, found in found_parts if isinstance(found, Obstacle)
        ),
    )


class _Rounds:
    """Two frozen results, and the groups that both show."""

    def __init__(self, then: FrozenResults, now: FrozenResults) -> None:
        self.then, self.now = then, now
        before = {group.codes for group in then.people.groups or ()}
        self.common = tuple(group.codes for group in now.people.groups or () if group.codes in before)
        self.same_people = _is_made_of_the_same(then, now)

    def question(self, match: Match) -> Moved | Obstacle:
        """Return what moved on a question, or why nothing of it can be compared."""
        if match.then is None or match.now is None:
            return Obstacle.NEW if match.then is None else Obstacle.GONE
        if match.obstacle:
            return match.obstacle
        then, now = self.then.questions.get(match.then), self.now.questions.get(match.now)
        if then is None or not isinstance(then.everyone, RatingCounts):
            return Obstacle.HIDDEN_THEN
        if now is None or not isinstance(now.everyone, RatingCounts):
            return Obstacle.HIDDEN_NOW
        if then.everyone.levels.keys() != now.everyone.levels.keys():
            return Obstacle.OTHER_SCALE
        found = _moved(match.now, then, now, self.common, same_people=self.same_people)
        return found if found.groups or found.everyone else self._why_none(then, now)

    def _why_none(self, then: FrozenQuestion, now: FrozenQuestion) -> Obstacle:
        if then.everyone and not then.everyone.answered:
            return Obstacle.UNRATED_THEN
        if now.everyone and not now.everyone.answered:
            return Obstacle.UNRATED_NOW
        if not then.groups:
            return Obstacle.NO_GROUPS_THEN
        return Obstacle.OTHER_GROUPS if now.groups else Obstacle.NO_GROUPS_NOW

    def part(self, part: MatchedPart, compared: dict[str, Moved]) -> Moved | Obstacle:
        """Return what moved on a part: the means over the questions on which every group of both rounds is
        compared, and no others, so that all its figures rest on the same ones. Where there is no such group,
        over those on which everyone is."""
        if min(self.then.rules, self.now.rules) < RULES_OF_PARTS:
            return Obstacle.OTHER_RULES
        sided = [codes for codes in self.common if codes != (None,)]
        found = [compared[key] for key in part.questions if key in compared]
        usable = [
            one
            for one in found
            if (set(sided) <= {row.codes for row in one.groups} if sided else one.everyone is not None)
        ]
        if not usable or 2 * len(usable) < max(len(part.questions), part.questions_then):
            return Obstacle.TOO_FEW_QUESTIONS
        groups = [
            GroupMove(codes, rows[0].side, _mean_move([row.move for row in rows]))
            for codes in self.common
            if len(rows := [row for one in usable for row in one.groups if row.codes == codes]) == len(usable)
        ]
        return Moved(
            key=part.key,
            groups=tuple(groups),
            parity=_mean_of_all([one.parity for one in usable]),
            everyone=_mean_of_all([one.everyone for one in usable]),
            gap=_gap_of(groups),
            questions=len(usable),
        )


def _is_made_of_the_same(then: FrozenResults, now: FrozenResults) -> bool:
    """Whether everyone who counts comes from the same groups in both; with no groups, from the same
    perspectives, where that is known."""
    if then.people.groups is not None and now.people.groups is not None:
        return [one.codes for one in then.people.groups] == [one.codes for one in now.people.groups]
    if then.people.groups is not None or now.people.groups is not None:
        return False
    present = [{row.code for row in one.turnout if row.people} for one in (then, now)]
    return bool(present[0]) and present[0] == present[1]


def _moved(
    key: str, then: FrozenQuestion, now: FrozenQuestion, common: Sequence[Codes], *, same_people: bool
) -> Moved:
    before, after = _ratings(then), _ratings(now)
    groups = tuple(
        GroupMove(codes, row.side, Move(_position(before[codes]), _position(row)))
        for codes, row in after.items()
        if row.rated and codes in before and before[codes].rated
    )
    compared = {one.codes for one in groups}
    same = same_people and _shown(before) == _shown(after)
    return Moved(
        key=key,
        groups=groups,
        parity=_parity_move(then, now) if same else None,
        everyone=_everyone_move(then, now) if same else None,
        gap=_gap_of(groups),
        held_back=tuple(
            (codes, _why_held_back(codes, before, after)) for codes in common if codes not in compared
        ),
    )


def _ratings(question: FrozenQuestion) -> dict[Codes, GroupRatings]:
    return {row.codes: row for row in question.groups or () if isinstance(row, GroupRatings)}


def _shown(rows: dict[Codes, GroupRatings]) -> list[Codes]:
    """Return the groups that gave scores: what parity and everyone are made of."""
    return [codes for codes, row in rows.items() if row.rated]


def _why_held_back(
    codes: Codes, before: dict[Codes, GroupRatings], after: dict[Codes, GroupRatings]
) -> Obstacle:
    """Return why a group that both rounds have is not compared on a question: what was so first."""
    for rows, none, pooled, unrated in (
        (before, Obstacle.NO_GROUPS_THEN, Obstacle.POOLED_THEN, Obstacle.UNRATED_THEN),
        (after, Obstacle.NO_GROUPS_NOW, Obstacle.POOLED_NOW, Obstacle.UNRATED_NOW),
    ):
        if not rows:
            return none
        if codes not in rows:
            return pooled
        if not rows[codes].rated:
            return unrated
    raise ValueError(f"nothing is in the way of {codes}")


def _position(row: RatingCounts) -> Fraction:
    """Return where a mean lies, exactly: what was frozen is the float nearest to a fraction of so many
    ratings on so wide a scale."""
    values = [int(level) for level in row.levels]
    return _exact(cast(float, row.favourable), row.rated * (max(values) - min(values)))


def _exact(share: float, denominator: int) -> Fraction:
    return Fraction(share).limit_denominator(denominator)


def _everyone_move(then: FrozenQuestion, now: FrozenQuestion) -> Move | None:
    rows = [row for row in (then.everyone, now.everyone) if isinstance(row, RatingCounts) and row.rated]
    return Move(_position(rows[0]), _position(rows[1])) if len(rows) == 2 else None


def _parity_move(then: FrozenQuestion, now: FrozenQuestion) -> Move | None:
    if then.parity is None or now.parity is None:
        return None
    return Move(Fraction(then.parity.favourable), Fraction(now.parity.favourable))


def _gap_of(groups: Iterable[GroupMove]) -> GapMove | None:
    sided = [one.move for one in groups if one.side is not None]
    if len(sided) < 2:
        return None
    before, after = [one.printed_then for one in sided], [one.printed_now for one in sided]
    return GapMove(max(before) - min(before), max(after) - min(after))


def _mean_move(moves: Sequence[Move]) -> Move:
    return Move(
        sum((one.then for one in moves), Fraction()) / len(moves),
        sum((one.now for one in moves), Fraction()) / len(moves),
    )


def _mean_of_all(moves: Sequence[Move | None]) -> Move | None:
    """Return the mean; None where one of them does not exist."""
    there = [one for one in moves if one is not None]
    return _mean_move(there) if len(there) == len(moves) else None
