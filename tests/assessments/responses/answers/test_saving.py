"""Answering as one goes: what the page's script is told, and that nothing typed is lost, whatever happens.

Each test of the script's answers sends what it sends: the whole page, with `Accept: application/json`.
"""

import html
import re

import lxml.html
import pytest
from django.core import signing
from django.urls import reverse

from assessments.models import Answer
from assessments.responses import saving
from assessments.rounds import lifecycle
from tests.assessments.responses.answers.fields import fields, keep, shown_to
from tests.assessments.responses.pages.participants import Person, browser, hidden, put, text_of

pytestmark = pytest.mark.django_db
IDLE = 60 * 60 * 5
WORD_TABLE = "Who\tWhat\r\nAsha\tPaid\x07\r\n\xa0\u2028–\tNot “yet”\x0b"
RIGHT_TO_LEFT = "שלום \u202eabc\u202c مرحبا"
EMOJI = "👩🏽‍🤝‍👨🏻 🙂 e\u0301"


def idle(person, monkeypatch):
    """The person does nothing for longer than a visit lasts."""
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + IDLE)


# What the script is told


def test_a_change_is_saved_and_told_when_made(person):
    told = keep(person, shown_to(person), s1_q1_answer="3")
    assert told.status_code == 200
    assert told["Content-Type"] == "application/json"
    answer = told.json()
    assert re.fullmatch(r"\d\d:\d\d", answer.pop("saved"))
    assert answer == {"revision": 1, "to_choose": [], "clashes": [], "errors": {}}
    assert person.answers() == {"s1-q1": 3}
    assert "no-store" in told["Cache-Control"]


def test_each_save_goes_on_from_the_one_before_when_its_revision_is_sent(person):
    shown = shown_to(person)
    for level in "12345":
        shown["revision"] = keep(person, shown, s1_q1_answer=level).json()["revision"]
    assert shown["revision"] == 5
    assert person.answers() == {"s1-q1": 5}


def test_a_save_that_comes_twice_changes_nothing_when_its_answer_was_lost(person):
    shown = shown_to(person)
    first, second = [keep(person, shown, s1_q1_comment="Mine", s1_q1_sharing="private") for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["revision"] == second.json()["revision"] == 1
    more = {**shown, "revision": second.json()["revision"]}
    assert keep(person, more, s1_q1_comment="Mine, and more", s1_q1_sharing="private").status_code == 200


def test_a_save_that_comes_late_changes_nothing_when_a_newer_one_was_first(person):
    shown = shown_to(person)
    newer = keep(person, shown, s1_q1_comment="Mine, and more", s1_q1_sharing="private")
    late = keep(person, shown, s1_q1_comment="Mine", s1_q1_sharing="private")
    assert (newer.status_code, late.status_code) == (200, 422)
    assert late.json()["clashes"] == ["s1-q1"]
    assert person.answers() == {"s1-q1": "Mine, and more"}
    assert person.response.revision == 1


def test_words_are_saved_before_somebody_chose_who_may_read_them(person):
    told = keep(person, shown_to(person), s1_q1_comment="Half a sen")
    assert told.status_code == 200
    assert told.json()["to_choose"] == ["s1-q1"]
    assert person.answers() == {"s1-q1": "Half a sen"}


def test_two_devices_keep_both_words_and_the_person_chooses(person):
    """The one that clashes is left alone through more saves, while the rest of the page goes on."""
    here, there = shown_to(person), shown_to(person)
    keep(person, there, s1_q1_comment="From the phone", s1_q1_sharing="private")
    mine = {"s1_q1_comment": "From the desk", "s1_q1_sharing": "private"}
    told = keep(person, here, **mine, s1_q2_answer="2")
    assert (told.status_code, told.json()["clashes"]) == (422, ["s1-q1"])
    behind = {"s1-q1-seen": here["revision"]}
    here["revision"] = told.json()["revision"]
    told = keep(person, {**here, **behind}, **mine, s1_q2_answer="4")
    assert (told.status_code, told.json()["clashes"]) == (422, ["s1-q1"])
    assert person.answers() == {"s1-q1": "From the phone", "s1-q2": 4}
    here["revision"] = told.json()["revision"]
    page = person.send("part", {**here, **behind, **fields(**mine, s1_q2_answer="4")})
    assert page.status_code == 422
    assert "From the phone" in text_of(page)
    assert "From the desk" in text_of(page)
    assert "s1-q1-seen" not in text_of(page)
    assert "data-choose" in text_of(page)
    chosen = person.send("part", {**hidden(page), **fields(**mine, s1_q2_answer="4")})
    assert chosen.status_code == 302
    assert person.answers() == {"s1-q1": "From the desk", "s1-q2": 4}


@pytest.mark.parametrize("script", [True, False])
def test_an_answer_that_could_not_be_saved_overwrites_nothing_once_it_is_mended(person, script):
    """It was too long, and meanwhile another device changed it: the page has not seen that."""
    here, there = shown_to(person), shown_to(person)
    keep(person, there, s1_q1_comment="From the phone", s1_q1_sharing="private")
    long = {"s1_q1_comment": "x" * 4001, "s1_q1_sharing": "private", "s1_q2_answer": "2"}
    if script:
        told = keep(person, here, **long).json()
        assert list(told["errors"]) == ["s1-q1"]
        again = {**here, "revision": told["revision"], "s1-q1-seen": here["revision"]}
    else:
        page = person.send("part", {**here, **fields(**long)})
        again = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page.content.decode()))
        assert again["s1-q1-seen"] == here["revision"]
    mended = {"s1_q1_comment": "Shorter", "s1_q1_sharing": "private", "s1_q2_answer": "2"}
    page = person.send("part", {**again, **fields(**mended)})
    assert page.status_code == 422
    assert "From the phone" in text_of(page)
    assert "Shorter" in text_of(page)
    assert person.answers() == {"s1-q1": "From the phone", "s1-q2": 2}


