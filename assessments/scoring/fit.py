"""Which names fit a piece of work, as each side sees it (docs/rules.md, Which name fits).

Pure. It is told nothing but results as they are frozen and shown, so whoever can read those can work out the
same: it says no new number, and joins no two answers of one person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assessments.scoring.disclosure import SIDES
from assessments.scoring.results import ChoiceCounts, FrozenQuestion, Scores
from frameworks.fit.model import Fit, Note
from frameworks.fit.rules import Found, found_for, notes_for

Unclear = Literal["", "split", "nobody", "hidden"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What some people together chose of a question: each option that at least half of those chose who chose
    anything or did not know. unclear: why there is none, if so: 'split' (no option has half of them, or two
    have where one is to be chosen), 'nobody' (nobody chose), or 'hidden' (their answers are not shown)."""

    question: str
    options: tuple[str, ...] = ()
    unclear: Unclear = ""


@dataclass(frozen=True, slots=True)
class View:
    """A piece of work as some people see it. side: None for everyone, where groups may not be shown. chosen:
    one for each question with answers to choose from."""

    side: str | None
    chosen: tuple[Chosen, ...]
    found: tuple[Found, ...]
    notes: tuple[Note, ...]

    def of(self, concept: str) -> Found | None:
        return next((one for one in self.found if one.concept.code == concept), None)


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """A question with answers to choose from: its code in the framework, its key in the results, and whether
    several answers may be chosen."""

    code: str
    key: str
    many: bool


def views_of(fit: Fit, questions: Sequence[ChoiceQuestion], results: Scores) -> tuple[View, ...]:
    """Return how each side sees it; how everyone does, where groups may not be shown; nothing, where nothing
    may be shown. A side of which nobody took part has no view."""
    if not results.people.shown:
        return ()
    groups = results.people.groups
    if groups is None:
        return (_view(fit, None, questions, results),)
    there = {group.side for group in groups}
    return tuple(_view(fit, side, questions, results) for side in SIDES if side in there)


def _view(fit: Fit, side: str | None, questions: Sequence[ChoiceQuestion], results: Scores) -> View:
    chosen = tuple(_chosen(one, side, results.questions.get(one.key)) for one in questions)
    answers = {one.question: one.options for one in chosen if one.options}
    return View(side, chosen, found_for(fit, answers), notes_for(fit, answers))


def _chosen(asked: ChoiceQuestion, side: str | None, found: FrozenQuestion | None) -> Chosen:
    shown = list(_shown(side, found)) if found else []
    if not shown:
        return Chosen(asked.code, unclear="hidden")
    if not any(counts.chose for counts in shown):
        return Chosen(asked.code, unclear="nobody")
    options = _by_half(shown)
    if not options or (len(options) > 1 and not asked.many):
        return Chosen(asked.code, unclear="split")
    return Chosen(asked.code, options)


def _shown(side: str | None, found: FrozenQuestion) -> Iterator[ChoiceCounts]:
    """Yield the answers that are shown of a side, group by group, or those of everyone."""
    rows = [found.everyone] if side is None else [row for row in found.groups or () if row.side == side]
    yield from (row for row in rows if isinstance(row, ChoiceCounts))


def _by_half(shown: Sequence[ChoiceCounts]) -> tuple[str, ...]:
    """Return the options that at least half chose of those who chose or did not know, in their order."""
    people = sum(counts.chose + counts.dont_know for counts in shown)
    picked: dict[str, int] = {}
    for counts in shown:
        for option, many in counts.options.items():
            picked[option] = picked.get(option, 0) + many
    return tuple(option for option, many in picked.items() if 2 * many >= people)


def differing(views: Sequence[View]) -> tuple[str, ...]:
    """Return the codes of the names on which the sides differ, in their order."""
    if len(views) < len(SIDES):
        return ()
    pairs = zip(*(view.found for view in views), strict=True)
    return tuple(one.concept.code for one, *others in pairs if any(o.result != one.result for o in others))
