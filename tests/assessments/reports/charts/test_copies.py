"""Charts to copy: each says by itself what it shows, as a drawing and as a picture, and opens no address."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from assessments.reports.build import build_report
from assessments.reports.charts.copies import copy_of_chart, names_of_charts
from assessments.reports.charts.sheet import MARGIN, WIDTH, lines_of
from frameworks.pictures.drawing import PictureRefused, draw_png
from tests import factories
from tests.assessments.released import EXAMPLE_NAMES, PRACTITIONERS, USERS, example_report, make_release

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
SVG = "{http://www.w3.org/2000/svg}"
NASTY = (
    "<script>alert(1)</script> </style> file:///etc/passwd http://example.org =cmd() " + "W" * 300 + " مرحبا"
)


def read(sheet):
    """The words and the root of a drawing, as any program would read them."""
    root = ET.fromstring(sheet.svg())
    return " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text")), root


def copies(report):
    for name in names_of_charts(report):
        sheet = copy_of_chart(report, name, credit="Common Measure")
        assert sheet is not None, name
        yield name, sheet


@pytest.mark.parametrize("example", EXAMPLE_NAMES)
def test_each_chart_says_what_was_asked_of_whom_and_when_and_no_other_number(example):
    _, report = example_report(example)
    questions = {question.anchor: question for question in report.questions}
    for name, sheet in copies(report):
        words, root = read(sheet)
        assert report.organisation in words
        assert f"{report.released_on:%B %Y}" in words
        assert f"{report.people} " in words
        told = root.find(f"{SVG}title").text
        if question := questions.get(name):
            assert question.statement in words
            assert question.statement in told
            for row in question.rows:
                assert not row.position or row.position.printed in words.split()
            assert all(group.name in words for group in report.groups)
        assert not any("href" in key for element in root.iter() for key in element.attrib)
        assert not list(root.iter(f"{SVG}image"))


def test_words_of_people_stay_words_and_stay_inside():
    release = make_release({USERS: [{"s1-q1": 1}] * 6, PRACTITIONERS: [{"s1-q1": 3}] * 6})
    report = replace(build_report(release), title=NASTY, round_title=NASTY, organisation=NASTY)
    groups = tuple(replace(group, name=NASTY) for group in report.groups)
    for _name, sheet in copies(replace(report, groups=groups)):
        _words, root = read(sheet)
        assert not list(root.iter(f"{SVG}script"))
        assert sheet.height < 6000
    for line in lines_of(NASTY, 18, 300):
        assert len(line) < 60
    assert "".join(lines_of(NASTY, 18, 300)).replace(" ", "") == NASTY.replace(" ", "")


def test_a_chart_is_drawn_as_a_picture_with_its_words_inside_its_edges():
    report = build_report(make_release({USERS: [{"s1-q1": 1}] * 6, PRACTITIONERS: [{"s1-q1": 3}] * 6}))
    [name, sheet] = next(pair for pair in copies(report) if pair[0] == "f1-q1-1")
    png = Image.open(io.BytesIO(draw_png(sheet.svg(), width=sheet.width, height=sheet.height)))
    assert png.format == "PNG"
    assert png.width == 2 * WIDTH
    assert abs(png.height - 2 * sheet.height) <= 2
    dark = png.convert("L").point(lambda shade: 255 if shade < 128 else 0).getbbox()
    assert dark[0] >= 2 * (MARGIN - 4)
    assert dark[2] <= 2 * (WIDTH - MARGIN + 4)
    assert dark[3] <= png.height - 20


def test_a_very_tall_chart_is_drawn_smaller_rather_than_taking_all_memory():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="60000"></svg>'
    png = Image.open(io.BytesIO(draw_png(svg, width=1000, height=60_000)))
    assert png.width * png.height <= 16_100_000


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="file:///etc/passwd" width="9" height="9"/>',
        "<!DOCTYPE svg>",
        "<broken",
    ],
)
def test_nothing_is_read_for_a_picture(inside):
    with pytest.raises(PictureRefused):
        draw_png(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>', width=10, height=10)


@pytest.mark.parametrize("few", [True, False])
def test_every_chart_that_a_page_offers_is_there(few):
    version = factories.make_version(extra=("one", "many", "text"))
    answers = {USERS: [{"s1-q1": 1, "one": ["a"], "s1-q2": "dont_know", "s2-q1": 5}] * 6}
    answers[PRACTITIONERS] = [{"s1-q1": 3, "s2-q1": 5}] * (2 if few else 6)
    release = make_release(answers, versions=[version])
    _link, secret = factories.share(release)
    client, pages = Client(), [reverse("assessments:shared_results", args=[secret])]
    pages += [
        reverse("assessments:shared_results_part", args=[secret, part.framework, part.code])
        for part in build_report(release).parts
    ]
    found, seen = set(), set()
    for page in pages:
        html = lxml.html.fromstring(client.get(page).content.decode())
        found |= set(html.xpath("//*[contains(@class, 'copyit')]//a/@href"))
        for place in html.xpath("//article[.//svg[@role='img']] | //li[.//svg[@role='img']]"):
            copies_here = place.xpath(".//*[contains(@class, 'copyit')]//a/@href")
            assert len(copies_here) == 2, (page, place.text_content()[:200])
            seen.add(place.tag)
    assert few or seen == {"article", "li"}
    offered = {re.sub(r".*/charts/|\.(svg|png)", "", one) for one in found}
    assert offered == set(names_of_charts(build_report(release)))
    for address in found:
        if address.endswith("svg"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer["Content-Type"] == "image/svg+xml"
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["Cache-Control"]
