"""Each sentence that people are told, and each choice that they have, in a round where it could be false.

The table is whole: a sentence without a case here fails, and so does a case whose sentence is gone
(docs/rules.md, What people are told). Sentences that only warn stand in WARNINGS.
"""

import html
import re
from functools import cached_property
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Organisation
from assessments import codes
from assessments.agreement.keys import name_holder, take_key_back, turn_key
from assessments.agreement.voices.actions import Speaker, co_sign
from assessments.choices import no_group, sharing_choices
from assessments.deletion import words
from assessments.models import Answer, Response, Round, TypedSheet
from assessments.paper import entry, sheets
from assessments.records.invitations import Invitation
from assessments.records.voices import CoSign, Dissent
from assessments.release import actions as release_actions
from assessments.responses import saving
from assessments.responses.answers import AnswerContent
from assessments.rounds import ending, lifecycle, promise
from assessments.rounds.contents import content_of_round
from assessments.rounds.errors import NotAllowedNow
from frameworks.models import Level, Question
from tests import factories
from tests.assessments.agreement.holders import round_with_keys
from tests.assessments.days import ahead
from tests.assessments.invitations.actions.steps import invite, slips, start
from tests.assessments.paper.entry import forms as paper
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS, words_of
from tests.assessments.responses.pages.participants import Person, everything_stored, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.slow]

K = 3
WHO = "Larkfield Voices"

# What may happen, and nothing that is promised.
WARNINGS = {
    "Someone who knows you well may recognise the way you write.",
    "If you take part again later, it may be easier to make out what you said.",
    "So they see your answers, and they might know your handwriting.",
    "An older back-up of the computer may still have the link.",
    "The person who printed this page could have read it.",
    "Then others may be able to tell what you said.",
    "It is your choice, and leaving it empty is the safer one.",
}

KEPT = {}


def keeps(*sentences):
    def register(case):
        for sentence in sentences:
            assert sentence not in KEPT
            KEPT[sentence] = case
        return case

    return register


def sentences_of(*texts):
    return {one for text in texts for one in re.split(r"(?<=[.?!])\s+", " ".join(text.split())) if one}


# Rounds


def make(*, perspectives=factories.FOUR, **more):
    organisation = factories.make_organisation(WHO)
    return factories.make_round(
        organisation=organisation, threshold=K, perspectives=perspectives, **{"joining": "link", **more}
    )


def came(round_, *people, unnamed=0, few=(), levels=(1, 3, 5, 2, 4), **more):
    """So many of the round's perspectives, in order, and of those who named none; few: those who tick it."""
    perspectives = [p.code for p in round_.assessment.perspectives.all()]
    for code, number in [*zip(perspectives, people, strict=True), (None, unnamed)]:
        for i in range(number):
            factories.respond(
                round_, code, {"s1-q1": levels[i % len(levels)]}, show_if_few=code in few, **more
            )
    return round_


class Shared:
    """What the results hold, and what the pages of members say from when they are first asked."""

    def __init__(self, round_):
        self.round = round_
        self.frozen = factories.release(round_).frozen
        self.question = self.frozen.questions["demo/s1-q1"]

    @cached_property
    def pages(self):
        return results_for(self.round.assessment.organisation.memberships.earliest("pk").user, self.round)


def results_for(user, round_):
    client = Client()
    client.force_login(user)
    names = [("results", []), ("results_part", ["demo", "s1"]), ("report", [])]
    found = [client.get(reverse(f"assessments:{name}", args=[round_.pk, *more])) for name, more in names]
    return " ".join(words_of(page.text) for page in found) if found[0].status_code == 200 else None


def groups(results):
    return [set(group.codes) for group in results.frozen.people.groups or ()]


def rating(value):
    return AnswerContent(level=Level.objects.get(value=value).pk)


def first_question():
    return Question.objects.get(code="s1-q1").pk


def took_part(round_, perspective=USERS, level="3"):
    """Somebody with a browser who has sent."""
    person = Person(round_).start(perspective)
    person.post("part", s1_q1_answer=level)
    person.post("check")
    return person


def sees_results(person):
    page = person.client.get(reverse("assessments:join_results", args=[person.round.join_code]))
    return page.status_code == 200 and "<title>Results: " in page.text


# The promise


@keeps(
    "Once the results are out, your private code also lets you say that you see something differently, or "
    "that it is all a fair record.",
    "Nothing that is stored joins that to your answers.",
)
def said_beside_the_results_and_joined_to_nothing():
    round_ = came(make(), 3, 0, 3, 0)
    person = took_part(round_)
    secret, response = person.secret, person.response
    Shared(round_)
    statement = factories.see_differently(response, secret, "It is not so.")
    co_sign(speaker=Speaker(response, secret))
    rows = [values for model in (Dissent, CoSign) for values in model.objects.values()]
    given = [response, *response.answers.all()]
    mine = {str(value) for row in given for value in (row.pk, getattr(row, "secret_hash", row.pk))}
    assert len(rows) == 2
    assert not mine & {str(value) for row in rows for value in row.values()}
    assert rows[0]["author"] != rows[1]["author"]
    assert "It is not so." in results_for(round_.assessment.organisation.memberships.get().user, round_)
    assert statement.codes == []


