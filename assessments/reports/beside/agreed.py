"""What a group agreed, or did not agree, at its meetings, as it stands beside the scores. Pure.

It never changes or replaces what people scored (docs/rules.md, Meetings).
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assessments.reports import phrases
from assessments.reports.answer_model import ReportLevel

Outcome = Literal["agreed", "not_agreed", "later"]
OUTCOMES: dict[Outcome, str] = {
    "agreed": gettext_noop("We agreed"),
    "not_agreed": gettext_noop("We did not agree"),
    "later": gettext_noop("Left for later"),
}
VIEWS = {
    "people": gettext_noop("How people and communities see it"),
    "services": gettext_noop("How services and professionals see it"),
}


@dataclass(frozen=True, slots=True)
class View:
    """How one side sees a question that was not agreed."""

    side: str
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class AgreedEntry:
    """What was said of a question at one meeting. `level` is the one agreed on, None where the question has
    no scale. `views` has one for each side where they did not agree. `sides` said yes to what was agreed.
    `present` and `absent` name the perspectives that were in the room and those that were not, each as inside
    a sentence; `codes` are those of the first."""

    outcome: Outcome
    on: datetime.date
    level: ReportLevel | None = None
    views: tuple[View, ...] = ()
    why: str = ""
    evidence: str = ""
    links: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """What came of it, without the level: 'We agreed'."""
        return _(OUTCOMES[self.outcome])

    @property
    def level_said(self) -> str:
        """The level in words of ours and the framework's, to stand after others: 'level 3, Partly'; empty for
        none. What is the framework's is set apart (phrases.isolated)."""
        if self.level is None:
            return ""
        meaning = "" if self.level.says_nothing else f", {phrases.isolated(self.level.words, True)}"
        return _("level %(level)s") % {"level": f"{self.level.numeral}{meaning}"}

    @property
    def said(self) -> str:
        """What came of it in a few words: 'We agreed: level 3, Partly'."""
        return ": ".join(filter(None, [self.verdict, self.level_said]))

    @property
    def by(self) -> str:
        """When it was said, and by whom: '4 March 2027, both sides. Not there: commissioners.'"""
        who = [_("both sides")] if len(self.sides) == 2 else list(self.sides)
        return " ".join(filter(None, [f"{', '.join([self.day, *who])}.", self.missing]))

    @property
    def missing(self) -> str:
        """Who was not in the room, as a sentence; empty where all were."""
        return _("Not there: %(groups)s.") % {"groups": phrases.joined(self.absent)} if self.absent else ""

    @property
    def room(self) -> str:
        """Who was in the room: 'Service users and carers. Not there: commissioners.'"""
        there = phrases.ended(phrases.sentence(phrases.joined(self.present)))
        return " ".join(filter(None, [there if self.present else _("Nobody was named."), self.missing]))

    @property
    def day(self) -> str:
        return date_format(self.on, "j F Y")

    @property
    def before(self) -> str:
        """The same in a list of what was said before: 'On 3 December 2026: we did not agree.'"""
        said = f"{self.said[:1].lower()}{self.said[1:]}"
        return _("On %(day)s: %(said)s.") % {"day": self.day, "said": said}


@dataclass(frozen=True, slots=True)
class AgreedQuestion:
    """All that was said of a question, the newest first: `now` counts, `before` is what was said earlier."""

    key: str
    now: AgreedEntry
    before: tuple[AgreedEntry, ...] = ()

    @property
    def all(self) -> tuple[AgreedEntry, ...]:
        return (self.now, *self.before)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was said at the meetings over a round, by the key of each question, in the order of the report."""

    questions: Mapping[str, AgreedQuestion] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.questions)

    def __iter__(self) -> Iterator[AgreedQuestion]:
        return iter(self.questions.values())

    def on(self, key: str) -> AgreedQuestion | None:
        """Return what was said of the question of this key; None for nothing."""
        return self.questions.get(key)

    def count(self, outcome: Outcome) -> int:
        return sum(one.now.outcome == outcome for one in self)

    @property
    def tally(self) -> tuple[tuple[Outcome, int, str], ...]:
        """How many questions came to each outcome, in words, without those that none came to."""
        words: dict[Outcome, str] = {
            "agreed": _("agreed"), "not_agreed": _("not agreed"), "later": _("left for later"),
        }  # fmt: skip
        return tuple((one, n, said) for one, said in words.items() if (n := self.count(one)))

    @property
    def in_short(self) -> str:
        """The same as a sentence: 'The group agreed on 4 questions, did not agree on 1 and left 1 for
        later.'; empty for nothing."""
        agreed, differ, later = (self.count(one) for one in OUTCOMES)
        said = []
        if agreed:
            said.append(
                ngettext("agreed on %(n)s question", "agreed on %(n)s questions", agreed) % {"n": agreed}
            )
        if differ and said:
            said.append(_("did not agree on %(n)s") % {"n": differ})
        elif differ:
            words = ngettext("did not agree on %(n)s question", "did not agree on %(n)s questions", differ)
            said.append(words % {"n": differ})
        if later and said:
            said.append(_("left %(n)s for later") % {"n": later})
        elif later:
            words = ngettext("left %(n)s question for later", "left %(n)s questions for later", later)
            said.append(words % {"n": later})
        return _("The group %(did)s.") % {"did": phrases.joined(said)} if said else ""

    @property
    def days(self) -> tuple[datetime.date, ...]:
        """The days on which something was said, in order."""
        return tuple(sorted({entry.on for one in self for entry in one.all}))


NOTHING_AGREED = Agreed()
