"""Read rounds: each function says how many queries it makes; none grows with people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import Organisation
from assessments.choices import State
from assessments.models import MARKERS, Assessment, Perspective, Response, Round, RoundVersion
from assessments.records.invitations import InvitationBatch
from assessments.scoring.disclosure import Turnout
from assessments.scoring.results import FrozenPerspective
from frameworks.models import FrameworkVersion

# What people are asked before they meet to write a working agreement: the framework of the library, and how
# the codes of such questions begin, in an adaptation too (groundwork/asking.py).
BEFORE_WE_MEET, ASKED_BEFORE = "before-we-meet", "agree-"

# Running a round


@dataclass(frozen=True, slots=True)
class AssessmentSummary:
    """An assessment on a list: all its rounds, oldest first, and how many have sent in the newest."""

    rounds: tuple[Round, ...]
    sent: int

    @property
    def newest(self) -> Round:
        return self.rounds[-1]


# A list shows what is under way first, then what is being set up, then what is done.
_PLACES = {State.OPEN: 0, State.CLOSED: 0, State.DRAFT: 1}


def assessments_for(user: Any) -> QuerySet[Assessment]:
    """Select the assessments within a person's reach by the state of their newest round, and each kind by
    that round, newest first."""
    newest = Round.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    place = Case(*(When(state=state, then=place) for state, place in _PLACES.items()), default=2)
    return (
        Assessment.objects.visible_to(user)
        .annotate(newest=Subquery(newest.values("pk")[:1]), state=Subquery(newest.values("state")[:1]))
        .annotate(place=place)
        .order_by("place", "-newest")
    )


def summaries_of(assessments: Iterable[Assessment]) -> list[AssessmentSummary]:
    """Return these assessments with all their rounds, in the same order. Two queries, however many people
    answered: how many sent is counted for newest rounds that are not released, as only those show it."""
    rounds: dict[int, list[Round]] = {assessment.pk: [] for assessment in assessments}
    found = Round.objects.filter(assessment__in=rounds).select_related("assessment__organisation", "release")
    for round_ in found.defer("release__results").order_by("number"):
        rounds[round_.assessment_id].append(round_)
    newest = [of_one[-1] for of_one in rounds.values()]
    counting = [one.pk for one in newest if one.state in (State.OPEN, State.CLOSED)]
    rows = Response.objects.filter(round__in=counting, submitted=True).order_by().values_list("round")
    sent = dict(rows.annotate(people=Count("pk")))
    sent |= {one.pk: one.release.people for one in newest if one.is_released}
    return [AssessmentSummary(tuple(of_one), sent.get(of_one[-1].pk, 0)) for of_one in rounds.values()]


def organisations_with_results(organisations: Iterable[Organisation]) -> list[int]:
    """Return the keys of those of these organisations that have shared results. One query."""
    found = Round.objects.released().filter(assessment__organisation__in=organisations)
    return list(found.order_by().values_list("assessment__organisation", flat=True).distinct())


def rounds_of(assessment: Assessment) -> list[Round]:
    """All rounds of an assessment, oldest first. One query."""
    return list(assessment.rounds.order_by("number"))


def first_unfinished(rounds: Iterable[Round]) -> Round | None:
    """Return the round among these whose results are not shared yet, nor ever to be; None where there is
    none."""
    return next((round_ for round_ in rounds if not round_.is_finished), None)


def asks_more_than_before_meeting(rounds: str) -> Q:
    """Select rounds that ask something else than what is asked before a meeting. rounds: the way to them."""
    other = RoundVersion.objects.exclude(version__questions__code__startswith=ASKED_BEFORE)
    return Q(**{f"{rounds}__in": other.values("round")})


def round_to_follow(rounds: Iterable[Round]) -> Round | None:
    """Return the newest of these rounds that asked something else than what is asked before a meeting; None
    for none. One query."""
    ids = [round_.pk for round_ in rounds]
    return Round.objects.filter(asks_more_than_before_meeting("pk"), pk__in=ids).order_by("number").last()


def round_before(round_: Round) -> Round | None:
    """Return the round before this one in its assessment, of those that did not end without results; None
    where there is none. One query."""
    earlier = Round.objects.filter(assessment=round_.assessment_id, number__lt=round_.number)
    earlier = earlier.exclude(state=State.ENDED)
    return earlier.order_by("number").last()


def round_with_results_before(round_: Round) -> Round | None:
    """Return the newest of the earlier rounds of its assessment whose results are shared; None for none. One
    query."""
    earlier = Round.objects.released().filter(assessment=round_.assessment_id, number__lt=round_.number)
    return earlier.filter(asks_more_than_before_meeting("pk")).order_by("number").last()


def settled_perspectives(round_: Round) -> list[Perspective]:
    """Return the perspectives that stay as they are while this round is set up, all of them in front: those
    that the results of the assessment's other rounds name, or their codes, and all of them where another
    round has no results yet. One that ended without results leaves no more than its codes. Three queries."""
    others = Round.objects.filter(assessment=round_.assessment_id).exclude(pk=round_.pk)
    asked = others.exclude(state=State.ENDED)
    frozen = list(asked.values_list("release__results__perspectives", flat=True))
    perspectives = list(round_.assessment.perspectives.all())
    if None in frozen:
        return perspectives
    named = {row["code"] for rows in frozen for row in rows}
    batches = InvitationBatch.objects.filter(round__in=others, perspective__isnull=False)
    named |= set(batches.values_list("perspective__code", flat=True))
    last = max((place for place, p in enumerate(perspectives, start=1) if p.code in named), default=0)
    return perspectives[:last]


@dataclass(frozen=True, slots=True)
class SubmissionCount:
    """How many people of a perspective have sent (None: they named none). Never who, nor who started."""

    perspective: Perspective | None
    people: int
    expected: int | None = None  # how many those who run it expect; None where they did not say


def sent_by_perspective(round_: Round) -> list[SubmissionCount]:
    """One row for each perspective in order; those who named none last, if any. Two queries.

    After the release these are its own perspectives and numbers: who takes their answers back later is
    nobody's business, and a perspective that a later round added was not there.
    """
    perspectives: list[Perspective | None]
    if round_.is_released:
        results = round_.release.frozen
        counts = {row.code: row.people for row in results.turnout}
        perspectives = [_as_frozen(row) for row in results.perspectives]
    else:
        counts = {row.perspective: row.people for row in turnout_of(round_)}
        perspectives = list(round_.assessment.perspectives.all())
    if counts.get(None):
        perspectives.append(None)
    return [
        SubmissionCount(p, counts.get(code, 0), round_.expected.get(code))
        for p, code in ((p, p.code if p else None) for p in perspectives)
    ]


def expected_by_perspective(round_: Round, expected: Mapping[str, int]) -> list[SubmissionCount]:
    """Return a row for each perspective in order, as if just as many had sent as are expected; nobody where
    nothing was said. One query, unless the perspectives were prefetched."""
    rows = round_.assessment.perspectives.all()
    return [SubmissionCount(p, expected.get(p.code, 0), expected.get(p.code)) for p in rows]


def sent_on_paper(round_: Round) -> int:
    """How many of those who sent did so on paper. After the release, its number (0 for an old one that has
    none). One query."""
    if round_.is_released:
        return round_.release.frozen.on_paper
    sent = Response.objects.filter(round=round_, submitted=True, source=Response.Source.PAPER)
    return sent.count()


def _as_frozen(row: FrozenPerspective) -> Perspective:
    """Return a perspective as a release names it; not a row of the database."""
    place = MARKERS.index(row.marker)
    return Perspective(
        code=row.code, label=row.label, short_label=row.short_label, side=row.side, position=place
    )


def versions_asked(round_: Round | None) -> dict[int, FrameworkVersion]:
    """Return what a round asks, by framework id, in its order; nothing for no round. One query, or none."""
    if round_ is None:
        return {}
    rows = round_.round_versions.order_by("position").select_related("version")
    return {row.version.framework_id: row.version for row in rows}


def versions_to_choose(
    user: Any, round_: Round, before: Iterable[FrameworkVersion] = ()
) -> list[FrameworkVersion]:
    """Return what a round may ask: first what it asks already, in its order, then the newest published
    version of each other framework in reach, the library's first. Two queries.

    before: what the round before asked. Such a version stays on offer beside a newer one of its framework,
    unless it was withdrawn.
    """
    asked = list(round_.round_versions.values_list("version_id", "version__framework_id", "position"))
    places = {framework: position for _, framework, position in asked}
    newest = FrameworkVersion.objects.visible_to(user).newest().values("pk")
    older = [version.pk for version in before if version.status == FrameworkVersion.Status.PUBLISHED]
    versions = (
        FrameworkVersion.objects.filter(
            Q(pk__in=[pk for pk, _, _ in asked]) | Q(pk__in=newest) | Q(pk__in=older)
        )
        .select_related("framework__organisation")
        .order_by(F("framework__organisation").asc(nulls_first=True), "framework__pk", "-number")
    )
    return sorted(versions, key=lambda version: places.get(version.framework_id, len(places)))


def turnout_of(round_: Round) -> list[Turnout]:
    """How many sent from each perspective, and whether all of them agreed to be shown. One query."""
    rows = (
        Response.objects.filter(round=round_, submitted=True)
        .order_by()
        .values_list("perspective__code")
        .annotate(people=Count("pk"), agreed=Count("pk", filter=Q(show_if_few=True)))
    )
    return [Turnout(code, people, people == agreed) for code, people, agreed in rows]
