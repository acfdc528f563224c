"""Forms to fill in by hand: what stands on which page, and that no page tells too much."""

import io
import re
import sys
from dataclasses import replace

import pikepdf
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from assessments import codes
from assessments.paper import entry, sheets
from assessments.printing import pdf
from assessments.rounds.contents import content_of_round
from frameworks import cache
from frameworks.models import FrameworkVersion, Question, Scale, Section
from tests import factories
from tests.assessments.paper.sheets.printed import FORM, print_three, printed, runs_of, squeezed, with_each
from tests.assessments.reports.pdfs import elements, page_texts, pieces
from tests.frameworks.examples import example, stored
from tests.untranslated import bare_words

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.pdf, pytest.mark.slow]
MM = 96 / 25.4  # CSS pixels


def html_of(round_, *, large=False, perspective=None):
    """(sheets, HTML documents) of one sheet."""
    made = entry.new_sheets(round_, 1)
    perspectives = list(round_.assessment.perspectives.all())
    request, contents = RequestFactory().get("/"), content_of_round(round_)
    documents = sheets.sheets_html(
        request, round_, contents, made, perspectives, perspective, large=large, easy=False
    )
    return made, documents


@pytest.fixture(scope="module")
def three_on_both_sides(undone):
    """With forms of an odd number of pages, so that each ends on the front of a sheet of paper."""
    return print_three(undone, questions=4, both_sides=True)


# How it is printed


def test_on_both_sides_nothing_begins_on_the_back_of_another(three_on_both_sides):
    pages = three_on_both_sides.pages
    assert {len(form) % 2 for _mine, form in runs_of(pages)} == {1}
    starts = [i for i, page in enumerate(pages) if FORM.search(page) and FORM.search(page)[1] == "1"]
    kept_pages = [
        next(i for i, page in enumerate(pages) if i > start and "Your private code" in page)
        for start in starts[:-1]
    ]
    assert len(starts) == 3
    assert [i % 2 for i in [*starts, *kept_pages, len(pages)]] == [0] * 6
    assert [i for i, page in enumerate(pages) if not page.strip() and i % 2 == 0] == []


def test_the_back_of_a_last_page_to_keep_is_empty(round_):
    round_.welcome = "Come as you are.\n\n" * 20
    pages = page_texts(printed(round_, 2, both_sides=True)[1])
    assert "Your private code" in pages[0]
    assert [bool(page.strip()) for page in pages[:4]] == [True, True, True, False]
    assert FORM.search(pages[4])[1] == "1"
    assert len(pages) % 4 == 0


def texts_in(box):
    if getattr(box, "text", "").strip():
        yield box
    for child in getattr(box, "children", ()):
        yield from texts_in(getattr(child, "_box", child))


@pytest.mark.parametrize(("large", "least"), [(False, 12), (True, 18)])
def test_nothing_is_under_12_points_nor_in_large_print_under_18(round_, large, least):
    _made, documents = html_of(round_, large=large)
    for name in ("form", "kept", "numbers"):
        pages = pdf.layout(getattr(documents, name)).pages
        found = [box for one in pages for box in texts_in(one._page_box)]
        assert found
        assert [b.text for b in found if float(b.style["font_size"]) * 0.75 < least - 0.01] == []


def replace_label(group):
    group.label = f"{group.label} " + "W" * 50
    return group


LONG = "Wide words and many letters " * 5


@pytest.mark.parametrize("large", [False, True])
def test_the_longest_names_fit_their_head_and_nothing_is_lost(round_, large):
    round_.assessment.title = LONG[:119].strip()
    round_.title = ("Round " + LONG)[:79].strip()
    round_.assessment.organisation.name = LONG[:100].strip()
    groups = [replace_label(group) for group in round_.assessment.perspectives.all()]
    [content] = content_of_round(round_)
    content = with_each(
        content,
        lambda q: replace(
            q,
            options=tuple(replace(option, label="L" * 40 + " " + "M" * 39) for option in q.options),
            levels=tuple(replace(level, label="N" * 40) for level in q.levels),
        ),
    )
    made, data = printed(round_, 1, [content], perspectives=groups, large=large)
    [(_mine, form)] = runs_of(page_texts(data))
    assert not [page for page in form if squeezed(round_.assessment.title) not in squeezed(page)]
    assert not [page for page in form if codes.in_groups(made[0].number) not in page]
    assert squeezed(" ".join(form)).count("L" * 40 + "M" * 39) == 6
    with pikepdf.open(io.BytesIO(data)) as document:
        assert len(document.pages) == len(page_texts(data))


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("letters", [20, 50, 59, 85, 199])
def test_the_head_of_a_page_is_where_printers_print(db, large, letters):
    round_ = factories.make_round(
        [factories.make_version(sections=1, questions=1)], perspectives=factories.TWO
    )
    titles = (LONG * 2)[:letters]
    round_.assessment.title, round_.title = titles[:119], titles[119:] or "R"
    _made, documents = html_of(round_, large=large)
    page = pdf.layout(documents.form).pages[0]._page_box
    [head] = [box for box in page.children if getattr(box, "at_keyword", "") == "@top-left"]
    lines = list(texts_in(head))
    assert lines
    assert min(box.position_y for box in lines) > 5 * MM
    assert max(box.position_y + box.height for box in lines) < page.margin_top


