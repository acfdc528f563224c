"""Two versions side by side: what was added, taken out, moved and changed, and what that means for scores.

Parts are matched by their code, in the order of the newer version; a part that was taken out stands where it
stood. What a change of a question means:

- reworded: what is asked has other words (statement, Easy Read, levels, options). Whether it still asks the
  same is a matter of judgement, which `QuestionContent.compares` says;
- restructured: answers of the one are no answers of the other (kind, level values, direction, how many may
  be chosen, which options there are). They are never compared;
- touched: the help around it (title, things to think about, actions, source). Scores are as before;
- moved: it stands elsewhere. Scores are as before.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Generic, Literal, TypeVar

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

Part = TypeVar("Part", ScaleContent, SourceContent)
RunKind = Literal["same", "removed", "added"]

# A word or a mark, with the spaces before it. A line's end stands alone: so a line that moves stays alike.
_WORD = re.compile(r"\n|[^\S\n]*\w+(?:['’\-]\w+)*|[^\S\n]*[^\w\s]|[^\S\n]+")
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+")
_MOST_PAIRS = 40_000  # two texts of 200 words
_LEAST_SHARED = 0.35  # where less than this stays the same, marks in between only hinder reading


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stay, go or come, with the spaces before them."""

    kind: RunKind
    text: str

    @property
    def words(self) -> str:
        return self.text.lstrip()

    @property
    def space(self) -> str:
        """The white space that the words begin with."""
        return self.text[: len(self.text) - len(self.words)]


def word_runs(before: str, after: str) -> tuple[Run, ...]:
    """How one text became the other, word for word.

    The texts of same and removed, joined, are `before`; those of same and added are `after`. What goes stands
    before what comes in its place. Texts that share few words are replaced as a whole; long ones are told
    apart sentence by sentence, as the work grows with the square of their length.
    """
    if before == after:
        return (Run("same", before),) if before else ()
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > _MOST_PAIRS:
        old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    matcher = SequenceMatcher(None, old, new)
    if matcher.ratio() < _LEAST_SHARED:
        found: list[tuple[RunKind, list[str]]] = [("removed", old), ("added", new)]
    else:
        found = []
        for tag, i, j, k, m in matcher.get_opcodes():
            found += [("same", old[i:j])] if tag == "equal" else [("removed", old[i:j]), ("added", new[k:m])]
    return tuple(Run(kind, "".join(words)) for kind, words in found if words)


