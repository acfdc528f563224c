"""Where a new page begins in a report on A4, reckoned beforehand from how much stands in each section.

Asking WeasyPrint to keep whole sections together makes it set them twice. A little too much or too little
does no harm: whatever does not fit runs on. Points, 1/72 of an inch. Pure.
"""

import math
from collections.abc import Sequence

from assessments.printing.widths import in_letters
from assessments.reports.beside.agreed import AgreedEntry
from assessments.reports.beside.change import ReportChange
from assessments.reports.beside.voices import ReportStatement
from assessments.reports.groundwork.agreement import ReportClause
from assessments.reports.papers.paper import Paper
from assessments.reports.summary.fit import ReportFit

PAGE = 742.0
HALF_FULL = 0.45  # of a page: less than this is never left behind
FULL = 0.9  # from here on only setting it tells whether the page is full, so nothing is done
RUNS_ON = ("agreed", "said", "voices", "plan", "change")  # look well wherever they begin
HEAD = 34.0


def sheets(paper: Paper) -> frozenset[str]:
    """Return the sections that begin on a new page: those that would not fit on the rest of one, unless that
    page would be left half empty. None but in a report on A4."""
    if (paper.form, paper.size) != ("a4", "report"):
        return frozenset()
    sections = _sections(paper)
    found = {sections[0][0]}  # the cover is a page of its own
    used = 0.0
    for name, height in sections:
        most = FULL if name in RUNS_ON else 1.0
        if name == "method":  # a list of short paragraphs, which any page can end
            continue
        if used + height > PAGE and HALF_FULL * PAGE < used < most * PAGE:
            found.add(name)
            used = 0.0
        used = (used + height) % PAGE
    return frozenset(found)


def _sections(paper: Paper) -> list[tuple[str, float]]:
    """Return each section after the cover: its name, and how high it is."""
    report, found = paper.report, []
    if report.agreement:
        found.append(("agreement", HEAD + 30 + sum(_clause(one) for one in report.agreement.clauses)))
    found.append(("parts", 190 + 32.0 * len(paper.parts)))
    if report.fits:
        found.append(("fit", sum(_fit(one) for one in report.fits)))
    if paper.has_first:
        found.append(("first", 60 + sum(210.0 for _ in paper.cards)))
    if paper.has_lists:
        lists = report.talk_first
        low = 60.0 * max(len(lists.lowest), len(lists.most_unsure))
        found.append(("lists", 90 + 85.0 * len(lists.strong_together or ()) + low))
    if paper.agreed:
        height = sum(_agreed(one.said.now, paper.differing(one.question)) for one in paper.agreed)
        found.append(("agreed", HEAD + height))
    if paper.has_plan:
        said = [f"{one.what} {one.support} {one.how_known}" for one in paper.plan_actions]
        filled = sum(46 + 13.0 * _lines(words, 60) for words in said)
        found.append(("plan", HEAD + filled + 26.0 * len(paper.plan_rows) + 16.0 * len(report.plan.before)))
    if paper.has_change and report.change:
        found.append(("change", _height_of(report.change)))
    if paper.has_questions:
        for framework in paper.frameworks:
            rows = [question for part in framework.parts for question in part.questions]
            height = 24.0 * len(framework.parts) + sum(
                max(27, 3 + 11.8 * _lines(f"{one.number} {one.title} {one.statement} {one.why_not}", 43))
                for one in rows
            )
            found.append((framework.anchor, HEAD + 64 + height))
    if paper.has_said:
        height = sum(
            10 + 13.0 * sum(_lines(quote.words, 62) for quote in one.question.quotes) for one in paper.said
        )
        found.append(("said", HEAD + height))
    voices = sum(50 + 20.0 * _lines(one.words, 62) for one in report.dissents.all)
    found.append(("voices", 2 * HEAD + 140 + voices + 22.0 * len(report.co_signed.rows)))
    method = HEAD + sum(5 + 13.0 * _lines(one.heading + one.words, 105) for one in report.method)
    found.append(("method", method))
    return found


def _clause(one: ReportClause) -> float:
    """Return about how high a clause of the working agreement is."""
    said = sum(13.0 * _lines(words, 105) for _who, words in one.words)
    return 38 + said + sum(40 + 13.0 * _lines(words.words, 105) for words in one.statements)


def _agreed(entry: AgreedEntry, differ: Sequence[ReportStatement]) -> float:
    """Return about how high it is what was said of one question, and who sees it differently beside it."""
    if differ:
        words = [entry.why, entry.evidence, *(view.words for view in entry.views)]
        height = 100 + sum(25 + 15.0 * _lines(one, 46) for one in words if one) + 15.0 * len(entry.links)
        return max(height, 60 + sum(75 + 15.0 * _lines(one.words, 46) for one in differ))
    below = sum(20 + 15.0 * _lines(words, 100) for words in (entry.why, entry.evidence) if words)
    beside = max((15.0 * _lines(view.words, 48) for view in entry.views), default=0.0)
    return 75 + (25 if entry.level else 0) + below + beside + 15.0 * len(entry.links)


def _fit(fit: ReportFit) -> float:
    """Estimate how high it is which names fit: a few sentences for each view, and a row for each name."""
    said = sum(40 + 15.0 * _lines(view.sentence, 100) for view in fit.views)
    rows = sum(
        20 + 13.0 * max(_lines(row.description, 34), *(_lines(cell.because, 34) for cell in row.cells))
        for row in fit.rows
    )
    return HEAD + 60 + said + rows


def _height_of(change: ReportChange) -> float:
    """Estimate how high the section is that says what has moved."""
    rows = 27.0 * len(change.moved_parts) + 30.0 * sum(len(one.what) for one in change.cannot)
    return HEAD + 190 + 36.0 * len(change.top_gaps) + 205.0 * len(change.top_moves) + rows


def _lines(words: str, letters: int) -> int:
    return math.ceil(in_letters(words) / letters) + words.count("\n")
