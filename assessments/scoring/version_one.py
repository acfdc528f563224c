"""Releases that were made by version 1 of the rules, in the shape that results have now. Pure.

Every figure stays as it was frozen. What version 1 did not know is None; what it did not write down, but says
by what it froze (the side of a group, which gap is widest), is read off that.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

Stored = Mapping[str, Any]
Codes = tuple[Any, ...]  # of the perspectives of a group; None for people who named none


def made(stored: object) -> bool:
    """Whether these are results as version 1 froze them, and not yet in the shape of now."""
    return isinstance(stored, Mapping) and stored.get("rules") == 1 and "apart" not in stored


def as_now(stored: Stored) -> dict[str, Any]:
    """Return the results that version 1 froze, as scoring.results.FrozenResults has them now."""
    sides = {tuple(group["codes"]): group["side"] for group in stored["people"]["groups"] or ()}
    first = stored["talk_first"]
    return {
        **stored,
        "questions": {key: _question(one, sides) for key, one in stored["questions"].items()},
        "sections": {key: _area(one, sides) for key, one in stored["sections"].items()},
        "frameworks": {key: _area(one, sides) for key, one in stored["frameworks"].items()},
        "talk_first": {**first, "strong_together": None},
        "apart": _apart(stored["questions"], sides),
        "comments": {key: _words(one) for key, one in stored["comments"].items()},
    }


def _question(one: Stored, sides: Mapping[Codes, str | None]) -> dict[str, Any]:
    groups = one["groups"]
    with_sides = groups and [{**group, "side": sides[tuple(group["codes"])]} for group in groups]
    return {**one, "groups": with_sides}


def _area(one: Stored, sides: Mapping[Codes, str | None]) -> dict[str, Any]:
    """Return a section or framework. Its groups were each over the questions that they had rated."""
    found = {key: value for key, value in one.items() if key != "parity_questions"}
    groups = one["groups"]
    positions = [
        group["favourable"]
        for group in groups or ()
        if sides[tuple(group["codes"])] and group["favourable"] is not None
    ]
    return {
        **found,
        "questions": None,
        "compared": None,
        "groups": groups
        and [{"codes": group["codes"], "favourable": group["favourable"]} for group in groups],
        "gap": max(positions) - min(positions) if len(positions) > 1 else None,
    }


def _words(one: Stored) -> dict[str, Any]:
    shared = [
        {"words": quote["words"], "codes": [quote["perspective"]] if quote["perspective"] else []}
        for quote in one["shared"]
    ]
    return {**one, "shared": shared}


def _apart(questions: Mapping[str, Stored], sides: Mapping[Codes, str | None]) -> list[str]:
    """Rank the questions whose groups are apart, as version 1 did: exactly, for the scale, in their order."""
    ranked = [
        (-_gap_share(one, sides), key)
        for key, one in questions.items()
        if one["agreement"] in ("apart", "far_apart")
    ]
    return [key for _, key in sorted(ranked, key=lambda pair: pair[0])]


def _gap_share(one: Stored, sides: Mapping[Codes, str | None]) -> Fraction:
    means = [
        Fraction(sum(int(level) * people for level, people in group["levels"].items()), group["rated"])
        for group in one["groups"]
        if group["rated"] and sides[tuple(group["codes"])]
    ]
    levels = [int(level) for level in one["everyone"]["levels"]]
    return (max(means) - min(means)) / (max(levels) - min(levels))
