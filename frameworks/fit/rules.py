"""What the rules of a fit make of answers. Pure, and without weights: answers are counted, never added up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from frameworks.fit.model import Concept, Condition, Fit, Note, Outcome

Answers = Mapping[
    str, Collection[str]
]  # the options chosen, by question; a question without any is not known


@dataclass(frozen=True, slots=True)
class Found:
    """What a concept came to, and why. rule: the place of the rule that said so; -1 where none holds."""

    concept: Concept
    result: Outcome
    because: str
    rule: int


def found_for(fit: Fit, answers: Answers) -> tuple[Found, ...]:
    """Say of each concept whether it fits, in the order of the fit."""
    return tuple(decide(concept, answers) for concept in fit.concepts)


def decide(concept: Concept, answers: Answers) -> Found:
    """Say whether a concept fits: what the first of its rules that holds says, and cannot tell for none."""
    for place, rule in enumerate(concept.rules):
        if all(holds(condition, answers) for condition in rule.when):
            return Found(concept, rule.result, rule.because, place)
    return Found(concept, "unknown", "", -1)


def notes_for(fit: Fit, answers: Answers) -> tuple[Note, ...]:
    """Return what else is to be said."""
    return tuple(note for note in fit.notes if note.when and all(holds(one, answers) for one in note.when))


def holds(condition: Condition, answers: Answers) -> bool:
    """Tell whether a condition is so."""
    many = count(condition, answers)
    return many == 0 if condition.none else many >= condition.least


def count(condition: Condition, answers: Answers) -> int:
    """Count the answers of a condition that are given, and the questions of it that are known."""
    given = sum(
        option in answers.get(pick.question, ()) for pick in condition.answers for option in pick.options
    )
    return given + sum(bool(answers.get(question)) for question in condition.known)
