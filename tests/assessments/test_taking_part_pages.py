"""The pages of people who take part, above all with input that is wrong, old, forged or late.

Each time: words that say what happened, the right status, nothing half stored, nothing typed lost.
"""

import html
import json
import logging
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail, signing
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from assessments import actions, codes, participation
from assessments.actions import PerspectiveRow
from assessments.models import Answer, AnswerOption, Response, Round
from assessments.visits import mark_of
from frameworks import cache
from tests import factories
from tests.frameworks import examples
from tests.translations import translate

pytestmark = pytest.mark.django_db

PAGES = ["join", "keep", "perspective", "part", "check", "sent", "mine", "withdraw"]


@pytest.fixture
def round():
    version = factories.make_version(extra=("one", "many", "text"))
    return factories.make_round([version], perspectives=factories.TWO)


@pytest.fixture
def person(round):
    return Person(round).start()


def browser():
    return Client(raise_request_exception=False)


class Person:
    """Somebody with a browser, in one round."""

    def __init__(self, round, client=None):
        self.round, self.client = round, client or browser()

    def url(self, name):
        return reverse(f"assessments:{name}", args=[self.round.join_code, *([1] if name == "part" else [])])

    def get(self, name):
        return self.client.get(self.url(name))

    def post(self, name, **data):
        """Send a page as it was just shown, with these fields changed (s1_q1_answer: s1-q1-answer); None
        takes one away."""
        changed = {key.replace("_", "-") if key[1].isdigit() else key: value for key, value in data.items()}
        sent = {**hidden(self.get(name)), **changed}
        return self.send(name, {key: value for key, value in sent.items() if value is not None})

    def send(self, name, data, **more):
        return self.client.post(self.url(name), data, **more)

    def start(self, perspective="people"):
        assert self.post("join", perspective=perspective).status_code == 302
        return self

    @property
    def secret(self):
        return re.search(r'codebox">([\w-]+)<', text_of(self.get("keep")))[1].replace("-", "")

    @property
    def response(self):
        return Response.objects.get(secret_hash=codes.hash_of(self.secret))

    def answers(self):
        rows = self.response.answers.values_list(
            "question__code", "level__value", "special", "text", "comment"
        )
        return {row[0]: next((value for value in row[1:] if value), "") for row in rows}


def text_of(page):
    return html.unescape(page.content.decode())


def hidden(page):
    """The hidden fields of a page's form."""
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return dict(fields)


def put(round, state):
    if state != "open":
        actions.close_round(round=round, by=None)
    if state in ("released", "archived"):
        actions.release_round(round=round, by=None)
    if state == "archived":
        Round.objects.filter(pk=round.pk).update(state=state)


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


def test_one_response_is_made_when_start_is_pressed_twice(round):
    person = Person(round)
    data = {**hidden(person.get("join")), "perspective": "people"}
    assert [person.send("join", data).status_code for _ in range(2)] == [302, 302]
    assert Response.objects.count() == 1


def test_no_second_response_is_made_when_an_older_start_page_is_used(round):
    """Two tabs: what was answered in the first stays the answers of this device."""
    person = Person(round)
    older = {**hidden(person.get("join")), "perspective": "staff"}
    person.start()
    again = person.send("join", older)
    assert again.status_code == 409
    assert "You have started already on this device" in text_of(again)
    assert Response.objects.count() == 1


@pytest.mark.parametrize("perspective", [None, "", "martians", "none", "people\0", "é" * 500])
def test_nobody_starts_when_the_perspective_is_none_of_the_choices(round, perspective):
    page = Person(round).post("join", perspective=perspective)
    assert page.status_code == 400
    assert "Choose where you stand first" in text_of(page)
    assert not Response.objects.exists()


def test_nobody_starts_with_another_assessments_perspective_when_forged(round):
    factories.make_round(organisation=factories.make_organisation("E"), versions=round.versions.all())
    page = Person(round).post("join", perspective="carers-and-family")
    assert page.status_code == 400
    assert not Response.objects.exists()


def test_a_perspective_called_none_can_be_chosen_when_named_so():
    rows = [PerspectiveRow("None", "None", "people"), PerspectiveRow("Staff", "Staff", "services")]
    round = factories.make_round(perspectives=rows)
    assert Person(round).start("none").response.perspective.label == "None"
    assert Person(round).start("(none)").response.perspective is None


