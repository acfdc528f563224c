"""Which names fit a piece of work, in the Word file."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.reports.beside.change import Said
from assessments.reports.formats.word.document import WordDocument, Words
from assessments.reports.formats.word.marking import foreign, marked
from assessments.reports.summary.fit import ReportFit


def write_fits(file: WordDocument, fits: Sequence[ReportFit]) -> None:
    """Write the chapter of each framework that has names: what both sides see, each side's result, and a
    table of the names; then what each side chose."""
    for fit in fits:
        language = foreign(fit.language)
        file.heading(_("Which name fits"), 1)
        file.paragraph(Words(fit.title, language))
        file.paragraph(_said(fit.finding))
        for view in fit.views:
            file.heading(view.name, 2)
            file.paragraph(_said(view.says))
            file.bullets(Words(note, language) for note in view.notes)
        file.paragraph(Words(fit.good, language, is_bold=True))
        _names(file, fit, language)
        _chosen(file, fit, language)
        file.paragraph(fit.how)


def _said(said: Sequence[Said]) -> list[Words]:
    found = []
    for one in said:
        found += [*marked(one.words, one.language), Words(" ")]
    return found


def _names(file: WordDocument, fit: ReportFit, language: str) -> None:
    heads = (_("Name"), *(view.name for view in fit.views))
    rows = [
        (
            Words(row.name, language),
            *((Words(f"{cell.words}. "), Words(cell.because, language)) for cell in row.cells),
        )
        for row in fit.rows
    ]
    file.table(_("Which names fit"), heads, rows, (6, *(10 for _view in fit.views)))


def _chosen(file: WordDocument, fit: ReportFit, language: str) -> None:
    file.heading(_("What the names rest on"), 2)
    heads = (_("Question"), *(view.name for view in fit.views))
    rows = [
        (
            (Words(f"{row[0].number} "), Words(row[0].title, language)),
            *(Words("; ".join(one.answers), language) if one.answers else one.instead for one in row),
        )
        for row in fit.chosen
    ]
    file.table(_("What the names rest on"), heads, rows, (6, *(10 for _view in fit.views)))
