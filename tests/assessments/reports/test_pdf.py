"""The PDF, opened and read: its tags, its words, its fonts, and what it must never hold or fetch."""

import io
import itertools
import re
import sys
import unicodedata
from dataclasses import replace
from html import escape

import pikepdf
import pypdf
import pytest
from django.core.management import CommandError, call_command

from assessments.printing import pdf
from assessments.reports.build import build_report
from assessments.reports.charts.svg import FONT
from assessments.reports.formats.html import print_html
from assessments.reports.papers.paper import Paper
from assessments.rounds.setup import PerspectiveRow
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.reports.papers import KINDS, page_of
from tests.assessments.reports.pdfs import HOSTILE, LONG_WORD, elements, faults_of, page_texts, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.pdf]


def house(**terms):
    version = factories.make_version(extra=("one", "many", "text"))
    people = {
        USERS: [(1, "a"), (2, "a"), (2, "b")],
        CARERS: [(1, "b"), (1, "c"), (3, "a")],
        PRACTITIONERS: [(3, "a"), (4, "a"), (4, "c"), (4, "b")],
        MANAGERS: [(4, "c"), (5, "c"), (5, "a")],
    }
    given = {
        code: [
            {"s1-q1": level, "s1-q2": 3, "s2-q1": 6 - level, "s2-q2": "dont_know", "one": [option],
             "many": [option, "a"] if option != "a" else ["a"]}
            for level, option in rows
        ]
        for code, rows in people.items()
    }  # fmt: skip
    comments = {
        USERS: {"s1-q1": ("First line.\nSecond line.", "named"), "text": ("In my own words.", "unnamed")},
        CARERS: {"s1-q1": ("Never to be seen", "private")},
    }
    return released.make_release(given, versions=[version], comments=comments, **terms)


ALL_BUT_SIMPLE = [kind for kind in KINDS if kind[0] != "simple"]


@pytest.fixture(scope="module")
def report(undone):
    """One house, released once; the example, as it were."""
    with undone():
        return replace(build_report(house()), is_example=True)


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: "-".join(kind))
def printed(request, report):
    """Each kind of paper of the house, printed once: (paper, html, data)."""
    paper = Paper(report, *request.param)
    html = print_html(paper)
    return paper, html, pdf.render_pdf(html)


@pytest.fixture(scope="module")
def opened(printed):
    with pikepdf.open(io.BytesIO(printed[2])) as document:
        yield document


def only(*kinds):
    """Run a test with these kinds of paper alone."""
    return pytest.mark.parametrize("printed", kinds, indirect=True, ids=lambda kind: "-".join(kind))


# PDF/UA-1


def test_it_is_tagged_and_says_that_it_is_pdf_ua_1(opened, printed):
    root = opened.Root
    assert bool(root.MarkInfo.Marked)
    assert root.StructTreeRoot.Type == "/StructTreeRoot"
    assert str(root.Lang) == "en-GB"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with opened.open_metadata() as metadata:
        assert str(metadata["{http://www.aiim.org/pdfua/ns/id/}part"]) == "1"
        what = {
            "brief": "how well we work together, in brief", "report": "how well we work together",
            "annex": "every question", "simple": "a summary in simple words",
        }[printed[0].size]  # fmt: skip
        assert metadata["dc:title"] == f"Larkfield crisis house: {what}, Round 1, June 2026"
    assert str(opened.docinfo.Title).startswith("Larkfield crisis house")


def test_it_keeps_the_rules_of_pdf_ua_1(printed):
    assert faults_of(printed[2]) == []


def test_every_heading_is_in_the_outline_and_in_order(opened, printed):
    html = printed[1]
    headings = re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", html, re.DOTALL)
    wanted = [released.words_of(text).strip() for _, text in headings]
    wanted = [re.sub(" (?=[:,])", "", text) for text in wanted]
    found = []

    def walk(items):
        for item in items:
            found.append(re.sub(r"\s+", " ", item.title).strip())
            walk(item.children)

    with opened.open_outline() as outline:
        walk(outline.root)
    assert found == wanted
    levels = [int(level) for level, _ in headings]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    tagged = [int(str(node.S)[2]) for node in elements(opened) if re.fullmatch(r"/H\d", str(node.S))]
    assert tagged == levels


def test_every_figure_has_its_message_as_alternative_text(opened, printed):
    figures = elements(opened, "Figure")
    assert figures
    assert [node for node in figures if not str(node.get("/Alt", "")).strip()] == []
    alternatives = " ".join(str(node.Alt) for node in figures)
    if printed[0].size == "simple":
        assert "Answer 1 of 5, where 5 is the best" in alternatives
        return
    assert (
        "1.1 Title 1.1: Service users 17; Carers 17; Practitioners 69; Managers 92. Gap 75." in alternatives
    )


