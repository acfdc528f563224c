"""What moved since an earlier round, as plain data with its sentences (docs/rules.md, Over time). Pure.

`earlier.py` makes it from two releases. Pages, papers and files only print it.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assessments.reports import phrases
from assessments.reports.answer_model import ReportGroup
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.reports.summary.names import NameRow, NameSeen, said_of, seen_by_side
from assessments.scoring.change import GapMove, Move, is_hardly

EVERYONE = gettext_noop("Everyone, as a plain average")
BOTH_SIDES = gettext_noop("Both sides counted equally")
NOT_SHOWN = "–"
MOST_GAPS_ON_PAPER, MOST_SLOPES_ON_PAPER = 6, 2
NO_CAUSE = gettext_noop("We cannot say what made a figure move.")


@dataclass(frozen=True, slots=True)
class RoundNames:
    """What a round is called beside another: its title; the month of its results, or its number where both
    are of one month; the same in short, for a chart."""

    title: str
    when: str
    short: str
    released_on: datetime.date
    people: int


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Where a group was and is, from 0 to 100: `group` is None for both sides or everyone together, which
    `name` says. `move` is None where it is not compared, and `why` says why not."""

    name: str
    group: ReportGroup | None
    move: Move | None
    why: str = ""

    @property
    def shapes(self) -> tuple[str, ...]:
        return self.group.shapes if self.group else ()

    @property
    def is_parity(self) -> bool:
        """Whether it is of both sides counted equally."""
        return self.name == _(BOTH_SIDES)

    @property
    def then(self) -> str:
        return str(self.move.printed_then) if self.move else NOT_SHOWN

    @property
    def now(self) -> str:
        return str(self.move.printed_now) if self.move else NOT_SHOWN

    @property
    def moved(self) -> str:
        """'up 27', 'down 13', 'hardly moved', or 'not compared'."""
        return moved(self.move.by) if self.move else _("not compared")


@dataclass(frozen=True, slots=True)
class Changed:
    """What moved on a question, or on a part where `question` is None. `rows` are the groups of both rounds,
    then both sides and everyone, where they can be compared. `rests_on` says on how many questions a part's
    figures rest. `cells` has a row for each of the groups that both rounds show, in their order."""

    part: ReportPart
    question: ReportQuestion | None
    rows: tuple[MoveRow, ...]
    gap: GapMove | None
    rests_on: str = ""
    cells: tuple[MoveRow, ...] = ()

    @property
    def anchor(self) -> str:
        of = self.question or self.part
        return f"change-{of.anchor}"

    @property
    def key(self) -> str:
        """Its own in the results."""
        return self.question.key if self.question else f"{self.part.framework}/{self.part.code}"

    @property
    def number(self) -> str:
        return (self.question or self.part).number

    @property
    def title(self) -> str:
        return (self.question or self.part).title

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def compared(self) -> tuple[MoveRow, ...]:
        return tuple(row for row in self.rows if row.move)

    @property
    def groups(self) -> tuple[MoveRow, ...]:
        """The rows of groups that are compared: what a slope chart draws; everyone where there are none."""
        groups = tuple(row for row in self.compared if row.group)
        return groups or tuple(row for row in self.compared if row.name == _(EVERYONE))

    @property
    def everyone(self) -> MoveRow | None:
        """Everyone together, where they can be compared."""
        return next((row for row in self.compared if row.name == _(EVERYONE)), None)

    @property
    def furthest(self) -> int:
        """How far the group moved that moved furthest, either way."""
        return max((abs(row.move.by) for row in self.groups if row.move), default=0)

    @property
    def fell(self) -> bool:
        """Whether a group moved down."""
        return any(row.move.by < 0 and not row.move.is_hardly for row in self.groups if row.move)

    @property
    def gap_moved(self) -> str:
        """'closed by 31', 'grew by 16' or 'hardly moved'; empty where there is no gap."""
        return gap_moved(self.gap) if self.gap else ""

    @property
    def says(self) -> str:
        """What moved for whom, in one or two sentences."""
        return moves_said(
            [
                (row.group.in_sentence if row.group else _("everyone"), row.move)
                for row in self.groups
                if row.move
            ]
        )

    @property
    def held_back(self) -> str:
        """Which groups are not compared here, and why; empty where all are."""
        return " ".join(f"{row.name}: {row.why}" for row in self.rows if row.why)


