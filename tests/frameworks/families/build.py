"""An original as plain parts."""

from frameworks.drafts import parts
from frameworks.drafts.parts import HEAD
from frameworks.families.offers import (
    offers,
)

LEVELS = [{"value": value, "label": f"Level {value}", "description": ""} for value in range(4)]


SCALE, SOURCE = ("scale", "often"), ("source", "pot")


def question(section, position, **fields):
    rating = {"kind": "rating", "scale": "often", "direction": "strength", "choose": ""}
    told = {"title": f"Title {position}", "statement": f"Statement {position}.", "compares": "same"}
    return rating | told | {"section": section, "position": position} | fields


def start():
    """Two parts, the first with two questions and an inner part with one; a scale, and a source that the
    first question comes from."""
    return {
        HEAD: {"title": "The kettle", "introduction": "Think.", "summary": "Tea.", "bands_on": ""},
        SOURCE: {"citation": "Pot (2001)", "url": "", "position": 0},
        SCALE: {"title": "How often?", "levels": LEVELS, "position": 0},
        ("section", "making"): {"title": "Making it", "introduction": "", "parent": "", "position": 0},
        ("section", "after"): {"title": "Afterwards", "parent": "making", "position": 0},
        ("section", "cups"): {"title": "Cups", "parent": "", "position": 1},
        ("question", "turns"): question("making", 0, source="pot", where="p. 3") | {"level:1": "Own words."},
        ("question", "leaf"): question("making", 1),
        ("question", "story"): question("after", 0),
        ("question", "chips"): question("cups", 0),
    }


def only(base, theirs, ours):
    [offer] = offers(base, theirs, ours)
    return offer


def told(found):
    return [(offer.kind.value, offer.key, offer.local_state.value) for offer in found]


def row(of, home, kind="question"):
    found = parts.questions_in(of, home) if kind == "question" else parts.sections_in(of, home)
    return [code for _, code in found]
