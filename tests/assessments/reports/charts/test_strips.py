"""Strips, on screen and on paper: what they draw is read back from the SVG and measured."""

import itertools
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.charts import printed, strips
from assessments.reports.charts.markers import Marker, half_width, in_order
from assessments.reports.charts.strips import KEEP, SLACK, Point, shifts
from assessments.reports.charts.svg import AMBER, INK, PALE
from tests.assessments.reports.charts.drawings import (
    area,
    assert_inside,
    box,
    counts_shown,
    draw,
    number,
)

PERSPECTIVES = [marker.value for marker in Marker if marker is not Marker.RING]
BOTH = pytest.mark.parametrize("drawn", [strips.strip, printed.strip])
TWO = [Point("Carers", ("diamond",), 20), Point("Managers", ("triangle",), 75)]


def colour_of(shape):
    return Marker(shape).colour


def bars_of(svg):
    return [rect for rect in svg.iter("rect") if rect.get("fill") in (AMBER, PALE)]


@pytest.mark.parametrize("value", [0, 25, 40, 100])
def test_a_mark_stands_at_its_position(value):
    svg = draw([Point("Carers", ("diamond",), value)])
    axis = next(line for line in svg.iter("line") if line.get("y1") == line.get("y2"))
    left, right = number(axis, "x1"), number(axis, "x2")
    mark = next(e for e in svg.iter("polygon") if e.get("fill") == colour_of("diamond"))
    edges = box(mark)
    assert (edges[0] + edges[2]) / 2 == pytest.approx(left + value / 100 * (right - left), abs=0.02)
    assert (edges[1] + edges[3]) / 2 == pytest.approx(number(axis, "y1"), abs=0.02)


def test_on_screen_a_mark_stands_at_its_position_in_percent_and_has_no_frame_to_scale():
    svg = draw(TWO, drawn=strips.strip)
    assert svg.get("viewBox") is None
    assert (svg.get("width"), svg.get("height")) == ("100%", "36")
    assert [inner.get("x") for inner in svg.findall("svg")] == ["20%", "75%"]


@BOTH
@pytest.mark.parametrize("value", [-1, 101])
def test_a_position_off_the_axis_is_refused(drawn, value):
    with pytest.raises(ValueError, match="from 0 to 100"):
        draw([Point("Carers", ("diamond",), value)], drawn=drawn)
    with pytest.raises(ValueError, match="from 0 to 100"):
        draw(everyone=value, drawn=drawn)
    with pytest.raises(ValueError, match="no such band"):
        draw(band="loud", drawn=drawn)


@BOTH
@pytest.mark.parametrize(("band", "fill"), [("far", AMBER), ("apart", PALE)])
def test_a_bar_runs_from_the_lowest_to_the_highest_group_with_a_side(drawn, band, fill):
    svg = draw([*TWO, Point("No name", ("ring",), 90)], band=band, drawn=drawn)
    [bar] = bars_of(svg)
    assert bar.get("fill") == fill
    if drawn is strips.strip:
        assert (bar.get("x"), bar.get("width")) == ("20%", "55%")
    else:
        assert (number(bar, "x"), number(bar, "width")) == pytest.approx((76.8, 134.2), abs=0.02)
    assert counts_shown(svg)[-1] == "75"


@BOTH
@pytest.mark.parametrize("band", ["close", None])
def test_agreement_and_what_is_not_compared_have_no_bar_and_differ(drawn, band):
    svg = draw(TWO, band=band, drawn=drawn)
    assert bars_of(svg) == []
    broken = [line for line in svg.iter("line") if line.get("stroke-dasharray")]
    assert len(broken) == (0 if band else 1)


@BOTH
def test_where_no_groups_are_shown_it_says_where_everyone_is(drawn):
    svg = draw(everyone=54, band=None, drawn=drawn)
    assert counts_shown(svg) == ["everyone 54"]
    assert [e.tag for e in svg.iter() if e.tag in ("polygon", "circle")] == []
    assert [line for line in svg.iter("line") if line.get("stroke-dasharray")]
    assert counts_shown(draw(band=None, drawn=drawn)) == []


