"""Forms to fill in by hand: what stands on which page, and that no page tells too much."""

import io
import re
import sys
from dataclasses import replace
from html import unescape

import pikepdf
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from assessments import codes, keys, paper, pdf, promise, sheets
from assessments.models import Round
from assessments.qr import qr_svg
from assessments.queries import content_of_round
from frameworks import cache
from frameworks.models import FrameworkVersion, Question, Scale, Section
from tests import factories
from tests.assessments.test_pdf import elements, page_texts
from tests.frameworks.examples import example, stored
from tests.untranslated import bare_words, brackets  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

FORM = re.compile(r"Page (\d+) of (\d+)")
MM = 96 / 25.4  # CSS pixels
SPECIALS = ["Don’t know", "Doesn’t apply", "Prefer not to say"]


def printed(round, number=1, contents=None, **chosen):
    """(sheets, PDF) of so many sheets."""
    made = paper.new_sheets(round, number)
    perspectives = list(round.assessment.perspectives.all())
    options = {
        "perspectives": perspectives,
        "perspective": None,
        "large": False,
        "both_sides": False,
        "easy": False,
        **chosen,
    }
    data = sheets.sheets_pdf(
        RequestFactory().get("/"),
        round,
        contents or content_of_round(round),
        made,
        **options,
    )
    return made, data


def with_each(content, change):
    """The version, with every question changed."""
    sections = [
        replace(section, questions=tuple(change(question) for question in section.questions))
        for section in content.sections
    ]
    return replace(content, sections=tuple(sections))


def html_of(round, *, large=False, perspective=None):
    """(sheets, HTML documents) of one sheet."""
    made = paper.new_sheets(round, 1)
    perspectives = list(round.assessment.perspectives.all())
    request, contents = RequestFactory().get("/"), content_of_round(round)
    documents = sheets.sheets_html(
        request, round, contents, made, perspectives, perspective, large=large, easy=False
    )
    return made, documents


def squeezed(text):
    return re.sub(r"[\s-]", "", text)


def runs_of(pages):
    """The pages of each sheet: (kept, form), by what stands at their heads and feet."""
    found = []
    for page in pages:
        if FORM.search(page):
            found[-1][1].append(page)
        elif not page.strip():
            continue
        elif not found or found[-1][1]:
            found.append(([page], []))
        else:
            found[-1][0].append(page)
    return found


@pytest.fixture
def round(organisation):
    versions = [factories.make_version(questions=6, extra=("one", "many", "text"))]
    return factories.make_round(versions, perspectives=factories.TWO, organisation=organisation, threshold=4)


# Which page holds what


def test_the_number_is_on_each_page_of_the_form_and_the_code_on_the_page_to_keep_alone(round):
    made, data = printed(round, 3)
    found = runs_of(page_texts(data))
    assert len(found) == 3
    numbers = [codes.in_groups(sheet.number) for sheet in made]
    for sheet, (mine, form) in zip(made, found, strict=True):
        number = codes.in_groups(sheet.number)
        assert squeezed(mine[0]).count(sheet.secret) == 1
        assert len(form) > 1
        for page in form:
            assert [page.count(n) for n in numbers] == [int(n == number) for n in numbers]
            assert "Larkfield crisis house, Round 1, June 2026" in page
        for other in made:
            assert not [page for page in mine if other.number in squeezed(page)]
            assert not [page for page in form if other.secret in squeezed(page)]
            assert (other.secret in squeezed(" ".join(mine))) is (other is sheet)


@pytest.mark.parametrize("questions", [1, 30])
def test_the_pages_of_each_form_are_counted_by_themselves(organisation, questions):
    versions = [factories.make_version(questions=questions)]
    _made, data = printed(factories.make_round(versions, organisation=organisation), 3)
    found = runs_of(page_texts(data))
    counted = [[FORM.search(page).groups() for page in form] for _mine, form in found]
    pages = len(counted[0])
    assert (pages > 8) is (questions == 30)
    assert counted == [[(str(i), str(pages)) for i in range(1, pages + 1)]] * 3