@keeps("The results go to the members of Larkfield Voices on this site, now and later.")
def only_members():
    round_ = make()
    outsider = factories.make_organisation("Elsewhere").memberships.get().user
    Shared(came(round_, 3, 0, 3, 0))
    later = factories.make_member(round_.assessment.organisation, "reader")
    assert results_for(later, round_)
    assert results_for(outsider, round_) is None


@keeps("They also go to everyone who sent answers and did not take them back.")
def those_who_sent():
    round_ = make()
    sent, not_sent, gone = took_part(round_), Person(round_).start(USERS), took_part(round_)
    not_sent.post("part", s1_q1_answer="4")
    gone.post("withdraw")
    Shared(came(round_, 3, 0, 3, 0))
    assert sees_results(sent)
    assert not sees_results(not_sent)
    assert not sees_results(gone)


@keeps("All can see them at the same time, and pass them on.", "Until then nobody sees any results.")
def at_the_same_time():
    round_ = make()
    person = took_part(round_)
    lead = round_.assessment.organisation.memberships.earliest("pk").user
    came(round_, 3, 0, 3, 0)
    for act in (lambda: None, lambda: lifecycle.close_round(round_=round_, by=None)):
        act()
        assert (results_for(lead, round_), sees_results(person)) == (None, False)
    release_actions.release_round(round_=round_, by=lead)
    assert results_for(lead, round_)
    assert sees_results(person)


@keeps(
    "We show what a group said only if 3 people or more are in it, or if all of them agree.",
    "We only show what a group said if 3 people or more are in it, or if they all agree.",
)
def groups_are_large_or_agree():
    assert groups(Shared(came(make(), 3, 0, 3, 0))) == [{USERS}, {PRACTITIONERS}]
    assert {CARERS} not in groups(Shared(came(another(), 3, 2, 3, 0)))
    assert {CARERS} in groups(Shared(came(another(), 3, 2, 3, 0, few=[CARERS])))
    all_but_one = came(another(), 3, 1, 3, 0, few=[CARERS])
    factories.respond(all_but_one, CARERS, {"s1-q1": 2})
    assert {CARERS} not in groups(Shared(all_but_one))


def another(**more):
    """One more round of the same organisation, or the first."""
    there = Organisation.objects.filter(name=WHO).first()
    if there is None:
        return make(**more)
    version = Question.objects.get(code="s1-q1").version
    return factories.make_round(
        [version], organisation=there, threshold=K, **{"perspectives": factories.FOUR, **more}
    )


@keeps("A smaller group is put together with another group from the same side, and shown as one.")
def pooled_on_its_side():
    found = Shared(came(make(), 4, 2, 3, 3))
    assert groups(found) == [{USERS, CARERS}, {PRACTITIONERS}, {MANAGERS}]
    assert "are shown together with" in found.pages


@keeps("If that is still too few, we show what everyone said, with no groups.")
def no_groups_where_a_side_is_too_few():
    found = Shared(came(make(), 9, 0, 1, 1))
    assert found.frozen.people.groups is None
    assert found.question.groups is None
    assert found.question.everyone.answered == 11


@keeps("If fewer than 3 people took part in all, we show nothing, unless all agree.")
def nothing_where_too_few_came():
    found = Shared(came(make(), 1, 0, 1, 0))
    assert (found.frozen.people.shown, found.question.everyone, found.question.groups) == (0, None, None)
    assert Shared(came(another(), 1, 0, 1, 0, few=[USERS])).question.everyone is None
    assert Shared(came(another(), 1, 0, 1, 0, few=[USERS, PRACTITIONERS])).frozen.people.shown == 2


@keeps("You do not have to say which group you are in.", "I would rather not say.")
def no_group_has_to_be_named():
    person = Person(make()).start("(none)")
    person.post("part", s1_q1_answer="3")
    person.post("check")
    assert (person.response.perspective, person.response.submitted) == (None, True)


@keeps("If 3 people or more choose that, what you answer counts with everyone’s.")
def enough_without_a_group_count():
    for others in [(3, 0, 3, 0), (3, 0, 1, 0), (0, 0, 0, 0)]:
        found = Shared(came(another(), *others, unnamed=3))
        assert found.frozen.people.set_aside == 0
        assert found.question.everyone.answered == sum(others) + 3


@keeps(
    "If fewer do, it is left out of every number wherever groups are shown.",
    "If fewer than 3 people choose this, what we answer may be left out of the numbers.",
)
def few_without_a_group_are_left_out():
    found = Shared(came(make(), 3, 0, 3, 0, unnamed=2))
    assert found.frozen.people.set_aside == 2
    assert found.question.everyone.answered == 6
    assert "2 people did not say which group they belong to." in found.pages
    counted = Shared(came(another(), 3, 0, 1, 0, unnamed=2))
    assert counted.question.everyone.answered == 6


