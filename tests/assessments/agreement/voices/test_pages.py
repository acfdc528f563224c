"""The pages on which people who took part say what they see differently, with their private link."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from assessments.agreement.voices import actions
from assessments.models import Release, Response, Round
from assessments.records.voices import CoSign, Dissent, DissentJoin
from assessments.views.voices import speaking
from tests import factories
from tests.assessments.agreement.meetings.rooms import meet
from tests.assessments.agreement.meetings.rooms import say as say_at
from tests.assessments.agreement.voices.people import (
    WORDS,
    Visitor,
    gather,
    join,
    say,
    take_part,
    told,
    words_on,
)
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.responses.pages.participants import hidden

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
QUESTION = "?question=demo/s1-q1"


@pytest.fixture
def shared(db):
    return gather(((USERS, 6), (CARERS, 5), (PRACTITIONERS, 5), (MANAGERS, 2)))


def own_pages(visitor, pk):
    return {name: visitor.get(name, pk) for name in ("statement", "change_statement", "take_back_statement")}


def test_somebody_says_that_they_see_it_differently_changes_it_and_takes_it_back(shared):
    release, people = shared
    say_at(meet(release))
    visitor = Visitor(people[CARERS][0])
    page = visitor.client.get(f"{visitor.url('new_statement')}{QUESTION}")
    asked = words_on(page)
    assert "Yes, say ‘carers and family’" in asked
    assert "5 of them took part" in asked
    assert "We agreed: level 3" in asked
    for line in (
        "Everyone who can see the results will read it, on screen and in print.",
        "It is not tied to your answers. Nobody can get from one to the other.",
        "Only you can change it or take it back, with your private link.",
        "Someone who knows you well may recognise the way you write.",
    ):
        assert line in asked
    given = {"statement_about": "question", "statement_words": f"{WORDS}\r\nMore.", "statement_level": "4"}
    refused = visitor.post("new_statement", query=QUESTION, **given)
    assert refused.status_code == 422
    assert "Say if your group may be named." in words_on(refused)
    assert WORDS in refused.text  # nothing that was typed is lost
    sent = visitor.post("new_statement", query=QUESTION, statement_named="yes", **given)
    row = Dissent.objects.get()
    assert sent["Location"] == visitor.url("statement", row.pk)
    assert (row.about, row.key, row.words, row.level) == ("question", "demo/s1-q1", f"{WORDS}\nMore.", 4)
    shown = words_on(visitor.get("statement", row.pk))
    assert "1 person says this." in shown
    assert "<bdi>Carers and family</bdi>" in shown
    changed = visitor.post(
        "change_statement",
        row.pk,
        statement_about="part",
        statement_words="Now this.",
        statement_named="no",
        statement_level="4",
    )
    assert changed.status_code == 302
    row.refresh_from_db()
    assert (row.about, row.key, row.words, row.level, row.codes) == ("part", "demo/s1", "Now this.", None, [])
    assert "A report that was saved or printed before today" in words_on(
        visitor.get("take_back_statement", row.pk)
    )
    assert "Your words are gone" in words_on(visitor.post("take_back_statement", row.pk))
    assert not Dissent.objects.exists()


def test_too_many_letters_are_counted_as_people_count_them(shared):
    _release, people = shared
    visitor = Visitor(people[CARERS][0])
    fits = "\r\n".join(["x" * 99] * 15)  # 1,499
    long = visitor.post(
        "new_statement", statement_about="whole", statement_words=fits + "xx", statement_named="no"
    )
    assert "This is too long: it has 1501 letters and signs. Use 1500 at most." in words_on(long)
    fine = visitor.post(
        "new_statement", statement_about="whole", statement_words=fits + "x", statement_named="no"
    )
    assert fine.status_code == 302


def test_people_learn_beforehand_how_their_group_is_named_or_why_not(db):
    _release, people = gather(
        ((USERS, 6), (CARERS, 2), (PRACTITIONERS, 5), (MANAGERS, 1), (None, 1)), few=(MANAGERS,)
    )
    pooled = words_on(Visitor(people[CARERS][0]).get("new_statement"))
    assert "Yes, say ‘service users and survivors, or carers and family’" in pooled
    few = words_on(Visitor(people[MANAGERS][0]).get("new_statement"))
    assert "Fewer than 5 people of your group took part, so your words could point at you." in few
    assert "Group not shown, to protect people" in few
    assert "statement-named" not in few
    assert "You named no group when you answered" in words_on(Visitor(people[None][0]).get("new_statement"))
    sent = Visitor(people[MANAGERS][0]).post(
        "new_statement", statement_about="whole", statement_words="x", statement_named="yes"
    )
    assert sent.status_code == 302
    assert Dissent.objects.get().codes == []


def test_others_join_step_back_and_read_both_texts_after_a_change(shared):
    release, people = shared
    pk = say(people[USERS][0], named=True)
    visitor = Visitor(people[CARERS][0])
    page = words_on(visitor.get("statements"))
    assert "1 person says this" in page
    read = re.search(r'name="read" value="(\w+)"', page)[1]
    on = ("statements",)
    assert visitor.post("join_statement", pk, on=on, read=read, named="yes").status_code == 302
    assert told(release) == [(WORDS, 2, ((CARERS,), (USERS,)))]
    assert "You say this too." in words_on(visitor.get("statements"))
    author = Visitor(people[USERS][0])
    assert "2 people say this." in words_on(author.get("change_statement", pk))
    author.post(
        "change_statement", pk, statement_about="question", statement_words="Other.", statement_named="no"
    )
    both = words_on(visitor.get("statements", question="demo/s1-q1"))
    assert WORDS in both
    assert "Other." in both
    stale = visitor.post("join_statement", pk, on=on, read=read, named="no")
    assert stale.status_code == 409
    assert "These words were changed just now." in words_on(stale)
    assert visitor.post("step_back", pk, on=on).status_code == 302
    assert not DissentJoin.objects.exists()


def test_words_that_were_taken_back_are_told_to_those_who_joined(shared):
    _release, people = shared
    pk = say(people[USERS][0])
    join(people[CARERS][0], pk)
    actions.take_back_statement(speaker=people[USERS][0], pk=pk)
    visitor = Visitor(people[CARERS][0])
    assert "Words that you joined are gone" in words_on(visitor.get("statements"))
    assert WORDS not in words_on(visitor.get("statements"))
    visitor.post("taken_back_read", on=("statements",))
    assert "Words that you joined are gone" not in words_on(visitor.get("statements"))


def test_somebody_elses_statement_is_not_there_to_change(shared):
    _release, people = shared
    pk = say(people[USERS][0])
    for name, page in own_pages(Visitor(people[USERS][1]), pk).items():
        assert page.status_code == 404, name
    for name, page in own_pages(Visitor(people[USERS][0]), pk).items():
        assert page.status_code == 200, name


def test_a_fair_record_is_said_for_ones_group_and_taken_back(shared):
    release, people = shared
    visitor = Visitor(people[CARERS][0])
    page = visitor.get("fair_record")
    assert "We add one to the count for carers." in words_on(page)
    assert visitor.post("fair_record").status_code == 422
    assert visitor.post("fair_record", fair="not_quite")["Location"] == visitor.url("new_statement")
    assert visitor.post("fair_record", fair="not_said")["Location"] == visitor.url("join_results")
    assert not CoSign.objects.exists()
    visitor.post("fair_record", fair="yes")
    assert CoSign.objects.get().codes == [CARERS]
    after = words_on(visitor.get("fair_record"))
    assert "Thank you for reading it" in after
    assert "Fewer than 3 people say it is fair" in after
    assert " of 5" not in after
    visitor.post("fair_record", do="take-back")
    assert not CoSign.objects.exists()
    assert release.frozen.people.groups


def test_it_is_read_on_members_pages_participants_pages_and_by_link(client, shared):
    release, people = shared
    say(people[USERS][0], "Of a question", level=4, named=True)
    say(people[USERS][0], "Of a part", about="part", key="demo/s1")
    say(people[USERS][0], "Of the whole", about="whole", key="")
    actions.co_sign(speaker=people[CARERS][0])
    _link, secret = factories.share(Release.objects.get(pk=release.pk))
    client.force_login(release.round.assessment.organisation.memberships.get().user)
    visitor = Visitor(people[MANAGERS][0])
    for prefix, first, browser in (
        ("", release.round_id, client),
        ("shared_", secret, client),
        ("join_", release.round.join_code, visitor.client),
    ):
        overview = words_on(browser.get(reverse(f"assessments:{prefix}results", args=[first])))
        assert "‘Of the whole’" in overview
        assert "Fewer than 3 people say it is fair" in overview
        assert "Nobody has said so yet. There is time." in overview
        part = words_on(browser.get(reverse(f"assessments:{prefix}results_part", args=[first, "demo", "s1"])))
        assert part.index("‘Of a part’") < part.index("‘Of a question’")
        report = words_on(browser.get(reverse(f"assessments:{prefix}report", args=[first])))
        assert all(words in report for words in ("‘Of a part’", "‘Of a question’", "‘Of the whole’"))
        assert ("I see this differently" in part) == (prefix == "join_")


def test_nothing_can_be_left_out_of_a_report_that_people_say_of_it(client, shared):
    release, people = shared
    say(people[USERS][0])
    client.force_login(release.round.assessment.organisation.memberships.get().user)
    for size in ("brief", "report", "annex"):
        without = ["first", "lists", "questions", "comments", "plan", "voices"]
        address = reverse("assessments:report", args=[release.round_id])
        page = client.get(address, {"size": size, "without": without})
        assert f"‘{WORDS}’" in words_on(page), size
        assert "A fair record?" in words_on(page), size


def test_once_a_round_is_put_away_it_is_read_alone_and_words_come_back(shared):
    release, people = shared
    visitor = Visitor(people[USERS][0])
    fields = hidden(visitor.get("new_statement"))
    Round.objects.filter(pk=release.round_id).update(state="archived")
    assert "This is finished and put away" in words_on(visitor.get("statements"))
    said = {"statement-about": "whole", "statement-words": WORDS, "statement-named": "no"}
    late = visitor.client.post(visitor.url("new_statement"), {**fields, **said})
    assert late.status_code == 409
    assert WORDS in words_on(late)
    assert 'name="fair"' not in visitor.get("fair_record").text


def test_nothing_can_be_said_before_the_results_are_shared(db):
    visitor = Visitor(take_part(factories.make_round(), USERS))
    for name in ("statements", "new_statement", "fair_record"):
        assert "The results are not ready yet" in words_on(visitor.get(name))


def test_a_page_that_is_not_the_persons_own_gives_back_the_words(shared):
    _release, people = shared
    visitor = Visitor(people[USERS][0])
    sent = visitor.client.post(visitor.url("new_statement"), {"statement-words": WORDS})
    assert sent.status_code == 409
    assert WORDS in words_on(sent)


def test_many_posts_from_one_address_are_stopped(shared, settings, monkeypatch):
    _release, people = shared
    monkeypatch.setattr(speaking, "POSTED_AT_MOST", "1/10m")
    cache.clear()
    visitor = Visitor(people[USERS][0])
    visitor.post("fair_record", fair="yes")
    assert visitor.post("fair_record", do="take-back").status_code == 429
    assert CoSign.objects.count() == 1


def test_somebody_who_withdraws_is_asked_whether_what_they_said_goes_too(shared):
    release, people = shared
    for speaker in people[USERS][:2]:
        say(speaker)
        actions.co_sign(speaker=speaker)
    leaving, going = Visitor(people[USERS][0]), Visitor(people[USERS][1])
    asked = leaving.post("withdraw")
    assert "Choose what should happen to what you said beside the results." in words_on(asked)
    assert Response.objects.filter(pk=people[USERS][0].response.pk).exists()
    leaving.post("withdraw", voices="leave")
    assert len(told(release)) == 2
    going.post("withdraw", voices="with")
    assert len(told(release)) == 1
    assert CoSign.objects.count() == 1
    assert Response.objects.filter(round=release.round).count() == 16
    quiet = Visitor(people[USERS][2])
    assert "voices" not in words_on(quiet.get("withdraw"))
    assert quiet.post("withdraw").status_code == 302


def test_a_lead_removes_a_statement_by_law(client, shared):
    release, people = shared
    pk = say(people[USERS][0])
    client.force_login(release.round.assessment.organisation.memberships.get().user)
    assert WORDS in words_on(client.get(reverse("assessments:words", args=[release.round_id])))
    address = reverse("assessments:remove_statement", args=[release.round_id, pk])
    client.post(address, {"reason": "order"})
    shown = words_on(client.get(reverse("assessments:results_part", args=[release.round_id, "demo", "s1"])))
    assert WORDS not in shown
    assert "because a court or an authority ordered it" in shown
