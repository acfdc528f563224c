"""The pages of people who take part, above all with input that is wrong, old, forged or late.

Each time: words that say what happened, the right status, nothing half stored, nothing typed lost.
"""

import re

import pytest

from assessments import codes
from assessments.models import Response
from assessments.responses import saving
from assessments.responses.answers import AnswerContent
from assessments.responses.visits import mark_of
from assessments.rounds import lifecycle
from assessments.rounds.contents import content_of_round, parts_of
from tests import factories
from tests.assessments.responses.pages.participants import (
    PAGES,
    Person,
    browser,
    hidden,
    put,
    sign,
    text_of,
    with_cookie,
)
from tests.translations import translate

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# The states of a round


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_exists_when_a_round_is_a_draft(method):
    round_ = factories.make_round(opened=False)
    person = with_cookie(round_, sign(codes.make_secret()))
    for name in [*PAGES, "leave"] if method == "post" else PAGES:
        assert getattr(person.client, method)(person.url(name)).status_code == 404


SHOWN_LATE = {
    "join": (200, "You have started already"),
    "keep": (200, "My code"),
    "perspective": (200, "Nobody can answer or change answers now"),
    "part": (200, "Nobody can answer or change answers now"),
    "mine": (200, "My answers"),
}


@pytest.mark.parametrize("state", ["closed", "released", "archived"])
def test_pages_say_that_it_has_closed_when_opened_late(person, state):
    put(person.round, state)
    for name, (status, words) in SHOWN_LATE.items():
        page = person.get(name)
        assert (page.status_code, words in text_of(page)) == (status, True), name
    assert person.get("check")["Location"] == person.url("mine")
    assert "This has closed" in text_of(browser().get(person.url("join")))


LATE_WORDS = {
    "join": "This has closed",
    "perspective": "It closed before this could be saved",
    "part": "It closed before this could be saved",
    "check": "It closed before this could be saved",
}


@pytest.mark.parametrize("state", ["closed", "released", "archived"])
@pytest.mark.parametrize("name", LATE_WORDS)
def test_nothing_is_stored_and_words_come_back_when_sent_late(person, state, name):
    person.post("part", s1_q1_answer="3")
    shown = {**hidden(person.get(name)), "perspective": "staff"}
    put(person.round, state)
    late = person.send(name, {**shown, "s1-q1-comment": "Late words", "s1-q1-answer": "5"})
    assert late.status_code == 409
    assert LATE_WORDS[name] in text_of(late)
    assert name != "part" or "Late words" in text_of(late)
    assert person.answers()["s1-q1"] == 3
    assert (person.response.submitted, person.response.perspective.code) == (False, "people")


def not_saved(page):
    """What a late page gives back: question by question, as it reads."""
    found = re.findall(
        r'<section class="sec-thin" aria-labelledby="[\w-]+">(.*?)</section>', text_of(page), re.S
    )
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def test_all_that_a_late_page_held_comes_back_in_words_to_be_copied(person):
    second = person.url("part").replace("/1/", "/2/")
    shown = hidden(person.client.get(second))
    put(person.round, "closed")
    given = {
        "s2-q1-answer": "4",
        "s2-q1-comment": "Late & <b>clear</b>",
        "s2-q1-sharing": "named",
        "s2-q2-answer": "dont_know",
        "one-answer": "b",
        "many-options": ["a", "c"],
        "text-text": "Later\nstill",
    }
    late = person.client.post(second, {**shown, **given})
    assert late.status_code == 409
    assert not_saved(late) == [
        "2.1 Statement 2.1. 4 Level 4 Late & clear Show it, and you may say it came from: People",
        "2.2 Statement 2.2. Don’t know",
        "2.3 Statement one. Option b",
        "2.4 Statement many. Option a Option c",
        "2.5 Statement text. Later still",
    ]
    assert "\nLate &amp; &lt;b&gt;clear&lt;/b&gt;</textarea>" in late.content.decode()
    assert "We could not save it, and we have not kept a copy." in text_of(late)
    assert person.answers() == {}


