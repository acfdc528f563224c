"""A sheet that was written out, changed in a spreadsheet program and brought back changes just that."""

import html
import io
from dataclasses import replace

import openpyxl
import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from frameworks.actions import import_version, publish_version
from frameworks.conversion.overlay import with_changes
from frameworks.conversion.reading import convert_file
from frameworks.conversion.settling import settled
from frameworks.conversion.writing import workbook_of
from frameworks.exchange.files import file_of, read
from frameworks.exchange.format import plain_data
from frameworks.exchange.words import texts_in
from frameworks.management.commands.load_library import LIBRARY
from frameworks.models import FrameworkVersion

FILES = sorted(LIBRARY.glob("*.yaml"))


def back(file, change=lambda book: None):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(file)))
    change(book)
    data = io.BytesIO()
    book.save(data)
    return convert_file(data.getvalue(), "x.xlsx")


def cell_of(page, head, row):
    column = next(cell.column for cell in page[1] if cell.value == head)
    return page.cell(row=row, column=column)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_changes_where_nothing_was_changed(path):
    file = read(path.read_bytes())
    made = back(file)
    assert made.notes == ()
    assert made.names_itself
    assert with_changes(plain_data(file), plain_data(made.file), plain_data(made.file)) == plain_data(file)


def change_words(book):
    cell_of(book["Questions"], "Question", 2).value = "Other words."


def change_order(book):
    page = book["Questions"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2, max_row=3)]
    for number, row in zip((3, 2), rows, strict=True):
        for column, value in enumerate(row, start=1):
            page.cell(row=number, column=column).value = value


def take_out(book):
    book["Questions"].delete_rows(2)


def put_in(book):
    book["Questions"].insert_rows(3)
    cell_of(book["Questions"], "Question", 3).value = "A new one?"
    cell_of(book["Questions"], "Part", 3).value = cell_of(book["Questions"], "Part", 2).value


def retitle(book):
    book["Framework"]["B1"].value = "Another title"


def questions(data):
    return data["sections"][0]["questions"]


def merged(path, change):
    file = read(path.read_bytes())
    base = plain_data(file)
    return base, with_changes(base, plain_data(back(file).file), plain_data(back(file, change).file))


def test_just_what_was_changed_changes():
    path = LIBRARY / "progress-pulse.yaml"  # it has pictures, which no sheet holds
    for change in (change_words, change_order, take_out, put_in, retitle):
        base, made = merged(path, change)
        expected = yaml.safe_load(yaml.safe_dump(base))
        asked = questions(expected)
        if change is change_words:
            asked[0]["statement"] = "Other words."
        elif change is change_order:
            asked[0], asked[1] = asked[1], asked[0]
        elif change is take_out:
            del asked[0]
        elif change is put_in:
            new = questions(made)[1]
            assert (new["statement"], new["title"]) == ("A new one?", "A new one")
            asked.insert(1, new)
        else:
            expected["title"] = "Another title"
        assert made == expected, change.__name__


@pytest.mark.django_db
@pytest.mark.pages
def test_it_goes_onto_the_version_that_it_came_from_and_anything_else_is_a_framework_of_its_own(
    client, organisation
):
    lead = organisation.memberships.get().user
    client.force_login(lead)
    original = (LIBRARY / "progress-pulse.yaml").read_bytes()
    version = import_version(file=read(original), organisation=organisation, publish=True, by=lead)
    sheet = client.get(reverse("frameworks:export_sheet", args=[version.pk])).content
    same = convert_file(sheet, "x.xlsx")
    assert settled(same, organisation)[0].version == version.number
    changed = back(same.file, change_words)
    made, _words = settled(changed, organisation)
    assert (made.code, made.version) == (version.framework.code, version.number + 1)
    assert made.sections[0].questions[0].picture is not None
    other, _words = settled(replace(changed, names_itself=False), organisation)
    assert (other.code, other.version) == (f"{version.framework.code}-2", changed.file.version)


