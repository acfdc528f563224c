"""Where a new page begins in a report on A4, reckoned beforehand from how much stands in each section.

Asking WeasyPrint to keep whole sections together makes it set them twice. A little too much or too little
does no harm: whatever does not fit runs on. Points, 1/72 of an inch. Pure.
"""

import math

from assessments.printing.widths import in_letters
from assessments.reports.groundwork.agreement import ReportClause
from assessments.reports.papers.paper import Paper
from assessments.reports.summary.fit import ReportFit

PAGE = 742.0
HALF_FULL = 0.45  # of a page: less than this is never left behind
HEAD = 34.0


def sheets(paper: Paper) -> frozenset[str]:
    """Return the sections that begin on a new page: those best seen whole that would not fit on the rest of
    one, unless that page would be left half empty. None but in a report on A4.

    What comes after them are rows and short pieces, which any page can begin or end: they run on.
    """
    if (paper.form, paper.size) != ("a4", "report"):
        return frozenset()
    found: set[str] = set()
    used = PAGE  # the cover is a page of its own
    for name, height in _sections(paper):
        if used + height > PAGE and used > HALF_FULL * PAGE:
            found.add(name)
            used = 0.0
        used = (used + height) % PAGE
    return frozenset(found)


def _sections(paper: Paper) -> list[tuple[str, float]]:
    """Return each section best seen whole, after the cover: its name, and how high it is."""
    report, found = paper.report, []
    if report.agreement:
        rows = (max(_clause(one, 105 // len(row)) for one in row) for row in paper.clause_rows)
        found.append(("agreement", HEAD + 30 + sum(rows)))
    found.append(("parts", 190 + 32.0 * len(paper.parts)))
    if report.fits:
        found.append(("fit", sum(_fit(one) for one in report.fits)))
    return found


def _clause(one: ReportClause, letters: int) -> float:
    """Return about how high a clause of the working agreement is, with so many letters to a line."""
    said = sum(14.0 * _lines(words, letters) + (14 if who else 0) for who, words in one.words)
    return 38 + said + sum(40 + 14.0 * _lines(words.words, letters) for words in one.statements)


def _fit(fit: ReportFit) -> float:
    """Estimate how high it is which names fit: a few sentences for each view, and a row for each name."""
    said = sum(40 + 15.0 * _lines(view.sentence, 100) for view in fit.views)
    rows = sum(
        20 + 13.0 * max(_lines(row.description, 34), *(_lines(cell.because, 34) for cell in row.cells))
        for row in fit.rows
    )
    return HEAD + 60 + said + rows


def _lines(words: str, letters: int) -> int:
    return math.ceil(in_letters(words) / letters) + words.count("\n")
