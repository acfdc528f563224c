"""The charts: what they draw is read back from the SVG and measured."""

import itertools
import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.charts.markers import HALO, Marker
from assessments.reports.charts.markers import size as size_of
from assessments.reports.charts.strips import Point
from assessments.reports.charts.svg import BAND, INK, SHEET
from tests.assessments.reports.charts.drawings import (
    FIVE,
    assert_inside,
    box,
    counts_shown,
    draw,
    number,
    overlap,
)

PERSPECTIVES = [marker.value for marker in Marker if marker is not Marker.RING]


def groups(svg):
    """The markers of each group on a strip, halos left out, by the group's name."""
    return {
        g.find("title").text: [
            e for e in g if e.tag != "title" and e.get("fill") != SHEET
        ]
        for g in svg.iter("g")
    }  # fmt: skip


def middle(element):
    left, top, right, bottom = box(element)
    return (left + right) / 2, (top + bottom) / 2


# --- The strip ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ticks", "value", "part"),
    [
        (FIVE, 1, 0),
        (FIVE, 3.5, 0.625),
        (FIVE, 5, 1),
        ([(0, "0"), (1, "1")], 0.25, 0.25),
        ([(n, str(n)) for n in range(-3, 4)], 0, 0.5),
        ([(n, str(n)) for n in (0, 25, 50, 75, 100)], 40, 0.4),
        ([(n, str(n)) for n in range(1, 11)], 10, 1),
        ([(n, str(n)) for n in range(11)], 7, 0.7),
    ],
)
def test_marker_stands_at_its_value(ticks, value, part):
    svg = draw([Point("Carers", ("diamond",), value)], ticks=ticks)
    x, y = middle(groups(svg)["Carers"][0])
    axis = next(svg.iter("line"))
    left, right = number(axis, "x1"), number(axis, "x2")
    assert x == pytest.approx(left + part * (right - left), abs=0.02)
    assert y == pytest.approx(number(axis, "y1"), abs=0.02)


@pytest.mark.parametrize("value", [0.9, 5.1, math.nan, math.inf])
def test_strip_is_refused_when_a_value_is_off_the_scale(value):
    with pytest.raises(ValueError, match="not between"):
        draw([Point("Carers", ("diamond",), value)])
    with pytest.raises(ValueError, match="not between"):
        draw(parity=value)
    with pytest.raises(ValueError, match="not between"):
        draw(average=value)


@pytest.mark.parametrize("ticks", [[], [(1, "1")], [(2, "2"), (1, "1")], [(1, "1"), (1, "1")]])
def test_strip_is_refused_when_ticks_do_not_rise(ticks):
    with pytest.raises(ValueError, match="rising"):
        draw(ticks=ticks)


def test_near_markers_stack_in_the_fixed_order_whoever_scored_lower():
    points = [
        Point("Managers", ("triangle",), 3.0),
        Point("Practitioners", ("square",), 3.05),
        Point("Carers", ("diamond",), 3.1),
        Point("Service users", ("circle",), 3.15),
    ]
    marks = groups(draw(points))
    heights = [middle(marks[p.name][0])[1] for p in reversed(points)]
    assert heights == sorted(heights)
    assert len(set(heights)) == 4


def test_axis_grows_taller_when_markers_stack():
    apart = draw([Point("a", ("circle",), 1), Point("b", ("square",), 5)])
    stacked = draw([Point("a", ("circle",), 3), Point("b", ("square",), 3)])
    tall = [float(svg.get("viewBox").split()[3]) for svg in (apart, stacked)]
    assert tall[0] < tall[1]


def test_stacked_markers_have_stems_to_their_true_places():
    points = [Point("a", ("circle",), 2), Point("b", ("square",), 2.1)]
    svg = draw(points)
    stems = [line for line in svg.iter("line") if line.get("stroke-width") == "1.5"]
    ends = {(number(s, "x2"), number(s, "y2")) for s in stems}
    drawn = {middle(marks[0]) for marks in groups(svg).values()}
    assert [pytest.approx(end, abs=0.02) for end in sorted(ends)] == sorted(drawn)


