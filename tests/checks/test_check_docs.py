"""The check of documents, docstrings and comments, on small trees with one fault each."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "check_docs.py"
spec = importlib.util.spec_from_file_location("check_docs", SCRIPT)
check_docs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_docs)

SAVING = '''
"""Save (docs/rules.md, Saved means safe)."""


class Closed(Exception):
    """Too late."""


class Response:
    revision = 0


def save_answers(response):
    """Raises Closed."""
'''


@pytest.fixture
def tree(tmp_path):
    """A small repository without a fault."""
    for name in check_docs.TOP_DOCUMENTS:
        (tmp_path / name).write_text("# A document\n")
    room = tmp_path / "assessments" / "responses"
    room.mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "rules.md").write_text("# Rules\n\n## Saved means safe\n\n## Saved\n")
    for folder in (room, room.parent):
        (folder / "__init__.py").write_text("")
    (room / "saving.py").write_text(SAVING)
    (tmp_path / "manage.py").write_text("")
    return tmp_path


def faults_of_document(tree, text):
    (tree / "ARCHITECTURE.md").write_text(text)
    return check_docs.all_faults(tree)


def faults_of_module(tree, text):
    (tree / "assessments" / "views.py").write_text(text)
    return check_docs.all_faults(tree)


def test_a_tree_where_everything_is_there_has_no_fault(tree):
    assert check_docs.all_faults(tree) == []


@pytest.mark.parametrize(
    "words",
    [
        "`assessments/responses/saving.py`",
        "`assessments/responses/`",
        "`responses/saving.py`",
        "`saving.py`",
        "`saving.save_answers`",
        "`Response.revision`",
        "`save_answers`",
        "[the rules](docs/rules.md#saved-means-safe)",
        "`manage.py migrate`",
        "`manage.py` and `make it so`",
        "docs/rules.md, Saved means\nsafe",
        "[elsewhere](https://example.org/nothing)",
    ],
)
def test_a_document_may_name_what_is_there(tree, words):
    assert faults_of_document(tree, words) == []


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("`assessments/saving.py`", "no file assessments/saving.py"),
        ("`assessments/gone/`", "no file assessments/gone/"),
        ("`participation.py`", "no file participation.py"),
        ("`participation.save_answers`", "no participation.save_answers in the code"),
        ("`saving.save_everything`", "no saving.save_everything in the code"),
        ("`Response.arrived_at`", "no Response.arrived_at in the code"),
        ("`save_everything`", "no save_everything in the code"),
        ("`Reply`", "no Reply in the code"),
        ("[the rules](docs/laws.md)", "no file docs/laws.md"),
        ("[the rules](docs/rules.md#nothing)", "no heading #nothing in rules.md"),
        ("`manage.py fly`", "no command fly"),
        ("docs/rules.md, Nothing is safe", "no heading 'Nothing is safe' in docs/rules.md"),
        ("docs/rules.md, Savedly", "no heading 'Savedly' in docs/rules.md"),
    ],
)
def test_a_document_that_names_what_is_not_there_is_a_fault(tree, words, fault):
    assert faults_of_document(tree, words) == [f"ARCHITECTURE.md: {fault}"]


@pytest.mark.parametrize(
    "words",
    [
        "See responses/saving.py and docs/rules.md.",
        "Written by saving.save_answers, or assessments.responses.saving.Closed.",
        "Raises Closed, and ValueError.",
        "and/or 1.5, e.g. 400/403 at Sam@example.org",
        "A path.read_text, a datetime.date, a request.POST.",
    ],
)
@pytest.mark.parametrize("shape", ['"""{}"""', "# {}", 'def view():\n    """{}"""'])
def test_a_docstring_or_comment_may_name_what_is_there(tree, shape, words):
    code = "\ndef view_of(request, path):\n    return request, path\n"
    assert faults_of_module(tree, shape.format(words) + code) == []


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("See responses/queries.py.", "no file responses/queries.py"),
        ("See (own_copy.py).", "no file own_copy.py"),
        ("Written by saving.save_everything.", "no saving.save_everything in the code"),
        ("Written by inviting.remind.", "no inviting.remind in the code"),
        ("In assessments.responses.queries.", "no assessments.responses.queries in the code"),
        ("Raises NotNow.", "no NotNow to raise"),
        ("Held (docs/rules.md, Nothing is safe).", "no heading 'Nothing is safe).' in docs/rules.md"),
        ("Held (domain, rule 7).", "cites a document that is not here: domain, rule 7"),
        ("Held (scoring-and-privacy, A).", "cites a document that is not here: scoring-and-privacy"),
    ],
)
@pytest.mark.parametrize(
    ("shape", "line"), [('"""{}"""', 1), ("a = 1\n# {}", 2), ('def view():\n    """{}"""', 1)]
)
def test_a_docstring_or_comment_that_names_what_is_not_there_is_a_fault(tree, shape, line, words, fault):
    assert faults_of_module(tree, shape.format(words)) == [f"assessments/views.py: {line}: {fault}"]


def test_a_citation_is_read_across_lines_of_a_comment(tree):
    assert faults_of_module(tree, "# docs/rules.md, Saved means\n# safe\n") == []
    assert len(faults_of_module(tree, "# docs/rules.md, Safe\n# means saved\n")) == 1


def test_the_changelog_may_tell_of_code_that_is_gone(tree):
    (tree / "CHANGELOG.md").write_text("`save_everything` is gone")
    assert check_docs.all_faults(tree) == []


def test_a_document_that_is_missing_is_a_fault(tree):
    (tree / "CONTRIBUTING.md").unlink()
    assert check_docs.all_faults(tree) == ["no CONTRIBUTING.md"]
