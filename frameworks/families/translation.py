"""A version in the words of its translation, and whether a version can be that translation.

Pure. Parts are matched by their codes, and levels by their values: whoever reads a translation answers the
original's questions, so that everyone's answers are counted together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext as _

from frameworks.content import (
    LevelContent,
    OptionContent,
    PictureContent,
    QuestionContent,
    ScaleContent,
    SectionContent,
    VersionContent,
)
from frameworks.fit.model import in_words_of as in_words_of_fit
from frameworks.fit.model import without_words

WordedPart = TypeVar(
    "WordedPart", VersionContent, ScaleContent, LevelContent, OptionContent, SectionContent, QuestionContent
)
Coded = TypeVar("Coded", ScaleContent, OptionContent, SectionContent, QuestionContent)


SHORTER = ("plain", "plain_label")

# Reading in another language


def in_words_of(original: VersionContent, translation: VersionContent) -> VersionContent:
    """Return the original with the translation's texts: its ids, codes, numbers, values and structure stay.

    A text that the translation leaves empty or lacks is the original's, but for shorter words. Sources, and
    where in them something comes from, are the original's too.
    """
    scales = _by_code(translation.scales)
    words = _Words(
        sections=_by_code(translation.all_sections()),
        questions=_by_code(translation.all_questions()),
        scales={scale.code: _scale(scale, scales.get(scale.code)) for scale in original.scales},
    )
    labels = dict(translation.bands)
    return replace(
        _worded(original, translation, "title", "summary", "introduction", "plain", "credits", "language"),
        bands=tuple((start, labels.get(start) or label) for start, label in original.bands),
        scales=tuple(words.scales.values()),
        fit_data=in_words_of_fit(original.fit_data, translation.fit_data),
        sections=tuple(words.section(section) for section in original.sections),
    )


class _Words:
    """A translation's parts by code, and the scales with its words in them."""

    def __init__(
        self,
        sections: dict[str, SectionContent],
        questions: dict[str, QuestionContent],
        scales: dict[str, ScaleContent],
    ) -> None:
        self.sections = sections
        self.questions = questions
        self.scales = scales

    def section(self, section: SectionContent) -> SectionContent:
        return replace(
            _worded(section, self.sections.get(section.code), "title", "introduction", "plain"),
            questions=tuple(self.question(question) for question in section.questions),
            sections=tuple(self.section(inner) for inner in section.sections),
        )

    def question(self, question: QuestionContent) -> QuestionContent:
        found = self.questions.get(question.code)
        scale = self.scales.get(question.scale.code) if question.scale else None
        levels = _by_value(found.levels if found else ())
        on_scale = _by_value(scale.levels if scale else ())
        options = _by_code(found.options if found else ())
        texts = ("title", "statement", "plain", "consider", "actions")
        return replace(
            _worded(question, found, *texts),
            picture=_picture(question.picture, found.picture if found else None),
            scale=scale,
            levels=tuple(
                _level(level, on_scale.get(level.value), levels.get(level.value)) for level in question.levels
            ),
            options=tuple(
                _worded(option, options.get(option.code), "label", "plain") for option in question.options
            ),
        )


def _worded(part: WordedPart, words: WordedPart | None, *names: str) -> WordedPart:
    """Return the part with those of these texts that `words` has. Shorter words are the translation's own or
    none: they stand in the place of its words, not of the original's."""
    texts = {name: getattr(words, name, None) or getattr(part, name) for name in names}
    if words is not None:
        texts |= {name: getattr(words, name) for name in names if name in SHORTER}
    return replace(part, **texts)


def _scale(scale: ScaleContent, words: ScaleContent | None) -> ScaleContent:
    found = _by_value(words.levels if words else ())
    levels = tuple(_on_scale(level, found.get(level.value)) for level in scale.levels)
    return replace(_worded(scale, words, "title"), levels=levels)


def _level(level: LevelContent, on_scale: LevelContent | None, own: LevelContent | None) -> LevelContent:
    """Return a question's level: labelled as on its scale; in the question's own words, where it has any."""
    if not level.is_own:
        return _on_scale(level, on_scale)
    labelled = replace(
        _worded(level, on_scale, "label", "plain_label"),
        picture=_picture(level.picture, on_scale.picture if on_scale else None),
    )
    return _worded(labelled, own, "description", "plain") if own and own.is_own else labelled


def _on_scale(level: LevelContent, words: LevelContent | None) -> LevelContent:
    """Return a level in the words of its scale."""
    return replace(
        _worded(level, words, "label", "description", "plain_label", "plain"),
        picture=_picture(level.picture, words.picture if words else None),
    )


def _picture(picture: PictureContent | None, words: PictureContent | None) -> PictureContent | None:
    """Return a picture with what it shows said in the translation's words."""
    return replace(picture, text=words.text or picture.text) if picture and words else picture


def _by_code(parts: Iterable[Coded]) -> dict[str, Coded]:
    return {part.code: part for part in parts}


def _by_value(levels: Iterable[LevelContent]) -> dict[int, LevelContent]:
    return {level.value: level for level in levels}


# Whether it is a translation