@keeps("Comments that you share are kept.")
def comments_of_those_left_out():
    round_ = came(make(), 3, 0, 3, 0)
    factories.respond(round_, None, {"s1-q1": 2}, comments={"s1-q1": ("Of no group", "unnamed")})
    found = Shared(round_)
    assert found.frozen.people.set_aside == 1
    assert "Of no group" in found.pages


@keeps(
    "On one question we may show a group when as few as 3 of its people answered it.",
    "We show fewer only if all of the group agreed.",
)
def few_who_answered_one_question():
    def with_answers(number, **more):
        round_ = came(another(), 0, 0, 4, 0)
        for i in range(4):
            given = {"s1-q1": 2} if i < number else {"s1-q2": 2}
            factories.respond(round_, USERS, given, **more)
        return Shared(round_).question

    shown_alone = lambda question: question.groups is not None and len(question.groups) == 2  # noqa: E731
    assert shown_alone(with_answers(3))
    for few in (1, 2):
        question = with_answers(few)
        assert question.groups is None or all(
            group is None or group.answered == 0 or group.answered >= 3 for group in question.groups
        )
    round_ = came(another(), 1, 0, 4, 0, few=[USERS])
    assert shown_alone(Shared(round_).question)


@keeps("How many people took part from each group is not secret.", "What each of them said is.")
def how_many_and_no_more():
    round_ = came(make(), 2, 0, 1, 0, comments={"s1-q1": ("My own words", "named")})
    client = Client()
    client.force_login(round_.assessment.organisation.memberships.earliest("pk").user)
    page = client.get(reverse("assessments:round", args=[round_.pk])).text
    assert re.findall(r'data-label="Sent">\s*(\d+)<', page) == ["2", "0", "1", "0"]
    assert "My own words" not in page
    assert "Level" not in page


@keeps("In a group of 3, others can see what the group said, but not who said what.")
def who_said_what():
    """Which answer goes with which is nowhere in the results: only how many gave each."""
    round_ = make()
    for one, two in [(1, 5), (3, 3), (5, 1)]:
        factories.respond(round_, USERS, {"s1-q1": one, "s1-q2": two})
    came(round_, 0, 0, 3, 0)
    before = Shared(round_).frozen
    other = another()
    for one, two in [(1, 1), (3, 3), (5, 5)]:
        factories.respond(other, USERS, {"s1-q1": one, "s1-q2": two})
    came(other, 0, 0, 3, 0)
    assert Shared(other).frozen.questions == before.questions


@keeps("If everyone in a group gives the same answer, all can tell what each of them said.")
def all_the_same():
    found = Shared(came(make(), 3, 0, 3, 0, levels=(4,)))
    assert [one.levels["4"] for one in found.question.groups] == [3, 3]


@keeps("Anyone with the link can answer.")
def anyone_with_the_link():
    assert took_part(make()).response.submitted


@keeps(
    "Someone could answer more than once, or as a group that is not theirs, and then work out what you said.",
    "Someone who has several codes, or who gives them out, could answer more than once, or as a group that "
    "is not theirs, and then work out what you said.",
)
def more_than_once():
    round_ = make()
    assert [took_part(round_, code).response.submitted for code in (USERS, MANAGERS)] == [True, True]
    by_code = another(joining="codes")
    for code in slips(by_code, 2):
        start(by_code, code, perspective=MANAGERS)
    assert by_code.responses.count() == 2


@keeps("An invitation code works once.")
def a_code_works_once():
    round_ = make(joining="codes")
    [code] = slips(round_)
    start(round_, code)
    with pytest.raises(saving.CodeUnknown):
        start(round_, code)
    assert round_.responses.count() == 1


@keeps(
    "We delete it when you start, so nothing joins it to your answers.",
    "We do not know which answers are yours.",
)
def a_used_code_is_gone():
    round_ = make(joining="codes")
    used = invite(round_, "ann@example.org", "bo@example.org")
    response = start(round_, used["ann@example.org"])
    stored = " ".join(everything_stored())
    assert codes.hash_of(used["ann@example.org"]) not in stored
    assert "ann@example.org" not in stored
    assert codes.hash_of(used["bo@example.org"]) in stored
    assert response.secret_hash in stored


@keeps(
    "If you were invited by e-mail, the people at Larkfield Voices gave us your address.",
    "We forget it when you use the code, and at the latest when this closes.",
)
def addresses_are_forgotten():
    round_ = make(joining="codes")
    used = invite(round_, "ann@example.org", "bo@example.org", "cy@example.org")
    assert set(Invitation.objects.values_list("address", flat=True)) == set(used)
    start(round_, used["ann@example.org"])
    assert "ann@example.org" not in " ".join(everything_stored())
    lifecycle.close_round(round_=round_, by=None)
    assert "@example.org" not in " ".join(
        row for row in everything_stored() if "lead" not in row and "facilitator" not in row
    )


