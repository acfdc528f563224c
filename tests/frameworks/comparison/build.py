"""Versions to compare, made of as little as possible."""

from dataclasses import replace

from frameworks.comparison.versions import compare
from frameworks.content import (
    Cited,
    LevelContent,
    OptionContent,
    QuestionContent,
    ScaleContent,
    SectionContent,
    SourceContent,
    VersionContent,
)

BOOK = SourceContent("book", "Book, B. (2001) On tea.", "https://example.org/")


SCALE = ScaleContent(
    1, "often", "How often?", (LevelContent(1, 1, "Never", ""), LevelContent(2, 2, "Often", ""))
)


OPTIONS = (OptionContent(1, "tea", "Tea"), OptionContent(2, "milk", "Milk"), OptionContent(3, "none", "None"))


def rating(code="pay", **fields):
    base = QuestionContent(
        id=1,
        code=code,
        number="1.1",
        kind="rating",
        title=f"Title {code}",
        statement="People are paid for their time.",
        plain="We pay people.",
        scale=SCALE,
        levels=SCALE.levels,
        direction="strength",
        choose="",
        options=(),
        continuity="same",
        consider=("Who is paid?",),
        actions=("Ask for money.",),
        cited=Cited(BOOK, "p. 1"),
    )
    return replace(base, **fields)


def choice(**fields):
    base = rating("leaf", kind="choice", scale=None, levels=(), direction="", choose="many", options=OPTIONS)
    return replace(base, **fields)


def section(code, *questions, sections=(), **fields):
    asked = tuple(rating(one) if isinstance(one, str) else one for one in questions)
    base = SectionContent(1, code, "1", f"Section {code}", "", None, asked, tuple(sections))
    return replace(base, **fields)


def version(*sections, **fields):
    base = VersionContent(
        id=1,
        code="kettle",
        number=1,
        status="published",
        language="en-GB",
        title="The kettle",
        summary="Who makes tea.",
        introduction="",
        licence="CC BY 4.0",
        credits="",
        published_on=None,
        bands_on="mean",
        bands=((0, "Cold"), (50, "Warm")),
        sources=(BOOK,),
        scales=(SCALE,),
        sections=sections or (section("a", rating(), choice()),),
    )
    return replace(base, **fields)


def of_question(before, after, **fields):
    """The one question's change, from one version to the next."""
    [found] = compare(version(section("a", before)), version(section("a", after), **fields)).questions
    return found


def codes(questions):
    return [question.code for question in questions]


def order(text):
    """'a: p q, b: r' as a version; '>' before a section's code puts it within the one before."""
    sections = []
    for part in text.split(", "):
        code, _, asked = part.partition(":")
        made = section(code.lstrip(">"), *asked.split())
        if code.startswith(">"):
            sections[-1] = replace(sections[-1], sections=(*sections[-1].sections, made))
        else:
            sections.append(made)
    return version(*sections)
