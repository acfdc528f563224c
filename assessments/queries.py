"""Reads of the assessments app. Each function says how many queries it makes; none grows with people."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from assessments import codes
from assessments.disclosure import Perspective as ScoredPerspective
from assessments.disclosure import Turnout
from assessments.models import (
    MARKERS,
    Answer,
    AnswerOption,
    Assessment,
    Invitation,
    InvitationBatch,
    Perspective,
    Response,
    Round,
)
from assessments.scoring import Bands, Framework, Question, Structure, Tally
from frameworks import cache, content
from frameworks.models import FrameworkVersion

# What rounds ask and in which translations, by round id: fixed once a round opens, so each process reads it
# once.
_asked: dict[int, list[int]] = {}
_translated: dict[int, dict[int, dict[str, int]]] = {}


def content_of_round(round: Round) -> list[content.VersionContent]:
    """The frameworks that a round asks, in its order. No query where this process has read them before; ten
    at most where not."""
    ids = _asked.get(round.pk)
    if ids is None:
        ids = list(round.round_versions.order_by("position").values_list("version_id", flat=True))
        if round.state != Round.State.DRAFT:
            _asked[round.pk] = ids
    return cache.cached_contents(ids)


def translations_of_round(round: Round) -> dict[int, dict[str, int]]:
    """The translations that a round may be read in, by the id of the version that it asks: {language:
    translation id}, languages in order. A version without any is not there. No query where this process has
    read them before; one where not."""
    if round.pk in _translated:
        return _translated[round.pk]
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = round.round_translations.order_by("translation__language")
    for original, language, pk in rows.values_list(
        "translation__translation_of", "translation__language", "translation"
    ):
        found[original or 0][language] = pk
    if round.state != Round.State.DRAFT:
        _translated[round.pk] = found
    return found


def forget() -> None:
    """Empty what is kept of rounds and versions. Tests use row ids again; a site never does."""
    _asked.clear()
    _translated.clear()
    cache.clear_caches()


# Taking part


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a round: a section of one of its frameworks, counted through the whole round from 1."""

    number: int
    version: content.VersionContent
    section: content.SectionContent
    questions: tuple[content.QuestionContent, ...]

    def opens(self, question: content.QuestionContent) -> content.SectionContent | None:
        """The section within this one that begins with the question: its name stands above it."""
        inner = self.section.sections
        return next((part for part in inner if part.questions and part.questions[0] == question), None)


def parts_of(contents: Iterable[content.VersionContent]) -> list[Part]:
    """A round's pages, in order: one for each section of each framework. No queries."""
    sections = [(version, section) for version in contents for section in version.sections]
    return [
        Part(number, version, section, tuple(section.all_questions()))
        for number, (version, section) in enumerate(sections, start=1)
    ]


@dataclass(frozen=True, slots=True)
class Given:
    """What one person gave to one question. Empty in every field: nothing."""

    level: int | None = None  # the level's id
    special: str = ""
    options: frozenset[int] = field(default_factory=frozenset)
    text: str = ""
    comment: str = ""
    sharing: str = ""

    @property
    def answered(self) -> bool:
        return bool(self.level is not None or self.special or self.options or self.text)

    @property
    def has_words(self) -> bool:
        return bool(self.text or self.comment)

    @property
    def is_named(self) -> bool:
        """Whether its words are to be shown as from the person's group."""
        return self.sharing == Answer.Sharing.NAMED


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer as it is stored, with the response's revision at its last change."""

    given: Given
    revision: int


def stored_answers(response_id: UUID, question_ids: Iterable[int] | None = None) -> dict[int, Stored]:
    """What a response holds, by question id: to these questions, or to all. Two queries at most."""
    found = Answer.objects.filter(response_id=response_id)
    if question_ids is not None:
        found = found.filter(question_id__in=list(question_ids))
    answers = list(found)
    picked = _picked([a.pk for a in answers if a.level_id is None and not a.special and not a.text])
    return {
        a.question_id: Stored(
            Given(a.level_id, a.special, frozenset(picked[a.pk]), a.text, a.comment, a.sharing), a.revision
        )
        for a in answers
    }


