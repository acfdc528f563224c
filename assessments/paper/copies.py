"""A form to be copied, for a group without a printer: one form without a number, a list of free numbers to
write on the copies, and slips with the private codes.

The list has the numbers and never the codes; the slips have the codes and never the numbers. Both are
counted, so that each copy gets the slip of its number. Typed in, a copy is a form like any other
(entry.py): its number is good for one.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from assessments import codes
from assessments.models import Perspective, Round
from assessments.paper import sheets
from assessments.paper.entry import Sheet
from assessments.printing.pdf import render_in_turn
from frameworks.content import VersionContent

IN_A_ROW = {False: 2, True: 1}  # slips, by whether it is large print


def copies_pdf(
    request: HttpRequest,
    round_: Round,
    contents: Sequence[VersionContent],
    made: Sequence[Sheet],
    *,
    perspectives: Sequence[Perspective],
    perspective: Perspective | None,
    large: bool,
    both_sides: bool,
    easy: bool = False,
) -> bytes:
    """Return one PDF: the list of these numbers, their slips, a page to keep, and a form to copy. The
    arguments are those of sheets.sheets_pdf. Raises pdf.PdfUnavailable."""
    documents = copies_html(
        request, round_, contents, made, perspectives, perspective, large=large, easy=easy
    )
    return render_in_turn(documents, both_sides=both_sides)


def copies_html(
    request: HttpRequest,
    round_: Round,
    contents: Sequence[VersionContent],
    made: Sequence[Sheet],
    perspectives: Sequence[Perspective],
    perspective: Perspective | None,
    *,
    large: bool,
    easy: bool,
) -> list[str]:
    """Return the HTML documents, in the order of the PDF."""
    copied = sheets.sheets_html(
        request, round_, contents, (), perspectives, perspective, large=large, easy=easy
    )
    shared = {**sheets.shared_context(round_, contents, large=large), "perspective": perspective}
    numbers = [codes.in_groups(sheet.number) for sheet in made]
    return [
        sheets.page_html("list", {**shared, "numbers": numbers}),
        sheets.page_html("slips", {**shared, "rows": _rows(request, made, IN_A_ROW[large])}),
        copied.kept,
        copied.form,
    ]


def _rows(request: HttpRequest, made: Sequence[Sheet], step: int) -> list[list[dict[str, Any]]]:
    printed = (sheets.private_code(request, sheet, ends=(3, 5)) for sheet in made)
    slips = [{**slip, "place": place} for place, slip in enumerate(printed, start=1)]
    return [slips[i : i + step] for i in range(0, len(slips), step)]