def forged(round):
    return signing.dumps({"round": round.pk, "secret": codes.make_secret()}, salt="another")


def of_another_round(round):
    other = factories.make_round(organisation=factories.make_organisation("E"), versions=round.versions.all())
    return hidden(Person(other).get("join"))["start"]


def a_day_old(round, monkeypatch):
    now = signing.time.time()
    with monkeypatch.context() as past:
        past.setattr(signing.time, "time", lambda: now - 60 * 60 * 25)
        return hidden(Person(round).get("join"))["start"]


@pytest.mark.parametrize(
    "kind", ["missing", "empty", "garbage", "nul", "long", "forged", "other round", "old"]
)
def test_nobody_starts_when_the_start_page_is_old_or_forged(round, kind, monkeypatch):
    start = {
        "missing": lambda: None,
        "empty": lambda: "",
        "garbage": lambda: "é:🙂:x",
        "nul": lambda: "\0:\0:\0",
        "long": lambda: "a:b:" + "x" * 100_000,
        "forged": lambda: forged(round),
        "other round": lambda: of_another_round(round),
        "old": lambda: a_day_old(round, monkeypatch),
    }[kind]()
    page = Person(round).post("join", perspective="people", start=start)
    assert page.status_code == 400
    assert "This page was open for a long time. Press the button again." in text_of(page)
    assert 'value="people" checked' in text_of(page)
    assert not round.responses.exists()


# Who it is


def with_cookie(round, value):
    person = Person(round)
    person.client.cookies["visit"] = value
    return person


def sign(secret, salt="assessments.visits"):
    return signing.get_cookie_signer(salt="visit" + salt).sign(secret)


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
        ("A\0B", "Null characters"),
        ("A" * 20_000, "Use 200 at most."),
    ],
)
def test_a_code_that_cannot_be_is_told_when_typed(code, words):
    page = browser().post(reverse("assessments:enter"), {"code": code})
    assert page.status_code == 400
    assert words in text_of(page)


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
def test_a_page_left_open_by_somebody_else_does_nothing_when_sent(round, name):
    one = Person(round).start()
    left_open = {**hidden(one.get(name)), "s1-q1-comment": "Words of the first", "perspective": "staff"}
    one.client.post(one.url("leave"))
    two = Person(round, one.client).start()
    two.post("part", s1_q1_answer="3")
    page = two.send(name, left_open)
    assert page.status_code == 409
    assert "Nothing was changed" in text_of(page)
    assert "Words of the first" in text_of(page)
    assert two.answers()["s1-q1"] == 3
    assert not Response.objects.filter(submitted=True).exists()
    assert two.response.perspective.code == "people"


def test_a_start_page_left_open_by_somebody_else_opens_nothing_of_theirs(round):
    """Who started and left without an answer knows the code of an empty response."""
    one = Person(round)
    left_open = {**hidden(one.get("join")), "perspective": "people"}
    one.send("join", left_open)
    first = one.response
    one.client.post(one.url("leave"))
    two = Person(round, one.client)
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


# The states of a round


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_exists_when_a_round_is_a_draft(method):
    round = factories.make_round(opened=False)
    person = with_cookie(round, sign(codes.make_secret()))
    for name in [*PAGES, "leave"] if method == "post" else PAGES:
        assert getattr(person.client, method)(person.url(name)).status_code == 404


SHOWN_LATE = {
    "join": (200, "You have started already"),
    "keep": (200, "Keep this to come back"),
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
        "2.1 Statement 2.1. 4 Level 4 Late & clear Show it, and say it came from: People",
        "2.2 Statement 2.2. Don’t know",
        "2.3 Statement one. Option b",
        "2.4 Statement many. Option a Option c",
        "2.5 Statement text. Later still",
    ]
    assert "\nLate &amp; &lt;b&gt;clear&lt;/b&gt;</textarea>" in late.content.decode()
    assert "We could not save it, and we keep none of it." in text_of(late)
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
        actions.close_round(round=person.round, by=None)
        return save(**given)

    save, shown = participation.save_answers, hidden(person.get("part"))
    monkeypatch.setattr(participation, "save_answers", closing)
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
def test_nobody_starts_when_it_has_closed(round, state):
    person = Person(round)
    shown = hidden(person.get("join"))
    put(round, state)
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
    "long": ("Word " * 4000, "longer than 4,000 characters"),
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


