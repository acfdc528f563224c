"""What people say beside the results, in the Word file."""

from django.utils.translation import gettext as _

from assessments.reports.beside.voices import IN_FULL, MEANS, NONE_YET
from assessments.reports.formats.word.document import WordDocument, Words
from assessments.reports.model import Report
from frameworks import languages


def add_voices(file: WordDocument, report: Report) -> None:
    """Add who sees something differently, in full, and of which groups people say it is a fair record."""
    file.heading(_("We see it differently"), 1)
    file.paragraph(_(IN_FULL) if report.dissents.all else _(NONE_YET))
    for one in report.dissents.all:
        is_ours = not one.language or languages.same(one.language, languages.page_language())
        file.heading(Words(one.subject, "" if is_ours else one.language), 2)
        said = Words(one.removed) if one.removed else Words(one.words, None)
        file.quote(said, " ".join(filter(None, [one.by, one.would_give])))
    file.heading(_("A fair record?"), 1)
    file.paragraph(report.co_signed.lead)
    if report.co_signed.rows:
        rows = [(row.name, row.says) for row in report.co_signed.rows]
        file.table(_("A fair record?"), (_("Group"), _("How many say it is fair")), rows, (16, 12))
    for words in filter(None, (report.co_signed.left_out, _(MEANS))):
        file.paragraph(words)
