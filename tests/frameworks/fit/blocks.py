"""A small block of names and rules, over the questions of tests/frameworks/examples.py and one more."""

import copy


def pick(question, *options):
    return {"question": question, "options": list(options)}


def block(**changes):
    """A small block without faults."""
    return {
        "about": "tea-time",
        "good": "No tea is fine too.",
        "nothing": "None of these.",
        "concepts": [
            {
                "code": "tea-time",
                "name": "Tea time",
                "description": "All make tea.",
                "rules": [
                    {
                        "result": "fits",
                        "because": "All make it.",
                        "when": [{"answers": [pick("who", "all"), pick("leaf", "tea")], "least": 2}],
                    },
                    {
                        "result": "unknown",
                        "because": "Nobody says.",
                        "when": [{"known": ["leaf"], "none": True}],
                    },
                    {"result": "no", "because": "One makes it."},
                ],
            }
        ],
        "notes": [
            {"code": "minty", "words": "There is mint.", "when": [{"answers": [pick("leaf", "mint")]}]}
        ],
        "examples": [
            {
                "code": "monday",
                "title": "Monday",
                "story": "We all made tea.",
                "answers": [pick("who", "all"), pick("leaf", "tea")],
                "verdicts": [{"concept": "tea-time", "result": "fits", "basis": "ours"}],
            }
        ],
    } | copy.deepcopy(changes)
