"""Taking part in another language: what is read changes, what is answered does not."""

import importlib
import re

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import guards
from assessments.guards import GUARDS
from assessments.models import Answer, Response
from assessments.responses.languages import offered_languages
from assessments.rounds import lifecycle, setup
from frameworks import actions, languages
from tests import factories
from tests.assessments.responses.pages.participants import Person, browser, hidden, put, text_of
from tests.translations import translate

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

KINDS = ("one", "many", "text")


@pytest.fixture
def version():
    return factories.make_version(extra=KINDS)


@pytest.fixture
def welsh(version):
    return translate(version)


@pytest.fixture
def round_(version, welsh):
    return factories.make_round([version], perspectives=factories.TWO)


@pytest.fixture
def person(round_, welsh):
    return Person(round_).start()


def one_line(page):
    """The source of a page, with one space wherever there is white space."""
    return " ".join(text_of(page).split())


def switch_of(page):
    """The languages that a page offers: {code: name}, the one that it is in under None."""
    found = re.search(r'<div class="languages".*?</div>', one_line(page))
    if not found:
        return {}
    here = re.search(r'<strong lang="([\w-]+)" aria-current="true">([^<]+)<', found[0])
    others = re.findall(r'name="language" value="([\w-]+)" lang="\1"[^>]*>([^<]+)<', found[0])
    return {None: here[2], **dict(others)}


def in_welsh(person, name="look"):
    person.post(name, language="cy")
    assert person.client.cookies["language"].value == "cy"
    return person


# The switch


@pytest.mark.parametrize("name", ["part", "check", "mine"])
def test_each_page_offers_the_languages_by_their_own_names(person, name):
    assert switch_of(person.get(name)) == {None: "English", "cy": "Cymraeg"}
    assert switch_of(in_welsh(person).get(name)) == {None: "Cymraeg", "en-GB": "English"}


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("started", [False, True])
def test_the_start_page_offers_the_languages(round_, welsh, state, started):
    person = Person(round_)
    if started:
        person.start()
    put(round_, state)
    assert switch_of(person.get("join")) == {None: "English", "cy": "Cymraeg"}


def test_no_page_offers_anything_without_a_published_translation(version):
    translate(version, "fr", publish=False)
    actions.withdraw_version(version=translate(version, "de"), by=None)
    person = Person(factories.make_round([version], perspectives=factories.TWO)).start()
    for name in ("join", "part", "check", "mine"):
        assert "Read this in" not in text_of(person.get(name))
        assert 'name="language"' not in text_of(person.get(name))


def test_the_start_page_keeps_what_was_picked_when_the_language_changes(round_, welsh):
    person = Person(round_)
    page = person.post("join", perspective="staff", language="cy")
    assert page.status_code == 200
    assert "[cy] Demo" in text_of(page)
    assert 'value="staff" checked' in text_of(page)
    assert not Response.objects.exists()
    assert person.send("join", {**hidden(page), "perspective": "staff"}).status_code == 302
    assert "[cy] Section 1" in text_of(person.get("part"))


def test_an_answer_page_saves_and_comes_back_in_the_other_language(person):
    there = person.post(
        "part", s1_q1_answer="4", s1_q1_comment="My words", s1_q1_sharing="private", language="cy"
    )
    assert (there.status_code, there["Location"]) == (302, person.url("part") + "#look")
    page = text_of(person.get("part"))
    assert "[cy] Statement 1.1." in page
    assert re.search(r'id="s1-q1-4" value="4" checked', page)
    assert "My words" in page
    assert person.answers() == {"s1-q1": 4}


def test_nothing_typed_is_lost_when_a_page_with_a_fault_changes_language(person):
    page = person.post("part", s1_q1_answer="4", s1_q2_comment="No choice made", language="cy")
    assert page.status_code == 422
    assert "No choice made" in text_of(page)
    assert "[cy] Statement 1.2." in text_of(page)
    assert person.client.cookies["language"].value == "cy"
    assert person.answers() == {"s1-q1": 4, "s1-q2": "No choice made"}


def test_the_check_page_keeps_its_tick_and_sends_nothing_when_the_language_changes(person):
    person.post("part", s1_q1_answer="4")
    page = person.post("check", show_if_few="yes", language="cy")
    assert page.status_code == 200
    assert 'value="yes" checked' in text_of(page)
    assert "4 [cy] Level 4" in text_of(page)
    assert not person.response.submitted


def test_enter_in_a_field_presses_the_pages_own_button_not_the_switch(person):
    """Browsers press the first button of a form."""
    page = text_of(person.get("part"))
    first = re.search(r'<(?:input|button)[^>]*type="submit"[^>]*form="answers"[^>]*>', page)[0]
    assert "name=" not in first
    assert 'aria-hidden="true"' in first


# What is stored


