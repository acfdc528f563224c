"""One question a page, for those who want it, and stopping with what there is."""

import re

import pytest

from assessments.models import Response
from tests import factories
from tests.assessments.responses.answers.fields import fields
from tests.assessments.responses.pages.participants import Person, hidden, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def at(person, number):
    return person.url("question").replace("/1/", f"/{number}/")


def answer(person, number, **given):
    page = person.client.get(at(person, number))
    return person.client.post(at(person, number), {**hidden(page), **fields(**given)})


def test_who_chooses_it_goes_on_with_one_question_where_they_were(person):
    chosen = person.client.post(person.url("part").replace("/1/", "/2/"), {
        **hidden(person.client.get(person.url("part").replace("/1/", "/2/"))),
        **fields(s2_q1_answer="4"), "look": "one",
    })  # fmt: skip
    assert chosen["Location"] == at(person, 3) + "#look"
    page = text_of(person.client.get(at(person, 3)))
    assert len(re.findall('<fieldset class="question', page)) == 1
    assert "Question 3 of 7" in page
    assert person.get("questions")["Location"] == person.url("question")
    back = person.client.post(at(person, 3), {**hidden(person.client.get(at(person, 3))), "look": "part"})
    assert back["Location"] == person.url("part").replace("/1/", "/2/") + "#look"


def test_each_page_saves_its_question_and_leaves_the_others(person):
    assert answer(person, 1, s1_q1_answer="2", go="on")["Location"] == at(person, 2)
    assert answer(person, 2, s1_q2_answer="5", go="1")["Location"] == at(person, 1)
    assert answer(person, 4, s2_q2_answer="dont_know", go="on")["Location"] == at(person, 5)
    assert answer(person, 7, go="on")["Location"] == person.url("check")
    assert person.answers() == {"s1-q1": 2, "s1-q2": 5, "s2-q2": "dont_know"}
    assert "3 of 7" in text_of(person.client.get(at(person, 3)))
    assert person.client.get(at(person, 8)).status_code == 404


def test_a_question_of_another_page_is_not_taken(person):
    page = hidden(person.client.get(at(person, 1)))
    strange = person.client.post(at(person, 1), {**page, **fields(s1_q2_answer="5")})
    assert strange.status_code == 400
    assert person.answers() == {}


def test_where_a_higher_number_turns_bad_the_page_says_so_and_where_it_turns_back():
    versions = [
        factories.make_version("good"),
        factories.make_version("bad", direction="barrier"),
        factories.make_version("good-again"),
    ]
    person = Person(factories.make_round(versions, perspectives=factories.TWO)).start()
    worse, better = "a higher number means it gets in the way more", "a higher number is better again"
    said = []
    for number in range(1, 7):
        page = text_of(person.client.get(person.url("part").replace("/1/", f"/{number}/")))
        said.append((worse in page, better in page))
    assert said == [
        (False, False),
        (False, False),
        (True, False),
        (False, False),
        (False, True),
        (False, False),
    ]


def test_who_stops_half_way_can_send_what_there_is_and_add_more(person):
    assert "Send what I have" not in text_of(person.get("keep"))
    person.post("part", s1_q1_answer="2")
    stopped = person.get("keep")
    assert "1 of 7 questions answered" in text_of(stopped)
    sent = person.client.post(person.url("check"), hidden(stopped))
    assert sent["Location"] == person.url("sent")
    response = Response.objects.get()
    assert (response.submitted, response.show_if_few) == (True, False)
    person.post("part", s1_q1_answer="2", s1_q2_answer="3")
    assert person.answers() == {"s1-q1": 2, "s1-q2": 3}
    assert "Send what I have" not in text_of(person.get("keep"))
