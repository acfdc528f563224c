"""What people do in the stress test: pages of questions, each changed again and again, one answer at a time.

A page behaves as static/js/answer.js does. It sends all that it holds, one save at a time, with the revision
that the site told it last; and a save that got no answer it sends again, word for word, before anything new.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from assessments.models import Answer
from assessments.responses.answers import NO_ANSWER, AnswerContent
from assessments.rounds.contents import RoundPart
from frameworks.content import QuestionContent
from tests.serving.browser import Browser, Field, fields_of

WORDS = "We were asked late, and said so.\nIt’s “better” now & then: 50 % + 1 = mehr für alle."
COMMENTED = 0.3
SHARING = ["", *Answer.Sharing.values]


@dataclass(frozen=True, slots=True)
class Save:
    """One change of one question, on its way. number: its place among the page's saves, from 1. seen: the
    revision that it was made at. given: what the whole page gives, by question id."""

    number: int
    question: int
    seen: int
    given: Mapping[int, AnswerContent]
    body: str


@dataclass(frozen=True, slots=True)
class Last:
    """The newest save of a question that was begun, and the revision that it was answered with, if it was."""

    save: Save
    told: int | None = None


@dataclass
class Page:
    """One person's page of one part. to_do: how many saves are still to be begun. last: by question id."""

    person: UUID
    part: RoundPart
    browser: Browser
    to_do: int = 0
    revision: int = 0
    begun: int = 0
    is_open: bool = False
    given: Mapping[int, AnswerContent] = field(default_factory=dict)
    last: dict[int, Last] = field(default_factory=dict)

    def open(self) -> None:
        """Get the page, once, as it is when the person comes to it. Raises NoAnswer."""
        if self.is_open:
            return
        self.browser.open()
        self.revision = int(self.browser.hidden["revision"])
        self.given = {question.id: NO_ANSWER for question in self.part.questions}
        self.is_open = True

    def begin_save(self, chance: random.Random) -> Save:
        """Change one answer to something else."""
        self.begun += 1
        self.to_do -= 1
        question = chance.choice(self.part.questions)
        words = f"{self.part.number}.{self.begun}. {WORDS}"
        self.given = {**self.given, question.id: changed(question, self.given[question.id], words, chance)}
        body = self.browser.body(self.fields(), self.revision)
        save = Save(self.begun, question.id, self.revision, self.given, body)
        self.last[question.id] = Last(save)
        return save

    def took(self, save: Save, revision: int) -> None:
        """The site has it, and told this revision."""
        self.revision = revision
        self.last[save.question] = Last(save, revision)

    def fields(self) -> list[Field]:
        return [one for q in self.part.questions for one in fields_of(q, self.given[q.id])]


def changed(
    question: QuestionContent, before: AnswerContent, words: str, chance: random.Random
) -> AnswerContent:
    """Some other answer to the question than before. words: not used before by this person."""
    while (now := some_answer(question, words, chance)) == before:
        pass
    return now


def some_answer(question: QuestionContent, words: str, chance: random.Random) -> AnswerContent:
    sharing = chance.choice(SHARING)
    if question.kind == "text":
        return AnswerContent(text=words, sharing=sharing) if chance.random() < 0.8 else NO_ANSWER
    given = some_choice(question, chance)
    return replace(given, comment=words, sharing=sharing) if chance.random() < COMMENTED else given


def some_choice(question: QuestionContent, chance: random.Random) -> AnswerContent:
    special = chance.choice(["", "", "", "", *Answer.Special.values])
    if special:
        return AnswerContent(special=special)
    if question.kind == "rating":
        return AnswerContent(level=chance.choice(question.levels).id)
    number = 1 if question.choose == "one" else chance.randint(0, len(question.options))
    picked = chance.sample(question.options, number)
    return AnswerContent(options=frozenset(option.id for option in picked))
