"""Set up a round: one verb each, atomic, with its audit event."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import Organisation, User
from accounts.naming import ROOM_FOR_NUMBER, code_from, first_free, free_short_name, name_key
from assessments import codes
from assessments.choices import Side
from assessments.models import (
    DEFAULT_THRESHOLD,
    MAX_PERSPECTIVES,
    Assessment,
    Perspective,
    Round,
    RoundVersion,
)
from assessments.records.release_keys import ReleaseKey
from assessments.rounds.errors import RoundUnfinished
from assessments.rounds.lifecycle import lock_round, set_closing_day
from assessments.rounds.queries import (
    first_unfinished,
    round_before,
    round_to_follow,
    rounds_of,
    settled_perspectives,
)
from assessments.rounds.start.suggestions import (
    PULSE,
    SUGGESTED,
    suggested_about,
    suggested_closing_day,
    suggested_title,
    suggested_versions,
)
from assessments.scoring.disclosure import LOWEST_THRESHOLD
from frameworks.models import FrameworkVersion

SHORT_LABEL = Perspective._meta.get_field("short_label").max_length or 0
LONGEST_CODE = (Perspective._meta.get_field("code").max_length or 0) - ROOM_FOR_NUMBER


@dataclass(frozen=True, slots=True)
class PerspectiveRow:
    """A perspective as it is set up; the order of the rows is the order everywhere."""

    label: str
    short_label: str
    side: str
    must_take_part: bool = False


def standard_perspectives() -> tuple[PerspectiveRow, ...]:
    """Return the groups that a new assessment starts with, in the page's language."""
    return (
        PerspectiveRow(
            _("Service users and survivors"), _("Service users"), Side.PEOPLE, must_take_part=True
        ),
        PerspectiveRow(_("Carers and family"), _("Carers"), Side.PEOPLE),
        PerspectiveRow(_("Practitioners"), _("Practitioners"), Side.SERVICES),
        PerspectiveRow(_("Managers"), _("Managers"), Side.SERVICES),
    )


# Setting up


@transaction.atomic
def create_assessment(
    *,
    organisation: Organisation,
    title: str,
    purpose: str,
    about: str,
    partners: str,
    by: User | None,
    contact: Mapping[str, str] | None = None,
) -> Round:
    """Make a new assessment with its first round, being set up: the four usual perspectives, a closing day
    and the framework that goes with the purpose are filled in, and can be changed until the round opens.
    contact: as in set_contact."""
    assessment = Assessment.objects.create(
        organisation=organisation,
        title=title,
        purpose=purpose,
        about=about,
        partners=partners,
        **(contact or {}),
    )
    round_ = Round.objects.create(
        assessment=assessment,
        number=1,
        title=suggested_title(1),
        join_code=codes.make_join_code(),
        threshold=DEFAULT_THRESHOLD,
        closes_on=suggested_closing_day(),
    )
    write_perspectives(assessment, standard_perspectives())
    write_versions(round_, suggested_versions(purpose))
    record("assessment set up", assessment, by=by, organisation=organisation)
    return round_


@transaction.atomic
def copy_assessment(
    *,
    of: Round,
    organisation: Organisation,
    title: str,
    purpose: str,
    about: str,
    partners: str,
    by: User,
    contact: Mapping[str, str] | None = None,
) -> Round:
    """Make a new assessment for another team, set up as this round is: with its perspectives, threshold, way
    of joining, and what it asks, each framework in its newest version that the person may see. No dates, no
    codes and no answers go along."""
    made = create_assessment(
        organisation=organisation,
        title=title,
        purpose=purpose,
        about=about,
        partners=partners,
        by=by,
        contact=contact,
    )
    rows = [
        PerspectiveRow(p.label, p.short_label, p.side, p.must_take_part)
        for p in of.assessment.perspectives.order_by("position")
    ]
    set_perspectives(round_=made, rows=rows, by=by)
    made.round_versions.all().delete()
    write_versions(made, _versions_after(of, by))
    made.threshold, made.joining, made.two_keys = of.threshold, of.joining, of.two_keys
    made.save(update_fields=["threshold", "joining", "two_keys"])
    return made


@transaction.atomic
def start_next_round(*, assessment: Assessment, by: User | None) -> Round:
    """Start the next round of an assessment.

    It has the assessment's perspectives, the settings of the round before, and what that round asked: each
    framework in its newest published version, or as it was pinned where none is newer. Only one round of an
    assessment is unfinished at a time. Raises RoundUnfinished where the newest one is not released: so two
    people who press at once make one, and the second hears of the first's.
    """
    held = Assessment.objects.select_for_update().get(pk=assessment.pk)  # two at once go one by one
    rounds = rounds_of(held)
    unfinished = first_unfinished(rounds)
    if unfinished:
        raise RoundUnfinished(unfinished)
    before = rounds[-1]
    round_ = Round.objects.create(
        assessment=held,
        number=before.number + 1,
        title=suggested_title(before.number + 1),
        join_code=codes.make_join_code(),
        threshold=before.threshold,
        joining=before.joining,
        two_keys=before.two_keys,
        expected=before.expected,
    )
    follows = round_to_follow(rounds)
    versions = _versions_after(follows, by) if follows else suggested_versions(held.purpose)
    if held.purpose == Assessment.Purpose.PROGRESS and all(v.framework.code != PULSE for v in versions):
        versions = [*suggested_versions(held.purpose), *versions]
    write_versions(round_, versions)
    record("next round started", round_, by=by, organisation=held.organisation)
    return round_


