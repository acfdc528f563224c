"""Codes that let people in: used once, leading nowhere, forgotten in time; and what may be said of them."""

import datetime
import threading
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import guards
from accounts.models import AuditEvent
from assessments import actions, codes, example, inviting, participation, promise
from assessments.actions import NotNow
from assessments.guards import GUARDS
from assessments.models import Invitation, InvitationBatch, Response, Round
from assessments.participation import Closed, CodeNeeded, CodeUnknown
from assessments.queries import _at_least_used, batches_of, invitation_of, sent_by_perspective
from tests import factories
from tests.assessments.test_guards import refused, refused_insert, refused_update, rows
from tests.threads import Other, at_once

pytestmark = pytest.mark.django_db
real = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round():
    return factories.make_round(perspectives=factories.TWO, joining="codes")


def group(round, code):
    return round.assessment.perspectives.get(code=code)


def slips(round, number=1, perspective=None):
    made = [codes.make_invitation() for _ in range(number)]
    inviting.make_slips(
        round=round, perspective=perspective and group(round, perspective), made=made, by=None
    )
    return made


def invite(round, *addresses, perspective=None):
    """The codes that went out, by address."""
    letters = inviting.invite_by_mail(
        round=round, perspective=perspective and group(round, perspective), addresses=addresses, by=None
    )
    return {letter.address: letter.code for letter in letters}


def start(round, code="", *, secret=None, perspective=None):
    return participation.begin_response(
        round=round,
        perspective=perspective and group(round, perspective),
        secret=secret or codes.make_secret(),
        invitation=code,
    )


def put(round, state):
    if state != "open":
        actions.close_round(round=round, by=None)
    if state in ("released", "archived"):
        actions.release_round(round=round, by=None)
    if state == "archived":
        Round.objects.filter(pk=round.pk).update(state=state)
    round.refresh_from_db()


def yesterday():
    """As if all that was sent by e-mail had been sent a day ago."""
    day = timezone.localdate() - datetime.timedelta(days=1)
    InvitationBatch.objects.filter(how="mail").update(written_on=day)


class Box:
    """A mail server that takes every letter, but for those to `refuses`; what it took, in order."""

    def __init__(self, refuses=()):
        self.refuses, self.letters = refuses, []

    def takes(self, letter):
        if letter.address in self.refuses:
            return False
        self.letters.append(letter)
        return True

    def check(self):
        pass


def remind(round, box=None):
    """The codes that went out, by address."""
    box = box or Box()
    inviting.remind(round=round, by=None, post=box)
    return {letter.address: letter.code for letter in box.letters}


def due(round):
    return inviting.reminders_of(round).due


# Using a code


def test_a_code_has_70_random_bits_and_only_its_hash_is_stored(round):
    [code] = slips(round)
    assert len(code) == 16
    assert codes.tidy(codes.in_groups(code).lower()) == code
    assert 32 ** (16 - 2) == 2**70
    stored = Invitation.objects.values().get()
    assert stored["code_hash"] == codes.hash_of(code)
    assert not any(code in str(value).upper() for value in stored.values())


def test_a_code_is_gone_when_somebody_has_started_with_it(round):
    one, other = slips(round, 2, "staff")
    assert start(round, one).perspective.code == "staff"
    assert invitation_of(one) is None
    assert invitation_of(other).batch.perspective.code == "staff"
    with pytest.raises(CodeUnknown):
        start(round, one)
    assert Response.objects.count() == 1


def test_the_person_chooses_where_they_stand_when_a_code_is_for_anyone(round):
    one, other = slips(round, 2)
    assert start(round, one, perspective="people").perspective.code == "people"
    assert start(round, other).perspective is None


def test_the_batch_says_where_a_person_stands_and_they_may_change_it(round):
    [code] = slips(round, 1, "staff")
    response = start(round, code, perspective="people")
    assert response.perspective.code == "staff"
    participation.change_perspective(response=response, perspective=group(round, "people"))
    response.refresh_from_db()
    assert response.perspective.code == "people"


