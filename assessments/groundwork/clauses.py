"""What a clause says now, worked out from all its wordings and their keys; and what differs between versions.

Pure (docs/rules.md, The working agreement). A wording takes the place of all that its writer had before them.
So two that were written at the same moment both stay, and none is agreed until somebody has chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Outcome = Literal["agreed", "not_agreed", "people", "services", "open", "blank"]
SIDES: tuple[Literal["people", "services"], ...] = ("people", "services")


@dataclass(frozen=True, slots=True)
class Text:
    """A wording as it is read. ident: its key, in order of writing; seen: that of the newest one its writer
    had before them. is_both: one text for both sides, `words`; else `people` and `services` have one each.
    keys: the days on which sides said yes to it. removed: why the words are not there, as a sentence."""

    ident: int
    seen: int = 0
    words: str = ""
    short: str = ""
    people: str = ""
    services: str = ""
    is_both: bool = True
    written_on: date = date.min
    keys: Mapping[str, date] | None = None
    removed: str = ""

    @property
    def key_days(self) -> Mapping[str, date]:
        return self.keys or {}

    @property
    def is_agreed(self) -> bool:
        return self.is_both and all(side in self.key_days for side in SIDES)

    @property
    def agreed_on(self) -> date | None:
        """The day of the second key; None where one is missing."""
        return max(self.key_days.values()) if self.is_agreed else None

    @property
    def is_blank(self) -> bool:
        """Whether it leaves the clause out."""
        return self.is_both and not (self.words or self.removed)

    @property
    def shortest(self) -> str:
        """Its shorter words, where there are any."""
        return self.short or self.words


@dataclass(frozen=True, slots=True)
class ClauseNow:
    """A clause as it stands. texts: those that count: what is agreed; both sides' texts, as one, that are not
    agreed, and a new one that is talked about; or what is still to be talked about, of which there are two
    where two people wrote at once. before: what was agreed last, where another text is talked about now.
    newest: the key of the newest wording, whatever became of it; 0 for none."""

    outcome: Outcome
    texts: tuple[Text, ...] = ()
    before: Text | None = None
    newest: int = 0

    @property
    def differing(self) -> tuple[Text, ...]:
        """Both sides' texts, where they did not agree: more than one where they were written at once."""
        return tuple(one for one in self.texts if not one.is_both)

    @property
    def proposals(self) -> tuple[Text, ...]:
        """The texts that are meant for both sides."""
        return tuple(one for one in self.texts if one.is_both)

    @property
    def is_torn(self) -> bool:
        """Whether two people wrote at once, and nobody has chosen yet."""
        return len(self.proposals) > 1

    @property
    def only(self) -> Text | None:
        """The one text that keys can be turned for; None where there is none, or two."""
        found = self.proposals
        return found[0] if len(found) == 1 and not found[0].removed else None

    def key_of(self, side: str) -> date | None:
        """Return the day on which a side turned its key for the one text; None before."""
        return self.only.key_days.get(side) if self.only else None


NOTHING = ClauseNow("blank")


def now_of(texts: Iterable[Text]) -> ClauseNow:
    """Return what a clause says now. texts: all its wordings."""
    rows = sorted(texts, key=lambda one: one.ident)
    if not rows:
        return NOTHING
    newest = rows[-1].ident
    current = [one for one in rows if not any(later.seen >= one.ident for later in rows if later is not one)]
    settled = next((one for one in reversed(rows) if one.is_agreed or not one.is_both), None)
    written = [one for one in current if one.is_both and not one.is_blank]
    if len(current) == 1 and current[0].is_agreed:
        return ClauseNow("agreed", (current[0],), newest=newest)
    if len(current) == 1 and current[0].is_blank:
        before = settled if settled and settled.is_agreed else None
        return ClauseNow("blank", before=before, newest=newest)
    differing = [one for one in current if not one.is_both]
    if not differing and settled and not settled.is_both:
        differing = [settled]
    if differing:
        return ClauseNow("not_agreed", (*differing, *written), newest=newest)
    outcome: Outcome = "open"
    if len(written) == 1:
        outcome = next((side for side in SIDES if side in written[0].key_days), "open")
    before = settled if settled and settled not in written else None
    return ClauseNow(outcome, tuple(written), before=before, newest=newest)


# Versions


@dataclass(frozen=True, slots=True)
class Pinned:
    """A clause as a version has it."""

    code: str
    title: str
    outcome: str
    texts: tuple[Text, ...]

    @property
    def says(self) -> tuple[object, ...]:
        """What tells it from what it said before."""
        return (self.outcome, *(one.ident for one in self.texts))


Change = Literal["new", "words", "agreed", "not_agreed", "open", "out"]


def changes_between(before: Sequence[Pinned], after: Sequence[Pinned]) -> list[tuple[Change, Pinned]]:
    """Return what a version changes of the one before, clause by clause: new, other words, now agreed, no
    longer agreed, talked about again, or left out."""
    were = {one.code: one for one in before}
    found: list[tuple[Change, Pinned]] = []
    for one in after:
        was = were.pop(one.code, None)
        if was is None:
            found.append(("new", one))
        elif was.outcome != one.outcome and one.outcome in ("agreed", "not_agreed"):
            found.append(("agreed" if one.outcome == "agreed" else "not_agreed", one))
        elif was.outcome in ("agreed", "not_agreed") and was.outcome != one.outcome:
            found.append(("open", one))
        elif was.says != one.says:
            found.append(("words", one))
    return [*found, *(("out", one) for one in were.values())]