@keeps("If people put their own answers together, they could work out what the last person said.")
def the_last_one():
    """The counts less what two of three know of themselves."""
    [people, _staff] = Shared(came(make(), 3, 0, 3, 0, levels=(1, 3, 5))).question.groups
    left = {level: n for level, n in people.levels.items() if n and level not in ("1", "3")}
    assert left == {"5": 1}


@keeps(
    "If you say which group you are in, you can tick ‘show our scores even if there are only a few of us’ "
    "before you send."
)
def the_tick():
    round_ = make()
    person = Person(round_).start(CARERS)
    person.post("part", s1_q1_answer="3")
    assert 'name="show_if_few"' in text_of(person.get("check"))
    person.post("check", show_if_few="yes")
    assert person.response.show_if_few
    nobody = Person(round_).start("(none)")
    nobody.post("part", s1_q1_answer="3")
    assert 'name="show_if_few"' not in text_of(nobody.get("check"))


@keeps(
    "If all of a small group tick it, others may see your own scores plainly.",
    "If all of you tick this, we may show your group separately.",
    "If all of you cross this box, we may show your group separately.",
)
def the_tick_shows():
    alone = Shared(came(make(), 3, 1, 3, 0, few=[CARERS], levels=(4,)))
    assert {CARERS} in groups(alone)
    [_users, carers, _staff] = alone.question.groups
    assert (carers.answered, carers.levels["4"]) == (1, 1)
    other_side_too_few = Shared(came(another(), 3, 1, 1, 0, few=[CARERS]))
    assert other_side_too_few.question.groups is None


@keeps(
    "If fewer than 3 people answer as ‘Carers and family’, we put your group together with another one, or "
    "show no groups.",
    "If fewer than 3 people answer from your group, we put your group together with another one, or show no "
    "groups.",
)
def few_and_no_tick():
    assert {USERS, CARERS} in groups(Shared(came(make(), 3, 2, 3, 0)))
    assert groups(Shared(came(another(), 0, 2, 3, 0))) == []


@keeps(
    "You choose what happens to each comment.",
    "Show it, but do not say which group it came from",
    "Do not show it to anyone",
    "Show it to everyone who sees the results",
)
def each_comment():
    round_ = came(make(), 3, 0, 3, 0)
    for sharing in ("named", "unnamed", "private"):
        words = {"s1-q1": (f"So {sharing}", sharing)}
        factories.respond(round_, USERS, {"s1-q1": 2}, comments=words)
    factories.respond(round_, None, {"s1-q1": 2}, comments={"s1-q1": ("Of none", "unnamed")})
    found = Shared(round_)
    quotes = {q.words: q.codes for q in found.frozen.comments["demo/s1-q1"].shared}
    assert quotes == {"So named": (USERS,), "So unnamed": (), "Of none": ()}
    assert "So private" not in found.pages
    assert {"So unnamed", "Of none"} == {words for words in quotes if words in found.pages} - {"So named"}


@keeps(
    "Show it, and you may say it came from: Carers and family",
    "We name a group beside a comment only if 3 people or more are in it.",
    "A smaller group is named only together with the one that it is shown with.",
)
def a_group_is_named_only_if_large():
    cases = [
        ((3, 3, 3, 0), (), (CARERS,)),
        ((3, 2, 3, 0), (), (USERS, CARERS)),
        ((3, 2, 3, 0), [CARERS], ()),
    ]
    for people, few, named in cases:
        round_ = came(another(), *people, few=few)
        response = round_.responses.filter(perspective__code=CARERS).first()
        Answer.objects.filter(response=response).update(comment="Of a carer", sharing="named")
        frozen = Shared(round_).frozen
        [quote] = frozen.comments["demo/s1-q1"].shared
        assert quote.codes == named


@keeps("We never change your words.")
def words_stay():
    words = "It’s  <b>fine</b>\n\n… really\u202f— ‘honest’ 🙂"
    round_ = came(make(), 3, 0, 3, 0)
    person = Person(round_).start(USERS)
    person.post("part", s1_q1_answer="2", s1_q1_comment=words, s1_q1_sharing="unnamed")
    person.post("check")
    [quote] = Shared(round_).frozen.comments["demo/s1-q1"].shared
    assert quote.words == words


@keeps("If the law says that some must go, we take them out, and the results say on which day and why.")
def words_go_by_law():
    round_ = came(make(), 3, 0, 3, 0, comments={"s1-q1": ("Sam did it", "unnamed")})
    release = factories.release(round_)
    words.remove_words(release=release, question="demo/s1-q1", place=0, reason="person", by=None)
    assert "Sam did it" not in " ".join(everything_stored())
    pages = results_for(round_.assessment.organisation.memberships.earliest("pk").user, round_)
    said = f"Words removed on {date_format(timezone.localdate(), 'j F Y')}, because they were about a person"
    assert said in pages


