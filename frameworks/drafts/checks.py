"""What the rows of a draft can hold. The forms of the editor say so beside each field; this is what stands
behind them, in both databases alike.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from frameworks.drafts.changes import Change
from frameworks.drafts.parts import Fields, Parts, StepRefused, level_values, own_levels, value_of
from frameworks.exchange.format import KINDS, choices_of, has_field
from frameworks.exchange.limits import LARGEST, SMALLEST, in_reach
from frameworks.models import CODE_LENGTH, LIMITS, FrameworkVersion

LONGEST = {
    "title": LIMITS["title"],
    "licence": LIMITS["title"],
    "url": LIMITS["url"],
    "where": LIMITS["short"],
    "language": FrameworkVersion._meta.get_field("language").max_length or 0,
}
CODE_SHAPE = f"[a-z0-9-]{{1,{CODE_LENGTH}}}"
NOT_STORED = re.compile("[\0\ud800-\udfff]")


def refuse_unfit(after: Parts, changes: Iterable[Change]) -> None:
    """Raise StepRefused for changes that the rows cannot hold, in both databases alike."""
    for change in changes:
        if change["after"] is None:
            continue
        key, written = (change["part"], change["code"]), change["after"]
        _refuse_unfit_texts(written)
        if key[0] == "head":
            _refuse_unfit_bands(written)
        elif key[0] == "scale":
            _refuse_unfit_levels(written)
        elif key[0] == "question":
            _refuse_unfit_options(written)
            _refuse_unfit_kind(after, after[key])


def _refuse_unfit_texts(written: Fields) -> None:
    if any(NOT_STORED.search(text) for text in _texts(list(written.values()))):
        raise StepRefused(_("This holds a sign that cannot be stored. Please type it again."))
    for name, longest in LONGEST.items():
        _refuse_long(written.get(name, ""), longest)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _refuse_long(text: str, longest: int) -> None:
    if len(text) > longest:
        said = {"text": f"{text[:40]}…", "most": f"{longest:,}", "length": f"{len(text):,}"}
        raise StepRefused(
            _("‘%(text)s’ is %(length)s characters long, and %(most)s is the most. Please make it shorter.")
            % said
        )


def _refuse_unfit_numbers(numbers: list[int], what: str) -> None:
    if not all(in_reach(number) for number in numbers):
        raise StepRefused(what % {"from": f"{SMALLEST:,}", "to": f"{LARGEST:,}"})


def _refuse_unfit_bands(written: Fields) -> None:
    bands = written.get("bands", [])
    starts = [start for start, _label in bands]
    _refuse_unfit_numbers(starts, _("The number of a band goes from %(from)s to %(to)s."))
    if len(set(starts)) < len(starts):
        raise StepRefused(_("Two bands begin at the same number. Give each its own."))
    for _start, label in bands:
        _refuse_long(label, LIMITS["label"])
    if written.get("bands_on", "") not in FrameworkVersion.BandsOn.values:
        raise StepRefused(_("Bands go with the average, or with the sum."))


def _refuse_unfit_levels(written: Fields) -> None:
    levels = written.get("levels", [])
    values = [level["value"] for level in levels]
    _refuse_unfit_numbers(values, _("The number of a level goes from %(from)s to %(to)s."))
    if len(set(values)) < len(values):
        raise StepRefused(_("Two levels have the same number. Give each its own."))
    for level in levels:
        _refuse_long(level["label"], LIMITS["label"])
        _refuse_long(value_of(level, "plain_label"), LIMITS["label"])


def _refuse_unfit_options(written: Fields) -> None:
    options = written.get("options", [])
    codes = [option["code"] for option in options]
    if len(set(codes)) < len(codes) or not all(re.fullmatch(CODE_SHAPE, code) for code in codes):
        raise StepRefused(_("This page is out of date. Please try again."))
    for option in options:
        _refuse_long(option["label"], LIMITS["short"])
        _refuse_long(value_of(option, "plain"), LIMITS["short"])


def _refuse_unfit_kind(after: Parts, question: Fields) -> None:
    """Raise where a question has what the exchange format does not give its kind, or lacks what it asks for,
    or has words of its own for a level that its scale does not have."""
    kind = question["kind"]
    fits = kind in KINDS and all(
        question.get(name, "") in choices_of(kind, name) for name in ("direction", "choose")
    )
    if not fits or has_field(kind, "scale") != bool(question.get("scale")):
        raise StepRefused(_("This does not go with the kind of the question."))
    if question.get("options") and not has_field(kind, "options"):
        raise StepRefused(_("This does not go with the kind of the question."))
    if own_levels(question) - level_values(after, question.get("scale", "")):
        raise StepRefused(_("A level that has words here is no longer in its scale."))
