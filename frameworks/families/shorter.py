"""A version in shorter words: which of its parts have them, and those parts in them.

Pure. What is asked stays the same, and so do ids, codes, numbers and values: whoever reads shorter words
answers the same questions, and everyone's answers are counted together.
"""

from dataclasses import replace

from frameworks.content import (
    LevelContent,
    OptionContent,
    QuestionContent,
    ScaleContent,
    SectionContent,
    VersionContent,
)


def has_shorter_words(section: SectionContent) -> bool:
    """Tell whether all that people answer by in a part can be read in shorter words: each question, each
    description of a level, each answer to choose. Labels and introductions may be short enough already."""
    return all(_has_shorter_words(question) for question in section.all_questions())


def _has_shorter_words(question: QuestionContent) -> bool:
    levels = all(level.plain for level in question.levels if level.description)
    return bool(question.plain) and levels and all(option.plain for option in question.options)


def in_shorter_words(version: VersionContent) -> VersionContent:
    """Return the version with shorter words in the place of those that they say again, in each part that has
    them whole; the others stay as they are, and what is in shorter words holds none beside them."""
    sections = tuple(
        _section(section) if has_shorter_words(section) else section for section in version.sections
    )
    if sections == version.sections:
        return version
    return replace(version, introduction=version.plain or version.introduction, plain="", sections=sections)


def _section(section: SectionContent) -> SectionContent:
    return replace(
        section,
        introduction=section.plain or section.introduction,
        plain="",
        questions=tuple(_question(question) for question in section.questions),
        sections=tuple(_section(inner) for inner in section.sections),
    )


def _question(question: QuestionContent) -> QuestionContent:
    return replace(
        question,
        statement=question.plain,
        plain="",
        scale=_scale(question.scale) if question.scale else None,
        levels=tuple(_level(level) for level in question.levels),
        options=tuple(_option(option) for option in question.options),
    )


def _scale(scale: ScaleContent) -> ScaleContent:
    return replace(scale, levels=tuple(_level(level) for level in scale.levels))


def _level(level: LevelContent) -> LevelContent:
    return replace(
        level,
        label=level.plain_label or level.label,
        description=level.plain or level.description,
        plain_label="",
        plain="",
    )


def _option(option: OptionContent) -> OptionContent:
    return replace(option, label=option.plain, plain="")
