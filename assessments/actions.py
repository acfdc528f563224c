"""Writes of the assessments app by the people who run it: one verb each, atomic, with its audit event.

What participants write stands in participation.py.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import Organisation, User
from assessments import codes, mixing, promise
from assessments.comments import comments_of
from assessments.disclosure import LOWEST_THRESHOLD
from assessments.models import (
    DEFAULT_THRESHOLD,
    MAX_PERSPECTIVES,
    Assessment,
    Invitation,
    InvitationBatch,
    Perspective,
    Release,
    Response,
    Round,
    RoundTranslation,
    RoundVersion,
    Side,
    TypedSheet,
)
from assessments.queries import (
    content_of_round,
    first_unfinished,
    round_before,
    rounds_of,
    sent_on_paper,
    settled_perspectives,
    structure_of,
    tallies_of,
    turnout_of,
)
from assessments.scoring import score
from frameworks.models import FrameworkVersion
from frameworks.queries import translations_of

SUGGESTED = ("institutional-challenges", "core-values", "three-steps")


class NotNow(ValidationError):
    """What was asked does not go with the state that the round is in. Its message is for people."""


class RoundUnfinished(NotNow):
    """No next round yet: `round`, of the same assessment, comes first."""

    def __init__(self, round: Round) -> None:
        super().__init__(why_no_next_round(round))
        self.round = round


@dataclass(frozen=True, slots=True)
class PerspectiveRow:
    """A perspective as it is set up; the order of the rows is the order everywhere."""

    label: str
    short_label: str
    side: str
    must_take_part: bool = False


STANDARD_PERSPECTIVES = (
    PerspectiveRow("Service users and survivors", "Service users", Side.PEOPLE, must_take_part=True),
    PerspectiveRow("Carers and family", "Carers", Side.PEOPLE),
    PerspectiveRow("Practitioners", "Practitioners", Side.SERVICES),
    PerspectiveRow("Managers", "Managers", Side.SERVICES),
)


# Setting up


@transaction.atomic
def create_assessment(
    *, organisation: Organisation, title: str, purpose: str, about: str, partners: str, by: User | None
) -> Round:
    """A new assessment with its first round, being set up: the four usual perspectives and the three
    suggested frameworks are filled in, and can be changed until the round opens."""
    assessment = Assessment.objects.create(
        organisation=organisation, title=title, purpose=purpose, about=about, partners=partners
    )
    round = Round.objects.create(
        assessment=assessment,
        number=1,
        title=_suggested_title(1),
        join_code=codes.make_join_code(),
        threshold=DEFAULT_THRESHOLD,
    )
    _write_perspectives(assessment, STANDARD_PERSPECTIVES)
    suggested = FrameworkVersion.objects.newest().filter(
        framework__organisation=None, framework__code__in=SUGGESTED
    )
    by_code = {version.framework.code: version for version in suggested.select_related("framework")}
    _write_versions(round, [by_code[code] for code in SUGGESTED if code in by_code])
    record("assessment set up", assessment, by=by, organisation=organisation)
    return round


def _suggested_title(number: int) -> str:
    return f"Round {number}, {timezone.localdate():%B %Y}"


@transaction.atomic
def start_next_round(*, assessment: Assessment, by: User | None) -> Round:
    """The next round of an assessment, being set up.

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
    round = Round.objects.create(
        assessment=held,
        number=before.number + 1,
        title=_suggested_title(before.number + 1),
        join_code=codes.make_join_code(),
        threshold=before.threshold,
        joining=before.joining,
    )
    _write_versions(round, _versions_after(before, by))
    record("next round started", round, by=by, organisation=held.organisation)
    return round


def _versions_after(before: Round, by: User | None) -> list[FrameworkVersion]:
    """What a round asks that follows this one, in its order: newer versions only where the person may see
    them. Two queries."""
    pinned = [row.version for row in before.round_versions.select_related("version")]
    newest = FrameworkVersion.objects.newest().filter(framework__in=[v.framework_id for v in pinned])
    if by is not None:
        newest = newest.filter(pk__in=FrameworkVersion.objects.visible_to(by).values("pk"))
    newest_of = {version.framework_id: version for version in newest}
    return [max(v, newest_of.get(v.framework_id, v), key=lambda one: one.number) for v in pinned]


