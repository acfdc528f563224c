"""A picture that grows downwards: words in lines of their own, and drawings among them, as one SVG.

All words leave here escaped, and no address leads anywhere. One unit is one pixel; text is 17 pixels or more.
"""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import chain

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.printing.widths import text_width
from assessments.reports.charts import svg
from assessments.reports.charts.svg import CARD, FONT, INK, INK_2, RULE
from assessments.reports.model import Report
from frameworks.languages import runs_from_the_right

WIDTH, MARGIN = 1000.0, 40.0
ROOM = WIDTH - 2 * MARGIN


class Sheet:
    """A picture that grows downwards: `y` is where the next thing begins."""

    def __init__(self, report: Report, credit: str) -> None:
        self.report = report
        self.credit = credit
        self.drawn: list[str] = []
        self.told: list[str] = []
        self.title = ""
        self.y = MARGIN

    def words(
        self,
        words: str,
        *,
        size: float = 18,
        x: float = MARGIN,
        room: float = ROOM,
        bold: bool = False,
        colour: str = INK_2,
        after: float = 0,
    ) -> None:
        """Write words in as many lines as they need, and go on below them."""
        for line in lines_of(words, size, room):
            self.y += size * 1.3
            self.line(line, x, self.y - size * 0.3, size=size, room=room, bold=bold, colour=colour)
        self.y += after

    def line(
        self,
        words: str,
        x: float,
        y: float,
        *,
        size: float = 18,
        room: float = 0,
        bold: bool = False,
        colour: str = INK_2,
        anchor: str = "start",
    ) -> None:
        """Write one line. Words that run from the right begin at the right end of their room."""
        if room and runs_from_the_right(words):
            words, x, anchor = f"\u2067{words}\u2069", x + room, "end"
        weight = {"font_weight": "700"} if bold else {}
        self.drawn.append(
            svg.element(
                "text", escape(words), x=x, y=y, font_size=size, fill=colour, text_anchor=anchor, **weight
            )
        )  # fmt: skip

    def place(self, body: Sequence[str], x: float, y: float, scale: float = 1) -> None:
        """Put a drawing here, enlarged."""
        move = f"translate({svg.number(x)} {svg.number(y)}) scale({svg.number(scale)})"
        self.drawn.append(svg.element("g", *body, transform=move))

    def key(self, items: Sequence[tuple[float, Callable[[float, float], str], str]]) -> None:
        """Write a key, in as many lines as it needs. items: how wide a mark is, what draws it from its left
        end and its middle, and the words after it."""
        x = MARGIN
        self.y += 30
        for wide, draw, words in items:
            whole = wide + 9 + text_width(words, 18)
            if x > MARGIN and x + whole > WIDTH - MARGIN:
                x, self.y = MARGIN, self.y + 30
            self.drawn.append(draw(x, self.y - 6))
            left = x + wide + 9
            first, *others = lines_of(words, 18, WIDTH - MARGIN - left) or [""]
            self.line(first, left, self.y, colour=INK)
            for line in others:
                self.y += 24
                self.line(line, left, self.y, colour=INK)
            x += whole + 18
        self.y += 10

    def rule(self) -> None:
        self.drawn.append(svg.line(MARGIN, self.y, WIDTH - MARGIN, self.y, RULE, 1))

    def imprint(self) -> "Sheet":
        """Say who asked whom and when, at the foot."""
        self.y += 14
        self.rule()
        self.y += 6
        for line in _imprint(self.report, self.credit):
            self.words(line, size=17)
        return self

    @property
    def width(self) -> float:
        return WIDTH

    @property
    def height(self) -> float:
        return self.y + MARGIN * 0.8

    def svg(self) -> str:
        """Return the whole as a file."""
        named = [
            svg.element("title", escape(svg.one_line(self.title)), id="t"),
            svg.element("desc", escape(svg.one_line(" ".join(self.told))), id="d"),
        ]
        paper = svg.element("rect", width=WIDTH, height=self.height, fill=CARD)
        return svg.element(
            "svg", *named, paper, *self.drawn, xmlns="http://www.w3.org/2000/svg",
            width=WIDTH, height=self.height,
            viewBox=f"0 0 {svg.number(WIDTH)} {svg.number(self.height)}", role="img", aria_labelledby="t d",
            font_family=FONT,
        )  # fmt: skip


def _imprint(report: Report, credit: str) -> Iterator[str]:
    if report.is_example:
        yield _("Example: invented people and answers.")
    took_part = ngettext("%(count)s person took part.", "%(count)s people took part.", report.people)
    yield f"{report.title}, {report.round_title}. {took_part % {'count': report.people}}"
    yield _("Results shared on %(day)s by %(organisation)s. Made with %(site)s.") % {
        "day": date_format(report.released_on, "j F Y"),
        "organisation": report.organisation,
        "site": credit,
    }


def lines_of(words: str, size: float, room: float) -> list[str]:
    """Break words into lines that fit into the room. A word that is wider than a line is broken too."""
    lines: list[str] = []
    line = ""
    for word in chain.from_iterable(_pieces(word, size, room) for word in svg.one_line(words).split()):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _pieces(word: str, size: float, room: float) -> Iterator[str]:
    """Break a word into pieces that each fit into a line: mostly one."""
    piece = ""
    for letter in word:
        if piece and text_width(piece + letter, size) > room:
            yield piece
            piece = ""
        piece += letter
    yield piece
