"""A draft as plain parts, to take steps in."""

import itertools

import pytest

from frameworks.drafts import changes, parts
from frameworks.drafts.parts import HEAD, StepRefused

HUGE = 10**5000  # a number that Python itself refuses to write out


def rating(section, position, scale="often", **fields):
    asked = {"kind": "rating", "title": "", "statement": "", "section": section, "position": position}
    return asked | {"scale": scale, "direction": "strength", "compares": "same"} | fields


def level(value, label="", description=""):
    return {"value": value, "label": label, "description": description}


def build():
    """Making (turns, leaf, pot; within it: after, with story), cups (chips), and empty."""
    return {
        HEAD: {"title": "The kettle", "language": "en-GB", "bands": []},
        ("source", "book"): {"citation": "A book.", "url": "", "position": 0},
        ("source", "spare"): {"citation": "Another.", "url": "", "position": 1},
        ("scale", "often"): {
            "title": "How often?",
            "levels": [level(0, "Never"), level(1, "Some"), level(5, "Always")],
            "position": 0,
        },
        ("scale", "true"): {"title": "How true?", "levels": [level(0, "No"), level(1, "Yes")], "position": 1},
        ("section", "making"): {"title": "Making", "parent": "", "source": "book", "position": 0},
        ("section", "after"): {"title": "After", "parent": "making", "position": 0},
        ("section", "cups"): {"title": "Cups", "parent": "", "position": 1},
        ("section", "empty"): {"title": "Empty", "parent": "", "position": 2},
        ("question", "turns"): rating("making", 0, **{"level:0": "One of us.", "level:5": "All of us."}),
        ("question", "leaf"): {
            "kind": "choice",
            "title": "Leaf",
            "section": "making",
            "choose": "one",
            "options": [{"code": "tea", "label": "Tea"}, {"code": "none", "label": "None"}],
            "compares": "changed",
            "position": 1,
        },
        ("question", "pot"): rating("making", 2, source="book", compares="changed"),
        ("question", "story"): {"kind": "text", "title": "Story", "section": "after", "position": 0},
        ("question", "chips"): rating("cups", 0, direction="barrier"),
    }


def asked(draft, section):
    return [code for _, code in parts.questions_in(draft, section)]


def sections(draft, parent=""):
    return [code for _, code in parts.sections_in(draft, parent)]


def codes():
    numbers = itertools.count(1)
    return lambda like: f"{like}-{next(numbers)}"


def refused(words):
    return pytest.raises(StepRefused, match=words)


def same(one, other):
    """Whether two drafts say the same; what is empty and what is not there are one."""
    return not changes.changes_between(one, other)