class Field(StrEnum):
    """What a text is of. Those of LEVEL and OPTION are said of one value or one option."""

    TITLE = "title"
    SUMMARY = "summary"
    INTRODUCTION = "introduction"
    LICENCE = "licence"
    CREDITS = "credits"
    STATEMENT = "statement"
    PLAIN = "plain"
    LEVEL_LABEL = "level label"
    LEVEL = "level"
    LEVEL_VALUES = "level values"
    OPTION = "option"
    OPTION_ORDER = "option order"
    KIND = "kind"
    DIRECTION = "direction"
    CHOOSE = "choose"
    CONSIDER = "consider"
    ACTIONS = "actions"
    SOURCE = "source"
    CITATION = "citation"
    URL = "url"
    BANDS_ON = "bands on"
    BAND = "band"


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text before and after; empty where there was or is none. of: a level's value, an option's code, a
    band's start; else empty. Lists have one entry on each line. What has fixed values (a kind, a direction)
    is told by them: see `coded`.
    """

    field: Field
    before: str
    after: str
    of: str = ""

    @property
    def coded(self) -> bool:
        return self.field in (Field.KIND, Field.DIRECTION, Field.CHOOSE, Field.BANDS_ON)

    @property
    def runs(self) -> tuple[Run, ...]:
        return word_runs(self.before, self.after)


class Reason(StrEnum):
    """Why scores of a question can be compared, or cannot, or who is to say."""

    SAME_WORDS = "same words"
    SAID_SAME = "said same"  # reworded, and said to ask the same
    TRANSLATED = "translated"
    RESTRUCTURED = "restructured"
    SAID_CHANGED = "said changed"  # by the version `Standing.at`
    NOT_ASKED = "not asked"  # in the version `Standing.at`, in between
    NOBODY_SAID = "nobody said"  # other words, and neither version follows from the other
    NOT_SAID_YET = "not said yet"  # a draft: whoever publishes it says


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the scores of a question can be compared between rounds that used the one version and rounds
    that used the other, and why. at: the name of the version in between that the reason is about, or empty
    for the newer of the two.
    """

    comparable: Literal["yes", "no", "ask"]
    reason: Reason
    at: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A version on the way from the older to the newer one. says: by question code, 'same' or 'changed',
    said against the version just before it.
    """

    name: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question in both versions, or in one. moved_from: the section where it stood before, where that is
    another one. standing: None where only one version asks it.
    """

    code: str
    before: QuestionContent | None
    after: QuestionContent | None
    moved: bool = False
    moved_from: SectionContent | None = None
    reworded: tuple[TextChange, ...] = ()
    restructured: tuple[TextChange, ...] = ()
    touched: tuple[TextChange, ...] = ()
    standing: Standing | None = None

    @property
    def added(self) -> bool:
        return self.before is None

    @property
    def removed(self) -> bool:
        return self.after is None

    @property
    def stays(self) -> bool:
        """It is in both versions, changed or not."""
        return self.before is not None and self.after is not None

    @property
    def word_for_word(self) -> bool:
        """It is in both, and no word of it or around it has changed; it may stand elsewhere."""
        return self.stays and not self.changes

    @property
    def unchanged(self) -> bool:
        """It is in both, word for word, at its place. A draft may still be asked about it."""
        return self.word_for_word and not self.moved

    @property
    def quiet(self) -> bool:
        """There is nothing to say of it: not a word of it changed, and its scores can be compared."""
        return self.unchanged and self.standing is not None and self.standing.comparable == "yes"

    @property
    def same_statement(self) -> bool:
        return self.stays and not any(change.field == Field.STATEMENT for change in self.reworded)

    @property
    def changes(self) -> tuple[TextChange, ...]:
        """All that changed in it: first how it is answered, then what is asked, then the help."""
        return self.restructured + self.reworded + self.touched

    @property
    def now(self) -> QuestionContent:
        """As the newer version has it, or the older one where it was taken out."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section in both versions, or in one, with the questions that it holds (or held, where they were
    taken out). moved: it stands in another section or in another order; depth: 0, or 1 within a section.
    """

    code: str
    before: SectionContent | None
    after: SectionContent | None
    depth: int
    moved: bool
    changes: tuple[TextChange, ...]
    questions: tuple[QuestionChange, ...]

    @property
    def now(self) -> SectionContent:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def differs(self) -> bool:
        """The section itself: it is new, gone, moved, or has other words."""
        return self.before is None or self.after is None or self.moved or bool(self.changes)

    @property
    def quiet(self) -> tuple[QuestionChange, ...]:
        return tuple(question for question in self.questions if question.quiet)

    @property
    def told(self) -> tuple[QuestionChange, ...]:
        """Those of which there is something to say, in order."""
        return tuple(question for question in self.questions if not question.quiet)


@dataclass(frozen=True, slots=True)
class PartChange(Generic[Part]):
    """A scale or a source that was added, taken out or changed."""

    code: str
    before: Part | None
    after: Part | None
    changes: tuple[TextChange, ...]

    @property
    def now(self) -> Part:
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two versions. sections: each one, changed or not; the rest: what changed."""

    before: VersionContent
    after: VersionContent
    head: tuple[TextChange, ...]
    sections: tuple[SectionChange, ...]
    scales: tuple[PartChange[ScaleContent], ...]
    sources: tuple[PartChange[SourceContent], ...]
    bands: tuple[TextChange, ...]

    @property
    def questions(self) -> tuple[QuestionChange, ...]:
        """Every question of either version, once."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def same_language(self) -> bool:
        return self.before.language == self.after.language

    @property
    def added(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.added)

    @property
    def removed(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.removed)

    @property
    def stays(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.stays)

    @property
    def word_for_word(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.word_for_word)

    @property
    def moved(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.moved)

    @property
    def reworded(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: bool(question.reworded))

    @property
    def restructured(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: bool(question.restructured))

    @property
    def touched(self) -> tuple[QuestionChange, ...]:
        """Those where only the help around them changed."""
        return self._those(lambda question: bool(question.changes) and question.changes == question.touched)

    @property
    def changed_questions(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: not question.unchanged)

    @property
    def comparable(self) -> tuple[QuestionChange, ...]:
        return self._standing("yes")

    @property
    def not_comparable(self) -> tuple[QuestionChange, ...]:
        return self._standing("no")

    @property
    def to_ask(self) -> tuple[QuestionChange, ...]:
        """Those of a draft where whoever publishes it says whether they still ask the same."""
        return self._standing("ask")

    @property
    def nothing_changed(self) -> bool:
        around = self.head or self.scales or self.sources or self.bands
        sections = any(section.differs for section in self.sections)
        return not around and not sections and not self.changed_questions

    def _those(self, fits: Callable[[QuestionChange], bool]) -> tuple[QuestionChange, ...]:
        return tuple(question for question in self.questions if fits(question))

    def _standing(self, comparable: str) -> tuple[QuestionChange, ...]:
        return self._those(lambda q: q.standing is not None and q.standing.comparable == comparable)


