"""The files in docs/examples: fit to copy, in plain words, and each of a kind of its own."""

from pathlib import Path

import pytest

from frameworks.actions import import_version
from frameworks.exchange.files import read, write, write_json
from frameworks.queries import content_of
from frameworks.readability import MEDIAN_LIMIT, median_grade, read_through
from tests.frameworks.exchange.walk import questions_of

EXAMPLES = sorted((Path(__file__).parents[3] / "docs" / "examples").glob("*.yaml"))
FILES = {path.stem: read(path.read_bytes()) for path in EXAMPLES}


@pytest.mark.parametrize("name", FILES)
def test_example_is_written_and_read_as_equal(name):
    file = FILES[name]
    assert file.code == name
    assert read(write(file).encode()) == read(write_json(file).encode()) == file


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_example_says_who_wrote_it_and_reads_plainly(name):
    file = FILES[name]
    assert all([file.summary, file.introduction, file.licence, file.credits])
    texts = read_through(*content_of([import_version(file=file, organisation=None, publish=True, by=None)]))
    assert [text for text in texts if text.is_hard] == []
    assert median_grade(texts) <= MEDIAN_LIMIT


def test_meetings_are_totalled_from_1_to_5_and_banded():
    file = FILES["our-meetings"]
    questions = questions_of(file)
    assert [level.value for level in file.scales[0].levels] == [1, 2, 3, 4, 5]
    assert file.bands.on == "total"
    assert file.bands.steps[0].start == len(questions)  # the lowest total there is
    assert file.bands.steps[-1].start < 5 * len(questions)


def test_ladder_is_one_choice_of_seven_rungs():
    [ladder, _] = questions_of(FILES["who-decides"])
    assert (ladder.kind, ladder.choose, len(ladder.options)) == ("choice", "one", 7)


def test_first_day_is_answered_yes_partly_or_no():
    file = FILES["first-day"]
    assert [level.label for level in file.scales[0].levels] == ["No", "Partly", "Yes"]
    assert {getattr(question, "direction", None) for question in questions_of(file)} == {
        "strength",
        "barrier",
        None,
    }
