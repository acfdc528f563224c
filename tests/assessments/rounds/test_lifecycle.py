"""Setting up a round, its states, its release, and what goes into it in people's own words."""

import datetime
import random
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEvent
from assessments import codes
from assessments.models import AnswerOption, Release, Response, Round
from assessments.release import actions as release_actions
from assessments.release import comments
from assessments.responses import saving
from assessments.responses.answers import NO_ANSWER, AnswerContent, stored_answers
from assessments.rounds import contents, lifecycle, setup
from assessments.rounds.contents import content_of_round
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import rounds_for, sent_by_perspective
from assessments.rounds.setup import PerspectiveRow
from tests import factories

pytestmark = pytest.mark.django_db

PEOPLE, STAFF = "people", "staff"
USERS, CARERS = "service-users-and-survivors", "carers-and-family"


@pytest.fixture
def draft(organisation):
    return factories.make_round(organisation=organisation, opened=False)


def put(round, state):
    """Bring a draft to a later state."""
    steps = {"draft": 0, "open": 1, "closed": 2, "released": 3, "archived": 4}[state]
    verbs = [lifecycle.open_round, lifecycle.close_round, release_actions.release_round]
    for verb in verbs[:steps]:
        verb(round=round, by=None)
    if state == "archived":
        Round.objects.filter(pk=round.pk).update(state=state)
    round.refresh_from_db()
    return round


# Setting up


def test_a_new_assessment_is_filled_in_when_set_up(organisation, facilitator):
    for code in reversed(setup.SUGGESTED):
        factories.make_version(code)
    round = setup.create_assessment(
        organisation=organisation, title="New", purpose="audit", about="", partners="", by=facilitator
    )
    assert [p.label for p in round.assessment.perspectives.all()] == [row.label for row in factories.FOUR]
    pinned = round.round_versions.values_list("version__framework__code", flat=True)
    assert tuple(pinned) == setup.SUGGESTED
    assert (round.number, round.state, round.threshold) == (1, "draft", 5)
    assert codes.tidy(round.join_code) == round.join_code
    event = AuditEvent.objects.get(what="assessment set up")
    assert (event.by, event.organisation) == (facilitator, organisation)


def test_no_frameworks_are_pinned_when_none_or_two_editions_are_chosen(draft):
    before = list(draft.round_versions.values_list("version", flat=True))
    editions = [draft.versions.get(), factories.make_version(number=2)]
    for versions, words in [([], "at least one"), (editions, "editions of one framework")]:
        with pytest.raises(ValidationError, match=words):
            setup.set_versions(round=draft, versions=versions, by=None)
    assert list(draft.round_versions.values_list("version", flat=True)) == before


def test_frameworks_stand_in_the_order_given_when_chosen(draft):
    versions = [factories.make_version(code) for code in ("b", "a", "c")]
    setup.set_versions(round=draft, versions=versions, by=None)
    assert [v.code for v in content_of_round(draft)] == ["b", "a", "c"]


def rows(*sides, label="Group {}"):
    return [PerspectiveRow(label.format(i), f"G{i}", side) for i, side in enumerate(sides)]


BAD_GROUPS = [
    (rows("people"), "at least two"),
    (rows(*["people", "services"] * 3, "people"), "at most six"),
    (rows("people", "people"), "at least one group on each side"),
    (rows("people", "services", "both"), "at least one group on each side"),
    (rows("people", "services", label="Same"), "the same name"),
]


@pytest.mark.parametrize(("groups", "words"), BAD_GROUPS)
def test_groups_stay_as_they_were_when_the_new_ones_cannot_be(draft, groups, words):
    with pytest.raises(ValidationError, match=words):
        setup.set_perspectives(round=draft, rows=groups, by=None)
    assert draft.assessment.perspectives.count() == 4