@pytest.mark.parametrize("seen", ["", "-1", "x", "٣", "9", "1" * 5000, "1\0"])
def test_nothing_is_saved_when_what_a_question_has_seen_cannot_be(person, seen):
    shown = {**shown_to(person), "s1-q1-seen": seen}
    told = keep(person, shown, s1_q1_answer="3", s1_q1_comment="Keep me")
    assert told.status_code == 400
    page = person.send("part", {**shown, **fields(s1_q1_answer="3", s1_q1_comment="Keep me")})
    assert page.status_code == 400
    assert "Keep me" in text_of(page)
    assert hidden(page)["revision"] == "0"
    assert person.answers() == {}


# Bad input, as the script sends it


@pytest.mark.parametrize("words", [WORD_TABLE, RIGHT_TO_LEFT, EMOJI, " \n kept \n", "x" * 4000])
def test_words_are_kept_as_they_were_written(person, words):
    told = keep(person, shown_to(person), s1_q1_comment=words, s1_q1_sharing="private")
    assert told.status_code == 200
    stored = person.response.answers.get().comment
    assert stored == words.replace("\r\n", "\n")
    for name in ("part", "check", "mine"):
        page = html.unescape(person.get(name).content.decode())
        assert stored in page
        assert page.count('dir="auto"') >= 1


@pytest.mark.parametrize(
    ("words", "says"),
    [("Word " * 4000, "take out: 16,000."), ("Some\0thing", "a character that we cannot store")],
)
def test_words_that_cannot_be_stored_are_told_and_the_rest_is_saved(person, words, says):
    told = keep(person, shown_to(person), s1_q1_comment=words, s1_q1_sharing="private", s1_q2_answer="2")
    assert told.status_code == 422
    assert says in told.json()["errors"]["s1-q1"]
    assert person.answers() == {"s1-q2": 2}


def test_how_much_can_be_written_is_said_before_anybody_writes(person):
    page = lxml.html.fromstring(person.get("part").content)
    boxes = page.xpath("//textarea")
    assert boxes
    for box in boxes:
        hints = [page.get_element_by_id(name).text_content() for name in box.get("aria-describedby").split()]
        assert "There is room for 4,000 characters." in " ".join(hints)
        assert box.get("maxlength") is None  # what is pasted is never cut off unsaid


@pytest.mark.parametrize(
    "forged",
    [{"s9_q9_answer": "3"}, {"s2_q1_answer": "3"}, {"submitted": "1"}, {"revision": "7"}, {"revision": ""}],
)
def test_nothing_is_saved_when_a_question_or_a_revision_is_forged(person, forged):
    told = keep(person, shown_to(person), s1_q1_answer="3", **forged)
    assert told.status_code == 400
    assert "nothing was saved" in told.json()["refused"]
    assert person.answers() == {}


def test_an_answer_of_another_scale_is_told_when_forged(person):
    told = keep(person, shown_to(person), s1_q1_answer="7", s1_q2_answer="2")
    assert "not one of the answers" in told.json()["errors"]["s1-q1"]
    assert person.answers() == {"s1-q2": 2}


def test_it_is_told_when_the_round_closes_between_page_and_save(person):
    keep(person, shown_to(person), s1_q1_answer="3")
    shown = shown_to(person)
    put(person.round, "closed")
    told = keep(person, shown, s1_q1_answer="5")
    assert (told.status_code, told.json()) == (409, {"closed": True})
    assert person.answers() == {"s1-q1": 3}


def test_it_is_told_when_the_round_closes_while_the_save_is_under_way(person, monkeypatch):
    def closing(**given):
        lifecycle.close_round(round_=person.round, by=None)
        return save(**given)

    save, shown = saving.save_answers, shown_to(person)
    monkeypatch.setattr(saving, "save_answers", closing)
    told = keep(person, shown, s1_q1_answer="5")
    assert (told.status_code, told.json()) == (409, {"closed": True})
    assert person.answers() == {}


