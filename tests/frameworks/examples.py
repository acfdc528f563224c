"""A small framework file that uses everything the format has, as plain data to change and to write out."""

import copy

import yaml

from frameworks.actions import import_version
from frameworks.exchange.files import read

# A picture of four pixels by four.
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAYAAACp8Z5+AAAAFUlEQVR42mNUcGj4z4AEmBjQAGEBAHp0AefNHs62AAAAAElFTkSuQmCC"
)

EXAMPLE = {
    "format": "coprod-framework/1",
    "code": "kettle",
    "title": "The kettle",
    "version": 1,
    "language": "en-GB",
    "summary": "Who makes the tea.",
    "introduction": "Think of last week.\n\nThere are no right answers.",
    "plain": "What was last week like?",
    "licence": "CC BY 4.0",
    "credits": "Written for the tests.",
    "sources": [
        {"code": "pot", "citation": "Pot, T. (2001) On tea.", "url": "https://example.org/tea?a=1"},
        {"code": "cup", "citation": "Cup, C. (2002) On cups."},
    ],
    "scales": [
        {
            "code": "how-often",
            "title": "How often?",
            "levels": [
                {
                    "value": 0,
                    "label": "Never",
                    "description": "It has not happened.",
                    "plain_label": "No",
                    "plain": "Not once.",
                    "picture": {"image": DOT, "text": "An empty cup", "licence": "MIT", "credit": "Icons"},
                },
                {"value": 1, "label": "No"},
                {"value": 5, "label": "Always"},
            ],
        }
    ],
    "bands": {"on": "mean", "steps": [{"from": 0, "label": "Cold"}, {"from": 50, "label": "Warm"}]},
    "sections": [
        {
            "code": "making",
            "title": "Making it",
            "introduction": "About the making.",
            "plain": "Making tea.",
            "source": {"code": "pot", "where": "p. 3"},
            "questions": [
                {
                    "code": "turns",
                    "kind": "rating",
                    "title": "Taking turns",
                    "statement": "We take turns.",
                    "plain": "We all make tea.",
                    "picture": {"image": DOT, "text": "A cup"},
                    "scale": "how-often",
                    "levels": [
                        {
                            "value": 0,
                            "description": "One person makes it all.",
                            "plain": "One of us.",
                        },
                        {"value": 5, "description": "Everyone makes it."},
                    ],
                    "direction": "strength",
                    "compares": "changed",
                    "consider": ["Who did it last?", "Who never does?"],
                    "actions": ["Write a list.", "Buy a pot."],
                    "source": {"code": "cup"},
                },
                {
                    "code": "leaf",
                    "kind": "choice",
                    "title": "Leaf",
                    "statement": "What is in the pot?",
                    "choose": "many",
                    "options": [
                        {"code": "tea", "label": "Tea", "plain": "A hot drink"},
                        {"code": "none", "label": "Nothing"},
                    ],
                },
            ],
            "sections": [
                {
                    "code": "after",
                    "title": "Afterwards",
                    "questions": [
                        {"code": "story", "kind": "text", "title": "A story", "statement": "Tell us."}
                    ],
                }
            ],
        },
        {
            "code": "cups",
            "title": "Cups",
            "questions": [
                {
                    "code": "chips",
                    "kind": "rating",
                    "title": "Chips",
                    "statement": "The cups are chipped.",
                    "scale": "how-often",
                    "direction": "barrier",
                }
            ],
        },
    ],
}


def example(**changes):
    """A copy of the example to change; the keywords replace top keys."""
    return copy.deepcopy(EXAMPLE) | changes


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def as_bytes(data):
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False).encode()


def long_example(questions, code="long"):
    """An example with so many rating questions, each with its own level wordings, in one section."""
    data = example(code=code)
    asked = data["sections"][0]["questions"][0]
    asked.pop("picture")  # of which there are only so many
    choice = data["sections"][0]["questions"][1]
    data["sections"][0]["questions"] = [
        {**(asked if n % 2 else choice), "code": f"q-{n}"} for n in range(questions)
    ]
    return data


def stored(data=None, *, organisation=None, publish=True, by=None):
    file = read(as_bytes(example() if data is None else data))
    return import_version(file=file, organisation=organisation, publish=publish, by=by)
