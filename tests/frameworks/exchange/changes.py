"""Changes of the example file, and what is wrong with each."""

from pathlib import Path

from hypothesis import strategies as st

from tests.frameworks.examples import EXAMPLE, example

GONE = object()


GUIDE = Path(__file__).parents[3] / "docs" / "framework-format.md"


def changed(*path, to=GONE, data=None):
    """The example with the value at the path replaced, or taken out."""
    data = example() if data is None else data
    part = data
    for step in path[:-1]:
        part = part[step]
    if to is GONE:
        del part[path[-1]]
    else:
        part[path[-1]] = to
    return data


Q = ("sections", 0, "questions", 0)


CHOICE = ("sections", 0, "questions", 1)


INNER = ("sections", 0, "sections", 0)


FAULTS = [
    # Keys
    (("colour",), "red", ["colour: unknown key"]),
    (("odd key",), "red", ["'odd key': unknown key"]),
    (("title",), GONE, ["title: missing"]),
    (("sections",), GONE, ["sections: missing"]),
    (("sections",), [], ["sections: needs at least 1, has 0"]),
    ((*Q, "statement"), GONE, ["sections[0].questions[0].statement: missing"]),
    ((*Q, "kind"), GONE, ["sections[0].questions[0].kind: missing"]),
    ((*Q, "kind"), "quiz", ["sections[0].questions[0].kind: must be rating, choice or text"]),
    ((*Q, "scale"), GONE, ["sections[0].questions[0].scale: missing"]),
    ((*Q, "direction"), GONE, ["sections[0].questions[0].direction: missing"]),
    ((*Q, "direction"), "up", ["sections[0].questions[0].direction: must be strength or barrier"]),
    ((*Q, "compares"), "maybe", ["sections[0].questions[0].compares: must be same or changed"]),
    ((*Q, "rating"), 1, ["sections[0].questions[0].rating: unknown key"]),
    ((*CHOICE, "scale"), "how-often", ["sections[0].questions[1].scale: does not go with kind 'choice'"]),
    ((*CHOICE, "levels"), [], ["sections[0].questions[1].levels: does not go with kind 'choice'"]),
    ((*CHOICE, "options"), GONE, ["sections[0].questions[1].options: missing"]),
    ((*CHOICE, "choose"), "two", ["sections[0].questions[1].choose: must be one or many"]),
    ((*INNER, "questions", 0, "choose"), "one",
     ["sections[0].sections[0].questions[0].choose: does not go with kind 'text'"]),
    # Codes
    (("code",), "Kettle One", ["code: only a-z, 0-9 and '-' can be used in a code"]),
    (("code",), "k" * 61, ["code: 61 characters, over the limit of 60"]),
    (("code",), "", ["code: empty"]),
    (("sources", 1, "code"), "pot", ["sources[1].code: 'pot' is used already, by sources[0]",
      "sections[0].questions[0].source.code: no source 'cup'"]),
    (("sections", 1, "code"), "making", ["sections[1].code: 'making' is used already, by sections[0]"]),
    ((*INNER, "code"), "making", ["sections[0].sections[0].code: 'making' is used already, by sections[0]"]),
    (("sections", 1, "questions", 0, "code"), "turns",
     ["sections[1].questions[0].code: 'turns' is used already, by sections[0].questions[0]"]),
    (("sections", 1, "questions", 0, "code"), "Turns",
     ["sections[1].questions[0].code: only a-z, 0-9 and '-' can be used in a code",
      "sections[1].questions[0].code: 'Turns' is used already, by sections[0].questions[0]"]),
    ((*CHOICE, "options", 1, "code"), "tea",
     ["sections[0].questions[1].options[1].code: 'tea' is used already, by "
      "sections[0].questions[1].options[0]"]),
    # References
    ((*Q, "scale"), "how-oft", ["sections[0].questions[0].scale: no scale 'how-oft'"]),
    ((*Q, "source", "code"), "jug", ["sections[0].questions[0].source.code: no source 'jug'"]),
    (("sections", 0, "source", "code"), "jug", ["sections[0].source.code: no source 'jug'"]),
    ((*Q, "levels", 0, "value"), 3,
     ["sections[0].questions[0].levels[0].value: scale 'how-often' has no level 3"]),
    # Numbers and order
    (("version",), 0, ["version: must be 1 or more"]),
    (("version",), "1", ["version: must be a whole number"]),
    (("version",), 1.0, ["version: must be a whole number"]),
    (("version",), True, ["version: must be a whole number"]),
    (("version",), 10**4000, ["version: must be 2,147,483,647 or less"]),
    (("scales", 0, "levels", 1, "value"), 0,
     ["scales[0].levels[1].value: out of order, 0 must be more than 0"]),
    ((*Q, "levels"), [{"value": 5, "description": "b"}, {"value": 0, "description": "a"}],
     ["sections[0].questions[0].levels[1].value: out of order, 0 must be more than 5"]),
    (("bands", "steps", 1, "from"), 0, ["bands.steps[1].from: out of order, 0 must be more than 0"]),
    (("bands", "steps", 1, "from"), 101, ["bands.steps[1].from: bands on the mean go from 0 to 100"]),
    (("bands", "steps"), [], ["bands.steps: needs at least 1, has 0"]),
    (("bands", "on"), "median", ["bands.on: must be mean or total"]),
    # Texts
    (("title",), "t" * 121, ["title: 121 characters, over the limit of 120"]),
    (("summary",), "s" * 4001, ["summary: 4,001 characters, over the limit of 4,000"]),
    (("summary",), "", ["summary: empty"]),
    (("summary",), "  \n ", ["summary: empty"]),
    (("summary",), None, ["summary: empty"]),
    (("title",), 2016, ["title: must be text (put it in quotes)"]),
    (("title",), ["a"], ["title: must be text"]),
    (("title",), "two\nlines", ["title: holds a line break (U+000A)"]),
    (("title",), "nul\0", ["title: holds a control character (U+0000)"]),
    (("title",), "two\r\nlines", ["title: holds a line break (U+000A)"]),
    (("translation_of",), "British English", ["translation_of: not a language code such as en-GB"]),
    (("translation_of",), "", ["translation_of: not a language code such as en-GB"]),
    (("translation_of",), "EN-gb",
     ["translation_of: the file is in 'EN-gb' too; name the language of the original"]),
    (("language",), "British English", ["language: not a language code such as en-GB"]),
    (("sources", 0, "url"), "javascript:alert(1)",
     ["sources[0].url: not a web address that starts with http:// or https://"]),
    ((*Q, "consider", 1), " ", ["sections[0].questions[0].consider[1]: empty"]),
    ((*Q, "consider"), "Who?", ["sections[0].questions[0].consider: must be a list"]),
    ((*Q, "source"), "pot", ["sections[0].questions[0].source: must be keys with values"]),
    # Shapes
    (("sections", 0, "sections", 0, "sections"), [],
     ["sections[0].sections[0].sections: a section within a section cannot hold sections of its own"]),
    (("sections", 1, "questions"), [], ["sections[1]: holds no questions or sections"]),
    (("sections", 1, "questions"), GONE, ["sections[1]: holds no questions or sections"]),
    ((*INNER, "questions"), GONE, ["sections[0].sections[0]: holds no questions"]),
    (("sections", 1), "cups", ["sections[1]: must be keys with values"]),
    ((*CHOICE, "options"), [{"code": "tea", "label": "Tea"}],
     ["sections[0].questions[1].options: needs at least 2, has 1"]),
    (("scales", 0, "levels"), [{"value": n, "label": "L"} for n in range(12)],
     ["scales[0].levels: has more than 11"]),
    (("format",), "coprod-framework/2",
     ["format: 'coprod-framework/2' is not a format that this site reads; it reads coprod-framework/1"]),
    (("format",), GONE, ["format: missing"]),
    (("format",), 1, ["format: must be coprod-framework/1"]),
]  # fmt: skip


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["pot", "how-often", "turns", "rating", "choice", "text", "questions"]),
)


KEYS = st.sampled_from(
    ["code", "title", "kind", "levels", "value", "sections", "questions", "source", "scale", "rating", "x"]
)


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def places(data, path=()):
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in items:
        yield from places(inner, (*path, step))


PLACES = [path for path in places(EXAMPLE) if path]
