"""The charts: what they draw is read back from the SVG and measured."""

import itertools
import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.charts import bars, icons, strips
from assessments.reports.charts.markers import HALO, RADIUS, Marker
from assessments.reports.charts.markers import size as size_of
from assessments.reports.charts.strips import Point
from assessments.reports.charts.svg import BAND, INK, SHEET, text_width
from assessments.reports.charts.tints import tint

FIVE = [(level, str(level)) for level in range(1, 6)]
PERSPECTIVES = [marker.value for marker in Marker if marker is not Marker.RING]
HOSTILE = "<script>alert('1')</script> & \"x\" ]]> \x00\x08\x1f\x85\ud800\ufffe\n\té 漢 😀"
CLASSES = {"chart", "pm", "sw", "logo", "people"}


# --- Reading a drawing back -----------------------------------------------------------------


def draw(points=(), *, ticks=FIVE, **others):
    words = {"ident": "s", "title": "Pay and thanks", "desc": "One axis"}
    return ET.fromstring(strips.strip(ticks=ticks, points=points, **words | others))


def bar(*counts, dont_know=0, not_said=0):
    named = [(f"Level {i}", count) for i, count in enumerate(counts, 1)]
    return ET.fromstring(
        bars.distribution(
            ident="d", title="Answers", desc="", counts=named, dont_know=dont_know,
            not_said=not_said,
        )
    )  # fmt: skip


def number(element, name):
    return float(element.get(name, 0))


def corners(element):
    return [tuple(map(float, pair.split(","))) for pair in element.get("points").split()]


def area(element):
    if element.tag == "circle":
        return math.pi * (number(element, "r") + number(element, "stroke-width") / 2) ** 2
    points = corners(element)
    turned = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in turned)) / 2


