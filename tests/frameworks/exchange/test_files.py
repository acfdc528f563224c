"""Every fault of a framework file is named with its path, all in one go, and nothing else comes out."""

import copy
import json

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frameworks.exchange.files import FaultyFile, FrameworkFile, read, write, write_json
from frameworks.exchange.parser import MOST_BYTES
from tests.frameworks.examples import EXAMPLE, as_bytes
from tests.frameworks.exchange.changes import FAULTS, GUIDE, PLACES, VALUES, Q, changed


def faults_of(data):
    with pytest.raises(FaultyFile) as refused:
        read(data if isinstance(data, bytes) else as_bytes(data))
    return refused.value.faults


@pytest.mark.parametrize(("path", "to", "faults"), FAULTS)
def test_fault_is_named_with_its_path(path, to, faults):
    data = changed(*path, to=to)
    found = faults_of(json.dumps(data).encode() if path == ("version",) else data)

    assert found == faults


def test_number_beyond_what_is_stored_is_refused():
    data = changed("scales", 0, "levels", 2, "value", to=40000)
    assert faults_of(data) == [
        "scales[0].levels[2].value: must be 32,767 or less",
        "sections[0].questions[0].levels[1].value: scale 'how-often' has no level 5",
    ]


@pytest.mark.parametrize("number", ["1" + "0" * 5000, "-1" + "0" * 5000, "1e400", ".inf", "-9e99999"])
def test_huge_numbers_are_refused_in_yaml_and_json(number):
    text = as_bytes(EXAMPLE).decode().replace("version: 1", f"version: {number}")
    assert faults_of(text.encode())[0].startswith("version: must be")
    if number != ".inf":
        text = json.dumps(EXAMPLE).replace('"version": 1', f'"version": {number}')
        assert faults_of(text.encode())[0].startswith("version: must be")


def test_scale_with_one_level_is_refused():
    data = changed("scales", 0, "levels", to=[{"value": 0, "label": "One"}])
    assert "scales[0].levels: needs at least 2, has 1" in faults_of(data)


def test_all_faults_come_in_one_go():
    data = changed("title")
    changed("colour", to="red", data=data)
    changed(*Q, "scale", to="how-oft", data=data)
    changed("sections", 1, "code", to="making", data=data)

    assert sorted(faults_of(data)) == [
        "colour: unknown key",
        "sections[0].questions[0].scale: no scale 'how-oft'",
        "sections[1].code: 'making' is used already, by sections[0]",
        "title: missing",
    ]


BEFORE_PARSING = [
    (b"", "the file is empty"),
    (b"title: \xff", "the file is not UTF-8 text (byte 8); save it as plain text, in UTF-8"),
    (
        b"PK\x03\x04 a",
        "this is a zip file, not a framework file: that is YAML or JSON, and says "
        "‘format: coprod-framework/1’",
    ),
    (b"x: " + b"a" * MOST_BYTES, "the file is over 1 MB (1,000,003 bytes)"),
    (b"a: &x [1]\nb: *x", "the file uses an alias or anchor ('&' or '*'), on line 1; write the text out"),
    (b"a: !!python/name:os.system x", "the file uses a tag ('!'), on line 1"),
    (b"a: !!str x", "the file uses a tag ('!'), on line 1"),
    (b"! a: x", "the file uses a tag ('!'), on line 1"),
    (b"[" * 5000, "the file goes more than 12 levels deep, on line 1"),
    (b'{"a":' * 5000, "the file goes more than 12 levels deep"),
    (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "the file goes more than 12 levels deep"),
    (b"a: 1\n---\nb: 2", "the file holds more than one document (a line of three dashes begins another)"),
    (b"? [a]\n: b", "the file has a key that is not plain text, on line 1"),
    (b"just words", "the file: must be keys with values"),
    (b"[1, 2]", "the file: must be keys with values"),
]


@pytest.mark.parametrize(("data", "fault"), BEFORE_PARSING, ids=range(len(BEFORE_PARSING)))
def test_file_is_refused_before_it_is_read(data, fault):
    assert faults_of(data) == [fault]


