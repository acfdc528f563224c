"""The pages of a plan: adding, changing, telling, choosing what comes first, reading, printing."""

import re
from urllib.parse import unquote

import lxml.html
import pytest
from django.urls import reverse

from assessments.models import Round
from assessments.records.plans import Action, ActionOwner, PlanReview, PriorityChoice
from tests import factories
from tests.assessments.agreement.meetings.rooms import AGREED, DIFFER, meet
from tests.assessments.agreement.meetings.rooms import say as say_at
from tests.assessments.plans.planned import SAID, add, day, released, say
from tests.assessments.released import PRACTITIONERS, USERS, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def text_of(page):
    return words_of(page.content.decode())


KEY = "demo/s1-q1"


@pytest.fixture
def release():
    return released()


@pytest.fixture
def runs(client, release):
    client.force_login(release.round.assessment.organisation.memberships.get(role="lead").user)
    return client


@pytest.fixture
def at(release):
    return lambda name, *args: reverse(f"assessments:{name}", args=[release.round_id, *args])


FILLED = {
    "what": "Do one thing.",
    "question": KEY,
    "why": "It wears people out.",
    "you_said": "Nobody asks us.",
    "people_name": "Ray Noon",
    "people_group": "service-users-and-survivors",
    "people_shown": "name",
    "people_email": "ray@example.org",
    "services_name": "Lena Hart",
    "services_group": "practitioners",
    "services_shown": "group",
    "support": "Two hours, paid.",
    "how_known": "Six people read it.",
    "is_first": "on",
}


def test_an_action_from_a_suggested_one_is_added_read_changed_and_deleted(runs, at, release):
    assert "There is nothing in it yet." in text_of(runs.get(at("plan")))
    assert "Start from something to talk about first" in text_of(runs.get(at("new_action")))
    link = runs.get(at("new_link"), {"shows": "outcome"}).content.decode()
    assert re.search(r'value="outcome"[^>]*checked|checked[^>]*value="outcome"', link)
    begun = runs.get(at("new_action"), {"question": KEY, "idea": "0"}).content.decode()
    assert "Do one thing.</textarea>" in begun
    assert f'value="{KEY}" selected' in begun
    runs.post(at("new_action"), {**FILLED, "by_when": day(-8).isoformat()})
    plan = text_of(runs.get(at("plan")))
    for words in ("Do one thing.", "Title 1.1", "Ray Noon", "Lena Hart", "The date passed 8 days ago."):
        assert words in plan
    assert SAID not in plan
    action = Action.objects.get()
    changed = runs.post(
        at("change_action", 1), {**FILLED, "what": "Do another thing.", "revision": action.revision}
    )
    assert changed.status_code == 302
    plan = text_of(runs.get(at("plan")))
    assert "Do another thing." in plan
    assert "Before: Do one thing." in plan
    assert "Delete this action?" in text_of(runs.get(at("delete_action", 1)))
    assert Action.objects.exists()
    runs.post(at("delete_action", 1))
    assert not Action.objects.exists()


def test_cards_and_suggested_actions_lead_to_an_action_for_those_who_may_write_one(runs, at, release, client):
    def ways(name, *args):
        page = lxml.html.fromstring(runs.get(at(name, *args)).text)
        return [one for one in page.xpath("//a/@href") if one.startswith(at("new_action"))]

    cards, part = ways("results"), ways("results_part", "demo", "s1")
    assert len(cards) == 3
    assert all(len(ways) == len(set(ways)) for ways in (cards, part))
    assert f"{at('new_action')}?question=demo%2Fs1-q1&idea=0" in {*cards} & {*part}
    for way in part:
        begun = runs.get(way).content.decode()
        assert f'value="{unquote(way.split("question=")[1].split("&")[0])}" selected' in begun
        assert "Do one thing.</textarea>" in begun
    client.force_login(factories.make_member(release.round.assessment.organisation, "reader"))
    assert not ways("results") + ways("results_part", "demo", "s1")
    Round.objects.filter(pk=release.round_id).update(state="archived")
    client.force_login(release.round.assessment.organisation.memberships.get(role="lead").user)
    assert not ways("results") + ways("results_part", "demo", "s1")


def test_an_action_begins_with_what_the_group_said_of_the_question(runs, at, release):
    meeting = meet(release)
    say_at(meeting, AGREED)
    settled = runs.get(at("meeting_question", meeting.pk, "demo", "s1-q1"))
    assert f"{at('new_action')}?question=demo%2Fs1-q1" in settled.text
    assert "Say so with your private code" in settled.text
    said = "We agreed: level 3"
    assert said in text_of(runs.get(at("new_action"), {"question": KEY}))
    assert said in text_of(runs.get(at("priorities_together")))


