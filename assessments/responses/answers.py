"""Read what people gave, as it is stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from assessments.models import (
    Answer,
    AnswerOption,
)


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """What one person gave to one question. Empty in every field: nothing."""

    level: int | None = None  # the level's id
    special: str = ""
    options: frozenset[int] = field(default_factory=frozenset)
    text: str = ""
    comment: str = ""
    sharing: str = ""

    @property
    def answered(self) -> bool:
        return bool(self.level is not None or self.special or self.options or self.text)

    @property
    def has_words(self) -> bool:
        return bool(self.text or self.comment)

    @property
    def is_named(self) -> bool:
        """Whether its words are to be shown as from the person's group."""
        return self.sharing == Answer.Sharing.NAMED


NO_ANSWER = AnswerContent()


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it is stored, with the response's revision at its last change."""

    given: AnswerContent
    revision: int


def stored_answers(response_id: UUID, question_ids: Iterable[int] | None = None) -> dict[int, StoredAnswer]:
    """Return what a response holds, by question id: to these questions, or to all. Two queries at most."""
    found = Answer.objects.filter(response_id=response_id)
    if question_ids is not None:
        found = found.filter(question_id__in=list(question_ids))
    answers = list(found)
    picked = _picked([a.pk for a in answers if a.level_id is None and not a.special and not a.text])
    return {
        a.question_id: StoredAnswer(
            AnswerContent(a.level_id, a.special, frozenset(picked[a.pk]), a.text, a.comment, a.sharing),
            a.revision,
        )
        for a in answers
    }


def _picked(answer_ids: Collection[UUID]) -> dict[UUID, set[int]]:
    """Return the ids of the options that these answers picked. One query, or none for none.

    Only answers that are nothing else can have any: an answer is one thing (guards.py).
    """
    picked: dict[UUID, set[int]] = defaultdict(set)
    rows = AnswerOption.objects.filter(answer__in=answer_ids)
    for answer_id, option_id in rows.values_list("answer_id", "option_id"):
        picked[answer_id].add(option_id)
    return picked
