"""Which names fit a piece of work, as each side sees it (docs/rules.md, Which name fits).

Pure. It is told nothing but results as they are frozen and shown, so whoever can read those can work out the
same: it says no new number, and joins no two answers of one person.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, cast

from assessments.scoring.disclosure import SIDES
from assessments.scoring.results import ChoiceCounts, FrozenQuestion, FrozenResults, Scores
from frameworks.fit.model import Concept, Fit, Note, Outcome
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


class NameObstacle(StrEnum):
    """Why a name cannot be compared between two rounds."""

    NEW = "new name"  # only the later round has it
    GONE = "name gone"
    OTHER_RULES = "other rules of a name"  # its rules say something else
    ASKS_OTHER = "other questions of a name"  # a question that they read no longer asks the same
    NO_VIEW_THEN = "no view then"  # the side is not shown
    NO_VIEW_NOW = "no view now"
    OTHER_PEOPLE = "other people of a view"  # other groups' answers are shown to what they read


@dataclass(frozen=True, slots=True)
class NamedRound:
    """A round that asked a framework with names: its fit, its questions with answers to choose from, and its
    results."""

    fit: Fit
    questions: tuple[ChoiceQuestion, ...]
    results: FrozenResults


@dataclass(frozen=True, slots=True)
class NameBetween:
    """A name in two rounds, as one side sees it: what it came to in each, or why that is not compared."""

    concept: Concept
    side: str | None
    then: Outcome | None = None
    now: Outcome | None = None
    obstacle: NameObstacle | None = None


def names_between(then: NamedRound, now: NamedRound, same: Container[str]) -> tuple[NameBetween, ...]:
    """Set the names of two rounds side by side, for each side that either shows. same: the codes of the
    questions that still ask the same. A name is compared where its rules are the same, all questions that
    they read still ask the same, and the side's answers to those are of the same groups."""
    before, after = (
        {view.side: view for view in views_of(one.fit, one.questions, one.results)} for one in (then, now)
    )
    found = []
    for concept in now.fit.concepts:
        obstacle = _of_rules(then.fit.concept(concept.code), concept, same)
        for side in dict.fromkeys([*after, *before]):
            why = obstacle or _of_side(side, before, after, then, now, concept)
            if why:
                found.append(NameBetween(concept, side, obstacle=why))
                continue
            results = [cast(Found, views[side].of(concept.code)).result for views in (before, after)]
            found.append(NameBetween(concept, side, results[0], results[1]))
    gone = [one for one in then.fit.concepts if now.fit.concept(one.code) is None]
    return (*found, *(NameBetween(one, None, obstacle=NameObstacle.GONE) for one in gone))


def _of_rules(before: Concept | None, concept: Concept, same: Container[str]) -> NameObstacle | None:
    if before is None:
        return NameObstacle.NEW
    rules = [[(rule.result, rule.when) for rule in one.rules] for one in (before, concept)]
    if rules[0] != rules[1]:
        return NameObstacle.OTHER_RULES
    return None if all(code in same for code in concept.questions) else NameObstacle.ASKS_OTHER


def _of_side(
    side: str | None,
    before: Mapping[str | None, View],
    after: Mapping[str | None, View],
    then: NamedRound,
    now: NamedRound,
    concept: Concept,
) -> NameObstacle | None:
    if side not in before or side not in after:
        return NameObstacle.NO_VIEW_THEN if side not in before else NameObstacle.NO_VIEW_NOW
    is_same = all(_people(side, then, code) == _people(side, now, code) for code in concept.questions)
    return None if is_same else NameObstacle.OTHER_PEOPLE


def _people(side: str | None, round_: NamedRound, code: str) -> set[str | None]:
    """Return the perspectives whose answers to a question a side's view rests on."""
    results = round_.results
    if side is None:
        return {row.code for row in results.turnout if row.people}  # none in old releases: not known
    asked = next((one for one in round_.questions if one.code == code), None)
    found = results.questions.get(asked.key) if asked else None
    rows = found.groups or () if found else ()
    shown = [row for row in rows if isinstance(row, ChoiceCounts) and row.side == side]
    return {one for row in shown for one in row.codes}
