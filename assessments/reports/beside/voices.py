"""What people say beside the results: who sees something differently, and of which groups some say that it
is a fair record. Plain data and its sentences. Pure.

Both are in every report, and cannot be left out of one (docs/rules.md, We see it differently).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assessments.reports import phrases
from assessments.reports.answer_model import ReportLevel
from assessments.scoring.naming import FEWEST_COUNTED

NOT_NAMED = gettext_noop("Group not shown, to protect people")
WHOLE = gettext_noop("The whole record")


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A group that may be named beside words: its name, and its shapes."""

    name: str
    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportStatement:
    """Somebody's statement that they see it differently. `key` is that of the question or part in the frozen
    results, or the code of a clause of the working agreement; `subject` says which that is, in `language`;
    empty for our own words. `people` is how many say it, `groups` those that may be named among them. `level`
    is the one that they would give, of `levels`. `removed` says when and why words had to go by law; it is
    empty where they are there. `text_mark` tells what it says now from what it said before."""

    ident: str
    about: Literal["question", "part", "clause", "whole"]
    key: str
    subject: str
    language: str
    words: str
    level: ReportLevel | None
    levels: tuple[ReportLevel, ...]
    people: int
    groups: tuple[NamedGroup, ...]
    written_on: datetime.date
    removed: str
    text_mark: str = ""

    @property
    def say_this(self) -> str:
        """'1 person says this.', '3 people say this.'"""
        said = ngettext("%(count)s person says this.", "%(count)s people say this.", self.people)
        return said % {"count": self.people}

    @property
    def leads_in(self) -> str:
        """What is said before the names of several people's groups."""
        return _("Among them:") if self.people > 1 and self.groups else ""

    @property
    def names(self) -> str:
        """Which groups they are from, without numbers, or that none is shown."""
        return "; ".join(group.name for group in self.groups) or _(NOT_NAMED)

    @property
    def by(self) -> str:
        """All that is said of who they are: '3 people say this. Among them: carers; managers.'"""
        if self.removed:
            return phrases.ended(self.names)
        return " ".join(filter(None, [self.say_this, self.leads_in, phrases.ended(self.names)]))

    @property
    def would_give(self) -> str:
        """The level that they would give, in words; empty for none."""
        if self.level is None:
            return ""
        said = f"{self.level.numeral}, {self.level.meaning}" if self.level.meaning else self.level.numeral
        return phrases.ended(_("They would give level %(level)s") % {"level": said})


@dataclass(frozen=True, slots=True)
class Dissents:
    """All statements, those about a part before those about its questions, and those about the whole last."""

    all: tuple[ReportStatement, ...] = ()

    def about_question(self, key: str) -> tuple[ReportStatement, ...]:
        return self._about("question", key)

    def about_part(self, key: str) -> tuple[ReportStatement, ...]:
        return self._about("part", key)

    @property
    def about_some(self) -> tuple[ReportStatement, ...]:
        """Those about a part, a question, or a clause of the agreement."""
        return tuple(one for one in self.all if one.about != "whole")

    @property
    def about_whole(self) -> tuple[ReportStatement, ...]:
        return self._about("whole", "")

    def _about(self, what: str, key: str) -> tuple[ReportStatement, ...]:
        return tuple(one for one in self.all if (one.about, one.key) == (what, key))


@dataclass(frozen=True, slots=True)
class Signature:
    """How many of a group say that it is a fair record. `people` is None for some, but too few to say."""

    name: str
    shapes: tuple[str, ...]
    people: int | None

    @property
    def count(self) -> str:
        """'4 people', 'fewer than 3 people', 'nobody yet'."""
        if self.people is None:
            return _("fewer than %(least)s people") % {"least": FEWEST_COUNTED}
        return phrases.people(self.people) if self.people else _("nobody yet")

    @property
    def says(self) -> str:
        """'4 people say it is fair'; of nobody, without pressure."""
        if self.people == 0:
            return _("Nobody has said so yet. There is time.")
        return phrases.sentence(_("%(people)s say it is fair") % {"people": self.count})


@dataclass(frozen=True, slots=True)
class CoSigned:
    """Of each group that is counted, how many say that it is a fair record; `left_out` says whose word is in
    no count, empty where everyone's is."""

    rows: tuple[Signature, ...] = ()
    left_out: str = ""

    @property
    def lead(self) -> str:
        """What it is."""
        if not self.rows:
            return _("People who took part can say that this is a fair record.")
        return _(
            "People who took part can say, for their group, that this is a fair record. Nobody has to, and "
            "nobody is asked why not."
        )

    @property
    def silent(self) -> tuple[str, ...]:
        """The groups of which nobody has said so."""
        return tuple(row.name for row in self.rows if row.people == 0)


NO_DISSENTS, NO_SIGNATURES = Dissents(), CoSigned()
MEANS = gettext_noop(
    "To say that it is a fair record is not to agree with all of it. Each word is about the record as it was "
    "on the day that it was given."
)
IN_FULL = gettext_noop("In full, and in people’s own words. Nobody has changed them. The order is random.")
NONE_YET = gettext_noop("Nobody has added a statement. Anyone who took part can, with their private link.")


def as_of(day: str) -> str:
    """Say that a print may be older than what people say now. day: when it was made."""
    return _(
        "As it was on %(day)s. Any of these may have been changed, or taken back by the person who wrote it, "
        "since then."
    ) % {"day": day}


def not_counted(threshold: int, counted: Sequence[object]) -> str:
    """Say whose word is in no count. counted: the groups that are."""
    if not counted:
        return _("Fewer than %(threshold)s people are shown, so we do not say how many of them said so.") % {
            "threshold": threshold
        }
    return _("Groups of fewer than %(threshold)s people are not counted here, to protect people.") % {
        "threshold": threshold
    }
