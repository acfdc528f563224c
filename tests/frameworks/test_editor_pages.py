"""The editor's pages: what they show, what they save, and that no words are lost on the way."""

import html
import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from frameworks.drafts import actions, creation, history, outline, storage
from frameworks.drafts.parts import HEAD
from frameworks.forms.editor import form_of, holds_words
from frameworks.forms.fields import Written
from frameworks.forms.part import Around
from frameworks.models import DraftStep, FrameworkVersion
from frameworks.views.editor import buttons
from frameworks.views.editor.page import KINDS
from tests.factories import make_member, make_organisation
from tests.frameworks.drafts import CHIPS, LEAF, TURNS
from tests.frameworks.examples import example, long_example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

PAGES = ["edit", "edit_part", "edit_scales", "edit_sources", "edit_changes"]
MAKING, AFTER, CUPS = (("section", code) for code in ("making", "after", "cups"))
SCALE = ("scale", "how-often")
LEVELS = "scale-how-often-row-levels-"


@pytest.fixture
def draft(organisation):
    return stored(organisation=organisation, publish=False)


@pytest.fixture
def desk(client, steward):
    """The steward's browser."""
    client.force_login(steward)
    return client


@pytest.fixture
def other_desk(organisation):
    """The browser of another steward, Olive."""
    from django.test import Client

    olive = make_member(organisation, "steward", "olive@example.org")
    olive.name = "Olive"
    olive.save()
    browser = Client()
    browser.force_login(olive)
    return browser


@pytest.fixture
def translation(organisation):
    original = stored(example(code="teapot"), organisation=organisation)
    return creation.begin_translation(version=original, language="cy", by=None)


# --- A browser that fills in the form of a page ---