def why_no_next_round(unfinished: Round) -> str:
    """Why an assessment with this unfinished round has no next one yet, for people."""
    words = {
        Round.State.DRAFT: _("The next round is being set up already: %(round)s. Go on with that one."),
        Round.State.OPEN: _(
            "People are answering %(round)s now. Close it and share its results before you start another."
        ),
        Round.State.CLOSED: _(
            "%(round)s is closed, but its results are not shared yet. Share them before you start another."
        ),
    }
    return words[Round.State(unfinished.state)] % {"round": unfinished.title}


@transaction.atomic
def change_assessment(*, round: Round, title: str, purpose: str, about: str, partners: str, by: User) -> None:
    """Change what an assessment says of itself, while its round is being set up: people who answer have
    read it. Raises ValidationError for another title where an earlier round's report carries it."""
    held = _hold(round, Round.State.DRAFT)
    assessment = held.assessment
    if title != assessment.title and round_before(held):
        raise ValidationError(_("The reports of earlier rounds carry this name, so it stays as it is."))
    assessment.title, assessment.purpose = title, purpose
    assessment.about, assessment.partners = about, partners
    assessment.save()
    record("assessment changed", assessment, by=by, organisation=assessment.organisation)


@transaction.atomic
def set_versions(*, round: Round, versions: Sequence[FrameworkVersion], by: User | None) -> None:
    """Pin what a round asks, in this order. Raises ValidationError for none, two of one code, or a
    translation: people choose their language when they answer."""
    held = _hold(round, Round.State.DRAFT)
    frameworks = [version.framework.code for version in versions]
    if not versions:
        raise ValidationError("Choose at least one framework.")
    if len(set(frameworks)) < len(frameworks):
        raise ValidationError("Two of these are editions of one framework. Choose one of them.")
    if any(version.translation_of_id for version in versions):
        raise ValidationError(_("One of these is a translation. Choose the framework that it translates."))
    held.round_versions.all().delete()
    _write_versions(held, versions)
    record("frameworks chosen", held, by=by, organisation=held.assessment.organisation)


@transaction.atomic
def set_perspectives(*, round: Round, rows: Sequence[PerspectiveRow], by: User | None) -> None:
    """Say who takes part. Raises ValidationError for fewer than two, more than six, or one side only.

    The perspectives of other rounds stay, in front, with their names and sides: results name them, and rounds
    are compared by them (domain, rule 2). Whether they must take part may be said anew. Raises
    ValidationError where the rows do not start with them as they are.
    """
    held = _hold(round, Round.State.DRAFT)
    assessment = held.assessment
    if not 2 <= len(rows) <= MAX_PERSPECTIVES:
        raise ValidationError("Name at least two groups, and at most six.")
    if {row.side for row in rows} != set(Side.values):
        raise ValidationError("Name at least one group on each side, so that both are heard.")
    if len({row.label.casefold() for row in rows}) < len(rows):
        raise ValidationError("Two of these groups have the same name.")
    settled = settled_perspectives(held)
    if [_as_named(p) for p in settled] != [_as_named(row) for row in rows[: len(settled)]]:
        raise ValidationError(
            _(
                "An earlier round was answered from its groups. They stay as they are, so that you can "
                "compare. You can add a group after them."
            )
        )
    for perspective, row in zip(settled, rows, strict=False):
        perspective.must_take_part = row.must_take_part
    Perspective.objects.bulk_update(settled, ["must_take_part"])
    assessment.perspectives.exclude(pk__in=[p.pk for p in settled]).delete()
    _write_perspectives(assessment, rows[len(settled) :], after=settled)
    record("perspectives named", assessment, by=by, organisation=assessment.organisation)


