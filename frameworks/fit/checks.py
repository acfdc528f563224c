"""What is wrong with a fit: what it names and the framework lacks, and rules that can never be what decides.

Pure. It looks at plain data of any shape, for it is asked of files that may hold anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

from frameworks.fit.model import Concept, Fit, fit_of, gettext_noop
from frameworks.fit.rules import decide, found_for

Steps = tuple[str | int, ...]
Marks = Mapping[tuple[str, str], tuple[int, ...]]
# How many ways of answering are tried, and how many answers looked at in all; beyond, nobody waits for it.
MOST_WAYS, MOST_WORK = 40_000, 3_000_000

_ = gettext_noop


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a fit sees it: how it is answered, and the codes of its options."""

    kind: str
    choose: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FitFault:
    """What is wrong, and where in the block. words: with the names of `values` in it as %(name)s."""

    steps: Steps
    words: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.words % self.values if self.values else self.words


def faults_of(data: Any, questions: Mapping[str, Asked], sources: Any = ()) -> list[FitFault]:
    """Find everything that is wrong with a block, in its order."""
    if not isinstance(data, dict):
        return []
    found = [
        *_twice(data),
        *_names(data, sources),
        *(fault for steps, item in _conditions(data) for fault in _answers(steps, item, questions)),
        *(fault for steps, item in _items(data, "examples") for fault in _picks(steps, item, questions)),
    ]
    if not found and (fit := _readable(data)):
        found += [*_rules(fit, questions), *_examples(fit)]
    return found


def _items(data: Any, key: str, steps: Steps = ()) -> Iterator[tuple[Steps, dict[str, Any]]]:
    items = data.get(key)
    for place, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield (*steps, key, place), item


def _conditions(data: Any) -> Iterator[tuple[Steps, dict[str, Any]]]:
    for steps, concept in _items(data, "concepts"):
        for inner, rule in _items(concept, "rules", steps):
            yield from _items(rule, "when", inner)
    for steps, note in _items(data, "notes"):
        yield from _items(note, "when", steps)


def _twice(data: Any) -> Iterator[FitFault]:
    for key in ("concepts", "notes", "examples"):
        seen: set[str] = set()
        for steps, item in _items(data, key):
            code = item.get("code")
            if isinstance(code, str):
                if code in seen:
                    yield FitFault((*steps, "code"), _("‘%(code)s’ is used already"), {"code": code})
                seen.add(code)


def _names(data: Any, sources: Any) -> Iterator[FitFault]:
    """Find concepts and sources that are named and do not exist."""
    codes = {item.get("code") for _steps, item in _items(data, "concepts")}
    named: list[tuple[Steps, Any]] = [(("about",), data.get("about"))]
    for steps, example in _items(data, "examples"):
        named += [((*at, "concept"), one.get("concept")) for at, one in _items(example, "verdicts", steps)]
    for steps, code in named:
        if isinstance(code, str) and code not in codes:
            yield FitFault(steps, _("there is no name with the code ‘%(code)s’"), {"code": code})
    for key in ("concepts", "examples"):
        for steps, item in _items(data, key):
            source = item.get("source")
            code = source.get("code") if isinstance(source, dict) else None
            if isinstance(code, str) and code not in sources:
                yield FitFault((*steps, "source", "code"), _("no source ‘%(code)s’"), {"code": code})


def _answers(steps: Steps, item: dict[str, Any], questions: Mapping[str, Asked]) -> Iterator[FitFault]:
    """Find what is wrong with one condition."""
    yield from _picks(steps, item, questions)
    known = item.get("known")
    for place, code in enumerate(known if isinstance(known, list) else ()):
        yield from _question((*steps, "known", place), code, questions)
    most = sum(len(pick["options"]) for _s, pick in _items(item, "answers") if _is_list(pick.get("options")))
    most += len(known) if isinstance(known, list) else 0
    if not most:
        yield FitFault(steps, _("names no answer and no question"))
        return
    least = item.get("least", 1)
    if isinstance(least, int) and least > most:
        values = {"least": least, "most": most}
        yield FitFault((*steps, "least"), _("asks for %(least)s of %(most)s, which is never so"), values)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _picks(steps: Steps, item: dict[str, Any], questions: Mapping[str, Asked]) -> Iterator[FitFault]:
    for inner, pick in _items(item, "answers", steps):
        code, options = pick.get("question"), pick.get("options")
        yield from _question((*inner, "question"), code, questions)
        asked = questions.get(code) if isinstance(code, str) else None
        for place, option in enumerate(options if isinstance(options, list) else ()):
            if asked and asked.kind == "choice" and isinstance(option, str) and option not in asked.options:
                values = {"question": code, "option": option}
                words = _("question ‘%(question)s’ has no answer ‘%(option)s’")
                yield FitFault((*inner, "options", place), words, values)


