"""Codes: what a slip of the pen does, and what is forgiven."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import codes

BODIES = {
    length: st.text(codes.ALPHABET, min_size=length - 2, max_size=length - 2) for length in (12, 16, 28)
}
CODES = st.one_of(*BODIES.values()).map(codes._checked)
NOISE = st.text(" -\t\n.,–—", max_size=3)


@given(CODES, st.data())
def test_a_code_is_refused_when_any_one_character_is_wrong(code, data):
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from(codes.ALPHABET.replace(code[place], "")))
    assert codes.tidy(code[:place] + wrong + code[place + 1 :]) is None


@given(CODES)
def test_a_code_is_refused_when_any_two_neighbours_are_swapped(code):
    for i, (one, two) in enumerate(pairwise(code)):
        if one != two:
            assert codes.tidy(code[:i] + two + one + code[i + 2 :]) is None


@given(CODES, st.data())
def test_a_code_is_refused_when_a_character_is_missing(code, data):
    place = data.draw(st.integers(0, len(code) - 1))
    assert codes.tidy(code[:place] + code[place + 1 :]) is None


@given(CODES, st.data())
def test_a_code_is_known_when_typed_untidily(code, data):
    typed = "".join(
        data.draw(NOISE) + data.draw(st.sampled_from(looks_like(character))) for character in code
    )
    assert codes.tidy(typed + data.draw(NOISE)) == code


def looks_like(character):
    alike = {"0": "0Oo", "1": "1IiLl", "V": "VvUu"}.get(character, character)
    return [*alike, character.lower()]


@given(CODES)
def test_a_code_is_known_when_typed_as_shown(code):
    assert codes.tidy(codes.in_groups(code)) == code


@given(st.text())
def test_nothing_is_raised_when_garbage_is_typed(typed):
    found = codes.tidy(typed)
    assert found is None or codes.tidy(found) == found


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "\0",
        "\0" * 28,
        "🙂" * 12,
        "٣" * 28,
        "０" * 28,
        "A" * 1_000_000,
        " " * 1_000_000,
        "\ud800" * 28,
        "ß" * 6,
    ],
    ids=[
        "nothing",
        "nul",
        "nuls",
        "emoji",
        "arabic digits",
        "wide digits",
        "long",
        "spaces",
        "surrogates",
        "ß",
    ],
)
def test_no_code_is_found_when_garbage_is_typed(typed):
    assert codes.tidy(typed) is None


def test_codes_are_long_enough_and_differ_when_made():
    made = {codes.make_secret() for _ in range(200)}
    assert len(made) == 200
    assert all(codes.tidy(code) == code and len(code) == 28 for code in made)
    assert 32**26 >= 2**128
    assert codes.tidy(codes.make_join_code())


def test_the_hash_tells_nothing_of_the_secret_when_stored():
    secret = codes.make_secret()
    assert len(codes.hash_of(secret)) == 64
    assert secret not in codes.hash_of(secret).upper()
