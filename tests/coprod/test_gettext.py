"""Every text of the pages for people who take part comes through gettext, so that it can be translated."""

import re
import sys

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from assessments import codes
from assessments.printing import pdf
from assessments.release import actions as release_actions
from coprod import views
from coprod.hosting import limits
from tests import factories
from tests.assessments.days import ahead, said
from tests.assessments.responses.pages.participants import Person, browser, hidden, put, text_of
from tests.translations import translate
from tests.untranslated import (
    bare_words,
    put_in_brackets,
    texts_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def round_():
    """A round with everything that a page can say of it, and two languages to read it in."""
    version = factories.make_version(extra=("one", "many", "text"))
    other = factories.make_version("other", extra=("text",))
    translate(version)
    made = factories.make_round([version, other], perspectives=factories.TWO)
    made.assessment.partners = "Somebody Else"
    made.assessment.save()
    made.welcome, made.closes_on = "Ask Sam.\n\nOr Alex.", ahead(30)
    made.save()
    return made


@pytest.fixture
def person(round_):
    return Person(round_).start()


def check(person, *pages):
    """None of these pages holds a word that is in no brackets; each holds some that are."""
    secret = getattr(person, "known_secret", "")
    data = [*said(ahead(30)).split(), "Cymraeg", "English", "Français"]
    data += [secret, codes.in_groups(secret), f"http://testserver/enter/#{secret}"] if secret else []
    found = []
    for page in pages:
        words = [text for text in texts_of(page.content.decode()) if "⟦" in text]
        assert len(words) > 5
        found += bare_words(page, *data)
    assert found == []


def answered(person):
    person.known_secret = person.secret
    person.post(
        "part",
        s1_q1_answer="3",
        s1_q2_answer="dont_know",
        s1_q1_comment="My own words",
        s1_q1_sharing="private",
    )
    second = person.url("part").replace("/1/", "/2/")
    more = {"one-answer": "a", "many-options": ["a", "b"], "text-text": "A tale"}
    person.client.post(second, {**hidden(person.client.get(second)), **more})
    return person


# What the helper finds


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>⟦Well done⟧ 5</p>", []),
        ("<p>Forgotten</p>", ["Forgotten"]),
        ("<p>⟦Well⟧ and forgotten</p>", ["⟦Well⟧ and forgotten"]),
        ("<p>⟦Of ⟦two⟧ texts⟧, 3.</p>", []),
        ('<p>⟦With <a href="/">a link</a> in it⟧ <b>and bare</b></p>', ["and bare"]),
        ('<nav aria-label="Main"></nav>', ["Main"]),
        ('<input type="submit" value="Send"><input type="hidden" value="Unseen">', ["Send"]),
        ("<script>unseen()</script><p>Known words</p>", []),
        ("<p>Known wordsmith</p>", ["Known wordsmith"]),
    ],
)
def test_words_without_brackets_are_found(html, expected):
    from django.http import HttpResponse

    assert bare_words(HttpResponse(html), "Known words") == expected


def test_brackets_stand_round_every_kind_of_text(brackets):
    assert translation.gettext("A") == "⟦A⟧"
    assert translation.ngettext("A", "B", 2) == "⟦B⟧"
    assert translation.pgettext("about", "A") == "⟦A⟧"
    assert str(translation.gettext_lazy("A")) == "⟦A⟧"


# Pages of taking part


def test_pages_before_one_starts(round_, brackets):
    person = Person(round_)
    start = {**hidden(person.get("join")), "perspective": "nobody"}
    check(
        person, person.get("join"), person.send("join", start), person.send("join", {"perspective": "people"})
    )
    enter = reverse("assessments:enter")
    check(person, browser().get(enter), browser().get(reverse("assessments:withdrawn")))
    check(person, browser().get(reverse("assessments:left")), person.get("part"))


@pytest.mark.parametrize("code", ["", "ABC", "x" * 300, "A" * 28, "A\0B"])
def test_a_code_that_opens_nothing(code, brackets):
    page = browser().post(reverse("assessments:enter"), {"code": code})
    assert page.status_code == 400
    check(Person(None), page)


