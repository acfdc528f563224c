"""Drawings are files of their own to WeasyPrint, and say and look the same."""

from xml.etree import ElementTree

import pytest

from assessments.printing import pdf
from assessments.printing.drawings import extract_drawings
from assessments.printing.qr import qr_svg
from assessments.reports.charts import icons
from assessments.reports.charts.printed import option_bar

HOSTILE = "<b>\"A\" & 'b'</b>"


def bar():
    return option_bar(ident="bar", title=f"{HOSTILE}: 2 of 3", count=2, out_of=3)


def test_a_drawing_becomes_a_picture_with_its_class_and_its_title():
    page, drawings = extract_drawings(f"<p>Before {icons.swatch(0, 5)} after</p>")
    assert page == '<p>Before <img class="sw" src="drawing:0" alt="Shade 1 of 5"> after</p>'
    tree = ElementTree.fromstring(drawings["drawing:0"])
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    assert tree.get("viewBox") == "0 0 22 16"


def test_words_of_people_stay_words():
    page, drawings = extract_drawings(bar())
    said = "&lt;b&gt;&quot;A&quot; &amp; &#x27;b&#x27;&lt;/b&gt;: 2 of 3"
    assert page == f'<img class="chart" src="drawing:0" alt="{said}">'
    assert ElementTree.fromstring(drawings["drawing:0"])[0].text == f"{HOSTILE}: 2 of 3"


def test_a_qr_code_is_one_too():
    page, drawings = extract_drawings(qr_svg("https://example.org", 'It opens "the page"'))
    assert page == '<img class="qr" src="drawing:0" alt="It opens &quot;the page&quot;">'
    assert ElementTree.fromstring(drawings["drawing:0"]).get("role") == "img"


def test_what_is_drawn_twice_is_one_file():
    page, drawings = extract_drawings(icons.logo() + icons.swatch(1, 5) + icons.logo())
    assert [part.split('"')[0] for part in page.split('src="')[1:]] == ["drawing:0", "drawing:1", "drawing:0"]
    assert list(drawings) == ["drawing:0", "drawing:1"]


def test_a_drawing_without_a_title_stays_where_it_is():
    html = f'<svg><path d="M0 0"/></svg>{icons.logo()}'
    page, drawings = extract_drawings(html)
    assert page.startswith('<svg><path d="M0 0"/></svg><img ')
    assert len(drawings) == 1


def test_no_other_drawing_is_opened():
    fetch = pdf._fetcher({"drawing:0": b"<svg/>"}).fetch
    assert fetch("drawing:0").read() == b"<svg/>"
    for address in ("drawing:1", "drawing:0/../1"):
        with pytest.raises(ValueError, match="not one of our static files"):
            fetch(address)


def test_the_file_is_the_same_as_with_drawings_inside_the_page(monkeypatch):
    pictures = "".join([bar(), icons.logo(), icons.swatch_without_score(), icons.icon(["ring", "square"])])
    html = (
        '<html lang="en"><title>T</title><link rel=stylesheet href="css/report.css">'
        f"<body><h1>T</h1><p>{pictures}</p></body></html>"
    )
    apart = pdf.render_pdf(html)
    monkeypatch.setattr(pdf, "extract_drawings", lambda page: (page, {}))
    assert apart == pdf.render_pdf(html)
