"""The next round of an assessment: what it starts with, what it may change, and what it leaves alone."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from assessments import actions, queries
from assessments.actions import PerspectiveRow, RoundUnfinished
from assessments.models import Assessment, Release, Round
from assessments.queries import content_of_round, sent_by_perspective
from assessments.report import build_report
from frameworks.models import FrameworkVersion
from tests import factories
from tests.assessments.released import make_release, words_of
from tests.threads import at_once

PEOPLE, STAFF = "people", "staff"
NURSES = PerspectiveRow("Nurses", "Nurses", "services")


def page_of(round, name="round"):
    return reverse(f"assessments:{name}", args=[round.pk])


def withdraw(version):
    FrameworkVersion.objects.filter(pk=version.pk).update(status="withdrawn")


def next_of(round):
    return actions.start_next_round(assessment=round.assessment, by=None)


def numbers(round):
    """What a round asks: framework codes and version numbers, in order."""
    rows = round.round_versions.order_by("position")
    return list(rows.values_list("version__framework__code", "version__number"))


def groups(round):
    return list(round.assessment.perspectives.values_list("code", "label", "side", "must_take_part"))


@pytest.fixture
def version(db):
    return factories.make_version()


@pytest.fixture
def first(organisation, version):
    """A first round with answers, released."""
    answers = {group: [{"s1-q1": level} for level in (1, 2, 3)] for group in (PEOPLE, STAFF)}
    return make_release(
        answers, versions=[version], organisation=organisation, threshold=4, perspectives=factories.TWO
    ).round


@pytest.fixture
def runs(client, facilitator):
    client.force_login(facilitator)
    return client


# What it starts with


def test_a_next_round_starts_with_the_settings_of_the_round_before(first, facilitator):
    Round.objects.filter(pk=first.pk).update(closes_on="2026-06-30", welcome="Tea on Monday.")
    before = groups(first)
    round = actions.start_next_round(assessment=first.assessment, by=facilitator)
    assert (round.number, round.state, round.threshold) == (2, "draft", 4)
    assert (round.closes_on, round.opened_on, round.promise, round.welcome) == (None, None, [], "")
    assert re.fullmatch(r"Round 2, [A-Z][a-z]+ \d{4}", round.title)
    assert round.join_code != first.join_code
    assert numbers(round) == [("demo", 1)]
    assert groups(round) == before
    event = AuditEvent.objects.get(what="next round started")
    assert (event.by, event.record) == (facilitator, f"assessments.round:{round.pk}")
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
    actions.set_terms(round=second, title="Two", threshold=6, closes_on=None, welcome="", by=None)
    actions.open_round(round=second, by=None)
    factories.release(second)
    Round.objects.filter(pk=second.pk).update(state="archived")
    third = next_of(first)
    assert (third.number, third.threshold) == (3, 6)


# What comes first


STANDS_IN_THE_WAY = {
    "draft": ("is being set up already", []),
    "open": ("People are answering", [actions.open_round]),
    "closed": ("its results are not shared yet", [actions.open_round, actions.close_round]),
}


@pytest.mark.parametrize("state", STANDS_IN_THE_WAY)
def test_no_next_round_starts_when_one_is_unfinished(first, state):
    words, verbs = STANDS_IN_THE_WAY[state]
    second = next_of(first)
    for verb in verbs:
        verb(round=second, by=None)
    events = AuditEvent.objects.count()
    with pytest.raises(RoundUnfinished) as refused:
        next_of(first)
    assert refused.value.round == second
    assert words in refused.value.messages[0]
    assert second.title in refused.value.messages[0]
    assert (Round.objects.count(), AuditEvent.objects.count()) == (2, events)


def test_the_first_round_stands_in_the_way_of_a_second_until_it_is_released(organisation, version):
    round = factories.make_round([version], organisation=organisation)
    with pytest.raises(RoundUnfinished):
        next_of(round)
    factories.release(round)
    assert next_of(round).number == 2


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


# A round that is under way keeps what it asks


def reword(version, words):
    """Version 2 of the same framework, whose questions all say something else."""
    newer = factories.make_version(number=version.number + 1, status="draft")
    newer.questions.update(statement=words, title=words, continuity="changed")
    FrameworkVersion.objects.filter(pk=newer.pk).update(status="published", title="Demo in new words")
    newer.refresh_from_db()
    return newer


def test_a_round_under_way_keeps_its_version_when_a_newer_one_is_published(client, organisation, facilitator):
    version = factories.make_version()
    round = factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
    factories.respond(round, PEOPLE, {"s1-q1": 1})
    newer = reword(version, "NEW WORDS")
    queries.forget()  # nothing stays only because this process has read it before

    client.post(reverse("assessments:join", args=[round.join_code]), start_of(client, round))
    asked = client.get(reverse("assessments:part", args=[round.join_code, 1])).text
    assert "Statement 1.1." in asked
    assert "NEW WORDS" not in asked
    client.force_login(facilitator)
    page = client.get(page_of(round)).text
    assert f"{version.title}, version 1" in page
    assert newer.title not in page

    for group in (PEOPLE, PEOPLE, STAFF, STAFF, STAFF):
        factories.respond(round, group, {"s1-q1": 5})  # fits only the questions that are pinned
    release = factories.release(round)
    queries.forget()
    assert numbers(round) == [("demo", 1)]
    assert release.results["questions"]["demo/s1-q1"]["everyone"]["rated"] == 6
    said = repr(build_report(Release.objects.get()))
    assert "Statement 1.1." in said
    assert "NEW WORDS" not in said
    report = words_of(client.get(page_of(round, "report")).text)
    assert "Statement 1.1." in report
    assert "NEW WORDS" not in report

    second = next_of(round)
    assert [v.id for v in content_of_round(second)] == [newer.pk]
    assert [v.id for v in content_of_round(round)] == [version.pk]


def start_of(client, round):
    """What the join page's form sends for a person who stands with the people."""
    page = client.get(reverse("assessments:join", args=[round.join_code])).text
    start = re.search(r'name="start" value="([^"]+)"', page)[1]
    return {"start": start, "perspective": PEOPLE}


