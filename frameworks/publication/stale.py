"""What no longer goes with what it belongs to: shorter words of a question that has changed, questions
without any among others that have them, a summary that counts wrongly. Pure.
"""

import re
from collections.abc import Iterator, Sequence

from frameworks.content import LevelContent, QuestionContent, VersionContent
from frameworks.publication.findings import About, Abouts, Finding, about_head, gettext_noop

_ = gettext_noop

ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS = {word: n for n, word in enumerate(ONES, start=1)} | {
    f"{ten}{tail}": 10 * tens + n
    for tens, ten in enumerate(TENS, start=2)
    for n, tail in enumerate(["", *(f"-{one}" for one in ONES[:9])])
}
COUNTED = re.compile(
    rf"\b(?P<number>\d{{1,4}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
    r"(?: [^\W\d]+){0,2} (?:questions|statements)\b",
    re.IGNORECASE,
)
"""A number, at most two words, and what is counted: 'sixteen short questions'."""


class Stale:
    """What has fallen behind in a version. base: what it is compared with, or None."""

    def __init__(self, version: VersionContent, abouts: Abouts, base: VersionContent | None) -> None:
        self.version = version
        self.abouts = abouts
        self.base = base

    def findings(self) -> Iterator[Finding]:
        yield from self._left_behind()
        yield from self._without()
        yield from self._miscounted()

    def _left_behind(self) -> Iterator[Finding]:
        if self.base is None:
            return
        before = {question.code: question for question in self.base.all_questions()}
        for question in self.version.all_questions():
            if old := before.get(question.code):
                yield from self._of_question(self.abouts.of("question", question.code), old, question)
        scales = {scale.code: scale for scale in self.base.scales}
        for scale in self.version.scales:
            if old_scale := scales.get(scale.code):
                yield from self._of_levels(
                    self.abouts.of("scale", scale.code), old_scale.levels, scale.levels
                )
        if _moved_alone(
            self.base.introduction, self.version.introduction, self.base.plain, self.version.plain
        ):
            words = _(
                "The introduction has changed, and its shorter words have not. Do they still say the same?"
            )
            yield Finding(False, about_head("plain"), words)

    def _of_question(self, about: About, old: QuestionContent, new: QuestionContent) -> Iterator[Finding]:
        if _moved_alone(old.statement, new.statement, old.plain, new.plain):
            words = _("The question has changed, and its shorter words have not. Do they still ask the same?")
            yield Finding(False, about, words)
        own = [[level for level in asked.levels if level.is_own] for asked in (old, new)]
        if old.statement != new.statement and own[1] and _told(own[0]) == _told(own[1]):
            words = _(
                "The question has changed, and the words of its levels have not. Do they still go with it?"
            )
            yield Finding(False, about, words)
        yield from self._of_levels(about, own[0], own[1])

    def _of_levels(
        self, about: About, old: Sequence[LevelContent], new: Sequence[LevelContent]
    ) -> Iterator[Finding]:
        before = {level.value: level for level in old}
        for level in new:
            was = before.get(level.value)
            if was and _moved_alone(was.description, level.description, was.plain, level.plain):
                words = _(
                    "Level %(level)s has changed, and its shorter words have not. Do they still say the same?"
                )
                yield Finding(False, about, words, {"level": level.value})

    def _without(self) -> Iterator[Finding]:
        """Find the few questions without shorter words. Where most have none, nobody meant them to."""
        questions = list(self.version.all_questions())
        bare = [question for question in questions if not question.plain.strip()]
        if 0 < len(bare) <= len(questions) / 2:
            for question in bare:
                words = _(
                    "It has no shorter words, and other questions do. Here, everyone reads the original."
                )
                yield Finding(False, self.abouts.of("question", question.code), words)

    def _miscounted(self) -> Iterator[Finding]:
        if self.version.language.partition("-")[0] != "en":
            return
        for found in COUNTED.finditer(self.version.summary):
            told, asked = found["number"].lower(), self.version.question_count
            if (NUMBERS.get(told) or int(told)) != asked:
                words = _("It says ‘%(told)s’, and there are %(asked)s.")
                yield Finding(False, about_head("summary"), words, {"told": found[0], "asked": asked})


def _moved_alone(text_before: str, text: str, companion_before: str, companion: str) -> bool:
    """Whether a text has changed and what goes with it has not."""
    return bool(companion.strip()) and text_before != text and companion_before == companion


def _told(levels: list[LevelContent]) -> list[tuple[int, str, str]]:
    return [(level.value, level.label, level.description) for level in levels]