def test_one_code_is_used_when_start_is_pressed_twice(round):
    slips(round, 3)
    code, secret = slips(round)[0], codes.make_secret()
    assert start(round, code, secret=secret) == start(round, code, secret=secret)
    assert (Response.objects.count(), Invitation.objects.count()) == (1, 3)


def test_no_second_code_is_used_when_a_page_is_sent_again_with_another(round):
    one, other = slips(round, 2)
    secret = codes.make_secret()
    assert start(round, one, secret=secret) == start(round, other, secret=secret)
    assert invitation_of(other)


def test_a_used_start_page_opens_nothing_and_uses_no_code(round):
    one, other = slips(round, 2)
    secret = codes.make_secret()
    Response.objects.filter(pk=start(round, one, secret=secret).pk).update(revision=1)
    with pytest.raises(NotNow, match="used before"):
        start(round, other, secret=secret)
    assert invitation_of(other)


@pytest.mark.parametrize(("joining", "lets_in"), [("link", True), ("both", True), ("codes", False)])
def test_a_code_is_needed_only_where_there_is_no_link(joining, lets_in):
    round = factories.make_round(perspectives=factories.TWO, joining=joining)
    if lets_in:
        assert start(round, perspective="people").perspective.code == "people"
    else:
        with pytest.raises(CodeNeeded):
            start(round, perspective="people")
    assert Response.objects.exists() is lets_in


def test_a_code_of_another_round_is_unknown_and_stays_unused(round):
    elsewhere = factories.make_round(
        organisation=factories.make_organisation("Elsewhere"),
        versions=round.versions.all(),
        perspectives=factories.TWO,
        joining="codes",
    )
    [theirs] = slips(elsewhere)
    with pytest.raises(CodeUnknown):
        start(round, theirs)
    assert start(elsewhere, theirs)


def test_a_code_that_never_was_is_unknown(round):
    slips(round, 3)
    with pytest.raises(CodeUnknown):
        start(round, codes.make_invitation())
    assert Invitation.objects.count() == 3


def test_a_code_stays_good_when_the_round_was_closed_and_opened_again(round):
    [code] = slips(round)
    put(round, "closed")
    assert invitation_of(code) is None
    with pytest.raises(Closed):
        start(round, code)
    actions.reopen_round(round=round, by=None)
    assert start(round, code)


def test_no_code_is_lost_when_beginning_fails_half_way(round, monkeypatch):
    [code] = slips(round)

    def fail(*_args, **_keys):
        raise IntegrityError("No.")

    monkeypatch.setattr(type(Response.objects), "get_or_create", fail)
    with pytest.raises(IntegrityError):
        start(round, code)
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
        return actions.close_round(round=real_round, by=None)

    def remind_all():
        return remind(real_round)

    starts = [lambda c=code: start(real_round, c) for code in made.values()]
    *came, closed, _reminded = at_once(*starts, close, remind_all)
    assert closed.state == "closed"
    begun = sum(isinstance(one, Response) for one in came)
    assert all(isinstance(one, Response | Closed | CodeUnknown) for one in came)
    assert Response.objects.count() == begun
    assert Invitation.objects.count() == 6 - begun
    assert not Invitation.objects.exclude(address="").exists()


@real
def test_one_reminder_is_sent_when_two_press_at_once(real_round):
    invite(real_round, "a@example.org", "b@example.org")
    yesterday()
    press = lambda: remind(real_round)  # noqa: E731
    came = at_once(press, press)
    assert sorted(len(one) if isinstance(one, dict) else -1 for one in came) == [-1, 2]


