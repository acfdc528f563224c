"""What was said of a question at meetings, in the Word file."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from assessments.reports.beside.agreed import AgreedEntry, AgreedQuestion
from assessments.reports.formats.word.document import Words


def agreed_paragraphs(said: AgreedQuestion) -> Iterator[str | Sequence[Words]]:
    """Yield the paragraphs: what counts first, then what was said before. A `str` is a sentence of ours, in
    which a level's words are set apart."""
    yield [Words(_("What we said at a meeting"), is_bold=True)]
    yield from _entry(said.now)
    if said.before:
        yield [Words(_("What we said before"), is_bold=True)]
        for entry in said.before:
            yield from _entry(entry)


def _entry(entry: AgreedEntry) -> Iterator[str | Sequence[Words]]:
    yield f"{entry.said}."
    told = [(view.heading, view.words) for view in entry.views]
    for heading, words in (*told, (_("Why"), entry.why), (_("What tells us so"), entry.evidence)):
        if words:
            yield [Words(f"{heading}: "), Words(words, None)]
    for link in entry.links:
        yield [Words(link)]
    yield entry.by
