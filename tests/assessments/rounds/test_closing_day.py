"""The day that people are told: what they are told of it, and what may come before it.

(docs/rules.md, The closing day)
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import RequestFactory
from django.urls import reverse

from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.invitations.handouts import poster_html, slips_html
from assessments.models import Release, Round
from assessments.paper import entry, sheets
from assessments.release import actions as release_actions
from assessments.rounds import lifecycle, setup
from assessments.rounds.contents import content_of_round
from assessments.rounds.errors import NotAllowedNow, ReasonNeeded
from tests import factories
from tests.assessments.days import ahead, said
from tests.assessments.guards.refusals import refused_update
from tests.assessments.released import words_of
from tests.assessments.responses.pages.participants import Person, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

WHY = "Everyone whom we invited has answered."


@pytest.fixture
def round_(organisation):
    return factories.make_round(perspectives=factories.TWO, joining="both", organisation=organisation)


@pytest.fixture
def runs(client, facilitator):
    client.force_login(facilitator)
    return client


def page_of(round_, name="round"):
    return reverse(f"assessments:{name}", args=[round_.pk])


def due(round_, days):
    """The round, with the closing day in so many days, which people have been told."""
    Round.objects.filter(pk=round_.pk).update(closes_on=ahead(days))
    return Round.objects.select_related("assessment__organisation").get(pk=round_.pk)


def stored(round_):
    return Round.objects.select_related("assessment__organisation").get(pk=round_.pk)


# What people are told


def on_page(name):
    return lambda round_, person, _runs: text_of(person.get(name))


def for_runners(name):
    return lambda round_, _person, runs: runs.get(page_of(round_, name)).text


def joining(round_, _person, _runs):
    return text_of(Person(round_).get("join"))


def list_of_assessments(_round, _person, runs):
    return runs.get(reverse("assessments:list")).text


def sent_page(round_, person, _runs):
    person.post("part", s1_q1_answer="3")
    person.post("check")
    return text_of(person.get("sent"))


def keep_page(round_, person, _runs):
    person.post("part", s1_q1_answer="3")
    return text_of(person.get("keep"))


def poster(round_, _person, _runs):
    return poster_html(RequestFactory().get("/"), round_, large=False)


def slips(round_, _person, _runs):
    made = [codes.make_invitation()]
    return slips_html(RequestFactory().get("/"), round_, None, made, large=False)


def invitation(round_, _person, _runs):
    invitation_actions.invite_by_mail(round_=round_, perspective=None, addresses=["ann@example.org"], by=None)
    return mail.outbox[-1].body


def reminder(round_, person, runs):
    invitation(round_, person, runs)
    round_.batches.update(written_on=ahead(-1))
    invitation_actions.remind(round_=round_, by=None)
    return mail.outbox[-1].body


def paper(part):
    def printed(round_, _person, _runs):
        html = sheets.sheets_html(
            RequestFactory().get("/"),
            round_,
            content_of_round(round_),
            entry.new_sheets(round_, 1),
            list(round_.assessment.perspectives.all()),
            None,
            large=False,
            easy=False,
        )
        return getattr(html, part)

    return printed


PLACES = {
    "start": joining,
    "check": on_page("check"),
    "keep": keep_page,
    "sent": sent_page,
    "list": list_of_assessments,
    "round": for_runners("round"),
    "ways in": for_runners("ways_in"),
    "poster": poster,
    "slips": slips,
    "invitation": invitation,
    "reminder": reminder,
    "paper: page to keep": paper("kept"),
    "paper: form": paper("form"),
}


@pytest.mark.parametrize("days", [0, 1, 40])
@pytest.mark.parametrize("place", PLACES)
def test_a_day_to_come_is_told_wherever_people_are_told_one(round_, runs, place, days):
    person = Person(round_).start()
    found = PLACES[place](due(round_, days), person, runs)
    assert said(ahead(days)) in found


@pytest.mark.parametrize("days", [-1, -40])
@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_told_a_day_that_is_past(round_, runs, place, days):
    person = Person(round_).start()
    late = due(round_, days)
    found = PLACES[place](late, person, runs)
    if place == "round":  # where those who run it are told that it is past
        assert found.count(said(ahead(days))) == 1
        assert f"The day has passed: {said(ahead(days))}" in found
        return
    assert said(ahead(days)) not in found


@pytest.mark.parametrize("place", [place for place in PLACES if place not in ("round", "list")])
def test_nobody_is_told_a_day_where_there_is_none(round_, runs, place):
    found = PLACES[place](round_, Person(round_).start(), runs)
    assert not re.search(r"\d{1,2} [A-Z][a-z]+ 20\d\d|planned for|None", found)


def test_no_template_says_the_day_unlooked_at():
    """Each says `open_until`, but for those that tell who runs it that it is past."""
    folder = Path(settings.BASE_DIR) / "templates"
    found = [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file()
        and re.search(r"\.closes_on\b(?!\.)", path.read_text(encoding="utf-8"))
        and "form.closes_on" not in path.read_text(encoding="utf-8")
    ]
    assert sorted(found) == [
        "assessments/portfolio/_state.html",
        "assessments/rounds/_next.html",
        "assessments/setup/review.html",
    ]


@pytest.mark.parametrize("role", ["lead", "facilitator", "reader", "steward"])
def test_those_who_run_it_are_told_that_closing_is_overdue(client, organisation, round_, role):
    client.force_login(factories.make_member(organisation, role, f"one-{role}@example.org"))
    late = due(round_, -3)
    page = client.get(page_of(late)).text
    runs_it = role in ("lead", "facilitator")
    assert ("The day has passed" in page) is runs_it
    if runs_it:
        assert f'href="{page_of(late, "close")}"' in page
        assert f'href="{page_of(late, "change")}"' in page
        week = dict(re.findall(r'name="(closes_on|welcome)" value="([^"]*)"', page))
        client.post(page_of(late, "change"), week)
        assert (stored(late).closes_on, stored(late).welcome) == (ahead(7), late.welcome)
        due(late, -3)
    assert ("Closing is overdue" in client.get(reverse("assessments:list")).text) is runs_it
    assert said(ahead(-3)) not in client.get(reverse("assessments:list")).text


@pytest.mark.parametrize("days", [0, 1])
def test_closing_is_not_overdue_before_the_day_is_over(runs, round_, days):
    assert "has passed" not in runs.get(page_of(due(round_, days))).text


# Closing and sharing before that day


@pytest.mark.parametrize("days", [1, 2, 60])
def test_a_round_does_not_close_before_the_day_without_a_reason(round_, facilitator, days):
    early = due(round_, days)
    with pytest.raises(ReasonNeeded) as refused:
        lifecycle.close_round(round_=early, by=facilitator)
    assert said(ahead(days)) in refused.value.reason
    assert stored(round_).state == "open"
    lifecycle.close_round(round_=early, by=facilitator, reason=WHY)
    assert (stored(round_).state, stored(round_).early_reason) == ("closed", WHY)


@pytest.mark.parametrize("days", [None, 0, -1, -30])
def test_a_round_closes_without_a_reason_from_that_day_on(round_, days):
    if days is not None:
        round_ = due(round_, days)
    lifecycle.close_round(round_=round_, by=None)
    assert (stored(round_).state, stored(round_).early_reason) == ("closed", "")


def test_results_are_not_shared_before_the_day_without_a_reason(round_):
    """Closed on the day, which was moved on after that."""
    lifecycle.close_round(round_=due(round_, 0), by=None)
    lifecycle.change_open_round(round_=round_, closes_on=ahead(5), welcome="", by=None)
    with pytest.raises(ReasonNeeded):
        release_actions.release_round(round_=stored(round_), by=None)
    assert not Release.objects.exists()
    release_actions.release_round(round_=stored(round_), by=None, reason=WHY)
    assert stored(round_).early_reason == WHY
    assert Release.objects.get().round == round_


def test_a_day_that_was_set_by_mistake_while_it_was_closed_needs_no_reason_once_it_is_gone(round_):
    lifecycle.close_round(round_=due(round_, 0), by=None)
    lifecycle.change_open_round(round_=round_, closes_on=ahead(50), welcome="", by=None)
    lifecycle.change_open_round(round_=round_, closes_on=None, welcome="", by=None)
    release_actions.release_round(round_=stored(round_), by=None)
    assert stored(round_).early_reason == ""


def test_a_day_that_people_were_told_is_not_forgotten_while_it_is_closed(round_):
    lifecycle.close_round(round_=due(round_, 8), by=None, reason=WHY)
    lifecycle.change_open_round(round_=round_, closes_on=None, welcome="", by=None)
    release_actions.release_round(round_=stored(round_), by=None)
    assert (stored(round_).last_day_told, stored(round_).early_reason) == (ahead(8), WHY)


@pytest.mark.parametrize("name", ["close", "release"])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_the_pages_ask_for_a_reason_and_take_no_empty_one(runs, round_, name, reason):
    before = "open" if name == "close" else "closed"
    early = due(round_, 0 if name == "release" else 9)
    if name == "release":
        lifecycle.close_round(round_=early, by=None)
        lifecycle.change_open_round(round_=round_, closes_on=ahead(9), welcome="", by=None)
    asked = runs.get(page_of(early, name)).text
    assert f"They were told that they have until {said(ahead(9))}." in asked
    refused = runs.post(page_of(early, name), {"reason": reason})
    assert "Please look again:" in refused.text
    assert 'id="id_reason_error"' in refused.text
    assert stored(round_).state == before
    assert runs.post(page_of(early, name), {"reason": WHY, "known": "on"}).status_code == 302
    assert stored(round_).state != before
    assert stored(round_).early_reason == WHY


@pytest.mark.parametrize("name", ["close", "release"])
def test_the_pages_ask_for_no_reason_where_none_is_needed(runs, round_, name):
    if name == "release":
        lifecycle.close_round(round_=round_, by=None)
    assert 'name="reason"' not in runs.get(page_of(round_, name)).text
    runs.post(page_of(round_, name), {"known": "on"})
    assert stored(round_).state == ("closed" if name == "close" else "released")


@pytest.fixture
def ended(round_):
    """Closed early and with results, by way of four people; the person is one of them."""
    early = due(round_, 12)
    person = Person(early).start()
    person.post("part", s1_q1_answer="3")
    person.post("check")
    for perspective in ("people", "people", "staff", "staff", "staff"):
        factories.respond(early, perspective, {"s1-q1": 3})
    lifecycle.close_round(round_=early, by=None, reason=WHY)
    return person


TOLD = "This closed on {today}. People were told that they had until {day}. The reason: ‘{why}’"


def told():
    return TOLD.format(today=said(ahead(0)), day=said(ahead(12)), why=WHY)


def test_those_who_took_part_can_read_why_when_they_come_back(ended):
    assert told() in words_of(text_of(ended.get("mine")))
    assert told() in words_of(text_of(ended.get("part")))
    assert told() in words_of(text_of(ended.get("join")))
    assert told() in words_of(text_of(Person(ended.round).get("join")))
    results = reverse("assessments:join_results", args=[ended.round.join_code])
    assert told() in words_of(text_of(ended.client.get(results)))


def test_the_results_and_the_report_say_why(ended, runs, pages_laid_out_once):
    release_actions.release_round(round_=ended.round, by=None)
    code, pk = ended.round.join_code, ended.round.pk
    for client, prefix, key in [(runs, "", pk), (ended.client, "join_", code)]:
        for name, more in [("results", []), ("results_part", ["demo", "s1"]), ("report", [])]:
            page = client.get(reverse(f"assessments:{prefix}{name}", args=[key, *more]))
            assert told() in words_of(page.text), (prefix, name)
    assert told() in words_of(text_of(ended.get("mine")))


def test_nothing_is_said_of_a_reason_where_it_ended_in_time(round_, runs):
    person = Person(due(round_, 0)).start()
    person.post("part", s1_q1_answer="3")
    person.post("check")
    lifecycle.close_round(round_=round_, by=None)
    assert "The reason" not in text_of(person.get("mine"))
    release_actions.release_round(round_=round_, by=None)
    assert "The reason" not in runs.get(page_of(round_, "results")).text


def test_the_reason_goes_where_the_round_is_opened_again_and_closes_in_time(ended):
    lifecycle.reopen_round(round_=ended.round, by=None)
    assert stored(ended.round).early_reason == ""
    assert "The reason" not in text_of(ended.get("mine"))
    Round.objects.filter(pk=ended.round.pk).update(closes_on=ahead(0), told_until=None)
    lifecycle.close_round(round_=ended.round, by=None)
    assert stored(ended.round).early_reason == ""


# Moving the day


def test_an_earlier_day_needs_a_reason_that_people_read_at_once(runs, round_):
    person = Person(due(round_, 30)).start()
    data = {"closes_on": ahead(20).isoformat(), "welcome": ""}
    assert 'id="id_reason_error"' in runs.post(page_of(round_, "change"), data).text
    assert stored(round_).closes_on == ahead(30)
    runs.post(page_of(round_, "change"), {**data, "reason": WHY})
    assert (stored(round_).closes_on, stored(round_).last_day_told) == (ahead(20), ahead(30))
    words = f"This closes on {said(ahead(20))}. Before, people were told {said(ahead(30))}."
    assert words in words_of(text_of(person.get("mine")))
    assert WHY in words_of(text_of(person.get("join")))


def test_moving_the_day_first_is_no_way_round_the_reason(round_):
    early = due(round_, 30)
    with pytest.raises(ReasonNeeded):
        lifecycle.change_open_round(round_=early, closes_on=ahead(0), welcome="", by=None)
    lifecycle.change_open_round(round_=early, closes_on=None, welcome="", by=None)
    with pytest.raises(ReasonNeeded):
        lifecycle.close_round(round_=early, by=None)
    lifecycle.change_open_round(round_=early, closes_on=ahead(31), welcome="", by=None)
    with pytest.raises(ReasonNeeded):
        lifecycle.change_open_round(round_=early, closes_on=ahead(30), welcome="", by=None)


def test_with_a_reason_for_an_earlier_day_the_round_closes_on_it(round_):
    early = due(round_, 30)
    lifecycle.change_open_round(round_=early, closes_on=ahead(0), welcome="", by=None, reason=WHY)
    lifecycle.close_round(round_=stored(round_), by=None)
    assert stored(round_).early_reason == WHY
    release_actions.release_round(round_=stored(round_), by=None)
    assert Release.objects.exists()


def test_before_the_earlier_day_too_there_is_a_reason_to_give(round_):
    lifecycle.change_open_round(round_=due(round_, 30), closes_on=ahead(9), welcome="", by=None, reason=WHY)
    with pytest.raises(ReasonNeeded):
        lifecycle.close_round(round_=stored(round_), by=None)


def test_a_later_day_needs_no_reason_and_lets_go_of_the_one_before(round_):
    lifecycle.change_open_round(round_=due(round_, 30), closes_on=ahead(9), welcome="", by=None, reason=WHY)
    lifecycle.change_open_round(round_=round_, closes_on=ahead(31), welcome="", by=None)
    assert (stored(round_).early_reason, stored(round_).last_day_told) == ("", ahead(31))


def test_the_reason_stays_as_people_have_read_it_once_the_results_are_shared(ended):
    release_actions.release_round(round_=ended.round, by=None)
    refused_update(ended.round, "stays as people have read it", early_reason="Another")


# Days that are past


def test_a_round_does_not_open_with_a_day_that_is_past(runs, organisation):
    draft = due(factories.make_round(organisation=organisation, opened=False), -1)
    with pytest.raises(NotAllowedNow, match="closing day of this round is past"):
        lifecycle.open_round(round_=draft, by=None)
    assert "closing day of this round is past" in runs.post(page_of(draft, "open"), follow=True).text
    assert stored(draft).state == "draft"
    due(draft, 0)
    lifecycle.open_round(round_=draft, by=None)
    assert stored(draft).state == "open"


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("itself", [False, True])
def test_changing_the_welcome_does_not_look_at_a_day_that_nobody_touched(runs, round_, state, itself):
    late = due(round_, -9)
    if state == "closed":
        lifecycle.close_round(round_=late, by=None)
    fields = {"closes_on": ahead(-9).isoformat(), "welcome": "Tea at four."}
    if itself and state == "closed":
        Round.objects.filter(pk=round_.pk).update(closes_itself_at="2026-01-01T00:00:00Z")
        fields["closes_itself"] = "on"
    assert runs.post(page_of(late, "change"), fields).status_code == 302
    assert (stored(round_).welcome, stored(round_).closes_on) == ("Tea at four.", ahead(-9))


@pytest.mark.parametrize(("before", "days"), [(-9, -8), (-9, -1), (5, -1), (None, -1)])
def test_another_day_that_is_past_is_refused(runs, round_, before, days):
    if before is not None:
        due(round_, before)
    data = {"closes_on": ahead(days).isoformat(), "welcome": "", "reason": WHY}
    assert "This day is past." in runs.post(page_of(round_, "change"), data).text
    assert stored(round_).closes_on == (before and ahead(before))


def test_a_draft_is_changed_though_its_day_is_past_and_says_so(runs, organisation):
    draft = due(factories.make_round(organisation=organisation, opened=False), -9)
    words = {"title": "T", "purpose": "audit", "round_title": "Another"}
    assert runs.post(page_of(draft, "about"), words).status_code == 302
    assert runs.post(page_of(draft, "day"), {"closes_on": ahead(-9).isoformat()}).status_code == 302
    assert (stored(draft).title, stored(draft).closes_on) == ("Another", ahead(-9))
    page = runs.get(page_of(draft)).text
    assert "The closing day of this round is past." in page
    assert said(ahead(-9)) not in page
    assert page_of(draft, "open") not in page


def test_opening_again_lets_go_of_a_day_that_is_past(runs, round_):
    lifecycle.close_round(round_=due(round_, -1), by=None)
    page = runs.post(page_of(round_, "reopen"), follow=True).text
    assert "Its closing day was past, so it has none now." in page
    assert (stored(round_).state, stored(round_).closes_on) == ("open", None)
    assert "overdue" not in page


def test_the_next_round_has_no_day_and_no_reason(ended):
    release_actions.release_round(round_=ended.round, by=None)
    following = setup.start_next_round(assessment=ended.round.assessment, by=None)
    days = (following.closes_on, following.closes_itself_at, following.told_until, following.early_reason)
    assert days == (None, None, None, "")
