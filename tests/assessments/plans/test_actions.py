"""Writing a plan: nothing is overwritten, two yeses make it done, and two people at once lose nothing."""

import pytest

from accounts.deletions import remembered
from accounts.models import AuditEvent
from assessments.deletion.actions import delete_again, delete_round
from assessments.models import Release, Response
from assessments.plans import actions
from assessments.plans.actions import ActionWords, ChangedMeanwhile, PlanRefused
from assessments.plans.queries import open_actions_of
from assessments.plans.states import next_state
from assessments.records.plans import (
    Action,
    ActionOwner,
    ActionUpdate,
    Plan,
    PlanReview,
    PriorityChoice,
)
from tests import factories
from tests.assessments.dumps import dump, shapes_of
from tests.assessments.guards.refusals import refused_delete, refused_insert, refused_update
from tests.assessments.plans.planned import BOTH, SAID, add, day, released, say
from tests.threads import at_once

pytestmark = pytest.mark.django_db
real = pytest.mark.usefixtures("transactional_db")

KEY = "demo/s1-q1"


@pytest.mark.parametrize(
    ("now", "said", "after"),
    [
        ("under_way", "people_done", "people_done"),
        ("people_done", "services_done", "done"),
        ("services_done", "people_done", "done"),
        ("people_done", "people_done", "people_done"),
        ("people_done", "stuck", "stuck"),
        ("stuck", "services_done", "services_done"),
        ("done", "people_done", "people_done"),
    ],
)
def test_one_owner_alone_makes_nothing_done(now, said, after):
    assert next_state(now, said) == after


def change(action, base, **words):
    given = ActionWords(**{"what": action.what, "owners": BOTH, **words})
    return actions.change_action(action=action, words=given, base_revision=base, by=None)


def test_every_change_begins_an_edition_and_leaves_an_event_without_words():
    release = released()
    edition = Release.objects.get().edition
    action = add(release, "Secret words", why="More secret words")
    say(action, "under_way", "Words of an update")
    change(action, action.revision, why="Other secret words")
    actions.choose(release=release, who="people", questions=[KEY], base_revision=0, by=None)
    actions.choose_together(release=release, picks={KEY: "Try it"}, base_revision=0, by=None)
    actions.review_plan(release=release, held_on=day(0), words="Said in the room", next_on=None, by=None)
    actions.set_review_day(release=release, review_on=day(9), by=None)
    actions.delete_action(action=action, by=None)
    assert Release.objects.get().edition == edition + 8
    events = list(AuditEvent.objects.order_by("-pk").values_list("what", "record")[:8])
    assert len({what for what, _record in events}) == 8
    assert {record for _what, record in events} == {f"assessments.round:{release.round_id}"}
    assert not any(word in str(events) for word in ("ecret", "Words of", "Said", KEY))


def test_what_was_written_stays():
    release = released()
    action = add(release)
    update = say(action, "not_doing", "The panel said no.")
    actions.review_plan(release=release, held_on=day(0), words="Said", next_on=day(9), by=None)
    review = PlanReview.objects.get()
    for changed in ({"words": "Yes."}, {"state": "done"}, {"is_public": True}, {"happened_on": day(-1)}):
        refused_update(update, "stays as it was written", **changed)
    refused_update(update, "stays as it was written", earlier={"what": "other"})
    refused_update(review, "stays as it was written", words="Other")
    refused_update(review, "stays as it was written", next_on=None)
    refused_delete(update, "goes only with what it belongs to")
    refused_delete(review, "goes only with what it belongs to")
    refused_update(action, "An action stays in its plan", number=9)
    refused_update(action, "An action stays in its plan", revision=0)
    refused_insert(ActionUpdate(action=action, state="not_doing", words=""))
    refused_insert(ActionUpdate(action=action, state="finished"))
    refused_insert(Action(release=release, number=1, what="Twice"))
    refused_insert(ActionOwner(action=action, side="people", name="Twice", group="x"))
    refused_update(action, "", priority=4)
    actions.choose(release=release, who="people", questions=[KEY], base_revision=0, by=None)
    refused_update(PriorityChoice.objects.get(), "What a side chose stays theirs", who="services")


def test_a_dump_has_no_way_from_a_plan_to_a_response_and_no_secret_of_its_link():
    release = released()
    action = add(release, question=KEY, you_said="Nobody asks us.")
    say(action, "under_way", "Going on.")
    actions.choose(release=release, who="people", questions=[KEY], base_revision=0, by=None)
    _link, secret = factories.share(release, "outcome")
    found = dump()
    given = {str(value) for pair in Response.objects.values_list("pk", "secret_hash") for value in pair}
    given |= {value.replace("-", "") for value in given}
    plan = "".join(rows for table, rows in found.items() if "action" in table or "priorit" in table)
    assert "Nobody asks us." in plan
    assert not [value for value in given if value in plan]
    assert SAID not in plan
    assert not [shape for shape in shapes_of(secret) if shape in "".join(found.values())]