@keeps("If too few people took part, we show no comments.")
def no_comments_of_few():
    for few in [(), [USERS]]:
        round_ = came(another(), 2, 0, 0, 0, few=few, comments={"s1-q1": ("Mine", "named")})
        found = Shared(round_)
        assert found.frozen.comments == {}
        assert "Mine" not in found.pages


@keeps("The people who run the computer that stores the answers could read them.")
def it_is_stored_as_it_is():
    round_ = came(make(), 1, 0, 0, 0, comments={"s1-q1": ("Plain words", "private")})
    assert round_.responses.count() == 1
    assert "Plain words" in " ".join(everything_stored())


@keeps("You can change or take back your answers until this closes.")
def until_it_closes():
    round_ = make()
    person, gone = took_part(round_), took_part(round_)
    person.post("part", s1_q1_answer="5")
    assert person.answers() == {"s1-q1": 5}
    gone.post("withdraw")
    assert round_.responses.count() == 1
    lifecycle.close_round(round_=round_, by=None)
    response = round_.responses.get()
    with pytest.raises(NotAllowedNow):
        saving.save_answers(
            response=response, given={first_question(): rating(1)}, base_revision=response.revision
        )
    with pytest.raises(NotAllowedNow):
        saving.withdraw_response(response=response)
    assert person.answers() == {"s1-q1": 5}


@keeps("If it closes before a day that we told you, you can read why.")
def why_it_closed_early():
    round_ = make()
    person = took_part(round_)
    Round.objects.update(closes_on=ahead(7))
    with pytest.raises(NotAllowedNow):
        lifecycle.close_round(round_=round_, by=None)
    lifecycle.close_round(round_=round_, by=None, reason="The building closes.")
    assert "The building closes." in text_of(person.get("mine"))


@keeps(
    "After it has closed, what you sent stays in the results, and so do comments that you let us show.",
    "The results were worked out before, so they stay as they are.",
    "They hold totals, and the comments that you said may be shown.",
    "We delete everything that we still hold of your own answers.",
    "Your code stops working, so you cannot see the results with it.",
)
def what_was_sent_stays():
    round_ = came(make(), 3, 0, 3, 0)
    person = Person(round_).start(USERS)
    person.post("part", s1_q1_answer="2", s1_q1_comment="Still here", s1_q1_sharing="unnamed")
    person.post("check")
    secret, response = person.secret, person.response
    before = Shared(round_).pages
    person.post("withdraw")
    assert not Response.objects.filter(pk=response.pk).exists()
    assert not Answer.objects.filter(response=response).exists()
    after = results_for(round_.assessment.organisation.memberships.earliest("pk").user, round_)
    assert after == before
    assert "Still here" in after
    assert "We cannot find this code." in text_of(Client().post("/enter/", {"code": secret}))


@keeps("What you did not send is not counted.")
def only_what_was_sent():
    round_ = came(make(), 3, 0, 3, 0)
    came(round_, 0, 4, 0, 0, submitted=False)
    found = Shared(round_)
    assert (found.frozen.people.total, found.question.everyone.answered) == (6, 6)
    assert groups(found) == [{USERS}, {PRACTITIONERS}]


@keeps(
    "Larkfield Voices can also end this without results.",
    "Then we delete all answers, nobody sees any results, and you can read why.",
)
def ended():
    for close_first in (False, True):
        round_ = came(another(), 3, 0, 3, 0)
        person = took_part(round_)
        if close_first:
            lifecycle.close_round(round_=round_, by=None)
        ending.end_round(round_=round_, by=None, reason="It asked the wrong people.")
        assert not Answer.objects.filter(response__round=round_).exists()
        lead = round_.assessment.organisation.memberships.earliest("pk").user
        assert results_for(lead, round_) is None
        assert not sees_results(person)
        for page in (person.get("mine"), Client().get(person.url("join"))):
            assert "It asked the wrong people." in text_of(page)


@keeps("Nobody in your team sees your own answers, unless you show them.")
def nobody_in_the_team():
    """No page, while it is open or after, tells what one person of a group said who chose to show nothing."""
    round_ = came(make(), 2, 1, 4, 0, levels=(5,))
    factories.respond(round_, USERS, {"s1-q1": 1}, comments={"s1-q1": ("Only mine", "private")})
    client = Client()
    client.force_login(round_.assessment.organisation.memberships.earliest("pk").user)
    for name in ("round", "close", "ways_in", "paper"):
        assert "Level" not in client.get(reverse(f"assessments:{name}", args=[round_.pk])).text
    found = Shared(round_)
    assert groups(found) == [{USERS}, {PRACTITIONERS}] or {USERS, CARERS} in groups(found)
    assert all(group.people >= K for group in found.frozen.people.groups)
    assert "Only mine" not in found.pages


# The choices on pages


@keeps("Your answers stay as they are.")
def another_group():
    person = took_part(make(), CARERS, "4")
    person.post("perspective", perspective=MANAGERS)
    assert (person.answers(), person.response.perspective.code) == ({"s1-q1": 4}, MANAGERS)


