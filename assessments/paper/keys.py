"""The keys of a paper sheet: what is printed beside each box, and typed in for a box that is ticked.

Pure. Levels and options have figures, in order; what is said instead of an answer has a letter. So no key
ever stands for two things, and a whole sheet can be typed in with one hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from frameworks.content import QuestionContent

DIGITS = "0123456789"
MOST_SHOWN = 11  # keys in the line that says which there are
SPECIAL_KEYS = {"d": "dont_know", "n": "not_applicable", "p": "prefer_not_to_say"}
KEY_OF_SPECIAL = {special: key for key, special in SPECIAL_KEYS.items()}


class NoSuchKey(ValueError):
    """What was typed is none of the question's keys, or more than it takes. `typed`: the first such piece."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick: its key, and the id of the level or option that it stands for."""

    key: str
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """What was ticked: a level's id, a special answer, or the ids of options; empty where nothing was."""

    level: int | None = None
    special: str = ""
    options: frozenset[int] = frozenset()


def level_boxes(question: QuestionContent) -> tuple[Box, ...]:
    """Return a box for each level. Its key is the level's score where all scores are figures from 0 to 9;
    else they are counted from 1, and the tenth is 0. Of more than ten, the key is the score where no score
    has more than two figures, as on a scale from 0 to 10; else they are counted from 1."""
    values = [level.value for level in question.levels]
    figures = 9 if len(values) <= len(DIGITS) else 99
    own = all(0 <= value <= figures for value in values)
    counted = [str(n % 10 if figures == 9 else n) for n in range(1, len(values) + 1)]
    keys = [str(value) for value in values] if own else counted
    return tuple(
        Box(key, level.id, level.words or level.numeral)
        for key, level in zip(keys, question.levels, strict=True)
    )


def option_boxes(question: QuestionContent) -> tuple[Box, ...]:
    """Return a box for each option, counted from 1."""
    return tuple(Box(str(n), option.id, option.label) for n, option in enumerate(question.options, start=1))


def boxes_of(question: QuestionContent) -> tuple[Box, ...]:
    """Return the boxes of a question that takes ticks, without what may be said instead of an answer."""
    return level_boxes(question) if question.kind == "rating" else option_boxes(question)


def takes_one_key(question: QuestionContent) -> bool:
    """Whether one press says all: then the next question can be gone to by itself."""
    one = question.kind == "rating" or question.choose == "one"
    return one and all(len(box.key) == 1 for box in boxes_of(question))


def read_keys(question: QuestionContent, typed: str) -> Ticked:
    """Return what the keys stand for that were typed for a question: '4', 'd', or '1 3' where many fit.

    Options are written with spaces or commas between; where there are nine at most, '13' will do. Capital
    letters are forgiven. Raises NoSuchKey.
    """
    pieces = _pieces(question, typed)
    if not pieces:
        return Ticked()
    if pieces[0] in SPECIAL_KEYS:
        if len(pieces) > 1:
            raise NoSuchKey(typed.strip())
        return Ticked(special=SPECIAL_KEYS[pieces[0]])
    known = {box.key: box.id for box in boxes_of(question)}
    wrong = next((piece for piece in pieces if piece not in known), None)
    if wrong is not None:
        raise NoSuchKey(wrong)
    if question.kind == "choice":
        picked = frozenset(known[piece] for piece in pieces)
        if question.choose == "one" and len(picked) > 1:
            raise NoSuchKey(typed.strip())
        return Ticked(options=picked)
    if len(set(pieces)) > 1:
        raise NoSuchKey(typed.strip())
    return Ticked(level=known[pieces[0]])


def _pieces(question: QuestionContent, typed: str) -> list[str]:
    pieces = typed.lower().replace(",", " ").split()
    if len(boxes_of(question)) <= 10 and all(len(box.key) == 1 for box in boxes_of(question)):
        return [character for piece in pieces for character in piece]
    return pieces


def keys_for(question: QuestionContent, level: int | None, special: str, options: frozenset[int]) -> str:
    """Return the keys that say this: what `read_keys` reads back. Empty for nothing."""
    if special:
        return KEY_OF_SPECIAL[special]
    return " ".join(_keys_of({*options, *([level] if level is not None else [])}, boxes_of(question)))


def _keys_of(ids: set[int], boxes: tuple[Box, ...]) -> Iterator[str]:
    return (box.key for box in boxes if box.id in ids)


def allowed(question: QuestionContent) -> str:
    """Return the keys of a question as people read them: '1 2 3 4 5, d n p'."""
    keys = [box.key for box in boxes_of(question)]
    shown = " ".join(keys) if len(keys) <= MOST_SHOWN else f"{keys[0]}–{keys[-1]}"
    return f"{shown}, {' '.join(SPECIAL_KEYS)}"
