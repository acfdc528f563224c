"""What changed in one thing: the head of a version, a section, a question, the scales, sources and bands."""

from collections.abc import Callable, Iterable, Iterator

from frameworks.comparison import order
from frameworks.comparison.changes import Field, ListedPart, PartChange, TextChange
from frameworks.content import (
    Cited,
    LevelContent,
    OptionContent,
    PictureContent,
    QuestionContent,
    ScaleContent,
    SectionContent,
    SourceContent,
    VersionContent,
)
from frameworks.fit.signs import blocks_of

LEVEL_TEXTS = {  # each with its attribute
    Field.LEVEL_LABEL: "label",
    Field.LEVEL: "description",
    Field.LEVEL_PLAIN_LABEL: "plain_label",
    Field.LEVEL_PLAIN: "plain",
}
HEAD = (Field.TITLE, Field.SUMMARY, Field.INTRODUCTION, Field.PLAIN, Field.LICENCE, Field.CREDITS)


def of_head(before: VersionContent, after: VersionContent) -> tuple[TextChange, ...]:
    """Compare the versions' own texts."""
    return _changes(HEAD, before, after)


def of_section(before: SectionContent, after: SectionContent) -> tuple[TextChange, ...]:
    """Compare a section's own words, without those of its questions."""
    words = _changes((Field.TITLE, Field.INTRODUCTION, Field.PLAIN), before, after)
    return (*words, *_cited(before.cited, after.cited))


def of_scales(
    before: Iterable[ScaleContent], after: Iterable[ScaleContent]
) -> tuple[PartChange[ScaleContent], ...]:
    return _parts(before, after, _scale_changes)


def of_sources(
    before: Iterable[SourceContent], after: Iterable[SourceContent]
) -> tuple[PartChange[SourceContent], ...]:
    return _parts(before, after, _source_changes)


def _changes(fields: Iterable[Field], before: object, after: object) -> tuple[TextChange, ...]:
    """Return those of the fields (each named as its attribute) that differ; a list has a line for each
    entry."""
    found = (TextChange(field, _text(before, field), _text(after, field)) for field in fields)
    return tuple(change for change in found if change.before != change.after)


def _text(thing: object, field: Field) -> str:
    value = getattr(thing, field.value)
    return value if isinstance(value, str) else "\n".join(value)


def _cited(before: Cited | None, after: Cited | None) -> Iterator[TextChange]:
    """Compare the places that a text comes from. A citation that only says the same source in other words
    is the source's change."""
    if (before and (before.source.code, before.where)) == (after and (after.source.code, after.where)):
        return
    old, new = (cited.text if cited else "" for cited in (before, after))
    if old != new:
        yield TextChange(Field.SOURCE, old, new)


def restructured(before: QuestionContent, after: QuestionContent) -> Iterator[TextChange]:
    """Find the changes that make answers to the one no answers to the other."""
    if before.kind != after.kind:  # then all the rest differs too, and says nothing
        yield TextChange(Field.KIND, before.kind, after.kind)
        return
    both = {str(level.value) for level in before.levels} & {str(level.value) for level in after.levels}
    yield from _level_values(before.levels, after.levels)
    yield from (change for change in _level_changes(before.levels, after.levels) if change.of not in both)
    yield from _changes((Field.DIRECTION, Field.CHOOSE), before, after)
    was, is_ = _labels(before.options), _labels(after.options)
    for code in order.interleave(list(was), list(is_)):
        if code not in was or code not in is_:
            yield TextChange(Field.OPTION, was.get(code, ""), is_.get(code, ""), code)


def _labels(options: Iterable[OptionContent]) -> dict[str, str]:
    return {option.code: option.label for option in options}


def reworded(before: QuestionContent, after: QuestionContent) -> Iterator[TextChange]:
    """Find other words of what is asked."""
    yield from _changes((Field.STATEMENT, Field.PLAIN), before, after)
    both = {str(level.value) for level in before.levels} & {str(level.value) for level in after.levels}
    yield from (change for change in _level_changes(before.levels, after.levels) if change.of in both)
    options = {option.code: option for option in before.options}
    for option in after.options:
        was = options.get(option.code, option)
        if was.label != option.label:
            yield TextChange(Field.OPTION, was.label, option.label, option.code)
        if was.plain != option.plain:
            yield TextChange(Field.OPTION_PLAIN, was.plain, option.plain, option.code)


