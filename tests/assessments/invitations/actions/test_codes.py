"""Codes that let people in: used once, leading nowhere, forgotten in time; and what may be said of them."""

import threading

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.invitations.queries import _at_least_used, batches_of, invitation_of
from assessments.invitations.sending import SomebodyElseSends
from assessments.models import Response
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.responses import saving
from assessments.responses.saving import CodeNeeded, CodeUnknown, RoundClosed
from assessments.rounds import lifecycle
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import sent_by_perspective
from tests import factories
from tests.assessments.invitations.actions.steps import (
    Box,
    Dying,
    Killed,
    group,
    invite,
    put,
    remind,
    slips,
    start,
    told,
    yesterday,
)
from tests.threads import Other, at_once

pytestmark = pytest.mark.django_db
real = pytest.mark.django_db(transaction=True)


# Using a code


def test_a_code_has_70_random_bits_and_only_its_hash_is_stored(round_):
    [code] = slips(round_)
    assert len(code) == 16
    assert codes.tidy(codes.in_groups(code).lower()) == code
    assert 32 ** (16 - 2) == 2**70
    stored = Invitation.objects.values().get()
    assert stored["code_hash"] == codes.hash_of(code)
    assert not any(code in str(value).upper() for value in stored.values())


def test_a_code_is_gone_when_somebody_has_started_with_it(round_):
    one, other = slips(round_, 2, "staff")
    assert start(round_, one).perspective.code == "staff"
    assert invitation_of(one) is None
    assert invitation_of(other).batch.perspective.code == "staff"
    with pytest.raises(CodeUnknown):
        start(round_, one)
    assert Response.objects.count() == 1


def test_the_person_chooses_where_they_stand_when_a_code_is_for_anyone(round_):
    one, other = slips(round_, 2)
    assert start(round_, one, perspective="people").perspective.code == "people"
    assert start(round_, other).perspective is None


def test_the_batch_says_where_a_person_stands_and_they_may_change_it(round_):
    [code] = slips(round_, 1, "staff")
    response = start(round_, code, perspective="people")
    assert response.perspective.code == "staff"
    saving.change_perspective(response=response, perspective=group(round_, "people"))
    response.refresh_from_db()
    assert response.perspective.code == "people"


def test_one_code_is_used_when_start_is_pressed_twice(round_):
    slips(round_, 3)
    code, secret = slips(round_)[0], codes.make_secret()
    assert start(round_, code, secret=secret) == start(round_, code, secret=secret)
    assert (Response.objects.count(), Invitation.objects.count()) == (1, 3)


def test_no_second_code_is_used_when_a_page_is_sent_again_with_another(round_):
    one, other = slips(round_, 2)
    secret = codes.make_secret()
    assert start(round_, one, secret=secret) == start(round_, other, secret=secret)
    assert invitation_of(other)


def test_a_used_start_page_opens_nothing_and_uses_no_code(round_):
    one, other = slips(round_, 2)
    secret = codes.make_secret()
    Response.objects.filter(pk=start(round_, one, secret=secret).pk).update(revision=1)
    with pytest.raises(NotAllowedNow, match="used before"):
        start(round_, other, secret=secret)
    assert invitation_of(other)


@pytest.mark.parametrize(("joining", "lets_in"), [("link", True), ("both", True), ("codes", False)])
def test_a_code_is_needed_only_where_there_is_no_link(joining, lets_in):
    round_ = factories.make_round(perspectives=factories.TWO, joining=joining)
    if lets_in:
        assert start(round_, perspective="people").perspective.code == "people"
    else:
        with pytest.raises(CodeNeeded):
            start(round_, perspective="people")
    assert Response.objects.exists() is lets_in


def test_a_code_of_another_round_is_unknown_and_stays_unused(round_):
    elsewhere = factories.make_round(
        organisation=factories.make_organisation("Elsewhere"),
        versions=round_.versions.all(),
        perspectives=factories.TWO,
        joining="codes",
    )
    [theirs] = slips(elsewhere)
    with pytest.raises(CodeUnknown):
        start(round_, theirs)
    assert start(elsewhere, theirs)


def test_a_code_that_never_was_is_unknown(round_):
    slips(round_, 3)
    with pytest.raises(CodeUnknown):
        start(round_, codes.make_invitation())
    assert Invitation.objects.count() == 3


def test_a_code_stays_good_when_the_round_was_closed_and_opened_again(round_):
    [code] = slips(round_)
    put(round_, "closed")
    assert invitation_of(code) is None
    with pytest.raises(RoundClosed):
        start(round_, code)
    lifecycle.reopen_round(round_=round_, by=None)
    assert start(round_, code)


def test_no_code_is_lost_when_beginning_fails_half_way(round_, monkeypatch):
    [code] = slips(round_)

    def fail(*_args, **_keys):
        raise IntegrityError("No.")

    monkeypatch.setattr(type(Response.objects), "get_or_create", fail)
    with pytest.raises(IntegrityError):
        start(round_, code)
    assert invitation_of(code)


# Two at once, with transactions of their own


@pytest.fixture
def real_round(transactional_db):
    return factories.make_round(perspectives=factories.TWO, joining="codes")


@real
def test_one_of_two_gets_in_when_they_use_one_code_at_once(real_round):
    [code] = slips(real_round)
    came = at_once(lambda: start(real_round, code), lambda: start(real_round, code))
    assert sorted(type(one).__name__ for one in came) == ["CodeUnknown", "Response"]
    assert (Response.objects.count(), Invitation.objects.count()) == (1, 0)