def test_markers_20_units_apart_do_not_stack():
    points = [Point("a", ("square",), 0), Point("b", ("circle",), 10)]
    marks = groups(draw(points, ticks=[(0, "0"), (100, "100")]))
    assert middle(marks["a"][0])[1] == middle(marks["b"][0])[1]
    points = [Point("a", ("square",), 0), Point("b", ("circle",), 6)]
    marks = groups(draw(points, ticks=[(0, "0"), (100, "100")]))
    assert middle(marks["a"][0])[1] != middle(marks["b"][0])[1]


def frame_of(svg, name):
    (group,) = [g for g in svg.iter("g") if g.find("title") is not None and g.find("title").text == name]
    (frame,) = [rect for rect in group.iter("rect") if rect.get("stroke") == INK and rect.get("rx")]
    return box(frame)


def test_pooled_shapes_stand_upright_in_one_frame_at_their_average():
    svg = draw([Point("Pool", ("square", "diamond", "circle"), 3)])
    marks = groups(svg)["Pool"]
    assert [m.get("fill") for m in marks] == ["#B23A12", "#1D4F91", "#17806F"]
    assert [middle(m)[0] for m in marks] == pytest.approx([180, 180, 180], abs=0.02)
    boxes = [box(m) for m in marks]
    assert boxes[0][3] < boxes[1][1]
    assert boxes[1][3] < boxes[2][1]
    left, top, right, bottom = frame_of(svg, "Pool")
    assert all(left < b[0] and b[2] < right and top < b[1] and b[3] < bottom for b in boxes)


@pytest.mark.parametrize("shapes", [*itertools.combinations(PERSPECTIVES, 2), PERSPECTIVES[:4]])
def test_a_pooled_group_is_no_wider_than_a_shape_with_its_halo(shapes):
    svg = draw([Point("Pool", shapes, 3), Point("One", ("circle",), 1)])
    left, _, right, _ = frame_of(svg, "Pool")
    widest = max(size_of(Marker(shape))[0] for shape in shapes)
    assert right - left <= widest + 2 * HALO + 0.02
    assert (left + right) / 2 == pytest.approx(180, abs=0.02)


def test_a_pool_at_the_edge_stays_at_its_place():
    svg = draw([Point("Pool", ("circle", "diamond", "square", "triangle"), 5)])
    assert_inside(svg)
    axis = next(svg.iter("line"))
    assert [middle(m)[0] for m in groups(svg)["Pool"]] == pytest.approx([number(axis, "x2")] * 4, abs=0.02)


def test_one_shape_has_no_frame():
    svg = draw([Point("One", ("circle",), 3)])
    assert not [rect for rect in svg.iter("rect") if rect.get("rx")]


def test_band_and_line_run_from_lowest_to_highest_group_with_a_side():
    points = [
        Point("a", ("circle",), 2),
        Point("b", ("square",), 4),
        Point("No name", ("ring",), 5),
    ]
    svg = draw(points)
    (band,) = [rect for rect in svg.iter("rect") if rect.get("fill") == BAND]
    assert (box(band)[0], box(band)[2]) == pytest.approx((104, 256), abs=0.02)
    (heavy,) = [line for line in svg.iter("line") if line.get("stroke-width") == "4"]
    assert (number(heavy, "x1"), number(heavy, "x2")) == pytest.approx((104, 256), abs=0.02)


@pytest.mark.parametrize("values", [[], [3], [3, 3]])
def test_there_is_no_band_without_a_gap(values):
    points = [Point(str(i), (PERSPECTIVES[i],), value) for i, value in enumerate(values)]
    assert BAND not in ET.tostring(draw(points)).decode()


