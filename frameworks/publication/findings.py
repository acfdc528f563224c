"""What there is to say of a draft before it is published, as plain data. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from frameworks.content import VersionContent, with_minus


def gettext_noop(words: str) -> str:
    """Mark words for translation: whoever shows them translates them, as with Django's own."""
    return words


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
    """Return what a finding says, with its words translated and its numbers as people read them."""
    values = {
        name: with_minus(str(value)) if isinstance(value, int) else value
        for name, value in finding.values.items()
    }
    if "what" in values:
        values["what"] = translate(str(values["what"])) % values
    return translate(finding.words) % values if values else translate(finding.words)


def musts(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those that must be put right first."""
    return tuple(finding for finding in found if finding.must)


def about_head(name: str = "") -> About:
    """Return what a finding about the whole framework is about; name: which of its fields."""
    return About("head", field=name)


class Abouts:
    """What each part of a version is called, in its order: scales, sources, then parts with their
    questions."""

    def __init__(self, version: VersionContent) -> None:
        self._known = {(about.kind, about.code): about for about in _abouts(version)}
        self._places = {key: place for place, key in enumerate(self._known, start=1)}

    def of(self, kind: str, code: str) -> About:
        """Return what a finding about this part is about. Raises KeyError where there is no such part."""
        return self._known[kind, code]

    def place_of(self, about: About) -> int:
        """Return where a part comes in the order, counted from 1; 0 for the framework itself."""
        return self._places.get((about.kind, about.code), 0)


def _abouts(version: VersionContent) -> Iterator[About]:
    for scale in version.scales:
        yield About("scale", scale.code, title=scale.title)
    for source in version.sources:
        yield About("source", source.code, title=source.short)
    for section in version.all_sections():
        yield About("section", section.code, section.number, section.title)
        for asked in section.questions:
            yield About("question", asked.code, asked.number, asked.title)