@keeps(
    "If you ticked ‘show our scores even if there are only a few of us’, that does not carry over to your "
    "new group: tick it again before you send, if you want to."
)
def the_tick_stays_behind():
    person = took_part(make(), CARERS)
    person.post("check", show_if_few="yes")
    assert person.response.show_if_few
    person.post("perspective", perspective=MANAGERS)
    assert not person.response.show_if_few


@keeps("Comments that you let us show with your group’s name are shown without one.")
def comments_lose_the_group():
    round_ = came(make(), 0, 0, 3, 4)
    person = Person(round_).start(PRACTITIONERS)
    person.post("part", s1_q1_answer="2", s1_q1_comment="As I was", s1_q1_sharing="named")
    person.post("check")
    person.post("perspective", perspective=MANAGERS)
    came(round_, 3, 0, 0, 0)
    [quote] = Shared(round_).frozen.comments["demo/s1-q1"].shared
    assert (quote.words, quote.codes) == ("As I was", ())


@keeps(
    "We delete all your answers and comments.",
    "They will not be in the results.",
    "You cannot get them back.",
)
def taken_back():
    round_ = came(make(), 3, 0, 3, 0)
    person = Person(round_).start(USERS)
    person.post("part", s1_q1_answer="2", s1_q1_comment="Taken back", s1_q1_sharing="unnamed")
    person.post("check")
    secret = person.secret
    person.post("withdraw")
    assert "Taken back" not in " ".join(everything_stored())
    assert "We cannot find this code." in text_of(Client().post("/enter/", {"code": secret}))
    found = Shared(round_)
    assert found.question.everyone.answered == 6
    assert "Taken back" not in found.pages


@keeps("While this is open you can start again.")
def start_again():
    round_ = make()
    person = took_part(round_)
    person.post("withdraw")
    assert took_part(round_).response.submitted


@keeps("To start again you need a new code.")
def start_again_by_code():
    round_ = make(joining="codes")
    [code] = slips(round_)
    response = start(round_, code)
    saving.withdraw_response(response=response)
    for again in (code, ""):
        with pytest.raises(NotAllowedNow if not again else saving.CodeUnknown):
            start(round_, again)
    assert start(round_, slips(round_)[0])


# On paper


def typed(round_, **given):
    """A sheet that somebody has typed in: the sheet, who typed it, who may check it, its response."""
    [sheet] = paper.sheets(round_)
    organisation = round_.assessment.organisation
    first = factories.make_member(organisation, "facilitator", "first@example.org")
    second = factories.make_member(organisation, "lead", "second@example.org")
    filled = paper.filled(round_, USERS, **{"s1_q1": 4, **given})
    paper.enter(round_, sheet, filled, first)
    return SimpleNamespace(
        sheet=sheet, first=first, second=second, filled=filled, response=round_.responses.get()
    )


def finds(round_, it):
    try:
        return entry.find_sheet(round_=round_, number=it.sheet.number, by=it.second).stage
    except entry.NoSuchSheet:
        return None


@keeps(
    "A person who works for or with Larkfield Voices types in what you wrote, and a second person is asked "
    "to check it."
)
def a_second_person():
    round_ = make()
    it = typed(round_)
    again = paper.enter(round_, it.sheet, it.filled, it.first)
    assert again == entry.Stage.MINE
    assert TypedSheet.objects.exists()
    client = Client()
    client.force_login(it.second)
    page = text_of(client.get(reverse("assessments:paper", args=[round_.pk])))
    assert "1 of these waits for a second person to check it" in page
    assert paper.enter(round_, it.sheet, it.filled, it.second) == entry.Stage.CHECK


def page_of_paper(name):
    round_ = make()
    client = Client()
    client.force_login(round_.assessment.organisation.memberships.earliest("pk").user)
    return text_of(client.get(reverse(f"assessments:{name}", args=[round_.pk])))


@keeps(
    "We ask them to tell nobody what they read, to keep your form in a safe place, and to destroy it once "
    "the results are out, or once this has ended without results."
)
def they_are_asked():
    page = page_of_paper("paper")
    assert "keep the forms locked away, talk to nobody about them, and destroy them when" in page


@keeps("We ask them not to, and to keep no copy.")
def who_prints_is_asked():
    page = page_of_paper("print_paper")
    assert "delete it when the forms are handed out" in page
    assert "Do not read the private codes." in page


@keeps("Your form has a number, which is not on this page.")
def no_number_on_the_page_to_keep():
    round_ = make()
    made = entry.new_sheets(round_, 1)
    documents = printed(round_, made)
    number, code = codes.in_groups(made[0].number), codes.in_groups(made[0].secret)
    assert number in documents.numbers
    assert number not in documents.kept
    assert made[0].number not in documents.kept
    assert code.split("-")[0] in documents.kept