def _picked(answer_ids: Collection[UUID]) -> dict[UUID, set[int]]:
    """The ids of the options that these answers picked. One query, or none for none.

    Only answers that are nothing else can have any: an answer is one thing (guards.py).
    """
    picked: dict[UUID, set[int]] = defaultdict(set)
    rows = AnswerOption.objects.filter(answer__in=answer_ids)
    for answer_id, option_id in rows.values_list("answer_id", "option_id"):
        picked[answer_id].add(option_id)
    return picked


def response_of(join_code: str, secret: str) -> Response | None:
    """The response that a participant's secret opens, in the round of this join code, with all that a page
    says of the round; a round that is being set up has none yet. One query."""
    return (
        Response.objects.select_related("perspective", "round__assessment__organisation")
        .exclude(round__state=Round.State.DRAFT)
        .filter(round__join_code=join_code, secret_hash=codes.hash_of(secret))
        .first()
    )


def invitation_of(code: str) -> Invitation | None:
    """The unused invitation of this code, in a round that is open, with its batch, group and round. Wrong,
    used and taken-back codes, and those of rounds that are not open, all find nothing. One query."""
    found = Invitation.objects.select_related("batch__round", "batch__perspective")
    return found.filter(code_hash=codes.hash_of(code), batch__round__state=Round.State.OPEN).first()


# Running a round


