"""Two versions side by side: what was added, taken out, moved and changed, and what that means for scores.

Parts are matched by their code, in the order of the newer version; a part that was taken out stands where it
stood. What a change of a question means:

- reworded: what is asked has other words (statement, levels, options, each in shorter words too).
  Whether it still asks the same is a matter of judgement, which `QuestionContent.continuity` says;
- restructured: answers of the one are no answers of the other (kind, level values, direction, how many may
  be chosen, which options there are). They are never compared;
- touched: the help around it (title, picture, things to think about, actions, source). Scores are as before;
- moved: it stands elsewhere. Scores are as before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from frameworks.comparison import differences, order
from frameworks.comparison.changes import Comparison, QuestionChange, Reason, SectionChange, Verdict
from frameworks.content import QuestionContent, SectionContent, VersionContent


@dataclass(frozen=True, slots=True)
class InterveningVersion:
    """A version on the way from the older to the newer one. says: by question code, 'same' or 'changed',
    said against the version just before it.
    """

    name: str
    says: Mapping[str, str]


def compare(
    before: VersionContent,
    after: VersionContent,
    between: Sequence[InterveningVersion] | None = (),
    *,
    translated: bool = False,
) -> Comparison:
    """Return all that differs between two versions, and for each question in both whether scores can be
    compared.

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
        head=differences.of_head(before, after),
        sections=tuple(_sections(before, after, judge)),
        scales=differences.of_scales(before.scales, after.scales),
        sources=differences.of_sources(before.sources, after.sources),
        bands=tuple(differences.of_bands(before, after)),
        fit=tuple(differences.of_fit(before, after)),
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    after: VersionContent
    between: Sequence[InterveningVersion] | None
    translated: bool

    def verdict(self, question: QuestionContent, reworded: bool, restructured: bool) -> Verdict:
        """Apply the rule of `compare`. question: as the newer version has it."""
        if restructured:
            return Verdict("no", Reason.RESTRUCTURED)
        if self.translated:
            return Verdict("yes", Reason.TRANSLATED)
        if self.between is None:
            return Verdict("no", Reason.NOBODY_SAID) if reworded else Verdict("yes", Reason.SAME_WORDS)
        return self._broken(question.code) or self._said(question, reworded)

    def _broken(self, code: str) -> Verdict | None:
        """Return the first version in between that ends the question's line, if one does."""
        for step in self.between or ():
            said = step.says.get(code)
            if said is None:
                return Verdict("no", Reason.NOT_ASKED, step.name)
            if said != "same":
                return Verdict("no", Reason.SAID_CHANGED, step.name)
        return None

    def _said(self, question: QuestionContent, reworded: bool) -> Verdict:
        if self.after.status == "draft" and (reworded or question.continuity != "same"):
            return Verdict("ask", Reason.NOT_SAID_YET)
        if question.continuity != "same":
            return Verdict("no", Reason.SAID_CHANGED)
        return Verdict("yes", Reason.SAID_SAME if reworded else Reason.SAME_WORDS)


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


def _sections(before: VersionContent, after: VersionContent, judge: _Judge) -> Iterator[SectionChange]:
    old, new = _Shape.of(before), _Shape.of(after)
    moved_sections = order.moved(old.parents, new.parents)
    moved = order.moved(old.homes, new.homes)
    for code, depth in _walk("", old, new):
        was, is_ = old.sections.get(code), new.sections.get(code)
        yield SectionChange(
            code=code,
            before=was,
            after=is_,
            depth=depth,
            moved=code in moved_sections,
            changes=differences.of_section(was, is_) if was and is_ else (),
            questions=tuple(_questions(code, old, new, moved, judge)),
        )


def _walk(holder: str, old: _Shape, new: _Shape) -> Iterator[tuple[str, int]]:
    """Return the codes of the sections within one ('' for all), each with its depth, 0 or 1; what is gone
    stands where it stood."""
    for code in order.children(holder, old.parents, new.parents):
        yield code, 1 if holder else 0
        yield from ((inner, 1) for inner, _ in _walk(code, old, new))


def _questions(
    section: str, old: _Shape, new: _Shape, moved: set[str], judge: _Judge
) -> Iterator[QuestionChange]:
    for code in order.children(section, old.homes, new.homes):
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
    reworded = tuple(differences.reworded(before, after))
    restructured = tuple(differences.restructured(before, after))
    return QuestionChange(
        code=after.code,
        before=before,
        after=after,
        moved=moved,
        moved_from=moved_from,
        reworded=reworded,
        restructured=restructured,
        touched=tuple(differences.touched(before, after)),
        verdict=judge.verdict(after, bool(reworded), bool(restructured)),
    )