def printed(round_, made):
    perspectives = list(round_.assessment.perspectives.all())
    request = RequestFactory().get("/")
    contents = content_of_round(round_)
    return sheets.sheets_html(request, round_, contents, made, perspectives, None, large=False, easy=False)


@keeps(
    "On the computer, the number is linked to your answers until a second person has checked them, you "
    "change them yourself, the results are shared, or this ends without results."
)
def the_number_leads_until_then():
    def check(round_, it):
        paper.enter(round_, it.sheet, it.filled, it.second)

    def change(_round, it):
        saving.save_answers(
            response=it.response, given={first_question(): rating(1)}, base_revision=it.response.revision
        )

    def share_them(round_, _it):
        factories.release(round_)

    def end(round_, _it):
        ending.end_round(round_=round_, by=None, reason="Too few.")

    for ends in (check, change, share_them, end):
        round_ = another()
        it = typed_again(round_)
        assert TypedSheet.objects.filter(response=it.response).exists()
        ends(round_, it)
        assert not TypedSheet.objects.filter(response=it.response).exists()
        hashed = entry._hash(round_, it.sheet.number)
        assert hashed not in " ".join(everything_stored())


def typed_again(round_):
    """As `typed`, with the same two people each time."""
    members = round_.assessment.organisation.memberships
    if not members.filter(user__email="first@example.org").exists():
        return typed(round_)
    first, second = (members.get(user__email=f"{one}@example.org").user for one in ("first", "second"))
    [sheet] = paper.sheets(round_)
    filled = paper.filled(round_, USERS, s1_q1=4)
    paper.enter(round_, sheet, filled, first)
    return SimpleNamespace(
        sheet=sheet, first=first, second=second, filled=filled, response=round_.responses.get()
    )


@keeps("Someone who has written down the numbers can tell which forms are still waiting to be typed in.")
def still_to_be_typed_in():
    round_ = make()
    it = typed(round_)
    [new] = paper.sheets(round_)
    stages = [
        entry.find_sheet(round_=round_, number=one.number, by=it.second).stage for one in (new, it.sheet)
    ]
    assert stages == [entry.Stage.NEW, entry.Stage.CHECK]


@keeps(
    "Until your form has been checked, a person who has it can find out by its number that you changed or "
    "took back your answers on screen, but not what you changed."
)
def that_and_not_what():
    for change in ("change", "take back"):
        round_ = another()
        it = typed_again(round_)
        assert finds(round_, it) == entry.Stage.CHECK
        if change == "change":
            given = {first_question(): rating(1)}
            saving.save_answers(response=it.response, given=given, base_revision=it.response.revision)
        else:
            saving.withdraw_response(response=it.response)
        assert finds(round_, it) is None


@keeps(
    "Your private code was made by the computer and is not stored there.",
    "If you lose it, we cannot find it.",
)
def the_code_is_not_stored():
    round_ = make()
    it = typed(round_)
    [other] = paper.sheets(round_)
    stored = " ".join(everything_stored())
    for one in (it.sheet, other):
        assert one.secret not in stored
        assert codes.in_groups(one.secret) not in stored


@keeps(
    "You can answer on screen with your private code instead, until your form is typed in or this closes.",
    "You then get another code, and nobody can type in the form.",
)
def on_screen_instead():
    round_ = make()
    [one, late] = paper.sheets(round_, 2)
    own = codes.make_secret()
    start(round_, one.secret, secret=own)
    assert Response.objects.get().secret_hash == codes.hash_of(own) != codes.hash_of(one.secret)
    member = factories.make_member(round_.assessment.organisation, "facilitator")
    with pytest.raises(entry.NoSuchSheet):
        paper.enter(round_, one, paper.filled(round_, USERS, s1_q1=4), member)
    lifecycle.close_round(round_=round_, by=None)
    with pytest.raises(NotAllowedNow):
        start(round_, late.secret)


@keeps(
    "Once it is typed in, your private code opens your answers.",
    "You can change them or take them back until this closes, and see the results when they are shared.",
    "Anyone who has the code can do the same.",
)
def the_code_opens_them():
    round_ = make()
    it = typed(round_)
    person = Person(round_, Client())
    assert person.client.post("/enter/", {"code": it.sheet.secret}).status_code == 302
    assert "4 Level 4" in text_of(person.get("mine"))
    person.post("part", s1_q1_answer="1")
    assert it.response.answers.get().level.value == 1
    came(round_, 3, 0, 3, 0)
    Shared(round_)
    assert sees_results(person)


# Two keys


def keyed(**more):
    return round_with_keys(factories.make_organisation(WHO), **more)


def agree(asked, side):
    key = asked.round.release_keys.get(side=side, passed_on=None)
    return turn_key(key=key, by=asked.member if side == "people" else None)


