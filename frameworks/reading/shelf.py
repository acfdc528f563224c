"""What can be read beside the frameworks: what words mean, and what others have tried.

Both are files in this folder, so that anybody can correct them or add to them. What they may hold is written
here as types. A quotation is short and names its place; everything else is in the site's own words.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
LONGEST_QUOTE = 25  # words: more would need the permission of whoever wrote them


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Work(Entry):
    """A text that is drawn on. url: where anybody can read it."""

    code: Text
    citation: Text
    url: str = ""


class Place(Entry):
    """A place in a work: the code of the work, and the page or heading there."""

    code: Text
    where: Text


class Definition(Entry):
    """What somebody takes co-production to be. ours: the same in the site's words."""

    who: Text
    when: Text
    quote: Text
    source: Place
    ours: Text
    puts_first: Text


class Voice(Entry):
    who: Text
    says: Text
    source: Place | None = None  # None: this site itself


class Disagreement(Entry):
    """Two who see something differently. Nobody says who is right; `ask` hands it to the reader."""

    title: Text
    one: Voice
    other: Voice
    ask: Text


class Limit(Entry):
    """What a source says that it cannot tell."""

    says: Text
    source: Place


class Meaning(Entry):
    word: Text
    means: Text
    source: Place | None = None  # None: as this site uses it


class Opening(Entry):
    """A short quotation at the opening of a framework's part."""

    framework: Text
    part: Text
    words: Text
    who: Text
    source: Place


class Case(Entry):
    """Something that was tried: by whom, what helped, what was hard, and what the source does not tell."""

    title: Text
    where: Text
    led_by: Text
    did: Text
    helped: Text
    hard: Text
    silent: Text
    source: Place


class Shelf(Entry):
    """A file. Raises ValueError where it names a work that it does not list, lists one twice or in vain, or
    quotes too much."""

    sources: tuple[Work, ...]

    @model_validator(mode="after")
    def check(self) -> "Shelf":
        listed = [work.code for work in self.sources]
        named = {place.code for place in places_in(self)}
        if sorted(listed) != sorted(named):
            raise ValueError(f"Listed and named works differ: {set(listed) ^ named or 'one is there twice'}")
        return self

    def work(self, place: Place) -> Work:
        return next(work for work in self.sources if work.code == place.code)


class Words(Shelf):
    definitions: tuple[Definition, ...]
    disagreements: tuple[Disagreement, ...]
    limits: tuple[Limit, ...]
    glossary: tuple[Meaning, ...]
    openings: tuple[Opening, ...]

    @model_validator(mode="after")
    def quote_little(self) -> "Words":
        quoted = [*(one.quote for one in self.definitions), *(one.words for one in self.openings)]
        if long := [one for one in quoted if len(one.split()) > LONGEST_QUOTE]:
            raise ValueError(f"These quotations are too long: {long}")
        return self


class Practice(Shelf):
    cases: tuple[Case, ...]


def places_in(entry: BaseModel) -> Iterator[Place]:
    """Every place that an entry names, however deep."""
    for value in entry.__dict__.values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Place):
                yield one
            elif isinstance(one, BaseModel):
                yield from places_in(one)


AnyShelf = TypeVar("AnyShelf", bound=Shelf)


def _read(name: str, kind: type[AnyShelf]) -> AnyShelf:
    return kind.model_validate(yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8")))


@cache
def words() -> Words:
    """Return what words mean, who defines them how, and where writers disagree."""
    return _read("words.yaml", Words)


@cache
def practice() -> Practice:
    """Return what others have tried."""
    return _read("practice.yaml", Practice)


@cache
def openings_of(framework: str) -> dict[str, Opening]:
    """Return the quotations at the openings of a library framework's parts, by the code of the part."""
    return {one.part: one for one in words().openings if one.framework == framework}
