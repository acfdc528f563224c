"""Charts with all their words, to be copied into a talk or a paper: each an SVG by itself.

The same numbers and marks as on the pages, under the question or title, with its groups, its key, and who
asked whom and when. `frameworks/pictures/drawing.py` draws them as PNG.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.reports.answer_model import Figure, ReportGroup
from assessments.reports.charts import printed, svg
from assessments.reports.charts.markers import half_width, in_order, mark_of
from assessments.reports.charts.sheet import MARGIN, ROOM, WIDTH, Sheet, lines_of
from assessments.reports.charts.strips import TICKS
from assessments.reports.charts.subjects import distribution_of, option_of, strip_of_area, strip_of_question
from assessments.reports.charts.svg import AMBER, CARD, INK, PALE, RULE
from assessments.reports.charts.tints import tint
from assessments.reports.model import Report
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion

LABELS, PLOT, GAP_AT, SCORE_AT = 330.0, 430.0, 850.0, 960.0  # columns of a list of strips
BAR_AT, BAR, AVERAGE_AT = 330.0, 530.0, 960.0  # columns of a table of answers
SCALE = PLOT / printed.WIDTH
ALL_PARTS = "parts"  # the name of the chart of all parts


def names_of_charts(report: Report) -> Iterator[str]:
    """Name every chart of a report that can be copied: all parts, each part, each question."""
    if _rated(report):
        yield ALL_PARTS
    for part in report.parts:
        if _shown(part):
            yield part.anchor
        yield from (question.anchor for question in part.questions if _is_drawn(question))


def copy_of_chart(report: Report, name: str, *, credit: str) -> Sheet | None:
    """Draw the chart of this name; None where the report has no such chart.

    credit: the name of the site. The chart says the organisation, the round and the day itself.
    """
    sheet = Sheet(report, credit)
    if name == ALL_PARTS and _rated(report):
        _draw_parts(sheet)
        return sheet.imprint()
    for part in report.parts:
        if part.anchor == name and _shown(part):
            _draw_part(sheet, part)
            return sheet.imprint()
        for question in part.questions:
            if question.anchor == name and _is_drawn(question):
                _draw_question(sheet, part, question)
                return sheet.imprint()
    return None


def _rated(report: Report) -> list[ReportPart]:
    return [part for part in report.parts if part.area.everyone]


def _shown(part: ReportPart) -> list[ReportQuestion]:
    if not part.area.everyone:
        return []
    return [question for question in part.rated if question.everyone and question.everyone.position]


def _is_drawn(question: ReportQuestion) -> bool:
    return question.everyone is not None and question.kind in ("rating", "choice")


# The three kinds


def _draw_parts(sheet: Sheet) -> None:
    parts = _rated(sheet.report)
    sheet.title = _("%(title)s: all parts on one scale") % {"title": sheet.report.title}
    sheet.words(_("All parts on one scale"), size=30, bold=True, colour=INK, after=10)
    _groups_key(sheet)
    _list_head(sheet, _("Part"))
    for part in parts:
        strip = strip_of_area(part.area, part.title)
        _row(sheet, part.title, "", strip, part.area.gap, part.area.score, part.area.why_not)
    _list_foot(sheet)


def _draw_part(sheet: Sheet, part: ReportPart) -> None:
    sheet.title = f"{sheet.report.title}: {part.title}"
    sheet.words(part.title, size=30, bold=True, colour=INK, after=10)
    _groups_key(sheet)
    _list_head(sheet, _("Question"))
    for question in _shown(part):
        strip = strip_of_question(question)
        _row(
            sheet, question.label, question.statement, strip, question.gap, question.score,
            question.why_not if sheet.report.groups else "",
        )  # fmt: skip
    _list_foot(sheet)


def _draw_question(sheet: Sheet, part: ReportPart, question: ReportQuestion) -> None:
    sheet.title = f"{question.label}: {question.statement}"
    place = {"part": part.title, "number": question.number}
    sheet.words(_("%(part)s, question %(number)s") % place, size=18, after=2)
    sheet.words(question.statement, size=30, bold=True, colour=INK, after=8)
    if question.kind == "choice":
        _options(sheet, question)
        return
    if question.everyone and question.everyone.position:
        _positions(sheet, question)
    _answers(sheet, question)
    if question.why_not and sheet.report.groups:
        sheet.words(question.why_not, after=4)


# What they are made of


def _groups_key(sheet: Sheet) -> None:
    """Show the mark of each group before its name."""
    if not sheet.report.groups:
        return
    sheet.key([(_mark_width(group), partial(_mark, group), group.name) for group in sheet.report.groups])
    if sheet.report.frame_note:
        sheet.words(sheet.report.frame_note, size=17, after=4)


def _mark_width(group: ReportGroup) -> float:
    return 2 * half_width(in_order(group.shapes), 9)


def _mark(group: ReportGroup, x: float, y: float) -> str:
    return mark_of(in_order(group.shapes), x + _mark_width(group) / 2, y, 9)


def _swatch(fill: str, edge: str, dashes: str, x: float, y: float) -> str:
    dashed = {"stroke_dasharray": dashes} if dashes else {}
    return svg.element("rect", x=x, y=y - 8, width=28, height=17, fill=fill, stroke=edge, **dashed)


def _list_head(sheet: Sheet, what: str) -> None:
    sheet.y += 34
    sheet.line(what, MARGIN, sheet.y, bold=True)
    _axis(sheet, MARGIN + LABELS, SCALE, PLOT)
    if sheet.report.groups:
        sheet.line(_("Gap"), GAP_AT, sheet.y, bold=True, anchor="end")
    sheet.line(_("Score"), SCORE_AT, sheet.y, bold=True, anchor="end")
    sheet.y += 10


def _axis(sheet: Sheet, x: float, scale: float, wide: float) -> None:
    """Write 0 to 100 over a column of strips, and which end is best."""
    left, long = x + printed.PAD * scale, wide - 2 * printed.PAD * scale
    for value in TICKS:
        sheet.line(str(value), left + long * value / 100, sheet.y, anchor="middle", size=17)
    sheet.line(_("least good"), left - 10, sheet.y - 22, size=17)
    sheet.line(_("best"), left + long + 10, sheet.y - 22, size=17, anchor="end")


def _row(
    sheet: Sheet,
    label: str,
    statement: str,
    strip: dict[str, object],
    gap: Figure | None,
    score: Figure | None,
    why_not: str,
) -> None:
    sheet.told.append(str(strip["title"]))
    sheet.rule()
    top = sheet.y
    sheet.y += 8
    room = LABELS - 16
    sheet.words(label, room=room, bold=True, colour=INK)
    if statement:
        sheet.words(statement, size=17, room=room)
    if why_not:
        sheet.words(why_not, size=17, room=room)
    sheet.y = max(sheet.y + 10, top + 48)
    middle = (top + sheet.y) / 2
    tall = (sheet.y - top) / SCALE
    sheet.place(_strip(strip, printed.WIDTH, tall), MARGIN + LABELS, top, SCALE)
    if sheet.report.groups and gap:
        sheet.line(gap.printed, GAP_AT, middle + 6, size=20, bold=True, colour=INK, anchor="end")
    if score:
        sheet.line(score.printed, SCORE_AT, middle + 6, size=20, colour=INK, anchor="end")


def _strip(strip: dict[str, object], width: float, height: float) -> list[str]:
    known = {name: value for name, value in strip.items() if name != "title"}
    return printed.strip_body(**known, width=width, height=height)  # type: ignore[arg-type]


def _list_foot(sheet: Sheet) -> None:
    sheet.rule()
    if sheet.report.groups:
        _bar_key(sheet)
        equal = "" if sheet.report.alone else _("Both sides are counted equally in the score.")
    else:
        equal = _("Score: the plain average of everyone.")
    sheet.words(equal, size=17)


def _bar_key(sheet: Sheet) -> None:
    """Say what the bars between groups mean."""
    kinds = ((AMBER, INK, _("30 or more apart")), (PALE, RULE, _("15 to 29 apart")))
    bars = [(28.0, partial(_swatch, fill, edge, ""), words) for fill, edge, words in kinds]
    sheet.key([*bars, (0.0, lambda _x, _y: "", _("No bar: closer together, or not compared"))])


def _positions(sheet: Sheet, question: ReportQuestion) -> None:
    """Show where the groups are, on the whole width."""
    strip, scale = strip_of_question(question), 2.2
    sheet.told.append(str(strip["title"]))
    _groups_key(sheet)
    sheet.y += 40
    _axis(sheet, MARGIN, scale, ROOM)
    sheet.y += 6
    sheet.place(_strip(strip, ROOM / scale, 24), MARGIN, sheet.y, scale)
    sheet.y += 24 * scale + 8
    ends, half = question.ends, ROOM / 2 - 20
    top, bottoms = sheet.y, []
    for words, x, anchor in ((ends.least, MARGIN + 30, "start"), (ends.best, WIDTH - MARGIN - 30, "end")):
        for place, line in enumerate(lines_of(words, 18, half - 30)):
            sheet.line(line, x, top + 18 + 24 * place, anchor=anchor)
            bottoms.append(top + 24 * (place + 1))
    sheet.y = max([top, *bottoms]) + 8
    said = []
    if question.gap and question.is_comparable:
        said.append(_("Gap %(gap)s.") % {"gap": question.gap.printed})
    if question.score and question.parity:
        said.append(_("Score %(score)s: both sides counted equally.") % {"score": question.score.printed})
    elif question.score:
        said.append(_("Score %(score)s: the plain average of everyone.") % {"score": question.score.printed})
    sheet.words(" ".join(said), colour=INK, bold=True, after=6)


def _answers(sheet: Sheet, question: ReportQuestion) -> None:
    """Show how many of each group gave each answer."""
    sheet.words(_("How many people gave each answer"), size=20, bold=True, colour=INK, after=4)
    levels = len(question.shades)
    shades = [
        (28.0, partial(_swatch, tint(place, levels).fill, INK, ""), level.name)
        for place, level in enumerate(question.shades)
    ]
    if any(row.without_score for row in question.rows):
        none = _("No score: don’t know, doesn’t apply, or not said")
        shades.append((28.0, partial(_swatch, CARD, INK, "3 3"), none))
    sheet.key(shades)
    sheet.y += 10
    sheet.line(_("Average"), AVERAGE_AT, sheet.y + 18, anchor="end", bold=True)
    sheet.y += 26
    for place, row in enumerate(question.rows, start=1):
        bar = distribution_of(question, row, place)
        sheet.told.append(bar["title"])
        drawn = printed.distribution_body(
            counts=bar["counts"], without_score=bar["without_score"], width=BAR / 1.8, height=17
        )
        average = row.position.printed if row.position else _("no score")
        _bar_row(sheet, row.name, row.group, drawn, average)


def _options(sheet: Sheet, question: ReportQuestion) -> None:
    """Show how many people picked each answer of a choice."""
    everyone = question.everyone
    count = everyone.answered if everyone else 0
    said = [ngettext("%(count)s person chose.", "%(count)s people chose.", count) % {"count": count}]
    said += [_("They could pick more than one.")] if question.choose == "many" else []
    sheet.words(" ".join(said), after=8)
    for place, option in enumerate(question.options, start=1):
        bar = option_of(question, option, place)
        sheet.told.append(bar["title"])
        drawn = printed.option_body(count=bar["count"], out_of=bar["out_of"], width=BAR / 1.8, height=17)
        _bar_row(sheet, option.label, None, drawn, "")
    for row in question.instead:
        sheet.words(f"{row.label}: {row.people}", colour=INK)


def _bar_row(sheet: Sheet, name: str, group: ReportGroup | None, drawn: Sequence[str], average: str) -> None:
    top = sheet.y
    indent = _mark_width(group) + 9 if group else 0
    if group:
        sheet.drawn.append(_mark(group, MARGIN, top + 22))
    sheet.y += 6
    sheet.words(name, x=MARGIN + indent, room=BAR_AT - MARGIN - indent - 12, colour=INK)
    sheet.y = max(sheet.y + 6, top + 44)
    sheet.place(drawn, BAR_AT, top + 4, 1.8)
    if average:
        sheet.line(average, AVERAGE_AT, top + 26, anchor="end", colour=INK, size=20)