@real
def test_somebody_who_presses_while_a_reminder_is_on_its_way_is_told_and_writes_to_nobody(real_round):
    """However long a letter takes, nothing that others do waits for it."""
    made = invite(real_round, "a@example.org", "b@example.org")
    yesterday()
    handing_over, go = threading.Event(), threading.Event()

    class Slow(Box):
        def takes(self, letter):
            handing_over.set()
            assert go.wait(20)
            return super().takes(letter)

    first = Other(lambda: remind(real_round, Slow()))
    assert handing_over.wait(20)
    second = Other(lambda: remind(real_round)).came()
    assert "on their way just now" in second.messages[0]
    starts = [Other(lambda c=code: start(real_round, c)).came() for code in made.values()]
    closed = Other(lambda: actions.close_round(round=real_round, by=None)).came()
    go.set()
    assert all(isinstance(one, Response) for one in starts)
    assert closed.state == "closed"
    assert "closed while" in first.came().messages[0]
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


def told(round):
    return [(row.batch.made, row.used) for row in batches_of(round, sent_by_perspective(round))]


def test_nothing_moves_when_somebody_starts_with_the_one_slip_they_were_given(round):
    [code] = slips(round, 1, "people")
    before = told(round)
    response = start(round, code)
    assert told(round) == before
    Response.objects.filter(pk=response.pk).update(submitted=True)
    assert told(round) == before == [(1, 0)]


def test_steps_show_only_when_so_many_have_sent(round):
    """Threshold 3: six have started, two have sent; then four."""
    responses = [start(round, code) for code in slips(round, 12, "people")[:6]]
    for number, said in ((2, 0), (4, 3), (6, 6)):
        Response.objects.filter(pk__in=[r.pk for r in responses[:number]]).update(submitted=True)
        assert told(round) == [(12, said)]


def test_taking_back_does_not_tell_how_many_were_unused(round):
    slips(round, 8, "people")
    for code in slips(round, 8, "people")[:2]:
        start(round, code)
    for batch in InvitationBatch.objects.all():
        inviting.take_back(batch=batch, by=None)
    assert told(round) == [(8, 0), (8, 0)]


def test_the_list_of_batches_costs_one_query_however_many(round, django_assert_num_queries):
    slips(round, 2)
    sent = sent_by_perspective(round)
    for number in (1, 10):
        for _ in range(number):
            slips(round, 2, "staff")
        with django_assert_num_queries(1):
            [str(row.batch.perspective) for row in batches_of(round, sent)]
    assert len(batches_of(round, sent)) == 12


# E-mail


def test_each_address_gets_its_own_code_and_is_forgotten_when_that_is_used(round):
    made = invite(round, "a@example.org", "b@example.org", perspective="people")
    assert len(set(made.values())) == 2
    start(round, made["a@example.org"])
    assert list(Invitation.objects.values_list("address", flat=True)) == ["b@example.org"]


def test_nobody_is_reminded_on_the_day_they_were_written_to(round):
    invite(round, "a@example.org")
    assert not due(round)
    with pytest.raises(NotNow, match="once a day"):
        remind(round)


def test_a_reminder_has_a_new_code_and_the_old_one_stops(round):
    made = invite(round, "a@example.org", "b@example.org")
    yesterday()
    assert due(round)
    start(round, made["a@example.org"])
    renewed = remind(round)
    assert list(renewed) == ["b@example.org"]
    assert invitation_of(made["b@example.org"]) is None
    assert start(round, renewed["b@example.org"])
    with pytest.raises(NotNow):
        remind(round)


def test_reminding_says_nothing_of_whether_any_code_is_unused(round):
    made = invite(round, "a@example.org")
    yesterday()
    start(round, made["a@example.org"])
    assert due(round)
    assert remind(round) == {}
    assert not due(round)


def test_the_old_code_goes_on_working_when_a_reminder_cannot_be_sent(round):
    made = invite(round, "a@example.org", "b@example.org")
    yesterday()
    renewed = remind(round, Box(refuses=["a@example.org"]))
    assert list(renewed) == ["b@example.org"]
    assert invitation_of(made["a@example.org"])
    assert invitation_of(made["b@example.org"]) is None
    assert invitation_of(renewed["b@example.org"])
    assert not due(round)


class Killed(BaseException):
    """As a worker is ended from outside."""


