"""What was said of a question at meetings, in the Word file, and beside it who sees it differently."""

from collections.abc import Iterator, Sequence

from assessments.reports.beside.agreed import AgreedEntry, AgreedQuestion
from assessments.reports.beside.voices import ReportStatement
from assessments.reports.formats.word.document import Lines, WordDocument, Words
from assessments.reports.formats.word.marking import marked

SAID, DIFFER = "What we said at a meeting", "We see it differently"


def add_agreed(
    file: WordDocument, said: AgreedQuestion, differ: Sequence[ReportStatement], language: str
) -> None:
    """Add what was said at meetings, and beside it, in a column as wide, who sees it differently."""
    texts = [text if isinstance(text, Words) else marked(text, language) for text in _agreed(said)]
    if differ:
        others = [text if isinstance(text, Words) else marked(text, language) for text in _differing(differ)]
        file.table(f"{SAID}. {DIFFER}", (SAID, DIFFER), [(Lines(texts), Lines(others))], (1, 1))
        return
    file.paragraph(Words(SAID, is_bold=True))
    for text in texts:
        file.paragraph(text)


def _agreed(said: AgreedQuestion) -> Iterator[str | Words]:
    """Yield the paragraphs: what counts first, then what was said before. A `str` is a sentence of ours, in
    which a level's words are set apart."""
    yield from _entry(said.now)
    if said.before:
        yield Words("What we said before", is_bold=True)
        for entry in said.before:
            yield from _entry(entry)


def _differing(statements: Sequence[ReportStatement]) -> Iterator[str | Words]:
    for one in statements:
        if one.would_give:
            yield one.would_give
        yield Words(one.removed) if one.removed else Words(one.words, None)
        yield one.by


def _entry(entry: AgreedEntry) -> Iterator[str | Words]:
    yield f"{entry.said}."
    for view in entry.views:
        yield f"{view.heading}:"
        yield Words(view.words, None)
    for heading, words in (("Why:", entry.why), ("What tells us so:", entry.evidence)):
        if words:
            yield heading
            yield Words(words, None)
    for link in entry.links:
        yield Words(link)
    yield entry.by