def test_groups_stay_as_they_were_when_there_is_another_round(draft):
    Round.objects.create(assessment=draft.assessment, number=2, title="Two", join_code="X")
    with pytest.raises(ValidationError, match="They stay as they are"):
        setup.set_perspectives(round=draft, rows=factories.TWO, by=None)
    assert draft.assessment.perspectives.count() == 4


@pytest.mark.parametrize("threshold", [-1, 0, 2])
def test_the_threshold_stays_when_a_lower_one_than_3_is_asked_for(draft, threshold):
    with pytest.raises(ValidationError, match="has 3 people"):
        setup.set_terms(round=draft, title="T", threshold=threshold, closes_on=None, welcome="", by=None)
    assert Round.objects.get().threshold == 3


def test_the_promise_is_made_from_the_rounds_settings_when_opened(draft):
    setup.set_terms(round=draft, title="T", threshold=7, closes_on=None, welcome="", by=None)
    round = put(draft, "open")
    assert any("only if 7 people or more" in line for line in round.promise)
    assert any("Larkfield Voices" in line for line in round.promise)
    assert not any("anonymous" in line.lower() for line in round.promise)


def test_a_round_does_not_open_when_it_asks_nothing_or_only_one_side(draft):
    draft.round_versions.all().delete()
    with pytest.raises(NotAllowedNow, match="at least one framework"):
        lifecycle.open_round(round=draft, by=None)
    setup.set_versions(round=draft, versions=[factories.make_version("other")], by=None)
    draft.assessment.perspectives.filter(side="people").delete()
    with pytest.raises(NotAllowedNow, match="on each side"):
        lifecycle.open_round(round=draft, by=None)
    assert Round.objects.get().state == "draft"


# The states of a round: which verb goes with which

VERBS = {
    "set_versions": (["draft"], lambda r: {"versions": list(r.versions.all())}),
    "set_perspectives": (["draft"], lambda r: {"rows": factories.TWO}),
    "set_terms": (["draft"], lambda r: {"title": "T", "threshold": 3, "closes_on": None, "welcome": ""}),
    "open_round": (["draft"], lambda r: {}),
    "change_open_round": (["open", "closed"], lambda r: {"closes_on": None, "welcome": "Hello"}),
    "close_round": (["open"], lambda r: {}),
    "reopen_round": (["closed"], lambda r: {}),
    "release_round": (["closed", "released"], lambda r: {}),
}
SAYS = {
    "draft": "being set up",
    "open": "answering",
    "closed": "closed",
    "released": "results shared",
    "archived": "archived",
}


def verb_of(name):
    """The action of this name."""
    return next(
        getattr(module, name) for module in (setup, lifecycle, release_actions) if hasattr(module, name)
    )


@pytest.mark.parametrize("state", SAYS)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_goes_only_with_its_states_when_used(draft, verb, state):
    allowed, data = VERBS[verb]
    round = put(draft, state)
    before = Round.objects.values().get(), AuditEvent.objects.count()
    if state in allowed:
        verb_of(verb)(round=round, by=None, **data(round))
        return
    with pytest.raises(NotAllowedNow) as refused:
        verb_of(verb)(round=round, by=None, **data(round))
    assert f"The round is: {SAYS[state]}." in refused.value.messages[0]
    assert (Round.objects.values().get(), AuditEvent.objects.count()) == before


@pytest.mark.parametrize(
    ("verb", "state", "event"),
    [
        ("open_round", "draft", "round opened"),
        ("close_round", "open", "round closed"),
        ("reopen_round", "closed", "round opened again"),
        ("release_round", "closed", "results released"),
    ],
)
def test_one_event_is_written_when_a_round_moves(draft, facilitator, verb, state, event):
    round = put(draft, state)
    verb_of(verb)(round=round, by=facilitator)
    written = AuditEvent.objects.get(what=event, by=facilitator)
    assert written.record == f"assessments.round:{round.pk}"


def test_the_release_is_the_same_when_asked_for_again(draft):
    round = put(draft, "closed")
    first = release_actions.release_round(round=round, by=None)
    assert release_actions.release_round(round=round, by=None).pk == first.pk
    assert AuditEvent.objects.filter(what="results released").count() == 1