class Dying(Box):
    """Takes so many letters, then the process ends: before the next is taken, or right after."""

    def __init__(self, after, *, taken=False):
        super().__init__()
        self.after, self.taken = after, taken

    def takes(self, letter):
        if len(self.letters) < self.after:
            return super().takes(letter)
        if self.taken:
            super().takes(letter)
        raise Killed


FIVE = [f"p{n}@example.org" for n in range(5)]


@pytest.mark.parametrize("after", range(6))
def test_nobody_is_without_a_code_and_nobody_gets_two_when_it_is_cut_short_and_sent_again(round, after):
    made = invite(round, *FIVE[:3]) | invite(round, *FIVE[3:])
    yesterday()
    first = Dying(after)
    if after < 5:
        with pytest.raises(Killed):
            remind(round, first)
    else:
        remind(round, first)
    got = {letter.address: letter.code for letter in first.letters}
    assert all(invitation_of(code) for code in {**made, **got}.values() if code not in lost(made, got))
    assert not any(invitation_of(code) for code in lost(made, got))
    told = inviting.reminders_of(round)
    assert (told.due, told.unfinished) == ((True, True) if after < 5 else (False, False))
    if after < 5:
        again = remind(round)
        assert not set(again) & set(got)
        got |= again
    assert set(got) == set(FIVE)
    assert all(invitation_of(code) for code in got.values())
    assert not due(round)


def lost(made, got):
    """The codes that a reminder took the place of."""
    return {made[address] for address in got}


def test_the_one_whose_letter_was_being_handed_over_gets_another_and_can_start_all_along(round):
    made = invite(round, *FIVE)
    yesterday()
    first = Dying(2, taken=True)
    with pytest.raises(Killed):
        remind(round, first)
    caught = first.letters[-1].address
    assert invitation_of(made[caught])
    again = remind(round)
    assert len(again) == 3
    assert invitation_of(again[caught])


def test_everyone_is_written_to_anew_when_the_day_of_a_reminder_that_was_cut_short_is_over(round):
    invite(round, *FIVE)
    yesterday()
    with pytest.raises(Killed):
        remind(round, Dying(2))
    yesterday()
    assert not inviting.reminders_of(round).unfinished
    assert set(remind(round)) == set(FIVE)


def test_letters_go_in_an_order_of_chance_and_no_row_says_who_was_written_to(round):
    invite(round, *FIVE)
    yesterday()
    box = Box()
    before = list(Invitation.objects.order_by("pk").values("pk", "address", "batch", "sheet_hash"))
    remind(round, box)
    assert [letter.invitation for letter in box.letters] == sorted(row["pk"] for row in before)
    assert list(Invitation.objects.order_by("pk").values("pk", "address", "batch", "sheet_hash")) == before
    assert set(InvitationBatch.objects.values_list("reminded_to", flat=True)) == {None}


def test_each_letter_costs_the_same(round):
    costs = []
    for number in (1, 2, 12):
        InvitationBatch.objects.all().delete()
        invite(round, *[f"p{n}@example.org" for n in range(number)])
        yesterday()
        with CaptureQueriesContext(connection) as queries:
            remind(round)
        costs.append(len(queries))
    assert costs[2] - costs[1] == 10 * (costs[1] - costs[0])
    assert costs[1] - costs[0] == 5  # two of them begin and end its transaction


def test_a_reminder_ends_where_the_round_closes_on_its_way(round):
    made = invite(round, *FIVE)
    yesterday()

    class Closing(Box):
        def takes(self, letter):
            super().takes(letter)
            actions.close_round(round=round, by=None)
            return True

    box = Closing()
    with pytest.raises(NotNow, match="closed while"):
        remind(round, box)
    assert len(box.letters) == 1
    actions.reopen_round(round=round, by=None)
    assert all(invitation_of(code) for code in made.values())


def test_nothing_is_made_for_the_example_that_a_mail_would_carry(round):
    invite(round, "a@example.org")
    yesterday()
    round.assessment.organisation.is_example = True
    with pytest.raises(inviting.SendsNoMail):
        invite(round, "b@example.org")
    with pytest.raises(inviting.SendsNoMail):
        remind(round)
    assert Invitation.objects.count() == 1
    assert slips(round)


