"""What would be shown of a round if just so many people took part, for those who run it.

Decided by the rule that decides it in the end (scoring/disclosure.py), with nobody taken to have agreed to be
shown if few: who did is nobody's business before the release. It is made from how many have sent, which the
round's page says anyway (docs/rules.md, States of a round), or from how many are expected, and nothing else.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import Side
from assessments.reports.phrases import in_sentence, joined, sentence
from assessments.rounds.queries import SubmissionCount
from assessments.scoring.disclosure import Disclosure, Group, ScoredPerspective, Turnout, disclose

MOST = Fraction(7, 10)  # so many of those who are expected take part, as a rule of thumb


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be shown, in words.

    headline: the whole of it in a sentence. shows: groups; everyone together; or nothing. details: one
    sentence each: which groups, who is left out, who is missing. places: how each perspective would be shown,
    in a few words, by its code (None: people who named none). is_bad: whether more answers would show more,
    so that it is worth waiting for them. nearest: how many more people of which group it takes for one more
    group to be shown; '' where nobody has sent, or no one group can bring that about.
    """

    headline: str
    shows: Literal["groups", "everyone", "nothing"]
    details: tuple[str, ...]
    places: Mapping[str | None, str]
    is_bad: bool
    nearest: str


def outlook(threshold: int, counts: Sequence[SubmissionCount]) -> Outlook:
    """Say what would be shown if so many people took part. counts: a row for each perspective, in order, and
    one for people who named none, if any (rounds.queries). No query."""
    return _Outlook(threshold, counts).in_words()


@dataclass(frozen=True, slots=True)
class ExpectedOutlook:
    """What would be shown if of those expected most took part, 7 in 10, and if all did.

    alone: how many people it takes to invite for a group of the threshold, if 7 in 10 of them take part.
    """

    most: Outlook
    all: Outlook
    alone: int


def outlook_of_expected(threshold: int, counts: Sequence[SubmissionCount]) -> ExpectedOutlook | None:
    """Say what would be shown of those expected; None where nobody is. counts: as in outlook, with how many
    are expected as the people. No query."""
    if not any(row.people for row in counts):
        return None
    return ExpectedOutlook(
        most=outlook(threshold, _most_of(counts)),
        all=outlook(threshold, counts),
        alone=math.ceil(threshold / MOST),
    )


def outlook_by_threshold(
    thresholds: Sequence[int], counts: Sequence[SubmissionCount]
) -> list[tuple[int, Outlook | None]]:
    """Say for each threshold what would be shown if most of those expected took part; None for all of them
    where nobody is expected. No query."""
    is_said = any(row.people for row in counts)
    return [(k, outlook(k, _most_of(counts)) if is_said else None) for k in thresholds]


def _most_of(counts: Sequence[SubmissionCount]) -> list[SubmissionCount]:
    """Return 7 in 10 of the people of each row, rounded down, but nobody of none alone."""
    return [replace(row, people=max(min(row.people, 1), math.floor(row.people * MOST))) for row in counts]


