"""From blank headings to an agreement with two keys; somebody sees it differently; a second version; and the
next round asks whether it was kept."""

import os
import re
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessments import codes
from assessments.groundwork import actions
from assessments.models import Round
from assessments.rounds import lifecycle
from assessments.views.groundwork.sheets import SHEETS
from frameworks.actions import import_version
from frameworks.exchange.files import read
from frameworks.management.commands.load_library import LIBRARY
from tests import factories
from tests.assessments.groundwork.writing import a_first_version, agree_on_whole, write
from tests.assessments.released import MANAGERS, PRACTITIONERS, USERS
from tests.browser.conftest import look_at
from tests.browser.people import come_in

pytestmark = pytest.mark.slow

SHOTS = os.environ.get("GROUNDWORK_PICTURES")  # a folder: what the journey sees is left there


def seen(page, name):
    """Look at a page as it stands, and leave a picture of it where one is wanted."""
    look_at(page)
    if SHOTS:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def press(page, name):
    """Press a button, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.fixture
def assessment(transactional_db):
    file = read((LIBRARY / "before-we-meet.yaml").read_bytes())
    import_version(file=file, organisation=None, publish=True, by=None)
    organisation = factories.make_organisation()
    factories.make_member(organisation, "lead", "fay@example.org")
    return factories.make_round(organisation=organisation, opened=False).assessment


def save(page, name):
    if SHOTS:
        Path(SHOTS, name).write_bytes(page)


def answer_before(assessment):
    """Six people answer what they are asked before the meeting; the results are shared. Returns the secret of
    the first."""
    round_ = Round.objects.get(assessment=assessment)
    Round.objects.filter(pk=round_.pk).update(threshold=3)
    lifecycle.open_round(round_=round_, by=None)
    secret = first = codes.make_secret()
    for perspective in (USERS, PRACTITIONERS):
        for word in ("Each side can say no.", "No jargon, please.", "Time to think."):
            factories.respond(
                round_, perspective, {}, comments={"agree-rules": (word, "named")}, secret=secret
            )
            secret = codes.make_secret()
    factories.release(round_)
    return first


def test_an_agreement_from_blank_headings_to_whether_it_was_kept(assessment, open_browser):
    page = open_browser()
    home = f"/assessments/{assessment.pk}/agreement/"
    come_in(page, "fay@example.org", home)
    seen(page, "empty")

    # Before the meeting, by a round like any other.
    page.get_by_role("link", name="Ask the questions").click()
    seen(page, "ask")
    press(page, "Set up these questions")
    expect(page.get_by_label("Name of the group").first).to_be_visible()
    secret = answer_before(assessment)
    page.goto(f"{home}ask/")
    expect(page.get_by_text("Its results are shared")).to_be_visible()
    seen(page, "asked")

    # In the meeting: agreed, not agreed, still to talk about.
    page.goto(f"{home}meeting/rules/")
    expect(page.get_by_role("heading", name="Service users and survivors")).to_be_visible()
    expect(page.get_by_text("No jargon, please.").first).to_be_visible()
    page.get_by_label("The clause").fill("We stop when someone asks to stop.\nNo jargon.")
    page.get_by_label("People and communities say yes").check()
    press(page, "Both keys: agreed")
    expect(page.locator("#problems")).to_contain_text("Nothing is agreed by one side")
    seen(page, "room-error")
    page.get_by_label("Services and professionals say yes").check()
    press(page, "Both keys: agreed")
    expect(page.locator(".eyebrow")).to_contain_text("Agreed")
    seen(page, "room-agreed")
    page.goto(f"{home}meeting/decides/")
    press(page, "Keep two wordings")
    seen(page, "room-differ")
    page.get_by_label("People and communities say").fill("Money for this work is decided here, by all of us.")
    page.get_by_label("Services and professionals say").fill(
        "The trust decides about money. It hears us before it does."
    )
    press(page, "Keep both wordings")
    expect(page.get_by_role("heading", name="Is there a third wording")).to_be_visible()
    seen(page, "room")
    page.goto(f"{home}clauses/pay/")
    page.get_by_label("The clause").fill("£25 an hour, within 10 days. Fares on the day, in cash.")
    page.get_by_label("The same in shorter words").fill("£25 an hour. Fares on the day.")
    page.get_by_label("People and communities say yes").check()
    press(page, "Save and go to")
    page.goto(f"{home}clauses/pay/")
    seen(page, "clause")

    # Both sides turn their key for the whole.
    page.goto(f"{home}whole/")
    page.get_by_label("People and communities say yes").check()
    press(page, "Turn the key")
    seen(page, "whole")
    page.get_by_label("Services and professionals say yes").check()
    press(page, "Turn the key")
    expect(page.get_by_text("this is version 1").first).to_be_visible()

    # Somebody who took part sees a clause differently, with their private link; without scripts.
    other = open_browser(javascript=False, width=390)
    other.goto("/enter/")
    other.locator("#id_code").fill(secret)
    other.locator("#enter-form button").click()
    other.wait_for_url(re.compile("/join/"))
    other.goto(f"/join/{Round.objects.get(assessment=assessment).join_code}/agreement/")
    other.get_by_role("link", name=re.compile("I see this differently.*Ground rules")).click()
    other.get_by_role("link", name="Write it in my own words").click()
    other.get_by_label("What do you see differently?").fill("Some of us need the jargon explained twice.")
    other.locator("label[for=id_statement-named_0]").click()
    press(other, "Add it to the record")
    page.context.add_cookies(
        [one for one in other.context.cookies() if one["name"] not in ("sessionid", "csrftoken")]
    )
    page.goto(f"/join/{Round.objects.get(assessment=assessment).join_code}/agreement/")
    expect(page.get_by_text("Some of us need the jargon explained twice.")).to_be_visible()
    seen(page, "agreement-by-link")
    page.get_by_role("link", name=re.compile("I see this differently.*Ground rules")).click()
    seen(page, "clause-differently")
    page.goto(home)
    expect(page.get_by_text("Some of us need the jargon explained twice.")).to_be_visible()
    seen(page, "agreement")
    printed = page.request.get(f"{home}print/agreement.pdf")
    assert printed.body().startswith(b"%PDF")
    for what in ("agreement", "agreement-large", "agreement-short", "poster", "cards"):
        save(page.request.get(f"{home}print/{what}.pdf").body() if SHOTS else b"", f"{what}.pdf")

    # A second version says what changed.
    page.goto(f"{home}clauses/pay/")
    page.get_by_label("Services and professionals say yes").check()
    press(page, "Save and go to")
    page.goto(f"{home}whole/")
    expect(page.get_by_text("Now agreed: Pay and costs")).to_be_visible()
    page.get_by_label("What led to it").fill("After we talked about pay.")
    page.get_by_label("People and communities say yes").check()
    page.get_by_label("Services and professionals say yes").check()
    press(page, "Turn the key")
    expect(page.get_by_text("Now agreed: Pay and costs.")).to_be_visible()
    page.get_by_role("link", name="Version 2 as it was agreed").click()
    seen(page, "version")
    page.goto(f"{home}clauses/rules/")
    page.get_by_role("link", name="Remove").first.click()
    seen(page, "remove-words")

    # The next round asks whether it was kept.
    page.goto(f"/rounds/{Round.objects.get(assessment=assessment).pk}/")
    press(page, re.compile("next round"))
    page.goto(f"{home}kept/")
    seen(page, "kept")
    press(page, "Make the questions")
    expect(page.get_by_label("Keeping to our agreement")).to_be_checked()
    round_ = Round.objects.get(assessment=assessment, number=2)
    lifecycle.open_round(round_=round_, by=None)
    for perspective in (USERS, MANAGERS):
        for level in (2, 3, 4, 4, 5):
            factories.respond(round_, perspective, {"kept-rules": level, "kept-pay": 5})
    factories.release(round_)
    kept = round_.versions.get(framework__code__startswith="kept-").framework.code
    page.goto(f"/rounds/{round_.pk}/results/{kept}/clauses/")
    expect(page.get_by_role("heading", name="What we agreed: Ground rules")).to_be_visible()
    seen(page, "kept-results")
    page.goto(f"/rounds/{round_.pk}/results/")
    expect(page.get_by_text("Version 2, agreed by both sides")).to_be_visible()
    seen(page, "results")


def test_the_other_pages_of_an_agreement(assessment, open_browser):
    """Every state that the journey does not come through, and every sheet."""
    a_first_version(assessment)
    for words in ("One text.", "Another text."):
        write(assessment, "why", words, seen=0)
    agree_on_whole(assessment, sides=["people"])
    line = partial(actions.add_line, assessment=assessment, by=None)
    line(sheet="power", first="The budget", second="The trust", third="Nobody")
    line(sheet="lists", column="open", first="The name")
    line(sheet="missing", first="Night staff", second="We meet by day", third="Ray")
    line(sheet="pay", first="A meeting", second="£25", third="Within four weeks")
    page = open_browser()
    home = f"/assessments/{assessment.pk}/agreement/"
    come_in(page, "fay@example.org")
    for name in (
        *(
            "clauses/equals",
            "clauses/rules",
            "clauses/decides",
            "clauses/why",
            "headings/new",
            "meeting/keys",
        ),
        *("meeting/equals", "meeting/why", "whole"),
        *(f"sheets/{sheet}" for sheet in SHEETS),
    ):
        page.goto(f"{home}{name}/")
        seen(page, name.replace("/", "-"))
    page.goto(f"{home}clauses/rules/")
    page.get_by_role("link", name="Remove words that must go by law").click()
    seen(page, "remove")
    page.get_by_label("about a person").check()
    press(page, "Remove them for good")
    expect(page.locator("#rules")).to_contain_text("who could be recognised")
    seen(page, "removed")
    if SHOTS:
        for name in SHEETS:
            save(page.request.get(f"{home}sheets/{name}.pdf").body(), f"{name}.pdf")