def _question(steps: Steps, code: Any, questions: Mapping[str, Asked]) -> Iterator[FitFault]:
    if not isinstance(code, str):
        return
    if code not in questions:
        yield FitFault(steps, _("there is no question ‘%(question)s’"), {"question": code})
    elif questions[code].kind != "choice":
        words = _("question ‘%(question)s’ is not one with answers to choose from")
        yield FitFault(steps, words, {"question": code})


def _readable(data: Any) -> Fit | None:
    """Read the block; None where its shape is not that of one, which is said elsewhere."""
    try:
        return fit_of(data)
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


# Rules that never decide


def _rules(fit: Fit, questions: Mapping[str, Asked]) -> Iterator[FitFault]:
    left = MOST_WORK
    for place, concept in enumerate(fit.concepts):
        steps: Steps = ("concepts", place, "rules")
        always = [number for number, rule in enumerate(concept.rules) if not rule.when]
        if concept.rules and (not always or always[0] != len(concept.rules) - 1):
            if not always:
                yield FitFault(steps, _("the last rule must hold where no other does: give it no condition"))
            else:
                words = _("this rule always holds, so none after it is ever reached")
                yield FitFault((*steps, always[0]), words)
        ways = _ways_of_all(concept, questions)
        work = prod(map(len, ways)) * _size(concept) if ways is not None else MOST_WORK + 1
        if ways is None or work > left:
            continue  # too many to try them all
        left -= work
        for number in _unreached(concept, tuple(map(tuple, ways))):
            yield FitFault((*steps, number), _("no answers lead to this rule: it is never reached"))


def _size(concept: Concept) -> int:
    """Return how many answers a concept's rules look at: what trying them once costs."""
    return sum(
        1 + len(condition.known) + sum(len(pick.options) for pick in condition.answers)
        for rule in concept.rules
        for condition in rule.when
    )


@lru_cache(maxsize=64)  # a file is read again as it is published
def _unreached(concept: Concept, ways: tuple[tuple[tuple[str, ...], ...], ...]) -> list[int]:
    """Return the places of the rules that none of these ways of answering leads to, other than those after
    one that always holds."""
    always = next((n for n, rule in enumerate(concept.rules) if not rule.when), len(concept.rules))
    open_ = set(range(min(always + 1, len(concept.rules))))
    asked = concept.questions
    for chosen in product(*ways):
        open_.discard(decide(concept, dict(zip(asked, chosen, strict=True))).rule)
        if not open_:
            break
    return sorted(open_)


def _ways_of_all(concept: Concept, questions: Mapping[str, Asked]) -> list[list[tuple[str, ...]]] | None:
    """Return the ways of answering each question that a concept's rules read; None for too many."""
    marks = _marks(concept)
    found, many = [], 1
    for code in concept.questions:
        ways = _ways(code, questions[code], marks)
        many *= len(ways or ())
        if ways is None or many > MOST_WAYS:
            return None
        found.append(ways)
    return found


def _ways(code: str, asked: Asked, marks: Marks) -> list[tuple[str, ...]] | None:
    """Return the ways of answering a question between which a concept's rules can tell: options that each
    of them treats alike count as one. None for too many."""
    alike: dict[tuple[int, ...], list[str]] = {}
    for option in dict.fromkeys(asked.options):
        alike.setdefault(marks.get((code, option), ()), []).append(option)
    if asked.choose != "many":
        return [(), *((options[0],) for options in alike.values())]
    counts = [range((len(options) if seen else 1) + 1) for seen, options in alike.items()]
    if prod(map(len, counts)) > MOST_WAYS:
        return None
    groups = list(alike.values())
    return [
        tuple(option for options, many in zip(groups, chosen, strict=True) for option in options[:many])
        for chosen in product(*counts)
    ]


def _marks(concept: Concept) -> Marks:
    """Return which of a concept's conditions count an option, by question and option."""
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    conditions = [condition for rule in concept.rules for condition in rule.when]
    for place, condition in enumerate(conditions):
        for pick in condition.answers:
            for option in pick.options:
                key = (pick.question, option)
                found[key] = (*found.get(key, ()), place)
    return found


def _examples(fit: Fit) -> Iterator[FitFault]:
    """Find examples that do not come out as they say: the rules are tried on them."""
    if len(fit.examples) * sum(map(_size, fit.concepts)) > MOST_WORK:
        return
    for place, example in enumerate(fit.examples):
        answers = {pick.question: pick.options for pick in example.answers}
        found = {one.concept.code: one.result for one in found_for(fit, answers)}
        for number, verdict in enumerate(example.verdicts):
            if found.get(verdict.concept, verdict.result) != verdict.result:
                words = _("by the rules this comes out as ‘%(found)s’, not as ‘%(said)s’")
                values = {"found": found[verdict.concept], "said": verdict.result}
                yield FitFault(("examples", place, "verdicts", number, "result"), words, values)