def _versions_after(before: Round, by: User | None) -> list[FrameworkVersion]:
    """Return what a round asks that follows this one, in its order: newer versions only where the person may
    see them. Two queries."""
    pinned = [row.version for row in before.round_versions.select_related("version__framework")]
    newest = (
        FrameworkVersion.objects.newest()
        .select_related("framework")
        .filter(framework__in=[v.framework_id for v in pinned])
    )
    if by is not None:
        newest = newest.filter(pk__in=FrameworkVersion.objects.visible_to(by).values("pk"))
    newest_of = {version.framework_id: version for version in newest}
    return [max(v, newest_of.get(v.framework_id, v), key=lambda one: one.number) for v in pinned]


@transaction.atomic
def change_assessment(
    *,
    round_: Round,
    title: str,
    purpose: str,
    about: str,
    partners: str,
    by: User,
    contact: Mapping[str, str] | None = None,
) -> None:
    """Change what an assessment says of itself, while its round is being set up: people who answer have
    read it. Raises Refused for another title where an earlier round's report carries it."""
    held = lock_round(round_, Round.State.DRAFT)
    assessment = held.assessment
    if title != assessment.title and round_before(held):
        raise Refused(_("The reports of earlier rounds carry this name, so it stays as it is."))
    if purpose != assessment.purpose:
        _follow_purpose(held, purpose)
        about = suggested_about(purpose) if about == suggested_about(assessment.purpose) else about
    assessment.title, assessment.purpose = title, purpose
    assessment.about, assessment.partners = about, partners
    for name, value in (contact or {}).items():
        setattr(assessment, name, value)
    assessment.save()
    record("assessment changed", assessment, by=by, organisation=assessment.organisation)


@transaction.atomic
def set_contact(*, round_: Round, contact: Mapping[str, str], by: User) -> None:
    """Say whom people can talk to, at any time until the results are shared. contact: by CONTACT_FIELDS of
    models."""
    held = lock_round(round_, Round.State.DRAFT, Round.State.OPEN, Round.State.CLOSED)
    for name, value in contact.items():
        setattr(held.assessment, name, value)
    held.assessment.save(update_fields=list(contact))
    record("person to talk to changed", held.assessment, by=by, organisation=held.assessment.organisation)


def _follow_purpose(round_: Round, purpose: str) -> None:
    """Ask what goes with another purpose, where the round asks just what went with the one before."""
    asked = list(round_.round_versions.values_list("version__framework__code", flat=True))
    if asked == [SUGGESTED[Assessment.Purpose(round_.assessment.purpose)]] and not round_before(round_):
        round_.round_versions.all().delete()
        write_versions(round_, suggested_versions(purpose))


@transaction.atomic
def set_versions(*, round_: Round, versions: Sequence[FrameworkVersion], by: User | None) -> None:
    """Pin what a round asks, in this order. Raises Refused for none, two of one code, or a
    translation: people choose their language when they answer."""
    held = lock_round(round_, Round.State.DRAFT)
    frameworks = [version.framework.code for version in versions]
    if not versions:
        raise Refused(_("Choose at least one framework."))
    if len(set(frameworks)) < len(frameworks):
        raise Refused(_("Two of these are editions of one framework. Choose one of them."))
    if any(version.translation_of_id for version in versions):
        raise Refused(_("One of these is a translation. Choose the framework that it translates."))
    held.round_versions.all().delete()
    write_versions(held, versions)
    record("frameworks chosen", held, by=by, organisation=held.assessment.organisation)


@transaction.atomic
def set_perspectives(*, round_: Round, rows: Sequence[PerspectiveRow], by: User | None) -> None:
    """Say who takes part. Raises Refused for fewer than two, more than six, one side only, or two groups of
    one name or one short name, as people see it.

    The perspectives of other rounds stay, in front, with their names and sides: results name them, and rounds
    are compared by them (docs/rules.md, Fixed once a round opens). Whether they must take part may be said
    anew. Raises Refused where the rows do not start with them as they are.
    """
    held = lock_round(round_, Round.State.DRAFT)
    assessment = held.assessment
    if not 2 <= len(rows) <= MAX_PERSPECTIVES:
        raise Refused(_("Name at least two groups, and at most six."))
    if {row.side for row in rows} != set(Side.values):
        raise Refused(_("Name at least one group on each side, so that both are heard."))
    if len({name_key(row.label) for row in rows}) < len(rows):
        raise Refused(_("Two of these groups have the same name."))
    settled = settled_perspectives(held)
    if [_as_named(p) for p in settled] != [_as_named(*pair) for pair in zip(rows, settled, strict=False)]:
        raise Refused(
            _(
                "An earlier round was answered from its groups. They stay as they are, so that you can "
                "compare. You can add a group after them."
            )
        )
    _refuse_same_short_name(settled, rows)
    for perspective, row in zip(settled, rows, strict=False):
        perspective.must_take_part = row.must_take_part
    Perspective.objects.bulk_update(settled, ["must_take_part"])
    assessment.perspectives.exclude(pk__in=[p.pk for p in settled]).delete()
    write_perspectives(assessment, rows[len(settled) :], after=settled)
    record("perspectives named", assessment, by=by, organisation=assessment.organisation)