def test_a_late_page_gives_back_only_what_is_not_saved(person):
    person.post("part", s1_q1_answer="3", s1_q1_comment="Saved words", s1_q1_sharing="private")
    saved = {"s1-q1-answer": "3", "s1-q1-comment": "Saved words", "s1-q1-sharing": "private"}
    shown = hidden(person.get("part"))
    put(person.round, "closed")
    assert not_saved(person.send("part", {**shown, **saved, "s1-q2-answer": "5"})) == [
        "1.2 Statement 1.2. 5 Level 5"
    ]
    taken_out = person.send("part", shown)
    assert not_saved(taken_out) == ["1.1 Statement 1.1. No answer"]
    all_saved = person.send("part", {**shown, **saved})
    assert not_saved(all_saved) == []
    assert "Everything on that page was saved before it closed." in text_of(all_saved)
    assert "before this could be saved" not in text_of(all_saved)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("s1-q1-comment", "x" * 4001, "1.1 Statement 1.1. " + "x" * 4001),
        ("s1-q1-answer", "99", "1.1 Statement 1.1. No answer"),
        ("s1-q1-sharing", "all", "1.1 Statement 1.1. No answer"),
    ],
)
def test_what_could_never_be_saved_comes_back_too_when_late(person, field, value, said):
    shown = hidden(person.get("part"))
    put(person.round, "closed")
    assert not_saved(person.send("part", {**shown, field: value})) == [said]


def test_all_comes_back_when_it_closes_while_the_save_is_under_way(person, monkeypatch):
    def closing(**given):
        lifecycle.close_round(round_=person.round, by=None)
        return save(**given)

    save, shown = saving.save_answers, hidden(person.get("part"))
    monkeypatch.setattr(saving, "save_answers", closing)
    late = person.send("part", {**shown, "s1-q1-answer": "5"})
    assert late.status_code == 409
    assert not_saved(late) == ["1.1 Statement 1.1. 5 Level 5"]


def test_a_late_page_comes_back_in_the_language_that_it_was_read_in():
    version = factories.make_version()
    translate(version, "cy")
    person = Person(factories.make_round([version], perspectives=factories.TWO)).start()
    person.client.post(person.url("look"), {"language": "cy"})
    shown = hidden(person.get("part"))
    put(person.round, "closed")
    late = person.send("part", {**shown, "s1-q1-answer": "5", "s1-q2-answer": "dont_know"})
    assert not_saved(late) == ["1.1 [cy] Statement 1.1. 5 [cy] Level 5", "1.2 [cy] Statement 1.2. Don’t know"]
    assert '<span lang="cy">[cy] Statement 1.1.</span>' in text_of(late)
    assert '<strong lang="cy">5 [cy] Level 5</strong>' in text_of(late)
    assert "<strong>Don’t know</strong>" in text_of(late)


@pytest.mark.parametrize("state", ["closed", "released", "archived"])
def test_nobody_starts_when_it_has_closed(round_, state):
    person = Person(round_)
    shown = hidden(person.get("join"))
    put(round_, state)
    late = person.send("join", {**shown, "perspective": "people"})
    assert (late.status_code, "This has closed" in text_of(late)) == (409, True)
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("state", "status"), [("open", 302), ("closed", 409), ("released", 302), ("archived", 409)]
)
def test_answers_are_taken_back_when_the_round_allows_it(person, state, status):
    put(person.round, state)
    possible = status == 302
    assert ("Take back my answers" in text_of(person.get("mine"))) is possible
    page = person.send("withdraw", {"visit": mark_of(person.response), "state": state})
    assert page.status_code == status
    assert Response.objects.exists() is not possible


def test_taking_back_is_asked_again_when_the_results_came_out_meanwhile(person):
    """The page said that the answers would not be in the results."""
    shown = hidden(person.get("withdraw"))
    put(person.round, "released")
    page = person.send("withdraw", shown)
    assert page.status_code == 409
    assert "Please read it again" in text_of(page)
    assert "they stay as they are" in text_of(page)
    assert Response.objects.exists()


def test_taking_back_is_done_once_when_pressed_twice(person):
    shown = hidden(person.get("withdraw"))
    first, second = [person.send("withdraw", shown) for _ in range(2)]
    assert (first.status_code, second.status_code) == (302, 403)
    assert person.client.cookies["visit"].value == ""


# Going on


def test_going_on_opens_the_first_part_with_something_unanswered(db):
    round_ = factories.make_round(perspectives=factories.TWO)
    person = Person(round_).start()
    join, keep = (text_of(person.get(name)) for name in ("join", "keep"))
    go_on = person.url("questions")
    assert f'href="{go_on}"' in join
    assert f'href="{go_on}"' in keep
    parts = parts_of(content_of_round(round_))
    first = lambda number: person.url("part").replace("/part/1/", f"/part/{number}/")  # noqa: E731
    assert person.client.get(go_on)["Location"] == first(1)
    for part in parts:
        given = {q.id: AnswerContent(level=q.levels[0].id) for q in part.questions if q.levels}
        saving.save_answers(response=person.response, given=given, base_revision=0)
        answered_all = len(given) == len(part.questions)
        wanted = first(part.number + 1 if answered_all else part.number)
        if part is parts[-1] and answered_all:
            wanted = person.url("check")
        assert person.client.get(go_on)["Location"] == wanted
