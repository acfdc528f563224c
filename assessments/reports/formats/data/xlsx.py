"""The results as a spreadsheet: results, groups, answers, comments and method, each on a sheet of its own."""

import datetime
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from assessments.printing.widths import in_letters
from assessments.reports.beside.voices import NONE_YET
from assessments.reports.formats.data.agreed import AGREED_COLUMNS, agreed_rows
from assessments.reports.formats.data.change import change_rows, left_rows, name_rows
from assessments.reports.formats.data.fit import CHOSEN_COLUMNS, FIT_COLUMNS, chosen_rows, fit_rows
from assessments.reports.formats.data.groundwork import (
    AGREEMENT_COLUMNS,
    NO_AGREEMENT_YET,
    agreement_rows,
)
from assessments.reports.formats.data.plan import PLAN_COLUMNS, plan_rows
from assessments.reports.formats.data.rows import SubjectRow, number, special_counts, subject_rows
from assessments.reports.formats.data.voices import (
    SIGNATURE_COLUMNS,
    STATEMENT_COLUMNS,
    signature_rows,
    statement_rows,
)
from assessments.reports.formats.texts import begins_like_a_formula, storable
from assessments.reports.model import Report

Cell = str | int | float | None
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
MOST_LETTERS = 32_767  # in a cell
MOST_LETTERS_OF_A_NAME = 31  # of a sheet
HEIGHT_OF_A_LINE, MOST_HEIGHT = 15, 409  # points; no row can be higher
A4 = 9  # as the format counts kinds of paper
LETTERS_ACROSS = 170  # of a page of A4 on its side, in letters of about 9 points
DIRECTIONS = {
    "barrier": gettext_noop("a problem: 100 is the least of it"),
    "strength": gettext_noop("a strength: 100 is the most of it"),
}
HOW_FAR = {
    "close": gettext_noop("about the same"),
    "apart": gettext_noop("apart"),
    "far_apart": gettext_noop("far apart"),
    None: "",
}
OF_SUBJECT = (
    (gettext_lazy("About"), 11),
    (gettext_lazy("Framework"), 24),
    (gettext_lazy("Number"), 9),
    (gettext_lazy("Title"), 30),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns with their widths in letters, and its rows. `empty` is said where it has
    none."""

    name: str
    columns: tuple[tuple[str | Promise, int], ...]
    rows: Sequence[tuple[Cell, ...]]
    empty: str = ""


def write_xlsx(report: Report) -> bytes:
    """Write the spreadsheet. Every text is written as a text: nothing in it is a formula or a link."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, SAFE)
    midnight = datetime.datetime.combine(report.released_on, datetime.time(), datetime.UTC)
    title = f"{report.title}: {report.round_title}"
    book.set_properties(
        {"title": storable(title), "company": storable(report.organisation), "created": midnight}
    )
    looks = _Looks(book)
    for sheet in sheets(report):
        _write(book.add_worksheet(sheet.name[:MOST_LETTERS_OF_A_NAME]), sheet, looks)
    book.close()
    return made.getvalue()


def sheets(report: Report) -> Iterator[Sheet]:
    """Yield the sheets of a report."""
    rows = list(subject_rows(report))
    yield Sheet(
        _("Results"),
        (
            *OF_SUBJECT,
            (_("Statement"), 50),
            (_("What is asked about"), 30),
            (_("People who answered"), 10),
            (_("Both sides counted equally, 0 to 100"), 14),
            (_("Everyone, 0 to 100"), 12),
            (_("Gap, 0 to 100"), 10),
            (_("How far apart"), 16),
            (_("Everyone, in points of its scale"), 14),
            (_("Lowest point of the scale"), 11),
            (_("Highest point of the scale"), 11),
            (_("Note"), 50),
        ),
        [_result(row) for row in rows],
    )
    yield Sheet(
        _("Groups"),
        (
            *OF_SUBJECT,
            (_("Group"), 28),
            (_("0 to 100"), 10),
            (_("In points of its scale"), 14),
            (_("People who answered"), 10),
            (_("Don’t know"), 10),
            (_("Doesn’t apply"), 10),
            (_("Not said"), 10),
        ),
        [
            (
                *_subject(row),
                group.name,
                number(group.position),
                number(group.average),
                *(
                    [people for _name, people in special_counts(group.answers)]
                    if group.answers
                    else [None] * 4
                ),
            )
            for row in rows
            for group in row.groups
        ],
        _("Nothing may be shown, because too few people took part."),
    )
    yield Sheet(
        _("Answers"),
        (*OF_SUBJECT, (_("Group"), 28), (_("Answer"), 36), (_("People"), 10)),
        [
            (*_subject(row), group.name, count.name, count.people)
            for row in rows
            for group in row.groups
            for count in group.counts
        ],
        _("Nothing may be shown, because too few people took part."),
    )
    yield Sheet(
        _("Comments"),
        (*OF_SUBJECT, (_("What somebody wrote"), 70), (_("Group, where it may be named"), 26)),
        [
            (*_subject(row), quote.removed or quote.words, quote.perspective)
            for row in rows
            if row.question
            for quote in row.question.quotes
        ],
        _("There are no comments that may be shown."),
    )
    if report.fits:
        yield Sheet(_("Which name fits"), FIT_COLUMNS, list(fit_rows(report)))
        yield Sheet(_("What each side chose"), CHOSEN_COLUMNS, list(chosen_rows(report)))
    yield from _sheets_of_change(report)
    yield Sheet(_("We see it differently"), STATEMENT_COLUMNS, statement_rows(report), _(NONE_YET))
    yield Sheet(_("A fair record"), SIGNATURE_COLUMNS, signature_rows(report))
    yield Sheet(_("Plan"), PLAN_COLUMNS, plan_rows(report), _("There is no plan yet."))
    if report.agreed:
        yield Sheet(_("Agreed"), AGREED_COLUMNS, agreed_rows(report))
    yield Sheet(_("Working agreement"), AGREEMENT_COLUMNS, agreement_rows(report), _(NO_AGREEMENT_YET))
    yield Sheet(
        _("Method"), ((_("What"), 34), (_("In words"), 110), (_("People"), 10)), list(_method(report))
    )


def _sheets_of_change(report: Report) -> Iterator[Sheet]:
    """Yield what moved since an earlier round, and what cannot be compared; nothing where there is none."""
    if report.change is None:
        return
    then, now = report.change.then, report.change.now
    figures = (
        (_("%(title)s, 0 to 100") % {"title": then.title}, 14),
        (_("%(title)s, 0 to 100") % {"title": now.title}, 14),
        (_("Moved"), 10),
        (_("In words"), 18),
    )
    columns = (*OF_SUBJECT, (_("Group"), 28), *figures)
    yield Sheet(_("What moved"), columns, list(change_rows(report)), _("Nothing can be compared."))
    if report.change.names:
        heads = ((_("Name"), 34), (_("Who sees it"), 40), (then.title, 20), (now.title, 20), (_("Moved"), 16))
        yield Sheet(_("Names, then and now"), heads, list(name_rows(report)))
    yield Sheet(
        _("Not compared"),
        ((_("What"), 60), (_("Why"), 90)),
        list(left_rows(report)),
        _("All can be compared."),
    )


def _subject(row: SubjectRow) -> tuple[str, str, str, str]:
    subject = row.subject
    return _(subject.what), subject.framework, subject.number, subject.title


def _told(words: str) -> str:
    return _(words) if words else ""


def _result(row: SubjectRow) -> tuple[Cell, ...]:
    question, everyone = row.question, row.everyone
    is_rating = question is not None and question.kind == "rating"
    levels = question.levels if question else ()
    return (
        *_subject(row),
        row.subject.statement,
        _(DIRECTIONS[question.direction]) if question and is_rating else "",
        everyone.answers.answered if everyone and everyone.answers else None,
        number(row.parity),
        number(everyone.position) if everyone else None,
        number(row.gap),
        _told(HOW_FAR[question.agreement]) if question else "",
        number(everyone.average) if everyone else None,
        levels[0].value if levels else None,
        levels[-1].value if levels else None,
        " ".join(filter(None, [row.note, question.not_shared if question else ""])),
    )


def _method(report: Report) -> Iterator[tuple[Cell, ...]]:
    yield _("Assessment"), report.title, None
    yield _("Round"), report.round_title, None
    yield _("Organisation"), report.organisation, None
    if report.is_example:
        yield _("Example"), _("Invented people and answers."), None
    yield _("Results shared on"), date_format(report.released_on, "j F Y"), None
    for taken in report.took_part:
        yield (
            _("Who took part"),
            f"{taken.name} ({taken.singly})" if taken.singly else taken.name,
            taken.people,
        )
    for words in filter(None, (report.on_paper, *report.alone, *report.notices)):
        yield _("To know first"), words, None
    for passage in report.method:
        yield passage.heading, passage.words, None
    for framework in report.frameworks:
        yield (
            _("Framework"),
            _("%(title)s, version %(version)s") % {"title": framework.title, "version": framework.version},
            None,
        )
        for words in filter(None, (framework.credits, framework.licence)):
            yield _("Credits and licence of %(title)s") % {"title": framework.title}, words, None
    for source in report.sources:
        yield _("Source"), f"{source.citation} {source.url}".strip(), None


# The file


class _Looks:
    """How cells look."""

    def __init__(self, book: Any) -> None:
        at_top = {"valign": "top", "font_size": 11}
        self.head = book.add_format(
            {**at_top, "bold": True, "text_wrap": True, "bottom": 2, "align": "left", "indent": 1}
        )
        words = {**at_top, "text_wrap": True, "align": "left", "indent": 1}  # apart from a number before it
        self.text = book.add_format(words)
        self.text_only = book.add_format({**words, "quote_prefix": True})
        self.number = book.add_format(at_top)

    def of(self, text: str) -> Any:
        """Return the look of a text: one that begins like a formula stays a text when somebody edits it."""
        return self.text_only if begins_like_a_formula(text) else self.text


def _write(page: Any, sheet: Sheet, looks: _Looks) -> None:
    widths = [width for _head, width in sheet.columns]
    for place, (head, width) in enumerate(sheet.columns):
        page.set_column(place, place, width)
        page.write_string(0, place, str(head), looks.head)
    page.set_row(0, _height([str(head) for head, _width in sheet.columns], [width - 3 for width in widths]))
    named = len(OF_SUBJECT) if sheet.columns[: len(OF_SUBJECT)] == OF_SUBJECT else 0
    page.freeze_panes(1, named)
    _lay_out_for_print(page, sheet, named)
    if not sheet.rows:
        page.write_string(1, 0, sheet.empty)
        return
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for line, row in enumerate(sheet.rows, start=1):
        page.set_row(line, _height(row, widths))
        _write_row(page, line, row, looks)


def _height(row: Sequence[Cell], widths: Sequence[int]) -> float:
    """Return how high a row must be for its texts, in points. Not every program works that out itself."""
    lines = (
        sum(math.ceil(in_letters(line) / (width - 2)) or 1 for line in str(value).split("\n"))
        for value, width in zip(row, widths, strict=True)
        if value is not None
    )
    return min(HEIGHT_OF_A_LINE * max(lines, default=1), MOST_HEIGHT)


def _lay_out_for_print(page: Any, sheet: Sheet, named: int) -> None:
    """Print on A4 with letters that can be read: a wide sheet on several pages side by side, each with its
    heads and the columns that say what a row is about, of which there are so many."""
    across = math.ceil(sum(width for _head, width in sheet.columns) / LETTERS_ACROSS)
    page.set_paper(A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    page.fit_to_pages(across, 0)
    page.repeat_rows(0)
    if across > 1 and named:
        page.repeat_columns(named - 2, named - 1)
    page.set_footer("&L&A&R&P / &N")


def _write_row(page: Any, line: int, row: Iterable[Cell], looks: _Looks) -> None:
    for place, value in enumerate(row):
        if isinstance(value, str):
            kept = storable(value)[:MOST_LETTERS]
            if kept:
                page.write_string(line, place, kept, looks.of(kept))
        elif value is not None:
            page.write_number(line, place, value, looks.number)