def test_what_is_no_yaml_says_where():
    [fault] = faults_of(b"title: [a\nb: c: d")
    assert fault.startswith("the file is not YAML: ")
    assert "line 2" in fault


@pytest.mark.parametrize("write_file", [as_bytes, lambda data: json.dumps(data).encode()])
def test_key_that_stands_twice_is_refused(write_file):
    text = write_file(EXAMPLE).decode()
    doubled = text.replace('"where": "p. 3"', '"where": "p. 3", "where": "p. 4"')
    doubled = doubled.replace("    where: p. 3\n", "    where: p. 3\n    where: p. 4\n")
    assert doubled != text
    assert faults_of(doubled.encode()) == ["sections[0].source.where: the key is there twice"]


def test_yaml_and_json_read_the_same():
    assert read(as_bytes(EXAMPLE)) == read(json.dumps(EXAMPLE).encode())
    assert read(b"\xef\xbb\xbf" + as_bytes(EXAMPLE)) == read(as_bytes(EXAMPLE))


def test_plain_words_are_text():
    """'No', 'on' and dates are words here, as in YAML 1.2, not true, false or a moment."""
    text = as_bytes(EXAMPLE).decode().replace("label: 'No'", "label: No").replace("'on': mean", "on: mean")
    file = read(text.replace("p. 3", "2016-05-01").encode())
    assert file.scales[0].levels[1].label == "No"
    assert file.bands.on == "mean"
    assert file.sections[0].source.where == "2016-05-01"


def test_written_file_reads_as_equal_and_keeps_the_order_of_keys():
    file = read(as_bytes(EXAMPLE))
    assert read(write(file).encode()) == file
    assert json.loads(write_json(file)) == EXAMPLE
    assert list(yaml.safe_load(write(file))) == list(EXAMPLE)
    asked = yaml.safe_load(write(file))["sections"][0]["questions"]
    assert [list(question) for question in asked] == [
        list(question) for question in EXAMPLE["sections"][0]["questions"]
    ]


def test_guide_for_writers_tells_the_truth():
    blocks = GUIDE.read_text(encoding="utf-8").split("```yaml\n")[1:]
    example_file, _names, paragraphs = (block.split("```")[0] for block in blocks)
    file = read(example_file.replace("https://example.org/...", "https://example.org/a").encode())
    assert set(file.model_dump()) == set(FrameworkFile.model_fields)
    with_paragraphs = as_bytes(changed("introduction")).decode() + paragraphs
    assert read(with_paragraphs.encode()).introduction == "The first paragraph.\n\nThe second one."


# --- Whatever comes in, only FaultyFile comes out ---


def reads_or_refuses(data):
    faults = ["none"]
    try:
        assert isinstance(read(data), FrameworkFile)
    except FaultyFile as refused:
        faults = refused.faults
    assert faults
    assert all(fault.isprintable() for fault in faults)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    reads_or_refuses(data)


@settings(deadline=None)
@given(st.text(st.sampled_from("{}[]:,-?&*!|>'\"#%@` \n\tab01.~<=\0\x85\u2028é"), max_size=120))
def test_any_yaml_like_text_is_read_or_refused(text):
    reads_or_refuses(text.encode())


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=4), st.booleans())
def test_any_change_to_a_file_is_read_or_refused(changes, as_json):
    data = copy.deepcopy(EXAMPLE)
    for path, value in changes:
        try:
            changed(*path, to=value, data=data)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    reads_or_refuses(json.dumps(data).encode() if as_json else as_bytes(data))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_bytes_changed_in_a_file_are_read_or_refused(data):
    text = bytearray(as_bytes(EXAMPLE))
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(text) - 1))
        text[start : start + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    reads_or_refuses(bytes(text))


PROSE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
    | st.sampled_from("\n\n :#-'\"|>&*!%@`{}[],?~"),
    min_size=1,
    max_size=300,
).filter(str.strip)


@settings(max_examples=300, deadline=None)
@given(PROSE, PROSE)
def test_any_text_survives_writing_and_reading(summary, statement):
    data = changed("summary", to=summary)
    changed(*Q, "statement", to=statement, data=data)
    file = read(json.dumps(data).encode())

    assert read(write(file).encode()) == file
    assert read(write_json(file).encode()) == file