class Fields(HTMLParser):
    """What a browser would send of the forms in the main part of a page, without the buttons."""

    def __init__(self, text):
        super().__init__()
        self.values, self.action, self.buttons = {}, "", []
        self.area = self.select = None
        self.feed(text[text.index("<main") : text.index("</main>")])

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.action = given["action"]
        elif tag == "button" and given.get("name") == "do":
            self.buttons.append(given["value"])
        elif tag == "textarea":
            self.area = given.get("name")
            self.values[self.area] = [""]
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and (self.select not in self.values or "selected" in given):
            self.values[self.select] = [given["value"]]
        elif tag == "input" and (given.get("type") != "radio" or "checked" in given):
            self.values.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_data(self, data):
        if self.area:
            self.values[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":  # a browser leaves out the line break right after the tag
            self.values[self.area][0] = self.values[self.area][0].removeprefix("\n")
            self.area = None


class Opened:
    """A page that is open in somebody's browser."""

    def __init__(self, client, response):
        self.client, self.response = client, response
        found = Fields(response.text)
        self.values, self.address, self.buttons = found.values, found.action, found.buttons

    def __getitem__(self, name):
        return self.values[name][-1]

    def put(self, name, value):
        assert name in self.values or name.startswith("keep-"), name
        self.values[name] = [value]
        return self

    def press(self, do="save", **headers):
        self.values.pop("csrfmiddlewaretoken", None)
        return self.client.post(self.address, {**self.values, "do": do}, headers=headers)

    def save_quietly(self):
        """As the script does while somebody types."""
        response = self.client.post(self.address, self.values, headers={"Accept": "application/json"})
        if response.status_code == 200:
            if response.json()["step"]:
                self.values.setdefault("own", []).append(response.json()["step"])
            for name in self.values:
                if name.endswith("-was"):
                    self.values[name] = self.values[name.removesuffix("was") + "value"]
        return response


def address(draft, page="edit", code="making"):
    return reverse(f"frameworks:{page}", args=[draft.pk, code] if page == "edit_part" else [draft.pk])


def opened(client, draft, page="edit", code="making", number=1):
    response = client.get(address(draft, page, code) + (f"?page={number}" if number > 1 else ""))
    assert response.status_code == 200
    return Opened(client, response)


def now(draft):
    return storage.parts_of(draft)


def changed(before, after):
    """The fields of parts that differ, as (part, code, field)."""
    return {
        (*key, name)
        for key in {**before, **after}
        for name in {**before.get(key, {}), **after.get(key, {})}
        if before.get(key, {}).get(name) != after.get(key, {}).get(name)
    }


def said(response):
    """The words of the main part of the page."""
    main = response.text[response.text.index("<main") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def options(draft, code="leaf"):
    return now(draft)["question", code]["options"]


# --- What the pages show ---


def test_pages_show_what_is_in_the_draft(desk, draft):
    head = opened(desk, draft)
    assert (head["head-title"], head["head-summary"]) == ("The kettle", "Who makes the tea.")
    assert head["head-introduction"] == "Think of last week.\n\nThere are no right answers."
    assert head["head-language"] == "en-GB"

    part = opened(desk, draft, "edit_part")
    assert part["section-making-title"] == "Making it"
    assert (part["section-making-source"], part["section-making-where"]) == ("pot", "p. 3")
    assert part["question-turns-statement"] == "We take turns."
    assert part["question-turns-consider"] == "Who did it last?\nWho never does?"
    assert part["question-turns-level:0"] == "One person makes it all."
    assert (part["question-turns-scale"], part["question-turns-direction"]) == ("how-often", "strength")
    assert part["question-leaf-row-options-tea-label"] == "Tea"
    assert part["question-leaf-choose"] == "many"

    scales = opened(desk, draft, "edit_scales")
    assert [scales[f"{LEVELS}2-{name}"] for name in ("was", "value", "label")] == ["5", "5", "Always"]
    assert scales["scale-how-often-rows-levels"] == "4"  # two rows more than there are levels
    assert (scales["head-bands_on"], scales["head-row-bands-1-start"]) == ("mean", "50")

    sources = opened(desk, draft, "edit_sources")
    assert sources["source-pot-url"] == "https://example.org/tea?a=1"
    assert sources["head-credits"] == "Written for the tests."
    assert "Nothing has changed in this draft yet." in said(desk.get(address(draft, "edit_changes")))


@pytest.mark.parametrize("page", PAGES)
def test_outline_stands_on_every_page(desk, draft, page):
    words = said(desk.get(address(draft, page)))
    assert "1 Making it" in words
    assert "1.3 Afterwards" in words
    assert ("1.2 Leaf" in words) == (page == "edit_part")
    assert "Last change" in words
    assert "data-last hidden" in desk.get(address(draft, page)).text


def test_a_part_within_a_part_has_a_page(desk, draft):
    assert opened(desk, draft, "edit_part", "after")["question-story-title"] == "A story"


def test_a_new_framework_has_pages_too(desk, organisation, steward):
    new = creation.start_framework(organisation=organisation, title="Ours", language="en-GB", by=steward)
    code = next(key[1] for key in now(new) if key[0] == "section")
    assert "This part has no questions yet." in said(desk.get(address(new, "edit_part", code)))
    assert "Fully" in opened(desk, new, "edit_scales").values[f"scale-{scale_of(new)}-row-levels-4-label"]
    assert "There is no source yet." in said(desk.get(address(new, "edit_sources")))


def scale_of(draft):
    return next(key[1] for key in now(draft) if key[0] == "scale")


# --- Saving ---


@pytest.mark.parametrize("page", PAGES)
def test_saving_a_page_as_it_stands_changes_nothing(desk, draft, page):
    before = now(draft)
    assert opened(desk, draft, page).press().status_code == 302
    assert now(draft) == before
    assert not DraftStep.objects.exists()


WRITING = {
    "edit": {"head-title": "The pot", "head-introduction": "Think.\n\nThen say.", "head-language": "cy"},
    "edit_part": {
        "section-making-introduction": "Anew.",
        "question-turns-statement": "Do we take turns?",
        "question-turns-level:1": "Two of us make it.",
        "question-turns-consider": "One thing\nAnother",
        "question-leaf-row-options-tea-label": "Black tea",
        "question-leaf-choose": "one",
        "question-turns-source": "",
    },
    "edit_scales": {
        "scale-how-often-title": "How much?",
        f"{LEVELS}1-label": "Seldom",
        "head-bands_on": "total",
        "head-row-bands-1-label": "Hot",
    },
    "edit_sources": {"source-cup-url": "https://example.org/cups", "head-licence": "CC BY-SA 4.0"},
}
WRITTEN = {
    "edit": {(*HEAD, "title"), (*HEAD, "introduction"), (*HEAD, "language")},
    "edit_part": {
        (*MAKING, "introduction"),
        (*TURNS, "statement"),
        (*TURNS, "level:1"),
        (*TURNS, "consider"),
        (*TURNS, "source"),
        (*LEAF, "options"),
        (*LEAF, "choose"),
    },
    "edit_scales": {(*SCALE, "title"), (*SCALE, "levels"), (*HEAD, "bands_on"), (*HEAD, "bands")},
    "edit_sources": {("source", "cup", "url"), (*HEAD, "licence")},
}


@pytest.mark.parametrize("page", WRITING)
def test_saving_writes_what_was_sent_and_only_that(desk, draft, steward, page):
    before, form = now(draft), opened(desk, draft, page)
    for name, value in WRITING[page].items():
        form.put(name, value)
    response = form.press()
    assert response["Location"] == address(draft, page)
    assert changed(before, now(draft)) == WRITTEN[page]
    again = opened(desk, draft, page)
    assert {name: again[name] for name in WRITING[page]} == WRITING[page]
    assert re.search(r"Saved at \d\d:\d\d\.", said(again.response))
    step = DraftStep.objects.get()
    assert (step.verb, step.by, step.number) == ("saved", steward, 1)


def test_a_field_that_is_not_sent_is_not_written(desk, draft):
    before = now(draft)
    sent = {"revision": "0", "part": "question:turns", "question-turns-title": "Turns"}
    desk.post(address(draft, "edit_part"), sent)
    assert changed(before, now(draft)) == {(*TURNS, "title")}


def test_nothing_is_written_into_what_the_page_does_not_hold(desk, draft, translation):
    before = now(draft), now(translation)
    sent = {"revision": "0", "part": ["source:pot", "section:cups", "question:gone", "nonsense", "a:b:c"]}
    sent |= {"source-pot-citation": "X", "section-cups-title": "X"}
    assert desk.post(address(draft, "edit_part"), sent).status_code == 302
    assert desk.post(address(translation, "edit_sources"), sent).status_code == 302
    assert (now(draft), now(translation)) == before


def test_what_must_be_chosen_is_never_chosen_away(desk, draft):
    before = now(draft)
    for page, names in {
        "edit": ["head-language"],
        "edit_part": ["question-turns-scale", "question-turns-direction", "question-leaf-choose"],
    }.items():
        form = opened(desk, draft, page)
        for name in names:
            form.put(name, "")
        assert form.press().status_code == 302
    assert now(draft) == before


def test_texts_are_stored_tidy(desk, draft):
    form = opened(desk, draft).put("head-title", "  Pot\tand cup ")
    form.put("head-introduction", "\r\nOne  \r\n\r\nTwo\r\n").press()
    head = now(draft)[HEAD]
    assert (head["title"], head["introduction"]) == ("Pot and cup", "One\n\nTwo")


def test_a_new_scale_keeps_words_of_levels_that_both_have(desk, draft, steward):
    scale = actions.add_scale(draft=draft, title="Five", by=steward)[1]
    opened(desk, draft, "edit_part").put("question-turns-scale", scale).press()
    assert (now(draft)[TURNS]["scale"], now(draft)[TURNS]["level:0"]) == (scale, "One person makes it all.")
    assert "level:5" not in now(draft)[TURNS]


# --- What is refused ---

LONG = "This is 121 characters long, and 120 is the most. Please make it shorter."
FAULTS = [
    ("edit", {"head-title": "T" * 121}, ["head-title"], LONG),
    ("edit", {"head-summary": "S" * 4001}, ["head-summary"], "This is 4,001 characters long"),
    ("edit", {"head-title": "a\0b"}, ["head-title"], "This holds a sign that cannot be stored."),
    ("edit", {"head-language": "tlh"}, ["head-language"], "Choose another."),
    ("edit_part", {"question-turns-level:0": "a\x07"}, ["question-turns-level:0"], "cannot be stored"),
    ("edit_part", {"question-turns-consider": "a\n" + "b" * 501}, ["question-turns-consider"], "501"),
    ("edit_part", {"question-turns-source": "gone"}, ["question-turns-source"], "Choose another."),
    ("edit_part", {"question-turns-scale": "other"}, ["question-turns-scale"], "Choose another."),
    ("edit_part", {"question-leaf-row-options-tea-label": "x" * 501}, None, "501"),
    ("edit_sources", {"source-pot-url": "example.org"}, ["source-pot-url"], "starts with https://"),
    ("edit_sources", {"source-pot-url": "javascript:alert(1)"}, ["source-pot-url"], "starts with https://"),
    ("edit_scales", {f"{LEVELS}0-value": "1"}, [f"{LEVELS}1-value"], "Another level has this number."),
    ("edit_scales", {f"{LEVELS}0-value": ""}, [f"{LEVELS}0-value"], "Give this level a number."),
    ("edit_scales", {f"{LEVELS}0-value": "9" * 9}, [f"{LEVELS}0-value"], "This number is too large."),
    ("edit_scales", {f"{LEVELS}0-value": "-40000"}, [f"{LEVELS}0-value"], "This number is too small."),
    ("edit_scales", {f"{LEVELS}0-value": "two"}, [f"{LEVELS}0-value"], "Give a whole number."),
    ("edit_scales", {f"{LEVELS}0-label": "L" * 81}, [f"{LEVELS}0-label"], "This is 81 characters long"),
    ("edit_scales", {"head-row-bands-1-start": "101"}, ["head-row-bands-1-start"], "from 0 to 100"),
    ("edit_scales", {"head-row-bands-1-start": "0"}, ["head-row-bands-1-start"], "Another name begins here."),
    ("edit_scales", {"head-row-bands-1-start": ""}, ["head-row-bands-1-start"], "where this name begins"),
]


@pytest.mark.parametrize(("page", "wrong", "at", "words"), FAULTS)
def test_what_cannot_be_stored_is_refused_and_kept_on_the_page(desk, draft, page, wrong, at, words):
    before, form = now(draft), opened(desk, draft, page)
    others = {n for n in form.values if n not in wrong and n not in ("csrfmiddlewaretoken", "part")}
    untouched = {name: form.values[name] for name in others}
    for name, value in wrong.items():
        form.put(name, value)
    response = form.press()
    assert response.status_code == 422
    assert now(draft) == before
    again = Opened(desk, response)
    assert again["revision"] == "0"
    for name in wrong if words != "Choose another." else ():  # a list shows only what can be chosen
        assert again[name].replace("\0", "\ufffd") == wrong[name].replace("\0", "\ufffd")
    assert {name: again.values[name] for name in others} == untouched
    links = dict(
        re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', response.text.split('id="faults"')[1])
    )
    assert list(links) == [f"id_{name}" for name in at or wrong]
    assert all(f'id="{id}"' in response.text for id in links)
    assert words in html.unescape(next(iter(links.values())))
    assert response.text.split("<title>")[1].startswith("Please look again: Edit:")


def test_nothing_of_a_page_with_a_fault_is_saved_and_nothing_of_it_is_lost(desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-title", "T" * 121)
    form.put("question-leaf-title", "Leaves").put("question-leaf-row-options-tea-label", "")
    again = Opened(desk, form.press("remove:question:leaf"))
    assert again["question-leaf-title"] == "Leaves"
    assert LEAF in now(draft)
    again.put("question-turns-title", "Turns").press()
    assert now(draft)[LEAF]["title"] == "Leaves"
    assert options(draft) == [{"code": "none", "label": "Nothing"}]


def test_an_empty_row_is_no_fault(desk, draft):
    form = opened(desk, draft, "edit_scales").put(f"{LEVELS}1-label", "").put(f"{LEVELS}1-value", "")
    assert form.press().status_code == 302
    assert [level["value"] for level in now(draft)[SCALE]["levels"]] == [0, 5]


def test_bands_of_a_sum_may_go_over_100(desk, draft):
    form = opened(desk, draft, "edit_scales").put("head-bands_on", "total")
    form.put("head-row-bands-1-start", "250").press()
    assert now(draft)[HEAD]["bands"] == [[0, "Cold"], [250, "Warm"]]


def test_a_refused_page_still_finds_clashes(desk, other_desk, draft):
    form = opened(desk, draft).put("head-title", "T" * 121).put("head-summary", "Mine")
    opened(other_desk, draft).put("head-summary", "Theirs").press()
    again = Opened(desk, form.press())
    response = again.put("head-title", "Short").press()
    assert response.status_code == 409
    assert now(draft)[HEAD]["title"] == "Short"
    assert now(draft)[HEAD]["summary"] == "Theirs"


@pytest.mark.parametrize("revision", ["1", "999999999", "9" * 30, "-1", "", "one", "0.0", "\0"])
def test_a_revision_that_is_none_is_refused(desk, draft, revision):
    before = now(draft)
    sent = {"revision": revision, "part": "head:", "head-title": "X", "do": "add-section"}
    assert desk.post(address(draft), sent).status_code == 400
    assert now(draft) == before


# --- Saving as you go ---


def test_saving_as_you_go_answers_in_json(desk, draft, steward):
    form = opened(desk, draft).put("head-title", "The pot")
    response = form.save_quietly()
    told = response.json()
    assert (response.status_code, told["step"], told["undo"]) == (200, 1, 1)
    assert re.fullmatch(r"\d\d:\d\d", told["saved"])
    assert told["last"].startswith("Changed ‘")
    assert told["last"].endswith(f", {steward.name}")
    assert now(draft)[HEAD]["title"] == "The pot"
    assert form.save_quietly().json()["step"] == 0  # nothing was new


def test_a_save_that_comes_twice_tells_the_step_that_it_was(desk, other_desk, draft):
    """Its first answer got lost: the page would take its own words for those of somebody else."""
    form = opened(desk, draft, "edit_part").put("question-turns-title", "Mine")
    values = {name: list(given) for name, given in form.values.items()}
    form.save_quietly()
    form.values = values
    opened(other_desk, draft, "edit_part").put("question-leaf-title", "Theirs").press()
    assert form.save_quietly().json()["step"] == 1
    assert form.put("question-turns-title", "Mine, and more").save_quietly().status_code == 200
    assert now(draft)[TURNS]["title"] == "Mine, and more"
    assert now(draft)[LEAF]["title"] == "Theirs"


def test_levels_that_come_twice_tell_the_step_that_they_were(desk, draft):
    form = opened(desk, draft, "edit_scales").put(f"{LEVELS}0-value", "9")
    values = {name: list(given) for name, given in form.values.items()}
    form.save_quietly()
    form.values = values
    assert form.save_quietly().json()["step"] == 1


def test_a_save_is_no_repeat_of_what_somebody_else_or_another_page_saved(desk, other_desk, draft):
    mine = opened(desk, draft).put("head-title", "The pot")
    opened(other_desk, draft).put("head-title", "The pot").press()
    assert mine.save_quietly().json()["step"] == 0
    opened(desk, draft).put("head-summary", "From another page of mine").press()
    assert mine.save_quietly().json()["step"] == 0


def test_undo_pressed_while_words_were_saved_says_so(desk, draft):
    """The script saves them before it sends the button, which the person had pressed for the step before."""
    press(desk, draft, "add-section")
    form = opened(desk, draft).put("head-title", "The pot")
    form.save_quietly()
    response = form.press("undo:1")
    assert "What you had just written is saved, so it is the last change now." in said(
        desk.get(response["Location"])
    )


def test_saving_as_you_go_takes_no_step(desk, draft):
    form = opened(desk, draft)
    form.values["do"] = ["add-section"]
    assert form.save_quietly().status_code == 200
    assert len([key for key in now(draft) if key[0] == "section"]) == 3


def test_undo_after_saving_as_you_go_takes_that_back(desk, draft):
    form = opened(desk, draft).put("head-title", "The pot")
    told = form.save_quietly().json()
    form.press(f"undo:{told['undo']}")
    assert now(draft)[HEAD]["title"] == "The kettle"


def test_faults_clashes_and_refusals_in_json(desk, other_desk, draft, steward):
    form = opened(desk, draft).put("head-title", "T" * 121)
    response = form.save_quietly()
    assert (response.status_code, response.json()) == (422, {"errors": ["id_head-title"]})

    opened(other_desk, draft).put("head-title", "Theirs").press()
    response = form.put("head-title", "Mine").put("head-summary", "Mine too").save_quietly()
    assert (response.status_code, response.json()) == (409, {"clashes": 1})
    assert now(draft)[HEAD]["summary"] == "Mine too"
    assert form.save_quietly().json() == {"clashes": 1}

    scale = actions.add_scale(draft=draft, title="Five", by=steward)
    form = opened(desk, draft, "edit_part").put("question-turns-scale", scale[1])
    actions.remove(draft=draft, key=scale, by=None)
    response = form.save_quietly()
    assert (response.status_code, response.json()) == (
        409,
        {"refused": "This scale is not in the draft any more."},
    )


def publish(draft):
    FrameworkVersion.objects.filter(pk=draft.pk).update(status="published", published_on="2026-01-01")


def test_a_page_that_comes_back_with_what_is_not_saved_says_so(desk, draft, steward):
    said_so = ' data-unsaved="yes"'
    assert said_so not in opened(desk, draft).response.text
    assert said_so in opened(desk, draft).put("head-title", "T" * 121).press().text
    scale = actions.add_scale(draft=draft, title="Five", by=steward)
    form = opened(desk, draft, "edit_part").put("question-turns-scale", scale[1])
    actions.remove(draft=draft, key=scale, by=None)
    assert said_so in form.press().text


def test_closed_draft_in_json(desk, draft):
    form = opened(desk, draft).put("head-title", "The pot")
    publish(draft)
    response = form.save_quietly()
    assert (response.status_code, response.json()) == (410, {"closed": True})


# --- Two people ---


def test_different_fields_of_two_people_both_stay(desk, other_desk, draft):
    mine, theirs = (opened(browser, draft, "edit_part") for browser in (desk, other_desk))
    mine.put("question-turns-title", "Mine").put("question-leaf-title", "Leaves")
    theirs.put("question-turns-statement", "Theirs.").put("question-leaf-title", "Leaves")
    assert theirs.press().status_code == mine.press().status_code == 302
    asked = now(draft)
    assert (asked[TURNS]["title"], asked[TURNS]["statement"]) == ("Mine", "Theirs.")
    assert asked[LEAF]["title"] == "Leaves"


def clash(desk, other_desk, draft, page="edit", mine=None, theirs=None):
    """My page's answer after somebody else saved the same fields."""
    my_form, their_form = opened(desk, draft, page), opened(other_desk, draft, page)
    for form, words in ((my_form, mine), (their_form, theirs)):
        for name, value in words.items():
            form.put(name, value)
    assert their_form.press().status_code == 302
    response = my_form.press()
    assert response.status_code == 409
    return Opened(desk, response)


def test_a_clash_shows_both_texts_and_who_wrote_the_other(desk, other_desk, draft):
    mine = {"head-title": "Mine", "head-summary": "Only mine"}
    page = clash(desk, other_desk, draft, mine=mine, theirs={"head-title": "Theirs"})
    words = said(page.response)
    assert "Two people changed the same words" in words
    assert "The last change was by Olive" in words
    assert "Name of the framework" in words
    assert "Theirs" in words
    assert page["head-title"] == "Mine"
    assert "keep-head-title" not in page.values  # nothing is chosen for them
    assert page.response.text.count(' name="keep-head-title"') == page.response.text.count(" required>") == 2
    assert now(draft)[HEAD]["title"] == "Theirs"
    assert now(draft)[HEAD]["summary"] == "Only mine"


@pytest.mark.parametrize(
    ("keep", "words", "title"),
    [("theirs", "Mine", "Theirs"), ("mine", "Mine", "Mine"), ("mine", "Both", "Both")],
)
def test_choosing_after_a_clash(desk, other_desk, draft, keep, words, title):
    page = clash(desk, other_desk, draft, mine={"head-title": "Mine"}, theirs={"head-title": "Theirs"})
    before = now(draft)
    assert page.put("keep-head-title", keep).put("head-title", words).press().status_code == 302
    assert now(draft) == {**before, HEAD: {**before[HEAD], "title": title}}


def test_words_chosen_after_a_clash_that_are_too_long_lose_nothing(desk, other_desk, draft):
    page = clash(
        desk,
        other_desk,
        draft,
        "edit_part",
        mine={"question-leaf-title": "Mine"},
        theirs={"question-leaf-title": "Theirs"},
    )
    before = now(draft)
    response = page.put("keep-question-leaf-title", "mine").put("question-leaf-title", "M" * 121).press()
    assert response.status_code == 422
    again = Opened(desk, response)
    assert again["question-leaf-statement"] == "What is in the pot?"
    assert again["question-leaf-row-options-tea-label"] == "Tea"
    again.put("question-leaf-title", "Mine again").press()
    assert changed(before, now(draft)) == {(*LEAF, "title")}


def test_saving_as_one_goes_never_takes_back_what_somebody_else_wrote(desk, other_desk, draft):
    """My page does not show what they changed beside it, however often it saves itself."""
    mine, theirs = opened(desk, draft, "edit_part"), opened(other_desk, draft, "edit_part")
    theirs.put("question-leaf-title", "Their leaf").press()
    for title in ("Mine", "Mine again", "Mine at last"):
        assert mine.put("question-turns-title", title).save_quietly().status_code == 200
    mine.put("section-making-title", "My making").press()
    after = now(draft)
    assert after["question", "leaf"]["title"] == "Their leaf"
    assert after["question", "turns"]["title"] == "Mine at last"
    assert after["section", "making"]["title"] == "My making"


def test_what_both_wrote_clashes_after_saving_as_one_goes_too(desk, other_desk, draft):
    mine, theirs = opened(desk, draft, "edit_part"), opened(other_desk, draft, "edit_part")
    mine.put("question-turns-title", "Mine").save_quietly()
    theirs = opened(other_desk, draft, "edit_part").put("question-turns-title", "Theirs")
    theirs.press()
    response = mine.put("question-turns-title", "Mine again").press()
    assert response.status_code == 409
    assert {"Theirs", "Mine again"} <= set(re.findall(r"Theirs|Mine again", response.text))
    assert now(draft)["question", "turns"]["title"] == "Theirs"


def test_a_step_of_somebody_else_is_nobodys_own(desk, other_desk, draft):
    mine = opened(desk, draft, "edit_part")
    step = opened(other_desk, draft, "edit_part").put("question-leaf-title", "Their leaf").save_quietly()
    mine.values["own"] = [step.json()["step"], "1" * 9, "nonsense"]
    mine.put("question-turns-title", "Mine").press()
    assert now(draft)["question", "leaf"]["title"] == "Their leaf"


def test_a_second_clash_on_the_way_is_found_too(desk, other_desk, draft):
    page = clash(desk, other_desk, draft, mine={"head-title": "Mine"}, theirs={"head-title": "Theirs"})
    opened(other_desk, draft).put("head-title", "Theirs again").press()
    response = page.put("keep-head-title", "mine").press()
    assert response.status_code == 409
    assert "Theirs again" in said(response)


LISTS = [
    (
        "edit_part",
        "keep-question-leaf-options",
        {"question-leaf-row-options-tea-label": "Mine"},
        {"question-leaf-row-options-tea-label": "Theirs"},
        lambda draft: [option["label"] for option in options(draft)],
        (["Mine", "Nothing"], ["Theirs", "Nothing"]),
    ),
    (
        "edit_scales",
        "keep-scale-how-often-levels",
        {f"{LEVELS}1-label": "Mine", f"{LEVELS}3-value": "7", f"{LEVELS}3-label": "Ever"},
        {f"{LEVELS}1-label": "Theirs"},
        lambda draft: [level["label"] for level in now(draft)[SCALE]["levels"]],
        (["Never", "Mine", "Always", "Ever"], ["Never", "Theirs", "Always"]),
    ),
    (
        "edit_scales",
        "keep-head-bands",
        {"head-row-bands-0-label": "Mine"},
        {"head-row-bands-0-label": "Theirs"},
        lambda draft: now(draft)[HEAD]["bands"],
        ([[0, "Mine"], [50, "Warm"]], [[0, "Theirs"], [50, "Warm"]]),
    ),
    (
        "edit_part",
        "keep-question-turns-consider",
        {"question-turns-consider": "Mine\nMore"},
        {"question-turns-consider": "Theirs"},
        lambda draft: now(draft)[TURNS]["consider"],
        (["Mine", "More"], ["Theirs"]),
    ),
    (
        "edit_part",
        "keep-question-turns-source",
        {"question-turns-source": "pot"},
        {"question-turns-source": ""},
        lambda draft: now(draft)[TURNS]["source"],
        ("pot", ""),
    ),
]


@pytest.mark.parametrize(("page", "keep", "mine", "theirs", "read", "found"), LISTS)
@pytest.mark.parametrize("whose", [0, 1], ids=["mine", "theirs"])
def test_lists_and_choices_in_a_clash(desk, other_desk, draft, page, keep, mine, theirs, read, found, whose):
    both = clash(desk, other_desk, draft, page, mine=mine, theirs=theirs)
    assert read(draft) == found[1]
    assert both.put(keep, ("mine", "theirs")[whose]).press().status_code == 302
    assert read(draft) == found[whose]
    assert now(draft)[TURNS]["level:5"] == "Everyone makes it."


def test_levels_that_somebody_else_renumbered_keep_the_questions_words(desk, other_desk, draft):
    """My page still calls them 0, 1 and 5; theirs 1, 2 and 6. Mine is chosen: no words shift."""
    page = clash(
        desk,
        other_desk,
        draft,
        "edit_scales",
        mine={f"{LEVELS}2-description": "Each time."},
        theirs={f"{LEVELS}{row}-value": value for row, value in enumerate("126")},
    )
    page.put("keep-scale-how-often-levels", "mine").press()
    assert [level["value"] for level in now(draft)[SCALE]["levels"]] == [0, 1, 5]
    words = {name: text for name, text in now(draft)[TURNS].items() if name.startswith("level:") and text}
    assert words == {"level:0": "One person makes it all.", "level:5": "Everyone makes it."}


def test_words_for_a_question_that_somebody_took_out_are_shown(desk, other_desk, draft):
    form = opened(desk, draft, "edit_part").put("question-leaf-title", "My leaves")
    form.put("question-leaf-row-options-tea-label", "My tea").put("question-turns-title", "Turns")
    opened(other_desk, draft, "edit_part").press("remove:question:leaf")
    response = form.press("add-section")
    assert response.status_code == 409
    words = said(response)
    assert "Somebody took this out while you wrote" in words
    assert "The last change was by Olive" in words
    assert "Short name My leaves" in words
    assert "My tea" in words
    assert now(draft)[TURNS]["title"] == "Turns"
    assert "save" not in Opened(desk, response).buttons


def test_untouched_parts_that_somebody_took_out_disturb_nobody(desk, other_desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-title", "Turns")
    opened(other_desk, draft, "edit_part").press("remove:question:leaf")
    assert form.press().status_code == 302
    assert now(draft)[TURNS]["title"] == "Turns"
    assert LEAF not in now(draft)


def test_a_fault_and_a_part_taken_out_keep_all_words(desk, other_desk, draft):
    form = opened(desk, draft, "edit_part").put("question-leaf-title", "L" * 130)
    form.put("question-turns-title", "T" * 121)
    opened(other_desk, draft, "edit_part").press("remove:question:leaf")
    response = form.press()
    assert response.status_code == 422
    assert "L" * 130 in said(response)
    assert Opened(desk, response)["question-turns-title"] == "T" * 121


def test_a_whole_part_that_somebody_took_out_shows_the_words(desk, other_desk, draft):
    for words in ("My title", "T" * 121):
        form = opened(desk, draft, "edit_part").put("question-turns-title", words)
        opened(other_desk, draft, "edit_part").press("remove:section:making")
        response = form.press()
        assert response.status_code == 409
        assert words in said(response)
        actions.undo(draft=draft, number=history.last_step(draft).number, by=None)


def test_a_question_added_meanwhile_can_be_written_from_a_refused_page(desk, other_desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-title", "T" * 121)
    opened(other_desk, draft, "edit_part").press("add-question:making:text")
    again = Opened(desk, form.press())
    (code,) = {key[1] for key in in_part(draft, "making")} - {"turns", "leaf", "after"}
    again.put("question-turns-title", "Turns").put(f"question-{code}-title", "New").press()
    assert now(draft)["question", code]["title"] == "New"


def test_a_scale_that_went_meanwhile_is_told_at_its_field(desk, draft, steward):
    scale = actions.add_scale(draft=draft, title="Five", by=steward)
    form = opened(desk, draft, "edit_part").put("question-turns-scale", scale[1])
    form.put("question-leaf-title", "Leaves")
    actions.remove(draft=draft, key=scale, by=None)
    response = form.press()
    assert response.status_code == 422
    assert "This is not there any more. Choose another." in said(response)
    again = Opened(desk, response)
    assert again["question-leaf-title"] == "Leaves"
    again.put("question-turns-scale", "how-often").press()
    assert now(draft)[LEAF]["title"] == "Leaves"


def test_words_of_a_part_that_went_are_shown_where_nothing_could_be_saved(desk, draft):
    """Somebody takes out a question and a scale, while the page writes in the one and chooses the other."""
    _, scale = actions.add_scale(draft=draft, title="Stars", by=None)
    page = opened(desk, draft, "edit_part", "making")
    for key in (LEAF, ("scale", scale)):
        actions.remove(draft=draft, key=key, by=None)
    before = now(draft)
    page.put("question-leaf-statement", "Which leaf is it?").put("question-turns-scale", scale)
    response = page.press()
    assert "This is not there any more. Choose another." in said(response)
    assert "Which leaf is it?" in said(response)
    assert now(draft) == before


# --- Steps ---


def in_part(draft, code):
    found = now(draft)
    held = {"question": "section", "section": "parent"}
    inside = [k for k in found if k[0] in held and (found[k].get(held[k[0]]) or "") == code]
    return sorted(inside, key=lambda key: (key[0], found[key]["position"]))


def press(client, draft, do, page="edit_part", **fields):
    form = opened(client, draft, page)
    form.values |= {name: [value] for name, value in fields.items()}
    return form.press(do)


def test_up_and_down(desk, draft):
    response = press(desk, draft, "down:question:turns")
    assert response["Location"] == address(draft, "edit_part") + "#question-turns"
    assert in_part(draft, "making") == [LEAF, TURNS, AFTER]
    press(desk, draft, "up:question:turns")
    assert in_part(draft, "making") == [TURNS, LEAF, AFTER]
    assert press(desk, draft, "down:section:making")["Location"] == address(draft, "edit_part")
    assert in_part(draft, "") == [CUPS, MAKING]


def test_copies_have_codes_of_their_own(desk, draft):
    response = press(desk, draft, "copy:question:leaf")
    (copied,) = set(in_part(draft, "making")) - {TURNS, LEAF, AFTER}
    assert response["Location"].endswith(f"#question-{copied[1]}")
    assert in_part(draft, "making") == [TURNS, LEAF, copied, AFTER]
    assert now(draft)[copied]["options"] == options(draft)
    response = press(desk, draft, "copy:section:making")
    (part,) = set(in_part(draft, "")) - {MAKING, CUPS}
    assert response["Location"] == address(draft, "edit_part", part[1])
    assert [kind for kind, _ in in_part(draft, part[1])] == ["question"] * 3 + ["section"]


def test_take_out_and_put_back(desk, draft):
    before = now(draft)
    words = said(desk.get(press(desk, draft, "remove:question:turns")["Location"]))
    assert "‘Taking turns’ is taken out. To put it back, press Undo" in words
    assert press(desk, draft, "remove:section:making")["Location"] == address(draft)
    changes = opened(desk, draft, "edit_changes")
    assert [b for b in changes.buttons if b.startswith("restore")] == [
        "restore:section:making",
        "restore:question:turns",
    ]
    response = changes.press("restore:question:turns")
    assert response["Location"] == address(draft, "edit_part") + "#question-turns"
    assert "‘Taking turns’ is back." in said(desk.get(response["Location"]))
    assert in_part(draft, "making") == [TURNS]
    for _ in range(3):
        press(desk, draft, f"undo:{history.last_step(draft).number}", "edit_changes")
    assert now(draft) == before


def test_a_scale_or_source_in_use_stays(desk, draft):
    before = now(draft)
    for key in ("scale:how-often", "source:pot"):
        response = press(desk, draft, f"remove:{key}", "edit_scales")
        assert "It cannot go:" in said(desk.get(response["Location"]))
    assert now(draft) == before
    assert "remove:scale:how-often" not in opened(desk, draft, "edit_scales").buttons


def test_into_another_part(desk, draft):
    response = press(desk, draft, "into:question:turns", **{"into-question-turns": "cups"})
    assert response["Location"] == address(draft, "edit_part", "cups") + "#question-turns"
    assert in_part(draft, "cups") == [CHIPS, TURNS]
    press(desk, draft, "into:section:cups", **{"into-section-cups": "making"})
    assert in_part(draft, "making") == [LEAF, AFTER, CUPS]
    press(desk, draft, "into:section:cups", **{"into-section-cups": buttons.TOP})
    assert in_part(draft, "") == [MAKING, CUPS]
    response = press(desk, draft, "into:question:turns", **{"into-question-turns": ""})
    assert "Choose where it should go first." in said(desk.get(response["Location"]))


def test_place(desk, draft):
    press(desk, draft, "place:question:chips:making:1")
    assert in_part(draft, "making") == [TURNS, CHIPS, LEAF, AFTER]
    press(desk, draft, "place:question:turns:making:999999")
    assert in_part(draft, "making") == [CHIPS, LEAF, TURNS, AFTER]
    press(desk, draft, "place:section:cups:-:0")
    assert in_part(draft, "") == [CUPS, MAKING]


def test_add(desk, draft):
    response = press(desk, draft, "add-section")
    (top,) = set(in_part(draft, "")) - {MAKING, CUPS}
    assert response["Location"] == address(draft, "edit_part", top[1])
    press(desk, draft, "add-section:cups")
    assert [kind for kind, _ in in_part(draft, "cups")] == ["question", "section"]
    for kind in ("rating", "choice", "text"):
        response = press(desk, draft, f"add-question:{top[1]}:{kind}")
        made = in_part(draft, top[1])[-1]
        assert response["Location"] == address(draft, "edit_part", top[1]) + f"#question-{made[1]}"
        assert now(draft)[made]["kind"] == kind
    rating = now(draft)[in_part(draft, top[1])[0]]
    assert rating["scale"] == "how-often"
    response = press(desk, draft, "add-scale")
    assert re.search(r"/levels/#scale-scale-\w+$", response["Location"])
    response = press(desk, draft, "add-source")
    assert re.search(r"/sources/#source-source-\w+$", response["Location"])
    assert {kind: sum(key[0] == kind for key in now(draft)) for kind in ("scale", "source")} == {
        "scale": 2,
        "source": 3,
    }


def test_option_up(desk, draft):
    response = press(desk, draft, "option-up:question:leaf:none")
    assert [option["code"] for option in options(draft)] == ["none", "tea"]
    assert response["Location"].endswith("#question-leaf")


def test_undo(desk, draft):
    before = now(draft)
    press(desk, draft, "remove:section:making")
    page = opened(desk, draft)
    assert "Last change: Took out ‘Making it’" in said(page.response)
    words = said(desk.get(page.press("undo:1")["Location"]))
    assert "The last change is undone." in words
    assert now(draft) == before


def test_undo_of_another_change_is_refused(desk, other_desk, draft):
    press(desk, draft, "add-section")
    form = opened(desk, draft)
    press(other_desk, draft, "add-section")
    before = now(draft)
    response = form.press("undo:1")
    assert "Somebody changed the draft a moment ago." in said(desk.get(response["Location"]))
    assert now(draft) == before


def test_undo_with_words_on_the_page_says_that_they_are_saved_first(desk, draft):
    press(desk, draft, "add-section")
    response = opened(desk, draft).put("head-title", "The pot").press("undo:1")
    words = said(desk.get(response["Location"]))
    assert "What you had just written is saved, so it is the last change now." in words
    assert now(draft)[HEAD]["title"] == "The pot"


def test_every_button_saves_first(desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-title", "Turns")
    form.press("down:question:turns")
    assert now(draft)[TURNS]["title"] == "Turns"
    assert in_part(draft, "making")[:2] == [LEAF, TURNS]
    assert list(DraftStep.objects.values_list("verb", flat=True)) == ["saved", "moved"]


BAD = [
    "",
    ":",
    "nonsense",
    "up",
    "up:question",
    "up:question:gone",
    "up:question:turns",
    "down:section:cups",
    "up:head:",
    "down:scale:how-often",
    "copy:head:",
    "copy:scale:how-often",
    "copy:source:pot",
    "copy:question:q-of-another",
    "remove:head:",
    "remove:question:",
    "remove:band:0",
    "remove:question:q-of-another",
    "restore:question:turns",
    "restore:question:q-of-another",
    "restore:head:",
    "into:question:turns",
    "into:scale:how-often",
    "place:question:turns",
    "place:question:turns:making",
    "place:question:turns:making:x",
    "place:question:turns:making:-1",
    "place:question:turns:making:99999999999999999999",
    "place:question:turns:gone:0",
    "place:question:turns:-:0",
    "place:question:turns:s-of-another:0",
    "place:section:making:making:0",
    "place:section:making:after:0",
    "place:section:making:cups:0",
    "place:section:cups:after:0",
    "place:scale:how-often:making:0",
    "place:head::making:0",
    "add-section:gone",
    "add-section:after",
    "add-section:s-of-another",
    "add-question",
    "add-question:making",
    "add-question:making:essay",
    "add-question::text",
    "add-question:gone:text",
    "add-question:s-of-another:rating",
    "option-up:question:leaf",
    "option-up:question:leaf:tea",
    "option-up:question:leaf:gone",
    "option-up:question:turns:tea",
    "option-up:section:making:tea",
    "undo",
    "undo:0",
    "undo:1",
    "undo:99999999999",
    "undo:-1",
    "undo:x",
    "remove:question:turns\0",
    "remove:question:" + "x" * 5000,
    "add-question:making:" + "text" * 5000,
]


@pytest.mark.parametrize("do", BAD, ids=lambda do: ascii(do)[:50])
@pytest.mark.parametrize("page", ["edit_part", "edit_changes"])
def test_bad_words_of_a_button_change_nothing(desk, draft, organisation, page, do):
    other = long_example(2, code="another")
    other["sections"][0] |= {"code": "s-of-another"}
    other["sections"][0]["questions"][0]["code"] = "q-of-another"
    stored(other, organisation=organisation, publish=False)
    before = now(draft)
    response = press(desk, draft, do, page)
    assert response.status_code == 302
    shown = desk.get(response["Location"])
    assert shown.status_code == 200
    assert re.search(r'<div class="alert alert-danger" role="alert"><p>[A-Z]', shown.text)
    assert now(draft) == before
    assert not DraftStep.objects.exists()


# --- Codes and rows ---


def test_codes_stay_the_same(desk, draft):
    before = set(now(draft))
    codes = [option["code"] for option in options(draft)]
    form = opened(desk, draft, "edit_part").put("question-leaf-title", "Something else")
    form.put("question-leaf-row-options-tea-label", "Coffee").press("down:question:turns")
    press(desk, draft, "into:question:leaf", **{"into-question-leaf": "cups"})
    assert set(now(draft)) == before
    assert [option["code"] for option in options(draft)] == codes
    for _ in range(3):
        press(desk, draft, f"undo:{history.last_step(draft).number}", "edit")
    assert set(now(draft)) == before
    assert options(draft) == [{"code": "tea", "label": "Tea"}, {"code": "none", "label": "Nothing"}]


def new_rows(form, kind="leaf"):
    start = f"question-{kind}-rows-options"
    return [code for code in form.values[start] if code.startswith("answer-")]


def test_a_row_that_is_saved_as_you_go_and_saved_again_is_one_answer(desk, draft):
    form = opened(desk, draft, "edit_part")
    first, second = new_rows(form)
    assert first != second
    form.put(f"question-leaf-row-options-{first}-label", "Cof").save_quietly()
    form.put(f"question-leaf-row-options-{first}-label", "Coffee").save_quietly()
    form.put(f"question-leaf-row-options-{second}-label", "Milk").press()
    assert options(draft)[2:] == [{"code": first, "label": "Coffee"}, {"code": second, "label": "Milk"}]
    assert new_rows(opened(desk, draft, "edit_part"))[:2] == [first, second]


def test_an_answer_whose_words_are_taken_away_goes_and_can_come_back_from_the_same_page(desk, draft):
    form = opened(desk, draft, "edit_part").put("question-leaf-row-options-tea-label", "")
    form.save_quietly()
    assert [option["code"] for option in options(draft)] == ["none"]
    form.put("question-leaf-row-options-tea-label", "Tea").save_quietly()
    assert options(draft) == [{"code": "tea", "label": "Tea"}, {"code": "none", "label": "Nothing"}]


def test_levels_renumbered_twice_from_one_page_keep_the_questions_words(desk, draft):
    form = opened(desk, draft, "edit_scales")
    for values in ("126", "012"):
        for row, value in enumerate(values):
            form.put(f"{LEVELS}{row}-value", value)
        assert form.save_quietly().status_code == 200
    levels = [(level["value"], level["label"]) for level in now(draft)[SCALE]["levels"]]
    assert levels == [(0, "Never"), (1, "No"), (2, "Always")]
    words = {name: text for name, text in now(draft)[TURNS].items() if name.startswith("level:") and text}
    assert words == {"level:0": "One person makes it all.", "level:2": "Everyone makes it."}


def test_a_level_added_and_saved_again_from_the_same_page_is_one_level(desk, draft):
    form = opened(desk, draft, "edit_scales").put(f"{LEVELS}3-value", "3").put(f"{LEVELS}3-label", "Of")
    form.save_quietly()
    form.put(f"{LEVELS}3-label", "Often").press()
    assert [(level["value"], level["label"]) for level in now(draft)[SCALE]["levels"]] == [
        (0, "Never"),
        (1, "No"),
        (3, "Often"),
        (5, "Always"),
    ]


def test_more_than_ten_levels_are_refused_with_all_that_was_written(desk, draft):
    form = opened(desk, draft, "edit_scales").put("scale-how-often-title", "Much?")
    rows = [f"new{n}" for n in range(9)]
    form.values["scale-how-often-rows-levels"] += rows
    for number, row in enumerate(rows, 10):
        form.values |= {f"{LEVELS}{row}-{n}": [v] for n, v in (("value", str(number)), ("label", "L"))}
    response = form.press()
    assert response.status_code == 409
    assert "A scale has 10 levels at most." in said(response)
    assert Opened(desk, response)["scale-how-often-title"] == "Much?"
    assert len(now(draft)[SCALE]["levels"]) == 3


# --- Long parts ---


def test_a_long_part_stands_on_pages(desk, organisation):
    draft = stored(long_example(45), organisation=organisation, publish=False)
    shown = []
    for number in (1, 2, 3):
        page = opened(desk, draft, "edit_part", number=number)
        asked = [part for part in page.values["part"] if part.startswith("question")]
        shown.append([part.split(":")[1] for part in asked])
        link = address(draft, "edit_part") + ("" if number == 1 else f"?page={number}")
        pages = page.response.text.split('class="pages"')[1]
        assert f'<a href="{link}" aria-current="page">' in pages
        assert page.response.text.count('data-key="question:') == 45 + len(asked)
    assert shown == [[f"q-{n}" for n in range(a, b)] for a, b in ((0, 20), (20, 40), (40, 45))]


@pytest.mark.parametrize("number", ["4", "9999", "99999999999", "0", "-1", "x", "", "²"])
def test_a_page_that_is_not_there_shows_one_that_is(desk, organisation, number):
    draft = stored(long_example(45), organisation=organisation, publish=False)
    response = desk.get(address(draft, "edit_part"), {"page": number})
    last = number in ("4", "9999")
    assert ('value="question:q-44"' in response.text) == last
    assert ('value="question:q-0"' in response.text) == (not last)
    assert "This part has no questions yet." not in said(response)


def test_saving_a_later_page_stays_there_and_so_do_its_links(desk, organisation):
    draft = stored(long_example(45), organisation=organisation, publish=False)
    page = opened(desk, draft, "edit_part", number=2).put("question-q-25-title", "Here")
    assert page.press()["Location"] == address(draft, "edit_part") + "?page=2"
    assert now(draft)["question", "q-25"]["title"] == "Here"
    assert now(draft)["question", "q-5"]["title"] == "Taking turns"
    assert 'href="#question-q-25"' in page.response.text
    elsewhere = reverse("frameworks:edit_question", args=[draft.pk, "q-5"])
    assert f'href="{elsewhere}"' in page.response.text
    assert desk.get(elsewhere)["Location"] == address(draft, "edit_part") + "#question-q-5"
    response = page.press("down:question:q-39")
    assert response["Location"] == address(draft, "edit_part") + "?page=3#question-q-39"


def test_the_last_question_of_a_page_taken_out_shows_the_page_before(desk, organisation):
    draft = stored(long_example(21), organisation=organisation, publish=False)
    response = opened(desk, draft, "edit_part", number=2).press("remove:question:q-20")
    assert 'value="question:q-19"' in desk.get(response["Location"]).text


@pytest.mark.parametrize("code", ["gone", "turns"])
def test_a_part_that_is_gone_leads_to_the_draft(desk, draft, code):
    response = desk.get(address(draft, "edit_part", code), follow=True)
    assert response.redirect_chain == [(address(draft), 302)]
    assert "This part is not in the draft any more." in said(response)
    assert desk.get(reverse("frameworks:edit_question", args=[draft.pk, "gone"]))["Location"] == address(
        draft
    )
    response = desk.post(address(draft, "edit_part", code), {"revision": "0", "do": "save"}, follow=True)
    assert response.redirect_chain == [(address(draft), 302)]


# --- Published, translated, and other people's drafts ---


def test_a_page_of_a_draft_that_was_published_shows_what_was_written(desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-statement", "My very own words.")
    publish(draft)
    before = now(draft)
    response = form.press("remove:question:leaf")
    assert response.status_code == 409
    assert "This draft is closed" in said(response)
    assert "My very own words." in said(response)
    assert now(draft) == before
    assert desk.get(address(draft))["Location"] == reverse("frameworks:version", args=[draft.pk])


def test_a_single_word_for_a_draft_that_was_published_is_shown_and_what_was_chosen_is_not(desk, draft):
    form = opened(desk, draft, "edit_part")
    form.put("question-turns-title", "Teapotting").put("question-turns-statement", "茶壶是谁洗的")
    publish(draft)
    found = re.findall(r'class="mine"><p>(.*?)</p>', form.press().text)
    assert {"Teapotting", "茶壶是谁洗的"} <= set(found)
    assert not {"how-often", "more", "agreement", "one", "making", "0"} & set(found)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_written_in_is_told_by_its_name(draft, page):
    keys = [key for key in now(draft) if key[0] in KINDS[page]]
    for key in keys:
        form = form_of(key, now(draft)[key], Around(now(draft)), page=page)
        assert form.fields
        for name, field in form.fields.items():
            assert holds_words(form.add_prefix(name)) == isinstance(field, Written), name
    assert not holds_words("keep-head-title")


@pytest.mark.parametrize("page", ["edit", "edit_part", "edit_scales", "edit_sources"])
def test_a_translation_asks_for_words_alone_beside_those_of_the_original(desk, translation, page):
    form = opened(desk, translation, page)
    apart = {"csrfmiddlewaretoken", "revision", "part"}
    fields = {
        name for name in form.values if name not in apart and "rows-" not in name and "-was" not in name
    }
    assert fields == TRANSLATED[page]
    fixed = {do.split(":")[0] for do in form.buttons}
    assert fixed == {"save", "undo"}
    for words in BESIDE[page]:
        assert f'<span class="original" lang="en-GB" dir="ltr">{words}</span>' in form.response.text
    inputs = re.findall(r"<(?:textarea|input type=\"text\")[^>]*>", form.response.text)
    assert inputs
    assert all('lang="cy"' in one for one in inputs)
    assert "data-drag" not in form.response.text


TRANSLATED = {
    "edit": {"head-title", "head-summary", "head-introduction"},
    "edit_part": {
        "section-making-title",
        "section-making-introduction",
        *(f"question-turns-{n}" for n in ("title", "statement", "plain", "consider", "actions")),
        "question-turns-level:0",
        "question-turns-level:5",
        "question-leaf-title",
        "question-leaf-statement",
        "question-leaf-row-options-tea-label",
        "question-leaf-row-options-none-label",
    },
    "edit_scales": {
        "scale-how-often-title",
        *(f"{LEVELS}{row}-label" for row in range(3)),
        f"{LEVELS}0-description",
        "head-row-bands-0-label",
        "head-row-bands-1-label",
    },
    "edit_sources": {"head-credits"},
}
BESIDE = {
    "edit": ["Who makes the tea.", "Think of last week.\n\nThere are no right answers."],
    "edit_part": ["We take turns.", "One person makes it all.", "Tea", "Who did it last?\nWho never does?"],
    "edit_scales": ["How often?", "Always", "It has not happened.", "Cold"],
    "edit_sources": ["Written for the tests."],
}


def test_a_translation_shows_the_names_of_the_original_until_it_has_its_own(desk, translation):
    page = opened(desk, translation, "edit_part")
    assert '<span class="t" lang="en-GB">Taking turns</span>' not in page.response.text  # the page's language
    assert '<span class="t">Taking turns</span>' in page.response.text
    page.put("question-turns-title", "Cymryd tro").press()
    again = opened(desk, translation, "edit_part").response.text
    assert '<span class="t" lang="cy">Cymryd tro</span>' in again
    assert ">0 Never</label>" in again


def test_a_translation_is_saved_and_its_structure_stays(desk, translation):
    form = opened(desk, translation, "edit_part").put("question-leaf-row-options-tea-label", "Te")
    form.put("question-turns-level:5", "Pawb.").press()
    asked = now(translation)
    assert asked[LEAF]["options"] == [{"code": "tea", "label": "Te"}, {"code": "none", "label": ""}]
    assert asked[TURNS]["level:5"] == "Pawb."
    form = opened(desk, translation, "edit_scales").put(f"{LEVELS}2-label", "Bob tro")
    form.put("head-row-bands-1-label", "Cynnes").press()
    assert [level["value"] for level in now(translation)[SCALE]["levels"]] == [0, 1, 5]
    assert now(translation)[HEAD]["bands"] == [[0, ""], [50, "Cynnes"]]
    before = now(translation)
    sent = {"revision": "2", "part": ["question:turns", "section:making", "scale:how-often"]}
    forged = {"question-turns-scale": "x", "question-turns-direction": "barrier", "section-making-source": ""}
    desk.post(address(translation, "edit_part"), sent | forged)
    assert now(translation) == before


@pytest.mark.parametrize(
    "do",
    [
        "up:question:leaf",
        "down:section:making",
        "copy:question:turns",
        "remove:question:turns",
        "place:question:leaf:cups:0",
        "add-section",
        "add-question:making:text",
        "add-scale",
        "add-source",
        "option-up:question:leaf:none",
        "into:section:cups",
    ],
)
def test_a_translation_takes_no_steps(desk, translation, do):
    before = now(translation)
    response = press(desk, translation, do, **{"into-section-cups": "making"})
    words = said(desk.get(response["Location"]))
    assert "A translation asks what its original asks: only words can change here." in words
    assert now(translation) == before


def test_words_that_run_from_right_to_left(desk, organisation):
    arabic = creation.begin_translation(version=stored(organisation=organisation), language="ar", by=None)
    form = opened(desk, arabic, "edit_part").put("question-turns-title", "نتناوب")
    assert re.search(r'name="question-turns-title"[^>]*lang="ar"[^>]*dir="rtl"', form.response.text)
    form.press()
    text = opened(desk, arabic, "edit_part").response.text
    assert '<span class="t" lang="ar" dir="rtl">نتناوب</span>' in text
    assert "<bdi>The kettle</bdi>" in text


def test_what_the_original_says_is_only_text(desk, organisation):
    version = stored(example(summary='<b>Tea</b> & "cake"'), organisation=organisation)
    welsh = creation.begin_translation(version=version, language="cy", by=None)
    assert "&lt;b&gt;Tea&lt;/b&gt; &amp; &quot;cake&quot;</span>" in opened(desk, welsh).response.text


@pytest.mark.parametrize("page", PAGES)
def test_readers_may_not_and_strangers_see_nothing(client, organisation, draft, page):
    for role, status in (("reader", 403), ("facilitator", 403)):
        client.force_login(make_member(organisation, role))
        assert client.get(address(draft, page)).status_code == status
        assert client.post(address(draft, page), {"revision": "0", "do": "add-section"}).status_code == status
    elsewhere = make_organisation("Elsewhere")
    for browser_of in (elsewhere.memberships.get().user, make_member(elsewhere, "steward", "s@example.org")):
        client.force_login(browser_of)
        assert client.get(address(draft, page)).status_code == 404
        assert client.post(address(draft, page), {"revision": "0", "do": "add-section"}).status_code == 404
    client.logout()
    assert client.post(address(draft, page), {"revision": "0"})["Location"].startswith("/account/login/")
    assert not DraftStep.objects.exists()


def test_somebody_who_left_may_not_go_on(desk, draft, steward):
    form = opened(desk, draft).put("head-title", "Mine")
    Membership.objects.filter(user=steward).delete()
    assert form.press().status_code == 404
    assert now(draft)[HEAD]["title"] == "The kettle"


# --- What it costs ---

STEPS = ("down:question:q-1", "copy:question:q-1", "remove:question:q-1", "add-question:making:text")


def cost_of(action, *arguments, status=200):
    with CaptureQueriesContext(connection) as caught:
        response = action(*arguments)
    assert response.status_code == status
    return len(caught)


def test_a_page_a_save_and_a_step_cost_the_same_for_30_questions_and_300(desk, organisation):
    costs = []
    for many in (30, 300):
        draft = stored(long_example(many, code=f"long-{many}"), organisation=organisation, publish=False)
        cost = {page: cost_of(desk.get, address(draft, page)) for page in PAGES}
        form = opened(desk, draft, "edit_part")
        for number in range(20):
            form.put(f"question-q-{number}-title", f"Title {number}")
        cost["save"] = cost_of(form.press, status=302)
        cost |= {do: cost_of(opened(desk, draft, "edit_part").press, do, status=302) for do in STEPS}
        costs.append(cost)
    assert costs[0] == costs[1]


def test_a_translation_costs_the_same_for_30_questions_and_300(desk, organisation):
    costs = []
    for many in (30, 300):
        version = stored(long_example(many, code=f"long-{many}"), organisation=organisation)
        draft = creation.begin_translation(version=version, language="cy", by=None)
        costs.append({page: cost_of(desk.get, address(draft, page)) for page in PAGES})
    assert costs[0] == costs[1]


# --- The outline ---


def test_places_for_a_part(draft):
    found = now(draft)
    assert outline.holders(found, CUPS) == [("making", 0)]
    assert outline.holders(found, AFTER) == [("", 0), ("cups", 0)]
    assert outline.holders(found, MAKING) == []
    assert outline.holders(found, TURNS) == [("making", 0), ("after", 1), ("cups", 0)]
