"""The numbers of PDFs and of pages on screen, as somebody hears them who has them read aloud: row by row of
each table, with the text of each chart. Keys are those of numbers.py."""

import io
import re
from dataclasses import dataclass

import lxml.html
import pikepdf
from django.urls import reverse

from assessments.printing.pdf import render_pdf
from assessments.reports.papers.paper import Paper
from tests import factories
from tests.assessments.reports.papers import SIZES, page_of
from tests.assessments.reports.pdfs import faults_of, words_of_pieces

OF_STRIPS = {"position", "parity", "gap"}
OF_BARS = {"position", "answer", "dont_know", "not_applicable", "not_said"}
BLOCKS = {"/Div", "/P"}
SPECIAL = {"don’t know": "dont_know", "doesn’t apply": "not_applicable", "not said": "not_said"}


@dataclass
class Cell:
    words: str
    charts: tuple


def rows_of_pdf(document):
    """Each row of each table, in order: [Cell, ...]."""
    drawn = {
        (page.obj.objgen, number): words
        for page in document.pages
        for number, words in words_of_pieces(page).items()
    }

    def inside(node):
        words, charts = "", ()
        if str(node.S) == "/Figure":
            charts = (str(node.get("/Alt", "")),)
        for kid in node.get("/K", []):
            if isinstance(kid, int):
                words += drawn.get((node.Pg.objgen, kid), "")
            elif "/S" in kid:
                cell = inside(kid)
                apart = " " if str(kid.S) in BLOCKS else ""
                words, charts = f"{words}{apart}{cell.words}{apart}", charts + cell.charts
        return Cell(words, charts)

    def walk(node):
        kids = [kid for kid in node.get("/K", []) if not isinstance(kid, int) and "/S" in kid]
        if str(node.S) == "/TR":
            yield [inside(kid) for kid in kids]
        else:
            for kid in kids:
                yield from walk(kid)

    return list(walk(document.Root.StructTreeRoot.K[0]))


def rows_of_page(html):
    """The same of a page."""
    page = lxml.html.fromstring(html)
    for row in page.iter("tr"):
        yield [
            Cell(
                " ".join(
                    " ".join(text.split())
                    for text in cell.xpath(".//text()[not(ancestor::svg)]")
                    if text.strip()
                ),
                tuple(cell.xpath(".//svg/title/text()")),
            )
            for cell in row.iterchildren("th", "td")
        ]


def read_strips(rows, subjects):
    """What rows with one chart of the groups tell: [(key, label, names of groups that may be on it)]."""
    found, ahead = {}, iter(rows)
    for key, label, names in subjects:
        told, after = _next(ahead, f"{label}: ")
        gap = re.search(r"\. Gap (\d+)\.", told)
        found[key, "", "gap"] = int(gap[1]) if gap else None
        for name in names:
            if at := re.match(rf"{re.escape(name)} (\d+)[;.] ?", told):
                found[key, name, "position"] = int(at[1])
                told = told[at.end() :]
        if everyone := re.search(r"Everyone (\d+)\.$", told):
            found[key, "Everyone", "position"] = int(everyone[1])
        gap_cell, score = (re.search(r"\d+", cell.words) for cell in after[-2:])
        if gap:
            assert int(gap_cell[0]) == int(gap[1])
        if score:
            of_all = re.search(r"everyone|all", after[-1].words) or not names
            found[key, "Everyone" if of_all else "", "position" if of_all else "parity"] = int(score[0])
    return _known(found)


def read_bars(rows, questions):
    """What rows with one chart of a group's answers tell. questions: in the order of the rows."""
    found, ahead = {}, iter(rows)
    for question in questions:
        key = ("question", question.key)
        for row in question.rows:
            told, after = _next(ahead, f"{question.number}, {row.name}: ")
            for place, name in enumerate(count.name for count in row.counts):
                counted = re.search(rf"(?:^|, )(\d+) gave {re.escape(name)}(?=, \d|$)", told)
                found[key, row.name, f"answer {place}"] = int(counted[1]) if counted else 0
            for words, measure in SPECIAL.items():
                counted = re.search(rf"(?:^|, )(\d+) {words}(?=, \d|$)", told)
                found[key, row.name, measure] = int(counted[1]) if counted else 0
            if score := re.search(r"\d+", after[-1].words):
                found[key, row.name, "position"] = int(score[0])
    return _known(found)


