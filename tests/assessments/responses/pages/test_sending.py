"""The pages of people who take part, above all with input that is wrong, old, forged or late.

Each time: words that say what happened, the right status, nothing half stored, nothing typed lost.
"""

import json
import re

import pytest
from django.urls import reverse

from assessments.models import Answer, Response
from tests.assessments.responses.pages.participants import Person, browser, hidden, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# What is sent


def test_an_answer_of_another_scale_is_told_and_the_rest_is_saved_when_forged(person):
    page = person.post(
        "part", s1_q1_answer="7", s1_q1_comment="Keep me", s1_q1_sharing="named", s1_q2_answer="2"
    )
    assert page.status_code == 422
    assert "not one of the answers to choose from" in text_of(page)
    assert "Everything else on this page is saved" in text_of(page)
    assert "Keep me" in text_of(page)
    assert person.answers() == {"s1-q2": 2}


FORGED = {
    "another question": {"s9_q9_answer": "3"},
    "another part": {"s2_q1_answer": "3"},
    "another version": {"other_q_comment": "x"},
    "a field of our own": {"submitted": "1"},
    "a nul in a name": {"s1_q1_answer\0": "3"},
}


@pytest.mark.parametrize("kind", FORGED)
def test_nothing_is_saved_when_a_field_is_unknown(person, kind):
    page = person.post("part", s1_q1_answer="3", s1_q1_comment="Keep me", **FORGED[kind])
    assert page.status_code == 400
    assert "does not belong to this page, so nothing was saved" in text_of(page)
    assert "Keep me" in text_of(page)
    assert person.answers() == {}


@pytest.mark.parametrize("revision", [None, "", "-1", "x", "٣", "1.0", "5", str(10**30), "9" * 5000, "1\0"])
def test_nothing_is_saved_when_the_revision_cannot_be(person, revision):
    page = person.post("part", revision=revision, s1_q1_comment="Keep me", s1_q1_sharing="private")
    assert page.status_code == 400
    assert "nothing was saved" in text_of(page)
    assert "Keep me" in text_of(page)
    assert person.answers() == {}
    again = person.send("part", {**hidden(page), "s1-q1-comment": "Keep me", "s1-q1-sharing": "private"})
    assert again.status_code == 302
    assert person.answers()["s1-q1"] == "Keep me"


def test_nothing_is_overwritten_when_a_page_without_revision_is_sent_again(person):
    shown = person.post("part", revision=None, s1_q1_answer="3")
    person.post("part", s1_q1_answer="5")
    page = person.send("part", {**hidden(shown), "s1-q1-answer": "3"})
    assert page.status_code == 422
    assert "changed on another page or device" in text_of(page)
    assert person.answers()["s1-q1"] == 5


BAD_WORDS = {
    "nul": ("Some\0thing", "a character that we cannot store"),
    "long": ("Word " * 4000, "take out: 16,000."),
}


@pytest.mark.parametrize("kind", BAD_WORDS)
def test_words_come_back_when_they_cannot_be_stored(person, kind):
    words, says = BAD_WORDS[kind]
    page = person.post("part", s1_q1_comment=words, s1_q1_answer="3", s1_q2_answer="2")
    assert page.status_code == 422
    assert says in text_of(page)
    assert words.replace("\0", "") in text_of(page).replace("\0", "")
    assert person.answers() == {"s1-q2": 2}


def test_words_are_kept_as_written_when_saved(person):
    words = "Über <script>alert(1)</script> 🙂\n\n  two lines\r\nthree"
    person.post("part", s1_q1_comment=words, s1_q1_sharing="unnamed")
    assert person.response.answers.get(question__code="s1-q1").comment == words.replace("\r\n", "\n")
    for name in ("part", "check", "mine"):
        assert "<script>alert" not in person.get(name).content.decode()


def test_words_are_kept_and_a_choice_is_asked_for_when_it_is_missing(person):
    page = person.post("part", s1_q1_comment="Keep me")
    assert page.status_code == 422
    assert "so that we know who may read your words" in text_of(page)
    answer = person.response.answers.get(question__code="s1-q1")
    assert (answer.comment, answer.sharing) == ("Keep me", "")
    refused = person.post("check", show_if_few="yes")
    assert refused.status_code == 400
    assert "Choose who may read each comment first" in text_of(refused)
    assert 'value="yes" checked' in text_of(refused)


