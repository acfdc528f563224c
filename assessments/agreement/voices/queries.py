"""Read what people say beside the results: each function says how many queries it makes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.agreement.voices import marks
from assessments.agreement.voices.actions import Speaker
from assessments.models import Assessment, Release
from assessments.records.voices import CoSign, Dissent, DissentJoin
from assessments.scoring.naming import Codes, ToldCount, counted_groups, counts_told, groups_named


@dataclass(frozen=True, slots=True)
class ToldStatement:
    """A statement as everybody may read it. people: how many say it as it is now; groups: the codes of each
    group that may be named among them, without numbers."""

    row: Dissent
    people: int
    groups: tuple[tuple[str, ...], ...]


def told_statements(release: Release) -> list[ToldStatement]:
    """Return all statements beside a release, in a fixed random order: that of their keys. Two queries; one
    where there are none."""
    rows = Dissent.objects.filter(release=release).order_by("pk").prefetch_related("joins")
    return [_told(row, row.joins.all()) for row in rows]


def statements_told_on_clauses(assessment: Assessment, up_to: int | None = None) -> list[ToldStatement]:
    """Return all statements about clauses of the working agreement, beside the results of any round of the
    assessment, or of those up to this number; each with its release. Two queries; one where there are
    none."""
    rows = Dissent.objects.filter(release__round__assessment=assessment, about=Dissent.About.CLAUSE)
    if up_to is not None:
        rows = rows.filter(release__round__number__lte=up_to)
    found = rows.order_by("pk").select_related("release").prefetch_related("joins")
    return [_told(row, row.joins.all()) for row in found]


def _told(row: Dissent, joins: Iterable[DissentJoin]) -> ToldStatement:
    now = [join for join in joins if not join.joined_words]
    return ToldStatement(row, 1 + len(now), groups_named([row.codes, *(join.codes for join in now)]))


def signatures_told(release: Release) -> tuple[ToldCount, ...]:
    """Say of each group that is counted how many co-signed, as it may be told. One query."""
    found = CoSign.objects.filter(release=release).values_list("codes", flat=True)
    numbers: Counter[Codes] = Counter(tuple(codes) for codes in found)
    people = release.frozen.people
    return counts_told(counted_groups(people.groups, people.shown, release.frozen.threshold), numbers)


@dataclass(frozen=True, slots=True)
class OwnVoices:
    """What one person says, found with their secret: the keys of the statements that they wrote, and those
    that they joined, each with what it said then (empty: what it says now); how many that they joined were
    taken back; and their co-signature."""

    written: frozenset[str]
    joined: dict[str, str]
    taken_back: int
    signed: CoSign | None

    @property
    def any(self) -> bool:
        return bool(self.written or self.joined or self.signed)


def own_voices(release: Release, speaker: Speaker) -> OwnVoices:
    """Find what a person says beside a release: the marks are tried one by one. Three queries."""
    key = speaker.key
    joined = marks.of_voice(key, DissentJoin.objects.filter(release=release))
    return OwnVoices(
        written=frozenset(
            str(row.pk) for row in marks.of_voice(key, Dissent.objects.filter(release=release))
        ),
        joined={str(row.dissent_id): row.joined_words for row in joined if row.dissent_id},
        taken_back=sum(row.dissent_id is None for row in joined),
        signed=next(iter(marks.of_voice(key, CoSign.objects.filter(release=release))), None),
    )