class _Outlook:
    def __init__(self, threshold: int, counts: Sequence[SubmissionCount]) -> None:
        self.threshold = threshold
        self.people = {row.perspective.code if row.perspective else None: row.people for row in counts}
        self.most = {row.perspective.code: row.expected for row in counts if row.perspective and row.expected}
        self.perspectives = [row.perspective for row in counts if row.perspective]
        self.names = {p.code: in_sentence(p.label) for p in self.perspectives}
        self.found = self._disclosed(list(Side))

    def _disclosed(
        self, sides: Sequence[Side], *, unnamed: bool = True, more: Mapping[str, int] | None = None
    ) -> Disclosure:
        """Ask the rule about the perspectives on these sides alone. more: people beside those who came."""
        people = {code: count + (more or {}).get(code or "", 0) for code, count in self.people.items()}
        scored = [
            ScoredPerspective(p.code, p.side, p.must_take_part) for p in self.perspectives if p.side in sides
        ]
        codes = [*(one.code for one in scored), *([None] if unnamed else [])]
        turnout = [Turnout(c, people.get(c, 0), all_show_if_few=False) for c in codes]
        return disclose(self.threshold, scored, turnout)

    def in_words(self) -> Outlook:
        groups = () if self.found.nothing_shown else self.found.groups or ()
        alone = self._not_together()
        details = [*map(self._of_group, groups), self._of_set_aside(), alone]
        return Outlook(
            headline=self._headline(groups),
            shows="groups" if groups else "nothing" if self.found.nothing_shown else "everyone",
            details=tuple(words for words in details if words),
            places={code: self._place(code, groups) for code in [*self.names, None]},
            is_bad=not groups or bool(alone),
            nearest=self._nearest(len(groups)),
        )

    def _nearest(self, shown: int) -> str:
        """Whom to ask for more answers: the fewest of one group for which the rule shows one more."""
        if not self.found.total:
            return ""
        for more in range(1, self.threshold + 1):
            for code, name in self.names.items():
                if self.people[code] + more > self.most.get(code, math.inf):
                    continue  # there are not so many to ask
                found = self._disclosed(list(Side), more={code: more})
                groups = () if found.nothing_shown else found.groups or ()
                if len(groups) > shown:
                    words = ngettext(
                        "With %(more)s more from %(group)s, one group would be shown.",
                        "With %(more)s more from %(group)s, %(groups)s groups would be shown.",
                        len(groups),
                    )
                    return words % {"more": more, "group": name, "groups": len(groups)}
        return ""

    def _headline(self, groups: Sequence[Group]) -> str:
        if not self.found.total:
            return _("There are no answers yet, so there would be no results.")
        if self.found.nothing_shown:
            return _(
                "No results would be shown, and no comments: there are %(people)s of the %(threshold)s "
                "people needed."
            ) % {"people": self.found.total, "threshold": self.threshold}
        if groups:
            return ngettext("One group would be shown.", "%(number)s groups would be shown.", len(groups)) % {
                "number": len(groups)
            }
        return _("No groups would be shown, only everyone together: %(why)s.") % {"why": self._why_none()}

    def _why_none(self) -> str:
        """Why there are no groups: the sides that have too few people, as the rule says of each by itself."""
        short = []
        for side in Side:
            of_side = self._disclosed([side], unnamed=False)
            if of_side.total and of_side.groups is None:
                values = {"side": in_sentence(str(side.label)), "people": of_side.total, "k": self.threshold}
                short.append(_("%(side)s have %(people)s of %(k)s") % values)
        return joined(short) or _("nobody has said which group they are in")

    def _of_group(self, group: Group) -> str:
        if group.side is None:
            return _("Shown separately: people who named no group (%(people)s).") % {"people": group.people}
        named = {code: f"{self.names[code]} ({self.people[code]})" for code in group.codes if code}
        if len(named) == 1:
            return _("Shown separately: %(group)s.") % {"group": joined([*named.values()])}
        few = [self.names[code] for code in named if self.people[code] < self.threshold]
        values = {
            "groups": "; ".join(named.values()),
            "few": sentence(joined(few)),
            "k": self.threshold,
        }
        if len(few) == len(named):
            return _("Shown together, as one group: %(groups)s. Each has fewer than %(k)s people.") % values
        return _("Shown together, as one group: %(groups)s. %(few)s have fewer than %(k)s people.") % values

    def _of_set_aside(self) -> str:
        count = self.found.set_aside
        if not count:
            return ""
        return ngettext(
            "%(people)s person named no group. That is fewer than %(k)s, so what they chose would be left "
            "out of every number. Comments that they share would be shown.",
            "%(people)s people named no group. That is fewer than %(k)s, so what they chose would be left "
            "out of every number. Comments that they share would be shown.",
            count,
        ) % {"people": count, "k": self.threshold}

    def _not_together(self) -> str:
        """Who is missing, so that the results would begin with that; '' for nobody, and where nobody came."""
        if self.found.assessed_together or not self.found.total:
            return ""
        nobody = [_("no %(group)s") % {"group": self.names[code]} for code in self.found.missing]
        sides = [
            _("nobody from %(side)s") % {"side": in_sentence(str(Side(side).label))}
            for side in self.found.absent_sides
        ]
        return _("The results would begin with ‘not assessed together’: %(who)s took part.") % {
            "who": joined([*nobody, *sides])
        }

    def _place(self, code: str | None, groups: Sequence[Group]) -> str:
        if not self.people.get(code):
            return _("Nobody yet")
        if self.found.nothing_shown:
            return _("Not at all")
        if not groups:
            return _("Only with everyone")
        its_own = next((group for group in groups if code in group.codes), None)
        if its_own is None:
            return _("Left out of the numbers")
        others = [self.names[other] for other in its_own.codes if other and other != code]
        if not others:
            return _("Separately")
        return sentence(_("together with %(groups)s") % {"groups": joined(others)})