def everything_answered(person):
    person.post("part", s1_q1_answer="3", s1_q2_answer="dont_know")
    second = person.client.get(person.url("part").replace("/1/", "/2/"))
    last = {
        **hidden(second),
        "s2-q1-answer": "2",
        "one-answer": "b",
        "many-options": ["a", "c"],
        "text-text": "Gair",
    }
    last["text-sharing"] = "private"
    assert person.client.post(person.url("part").replace("/1/", "/2/"), last).status_code == 302
    assert person.post("check").status_code == 302


def rows_of(person):
    rows = person.response.answers.order_by("question__code")
    return [
        (a.question_id, a.level_id, a.special, a.text, a.sharing, sorted(o.pk for o in a.options.all()))
        for a in rows
    ]


def test_answers_are_the_same_rows_whatever_language_they_were_given_in(round_, welsh):
    english, cymraeg = Person(round_).start(), in_welsh(Person(round_).start())
    for person in (english, cymraeg):
        everything_answered(person)
    assert rows_of(english) == rows_of(cymraeg)
    assert len(rows_of(english)) == 6
    assert not Answer.objects.filter(question__version=welsh).exists()


def test_own_answers_read_in_the_language_that_was_chosen(person):
    everything_answered(person)
    in_welsh(person)
    page = text_of(person.get("mine"))
    for words in ("3 [cy] Level 3", "Don’t know", "[cy] Option b", "[cy] Option a", "[cy] Option c", "Gair"):
        assert words in page
    assert not re.search(r">Statement|>Option|>\d Level", page)


def test_results_stay_in_the_language_of_the_original(person):
    everything_answered(in_welsh(person))
    for level in (1, 2, 3):
        factories.respond(person.round, "people", {"s1-q1": level})
        factories.respond(person.round, "staff", {"s1-q1": level})
    factories.release(person.round)
    page = text_of(person.client.get(person.url("join") + "results/"))
    assert "Section 1" in page
    assert "[cy]" not in page


# Marks for screen readers


def test_only_words_in_another_language_are_marked_as_such(person):
    switch = re.compile(r'value="cy" lang="cy"|<span lang="cy">Cymraeg</span>')
    assert 'lang="cy"' not in switch.sub("", one_line(person.get("part")))
    page = one_line(in_welsh(person).get("part"))
    assert '<html lang="en-GB"' in page
    for marked in (
        '<h1 lang="cy">[cy] Section 1</h1>',
        '<span lang="cy">[cy] Statement 1.1.</span>',
        '<span class="t" lang="cy">[cy] Section 2</span>',
        '<label for="s1-q1-1" lang="cy">',
        '<ul class="mb-0" lang="cy"><li>[cy] Think of one thing.</li>',
    ):
        assert marked in page
    unmarked = re.sub(r'<(\w+)[^>]*lang="cy"[^>]*>.*?</\1>', "", page)
    title = re.search("<title>.*?</title>", unmarked)[0]
    assert "[cy]" not in unmarked.replace(title, "")


def test_a_language_that_is_written_from_the_right_says_so(version):
    translate(version, "ur")
    person = Person(factories.make_round([version], perspectives=factories.TWO)).start()
    person.post("look", language="ur")
    assert '<h1 lang="ur" dir="rtl">[ur] Section 1</h1>' in text_of(person.get("part"))


def test_a_framework_without_a_translation_keeps_its_language_and_is_marked(version, welsh):
    other = factories.make_version("other")
    french = translate(factories.make_version("francais"), "fr")
    assert french.language == "fr"
    both = factories.make_round([version, other], perspectives=factories.TWO)
    page = text_of(in_welsh(Person(both).start()).get("mine"))
    assert '<p class="eyebrow of-framework" lang="cy">[cy] Demo</p>' in page
    assert '<p class="eyebrow of-framework">Other</p>' in page


# Pinned to the round


@pytest.mark.parametrize("state", ["open", "closed", "released", "archived"])
def test_a_round_is_read_in_the_words_that_it_opened_with(person, welsh, state):
    """A translation that is withdrawn, and put right with another, changes nothing for those who answer."""
    in_welsh(person)
    actions.withdraw_version(version=welsh, by=None)
    translate(person.round.versions.get(), "cy", mark="[better] ")
    put(person.round, state)
    page = text_of(person.get("mine"))
    assert "[cy] Statement 1.1." in page
    assert "[better]" not in page
    assert switch_of(person.get("mine")) == {None: "Cymraeg", "en-GB": "English"}


def test_a_translation_that_is_published_later_is_for_the_next_round(person):
    translate(person.round.versions.get(), "fr")
    assert switch_of(person.get("mine")) == {None: "English", "cy": "Cymraeg"}
    person.post("check")
    put(person.round, "released")
    later = setup.start_next_round(assessment=person.round.assessment, by=None)
    lifecycle.open_round(round_=later, by=None)
    later.refresh_from_db()
    assert switch_of(Person(later).get("join")) == {None: "English", "cy": "Cymraeg", "fr": "Français"}