def test_forms_are_the_same_but_for_their_number(round):
    made, data = printed(round, 2)
    one, other = (" ".join(form) for _mine, form in runs_of(page_texts(data)))
    assert one != other
    assert one.replace(*(codes.in_groups(sheet.number) for sheet in made)) == other


def test_the_picture_leads_to_the_page_for_the_private_code(round):
    [sheet] = paper.new_sheets(round, 1)
    [kept_] = [sheets._kept(RequestFactory().get("/"), sheet)]
    link = f"http://testserver/enter/#{sheet.secret}"
    path = re.search(r' d="[^"]+', qr_svg(link, "x"))[0]
    assert path in kept_["qr"]
    assert kept_["typed"] == "testserver/enter"


def test_the_page_to_keep_says_who_asks_and_the_whole_promise_and_not_the_short_one(round):
    Round.objects.filter(pk=round.pk).update(welcome="Come as you are.")
    round.refresh_from_db()
    _made, data = printed(round)
    [(mine, _form)] = runs_of(page_texts(data))
    said = squeezed(" ".join(mine))
    lines = [*promise.on_paper("Larkfield Voices"), *round.promise, "Come as you are."]
    lines += ["How well do we work together?", "Do not hand this page in. Do not show it to anyone."]
    assert round.promise
    assert [line for line in lines if squeezed(line) not in said] == []
    assert squeezed("Nobody in your team sees your own answers") not in squeezed(" ".join(page_texts(data)))


def test_the_page_to_keep_tells_what_the_number_gives_away_and_fits_on_one_sheet_of_paper(organisation):
    round = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining="both")
    _made, data = printed(round)
    [(mine, _form)] = runs_of(page_texts(data))
    assert len(mine) <= 2
    told = "can find out by its number that you changed or took back your answers on screen, but not what"
    assert squeezed(told) in squeezed(" ".join(mine))


# What is asked


def test_every_question_level_option_and_key_stands_once_on_a_sheet(round):
    _made, data = printed(round, 2)
    questions = list(content_of_round(round)[0].all_questions())
    rated = [question for question in questions if question.kind != "text"]
    assert (len(questions), len(rated)) == (15, 14)
    for _mine, form in runs_of(page_texts(data)):
        said = " ".join(form)
        assert [q for q in questions if said.count(f"{q.number} {q.statement}") != 1] == []
        wanted = {}
        for question in rated:
            for box in keys.boxes_of(question):
                words = f"{box.key} {box.label}"
                wanted[words] = wanted.get(words, 0) + 1
        meanings = 2  # what the scores mean is said once for each part, not for each question
        assert wanted["3 Level 3"] == 12
        assert {w: said.count(w) for w in wanted} == {
            w: n + (meanings if "Level" in w else 0) for w, n in wanted.items()
        }
        for key, label in zip(keys.SPECIAL_KEYS, SPECIALS, strict=True):
            assert said.count(f"{key} {label}") == len(rated)
        for box in ("1 Show it, with my group", "2 Show it, without my group", "3 Do not show it"):
            assert said.count(box) == len(questions) + (box[0] == "3")  # and where it is explained
        assert said.count("What level 3 is.") == meanings
        assert "Think of one thing." not in said


def test_the_keys_on_paper_are_those_that_are_typed_in(round):
    [version] = content_of_round(round)
    for part in sheets._form([version], easy=False)["parts"]:
        for asked in part.asked:
            if asked.question.kind != "text":
                for row, box in zip(asked.rows, keys.boxes_of(asked.question), strict=True):
                    ticked = keys.read_keys(asked.question, row.key)
                    assert (row.key, row.label) == (box.key, box.label)
                    assert box.id in {ticked.level, *ticked.options}