def box(element):
    """Left, top, right and bottom of what an element paints."""
    spare = number(element, "stroke-width") / 2
    match element.tag:
        case "circle":
            x, y, spare = number(element, "cx"), number(element, "cy"), spare + number(element, "r")
            xs, ys = [x], [y]
        case "polygon":
            xs, ys = zip(*corners(element), strict=True)
            if element.get("stroke-linejoin") != "round":
                spare *= 1.5
        case "line":
            xs = [number(element, "x1"), number(element, "x2")]
            ys = [number(element, "y1"), number(element, "y2")]
            across = spare
            return (
                min(xs) - (across if xs[0] == xs[1] else 0),
                min(ys) - (across if ys[0] == ys[1] else 0),
                max(xs) + (across if xs[0] == xs[1] else 0),
                max(ys) + (across if ys[0] == ys[1] else 0),
            )
        case "rect":
            xs = [number(element, "x"), number(element, "x") + number(element, "width")]
            ys = [number(element, "y"), number(element, "y") + number(element, "height")]
        case "text":
            size = number(element, "font-size")
            width = text_width(element.text, size)
            part = {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor")]
            left = number(element, "x") - part * width
            xs = [left, left + width]
            ys = [number(element, "y") - 0.7 * size, number(element, "y") + 0.25 * size]
    return min(xs) - spare, min(ys) - spare, max(xs) + spare, max(ys) + spare


def painted(svg):
    return [e for e in svg.iter() if e.tag in {"circle", "polygon", "line", "rect", "text"}]


def assert_inside(svg):
    _, _, width, height = map(float, svg.get("viewBox").split())
    for element in painted(svg):
        left, top, right, bottom = box(element)
        where = ET.tostring(element)
        assert min(left, top) >= -0.02, where
        assert right <= width + 0.02, where
        assert bottom <= height + 0.02, where


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


def overlap(one, other):
    left1, top1, right1, bottom1 = box(one)
    left2, top2, right2, bottom2 = box(other)
    slack = 0.05
    return (
        left1 < right2 - slack and left2 < right1 - slack
        and top1 < bottom2 - slack and top2 < bottom1 - slack
    )  # fmt: skip


def parts(svg):
    return [(g.find("title").text, g.find("rect")) for g in svg.iter("g")]


def counts_shown(svg):
    return [text.text for text in svg.iter("text")]


def luminance(colour):
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def every_drawing(words="Words", ident="c"):
    """One of each, as strings, with the same words wherever words go."""
    named = {"title": f"Title {words}", "desc": f"About {words}"}
    points = [Point(words, ("circle", "diamond"), 1.2), Point(words, ("ring",), 4)]
    return [
        strips.strip(
            ident=f"{ident}-1", ticks=[(1, words), (5, "5")], points=points, parity=2,
            average=3, ends=(words, words), **named,
        ),
        strips.axis(ident=f"{ident}-2", title=named["title"], ends=(words, words)),
        bars.distribution(
            ident=f"{ident}-3", counts=[(words, 2), (words, 1)], dont_know=1, not_said=1, **named
        ),
        bars.option_bar(ident=f"{ident}-4", count=2, out_of=7, **named),
        icons.people_row(ident=f"{ident}-5", title=named["title"], shape="star", count=12),
        icons.people_bar(ident=f"{ident}-6", title=named["title"], shape="ring", count=50, longest=60),
        icons.swatch(0, 3),
        icons.swatch_hatched(),
        icons.icon(("plus",)),
        icons.parity_key(),
        icons.average_key(),
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
        assert "<script>alert('1')</script> & \"x\"" in svg.find("title").text


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
    assert svg.find("title").text == "Title Words"


def test_ids_are_unique_on_a_page_when_idents_are():
    page = "".join(every_drawing(ident="a") + every_drawing(ident="b"))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 16


@pytest.mark.parametrize("drawing", every_drawing())
def test_drawing_is_inside_its_frame(drawing):
    assert_inside(ET.fromstring(drawing))


@pytest.mark.parametrize("drawing", every_drawing())
def test_text_is_15_to_18_units(drawing):
    for text in ET.fromstring(drawing).iter("text"):
        assert 15 <= number(text, "font-size") <= 18


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


def test_icon_of_a_pooled_group_has_each_shape_in_order():
    pictures = ET.fromstring(f"<p>{icons.icon(('diamond', 'circle'))}</p>")
    assert [picture.find("title").text for picture in pictures] == ["circle", "diamond"]


@pytest.mark.parametrize("shapes", [(), ("heart",)])
def test_icon_is_refused_when_shape_is_unknown(shapes):
    with pytest.raises(ValueError, match=r"shape|heart"):
        icons.icon(shapes)


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


@pytest.mark.parametrize("levels", range(2, 11))
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


def test_numerals_and_ends_are_drawn_only_when_asked_for():
    assert counts_shown(draw(numerals=False)) == []
    assert counts_shown(draw(numerals=False, ends=("Not yet", "Always"))) == ["Not yet", "Always"]


def test_long_end_names_wrap_and_lose_no_word():
    low, high = "Nobody is told what was decided or why " * 2, "W" * 40
    svg = ET.fromstring(strips.axis(ident="a", title="Scale", ends=(low, high)))
    assert_inside(svg)
    left = [t.text for t in svg.iter("text") if t.get("text-anchor") == "start"]
    right = [t.text for t in svg.iter("text") if t.get("text-anchor") == "end"]
    assert " ".join(left) == low.strip()
    assert "".join(right) == high
    assert not any(
        overlap(a, b) for i, a in enumerate(svg.iter("text")) for b in list(svg.iter("text"))[i + 1 :]
    )


@st.composite
def any_strip(draw_one):
    """Any scale, with its perspectives dealt out to any number of groups on it."""
    numbers = draw_one(st.lists(st.integers(-100, 100), min_size=2, max_size=10, unique=True))
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
        "ends": draw_one(st.none() | st.tuples(st.text(max_size=60), st.text(max_size=60))),
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


# --- Tints ----------------------------------------------------------------------------------


def test_five_levels_have_the_tints_of_the_look():
    fills = [tint(i, 5).fill for i in range(5)]
    assert fills == ["#F1E9D8", "#CFD2C1", "#9DB2A4", "#4F7C71", "#17453E"]


@pytest.mark.parametrize("of", range(2, 11))
def test_tints_go_from_light_to_dark_with_readable_numerals(of):
    tints = [tint(i, of) for i in range(of)]
    light = [luminance(t.fill) for t in tints]
    assert light == sorted(light, reverse=True)
    assert light[0] == pytest.approx(0.82, abs=0.01)
    assert light[-1] == pytest.approx(0.05, abs=0.01)
    assert all(contrast(t.fill, t.numeral) >= 4.5 for t in tints)
    seen = [116 * value ** (1 / 3) - 16 for value in light]
    assert all(a - b >= 6.5 for a, b in itertools.pairwise(seen))


@pytest.mark.parametrize(("index", "of"), [(0, 1), (0, 11), (5, 5), (-1, 5)])
def test_tint_is_refused_when_there_is_no_such_level(index, of):
    with pytest.raises(ValueError, match="no tint"):
        icons.swatch(index, of)


# --- Bars -----------------------------------------------------------------------------------


def test_bar_has_parts_in_order_with_their_counts():
    svg = bar(2, 0, 1, dont_know=1, not_said=2)
    names = [name for name, _ in parts(svg)]
    assert names == ["Level 1: 2", "Level 3: 1", "Don't know: 1", "Not said: 2"]
    assert counts_shown(svg) == ["2", "1", "1", "2"]
    assert [r.get("fill") for _, r in parts(svg)][2:] == [SHEET] * 2
    hatched = [len(g.findall("line")) for g in svg.iter("g")]
    assert hatched[:2] == [0, 0]
    assert min(hatched[2:]) > 3


def test_bar_leaves_out_a_count_that_has_no_room():
    assert counts_shown(bar(400, 1)) == ["400"]


def test_bar_of_nobody_is_an_empty_outline():
    svg = bar(0, 0, 0)
    (rect,) = svg.iter("rect")
    assert (rect.get("fill"), rect.get("stroke")) == (SHEET, INK)
    assert counts_shown(svg) == []
    assert not list(svg.iter("line"))


@pytest.mark.parametrize("counts", [(), (1,), (1,) * 11, (-1, 2)])
def test_bar_is_refused_when_counts_make_no_scale(counts):
    with pytest.raises(ValueError, match=r"levels|no tint|below 0"):
        bar(*counts)


people = st.integers(0, 3000)


@given(st.lists(people, min_size=2, max_size=10), people, people)
def test_bar_parts_are_in_proportion_and_always_as_long_together(counts, dont_know, not_said):
    svg = bar(*counts, dont_know=dont_know, not_said=not_said)
    assert_inside(svg)
    assert svg.get("viewBox") == "0 0 280 34"
    everyone = [*counts, dont_know, not_said]
    widths = [number(rect, "width") for _, rect in parts(svg)]
    assert widths == pytest.approx(
        [278 * n / sum(everyone) for n in everyone if n], abs=0.01
    )  # fmt: skip
    if widths:
        assert sum(widths) == pytest.approx(278, abs=0.1)
    for group in svg.iter("g"):
        for text in group.findall("text"):
            left, _, right, _ = box(text)
            around = box(group.find("rect"))
            assert around[0] < left
            assert right < around[2]


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_option_bar_is_filled_in_proportion(one, other):
    count, out_of = sorted([one, other])
    svg = ET.fromstring(bars.option_bar(ident="o", title="Option", desc="", count=count, out_of=out_of))
    assert_inside(svg)
    track, *filled = svg.iter("rect")
    assert number(track, "width") == 278
    assert counts_shown(svg) == [str(count)]
    if count:
        assert number(filled[0], "width") == pytest.approx(278 * count / out_of, abs=0.01)
    text = next(svg.iter("text"))
    ground = SHEET
    if filled and box(text)[0] < box(filled[0])[2]:
        ground = filled[0].get("fill")
        assert box(text)[2] < box(filled[0])[2]
    assert contrast(text.get("fill"), ground) >= 4.5


@pytest.mark.parametrize(("count", "out_of"), [(3, 2), (-1, 2), (1, 0)])
def test_option_bar_is_refused_when_count_is_no_part(count, out_of):
    with pytest.raises(ValueError, match="not a part"):
        bars.option_bar(ident="o", title="Option", desc="", count=count, out_of=out_of)


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
