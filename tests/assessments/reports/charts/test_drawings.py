"""The charts: what they draw is read back from the SVG and measured."""

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.charts import bars, icons, printed, strips
from assessments.reports.charts.markers import RADIUS, Marker
from assessments.reports.charts.strips import Point
from assessments.reports.charts.svg import INK
from tests.assessments.reports.charts.drawings import area, assert_inside, draw, number

HOSTILE = "<script>alert('1')</script> & \"x\" ]]> \x00\x08\x1f\x85\ud800\ufffe\n\té 漢 😀"
CLASSES = {"chart", "strip", "abar", "pm", "sw", "logo", "people"}


def every_drawing(words="Words", ident="c"):
    """One of each, as strings, with the same words wherever words go."""
    named = {"title": f"Title {words}"}
    points = [Point(words, ("circle", "diamond"), 12), Point(words, ("ring",), 40)]
    counts = [(words, 2), (words, 1)]
    return [
        strips.strip(ident=f"{ident}-1", points=points, band="far", **named),
        printed.strip(ident=f"{ident}-2", points=points, band="apart", **named),
        printed.axis(ident=f"{ident}-3"),
        bars.distribution(ident=f"{ident}-7", counts=counts, without_score=2, **named),
        printed.distribution(ident=f"{ident}-8", counts=counts, without_score=2, **named),
        bars.option_bar(ident=f"{ident}-4", count=2, out_of=7, **named),
        printed.option_bar(ident=f"{ident}-9", count=2, out_of=7, **named),
        icons.people_row(ident=f"{ident}-5", title=named["title"], shape="star", count=12),
        icons.people_bar(ident=f"{ident}-6", title=named["title"], shape="ring", count=50, longest=60),
        icons.swatch(0, 3),
        icons.swatch_without_score(),
        icons.icon(("plus",)),
        icons.icon(("plus", "star")),
        icons.logo(),
    ]  # fmt: skip


# --- Every drawing --------------------------------------------------------------------------


@pytest.mark.parametrize("drawing", every_drawing(HOSTILE))
def test_drawing_is_valid_xml_when_words_are_hostile(drawing):
    assert type(drawing) is str
    drawing.encode("utf-8")
    svg = ET.fromstring(drawing)
    tags = {element.tag for element in svg.iter()}
    assert tags <= {
        "svg", "g", "title", "desc", "rect", "line", "circle", "polygon", "text"
    }  # fmt: skip
    if svg.get("role") == "img":
        assert (
            "<script>alert('1')</script> & \"x\"" in svg.find("title").text
            or "Axis" in svg.find("title").text
        )


@given(st.text())
def test_drawings_are_valid_xml_for_any_words(words):
    for drawing in every_drawing(words):
        ET.fromstring(drawing)


@pytest.mark.parametrize("drawing", every_drawing(HOSTILE))
def test_drawing_uses_presentation_attributes_only(drawing):
    for element in ET.fromstring(drawing).iter():
        assert element.tag not in {"style", "script"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
        assert set(element.get("class", "chart").split()) <= CLASSES


@pytest.mark.parametrize("drawing", every_drawing())
def test_drawing_is_named_or_hidden(drawing):
    svg = ET.fromstring(drawing)
    assert svg[0].tag == "title"
    assert svg[0].text
    if svg.get("aria-hidden") == "true":
        assert svg.get("role") is None
        return
    assert svg.get("role") == "img"
    ids = {e.get("id"): e for e in svg.iter() if e.get("id")}
    assert svg.get("aria-labelledby").split() == list(ids)
    assert svg.find("title").text in ("Title Words", "Axis from 0, least good, to 100, best")


def test_ids_are_unique_on_a_page_when_idents_are():
    page = "".join(every_drawing(ident="a") + every_drawing(ident="b"))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 18


@pytest.mark.parametrize("drawing", every_drawing())
def test_drawing_is_inside_its_frame(drawing):
    svg = ET.fromstring(drawing)
    if svg.get("viewBox"):  # on screen a strip and a bar are as wide as their place
        assert_inside(svg)
    else:
        assert (svg.get("width"), svg.get("class")) in (("100%", "strip"), ("100%", "abar"))


@pytest.mark.parametrize("drawing", every_drawing())
def test_text_is_large_enough(drawing):
    svg = ET.fromstring(drawing)
    least = 9.9 if svg.get("width", "").endswith("pt") else 15
    for text in svg.iter("text"):
        assert least <= number(text, "font-size") <= 18


@pytest.mark.parametrize("ident", ["", "1a", "a b", 'a"b', "é", "a\n"])
def test_chart_is_refused_when_ident_is_no_id(ident):
    with pytest.raises(ValueError, match="not usable as an id"):
        draw(ident=ident)


def test_chart_is_refused_when_title_says_nothing():
    with pytest.raises(ValueError, match="needs a title"):
        draw(title=" \x00\n")


# --- Markers --------------------------------------------------------------------------------


def test_markers_stand_in_the_fixed_order_and_colours():
    assert [(m.value, m.colour) for m in Marker] == [
        ("circle", "#B23A12"),
        ("diamond", "#1D4F91"),
        ("square", "#17806F"),
        ("triangle", "#6A2459"),
        ("plus", "#A67A00"),
        ("star", "#4A443C"),
        ("ring", "#1E1B17"),
    ]


@pytest.mark.parametrize("marker", Marker)
def test_every_marker_covers_the_same_area(marker):
    icon = ET.fromstring(icons.icon((marker,)))
    assert icon.get("class") == "pm"
    assert icon.find("title").text == marker.value
    assert area(icon[1]) == pytest.approx(math.pi * RADIUS**2, rel=0.005)
    assert_inside(icon)


def test_ring_is_not_filled():
    ring = ET.fromstring(icons.icon(("ring",)))[1]
    assert (ring.get("fill"), ring.get("stroke")) == ("none", INK)


def test_icon_of_a_pooled_group_has_its_shapes_in_one_frame():
    icon = ET.fromstring(icons.icon(("diamond", "circle")))
    assert icon.find("title").text == "circle and diamond"
    colours = [e.get("fill") for e in icon if e.tag in ("circle", "polygon")]
    assert colours == [Marker.CIRCLE.colour, Marker.DIAMOND.colour]
    assert len([rect for rect in icon.iter("rect") if rect.get("stroke") == INK]) == 1
    assert_inside(icon)


@pytest.mark.parametrize("shapes", [(), ("heart",)])
def test_icon_is_refused_when_shape_is_unknown(shapes):
    with pytest.raises(ValueError, match=r"shape|heart"):
        icons.icon(shapes)
