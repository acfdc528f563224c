"""What a draft still lacks before it can be published, and what would be unwise in it. Pure.

A must is what the exchange file would refuse (exchange/format.py, exchange/faults.py): a draft without any is
one whose file can be read again, here or on another site. What is unwise may be published. For a translation,
what does not fit its original is a must, and what only its original can change is left out.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any

from frameworks.content import (
    LevelContent,
    OptionContent,
    QuestionContent,
    ScaleContent,
    SectionContent,
    SourceContent,
    VersionContent,
)
from frameworks.exchange.limits import (
    FEWEST_LEVELS,
    FEWEST_OPTIONS,
    MEAN,
    MOST_ITEMS,
    MOST_LEVELS,
    NOT_TEXT,
    in_reach,
    is_language,
    is_url,
)
from frameworks.families.translation import mismatches

MOST_RATINGS = 40  # more of them tire people, and nobody writes a comment any more
LONGEST_NAME = 40  # characters of a short name, beside a chart
LONGEST_STATEMENT = 30  # words


def gettext_noop(words: str) -> str:
    """Mark words for translation: whoever shows them translates them, as with Django's own."""
    return words


_ = gettext_noop


@dataclass(frozen=True, slots=True)
class About:
    """The part that a finding is about: kind and code as in frameworks/drafts/parts.py; of a section or a
    question its number. field: of the head, what of it."""

    kind: str
    code: str = ""
    number: str = ""
    title: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put right (must: else it cannot be published) or to think about.

    words: what to do, in plain words, with the names of `values` in it as %(name)s. Among the values, `what`
    is to be translated first: it says what text is meant.
    """

    must: bool
    about: About
    words: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return said(self, gettext_noop)


@dataclass(frozen=True, slots=True)
class HardText:
    """A text that is hard to read: of which part, what it is called, and for readers of about which age."""

    kind: str
    code: str
    name: str
    age: int


def said(finding: Finding, translate: Callable[[str], str]) -> str:
    """Return what a finding says, with its words translated."""
    values = dict(finding.values)
    if "what" in values:
        values["what"] = translate(str(values["what"])) % values
    return translate(finding.words) % values if values else translate(finding.words)


def findings(
    version: VersionContent,
    *,
    limits: Mapping[str, int],
    hard: Iterable[HardText] = (),
    original: VersionContent | None = None,
) -> tuple[Finding, ...]:
    """Return everything to say of a draft, in its order: first its head, then scales, sources, parts,
    questions.

    limits: the longest texts, as frameworks.models.LIMITS. hard: what frameworks/readability.py found.
    original: of a translation, the version that it translates.
    """
    check = _Check(version, limits, original)
    found = chain(check.musts(), check.unwise(), check.hard(hard))
    places = {key: place for place, key in enumerate(check.abouts, start=1)}
    return tuple(sorted(found, key=lambda one: places.get((one.about.kind, one.about.code), 0)))


def musts(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those that must be put right first."""
    return tuple(finding for finding in found if finding.must)


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _bare(text: str) -> str:
    """Return a text without what makes no difference to its wording: capitals and blanks."""
    return "".join(text.casefold().split())