@only(*ALL_BUT_SIMPLE)
def test_every_header_cell_has_its_scope_and_every_cell_its_place(opened):
    headers = elements(opened, "TH")
    assert {str(node.A.Scope) for node in headers} == {"/Column", "/Row"}
    for node in elements(opened):
        kind = str(node.S)
        inside = {
            str(child.S)
            for child in node.get("/K", [])
            if isinstance(child, pikepdf.Dictionary) and "/S" in child
        }
        if kind == "/TR":
            assert inside <= {"/TH", "/TD"}
        elif kind == "/Table":
            assert inside <= {"/Caption", "/THead", "/TBody", "/TFoot", "/TR"}
        elif kind == "/L":
            assert inside <= {"/LI", "/Caption"}
        if kind == "/THead":
            assert str(node.P.S) == "/Table"


def test_every_font_is_embedded(opened):
    checked = 0
    for item in opened.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys()), item.FontName
            checked += 1
        if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0":
            assert "/ToUnicode" in item
    assert checked >= 3


def test_links_lead_inside_and_nothing_acts_by_itself(opened):
    for item in opened.objects:
        if isinstance(item, pikepdf.Dictionary):
            assert item.get("/S") not in ("/URI", "/JavaScript", "/Launch", "/GoToR")
    assert "/OpenAction" not in opened.Root
    assert "/AF" not in opened.Root


# What it says


@only(("annex", "a4"), ("annex", "large"))
def test_the_numbers_of_every_chart_stand_in_the_text_too(printed, opened):
    words = text_of(printed[2])
    figures = [str(node.Alt) for node in elements(opened, "Figure")]
    numbers = {n for alt in figures if "Gap" in alt for n in re.findall(r"\b\d+\b", alt.split(": ", 1)[1])}
    assert len(numbers) > 5
    assert {n for n in numbers if not re.search(rf"(?<![\d.]){re.escape(n)}(?![\d])", words)} == set()


@only(("report", "a4"), ("report", "large"))
def test_a_report_holds_what_it_must_and_nothing_held_back(printed):
    paper, _, data = printed
    report, words = paper.report, text_of(data)
    for row in report.took_part:
        assert row.name in words
    for framework in report.frameworks:
        assert framework.lead in words
    for part in report.parts:
        assert part.title in words
        for question in part.questions:
            assert question.label in words
    for passage in report.method:
        assert passage.heading in words
    assert "‘First line. Second line.’" in words
    assert "In my own words." in words
    assert "Group not shown" in words
    assert "Never to be seen" not in words
    assert "A Book (2020)." in words


@only(("annex", "a4"))
def test_an_annex_has_every_question_with_all_its_answers(printed):
    paper, html, data = printed
    words = text_of(data)
    for question in paper.report.questions:
        assert f"{question.number} {question.statement}" in words
        article = html.split(f'id="{question.anchor}"')[1].split("</article>")[0]
        assert article.count("gave ") >= len([row for row in question.rows if row.mean])
        assert [row.label for row in question.options if row.label not in article] == []
    assert "Never to be seen" not in words


@only(("brief", "a4"))
def test_a_brief_is_one_sheet_of_paper_and_leads_to_the_report(printed):
    paper, _, data = printed
    first, second = page_texts(data)
    assert paper.report.headline.words in first
    assert [row for row in paper.report.took_part if f"{row.people} {row.name}" not in first] == []
    assert [part.title for part in paper.report.parts if part.title not in first] == []
    assert [card.question.statement for card in paper.cards if card.question.statement not in second] == []
    assert "What we will do" in second
    assert "The whole report has every question" in second


@only(("report", "a4"), ("report", "large"))
def test_the_cover_lists_the_chapters_with_their_pages(printed):
    paper, _, data = printed
    pages = page_texts(data)
    reader = pypdf.PdfReader(io.BytesIO(data))
    cover = " ".join(reader.pages[i].extract_text(extraction_mode="layout") for i in range(2))
    listed = cover[cover.index("In this report") :]
    for chapter in paper.chapters:
        number = int(re.search(rf"{re.escape(chapter.title)}\s+(\d+)", listed)[1])
        heading = "The part on one scale" if len(paper.report.parts) == 1 else chapter.title
        heading = heading.replace("All parts", f"All {len(paper.report.parts)} parts")
        heading = {"Strong together, lowest, least sure": "Strong together"}.get(heading, heading)
        assert heading in pages[number - 1]
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_the_page_is_a4(opened):
    assert {tuple(round(float(v)) for v in page.mediabox) for page in opened.pages} == {(0, 0, 595, 842)}


def test_the_example_is_marked_on_every_page(printed):
    data = printed[2]
    assert [page for page in page_texts(data) if "Example: invented people and answers" not in page] == []


def test_too_few_people_print_their_reason_and_no_number():
    release = released.make_release(
        {USERS: [{"s1-q1": 1}], MANAGERS: [{"s1-q1": 5}]}, threshold=5,
        comments={USERS: {"s1-q1": ("A lonely voice", "named")}},
    )  # fmt: skip
    report = build_report(release)
    for kind in KINDS:
        data = pdf.render_pdf(page_of(report, *kind))
        words = text_of(data)
        assert "Fewer than 5 people sent their answers." in words, kind
        assert "A lonely voice" not in words, kind
        assert "Example: invented" not in words, kind
        assert not re.search(r"\b(?:0|100) of 100|apart\.|plain average: ", words), kind
        assert [page for page in page_texts(data) if len(page) < 60] == [], kind  # none is blank