def test_what_two_people_write_at_once_is_shown_to_the_second_with_both_texts(runs, at, release):
    action = add(release, "Ours", why="Before")
    runs.post(at("change_action", 1), {**FILLED, "what": "Theirs", "revision": action.revision})
    late = runs.post(at("change_action", 1), {**FILLED, "what": "Mine", "revision": action.revision})
    assert late.status_code == 400
    shown = text_of(late)
    assert "Somebody else changed this" in shown
    assert "Theirs" in shown
    assert "Mine</textarea>" in late.content.decode()
    action.refresh_from_db()
    assert action.what == "Theirs"
    again = runs.post(at("change_action", 1), {**FILLED, "what": "Mine", "revision": action.revision})
    assert again.status_code == 302
    assert "Before: Theirs" in text_of(runs.get(at("plan")))


def test_what_happened_is_added_and_not_doing_needs_a_reason(runs, at, release):
    add(release)
    empty = runs.post(at("action_update", 1), {"state": "not_doing", "words": ""})
    assert empty.status_code == 400
    assert "Say why not." in text_of(empty)
    assert "Stuck" in text_of(empty)
    runs.post(at("action_update", 1), {"state": "people_done"})
    assert "One owner says it is done" in text_of(runs.get(at("plan")))
    runs.post(at("action_update", 1), {"state": "services_done", "words": "All ten were paid."})
    plan = text_of(runs.get(at("plan")))
    assert "Both owners say it is done" in plan
    assert "Ray Noon says it is done." in plan
    assert "All ten were paid." in plan


def test_an_action_with_one_owner_cannot_start(runs, at, release):
    add(release, owners={})
    plan = text_of(runs.get(at("plan")))
    assert "It needs an owner from people and communities. Until then it cannot start." in plan
    page = runs.get(at("action_update", 1)).content.decode()
    assert "says it is done" not in page
    refused = runs.post(at("action_update", 1), {"state": "under_way"})
    assert refused.status_code == 400
    assert "Until then it cannot start." in text_of(refused)


def test_each_side_chooses_apart_then_both_together(runs, at, release):
    keys = [f"demo/{code}" for code in ("s1-q1", "s2-q1", "s1-q2")]
    assert text_of(runs.get(at("priorities_side", "people"))).count("Title") >= 3
    picked = {"questions": keys[:2], "revision": 0}
    assert runs.post(at("priorities_side", "people"), picked).status_code == 302
    services = text_of(runs.get(at("priorities_side", "services")))
    assert "chose this" not in services
    runs.post(at("priorities_side", "services"), {"questions": keys[:1], "revision": 0})
    both = text_of(runs.get(at("priorities")))
    assert both.count("Both sides chose this.") == 2
    assert "People and communities chose this." in text_of(runs.get(at("priorities_together")))
    add(release, "There before", question=keys[1])
    html = runs.get(at("priorities_together")).content.decode()
    place = html.index(keys[0])
    number = html[:place].rsplit('id="id_questions_', 1)[1].split('"')[0]
    data = {"questions": keys[:2], "revision": 0, f"do_{number}": "own", f"own_{number}": "Our own idea"}
    assert runs.post(at("priorities_together"), data).status_code == 302
    first = Action.objects.exclude(priority=None).order_by("priority").values_list("what", flat=True)
    assert list(first) == ["Our own idea", "There before"]
    assert PriorityChoice.objects.count() == 3


@pytest.mark.parametrize("name", ["priorities_side", "priorities_together"])
def test_four_picked_lose_nothing(runs, at, release, name):
    keys = [f"demo/{code}" for code in ("s1-q1", "s1-q2", "s2-q1", "s2-q2")]
    where = at(name, *(["people"] if name == "priorities_side" else []))
    form = runs.get(where).content.decode()
    assert [key for key in keys if f'value="{key}"' in form] == keys
    late = runs.post(where, {"questions": keys, "revision": 0, "own_0": "Words of ours", "do_0": "own"})
    assert late.status_code == 400
    assert "You picked 4. Choose the three that matter most now." in text_of(late)
    assert late.content.decode().count(" checked") >= 4
    if name == "priorities_together":
        assert "Words of ours" in late.content.decode()
    assert not PriorityChoice.objects.exists()