def touched(before: QuestionContent, after: QuestionContent) -> Iterator[TextChange]:
    """Find what changed in the help around a question, and in the order of its options."""
    yield from _changes((Field.TITLE, Field.CONSIDER, Field.ACTIONS), before, after)
    yield from _pictures(Field.PICTURE, before.picture, after.picture)
    yield from _level_pictures(before.levels, after.levels)
    old, new = _kept(before.options, after.options), _kept(after.options, before.options)
    if [option.code for option in old] != [option.code for option in new]:
        was, is_ = ("\n".join(option.label for option in options) for options in (old, new))
        yield TextChange(Field.OPTION_ORDER, was, is_)
    yield from _cited(before.cited, after.cited)


def _kept(options: Iterable[OptionContent], others: Iterable[OptionContent]) -> list[OptionContent]:
    codes = {option.code for option in others}
    return [option for option in options if option.code in codes]


def _scale_changes(before: ScaleContent, after: ScaleContent) -> Iterator[TextChange]:
    yield from _changes((Field.TITLE,), before, after)
    yield from _level_values(before.levels, after.levels)
    yield from _level_changes(before.levels, after.levels)
    yield from _level_pictures(before.levels, after.levels)


def _level_values(before: Iterable[LevelContent], after: Iterable[LevelContent]) -> Iterator[TextChange]:
    old, new = (", ".join(level.numeral for level in levels) for levels in (before, after))
    if old != new:
        yield TextChange(Field.LEVEL_VALUES, old, new)


def _level_changes(before: Iterable[LevelContent], after: Iterable[LevelContent]) -> Iterator[TextChange]:
    """Find the levels' other words; of a level that came or went, all of them."""
    was, is_ = ({level.value: level for level in levels} for levels in (before, after))
    for value in sorted({*was, *is_}):
        old, new = was.get(value), is_.get(value)
        for field, name in LEVEL_TEXTS.items():
            words = (getattr(old, name, ""), getattr(new, name, ""))
            if words[0] != words[1]:
                yield TextChange(field, *words, str(value))


def _level_pictures(before: Iterable[LevelContent], after: Iterable[LevelContent]) -> Iterator[TextChange]:
    was, is_ = ({level.value: level.picture for level in levels} for levels in (before, after))
    for value in sorted({*was, *is_}):
        yield from _pictures(Field.LEVEL_PICTURE, was.get(value), is_.get(value), str(value))


def _pictures(
    field: Field, before: PictureContent | None, after: PictureContent | None, of: str = ""
) -> Iterator[TextChange]:
    if before != after:
        was, is_ = ("\n".join(filter(None, (one.text, one.due))) if one else "" for one in (before, after))
        yield TextChange(field, was, is_, of, picture_before=before, picture_after=after)


def _source_changes(before: SourceContent, after: SourceContent) -> Iterator[TextChange]:
    yield from _changes((Field.CITATION, Field.URL), before, after)


def of_bands(before: VersionContent, after: VersionContent) -> Iterator[TextChange]:
    """Find whether the bands are on something else, and each that came, went or has another name."""
    if before.bands_on != after.bands_on:
        yield TextChange(Field.BANDS_ON, before.bands_on, after.bands_on)
    was, is_ = dict(before.bands), dict(after.bands)
    for start in sorted({*was, *is_}):
        if was.get(start) != is_.get(start):
            yield TextChange(Field.BAND, was.get(start, ""), is_.get(start, ""), str(start))


def of_fit(before: VersionContent, after: VersionContent) -> Iterator[TextChange]:
    """Find each name, note and example that came, went or says something else, and other words beside
    them."""
    was, is_ = (blocks_of(one.fit, one.choices) if one.fit else {} for one in (before, after))
    for key in order.interleave(list(was), list(is_)):
        old, new = was.get(key, ("", "")), is_.get(key, ("", ""))
        if old[1] != new[1]:
            yield TextChange(Field.FIT, old[1], new[1], new[0] or old[0])


def _parts(
    before: Iterable[ListedPart],
    after: Iterable[ListedPart],
    changed: Callable[[ListedPart, ListedPart], Iterable[TextChange]],
) -> tuple[PartChange[ListedPart], ...]:
    """Find those that were added, taken out or changed."""
    was, is_ = ({part.code: part for part in parts} for parts in (before, after))
    found = []
    for code in order.interleave(list(was), list(is_)):
        old, new = was.get(code), is_.get(code)
        changes = tuple(changed(old, new)) if old and new else ()
        if changes or not (old and new):
            found.append(PartChange(code, old, new, changes))
    return tuple(found)