# As a document


def test_it_is_tagged_with_title_and_language_and_each_tag_belongs_to_one_page(three_on_both_sides):
    with pikepdf.open(io.BytesIO(three_on_both_sides.data)) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en-GB"
        assert str(document.docinfo.Title) == "Paper forms for Larkfield crisis house, Round 1, June 2026"
        with document.open_metadata() as metadata:
            assert str(metadata["{http://www.aiim.org/pdfua/ns/id/}part"]) == "1"
        pages = {page.objgen: page for page in document.pages}
        assert len(pages) == len(document.pages)
        nums = list(root.StructTreeRoot.ParentTree.Nums)
        by_place = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
        assert sorted(by_place) == [page.obj.StructParents for page in document.pages]
        for page in document.pages:
            tags = [tag for tag in by_place[page.obj.StructParents] if tag is not None]
            assert len(list(pieces(page))) == len(tags)
            assert {tag.Pg.objgen for tag in tags} <= {page.objgen}
        tree = elements(document)
        assert {node.Pg.objgen for node in tree if "/Pg" in node} <= set(pages)
        assert len({node.objgen for node in tree}) == len(tree)
        figures = elements(document, "Figure")
        assert len(figures) == 3
        assert all(str(figure.Alt).startswith("QR code. It opens") for figure in figures)
        assert [int(str(n.S)[2]) for n in tree if re.fullmatch(r"/H\d", str(n.S))][:3] == [1, 2, 2]


def test_what_a_form_draws_is_stored_once(three):
    with pikepdf.open(io.BytesIO(three.data)) as document:
        forms = [page for page in document.pages if len(page.obj.Contents) == 2]
        under = {page.obj.Contents[0].objgen for page in forms}
        over = {page.obj.Contents[1].objgen for page in forms}
    assert len(under) == len(forms) / 3
    assert len(over) == 3


def test_another_language_says_which_it_is(organisation):
    version = stored(example(language="ar"), organisation=organisation)
    [content] = cache.cached_contents([version.pk])
    page = sheets.blank_html(content, large=False, easy=False)
    assert '<html lang="en-GB">' in page
    assert '<span lang="ar" dir="rtl">' in page
    assert '<ul class="boxes down" lang="ar" dir="rtl">' in page
    assert pdf.render_pdf(page).startswith(b"%PDF")


# A framework's example


def address(version, name="preview_sheet"):
    return reverse(f"assessments:{name}", args=[version.pk])


@pytest.mark.parametrize("name", ["preview_sheet", "preview_large_sheet"])
def test_the_preview_has_the_form_as_an_example_without_number_or_code(client, name):
    version = stored(example())
    got = client.get(address(version, name))
    assert got["Content-Type"] == "application/pdf"
    pages = page_texts(got.content)
    said = " ".join(pages)
    assert [page for page in pages if "Example: not to be handed in" not in page] == []
    assert FORM.search(pages[-1]).groups() == (str(len(pages)),) * 2
    for question in cache.cached_contents([version.pk])[0].all_questions():
        assert question.statement in said
    for words in ("private code", "Keep this page", "Form number", "envelope"):
        assert words not in said
    assert address(version, name) in client.get(reverse("assessments:preview", args=[version.pk])).text


def test_a_half_written_draft_can_be_seen_on_paper(client, organisation):
    steward = factories.make_member(organisation, "steward")
    version = factories.make_version(
        "holes", organisation=organisation, sections=1, questions=1, status="draft"
    )
    FrameworkVersion.objects.filter(pk=version.pk).update(title="", introduction="")
    Question.objects.filter(version=version).update(statement="")
    section = Section.objects.create(version=version, code="bare", title="", position=2)
    bare = Scale.objects.create(version=version, code="bare", title="", position=1)
    common = {"version": version, "section": section, "title": "", "statement": ""}
    Question.objects.create(**common, code="one", kind="choice", choose="one", position=0)
    Question.objects.create(
        **common, code="rung", kind="rating", scale=bare, direction="strength", position=1
    )
    client.force_login(steward)
    said = " ".join(page_texts(client.get(address(version)).content))
    assert said.count("(No question yet)") == 3
    assert "(No title yet)" in said


def test_a_site_without_pdfs_says_so_kindly(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    got = client.get(address(stored()))
    assert got.status_code == 503
    assert "We cannot make the paper form just now" in got.text
    assert "libpango" not in got.text


# Words


@pytest.mark.parametrize("large", [False, True])
def test_every_text_comes_through_gettext(round_, brackets, large):
    made, documents = html_of(round_, large=large, perspective=round_.assessment.perspectives.first())
    data = ["testserver/enter"]
    data += [text for sheet in made for text in [*codes.in_groups(sheet.secret).split("-")]]
    data += [codes.in_groups(sheet.number) for sheet in made]
    data += ["-".join(codes.in_groups(made[0].secret).split("-")[:4]) + "-"]
    for html in (documents.kept, documents.form, documents.numbers):
        assert bare_words(HttpResponse(html), *data) == []
    blank = sheets.blank_html(content_of_round(round_)[0], large=large, easy=False)
    assert bare_words(HttpResponse(blank)) == []
