"""How hard texts are to read, and which texts of a version are read."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from frameworks import readability
from frameworks.queries import content_of
from frameworks.readability import (
    GradedPassage,
    age_of,
    grade,
    hardest,
    median_grade,
    read_through,
    texts_of,
    words_for,
)
from tests.frameworks.examples import example, stored

ROOT = Path(__file__).resolve().parents[2]
PLAIN = "We all sit down and plan the work."
HEAVY = "Institutional arrangements systematically disadvantage participating individuals everywhere."


def test_long_words_and_sentences_raise_the_grade():
    plain, heavy = grade(PLAIN, "en-GB"), grade(HEAVY, "en-GB")
    assert plain == pytest.approx(0.39 * 8 + 11.8 * 8 / 8 - 15.59)  # eight words of one syllable
    assert heavy > 20
    assert grade(f"{PLAIN} {PLAIN}", "en-GB") == plain
    assert grade(PLAIN.replace(".", " and then we do it all of us."), "en-GB") > plain


@pytest.mark.parametrize("language", ["en", "en-GB", "en-us"])
def test_every_kind_of_english_is_measured_alike(language):
    assert grade(HEAVY, language) == grade(HEAVY, "en-GB")


@pytest.mark.parametrize("language", ["cy", "pt-BR", "enm", ""])
def test_other_languages_are_not_measured(language):
    assert grade(HEAVY, language) is None


@pytest.mark.parametrize(
    "text", ["", " ", "…", "Participation", "Only staff know.", "1 2 3 4 5", "We – as – one"]
)
def test_too_short_to_say(text):
    assert grade(text, "en-GB") is None


def test_four_words_are_enough():
    assert grade("Only the staff know.", "en-GB") is not None


@pytest.mark.parametrize(
    ("grade", "age", "words"),
    [
        (-3.4, 5, "easy"),
        (0, 5, "easy"),
        (6, 11, "easy"),
        (6.01, 11, "a little hard"),
        (9, 14, "a little hard"),
        (9.01, 14, "hard to read: try shorter words and sentences"),
        (20, 25, "hard to read: try shorter words and sentences"),
    ],
)
def test_a_grade_in_words_and_as_an_age(grade, age, words):
    assert (age_of(grade), words_for(grade)) == (age, words)


@pytest.mark.django_db
def test_every_text_is_there_once_with_its_place():
    [version] = content_of([stored()])
    places = [(t.part, t.code, t.field, t.place, t.text) for t in texts_of(version)]
    assert places == [
        ("head", "", "summary", None, "Who makes the tea."),
        ("head", "", "introduction", 1, "Think of last week."),
        ("head", "", "introduction", 2, "There are no right answers."),
        ("head", "", "plain", None, "What was last week like?"),
        ("scale", "how-often", "level", 0, "It has not happened."),
        ("scale", "how-often", "plain level", 0, "Not once."),
        ("section", "making", "introduction", None, "About the making."),
        ("section", "making", "plain", None, "Making tea."),
        ("question", "turns", "statement", None, "We take turns."),
        ("question", "turns", "plain", None, "We all make tea."),
        ("question", "turns", "consider", 1, "Who did it last?"),
        ("question", "turns", "consider", 2, "Who never does?"),
        ("question", "turns", "level", 0, "One person makes it all."),
        ("question", "turns", "plain level", 0, "One of us."),
        ("question", "turns", "level", 5, "Everyone makes it."),
        ("question", "turns", "action", 1, "Write a list."),
        ("question", "turns", "action", 2, "Buy a pot."),
        ("question", "leaf", "statement", None, "What is in the pot?"),
        ("question", "leaf", "option", 1, "Tea"),
        ("question", "leaf", "option", 2, "Nothing"),
        ("question", "leaf", "plain option", 1, "A hot drink"),
        ("question", "story", "statement", None, "Tell us."),
        ("question", "chips", "statement", None, "The cups are chipped."),
    ]


@pytest.mark.django_db
def test_a_hard_text_is_found_and_named():
    data = example()
    data["sections"][0]["questions"][0]["levels"][1]["description"] = HEAVY
    [version] = content_of([stored(data)])
    texts = read_through(version)
    [hard] = [text for text in texts if text.is_hard]
    assert (hard.passage.code, hard.passage.name, hard.passage.text) == ("turns", "Level 5", HEAVY)
    assert hardest(texts, 3)[0] is hard
    assert all(not text.is_easy and text.grade <= hard.grade for text in hardest(texts, 3))
    short = next(text for text in texts if text.passage.text == "Tea")
    assert (short.grade, short.age, short.words, short.is_hard, short.is_easy) == (
        None,
        None,
        "",
        False,
        False,
    )


def test_the_median_leaves_out_what_cannot_be_measured():
    assert (
        median_grade(
            [
                GradedPassage(None, 2),
                GradedPassage(None, None),
                GradedPassage(None, 8),
                GradedPassage(None, 3),
            ]
        )
        == 3
    )
    assert median_grade([GradedPassage(None, None)]) is None


def test_hardest_come_first_and_no_more_than_asked():
    texts = [GradedPassage(None, one) for one in (3, 7, None, 12, 8, 6)]
    assert [text.grade for text in hardest(texts, 2)] == [12, 8]
    assert [text.grade for text in hardest(texts, 9)] == [12, 8, 7]


def test_textstat_comes_in_at_first_use_and_without_the_network():
    script = f"""
import socket, sys
def refuse(*args, **kwargs): raise AssertionError("the network was asked")
socket.socket.connect = socket.getaddrinfo = refuse
from frameworks.readability import grade
assert "textstat" not in sys.modules
assert grade({HEAVY!r}, "en-GB") > 20
assert "textstat" in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_only_this_module_knows_textstat():
    knows = set()
    for app in ("accounts", "frameworks", "assessments", "coprod"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if any(name.split(".")[0] == "textstat" for name in names):
                    knows.add(path)
    assert knows == {Path(readability.__file__)}