def test_an_account_may_go_and_leaves_its_place_empty():
    release = released()
    lead = release.round.assessment.organisation.memberships.get(role="lead").user
    action = add(release)
    actions.say_what_happened(action=action, state="under_way", by=lead)
    actions.review_plan(release=release, held_on=day(0), words="Said", next_on=None, by=lead)
    lead.delete()
    assert ActionUpdate.objects.get().by is None
    assert PlanReview.objects.get().by is None


def test_a_deleted_action_does_not_come_back_with_an_older_copy():
    release = released()
    gone, stays = add(release, "Gone"), add(release, "Stays")
    say(gone, "stuck", "On money.")
    actions.delete_action(action=gone, by=None)
    assert not ActionUpdate.objects.exists()
    for late in (
        lambda: say(gone, "done"),  # somebody else's page was open
        lambda: actions.change_action(action=gone, words=ActionWords(what="x"), base_revision=0, by=None),
    ):
        with pytest.raises(PlanRefused, match="just now"):
            late()
    back = Action.objects.create(release=release, number=9, key=gone.key, what="Gone")
    say(back, "stuck", "On money.")
    found = delete_again(remembered())
    assert found["action"] == 1
    assert list(Action.objects.all()) == [stays]


def test_a_round_takes_its_plan_along():
    release = released()
    action = add(release, question=KEY)
    say(action, "under_way")
    actions.review_plan(release=release, held_on=day(0), words="Said", next_on=None, by=None)
    actions.choose(release=release, who="people", questions=[KEY], base_revision=0, by=None)
    delete_round(round_=release.round, by=None)
    with pytest.raises(PlanRefused, match="just now"):
        add(release)
    for model in (Plan, Action, ActionOwner, ActionUpdate, PlanReview, PriorityChoice):
        assert not model.objects.exists(), model


def test_the_oldest_open_actions_of_an_organisation_come_first(django_assert_num_queries):
    release = released()
    late, soon = add(release, "Late", by_when=day(-9)), add(release, "Soon", by_when=day(9))
    say(add(release, "Done"), "done")
    say(add(release, "No"), "not_doing", "Money.")
    none = add(release, "No day")
    say(late, "stuck", "On money.")
    with django_assert_num_queries(1):
        found = list(open_actions_of(release.round.assessment.organisation))
    assert {one.pk: one.state for one in found} == {
        late.pk: "stuck", soon.pk: "to_start", none.pk: "to_start",
    }  # fmt: skip
    assert [one.pk for one in found if one.by_when] == [late.pk, soon.pk]


# Two people at the same moment


@real
def test_two_who_change_an_action_at_once_lose_no_words():
    release = released()
    action = add(release, "Before")
    came = at_once(*[lambda text=text: change(action, action.revision, why=text) for text in ("One", "Two")])
    refusals = [one for one in came if isinstance(one, ChangedMeanwhile)]
    assert len(refusals) == 1  # and their words are still in their form (test_pages.py)
    action.refresh_from_db()
    assert action.why in ("One", "Two")
    assert action.revision == 2


@real
def test_two_owners_who_say_at_once_that_it_is_done_make_it_done():
    action = add(released())
    at_once(*[lambda side=side: say(action, f"{side}_done", side) for side in ("people", "services")])
    states = list(ActionUpdate.objects.values_list("state", flat=True))
    assert len(states) == 2
    assert states[-1] == "done"
    assert set(ActionUpdate.objects.values_list("words", flat=True)) == {"people", "services"}


@real
def test_four_who_add_at_once_get_numbers_of_their_own_and_three_come_first():
    release = released()
    came = at_once(*[lambda n=n: add(release, f"Thing {n}", is_first=True) for n in range(4)])
    assert sum(isinstance(one, PlanRefused) for one in came) == 1
    assert sorted(Action.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert sorted(Action.objects.values_list("priority", flat=True)) == [1, 2, 3]


@real
def test_two_who_settle_what_comes_first_at_once_do_not_overwrite_each_other():
    release = released()
    both = [[KEY], ["demo/s2-q1"]]
    came = at_once(
        *[
            lambda keys=keys: actions.choose(
                release=release, who="people", questions=keys, base_revision=0, by=None
            )
            for keys in both
        ]
    )
    assert sum(isinstance(one, ChangedMeanwhile) for one in came) == 1
    assert PriorityChoice.objects.get().questions in both