def says_of(version: VersionContent) -> dict[str, str]:
    """By question code, what the version says of its questions: a `Step`'s says."""
    return {question.code: question.compares for question in version.all_questions()}


def compare(
    before: VersionContent,
    after: VersionContent,
    between: Sequence[Step] | None = (),
    *,
    translated: bool = False,
) -> Comparison:
    """All that differs between two versions, and for each question in both whether scores can be compared.

    between: the versions on the way from `before` to `after`, without these two, oldest first; None where
    neither follows from the other (an adaptation, and a version of its original that it did not start from).
    translated: the one says the other in another language. The rule, in this order:

    1. A restructured question: no. 2. A translation: yes. 3. Where neither follows from the other, only what
    is word for word the same. 4. A version in between that does not ask it, or says that it asks something
    else: no. 5. A published version says for itself. 6. A draft: yes where no word of what is asked changed
    and the draft doesn't say otherwise; else it is still to be said.
    """
    judge = _Judge(after, between, translated)
    return Comparison(
        before=before,
        after=after,
        head=_changes(_HEAD, before, after),
        sections=tuple(_sections(before, after, judge)),
        scales=_parts(before.scales, after.scales, _scale_changes),
        sources=_parts(before.sources, after.sources, _source_changes),
        bands=tuple(_band_changes(before, after)),
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    after: VersionContent
    between: Sequence[Step] | None
    translated: bool

    def standing(self, question: QuestionContent, reworded: bool, restructured: bool) -> Standing:
        """The rule of `compare`. question: as the newer version has it."""
        if restructured:
            return Standing("no", Reason.RESTRUCTURED)
        if self.translated:
            return Standing("yes", Reason.TRANSLATED)
        if self.between is None:
            return Standing("no", Reason.NOBODY_SAID) if reworded else Standing("yes", Reason.SAME_WORDS)
        return self._broken(question.code) or self._said(question, reworded)

    def _broken(self, code: str) -> Standing | None:
        """The first version in between that ends the question's line, if one does."""
        for step in self.between or ():
            said = step.says.get(code)
            if said is None:
                return Standing("no", Reason.NOT_ASKED, step.name)
            if said != "same":
                return Standing("no", Reason.SAID_CHANGED, step.name)
        return None

    def _said(self, question: QuestionContent, reworded: bool) -> Standing:
        if self.after.status == "draft" and (reworded or question.compares != "same"):
            return Standing("ask", Reason.NOT_SAID_YET)
        if question.compares != "same":
            return Standing("no", Reason.SAID_CHANGED)
        return Standing("yes", Reason.SAID_SAME if reworded else Reason.SAME_WORDS)


# What changed in one thing


_HEAD = (Field.TITLE, Field.SUMMARY, Field.INTRODUCTION, Field.LICENCE, Field.CREDITS)


def _changes(fields: Iterable[Field], before: object, after: object) -> tuple[TextChange, ...]:
    """Those of the fields (each named as its attribute) that differ; a list has a line for each entry."""
    found = (TextChange(field, _text(before, field), _text(after, field)) for field in fields)
    return tuple(change for change in found if change.before != change.after)


def _text(thing: object, field: Field) -> str:
    value = getattr(thing, field.value)
    return value if isinstance(value, str) else "\n".join(value)


def _cited(before: Cited | None, after: Cited | None) -> Iterator[TextChange]:
    """The place that a text comes from. A citation that only says the same source in other words is the
    source's change.
    """
    if (before and (before.source.code, before.where)) == (after and (after.source.code, after.where)):
        return
    old, new = (cited.text if cited else "" for cited in (before, after))
    if old != new:
        yield TextChange(Field.SOURCE, old, new)


def _restructured(before: QuestionContent, after: QuestionContent) -> Iterator[TextChange]:
    if before.kind != after.kind:  # then all the rest differs too, and says nothing
        yield TextChange(Field.KIND, before.kind, after.kind)
        return
    old, new = ([str(level.value) for level in question.levels] for question in (before, after))
    both = set(old) & set(new)
    if old != new:
        yield TextChange(Field.LEVEL_VALUES, ", ".join(old), ", ".join(new))
    yield from (change for change in _level_changes(before.levels, after.levels) if change.of not in both)
    yield from _changes((Field.DIRECTION, Field.CHOOSE), before, after)
    was, is_ = _labels(before.options), _labels(after.options)
    for code in _merged(list(was), list(is_)):
        if code not in was or code not in is_:
            yield TextChange(Field.OPTION, was.get(code, ""), is_.get(code, ""), code)


def _labels(options: Iterable[OptionContent]) -> dict[str, str]:
    return {option.code: option.label for option in options}


def _reworded(before: QuestionContent, after: QuestionContent) -> Iterator[TextChange]:
    yield from _changes((Field.STATEMENT, Field.PLAIN), before, after)
    both = {str(level.value) for level in before.levels} & {str(level.value) for level in after.levels}
    yield from (change for change in _level_changes(before.levels, after.levels) if change.of in both)
    labels = _labels(before.options)
    for option in after.options:
        if labels.get(option.code, option.label) != option.label:
            yield TextChange(Field.OPTION, labels[option.code], option.label, option.code)


def _touched(before: QuestionContent, after: QuestionContent) -> Iterator[TextChange]:
    yield from _changes((Field.TITLE, Field.CONSIDER, Field.ACTIONS), before, after)
    old, new = _kept(before.options, after.options), _kept(after.options, before.options)
    if [option.code for option in old] != [option.code for option in new]:
        orders = ("\n".join(option.label for option in options) for options in (old, new))
        yield TextChange(Field.OPTION_ORDER, *orders)
    yield from _cited(before.cited, after.cited)


def _kept(options: Iterable[OptionContent], others: Iterable[OptionContent]) -> list[OptionContent]:
    codes = {option.code for option in others}
    return [option for option in options if option.code in codes]


def _scale_changes(before: ScaleContent, after: ScaleContent) -> Iterator[TextChange]:
    yield from _changes((Field.TITLE,), before, after)
    old, new = (", ".join(str(level.value) for level in scale.levels) for scale in (before, after))
    if old != new:
        yield TextChange(Field.LEVEL_VALUES, old, new)
    yield from _level_changes(before.levels, after.levels)


def _level_changes(before: Iterable[LevelContent], after: Iterable[LevelContent]) -> Iterator[TextChange]:
    """The levels' other words; of a level that came or went, all of them."""
    was, is_ = ({level.value: level for level in levels} for levels in (before, after))
    for value in sorted({*was, *is_}):
        old, new = was.get(value), is_.get(value)
        labels = (old.label if old else "", new.label if new else "")
        if labels[0] != labels[1]:
            yield TextChange(Field.LEVEL_LABEL, *labels, str(value))
        words = (old.description if old else "", new.description if new else "")
        if words[0] != words[1]:
            yield TextChange(Field.LEVEL, *words, str(value))


def _source_changes(before: SourceContent, after: SourceContent) -> Iterator[TextChange]:
    yield from _changes((Field.CITATION, Field.URL), before, after)


def _band_changes(before: VersionContent, after: VersionContent) -> Iterator[TextChange]:
    if before.bands_on != after.bands_on:
        yield TextChange(Field.BANDS_ON, before.bands_on, after.bands_on)
    was, is_ = dict(before.bands), dict(after.bands)
    for start in sorted({*was, *is_}):
        if was.get(start) != is_.get(start):
            yield TextChange(Field.BAND, was.get(start, ""), is_.get(start, ""), str(start))


def _parts(
    before: Iterable[Part], after: Iterable[Part], changed: Callable[[Part, Part], Iterable[TextChange]]
) -> tuple[PartChange[Part], ...]:
    """Those added, taken out or changed."""
    was, is_ = ({part.code: part for part in parts} for parts in (before, after))
    found = []
    for code in _merged(list(was), list(is_)):
        old, new = was.get(code), is_.get(code)
        changes = tuple(changed(old, new)) if old and new else ()
        if changes or not (old and new):
            found.append(PartChange(code, old, new, changes))
    return tuple(found)


# Where things stand


def _merged(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The codes of both, in the order of `after`; what is not there any more follows what it followed."""
    kept, known = list(after), set(after)
    for place, code in enumerate(before):
        if code not in known:
            kept.insert(kept.index(before[place - 1]) + 1 if place else 0, code)
    return kept


def _out_of_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest codes that must have moved, of those in both: all but a longest run that kept its order."""
    places = {code: place for place, code in enumerate(before)}
    common = [code for code in after if code in places]
    ends: list[int] = []  # for each length, the smallest place that a rising run of that length ends on
    lengths = []
    for code in common:
        length = bisect_left(ends, places[code])
        ends[length : length + 1] = [places[code]]
        lengths.append(length)
    moved, wanted = set(), len(ends) - 1
    for code, length in zip(reversed(common), reversed(lengths), strict=True):
        if length == wanted:
            wanted -= 1
        else:
            moved.add(code)
    return moved


@dataclass(frozen=True, slots=True)
class _Shape:
    """What stands in what, by code. parents: of each section, the one that holds it, or empty."""

    sections: dict[str, SectionContent]
    parents: dict[str, str]
    questions: dict[str, QuestionContent]
    homes: dict[str, str]

    @classmethod
    def of(cls, version: VersionContent) -> "_Shape":
        sections = {section.code: section for section in version.all_sections()}
        inner = {one.code: section.code for section in version.sections for one in section.sections}
        asked = [(question, section.code) for section in sections.values() for question in section.questions]
        return cls(
            sections=sections,
            parents={code: inner.get(code, "") for code in sections},
            questions={question.code: question for question, _ in asked},
            homes={question.code: home for question, home in asked},
        )


def _moved(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Those in both that have another holder now, or another order among those that stayed with theirs.

    before, after: by code in order, the code of what holds it.
    """
    stayed: dict[str, list[str]] = defaultdict(list)
    for code, holder in before.items():
        if after.get(code) == holder:
            stayed[holder].append(code)
    moved = {code for code, holder in after.items() if before.get(code, holder) != holder}
    for holder, codes in stayed.items():
        moved |= _out_of_order(codes, [code for code in after if after[code] == holder])
    return moved


def _sections(before: VersionContent, after: VersionContent, judge: _Judge) -> Iterator[SectionChange]:
    old, new = _Shape.of(before), _Shape.of(after)
    moved_sections = _moved(old.parents, new.parents)
    moved = _moved(old.homes, new.homes)
    for code, depth in _walk("", old, new):
        was, is_ = old.sections.get(code), new.sections.get(code)
        changes: tuple[TextChange, ...] = ()
        if was and is_:
            around = _changes((Field.TITLE, Field.INTRODUCTION), was, is_)
            changes = (*around, *_cited(was.cited, is_.cited))
        yield SectionChange(
            code=code,
            before=was,
            after=is_,
            depth=depth,
            moved=code in moved_sections,
            changes=changes,
            questions=tuple(_questions(code, old, new, moved, judge)),
        )


def _walk(holder: str, old: _Shape, new: _Shape) -> Iterator[tuple[str, int]]:
    """The codes of the sections within one ('' for all), each with its depth, 0 or 1; what is gone stands
    where it stood.
    """
    for code in _within(holder, old.parents, new.parents):
        yield code, 1 if holder else 0
        yield from ((inner, 1) for inner, _ in _walk(code, old, new))


def _within(holder: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What one holds, and what it held that is gone altogether. before, after: as in `_moved`."""
    here = [code for code, where in after.items() if where == holder]
    held = [code for code, where in before.items() if where == holder and after.get(code, holder) == holder]
    return _merged(held, here)


def _questions(
    section: str, old: _Shape, new: _Shape, moved: set[str], judge: _Judge
) -> Iterator[QuestionChange]:
    for code in _within(section, old.homes, new.homes):
        before, after = old.questions.get(code), new.questions.get(code)
        if before is None or after is None:
            yield QuestionChange(code, before, after)
        else:
            origin = old.sections[old.homes[code]] if old.homes[code] != new.homes[code] else None
            yield _both(before, after, code in moved, origin, judge)


def _both(
    before: QuestionContent,
    after: QuestionContent,
    moved: bool,
    moved_from: SectionContent | None,
    judge: _Judge,
) -> QuestionChange:
    reworded, restructured = tuple(_reworded(before, after)), tuple(_restructured(before, after))
    return QuestionChange(
        code=after.code,
        before=before,
        after=after,
        moved=moved,
        moved_from=moved_from,
        reworded=reworded,
        restructured=restructured,
        touched=tuple(_touched(before, after)),
        standing=judge.standing(after, bool(reworded), bool(restructured)),
    )
