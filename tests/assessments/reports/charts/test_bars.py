"""The charts: what they draw is read back from the SVG and measured."""

import itertools
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.charts import bars, icons, printed
from assessments.reports.charts.markers import Marker
from assessments.reports.charts.svg import CARD, INK
from assessments.reports.charts.tints import MOST_LEVELS, tint
from tests.assessments.reports.charts.drawings import area, assert_inside, box, counts_shown, number, overlap


def bar(*counts, without_score=0):
    named = [(f"Level {i}", count) for i, count in enumerate(counts, 1)]
    return ET.fromstring(
        bars.distribution(ident="d", title="Answers", counts=named, without_score=without_score)
    )


def percent(element, name):
    return float(element.get(name).rstrip("%"))


def luminance(colour):
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


# --- Tints ----------------------------------------------------------------------------------


def test_five_levels_have_the_tints_of_the_look():
    fills = [tint(i, 5).fill for i in range(5)]
    assert fills == ["#F4EDDC", "#D3D6C6", "#A1B6A8", "#4A776C", "#17453E"]


@pytest.mark.parametrize("of", range(2, MOST_LEVELS + 1))
def test_tints_go_from_light_to_dark_with_readable_numerals(of):
    tints = [tint(i, of) for i in range(of)]
    light = [luminance(t.fill) for t in tints]
    assert light == sorted(light, reverse=True)
    assert light[0] == pytest.approx(0.85, abs=0.01)
    assert light[-1] == pytest.approx(0.05, abs=0.01)
    assert all(contrast(t.fill, t.numeral) >= 4.5 for t in tints)
    seen = [116 * value ** (1 / 3) - 16 for value in light]
    assert all(a - b >= 6 for a, b in itertools.pairwise(seen))


@pytest.mark.parametrize(("index", "of"), [(0, 1), (0, 12), (5, 5), (-1, 5)])
def test_tint_is_refused_when_there_is_no_such_level(index, of):
    with pytest.raises(ValueError, match="no tint"):
        icons.swatch(index, of)


# --- Bars -----------------------------------------------------------------------------------


def test_bar_has_parts_in_order_with_their_counts():
    svg = bar(2, 0, 1, without_score=3)
    names = [rect.find("title").text for rect in svg.iter("rect")]
    assert names == ["Level 1: 2", "Level 3: 1", "No score: 3"]
    assert counts_shown(svg) == ["2", "1", "3"]
    *scored, without = svg.iter("rect")
    assert [rect.get("fill") for rect in scored] == [tint(0, 3).fill, tint(2, 3).fill]
    assert (without.get("fill"), bool(without.get("stroke-dasharray"))) == (CARD, True)


def test_bar_leaves_out_a_count_that_has_no_room():
    assert counts_shown(bar(400, 1)) == ["400"]


def test_bar_of_nobody_is_an_empty_outline():
    svg = bar(0, 0, 0)
    (rect,) = svg.iter("rect")
    assert (rect.get("fill"), rect.get("stroke")) == (CARD, INK)
    assert counts_shown(svg) == []


@pytest.mark.parametrize("drawn", [bars.distribution, printed.distribution])
@pytest.mark.parametrize("counts", [(), (1,), (1,) * 12, (-1, 2)])
def test_bar_is_refused_when_counts_make_no_scale(drawn, counts):
    with pytest.raises(ValueError, match=r"levels|no tint|below 0"):
        drawn(ident="d", title="Answers", counts=[("Level", count) for count in counts])


people = st.integers(0, 3000)


