"""Ten sorts of sheets that people keep become frameworks, or say why not, by cell; nothing in one is run."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from frameworks.conversion import cells
from frameworks.conversion.reading import convert_file
from frameworks.exchange import parser
from frameworks.exchange.files import read
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


def test_a_damaged_spreadsheet_is_refused_wherever_the_damage_is():
    whole = bytearray(book(["Question"], *[[f"Is it {number} or not?"] for number in range(60)]))
    found = set()
    for place in range(60, len(whole), 89):
        broken = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        try:
            found.add(str(convert_file(bytes(broken), "x.xlsx") is None))
        except FaultyFile as faulty:
            found.add(faulty.faults[0][:36])
    assert "This spreadsheet cannot be opened. S" in found


def test_what_a_cell_is_tells_its_kind_and_not_the_sign_that_it_begins_with():
    made = openpyxl.Workbook()
    page = made.active
    page.append(["Question", "Help", "Hint"])
    page["A2"], page["B3"] = "Is it so?", ArrayFormula("B3:B3", "=A2&A2")
    page["A3"], page["A4"] = "=1+1 is two.", "#REF!"
    page["A3"].data_type, page["A4"].data_type = "s", "e"
    page.row_dimensions[3].hidden = True
    data = io.BytesIO()
    made.save(data)
    _, asked, notes = converted(data.getvalue())
    assert [statement for _, _, statement in asked] == ["Is it so?", "=1+1 is two."]
    said = " ".join(notes)
    for words in ("B3: a formula without", "A4: an error", "read too (3)"):
        assert words in said
    assert "object" not in str(asked)


LAID_OUT = [  # rows; parts with their questions and how many answers or levels each has; a note
    (
        [["Part", "Question"], ["A", "A1?"], [], ["Area", "Question", "Answers"], ["B", "B1?", "Yes/No"]],
        [("A", "A1?", 5), ("B", "B1?", 2)],
        "",
    ),
    (
        [["Part", "Question", "Answers"], ["A", "A1?", "Tea"], [None, None, "Milk"], [None, "A2?"]],
        [("A", "A1?", 2), ("A", "A2?", 5)],
        "",
    ),
    (
        [["Question", "Levels"], [None, 1, 2, 3], ["A1?", "low", "", "high"]],
        [("Questions", "A1?", 3)],
        "",
    ),
    ([["Question", None, "Help"], ["A1?", "x"], ["A2?", "y"]], [], "B2: a column without a head"),
    ([["Part", "Question", "Help"], ["A", "A1?"], ["A", None, "x"]], [], "C3: no question in this row"),
    ([["Question", "Direction"], ["A1?", "sideways"]], [], "B2: ‘sideways’ is no direction"),
]


@pytest.mark.parametrize(("rows", "expected", "note"), LAID_OUT)
def test_whatever_way_a_sheet_is_laid_out_it_is_taken_or_named_by_its_cell(rows, expected, note):
    file, _, notes = converted(book(*rows))
    scales = {scale.code: len(scale.levels) for scale in file.scales}
    asked = [
        (part.title, one.statement, scales.get(getattr(one, "scale", ""), len(getattr(one, "options", ()))))
        for part in file.sections
        for one in part.questions
    ]
    assert asked == expected or note
    assert any(note in one for one in notes) or not note, notes
    assert len(notes) == bool(note)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Question,Part\n“Who’s in?” – all,P\n".encode("cp1252"), 1),
        (b"Question\nIs it so?\n", 1),
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
    assert [note.split(":")[0] for note in notes] == [
        "survey, row 4",
        "survey, row 8",
        "survey, row 9",
        "Cymraeg (cy)",
    ]


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
    - {urn: urn:b, assessable: true, ref_id: T.1, parent_urn: urn:a, name: Boil, description: It boils.,
       translations: {fr: {name: Bouillir, description: Elle bout.}}}
    - {urn: urn:c, assessable: true, ref_id: T.2, parent_urn: urn:a}
"""
    file, asked, notes = converted(library.encode(), "tea.yaml")
    assert asked == [("Kettle", "rating", "It boils.")]
    assert (file.title, file.sections[0].questions[0].title) == ("Tea standard", "Boil")
    french = {"question:t-1:statement": "Elle bout.", "question:t-1:title": "Bouillir"}
    assert convert_file(library.encode(), "tea.yaml").others == {"fr": french}
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


def test_a_file_is_parsed_once_whatever_it_is(monkeypatch):
    times = []
    monkeypatch.setattr(parser, "parse", lambda data, parse=parser.parse: (times.append(1), parse(data))[1])
    for data in (b"format: coprod-framework/1\n", b"a: &b [*b]\n", b"just words", b"urn: a\nobjects: {}\n"):
        file = parser.Parsed(data)
        times.clear()
        with pytest.raises(FaultyFile):
            convert_file(file, "a.yaml") or read(file)
        assert len(times) == 1


def test_what_is_no_table_is_left_to_others():
    assert convert_file(b"%PDF-1.7", "a.pdf") is None
    assert convert_file(b"just words", "a.txt") is None
    assert convert_file(b"code: x\ntitle: y\n", "a.yaml") is None