def test_a_group_cannot_be_named_when_none_was_chosen(round):
    person = Person(round).start("(none)")
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
    assert re.search(r'name="s1-q1-answer" id="s1-q1-4" value="4" checked', text_of(page))
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
    assert re.search("nothing was changed|was open for a long time", text_of(page).lower())
    assert Response.objects.values().get() == before
    assert not Answer.objects.exists()


@pytest.mark.parametrize("kind", BODIES)
def test_a_code_in_a_body_of_a_wrong_kind_is_refused_when_sent(kind):
    body, content_type = BODIES[kind]
    page = browser().generic("POST", reverse("assessments:enter"), body, content_type=content_type)
    assert page.status_code == 400


def test_a_body_that_is_too_large_is_refused_when_sent(person):
    shown = hidden(person.get("part"))
    assert person.send("part", {**shown, "s1-q1-comment": "x" * 6_000_000}).status_code == 400
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


# What is kept of it, and where


def test_pages_are_kept_by_no_browser_when_shown(person):
    pages = [person.get(name) for name in PAGES]
    pages += [person.post("part", visit="x"), person.post("part", revision="x"), person.post("check")]
    pages += [browser().get(person.url("mine")), browser().get(reverse("assessments:enter"))]
    put(person.round, "closed")
    pages += [person.get("part"), person.get("join")]
    for page in pages:
        assert {"no-store", "private"} <= {part.strip() for part in page["Cache-Control"].split(",")}


def test_the_cookie_is_for_one_round_and_no_script_when_set(person):
    cookie = person.client.cookies["visit"]
    assert cookie["path"] == person.url("join")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    person.client.post(person.url("leave"))
    assert person.client.cookies["visit"].value == ""


def test_no_cookie_is_sent_in_the_open_when_the_site_is_not_local(settings, round):
    settings.SESSION_COOKIE_SECURE = True
    assert Person(round).start().client.cookies["visit"]["secure"]


@pytest.fixture
def log():
    """All that is logged, with the loggers that keep to themselves."""
    records = []
    handler = logging.Handler(logging.NOTSET)
    handler.emit = lambda record: records.append(logging.Formatter().format(record) + repr(record.__dict__))
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "django.db.backends")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield records
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def go_all_the_way(person):
    """Every page and every kind of refusal; returns all responses."""
    pages = [person.get(name) for name in PAGES]
    pages += [person.post("part", s1_q1_answer="3", s1_q1_comment="My words", s1_q1_sharing="named")]
    pages += [
        person.post("part", s1_q1_answer="99"),
        person.post("part", revision="x"),
        person.post("part", visit=""),
    ]
    pages += [person.post("perspective", perspective="staff"), person.post("check"), person.get("sent")]
    pages += [Person(person.round).client.post(reverse("assessments:enter"), {"code": person.secret})]
    pages += [person.client.get(person.url("mine") + "nothing/"), browser().get(person.url("part"))]
    return pages


def test_no_secret_and_no_words_leave_the_response_when_taking_part(person, log):
    secret = person.secret
    with CaptureQueriesContext(connection) as queries:
        pages = go_all_the_way(person)
    assert log
    forms = [secret, codes.in_groups(secret), secret.lower()]
    elsewhere = [
        *log,
        *(query["sql"] for query in queries.captured_queries),
        *(page.get("Location", "") for page in pages),
        *(
            address
            for page in pages
            for address in re.findall(r'(?:href|action|src)="([^"]*)"', text_of(page))
            if not address.startswith("mailto:")  # goes to the person's own mail program, and nowhere else
        ),
        *(str(message.message()) for message in mail.outbox),
        *everything_stored(),
    ]
    assert not [text for text in elsewhere for form in forms if form in text]
    assert not [text for text in log if "My words" in text and "django.db.backends" not in text]


def everything_stored():
    for model in apps.get_models():
        for row in model._base_manager.values():
            yield repr(row)


def test_no_session_and_no_event_is_stored_when_taking_part(person):
    events = AuditEvent.objects.count()
    go_all_the_way(person)
    person.post("withdraw")
    assert not Session.objects.exists()
    assert "sessionid" not in person.client.cookies
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("model", [Response, Answer, AnswerOption])
def test_no_time_and_no_order_is_stored_when_taking_part(model):
    times = (models.DateField, models.TimeField, models.DurationField, models.GenericIPAddressField)
    assert not [field.name for field in model._meta.fields if isinstance(field, times)]
    assert isinstance(model._meta.pk, models.UUIDField)
    assert User not in [field.related_model for field in model._meta.fields]


