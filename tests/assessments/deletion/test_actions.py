"""Deletion takes all that belongs to a thing, leaves everything else, and is remembered without content."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import deletions
from accounts.deletions import Deleted, remembered
from accounts.models import AuditEvent, Deletion, Organisation, User
from assessments import codes
from assessments.deletion import actions
from assessments.invitations import actions as invitations
from assessments.models import Answer, Assessment, Response, Round
from assessments.release.actions import release_round
from assessments.responses import saving
from assessments.rounds import lifecycle, setup
from assessments.rounds.ending import end_round, mark_of_ending
from tests import factories

pytestmark = pytest.mark.django_db

STATES = ["draft", "open", "closed", "released", "ended"]
OURS = ("accounts", "assessments", "frameworks")
STAYS = {"AuditEvent", "Deletion"}  # which are only ever added to


@pytest.fixture(autouse=True)
def noted(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DELETIONS_FILE = tmp_path / "deletions.txt"
    return settings.DELETIONS_FILE


def counts():
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return {one.__name__: one._base_manager.count() for one in models if one.__name__ not in STAYS}


def make(state, organisation, version, title="Ours"):
    opened = state != "draft"
    round_ = factories.make_round([version], organisation=organisation, opened=opened, joining="both")
    Assessment.objects.filter(pk=round_.assessment_id).update(title=title)
    if opened:
        invitations.make_slips(round_=round_, perspective=None, made=[codes.make_invitation()], by=None)
        for level in (1, 2, 3):
            factories.respond(
                round_,
                "practitioners",
                {"s1-q1": level, "many": ["a", "b"]},
                comments={"s1-q1": ("Words", "unnamed")},
            )
    if state in ("closed", "released"):
        lifecycle.close_round(round_=round_, by=None)
    if state == "released":
        release_round(round_=round_, by=None)
    if state == "ended":
        end_round(round_=round_, by=None, reason="Too few.")
    return Round.objects.select_related("assessment__organisation").get(pk=round_.pk)


@pytest.fixture
def version():
    return factories.make_version(extra=("many",))


@pytest.fixture
def neighbour(organisation, version):
    """What must stay, whatever goes."""
    return make("released", organisation, version, "Theirs")


@pytest.mark.parametrize("state", STATES)
def test_an_assessment_goes_with_all_of_it_and_nothing_else(
    organisation, version, neighbour, facilitator, state
):
    before = counts()
    round_ = make(state, organisation, version)
    assert counts() != before
    actions.delete_assessment(assessment=round_.assessment, by=facilitator)
    assert counts() == before
    event = AuditEvent.objects.latest("pk")
    assert (event.what, event.by, event.record) == (
        "assessment deleted", facilitator, f"assessments.assessment:{round_.assessment_id}"
    )  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "open"])
def test_one_round_goes_and_the_others_stay(organisation, version, state):
    first = make("released", organisation, version)
    before = counts()
    second = setup.start_next_round(assessment=first.assessment, by=None)
    if state == "open":
        lifecycle.open_round(round_=second, by=None)
        factories.respond(second, "practitioners", {"s1-q1": 2})
    actions.delete_round(round_=second, by=None)
    assert counts() == before
    actions.delete_round(round_=first, by=None)
    assert not Assessment.objects.exists(), "an assessment goes with its last round"


def test_an_organisation_goes_and_accounts_stay(organisation, version, neighbour):
    elsewhere = factories.make_organisation("Elsewhere", lead=factories.make_user("else@example.org"))
    before = counts()
    gone = factories.make_organisation("Gone", lead=User.objects.get(email="else@example.org"))
    for state in STATES:
        make(state, gone, factories.make_version(f"own-{state}", organisation=gone, extra=("many",)))
    factories.make_version("own-new", organisation=gone, status="draft")
    actions.delete_organisation(organisation=gone, by=None)
    assert counts() == before
    assert Organisation.objects.filter(pk=elsewhere.pk).exists()


def test_an_organisation_stays_whose_framework_another_asks(organisation):
    owner = factories.make_organisation("Owner", lead=factories.make_user("owner@example.org"))
    factories.make_round([factories.make_version("theirs", organisation=owner)], organisation=organisation)
    before = counts()
    with pytest.raises(actions.DeletionRefused, match="Another organisation is asking"):
        actions.delete_organisation(organisation=owner, by=None)
    assert counts() == before


def test_an_account_goes_but_not_that_of_the_only_lead(organisation, version):
    lead = organisation.memberships.get(role="lead").user
    with pytest.raises(actions.DeletionRefused, match=f"only lead of {organisation.name}"):
        actions.delete_account(user=lead)
    member = factories.make_member(organisation, "facilitator")
    round_ = make("closed", organisation, version)
    release_round(round_=round_, by=member)
    number = member.pk
    actions.delete_account(user=member)
    assert not User.objects.filter(pk=number).exists()
    assert Round.objects.get(pk=round_.pk).release.released_by is None
    assert AuditEvent.objects.filter(by_id=number).exists()


def deleted_of_each_kind(organisation, version):
    """One thing of each kind, deleted."""
    first = make("released", organisation, version, "Two rounds")
    second = setup.start_next_round(assessment=first.assessment, by=None)
    lifecycle.open_round(round_=second, by=None)
    response = factories.respond(second, "practitioners", {"s1-q1": 2})
    other = make("open", organisation, version, "Whole")
    owner = factories.make_organisation("Gone", lead=factories.make_user("gone@example.org"))
    return first, response, other, owner


def test_a_restored_copy_ends_again_what_ended(organisation, version, noted):
    """The copy has the round with its answers, and whatever has become of it, open or closed, is ended."""
    for state in ("open", "closed"):
        round_ = make(state, organisation, version)
        noted.write_text(f"ending {mark_of_ending(round_)}\n")
        call_command("delete_again")
        round_.refresh_from_db()
        assert (round_.state, round_.ending_reason) == ("ended", actions.REASON_LOST)
        assert not Answer.objects.exists()
        call_command("delete_again")


def test_a_restored_copy_deletes_again(
    organisation, version, neighbour, noted, django_capture_on_commit_callbacks
):
    """The copy is taken before each deletion and put back after it; only the file knows of it then."""

    member = factories.make_member(organisation, "reader")
    first, response, other, gone = deleted_of_each_kind(organisation, version)
    expected = counts()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        point = transaction.savepoint()
        saving.withdraw_response(response=response)
        actions.delete_round(round_=first, by=None)
        actions.delete_assessment(assessment=other.assessment, by=None)
        actions.delete_organisation(organisation=gone, by=None)
        actions.delete_account(user=member)
        after = counts()
        marks = {(row.kind, row.mark) for row in Deletion.objects.all()}
        transaction.savepoint_rollback(point)
        for kind, mark in marks:  # a rolled back savepoint takes its on_commit along
            transaction.on_commit(lambda kind=kind, mark=mark: deletions._append(f"{kind} {mark}\n"))
    assert counts() == expected
    assert not Deletion.objects.exists()
    call_command("delete_again")
    assert counts() == after
    assert Round.objects.filter(pk=neighbour.pk).exists()
    call_command("delete_again")
    assert counts() == after


def test_what_is_deleted_is_noted_in_the_file_when_it_is_done(
    organisation, version, noted, django_capture_on_commit_callbacks
):
    round_ = make("open", organisation, version, "Secret title")
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_assessment(assessment=round_.assessment, by=None)
    text = noted.read_text()
    assert sorted(line.split()[0] for line in text.splitlines()) == ["assessment", "round"]
    assert noted.stat().st_mode & 0o777 == 0o600
    for told in ("Secret", round_.join_code, organisation.name):
        assert told not in text
    assert remembered()[Deleted.ROUND] == {actions.mark_of_round(round_)}


def test_lines_that_say_something_else_are_passed_over(noted):
    noted.write_text("round abc\nsomething else here\n\nplanet def\nround\n")
    assert remembered()[Deleted.ROUND] == {"abc"}


def test_deleting_answers_takes_no_more_queries_for_more_people(
    organisation, version, django_assert_num_queries
):

    costs = []
    for people in (2, 9):
        round_ = make("open", organisation, version)
        for level in range(people):
            factories.respond(round_, "practitioners", {"s1-q1": level % 5 + 1})
        with CaptureQueriesContext(connection) as caught:
            actions.delete_assessment(assessment=round_.assessment, by=None)
        costs.append(len(caught))
    assert costs[0] == costs[1]
    assert not Response.objects.exists()