def test_paper_and_taken_back_batches_are_not_reminded(round):
    slips(round, 2)
    invite(round, "a@example.org")
    yesterday()
    inviting.take_back(batch=InvitationBatch.objects.get(how="mail"), by=None)
    assert not due(round)
    assert not Invitation.objects.exclude(address="").exists()


def test_an_address_invited_twice_looks_like_any_other(round):
    """Whether the first code was used would show, if the second were refused."""
    first = invite(round, "a@example.org")
    again = invite(round, "a@example.org")
    start(round, first["a@example.org"])
    once_more = invite(round, "a@example.org")
    assert len({*first.values(), *again.values(), *once_more.values()}) == 3
    assert [row.batch.made for row in batches_of(round, sent_by_perspective(round))] == [1, 1, 1]


# Taking back, closing, releasing


def test_unused_codes_stop_and_started_people_go_on_when_taken_back(round):
    one, other = slips(round, 2)
    response = start(round, one)
    batch = InvitationBatch.objects.get()
    inviting.take_back(batch=batch, by=None)
    inviting.take_back(batch=batch, by=None)
    assert invitation_of(other) is None
    assert Response.objects.filter(pk=response.pk).exists()
    batch.refresh_from_db()
    assert batch.taken_back == 1
    assert AuditEvent.objects.filter(what="unused codes taken back").count() == 1


def test_addresses_are_forgotten_when_the_round_closes(round):
    made = invite(round, "a@example.org", "b@example.org")
    put(round, "closed")
    assert set(Invitation.objects.values_list("address", flat=True)) == {""}
    actions.reopen_round(round=round, by=None)
    assert start(round, made["b@example.org"])


@pytest.mark.parametrize("used", [0, 2])
def test_nobody_is_reminded_whose_address_was_forgotten_and_it_is_not_said_who_used_their_code(round, used):
    made = invite(round, "a@example.org", "b@example.org")
    for code in list(made.values())[:used]:
        start(round, code)
    put(round, "closed")
    actions.reopen_round(round=round, by=None)
    yesterday()
    told = inviting.reminders_of(round)
    assert (told.possible, told.due, told.unfinished, told.forgotten) == (False, False, False, True)
    with pytest.raises(NotNow, match="forgot all addresses"):
        remind(round)


def test_those_who_were_invited_since_the_round_was_opened_again_are_reminded(round):
    invite(round, "a@example.org")
    put(round, "closed")
    actions.reopen_round(round=round, by=None)
    invite(round, "b@example.org")
    told = inviting.reminders_of(round)
    assert (told.possible, told.due, told.forgotten) == (True, False, True)
    with pytest.raises(NotNow, match="once a day"):
        remind(round)
    yesterday()
    assert list(remind(round)) == ["b@example.org"]


def test_nothing_is_half_sent_any_more_where_the_addresses_are_forgotten(round):
    invite(round, *FIVE)
    yesterday()
    with pytest.raises(Killed):
        remind(round, Dying(2))
    put(round, "closed")
    assert InvitationBatch.objects.get().reminded_to is None


def test_what_is_forgotten_stays_forgotten(round):
    invite(round, "a@example.org")
    put(round, "closed")
    refused_update(InvitationBatch.objects.get(), "stays as it was made", addresses_forgotten=False)


def test_batches_whose_addresses_are_gone_are_known_as_such_after_the_migration(round):
    """As they were before the batches said so themselves."""
    fill = import_module("assessments.migrations.0010_forgotten_addresses_of_batches").mark
    shut = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round.versions.all(), joining="codes"
    )
    for one in (round, shut):
        slips(one, 2)
        start(one, invite(one, "a@example.org", "b@example.org")["b@example.org"])
    Invitation.objects.filter(batch__round=round).update(address="")
    invite(round, "c@example.org")
    put(shut, "closed")
    guards.uninstall(connection, GUARDS)
    InvitationBatch.objects.update(addresses_forgotten=False)
    fill(apps, None)
    guards.install(connection, GUARDS)
    said = InvitationBatch.objects.order_by("pk").values_list("round", "how", "addresses_forgotten")
    assert list(said) == [
        (round.pk, "slips", False),
        (round.pk, "mail", True),
        (shut.pk, "slips", False),
        (shut.pk, "mail", True),
        (round.pk, "mail", False),
    ]


