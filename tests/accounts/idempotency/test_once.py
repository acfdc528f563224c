"""Forms that make something make it once, however often and however fast their page is sent."""

import datetime
import re
from pathlib import Path

import lxml.html
import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.idempotency import forms_sent
from accounts.models import AuditEvent, FormSent, Organisation
from assessments import codes
from assessments.agreement.actions import start_meeting
from assessments.invitations import actions as invitation_actions
from assessments.models import Assessment, Round
from assessments.plans.actions import ActionWords, add_action
from assessments.records.groundwork import SheetLine
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.records.meetings import AgreedScore, Meeting
from assessments.records.plans import Action, ActionUpdate, PlanReview
from assessments.records.release_keys import ReleaseKey
from assessments.records.report_files import MeetingPack
from assessments.records.share_links import ShareLink
from assessments.records.voices import Dissent
from assessments.views import invitations, paper
from frameworks.models import Framework
from frameworks.reading.stories import PracticeStory
from tests import factories
from tests.assessments.agreement.holders import round_with_keys
from tests.threads import at_once
from tests.transactions import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
real = pytest.mark.django_db(transaction=True)


@worlds.world()
def all_that_forms_need():
    organisation = factories.make_organisation()
    version = factories.make_version("shared")
    round_ = factories.make_round([version], organisation=organisation)
    Round.objects.filter(pk=round_.pk).update(joining=Round.Joining.BOTH)
    lead = organisation.memberships.get(role="lead").user
    shared = factories.make_round([version], organisation=organisation)
    secret = codes.make_secret()
    for _ in range(3):
        factories.respond(shared, "managers", {"s1-q1": 3}, secret=secret)
        secret, own = codes.make_secret(), secret
    for perspective in ("practitioners", "service-users-and-survivors"):
        for _ in range(3):
            factories.respond(shared, perspective, {"s1-q1": 2})
    release = factories.release(shared)
    add_action(release=release, words=ActionWords(what="Listen"), by=None)
    meeting = start_meeting(round_=shared, held_on=timezone.localdate(), present=["practitioners"], by=None)
    keyed = round_with_keys(organisation, version=version).round
    return {
        "organisation": organisation, "version": version, "round": round_, "lead": lead, "release": release,
        "released": shared, "keyed": keyed, "secret": own, "meeting": meeting,
    }  # fmt: skip


@pytest.fixture
def world(all_that_forms_need):
    return all_that_forms_need


@pytest.fixture
def real_world(transactional_db, world):
    return world


# What is filled in, the arguments of the address, and what is counted.
A_STORY = dict.fromkeys(("title", "where", "led_by", "did", "helped", "hard", "silent"), "Words of ours")
NEW_ASSESSMENT = {
    "title": "Ours", "purpose": "readiness",
}  # fmt: skip
FORMS = {
    "accounts:new": ({"name": "Another house", "kind": "other"}, "", Organisation),
    "assessments:new": (
        NEW_ASSESSMENT,
        "",
        Assessment,
    ),
    "frameworks:new": ({"title": "Ours alone"}, "", Framework),
    "frameworks:new_story": (A_STORY, "slug", PracticeStory),
    "frameworks:adapt": ({"title": "Ours, adapted"}, "version", Framework),
    "assessments:slips": ({"perspective": "", "number": "2"}, "round", InvitationBatch),
    "assessments:print_paper": ({"perspective": "", "number": "1"}, "round", InvitationBatch),
    "assessments:packs": (
        {"title": "Board", "releases": "release", "key": "pdf", "kind": "pdf"},
        "slug",
        MeetingPack,
    ),
    "assessments:invite": ({"perspective": "", "addresses": "sam@example.org"}, "round", InvitationBatch),
    "assessments:new_action": ({"what": "Pay within ten days"}, "released", Action),
    "assessments:action_update": ({"state": "stuck", "words": "On money."}, "action", ActionUpdate),
    "assessments:priorities_together": ({"questions": "shared/s1-q1"}, "released", AuditEvent),
    "assessments:review_plan": ({"words": "Two of three are done."}, "released", PlanReview),
    "assessments:agreement_sheet": ({"first": "The budget"}, "sheet", SheetLine),
    "assessments:new_link": ({"note": "The board", "addresses": "sam@example.org"}, "released", ShareLink),
    "assessments:new_meeting": ({"present": "practitioners"}, "released", Meeting),
    "assessments:meeting_say": (
        {"outcome": "not_agreed", "view_people": "No.", "view_services": "Yes."},
        "meeting",
        AgreedScore,
    ),
    "assessments:new_statement": (
        {"statement-words": "I see it differently.", "statement-named": "no"},
        "join",
        Dissent,
    ),
    "assessments:name_key": ({"name": "Ash"}, "keyed", ReleaseKey),
    "assessments:replace_key_link": ({}, "keyed", AuditEvent),
}
BY_SECRET = {"assessments:new_statement"}  # by somebody who took part
SHOWS_ONCE = {
    "assessments:new_link",
    "assessments:name_key",
    "assessments:replace_key_link",
}  # answered with a link that is not shown again
PRINTS = {"assessments:slips", "assessments:print_paper"}


