"""Setting up a round, its states, its release, and what goes into it in people's own words."""

import random
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Refused
from assessments import codes
from assessments.models import AnswerOption, Release, Response, Round
from assessments.responses import saving
from assessments.responses.answers import NO_ANSWER, AnswerContent, stored_answers
from assessments.rounds import contents
from assessments.rounds.contents import content_of_round
from tests import factories
from tests.assessments.rounds.lifecycle.verbs import verb_of
from tests.databases import examples

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


# Any order of steps, by two people and whoever runs it

STEPS = ["open", "close", "reopen", "release", "end", "answer 0", "answer 1", "send 0", "send 1",
         "withdraw 0", "withdraw 1", "begin 0", "begin 1", "perspective 0", "perspective 1"]  # fmt: skip


MOVES = {"draft>open", "open>closed", "closed>open", "closed>released",
         "open>ended", "closed>ended"}  # fmt: skip


class Walk:
    """A round that is pushed about; each step may be refused, and only by Refused."""

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
                why = {"reason": "Too few."} if verb == "end" else {}
                verb_of(f"{verb}_round")(round_=self.round, by=None, **why)
                if verb == "end":
                    self.acknowledged = [{}, {}]
        except Refused:
            pass
        self.check()

    def take_part(self, verb, person):
        response = self.response(person)
        if verb == "begin":
            stands = self.chance.choice([None, *self.perspectives])
            saving.begin_response(round_=self.round, perspective=stands, secret=self.secrets[person])
        elif response is None:
            return
        elif verb == "answer":
            given = {q.id: self.something(q) for q in self.contents[0].all_questions()}
            saved = saving.save_answers(response=response, given=given, base_revision=response.revision)
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
        """What must hold after each step (docs/rules.md, States of a round)."""
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


@settings(
    max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
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