def test_no_code_is_left_when_the_results_are_shared(round):
    slips(round, 3)
    put(round, "released")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("state", ["closed", "released", "archived"])
def test_nothing_is_made_or_taken_back_when_the_round_is_not_open(round, state):
    slips(round, 2)
    batch = InvitationBatch.objects.get()
    put(round, state)
    for act in (
        lambda: slips(round),
        lambda: invite(round, "a@example.org"),
        lambda: remind(round),
        lambda: inviting.take_back(batch=InvitationBatch.objects.get(pk=batch.pk), by=None),
    ):
        with pytest.raises(NotNow):
            act()
    assert InvitationBatch.objects.count() == 1


def test_no_codes_are_made_for_a_round_with_a_link_alone():
    round = factories.make_round(perspectives=factories.TWO)
    with pytest.raises(inviting.CodesNotWanted):
        slips(round)
    inviting.add_codes(round=round, by=None)
    round.refresh_from_db()
    assert round.joining == "both"
    assert slips(round)


@pytest.mark.parametrize(
    ("state", "joining"), [("draft", "link"), ("closed", "link"), ("open", "both"), ("open", "codes")]
)
def test_codes_are_added_only_to_an_open_round_that_has_a_link(state, joining):
    round = factories.make_round(perspectives=factories.TWO, joining=joining, opened=state != "draft")
    if state == "closed":
        put(round, state)
    with pytest.raises(NotNow):
        inviting.add_codes(round=round, by=None)
    round.refresh_from_db()
    assert round.joining == joining


def test_the_next_round_is_joined_as_the_one_before(round):
    put(round, "released")
    assert actions.start_next_round(assessment=round.assessment, by=None).joining == "codes"


def test_how_people_join_stays_when_the_terms_say_nothing_of_it():
    round = factories.make_round(joining="both", opened=False)
    actions.set_terms(round=round, title="T", threshold=3, closes_on=None, welcome="", by=None)
    round.refresh_from_db()
    assert round.joining == "both"


def test_a_round_that_is_deleted_takes_its_invitations_along(round):
    invite(round, "a@example.org", perspective="people")
    example._delete_rounds(Round.objects.filter(pk=round.pk))
    assert not InvitationBatch.objects.exists()
    assert not Invitation.objects.exists()


# What the database refuses

MOVES = {("link", "both")}


@pytest.mark.parametrize("old", ["link", "codes", "both"])
@pytest.mark.parametrize("new", ["link", "codes", "both"])
@pytest.mark.parametrize("state", ["draft", "open", "closed", "released"])
def test_how_people_join_is_fixed_when_a_round_has_opened(state, old, new):
    round = factories.make_round(joining=old, opened=state != "draft")
    if state != "draft":
        put(round, state)
    if old == new or state == "draft" or (state == "open" and (old, new) in MOVES):
        assert rows(round).update(joining=new) == 1
    else:
        refused_update(round, "How people join is fixed", joining=new)


def test_another_way_of_joining_is_refused():
    refused_update(factories.make_round(opened=False), "round_joining", joining="luck")


def batch_of(round, **changes):
    return InvitationBatch(**{"round": round, "how": "slips", "made": 1, **changes})


@pytest.mark.parametrize("state", ["draft", "closed", "released"])
def test_a_batch_is_refused_when_the_round_is_not_open(state):
    round = factories.make_round(joining="codes", opened=state != "draft")
    if state != "draft":
        put(round, state)
    refused_insert(batch_of(round), "open round that people join by code")


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
def test_a_batch_that_cannot_be_is_refused(round, changes, says):
    refused_insert(batch_of(round, **changes), says)


