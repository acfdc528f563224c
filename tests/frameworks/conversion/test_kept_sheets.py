"""Ten sorts of sheets that people keep become frameworks, or say why not, by cell; nothing in one is run."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from frameworks.conversion import cells
from frameworks.conversion.reading import convert_file
from frameworks.exchange.parser import FaultyFile


def book(*rows, sheet="Sheet1", hidden=(), merged=(), more=None):
    made = openpyxl.Workbook()
    page = made.active
    page.title = sheet
    for row in rows:
        page.append(row)
    for cells_ in merged:
        page.merge_cells(cells_)
    for name, its_rows in (more or {}).items():
        other = made.create_sheet(name)
        for row in its_rows:
            other.append(row)
        other.sheet_state = "hidden" if name in hidden else "visible"
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def converted(data, name="our sheet.xlsx"):
    made = convert_file(data, name)
    asked = [
        (section.title, question.kind, question.statement)
        for section in made.file.sections
        for question in section.questions
    ]
    return made.file, asked, made.notes


def test_a_title_above_the_head_blank_rows_and_merged_parts():
    file, asked, notes = converted(
        book(
            ["Our audit 2026"],
            [],
            ["Area", "Question", "Owner"],
            ["Meetings", "Is everyone heard?", "Jo"],
            [None, "Is there tea?", None],
            [],
            ["Money", "Are people paid?", None],
            merged=("A4:A5",),
        )
    )
    assert asked == [
        ("Meetings", "rating", "Is everyone heard?"),
        ("Meetings", "rating", "Is there tea?"),
        ("Money", "rating", "Are people paid?"),
    ]
    assert file.title == "our sheet"
    assert [level.value for level in file.scales[0].levels] == [1, 2, 3, 4, 5]
    assert notes == ("Sheet1!C3: a column called ‘Owner’ is not known, and was left out.",)


def test_rows_that_are_headings_and_columns_that_are_levels():
    file, asked, _ = converted(
        book(
            ["ID", "Statement", "-2 = Never", "0", "2: Always"],
            ["LISTENING"],
            ["Q1", "We listen.", "Nobody does.", None, "All of us do."],
            ["Q1", "We answer.", None, None, None],
        )
    )
    assert asked == [("LISTENING", "rating", "We listen."), ("LISTENING", "rating", "We answer.")]
    [scale] = file.scales
    assert [(level.value, level.label) for level in scale.levels] == [(-2, "Never"), (0, "0"), (2, "Always")]
    first, second = file.sections[0].questions
    assert [(own.value, own.description) for own in first.levels] == [
        (-2, "Nobody does."),
        (2, "All of us do."),
    ]
    assert (first.code, second.code) == ("q1", "q1-2")


def test_answers_in_one_cell():
    file, asked, notes = converted(
        book(
            ["Type", "Question", "Options"],
            ["Multiple choice", "When?", "Day; Night; Never"],
            ["Likert", "How often?", "0 = never\n10 = always"],
            ["Open", "What else?", None],
            ["Choice", "Only one?", "Yes"],
            ["Riddle", "What is it?", None],
        )
    )
    assert [kind for _, kind, _ in asked] == ["choice", "rating", "text", "text", "rating"]
    when, often, *_ = file.sections[0].questions
    assert when.choose == "many"
    assert [option.label for option in when.options] == ["Day", "Night", "Never"]
    assert [s.levels[-1].value for s in file.scales if s.code == often.scale] == [10]
    assert any("Sheet1!C5" in note for note in notes)
    assert any("Sheet1!A6" in note and "riddle" in note for note in notes)


def test_formulas_dates_decimals_capitals_marks_and_languages_are_named_by_their_cell():
    _, asked, notes = converted(
        book(
            ["Code", "Question", "Question (xx)", "Hint", "Level 1", "Level 2"],
            ["A B", "<b>Is it so?</b>", "A yw hi?", datetime.date(2026, 5, 1), None, None],
            [2.5, '=HYPERLINK("http://x")', None, "=1+1", None, None],
        )
    )
    assert [statement for _, _, statement in asked] == ["<b>Is it so?</b>"]
    for cell, word in (
        ("C1", "‘xx’ is no language"),
        ("D2", "a date"),
        ("B3", "a formula"),
        ("D3", "a formula"),
        ("A2", "became ‘a-b’"),
        ("B2", "marks of a web page"),
    ):
        assert any(f"Sheet1!{cell}" in note and word in note for note in notes), (cell, notes)


def test_hidden_sheets_and_sheets_without_questions_are_left_out_and_said():
    _, asked, notes = converted(
        book(
            ["Question"],
            ["Is it so?"],
            hidden=("Secret",),
            more={"Secret": [["Question"], ["Hidden?"]], "Log": [["Day", "Who"], ["Monday", "Jo"]]},
        )
    )
    assert [statement for _, _, statement in asked] == ["Is it so?"]
    assert [note.split(":")[0] for note in notes] == ["Secret", "Log"]


def test_macros_are_never_run_and_are_said():
    packed = io.BytesIO(book(["Question"], ["Is it so?"]))
    with zipfile.ZipFile(packed, "a") as made:
        made.writestr("xl/vbaProject.bin", b"macro")
    _, asked, notes = converted(packed.getvalue())
    assert len(asked) == 1
    assert notes[0].startswith("Macros were left out")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (b"Theme,Question\nTea,Is there tea?\n,Is it hot?\n", 2),
        ("Frage;Question\n1;Größe?\n2;Maß?\n".encode("latin-1"), 2),
        ("No\tQuestion\n1\tIs it so?\n".encode("utf-16"), 1),
        (b'\xef\xbb\xbfQuestion,Direction\n"A, b\nc?",lower\n', 1),
    ],
)
def test_tables_of_text_in_any_encoding(text, count):
    file, asked, _ = converted(text, "kept.csv")
    assert len(asked) == count
    if b"lower" in text:
        assert file.sections[0].questions[0].direction == "barrier"
        assert asked[0][2] == "A, b\nc?"


def test_an_xlsform():
    survey = [
        ["type", "name", "label::English (en)", "label::Cymraeg (cy)", "relevant"],
        ["start", "start", None, None, None],
        ["begin_group", "g1", "Meetings", None, None],
        ["select_one scale5", "heard", "We are heard.", "Clywir ni.", "${x} = 1"],
        ["select_multiple times", "when", "When?", None, None],
        ["end_group", None, None, None, None],
        ["text", "else", "What else?", None, None],
        ["geopoint", "where", "Where?", None, None],
        ["note", "thanks", "Thank you", None, None],
    ]
    choices = [["list_name", "name", "label::English (en)"]]
    choices += [["scale5", n, f"Level {n}"] for n in range(1, 6)]
    choices += [["times", "day", "By day"], ["times", "night", "By night"]]
    file, asked, notes = converted(
        book(*survey, sheet="survey", more={"choices": choices, "settings": [["form_title"], ["Tea form"]]})
    )
    assert file.title == "Tea form"
    assert asked == [
        ("Meetings", "rating", "We are heard."),
        ("Meetings", "choice", "When?"),
        ("Questions", "text", "What else?"),
        ("Questions", "text", "Where?"),
    ]
    assert [note.split(":")[0] for note in notes] == ["survey, row 4", "survey, row 8", "survey, row 9", "cy"]


def test_a_ciso_assistant_library():
    library = """