def test_a_draft_pins_nothing_and_a_round_that_opens_again_pins_nothing_new(version, welsh):
    draft = factories.make_round([version], opened=False)
    assert not draft.round_translations.exists()
    lifecycle.open_round(round_=draft, by=None)
    translate(version, "fr")
    lifecycle.close_round(round_=draft, by=None)
    lifecycle.reopen_round(round_=draft, by=None)
    assert [row.translation for row in draft.round_translations.all()] == [welsh]


def test_rounds_that_opened_before_are_pinned_to_what_their_people_can_read(round_, version, welsh):
    elsewhere = factories.make_organisation("Draft")
    draft = factories.make_round([version], organisation=elsewhere, opened=False)
    actions.withdraw_version(version=translate(version, "de"), by=None)
    migration = importlib.import_module("assessments.migrations.0007_translations_of_opened_rounds")
    guards.uninstall(connection, GUARDS)
    round_.round_translations.all().delete()
    migration.pin(apps, None)
    guards.install(connection, GUARDS)
    assert [row.translation for row in round_.round_translations.all()] == [welsh]
    assert not draft.round_translations.exists()


# The cookie


def test_the_cookie_holds_a_language_on_offer_and_nothing_else(person):
    in_welsh(person)
    cookie = person.client.cookies["language"]
    assert (cookie.value, cookie["path"]) == ("cy", person.url("join"))
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    person.client.post(person.url("leave"))
    assert person.client.cookies["language"].value == ""


def test_the_cookie_is_not_sent_in_the_open_when_the_site_is_not_local(settings, person):
    settings.SESSION_COOKIE_SECURE = True
    assert in_welsh(person).client.cookies["language"]["secure"]


@pytest.mark.parametrize("code", ["fr", "", "cy; path=/", "é\0", "x" * 5000])
@pytest.mark.parametrize("name", ["join", "part", "check", "mine"])
def test_a_language_that_is_not_on_offer_changes_nothing(round_, welsh, name, code):
    person = Person(round_)
    if name != "join":
        person.start()
    person.post(name, language=code)
    assert "language" not in person.client.cookies
    person.client.cookies["language"] = "fr"
    assert "[cy]" not in text_of(person.get("join" if name == "join" else "part"))


def test_no_link_can_change_the_language(person):
    person.client.get(person.url("part") + "?language=cy")
    assert "[cy]" not in text_of(person.get("part"))


def test_the_browsers_own_languages_change_nothing(round_, welsh):
    person = Person(round_, browser())
    page = person.client.get(person.url("join"), headers={"accept-language": "cy, fr;q=0.5"})
    assert '<html lang="en-GB"' in text_of(page)
    assert "[cy]" not in text_of(page)
    assert "Accept-Language" not in page.get("Vary", "")


# Which languages


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([["en-GB", "cy"]], ["en-GB", "cy"]),
        ([["en-GB", "cy"], ["en"]], ["en-GB", "cy"]),
        ([["en-GB"], ["cy", "en"]], ["en-GB", "cy"]),
        ([["en-GB", "en-US", "cy"]], ["en-GB", "cy", "en-US"]),
        ([["cy", "ur", "fr"], ["cy", "fr"]], ["cy", "fr", "ur"]),
    ],
)
def test_languages_on_offer(versions, expected):
    assert offered_languages(versions) == expected


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (["en-GB", "cy"], ["English", "Cymraeg"]),
        (["fr", "ur"], ["Français", "اردو"]),
        (["en-GB", "en-US"], ["British English", "English"]),
        (["en-Easy", "en-US"], ["English (en-Easy)", "English (en-US)"]),
        (["xx"], ["xx"]),
    ],
)
def test_languages_are_called_by_their_own_names_and_told_apart(codes, names):
    assert list(languages.names_of(codes).values()) == names


# What it costs


def cost(person, name):
    person.get(name)
    with CaptureQueriesContext(connection) as queries:
        assert person.get(name).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["join", "part", "check", "mine"])
def test_languages_cost_no_query_once_they_were_read_whatever_is_asked(name):
    costs = {}
    for questions, code in ((1, None), (20, None), (1, "cy"), (20, "cy")):
        made = factories.make_version(f"q{questions}{code}", questions=questions)
        organisation = factories.make_organisation(f"Has {questions} {code}")
        if code:
            translate(made, code)
        person = Person(
            factories.make_round([made], organisation=organisation, perspectives=factories.TWO)
        ).start()
        if code:
            in_welsh(person)
        costs[questions, code] = cost(person, name)
        with CaptureQueriesContext(connection) as queries:
            person.get(name)
        asked = [q["sql"] for q in queries if '"assessments_roundtranslation"' in q["sql"]]
        assert asked == []
    assert len(set(costs.values())) == 1


def test_the_site_has_its_own_texts_in_the_language_that_it_says():
    assert site_settings.LANGUAGE_CODE in dict(site_settings.LANGUAGES)
