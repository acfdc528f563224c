"""The steps that change a fit as plain data, for the editor. Pure: each returns a changed copy.

What is asked for and is not there raises LookupError: the page is out of date. One too many raises TooMany.
"""

import copy
import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Refused
from frameworks.fit.model import MOST_CONCEPTS, MOST_RULES, with_words

Data = dict[str, Any]


class TooMany(Refused):
    """There is no room for another one."""


def _append(row: list[Data], part: Data, most: int, *, before_last: bool = False) -> None:
    if len(row) >= most:
        raise TooMany(
            _("There are %(most)s already, which is the most. Take one out first.") % {"most": most}
        )
    row.insert(max(0, len(row) - before_last), part)


def sign_of(data: Data) -> str:
    """Return what tells this fit from any other."""
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:20]


def written(data: Data, words: Mapping[str, str], about: str | None, cited: Mapping[str, Data]) -> Data:
    """Write texts by their places (model.words_of), the name that the first sentence is about, and which
    source a name or an example comes from, by its place: 'concepts.0'."""
    made: Data = with_words(data, words)
    if about is not None:
        made["about"] = about
    for place, source in cited.items():
        part = at(made, place)
        part.pop("source", None)
        if source.get("code"):
            part["source"] = source
    return made


def at(data: Data, place: str) -> Any:
    """Return the part at a place: 'concepts.0.rules.1'."""
    part: Any = data
    for step in place.split("."):
        part = part[int(step)] if isinstance(part, list) else part[step]
    return part


def begun(code: str) -> Data:
    """Return a fit to begin with: one name, without words yet."""
    return {"about": code, "good": "", "nothing": "", "concepts": [_concept(code)]}


def _concept(code: str) -> Data:
    return {"code": code, "name": "", "description": "", "rules": [{"result": "no", "because": ""}]}


def with_concept(data: Data, code: str) -> Data:
    made = copy.deepcopy(data)
    _append(made["concepts"], _concept(code), MOST_CONCEPTS)
    return made


def with_rule(data: Data, concept: int) -> Data:
    """Add a rule before the last one, which holds where no other does."""
    made = copy.deepcopy(data)
    rules = made["concepts"][concept]["rules"]
    _append(rules, {"result": "fits", "because": ""}, MOST_RULES, before_last=True)
    return made


def with_note(data: Data, code: str) -> Data:
    made = copy.deepcopy(data)
    _append(made.setdefault("notes", []), {"code": code, "words": "", "when": []}, MOST_RULES)
    return made


def with_example(data: Data, code: str) -> Data:
    made = copy.deepcopy(data)
    blank = {"code": code, "title": "", "story": "", "answers": [], "verdicts": []}
    _append(made.setdefault("examples", []), blank, MOST_RULES)
    return made


def with_verdicts(
    data: Data, place: str, answers: Mapping[str, Sequence[str]], verdicts: Sequence[Data]
) -> Data:
    """Write what an example answers, by question, and what each name comes to in it."""
    made = copy.deepcopy(data)
    part = at(made, place)
    part["answers"] = [{"question": code, "options": list(options)} for code, options in answers.items()]
    part["verdicts"] = list(verdicts)
    return made


def without(data: Data, place: str) -> Data:
    """Take out what is at a place: a name, a rule, a note or an example. Without a name nothing stays; the
    verdicts of examples on a name go with it."""
    made = copy.deepcopy(data)
    holder, _, number = place.rpartition(".")
    gone = at(made, holder).pop(int(number))
    if holder != "concepts":
        return made
    if not made["concepts"]:
        return {}
    for example in made.get("examples", []):
        example["verdicts"] = [one for one in example.get("verdicts", []) if one["concept"] != gone["code"]]
    if made["about"] == gone["code"]:
        made["about"] = made["concepts"][0]["code"]
    return made


def moved_up(data: Data, place: str) -> Data:
    """Move what is at a place before the one above it; the first stays."""
    made = copy.deepcopy(data)
    holder, _, number = place.rpartition(".")
    row, where = at(made, holder), int(number)
    if 0 < where < len(row):
        row.insert(where - 1, row.pop(where))
    return made


def with_conditions(data: Data, place: str, result: str | None, when: Sequence[Data]) -> Data:
    """Write when a rule or a note holds, and for a rule what it says."""
    made = copy.deepcopy(data)
    part = at(made, place)
    if result is not None:
        part["result"] = result
    part.pop("when", None)
    if when or result is None:
        part["when"] = list(when)
    return made


def condition(
    picks: Iterable[tuple[str, str]], known: Sequence[str], least: int, *, none: bool
) -> Data | None:
    """Return a condition of these options, as (question, option), and questions; None for nothing chosen."""
    by_question: dict[str, list[str]] = {}
    for question, option in picks:
        by_question.setdefault(question, []).append(option)
    if not by_question and not known:
        return None
    made: Data = {}
    if by_question:
        made["answers"] = [{"question": code, "options": options} for code, options in by_question.items()]
    if known:
        made["known"] = list(known)
    if none:
        made["none"] = True
    elif least > 1:
        made["least"] = least
    return made
