"""The next round of an assessment: what it starts with, what it may change, and what it leaves alone."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import AuditEvent
from assessments.models import Assessment, Release, Round
from assessments.reports.build import build_report
from assessments.rounds import contents, lifecycle, setup
from assessments.rounds.contents import content_of_round
from assessments.rounds.errors import RoundUnfinished
from assessments.rounds.queries import sent_by_perspective
from assessments.rounds.setup import PerspectiveRow
from frameworks.models import FrameworkVersion
from tests import factories
from tests.assessments.released import make_release, words_of
from tests.assessments.rounds.next_round.steps import (
    PEOPLE,
    STAFF,
    groups,
    next_of,
    numbers,
    page_of,
    reword,
    withdraw,
)
from tests.threads import at_once

NURSES = PerspectiveRow("Nurses", "Nurses", "services")


# What it starts with


def test_a_next_round_starts_with_the_settings_of_the_round_before(first, facilitator):
    Round.objects.filter(pk=first.pk).update(closes_on="2026-06-30", welcome="Tea on Monday.")
    before = groups(first)
    round_ = setup.start_next_round(assessment=first.assessment, by=facilitator)
    assert (round_.number, round_.state, round_.threshold) == (2, "draft", 4)
    assert (round_.closes_on, round_.opened_on, round_.promise, round_.welcome) == (None, None, [], "")
    assert re.fullmatch(r"Round 2, [A-Z][a-z]+ \d{4}", round_.title)
    assert round_.join_code != first.join_code
    assert numbers(round_) == [("demo", 1)]
    assert groups(round_) == before
    event = AuditEvent.objects.get(what="next round started")
    assert (event.by, event.record) == (facilitator, f"assessments.round:{round_.pk}")
    assert event.organisation == first.assessment.organisation


def test_each_framework_comes_in_its_newest_published_version(organisation):
    pinned = [factories.make_version(code, number=2) for code in ("c", "a", "b", "d", "e")]
    factories.make_version("c", number=1)
    for number in (3, 4):
        factories.make_version("a", number=number)
    withdraw(factories.make_version("b", number=3))
    factories.make_version("d", number=3)
    withdraw(factories.make_version("d", number=4))
    factories.make_version("e", number=3, status="draft")
    factories.make_version("e", number=3, organisation=organisation)  # another framework of that code
    first = make_release({}, versions=pinned, organisation=organisation).round
    assert numbers(next_of(first)) == [("c", 2), ("a", 4), ("b", 2), ("d", 3), ("e", 2)]


def test_a_pinned_version_stays_when_it_was_withdrawn_and_only_an_older_one_is_left(organisation):
    factories.make_version(number=1)
    pinned = factories.make_version(number=2)
    first = make_release({}, versions=[pinned], organisation=organisation).round
    withdraw(pinned)
    assert numbers(next_of(first)) == [("demo", 2)]


def test_a_translation_of_a_newer_version_is_not_taken_for_it(first, version):
    newer = factories.make_version(number=2)
    FrameworkVersion.objects.create(
        framework=version.framework,
        number=2,
        translation_of=newer,
        language="cy",
        title="T",
        status="published",
    )
    assert next_of(first).versions.get() == newer


def test_a_third_round_follows_the_second(first):
    second = next_of(first)
    setup.set_terms(round_=second, title="Two", threshold=6, closes_on=None, welcome="", by=None)
    lifecycle.open_round(round_=second, by=None)
    factories.release(second)
    Round.objects.filter(pk=second.pk).update(state="archived")
    third = next_of(first)
    assert (third.number, third.threshold) == (3, 6)


# What comes first


STANDS_IN_THE_WAY = {
    "draft": ("is being set up already", []),
    "open": ("People are answering", [lifecycle.open_round]),
    "closed": ("its results are not shared yet", [lifecycle.open_round, lifecycle.close_round]),
}


@pytest.mark.parametrize("state", STANDS_IN_THE_WAY)
def test_no_next_round_starts_when_one_is_unfinished(first, state):
    words, verbs = STANDS_IN_THE_WAY[state]
    second = next_of(first)
    for verb in verbs:
        verb(round_=second, by=None)
    events = AuditEvent.objects.count()
    with pytest.raises(RoundUnfinished) as refused:
        next_of(first)
    assert refused.value.round == second
    assert words in refused.value.reason
    assert second.title in refused.value.reason
    assert (Round.objects.count(), AuditEvent.objects.count()) == (2, events)


def test_the_first_round_stands_in_the_way_of_a_second_until_it_is_released(organisation, version):
    round_ = factories.make_round([version], organisation=organisation)
    with pytest.raises(RoundUnfinished):
        next_of(round_)
    factories.release(round_)
    assert next_of(round_).number == 2


def test_another_assessments_draft_is_not_in_the_way(first, organisation, version):
    factories.make_round([version], organisation=organisation, opened=False)
    assert next_of(first).number == 2


def test_the_database_refuses_two_rounds_of_one_number(first):
    second = next_of(first)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Round.objects.create(assessment=first.assessment, number=2, title="Two", join_code="OTHER")
    assert list(Round.objects.filter(number=2)) == [second]


@pytest.mark.django_db(transaction=True)
def test_one_next_round_is_made_when_two_press_at_once(transactional_db):
    first = make_release({}, perspectives=factories.TWO).round
    came = at_once(*[lambda: next_of(first)] * 2)
    made, refused = sorted(came, key=lambda one: isinstance(one, RoundUnfinished))
    assert refused.round == made
    assert list(first.assessment.rounds.values_list("number", flat=True)) == [1, 2]
    assert AuditEvent.objects.filter(what="next round started").count() == 1


def test_a_round_under_way_keeps_its_version_when_a_newer_one_is_published(client, organisation, facilitator):
    version = factories.make_version()
    round_ = factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
    factories.respond(round_, PEOPLE, {"s1-q1": 1})
    newer = reword(version, "NEW WORDS")
    contents.forget()  # nothing stays only because this process has read it before

    client.post(reverse("assessments:join", args=[round_.join_code]), start_of(client, round_))
    asked = client.get(reverse("assessments:part", args=[round_.join_code, 1])).text
    assert "Statement 1.1." in asked
    assert "NEW WORDS" not in asked
    client.force_login(facilitator)
    page = words_of(client.get(page_of(round_)).text)
    assert f"{version.title}, version 1" in page
    assert newer.title not in page

    for group in (PEOPLE, PEOPLE, STAFF, STAFF, STAFF):
        factories.respond(round_, group, {"s1-q1": 5})  # fits only the questions that are pinned
    release = factories.release(round_)
    contents.forget()
    assert numbers(round_) == [("demo", 1)]
    assert release.results["questions"]["demo/s1-q1"]["everyone"]["rated"] == 6
    said = repr(build_report(Release.objects.get()))
    assert "Statement 1.1." in said
    assert "NEW WORDS" not in said
    report = words_of(client.get(page_of(round_, "report")).text)
    assert "Statement 1.1." in report
    assert "NEW WORDS" not in report

    second = next_of(round_)
    assert [v.id for v in content_of_round(second)] == [newer.pk]
    assert [v.id for v in content_of_round(round_)] == [version.pk]


def start_of(client, round_):
    """What the join page's form sends for a person who stands with the people."""
    page = client.get(reverse("assessments:join", args=[round_.join_code])).text
    start = re.search(r'name="start" value="([^"]+)"', page)[1]
    return {"start": start, "perspective": PEOPLE}


