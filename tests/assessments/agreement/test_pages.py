"""The pages of the two keys: what their holders see, and what those who run the round do."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from assessments import codes
from assessments.agreement.keys import key_with, turn_key
from assessments.models import Release
from assessments.records.release_keys import ReleaseKey
from assessments.rounds import ending, lifecycle
from tests import factories
from tests.assessments.agreement.holders import round_with_keys
from tests.assessments.released import USERS, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def keyed(organisation):
    return round_with_keys(organisation)


@pytest.fixture
def lead(keyed):
    return signed_in(keyed.organisation.memberships.get(role="lead").user)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def open_key(keyed, code=None):
    client = Client()
    return client, client.post(reverse("assessments:key"), {"code": code or keyed.secret}, follow=True)


def page_of(client, keyed, name, *more):
    return words_of(client.get(reverse(f"assessments:{name}", args=[keyed.round.pk, *more])).text)


def test_a_holder_without_an_account_sees_what_they_need_and_nothing_more(keyed):
    keyed.round.expected = {"practitioners": 7}
    keyed.round.save(update_fields=["expected"])
    _client, page = open_key(keyed, codes.in_groups(keyed.secret).lower())
    said = words_of(page.text)
    assert "Larkfield crisis house" in said
    assert "6 people have sent their answers." in said
    assert "If you agree, nothing is shared yet." in said
    for unsaid in ("Title 1.1", "of 7", "key-", str(keyed.member), "Sam", "How well do we work together?"):
        assert unsaid not in said
    assert keyed.secret not in page.text + page.request["PATH_INFO"] + page.request["QUERY_STRING"]


def test_not_yet_records_nothing(keyed):
    client, page = open_key(keyed)
    before = AuditEvent.objects.count()
    left = client.post(page.request["PATH_INFO"], {"do": "leave"})
    assert "nothing else is recorded" in left.text
    assert client.get(page.request["PATH_INFO"]).status_code == 403
    assert AuditEvent.objects.count() == before
    assert not ReleaseKey.objects.exclude(turned_on=None).exists()


def test_two_holders_agree_and_the_second_is_told_what_it_does(keyed):
    member = signed_in(keyed.member)
    mine = reverse("assessments:my_key", args=[keyed.round.pk])
    assert "You have agreed." in words_of(member.post(mine, {"do": "turn"}, follow=True).text)
    assert page_of(member, keyed, "my_key").count("You can still take it back") == 1
    client, page = open_key(keyed)
    assert "the results are shared straight away" in words_of(page.text)
    done = client.post(page.request["PATH_INFO"], {"do": "turn"}, follow=True)
    assert "The results are shared with everyone who took part." in words_of(done.text)
    assert Release.objects.get().released_by is None
    assert member.get(reverse("assessments:results", args=[keyed.round.pk])).status_code == 200
    took = client.post(page.request["PATH_INFO"], {"do": "take-back"})
    assert (took.status_code, "cannot be undone" in took.text) == (409, True)


def test_taking_it_back_by_link(keyed):
    client, page = open_key(keyed)
    here = page.request["PATH_INFO"]
    client.post(here, {"do": "turn"})
    assert (
        "You have taken it back. Nothing is shared."
        in client.post(here, {"do": "take-back"}, follow=True).text
    )
    assert not ReleaseKey.objects.exclude(turned_on=None).exists()


def test_wrong_replaced_and_passed_on_codes_look_the_same_and_are_throttled(keyed, lead):
    other = round_with_keys(factories.make_organisation("Elsewhere"), version=factories.make_version("more"))
    replaced = reverse("assessments:replace_key_link", args=[keyed.round.pk, "services"])
    assert "Give this to Sam" in lead.post(replaced).text
    said = set()
    for code in (codes.make_secret(), keyed.secret):
        _client, page = open_key(keyed, code)
        said.add(
            (page.status_code, re.sub(r'(name="csrf\w+" value|name="code" value)="[^"]*"', "", page.text))
        )
    assert len(said) == 1
    assert "No key has this code." in said.pop()[1]
    _client, elsewhere = open_key(other)
    assert elsewhere.status_code == 200
    assert [open_key(keyed, codes.make_secret())[1].status_code for _ in range(30)][-1] == 429


@pytest.mark.parametrize(
    ("state", "words"), [("open", "People are still answering."), ("ended", "has ended without results")]
)
def test_a_key_says_how_things_stand(organisation, state, words):
    keyed = round_with_keys(organisation, state="open")
    if state == "ended":
        ending.end_round(round_=keyed.round, by=None, reason="Too few.")
    client, page = open_key(keyed)
    assert words in words_of(page.text)
    assert "I agree" not in page.text
    refused = client.post(page.request["PATH_INFO"], {"do": "turn"})
    assert refused.status_code == 409


def test_those_who_run_it_see_which_keys_are_turned_on_every_page_of_the_round(keyed, lead):
    turn_key(key=keyed.round.release_keys.get(side="people"), by=keyed.member)
    for name in ("round", "release"):
        said = page_of(lead, keyed, name)
        assert re.search(rf"People and communities ?: {keyed.member} agreed on", said)
        assert re.search(r"Services and professionals ?: Sam has not agreed yet", said)
    assert "We have no e-mail address" not in page_of(lead, keyed, "round") + page_of(lead, keyed, "keys")
    ReleaseKey.objects.filter(name="Sam").update(address="")
    for name in ("round", "keys"):
        assert "so nobody has written to them" in page_of(lead, keyed, name), "those who run it tell Sam"
    assert "Share the results with everyone" not in page_of(lead, keyed, "release")
    told = lead.post(reverse("assessments:release", args=[keyed.round.pk]), follow=True)
    assert "They have not yet." in told.text
    assert not Release.objects.exists()


def test_setting_up_leads_to_the_keys_and_a_round_opens_with_both(organisation):
    facilitator = factories.make_member(organisation, "facilitator")
    client, round_ = signed_in(facilitator), factories.make_round(organisation=organisation, opened=False)
    terms = {"title": "Round 1", "threshold": "3", "joining": "link", "two_keys": "on"}
    after = client.post(reverse("assessments:terms", args=[round_.pk]), terms)
    assert after["Location"] == reverse("assessments:keys", args=[round_.pk])
    refused = client.post(reverse("assessments:open", args=[round_.pk]), follow=True)
    assert "Name who holds each of the two keys first." in refused.text
    side = lambda one: reverse("assessments:name_key", args=[round_.pk, one])  # noqa: E731
    assert "Choose a member, or write the name" in client.post(side("people"), {}).text
    client.post(side("people"), {"name": "Kit", "address": "kit@example.org"})
    [sent] = mail.outbox
    assert key_with(re.search(r"#(\w+)", sent.body)[1]).name == "Kit"
    client.post(side("services"), {"member": str(facilitator.pk)})
    assert "Two people both have to agree" in page_of(client, type("", (), {"round": round_}), "round")
    client.post(reverse("assessments:open", args=[round_.pk]))
    round_.refresh_from_db()
    assert round_.state == "open"
    assert any("Larkfield Voices has chosen the two" in line for line in round_.promise)
    lead_only = client.post(side("people"), {"name": "Ash", "address": "ash@example.org"})
    assert lead_only.status_code == 403


def test_a_link_is_shown_only_once_and_only_to_who_made_it(keyed, lead):
    page = reverse("assessments:name_key", args=[keyed.round.pk, "services"])
    made = lead.post(page, {"name": "Ash"})
    assert "Give this to Ash" in made.text
    code = re.search(r"/key/#(\w+)", made.text)[1]
    assert key_with(code).name == "Ash"
    assert code not in page_of(lead, keyed, "keys") + page_of(lead, keyed, "round")


def test_a_round_without_keys_has_no_page_of_them(organisation):
    plain = factories.make_round(organisation=organisation)
    lifecycle.close_round(round_=plain, by=None)
    client = signed_in(organisation.memberships.get(role="lead").user)
    assert client.get(reverse("assessments:keys", args=[plain.pk])).status_code == 404
    assert "two keys" not in client.get(reverse("assessments:round", args=[plain.pk])).text.lower()


def test_people_who_took_part_are_told_what_the_results_wait_for(keyed):
    secret = codes.make_secret()
    lifecycle.reopen_round(round_=keyed.round, by=keyed.member)
    factories.respond(keyed.round, USERS, {"s1-q1": 1}, secret=secret)
    person = Client()
    person.post(reverse("assessments:enter"), {"code": secret})
    told = words_of(person.get(reverse("assessments:join_results", args=[keyed.round.join_code])).text)
    assert "Two people, one for people and communities" in told
    assert "one for each side" in page_of(signed_in(keyed.member), keyed, "round")
