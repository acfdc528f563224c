"""Names for one piece of work, and the rules that say which of them fits (docs/framework-format.md, A fit).

Plain data: the same shape as the `fit` block of a framework file. Pure: no Django, no database, no clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

Outcome = Literal["fits", "part", "no", "unknown"]
Basis = Literal["source", "follows", "ours"]
MOST_CONCEPTS = 20  # names that a framework can choose between
MOST_RULES, MOST_CONDITIONS = 100, 20  # of one name; of one rule


def gettext_noop(words: str) -> str:
    """Mark words for translation: whoever shows them translates them."""
    return words


OUTCOME_WORDS: dict[Outcome, str] = {
    "fits": gettext_noop("Fits"),
    "part": gettext_noop("Fits in part"),
    "no": gettext_noop("Does not fit"),
    "unknown": gettext_noop("We cannot tell"),
}
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
BASES: tuple[Basis, ...] = get_args(Basis)
# The keys of a block that hold words, and how long each may be (frameworks.models.LIMITS); all else is
# structure, which a translation has from its original.
LIMIT_OF_WORDS = {"name": "label", "title": "title"}
LIMIT_OF_WORDS |= dict.fromkeys(("good", "nothing", "description", "because", "words", "story"), "text")
WORDS = tuple(LIMIT_OF_WORDS)


@dataclass(frozen=True, slots=True)
class Pick:
    """Options of one question."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be so: at least `least` of these answers are given, or of the questions `known` answered;
    with `none`, none of them."""

    answers: tuple[Pick, ...] = ()
    known: tuple[str, ...] = ()
    least: int = 1
    none: bool = False

    @property
    def questions(self) -> tuple[str, ...]:
        return (*(pick.question for pick in self.answers), *self.known)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a concept comes to where all of `when` is so; always, where there is nothing there."""

    result: Outcome
    because: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A name that may fit, and its rules: the first one that holds says whether it does."""

    code: str
    name: str
    description: str
    rules: tuple[Rule, ...]
    source: str = ""
    where: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """The codes of the questions that its rules read, each once."""
        read = (code for rule in self.rules for condition in rule.when for code in condition.questions)
        return tuple(dict.fromkeys(read))


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say beside the names, which decides nothing."""

    code: str
    words: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an example comes to. basis: whether the source says so, whether it follows from what the source
    tells, or whether it is ours alone."""

    concept: str
    result: Outcome
    basis: Basis


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of work that a source tells of, in our words, with what it answers to the questions."""

    code: str
    title: str
    story: str
    answers: tuple[Pick, ...]
    verdicts: tuple[Verdict, ...]
    source: str = ""
    where: str = ""

    def verdict(self, concept: str) -> Verdict | None:
        """Return what is said of this concept; None where nothing is."""
        return next((one for one in self.verdicts if one.concept == concept), None)


@dataclass(frozen=True, slots=True)
class Fit:
    """All of a block. about: the concept that the first sentence is about. good: what is always said.
    nothing: what is said where no name fits."""

    about: str
    good: str
    nothing: str
    concepts: tuple[Concept, ...]
    notes: tuple[Note, ...] = ()
    examples: tuple[Example, ...] = ()

    def concept(self, code: str) -> Concept | None:
        return next((one for one in self.concepts if one.code == code), None)


# Between a block as plain data and as a Fit. What is missing in a draft is empty.


def fit_of(data: Mapping[str, Any] | None) -> Fit | None:
    """Read a block as it is stored; None for none."""
    if not data:
        return None
    return Fit(
        about=data.get("about", ""),
        good=data.get("good", ""),
        nothing=data.get("nothing", ""),
        concepts=tuple(_concept(item) for item in data.get("concepts", ())),
        notes=tuple(
            Note(item["code"], item.get("words", ""), conditions_of(item.get("when", ())))
            for item in data.get("notes", ())
        ),
        examples=tuple(_example(item) for item in data.get("examples", ())),
    )


def _concept(item: Mapping[str, Any]) -> Concept:
    return Concept(
        code=item["code"],
        name=item.get("name", ""),
        description=item.get("description", ""),
        rules=tuple(
            Rule(rule["result"], rule.get("because", ""), conditions_of(rule.get("when", ())))
            for rule in item.get("rules", ())
        ),
        **_cited(item),
    )


def _example(item: Mapping[str, Any]) -> Example:
    return Example(
        code=item["code"],
        title=item.get("title", ""),
        story=item.get("story", ""),
        answers=_picks(item.get("answers", ())),
        verdicts=tuple(
            Verdict(one["concept"], one["result"], one["basis"]) for one in item.get("verdicts", ())
        ),
        **_cited(item),
    )


def _cited(item: Mapping[str, Any]) -> dict[str, str]:
    source = item.get("source") or {}
    return {"source": source.get("code", ""), "where": source.get("where", "")}


def conditions_of(items: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Read the conditions of a rule or a note."""
    return tuple(
        Condition(
            answers=_picks(item.get("answers", ())),
            known=tuple(item.get("known", ())),
            least=item.get("least", 1),
            none=item.get("none", False),
        )
        for item in items
    )


def _picks(items: Sequence[Mapping[str, Any]]) -> tuple[Pick, ...]:
    return tuple(Pick(item["question"], tuple(item["options"])) for item in items)


# Words and structure apart


def without_words(data: Any) -> Any:
    """Return a block, or a part of one, with its words left empty: what a translation begins with."""
    if isinstance(data, dict):
        return {key: "" if key in WORDS else without_words(value) for key, value in data.items()}
    return [without_words(item) for item in data] if isinstance(data, list) else data


def in_words_of(data: Any, translation: Any) -> Any:
    """Return a block with the words that its translation has, where that is built alike; the others stay."""
    if isinstance(data, dict) and isinstance(translation, dict):
        return {
            key: (translation.get(key) or value) if key in WORDS else in_words_of(value, translation.get(key))
            for key, value in data.items()
        }
    if isinstance(data, list) and isinstance(translation, list) and len(data) == len(translation):
        return [in_words_of(*pair) for pair in zip(data, translation, strict=True)]
    return data


def words_of(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a block with its place in it: 'concepts.0.name'."""
    if isinstance(data, dict):
        for key, value in data.items():
            at = f"{place}.{key}".lstrip(".")
            if key in WORDS:
                yield at, value
            else:
                yield from words_of(value, at)
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield from words_of(item, f"{place}.{number}")


def with_words(data: Any, words: Mapping[str, str], place: str = "") -> Any:
    """Return a block with these texts at their places (`words_of`)."""
    if isinstance(data, dict):
        made = {}
        for key, value in data.items():
            at = f"{place}.{key}".lstrip(".")
            made[key] = words.get(at, value) if key in WORDS else with_words(value, words, at)
        return made
    if isinstance(data, list):
        return [with_words(item, words, f"{place}.{number}") for number, item in enumerate(data)]
    return data