def test_a_round_that_is_open_stays_when_its_framework_moves_on_and_is_withdrawn(first):
    second = next_of(first)
    lifecycle.open_round(round_=second, by=None)
    pinned = second.versions.get()
    reword(pinned, "NEW WORDS")
    withdraw(pinned)
    contents.forget()
    with pytest.raises(IntegrityError, match="fixed once it opens"), transaction.atomic():
        second.round_versions.update(version=FrameworkVersion.objects.get(number=2))
    assert [v.number for v in content_of_round(second)] == [1]


# Who takes part


def rows_of(round_):
    return [
        PerspectiveRow(p.label, p.short_label, p.side, p.must_take_part)
        for p in round_.assessment.perspectives.all()
    ]


OTHER_SIDE = {"people": "services", "services": "people"}


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [PerspectiveRow("Guests", "Guests", "people"), rows[1]],
        lambda rows: rows[::-1],
        lambda rows: [NURSES, *rows],
        lambda rows: [PerspectiveRow("Anyone", "Anyone", rows[0].side), rows[1]],
        lambda rows: [PerspectiveRow(rows[0].label, "Short", rows[0].side), rows[1]],
        lambda rows: [PerspectiveRow(r.label, r.short_label, OTHER_SIDE[r.side]) for r in rows],
    ],
    ids=["one goes", "order", "one comes first", "name", "short name", "sides"],
)
def test_the_groups_of_an_earlier_round_stay_when_a_next_one_would_change_them(first, change):
    second, before = next_of(first), groups(first)
    with pytest.raises(Refused, match="They stay as they are"):
        setup.set_perspectives(round_=second, rows=change(rows_of(first)), by=None)
    assert groups(first) == before