@transaction.atomic
def set_terms(
    *,
    round: Round,
    title: str,
    threshold: int,
    closes_on: datetime.date | None,
    welcome: str,
    by: User | None,
    joining: str = "",
) -> None:
    """The name, threshold, closing date and welcome of a round that is being set up, and how people join it;
    without `joining` that stays as it is."""
    held = _hold(round, Round.State.DRAFT)
    if threshold < LOWEST_THRESHOLD:
        raise ValidationError(f"The smallest group that may be shown has {LOWEST_THRESHOLD} people.")
    held.title, held.threshold, held.closes_on, held.welcome = title, threshold, closes_on, welcome
    held.joining = joining or held.joining
    held.save()
    record("terms set", held, by=by, organisation=held.assessment.organisation)


def _write_versions(round: Round, versions: Sequence[FrameworkVersion]) -> None:
    RoundVersion.objects.bulk_create(
        RoundVersion(round=round, version=version, position=i) for i, version in enumerate(versions)
    )


def _as_named(group: Perspective | PerspectiveRow) -> tuple[str, str, str]:
    return group.label, group.short_label or _shortened(group.label), group.side


def _shortened(label: str) -> str:
    return label[:24]


def _write_perspectives(
    assessment: Assessment, rows: Sequence[PerspectiveRow], after: Sequence[Perspective] = ()
) -> None:
    """Store these rows, behind the perspectives that stand already."""
    found = _perspective_codes(rows, [p.code for p in after])
    Perspective.objects.bulk_create(
        Perspective(
            assessment=assessment,
            code=code,
            label=row.label,
            short_label=row.short_label or _shortened(row.label),
            side=row.side,
            must_take_part=row.must_take_part,
            position=i,
        )
        for i, (row, code) in enumerate(zip(rows, found, strict=True), start=len(after))
    )


def _perspective_codes(rows: Sequence[PerspectiveRow], taken: Sequence[str]) -> list[str]:
    """A code for each row, from its name where that makes one that nothing before it has."""
    found = list(taken)
    for number, row in enumerate(rows, start=len(taken) + 1):
        code = slugify(row.label)[:40]
        found.append(code if code and code not in found else f"group-{number}")
    return found[len(taken) :]


# The states of a round


def _hold(round: Round, *states: str) -> Round:
    """The round, locked until the transaction ends. Raises NotNow unless it is in one of the states."""
    held = (
        Round.objects.select_for_update(of=("self",))
        .select_related("assessment__organisation")
        .get(pk=round.pk)
    )
    if held.state not in states:
        raise NotNow(f"This cannot be done now. The round is: {held.get_state_display().lower()}.")
    return held


@transaction.atomic
def open_round(*, round: Round, by: User | None) -> Round:
    """Let people answer. From here the frameworks, their translations, the groups, threshold and promise are
    fixed."""
    held = _hold(round, Round.State.DRAFT)
    if not held.round_versions.exists():
        raise NotNow("Choose at least one framework first.")
    sides = set(held.assessment.perspectives.values_list("side", flat=True))
    if sides != set(Side.values):
        raise NotNow("Name at least one group on each side first.")
    _pin_translations(held)
    held.state = Round.State.OPEN
    held.promise = promise.in_full(held.threshold, held.assessment.organisation.name, held.joining)
    held.promise_in_short = promise.in_short(held.threshold)
    held.opened_on = timezone.localdate()
    held.save()
    record("round opened", held, by=by, organisation=held.assessment.organisation)
    return held


def _pin_translations(round: Round) -> None:
    """Keep which translations people may read the round in: those that are published now."""
    translations = translations_of(round.round_versions.values_list("version_id", flat=True))
    RoundTranslation.objects.bulk_create(
        RoundTranslation(round=round, translation_id=pk)
        for languages in translations.values()
        for pk in languages.values()
    )


@transaction.atomic
def change_open_round(*, round: Round, closes_on: datetime.date | None, welcome: str, by: User) -> None:
    """What may still change while people answer: the closing date and the welcome."""
    held = _hold(round, Round.State.OPEN, Round.State.CLOSED)
    held.closes_on, held.welcome = closes_on, welcome
    held.save(update_fields=["closes_on", "welcome"])
    record("closing date or welcome changed", held, by=by, organisation=held.assessment.organisation)


