"""Count a round's answers in the database, for scoring."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Count

from assessments.models import (
    Answer,
    AnswerOption,
    Round,
)
from assessments.scoring.disclosure import ScoredPerspective
from assessments.scoring.structure import Bands, ScoredFramework, ScoredQuestion, Structure, Tally
from frameworks import content

# Counting for the release


def structure_of(round_: Round, contents: Iterable[content.VersionContent]) -> Structure:
    """Describe the round to scoring: its perspectives, frameworks and questions.

    One query, or none where the perspectives were prefetched.
    """
    contents = list(contents)
    return Structure(
        threshold=round_.threshold,
        perspectives=tuple(
            ScoredPerspective(p.code, p.side, p.must_take_part) for p in round_.assessment.perspectives.all()
        ),
        frameworks=tuple(_framework(version) for version in contents),
        questions=tuple(q for version in contents for s in version.sections for q in _questions(version, s)),
    )


def key_of(version: content.VersionContent, code: str) -> str:
    """Return the key of a question or section in a round's results: unique across its frameworks."""
    return f"{version.code}/{code}"


def _framework(version: content.VersionContent) -> ScoredFramework:
    bands = Bands(version.bands_on, version.bands) if version.bands_on else None  # type: ignore[arg-type]
    return ScoredFramework(version.code, bands)


def _questions(
    version: content.VersionContent, section: content.SectionContent, within: tuple[str, ...] = ()
) -> list[ScoredQuestion]:
    sections = (*within, key_of(version, section.code))
    own = [
        ScoredQuestion(
            key=key_of(version, q.code),
            sections=sections,
            framework=version.code,
            kind=q.kind,  # type: ignore[arg-type]
            levels=tuple(level.value for level in q.levels),
            direction=q.direction or "strength",  # type: ignore[arg-type]
            options=tuple(option.code for option in q.options),
        )
        for q in section.questions
    ]
    return own + [q for s in section.sections for q in _questions(version, s, sections)]


def tallies_of(round_: Round, contents: Iterable[content.VersionContent]) -> list[Tally]:
    """Count the answers of a closed round, grouped by the database.

    Four queries at most, one of them for the perspectives unless they were prefetched.
    """
    contents = list(contents)
    questions = {q.id: (key_of(v, q.code), q) for v in contents for q in v.all_questions()}
    values = {level.id: level.value for _, q in questions.values() for level in q.levels}
    perspectives: dict[int | None, str | None] = {p.pk: p.code for p in round_.assessment.perspectives.all()}
    perspectives[None] = None
    counted = _Counted()
    counted.add_answers(round_)
    if any(q.kind == "choice" for _, q in questions.values()):
        counted.add_options(round_)
    return [
        Tally(
            question=questions[place[0]][0],
            perspective=perspectives[place[1]],
            levels={values[pk]: people for pk, people in counted.levels[place].items()},
            **{name: counted.specials[place][name] for name in Answer.Special.values},
            options=dict(counted.options[place]),
            chose=counted.chose[place],
        )
        for place in counted.places()
    ]


Place = tuple[int, int | None]  # question id, perspective id


class _Counted:
    """Rows of grouped counts, by place."""

    def __init__(self) -> None:
        self.levels: dict[Place, Counter[int]] = defaultdict(Counter)
        self.specials: dict[Place, Counter[str]] = defaultdict(Counter)
        self.options: dict[Place, Counter[str]] = defaultdict(Counter)
        self.chose: Counter[Place] = Counter()

    def places(self) -> set[Place]:
        return {*self.levels, *self.specials, *self.options}

    def add_answers(self, round_: Round) -> None:
        """How many gave each level and each special answer. One query."""
        rows = (
            Answer.objects.filter(response__round=round_, response__submitted=True)
            .order_by()
            .values_list("question", "response__perspective", "level", "special")
            .annotate(people=Count("*"))
        )
        for question, perspective, level, special, people in rows:
            if level is not None:
                self.levels[question, perspective][level] += people
            elif special:
                self.specials[question, perspective][special] += people

    def add_options(self, round_: Round) -> None:
        """How many picked each option, and how many picked any. Two queries."""
        picked = AnswerOption.objects.filter(
            answer__response__round=round_, answer__response__submitted=True
        ).order_by()
        by_place = picked.values_list("answer__question", "answer__response__perspective")
        for question, perspective, people in by_place.annotate(people=Count("answer", distinct=True)):
            self.chose[question, perspective] += people
        rows = picked.values_list("answer__question", "answer__response__perspective", "option__code")
        for question, perspective, option, people in rows.annotate(people=Count("pk")):
            self.options[question, perspective][option] += people