def test_a_group_is_added_changed_and_taken_out_again_while_its_first_round_is_set_up(first):
    second, old = next_of(first), rows_of(first)
    kept = list(first.assessment.perspectives.values_list("pk", flat=True))
    people = PerspectiveRow("People!", "Other people", "people")  # its name makes a code that is taken
    setup.set_perspectives(round_=second, rows=[*old, NURSES, people], by=None)
    assert [code for code, *_ in groups(second)] == [PEOPLE, STAFF, "nurses", "group-4"]
    assert [p.position for p in second.assessment.perspectives.all()] == [0, 1, 2, 3]
    setup.set_perspectives(round_=second, rows=old, by=None)
    assert list(first.assessment.perspectives.values_list("pk", flat=True)) == kept


def test_a_group_that_a_second_round_added_stays_in_the_third(first):
    second = next_of(first)
    setup.set_perspectives(round_=second, rows=[*rows_of(first), NURSES], by=None)
    lifecycle.open_round(round_=second, by=None)
    factories.respond(second, "nurses", {"s1-q1": 1})
    factories.release(second)
    third = next_of(first)
    with pytest.raises(Refused, match="They stay as they are"):
        setup.set_perspectives(round_=third, rows=rows_of(first)[:2], by=None)


def test_no_more_than_six_groups_are_there_when_some_are_added(first):
    second = next_of(first)
    more = [PerspectiveRow(f"Group {i}", f"G{i}", "people") for i in range(5)]
    with pytest.raises(Refused, match="at most six"):
        setup.set_perspectives(round_=second, rows=[*rows_of(first), *more], by=None)


def test_who_must_take_part_is_said_anew_for_the_next_round_only(first):
    frozen = Release.objects.get().results
    second = next_of(first)
    rows = [PerspectiveRow(r.label, r.short_label, r.side, True) for r in rows_of(first)]
    setup.set_perspectives(round_=second, rows=rows, by=None)
    assert [must for *_, must in groups(second)] == [True, True]
    assert Release.objects.get().results == frozen
    lifecycle.open_round(round_=second, by=None)
    factories.respond(second, PEOPLE, {"s1-q1": 1}, show_if_few=True)
    assert factories.release(second).results["people"]["missing"] == [STAFF]


def test_a_released_rounds_page_names_its_own_groups_when_a_later_round_adds_one(first):
    setup.set_perspectives(round_=next_of(first), rows=[*rows_of(first), NURSES], by=None)
    first = Round.objects.get(pk=first.pk)
    sent = sent_by_perspective(first)
    assert [(row.perspective.label, row.perspective.marker, row.people) for row in sent] == [
        ("People", "circle", 3),
        ("Staff", "diamond", 3),
    ]


# What the assessment says of itself


def test_an_assessment_keeps_its_name_when_a_report_carries_it(first):
    second = next_of(first)
    words = {"purpose": "progress", "about": "Six months on.", "partners": "Both"}
    with pytest.raises(Refused, match="carry this name"):
        setup.change_assessment(round_=second, title="Other", **words, by=None)
    title = first.assessment.title
    setup.change_assessment(round_=second, title=title, **words, by=None)
    changed = Assessment.objects.get()
    assert (changed.title, changed.purpose, changed.about) == (title, "progress", "Six months on.")
