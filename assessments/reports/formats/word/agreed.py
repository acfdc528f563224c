"""What was said of a question at meetings, in the Word file, and beside it who sees it differently."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from assessments.reports.beside.agreed import AgreedEntry, AgreedQuestion
from assessments.reports.beside.voices import ReportStatement
from assessments.reports.formats.word.document import Lines, WordDocument, Words
from assessments.reports.formats.word.marking import marked

Paragraph = str | Sequence[Words]


def add_agreed(
    file: WordDocument, said: AgreedQuestion, differ: Sequence[ReportStatement], language: str
) -> None:
    """Add what was said at meetings, and beside it, in a column as wide, who sees it differently."""
    agreed, differently = _("What we said at a meeting"), _("We see it differently")
    texts = [marked(text, language) if isinstance(text, str) else text for text in _agreed(said)]
    if differ:
        others = [marked(text, language) if isinstance(text, str) else text for text in _differing(differ)]
        heads = (agreed, differently)
        file.table(f"{agreed}. {differently}", heads, [(Lines(texts), Lines(others))], (1, 1))
        return
    file.paragraph(Words(agreed, is_bold=True), leads=True)
    for text in texts:
        file.paragraph(text)


def _agreed(said: AgreedQuestion) -> Iterator[Paragraph]:
    """Yield the paragraphs: what counts first, then what was said before. A `str` is a sentence of ours, in
    which a level's words are set apart."""
    yield from _entry(said.now)
    if said.before:
        yield [Words(_("What we said before"), is_bold=True)]
        for entry in said.before:
            yield from _entry(entry)


def _differing(statements: Sequence[ReportStatement]) -> Iterator[Paragraph]:
    for one in statements:
        if one.would_give:
            yield one.would_give
        yield [Words(one.removed) if one.removed else Words(one.words, None)]
        yield one.by


def _entry(entry: AgreedEntry) -> Iterator[Paragraph]:
    yield f"{entry.said}."
    told = [(view.heading, view.words) for view in entry.views]
    for heading, words in (*told, (_("Why"), entry.why), (_("What tells us so"), entry.evidence)):
        if words:
            yield [Words(f"{heading}: "), Words(words, None)]
    for link in entry.links:
        yield [Words(link)]
    yield entry.by