@pytest.mark.parametrize("sharing", ["everyone", "NAMED", "named\0"])
def test_words_are_not_shared_when_the_choice_is_forged(person, sharing):
    page = person.post("part", s1_q1_comment="Keep me", s1_q1_sharing=sharing)
    assert page.status_code == 422
    assert "not one of the choices for your words" in text_of(page)
    assert "Keep me" in text_of(page)
    assert "s1-q1" not in person.answers()


def test_a_group_cannot_be_named_when_none_was_chosen(round_):
    person = Person(round_).start("(none)")
    page = person.post("part", s1_q1_comment="Keep me", s1_q1_sharing="named")
    assert page.status_code == 422
    assert "s1-q1" not in person.answers()


def test_words_are_not_said_to_come_from_a_group_that_the_page_did_not_name(person):
    shown = hidden(person.get("part"))
    person.post("perspective", perspective="staff")  # in another tab
    mine = {**shown, "s1-q1-comment": "Keep me", "s1-q2-answer": "2"}
    told = person.send("part", {**mine, "s1-q1-sharing": "named"}, headers={"accept": "application/json"})
    assert (told.status_code, list(told.json())) == (409, ["refused"])
    page = person.send("part", {**mine, "s1-q1-sharing": "named"})
    assert page.status_code == 409
    assert "You have changed your group since this page was shown" in text_of(page)
    assert "Choose again who may read your words" in text_of(page)
    assert "say it came from: Staff" in text_of(page)
    assert "Keep me" in text_of(page)
    assert not re.search(r'name="s1-q1-sharing"[^>]*checked', text_of(page))
    assert person.answers() == {}
    # What names nobody goes through, and so does the choice that is made on the page as it is now
    assert person.send("part", {**mine, "s1-q1-sharing": "unnamed"}).status_code == 302
    again = {**mine, **hidden(page), "revision": "1", "s1-q1-sharing": "named"}
    assert person.send("part", again).status_code == 302
    assert person.response.answers.get(question__code="s1-q1").sharing == "named"


def test_a_page_from_before_does_not_name_the_group_again_unseen(person):
    words = {"s1_q1_comment": "Keep me", "s1_q1_sharing": "named"}
    person.post("part", **words)
    shown = hidden(person.get("part"))
    for group in ("staff", "people"):  # in another tab: there and back
        person.post("perspective", perspective=group)
    page = person.send("part", {**shown, "s1-q1-comment": "Keep me", "s1-q1-sharing": "named"})
    assert page.status_code == 422
    assert "This answer was changed on another page or device" in text_of(page)
    assert person.response.answers.get().sharing == "unnamed"


def test_a_tick_for_another_group_than_the_page_named_sends_nothing(person):
    person.post("part", s1_q1_answer="3")
    shown = hidden(person.get("check"))
    person.post("perspective", perspective="staff")  # in another tab
    page = person.send("check", {**shown, "show_if_few": "yes"})
    assert page.status_code == 400
    assert "You have changed your group since this page was shown" in text_of(page)
    assert "answer as ‘Staff’" in text_of(page)
    assert 'value="yes" checked' not in text_of(page)
    assert not person.response.submitted
    assert person.send("check", shown).status_code == 302  # without a tick, nothing is given to any group
    assert (person.response.submitted, person.response.show_if_few) == (True, False)


def test_both_texts_are_shown_when_two_tabs_clash(person):
    shown = hidden(person.get("part"))
    person.post("part", s1_q1_comment="From the first tab", s1_q1_sharing="private", s1_q2_answer="1")
    page = person.send("part", {**shown, "s1-q1-comment": "From the second", "s1-q1-sharing": "private"})
    assert page.status_code == 422
    assert "From the first tab" in text_of(page)
    assert "From the second" in text_of(page)
    assert person.answers() == {"s1-q1": "From the first tab", "s1-q2": 1}
    mine = {"s1-q1-comment": "From the second", "s1-q1-sharing": "private", "s1-q2-answer": "1"}
    chosen = person.send("part", {**hidden(page), **mine})
    assert chosen.status_code == 302
    assert person.answers() == {"s1-q1": "From the second", "s1-q2": 1}


