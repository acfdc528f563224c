"""A summary in simple words as plain data: ideas, each with a picture, and what groups said. Pure.

What is ours and what is a framework's or a person's is kept apart, as only ours is held to a reading age.
"""

from dataclasses import dataclass

from assessments.reports.beside.voices import Signature
from assessments.reports.model import TookPart


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea: short sentences of ours, a line each, and the picture beside them, which says nothing that
    they do not. picture: the name of a file in static/img/simple."""

    picture: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A hard word and what it means."""

    word: str
    means: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What a group, or everyone, says of a question.

    shapes: the group's marks; none for everyone. how: our words that lead to `answer`, the framework's.
    place, of: where the answer is among all of the question's, counted from 1, the least good.
    """

    shapes: tuple[str, ...]
    name: str
    how: str
    answer: str
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A question in its simplest wording, with what was said of it.

    language: that of its words, answers and `to_try`. lines: sentences of ours that follow. to_try: one thing
    to do about it, of the framework; empty for none.
    """

    statement: str
    language: str
    sayings: tuple[Saying, ...]
    lines: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    to_try: str = ""


@dataclass(frozen=True, slots=True)
class Wrote:
    """What somebody wrote: their words or the beginning of them, about which question, and from which group;
    `who` is empty where that is not shown."""

    about: str
    language: str
    words: str
    who: str


@dataclass(frozen=True, slots=True)
class Differs:
    """What somebody sees differently: about what, in its language, empty for ours; their words or the
    beginning of them; and who says so. `removed` stands in place of words that had to go by law."""

    about: str
    language: str
    words: str
    by: str
    removed: str


@dataclass(frozen=True, slots=True)
class Planned:
    """An action of the plan: how it is, in words, and what it is or the beginning of that; why it is not
    done, or by when it will be, where there is either."""

    state: str
    heading: str
    what: str
    why_not: str
    by_when: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its ideas, then what else it holds, and the hard words that are new in it.

    before: ideas that stand first. after: those that stand at the end.
    """

    heading: str
    before: tuple[Idea, ...]
    took_part: tuple[TookPart, ...] = ()
    topics: tuple[Topic, ...] = ()
    wrote: tuple[Wrote, ...] = ()
    differ: tuple[Differs, ...] = ()
    signed: tuple[Signature, ...] = ()
    actions: tuple[Planned, ...] = ()
    after: tuple[Idea, ...] = ()
    meanings: tuple[Meaning, ...] = ()

    @property
    def ideas(self) -> tuple[Idea, ...]:
        return (*self.before, *self.after)

    @property
    def has_more(self) -> bool:
        """Whether more than ideas of ours is in it, which its head is never parted from."""
        return bool(self.took_part or self.topics or self.wrote or self.differ or self.signed or self.actions)

    @property
    def ours(self) -> tuple[str, ...]:
        """Every sentence of ours in it."""
        return (
            self.heading,
            *(line for idea in self.ideas for line in idea.lines),
            *(line for topic in self.topics for line in topic.lines),
            *(saying.how for topic in self.topics for saying in topic.sayings),
            *(one.means for one in self.meanings),
        )


@dataclass(frozen=True, slots=True)
class SimpleSummary:
    """A round's results in simple words."""

    start: tuple[Idea, ...]
    sections: tuple[Section, ...]