def mismatches(original: VersionContent, translation: VersionContent) -> list[str]:
    """Return each place where the two are not built alike, in plain words; none where one translates the
    other.

    Alike are the framework and its number, the codes and their order, the kinds, the levels' values, the
    options, the directions, and where bands start.
    """
    return [
        *_differ(
            _("the framework is %(after)s, but %(before)s in the original"), original.code, translation.code
        ),
        *_differ(
            _("the version is %(after)s, but %(before)s in the original"), original.number, translation.number
        ),
        *_of_bands(original, translation),
        *_of_order(_("scale %(code)s"), _codes(original.scales), _codes(translation.scales)),
        *_of_levels(original, translation),
        *_of_order(_("part %(code)s"), _sections(original), _sections(translation)),
        *_of_questions(original, translation),
        *_of_fit(original, translation),
    ]


def _of_bands(original: VersionContent, translation: VersionContent) -> Iterator[str]:
    if original.bands_on != translation.bands_on:
        yield _("the bands are for another figure than in the original")
    yield from _of_order(_("band from %(code)s"), _starts(original), _starts(translation))


def _starts(version: VersionContent) -> list[str]:
    return [str(start) for start, _ in version.bands]


def _of_levels(original: VersionContent, translation: VersionContent) -> Iterator[str]:
    there = _by_code(translation.scales)
    for scale in original.scales:
        if found := there.get(scale.code):
            values, found_values = _values(scale.levels), _values(found.levels)
            yield from _of_order(_("level %(code)s"), values, found_values, _of_scale(scale.code))


def _values(levels: Iterable[LevelContent]) -> list[str]:
    return [str(level.value) for level in levels]


def _sections(version: VersionContent) -> list[str]:
    """Return the path of every section, in order: 'making', 'making / after'."""
    return [
        path
        for section in version.sections
        for path in (section.code, *(f"{section.code} / {inner.code}" for inner in section.sections))
    ]


def _of_questions(original: VersionContent, translation: VersionContent) -> Iterator[str]:
    before, after = _questions(original), _questions(translation)
    yield from _of_order(_("question %(code)s"), list(before), list(after))
    for code, (path, question) in before.items():
        if code not in after:
            continue
        found_path, found = after[code]
        place = _("question %(code)s: ") % {"code": code}
        yield from _differ(
            _("%(place)sit is in part %(after)s, but %(before)s in the original"), path, found_path, place
        )
        yield from _of_question(place, question, found)


def _questions(version: VersionContent) -> dict[str, tuple[str, QuestionContent]]:
    """Return every question by its code, with the path of its section, in order."""
    return {
        question.code: (path, question)
        for section in version.sections
        for path, each in [
            (section.code, section),
            *((f"{section.code} / {inner.code}", inner) for inner in section.sections),
        ]
        for question in each.questions
    }


def _of_question(place: str, question: QuestionContent, found: QuestionContent) -> Iterator[str]:
    if question.kind != found.kind:
        words = _("%(place)sits kind is %(after)s, but %(before)s in the original")
        yield from _differ(words, question.kind, found.kind, place)
        return
    words = _("%(place)sits scale is %(after)s, but %(before)s in the original")
    yield from _differ(words, _scale_code(question), _scale_code(found), place)
    words = _("%(place)sits direction is %(after)s, but %(before)s in the original")
    yield from _differ(words, question.direction, found.direction, place)
    words = _("%(place)sits choose is %(after)s, but %(before)s in the original")
    yield from _differ(words, question.choose, found.choose, place)
    yield from _of_order(_("option %(code)s"), _codes(question.options), _codes(found.options), place)
    own = _values(level for level in question.levels if level.is_own)
    for value in _values(level for level in found.levels if level.is_own):
        if value not in own:
            yield _("%(place)slevel %(value)s has words of its own, but none in the original") % {
                "place": place,
                "value": value,
            }


def _of_fit(original: VersionContent, translation: VersionContent) -> Iterator[str]:
    """Find a block that is not built alike: its words may differ, and which of them there are."""
    if bool(original.fit_data) != bool(translation.fit_data):
        yield _("it has no names that may fit") if original.fit_data else _("it has names that may fit")
    elif without_words(original.fit_data) != without_words(translation.fit_data):
        yield _("the names that may fit, their rules or examples are not those of the original")


def _scale_code(question: QuestionContent) -> str:
    return question.scale.code if question.scale else _("none")


def _codes(parts: Iterable[Coded]) -> list[str]:
    return [part.code for part in parts]


def _of_scale(code: str) -> str:
    return _("scale %(code)s: ") % {"code": code}


def _differ(words: str, before: object, after: object, place: str = "") -> list[str]:
    """words: what is said where the two differ, with room for both and for the place."""
    return [] if before == after else [words % {"place": place, "after": after, "before": before}]


def _of_order(name: str, before: Sequence[str], after: Sequence[str], place: str = "") -> Iterator[str]:
    """Find what is missing and what is too much; where neither, whether the order differs. name: what one is
    called, with room for its code."""
    missing = [name % {"code": code} for code in before if code not in after]
    extra = [name % {"code": code} for code in after if code not in before]
    yield from (_("%(place)s%(name)s is missing") % {"place": place, "name": one} for one in missing)
    yield from (
        _("%(place)s%(name)s is not in the original") % {"place": place, "name": one} for one in extra
    )
    common = [code for code in before if code in after]
    if common != [code for code in after if code in before]:
        words = _("%(place)sthe order is not the original’s: %(codes)s")
        yield words % {"place": place, "codes": ", ".join(common)}