def test_a_question_in_words_of_its_own_has_them_beside_its_boxes():
    version = stored(example())
    [content] = cache.cached_contents([version.pk])
    own = [q for q in content.all_questions() if any(level.is_own for level in q.levels)]
    assert own
    page = sheets.blank_html(content, large=False, easy=False)
    for question in own:
        [asked] = [
            q for q in re.split(r'<section class="question">', page) if question.statement in unescape(q)
        ]
        for level in question.levels:
            assert level.description in asked


def test_easy_words_are_asked_where_there_are_any(round):
    [content] = content_of_round(round)
    content = with_each(content, lambda q: replace(q, plain="In plain words?" if q.code == "s1-q1" else ""))
    for easy in (True, False):
        said = " ".join(page_texts(printed(round, 1, [content], easy=easy)[1]))
        assert ("In plain words?" in said) is easy
        assert ("Statement 1.1." in said) is not easy
        assert "Statement 1.2." in said


def test_the_groups_have_keys_and_the_given_one_is_crossed_and_can_be_changed(round):
    staff = round.assessment.perspectives.get(code="staff")
    anyone = " ".join(page_texts(printed(round)[1]))
    for_staff = " ".join(page_texts(printed(round, perspective=staff)[1]))
    for said in (anyone, for_staff):
        assert said.index("1 People") < said.index("2 Staff") < said.index("0 I would rather not say")
    assert "X 2 Staff" in for_staff
    assert "X 1 People" not in for_staff
    assert "This form is for: Staff. If that is not you, fill its box all in and cross another." in for_staff
    assert "X 2 Staff" not in anyone
    assert "This form is for" not in anyone


def test_the_consent_is_explained_with_the_rounds_own_number(round):
    [(_mine, form)] = runs_of(page_texts(printed(round)[1]))
    assert "If fewer than 4 people answer from your group" in form[-1]
    assert "Show our scores even if we are few" in form[-1]


# How it is printed


def test_on_both_sides_nothing_begins_on_the_back_of_another(round):
    pages = page_texts(printed(round, 2, both_sides=True)[1])
    starts = [i for i, page in enumerate(pages) if FORM.search(page) and FORM.search(page)[1] == "1"]
    second = next(i for i, page in enumerate(pages) if i > starts[0] and "Your private code" in page)
    assert len(starts) == 2
    assert [i % 2 for i in [*starts, second, len(pages)]] == [0, 0, 0, 0]
    assert [i for i, page in enumerate(pages) if not page.strip() and i % 2 == 0] == []


def test_the_back_of_a_single_page_to_keep_is_empty(round):
    round.promise = ["One line."]
    pages = page_texts(printed(round, 2, both_sides=True)[1])
    assert "Your private code" in pages[0]
    assert pages[1].strip() == ""
    assert FORM.search(pages[2])[1] == "1"
    assert len(pages) % 4 == 0


def texts_in(box):
    if getattr(box, "text", "").strip():
        yield box
    for child in getattr(box, "children", ()):
        yield from texts_in(getattr(child, "_box", child))


@pytest.mark.parametrize("page", ["form", "kept", "numbers"])
def test_large_print_has_nothing_under_18_points(round, page):
    _made, documents = html_of(round, large=True)
    found = [box for one in pdf.layout(getattr(documents, page)).pages for box in texts_in(one._page_box)]
    assert found
    assert [box.text for box in found if float(box.style["font_size"]) * 0.75 < 17.99] == []


def replace_label(group):
    group.label = f"{group.label} " + "W" * 50
    return group


LONG = "Wide words and many letters " * 5