def test_what_is_stored_is_filled_in_when_a_stale_page_held_nothing(person):
    shown = hidden(person.get("part"))
    person.post("part", s1_q1_answer="4")
    page = person.send("part", {**shown, "s1-q2-answer": "2"})
    assert page.status_code == 422
    assert "so we kept that one" in text_of(page)
    assert re.search(r'name="s1-q1-answer"\s+id="s1-q1-4"\s+value="4" checked', text_of(page))
    assert person.answers() == {"s1-q1": 4, "s1-q2": 2}


def test_sending_twice_sends_once_when_pressed_twice(person):
    person.post("part", s1_q1_answer="3")
    shown = hidden(person.get("check"))
    assert [person.send("check", shown).status_code for _ in range(2)] == [302, 302]
    assert Response.objects.filter(submitted=True).count() == 1


def test_nothing_is_sent_when_nothing_was_answered(person):
    page = person.post("check")
    assert page.status_code == 400
    assert "There is nothing to send yet" in text_of(page)
    assert not person.response.submitted


# Bodies that no browser sends

BODIES = {
    "json": (json.dumps({"s1-q1-answer": "3"}), "application/json"),
    "plain": ("s1-q1-answer=3", "text/plain"),
    "no form": (b"\xff\xfe\x00", "application/octet-stream"),
    "broken form": (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
    "no boundary": (b"--x\r\nnonsense", "multipart/form-data"),
    "other alphabet": (b"s1-q1-answer=3", "application/x-www-form-urlencoded; charset=utf-16"),
    "empty": (b"", "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize("name", ["join", "perspective", "part", "check", "withdraw"])
@pytest.mark.parametrize("kind", BODIES)
def test_a_body_of_a_wrong_kind_is_refused_when_sent(person, name, kind):
    body, content_type = BODIES[kind]
    before = Response.objects.values().get()
    page = person.client.generic("POST", person.url(name), body, content_type=content_type)
    assert page.status_code in (400, 409)
    assert re.search(
        "nothing has changed|nothing was changed|was open for a long time", text_of(page).lower()
    )
    assert Response.objects.values().get() == before
    assert not Answer.objects.exists()


@pytest.mark.parametrize("kind", BODIES)
def test_a_code_in_a_body_of_a_wrong_kind_is_refused_when_sent(kind):
    body, content_type = BODIES[kind]
    page = browser().generic("POST", reverse("assessments:enter"), body, content_type=content_type)
    assert page.status_code == 400


def test_a_body_that_is_too_large_is_refused_when_sent(person):
    shown = hidden(person.get("part"))
    assert person.send("part", {**shown, "s1-q1-comment": "x" * 6_000_000}).status_code == 413
    many = "&".join(f"f{i}=1" for i in range(4000))
    page = person.client.generic("POST", person.url("part"), many, content_type=BODIES["empty"][1])
    assert page.status_code == 400
    assert person.answers() == {}


def urlencoded(person, fields):
    shown = "&".join(f"{key}={value}" for key, value in hidden(person.get("part")).items())
    return person.client.generic(
        "POST", person.url("part"), f"{shown}&{fields}", content_type=BODIES["empty"][1]
    )


def test_letters_that_are_none_are_marked_when_sent(person):
    assert urlencoded(person, "s1-q1-comment=Caf%E9+now&s1-q1-sharing=private").status_code == 302
    assert person.answers()["s1-q1"] == "Caf\ufffd now"
    assert urlencoded(person, "s1-q1-answer=%FF&s1-q1-comment=%ED%A0%80").status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/join/%00/",
        "/join/A%00B/part/1/",
        "/join/🙂/",
        "/join/{code}/part/0/",
        "/join/{code}/part/99/",
        f"/join/{{code}}/part/{10**30}/",
        "/join/{code}/part/-1/",
        f"/join/{'A' * 3000}/",
    ],
    ids=range(8),
)
def test_an_address_that_is_none_is_not_found_when_opened(person, path):
    assert person.client.get(path.format(code=person.round.join_code)).status_code == 404