@dataclass(frozen=True, slots=True)
class Named:
    """A question, part or group that cannot be compared, and the language of its name; empty for ours.
    `key` is its own in the results, empty for a group. `versions` are the two that word it otherwise."""

    label: str
    language: str = ""
    key: str = ""
    versions: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CannotCompare:
    """What cannot be compared for the same reason. `code` is the reason's own."""

    what: tuple[Named, ...]
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of ours, and the language of what it quotes; empty for none."""

    words: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class ReportChange:
    """What moved since an earlier round. `groups` are those that both rounds show; `asked` is how many rating
    questions this round asks. `questions`, `parts` and `names` are those that can be compared, as now asked.
    """

    then: RoundNames
    now: RoundNames
    groups: tuple[ReportGroup, ...]
    questions: tuple[Changed, ...]
    parts: tuple[Changed, ...]
    asked: int
    cannot: tuple[CannotCompare, ...]
    names: tuple[NameRow, ...] = ()

    @property
    def names_seen(self) -> tuple[NameSeen, ...]:
        return seen_by_side(self.names)

    @property
    def gaps(self) -> tuple[Changed, ...]:
        """The questions that have a gap in both rounds: what closed most first, what grew most last."""
        return tuple(sorted((one for one in self.questions if one.gap), key=_growth))

    @property
    def moved_gaps(self) -> tuple[Changed, ...]:
        """Those of them whose gap moved."""
        return tuple(one for one in self.gaps if one.gap and not one.gap.is_hardly)

    @property
    def moved_questions(self) -> tuple[Changed, ...]:
        """The questions on which a group moved: the furthest first."""
        found = [one for one in self.questions if not is_hardly(one.furthest)]
        return tuple(sorted(found, key=lambda one: -one.furthest))

    @property
    def top_gaps(self) -> tuple[Changed, ...]:
        """Those whose gap moved most, for paper: what closed first, what grew last."""
        found = sorted(self.moved_gaps, key=lambda one: -abs(_growth(one)))[:MOST_GAPS_ON_PAPER]
        return tuple(sorted(found, key=_growth))

    def to_draw(self, most: int) -> tuple[Changed, ...]:
        """Return the questions that moved furthest, the furthest first; up to a third of them are those on
        which a group went down furthest, so that what got worse is not lost behind what got better."""
        down = [one for one in self.moved_questions if one.fell][: max(1, most // 3)]
        others = [one for one in self.moved_questions if one not in down][: most - len(down)]
        return tuple(one for one in self.moved_questions if one in down or one in others)

    @property
    def top_moves(self) -> tuple[Changed, ...]:
        """Those that are drawn on paper."""
        return self.to_draw(MOST_SLOPES_ON_PAPER)

    @property
    def moved_parts(self) -> tuple[Changed, ...]:
        """The parts on which a group moved, or the gap did."""
        return tuple(
            one
            for one in self.parts
            if not is_hardly(one.furthest) or (one.gap is not None and not one.gap.is_hardly)
        )

    @property
    def hardly_parts(self) -> int:
        """On how many parts nobody moved."""
        return len(self.parts) - len(self.moved_parts)

    @property
    def hardly_gaps(self) -> int:
        """On how many questions the gap hardly moved."""
        return len(self.gaps) - len(self.moved_gaps)

    @property
    def has_averages(self) -> bool:
        """Whether everyone together can be compared on any question."""
        return any(one.everyone for one in self.questions)

    @property
    def lead(self) -> tuple[Said, ...]:
        """The first sentences: where the gap closed and grew most, and how much can be compared."""
        names = [Said(words) for words in said_of(self.names, self.then.when)]
        scores = (*self._of_gaps(), Said(self.how_many)) if self.asked or not names else ()
        return (*scores, *names)

    @property
    def how_many(self) -> str:
        values = {"count": len(self.questions), "asked": self.asked}
        if not self.asked:
            return _("No question asks for scores, so there is nothing to compare.")
        if not self.questions:
            none = ngettext(
                "None of the %(asked)s question can be compared.",
                "None of the %(asked)s questions can be compared.",
                self.asked,
            )
            return none % values
        some = ngettext(
            "%(count)s of %(asked)s question can be compared.",
            "%(count)s of %(asked)s questions can be compared.",
            self.asked,
        )
        return some % values

    def _of_gaps(self) -> tuple[Said, ...]:
        if not self.gaps:
            return ()
        first, last = self.gaps[0], self.gaps[-1]
        sided = [group.in_sentence for group in self.groups if group.has_side]
        gap = (
            _("The gap between %(groups)s") % {"groups": phrases.joined_groups(sided)}
            if len(sided) == 2
            else _("The gap")
        )
        found = []
        for one, says, counts in (
            (
                first,
                _("%(gap)s closed most on ‘%(title)s’, from %(then)s to %(now)s."),
                bool(first.gap and first.gap.by < 0),
            ),
            (
                last,
                _("%(gap)s grew most on ‘%(title)s’, from %(then)s to %(now)s."),
                bool(last.gap and last.gap.by > 0),
            ),
        ):
            if one.gap and counts and not one.gap.is_hardly:
                title = phrases.isolated(one.title, one.part.is_foreign)
                values = {"gap": gap, "title": title, "then": one.gap.then, "now": one.gap.now}
                found.append(Said(says % values, one.part.language))
        return tuple(found) or (Said(_("No gap moved by 10 or more.")),)

    @property
    def to_know(self) -> str:
        """How to read it, before any number, or any name where nothing else is compared."""
        told = _("Different people may have taken part: %(then)s then, %(now)s now.")
        told %= {"then": self.then.people, "now": self.now.people}
        if self.names and not self.questions:
            return f"{told} {_('We cannot say why a name comes out differently.')}"
        careful = _(
            "So read a small move, under 10, as no move. Only groups that both rounds show are compared, "
            "and nobody’s own answers."
        )
        return f"{told} {careful} {_(NO_CAUSE)}"

    @property
    def of_gaps(self) -> str:
        """Between whom the gaps are; empty where there are none."""
        sided = [group.in_sentence for group in self.groups if group.has_side]
        if len(sided) < 2:
            return ""
        says = (
            _("The gap is the distance between %(groups)s: the groups that both rounds show.")
            if len(sided) == 2
            else _(
                "The gap is the distance between the two furthest apart of %(groups)s: the groups that both "
                "rounds show."
            )
        )
        return says % {"groups": phrases.joined_groups(sided)}


def _growth(one: Changed) -> int:
    return one.gap.by if one.gap else 0


def moved(by: int) -> str:
    """Word how far a figure moved."""
    if is_hardly(by):
        return _("hardly moved")
    return _("up %(points)s") % {"points": by} if by > 0 else _("down %(points)s") % {"points": -by}


def gap_moved(gap: GapMove) -> str:
    """Word how far a gap moved."""
    if gap.is_hardly:
        return _("hardly moved")
    if gap.by < 0:
        return _("closed by %(points)s") % {"points": -gap.by}
    return _("grew by %(points)s") % {"points": gap.by}


def moves_said(rows: Sequence[tuple[str, Move]]) -> str:
    """Say who moved, and that the others hardly did: 'Service users: up 27. Practitioners hardly moved.' Each
    row is a name as it stands in a sentence, and its move."""
    far = [f"{name} {moved(move.by)}" for name, move in rows if not move.is_hardly]
    rest = [name for name, move in rows if move.is_hardly]
    hardly = _("%(groups)s hardly moved.")
    if not far:
        return hardly % {"groups": phrases.sentence(phrases.joined_groups(rest))} if rest else ""
    found = [f"{phrases.sentence('; '.join(far))}."]
    if rest:
        one = hardly % {"groups": phrases.sentence(rest[0])}
        found.append(_("The others hardly moved.") if len(rest) > 1 else one)
    return " ".join(found)


def as_one(found: Iterable[tuple[str, str, Named]]) -> tuple[CannotCompare, ...]:
    """Put together what cannot be compared for the same reason: (its code, the reason, what)."""
    rows: dict[tuple[str, str], list[Named]] = {}
    for code, why, what in found:
        rows.setdefault((code, why), []).append(what)
    return tuple(CannotCompare(tuple(what), why, code) for (code, why), what in rows.items())