@real
def test_one_response_and_one_code_when_the_button_is_pressed_twice_at_once(real_round):
    code, _other = slips(real_round, 2)
    secret = codes.make_secret()
    press = lambda: start(real_round, code, secret=secret)  # noqa: E731
    one, two = at_once(press, press)
    assert one.pk == two.pk
    assert (Response.objects.count(), Invitation.objects.count()) == (1, 1)


@real
def test_nobody_waits_for_another_when_many_start_while_it_closes_and_reminds(real_round):
    """A code is used, or is still there: never lost; and no address stays."""
    made = invite(real_round, *[f"p{n}@example.org" for n in range(6)])
    yesterday()

    def close():
        return lifecycle.close_round(round_=real_round, by=None)

    def remind_all():
        return remind(real_round)

    starts = [lambda c=code: start(real_round, c) for code in made.values()]
    *came, closed, _reminded = at_once(*starts, close, remind_all)
    assert closed.state == "closed"
    begun = sum(isinstance(one, Response) for one in came)
    assert all(isinstance(one, Response | RoundClosed | CodeUnknown) for one in came)
    assert Response.objects.count() == begun
    assert Invitation.objects.count() == 6 - begun
    assert not Invitation.objects.exclude(address="").exists()


@real
def test_one_reminder_is_sent_when_two_press_at_once(real_round):
    invite(real_round, "a@example.org", "b@example.org")
    yesterday()
    press = lambda: remind(real_round)  # noqa: E731
    came = at_once(press, press)
    assert sorted(len(one) if isinstance(one, dict) else -1 for one in came) in ([-1, 2], [0, 2])


@real
def test_somebody_who_presses_while_a_reminder_is_on_its_way_is_told_and_writes_to_nobody(real_round):
    """However long a letter takes, nothing that others do waits for it."""
    made = invite(real_round, "a@example.org", "b@example.org")
    yesterday()
    handing_over, go = threading.Event(), threading.Event()

    class Slow(Box):
        def deliver(self, letter):
            handing_over.set()
            assert go.wait(20)
            return super().deliver(letter)

    first = Other(lambda: remind(real_round, Slow()))
    assert handing_over.wait(20)
    second = Other(lambda: remind(real_round)).came()
    assert isinstance(second, SomebodyElseSends)
    starts = [Other(lambda c=code: start(real_round, c)).came() for code in made.values()]
    closed = Other(lambda: lifecycle.close_round(round_=real_round, by=None)).came()
    go.set()
    assert all(isinstance(one, Response) for one in starts)
    assert closed.state == "closed"
    assert len(first.came()) == 1  # the letter that was being handed over
    assert not Invitation.objects.exists()


@real
def test_nobody_is_at_it_any_more_when_the_reminding_was_cut_short(real_round):
    invite(real_round, "a@example.org")
    yesterday()
    with pytest.raises(Killed):
        remind(real_round, Dying(0))
    assert list(Other(lambda: remind(real_round)).came()) == ["a@example.org"]


# What may be said of what was used


CASES = [
    # used, made, sent, threshold: said
    (0, 20, 0, 5, 0),
    (4, 20, 4, 5, 0),
    (5, 20, 4, 5, 0),
    (5, 20, 5, 5, 5),
    (9, 20, 9, 5, 5),
    (9, 20, 3, 5, 0),
    (12, 20, 10, 5, 10),
    (7, 20, 40, 3, 6),
    (2, 20, 40, 3, 0),
    (20, 20, 40, 5, 15),
    (5, 5, 40, 5, 0),
    (9, 9, 40, 5, 0),
    (1, 1, 40, 3, 0),
]


@pytest.mark.parametrize(("used", "made", "sent", "threshold", "said"), CASES)
def test_used_codes_are_told_in_steps_and_never_beyond_those_who_sent(used, made, sent, threshold, said):
    assert _at_least_used(used, made=made, sent=sent, threshold=threshold) == said


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(3, 10))
def test_nothing_is_said_of_fewer_than_the_threshold(used, unused, sent, threshold):
    """Neither of those who used theirs, nor of those who may not have."""
    made = used + unused
    said = _at_least_used(used, made=made, sent=sent, threshold=threshold)
    assert said % threshold == 0
    assert 0 <= said <= min(used, sent)
    assert said == 0 or made - said >= threshold


def test_nothing_moves_when_somebody_starts_with_the_one_slip_they_were_given(round_):
    [code] = slips(round_, 1, "people")
    before = told(round_)
    response = start(round_, code)
    assert told(round_) == before
    Response.objects.filter(pk=response.pk).update(submitted=True)
    assert told(round_) == before == [(1, 0)]


def test_steps_show_only_when_so_many_have_sent(round_):
    """Threshold 3: six have started, two have sent; then four."""
    responses = [start(round_, code) for code in slips(round_, 12, "people")[:6]]
    for number, said in ((2, 0), (4, 3), (6, 6)):
        Response.objects.filter(pk__in=[r.pk for r in responses[:number]]).update(submitted=True)
        assert told(round_) == [(12, said)]


def test_taking_back_does_not_tell_how_many_were_unused(round_):
    slips(round_, 8, "people")
    for code in slips(round_, 8, "people")[:2]:
        start(round_, code)
    for batch in InvitationBatch.objects.all():
        invitation_actions.take_back(batch=batch, by=None)
    assert told(round_) == [(8, 0), (8, 0)]


def test_the_list_of_batches_costs_one_query_however_many(round_, django_assert_num_queries):
    slips(round_, 2)
    sent = sent_by_perspective(round_)
    for number in (1, 10):
        for _ in range(number):
            slips(round_, 2, "staff")
        with django_assert_num_queries(1):
            [str(row.batch.perspective) for row in batches_of(round_, sent)]
    assert len(batches_of(round_, sent)) == 12
