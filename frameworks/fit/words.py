"""A fit in words for people: its rules as sentences, and its examples with what they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frameworks.fit.model import (
    OUTCOME_WORDS,
    Basis,
    Concept,
    Condition,
    Example,
    Fit,
    Outcome,
    Pick,
    gettext_noop,
)
from frameworks.fit.rules import Answers, Found, found_for

Labels = Mapping[str, tuple[str, Mapping[str, str]]]  # by question: its short name, and its options by code
BASIS_WORDS: dict[Basis, str] = {
    "source": gettext_noop("The source says so."),
    "follows": gettext_noop("It follows from what the source tells."),
    "ours": gettext_noop("The source does not say. This is ours."),
}


@dataclass(frozen=True, slots=True)
class RuleInWords:
    """A rule: what it says, why, and when it does, a line for each condition."""

    result: Outcome
    outcome: str
    because: str
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConceptInWords:
    """A name with its rules."""

    concept: Concept
    rules: tuple[RuleInWords, ...]


@dataclass(frozen=True, slots=True)
class NoteInWords:
    """What is said beside the names, and when."""

    code: str
    words: str
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExampleCell:
    """What a name comes to in an example. basis: who says so; that nobody does, where the source gives no
    result."""

    name: str
    result: Outcome
    outcome: str
    because: str
    basis: str


@dataclass(frozen=True, slots=True)
class ExampleInWords:
    """An example with its answers, as 'Design: Service users are in charge', and what each name comes to."""

    example: Example
    answers: tuple[str, ...]
    cells: tuple[ExampleCell, ...]


@dataclass(frozen=True, slots=True)
class FitInWords:
    """A whole fit. about: the name that the first sentence is about."""

    fit: Fit
    about: str
    concepts: tuple[ConceptInWords, ...]
    notes: tuple[NoteInWords, ...]
    examples: tuple[ExampleInWords, ...]


def in_words(fit: Fit, labels: Labels) -> FitInWords:
    """Return the fit in words. labels: what its questions and their options are called."""
    about = fit.concept(fit.about)
    return FitInWords(
        fit=fit,
        about=about.name if about else "",
        concepts=tuple(_concept(concept, labels) for concept in fit.concepts),
        notes=tuple(
            NoteInWords(note.code, note.words, conditions_in_words(note.when, labels)) for note in fit.notes
        ),
        examples=tuple(_example(fit, example, labels) for example in fit.examples),
    )


def _concept(concept: Concept, labels: Labels) -> ConceptInWords:
    return ConceptInWords(
        concept,
        tuple(
            RuleInWords(
                rule.result,
                _(OUTCOME_WORDS[rule.result]),
                rule.because,
                conditions_in_words(rule.when, labels),
            )
            for rule in concept.rules
        ),
    )


def conditions_in_words(when: Sequence[Condition], labels: Labels) -> tuple[str, ...]:
    """Return each condition as a line."""
    return tuple(_condition(condition, labels) for condition in when)


def _condition(condition: Condition, labels: Labels) -> str:
    alike: dict[tuple[str, ...], list[str]] = {}
    for pick in condition.answers:
        alike.setdefault(_options(pick, labels), []).append(_title(pick.question, labels))
    named = [_chosen(titles, options) for options, titles in alike.items()]
    if condition.known:
        titles = ", ".join(_title(code, labels) for code in condition.known)
        named.append(_("%(question)s: any answer") % {"question": titles})
    told = {"these": "; ".join(named), "many": condition.least}
    if condition.none:
        return _("None of these: %(these)s") % told
    if condition.least == 1 and len(condition.questions) == 1:
        return named[0]
    many = ngettext(
        "At least one of these: %(these)s", "At least %(many)s of these: %(these)s", condition.least
    )
    return many % told


def _title(code: str, labels: Labels) -> str:
    return labels[code][0] if code in labels else code


def _options(pick: Pick, labels: Labels) -> tuple[str, ...]:
    names = labels[pick.question][1] if pick.question in labels else {}
    return tuple(names.get(one, one) for one in pick.options)


def _chosen(titles: Sequence[str], options: Sequence[str]) -> str:
    """Return options after the questions that have them: 'Design, Money: ‘Staff’ or ‘Officials’'."""
    said = _(" or ").join(_("‘%(answer)s’") % {"answer": one} for one in options)
    return _("%(question)s: %(answers)s") % {"question": ", ".join(titles), "answers": said}


@dataclass(frozen=True, slots=True)
class OutcomeInWords:
    """What a name comes to, and why."""

    name: str
    result: Outcome
    outcome: str
    because: str


def outcomes(fit: Fit, answers: Answers) -> tuple[OutcomeInWords, ...]:
    """Say of each name what it comes to for these answers."""
    return tuple(
        OutcomeInWords(one.concept.name, one.result, _(OUTCOME_WORDS[one.result]), one.because)
        for one in found_for(fit, answers)
    )


def _example(fit: Fit, example: Example, labels: Labels) -> ExampleInWords:
    answers = {pick.question: pick.options for pick in example.answers}
    return ExampleInWords(
        example,
        tuple(_chosen([_title(pick.question, labels)], _options(pick, labels)) for pick in example.answers),
        tuple(_cell(example, found) for found in found_for(fit, answers)),
    )


def _cell(example: Example, found: Found) -> ExampleCell:
    verdict = example.verdict(found.concept.code)
    return ExampleCell(
        name=found.concept.name,
        result=found.result,
        outcome=_(OUTCOME_WORDS[found.result]),
        because=found.because,
        basis=_(BASIS_WORDS[verdict.basis]) if verdict else _("The source gives no result."),
    )
