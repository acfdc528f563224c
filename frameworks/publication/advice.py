"""What would be unwise in a draft, though it may be published. Pure.

Of a translation, what only its original can change is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from frameworks.content import LevelContent, QuestionContent, VersionContent
from frameworks.publication.findings import About, Abouts, Finding, HardText, about_head, gettext_noop

MOST_RATINGS = 40  # more of them tire people, and nobody writes a comment any more
LONGEST_NAME = 40  # characters of a short name, beside a chart
LONGEST_STATEMENT = 30  # words

_ = gettext_noop


def _bare(text: str) -> str:
    """Return a text without what makes no difference to its wording: capitals and blanks."""
    return "".join(text.casefold().split())


class Advice:
    """What would be unwise in one version. original: of a translation, the version that it translates."""

    def __init__(self, version: VersionContent, abouts: Abouts, original: VersionContent | None) -> None:
        self.version = version
        self.abouts = abouts
        self.original = original

    def findings(self, hard: Iterable[HardText]) -> Iterator[Finding]:
        """Yield everything that would be unwise. hard: the texts that are hard to read."""
        yield from self._untranslated() if self.original else self._unsaid()
        for scale in self.version.scales:
            about = self.abouts.of("scale", scale.code)
            yield from self._alike(about, scale.levels, label=True)
        for question in self.version.all_questions():
            about = self.abouts.of("question", question.code)
            if any(level.is_own for level in question.levels):
                yield from self._alike(about, question.levels, label=False)
            yield from self._long(about, question)
        yield from self._names()
        yield from self._hard(hard)

    def _unwise(self, about: About, words: str, **values: object) -> Finding:
        return Finding(False, about, words, values)

    def _unsaid(self) -> Iterator[Finding]:
        """Find what an original should have beside its questions."""
        for name, words in (
            ("summary", _("There is no summary. One sentence helps people choose.")),
            ("introduction", _("There is no introduction. People read it before they answer.")),
            ("licence", _("There is no licence. Say whether others may use your words.")),
            ("credits", _("There are no credits. Say who wrote it.")),
        ):
            if not getattr(self.version, name).strip():
                yield self._unwise(about_head(name), words)
        ratings = sum(question.kind == "rating" for question in self.version.all_questions())
        if ratings > MOST_RATINGS:
            words = _("There are %(many)s questions to score. More than %(most)s tire people.")
            yield self._unwise(about_head(), words, many=ratings, most=MOST_RATINGS)
        yield from self._sourceless()
        yield from self._unused()

    def _sourceless(self) -> Iterator[Finding]:
        for section in self.version.sections:
            for inner in (section, *section.sections):
                for question in inner.questions:
                    if not (question.cited or inner.cited or section.cited):
                        words = _("It has no source. Say where the question comes from.")
                        yield self._unwise(self.abouts.of("question", question.code), words)

    def _unused(self) -> Iterator[Finding]:
        sections, questions = list(self.version.all_sections()), list(self.version.all_questions())
        cited = {part.cited.source.code for part in sections if part.cited}
        cited |= {part.cited.source.code for part in questions if part.cited}
        scales = {question.scale.code for question in questions if question.scale}
        for source in self.version.sources:
            if source.code not in cited:
                words = _("No part and no question names this source.")
                yield self._unwise(self.abouts.of("source", source.code), words)
        for scale in self.version.scales:
            if scale.code not in scales:
                words = _("No question uses this scale. Take it out if you do not need it.")
                yield self._unwise(self.abouts.of("scale", scale.code), words)

    def _alike(self, about: About, levels: Sequence[LevelContent], *, label: bool) -> Iterator[Finding]:
        """Find two levels that say the same. label: whether their names count too."""
        for one, other in combinations(levels, 2):
            texts = [(one.description, other.description)]
            if label:
                texts.append((one.label, other.label))
            if any(_bare(a) and _bare(a) == _bare(b) for a, b in texts):
                words = _("Levels %(one)s and %(other)s say the same. Nobody can tell them apart.")
                yield self._unwise(about, words, one=one.value, other=other.value)

    def _long(self, about: About, question: QuestionContent) -> Iterator[Finding]:
        words = len(question.statement.split())
        if words > LONGEST_STATEMENT:
            text = _("The question has %(many)s words. Try to ask it in %(most)s or fewer.")
            yield self._unwise(about, text, many=words, most=LONGEST_STATEMENT)
        if len(question.title.strip()) > LONGEST_NAME:
            text = _("The short name is long for a chart. Try to use %(most)s letters at most.")
            yield self._unwise(about, text, most=LONGEST_NAME)

    def _names(self) -> Iterator[Finding]:
        first: dict[str, QuestionContent] = {}
        for question in self.version.all_questions():
            name = _bare(question.title)
            other = first.setdefault(name, question)
            if name and other is not question:
                words = _("Question %(number)s has the same short name. Charts would show it twice.")
                yield self._unwise(self.abouts.of("question", question.code), words, number=other.number)

    def _untranslated(self) -> Iterator[Finding]:
        """Find texts that the original has and the translation lacks. (Those that must be there are
        musts.)"""
        assert self.original
        for name, what in (
            ("summary", _("Summary")),
            ("introduction", _("Introduction")),
            ("plain", _("Introduction in shorter words")),
            ("credits", _("Credits")),
        ):
            yield from self._missing(about_head(name), self.original, self.version, name, what)
        sections = {section.code: section for section in self.original.all_sections()}
        for section in self.version.all_sections():
            about, there = self.abouts.of("section", section.code), sections.get(section.code)
            yield from self._missing(about, there, section, "introduction", _("Introduction"))
            yield from self._missing(about, there, section, "plain", _("Introduction in shorter words"))
        scales = {scale.code: scale for scale in self.original.scales}
        for scale in self.version.scales:
            about, original = self.abouts.of("scale", scale.code), scales.get(scale.code)
            yield from self._missing_levels(about, original.levels if original else (), scale.levels)
        yield from self._untranslated_questions()

    def _untranslated_questions(self) -> Iterator[Finding]:
        assert self.original
        questions = {question.code: question for question in self.original.all_questions()}
        for question in self.version.all_questions():
            about, there = self.abouts.of("question", question.code), questions.get(question.code)
            yield from self._missing(about, there, question, "plain", _("In shorter words"))
            if there and there.picture and not (question.picture and question.picture.text):
                words = _(
                    "What its picture shows is not translated. People would hear it in the original’s words."
                )
                yield self._unwise(about, words)
            yield from self._missing(about, there, question, "consider", _("Things to think about"))
            yield from self._missing(about, there, question, "actions", _("What a team could do"))
            levels = [level for level in there.levels if level.is_own] if there else []
            own = [level for level in question.levels if level.is_own]
            yield from self._missing_levels(about, levels, own)

    def _missing(self, about: About, there: object, here: object, name: str, what: str) -> Iterator[Finding]:
        if getattr(there, name, "") and not getattr(here, name):
            words = _("%(what)s: not translated. People would read the original.")
            yield self._unwise(about, words, what=what)

    def _missing_levels(
        self, about: About, there: Sequence[LevelContent], here: Sequence[LevelContent]
    ) -> Iterator[Finding]:
        for field, what in (
            ("description", _("Words of level %(level)s")),
            ("plain", _("Words of level %(level)s, in shorter words")),
        ):
            translated = {level.value for level in here if getattr(level, field).strip()}
            for level in there:
                if getattr(level, field) and level.value not in translated:
                    words = _("%(what)s: not translated. People would read the original.")
                    yield self._unwise(about, words, what=what, level=level.value)

    def _hard(self, texts: Iterable[HardText]) -> Iterator[Finding]:
        for text in texts:
            about = about_head(text.name) if text.kind == "head" else self.abouts.of(text.kind, text.code)
            words = _("%(name)s: hard to read, for people of about %(age)s or older. Try shorter sentences.")
            yield self._unwise(about, words, name=text.name, age=text.age)
