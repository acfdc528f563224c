"""The numbers of a report as CSV, one to a line: for programs that work with numbers."""

import csv
import io
from itertools import chain

from assessments.reports.formats.data.change import change_measures
from assessments.reports.formats.data.fit import fit_measures
from assessments.reports.formats.data.plan import plan_measures
from assessments.reports.formats.data.rows import measures
from assessments.reports.formats.data.voices import voice_measures
from assessments.reports.formats.texts import begins_like_a_formula, storable
from assessments.reports.model import Report

COLUMNS = ("about", "framework", "version", "number", "title", "group", "measure", "answer", "value")
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets take UTF-8 for something else


def write_csv(report: Report) -> bytes:
    """Write every number of the report, as UTF-8. A text that begins like a formula has an apostrophe before
    it."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    told = [measures(report), voice_measures(report), plan_measures(report), change_measures(report)]
    told += [fit_measures(report)]
    for one in chain.from_iterable(told):
        subject = one.subject
        texts = (subject.number, subject.title, one.group, one.name, one.answer)
        writer.writerow(
            [subject.what, _cell(subject.framework), subject.version or None, *map(_cell, texts), one.value]
        )
    return (BYTE_ORDER_MARK + made.getvalue()).encode()


def _cell(text: str) -> str:
    """Return a text as a cell holds it. (The package defusedcsv lets through what begins with a tab, the end
    of a line, or the wide signs of East Asia.)"""
    kept = storable(text)
    return f"'{kept}" if begins_like_a_formula(kept) else kept
