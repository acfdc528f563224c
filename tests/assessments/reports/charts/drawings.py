import math
import xml.etree.ElementTree as ET

from assessments.printing.widths import text_width
from assessments.reports.charts import printed

# --- Reading a drawing back -----------------------------------------------------------------


def draw(points=(), *, band="close", drawn=printed.strip, **others):
    """A strip: by itself on paper, where every length is in points."""
    words = {"ident": "s", "title": "Pay and thanks"}
    return ET.fromstring(drawn(points=points, band=band, **words | others))


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


def overlap(one, other):
    left1, top1, right1, bottom1 = box(one)
    left2, top2, right2, bottom2 = box(other)
    slack = 0.05
    return (
        left1 < right2 - slack and left2 < right1 - slack
        and top1 < bottom2 - slack and top2 < bottom1 - slack
    )  # fmt: skip


def counts_shown(svg):
    return [text.text for text in svg.iter("text")]