def test_a_fourth_that_should_come_first_is_refused_and_loses_nothing(runs, at, release):
    for number in range(3):
        add(release, f"Thing {number}", is_first=True)
    late = runs.post(at("new_action"), FILLED)
    assert late.status_code == 400
    assert "Three actions come first already." in text_of(late)
    assert "It wears people out." in late.content.decode()
    rest = {name: value for name, value in FILLED.items() if name != "is_first"}
    assert runs.post(at("new_action"), rest).status_code == 302
    assert Action.objects.filter(priority=None).count() == 1


def test_a_review_is_added_with_the_next_day(runs, at, release):
    add(release)
    runs.post(at("review_day"), {"review_on": day(90).isoformat()})
    runs.post(at("review_plan"), {"words": "Two of three are done.", "next_on": day(120).isoformat()})
    assert PlanReview.objects.get().held_on == day(0)
    plan = text_of(runs.get(at("plan")))
    assert "Two of three are done." in plan
    assert f"On {day(120):%-d %B %Y}" in plan
    ahead = runs.post(at("review_plan"), {"held_on": day(1).isoformat(), "words": "We will."})
    assert "This day is still to come." in text_of(ahead)


def test_the_public_page_says_what_the_group_wrote_and_nothing_else(runs, at, release, client):
    done = add(release, "Pay within ten days", question=KEY, why="Inner reason", you_said="Pay comes late.")
    say(done, "under_way", "Only for us: Finance is cross.")
    say(done, "done", "Ten people were paid.", is_public=True)
    ActionOwner.objects.update(email="ray@example.org")
    dropped = add(release, "Drop one form", support="Secret budget")
    say(dropped, "not_doing", "The panel said no.")
    say_at(meet(release, present=[USERS, PRACTITIONERS]), DIFFER, question="demo/s2-q1")
    _link, secret = factories.share(release, "outcome")
    client.logout()
    page = client.get(reverse("assessments:shared_outcome", args=[secret]))
    shown = text_of(page)
    for words in (
        "You said",
        "Pay comes late.",
        "We did",
        "Ten people were paid.",
        "We did not",
        "The panel said no.",
        "What we did not agree on 2.1 Title 2.1",
        "Owners: Ray Noon, and someone from practitioners",
    ):
        assert words in shown, words
    html = page.content.decode()
    for words in (
        SAID,
        "Inner reason",
        "Only for us",
        "Lena Hart",
        "ray@example.org",
        "Secret budget",
        DIFFER.view_people,
        DIFFER.why,
        "/rounds/",
        "/account/",
    ):
        assert words not in html, words
    assert "noindex" in page["X-Robots-Tag"]
    for other in ("results", "report"):
        assert client.get(reverse(f"assessments:shared_{other}", args=[secret])).status_code == 404


def test_the_plan_of_an_archived_round_is_only_read(runs, at, release):
    add(release)
    Round.objects.update(state="archived")
    plan = runs.get(at("plan"))
    assert "Write one page on what is paid" in text_of(plan)
    assert "Add an action" not in text_of(plan)
    before = Action.objects.get().revision
    for name, *args in [("new_action",), ("change_action", 1), ("action_update", 1), ("review_plan",)]:
        assert runs.post(at(name, *args), {**FILLED, "state": "done", "words": "x"}).status_code == 302
    assert Action.objects.get().revision == before
    assert not PlanReview.objects.exists()


def test_a_round_that_follows_shows_what_we_said_we_would_do(runs, at, release):
    say(add(release, "Pay within ten days"), "under_way")
    runs.post(reverse("assessments:next_round", args=[release.round_id]))
    after = Round.objects.get(number=2)
    page = text_of(runs.get(reverse("assessments:round", args=[after.pk])))
    assert "What we said we would do" in page
    assert "Pay within ten days" in page


def test_pages_cost_the_same_with_many_actions_and_updates(runs, at, release, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    add(release)
    names = [("plan",), ("outcome",), ("results",), ("change_action", 1), ("priorities",)]
    for name in names:
        runs.get(at(*name))  # versions are read once
    found = {}
    for name in names:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            runs.get(at(*name))
        found[name] = len(queries)
    for number in range(12):
        action = add(release, f"Another {number}", question=KEY)
        for _ in range(number % 4):
            say(action, "under_way", "Going on.")
    for name in names:
        with django_assert_num_queries(found[name]):
            runs.get(at(*name))
