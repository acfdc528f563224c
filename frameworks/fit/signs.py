"""A fit as lines of text that are the same in every language: for laying two of them side by side. Pure.

✓ fits, ◐ in part, ✗ does not fit, ? cannot tell; ≥1 at least one of what follows, 0 none of it; … any answer.
"""

from collections.abc import Iterator, Mapping

from frameworks.fit.model import Condition, Example, Fit, Outcome, Pick, Rule

SIGNS: dict[Outcome, str] = {"fits": "✓", "part": "◐", "no": "✗", "unknown": "?"}
Labels = Mapping[str, tuple[str, Mapping[str, str]]]  # by question: its short name, and its options by code


def blocks_of(fit: Fit, labels: Labels) -> dict[str, tuple[str, str]]:
    """Return each thing that a fit says by its kind and code ('concept:user-led'), in order: what to call it,
    and its lines."""
    found = {"words": ("", "\n".join(filter(None, [fit.good, fit.nothing, _about(fit)])))}
    for concept in fit.concepts:
        lines = [concept.name, concept.description, concept.where]
        lines += [_rule(rule, labels) for rule in concept.rules]
        found[f"concept:{concept.code}"] = concept.name, "\n".join(filter(None, lines))
    for note in fit.notes:
        lines = [note.words, *(_condition(condition, labels) for condition in note.when)]
        found[f"note:{note.code}"] = note.words, "\n".join(filter(None, lines))
    for example in fit.examples:
        lines = [example.title, example.story, example.where, *_example(fit, example, labels)]
        found[f"example:{example.code}"] = example.title, "\n".join(filter(None, lines))
    return found


def text_of(fit: Fit, labels: Labels) -> str:
    """Return all of it as one text."""
    return "\n".join(lines for _name, lines in blocks_of(fit, labels).values())


def _about(fit: Fit) -> str:
    concept = fit.concept(fit.about)
    return concept.name if concept else fit.about


def _rule(rule: Rule, labels: Labels) -> str:
    when = " + ".join(_condition(condition, labels) for condition in rule.when)
    return f"{SIGNS[rule.result]} {rule.because}{f' [{when}]' if when else ''}"


def _condition(condition: Condition, labels: Labels) -> str:
    named = [_pick(pick, labels) for pick in condition.answers]
    named += [f"{labels[code][0] if code in labels else code}: …" for code in condition.known]
    return f"{0 if condition.none else f'≥{condition.least}'} {'; '.join(named)}"


def _pick(pick: Pick, labels: Labels) -> str:
    title, options = labels.get(pick.question, (pick.question, {}))
    return f"{title}: {' / '.join(options.get(option, option) for option in pick.options)}"


def _example(fit: Fit, example: Example, labels: Labels) -> Iterator[str]:
    yield from (_pick(pick, labels) for pick in example.answers)
    for verdict in example.verdicts:
        concept = fit.concept(verdict.concept)
        yield f"{SIGNS[verdict.result]} {concept.name if concept else verdict.concept} ({verdict.basis})"
