"""The results as a spreadsheet: results, groups, answers, comments and method, each on a sheet of its own."""

import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from assessments.reports.beside.voices import NONE_YET
from assessments.reports.formats.data.agreed import AGREED_COLUMNS, agreed_rows
from assessments.reports.formats.data.change import change_rows, left_rows
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
DIRECTIONS = {"barrier": "a problem: 100 is the least of it", "strength": "a strength: 100 is the most of it"}
HOW_FAR = {"close": "about the same", "apart": "apart", "far_apart": "far apart", None: ""}
OF_SUBJECT = (("About", 12), ("Framework", 28), ("Number", 9), ("Title", 34))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns with their widths in letters, and its rows. `empty` is said where it has
    none."""

    name: str
    columns: tuple[tuple[str, int], ...]
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
        _write(book.add_worksheet(sheet.name), sheet, looks)
    book.close()
    return made.getvalue()


def sheets(report: Report) -> Iterator[Sheet]:
    """Yield the sheets of a report."""
    rows = list(subject_rows(report))
    yield Sheet(
        "Results",
        (
            *OF_SUBJECT,
            ("Statement", 60),
            ("What is asked about", 24),
            ("People who answered", 10),
            ("Both sides counted equally, 0 to 100", 14),
            ("Everyone, 0 to 100", 12),
            ("Gap, 0 to 100", 10),
            ("How far apart", 16),
            ("Everyone, in points of its scale", 14),
            ("Lowest point of the scale", 11),
            ("Highest point of the scale", 11),
            ("Note", 60),
        ),
        [_result(row) for row in rows],
    )
    yield Sheet(
        "Groups",
        (
            *OF_SUBJECT,
            ("Group", 28),
            ("0 to 100", 10),
            ("In points of its scale", 14),
            ("People who answered", 10),
            ("Don’t know", 10),
            ("Doesn’t apply", 10),
            ("Not said", 10),
        ),
        [
            (
                *_subject(row),
                group.name,
                number(group.position),
                number(group.average),
                *([people for _, people in special_counts(group.answers)] if group.answers else [None] * 4),
            )
            for row in rows
            for group in row.groups
        ],
        "Nothing may be shown, because too few people took part.",
    )
    yield Sheet(
        "Answers",
        (*OF_SUBJECT, ("Group", 28), ("Answer", 40), ("People", 10)),
        [
            (*_subject(row), group.name, count.name, count.people)
            for row in rows
            for group in row.groups
            for count in group.counts
        ],
        "Nothing may be shown, because too few people took part.",
    )
    yield Sheet(
        "Comments",
        (*OF_SUBJECT, ("What somebody wrote", 90), ("Group, where it may be named", 30)),
        [
            (*_subject(row), quote.removed or quote.words, quote.perspective)
            for row in rows
            if row.question
            for quote in row.question.quotes
        ],
        "There are no comments that may be shown.",
    )
    if report.fits:
        yield Sheet("Which name fits", FIT_COLUMNS, list(fit_rows(report)))
        yield Sheet("What each side chose", CHOSEN_COLUMNS, list(chosen_rows(report)))
    yield from _sheets_of_change(report)
    yield Sheet("We see it differently", STATEMENT_COLUMNS, statement_rows(report), NONE_YET)
    yield Sheet("A fair record", SIGNATURE_COLUMNS, signature_rows(report))
    yield Sheet("Plan", PLAN_COLUMNS, plan_rows(report), "There is no plan yet.")
    if report.agreed:
        yield Sheet("Agreed", AGREED_COLUMNS, agreed_rows(report))
    yield Sheet("Working agreement", AGREEMENT_COLUMNS, agreement_rows(report), NO_AGREEMENT_YET)
    yield Sheet("Method", (("What", 34), ("In words", 110), ("People", 10)), list(_method(report)))


def _sheets_of_change(report: Report) -> Iterator[Sheet]:
    """Yield what moved since an earlier round, and what cannot be compared; nothing where there is none."""
    if report.change is None:
        return
    then, now = report.change.then, report.change.now
    figures = (
        (f"{then.title}, 0 to 100", 14),
        (f"{now.title}, 0 to 100", 14),
        ("Moved", 10),
        ("In words", 18),
    )
    columns = (*OF_SUBJECT, ("Group", 28), *figures)
    yield Sheet("What moved", columns, list(change_rows(report)), "Nothing can be compared.")
    yield Sheet("Not compared", (("What", 60), ("Why", 90)), list(left_rows(report)), "All can be compared.")


def _subject(row: SubjectRow) -> tuple[str, str, str, str]:
    subject = row.subject
    return subject.what, subject.framework, subject.number, subject.title


def _result(row: SubjectRow) -> tuple[Cell, ...]:
    question, everyone = row.question, row.everyone
    is_rating = question is not None and question.kind == "rating"
    levels = question.levels if question else ()
    return (
        *_subject(row),
        row.subject.statement,
        DIRECTIONS[question.direction] if question and is_rating else "",
        everyone.answers.answered if everyone and everyone.answers else None,
        number(row.parity),
        number(everyone.position) if everyone else None,
        number(row.gap),
        HOW_FAR[question.agreement] if question else "",
        number(everyone.average) if everyone else None,
        levels[0].value if levels else None,
        levels[-1].value if levels else None,
        " ".join(filter(None, [row.note, question.not_shared if question else ""])),
    )


def _method(report: Report) -> Iterator[tuple[Cell, ...]]:
    yield "Assessment", report.title, None
    yield "Round", report.round_title, None
    yield "Organisation", report.organisation, None
    if report.is_example:
        yield "Example", "Invented people and answers.", None
    yield "Results shared on", f"{report.released_on:%-d %B %Y}", None
    for taken in report.took_part:
        yield "Who took part", f"{taken.name} ({taken.singly})" if taken.singly else taken.name, taken.people
    for words in filter(None, (report.on_paper, *report.alone, *report.notices)):
        yield "To know first", words, None
    for passage in report.method:
        yield passage.heading, passage.words, None
    for framework in report.frameworks:
        yield "Framework", f"{framework.title}, version {framework.version}", None
        for words in filter(None, (framework.credits, framework.licence)):
            yield f"Credits and licence of {framework.title}", words, None
    for source in report.sources:
        yield "Source", f"{source.citation} {source.url}".strip(), None


# The file


class _Looks:
    """How cells look."""

    def __init__(self, book: Any) -> None:
        at_top = {"valign": "top", "font_size": 11}
        self.head = book.add_format({**at_top, "bold": True, "text_wrap": True, "bottom": 2})
        self.text = book.add_format({**at_top, "text_wrap": True})
        self.text_only = book.add_format({**at_top, "text_wrap": True, "quote_prefix": True})
        self.number = book.add_format(at_top)

    def of(self, text: str) -> Any:
        """Return the look of a text: one that begins like a formula stays a text when somebody edits it."""
        return self.text_only if begins_like_a_formula(text) else self.text


def _write(page: Any, sheet: Sheet, looks: _Looks) -> None:
    for place, (head, width) in enumerate(sheet.columns):
        page.set_column(place, place, width)
        page.write_string(0, place, head, looks.head)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    if not sheet.rows:
        page.write_string(1, 0, sheet.empty)
        return
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for line, row in enumerate(sheet.rows, start=1):
        _write_row(page, line, row, looks)


def _write_row(page: Any, line: int, row: Iterable[Cell], looks: _Looks) -> None:
    for place, value in enumerate(row):
        if isinstance(value, str):
            kept = storable(value)[:MOST_LETTERS]
            if kept:
                page.write_string(line, place, kept, looks.of(kept))
        elif value is not None:
            page.write_number(line, place, value, looks.number)
