"""Two people agree before results are shared: nobody sees any before, and no one person can do both."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEvent, Membership
from assessments import codes
from assessments.agreement.keys import (
    KeyRefused,
    key_with,
    name_holder,
    replace_link,
    take_key_back,
    turn_key,
)
from assessments.deletion import actions as deletion
from assessments.models import Release, Round
from assessments.records.release_keys import ReleaseKey, keys_of
from assessments.release.actions import KeysMissing, release_round
from assessments.reports.build import build_report
from assessments.rounds import ending, lifecycle, setup
from assessments.rounds.errors import NotAllowedNow, ReasonNeeded
from tests import factories
from tests.assessments.agreement.holders import round_with_keys
from tests.assessments.days import ahead, said
from tests.assessments.dumps import dump, shapes_of
from tests.assessments.guards.refusals import (
    refused_delete,
    refused_insert,
    refused_update,
    rows,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def keyed():
    return round_with_keys()


def key(keyed, side):
    return ReleaseKey.objects.current().select_related("round", "user").get(round=keyed.round, side=side)


def turn(keyed, side, by="holder", **more):
    if by == "holder":
        by = keyed.member if side == "people" else None
    return turn_key(key=key(keyed, side), by=by, **more)


def happened(*whats):
    return list(AuditEvent.objects.filter(what__in=whats).order_by("pk").values_list("what", flat=True))


@pytest.mark.parametrize("order", [("people", "services"), ("services", "people")])
def test_whoever_turns_the_second_key_releases_the_results(keyed, order):
    first, second = order
    assert turn(keyed, first) is None
    assert not Release.objects.exists()
    release = turn(keyed, second)
    assert release.round.state == "released"
    assert turn(keyed, second) == release  # pressed again
    assert release.released_by == (keyed.member if second == "people" else None)
    assert happened("key turned", "results released") == ["key turned", "key turned", "results released"]


@pytest.mark.parametrize("turned", [[], ["people"], ["services"]])
def test_nobody_releases_while_a_key_is_missing_not_even_past_the_software(keyed, turned):
    for side in turned:
        turn(keyed, side)
    with pytest.raises(KeysMissing):
        release_round(round_=keyed.round, by=keyed.member)
    Round.objects.filter(pk=keyed.round.pk).update(state="released")
    stolen = Release(
        round=keyed.round, results={}, rules=2, people=6, released_on=ahead(0), released_by=keyed.member
    )
    refused_insert(stolen, "Both keys are turned")


def test_a_key_can_be_taken_back_until_the_second_is_turned(keyed):
    turn(keyed, "people")
    take_key_back(key=key(keyed, "people"), by=keyed.member)
    assert turn(keyed, "services") is None
    assert turn(keyed, "people").people == 6
    with pytest.raises(NotAllowedNow, match="cannot be undone"):
        take_key_back(key=key(keyed, "services"), by=None)
    assert happened("key turned", "key taken back") == [
        "key turned", "key taken back", "key turned", "key turned",
    ]  # fmt: skip


def test_a_key_is_its_holders_alone(keyed):
    lead = keyed.organisation.memberships.get(role="lead").user
    for by in (None, lead):
        with pytest.raises(KeyRefused, match="Somebody else holds"):
            turn(keyed, "people", by=by)
    keyed.organisation.memberships.filter(user=keyed.member).delete()
    with pytest.raises(KeyRefused, match="Somebody else holds"):
        turn(keyed, "people")
    with pytest.raises(KeyRefused, match="You have the other key"):
        turn(keyed, "services", by=keyed.member)  # with the link in hand, and signed in
    assert not ReleaseKey.objects.exclude(turned_on=None).exists()


def test_a_round_opens_only_once_both_keys_have_somebody():
    draft = round_with_keys(state="draft").round
    key_ = draft.release_keys.get(side="people")
    key_.user.delete()
    with pytest.raises(NotAllowedNow, match="Name who holds"):
        lifecycle.open_round(round_=draft, by=None)
    terms = {"title": "Round 1", "threshold": 3, "closes_on": None, "welcome": "", "by": None}
    setup.set_terms(round_=draft, **terms, two_keys=False)
    assert not draft.release_keys.exists()
    lifecycle.open_round(round_=draft, by=None)


@pytest.mark.parametrize("state", ["draft", "open"])
def test_keys_turn_only_while_the_round_is_closed(state):
    keyed = round_with_keys(state=state)
    with pytest.raises(NotAllowedNow):
        turn(keyed, "people")
    refused_update(key(keyed, "people"), "while the round is closed", turned_on=ahead(0))


def test_a_round_that_opens_again_has_neither_key_turned(keyed):
    turn(keyed, "people")
    lifecycle.reopen_round(round_=keyed.round, by=keyed.member)
    lifecycle.close_round(round_=keyed.round, by=None)
    assert turn(keyed, "services") is None


def test_a_round_may_still_end_without_results(keyed):
    turn(keyed, "people")
    ending.end_round(round_=keyed.round, by=None, reason="Too few.")
    with pytest.raises(NotAllowedNow):
        turn(keyed, "services")
    deletion.delete_round(round_=keyed.round, by=None)
    assert not ReleaseKey.objects.exists()


def test_a_key_is_passed_on_before_it_is_turned_and_the_results_say_so(keyed):
    lead = keyed.organisation.memberships.get(role="lead").user
    new = codes.make_secret()
    name_holder(
        round_=keyed.round, side="services", name="Ash", secret=new, address="ash@example.org", by=lead
    )
    assert key_with(keyed.secret) is None
    turn(keyed, "people")
    with pytest.raises(KeyRefused, match="stays with its holder"):
        name_holder(round_=keyed.round, side="people", member=lead, by=lead)
    release = turn(keyed, "services")
    told = build_report(release).notices[:2]
    assert told == (
        "Two people, one for each side, agreed before these results were shared.",
        f"The key of services and professionals was passed on to somebody else on {said(ahead(0))}.",
    )
    assert happened("key passed on") == ["key passed on"]
    with pytest.raises(NotAllowedNow):
        name_holder(round_=keyed.round, side="people", member=lead, by=lead)


def test_a_lost_link_is_replaced_for_the_same_person_and_only_the_trail_says_so(keyed):
    lead = keyed.organisation.memberships.get(role="lead").user
    new = codes.make_secret()
    replace_link(key=key(keyed, "services"), secret=new, by=lead)
    assert key_with(keyed.secret) is None
    assert key_with(codes.in_groups(new).lower()) == key(keyed, "services")
    turn(keyed, "services")
    with pytest.raises(KeyRefused, match="turned"):
        replace_link(key=key(keyed, "services"), secret=codes.make_secret(), by=lead)
    release = turn(keyed, "people")
    assert len([one for one in build_report(release).notices if "key" in one]) == 0
    assert happened("link of a key replaced") == ["link of a key replaced"]


# One person never has both


def give(keyed, side, by, **who):
    if "name" in who:
        who["secret"] = codes.make_secret()
    return name_holder(round_=keyed.round, side=side, by=by, **who)


@pytest.fixture
def fresh(organisation):
    """A round with no holder yet, and two people who run it."""
    keyed = round_with_keys(organisation, state="draft")
    ReleaseKey.objects.all().delete()
    keyed.one = factories.make_member(organisation, "lead", "one@example.org")
    keyed.two = factories.make_member(organisation, "facilitator", "two@example.org")
    return keyed


ONE_PERSON = {
    "holds the other": ({"member": "one"}, {"member": "one"}),
    "was shown the other’s link": ({"name": "Sam"}, {"member": "one"}),
    "holds one, and would be shown the other": ({"member": "one"}, {"name": "Sam"}),
    "was shown one link, and would be the other": ({"name": "Sam"}, {"name": "Kit"}),
    "one address": (
        {"name": "Sam", "address": "Sam@example.org"},
        {"name": "Kit", "address": "sam@example.org"},
    ),
    "the address of an account": ({"member": "one"}, {"name": "Sam", "address": "One@example.org "}),
}


@pytest.mark.parametrize("case", ONE_PERSON)
def test_no_one_person_has_both_keys_in_hand(fresh, case):
    first, second = (
        {name: getattr(fresh, who) if name == "member" else who for name, who in given.items()}
        for given in ONE_PERSON[case]
    )
    give(fresh, "people", fresh.one, **first)
    with pytest.raises(KeyRefused):
        give(fresh, "services", fresh.one, **second)
    assert ReleaseKey.objects.count() == 1
    if case.startswith(("was shown one", "holds one")):
        give(fresh, "services", fresh.two, **second)  # somebody else can be shown it


def test_the_database_refuses_one_person_with_both(fresh):
    one = give(fresh, "people", fresh.one, member=fresh.one)
    other = give(fresh, "services", fresh.two, name="Sam")
    refused_update(other, user=fresh.one, secret_hash=None)
    lifecycle.open_round(round_=fresh.round, by=None)
    lifecycle.close_round(round_=fresh.round, by=None)
    rows(one).update(turned_on=ahead(0))
    rows(other).update(seen_by=fresh.one)
    refused_update(other, "by its holder alone", turned_on=ahead(0))
    refused_update(one, side="services")
    refused_update(one, passed_on=ahead(0))
    refused_update(one, user=fresh.two)
    refused_delete(one, "goes only with its round")
    turned = ReleaseKey(round=fresh.round, side="people", user=fresh.two, turned_on=ahead(0))
    refused_insert(turned, "is not turned yet")


def test_whether_two_keys_are_asked_for_is_fixed_once_the_round_opens(keyed):
    refused_update(keyed.round, "fixed once it opens", two_keys=False)
    plain = factories.make_round([factories.make_version("plain")], organisation=keyed.organisation)
    refused_insert(ReleaseKey(round=plain, side="people", name="Sam", secret_hash="0" * 64), "asks for two")


def test_results_before_the_day_that_people_were_told_need_a_reason_of_the_second(keyed):
    Round.objects.filter(pk=keyed.round.pk).update(closes_on=ahead(3), told_until=ahead(3))
    assert turn(keyed, "people") is None
    with pytest.raises(ReasonNeeded):
        turn(keyed, "services")
    assert not key(keyed, "services").is_turned
    assert turn(keyed, "services", reason="All have answered.").round.early_reason == "All have answered."


def test_the_account_of_a_holder_can_go(keyed):
    turn(keyed, "people")
    deletion.delete_account(user=keyed.member)
    found = key(keyed, "people")
    assert (found.is_turned, found.holder) == (True, "somebody whose account is deleted")
    assert turn(keyed, "services").people == 6


def test_no_secret_of_a_key_is_stored_or_logged_and_no_address_once_results_are_shared(log):
    keyed = round_with_keys()
    assert keyed.secret in mail.outbox[0].body
    assert "services" not in mail.outbox[0].body.lower()
    turn(keyed, "people")
    turn(keyed, "services")
    written = "\n".join(dump().values()) + "\n".join(log)
    assert not [shape for shape in [*shapes_of(keyed.secret), "sam@example.org"] if shape in written]


TELLING = r"service user|people and communities|professional|practitioner|\b[36]\b"


def test_both_holders_are_told_once_when_the_round_closes_and_nothing_of_it(settings):
    keyed = round_with_keys(state="open")
    mail.outbox.clear()
    lifecycle.close_round(round_=keyed.round, by=None)
    told = {message.to[0]: f"{message.subject}\n{message.body}" for message in mail.outbox}
    assert set(told) == {keyed.member.email, "sam@example.org"}
    key_page = reverse("assessments:my_key", args=[keyed.round.pk])
    for address, page in ((keyed.member.email, key_page), ("sam@example.org", reverse("assessments:key"))):
        link = settings.SITE_URL + page
        assert f"{link}\n" in told[address]
        assert "Larkfield crisis house" in told[address]
        assert not re.search(TELLING, told[address].replace(link, "").lower())
        assert keyed.secret not in told[address]
    mail.outbox.clear()
    lifecycle.reopen_round(round_=keyed.round, by=None)
    Membership.objects.filter(user=keyed.member).delete()
    lifecycle.close_round(round_=keyed.round, by=None)
    assert [message.to for message in mail.outbox] == [["sam@example.org"]], "no member, no key to turn"


@pytest.mark.parametrize("how", ["released", "ended", "passed on", "replaced"])
def test_the_address_of_a_holder_with_a_link_is_kept_no_longer_than_needed(how):
    keyed = round_with_keys()
    lead = keyed.organisation.memberships.get(role="lead").user
    assert key(keyed, "services").address == "sam@example.org"
    match how:
        case "released":
            turn(keyed, "people")
            turn(keyed, "services")
        case "ended":
            ending.end_round(round_=keyed.round, by=None, reason="Too few took part.")
        case "passed on":
            name_holder(round_=keyed.round, side="services", name="Kim", secret=codes.make_secret(), by=lead)
        case "replaced":
            replace_link(key=key(keyed, "services"), secret=codes.make_secret(), by=lead)
    assert not ReleaseKey.objects.exclude(address="").exists()
    assert "sam@example.org" not in "\n".join(dump().values())


def test_a_copy_and_a_next_round_ask_for_two_keys_as_well(keyed):
    turn(keyed, "people")
    turn(keyed, "services")
    following = setup.start_next_round(assessment=keyed.round.assessment, by=None)
    assert (following.two_keys, keys_of(following)) == (True, [])
    named = {"title": "Ward 7", "purpose": "audit", "about": "How?", "partners": ""}
    copy = setup.copy_assessment(of=keyed.round, organisation=keyed.organisation, **named, by=keyed.member)
    assert (copy.two_keys, keys_of(copy)) == (True, [])


def test_two_who_turn_their_keys_at_the_same_moment_make_one_release(transactional_db):
    keyed = round_with_keys(people=1)
    keys = [key(keyed, "people"), key(keyed, "services"), key(keyed, "people"), key(keyed, "services")]
    connection.close()
    came = at_once(
        *[
            lambda one=one: turn_key(key=one, by=keyed.member if one.side == "people" else None)
            for one in keys
        ]
    )
    assert Release.objects.count() == 1
    assert {one.pk for one in came if one} == {Release.objects.get().pk}
    assert sorted(happened("key turned", "results released")) == ["key turned"] * 2 + ["results released"]


def test_a_key_that_is_taken_back_while_the_other_turns_leaves_one_or_the_other(transactional_db):
    keyed = round_with_keys(people=1)
    turn(keyed, "people")
    keys = key(keyed, "people"), key(keyed, "services")
    at_once(
        lambda: take_key_back(key=keys[0], by=keyed.member),
        lambda: turn_key(key=keys[1], by=None),
    )
    shared, turned = Release.objects.count(), ReleaseKey.objects.exclude(turned_on=None).count()
    assert (shared, turned) in {(1, 2), (0, 1)}
