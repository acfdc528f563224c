"""Delete what people made: one verb each, with all that belongs to it. What goes is remembered without its
content (accounts/deletions.py)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import record
from accounts.deletions import Deleted, mark_of, remember
from accounts.errors import Refused
from accounts.models import Membership, Organisation, User
from assessments.agreement.voices.actions import take_back_again
from assessments.deletion.clauses import remove_wordings_again
from assessments.deletion.rows import (
    delete_rows_of_assessments,
    delete_rows_of_rounds,
    delete_rows_of_versions,
)
from assessments.deletion.texts import remove_texts_again
from assessments.deletion.unplaced import delete_unplaced_again
from assessments.deletion.words import WAITING, remove_words_again
from assessments.models import Assessment, Release, Response, Round, RoundVersion
from assessments.plans.actions import delete_actions_again
from assessments.plans.mail import forget_addresses_again
from assessments.records.report_files import MeetingPack, ReportFile
from assessments.rounds.ending import end_round, mark_of_ending
from frameworks.models import FrameworkVersion

# Why a round ended without results is remembered by nothing but the round.
REASON_LOST = gettext_noop("This site was put back from an older copy, and the reason was not in it.")


class DeletionRefused(Refused):
    """Something that cannot be deleted as things are. Its message says why, in plain words."""


@transaction.atomic
def delete_round(*, round_: Round, by: User | None) -> None:
    """Delete a round in any state, with its answers, codes and results; with its assessment where it is the
    only one."""
    assessment = Assessment.objects.select_for_update(no_key=True).filter(pk=round_.assessment_id).first()
    if assessment is None or not Round.objects.filter(pk=round_.pk).exists():
        return  # somebody else did so a moment ago
    if not assessment.rounds.exclude(pk=round_.pk).exists():
        delete_assessment(assessment=assessment, by=by)
        return
    _forget_rounds(Round.objects.filter(pk=round_.pk))
    record("round deleted", round_, by=by, organisation=assessment.organisation)
    _delete_comparisons(round_)
    delete_rows_of_rounds(Round.objects.filter(pk=round_.pk))


def _delete_comparisons(round_: Round) -> None:
    """Delete stored reports of later rounds, and packs with them: they may say what moved since this one.
    They are made anew when somebody asks for them."""
    later = Release.objects.filter(round__assessment=round_.assessment_id, round__number__gt=round_.number)
    MeetingPack.objects.filter(reports__release__in=later).delete()
    ReportFile.objects.filter(release__in=later).delete()


@transaction.atomic
def delete_assessment(*, assessment: Assessment, by: User | None) -> None:
    """Delete an assessment with all its rounds. Of two who do so at once, the second finds it done."""
    if not Assessment.objects.select_for_update(no_key=True).filter(pk=assessment.pk).exists():
        return
    rounds = _note_assessment(assessment, by)
    delete_rows_of_rounds(rounds)
    delete_rows_of_assessments(Assessment.objects.filter(pk=assessment.pk))


def _note_assessment(assessment: Assessment, by: User | None) -> QuerySet[Round]:
    """Remember that the assessment goes, and write it into the trail. Returns its rounds."""
    rounds = Round.objects.filter(assessment=assessment)
    _forget_rounds(rounds)
    marks = [mark_of(Deleted.ASSESSMENT, code) for code in rounds.values_list("join_code", flat=True)]
    remember(Deleted.ASSESSMENT, marks)
    record("assessment deleted", assessment, by=by, organisation=assessment.organisation)
    return rounds


def _forget_rounds(rounds: Iterable[Round]) -> None:
    remember(Deleted.ROUND, [mark_of_round(round_) for round_ in rounds])


def mark_of_round(round_: Round) -> str:
    return mark_of(Deleted.ROUND, round_.join_code)


def mark_of_organisation(organisation: Organisation) -> str:
    return mark_of(Deleted.ORGANISATION, organisation.pk, organisation.slug)


def mark_of_account(user: User) -> str:
    return mark_of(Deleted.ACCOUNT, user.pk, user.email.lower())


@transaction.atomic
def delete_organisation(*, organisation: Organisation, by: User | None) -> None:
    """Delete an organisation with its assessments, frameworks and memberships. Accounts stay, and so does the
    audit trail. Raises DeletionRefused where another organisation's round asks one of its frameworks."""
    if not Organisation.objects.select_for_update(no_key=True).filter(pk=organisation.pk).exists():
        return  # somebody else did so a moment ago
    if why_not := why_not_delete(organisation):
        raise DeletionRefused(why_not)
    for assessment in organisation.assessments.all():
        _note_assessment(assessment, by)
    # All at once: whoever held some of them while waiting for others would wait for people who wait for it.
    delete_rows_of_rounds(Round.objects.filter(assessment__organisation=organisation))
    delete_rows_of_assessments(organisation.assessments.all())
    remember(Deleted.ORGANISATION, [mark_of_organisation(organisation)])
    record("organisation deleted", organisation, by=by, organisation=organisation)
    delete_rows_of_versions(FrameworkVersion.objects.filter(framework__organisation=organisation))
    organisation.delete()