def test_hostile_words_survive_as_words_in_html_and_pdf(monkeypatch):
    rows = [
        PerspectiveRow('<b>"Users" & ‘carers’</b>', '<i>U&"C"</i>', "people"),
        PerspectiveRow("W" * 60, "W" * 24, "services"),
        PerspectiveRow("שלום 🙂", "שלום 🙂", "services"),
    ]
    round_ = factories.make_round(perspectives=rows)
    codes = [p.code for p in round_.assessment.perspectives.all()]
    round_.assessment.title = "<script>Title</script> & a 🙂 " + "L" * 60
    round_.assessment.save()
    long = ("Many words here. " * 260)[:4000]
    for place, code in enumerate(codes):
        for _ in range(3):
            words = {"s1-q1": (HOSTILE, "named"), "s1-q2": (long, "named")} if place == 0 else {}
            factories.respond(round_, code, {"s1-q1": 1 + place, "s2-q1": 3}, comments=words)
    report = build_report(released.fetch(factories.release(round_)))
    html = page_of(report)
    for bad in ("<script>", "<img", '<b>"Users', "<i>"):
        assert bad not in html
    assert "{{ 7 }}" in html
    words = text_of(pdf.render_pdf(html))
    squeezed = re.sub(r"\s", "", words)
    for kept in (
        "<script>alert('x')</script>&“quoted”\"double\"'single'{{7}}{%now%}",
        "Secondparagraph.",
        LONG_WORD,
    ):
        assert re.sub(r"\s", "", kept) in squeezed
    assert '<i>U&"C"</i>' in words
    assert "W" * 24 in squeezed
    letters = unicodedata.normalize("NFKC", squeezed)
    assert "שלום" in letters or "םולש" in letters
    assert squeezed.count("Manywordshere.") > 3 * 235 - 12  # a few are broken over two pages


def test_wide_rounds_fit_their_pages():
    rows = [PerspectiveRow(f"Quite a long group name {n}", f"Longer group name {n}", side)
            for n, side in enumerate(["people"] * 3 + ["services"] * 3)]  # fmt: skip
    round_ = factories.make_round([factories.make_version(extra=("many",))], perspectives=rows)
    for p in round_.assessment.perspectives.all():
        for level in (1, 2, 4):
            factories.respond(round_, p.code, {"s1-q1": level, "s2-q1": 3, "many": ["a", "c"]})
    report = build_report(released.fetch(factories.release(round_)))
    for size, form in KINDS:
        for page in pdf.layout(page_of(report, size, form)).pages:
            edge = page.width - 13.5 / 25.4 * 96
            assert [box for box in _tables(page._page_box) if box.position_x + box.width > edge] == []


def _tables(box):
    if (box.element_tag or "") in ("table", "img", "{http://www.w3.org/2000/svg}svg"):
        yield box
    for child in getattr(box, "children", ()):
        yield from _tables(child)


# What it may read, and where it cannot be made


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x.png",
        "https://example.org/css/report.css",
        "https://static.invalid.example.org/css/report.css",
        "http://static.invalid/css/report.css",
        "file:///etc/passwd",
        "data:text/plain,hello",
        "https://static.invalid/../coprod/settings.py",
        "https://static.invalid/%2e%2e/coprod/settings.py",
        "https://static.invalid//etc/passwd",
        "https://static.invalid/css/none.css",
        "ftp://static.invalid/css/report.css",
        "css/report.css",
    ],
)
def test_nothing_but_our_own_static_files_is_read(url):
    with pytest.raises(ValueError, match="static file"):
        pdf.static_file(url)


def test_our_own_static_files_are_read():
    assert b"@page" in pdf.static_file(f"{pdf.BASE_URL}css/report.css")


def test_a_page_that_asks_for_the_network_gets_nothing(monkeypatch):
    import socket

    def refuse(*_args, **_keys):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    data = pdf.render_pdf(
        '<html lang="en"><title>T</title><link rel=stylesheet href="https://example.org/a.css">'
        '<img alt="x" src="http://example.org/x.png"><img alt="y" src="file:///etc/hostname"><p>Here</p></html>'
    )
    assert "Here" in text_of(data)


def test_a_machine_without_weasyprint_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(pdf.PdfUnavailable, match="Pango"):
        pdf.render_pdf("<p>")
    release = house()
    with pytest.raises(CommandError, match="Pango"):
        call_command("export_report", release.round_id, output=tmp_path / "r.pdf")
    assert not (tmp_path / "r.pdf").exists()


def test_export_report_writes_the_pdf(tmp_path):
    path = tmp_path / "r.pdf"
    call_command("export_report", house().round_id, output=path)
    assert path.read_bytes().startswith(b"%PDF-1.7")


def test_charts_never_style_by_attribute(printed):
    html = printed[1]
    assert " style=" not in html
    assert f'font-family="{escape(FONT)}"' in html or printed[0].size == "simple"