def test_it_is_told_when_the_visit_has_ended(person, monkeypatch):
    shown = shown_to(person)
    idle(person, monkeypatch)
    told = keep(person, shown, s1_q1_comment="Keep me")
    assert (told.status_code, told.json()) == (403, {"ended": True})
    monkeypatch.undo()
    assert person.answers() == {}


def test_it_is_told_when_somebody_else_is_on_the_device_now(round_):
    one = Person(round_).start()
    left_open = shown_to(one)
    one.client.post(one.url("leave"))
    two = Person(round_, one.client).start()
    told = keep(two, left_open, s1_q1_comment="Words of the first")
    assert (told.status_code, told.json()) == (409, {"other": True})
    assert two.answers() == {}


def test_it_is_told_when_the_answers_were_taken_back(person):
    shown = shown_to(person)
    person.post("withdraw")
    assert keep(person, shown, s1_q1_answer="3").json() == {"ended": True}
    assert not Answer.objects.exists()


# A visit that ended while somebody was typing, without JavaScript


def posted_again(client, answer):
    """What a browser does with a 307: the same body, to the address that is named."""
    assert answer.status_code == 307
    return client.post(answer["Location"], answer.wsgi_request.POST.dict())


def carried_by(page):
    """The fields of the form for the code."""
    form = re.search(r'<form method="post" action="/enter/".*?</form>', page.content.decode(), re.S)[0]
    return {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    }


GIVEN = {"s1-q1-answer": "4", "s1-q1-comment": "One\r\ntwo 🙂 <b>", "s1-q1-sharing": "private", "go": "2"}


def ended_page(person, monkeypatch, given):
    secret, sent = person.secret, {**shown_to(person), **given}
    with monkeypatch.context() as later:
        idle(person, later)
        page = person.send("part", sent)
    assert page.status_code == 403
    return secret, page


def test_what_was_given_comes_back_when_the_code_is_entered_again(person, monkeypatch):
    secret, page = ended_page(person, monkeypatch, GIVEN)
    assert "Enter your own code here, and it is saved" in text_of(page)
    assert not Answer.objects.exists()
    client = browser()
    entered = client.post(reverse("assessments:enter"), {**carried_by(page), "code": secret})
    assert "🙂" not in entered["Location"]
    assert "🙂" not in str(client.cookies)
    assert posted_again(client, entered)["Location"] == person.url("part").replace("/1/", "/2/")
    answer = Answer.objects.get(question__code="s1-q1")
    assert (answer.level.value, answer.comment, answer.sharing) == (4, "One\ntwo 🙂 <b>", "private")


def test_what_was_given_is_held_while_a_code_is_typed_wrongly(person, monkeypatch):
    secret, page = ended_page(person, monkeypatch, GIVEN)
    client = browser()
    wrong = client.post(reverse("assessments:enter"), {**carried_by(page), "code": "ABC"})
    assert wrong.status_code == 400
    again = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', wrong.content.decode()))
    assert "We still have what you had just answered" in text_of(wrong)
    entered = client.post(reverse("assessments:enter"), {**again, "code": secret})
    posted_again(client, entered)
    assert Answer.objects.get(question__code="s1-q1").level.value == 4


def test_both_texts_are_shown_when_another_device_wrote_meanwhile(person, monkeypatch):
    secret, page = ended_page(person, monkeypatch, GIVEN)
    person.post("part", s1_q1_comment="From the phone", s1_q1_sharing="private")
    client = browser()
    entered = client.post(reverse("assessments:enter"), {**carried_by(page), "code": secret})
    both = posted_again(client, entered)
    assert both.status_code == 422
    assert "From the phone" in text_of(both)
    assert "One" in text_of(both)
    assert person.answers() == {"s1-q1": "From the phone"}


def test_what_one_person_gave_is_not_saved_for_another_when_their_code_is_entered(round_, monkeypatch):
    _secret, page = ended_page(Person(round_).start(), monkeypatch, GIVEN)
    other = Person(round_).start("staff")
    client = browser()
    entered = client.post(reverse("assessments:enter"), {**carried_by(page), "code": other.secret})
    refused = posted_again(client, entered)
    assert refused.status_code == 409
    assert "One" in text_of(refused)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "page", ["", "part/x", "part/-1", "part/٣", "part/" + "1" * 30, "part/1\0", "enter/1"]
)
def test_a_code_leads_to_ones_answers_when_what_it_carries_is_no_part(person, page):
    entered = browser().post(reverse("assessments:enter"), {"code": person.secret, "page": page})
    assert (entered.status_code, entered["Location"]) == (302, person.url("mine"))


def test_nothing_goes_along_when_a_page_without_questions_was_sent(person, monkeypatch):
    sent = hidden(person.get("check"))
    idle(person, monkeypatch)
    page = person.send("check", sent)
    assert page.status_code == 403
    assert 'action="/enter/"' not in text_of(page)