def why_not_delete(organisation: Organisation) -> str:
    """Say why an organisation cannot be deleted now; '' where it can. One query."""
    elsewhere = (
        RoundVersion.objects.filter(version__framework__organisation=organisation)
        .exclude(round__assessment__organisation=organisation)
        .select_related("version")
        .first()
    )
    if elsewhere is None:
        return ""
    return _(
        "Another organisation is asking ‘%(framework)s’, which belongs to this one. It would lose its "
        "questions, so nothing can be deleted."
    ) % {"framework": elsewhere.version}


def led_alone(user: User) -> list[Organisation]:
    """Return the organisations that would be without a lead if this person went, by name. Two queries."""
    leads = Membership.objects.filter(role=Membership.Role.LEAD)
    mine = leads.filter(user=user).values("organisation")
    others = leads.exclude(user=user).values("organisation")
    return Organisation.objects.filter(pk__in=mine).exclude(pk__in=others).by_name()


@transaction.atomic
def delete_account(*, user: User) -> None:
    """Delete a person's own account and memberships. What they made stays with its organisation; the audit
    trail keeps their number and no name. Raises DeletionRefused where an organisation would have no lead."""
    list(Membership.objects.filter(role=Membership.Role.LEAD).select_for_update().order_by("pk"))
    alone = led_alone(user)
    if alone:
        names = ", ".join(organisation.name for organisation in alone)
        raise DeletionRefused(
            _(
                "You are the only lead of %(names)s. Make someone else a lead first, or delete the "
                "organisation."
            )
            % {"names": names}
        )
    remember(Deleted.ACCOUNT, [mark_of_account(user)])
    record("account deleted", user, by=None)
    user.delete()


@transaction.atomic
def delete_again(marks: dict[Deleted, set[str]]) -> dict[Deleted, int]:
    """Delete what these marks name, as in a copy from before (accounts/deletions.py). Returns how many of
    each kind there were."""
    found = dict.fromkeys(Deleted, 0)
    for organisation in Organisation.objects.all():
        if mark_of_organisation(organisation) in marks[Deleted.ORGANISATION]:
            delete_organisation(organisation=organisation, by=None)
            found[Deleted.ORGANISATION] += 1
    for round_ in Round.objects.select_related("assessment__organisation").order_by("pk"):
        whole = mark_of(Deleted.ASSESSMENT, round_.join_code) in marks[Deleted.ASSESSMENT]
        if whole and Assessment.objects.filter(pk=round_.assessment_id).exists():
            delete_assessment(assessment=round_.assessment, by=None)
            found[Deleted.ASSESSMENT] += 1
        elif not whole and mark_of_round(round_) in marks[Deleted.ROUND]:
            delete_round(round_=round_, by=None)
            found[Deleted.ROUND] += 1
        elif not whole and round_.state in WAITING and mark_of_ending(round_) in marks[Deleted.ENDING]:
            end_round(round_=round_, by=None, reason=_(REASON_LOST))
            found[Deleted.ENDING] += 1
    hashes = Response.objects.values_list("secret_hash", flat=True).iterator()
    gone = [one for one in hashes if mark_of(Deleted.RESPONSE, one) in marks[Deleted.RESPONSE]]
    for start in range(0, len(gone), 500):
        Response.objects.filter(secret_hash__in=gone[start : start + 500]).delete()
    found[Deleted.RESPONSE] = len(gone)
    found[Deleted.WORDS] = remove_words_again(marks[Deleted.WORDS])
    found[Deleted.WORDS] += remove_wordings_again(marks[Deleted.WORDS])
    found[Deleted.WORDS] += remove_texts_again(marks[Deleted.WORDS])
    found[Deleted.WORDS] += delete_unplaced_again(marks[Deleted.WORDS])
    found[Deleted.VOICE] = take_back_again(marks[Deleted.VOICE])
    found[Deleted.ACTION] = delete_actions_again(marks[Deleted.ACTION])
    found[Deleted.ADDRESS] = forget_addresses_again(marks[Deleted.ADDRESS])
    for user in User.objects.all():
        if mark_of_account(user) in marks[Deleted.ACCOUNT]:
            record("account deleted", user, by=None)
            user.delete()
            found[Deleted.ACCOUNT] += 1
    return found