@pytest.mark.parametrize("count", range(7))
def test_parity_and_average_can_be_seen_when_everything_coincides(count):
    points = [Point(shape, (shape,), 3) for shape in PERSPECTIVES[:count]]
    svg = draw(points, parity=3, average=3)
    boxes = [box(mark) for marks in groups(svg).values() for mark in marks]
    (tick,) = [r for r in svg.iter("rect") if r.get("fill") == INK]
    pointer = next(p for p in svg.findall("polygon") if p.get("stroke") == INK)
    assert pointer.get("fill") == SHEET
    lowest, highest = max([b[3] for b in boxes] + [0]), min([b[1] for b in boxes] + [99])
    assert box(tick)[3] - lowest >= 8
    assert box(pointer)[3] <= highest
    assert middle(tick)[0] == pytest.approx(180, abs=0.02)
    assert middle(pointer)[0] == pytest.approx(180, abs=0.02)
    assert box(tick)[3] < min(box(text)[1] for text in svg.iter("text"))


def test_parity_and_average_are_left_out_when_there_are_none():
    svg = draw([Point("a", ("circle",), 3)])
    assert not [r for r in svg.iter("rect") if r.get("fill") == INK]
    assert not svg.findall("polygon")


@pytest.mark.parametrize("levels", range(2, 12))
def test_every_level_has_a_tick_and_a_numeral(levels):
    for start in (0, 1, -4):
        ticks = [(n, str(n)) for n in range(start, start + levels)]
        svg = draw(ticks=ticks)
        assert counts_shown(svg) == [numeral for _, numeral in ticks]
        assert len(list(svg.iter("line"))) == levels + 1


def test_crowded_numerals_are_left_out_but_never_the_ends():
    svg = draw(ticks=[(n, str(n)) for n in (0, 1, 2, 99, 100)])
    assert counts_shown(svg)[0] == "0"
    assert counts_shown(svg)[-1] == "100"
    texts = list(svg.iter("text"))
    assert not any(overlap(a, b) for a, b in itertools.pairwise(texts))
    assert len([line for line in svg.iter("line") if line.get("x1") == line.get("x2")]) == 5


def test_numerals_are_drawn_only_when_asked_for():
    assert counts_shown(draw(numerals=False)) == []
    assert counts_shown(draw()) != []


@st.composite
def any_strip(draw_one):
    """Any scale, with its perspectives dealt out to any number of groups on it."""
    numbers = draw_one(st.lists(st.integers(-100, 100), min_size=2, max_size=11, unique=True))
    ticks = [(n, str(n)) for n in sorted(numbers)]
    value = st.floats(ticks[0][0], ticks[-1][0])
    homes = draw_one(st.lists(st.integers(0, 6), min_size=6, max_size=6))
    points = [
        Point(f"Group {home}", shapes, draw_one(value))
        for home in sorted(set(homes) - {0})
        if (shapes := tuple(s for s, h in zip(PERSPECTIVES, homes, strict=True) if h == home))
    ]
    if draw_one(st.booleans()):
        points.append(Point("No name", ("ring",), draw_one(value)))
    others = {
        "parity": draw_one(st.none() | value),
        "average": draw_one(st.none() | value),
        "numerals": draw_one(st.booleans()),
    }
    return draw_one(st.permutations(points)), ticks, others


@given(any_strip())
def test_strip_stays_in_its_frame_and_no_marker_covers_another(case):
    points, ticks, others = case
    svg = draw(points, ticks=ticks, **others)
    assert_inside(svg)
    assert svg.get("viewBox").startswith("0 0 360 ")
    marks = [mark for group in groups(svg).values() for mark in group]
    assert len(marks) == sum(len(point.shapes) for point in points)
    for i, one in enumerate(marks):
        assert not any(overlap(one, other) for other in marks[i + 1 :])


@given(any_strip())
def test_strip_is_the_same_in_whatever_order_groups_come(case):
    points, ticks, others = case
    again = sorted(points, key=lambda point: point.name)
    one, other = draw(points, ticks=ticks, **others), draw(again, ticks=ticks, **others)
    places = [
        {name: [box(mark) for mark in marks] for name, marks in groups(svg).items()} for svg in (one, other)
    ]
    assert places[0] == places[1]