@keeps(
    "Two people both have to agree before the results are shared: one for people and communities, one for "
    "services and professionals.",
    "Larkfield Voices has chosen the two.",
)
def nobody_shares_alone():
    """Nor does the round open before both are chosen, each by a name or as a member."""
    asked = keyed()
    lead = asked.organisation.memberships.get(role="lead").user
    for side in (None, "people"):
        if side:
            assert agree(asked, side) is None
        client = Client()
        client.force_login(lead)
        client.post(reverse("assessments:release", args=[asked.round.pk]))
        assert results_for(lead, asked.round) is None
    assert agree(asked, "services")
    assert results_for(lead, asked.round)
    draft = another(opened=False)
    Round.objects.filter(pk=draft.pk).update(two_keys=True)
    with pytest.raises(NotAllowedNow):
        lifecycle.open_round(round_=draft, by=lead)


@keeps("Each can take the time they need, and can change their mind until the other has agreed.")
def agreeing_can_be_taken_back():
    asked = keyed()
    agree(asked, "people")
    take_key_back(key=asked.round.release_keys.get(side="people"), by=asked.member)
    assert agree(asked, "services") is None


@keeps("They see how many people took part, but no results before everyone else.")
def a_key_shows_no_results():
    asked = keyed()
    client = Client()
    page = client.post(reverse("assessments:key"), {"code": asked.secret}, follow=True)
    assert "6 people have sent their answers." in words_of(page.text)
    assert "Title 1.1" not in page.text
    agree(asked, "people")
    for name in ("results", "report"):
        assert client.get(reverse(f"assessments:{name}", args=[asked.round.pk])).status_code == 302  # sign in
        assert results_for(asked.member, asked.round) is None


@keeps(
    "If one of them cannot do it after all, Larkfield Voices can choose someone else for that side, and the "
    "results say so."
)
def a_key_that_is_passed_on_is_told():
    asked = keyed()
    new = codes.make_secret()
    name_holder(
        round_=asked.round, side="services", name="Ash", secret=new, address="ash@example.org", by=None
    )
    agree(asked, "people")
    agree(asked, "services")
    assert "The key of services and professionals was passed on to somebody else" in results_for(
        asked.member, asked.round
    )


# The table is whole


def told_on_pages():
    """The choices as the pages and the paper give them."""
    round_ = another()
    person = Person(round_).start(CARERS)
    person.post("part", s1_q1_answer="3")
    hint = re.search(r'id="few-hint">(.*?)</p>', text_of(person.get("check")), re.DOTALL)[1]
    [moving] = re.findall(r"</h1>\s*<p>(.*?)</p>", text_of(person.get("perspective")), re.DOTALL)
    last = render_to_string("assessments/paper/sheets/_last.html", {"round": round_})
    [on_paper] = re.findall(r"</h2>\s*<p>(.*?)</p>", last, re.DOTALL)
    return [hint, moving, html.unescape(on_paper), *told_of_taking_back()]


def told_of_taking_back():
    found = []
    for joining, state in [("link", "open"), ("codes", "open"), ("link", "released")]:
        round_ = another(joining=joining)
        response = factories.respond(round_, USERS, {"s1-q1": 3}, secret=(secret := codes.make_secret()))
        assert response.submitted
        if state == "released":
            Shared(came(round_, 3, 0, 3, 0))
        person = Person(round_)
        person.client.post("/enter/", {"code": secret})
        page = text_of(person.get("withdraw"))
        told = page[page.index("</h1>") : page.index("If you want to keep what you said")]
        found += [words for words in re.findall(r">([^<>]+)<", told) if words.strip()]
    return found


def all_sentences():
    promises = [line for joining in ("link", "codes", "both") for line in promise.in_full(K, WHO, joining)]
    promises += promise.in_full(K, WHO, "link", True)
    offered = {label for group in ("Carers and family", None) for _, label in sharing_choices(group)}
    texts = [*promises, *promise.in_short(K), *promise.on_paper(WHO), no_group(K), *told_on_pages()]
    return sentences_of(*texts) | offered


def test_every_sentence_has_a_case_and_every_case_its_sentence():
    told = all_sentences()
    assert told - set(KEPT) - WARNINGS == set()
    assert (set(KEPT) | WARNINGS) - told == set()
    assert not WARNINGS & set(KEPT)


@pytest.mark.parametrize("sentence", KEPT)
def test_it_is_kept_where_it_could_be_false(sentence):
    KEPT[sentence]()


def test_a_round_that_is_open_keeps_the_words_that_its_people_read():
    """A promise that is put right later is for the rounds that open then."""
    round_ = make()
    read = ["What people read when it opened."]
    assert round_.promise == promise.in_full(K, WHO, "link")
    older = another(opened=False)
    Round.objects.filter(pk=older.pk).update(promise=read, promise_in_short=read, state="open")
    person = Person(Round.objects.get(pk=older.pk)).start(USERS)
    for name in ("join", "part", "mine"):
        page = text_of((Person(older) if name == "join" else person).get(name))
        assert read[0] in page
        assert "Nobody in your team" not in page


def test_nobody_is_ever_told_that_it_is_anonymous():
    assert not [sentence for sentence in KEPT if "anonym" in sentence.lower()]