@transaction.atomic
def close_round(*, round: Round, by: User | None) -> Round:
    """Stop answering. Until the release it can be opened again, and unused codes then work as before; but the
    addresses of people who were invited are forgotten now, and so is the order in which people answered."""
    _forget_addresses(round)  # before the round is locked, as whoever uses a code locks it first
    mixing.hold_responses(round)
    held = _hold(round, Round.State.OPEN)
    _forget_addresses(held)  # of those who were invited this moment
    mixing.mix(held)
    held.state = Round.State.CLOSED
    held.closed_on = timezone.localdate()
    held.save()
    record("round closed", held, by=by, organisation=held.assessment.organisation)
    return held


def _forget_addresses(round: Round) -> None:
    """Its batches are locked first, as whoever reminds people does, so that neither waits for the other."""
    list(InvitationBatch.objects.filter(round=round).order_by("pk").select_for_update())
    by_mail = InvitationBatch.objects.filter(round=round, how=InvitationBatch.How.MAIL)
    by_mail.update(addresses_forgotten=True, reminded_to=None)
    Invitation.objects.filter(batch__round=round).exclude(address="").update(address="")


@transaction.atomic
def mix_open_round(*, round: Round) -> bool:
    """Forget the order in which people have answered so far, while they go on answering. False, and nothing
    done, where the round is open no more."""
    mixing.hold_responses(round)
    try:
        mixing.mix(_hold(round, Round.State.OPEN))
    except NotNow:
        return False
    return True


@transaction.atomic
def reopen_round(*, round: Round, by: User) -> Round:
    """Let people answer again, as long as no results exist."""
    held = _hold(round, Round.State.CLOSED)
    held.state = Round.State.OPEN
    held.closed_on = None
    held.save()
    record("round opened again", held, by=by, organisation=held.assessment.organisation)
    return held


def release_round(*, round: Round, by: User | None) -> Release:
    """Work out the results of a closed round, once, and freeze them.

    Two people who press the button at once make one release: the second is given the first's. Raises
    NotNow where the round is not closed.
    """
    try:
        return _release(round, by)
    except IntegrityError:
        return Release.objects.get(round=round)


@transaction.atomic
def _release(round: Round, by: User | None) -> Release:
    _hold_invitations(round)
    held = _hold(round, Round.State.CLOSED, Round.State.RELEASED)
    if held.state == Round.State.RELEASED:
        return held.release
    results = work_out(held)
    Invitation.objects.filter(batch__round=held).delete()  # nobody can use them any more
    _forget_sheets(held)
    held.state = Round.State.RELEASED
    held.save(update_fields=["state"])
    release = Release.objects.create(
        round=held,
        results=results,
        rules=results["rules"],
        people=results["people"]["total"],
        released_on=timezone.localdate(),
        released_by=by,
    )
    record("results released", held, by=by, organisation=held.assessment.organisation)
    return release


def _hold_invitations(round: Round) -> None:
    """Before the round is locked, as whoever types a sheet in locks its invitation first."""
    unused = Invitation.objects.filter(batch__round=round).order_by("pk")
    list(unused.select_for_update(of=("self",)).values_list("pk", flat=True))


def _forget_sheets(round: Round) -> None:
    """Nothing leads from the paper to the answers any more, nor does the order in which it was typed in."""
    if Response.objects.filter(round=round, source=Response.Source.PAPER).exists():
        TypedSheet.objects.filter(response__round=round).delete()
        mixing.mix(round, paper_only=True)


def work_out(round: Round) -> dict[str, Any]:
    """A round's results as they are frozen: the figures of scoring.score, with how many sent from each
    perspective, the perspectives as they stand, and the comments."""
    prefetch_related_objects([round], "assessment__perspectives")
    contents = content_of_round(round)
    turnout = turnout_of(round)
    results = score(structure_of(round, contents), turnout, tallies_of(round, contents))
    results["turnout"] = [{"code": row.perspective, "people": row.people} for row in turnout]
    results["on_paper"] = sent_on_paper(round)
    results["perspectives"] = [
        {
            "code": p.code,
            "label": p.label,
            "short_label": p.short_label,
            "side": p.side,
            "marker": p.marker,
        }
        for p in round.assessment.perspectives.all()
    ]
    results["comments"] = comments_of(round, contents, results)
    return results
