"""Answering as one goes: what the page's script is told, and that nothing typed is lost, whatever happens.

Each test of the script's answers sends what it sends: the whole page, with `Accept: application/json`.
"""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Response
from assessments.responses import display
from assessments.responses.display import Look
from frameworks.models import Level, Question, Section
from tests import factories
from tests.assessments.responses.answers.fields import SCRIPT, keep, shown_to
from tests.assessments.responses.pages.participants import Person, text_of
from tests.frameworks.examples import DOT

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# Leaving


def test_leaving_forgets_all_of_it_on_the_device_and_signs_nobody_out(round_):
    person = Person(round_)
    person.client.force_login(factories.make_user("runs@example.org"))
    person.start()
    person.post("look", look="easy")
    left = person.client.post(person.url("leave"))
    emptied = {name for name, morsel in left.cookies.items() if morsel["max-age"] == 0}
    assert emptied >= {"visit", "language", "look"}
    assert not emptied & {"sessionid", "csrftoken"}
    assert {morsel["path"] for morsel in left.cookies.values()} == {person.url("join")}
    assert left["Clear-Site-Data"] == '"cache"'
    assert "no-store" in left["Cache-Control"]
    assert person.get("mine").status_code == 403
    assert person.client.get(reverse("accounts:organisations")).status_code == 200