urn: urn:x:risk:library:tea
locale: en
name: Tea
copyright: © Tea
objects:
  threats: []
  framework:
    ref_id: TEA
    name: Tea standard
    scores_definition:
    - {score: 0, name: None}
    - {score: 1, name: Some}
    requirement_nodes:
    - {urn: urn:a, assessable: false, name: Kettle}
    - {urn: urn:b, assessable: true, ref_id: T.1, parent_urn: urn:a, name: Boil, description: It boils.}
    - {urn: urn:c, assessable: true, ref_id: T.2, parent_urn: urn:a}
"""
    file, asked, notes = converted(library.encode(), "tea.yaml")
    assert asked == [("Kettle", "rating", "It boils.")]
    assert (file.title, file.sections[0].questions[0].title) == ("Tea standard", "Boil")
    assert len(notes) == 2


def refused(data, name="a.xlsx"):
    with pytest.raises(FaultyFile) as caught:
        convert_file(data, name)
    return " ".join(caught.value.faults)


def test_what_makes_no_framework_says_why():
    assert "No column is called ‘question’" in refused(book(["Day", "Who"], ["Monday", "Jo"]))
    assert "no question in it" in refused(book(["Question"], []))
    assert "2,000 rows" in refused(book(["Question"], *([f"Is it {n}?"] for n in range(10_000))))
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook")
    assert "cannot be opened" in refused(broken.getvalue())
    assert "over the limit" in refused(book(["Question"], ["x" * 5_000]))


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "x")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    monkeypatch.setattr(cells.openpyxl, "load_workbook", None)
    assert "far larger" in refused(bomb.getvalue())


def test_what_is_no_table_is_left_to_others():
    assert convert_file(b"%PDF-1.7", "a.pdf") is None
    assert convert_file(b"just words", "a.txt") is None
    assert convert_file(b"code: x\ntitle: y\n", "a.yaml") is None
