"""The pages of invitations: what people type, press and see; what is printed, sent and left behind."""

import re

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.models import Response, Round
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.rounds import lifecycle
from tests import factories
from tests.assessments.invitations.actions.steps import invite, slips
from tests.assessments.invitations.pages.visits import ENTER, Invited, enter, page_of
from tests.assessments.responses.pages.participants import (
    Person,
    browser,
    hidden,
    put,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# Typing a code, and pressing Start


def test_a_code_leads_to_the_start_page_and_is_used_only_by_start(round_):
    [code] = slips(round_, 1, "staff")
    for _ in range(3):
        assert browser().get(ENTER).status_code == 200
        person = Invited(round_, codes.in_groups(code).lower())
        page = text_of(person.get("join"))
        assert "You start as one of this group:" in page
        assert 'name="perspective"' not in page
    assert Invitation.objects.count() == 1
    assert person.begin()["Location"] == person.url("questions")
    assert person.response.perspective.code == "staff"
    assert not Invitation.objects.exists()
    assert person.client.cookies["invitation"].value == ""


def test_the_code_stands_in_no_address_and_no_page_once_it_is_typed(round_):
    [code] = slips(round_)
    person = Invited(round_, code)
    page = text_of(person.get("join"))
    started = person.begin(perspective="people")
    for text in (page, started["Location"], text_of(person.get("keep"))):
        assert code not in text
        assert codes.in_groups(code) not in text


def test_the_code_rests_in_a_cookie_for_this_round_and_no_script(round_):
    [code] = slips(round_)
    _client, page = enter(code)
    cookie = page.cookies["invitation"]
    assert cookie["path"] == reverse("assessments:join", args=[round_.join_code])
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_the_person_chooses_a_group_when_the_code_is_for_anyone(round_):
    person = Invited(round_, slips(round_)[0])
    refused = person.begin()
    assert refused.status_code == 400
    assert "First choose which group you are in" in text_of(refused)
    assert person.begin(perspective="people").status_code == 302
    assert person.response.perspective.code == "people"


def test_start_pressed_twice_begins_once(round_):
    slips(round_, 2)
    person = Invited(round_, slips(round_, 1, "staff")[0])
    shown = hidden(person.get("join"))
    assert [person.send("join", shown).status_code for _ in range(2)] == [302, 302]
    assert (Response.objects.count(), Invitation.objects.count()) == (1, 2)


def test_a_second_device_with_the_same_code_is_told_as_for_a_wrong_one(round_):
    [code] = slips(round_, 1, "staff")
    one, two = Invited(round_, code), Invited(round_, code)
    shown = hidden(two.get("join"))
    one.begin()
    late = two.send("join", shown)
    assert late.status_code == 400
    assert "We cannot find this code." in text_of(late)
    assert "You need a code to start" in text_of(late)
    assert two.client.cookies["invitation"].value == ""
    assert Response.objects.count() == 1


def test_wrong_used_taken_back_and_closed_codes_look_the_same(round_, organisation):
    used, taken_back = slips(round_)[0], slips(round_)[0]
    Invited(round_, used).begin(perspective="people")
    invitation_actions.take_back(batch=InvitationBatch.objects.last(), by=None)
    shut = factories.make_round(
        organisation=organisation, versions=round_.versions.all(), perspectives=factories.TWO, joining="codes"
    )
    [too_late] = slips(shut)
    put(shut, "closed")
    tried = [used, taken_back, too_late, codes.make_invitation(), codes.make_secret(), codes.make_join_code()]
    pages = [enter(code)[1] for code in tried]
    assert [page.status_code for page in pages] == [400] * len(tried)
    texts = {re.sub(r'value="[^"]*"', "", text_of(page)) for page in pages}
    assert len(texts) == 1
    assert "We cannot find this code." in texts.pop()
    assert all("invitation" not in page.cookies for page in pages)


@pytest.mark.parametrize("spoil", [lambda c: c[:8], lambda c: c[:-1], lambda c: "", lambda c: c + c])
def test_half_a_code_is_told_when_typed(round_, spoil):
    [code] = slips(round_)
    _client, page = enter(spoil(code))
    assert page.status_code == 400
    assert "We cannot find" not in text_of(page)


def test_a_code_typed_with_look_alikes_is_known(round_):
    while "0" not in (code := slips(round_)[0]) and "1" not in code:
        pass
    typed = code.replace("0", "o").replace("1", "l")
    assert enter(typed)[1].status_code == 302


def test_codes_cannot_be_tried_without_end(round_):
    client = browser()
    tries = [enter(codes.make_invitation(), client)[1].status_code for _ in range(32)]
    assert tries == [400] * 31 + [429]
    assert enter(slips(round_)[0], client)[1].status_code == 429


def test_good_invitations_do_not_count_as_tries(round_):
    client = browser()
    assert {enter(code, client)[1].status_code for code in slips(round_, 40)} == {302}


def test_a_browser_without_cookies_uses_no_code(round_):
    [code] = slips(round_, 1, "staff")
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert strict.post(ENTER, {"code": code}).status_code == 403
    person = Invited(round_, code)
    shown = hidden(person.get("join"))
    person.client.cookies.clear()
    page = person.send("join", shown)
    assert page.status_code == 400
    assert "Press the button again" in text_of(page)
    assert Invitation.objects.count() == 1
    assert "You need a code to start" in text_of(person.get("join"))


def test_a_start_page_of_an_invitation_starts_nobody_without_the_code(both):
    """Whoever leaves takes the code along; the page behind the Back button must not start in no group."""
    person = Invited(both, slips(both, 1, "staff")[0])
    shown = hidden(person.get("join"))
    person.client.post(person.url("leave"))
    page = person.send("join", shown)
    assert page.status_code == 400
    assert 'name="perspective"' in text_of(page)
    assert not Response.objects.exists()


@pytest.mark.parametrize("kind", ["garbage", "unsigned", "forged", "another rounds", "old"])
def test_a_cookie_that_is_not_good_lets_nobody_in(round_, organisation, kind, monkeypatch):
    [code] = slips(round_)
    signer = signing.get_cookie_signer(salt="invitation" + "assessments.visits.invitation")
    other = factories.make_round(
        organisation=organisation, versions=round_.versions.all(), perspectives=factories.TWO, joining="codes"
    )
    now = signing.time.time()
    with monkeypatch.context() as past:
        past.setattr(signing.time, "time", lambda: now - 60 * 60 * 5)
        old = signer.sign(code)
    value = {
        "garbage": "é:ÿ:x",
        "unsigned": code,
        "forged": signing.get_cookie_signer(salt="x").sign(code),
        "another rounds": signer.sign(slips(other)[0]),
        "old": old,
    }[kind]
    person = Person(round_)
    person.client.cookies["invitation"] = value
    assert "You need a code to start" in text_of(person.get("join"))
    shown = {"start": "", "perspective": "people"}
    assert person.send("join", shown).status_code in (400, 409)
    assert not Response.objects.exists()
    assert Invitation.objects.filter(batch__round=round_).count() == 1


# Ways of joining


def test_a_round_by_code_asks_for_it_kindly_and_starts_nobody_without(round_):
    person = Person(round_)
    page = text_of(person.get("join"))
    assert "You need a code to start" in page
    assert f'action="{ENTER}"' in page
    assert "About this" in page
    assert 'name="start"' not in page
    started = Person(factories.make_round(
        organisation=factories.make_organisation("E"), versions=round_.versions.all(),
        perspectives=factories.TWO,
    ))  # fmt: skip
    token = hidden(started.get("join"))["start"]
    assert person.send("join", {"start": token, "perspective": "people"}).status_code == 400
    assert not Response.objects.exists()


def test_an_open_start_page_from_before_does_not_start_anyone_by_code_alone(round_, monkeypatch):
    """The page's token is good, but there is no code."""
    monkeypatch.setattr(Round, "has_link", property(lambda self: True))
    person = Person(round_)
    shown = {**hidden(person.get("join")), "perspective": "people"}
    monkeypatch.undo()
    page = person.send("join", shown)
    assert page.status_code == 409
    assert "You need a code to start." in text_of(page)
    assert not Response.objects.exists()


def test_by_either_way_the_link_works_and_so_does_a_code(both):
    assert Person(both).start().response.perspective.code == "people"
    invited = Invited(both, slips(both, 1, "staff")[0])
    invited.begin()
    assert invited.response.perspective.code == "staff"


def test_leaving_takes_a_code_that_was_not_used_off_the_device(round_):
    [code] = slips(round_, 1, "staff")
    person = Invited(round_, code)
    assert "Not your invitation?" in text_of(person.get("join"))
    person.client.post(person.url("leave"))
    assert "You need a code to start" in text_of(person.get("join"))
    assert Invited(round_, code).begin().status_code == 302


def test_a_code_typed_where_somebody_is_answering_is_not_used(round_):
    one, other = slips(round_, 2, "staff")
    person = Invited(round_, one)
    person.begin()
    enter(other, person.client)
    page = text_of(person.get("join"))
    assert "You have started already" in page
    assert Invitation.objects.count() == 1
    assert Response.objects.count() == 1


@pytest.mark.parametrize("joining", ["link", "codes", "both"])
def test_it_is_chosen_how_people_join(runs, organisation, joining):
    round_ = factories.make_round(organisation=organisation, opened=False)
    page = runs.get(page_of(round_, "joining")).text
    assert 'name="joining" value="link"' in page
    runs.post(page_of(round_, "joining"), {"joining": joining})
    round_.refresh_from_db()
    assert round_.joining == joining
    lifecycle.open_round(round_=round_, by=None)
    opened = runs.get(page_of(round_)).text
    assert ("Get a poster" in opened) is (joining != "codes")
    assert ("Print slips" in opened) is (joining != "link")


def test_a_way_of_joining_that_is_none_is_refused(runs, organisation):
    round_ = factories.make_round(organisation=organisation, opened=False)
    page = runs.post(page_of(round_, "joining"), {"joining": "luck"}).text
    assert "Choose how people join, from the list." in page


def test_the_page_of_a_round_by_code_shows_no_link(runs, round_):
    page = runs.get(page_of(round_, "round")).text
    assert "Next: give out the codes" in page
    assert codes.in_groups(round_.join_code) not in page
    assert page_of(round_) in page


def test_codes_are_added_to_a_link_at_a_press(runs, organisation):
    round_ = factories.make_round(organisation=organisation)
    assert "Print slips" not in runs.get(page_of(round_)).text
    page = runs.post(page_of(round_, "add_codes"), follow=True).text
    assert "The link works as before." in page
    assert "Print slips" in page
    asked = runs.get(page_of(round_, "stop_codes"))
    assert "You have not made any codes" in asked.text
    round_.refresh_from_db()
    slips(round_)
    assert "Someone who holds one is told" in runs.get(page_of(round_, "stop_codes")).text
    page = runs.post(page_of(round_, "stop_codes"), follow=True).text
    assert "Codes have stopped." in page
    assert "Print slips" not in page
    runs.post(page_of(round_, "add_codes"))
    assert (
        "only to an open round that has a link" in runs.post(page_of(round_, "add_codes"), follow=True).text
    )


@pytest.mark.parametrize("name", ["ways_in", "slips", "invite", "poster", "large_poster"])
@pytest.mark.parametrize("state", ["closed", "released"])
def test_a_page_leads_back_when_the_round_is_not_open(runs, both, name, state):
    put(both, state)
    response = runs.get(page_of(both, name), follow=True)
    assert response.redirect_chain == [(page_of(both, "round"), 302)]
    assert 'role="status"' in response.text


@pytest.mark.parametrize("name", ["slips", "invite"])
def test_no_codes_are_offered_where_people_join_by_link_alone(runs, organisation, name):
    round_ = factories.make_round(organisation=organisation)
    response = runs.post(page_of(round_, name), {"number": "3", "addresses": "a@example.org"}, follow=True)
    assert response.redirect_chain == [(page_of(round_), 302)]
    assert not InvitationBatch.objects.exists()


def test_another_rounds_batch_cannot_be_taken_back(runs, round_):
    elsewhere = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round_.versions.all(), joining="codes"
    )
    slips(elsewhere)
    theirs = InvitationBatch.objects.get()
    assert runs.post(page_of(round_, "take_back", theirs.pk)).status_code == 404
    assert Invitation.objects.count() == 1