def read_options(rows, questions):
    """What rows with one chart of how many picked an answer tell."""
    found, ahead = {}, iter(rows)
    for question in questions:
        for place, option in enumerate(question.options):
            told, _after = _next(ahead, f"{question.number}, {option.label}: ")
            picked, of = _some_of(told)
            found["question", question.key, "Everyone", f"answer {place}"] = picked
            found["question", question.key, "Everyone", "answered"] = of
    return {((a, b), c, d): value for (a, b, c, d), value in found.items()}


def _some_of(told):
    """The numbers of '3 of 12 people', 'all 12 people', '1 person', 'nobody'."""
    numbers = [int(number) for number in re.findall(r"\d+", told)]
    return (numbers[0], numbers[-1]) if numbers else (0, 0)


def _next(rows, begins):
    """The rest of the next chart whose text begins so, and the cells behind it. Raises StopIteration."""
    while True:
        row = next(rows)
        for place, cell in enumerate(row):
            for chart in cell.charts:
                if chart.startswith(begins):
                    return chart.removeprefix(begins), row[place + 1 :]


def _known(found):
    return {key: value for key, value in found.items() if value is not None}


def assert_told_on_paper_and_screen(client, release, report, wanted, forms):
    """Brief, report and annex as PDF in these forms, and the pages of the results, have these numbers and no
    other."""
    parts = [
        (("part", f"{part.framework}/{part.code}"), f"{part.number} {part.title}", names_of(part.area.groups))
        for part in Paper(report, "report").parts
        if part.area.everyone
    ]
    shown = [question for question in report.questions if question.everyone]
    rated = [question for question in shown if question.kind == "rating"]
    chosen = [question for question in shown if question.kind == "choice"]
    lines = [
        (("question", question.key), question.label, names_of(question.groups))
        for question in rated
        if question.everyone.position
    ]

    def assert_told(found, subjects, measures):
        """Nothing is wrong, and nothing is missing but the average of everyone beside that of both sides."""
        keys = {key for key, *_ in subjects}
        all_of_them = {key for key in wanted if key[0] in keys and key[2].split()[0] in measures}
        assert found.items() <= wanted.items()
        missing = all_of_them - found.keys()
        assert {(name, measure) for _, name, measure in missing} <= {("Everyone", "position")}

    for form in forms:
        rows = {}
        for size in SIZES:
            written = render_pdf(page_of(report, size, form))
            faults = [fault for fault in faults_of(written) if "NOTDEF-GLYPH" not in fault]
            assert not faults, (size, form, faults[:3])
            with pikepdf.open(io.BytesIO(written)) as document:
                rows[size] = rows_of_pdf(document)
                assert not {"/CreationDate", "/ModDate"} & set(document.docinfo)  # when somebody asked for it
        assert_told(read_strips(rows["brief"], parts), parts, OF_STRIPS)
        assert_told(read_strips(rows["report"], parts + lines), parts + lines, OF_STRIPS)
        bars = read_bars(rows["annex"], rated)
        assert_told(bars, [(("question", question.key),) for question in rated], OF_BARS)
        options = read_options(rows["annex"], chosen)
        assert options.items() <= wanted.items()
        assert {key[0][1] for key in options} == {question.key for question in chosen}

    # The same on screen
    client.force_login(factories.make_member(release.round.assessment.organisation, "reader"))
    if not report.shown:
        return

    def page(name, *place):
        return harmless(client.get(reverse(f"assessments:{name}", args=[release.round_id, *place])).text)

    page("results_comments")
    table = page("results_questions")
    assert_told(read_strips(rows_of_page(table), lines), lines, OF_STRIPS)
    overview = page("results")
    assert_told(read_strips(rows_of_page(overview), parts), parts, OF_STRIPS)
    whole = {}
    for part in report.parts:
        read = list(rows_of_page(page("results_part", part.framework, part.code)))
        whole |= read_bars(read, [question for question in rated if question in part.questions])
        whole |= read_options(read, [question for question in chosen if question in part.questions])
    assert whole == bars | options


def harmless(html):
    """The same, once it is certain that nothing in it runs, and nothing but https leads out of the site."""
    page = lxml.html.fromstring(html)
    assert not page.xpath("//script[not(@src)] | //iframe | //object | //@*[starts-with(name(), 'on')]")
    ours = ("/", "#", "?", "https://", "mailto:", "tel:")  # what a plan rests on, and who to talk to
    assert [one for one in page.xpath("//@src | //main//@href") if not one.startswith(ours)] == []
    return html


def names_of(groups):
    return [one.group.name for one in groups if one.group]
