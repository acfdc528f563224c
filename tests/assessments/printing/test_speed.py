"""What makes a PDF quick to set, and must change nothing else."""

import gc
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from assessments.printing import pdf


@pytest.fixture
def collecting():
    """Whether garbage is collected during a test is put back after it."""
    was = gc.isenabled()
    yield
    (gc.enable if was else gc.disable)()


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_garbage_collection_is_off_while_pages_are_set_and_then_as_before(
    collecting, monkeypatch, before, fails
):
    seen = []

    def layout(html):
        seen.append(gc.isenabled())
        if fails:
            raise pdf.PdfUnavailable(html)
        return original(html)

    original = pdf.layout
    monkeypatch.setattr(pdf, "layout", layout)
    (gc.enable if before else gc.disable)()
    try:
        pdf.render_pdf('<html lang="en"><title>T</title><p>Here</p></html>')
    except pdf.PdfUnavailable:
        assert fails
    assert seen == [False]
    assert gc.isenabled() is before


@pytest.mark.parametrize("sheet", ["sheets.css", "handouts.css"])
def test_items_of_every_flex_box_need_no_narrowest_width(sheet):
    """Without it WeasyPrint sets each of their words by itself: a third of the time of a report."""
    css = pdf.static_file(f"{pdf.BASE_URL}css/{sheet}").decode()
    boxes = set(re.findall(r"^([^{}\n]+)\{[^}]*display:flex", css, re.MULTILINE))
    [items] = re.findall(r"^([^{}\n]+)\{min-width:0;min-height:0\}", css, re.MULTILINE)
    assert boxes
    assert {f"{box}>*" for box in boxes} == set(items.split(","))


def test_reports_are_set_from_blocks_and_fixed_tables_alone():
    """Whatever else takes WeasyPrint many times as long."""
    css = re.sub(r"/\*.*?\*/", "", pdf.static_file(f"{pdf.BASE_URL}css/report.css").decode(), flags=re.DOTALL)
    slow = r"display:(?:inline-)?(?:flex|grid)|float:|columns?:|column-|position:absolute"
    assert re.findall(slow, css) == []
    tables = re.findall(r"display:table;[^}]*", css)
    assert [one for one in tables if "table-layout:fixed" not in one] == []
    assert "table{border-collapse:collapse;width:100%;table-layout:fixed}" in css


def test_styles_that_no_element_needs_are_not_made_and_nothing_looks_different():
    """WeasyPrint's own style sheet gives six more to each element: for notes, and for the marks of lists."""
    import weasyprint

    html = (
        '<html lang="en"><title>T</title><h1>T</h1><ol><li>One<li>Two</ol><ul><li>Three<ul><li>Four</ul></ul>'
        "<p>Five <q>six</q><br>seven</p><table><tr><th>Eight<td>Nine</table></html>"
    )
    lean = pdf.layout(html)
    ordinary = weasyprint.HTML(string=html).render(pdf_variant=pdf.VARIANT)
    assert lean.write_pdf(pdf_variant=pdf.VARIANT) == ordinary.write_pdf(pdf_variant=pdf.VARIANT)
    assert len(pseudo_elements(pdf._lean_html()(string=html))) < 10
    assert len(pseudo_elements(weasyprint.HTML(string=html))) > 60


@pytest.mark.parametrize("sheet", ["report.css", "sheets.css"])
def test_our_style_sheets_and_fonts_are_read_once_and_nothing_looks_different(monkeypatch, sheet):
    import weasyprint

    def refuse(*_args, **_more):
        raise AssertionError("read again")

    html = (
        f'<html lang="en"><title>T</title><link rel="stylesheet" href="css/{sheet}">'
        "<body><h1>One</h1><p>Two <b>three</b> <i>ďour</i></p></html>"
    )
    pdf.layout(html)
    with monkeypatch.context() as patch:
        patch.setattr("weasyprint.preprocess_stylesheet", refuse)
        patch.setattr("fontTools.ttLib.woff2.decompress", refuse)
        again = pdf.layout(html).write_pdf(pdf_variant=pdf.VARIANT)
    monkeypatch.setattr("weasyprint.css.CSS", weasyprint.CSS)
    monkeypatch.setattr(pdf, "_unpacked_font", pdf.static_file)
    anew = pdf.layout(html).write_pdf(pdf_variant=pdf.VARIANT)
    assert again == anew


def test_our_style_sheets_have_nothing_that_would_be_lost_where_they_are_kept():
    """assessments/printing/stylesheets.py has which."""
    for path in Path(finders.find("css/report.css")).parent.glob("*.css"):
        assert re.findall("@(?:import|counter-style|color-profile)", path.read_text(encoding="utf-8")) == []


def pseudo_elements(html):
    """What has a style of its own without being an element."""
    found = set()
    for element in html.wrapper_element.iter_subtree():
        for sheet in html._ua_stylesheets():
            found |= {
                (element.etree_element, pseudo) for _, _, pseudo, _ in sheet.matcher.match(element) if pseudo
            }
    return found