@pytest.mark.django_db
@pytest.mark.pages
def test_words_in_other_languages_come_in_wait_go_out_and_come_back_with_just_what_changed(
    client, organisation
):
    client.force_login(organisation.memberships.get().user)
    address = reverse("frameworks:import")
    owner = {"organisation": organisation.slug, "publish": "no"}

    def send(data, name="tea.xlsx", **changes):
        shown = client.post(address, {**owner, **changes, "file": SimpleUploadedFile(name, data)})
        assert shown.status_code == 200, shown.content.decode()
        words = html.unescape(shown.content.decode())
        if shown.context["preview"].stores:
            assert client.post(address, shown.context["confirm"]).status_code == 302
        return words

    def sheet(version, change=lambda page: None):
        found = client.get(reverse("frameworks:export_sheet", args=[version.pk])).content
        book = openpyxl.load_workbook(io.BytesIO(found))
        change(book["Questions"])
        data = io.BytesIO()
        book.save(data)
        return data.getvalue()

    rows = "Part,Part (CY),Question,Question (Welsh),Answers,Answers (cy),Question (xx)\n"
    rows += "Tea,Te,Is it hot?,Ydy hi'n boeth?,,,x\n"
    rows += "Tea,Te,Which?,P'un?,Black;Green,Du;Gwyrdd,x\nTea,,Is it nice?,,,,\n"
    said = send(rows.encode(), "tea.csv")
    assert "7 texts in Cymraeg (cy) come with it" in said  # two short names are made of the questions
    assert "2 of 3 questions" in said
    assert "G1: ‘xx’ is no language" in said
    draft = FrameworkVersion.objects.get(framework__organisation=organisation)
    assert "came with a sheet" in client.get(reverse("frameworks:version", args=[draft.pk])).content.decode()

    # Out, a word changed, and back: just that. A question that changed has no Welsh words any more.
    hot = "question:tea-1:statement"
    before = draft.words_waiting["cy"]
    assert "change nothing" in send(sheet(draft))

    def poeth(page):
        cell_of(page, "Question (cy)", 2).value = "Ydy hi'n gynnes?"
        cell_of(page, "Question", 3).value = "Which tea?"

    assert "1 more is of a text that has changed" in send(sheet(draft, poeth))
    draft.refresh_from_db()
    assert draft.words_waiting["cy"][hot][0] == "Ydy hi'n gynnes?"
    assert {place for place, held in draft.words_waiting["cy"].items() if held != before[place]} == {hot}

    # Published: they are in the translation when it begins.
    publish_version(version=draft, by=None)
    page = client.get(reverse("frameworks:version", args=[draft.pk])).content.decode()
    assert "its words came with a sheet" in page
    begun = client.post(reverse("frameworks:translate", args=[draft.pk]), {"language": "cy"})
    welsh = FrameworkVersion.objects.get(translation_of=draft)
    assert begun["Location"] == reverse("frameworks:edit", args=[welsh.pk])
    words = texts_in(plain_data(file_of(welsh)))
    assert words[hot] == "Ydy hi'n gynnes?"
    assert words["question:tea-2:option:green"] == "Gwyrdd"
    assert "question:tea-2:statement" not in words
    draft.refresh_from_db()
    assert draft.words_waiting == {}

    # From then on a sheet changes the draft of the translation; one that is published stays as it is.
    def fill(page):
        for row, text in ((3, "Pa de?"), (4, "Ydy hi'n dda?")):
            cell_of(page, "Question (cy)", row).value = text
            cell_of(page, "Short name (cy)", row).value = text

    assert "go into the draft of the translation" in send(sheet(draft, fill))
    after = texts_in(plain_data(file_of(welsh)))
    assert {place for place in after if after[place] != words.get(place)} == {
        f"question:tea-{number}:{name}" for number in (2, 3) for name in ("statement", "title")
    }
    FrameworkVersion.objects.filter(pk=welsh.pk).update(status="published")
    twym = send(sheet(draft, lambda page: setattr(cell_of(page, "Question (cy)", 2), "value", "Twym?")))
    assert "It is published, so it stays as it is" in twym


@pytest.mark.django_db
@pytest.mark.pages
def test_questions_that_were_pasted_or_kept_in_a_sheet_become_a_draft(client, organisation):
    client.force_login(organisation.memberships.get().user)
    address = reverse("frameworks:import")
    owner = {"organisation": organisation.slug, "publish": "no"}
    nothing = client.post(address, owner)
    assert nothing.status_code == 422
    assert "paste your questions" in nothing.content.decode()
    sheet = SimpleUploadedFile("kept.csv", b"Question,Owner\nIs it so?,Jo\n")
    for sent in ({"pasted": "Tea:\n- Is it hot?"}, {"file": sheet}):
        shown = client.post(address, {**owner, **sent})
        assert shown.status_code == 200, shown.content.decode()
        if "file" in sent:
            assert "B1: a column called ‘Owner’" in shown.content.decode()
        done = client.post(address, shown.context["confirm"])
        assert done.status_code == 302
    assert list(FrameworkVersion.objects.order_by("pk").values_list("framework__code", "status")) == [
        ("our-questions", "draft"),
        ("kept", "draft"),
    ]
    faulty = client.post(address, {**owner, "file": SimpleUploadedFile("a.csv", b"Day,Who\nMonday,Jo\n")})
    assert "No column is called" in faulty.content.decode()
    assert (
        "text editor, then choose" not in faulty.content.decode()
    )  # nor how places in a framework file are counted
    assert "sections[0]" not in faulty.content.decode()