@pytest.mark.parametrize("large", [False, True])
def test_the_longest_names_fit_their_head_and_nothing_is_lost(round, large):
    round.assessment.title = LONG[:119].strip()
    round.title = ("Round " + LONG)[:79].strip()
    round.assessment.organisation.name = LONG[:100].strip()
    groups = [replace_label(group) for group in round.assessment.perspectives.all()]
    [content] = content_of_round(round)
    content = with_each(
        content,
        lambda q: replace(
            q,
            options=tuple(replace(option, label="L" * 40 + " " + "M" * 39) for option in q.options),
            levels=tuple(replace(level, label="N" * 40) for level in q.levels),
        ),
    )
    made, data = printed(round, 1, [content], perspectives=groups, large=large)
    [(_mine, form)] = runs_of(page_texts(data))
    assert not [page for page in form if squeezed(round.assessment.title) not in squeezed(page)]
    assert not [page for page in form if codes.in_groups(made[0].number) not in page]
    assert squeezed(" ".join(form)).count("L" * 40 + "M" * 39) == 6
    with pikepdf.open(io.BytesIO(data)) as document:
        assert len(document.pages) == len(page_texts(data))


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("letters", [20, 50, 59, 85, 199])
def test_the_head_of_a_page_is_where_printers_print(round, large, letters):
    titles = (LONG * 2)[:letters]
    round.assessment.title, round.title = titles[:119], titles[119:] or "R"
    _made, documents = html_of(round, large=large)
    page = pdf.layout(documents.form).pages[0]._page_box
    [head] = [box for box in page.children if getattr(box, "at_keyword", "") == "@top-left"]
    lines = list(texts_in(head))
    assert lines
    assert min(box.position_y for box in lines) > 5 * MM
    assert max(box.position_y + box.height for box in lines) < page.margin_top


def test_three_hundred_questions_do_not_break_it(organisation):
    version = factories.make_version(sections=30, questions=10, organisation=organisation)
    round = factories.make_round([version], organisation=organisation)
    _made, data = printed(round)
    [(_mine, form)] = runs_of(page_texts(data))
    said = " ".join(form)
    assert [q for q in content_of_round(round)[0].all_questions() if said.count(q.statement) != 1] == []
    assert FORM.search(form[-1]).groups() == (str(len(form)), str(len(form)))


# As a document


def test_it_is_tagged_with_title_and_language_and_each_tag_belongs_to_one_page(round):
    _made, data = printed(round, 3, both_sides=True)
    with pikepdf.open(io.BytesIO(data)) as document:
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
            marked = [
                int(operands[1].MCID)
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC"
            ]
            tags = by_place[page.obj.StructParents]
            assert sorted(marked) == list(range(len(tags)))
            assert {tag.Pg.objgen for tag in tags} <= {page.objgen}
        tree = elements(document)
        assert {node.Pg.objgen for node in tree if "/Pg" in node} <= set(pages)
        assert len({node.objgen for node in tree}) == len(tree)
        figures = elements(document, "Figure")
        assert len(figures) == 3
        assert all(str(figure.Alt).startswith("QR code. It opens") for figure in figures)
        assert [int(str(n.S)[2]) for n in tree if re.fullmatch(r"/H\d", str(n.S))][:3] == [1, 2, 2]


def test_what_a_form_draws_is_stored_once(round):
    two, ten = (len(printed(round, number)[1]) for number in (2, 10))
    with pikepdf.open(io.BytesIO(printed(round, 3)[1])) as document:
        forms = [page for page in document.pages if len(page.obj.Contents) == 2]
        under = {page.obj.Contents[0].objgen for page in forms}
        over = {page.obj.Contents[1].objgen for page in forms}
    assert len(under) == len(forms) / 3
    assert len(over) == 3
    assert ten < 5 * two


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
def test_every_text_comes_through_gettext(round, brackets, large):  # noqa: F811
    made, documents = html_of(round, large=large, perspective=round.assessment.perspectives.first())
    data = [*promise.on_paper("Larkfield Voices"), *round.promise, "testserver/enter"]
    data += [text for sheet in made for text in [*codes.in_groups(sheet.secret).split("-")]]
    data += [codes.in_groups(sheet.number) for sheet in made]
    data += ["-".join(codes.in_groups(made[0].secret).split("-")[:4]) + "-"]
    for html in (documents.kept, documents.form, documents.numbers):
        assert bare_words(HttpResponse(html), *data) == []
    blank = sheets.blank_html(content_of_round(round)[0], large=large, easy=False)
    assert bare_words(HttpResponse(blank)) == []