class _Check:
    """One version, with what each of its parts is called."""

    def __init__(
        self, version: VersionContent, limits: Mapping[str, int], original: VersionContent | None
    ) -> None:
        self.version = version
        self.limits = limits
        self.original = original
        self.abouts = {(about.kind, about.code): about for about in self._abouts()}

    def _abouts(self) -> Iterator[About]:
        for scale in self.version.scales:
            yield About("scale", scale.code, title=scale.title)
        for source in self.version.sources:
            yield About("source", source.code, title=source.short)
        for section in self.version.all_sections():
            yield About("section", section.code, section.number, section.title)
            for asked in section.questions:
                yield About("question", asked.code, asked.number, asked.title)

    def _about(self, kind: str, code: str) -> About:
        return self.abouts[kind, code]

    # What must be put right

    def musts(self) -> Iterator[Finding]:
        yield from self._unlike()
        yield from self._head()
        yield from self._bands()
        for source in self.version.sources:
            yield from self._source(source)
        for scale in self.version.scales:
            yield from self._scale(scale)
        if not self.version.sections:
            yield self._must(_head(), _("Add a part, with questions in it."))
        for section in self.version.all_sections():
            yield from self._section(section)
            for question in section.questions:
                yield from self._question(question)

    def _must(self, about: About, words: str, **values: object) -> Finding:
        return Finding(True, about, words, values)

    def _unlike(self) -> Iterator[Finding]:
        for fault in mismatches(self.original, self.version) if self.original else []:
            yield self._must(_head(), _("It does not fit what it translates: %(fault)s."), fault=fault)

    def _text(
        self,
        about: About,
        text: str,
        limit: str,
        what: str,
        *,
        empty: str = "",
        lines: bool = False,
        **values: object,
    ) -> Iterator[Finding]:
        """Find what the file would refuse in a text. empty: what to do where it must not be; lines:
        whether it may have line breaks; what: its name; values: those of the words."""
        tidy, longest = _tidy(text), self.limits[limit]
        if not tidy and empty:
            yield self._must(about, empty, **values)
        elif not tidy and text:
            yield self._must(
                about, _("%(what)s: it holds blanks only. Write it, or clear it."), what=what, **values
            )
        if any(unicodedata.category(sign) in NOT_TEXT and not (lines and sign == "\n") for sign in text):
            words = _("%(what)s: it holds a line break, or a sign that cannot be shown. Type it again.")
            yield self._must(about, words, what=what, **values)
        if len(tidy) > longest:
            words = _("%(what)s: it has %(length)s letters and signs. Use %(limit)s at most.")
            yield self._must(about, words, what=what, length=len(tidy), limit=longest, **values)

    def _head(self) -> Iterator[Finding]:
        version, about = self.version, _head("title")
        yield from self._text(about, version.title, "title", _("Title"), empty=_("Give it a title."))
        if not is_language(version.language):
            yield self._must(about, _("Choose the language that it is written in."))
        for name, text, what in (
            ("summary", version.summary, _("Summary")),
            ("introduction", version.introduction, _("Introduction")),
            ("credits", version.credits, _("Credits")),
        ):
            yield from self._text(_head(name), text, "text", what, lines=True)
        yield from self._text(_head("licence"), version.licence, "title", _("Licence"))

    def _bands(self) -> Iterator[Finding]:
        version, about = self.version, _head("bands")
        if not version.bands_on:
            return
        if not version.bands:
            yield self._must(about, _("Add a band, or choose to have no bands."))
        if len(version.bands) > MOST_ITEMS:
            yield self._must(about, _("There are too many bands. Take some out."))
        starts = [start for start, _label in version.bands]
        yield from self._twice(about, starts, _("Two bands start at %(number)s. Change one of them."))
        for start, label in version.bands:
            empty = _("Give the band that starts at %(start)s a name.")
            yield from self._text(about, label, "label", _("Band from %(start)s"), empty=empty, start=start)
            if not (start in MEAN if version.bands_on == "mean" else in_reach(start)):
                words = _("The band that starts at %(start)s is out of reach. Use a number from 0 to 100.")
                if version.bands_on != "mean":
                    words = _("The band that starts at %(start)s is out of reach. Use a smaller number.")
                yield self._must(about, words, start=start)

    def _twice(self, about: About, numbers: Iterable[int], words: str) -> Iterator[Finding]:
        for number, times in Counter(numbers).items():
            if times > 1:
                yield self._must(about, words, number=number)

    def _source(self, source: SourceContent) -> Iterator[Finding]:
        about = self._about("source", source.code)
        empty = _("Say what the source is: who wrote it, when, and what it is called.")
        yield from self._text(about, source.citation, "text", _("Source"), empty=empty, lines=True)
        yield from self._text(about, source.url, "url", _("Web address"))
        if source.url.strip() and not is_url(_tidy(source.url)):
            yield self._must(about, _("Its web address must start with http:// or https://."))

    def _scale(self, scale: ScaleContent) -> Iterator[Finding]:
        about = self._about("scale", scale.code)
        yield from self._text(about, scale.title, "title", _("Scale"), empty=_("Give the scale a name."))
        if len(scale.levels) < FEWEST_LEVELS:
            yield self._must(about, _("Give the scale at least two levels."))
        if len(scale.levels) > MOST_LEVELS:
            words = _("A scale has %(most)s levels at most. Take some out.")
            yield self._must(about, words, most=MOST_LEVELS)
        values = [level.value for level in scale.levels]
        yield from self._twice(about, values, _("Two levels have the number %(number)s. Change one."))
        for level in scale.levels:
            yield from self._level(about, level)

    def _level(self, about: About, level: LevelContent) -> Iterator[Finding]:
        at: dict[str, Any] = {"level": level.value}
        empty = _("Give level %(level)s a name.")
        yield from self._text(about, level.label, "label", _("Name of level %(level)s"), empty=empty, **at)
        what = _("Words of level %(level)s")
        yield from self._text(about, level.description, "text", what, lines=True, **at)
        if not in_reach(level.value):
            yield self._must(about, _("Level %(level)s is out of reach. Use a smaller number."), **at)

    def _section(self, section: SectionContent) -> Iterator[Finding]:
        about = self._about("section", section.code)
        empty = _("Give this part a name.")
        yield from self._text(about, section.title, "title", _("Name of the part"), empty=empty)
        yield from self._text(about, section.introduction, "text", _("Introduction"), lines=True)
        yield from self._where(about, section)
        if not section.questions and not section.sections:
            yield self._must(about, _("There is no question in this part. Add one, or take the part out."))

    def _where(self, about: About, part: SectionContent | QuestionContent) -> Iterator[Finding]:
        if part.cited:
            yield from self._text(about, part.cited.where, "short", _("Place in the source"))

    def _question(self, asked: QuestionContent) -> Iterator[Finding]:
        about = self._about("question", asked.code)
        empty = _("Give the question a short name.")
        yield from self._text(about, asked.title, "title", _("Short name"), empty=empty)
        empty = _("Write what the question asks.")
        yield from self._text(about, asked.statement, "text", _("Question"), empty=empty, lines=True)
        yield from self._text(about, asked.plain, "text", _("Easy Read"), lines=True)
        yield from self._lines(about, asked.consider, _("Line %(line)s of what to think about"))
        yield from self._lines(about, asked.actions, _("Line %(line)s of what a team could do"))
        yield from self._where(about, asked)
        for level in asked.levels:
            if level.is_own:
                empty = _("Write the words of level %(level)s, or clear them.")
                yield from self._text(
                    about,
                    level.description,
                    "text",
                    _("Words of level %(level)s"),
                    empty=empty,
                    lines=True,
                    level=level.value,
                )
        if asked.kind == "choice":
            yield from self._options(about, asked.options)

    def _lines(self, about: About, lines: Sequence[str], what: str) -> Iterator[Finding]:
        if len(lines) > MOST_ITEMS:
            yield self._must(about, _("A list has too many lines. Take some out."))
        for place, text in enumerate(lines, start=1):
            empty = _("A line of a list is empty. Write it, or take it out.")
            yield from self._text(about, text, "short", what, empty=empty, line=place)

    def _options(self, about: About, options: Sequence[OptionContent]) -> Iterator[Finding]:
        if len(options) < FEWEST_OPTIONS:
            yield self._must(about, _("Give at least two answers to choose from."))
        if len(options) > MOST_ITEMS:
            yield self._must(about, _("There are too many answers to choose from. Take some out."))
        for place, option in enumerate(options, start=1):
            empty = _("Write answer %(place)s, or take it out.")
            yield from self._text(
                about, option.label, "short", _("Answer %(place)s"), empty=empty, place=place
            )

    # What would be unwise

    def unwise(self) -> Iterator[Finding]:
        yield from self._untold() if self.original else self._unsaid()
        for scale in self.version.scales:
            about = self._about("scale", scale.code)
            yield from self._alike(about, scale.levels, label=True)
        for question in self.version.all_questions():
            about = self._about("question", question.code)
            if any(level.is_own for level in question.levels):
                yield from self._alike(about, question.levels, label=False)
            yield from self._long(about, question)
        yield from self._names()

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
                yield self._unwise(_head(name), words)
        ratings = sum(question.kind == "rating" for question in self.version.all_questions())
        if ratings > MOST_RATINGS:
            words = _("There are %(many)s questions to score. More than %(most)s tire people.")
            yield self._unwise(_head(), words, many=ratings, most=MOST_RATINGS)
        yield from self._sourceless()
        yield from self._unused()

    def _sourceless(self) -> Iterator[Finding]:
        for section in self.version.sections:
            for inner in (section, *section.sections):
                for question in inner.questions:
                    if not (question.cited or inner.cited or section.cited):
                        words = _("It has no source. Say where the question comes from.")
                        yield self._unwise(self._about("question", question.code), words)

    def _unused(self) -> Iterator[Finding]:
        sections, questions = list(self.version.all_sections()), list(self.version.all_questions())
        cited = {part.cited.source.code for part in sections if part.cited}
        cited |= {part.cited.source.code for part in questions if part.cited}
        scales = {question.scale.code for question in questions if question.scale}
        for source in self.version.sources:
            if source.code not in cited:
                words = _("No part and no question names this source.")
                yield self._unwise(self._about("source", source.code), words)
        for scale in self.version.scales:
            if scale.code not in scales:
                words = _("No question uses this scale. Take it out if you do not need it.")
                yield self._unwise(self._about("scale", scale.code), words)

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
                yield self._unwise(self._about("question", question.code), words, number=other.number)

    def _untold(self) -> Iterator[Finding]:
        """Find texts that the original has and the translation lacks. (Those that must be there are
        musts.)"""
        assert self.original
        for name, what in (
            ("summary", _("Summary")),
            ("introduction", _("Introduction")),
            ("credits", _("Credits")),
        ):
            yield from self._missing(_head(name), self.original, self.version, name, what)
        sections = {section.code: section for section in self.original.all_sections()}
        for section in self.version.all_sections():
            about, there = self._about("section", section.code), sections.get(section.code)
            yield from self._missing(about, there, section, "introduction", _("Introduction"))
        scales = {scale.code: scale for scale in self.original.scales}
        for scale in self.version.scales:
            about, original = self._about("scale", scale.code), scales.get(scale.code)
            yield from self._missing_levels(about, original.levels if original else (), scale.levels)
        yield from self._untold_questions()

    def _untold_questions(self) -> Iterator[Finding]:
        assert self.original
        questions = {question.code: question for question in self.original.all_questions()}
        for question in self.version.all_questions():
            about, there = self._about("question", question.code), questions.get(question.code)
            yield from self._missing(about, there, question, "plain", _("Easy Read"))
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
        self, about: About, there: Iterable[LevelContent], here: Iterable[LevelContent]
    ) -> Iterator[Finding]:
        told = {level.value for level in here if level.description.strip()}
        for level in there:
            if level.description and level.value not in told:
                words = _("%(what)s: not translated. People would read the original.")
                what = _("Words of level %(level)s")
                yield self._unwise(about, words, what=what, level=level.value)

    def hard(self, texts: Iterable[HardText]) -> Iterator[Finding]:
        for text in texts:
            about = _head(text.name) if text.kind == "head" else self._about(text.kind, text.code)
            words = _("%(name)s: hard to read, for people of about %(age)s or older. Try shorter sentences.")
            yield self._unwise(about, words, name=text.name, age=text.age)


def _head(name: str = "") -> About:
    return About("head", field=name)