@given(st.lists(people, min_size=2, max_size=MOST_LEVELS), people)
def test_bar_parts_are_in_proportion_and_always_as_long_together(counts, without_score):
    named = [("Level", count) for count in counts]
    everyone = [count for count in (*counts, without_score) if count]
    screen = bar(*counts, without_score=without_score)
    paper = ET.fromstring(
        printed.distribution(ident="d", title="Answers", counts=named, without_score=without_score)
    )
    assert_inside(paper)
    for svg, long, width in ((screen, 100, percent), (paper, 199, number)):
        widths = [width(rect, "width") for rect in svg.iter("rect")]
        if everyone:
            assert widths == pytest.approx([long * n / sum(everyone) for n in everyone], abs=0.01)
        else:
            assert widths == [long]
    for text in paper.findall("text"):
        assert any(box(rect)[0] < box(text)[0] and box(text)[2] < box(rect)[2] for rect in paper.iter("rect"))


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_option_bar_is_filled_in_proportion(one, other):
    count, out_of = sorted([one, other])
    screen = ET.fromstring(bars.option_bar(ident="o", title="Option", count=count, out_of=out_of))
    paper = ET.fromstring(printed.option_bar(ident="o", title="Option", count=count, out_of=out_of))
    assert_inside(paper)
    for svg, long, width in ((screen, 100, percent), (paper, 199, number)):
        track, *filled = svg.iter("rect")
        assert width(track, "width") == long
        assert counts_shown(svg) == [str(count)]
        if count:
            assert width(filled[0], "width") == pytest.approx(long * count / out_of, abs=0.01)
    track, *filled = paper.iter("rect")
    text = next(paper.iter("text"))
    ground = CARD
    if filled and box(text)[0] < box(filled[0])[2]:
        ground = filled[0].get("fill")
    assert contrast(text.get("fill"), ground) >= 4.5


@pytest.mark.parametrize("drawn", [bars.option_bar, printed.option_bar])
@pytest.mark.parametrize(("count", "out_of"), [(3, 2), (-1, 2), (1, 0)])
def test_option_bar_is_refused_when_count_is_no_part(drawn, count, out_of):
    with pytest.raises(ValueError, match="not a part"):
        drawn(ident="o", title="Option", count=count, out_of=out_of)


# --- Small pictures -------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "rows"), [(0, 1), (1, 1), (10, 1), (11, 2), (40, 4)])
def test_people_row_has_a_shape_for_each_person_and_wraps_at_ten(count, rows):
    svg = ET.fromstring(icons.people_row(ident="p", title="People", shape="circle", count=count))
    marks = svg.findall("circle")
    assert len(marks) == count
    assert svg.get("viewBox") == f"0 0 284 {28 * rows}"
    assert {number(mark, "cy") for mark in marks} == {14 + 28 * row for row in range(rows) if count}
    assert not any(overlap(a, b) for i, a in enumerate(marks) for b in marks[i + 1 :])
    assert_inside(svg)


@pytest.mark.parametrize("marker", Marker)
def test_people_row_has_room_for_every_shape(marker):
    svg = ET.fromstring(icons.people_row(ident="p", title="People", shape=marker, count=12))
    marks = list(svg)[1:]
    assert len(marks) == 12
    assert not any(overlap(a, b) for i, a in enumerate(marks) for b in marks[i + 1 :])
    assert_inside(svg)


def test_people_row_is_refused_when_count_is_below_nobody():
    with pytest.raises(ValueError, match="below 0"):
        icons.people_row(ident="p", title="People", shape="circle", count=-1)


@pytest.mark.parametrize("marker", Marker)
@pytest.mark.parametrize(("count", "part"), [(50, 0.025), (1000, 0.5), (2000, 1)])
def test_people_bar_is_as_long_as_its_part_of_the_longest(marker, count, part):
    drawn = icons.people_bar(ident="p", title="People", shape=marker, count=count, longest=2000)
    svg = ET.fromstring(drawn)
    [bar] = svg.findall("rect")
    assert number(bar, "width") == pytest.approx(268 * part)
    assert bar.get("stroke") == marker.colour
    assert svg.find("title").text == "People"
    assert_inside(svg)
    assert len(drawn) < 600


@pytest.mark.parametrize(("count", "longest"), [(0, 1), (51, 50)])
def test_people_bar_is_refused_when_it_has_no_length_or_is_longer_than_the_longest(count, longest):
    with pytest.raises(ValueError, match="cannot be drawn"):
        icons.people_bar(ident="p", title="People", shape="circle", count=count, longest=longest)


def test_logo_has_four_shapes_of_the_same_area_in_ink():
    svg = ET.fromstring(icons.logo())
    shapes = svg.findall("circle") + svg.findall("polygon")
    assert [shape.get("fill") for shape in shapes] == [INK] * 4
    assert [area(s) for s in shapes] == pytest.approx([area(shapes[0])] * 4, rel=0.005)
