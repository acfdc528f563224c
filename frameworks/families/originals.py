"""Reads of adaptations and their originals, each in a fixed number of queries, within the person's reach.

The original may belong to an organisation that the person has left, or never was in. Then there is nothing
to see of it but the credit in the adaptation's own words.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce

from accounts.models import Membership, User
from accounts.permissions import Permission, memberships_granting, organisations_where
from frameworks.models import FrameworkVersion

Status = FrameworkVersion.Status


@dataclass(frozen=True)
class Original:
    """What an adaptation came from. base: the version that it was level with; newest: the newest published
    one, which may be the same."""

    base: FrameworkVersion
    newest: FrameworkVersion

    @property
    def has_news(self) -> bool:
        return self.newest.number > self.base.number


def original_of(version: FrameworkVersion, user: Any) -> Original | None:
    """Return the original of an adaptation's version. None where it is no adaptation, where the original
    cannot be seen by this person, or has no published version any more. Two queries."""
    level = version.reviewed_original_id or version.framework.adapted_from_id
    if level is None or version.translation_of_id or version.framework.adapted_from_id is None:
        return None
    reach = FrameworkVersion.objects.visible_to(user).select_related("framework__organisation")
    base = reach.filter(pk=level).first()
    if base is None:
        return None
    newest = reach.filter(framework=base.framework_id).newest().first()
    return Original(base, newest) if newest else None


def news_of(versions: Iterable[FrameworkVersion], user: Any) -> dict[int, FrameworkVersion]:
    """Return the newest version of the originals of these versions' frameworks, where it is newer than the
    one that the adaptation was level with; by the id of the version that goes on with it: the draft, else
    the newest. Two queries at most."""
    latest: dict[int, FrameworkVersion] = {}
    for version in versions:
        held = latest.get(version.framework_id)
        if version.framework.adapted_from_id and (held is None or held.number < version.number):
            latest[version.framework_id] = version
    if not latest:
        return {}
    levels = _levels(version.pk for version in latest.values())
    newest = _newest_visible({framework for framework, _number in levels.values()}, user)
    return {
        pk: newest[framework]
        for pk, (framework, number) in levels.items()
        if framework in newest and newest[framework].number > number
    }


def _levels(ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return the framework and the number of the version that each is level with."""
    rows = FrameworkVersion.objects.filter(pk__in=list(ids)).annotate(
        of=Coalesce("reviewed_original__framework", "framework__adapted_from__framework"),
        at=Coalesce("reviewed_original__number", "framework__adapted_from__number"),
    )
    return {pk: (of, at) for pk, of, at in rows.values_list("pk", "of", "at")}


def _newest_visible(frameworks: set[int], user: Any) -> dict[int, FrameworkVersion]:
    reach = FrameworkVersion.objects.visible_to(user).newest().filter(framework__in=frameworks)
    return {version.framework_id: version for version in reach}


def adaptations_of(version: FrameworkVersion) -> list[FrameworkVersion]:
    """Return, for each framework that was adapted from this version's, the version that somebody would go on
    with: its draft, else its newest published one; with its organisation. One query."""
    rows = FrameworkVersion.objects.originals().exclude(status="withdrawn").order_by("number")
    adapted = rows.filter(framework__adapted_from__framework=version.framework_id)
    found = {row.framework_id: row for row in adapted.select_related("framework__organisation")}
    return list(found.values())


def followers_of(version: FrameworkVersion) -> list[tuple[User, FrameworkVersion]]:
    """Return whom a new version of an original concerns: the stewards and leads of each organisation that
    adapted it, as far as they may see the original, with their adaptation. Two queries."""
    adapted = defaultdict(list)
    for adaptation in adaptations_of(version):
        adapted[adaptation.framework.organisation_id].append(adaptation)
    members = memberships_granting(Permission.STEWARD_FRAMEWORKS).filter(
        organisation__in=[pk for pk in adapted if pk], user__is_active=True
    )
    owner = version.framework.organisation_id
    if owner:
        members = members.filter(user__in=Membership.objects.filter(organisation=owner).values("user"))
    rows = members.select_related("user").order_by("pk")
    return [(row.user, adaptation) for row in rows for adaptation in adapted[row.organisation_id]]


def highest_number(version: FrameworkVersion) -> int:
    """Return the highest number that a version of this framework has, draft or not. One query."""
    found = FrameworkVersion.objects.filter(framework=version.framework_id).aggregate(Max("number"))
    return int(found["number__max"])


@dataclass(frozen=True)
class Goings:
    """How somebody may go on from a version's page. adapts: to an own framework; stewards: changes this one;
    latest: the framework's draft, else its newest published version; next_number: of the draft that could
    begin; news: the original's newer version; waiting: the languages of words that wait for a translation."""

    adapts: bool = False
    stewards: bool = False
    translates: bool = False
    latest: FrameworkVersion | None = None
    next_number: int = 0
    news: FrameworkVersion | None = None
    waiting: tuple[str, ...] = ()

    @property
    def draft(self) -> FrameworkVersion | None:
        """The framework's draft, where there is one."""
        return self.latest if self.latest and self.latest.status == Status.DRAFT else None


def goings(version: FrameworkVersion, user: Any) -> Goings:
    """Return what the person may begin from this version. Six queries at most."""
    if not user.is_authenticated:
        return Goings()
    mine = set(organisations_where(user, Permission.STEWARD_FRAMEWORKS).values_list("pk", flat=True))
    owner = version.framework.organisation_id
    is_original = version.translation_of_id is None
    published = version.status == Status.PUBLISHED
    adapts = published and is_original and bool(mine - {owner})
    if owner not in mine:
        return Goings(adapts=adapts)
    rows = FrameworkVersion.objects.originals().filter(framework=version.framework_id)
    latest = rows.select_related("framework").exclude(status="withdrawn").order_by("number").last()
    news = original_of(latest, user) if latest and is_original else None
    return Goings(
        adapts=adapts,
        stewards=True,
        translates=published and is_original,
        latest=latest,
        next_number=highest_number(version) + 1,
        news=news.newest if news and news.has_news else None,
        waiting=tuple(language for language, said in version.words_waiting.items() if said),
    )