@transaction.atomic
def set_terms(
    *,
    round_: Round,
    by: User | None,
    title: str = "",
    threshold: int | None = None,
    closes_on: datetime.date | EllipsisType | None = ...,
    welcome: str | None = None,
    joining: str = "",
    closes_itself: bool | None = None,
    two_keys: bool | None = None,
) -> None:
    """Set the name, threshold, closing day (None: no day) and welcome of a round that is being set up, how
    people join it, whether it closes by itself when that day is over, and whether two people agree before
    results are shared; what is not given stays as it is."""
    held = lock_round(round_, Round.State.DRAFT)
    if threshold is not None and threshold < LOWEST_THRESHOLD:
        raise Refused(
            _("The smallest group that may be shown has %(people)s people.") % {"people": LOWEST_THRESHOLD}
        )
    held.title, held.joining = title or held.title, joining or held.joining
    held.threshold = held.threshold if threshold is None else threshold
    held.welcome = held.welcome if welcome is None else welcome
    if not isinstance(closes_on, EllipsisType):
        set_closing_day(held, closes_on, closes_itself)
    held.two_keys = held.two_keys if two_keys is None else two_keys
    held.save()
    if not held.two_keys:
        ReleaseKey.objects.filter(round=held).delete()
    record("terms set", held, by=by, organisation=held.assessment.organisation)


@transaction.atomic
def set_expected(*, round_: Round, expected: Mapping[str, int], by: User | None) -> None:
    """Say how many people are expected, by the code of their perspective, at any time until the results are
    shared; where that is not known, the code is left out. Nobody who takes part is told, and no rule of
    what is shown reads it."""
    held = lock_round(round_, Round.State.DRAFT, Round.State.OPEN, Round.State.CLOSED)
    held.expected = dict(expected)
    held.save(update_fields=["expected"])
    record("numbers expected", held, by=by, organisation=held.assessment.organisation)


def write_versions(round_: Round, versions: Sequence[FrameworkVersion]) -> None:
    """Store what a round that has nothing yet asks, in this order: just the rows, checked by nobody."""
    RoundVersion.objects.bulk_create(
        RoundVersion(round=round_, version=version, position=i) for i, version in enumerate(versions)
    )


def _as_named(
    group: Perspective | PerspectiveRow, settled: Perspective | None = None
) -> tuple[str, str, str]:
    """Return what results name a group by; a row that gives no short name keeps that of the settled one."""
    return group.label, group.short_label or (settled.short_label if settled else ""), group.side


def _refuse_same_short_name(settled: Sequence[Perspective], rows: Sequence[PerspectiveRow]) -> None:
    """Refuse a new group with the short name of another: nobody could tell them apart in a chart."""
    short = [p.short_label for p in settled]
    for row in rows[len(settled) :]:
        if row.short_label and name_key(row.short_label) in {name_key(one) for one in short}:
            raise Refused(_("Two of these groups have the same short name. Give each its own."))
        short.append(row.short_label)


def _short_names(rows: Sequence[PerspectiveRow], taken: Sequence[str]) -> list[str]:
    """Return a short name for each row: its own, else one made of its name that no other group has."""
    used = {name_key(name) for name in (*taken, *(row.short_label for row in rows)) if name}
    found = []
    for row in rows:
        found.append(row.short_label or free_short_name(row.label, SHORT_LABEL, used))
        used.add(name_key(found[-1]))
    return found


def write_perspectives(
    assessment: Assessment, rows: Sequence[PerspectiveRow], after: Sequence[Perspective] = ()
) -> None:
    """Store these rows, behind the perspectives that stand already: just the rows, checked by nobody."""
    codes_of = _perspective_codes(rows, [p.code for p in after])
    short = _short_names(rows, [p.short_label for p in after])
    Perspective.objects.bulk_create(
        Perspective(
            assessment=assessment,
            code=code,
            label=row.label,
            short_label=name,
            side=row.side,
            must_take_part=row.must_take_part,
            position=i,
        )
        for i, (row, code, name) in enumerate(zip(rows, codes_of, short, strict=True), start=len(after))
    )


def _perspective_codes(rows: Sequence[PerspectiveRow], taken: Sequence[str]) -> list[str]:
    """Return a code for each row that no other has: from its name, where that makes one."""
    found = list(taken)
    for number, row in enumerate(rows, start=len(taken) + 1):
        code = code_from(row.label, LONGEST_CODE, f"group-{number}")
        found.append(first_free(code if code not in found else f"group-{number}", found))
    return found[len(taken) :]
