"""Which questions and parts of several versions of a framework are one and the same. Pure.

(docs/rules.md, Patterns across assessments)
"""

from collections.abc import Mapping, Sequence

from frameworks.comparison.differences import restructured
from frameworks.content import QuestionContent, SectionContent, VersionContent

Lines = Mapping[str, int]  # of each question of a version, by its code


def lines_of(versions: Sequence[VersionContent]) -> list[Lines]:
    """Return the lines that the questions of one framework's versions belong to, by number; oldest version
    first.

    A question goes on a line as long as each next version asks it, says that it asks the same, and takes the
    same answers; otherwise it begins a new one. The same code with the same number is the same question.
    """
    found: list[Lines] = []
    before: dict[str, QuestionContent] = {}
    ends: dict[str, int] = {}  # the highest number that a code has had
    for version in versions:
        asked = {question.code: question for question in version.all_questions()}
        lines = {}
        for code, question in asked.items():
            goes_on = code in before and _goes_on(before[code], question)
            ends[code] = ends.get(code, -1) + (not goes_on)
            lines[code] = ends[code]
        found.append(lines)
        before = asked
    return found


def _goes_on(before: QuestionContent, after: QuestionContent) -> bool:
    return after.continuity == "same" and not any(True for _change in restructured(before, after))


def rated_in(section: SectionContent, lines: Lines) -> frozenset[tuple[str, int]]:
    """Return the rating questions of a part, each with its line: two versions have the same part only where
    these are the same."""
    return frozenset((q.code, lines[q.code]) for q in section.all_questions() if q.kind == "rating")
