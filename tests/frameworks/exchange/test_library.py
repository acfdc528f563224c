"""The built-in frameworks: they load, load again, and are complete.

How they read, script/check_library.py looks at.
"""

import pytest
from django.core.management import call_command

from assessments.models import Answer
from assessments.rounds.start.suggestions import MANY_QUESTIONS, SUGGESTED
from frameworks.exchange.files import read, write, write_json
from frameworks.management.commands.load_library import LIBRARY, library_files
from frameworks.models import FrameworkVersion, Question
from tests.frameworks.exchange.walk import questions_of

READ = {path: read(path.read_bytes()) for path in library_files()}
ALL = [*READ.values()]
FILES = {path.stem: READ[path] for path in sorted(LIBRARY.glob("*.yaml"))}


LIBRARY_CODES = {
    "institutional-challenges", "core-values", "three-steps", "earlier-reforms", "clarity", "progress-pulse",
    "practice-story", "before-we-meet", "good-thing",
}  # fmt: skip


def test_the_frameworks_are_there():
    assert set(FILES) == LIBRARY_CODES
    assert set(SUGGESTED.values()) < LIBRARY_CODES


def test_no_suggested_framework_is_called_long():
    assert max(len(questions_of(FILES[name])) for name in SUGGESTED.values()) <= MANY_QUESTIONS


@pytest.mark.parametrize("name", FILES)
def test_framework_says_who_wrote_it_and_under_what_licence(name):
    file = FILES[name]
    assert file.code == name
    assert all([file.summary, file.introduction, file.licence, file.credits, file.sources])


@pytest.mark.parametrize("name", FILES)
def test_every_question_is_complete(name):
    file = FILES[name]
    values = {scale.code: [level.value for level in scale.levels] for scale in file.scales}
    for question in questions_of(file):
        assert question.plain, question.code
        assert question.source, question.code
        assert question.source.where, question.code
        assert 2 <= len(question.consider) <= 4, question.code
        assert 2 <= len(question.actions) <= 3, question.code
        if question.kind == "rating":
            assert [level.value for level in question.levels] == values[question.scale], question.code


def test_the_pulse_has_pictures_that_may_be_passed_on():
    for question in questions_of(FILES["progress-pulse"]):
        assert question.picture, question.code
        assert question.picture.text
        assert (question.picture.licence, question.picture.credit[:12]) == ("MIT", "Health Icons")


@pytest.mark.parametrize("name", FILES)
def test_the_summary_says_how_many_questions_there_are(name):
    words = {10: "ten", 11: "eleven", 16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen"}
    words |= {3: "three", 13: "thirteen", 20: "twenty"}
    file = FILES[name]
    assert words[len(questions_of(file))] in file.summary.lower().split()


@pytest.mark.parametrize("name", FILES)
def test_options_do_not_repeat_what_the_page_says(name):
    """The page itself says how many to pick, offers ‘Don’t know’, and puts an option into a sentence."""
    specials = {label.lower() for label in Answer.Special.labels} | {"i am not sure", "it is not clear"}
    for question in questions_of(FILES[name]):
        if question.kind == "choice":
            assert "pick" not in question.plain.lower(), question.code
            assert not any(option.label.endswith(".") for option in question.options), question.code
            assert not specials & {option.label.lower() for option in question.options}, question.code


def test_each_kind_of_question_is_in_real_use():
    kinds = {name: {question.kind for question in questions_of(file)} for name, file in FILES.items()}
    assert kinds["clarity"] == kinds["practice-story"] == kinds["good-thing"] == {"choice", "text"}
    assert kinds["before-we-meet"] == {"text"}
    assert kinds["earlier-reforms"] == {"rating", "choice"}
    assert all(kinds[name] == {"rating"} for name in (*SUGGESTED.values(), "three-steps"))


@pytest.mark.parametrize("name", FILES)
def test_file_is_written_and_read_as_equal(name):
    file = FILES[name]
    assert read(write(file).encode()) == read(write_json(file).encode()) == file


@pytest.mark.django_db
def test_library_loads_and_loads_again(capsys):
    call_command("load_library")
    assert capsys.readouterr().out.splitlines() == [
        f"{file.code} version {file.version}: loaded" for file in ALL
    ]
    versions = list(FrameworkVersion.objects.order_by("pk").values())
    questions = Question.objects.count()
    assert questions == sum(len(questions_of(file)) for file in ALL)

    call_command("load_library")
    assert set(capsys.readouterr().out.splitlines()) == {
        f"{file.code} version {file.version}: there already" for file in ALL
    }
    assert list(FrameworkVersion.objects.order_by("pk").values()) == versions
    assert Question.objects.count() == questions


@pytest.mark.django_db
def test_library_exports_as_it_was_loaded():
    call_command("load_library")
    for version in FrameworkVersion.objects.select_related("framework"):
        assert read(write(version).encode()) in ALL


@pytest.mark.django_db
def test_library_loads_the_other_files_where_one_has_a_fault(tmp_path, monkeypatch, capsys):
    from django.core.management import CommandError

    from frameworks.management.commands import load_library
    from tests.frameworks.examples import as_bytes, example

    (tmp_path / "bad.yaml").write_bytes(as_bytes(example(colour="red")))
    (tmp_path / "kettle.yaml").write_bytes(as_bytes(example()))
    monkeypatch.setattr(load_library, "LIBRARY", tmp_path)
    with pytest.raises(CommandError, match="1 of the library's files could not be loaded"):
        call_command("load_library")
    assert FrameworkVersion.objects.get().framework.code == "kettle"
    assert "colour: unknown key" in capsys.readouterr().err
