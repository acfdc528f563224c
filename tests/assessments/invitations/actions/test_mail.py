"""Codes that let people in: used once, leading nowhere, forgotten in time; and what may be said of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.invitations import actions as invitation_actions
from assessments.invitations import queries as invitation_queries
from assessments.invitations.queries import batches_of, invitation_of
from assessments.invitations.sending import give_up, send_letters
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.rounds import lifecycle
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import sent_by_perspective
from background.models import OutgoingMail
from background.smtp import Delivery
from tests import factories
from tests.assessments.invitations.actions.steps import (
    FIVE,
    Box,
    Dying,
    Killed,
    invite,
    remind,
    slips,
    start,
    yesterday,
)

pytestmark = pytest.mark.django_db


def due(round_):
    return invitation_queries.reminders_of(round_).due


# E-mail


def test_each_address_gets_its_own_code_and_is_forgotten_when_that_is_used(round_):
    made = invite(round_, "a@example.org", "b@example.org", perspective="people")
    assert len(set(made.values())) == 2
    start(round_, made["a@example.org"])
    assert list(Invitation.objects.values_list("address", flat=True)) == ["b@example.org"]


def test_nobody_is_reminded_on_the_day_they_were_written_to(round_):
    invite(round_, "a@example.org")
    assert not due(round_)
    with pytest.raises(NotAllowedNow, match="once a day"):
        remind(round_)


def test_a_reminder_has_a_new_code_and_the_old_one_stops(round_):
    made = invite(round_, "a@example.org", "b@example.org")
    yesterday()
    assert due(round_)
    start(round_, made["a@example.org"])
    renewed = remind(round_)
    assert list(renewed) == ["b@example.org"]
    assert invitation_of(made["b@example.org"]) is None
    assert start(round_, renewed["b@example.org"])
    with pytest.raises(NotAllowedNow):
        remind(round_)


def test_reminding_says_nothing_of_whether_any_code_is_unused(round_):
    made = invite(round_, "a@example.org")
    yesterday()
    start(round_, made["a@example.org"])
    assert due(round_)
    assert remind(round_) == {}
    assert not due(round_)


def test_the_old_code_goes_on_working_when_a_reminder_cannot_be_sent(round_):
    made = invite(round_, "a@example.org", "b@example.org")
    yesterday()
    renewed = remind(round_, Box(refuses=["a@example.org"]))
    assert list(renewed) == ["b@example.org"]
    assert invitation_of(made["a@example.org"])
    assert invitation_of(made["b@example.org"]) is None
    assert invitation_of(renewed["b@example.org"])
    assert not due(round_)


@pytest.mark.parametrize("after", range(6))
def test_nobody_is_without_a_code_and_nobody_gets_two_when_it_is_cut_short_and_sent_again(round_, after):
    made = invite(round_, *FIVE[:3]) | invite(round_, *FIVE[3:])
    yesterday()
    first = Dying(after)
    if after < 5:
        with pytest.raises(Killed):
            remind(round_, first)
    else:
        remind(round_, first)
    got = {letter.address: letter.code for letter in first.letters}
    assert all(invitation_of(code) for code in {**made, **got}.values() if code not in lost(made, got))
    assert not any(invitation_of(code) for code in lost(made, got))
    told = invitation_queries.reminders_of(round_)
    assert (told.due, told.unfinished) == ((True, True) if after < 5 else (False, False))
    if after < 5:
        again = remind(round_)
        assert not set(again) & set(got)
        got |= again
    assert set(got) == set(FIVE)
    assert all(invitation_of(code) for code in got.values())
    assert not due(round_)


def lost(made, got):
    """The codes that a reminder took the place of."""
    return {made[address] for address in got}


def test_the_one_whose_letter_was_being_handed_over_gets_another_and_can_start_all_along(round_):
    made = invite(round_, *FIVE)
    yesterday()
    first = Dying(2, taken=True)
    with pytest.raises(Killed):
        remind(round_, first)
    caught = first.letters[-1].address
    assert invitation_of(made[caught])
    again = remind(round_)
    assert len(again) == 3
    assert invitation_of(again[caught])


def test_everyone_is_written_to_anew_when_the_day_of_a_reminder_that_was_cut_short_is_over(round_):
    invite(round_, *FIVE)
    yesterday()
    with pytest.raises(Killed):
        remind(round_, Dying(2))
    yesterday()
    assert not invitation_queries.reminders_of(round_).unfinished
    assert set(remind(round_)) == set(FIVE)


def test_letters_go_in_an_order_of_chance_and_no_row_says_who_was_written_to(round_):
    invite(round_, *FIVE)
    yesterday()
    box = Box()
    before = list(Invitation.objects.order_by("pk").values("pk", "address", "batch", "sheet_hash"))
    remind(round_, box)
    assert [letter.invitation for letter in box.letters] == sorted(row["pk"] for row in before)
    assert list(Invitation.objects.order_by("pk").values("pk", "address", "batch", "sheet_hash")) == before
    assert set(InvitationBatch.objects.values_list("reminded_to", flat=True)) == {None}


def test_each_letter_costs_the_same(round_):
    costs = []
    for number in (1, 2, 12):
        InvitationBatch.objects.all().delete()
        invite(round_, *[f"p{n}@example.org" for n in range(number)])
        yesterday()
        with CaptureQueriesContext(connection) as queries:
            remind(round_)
        costs.append(len(queries))
    assert costs[2] - costs[1] == 10 * (costs[1] - costs[0])
    assert costs[1] - costs[0] == 5  # two of them begin and end its transaction


def test_a_reminder_ends_where_the_round_closes_on_its_way(round_):
    made = invite(round_, *FIVE)
    yesterday()

    class Closing(Box):
        def deliver(self, letter):
            super().deliver(letter)
            lifecycle.close_round(round_=round_, by=None)
            return Delivery.TAKEN

    box = Closing()
    remind(round_, box)
    assert len(box.letters) == 1
    lifecycle.reopen_round(round_=round_, by=None)
    assert all(invitation_of(code) for code in made.values())


def test_nothing_is_made_for_the_example_that_a_mail_would_carry(round_):
    invite(round_, "a@example.org")
    yesterday()
    round_.assessment.organisation.is_example = True
    with pytest.raises(invitation_actions.SendsNoMail):
        invite(round_, "b@example.org")
    with pytest.raises(invitation_actions.SendsNoMail):
        remind(round_)
    assert Invitation.objects.count() == 1
    assert slips(round_)


def test_paper_and_taken_back_batches_are_not_reminded(round_):
    slips(round_, 2)
    invite(round_, "a@example.org")
    yesterday()
    invitation_actions.take_back(batch=InvitationBatch.objects.get(how="mail"), by=None)
    assert not due(round_)
    assert not Invitation.objects.exclude(address="").exists()


def test_an_address_invited_twice_looks_like_any_other(round_):
    """Whether the first code was used would show, if the second were refused."""
    first = invite(round_, "a@example.org")
    again = invite(round_, "a@example.org")
    start(round_, first["a@example.org"])
    once_more = invite(round_, "a@example.org")
    assert len({*first.values(), *again.values(), *once_more.values()}) == 3
    assert [row.batch.made for row in batches_of(round_, sent_by_perspective(round_))] == [1, 1, 1]


# Letters that the mail server does not take


def letters_left(round_):
    return Invitation.objects.filter(batch__round=round_, code_hash=None)


def test_no_code_exists_before_its_letter_goes_out(round_):
    with pytest.raises(Killed):
        invite(round_, *FIVE, box=Dying(2))
    assert letters_left(round_).count() == 3
    assert set(letters_left(round_).values_list("address", flat=True)) < set(FIVE)


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize("after", range(5))
def test_each_gets_a_code_that_works_when_inviting_is_cut_short_and_begun_again(round_, after, taken):
    first, second = Dying(after, taken=taken), Box()
    with pytest.raises(Killed):
        invite(round_, *FIVE, box=first)
    send_letters(round_=round_, mailer=second)
    got = {letter.address: letter.code for letter in [*first.letters, *second.letters]}
    assert set(got) == set(FIVE)
    assert all(invitation_of(code) for code in got.values())
    twice = {letter.address for letter in first.letters} & {letter.address for letter in second.letters}
    assert len(twice) == (1 if taken else 0)
    assert Invitation.objects.count() == 5


def test_an_address_that_was_refused_is_named_to_whoever_invited_and_its_code_goes(round_):
    by = factories.make_member(round_.assessment.organisation, "facilitator")
    got = invite(round_, *FIVE, box=Box(refuses=FIVE[1:3]), by=by)
    assert set(got) == {FIVE[0], *FIVE[3:]}
    assert set(Invitation.objects.values_list("address", flat=True)) == set(got)
    assert sorted(OutgoingMail.objects.values_list("by", "about", "failed", "sealed")) == [
        (by.pk, f"the invitation to {address}, for ‘Larkfield crisis house’", True, "")
        for address in FIVE[1:3]
    ]
    [row] = batches_of(round_, sent_by_perspective(round_))
    assert (row.batch.made, row.given, row.unsent, row.used) == (5, 3, 0, 0)


def test_a_batch_that_was_refused_whole_is_not_shown(round_):
    invite(round_, *FIVE, box=Box(refuses=FIVE))
    assert batches_of(round_, sent_by_perspective(round_)) == []


def test_nobody_is_told_whose_reminder_was_refused(round_):
    """It would say that they have not used their code."""
    by = factories.make_member(round_.assessment.organisation, "facilitator")
    made = invite(round_, *FIVE, by=by)
    yesterday()
    remind(round_, Box(refuses=FIVE))
    assert not OutgoingMail.objects.exists()
    assert all(invitation_of(code) for code in made.values())


def test_a_letter_that_could_not_be_taken_now_goes_out_later(round_):
    box = Box(later=FIVE[:1])
    first = invite(round_, *FIVE, box=box)
    assert FIVE[0] not in first
    assert list(letters_left(round_).values_list("address", flat=True)) == FIVE[:1]
    again = Box()
    assert send_letters(round_=round_, mailer=again) is True
    assert [letter.address for letter in again.letters] == FIVE[:1]
    assert all(invitation_of(letter.code) for letter in [*box.letters, *again.letters])


def test_a_letter_that_the_server_never_took_is_told_of_in_the_end(round_):
    by = factories.make_member(round_.assessment.organisation, "facilitator")
    invite(round_, *FIVE, box=Box(later=FIVE[:1]), by=by)
    give_up(round_=round_)
    assert FIVE[0] in OutgoingMail.objects.get().about
    assert Invitation.objects.count() == 4


def test_nothing_of_letters_that_did_not_go_out_is_left_when_the_round_closes(round_):
    by = factories.make_member(round_.assessment.organisation, "facilitator")
    got = invite(round_, *FIVE, box=Box(refuses=FIVE[:1], later=FIVE[1:3]), by=by)
    lifecycle.close_round(round_=round_, by=None)
    assert not OutgoingMail.objects.exists()
    assert not letters_left(round_).exists()
    lifecycle.reopen_round(round_=round_, by=None)
    round_.refresh_from_db()
    box = Box()
    send_letters(round_=round_, mailer=box)
    assert box.letters == []
    assert all(invitation_of(code) for code in got.values())
    [row] = batches_of(round_, sent_by_perspective(round_))
    assert (row.given, row.used) == (2, 0)