# What it costs


@pytest.mark.parametrize("cold", [True, False], ids=["cold", "warm"])
def test_the_answer_page_costs_the_same_when_a_round_has_2_or_40_questions(cold):
    costs = {page_costs(questions, cold) for questions in (1, 20)}
    assert len(costs) == 1
    assert costs.pop() <= (20 if cold else 10)


def page_costs(questions, cold):
    version = factories.make_version(f"q{questions}", sections=2, questions=questions)
    organisation = factories.make_organisation(f"Has {questions}")
    person = Person(
        factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
    ).start()
    person.post("part", **{f"s1_q{q}_answer": "3" for q in range(1, questions + 1)})
    if cold:
        cache.clear_caches()
    with CaptureQueriesContext(connection) as queries:
        page = person.get("part")
    assert text_of(page).count('class="qno"') == questions
    return len(queries)


def test_the_check_page_costs_the_same_when_a_round_has_2_or_40_questions():
    costs = set()
    for questions in (1, 20):
        version = factories.make_version(f"q{questions}", sections=2, questions=questions)
        organisation = factories.make_organisation(f"Has {questions}")
        person = Person(factories.make_round([version], organisation=organisation)).start("managers")
        person.get("check")
        with CaptureQueriesContext(connection) as queries:
            assert f"of {2 * questions} questions" in text_of(person.get("check"))
        costs.add(len(queries))
    assert len(costs) == 1


# What a start page gives away


def test_a_start_page_holds_no_secret_when_it_is_read(round):
    person = Person(round)
    page = person.client.get(reverse("assessments:join", args=[round.join_code]))
    token = hidden(page)["start"]
    person.start()
    assert person.secret not in token
    assert person.secret not in str(signing.loads(token, salt="assessments.start"))


def test_a_start_page_opens_nothing_when_it_is_sent_from_another_browser(round):
    person = Person(round)
    start = {
        **hidden(person.client.get(reverse("assessments:join", args=[round.join_code]))),
        "perspective": "people",
    }
    address = reverse("assessments:join", args=[round.join_code])
    assert person.client.post(address, start).status_code == 302
    other = browser()
    other.get(address)
    page = other.post(address, start)
    assert page.status_code == 400
    assert "Press the button again" in text_of(page)
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("ended", "status", "said"),
    [("left", 400, "Press the button again"), ("idle", 409, "This page was used before")],
)
def test_an_old_start_page_does_not_open_answers_when_a_visit_has_ended(round, ended, status, said):
    person = Person(round)
    start = {**hidden(person.get("join")), "perspective": "people"}
    person.send("join", start)
    person.post("part", s1_q1_answer="3")
    if ended == "left":
        person.client.post(person.url("leave"))
    else:
        del person.client.cookies["visit"]
    page = person.send("join", start)
    assert page.status_code == status
    assert said in text_of(page)
    assert "visit" not in page.cookies


def test_good_codes_do_not_count_when_a_whole_room_comes_in(round):
    client = browser()
    for _ in range(40):
        assert client.post(reverse("assessments:enter"), {"code": round.join_code}).status_code == 302


def test_results_stay_shut_when_somebody_started_and_never_sent(round):
    person = Person(round).start()
    for level in (1, 2, 3):
        factories.respond(round, "people", {"s1-q1": level})
        factories.respond(round, "staff", {"s1-q1": level})
    factories.release(round)
    page = person.client.get(reverse("assessments:join_results", args=[round.join_code]))
    assert "You did not send your answers" in text_of(page)
    assert "/results/" not in text_of(person.get("mine"))


def test_a_part_within_a_part_has_its_name_above_its_first_question():
    data = examples.example()
    data["sections"][0]["sections"][0]["introduction"] = "About what comes after."
    round = factories.make_round([examples.stored(data)], perspectives=factories.TWO)
    page = Person(round).start().get("part").content.decode()
    question, name = page.index("What is in the pot?"), page.index("<h2>Afterwards</h2>")
    assert question < name < page.index("About what comes after.") < page.index("Tell us.")
    assert page.count("Afterwards") == 1
