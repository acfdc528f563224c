"""The `fit` block of a framework file: names for one piece of work, and rules that say which of them fits.

What these models cannot say (names and answers that are not there, rules that are never reached, examples
that come out otherwise) is in frameworks/fit/checks.py.
"""

from typing import Literal

from pydantic import Field

from frameworks.exchange.limits import MOST_ITEMS
from frameworks.exchange.texts import Citation, Code, FilePart, LabelWords, TextWords, TitleWords
from frameworks.fit.model import MOST_CONCEPTS, MOST_CONDITIONS, MOST_RULES

Result = Literal["fits", "part", "no", "unknown"]


class PickItem(FilePart):
    """Answers to one question."""

    question: Code
    """The code of a choice question."""
    options: list[Code] = Field(min_length=1, max_length=MOST_ITEMS)
    """The codes of its options."""


class ConditionItem(FilePart):
    """What must be so: at least so many of these answers were given. A question whose options are all among
    them counts once for each that was chosen."""

    answers: list[PickItem] = Field(default=[], max_length=MOST_ITEMS)
    known: list[Code] = Field(default=[], max_length=MOST_ITEMS)
    """Codes of questions that count where they have any answer."""
    least: int = Field(default=1, ge=1, le=MOST_ITEMS)
    """How many of all of these."""
    none: bool = False
    """true: none of them, in place of at least so many."""


class RuleItem(FilePart):
    """What a name comes to where all of `when` is so. The first rule that holds decides."""

    result: Result
    """fits; part: it fits in part; no: it does not fit; unknown: nobody can tell."""
    because: TextWords
    """Why, in a sentence."""
    when: list[ConditionItem] = Field(default=[], max_length=MOST_CONDITIONS)
    """All of these must be so. Without any it always holds: so must the last rule."""


class ConceptItem(FilePart):
    """A name that may fit."""

    code: Code
    name: LabelWords
    description: TextWords
    """What the name means, in a sentence or two."""
    source: Citation | None = None
    rules: list[RuleItem] = Field(min_length=1, max_length=MOST_RULES)


class NoteItem(FilePart):
    """Something to say beside the names where all of `when` is so. It decides nothing."""

    code: Code
    words: TextWords
    when: list[ConditionItem] = Field(min_length=1, max_length=MOST_CONDITIONS)


class VerdictItem(FilePart):
    """What a name comes to in an example. The rules must come out the same."""

    concept: Code
    result: Result
    basis: Literal["source", "follows", "ours"]
    """source: the source says so. follows: it follows from what the source tells. ours: the source is
    silent."""


class ExampleItem(FilePart):
    """A piece of work that a source tells of, in our words, with its answers to the questions."""

    code: Code
    title: TitleWords
    story: TextWords
    source: Citation | None = None
    answers: list[PickItem] = Field(default=[], max_length=MOST_ITEMS)
    """As far as the source tells; a question that is not here is not known."""
    verdicts: list[VerdictItem] = Field(default=[], max_length=MOST_CONCEPTS)


class FitBlock(FilePart):
    """Names for one piece of work, and the rules that say from the answers which of them fits."""

    about: Code
    """The code of the name that the first sentence is about."""
    good: TextWords
    """What is always said beside a result."""
    nothing: TextWords
    """What is said where no name fits."""
    concepts: list[ConceptItem] = Field(min_length=1, max_length=MOST_CONCEPTS)
    notes: list[NoteItem] = Field(default=[], max_length=MOST_RULES)
    examples: list[ExampleItem] = Field(default=[], max_length=MOST_RULES)