def rounds_for(user: Any) -> list[Round]:
    """The rounds within a person's reach, newest first, with how many have sent (or had, by the release).
    One query."""
    sent = Coalesce("release__people", Count("responses", filter=Q(responses__submitted=True)))
    return list(
        Round.objects.visible_to(user)
        .select_related("assessment__organisation")
        .annotate(sent=sent)
        .order_by("-pk")
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """An assessment on a list: all its rounds, oldest first."""

    rounds: tuple[Round, ...]

    @property
    def newest(self) -> Round:
        return self.rounds[-1]


def assessments_for(user: Any) -> list[Standing]:
    """The assessments within a person's reach, by their newest round, newest first. One query."""
    rounds: dict[int, list[Round]] = defaultdict(list)
    for round in rounds_for(user):
        rounds[round.assessment_id].append(round)
    return [Standing(tuple(sorted(found, key=lambda round: round.number))) for found in rounds.values()]


def rounds_of(assessment: Assessment) -> list[Round]:
    """All rounds of an assessment, oldest first. One query."""
    return list(assessment.rounds.order_by("number"))


def first_unfinished(rounds: Iterable[Round]) -> Round | None:
    """The round among these whose results are not shared yet; None where all are."""
    return next((round for round in rounds if not round.is_released), None)


def round_before(round: Round) -> Round | None:
    """The round before this one in its assessment; None for the first. One query."""
    earlier = Round.objects.filter(assessment=round.assessment_id, number__lt=round.number)
    return earlier.order_by("number").last()


def settled_perspectives(round: Round) -> list[Perspective]:
    """The perspectives that stay as they are while this round is set up: those that the results of the
    assessment's other rounds name, and all of them where another round has no results yet. Two queries."""
    others = Round.objects.filter(assessment=round.assessment_id).exclude(pk=round.pk)
    frozen = list(others.values_list("release__results__perspectives", flat=True))
    perspectives = list(round.assessment.perspectives.all())
    if None in frozen:
        return perspectives
    named = {row["code"] for rows in frozen for row in rows}
    return [p for p in perspectives if p.code in named]


@dataclass(frozen=True, slots=True)
class Sent:
    """How many people of a perspective have sent (None: they named none). Never who, nor who started."""

    perspective: Perspective | None
    people: int
    needed: int  # how many more before they can be shown by themselves


def sent_by_perspective(round: Round) -> list[Sent]:
    """One row for each perspective in order; those who named none last, if any. Two queries.

    After the release these are its own perspectives and numbers: who takes their answers back later is
    nobody's business, and a perspective that a later round added was not there.
    """
    perspectives: list[Perspective | None]
    if round.is_released:
        results = round.release.results
        counts = {row["code"]: row["people"] for row in results["turnout"]}
        perspectives = [_as_frozen(row) for row in results["perspectives"]]
    else:
        counts = {row.perspective: row.people for row in turnout_of(round)}
        perspectives = list(round.assessment.perspectives.all())
    if counts.get(None):
        perspectives.append(None)
    people = [counts.get(p.code if p else None, 0) for p in perspectives]
    return [Sent(p, n, max(0, round.threshold - n)) for p, n in zip(perspectives, people, strict=True)]


def sent_on_paper(round: Round) -> int:
    """How many of those who sent did so on paper. After the release, its number (0 for an old one that has
    none). One query."""
    if round.is_released:
        return int(round.release.results.get("on_paper", 0))
    sent = Response.objects.filter(round=round, submitted=True, source=Response.Source.PAPER)
    return sent.count()


def _as_frozen(row: dict[str, str]) -> Perspective:
    """A perspective as a release names it; not a row of the database."""
    place = MARKERS.index(row["marker"])
    return Perspective(
        code=row["code"],
        label=row["label"],
        short_label=row["short_label"],
        side=row["side"],
        position=place,
    )


@dataclass(frozen=True, slots=True)
class Handed:
    """A batch of invitations as the people who run the round see it."""

    batch: InvitationBatch
    used: int  # at least so many were used: see `_at_least_used`


def batches_of(round: Round, sent: Iterable[Sent], *, paper: bool = False) -> list[Handed]:
    """The batches of a round, oldest first: those of paper forms, or all others. sent: how many have sent
    (sent_by_perspective). One query."""
    people = {row.perspective.pk if row.perspective else None: row.people for row in sent}
    on_paper = Q(how=InvitationBatch.How.PAPER)
    batches = round.batches.filter(on_paper if paper else ~on_paper)
    batches = batches.select_related("perspective").annotate(left=Count("invitations"))
    return [
        Handed(
            batch,
            _at_least_used(
                batch.made - batch.left - (batch.taken_back or 0),
                made=batch.made,
                sent=people.get(batch.perspective_id, 0) if batch.perspective_id else sum(people.values()),
                threshold=round.threshold,
            ),
        )
        for batch in batches
    ]


def _at_least_used(used: int, *, made: int, sent: int, threshold: int) -> int:
    """How many codes of a batch may be said to be used, at least.

    A code is used when its holder starts, and nobody may see who has started, when, or how many have only
    started (domain, States of a round). So:

    1. never more than have sent from the batch's group, or from the round where it has no group: it tells of
       nobody who only started;
    2. never so many that fewer than the threshold could still be unused: 'all of them' would tell it of each
       person who was given one;
    3. in steps of the threshold: whoever hands out one slip, or writes to one person, and then looks, sees
       nothing move. Each step stands for as many people as the smallest group that may be shown.
    """
    known = max(0, min(used, sent, made - threshold))
    return known - known % threshold


def versions_asked(round: Round | None) -> dict[int, FrameworkVersion]:
    """What a round asks, by framework id, in its order; nothing for no round. One query, or none."""
    if round is None:
        return {}
    rows = round.round_versions.order_by("position").select_related("version")
    return {row.version.framework_id: row.version for row in rows}


def versions_to_choose(
    user: Any, round: Round, before: Iterable[FrameworkVersion] = ()
) -> list[FrameworkVersion]:
    """What a round may ask: first what it asks already, in its order, then the newest published version of
    each other framework in reach, the library's first. Two queries.

    before: what the round before asked. Such a version stays on offer beside a newer one of its framework,
    unless it was withdrawn.
    """
    asked = list(round.round_versions.values_list("version_id", "version__framework_id", "position"))
    places = {framework: position for _, framework, position in asked}
    newest = FrameworkVersion.objects.visible_to(user).newest().values("pk")
    older = [version.pk for version in before if version.status == FrameworkVersion.Status.PUBLISHED]
    versions = (
        FrameworkVersion.objects.filter(
            Q(pk__in=[pk for pk, _, _ in asked]) | Q(pk__in=newest) | Q(pk__in=older)
        )
        .select_related("framework__organisation")
        .annotate(
            questions_count=Count("questions"), in_words=Count("questions", filter=Q(questions__kind="text"))
        )
        .order_by(F("framework__organisation").asc(nulls_first=True), "framework__pk", "-number")
    )
    return sorted(versions, key=lambda version: places.get(version.framework_id, len(places)))


# Counting for the release


def structure_of(round: Round, contents: Iterable[content.VersionContent]) -> Structure:
    """What scoring needs to know of the round: its perspectives, frameworks and questions. One query, or none
    where the perspectives were prefetched."""
    contents = list(contents)
    return Structure(
        threshold=round.threshold,
        perspectives=tuple(
            ScoredPerspective(p.code, p.side, p.must_take_part) for p in round.assessment.perspectives.all()
        ),
        frameworks=tuple(_framework(version) for version in contents),
        questions=tuple(q for version in contents for s in version.sections for q in _questions(version, s)),
    )


def key_of(version: content.VersionContent, code: str) -> str:
    """The key of a question or section in a round's results: unique across its frameworks."""
    return f"{version.code}/{code}"


def _framework(version: content.VersionContent) -> Framework:
    bands = Bands(version.bands_on, version.bands) if version.bands_on else None  # type: ignore[arg-type]
    return Framework(version.code, bands)


def _questions(
    version: content.VersionContent, section: content.SectionContent, within: tuple[str, ...] = ()
) -> list[Question]:
    sections = (*within, key_of(version, section.code))
    own = [
        Question(
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


def turnout_of(round: Round) -> list[Turnout]:
    """How many sent from each perspective, and whether all of them agreed to be shown. One query."""
    rows = (
        Response.objects.filter(round=round, submitted=True)
        .order_by()
        .values_list("perspective__code")
        .annotate(people=Count("pk"), agreed=Count("pk", filter=Q(show_if_few=True)))
    )
    return [Turnout(code, people, people == agreed) for code, people, agreed in rows]


def tallies_of(round: Round, contents: Iterable[content.VersionContent]) -> list[Tally]:
    """The counted answers of a closed round, grouped by the database. Four queries at most, one of them
    for the perspectives unless they were prefetched."""
    contents = list(contents)
    questions = {q.id: (key_of(v, q.code), q) for v in contents for q in v.all_questions()}
    values = {level.id: level.value for _, q in questions.values() for level in q.levels}
    perspectives: dict[int | None, str | None] = {p.pk: p.code for p in round.assessment.perspectives.all()}
    perspectives[None] = None
    counted = _Counted()
    counted.add_answers(round)
    if any(q.kind == "choice" for _, q in questions.values()):
        counted.add_options(round)
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

    def add_answers(self, round: Round) -> None:
        """How many gave each level and each special answer. One query."""
        rows = (
            Answer.objects.filter(response__round=round, response__submitted=True)
            .order_by()
            .values_list("question", "response__perspective", "level", "special")
            .annotate(people=Count("*"))
        )
        for question, perspective, level, special, people in rows:
            if level is not None:
                self.levels[question, perspective][level] += people
            elif special:
                self.specials[question, perspective][special] += people

    def add_options(self, round: Round) -> None:
        """How many picked each option, and how many picked any. Two queries."""
        picked = AnswerOption.objects.filter(
            answer__response__round=round, answer__response__submitted=True
        ).order_by()
        by_place = picked.values_list("answer__question", "answer__response__perspective")
        for question, perspective, people in by_place.annotate(people=Count("answer", distinct=True)):
            self.chose[question, perspective] += people
        rows = picked.values_list("answer__question", "answer__response__perspective", "option__code")
        for question, perspective, option, people in rows.annotate(people=Count("pk")):
            self.options[question, perspective][option] += people