def test_days_are_kept_when_a_round_moves(draft):
    round = put(draft, "closed")
    today = datetime.date.today()  # noqa: DTZ011
    assert {round.opened_on, round.closed_on} <= {today, today - datetime.timedelta(1)}
    lifecycle.reopen_round(round=round, by=None)
    assert Round.objects.get().closed_on is None


# What the people who run it can see meanwhile


def test_only_those_who_sent_are_counted_when_a_round_is_open(draft, facilitator):
    round = put(draft, "open")
    for submitted in (True, True, False):
        factories.respond(round, USERS, {"s1-q1": 1}, submitted=submitted)
    factories.respond(round, None, {"s1-q1": 1}, submitted=False)
    assert [row.people for row in sent_by_perspective(round)] == [2, 0, 0, 0]
    assert [r.sent for r in rounds_for(facilitator)] == [2]


# People's own words


@pytest.fixture
def round():
    version = factories.make_version(extra=("text",))
    return factories.make_round([version])


def say(round, perspective, words, sharing="named", question="s1-q1", **more):
    return factories.respond(round, perspective, {"s1-q2": 3}, comments={question: (words, sharing)}, **more)


def shared(round, question="s1-q1"):
    """What the release shows of a question: words, each with the perspective named, and how many left any."""
    found = factories.release(round).results["comments"].get(f"demo/{question}")
    return found and (sorted((q["words"], q["perspective"]) for q in found["shared"]), found["left"])


def fill(round, perspective, people, **more):
    for _ in range(people):
        factories.respond(round, perspective, {"s1-q1": 3, "s1-q2": 3}, **more)


def test_a_group_is_named_when_it_has_as_many_as_the_threshold(round):
    say(round, USERS, "One")
    fill(round, USERS, 2)
    fill(round, "managers", 3)
    assert shared(round) == ([("One", USERS)], 1)


def test_no_group_is_named_when_it_was_pooled(round):
    say(round, CARERS, "One")
    fill(round, CARERS, 1)
    fill(round, USERS, 3)
    fill(round, "managers", 3)
    assert shared(round) == ([("One", None)], 1)


def test_no_group_is_named_when_it_is_shown_by_consent(round):
    say(round, CARERS, "One", show_if_few=True)
    say(round, USERS, "Two")
    fill(round, USERS, 2)
    fill(round, "managers", 3)
    assert shared(round) == ([("One", None), ("Two", USERS)], 2)


def test_words_are_counted_and_not_shown_when_private_or_undecided(round):
    say(round, USERS, "Private", "private")
    say(round, USERS, "Undecided", "")
    say(round, USERS, "Shown", "unnamed")
    fill(round, "managers", 3)
    results = factories.release(round).results
    assert results["comments"]["demo/s1-q1"] == {
        "shared": [{"words": "Shown", "perspective": None}],
        "left": 3,
    }
    assert "Private" not in str(results)
    assert "Undecided" not in str(results)


def test_words_are_left_out_when_not_sent(round):
    say(round, USERS, "Not sent", submitted=False)
    fill(round, USERS, 3)
    fill(round, "managers", 3)
    assert shared(round) is None


def test_words_stay_when_those_who_named_no_group_are_set_aside(round):
    say(round, None, "From nowhere", "unnamed")
    fill(round, USERS, 3)
    fill(round, "managers", 3)
    assert shared(round) == ([("From nowhere", None)], 1)


def test_no_words_are_shown_when_too_few_took_part(round):
    say(round, USERS, "One")
    fill(round, USERS, 1)
    assert factories.release(round).results["comments"] == {}


def test_answers_in_words_are_comments_when_released(round):
    for words in ("One", "Two", "Three"):
        factories.respond(round, USERS, {"text": words, "s1-q2": 3}, comments={"text": (words, "named")})
    fill(round, "managers", 3)
    assert shared(round, "text") == ([("One", USERS), ("Three", USERS), ("Two", USERS)], 3)