def test_a_batch_for_another_assessments_group_is_refused(round):
    other = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round.versions.all(), joining="codes"
    )
    theirs = other.assessment.perspectives.first()
    refused_insert(batch_of(round, perspective=theirs), "a group of its own")


def test_a_batch_stays_as_it_was_made(round):
    slips(round, 2, "people")
    other = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round.versions.all(), joining="codes"
    )
    batch = InvitationBatch.objects.get()
    for changes in (
        {"round": other},
        {"made": 3},
        {"perspective": None},
        {"perspective": group(round, "staff")},
        {"how": "mail", "written_on": "2026-01-01"},
    ):
        refused_update(batch, "stays as it was made", **changes)


def test_an_invitation_is_refused_where_it_does_not_belong(round):
    slips(round)
    batch = InvitationBatch.objects.get()
    invite(round, "a@example.org")
    by_mail = Invitation.objects.exclude(address="").get()
    new = {"batch": batch, "code_hash": "x" * 64}
    refused_insert(Invitation(**new, address="b@example.org"), "slip of paper was given an address")
    refused_update(by_mail, "stays where it was made", batch=batch)
    refused_update(by_mail, "stays where it was made", address="b@example.org")
    assert rows(by_mail).update(address="", code_hash="y" * 64) == 1
    put(round, "closed")
    refused_insert(Invitation(**new), "not open")
    refused_update(by_mail, "stays where it was made", code_hash="z" * 64)


def test_no_two_invitations_have_one_code(round):
    [code] = slips(round)
    new = Invitation(batch=InvitationBatch.objects.get(), code_hash=codes.hash_of(code))
    refused_insert(new, "unique|UNIQUE")


def test_a_round_cannot_close_while_it_holds_an_address(round):
    invite(round, "a@example.org")
    refused(lambda: rows(round).update(state="closed"), "forgotten before a round closes")


# What people are told


def test_what_people_are_told_goes_with_how_they_join():
    link, by_code, both = (
        " ".join(promise.in_full(5, "Larkfield Voices", joining)) for joining in ("link", "codes", "both")
    )
    assert "Anyone with the link can answer." in link
    assert "code" not in link
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
    round = factories.make_round(joining=joining)
    organisation = round.assessment.organisation.name
    assert round.promise == promise.in_full(round.threshold, organisation, joining)


# Nothing leads from an invitation to a response


def test_no_column_joins_an_invitation_and_a_response():
    """Followed through every relation but the round and its group, which hold everybody."""
    ends = {Invitation: {InvitationBatch}, InvitationBatch: {Round, group_model()}}
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


def test_no_row_that_stays_changes_when_a_code_is_used(round):
    """Not even a count: a row that is written together with a response would lead to it."""
    slips(round, 2)
    code = slips(round)[0]
    before = [list(model.objects.order_by("pk").values()) for model in (InvitationBatch, Round, AuditEvent)]
    left = set(Invitation.objects.exclude(code_hash=codes.hash_of(code)).values_list("pk", "code_hash"))
    start(round, code)
    after = [list(model.objects.order_by("pk").values()) for model in (InvitationBatch, Round, AuditEvent)]
    assert after == before
    assert set(Invitation.objects.values_list("pk", "code_hash")) == left


def test_no_error_repeats_an_address(round, monkeypatch):
    clash = codes.make_invitation()
    monkeypatch.setattr(codes, "make_invitation", lambda: clash)
    with pytest.raises(IntegrityError) as refused_:
        invite(round, "a@example.org", "b@example.org")
    assert "example.org" not in str(refused_.value)
    assert refused_.value.__suppress_context__
    assert not InvitationBatch.objects.exists()


def test_nothing_is_sent_by_making_codes(round):
    slips(round, 2)
    invite(round, "a@example.org")
    assert mail.outbox == []


def test_kinds_of_refusal_are_for_people():
    for kind in (CodeUnknown, CodeNeeded, inviting.CodesNotWanted):
        assert issubclass(kind, ValidationError)
        assert kind().messages[0].endswith(".")
