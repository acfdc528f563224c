"""The pages of people who take part, above all with input that is wrong, old, forged or late.

Each time: words that say what happened, the right status, nothing half stored, nothing typed lost.
"""

import re

import pytest
from django.core import signing
from django.urls import reverse

from assessments import codes
from assessments.models import Response
from assessments.rounds.setup import PerspectiveRow
from tests import factories
from tests.assessments.responses.pages.participants import (
    PAGES,
    Person,
    browser,
    hidden,
    sign,
    text_of,
    with_cookie,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# The way through


def test_a_person_answers_checks_and_sends_when_all_is_well(person):
    saved = person.post("part", s1_q1_answer="3", s1_q2_answer="dont_know")
    assert saved["Location"].endswith("/part/2/")
    assert person.answers() == {
        "s1-q1": 3,
        "s1-q2": "dont_know",
    }
    assert person.post("check", show_if_few="yes")["Location"].endswith("/sent/")
    assert "Your answers are sent" in text_of(person.get("sent"))
    assert (person.response.submitted, person.response.show_if_few) == (True, True)


def test_a_person_comes_back_when_typing_their_code_on_another_device(person):
    person.post("part", s1_q1_answer="3")
    other = Person(person.round)
    typed = codes.in_groups(person.secret).lower()
    back = other.client.post(reverse("assessments:enter"), {"code": typed})
    assert back["Location"] == person.url("mine")
    assert other.answers()["s1-q1"] == 3


def test_nothing_is_used_up_when_a_mail_scanner_opens_the_link(person):
    for _ in range(3):
        assert browser().get(reverse("assessments:enter")).status_code == 200
    assert (
        Person(person.round).client.post(reverse("assessments:enter"), {"code": person.secret}).status_code
        == 302
    )


# Starting


def test_one_response_is_made_when_start_is_pressed_twice(round_):
    person = Person(round_)
    data = {**hidden(person.get("join")), "perspective": "people"}
    assert [person.send("join", data).status_code for _ in range(2)] == [302, 302]
    assert Response.objects.count() == 1


def test_no_second_response_is_made_when_an_older_start_page_is_used(round_):
    """Two tabs: what was answered in the first stays the answers of this device."""
    person = Person(round_)
    older = {**hidden(person.get("join")), "perspective": "staff"}
    person.start()
    again = person.send("join", older)
    assert again.status_code == 409
    assert "You have already started on this device" in text_of(again)
    assert Response.objects.count() == 1


@pytest.mark.parametrize("perspective", [None, "", "martians", "none", "people\0", "é" * 500])
def test_nobody_starts_when_the_perspective_is_none_of_the_choices(round_, perspective):
    page = Person(round_).post("join", perspective=perspective)
    assert page.status_code == 400
    assert text_of(page).count("First choose which group you are in") == 2, (
        "at the top, and where it is mended"
    )
    assert not Response.objects.exists()


def test_nobody_starts_with_another_assessments_perspective_when_forged(round_):
    factories.make_round(organisation=factories.make_organisation("E"), versions=round_.versions.all())
    page = Person(round_).post("join", perspective="carers-and-family")
    assert page.status_code == 400
    assert not Response.objects.exists()


def test_a_perspective_called_none_can_be_chosen_when_named_so():
    rows = [PerspectiveRow("None", "None", "people"), PerspectiveRow("Staff", "Staff", "services")]
    round_ = factories.make_round(perspectives=rows)
    assert Person(round_).start("none").response.perspective.label == "None"
    assert Person(round_).start("(none)").response.perspective is None


def forged(round_):
    return signing.dumps({"round": round_.pk, "secret": codes.make_secret()}, salt="another")


def of_another_round(round_):
    other = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round_.versions.all()
    )
    return hidden(Person(other).get("join"))["start"]


def a_day_old(round_, monkeypatch):
    now = signing.time.time()
    with monkeypatch.context() as past:
        past.setattr(signing.time, "time", lambda: now - 60 * 60 * 25)
        return hidden(Person(round_).get("join"))["start"]


@pytest.mark.parametrize(
    "kind", ["missing", "empty", "garbage", "nul", "long", "forged", "other round", "old"]
)
def test_nobody_starts_when_the_start_page_is_old_or_forged(round_, kind, monkeypatch):
    start = {
        "missing": lambda: None,
        "empty": lambda: "",
        "garbage": lambda: "é:🙂:x",
        "nul": lambda: "\0:\0:\0",
        "long": lambda: "a:b:" + "x" * 100_000,
        "forged": lambda: forged(round_),
        "other round": lambda: of_another_round(round_),
        "old": lambda: a_day_old(round_, monkeypatch),
    }[kind]()
    page = Person(round_).post("join", perspective="people", start=start)
    assert page.status_code == 400
    assert "This page was open for a long time. Press the button again." in text_of(page)
    assert 'value="people" checked' in text_of(page)
    assert not round_.responses.exists()


def cookies(person, monkeypatch):
    """By kind: what somebody might hold instead of a cookie of theirs."""
    now, secret = signing.time.time(), person.secret
    with monkeypatch.context() as past:
        past.setattr(signing.time, "time", lambda: now - 60 * 60 * 5)
        old = sign(secret)
    return {
        "none": "",
        "garbage": "é:ÿ:x",
        "unsigned": secret,
        "forged": sign(secret, salt="another"),
        "old": old,
        "unknown": sign(codes.make_secret()),
        "nonsense": sign("not a secret"),
        "join code": sign(person.round.join_code),
    }


