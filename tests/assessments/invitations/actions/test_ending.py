"""Codes that let people in: used once, leading nowhere, forgotten in time; and what may be said of them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, connection, models

from accounts import guards
from accounts.errors import Refused
from accounts.models import AuditEvent, User
from assessments import codes
from assessments.deletion.rows import delete_rows_of_rounds
from assessments.guards import GUARDS
from assessments.invitations import actions as invitation_actions
from assessments.invitations import queries as invitation_queries
from assessments.invitations.queries import invitation_of
from assessments.models import Response, Round
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.responses.saving import CodeNeeded, CodeUnknown
from assessments.rounds import lifecycle, promise, setup
from assessments.rounds.errors import NotAllowedNow
from background.models import OutgoingMail
from tests import factories
from tests.assessments.guards.refusals import refused, refused_insert, refused_update, rows
from tests.assessments.invitations.actions.steps import (
    FIVE,
    Box,
    Dying,
    Killed,
    group,
    invite,
    put,
    remind,
    slips,
    start,
    yesterday,
)
from tests.assessments.paper.entry.forms import sheets

pytestmark = pytest.mark.django_db


# Taking back, closing, releasing


def test_unused_codes_stop_and_started_people_go_on_when_taken_back(round_):
    one, other = slips(round_, 2)
    response = start(round_, one)
    batch = InvitationBatch.objects.get()
    invitation_actions.take_back(batch=batch, by=None)
    invitation_actions.take_back(batch=batch, by=None)
    assert invitation_of(other) is None
    assert Response.objects.filter(pk=response.pk).exists()
    batch.refresh_from_db()
    assert batch.taken_back == 1
    assert AuditEvent.objects.filter(what="unused codes taken back").count() == 1


def test_addresses_that_came_while_it_closes_are_forgotten_too(round_, monkeypatch):
    """Somebody is invited after the addresses were forgotten and before the round is held."""
    invite(round_, "a@example.org")
    wait = lifecycle.shuffling.lock_responses

    def invited_meanwhile(of):
        invite(of, "late@example.org")
        wait(of)

    with monkeypatch.context() as patched:
        patched.setattr(lifecycle.shuffling, "lock_responses", invited_meanwhile)
        patched.setattr(lifecycle, "forget_order", lambda **_: None)
        lifecycle.close_round(round_=round_, by=None)
    assert Invitation.objects.count() == 2
    assert not Invitation.objects.exclude(address="").exists()


def test_addresses_are_forgotten_when_the_round_closes(round_):
    made = invite(round_, "a@example.org", "b@example.org")
    put(round_, "closed")
    assert set(Invitation.objects.values_list("address", flat=True)) == {""}
    lifecycle.reopen_round(round_=round_, by=None)
    assert start(round_, made["b@example.org"])


@pytest.mark.parametrize("used", [0, 2])
def test_nobody_is_reminded_whose_address_was_forgotten_and_it_is_not_said_who_used_their_code(round_, used):
    made = invite(round_, "a@example.org", "b@example.org")
    for code in list(made.values())[:used]:
        start(round_, code)
    put(round_, "closed")
    lifecycle.reopen_round(round_=round_, by=None)
    yesterday()
    told = invitation_queries.reminders_of(round_)
    assert (told.possible, told.due, told.unfinished, told.forgotten) == (False, False, False, True)
    with pytest.raises(NotAllowedNow, match="forgot all addresses"):
        remind(round_)


def test_those_who_were_invited_since_the_round_was_opened_again_are_reminded(round_):
    invite(round_, "a@example.org")
    put(round_, "closed")
    lifecycle.reopen_round(round_=round_, by=None)
    invite(round_, "b@example.org")
    told = invitation_queries.reminders_of(round_)
    assert (told.possible, told.due, told.forgotten) == (True, False, True)
    with pytest.raises(NotAllowedNow, match="once a day"):
        remind(round_)
    yesterday()
    assert list(remind(round_)) == ["b@example.org"]


def test_nothing_is_half_sent_any_more_where_the_addresses_are_forgotten(round_):
    invite(round_, *FIVE)
    yesterday()
    with pytest.raises(Killed):
        remind(round_, Dying(2))
    put(round_, "closed")
    assert InvitationBatch.objects.get().reminded_to is None


def test_what_is_forgotten_stays_forgotten(round_):
    invite(round_, "a@example.org")
    put(round_, "closed")
    refused_update(InvitationBatch.objects.get(), "stays as it was made", addresses_forgotten=False)


def test_batches_whose_addresses_are_gone_are_known_as_such_after_the_migration(round_):
    """As they were before the batches said so themselves."""
    fill = import_module("assessments.migrations.0010_forgotten_addresses_of_batches").mark
    shut = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round_.versions.all(), joining="codes"
    )
    for one in (round_, shut):
        slips(one, 2)
        start(one, invite(one, "a@example.org", "b@example.org")["b@example.org"])
    Invitation.objects.filter(batch__round=round_).update(address="")
    invite(round_, "c@example.org")
    put(shut, "closed")
    guards.uninstall(connection, GUARDS)
    InvitationBatch.objects.update(addresses_forgotten=False)
    fill(apps, None)
    guards.install(connection, GUARDS)
    said = InvitationBatch.objects.order_by("pk").values_list("round", "how", "addresses_forgotten")
    assert list(said) == [
        (round_.pk, "slips", False),
        (round_.pk, "mail", True),
        (shut.pk, "slips", False),
        (shut.pk, "mail", True),
        (round_.pk, "mail", False),
    ]


def test_no_code_is_left_when_the_results_are_shared(round_):
    slips(round_, 3)
    put(round_, "released")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("state", ["closed", "released", "archived"])
def test_nothing_is_made_or_taken_back_when_the_round_is_not_open(round_, state):
    slips(round_, 2)
    batch = InvitationBatch.objects.get()
    put(round_, state)
    for act in (
        lambda: slips(round_),
        lambda: invite(round_, "a@example.org"),
        lambda: remind(round_),
        lambda: invitation_actions.take_back(batch=InvitationBatch.objects.get(pk=batch.pk), by=None),
    ):
        with pytest.raises(NotAllowedNow):
            act()
    assert InvitationBatch.objects.count() == 1


def test_no_codes_are_made_for_a_round_with_a_link_alone():
    round_ = factories.make_round(perspectives=factories.TWO)
    with pytest.raises(invitation_actions.CodesNotWanted):
        slips(round_)
    invitation_actions.add_codes(round_=round_, by=None)
    round_.refresh_from_db()
    assert round_.joining == "both"
    assert slips(round_)


@pytest.mark.parametrize(
    ("state", "joining"), [("draft", "link"), ("closed", "link"), ("open", "both"), ("open", "codes")]
)
def test_codes_are_added_only_to_an_open_round_that_has_a_link(state, joining):
    round_ = factories.make_round(perspectives=factories.TWO, joining=joining, opened=state != "draft")
    if state == "closed":
        put(round_, state)
    with pytest.raises(NotAllowedNow):
        invitation_actions.add_codes(round_=round_, by=None)
    round_.refresh_from_db()
    assert round_.joining == joining


def test_codes_stop_with_every_unused_one_and_the_link_goes_on():
    round_ = factories.make_round(perspectives=factories.TWO)
    invitation_actions.add_codes(round_=round_, by=None)
    round_.refresh_from_db()
    used, unused = slips(round_, 2, "staff")
    start(round_, used)
    invite(round_, "a@example.org")
    [sheet] = sheets(round_)
    refused_update(
        round_, "taken away", joining="link"
    )  # while a code is left, nothing goes round the action
    for _twice in range(2):
        invitation_actions.stop_codes(round_=round_, by=None)
    round_.refresh_from_db()
    assert round_.joining == "link"
    assert invitation_of(unused) is None
    assert invitation_of(sheet.secret) is not None
    assert not Invitation.objects.exclude(address="").exists()
    assert AuditEvent.objects.filter(what="codes stopped").count() == 1
    with pytest.raises(CodeUnknown):
        start(round_, unused)
    with pytest.raises(invitation_actions.CodesNotWanted):
        slips(round_)
    invitation_actions.add_codes(round_=round_, by=None)
    round_.refresh_from_db()
    assert invitation_of(unused) is None
    assert slips(round_)


@pytest.mark.parametrize(("state", "joining"), [("draft", "both"), ("closed", "both"), ("open", "codes")])
def test_codes_stop_only_in_an_open_round_that_has_a_link(state, joining):
    round_ = factories.make_round(perspectives=factories.TWO, joining=joining, opened=state != "draft")
    if state == "closed":
        put(round_, state)
        refused_update(round_, "fixed once a round opens", joining="link")
    with pytest.raises(NotAllowedNow):
        invitation_actions.stop_codes(round_=round_, by=None)
    round_.refresh_from_db()
    assert round_.joining == joining


def test_the_next_round_is_joined_as_the_one_before(round_):
    put(round_, "released")
    assert setup.start_next_round(assessment=round_.assessment, by=None).joining == "codes"


def test_how_people_join_stays_when_the_terms_say_nothing_of_it():
    round_ = factories.make_round(joining="both", opened=False)
    setup.set_terms(round_=round_, title="T", threshold=3, closes_on=None, welcome="", by=None)
    round_.refresh_from_db()
    assert round_.joining == "both"


def test_a_round_that_is_deleted_takes_its_invitations_along(round_):
    by = factories.make_member(round_.assessment.organisation, "facilitator")
    box = Box(refuses=["b@example.org"])
    invite(round_, "a@example.org", "b@example.org", perspective="people", box=box, by=by)
    assert OutgoingMail.objects.exists()
    delete_rows_of_rounds(Round.objects.filter(pk=round_.pk))
    assert not OutgoingMail.objects.exists()
    assert not InvitationBatch.objects.exists()
    assert not Invitation.objects.exists()


# What the database refuses

MOVES = {("link", "both"), ("both", "link")}  # the second only without a code that is left


@pytest.mark.parametrize("old", ["link", "codes", "both"])
@pytest.mark.parametrize("new", ["link", "codes", "both"])
@pytest.mark.parametrize("state", ["draft", "open", "closed", "released"])
def test_how_people_join_is_fixed_when_a_round_has_opened(state, old, new):
    round_ = factories.make_round(joining=old, opened=state != "draft")
    if state != "draft":
        put(round_, state)
    if old == new or state == "draft" or (state == "open" and (old, new) in MOVES):
        assert rows(round_).update(joining=new) == 1
    else:
        refused_update(round_, "How people join is fixed", joining=new)


def test_another_way_of_joining_is_refused():
    refused_update(factories.make_round(opened=False), "round_joining", joining="luck")


def batch_of(round_, **changes):
    return InvitationBatch(**{"round": round_, "how": "slips", "made": 1, **changes})


@pytest.mark.parametrize("state", ["draft", "closed", "released"])
def test_a_batch_is_refused_when_the_round_is_not_open(state):
    round_ = factories.make_round(joining="codes", opened=state != "draft")
    if state != "draft":
        put(round_, state)
    refused_insert(batch_of(round_), "open round that people join by code")


def test_a_batch_is_refused_when_the_round_has_a_link_alone():
    refused_insert(batch_of(factories.make_round()), "open round that people join by code")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"how": "post"}, "batch_how|batch_written"),
        ({"made": 0}, "batch_counts"),
        ({"taken_back": 2}, "batch_counts"),
        ({"how": "mail"}, "batch_written_if_mail"),
        ({"written_on": "2026-01-01"}, "batch_written_if_mail"),
    ],
)
def test_a_batch_that_cannot_be_is_refused(round_, changes, says):
    refused_insert(batch_of(round_, **changes), says)


def test_a_batch_for_another_assessments_group_is_refused(round_):
    other = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round_.versions.all(), joining="codes"
    )
    theirs = other.assessment.perspectives.first()
    refused_insert(batch_of(round_, perspective=theirs), "a group of its own")


def test_a_batch_stays_as_it_was_made(round_):
    slips(round_, 2, "people")
    other = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round_.versions.all(), joining="codes"
    )
    batch = InvitationBatch.objects.get()
    for changes in (
        {"round": other},
        {"made": 3},
        {"perspective": None},
        {"perspective": group(round_, "staff")},
        {"how": "mail", "written_on": "2026-01-01"},
    ):
        refused_update(batch, "stays as it was made", **changes)


def test_an_invitation_is_refused_where_it_does_not_belong(round_):
    slips(round_)
    batch = InvitationBatch.objects.get()
    invite(round_, "a@example.org")
    by_mail = Invitation.objects.exclude(address="").get()
    new = {"batch": batch, "code_hash": "x" * 64}
    refused_insert(Invitation(**new, address="b@example.org"), "slip of paper was given an address")
    refused_update(by_mail, "stays where it was made", batch=batch)
    refused_update(by_mail, "stays where it was made", address="b@example.org")
    assert rows(by_mail).update(address="", code_hash="y" * 64) == 1
    put(round_, "closed")
    refused_insert(Invitation(**new), "not open")
    refused_update(by_mail, "stays where it was made", code_hash="z" * 64)


def test_no_two_invitations_have_one_code(round_):
    [code] = slips(round_)
    new = Invitation(batch=InvitationBatch.objects.get(), code_hash=codes.hash_of(code))
    refused_insert(new, "unique|UNIQUE")


def test_a_round_cannot_close_while_it_holds_an_address(round_):
    invite(round_, "a@example.org")
    refused(lambda: rows(round_).update(state="closed"), "forgotten before a round closes")


# What people are told


def test_what_people_are_told_goes_with_how_they_join():
    link, by_code, both = (
        " ".join(promise.in_full(5, "Larkfield Voices", joining)) for joining in ("link", "codes", "both")
    )
    assert "Anyone with the link can answer." in link
    assert "invitation code" not in link
    assert "Anyone with the link can answer." not in by_code
    for words in (
        "An invitation code works once.",
        "We do not know which answers are yours.",
        "We forget it when you use the code, and at the latest when this closes.",
    ):
        assert words in by_code
        assert words in both
    assert "who gives them out, could answer more than once" in by_code
    assert "Anyone with the link can answer." in both


@pytest.mark.parametrize("joining", ["link", "codes", "both"])
def test_the_promise_is_stored_for_how_people_join(joining):
    round_ = factories.make_round(joining=joining)
    organisation = round_.assessment.organisation.name
    assert round_.promise == promise.in_full(round_.threshold, organisation, joining)


# Nothing leads from an invitation to a response


def test_no_column_joins_an_invitation_and_a_response():
    """Followed through every relation but the round and its group, which hold everybody."""
    ends = {Invitation: {InvitationBatch}, InvitationBatch: {Round, group_model(), User}}
    assert InvitationBatch._meta.get_field("made_by").related_model is User  # who runs the round
    for model, expected in ends.items():
        related = {field.related_model for field in model._meta.fields if field.is_relation}
        assert related == expected
    pointing = {field.related_model for field in InvitationBatch._meta.related_objects}
    assert pointing == {Invitation}
    assert not Invitation._meta.related_objects
    assert {f.related_model for f in Response._meta.fields if f.is_relation} == {Round, group_model()}


def group_model():
    return InvitationBatch._meta.get_field("perspective").related_model


def test_no_time_and_no_order_is_stored_of_an_invitation():
    times = (models.DateField, models.TimeField, models.DurationField)
    assert not [field.name for field in Invitation._meta.fields if isinstance(field, times)]
    assert isinstance(Invitation._meta.pk, models.UUIDField)
    days = [f for f in InvitationBatch._meta.fields if isinstance(f, times)]
    assert [f.name for f in days] == ["written_on"]
    assert not isinstance(days[0], models.DateTimeField)


def test_no_row_that_stays_changes_when_a_code_is_used(round_):
    """Not even a count: a row that is written together with a response would lead to it."""
    slips(round_, 2)
    code = slips(round_)[0]
    before = [list(model.objects.order_by("pk").values()) for model in (InvitationBatch, Round, AuditEvent)]
    left = set(Invitation.objects.exclude(code_hash=codes.hash_of(code)).values_list("pk", "code_hash"))
    start(round_, code)
    after = [list(model.objects.order_by("pk").values()) for model in (InvitationBatch, Round, AuditEvent)]
    assert after == before
    assert set(Invitation.objects.values_list("pk", "code_hash")) == left


def test_no_error_repeats_an_address(round_):
    batch = InvitationBatch(round=round_, how="mail", made=2, written_on="2026-01-01")
    clash = codes.hash_of(codes.make_invitation())
    made = [Invitation(batch=batch, code_hash=clash, address=f"{one}@example.org") for one in "ab"]
    with pytest.raises(IntegrityError) as refused_:
        invitation_actions.store_batch(batch, made, None)
    assert "example.org" not in str(refused_.value)
    assert refused_.value.__suppress_context__
    assert not InvitationBatch.objects.exists()


def test_nothing_is_sent_by_making_codes(round_):
    slips(round_, 2)
    invite(round_, "a@example.org")
    assert mail.outbox == []


def test_kinds_of_refusal_are_for_people():
    for kind in (CodeUnknown, CodeNeeded, invitation_actions.CodesNotWanted):
        assert issubclass(kind, Refused)
        assert kind().reason.endswith(".")