def test_taking_back_is_asked_once_more(runs, round_):
    slips(round_, 3)
    batch = InvitationBatch.objects.get()
    assert "Take back the unused codes?" in runs.get(page_of(round_, "take_back", batch.pk)).text
    assert Invitation.objects.count() == 3
    page = runs.post(page_of(round_, "take_back", batch.pk), follow=True).text
    assert "no longer work" in page
    assert "Taken back" in page
    assert not Invitation.objects.exists()


def test_the_overview_tells_counts_in_steps_and_never_an_address(runs, round_):
    made = invite(round_, *[f"p{n}@example.org" for n in range(7)], perspective="people")
    for code in list(made.values())[:5]:
        Invited(round_, code).begin()
    page = text_of(runs.get(page_of(round_)))
    assert "Fewer than 3" in page
    assert "example.org" not in page.split("<main")[1]
    Response.objects.update(submitted=True)
    assert "3 or more" in text_of(runs.get(page_of(round_)))


def test_the_overview_costs_the_same_for_any_number_of_batches(runs, round_, django_assert_num_queries):
    slips(round_, 2)
    runs.get(page_of(round_))
    for _ in range(2):
        with django_assert_num_queries(8):
            page = text_of(runs.get(page_of(round_)))
        for _ in range(10):
            slips(round_, 2, "staff")
    assert page.count('data-label="Codes"') == 11
