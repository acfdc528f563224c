"""The pages of an agreement: written clause by clause, agreed by two keys, looked at and printed."""

import re

import pytest
from django.urls import reverse

from assessments.groundwork.queries import agreement_of
from assessments.models import Round
from assessments.records.groundwork import AgreementVersion, KeptQuestions, SheetLine, Wording
from frameworks.actions import import_version
from frameworks.exchange.files import read
from frameworks.management.commands.load_library import LIBRARY
from tests import factories
from tests.assessments.groundwork.walking import Walk
from tests.assessments.groundwork.writing import a_first_version, agree_on_whole, write
from tests.assessments.released import words_of

pytestmark = pytest.mark.pages


@pytest.fixture
def assessment(organisation):
    return factories.make_round(organisation=organisation, opened=False).assessment


@pytest.fixture
def lead(organisation, client):
    client.force_login(organisation.memberships.get(role="lead").user)
    return client


def address(assessment, name="agreement", *args):
    return reverse(f"assessments:{name}", args=[assessment.pk, *args])


def said(client, target):
    return words_of(client.get(target).content.decode())


def hidden(client, target):
    """The hidden fields of the page, as it would send them."""
    html = client.get(target).content.decode()
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name in ("seen", "wording")}


def send(client, target, **given):
    return client.post(target, {**hidden(client, target), **given})


def now(assessment, code="rules"):
    return agreement_of(assessment).of(code).now


def test_blank_headings_become_a_clause_that_both_sides_agree(lead, assessment):
    assert "There was no working agreement" in said(lead, address(assessment))
    here = address(assessment, "clause", "rules")
    page = said(lead, here)
    assert "Lines to borrow, if they fit" in page
    assert "The clause " in page
    assert "<textarea" in (html := lead.get(here).content.decode())
    assert re.search(r'name="words"[^>]*>\s*</textarea>', html)  # blank
    assert send(lead, here, words="We stop.", people="on", say="save").url.endswith("/clauses/disagree/")
    refused = send(lead, here, words="We stop.", say="agreed")
    assert "Nothing is agreed by one side" in words_of(refused.content.decode())
    assert now(assessment).outcome == "people"
    room = address(assessment, "clause_in_room", "rules")
    assert send(lead, room, words="We stop.", services="on", say="agreed").url == room
    assert now(assessment).outcome == "agreed"
    assert "1 agreed" in said(lead, address(assessment))
    assert lead.get(address(assessment, "agreement_meeting")).url.endswith("/meeting/why/")


def test_the_whole_way_is_walked_without_scripts(lead, assessment):
    """Every step of the journey of tests/browser/groundwork/, form by form as the pages have them."""
    file = read((LIBRARY / "before-we-meet.yaml").read_bytes())
    import_version(file=file, organisation=None, publish=True, by=None)
    walk = Walk(lead, address(assessment))
    walk.follow("Ask the questions")
    walk.press("Set up these questions")
    walk.open(address(assessment))
    walk.follow("Ground rules")
    walk.press("We do not agree", words="We stop.")
    walk.press("Keep both wordings", people="We stop.", services="We stop at five.")
    walk.open(address(assessment, "clause", "rules"))
    walk.press("Save and go to", words="We stop when asked.", people=True)
    assert walk.address.endswith("/clauses/disagree/")
    walk.open(address(assessment, "clause", "rules"))
    walk.press("Take back the key of people")
    walk.press("Save and go to", people=True, services=True)
    assert now(assessment).outcome == "agreed"

    # In the room: both keys or none; two wordings; what two people wrote at once.
    walk.open(address(assessment, "clause_in_room", "pay"))
    walk.press("Both keys: agreed", refused=True, words="£25.", people=True)
    walk.press("Both keys: agreed", services=True)
    assert now(assessment, "pay").outcome == "agreed"
    walk.follow("Next")
    walk.press("Keep two wordings")
    walk.press("Keep both wordings", people="By name.", services="By rota.")
    assert "not agreed" in walk.text.lower()
    for words in ("One text.", "Another text."):
        write(assessment, "why", words, seen=0)
    walk.open(address(assessment, "clause_in_room", "why"))
    walk.press("Use text 2")
    walk.press("Save for later")
    assert [one.words for one in now(assessment, "why").texts] == ["Another text."]
    walk.open(address(assessment))
    walk.follow("Add a heading of your own")
    walk.press("Add it", title="Biscuits")
    walk.press("Save", words="Plain ones.")

    # Both keys for the whole, words removed by law, a sheet, and whether it was kept.
    walk.follow("Turn the keys for the whole")
    walk.press("Turn the key", people=True)
    walk.press("Take this key back")
    walk.press("Turn the key", people=True)
    walk.press("Turn the key", services=True)
    assert "this is version 1" in walk.text
    walk.follow("Version 1 as it was agreed")
    assert "Plain ones." in walk.text
    walk.open(address(assessment))
    walk.follow("A leader’s promise")
    assert "Nothing is agreed by both sides yet" in walk.text
    walk.press("Add it", first="I come to every meeting.")
    walk.press("Take it off")
    assert not SheetLine.objects.exists()
    walk.open(address(assessment))
    walk.follow("Pay and costs on one page")
    assert "What we agreed £25." in walk.text
    walk.open(address(assessment))
    walk.follow("Ask whether it was kept")
    walk.press("Make the questions")
    assert KeptQuestions.objects.exists()
    walk.open(address(assessment, "clause", "pay"))
    walk.follow("Remove words that must go by law")
    walk.press("Remove them for good", reason="person")
    assert "£25" not in walk.text