def test_the_order_is_drawn_by_chance_and_then_stays_when_released(round):
    words = [f"Comment {i:02}" for i in range(20)]
    for one in words:
        say(round, USERS, one)
    fill(round, "managers", 3)
    results = release_actions.calculate_results(round)
    contents = content_of_round(round)
    orders = {
        tuple(quote.words for quote in comments.comments_of(round, contents, results)["demo/s1-q1"].shared)
        for _ in range(5)
    }
    assert len(orders) == 5
    assert tuple(words) not in orders
    frozen = factories.release(round).results["comments"]
    assert Release.objects.get().results["comments"] == frozen


def test_nothing_joins_two_comments_when_one_person_left_both(round):
    for _ in range(3):
        factories.respond(round, USERS, {"s1-q1": 3}, comments={c: (c, "named") for c in ("s1-q1", "s1-q2")})
    fill(round, "managers", 3)
    results = factories.release(round).results["comments"]
    assert {key for row in results.values() for quote in row["shared"] for key in quote} == {
        "words",
        "perspective",
    }


# Any order of steps, by two people and whoever runs it

STEPS = ["open", "close", "reopen", "release", "answer 0", "answer 1", "send 0", "send 1", "withdraw 0",
         "withdraw 1", "begin 0", "begin 1", "perspective 0", "perspective 1"]  # fmt: skip


MOVES = {"draft>open", "open>closed", "closed>open", "closed>released"}


class Walk:
    """A round that is pushed about; each step may be refused, and only by NotNow or ValidationError."""

    def __init__(self, organisation, chance):
        version = factories.make_version(sections=1, extra=("many",))
        self.round = factories.make_round(
            [version], organisation=organisation, perspectives=factories.TWO, opened=False
        )
        self.chance = chance
        self.perspectives = list(self.round.assessment.perspectives.all())
        self.contents = content_of_round(self.round)
        self.secrets = [codes.make_secret() for _ in range(2)]
        self.acknowledged = [{}, {}]
        self.past = ["draft"]
        self.release = None

    def response(self, person):
        return Response.objects.filter(secret_hash=codes.hash_of(self.secrets[person])).first()

    def step(self, name):
        verb, _, person = name.partition(" ")
        try:
            if person:
                self.take_part(verb, int(person))
            else:
                verb_of(f"{verb}_round")(round=self.round, by=None)
        except ValidationError:
            pass
        self.check()

    def take_part(self, verb, person):
        response = self.response(person)
        if verb == "begin":
            stands = self.chance.choice([None, *self.perspectives])
            saving.begin_response(round=self.round, perspective=stands, secret=self.secrets[person])
        elif response is None:
            return
        elif verb == "answer":
            given = {q.id: self.something(q) for q in self.contents[0].all_questions()}
            saved = saving.save_answers(response=response, given=given, seen=response.revision)
            assert saved.clashes == {}
            self.acknowledged[person] = given
        elif verb == "send":
            saving.send_response(response=response, show_if_few=self.chance.random() < 0.5)
        elif verb == "perspective":
            before, after = response.perspective, self.chance.choice(self.perspectives)
            saving.change_perspective(response=response, perspective=after)
            if before != after:
                self.acknowledged[person] = {
                    question: replace(given, sharing="unnamed") if given.sharing == "named" else given
                    for question, given in self.acknowledged[person].items()
                }
        elif verb == "withdraw":
            saving.withdraw_response(response=response)
            self.acknowledged[person] = {}

    def something(self, question):
        special = AnswerContent(special=self.chance.choice(["dont_know", "prefer_not_to_say", ""]))
        words = AnswerContent(comment="Words", sharing=self.chance.choice(["named", "private", ""]))
        if question.levels:
            return self.chance.choice(
                [special, words, AnswerContent(level=self.chance.choice(question.levels).id)]
            )
        options = frozenset(o.id for o in question.options if self.chance.random() < 0.5)
        return self.chance.choice([special, words, AnswerContent(options=options)])

    def check(self):
        """What must hold after each step (domain, Rules that must never break)."""
        now = Round.objects.get(pk=self.round.pk)
        if now.state != self.past[-1]:
            assert f"{self.past[-1]}>{now.state}" in MOVES
            self.past.append(now.state)
        assert Release.objects.filter(round=now).exists() == (now.state == "released")
        if now.state == "draft":
            assert not Response.objects.exists()
        else:
            assert now.promise
        self.check_release(now)
        for person, acknowledged in enumerate(self.acknowledged):
            assert self.held(person) == {q: one for q, one in acknowledged.items() if one != NO_ANSWER}
        assert not AnswerOption.objects.exclude(answer__special="").exists()

    def held(self, person):
        response = self.response(person)
        stored = stored_answers(response.pk) if response else {}
        return {question: one.given for question, one in stored.items() if one.given != NO_ANSWER}

    def check_release(self, now):
        if now.state != "released":
            return
        frozen = Release.objects.get(round=now)
        if self.release is None:
            assert frozen.people == Response.objects.filter(submitted=True).count()
        else:
            assert (frozen.pk, frozen.results, frozen.released_on) == self.release
        self.release = (frozen.pk, frozen.results, frozen.released_on)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=25), chance=st.randoms(use_true_random=False))
