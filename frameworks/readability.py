"""How hard a text is to read, and every text of a version that people who answer may read.

The measure is the Flesch-Kincaid grade: school years in the United States, worked out from the length of
sentences and the number of syllables in a word. In Britain, the age of a reader who can follow a text is
about five more. It is a rough measure, for English alone, and says nothing of a text that is only a few words
long. The limits are those of the library (docs/rules.md, Plain words): reading age 9 to 11.
"""

import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from frameworks import languages
from frameworks.content import QuestionContent, VersionContent, with_minus
from frameworks.fit.model import words_of

HARD = 9  # the grade over which one text is hard
MEDIAN_LIMIT = 6  # the highest grade that the middle one of a version's texts should have
MINIMUM_WORDS = 4  # below it the grade swings with every syllable: 'Participation' would be of grade 44
AGE_AT_GRADE_0 = 5


@cache
def _textstat() -> Any:
    """Return the library that measures, brought in at the first use: it reads a dictionary of sounds, from
    its own files and never the network."""
    import textstat

    textstat.set_lang("en_GB")
    return textstat


def is_english(language: str) -> bool:
    """Tell whether a language code ('en', 'en-GB') names a kind of English."""
    return languages.family_of(language) == "en"


def grade(text: str, language: str) -> float | None:
    """Return the reading grade of a text, in US school grades; below 0 for very short words in short
    sentences.

    None where it cannot be said: fewer than four words, or not in English.
    """
    words = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    if len(words) < MINIMUM_WORDS or not is_english(language):
        return None
    return float(_textstat().flesch_kincaid_grade(text))


def age_of(grade: float) -> int:
    """Return the reading age in Britain that goes with a grade, in whole years."""
    return max(AGE_AT_GRADE_0, round(grade) + AGE_AT_GRADE_0)


def words_for(grade: float) -> str:
    """Return what to make of a grade, in words for the person who writes the text."""
    if grade <= MEDIAN_LIMIT:
        return _("easy")
    if grade <= HARD:
        return _("a little hard")
    return _("hard to read: try shorter words and sentences")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and where it stands.

    part: 'head' (the version itself, code ''), 'scale', 'section' or 'question'. field: 'summary', 'fit',
    'introduction', 'statement', 'plain' (what is asked, or the introduction, in shorter words), 'level',
    'option', either with 'plain ' before it, 'consider' or 'action'. place: which one, where a field has
    several: a level's value, else counted from 1.
    """

    part: str
    code: str
    field: str
    text: str
    place: int | None = None

    @property
    def name(self) -> str:
        """What the text is, in words: 'Level 3'."""
        names = {
            "summary": _("Summary"),
            "fit": _("Which name fits, text"),
            "introduction": _("Introduction"),
            "statement": _("Statement"),
            "plain": _("In shorter words"),
            "level": _("Level"),
            "plain level": _("In shorter words, level"),
            "option": _("Answer"),
            "plain option": _("In shorter words, answer"),
            "consider": _("To think about"),
            "action": _("Action"),
        }
        return (
            names[self.field] if self.place is None else f"{names[self.field]} {with_minus(str(self.place))}"
        )


@dataclass(frozen=True, slots=True)
class GradedPassage:
    """A passage with its grade; None where that cannot be said."""

    passage: Passage
    grade: float | None

    @property
    def is_hard(self) -> bool:
        return self.grade is not None and self.grade > HARD

    @property
    def is_easy(self) -> bool:
        return self.grade is not None and self.grade <= MEDIAN_LIMIT

    @property
    def age(self) -> int | None:
        return None if self.grade is None else age_of(self.grade)

    @property
    def words(self) -> str:
        """What to make of it; '' where it cannot be measured."""
        return "" if self.grade is None else words_for(self.grade)


def texts_of(version: VersionContent) -> Iterator[Passage]:
    """Return every sentence that a person who answers may read, in the order of the framework, with where it
    stands.

    Titles and labels are names and not among them; options are, as people choose by reading them. A
    level's words stand with the question where they are its own, else once, with the scale. What is empty is
    left out.
    """
    found = [Passage("head", "", "summary", version.summary)]
    found += _paragraphs("head", "", version.introduction)
    found.append(Passage("head", "", "plain", version.plain))
    for scale in version.scales:
        found += [Passage("scale", scale.code, "level", at.description, at.value) for at in scale.levels]
        found += [Passage("scale", scale.code, "plain level", at.plain, at.value) for at in scale.levels]
    for section in version.all_sections():
        found += _paragraphs("section", section.code, section.introduction)
        found.append(Passage("section", section.code, "plain", section.plain))
        for question in section.questions:
            found += _asked(question)
    found += _of_fit(version)
    return (passage for passage in found if passage.text.strip())


def _of_fit(version: VersionContent) -> list[Passage]:
    """Return what results say about the names that may fit, and the stories of its examples, by paragraph."""
    said = [text for place, text in words_of(version.fit_data) if not place.endswith((".name", ".title"))]
    pieces = [piece for text in said for piece in re.split(r"\n\s*\n", text)]
    return [Passage("head", "", "fit", piece, at) for at, piece in enumerate(pieces, start=1)]


def _paragraphs(part: str, code: str, text: str) -> list[Passage]:
    """Return an introduction, paragraph by paragraph; counted where there are several."""
    pieces = [piece for piece in re.split(r"\n\s*\n", text) if piece.strip()]
    if len(pieces) == 1:
        return [Passage(part, code, "introduction", text)]
    return [Passage(part, code, "introduction", piece, at) for at, piece in enumerate(pieces, start=1)]


def _asked(question: QuestionContent) -> list[Passage]:
    """Return the texts of one question, in the order in which they are shown."""
    several = {
        "consider": question.consider,
        "option": [option.label for option in question.options],
        "plain option": [option.plain for option in question.options],
        "action": question.actions,
    }
    counted = {
        field: [Passage("question", question.code, field, text, at) for at, text in enumerate(texts, start=1)]
        for field, texts in several.items()
    }
    return [
        Passage("question", question.code, "statement", question.statement),
        Passage("question", question.code, "plain", question.plain),
        *counted["consider"],
        *(
            Passage("question", question.code, field, text, level.value)
            for level in question.levels
            if level.is_own
            for field, text in (("level", level.description), ("plain level", level.plain))
        ),
        *counted["option"],
        *counted["plain option"],
        *counted["action"],
    ]


def read_through(version: VersionContent) -> list[GradedPassage]:
    """Return every text of a version with its grade, in order."""
    return [GradedPassage(passage, grade(passage.text, version.language)) for passage in texts_of(version)]


def median_grade(texts: Iterable[GradedPassage]) -> float | None:
    """Return the middle one of the grades; None where none could be measured."""
    grades = [text.grade for text in texts if text.grade is not None]
    return statistics.median(grades) if grades else None


def hardest(texts: Iterable[GradedPassage], most: int) -> list[GradedPassage]:
    """Return the texts that are not easy, the hardest first, `most` of them at most."""
    measured = [(text.grade, text) for text in texts if text.grade is not None and not text.is_easy]
    return [text for _grade, text in sorted(measured, key=lambda pair: -pair[0])[:most]]