BOTH = {"statement": "Â?", "title": "Â"}
ONE = "Question"
LANGUAGE_SHEETS = [  # head, rows, what is taken in Welsh, a note
    ([ONE, "Question (CY)"], [["A?", "Â?"], ["B?"]], BOTH, "1 of 2 questions"),
    (["English", "Cymraeg"], [["A?", "Â?"]], BOTH, ""),
    ([ONE, "Welsh question", "question_cy"], [["A?", "Â?", "x"]], BOTH,
     "C1: there is a column for this already"),
    ([ONE, "Level 1", "2 = Yes", "Level 1 in Welsh", "2 = Ie (cy)"], [["A?", "no", "", "na", "x"]],
     {"level:1": "na"}, "E2: words in cy and none in en-GB beside them"),
    ([ONE, "Answers", "Answers [cy]"], [["A?", "Yes/No", "Ie/Nage/Efallai"]], {}, "C2: 3 answers in cy"),
    (["Code", ONE, "Code (cy)", "Question (xx)"], [["a", "A?", "x", "y"]], {},
     "C1: ‘Code (cy)’ is the same in every language"),
    (["Short name", "Short name (cy)", ONE, "Question (cy)"],
     [["A", "x" * 200, "A?"], ["", "", None, "Dim?"]], {}, "D3: words in cy and no question"),
    (["Question (cy)", "Question (en)"], [["Â?", "A?"]], BOTH, ""),
    (["Question (pl)", "Question (cy)"], [["Ą?", "Â?"]], BOTH, ""),
]  # fmt: skip


@pytest.mark.parametrize(("head", "rows", "taken", "note"), LANGUAGE_SHEETS)
def test_columns_in_other_languages_are_taken_or_named_by_their_cell(head, rows, taken, note):
    made = convert_file(book(head, *rows), "kept.xlsx")
    question = made.file.sections[0].questions[0]
    at = f"question:{question.code}:"
    texts = made.others.get("cy", {})
    assert {place.removeprefix(at): words for place, words in texts.items() if at in place} == taken
    assert any(note in one for one in made.notes) or not note, made.notes
    if "Short name" in head:
        assert any("B2: 200 characters, over the limit" in one for one in made.notes)
    assert made.file.language == ("pl" if "Question (pl)" in head else "en-GB")


def test_one_column_in_two_languages_is_refused_or_named():
    assert "B1: one column for two languages (en-GB, cy)" in refused(
        book(["Part", "Question (en/cy)"], ["Tea", "Is it hot? / Ydy hi?"])
    )
    _, asked, notes = converted(book(["Question / Cwestiwn"], ["Is it hot? / Ydy hi?"]))
    assert len(asked) == 1
    assert "A1: this head may be in two languages" in notes[0]


def test_what_asks_nothing_and_what_answers_are_in_one_cell():
    rows = [["How?", "0 (never) to 10 (always)"], ["B?", "1–5"], ["C?", "Yes / No / Not sure"]]
    rows += [["<p>D&nbsp;?</p>", "1, 2, 3"], ["Total", 7], [3, ""], ["how? ", ""]]
    file, asked, notes = converted(book(["Question", "Answers"], *rows))
    assert [kind for _, kind, _ in asked] == ["rating", "rating", "choice", "rating", "rating"]
    values = {scale.code: [level.value for level in scale.levels] for scale in file.scales}
    held = [values.get(getattr(one, "scale", "")) for one in file.sections[0].questions[:4]]
    assert held == [list(range(11)), [1, 2, 3, 4, 5], None, [1, 2, 3]]
    for cell, words in (("A5", "marks"), ("A6", "asks nothing"), ("A7", "no words"), ("A8", "the same as")):
        assert any(f"Sheet1!{cell}" in note and words in note for note in notes), (cell, notes)


def test_levels_are_whole_numbers_and_sheets_are_parts():
    _, _, notes = converted(
        book(["Question", "Level 0.5", "Level 1.5", "-1", "+1"], ["A?", "x", "y", "bad", "good"])
    )
    assert sum("is not known" in note for note in notes) == 2
    _, asked, _ = converted(
        book(
            ["Question"],
            ["A?"],
            sheet="Meetings",
            more={"Money": [["Yes", "No", "Question"], ["x", "", "B?"]]},
        )
    )
    assert [part for part, _, _ in asked] == ["Meetings", "Money"]


def test_a_text_that_cannot_be_taken_is_named_by_its_cell():
    head = ["Short name", "Question", "Level 1", "Level 2"]
    said = refused(book(["Ours"], head, ["x" * 200, "A?", "no", "y" * 5_000], ["B", "z" * 5_000, "", ""]))
    assert "Sheet1!A3: 200 characters" in said
    assert "Sheet1!D3: 5,000 characters" in said
    assert "Sheet1!B4: 5,000 characters" in said
    assert "A2: holds a control character" in refused(b"Question,Part\nA\x07?,B\n", "kept.csv")


def test_a_sheet_that_runs_across_is_turned():
    _, asked, notes = converted(
        book(
            ["Part", "Tea", "Tea"],
            ["Question", "A?", "B?"],
            ["Owner", "Jo", "Mo"],
            ["Direction", "", "lower"],
        )
    )
    assert asked == [("Tea", "rating", "A?"), ("Tea", "rating", "B?")]
    assert notes == ("Sheet1!A3: a column called ‘Owner’ is not known, and was left out.",)