@pytest.mark.parametrize(
    "kind", ["none", "garbage", "unsigned", "forged", "old", "unknown", "nonsense", "join code"]
)
def test_the_code_is_asked_for_when_the_cookie_is_not_good(person, kind, monkeypatch):
    other = with_cookie(person.round, cookies(person, monkeypatch)[kind])
    for name in PAGES[1:]:
        page = other.get(name)
        assert page.status_code == 403
        assert "Please enter your code" in text_of(page)
    assert "You have started already" not in text_of(other.get("join"))
    late = other.send("part", {**hidden(person.get("part")), "s1-q1-comment": "My own words"})
    assert late.status_code == 403
    assert "My own words" in text_of(late)
    assert person.answers() == {}


def test_another_rounds_cookie_opens_nothing_when_sent(person):
    other = factories.make_round(
        organisation=factories.make_organisation("E"), versions=person.round.versions.all()
    )
    elsewhere = Person(other, person.client)
    assert {elsewhere.get(name).status_code for name in PAGES[1:]} == {403}
    assert "You have started already" not in text_of(elsewhere.get("join"))


def test_wrong_old_and_withdrawn_codes_look_the_same_when_typed(person):
    withdrawn = person.secret
    person.post("withdraw")
    answers = [
        browser().post(reverse("assessments:enter"), {"code": code})
        for code in (withdrawn, codes.make_secret(), codes.make_join_code())
    ]
    assert [a.status_code for a in answers] == [400] * 3
    texts = [re.sub(r'value="[^"]*"', "", text_of(a)) for a in answers]
    assert len(set(texts)) == 1
    assert "We cannot find this code" in texts[0]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "Type the code that you were given."),
        ("ABC", "does not look right"),
        ("🙂" * 12, "does not look right"),
        ("A\0B", "an invisible one (NUL)"),
        ("A" * 20_000, "Use 200 at most."),
    ],
)
def test_a_code_that_cannot_be_is_told_when_typed(code, words):
    page = browser().post(reverse("assessments:enter"), {"code": code})
    assert page.status_code == 400
    assert words in text_of(page)


def test_a_private_link_says_what_to_do_where_no_script_runs(person):
    """The code of the link stands after its '#', which no server sees."""
    link = re.search(r'linkbox">([^<]*#[^<]*)<', text_of(person.get("keep")))[1]
    address, code = link.split("#")
    device = browser()
    page = device.get(address)
    plain = re.search(r"<noscript>(.*?)</noscript>", text_of(page), re.DOTALL)[1]
    assert "your browser runs no scripts" in " ".join(plain.split())
    assert "It is after the # at the end of this page’s address." in " ".join(plain.split())
    opened = device.post(address, {**hidden(page), "code": code})
    assert Person(person.round, device).response == person.response, opened.status_code


def test_a_round_being_set_up_is_not_found_when_its_code_is_typed():
    draft = factories.make_round(opened=False)
    page = browser().post(reverse("assessments:enter"), {"code": draft.join_code})
    assert page.status_code == 400


def test_codes_cannot_be_tried_without_end_when_guessing():
    client = browser()
    tries = [client.post(reverse("assessments:enter"), {"code": codes.make_secret()}) for _ in range(32)]
    assert [t.status_code for t in tries] == [400] * 31 + [429]
    assert "Please wait a minute" in text_of(tries[-1])


# Devices that people share


@pytest.mark.parametrize("name", ["part", "check", "perspective", "withdraw"])
def test_a_page_left_open_by_somebody_else_does_nothing_when_sent(round_, name):
    one = Person(round_).start()
    left_open = {**hidden(one.get(name)), "s1-q1-comment": "Words of the first", "perspective": "staff"}
    one.client.post(one.url("leave"))
    two = Person(round_, one.client).start()
    two.post("part", s1_q1_answer="3")
    page = two.send(name, left_open)
    assert page.status_code == 409
    assert "Nothing was changed" in text_of(page)
    assert "Words of the first" in text_of(page)
    assert two.answers()["s1-q1"] == 3
    assert not Response.objects.filter(submitted=True).exists()
    assert two.response.perspective.code == "people"


def test_a_start_page_left_open_by_somebody_else_opens_nothing_of_theirs(round_):
    """Who started and left without an answer knows the code of an empty response."""
    one = Person(round_)
    left_open = {**hidden(one.get("join")), "perspective": "people"}
    one.send("join", left_open)
    first = one.response
    one.client.post(one.url("leave"))
    two = Person(round_, one.client)
    page = two.send("join", left_open)
    assert page.status_code == 400
    assert "Press the button again" in text_of(page)
    again = two.send("join", {**hidden(page), "perspective": "staff"})
    assert again.status_code == 302
    assert two.response != first


@pytest.mark.parametrize("mark", [None, "", "0" * 20, "é\0"])
def test_nothing_is_done_when_the_mark_of_a_page_is_wrong(person, mark):
    assert person.post("part", visit=mark, s1_q1_answer="3").status_code == 409
    assert person.answers() == {}
