"""What names that may fit came to in two rounds, in words (docs/rules.md, Over time). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assessments.reports import phrases
from assessments.scoring.fit import NameBetween, NameObstacle
from frameworks.fit.model import OUTCOME_WORDS, Outcome

VIEW_NAMES = {
    "people": gettext_noop("As people and communities see it"),
    "services": gettext_noop("As services and professionals see it"),
    None: gettext_noop("As everyone together sees it"),
}


@dataclass(frozen=True, slots=True)
class NameRow:
    """What a name came to then and now, as one side sees it. framework: the code of its framework. language:
    of the name."""

    framework: str
    concept: str
    name: str
    language: str
    side: str | None
    then: Outcome
    now: Outcome

    @property
    def view(self) -> str:
        return _(VIEW_NAMES[self.side])

    @property
    def then_words(self) -> str:
        return _(OUTCOME_WORDS[self.then])

    @property
    def now_words(self) -> str:
        return _(OUTCOME_WORDS[self.now])

    @property
    def differs(self) -> bool:
        return self.then != self.now

    @property
    def moved(self) -> str:
        return _("changed") if self.differs else _("the same")


@dataclass(frozen=True, slots=True)
class NameSeen:
    """A name, as each side sees it. cells: by view, in the order of the views; None where that side's is not
    compared."""

    name: str
    language: str
    cells: tuple[tuple[str, NameRow | None], ...]

    @property
    def differs(self) -> bool:
        return any(row.differs for _view, row in self.cells if row)


def seen_by_side(rows: Sequence[NameRow]) -> tuple[NameSeen, ...]:
    """Put the views of a name side by side: the names in their order, the sides in theirs."""
    sides = list(dict.fromkeys(row.side for row in rows))
    names: dict[tuple[str, str], dict[str | None, NameRow]] = {}
    for row in rows:
        names.setdefault((row.framework, row.concept), {})[row.side] = row
    return tuple(
        NameSeen(
            (any_view := next(iter(found.values()))).name,
            any_view.language,
            tuple((_(VIEW_NAMES[side]), found.get(side)) for side in sides),
        )
        for found in names.values()
    )


def in_words_of(one: NameBetween, called: str | None) -> NameBetween:
    """Return it with the name that the report calls it by."""
    return replace(one, concept=replace(one.concept, name=called)) if called else one


def row_of(one: NameBetween, framework: str, language: str) -> NameRow | None:
    """Return a name as it is compared; None where it is not."""
    if one.then is None or one.now is None:
        return None
    return NameRow(framework, one.concept.code, one.concept.name, language, one.side, one.then, one.now)


def said_of(rows: Sequence[NameRow], when: str) -> Iterator[str]:
    """Say for each side how many names came out otherwise."""
    for side in dict.fromkeys(row.side for row in rows):
        found = [row for row in rows if row.side == side]
        others = sum(row.differs for row in found)
        told = {"view": _(VIEW_NAMES[side]), "others": others, "many": len(found), "when": when}
        if not others:
            yield _("%(view)s, each name comes out as it did in %(when)s.") % told
            continue
        if others == len(found):
            yield _("%(view)s, each name comes out differently from %(when)s.") % told
            continue
        words = ngettext(
            "%(view)s, %(others)s of %(many)s names comes out differently from %(when)s.",
            "%(view)s, %(others)s of %(many)s names come out differently from %(when)s.",
            others,
        )
        yield words % told


def label_of(one: NameBetween) -> str:
    """Return what is not compared: a name, and for one side only, which."""
    if one.obstacle in OF_THE_NAME:
        return one.concept.name
    side = _(phrases.SIDE_NAMES[one.side]) if one.side else _("everyone together")
    return _("%(name)s, as seen by %(side)s") % {"name": one.concept.name, "side": side}


OF_THE_NAME = {NameObstacle.NEW, NameObstacle.GONE, NameObstacle.OTHER_RULES, NameObstacle.ASKS_OTHER}


def why_not(obstacle: NameObstacle, then: str, now: str) -> str:
    """Say why a name is not compared."""
    match obstacle:
        case NameObstacle.NEW:
            return _("It was not one of the names in %(then)s.") % {"then": then}
        case NameObstacle.GONE:
            return _("It was one of the names in %(then)s, and is not one now.") % {"then": then}
        case NameObstacle.OTHER_RULES:
            return _("Its rules have changed since %(then)s.") % {"then": then}
        case NameObstacle.ASKS_OTHER:
            return _(
                "A question that it depends on has changed since %(then)s, and no longer asks the same."
            ) % {"then": then}
        case NameObstacle.NO_VIEW_THEN:
            return _("In %(then)s, this is not shown.") % {"then": then}
        case NameObstacle.NO_VIEW_NOW:
            return _("In %(now)s, this is not shown.") % {"now": now}
    return _("In %(then)s, other groups answered, or were shown, than in %(now)s.") % {
        "then": then,
        "now": now,
    }