def test_two_wordings_are_kept_and_a_key_can_be_taken_back(lead, assessment):
    here = address(assessment, "clause_in_room", "decides")
    asked = send(lead, here, words="Money is ours.", say="differ").content.decode()
    assert asked.count("Money is ours.</textarea>") == 2  # what was typed is not lost
    refused = send(lead, here, people="Here.", services="", say="both")
    assert "Write how services and professionals would put it" in words_of(refused.content.decode())
    send(lead, here, people="Decided here.", services="The trust decides.", say="both")
    page = said(lead, address(assessment))
    assert (
        "People and communities say Decided here. Services and professionals say The trust decides." in page
    )
    send(lead, here, words="Both are asked.", people="on", say="later")
    lead.post(here, {"wording": now(assessment, "decides").only.ident, "say": "back:people"})
    assert now(assessment, "decides").only.key_days == {}
    assert now(assessment, "decides").outcome == "not_agreed"


def test_what_was_written_at_the_same_moment_is_shown_to_the_second(lead, assessment):
    here = address(assessment, "clause", "rules")
    before = hidden(lead, here)
    for words in ("One text.", "Another text."):
        answer = lead.post(here, {**before, "words": words, "people": "on", "say": "save"}, follow=True)
    page = words_of(answer.content.decode())
    assert "Somebody else wrote this clause at the same moment" in page
    assert "One text." in page
    assert "Another text." in page
    assert "Two people wrote this at the same moment" in said(lead, address(assessment))
    chosen = now(assessment).proposals[0].ident
    lead.post(here, {"seen": now(assessment).newest, "say": f"choose:{chosen}"})
    assert [one.words for one in now(assessment).texts] == ["One text."]
    stale = lead.post(here, {**before, "wording": chosen, "words": "One text.", "people": "on"}, follow=True)
    assert "changed just now" in words_of(stale.content.decode())


def test_the_whole_becomes_a_version_and_the_next_says_what_changed(lead, assessment):
    write(assessment, "rules", "We stop.", keys=["people", "services"])
    here = address(assessment, "whole_agreement")
    assert "Tick the side" in words_of(send(lead, here).content.decode())
    send(lead, here, people="on", why="Our first.")
    lead.post(here, {"back": "people"})
    assert not AgreementVersion.objects.exists()
    send(lead, here, people="on", why="Our first.")
    assert send(lead, here, services="on").url == address(assessment)
    write(assessment, "rules", "We stop, and rest.", keys=["people", "services"])
    write(assessment, "pay", "£25 an hour.")
    page = said(lead, here)
    assert "Other words: Ground rules" in page
    assert "New: Pay and costs" in page
    send(lead, here, people="on", services="on", why="After we talked about rest.")
    page = said(lead, address(assessment, "agreement_version", 2))
    assert "After we talked about rest." in page
    assert "Other words: Ground rules" in page
    assert "We stop." not in page
    assert "We stop." in said(lead, address(assessment, "agreement_version", 1))
    assert "Nothing has changed" in said(lead, here)
    assert lead.get(address(assessment, "agreement_version", 3)).status_code == 404