def test_the_rules_hold_when_steps_come_in_any_order(organisation, steps, chance):
    walk(organisation, ["open", "begin 0", "begin 1", "answer 0", *steps], chance)


@pytest.mark.parametrize("seed", range(5))
def test_the_rules_hold_when_people_walk_at_random(organisation, seed):
    chance = random.Random(seed)
    walk(organisation, chance.choices(STEPS, k=60), chance)


def walk(organisation, steps, chance):
    """Takes the steps, and then all of it back: one test walks many times."""
    contents.forget()
    with transaction.atomic():
        one = Walk(organisation, chance)
        for step in steps:
            one.step(step)
        transaction.set_rollback(True)


# Names that would give somebody else away (stricter than scoring-and-privacy, Comments)


def said_by(round, question="s1-q1"):
    quotes, left = shared(round, question)
    return sorted(quotes), left


def test_nobody_is_named_where_the_nameless_words_would_be_one_persons(round):
    """Five of six are named; the sixth, shown by consent, would have all their comments joined."""
    for i in range(5):
        say(round, USERS, f"Words {i}")
    say(round, "managers", "Mine", show_if_few=True)
    quotes, left = said_by(round)
    assert left == 6
    assert {code for _, code in quotes} == {None}


def test_a_group_is_not_named_where_all_of_it_is_and_others_chose_not_to_be(round):
    for i in range(3):
        say(round, USERS, f"Words {i}")
    say(round, "managers", "Not named", sharing="unnamed")
    fill(round, "managers", 4)
    quotes, _ = said_by(round)
    assert {code for _, code in quotes} == {None}


def test_words_kept_private_hide_behind_enough_people_too(round):
    for i in range(3):
        say(round, USERS, f"Words {i}")
    fill(round, USERS, 1)
    say(round, "managers", "Private", sharing="private")
    fill(round, "managers", 2)
    quotes, left = said_by(round)
    assert left == 4
    assert [code for _, code in quotes] == [USERS] * 3  # four people may have written the fourth


def test_no_words_are_shown_where_fewer_than_the_threshold_are(round):
    say(round, USERS, "Mine alone", show_if_few=True)
    assert factories.release(round).results["comments"] == {}


def test_naming_ones_group_does_not_go_along_to_another(round):
    response = say(round, USERS, "Words")
    other = round.assessment.perspectives.get(code="managers")
    saving.change_perspective(response=response, perspective=other)
    assert response.answers.get(question__code="s1-q1").sharing == "unnamed"