def test_a_visit_lasts_as_long_as_somebody_does_something(person, monkeypatch):
    shown, now = shown_to(person), signing.time.time()
    for hours in (3, 6, 9):
        monkeypatch.setattr(signing.time, "time", lambda hours=hours: now + hours * 3600)
        told = keep(person, shown, s1_q1_answer=str(hours // 3))
        shown["revision"] = told.json()["revision"]
    assert person.answers() == {"s1-q1": 3}


# The way to any part


@pytest.mark.parametrize(
    ("go", "leads"),
    [
        ("on", "part/2/"),
        ("2", "part/2/"),
        ("1", "part/1/"),
        ("stop", "keep/"),
        ("perspective", "perspective/"),
    ],
)
def test_every_way_on_saves_first(person, go, leads):
    page = person.post("part", s1_q1_answer="3", go=go)
    assert (page.status_code, page["Location"]) == (302, person.url("join") + leads)
    assert person.answers() == {"s1-q1": 3}


def test_the_pages_ways_on_are_buttons_of_its_form(person):
    page = text_of(person.get("part"))
    ways = re.findall(r'<button[^>]*form="answers" name="go" value="(\w+)"', page)
    assert ways == ["check", "2", "perspective"]
    assert "0 of 7" in page


# How it looks


def look_of(page):
    return re.search(r'<html[^>]*?(?: class="([^"]*)")? data-bs-theme', text_of(page))[1]


@pytest.mark.parametrize("name", ["keep", "perspective", "check", "mine", "withdraw", "join"])
def test_every_page_can_be_made_to_look_otherwise_and_comes_back(person, name):
    assert look_of(person.get(name)) is None
    there = person.client.post(person.url("look"), {"look": "largest", "to": person.url(name)})
    assert (there.status_code, there["Location"]) == (302, person.url(name) + "#look")
    assert look_of(person.get(name)) == "look-largest"
    assert "Text size, colours" in text_of(person.get(name))


def test_choices_add_up_and_can_be_taken_back(person):
    for choice in ("contrast", "large", "easy", "largest"):
        person.post("look", look=choice)
    assert look_of(person.get("part")) == "look-easy look-largest look-contrast"
    assert person.client.cookies["look"].value == "easy.largest.contrast"
    for choice in ("as-written", "usual", "device"):
        person.post("look", look=choice)
    assert look_of(person.get("part")) is None
    assert person.client.cookies["look"].value == ""


def test_an_answer_page_saves_before_it_looks_otherwise(person):
    there = person.post("part", s1_q1_answer="4", look="contrast")
    assert there["Location"] == person.url("part") + "#look"
    assert person.answers() == {"s1-q1": 4}
    assert look_of(person.get("part")) == "look-contrast"
    beside = {"QUERY_STRING": "words"}  # the button by the question leaves the folded choices folded
    there = person.send("part", {**shown_to(person), "look": "easy"}, **beside)
    assert there["Location"] == person.url("part") + "#words"


def test_nothing_typed_is_lost_when_a_page_with_a_fault_looks_otherwise(person):
    page = person.post("part", s1_q1_comment="x" * 4001, look="large")
    assert page.status_code == 422
    assert look_of(page) == "look-large"
    assert "x" * 4001 in text_of(page)
    assert "Letters and spaces to take out: 1." in text_of(page)


def test_the_start_and_the_check_page_keep_what_was_picked(round_):
    person = Person(round_)
    page = person.post("join", perspective="staff", look="large")
    assert (page.status_code, look_of(page)) == (200, "look-large")
    assert 'value="staff" checked' in text_of(page)
    assert not Response.objects.exists()
    person.start()
    person.post("part", s1_q1_answer="4")
    page = person.post("check", show_if_few="yes", look="contrast")
    assert (page.status_code, look_of(page)) == (200, "look-large look-contrast")
    assert 'value="yes" checked' in text_of(page)
    assert not person.response.submitted


def test_results_look_as_it_was_chosen(person):
    person.post("part", s1_q1_answer="4")
    person.post("check")
    person.post("look", look="contrast")
    for level in (1, 2, 3):
        factories.respond(person.round, "people", {"s1-q1": level})
        factories.respond(person.round, "staff", {"s1-q1": level})
    factories.release(person.round)
    assert look_of(person.client.get(person.url("join") + "results/")) == "look-contrast"


@pytest.mark.parametrize(
    ("narrow", "headers", "view"),
    [
        ("", {}, "part"),
        ("yes", {}, "question"),
        ("", {"sec-ch-ua-mobile": "?1"}, "question"),
        (
            "",
            {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E148"},
            "question",
        ),
        ("", {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}, "part"),
    ],
)
def test_questions_come_one_at_a_time_on_a_small_screen_until_somebody_says_otherwise(
    round_, narrow, headers, view
):
    person = Person(round_, Client(headers=headers))
    person.post("join", perspective="people", narrow=narrow)
    first = person.client.get(person.url("join") + "questions/")
    assert first["Location"] == person.url(view)
    person.post("look", look="part")
    assert person.client.get(person.url("join") + "questions/")["Location"] == person.url("part")


@pytest.fixture
def shorter():
    """Somebody in a round whose first part alone can be read in shorter words, with a picture."""
    version = factories.make_version("plain", status="draft")
    Question.objects.filter(version=version, section__code="s1").update(plain="Say it simply.")
    Question.objects.filter(version=version, code="s1-q1").update(picture={"image": DOT, "text": "A dot"})
    Level.objects.filter(scale__version=version).update(plain="Short level.", plain_label="Short")
    opening = {"introduction": "Long opening.", "plain": "Short opening."}
    Section.objects.filter(version=version, code="s1").update(**opening)
    type(version).objects.filter(pk=version.pk).update(status="published")
    organisation = factories.make_organisation("E")
    return Person(
        factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
    ).start()


def second_part(person):
    return person.client.get(reverse("assessments:part", args=[person.round.join_code, 2]))


def words_of(page):
    """What can be seen and heard of a page: without its address bar, its styles and its pictures."""
    return " ".join(re.sub(r"<[^>]*>", " ", text_of(page)).split())


def test_shorter_words_hide_what_they_say_again(shorter):
    usual = words_of(shorter.get("part"))
    assert "Question 1.1 Statement 1.1. In other words: Say it simply." in usual
    assert "Shorter words" in usual
    assert "Text size, colours, shorter words" not in usual  # it has its own button beside the questions
    start = words_of(Client().get(shorter.url("join")))
    assert "Text size, colours, shorter words" in start
    shorter.post("look", look="easy")
    page = text_of(shorter.get("part"))
    said = words_of(shorter.get("part"))
    assert "Question 1.1 Say it simply." in said
    assert "1 Short Short level." in said
    assert "Short opening." in said
    assert "Shorter words: on." in said
    assert "Your team cannot see your answers, unless you show them." in said
    for hidden in ("Statement 1.1.", "Level 1", "What level 1 is.", "Long opening.", "Nobody in your team"):
        assert hidden not in said, hidden
    assert f'src="data:image/png;base64,{DOT}" alt="A dot"' in page
    for name in ("check", "mine"):
        assert "Say it simply." in words_of(shorter.get(name))
    assert "Until then nobody sees them." in words_of(shorter.get("check"))


def test_a_part_without_shorter_words_says_so_and_answers_count_as_ever(shorter):
    shorter.post("look", look="easy")
    second = words_of(second_part(shorter))
    assert "There are no shorter words for this part." in second
    assert "Statement 2.1." in second
    shorter.post("part", s1_q1_answer="3")
    assert shorter.answers() == {"s1-q1": 3}
    shorter.post("look", look="as-written")
    assert "There are no shorter words" not in words_of(second_part(shorter))


def test_shorter_words_are_not_offered_where_they_would_do_nothing(person, shorter):
    assert "horter words" not in words_of(person.get("part"))
    waits = words_of(shorter.client.get(shorter.url("join") + "results/"))
    assert "Text size, colours" in waits
    assert "horter words" not in waits


@pytest.mark.parametrize("choice", ["", "huge", "look-easy", "easy.large", "é\0", "x" * 5000])
def test_a_look_that_is_no_choice_changes_nothing(person, choice):
    assert person.post("look", look=choice).status_code == 302
    assert "look" not in person.client.cookies


@pytest.mark.parametrize(
    ("cookie", "look"),
    [("huge", None), ("easy.huge", "look-easy"), ("é", None), ("." * 4000 + "easy", None), ('"><b>', None)],
)
def test_only_choices_are_read_from_the_cookie(person, cookie, look):
    person.client.cookies["look"] = cookie
    assert look_of(person.get("part")) == look


@pytest.mark.parametrize(
    "to",
    [
        "",
        "//evil.example/",
        "https://evil.example/",
        "/account/logout/",
        "/join/x/../../help/",
        "\0",
        "/" * 999,
    ],
)
def test_nobody_is_led_elsewhere_when_the_way_back_is_forged(person, to):
    there = person.client.post(person.url("look"), {"look": "easy", "to": to})
    assert there["Location"] == person.url("join") + "#look"


def test_the_look_holds_no_more_than_choices_and_ends_with_the_browser(person, settings):
    settings.SESSION_COOKIE_SECURE = True
    person.post("look", look="easy")
    cookie = person.client.cookies["look"]
    assert (cookie.value, cookie["path"]) == ("easy", person.url("join"))
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_each_choice_is_of_one_kind():
    choices = [choice for kind in display.KINDS.values() for choice in kind]
    assert len(choices) == len(set(choices)) == 11
    assert Look().with_choice("easy").with_choice("contrast").classes == "look-easy look-contrast"
    assert Look(words="easy").with_choice("as-written") == Look()


# The way back by mail


@pytest.mark.parametrize("name", ["keep", "sent"])
def test_the_link_can_be_mailed_to_oneself_without_telling_us_an_address(person, name, mailoutbox):
    person.post("part", s1_q1_answer="4")
    person.post("check")
    page = text_of(person.get(name))
    address = re.search(r'href="(mailto:[^"]*)"', page)[1]
    assert address.startswith("mailto:?")
    message = parse_qs(urlsplit(address).query)
    assert f"http://testserver/enter/#{person.secret}" in message["body"][0]
    assert person.round.assessment.title not in unquote(address)
    assert "We send nothing and see no address" in page
    assert mailoutbox == []


# What it costs


def test_a_save_as_one_goes_costs_what_a_page_costs_when_it_holds_2_or_20_questions():
    costs = set()
    for questions in (2, 20):
        version = factories.make_version(f"q{questions}", sections=1, questions=questions)
        organisation = factories.make_organisation(f"Has {questions}")
        made = factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
        for more in (SCRIPT, {}):
            person = Person(made).start()
            given = {f"s1-q{q}-answer": "3" for q in range(1, questions + 1)}
            sent = {**shown_to(person), **given}
            with CaptureQueriesContext(connection) as queries:
                assert person.send("part", sent, **more).status_code == (200 if more else 302)
            costs.add(len(queries))  # before anything else is asked for: the list is emptied then
            assert len(person.answers()) == questions
    assert len(costs) == 1
    assert costs.pop() <= 14


def test_a_save_as_one_goes_costs_the_same_when_2_or_20_others_have_answered(round_):
    costs = []
    for others in (2, 20):
        for _ in range(others):
            factories.respond(round_, "people", {"s1-q1": 3, "many": ["a", "b"]})
        person = Person(round_).start()
        shown = shown_to(person)
        with CaptureQueriesContext(connection) as queries:
            assert keep(person, shown, s1_q1_answer="5").json()["revision"] == 1
        costs.append(len(queries))
        assert person.answers() == {"s1-q1": 5}
    assert costs[0] == costs[1] > 0