def address(world, name):
    place = FORMS[name][1]
    if place == "slug":
        return reverse(name, args=[world["organisation"].slug])
    if place == "join":
        return reverse(name, args=[world["released"].join_code])
    if place == "meeting":
        return reverse(name, args=[world["released"].pk, world["meeting"].pk, "shared", "s1-q1"])
    if place == "sheet":
        return reverse(name, args=[world["released"].assessment_id, "power"])
    if place == "action":
        return reverse(name, args=[world["released"].pk, 1])
    more = ["services"] if place == "keyed" else []
    return reverse(name, args=[world[place].pk, *more] if place else [])


def signed_in(world, name=""):
    client = Client()
    if name in BY_SECRET:
        client.post(reverse("assessments:enter"), {"code": world["secret"]})
    else:
        client.force_login(world["lead"])
    return client


def page_of(client, world, name):
    """What a browser would send of the form, filled in."""
    html = lxml.html.fromstring(client.get(address(world, name)).content.decode())
    [form] = [one for one in html.forms if one.method == "POST" and not one.action]
    fields = {key: value for key, value in form.form_values() if key != "csrfmiddlewaretoken"}
    filled = {key: world["release"].pk if v == "release" else v for key, v in FORMS[name][0].items()}
    return {**fields, **filled}


def came_to(response):
    return response.status_code, response.get("Location"), response.get("Content-Type")


@real
@pytest.mark.parametrize("name", FORMS)
def test_a_page_that_is_sent_many_times_at_once_makes_one_thing(real_world, name, blank_prints):
    client, counted = signed_in(real_world, name), FORMS[name][2]
    data, url, before = page_of(client, real_world, name), address(real_world, name), counted.objects.count()
    tabs = [signed_in(real_world, name) for _ in range(4)]
    came = [came_to(one) for one in at_once(*[lambda tab=tab: tab.post(url, data) for tab in tabs])]
    assert counted.objects.count() == before + 1
    assert came[0][0] == (200 if name in PRINTS | SHOWS_ONCE else 302)
    assert set(came) == {came[0]}
    assert came_to(client.post(url, data)) == came[0]  # and once more, later
    assert counted.objects.count() == before + 1
    assert len(mail.outbox) == (name in {"assessments:invite", "assessments:new_link"})


@pytest.mark.pages
@pytest.mark.parametrize("name", FORMS)
def test_another_page_makes_another(world, name, blank_prints):
    """The same words on purpose, on a page that was opened again."""
    client, counted = signed_in(world, name), FORMS[name][2]
    before = counted.objects.count()
    for _ in range(2):
        client.post(address(world, name), page_of(client, world, name))
    assert counted.objects.count() == before + 2


@pytest.mark.pages
def test_what_was_changed_before_it_was_sent_again_is_not_swallowed(world):
    client = signed_in(world)
    data = page_of(client, world, "accounts:new")
    for name in ("St Marys", "St Mary’s"):
        client.post(address(world, "accounts:new"), {**data, "name": name})
    assert Organisation.objects.filter(name__startswith="St Mary").count() == 2


