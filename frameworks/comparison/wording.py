"""How one text became another, word for word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

RunKind = Literal["same", "removed", "added"]

# A word or a mark, with the spaces before it. A line's end stands alone: so a line that moves stays alike.
_WORD = re.compile(r"\n|[^\S\n]*\w+(?:['’\-]\w+)*|[^\S\n]*[^\w\s]|[^\S\n]+")
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+")
_MOST_PAIRS = 40_000  # two texts of 200 words
_LEAST_SHARED = 0.35  # where less than this stays the same, marks in between only hinder reading


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stay, go or come, with the spaces before them."""

    kind: RunKind
    text: str

    @property
    def words(self) -> str:
        return self.text.lstrip()

    @property
    def space(self) -> str:
        """The white space that the words begin with."""
        return self.text[: len(self.text) - len(self.words)]


def word_runs(before: str, after: str) -> tuple[Run, ...]:
    """Return how one text became the other, word for word.

    The texts of same and removed, joined, are `before`; those of same and added are `after`. What goes stands
    before what comes in its place. Texts that share few words are replaced as a whole; long ones are told
    apart sentence by sentence, as the work grows with the square of their length.
    """
    if before == after:
        return (Run("same", before),) if before else ()
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > _MOST_PAIRS:
        old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    matcher = SequenceMatcher(None, old, new)
    if matcher.ratio() < _LEAST_SHARED:
        found: list[tuple[RunKind, list[str]]] = [("removed", old), ("added", new)]
    else:
        found = []
        for tag, i, j, k, m in matcher.get_opcodes():
            found += [("same", old[i:j])] if tag == "equal" else [("removed", old[i:j]), ("added", new[k:m])]
    return tuple(Run(kind, "".join(words)) for kind, words in found if words)