def test_a_round_that_is_open_stays_when_its_framework_moves_on_and_is_withdrawn(first):
    second = next_of(first)
    actions.open_round(round=second, by=None)
    pinned = second.versions.get()
    reword(pinned, "NEW WORDS")
    withdraw(pinned)
    queries.forget()
    with pytest.raises(IntegrityError, match="fixed once it opens"), transaction.atomic():
        second.round_versions.update(version=FrameworkVersion.objects.get(number=2))
    assert [v.number for v in content_of_round(second)] == [1]


# Who takes part


def rows_of(round):
    return [
        PerspectiveRow(p.label, p.short_label, p.side, p.must_take_part)
        for p in round.assessment.perspectives.all()
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
    with pytest.raises(ValidationError, match="They stay as they are"):
        actions.set_perspectives(round=second, rows=change(rows_of(first)), by=None)
    assert groups(first) == before


def test_a_group_is_added_changed_and_taken_out_again_while_its_first_round_is_set_up(first):
    second, old = next_of(first), rows_of(first)
    kept = list(first.assessment.perspectives.values_list("pk", flat=True))
    people = PerspectiveRow("People!", "Other people", "people")  # its name makes a code that is taken
    actions.set_perspectives(round=second, rows=[*old, NURSES, people], by=None)
    assert [code for code, *_ in groups(second)] == [PEOPLE, STAFF, "nurses", "group-4"]
    assert [p.position for p in second.assessment.perspectives.all()] == [0, 1, 2, 3]
    actions.set_perspectives(round=second, rows=old, by=None)
    assert list(first.assessment.perspectives.values_list("pk", flat=True)) == kept


def test_a_group_that_a_second_round_added_stays_in_the_third(first):
    second = next_of(first)
    actions.set_perspectives(round=second, rows=[*rows_of(first), NURSES], by=None)
    actions.open_round(round=second, by=None)
    factories.respond(second, "nurses", {"s1-q1": 1})
    factories.release(second)
    third = next_of(first)
    with pytest.raises(ValidationError, match="They stay as they are"):
        actions.set_perspectives(round=third, rows=rows_of(first)[:2], by=None)


def test_no_more_than_six_groups_are_there_when_some_are_added(first):
    second = next_of(first)
    more = [PerspectiveRow(f"Group {i}", f"G{i}", "people") for i in range(5)]
    with pytest.raises(ValidationError, match="at most six"):
        actions.set_perspectives(round=second, rows=[*rows_of(first), *more], by=None)


def test_who_must_take_part_is_said_anew_for_the_next_round_only(first):
    frozen = Release.objects.get().results
    second = next_of(first)
    rows = [PerspectiveRow(r.label, r.short_label, r.side, True) for r in rows_of(first)]
    actions.set_perspectives(round=second, rows=rows, by=None)
    assert [must for *_, must in groups(second)] == [True, True]
    assert Release.objects.get().results == frozen
    actions.open_round(round=second, by=None)
    factories.respond(second, PEOPLE, {"s1-q1": 1}, show_if_few=True)
    assert factories.release(second).results["people"]["missing"] == [STAFF]


def test_a_released_rounds_page_names_its_own_groups_when_a_later_round_adds_one(first):
    actions.set_perspectives(round=next_of(first), rows=[*rows_of(first), NURSES], by=None)
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
    with pytest.raises(ValidationError, match="carry this name"):
        actions.change_assessment(round=second, title="Other", **words, by=None)
    title = first.assessment.title
    actions.change_assessment(round=second, title=title, **words, by=None)
    changed = Assessment.objects.get()
    assert (changed.title, changed.purpose, changed.about) == (title, "progress", "Six months on.")


# The pages


def test_the_button_starts_a_round_and_leads_into_its_steps(runs, first):
    page = runs.get(page_of(first)).text
    assert f'action="{page_of(first, "next_round")}"' in page
    response = runs.post(page_of(first, "next_round"), follow=True)
    second = Round.objects.get(number=2)
    assert response.redirect_chain == [(page_of(second, "about"), 302)]
    assert f"{second.title} is started." in response.text
    assert "The name stays: <strong>Larkfield crisis house</strong>." in response.text
    assert 'name="title"' not in response.text


def test_a_second_press_leads_to_the_round_that_is_there_and_says_why(runs, first):
    second = next_of(first)
    response = runs.post(page_of(first, "next_round"), follow=True)
    assert response.redirect_chain == [(page_of(second), 302)]
    assert f"The next round is being set up already: {second.title}." in response.text
    assert Round.objects.count() == 2


def test_the_page_says_what_comes_first_and_links_to_it(runs, first):
    second = next_of(first)
    page = runs.get(page_of(first)).text
    assert page_of(first, "next_round") not in page
    assert f"The next round is being set up already: {second.title}." in page
    assert f'<a class="golink" href="{page_of(second)}">Go to {second.title}</a>' in page
    assert page_of(second, "next_round") not in runs.get(page_of(second)).text


def test_those_who_only_read_see_the_rounds_and_no_button(client, organisation, first):
    client.force_login(factories.make_member(organisation, "reader"))
    assert "Rounds of this assessment" not in client.get(page_of(first)).text
    second = next_of(first)
    for round in (first, second):
        page = client.get(page_of(round)).text
        listed = words_of(page[page.index('<h2 id="rounds">') :])
        assert listed.index(first.title) < listed.index(second.title)
        assert "Results shared" in listed
        assert "Being set up" in listed
        assert "The next round" not in listed


@pytest.mark.parametrize("role", ["reader", "steward"])
def test_no_round_starts_when_one_who_may_not_asks(client, organisation, first, role):
    client.force_login(factories.make_member(organisation, role))
    assert client.post(page_of(first, "next_round")).status_code == 403
    assert Round.objects.count() == 1


def test_the_list_has_one_row_for_an_assessment_with_all_its_rounds(runs, first):
    second = next_of(first)
    page = runs.get(reverse("assessments:list")).text
    assert page.count('<th scope="row">') == 1
    assert "Being set up" in page[: page.index("<table")]
    row = page[page.index("<tbody>") :]
    assert row.index(f'href="{page_of(first)}"') < row.rindex(f'href="{page_of(second)}">{second.title}')
    assert "Finish setting up" in row
    assert "See results" not in row
    assert words_of(row).count("Results shared") == 1


def steps(runs, round, name, **data):
    return runs.post(page_of(round, name), data, follow=True)


def test_every_step_works_for_a_next_round_and_it_opens(runs, first, version):
    second = next_of(first)
    steps(runs, second, "about", purpose="progress", about="Six months on.", title="Tampered")
    steps(runs, second, "frameworks", versions=[version.pk])
    data = {"form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "2", "form-0-must_take_part": "on"}
    data |= {"form-0-label": "Tampered", "form-0-side": "services"}
    data |= {"form-2-label": "Nurses", "form-2-side": "services"}
    steps(runs, second, "perspectives", **data)
    page = steps(runs, second, "terms", title="Half a year on", threshold="4").text
    assert "Next: check it, then open it" in page
    steps(runs, second, "open")
    second = Round.objects.select_related("assessment").get(pk=second.pk)
    assert (second.state, second.title, second.closes_on) == ("open", "Half a year on", None)
    assert (second.assessment.title, second.assessment.purpose) == ("Larkfield crisis house", "progress")
    assert groups(second) == [
        (PEOPLE, "People", "people", True),
        (STAFF, "Staff", "services", False),
        ("nurses", "Nurses", "services", False),
    ]


@pytest.mark.parametrize("counters", [("0", "0"), ("1", "1"), ("6", "0")])
def test_the_groups_stay_when_the_forms_counters_are_tampered_with(runs, first, counters):
    second, before = next_of(first), groups(first)
    data = {"form-TOTAL_FORMS": counters[0], "form-INITIAL_FORMS": counters[1]}
    runs.post(page_of(second, "perspectives"), data)
    assert groups(first) == before


def test_the_groups_page_shows_those_that_stay_as_words(runs, first):
    page = runs.get(page_of(next_of(first), "perspectives")).text
    assert "Group 1: People</legend>" in page
    assert "On the side of Services and professionals." in words_of(page)
    assert 'name="form-0-label"' not in page
    assert 'name="form-0-must_take_part"' in page
    assert 'name="form-2-label"' in page
    assert "You can add a group, up to six in all." in page


def test_the_steps_of_a_first_round_say_nothing_of_an_earlier_one(runs, organisation, version):
    round = factories.make_round([version], organisation=organisation, opened=False)
    for name in ("about", "frameworks", "perspectives", "terms"):
        page = runs.get(page_of(round, name)).text
        assert 'class="told"' not in page
        assert 'class="d since"' not in page


def test_a_newer_version_says_so_and_the_one_before_stays_on_offer(runs, first, version):
    newer = reword(version, "NEW WORDS")
    second = next_of(first)
    page = runs.get(page_of(second, "frameworks")).text
    words = words_of(page)
    assert f"{first.title} asked version 1; this one is newer." in words
    assert "Where a question now asks something else, its answers are not compared." in words
    assert f"This is the version that {first.title} asked." in words
    assert page.count('class="d since"') == 2
    assert re.findall(r'value="(\d+)" checked', page) == [str(newer.pk)]
    steps(runs, second, "frameworks", versions=[version.pk])
    assert numbers(second) == [("demo", 1)]


def test_a_newer_version_links_to_what_changed(runs, first, version):
    newer = reword(version, "NEW WORDS")
    link = reverse("frameworks:compare", args=[version.pk, newer.pk])
    assert f'href="{link}"' in runs.get(page_of(next_of(first), "frameworks")).text
    assert runs.get(link).status_code == 200


def test_a_version_that_was_withdrawn_says_so_where_it_stays(runs, first, version):
    withdraw(version)
    page = words_of(runs.get(page_of(next_of(first), "frameworks")).text)
    assert f"This is the version that {first.title} asked. It was withdrawn since then" in page


def test_both_editions_of_one_framework_are_not_asked_together(runs, first, version):
    newer = reword(version, "NEW WORDS")
    second = next_of(first)
    page = steps(runs, second, "frameworks", versions=[version.pk, newer.pk]).text
    assert "Two of these are editions of one framework." in page
    assert numbers(second) == [("demo", 2)]


# What it costs


def later_rounds(first, count):
    for _ in range(count):
        round = next_of(first)
        actions.open_round(round=round, by=None)
        factories.release(round)
    return next_of(first)


def cost(runs, url):
    with CaptureQueriesContext(connection) as caught:
        assert runs.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", ["round", "about", "frameworks", "perspectives", "terms"])
def test_a_page_costs_the_same_for_two_rounds_and_for_eight(runs, first, name):
    second = later_rounds(first, 0)
    runs.get(page_of(second, name))
    small = cost(runs, page_of(second, name))
    actions.open_round(round=second, by=None)
    factories.release(second)
    eighth = later_rounds(first, 5)
    runs.get(page_of(eighth, name))
    assert cost(runs, page_of(eighth, name)) == small <= 14


def test_the_list_costs_the_same_for_two_rounds_and_for_eight(runs, first):
    url = reverse("assessments:list")
    assert cost(runs, url) == 6
    later_rounds(first, 6)
    assert cost(runs, url) == 6
    page = runs.get(url).text
    assert page.count("Results shared") == 7


def test_a_next_round_costs_the_same_for_any_number_of_frameworks(organisation):
    costs = []
    for count in (1, 6):
        pinned = [factories.make_version(f"f{count}-{i}") for i in range(count)]
        for i in range(count):
            factories.make_version(f"f{count}-{i}", number=2)
        first = make_release({}, versions=pinned, organisation=organisation).round
        with CaptureQueriesContext(connection) as caught:
            second = next_of(first)
        assert [number for _, number in numbers(second)] == [2] * count
        costs.append(len(caught))
    assert costs[0] == costs[1] <= 10


def test_a_suggested_title_names_the_month(first):
    today = datetime.date.today()  # noqa: DTZ011
    assert next_of(first).title in {f"Round 2, {day:%B %Y}" for day in (today, today - datetime.timedelta(1))}
