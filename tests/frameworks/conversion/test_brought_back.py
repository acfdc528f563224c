"""A sheet that was written out, changed in a spreadsheet program and brought back changes just that."""

import io

import openpyxl
import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from frameworks.actions import import_version
from frameworks.conversion.overlay import with_changes
from frameworks.conversion.reading import convert_file
from frameworks.conversion.settling import settled
from frameworks.conversion.writing import workbook_of
from frameworks.exchange.files import read
from frameworks.exchange.format import plain_data
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
    assert settled(same.file, organisation, is_brought_back=True).version == version.number
    changed = back(same.file, change_words).file
    made = settled(changed, organisation, is_brought_back=True)
    assert (made.code, made.version) == (version.framework.code, version.number + 1)
    assert made.sections[0].questions[0].picture is not None
    other = settled(changed, organisation, is_brought_back=False)
    assert (other.code, other.version) == (f"{version.framework.code}-2", changed.version)


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