def test_a_heading_of_ones_own_and_the_sheets(lead, assessment):
    made = lead.post(address(assessment, "new_heading"), {"title": "Biscuits"})
    assert made.url == address(assessment, "clause", "own-1")
    send(lead, made.url, words="Plain ones.")
    assert "Biscuits Plain ones." in said(lead, address(assessment))
    lists = address(assessment, "agreement_sheet", "lists")
    assert "Choose a list." in words_of(lead.post(lists, {"first": "The name"}).content.decode())
    lead.post(lists, {"first": "The name", "column": "open"})
    assert "The name Take it off" in said(lead, lists)
    lead.post(lists, {"off": SheetLine.objects.get().pk})
    assert not SheetLine.objects.exists()
    for name in ("running", "facilitator"):
        assert lead.get(address(assessment, "agreement_sheet", name)).status_code == 200
        assert lead.post(address(assessment, "agreement_sheet", name), {"first": "x"}).status_code == 404
    assert lead.get(address(assessment, "agreement_sheet", "nothing")).status_code == 404
    assert lead.get(address(assessment, "clause", "nothing")).status_code == 404


def test_a_reader_reads_and_is_offered_nothing_to_change(client, organisation, assessment):
    a_first_version(assessment)
    client.force_login(factories.make_member(organisation, "reader"))
    page = client.get(address(assessment)).content.decode()
    assert "The trust decides about money." in page
    assert "/clauses/" not in page
    assert client.post(address(assessment, "agreement_sheet", "power"), {"first": "x"}).status_code == 403


def test_words_go_by_law_wherever_they_stand_and_their_place_stays(lead, assessment):
    a_first_version(assessment)
    row = Wording.objects.get(clause__code="rules")
    target = address(assessment, "remove_clause_words", "rules", row.pk)
    lead.post(target, {"reason": "person"})
    for page in (address(assessment), address(assessment, "agreement_version", 1)):
        assert "No jargon" not in said(lead, page)
        assert "because they were about a person who could be recognised" in said(lead, page)
    assert now(assessment).outcome == "agreed"
    assert lead.get(target).url == address(assessment)  # they are gone
    assert lead.get(address(assessment, "remove_clause_words", "rules", row.pk + 99)).status_code == 404


def test_the_questions_before_a_meeting_are_asked_by_a_round(lead, assessment):
    file = read((LIBRARY / "before-we-meet.yaml").read_bytes())
    import_version(file=file, organisation=None, publish=True, by=None)
    assert lead.post(address(assessment, "ask_before")).url.endswith("/perspectives/")
    round_ = Round.objects.get()
    assert (round_.title, [v.framework.code for v in round_.versions.all()]) == (
        "Before we meet",
        ["before-we-meet"],
    )
    assert "You have asked: Before we meet" in said(lead, address(assessment, "ask_before"))
    Round.objects.update(state="open")
    again = lead.post(address(assessment, "ask_before"))
    assert again.url == reverse("assessments:round", args=[round_.pk])


def test_pages_ask_as_many_questions_of_the_database_whatever_is_written(lead, assessment):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    write(assessment, "why", "It matters.", keys=["people", "services"])
    agree_on_whole(assessment)
    counted = []
    for is_more in (False, True):
        if is_more:
            a_first_version(assessment)
        for name, args in (("agreement", ()), ("clause_in_room", ("rules",))):
            with CaptureQueriesContext(connection) as made:
                lead.get(address(assessment, name, *args))
            counted.append(len(made))
    assert counted[:2] == counted[2:]
