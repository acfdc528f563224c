"""Who took part in a round, as its report says it: groups, and what to know about them first."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.reports import notices, phrases
from assessments.reports.answer_model import Quote, ReportGroup
from assessments.reports.model import TookPart
from assessments.scoring.results import FrozenGroup, FrozenPerspective, FrozenResults

UNNAMED = gettext_noop("People who named no group")


class Participants:
    """Who took part, from the frozen results. `groups` are in the order in which every figure lists them."""

    def __init__(self, results: FrozenResults) -> None:
        self.people = results.people
        self.threshold = results.threshold
        self.shows_words = results.shows_words
        self.perspectives = {p.code: p for p in results.perspectives}
        self.turnout = {row.code: row.people for row in results.turnout}  # empty in old releases
        self.groups = tuple(
            self._group(group.codes, group.side, group.people, group.by_consent)
            for group in self.people.groups or ()
        )

    def group_of(self, codes: tuple[str | None, ...], side: str | None) -> ReportGroup:
        """Return the group of these perspectives: one of the round's, or a pool of them on one question."""
        for group in self.groups:
            if group.codes == codes:
                return group
        people = sum(group.people for group in self.groups if set(group.codes) <= set(codes))
        return self._group(codes, side, people, by_consent=False)

    def quote(self, words: str, codes: Sequence[str], removed: str) -> Quote:
        """Return words with the name and the shapes of the group that they came from; of a pool, it says that
        it is one of them. removed: what is said in the place of words that had to go."""
        rows = [self.perspectives[code] for code in codes]
        names = [rows[0].label, *(phrases.in_sentence(row.label) for row in rows[1:])] if rows else []
        shapes = tuple(row.marker for row in rows)
        side = rows[0].side if rows else None
        return Quote(words, phrases.joined(names, phrases.OR), shapes, tuple(codes), side, removed)

    def took_part(self) -> tuple[TookPart, ...]:
        """List the groups, then the perspectives that nobody came from; everyone where there are none."""
        if not self.groups:
            return (TookPart(_("Everyone together"), (), self.people.total),)
        rows = [
            TookPart(g.full_name, g.shapes, g.people, g.singly, self._each(g.codes, g.full_name, g.people))
            for g in self.groups
        ]
        rows += [_singly(p.label, p.marker, 0) for p in self._nobody_from()]
        if self.people.set_aside:
            rows.append(_singly(_(UNNAMED), "ring", self.people.set_aside))
        return tuple(rows)

    def _nobody_from(self) -> list[FrozenPerspective]:
        """List the perspectives that nobody came from, where there are groups."""
        present = {code for group in self.people.groups or () for code in group.codes}
        return [p for code, p in self.perspectives.items() if code not in present]

    def _each(self, codes: Sequence[str | None], name: str, people: int) -> tuple[tuple[str, int], ...]:
        """How many took part from each perspective of a group: of all together where that is not known."""
        if not all(code in self.turnout for code in codes):
            return ((phrases.in_sentence(name), people),)
        names = [self.perspectives[code].label if code else _(UNNAMED) for code in codes]
        return tuple(
            (phrases.in_sentence(label), self.turnout[code]) for label, code in zip(names, codes, strict=True)
        )

    def alone(self, *, scores: bool) -> tuple[str, ...]:
        """Say why the round was not assessed together; empty if it was. scores: whether any are asked for."""
        missing = [self.perspectives[code].short_label for code in self.people.missing]
        return notices.not_together(missing, self.people.absent_sides, scores)

    def notices(self) -> tuple[str, ...]:
        """Say what is not shown of the round, and why."""
        if not self.people.shown:
            return (notices.too_few(self.threshold),)
        if not self.groups:
            return (notices.no_groups(self.threshold, len(self.people.absent_sides) == 2),)
        return tuple(
            notice
            for notice in (
                notices.nobody_from([p.short_label for p in self._nobody_from() if self._is_free_to_miss(p)]),
                *(self._pooled(group) for group in self.people.groups or () if len(group.codes) > 1),
                *(
                    notices.by_consent(group.name, group.people, self.threshold)
                    for group in self.groups
                    if group.by_consent
                ),
                notices.set_aside(self.people.set_aside, self.threshold, words_kept=self.shows_words),
            )
            if notice
        )

    def _is_free_to_miss(self, perspective: FrozenPerspective) -> bool:
        """Whether 'not assessed together' does not speak of it already (`alone`)."""
        return (
            perspective.code not in self.people.missing and perspective.side not in self.people.absent_sides
        )

    def _group(
        self, codes: tuple[str | None, ...], side: str | None, people: int, by_consent: bool
    ) -> ReportGroup:
        rows = [self.perspectives[code] for code in codes if code is not None]
        names = [row.short_label for row in rows] or [_(UNNAMED)]
        return ReportGroup(
            codes=codes,
            name=together(names),
            full_name=together([row.label for row in rows] or [_(UNNAMED)]),
            in_sentence=phrases.joined([phrases.in_sentence(name) for name in names]),
            singly=self._singly(rows),
            shapes=tuple(row.marker for row in rows) or ("ring",),
            people=people,
            side=side,
            by_consent=by_consent,
        )

    def _singly(self, rows: Sequence[FrozenPerspective]) -> str:
        """How many took part from each perspective of a pooled group; empty where that is not known."""
        if len(rows) < 2 or not all(row.code in self.turnout for row in rows):
            return ""
        counts = [(phrases.in_sentence(row.short_label), self.turnout[row.code]) for row in rows]
        return phrases.sentence("; ".join(f"{name} {count}" for name, count in counts))

    def _pooled(self, group: FrozenGroup) -> str:
        codes = [code for code in group.codes if code is not None]
        names = {code: phrases.in_sentence(self.perspectives[code].label) for code in codes}
        small_groups = [
            name for code, name in names.items() if self.turnout.get(code, self.threshold) < self.threshold
        ]
        return notices.pooled(list(names.values()), self.threshold, small_groups)


def _singly(name: str, shape: str, people: int) -> TookPart:
    return TookPart(name, (shape,), people, each=((phrases.in_sentence(name), people),))


def together(names: Sequence[str]) -> str:
    """Join the names of a pooled group as one: 'Service users and carers'."""
    return phrases.joined([names[0], *map(phrases.in_sentence, names[1:])])