@pytest.mark.pages
@pytest.mark.parametrize("name", FORMS)
def test_a_page_from_days_ago_makes_nothing_and_says_why(world, name, blank_prints):
    client, counted = signed_in(world, name), FORMS[name][2]
    data, before = page_of(client, world, name), counted.objects.count()
    with pytest.MonkeyPatch.context() as later:
        later.setattr(forms_sent, "DAY", -1)
        shown = client.post(address(world, name), data)
    assert "This page was open for a long time. Press the button again." in shown.content.decode()
    assert counted.objects.count() == before
    fresh = lxml.html.fromstring(shown.content.decode()).xpath("//input[@name='once']/@value")[0]
    assert client.post(address(world, name), {**data, "once": fresh}).status_code in (200, 302)
    assert counted.objects.count() == before + 1


@pytest.mark.pages
def test_a_token_that_somebody_made_up_makes_nothing(world):
    client = signed_in(world)
    data = {**page_of(client, world, "accounts:new"), "once": "made-up"}
    assert "Press the button again" in client.post(address(world, "accounts:new"), data).content.decode()
    assert not Organisation.objects.filter(name="Another house").exists()


@pytest.mark.pages
def test_two_people_with_the_same_token_make_two(world):
    other = factories.make_member(world["organisation"], "lead", "other@example.org")
    client = signed_in(world)
    data = page_of(client, world, "assessments:new")
    client.post(address(world, "assessments:new"), data)
    client.force_login(getattr(other, "user", other))
    client.post(address(world, "assessments:new"), data)
    assert Assessment.objects.filter(title="Ours").count() == 2


def prints(monkeypatch, name):
    """The codes on each print that is made, in order."""
    module, function = (invitations, "slips_html") if name == "assessments:slips" else (paper, "sheets_pdf")
    made, prints_it = [], getattr(module, function)

    def noting(*args, **kwargs):
        made.append(list(args[3]))
        return prints_it(*args, **kwargs)

    monkeypatch.setattr(module, function, noting)
    return made


@pytest.mark.pages
@pytest.mark.parametrize("name", sorted(PRINTS))
def test_sent_again_it_gives_the_same_print_so_no_code_is_lost(world, name, monkeypatch, blank_prints):
    made = prints(monkeypatch, name)
    client = signed_in(world)
    data = page_of(client, world, name)
    client.post(address(world, name), data)
    client.post(address(world, name), data)
    client.post(address(world, name), {**data, "number": "3"})
    first, again, another = made
    assert first == again
    assert not set(first) & set(another)
    assert Invitation.objects.count() == len(first) + len(another)


@pytest.mark.pages
@pytest.mark.parametrize("name", sorted(PRINTS))
def test_codes_that_were_taken_back_are_not_printed_again(world, name, blank_prints):
    client = signed_in(world)
    data = page_of(client, world, name)
    client.post(address(world, name), data)
    invitation_actions.take_back(batch=InvitationBatch.objects.get(), by=world["lead"])
    again = client.post(address(world, name), data, follow=True)
    assert "The codes on this print were taken back." in again.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.pages
def test_what_is_kept_of_a_page_goes_once_it_is_too_old(world):
    client = signed_in(world)
    client.post(address(world, "accounts:new"), page_of(client, world, "accounts:new"))
    call_command("close_rounds")
    kept = FormSent.objects.get()
    assert "house" not in f"{kept.mark}{kept.made}"
    age = datetime.timedelta(seconds=2 * forms_sent.DAY + 1)
    FormSent.objects.update(sent_at=timezone.now() - age)
    call_command("close_rounds")
    assert not FormSent.objects.exists()


def test_every_view_that_makes_something_is_tried_here():
    """A form's page carries the token exactly where its view asks for it."""
    root = Path(__file__).resolve().parents[3]
    carrying = [one for one in (root / "templates").rglob("*.html") if "{% once %}" in one.read_text("utf-8")]
    asking = sum(
        len(re.findall(r"sent_form\((?:visit|(?:page\.)?request), form\)", one.read_text("utf-8")))
        for app in ("accounts", "assessments", "frameworks")
        for one in (root / app).rglob("*.py")
    )
    assert len(carrying) == asking == len(FORMS)


@pytest.mark.parametrize(
    ("sent", "number"), [("7", 7), ("²", None), ("-1", None), ("", None), ("9" * 5000, None)]
)
def test_a_number_that_is_sent_is_one_or_none(sent, number):
    assert forms_sent.number_in(sent) == number