@BOTH
def test_the_numbers_at_both_ends_are_exact(drawn):
    points = [Point("a", ("circle",), 20), Point("b", ("square",), 22), Point("c", ("plus", "star"), 24)]
    assert set(counts_shown(draw(points, drawn=drawn))) == {"20", "24"}
    same = [Point("a", ("circle",), 20), Point("b", ("square",), 20)]
    assert set(counts_shown(draw(same, drawn=drawn))) == {"20"}


@BOTH
def test_pooled_shapes_stand_side_by_side_in_one_frame(drawn):
    svg = draw([Point("Pool", ("square", "diamond", "circle"), 50)], drawn=drawn)
    [frame] = [rect for rect in svg.iter("rect") if rect.get("rx") and rect.get("stroke") == INK]
    shapes = [
        e for e in svg.iter() if e.get("fill") in {colour_of(s) for s in ("square", "diamond", "circle")}
    ]
    assert [e.get("fill") for e in shapes] == [colour_of(s) for s in ("circle", "diamond", "square")]
    edges = [box(e) for e in shapes]
    assert edges == sorted(edges)
    left, top, right, bottom = box(frame)
    assert all(left < e[0] and e[2] < right and top < e[1] and e[3] < bottom for e in edges)


def test_no_group_looks_bigger_than_another():
    svg = draw([Point(shape, (shape,), 16 * i) for i, shape in enumerate(PERSPECTIVES)])
    areas = [area(e) for shape in PERSPECTIVES for e in svg.iter() if e.get("fill") == colour_of(shape)]
    assert len(areas) == 6
    assert areas == pytest.approx([areas[0]] * 6, rel=0.005)


@st.composite
def any_points(draw_one):
    """Perspectives dealt out to any number of groups, anywhere on the axis."""
    homes = draw_one(st.lists(st.integers(0, 6), min_size=6, max_size=6))
    points = [
        Point(f"Group {home}", shapes, draw_one(st.integers(0, 100)))
        for home in sorted(set(homes) - {0})
        if (shapes := tuple(s for s, h in zip(PERSPECTIVES, homes, strict=True) if h == home))
    ]
    if draw_one(st.booleans()):
        points.append(Point("No name", ("ring",), draw_one(st.integers(0, 100))))
    return draw_one(st.permutations(points))


@given(any_points(), st.sampled_from([200.0, 260.0, 300.0]), st.sampled_from([4.6, 8.6]))
def test_marks_stay_in_order_and_none_hides_another(points, width, radius):
    moves = shifts(points, width, radius)
    at = [
        (p.value * width / 100 + move, half_width(p.markers, radius))
        for p, move in zip(points, moves, strict=True)
    ]
    ordered = sorted(zip(points, at, strict=True), key=lambda one: one[1][0])
    assert [p.value for p, _ in ordered] == sorted(p.value for p in points)
    for (_, (x, half)), (_, (next_x, next_half)) in itertools.pairwise(ordered):
        assert next_x - x >= KEEP * (half + next_half) - 1e-6
    needed = sum(KEEP * 2 * half for _, half in at)
    if points and needed <= width:
        assert all(-SLACK * radius - 1e-6 <= x <= width + SLACK * radius + 1e-6 for x, _ in at)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=6, unique=True))
def test_marks_with_room_do_not_move(tens):
    points = [Point(str(ten), ("circle",), 10 * ten) for ten in tens]
    assert shifts(points, 300, 8.6) == pytest.approx([0] * len(points), abs=1e-9)


@BOTH
@given(any_points())
def test_any_strip_is_drawn_whatever_order_groups_come_in(drawn, points):
    svg = draw(points, drawn=drawn, band="far" if points else None)
    if drawn is printed.strip:
        assert_inside(svg)
    shapes = sorted(shape for point in points for shape in in_order(point.shapes))
    found = [
        e.get("fill") if e.get("fill") != "none" else e.get("stroke")
        for e in svg.iter()
        if e.tag in ("polygon", "circle")
    ]
    for shape in shapes:
        assert found.count(shape.colour) == 1
    again = draw(sorted(points, key=lambda point: point.name), drawn=drawn, band="far" if points else None)
    assert len(ET.tostring(svg)) == len(ET.tostring(again))