def test_too_many_codes(brackets):
    client = browser()
    tries = [client.post(reverse("assessments:enter"), {"code": codes.make_secret()}) for _ in range(32)]
    assert tries[-1].status_code == 429
    check(Person(None), tries[-1])


@pytest.mark.parametrize("start", ["people", "(none)"])
def test_pages_of_somebody_who_takes_part(round_, brackets, start):
    person = Person(round_).start(start)
    names = ["join", "keep", "perspective", "part", "check", "mine", "withdraw"]
    person.known_secret = person.secret
    check(person, *(person.get(name) for name in names))
    answered(person)
    check(person, *(person.get(name) for name in names))
    check(person, *(person.client.get(person.url("part").replace("/1/", f"/{n}/")) for n in (2, 3, 4)))


def test_pages_of_somebody_who_has_sent(round_, brackets):
    person = answered(Person(round_).start())
    person.client.post(person.url("part"), {**hidden(person.get("part")), "s1-q1-answer": "3"})
    second = person.url("part").replace("/1/", "/2/")
    page = person.client.get(second)
    person.client.post(second, {**hidden(page), "text-text": "A tale", "text-sharing": "named"})
    assert person.post("check", show_if_few="yes").status_code == 302
    names = ["join", "keep", "part", "check", "sent", "mine", "withdraw"]
    check(person, *(person.get(name) for name in names))
    for state, shown in [("closed", ["part", "mine", "withdraw", "join"]), ("released", ["mine", "join"])]:
        if state == "closed":
            put(round_, "closed")
        else:
            release_actions.release_round(round_=round_, by=None)
        check(person, *(person.get(name) for name in [*shown, "sent", "withdraw", "keep"]))
        check(person, browser().get(person.url("join")))


def test_the_copy_of_ones_own_answers(round_, brackets, monkeypatch):
    printed, layout = [], pdf.layout
    monkeypatch.setattr(pdf, "layout", lambda html: printed.append(html) or layout(html))
    for person in (answered(Person(round_).start()), Person(round_).start("(none)")):
        assert person.get("my_answers_pdf").status_code == 200
        check(person, HttpResponse(re.sub(r'<span class="pages?"></span>', "7", printed[-1])))
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    person = Person(round_).start()
    person.known_secret = person.secret
    check(
        person,
        *(person.get("my_answers_pdf") for _ in range(3)),
        [person.get("my_answers_pdf") for _ in range(27)][-1],
    )


FAULTS = {
    "another scale": {"s1_q1_answer": "9"},
    "no choice for words": {"s1_q1_comment": "New words", "s1_q1_sharing": None},
    "a forged choice": {"s1_q1_comment": "New words", "s1_q1_sharing": "all"},
    "too long": {"s1_q1_comment": "Word " * 900, "s1_q1_sharing": "private"},
    "a sign that cannot be": {"s1_q1_comment": "New\0words"},
    "an unknown field": {"s9_q9_answer": "1"},
    "no revision": {"revision": None},
    "another visit": {"visit": "x", "s1_q1_comment": "New words"},
}


@pytest.mark.parametrize("kind", FAULTS)
def test_pages_with_something_wrong(person, kind, brackets):
    person.known_secret = person.secret
    page = person.post("part", **FAULTS[kind])
    assert page.status_code in (400, 409, 422)
    check(person, page)


def test_pages_of_two_tabs_that_clash(person, brackets):
    shown = hidden(person.get("part"))
    answered(person)
    both = person.send("part", {**shown, "s1-q1-answer": "1", "s1-q2-answer": "2"})
    one = person.send("part", {**shown, "s1-q2-answer": "2"})
    assert (both.status_code, one.status_code) == (422, 422)
    check(person, both, one)


