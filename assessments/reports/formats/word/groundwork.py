"""The working agreement in the Word file."""

from django.utils.translation import gettext as _

from assessments.reports.formats.word.document import WordDocument, Words
from assessments.reports.groundwork.agreement import ReportAgreement


def write_agreement(file: WordDocument, agreement: ReportAgreement) -> None:
    """Add what both sides agreed before people answered, clause by clause; or that there was nothing."""
    file.heading(_("Our working agreement"), 1)
    file.paragraph(agreement.lead)
    if not agreement:
        return
    file.paragraph(agreement.in_short)
    for one in agreement.clauses:
        file.heading(Words(f"{one.number} {one.title}", None), 2)
        file.paragraph(Words(f"{one.said}.", is_bold=True))
        for who, words in one.words:
            if who:
                file.paragraph(f"{who}:")
            file.paragraph(Words(words, None))
        for statement in one.statements:
            said = Words(statement.removed) if statement.removed else Words(statement.words, None)
            file.paragraph(_("We see it differently:"))
            file.quote(said, statement.by)
