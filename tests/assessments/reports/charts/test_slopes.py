"""Slopes and gaps over time: what they draw, in grey and by ear as in colour."""

from itertools import pairwise

import lxml.html
import pytest

from assessments.printing.colours import contrast
from assessments.reports.charts.markers import Marker
from assessments.reports.charts.slopes import DASHES, Slope, gap_bars, slopes
from assessments.reports.charts.svg import CARD, INK

LINES = [Slope(marker.value, (marker.value,), 5 + 14 * n, 95 - 14 * n) for n, marker in enumerate(Marker)]


def drawn(svg):
    return lxml.html.fromstring(svg)


def numbers(svg):
    return [text for text in svg.xpath(".//text/text()") if text.isdigit()]


@pytest.fixture(scope="module")
def chart():
    return drawn(slopes(ident="c", title="All that moved", then="May", now="Nov", lines=LINES))


def test_each_group_has_a_shape_and_a_kind_of_line_of_its_own_and_is_seen_in_grey(chart):
    assert set(DASHES) == set(Marker)
    assert len(set(DASHES.values())) == len(DASHES)
    lines = [one for one in chart.xpath(".//line") if one.get("stroke-width") == "3.2"]
    assert len({one.get("stroke-dasharray") for one in lines}) == len(LINES)
    for one in lines:
        assert contrast(one.get("stroke"), CARD) >= 3, "WCAG 2.2, 1.4.11: against its ground, in any colour"


def test_the_best_is_at_the_top_and_every_number_is_written(chart):
    lines = [one for one in chart.xpath(".//line") if one.get("stroke-width") == "3.2"]
    starts = [float(one.get("y1")) for one in lines]
    assert all(low > high for low, high in pairwise(starts)), "higher scores stand higher"
    for line, one in zip(lines, LINES, strict=True):
        up = float(line.get("y2")) < float(line.get("y1"))
        assert up == (one.now > one.then) or one.now == one.then
    for one in LINES:
        assert {str(one.then), str(one.now)} <= set(numbers(chart))
    assert chart.xpath("string(./title)") == "All that moved"
    assert chart.get("role") == "img"


@pytest.mark.parametrize("points", [0, 0.62])
@pytest.mark.parametrize(("then", "now"), [(82, 51), (0, 100), (7, 7)])
def test_a_gap_is_an_outline_then_and_filled_now_as_long_as_it_says(then, now, points):
    svg = drawn(gap_bars(ident="g", title=f"gap {then}, {now}", then=then, now=now, points=points))
    first, second = svg.xpath(".//rect")
    assert (first.get("fill"), second.get("fill")) == (CARD, INK), "told apart without colour"
    assert numbers(svg) == [str(then), str(now)]
    lengths = [float(one.get("width").removesuffix("%")) for one in (first, second)]
    if then and now:
        assert lengths[0] / lengths[1] == pytest.approx(then / now, rel=1e-3)
    assert f"gap {then}, {now}" in lxml.html.tostring(svg, encoding="unicode")
