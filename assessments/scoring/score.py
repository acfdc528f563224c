"""How counted answers become results (docs/rules.md, A question; docs/rules.md, A section and a framework).

Pure: no database, no clock, no person. Everything is reckoned in fractions, so that a figure on a boundary
falls on the right side of it; numbers become floats only as they are written into the results.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from assessments.scoring.areas import AreaFigures, band_of, score_area
from assessments.scoring.disclosure import Disclosure, Turnout, disclose
from assessments.scoring.questions import (
    AnswerCounts,
    GroupFigures,
    QuestionFigures,
    count_answers,
    score_question,
    special_counts,
)
from assessments.scoring.ranking import apart_first, talk_first
from assessments.scoring.results import (
    ChoiceCounts,
    FrozenArea,
    FrozenFramework,
    FrozenGroup,
    FrozenParity,
    FrozenPeople,
    FrozenQuestion,
    GroupChoices,
    GroupPosition,
    GroupRatings,
    RatingCounts,
    Scores,
)
from assessments.scoring.structure import ScoredFramework, Structure, Tally

RULES_VERSION = 2


def score(structure: Structure, turnout: Iterable[Turnout], tallies: Iterable[Tally]) -> Scores:
    """Work out the results of a round, ready to be frozen.

    `tallies` has at most one row for each question and perspective; a row that is absent means that all
    left it, and rows of text questions are not read. Raises ValueError for a structure, turnout or tally that
    contradicts itself or the others.
    """
    turnout = tuple(turnout)
    _check_structure(structure)
    disclosure = disclose(structure.threshold, structure.perspectives, turnout)
    people = {row.perspective: row.people for row in turnout}
    rows = _tallies_by_place(structure, people, tallies)
    order = [perspective.code for perspective in structure.perspectives]
    scored = [
        score_question(
            question,
            {code: count_answers(question, n, rows.get((question.key, code))) for code, n in people.items()},
            disclosure,
            order,
        )
        for question in structure.questions
        if question.kind != "text"
    ]
    sections = dict.fromkeys(section for question in structure.questions for section in question.sections)
    return Scores(
        rules=RULES_VERSION,
        threshold=structure.threshold,
        assessed_together=disclosure.assessed_together,
        people=_people(disclosure),
        questions={one.question.key: _question(one) for one in scored},
        sections={
            section: _area(
                score_area([one for one in scored if section in one.question.sections], disclosure),
                disclosure,
            )
            for section in sections
        },
        frameworks={
            framework.code: _framework(
                framework, [one for one in scored if one.question.framework == framework.code], disclosure
            )
            for framework in structure.frameworks
        },
        talk_first=talk_first(scored),
        apart=apart_first(scored),
    )


def _check_structure(structure: Structure) -> None:
    frameworks = [framework.code for framework in structure.frameworks]
    keys = [question.key for question in structure.questions]
    if len(set(frameworks)) < len(frameworks) or len(set(keys)) < len(keys):
        raise ValueError("a framework or question is given twice")
    for question in structure.questions:
        if question.framework not in frameworks:
            raise ValueError(f"unknown framework: {question.framework!r}")
        if question.kind == "rating" and len(set(question.levels)) < 2:
            raise ValueError(f"a scale has two levels or more: {question.key!r}")


def _tallies_by_place(
    structure: Structure, people: Mapping[str | None, int], tallies: Iterable[Tally]
) -> dict[tuple[str, str | None], Tally]:
    keys = {question.key for question in structure.questions}
    rows: dict[tuple[str, str | None], Tally] = {}
    for tally in tallies:
        place = (tally.question, tally.perspective)
        if tally.question not in keys or tally.perspective not in people:
            raise ValueError(f"answers to an unknown question, or of a perspective without people: {place}")
        if place in rows:
            raise ValueError(f"answers counted twice: {place}")
        rows[place] = tally
    return rows


# The results, as they are frozen


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _people(disclosure: Disclosure) -> FrozenPeople:
    groups = disclosure.groups
    return FrozenPeople(
        total=disclosure.total,
        shown=disclosure.shown,
        set_aside=disclosure.set_aside,
        groups=None
        if groups is None
        else tuple(
            FrozenGroup(codes=group.codes, people=group.people, side=group.side, by_consent=group.by_consent)
            for group in groups
        ),
        absent_sides=disclosure.absent_sides,
        missing=disclosure.missing,
    )


def _question(one: QuestionFigures) -> FrozenQuestion:
    parity, position = one.parity, one.parity_position
    return FrozenQuestion(
        everyone=None if one.everyone is None else _answers(one, one.everyone),
        groups=None if one.groups is None else tuple(_answers_of_group(one, shown) for shown in one.groups),
        parity=None
        if parity is None or position is None
        else FrozenParity(mean=float(parity), favourable=float(position)),
        gap=_number(one.gap),
        agreement=one.agreement,
    )


def _answers_of_group(one: QuestionFigures, shown: GroupFigures) -> GroupRatings | GroupChoices:
    answers = _answers(one, shown.counts)
    frozen = GroupRatings if isinstance(answers, RatingCounts) else GroupChoices
    return frozen(codes=shown.group.codes, side=shown.group.side, **dict(answers))


def _answers(one: QuestionFigures, counts: AnswerCounts) -> RatingCounts | ChoiceCounts:
    question = one.question
    if question.kind == "choice":
        options = {option: counts.picks[option] for option in question.options}
        return ChoiceCounts(options=options, chose=counts.answered, **special_counts(counts))
    mean = counts.mean(question)
    return RatingCounts(
        levels={str(level): counts.picks[level] for level in question.levels},
        rated=counts.answered,
        mean=_number(mean),
        favourable=_number(one.position(mean)),
        **special_counts(counts),
    )


def _area(area: AreaFigures, disclosure: Disclosure) -> FrozenArea:
    return FrozenArea(
        questions=area.questions,
        compared=area.compared,
        groups=None
        if area.groups is None or disclosure.groups is None
        else tuple(
            GroupPosition(codes=group.codes, favourable=_number(figure))
            for group, figure in zip(disclosure.groups, area.groups, strict=True)
        ),
        parity=_number(area.parity),
        everyone=_number(area.everyone),
        everyone_questions=area.everyone_questions,
        gap=_number(area.gap),
    )


def _framework(
    framework: ScoredFramework, scored: Sequence[QuestionFigures], disclosure: Disclosure
) -> FrozenFramework:
    area = score_area(scored, disclosure)
    return FrozenFramework(band=band_of(framework.bands, area, scored), **dict(_area(area, disclosure)))
