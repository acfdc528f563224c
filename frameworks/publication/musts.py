"""What a draft lacks before it can be published: what its exchange file would refuse. Pure.

The rules are those of exchange/format.py and exchange/faults.py: a draft that lacks nothing is one whose file
can be read again, here or on another site. Of a translation, what does not fit its original is a must too.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from frameworks.content import (
    LevelContent,
    OptionContent,
    PictureContent,
    QuestionContent,
    ScaleContent,
    SectionContent,
    SourceContent,
    VersionContent,
)
from frameworks.exchange.limits import (
    MEAN,
    MINIMUM_LEVELS,
    MINIMUM_OPTIONS,
    MOST_ITEMS,
    MOST_LEVELS,
    MOST_PICTURES,
    NOT_TEXT,
    in_reach,
    is_language,
    is_url,
    mended,
)
from frameworks.families.translation import mismatches
from frameworks.fit.model import LIMIT_OF_WORDS, words_of
from frameworks.publication.findings import About, Abouts, Finding, about_head, gettext_noop
from frameworks.publication.fit import fit_findings

_ = gettext_noop


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


class Musts:
    """What must be put right in one version. limits: the longest texts, as frameworks.models.LIMITS.
    original: of a translation, the version that it translates."""

    def __init__(
        self,
        version: VersionContent,
        abouts: Abouts,
        limits: Mapping[str, int],
        original: VersionContent | None,
    ) -> None:
        self.version = version
        self.abouts = abouts
        self.limits = limits
        self.original = original

    def findings(self) -> Iterator[Finding]:
        """Yield everything that must be put right."""
        yield from self._unlike()
        yield from self._head()
        yield from self._bands()
        for source in self.version.sources:
            yield from self._source(source)
        for scale in self.version.scales:
            yield from self._scale(scale)
        if not self.version.sections:
            yield self._must(about_head(), _("Add a part, with questions in it."))
        for section in self.version.all_sections():
            yield from self._section(section)
            for question in section.questions:
                yield from self._question(question)
        yield from self._fit()

    def _must(self, about: About, words: str, **values: object) -> Finding:
        return Finding(True, about, words, values)

    def _unlike(self) -> Iterator[Finding]:
        for fault in mismatches(self.original, self.version) if self.original else []:
            yield self._must(about_head(), _("It does not fit what it translates: %(fault)s."), fault=fault)

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
        text = mended(text, lines=lines)
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
        version, about = self.version, about_head("title")
        yield from self._text(about, version.title, "title", _("Title"), empty=_("Give it a title."))
        if not is_language(version.language):
            yield self._must(about, _("Choose the language that it is written in."))
        for name, text, what in (
            ("summary", version.summary, _("Summary")),
            ("introduction", version.introduction, _("Introduction")),
            ("plain", version.plain, _("Introduction in shorter words")),
            ("credits", version.credits, _("Credits")),
        ):
            yield from self._text(about_head(name), text, "text", what, lines=True)
        yield from self._text(about_head("licence"), version.licence, "title", _("Licence"))
        many = len(list(version.pictures()))
        if many > MOST_PICTURES:
            words = _("There are %(many)s pictures. A framework holds %(most)s at most.")
            yield self._must(about_head(), words, many=many, most=MOST_PICTURES)

    def _bands(self) -> Iterator[Finding]:
        version, about = self.version, about_head("bands")
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

    def _fit(self) -> Iterator[Finding]:
        """Find what the names that may fit lack."""
        version, about = self.version, about_head("fit")
        for place, text in words_of(version.fit_data):
            limit = LIMIT_OF_WORDS[place.rsplit(".", 1)[-1]]
            empty = _("Something about the names that may fit is not written yet.")
            what = _("A text about the names that may fit")
            yield from self._text(about, text, limit, what, empty=empty, lines=limit == "text")
        yield from fit_findings(version)

    def _twice(self, about: About, numbers: Iterable[int], words: str) -> Iterator[Finding]:
        for number, times in Counter(numbers).items():
            if times > 1:
                yield self._must(about, words, number=number)

    def _source(self, source: SourceContent) -> Iterator[Finding]:
        about = self.abouts.of("source", source.code)
        empty = _("Say what the source is: who wrote it, when, and what it is called.")
        yield from self._text(about, source.citation, "text", _("Source"), empty=empty, lines=True)
        yield from self._text(about, source.url, "url", _("Web address"))
        if source.url.strip() and not is_url(_tidy(source.url)):
            yield self._must(about, _("Its web address must start with http:// or https://."))

    def _scale(self, scale: ScaleContent) -> Iterator[Finding]:
        about = self.abouts.of("scale", scale.code)
        yield from self._text(about, scale.title, "title", _("Scale"), empty=_("Give the scale a name."))
        if len(scale.levels) < MINIMUM_LEVELS:
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
        yield from self._plain_level(about, level)
        if not in_reach(level.value):
            yield self._must(about, _("Level %(level)s is out of reach. Use a smaller number."), **at)

    def _plain_level(self, about: About, level: LevelContent) -> Iterator[Finding]:
        """Look at what a level has beside its words: those of its scale, or of a question."""
        at: dict[str, Any] = {"level": level.value}
        what = _("Words of level %(level)s, in shorter words")
        yield from self._text(about, level.plain, "text", what, lines=True, **at)
        if not level.is_own:
            what = _("Name of level %(level)s, in shorter words")
            yield from self._text(about, level.plain_label, "label", what, **at)
            yield from self._picture(about, level.picture)

    def _picture(self, about: About, picture: PictureContent | None) -> Iterator[Finding]:
        if picture is None:
            return
        empty = _("Say what its picture shows, for people who cannot see it.")
        yield from self._text(about, picture.text, "short", _("What the picture shows"), empty=empty)
        yield from self._text(about, picture.licence, "title", _("Licence of the picture"))
        yield from self._text(about, picture.credit, "short", _("Who made the picture"))

    def _section(self, section: SectionContent) -> Iterator[Finding]:
        about = self.abouts.of("section", section.code)
        empty = _("Give this part a name.")
        yield from self._text(about, section.title, "title", _("Name of the part"), empty=empty)
        yield from self._text(about, section.introduction, "text", _("Introduction"), lines=True)
        yield from self._text(about, section.plain, "text", _("Introduction in shorter words"), lines=True)
        yield from self._where(about, section)
        if not section.questions and not section.sections:
            yield self._must(about, _("There is no question in this part. Add one, or take the part out."))

    def _where(self, about: About, part: SectionContent | QuestionContent) -> Iterator[Finding]:
        if part.cited:
            yield from self._text(about, part.cited.where, "short", _("Place in the source"))

    def _question(self, asked: QuestionContent) -> Iterator[Finding]:
        about = self.abouts.of("question", asked.code)
        empty = _("Give the question a short name.")
        yield from self._text(about, asked.title, "title", _("Short name"), empty=empty)
        empty = _("Write what the question asks.")
        yield from self._text(about, asked.statement, "text", _("Question"), empty=empty, lines=True)
        yield from self._text(about, asked.plain, "text", _("In shorter words"), lines=True)
        yield from self._picture(about, asked.picture)
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
                yield from self._plain_level(about, level)
        if asked.kind == "choice":
            yield from self._options(about, asked.options)

    def _lines(self, about: About, lines: Sequence[str], what: str) -> Iterator[Finding]:
        if len(lines) > MOST_ITEMS:
            yield self._must(about, _("A list has too many lines. Take some out."))
        for place, text in enumerate(lines, start=1):
            empty = _("A line of a list is empty. Write it, or take it out.")
            yield from self._text(about, text, "short", what, empty=empty, line=place)

    def _options(self, about: About, options: Sequence[OptionContent]) -> Iterator[Finding]:
        if len(options) < MINIMUM_OPTIONS:
            yield self._must(about, _("Give at least two answers to choose from."))
        if len(options) > MOST_ITEMS:
            yield self._must(about, _("There are too many answers to choose from. Take some out."))
        for place, option in enumerate(options, start=1):
            empty = _("Write answer %(place)s, or take it out.")
            yield from self._text(
                about, option.label, "short", _("Answer %(place)s"), empty=empty, place=place
            )
            what = _("Answer %(place)s in shorter words")
            yield from self._text(about, option.plain, "short", what, place=place)