def test_a_visit_that_ended_while_somebody_typed(person, brackets):
    person.known_secret = person.secret
    sent = {**hidden(person.get("part")), "s1-q1-answer": "3", "s1-q1-comment": "New words"}
    person.client.cookies["visit"] = ""
    ended = person.send("part", sent)
    assert ended.status_code == 403
    wrong = person.client.post(reverse("assessments:enter"), {**sent, "part": "1", "code": "ABC"})
    assert wrong.status_code == 400
    check(person, ended, wrong)


def test_pages_that_refuse(person, brackets):
    check(person, person.post("check"), person.post("perspective", perspective="x"))
    check(person, person.post("withdraw", state="closed"))
    put(person.round, "closed")
    check(person, person.send("part", {"visit": hidden_mark(person), "s1-q1-comment": "Late words"}))
    check(person, person.post("withdraw"))


def hidden_mark(person):
    from assessments.responses.visits import mark_of

    return mark_of(person.response)


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_frame_of_every_page(client, brackets, signed_in):
    """What stands round the main part, on any page."""
    if signed_in:
        client.force_login(factories.make_user("somebody@example.org"))
    page = client.get(reverse("assessments:left"))
    assert ("⟦Sign out⟧" in page.text) is signed_in
    assert bare_words(page) == []


@pytest.mark.parametrize("name", ["home", "help", "privacy", "accessibility"])
def test_the_pages_about_the_site(client, brackets, name):
    cookies = ["visit", "invitation", "start", "language", "look", "look_everywhere"]
    cookies += ["csrftoken", "messages", "key", "sessionid"]
    page = client.get(reverse(name))
    assert bare_words(page, *cookies) == []
    rows = re.findall(r'<tr><th scope="row">(\w+)</th>', page.text)
    assert rows == (cookies if name == "privacy" else [])


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "429", "500", "503"])
def test_each_page_that_says_what_went_wrong(rf, brackets, name):
    said = {"site_name": "", "megabytes": 3, "words": [], "again": "/", "sent": name == "503"}
    page = HttpResponse(render_to_string(f"{name}.html", said, rf.get("/")))
    assert len([text for text in texts_of(page.text) if "⟦" in text]) > 2
    assert bare_words(page) == []


@pytest.mark.parametrize("chosen", [None, "cy"])
def test_what_went_wrong_is_said_in_the_language_of_its_reader(rf, settings, monkeypatch, chosen):
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    put_in_brackets(monkeypatch, "cy")
    request = rf.get("/")
    request.COOKIES = {"language": chosen} if chosen else {}
    pages = [
        views.bad_request(request, ValueError()),
        views.permission_denied(request, ValueError()),
        views.page_not_found(request, ValueError()),
        views.csrf_failure(request),
        views.server_error(request),
        limits.too_large(request, 3 * limits.MEGABYTE),
    ]
    assert [page.status_code for page in pages] == [400, 403, 404, 403, 500, 413]
    assert {"⟦" in page.text for page in pages} == {chosen == "cy"}


# The language that was chosen


def test_the_pages_own_texts_follow_the_choice_where_the_site_has_them(person, settings, monkeypatch):
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    put_in_brackets(monkeypatch, "cy")
    assert "⟦" not in text_of(person.get("part"))
    ahead = person.client.get(person.url("part"), headers={"accept-language": "cy"})
    assert "⟦" not in text_of(ahead)
    person.post("look", language="cy")
    page = text_of(person.get("part"))
    assert '<html lang="cy"' in page
    assert "⟦You are answering as⟧" in page
    assert "<h1>[cy] Section 1</h1>" in page
    there = text_of(person.client.get(person.url("part").replace("/1/", "/3/")))
    assert '<h1 lang="en-GB">Section 1</h1>' in there
    assert "<li>⟦Nobody in your team sees your own answers" in page  # stored in English, word for word
    gone = person.client.get(person.url("part").replace("/1/", "/99/"))
    assert gone.status_code == 404
    assert "⟦There is nothing here⟧" in gone.text
    assert translation.get_language() == "en-gb"


def test_the_pages_own_texts_stay_where_the_site_has_no_others(person):
    person.post("look", language="cy")
    page = text_of(person.get("part"))
    assert '<html lang="en-GB"' in page
    assert "You are answering as" in page
