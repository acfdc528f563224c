"""The pages of the people who set up, open, close and share rounds."""

import re

import pytest
from django.urls import reverse

from accounts.models import Organisation
from assessments import codes
from assessments.models import Assessment, Response, Round
from assessments.rounds import errors, lifecycle, setup
from tests import factories
from tests.assessments.days import ahead, said

pytestmark = pytest.mark.pages

PAGES = ["change", "close", "release"]


def page_of(round_, name="round"):
    return reverse(f"assessments:{name}", args=[round_.pk])


@pytest.fixture
def version(db):
    return factories.make_version()


@pytest.fixture
def make(organisation, version):
    """A round of the organisation in the state that is asked for."""

    def make_one(state):
        round_ = factories.make_round([version], organisation=organisation, opened=state != "draft")
        if state == "released":
            factories.release(round_)
        elif state == "closed":
            lifecycle.close_round(round_=round_, by=None)
        round_.refresh_from_db()
        return round_

    return make_one


@pytest.fixture
def runs(client, facilitator):
    client.force_login(facilitator)
    return client


# The list


STEPS = {
    "draft": "Finish setting up",
    "open": "Share the link",
    "closed": "Share the results",
    "released": "See results",
}


@pytest.mark.parametrize("state", STEPS)
def test_the_next_column_is_a_step(runs, make, state):
    make(state)
    page = runs.get(reverse("assessments:list")).text
    assert re.search(rf"<a class=\"golink\" href=[^>]*>{STEPS[state]}", page)
    assert "Set up an assessment" in page


@pytest.mark.parametrize("role", ["reader", "steward"])
def test_those_who_may_not_run_are_not_offered_to(client, organisation, make, role):
    for state in STEPS:
        make(state)
    client.force_login(factories.make_member(organisation, role))
    page = client.get(reverse("assessments:list")).text
    for step in ["Set up an assessment", "Finish setting up", "Share the link", "Share the results"]:
        assert step not in page
    for words in [
        "It is being set up",
        "People are answering",
        "The results are not shared yet",
        "See results",
    ]:
        assert words in page


def test_the_closing_day_stands_under_the_step(runs, make):
    round_ = make("open")
    day = ahead(30)
    Round.objects.filter(pk=round_.pk).update(closes_on=day)
    page = " ".join(runs.get(reverse("assessments:list")).text.split())
    assert page.index("Share the link") < page.index(f"Closes {said(day)}")


def test_the_list_costs_the_same_for_any_number_of_rounds(runs, make, django_assert_num_queries):
    for number in (1, 3):
        for state in STEPS:
            for _ in range(number):
                make(state)
        with django_assert_num_queries(9) as asked:
            runs.get(reverse("assessments:list"))
        counts = [one["sql"] for one in asked if 'FROM "assessments_response"' in one["sql"]]
        assert len(counts) == 1
        released = Round.objects.released().values_list("pk", flat=True)
        counted = set(map(int, re.findall(r"\d+", counts[0].split(" IN (")[1].split(")")[0])))
        assert counted
        assert not counted & set(released), "answers of released rounds are not counted again"


def test_the_list_has_pages_and_what_is_under_way_comes_first(runs, make, monkeypatch):
    monkeypatch.setattr("assessments.views.rounds.ON_A_PAGE", 2)
    made = {state: make(state) for state in ("open", "released", "draft", "closed")}
    for state, round_ in made.items():
        Assessment.objects.filter(pk=round_.assessment_id).update(title=f"It is {state}")
    first, second = (runs.get(reverse("assessments:list"), {"page": page}).text for page in (1, 2))
    shown = [re.findall(r'<th scope="row"><a href[^>]*>It is (\w+)', page) for page in (first, second)]
    assert shown == [["closed", "open"], ["draft", "released"]]
    assert "Page 1 of 2" in first
    assert 'href="?page=2" rel="next">Next page' in " ".join(first.split())
    assert 'rel="next"' not in second
    for odd in ("0", "9", "x", ""):
        assert runs.get(reverse("assessments:list"), {"page": odd}).status_code == 200


@pytest.mark.parametrize(("examples", "told"), [((True,), True), ((False,), False), ((True, False), False)])
def test_the_people_of_the_example_are_told_how_to_set_up_their_own(client, db, examples, told):
    user = factories.make_user()
    for i, is_example in enumerate(examples):
        made = factories.make_organisation(f"Number {i}", lead=user)
        Organisation.objects.filter(pk=made.pk).update(is_example=is_example)
    client.force_login(user)
    page = client.get(reverse("assessments:list")).text
    assert ("This is the example. To set up your own," in page) is told


# The page of a round


def test_the_page_of_an_open_round_says_what_the_link_cannot_keep_out(runs, make):
    round_ = make("open")
    page = runs.get(page_of(round_)).text
    assert codes.in_groups(round_.join_code) in page
    assert "someone could use it more than once, or answer as a group that is not theirs" in page
    assert "never who" in page
    assert "who or when" not in page
    assert "If shared now" in page


def test_after_the_release_the_page_no_longer_says_what_may_be_shown(runs, make):
    page = runs.get(page_of(make("released"))).text
    assert "If shared now" not in page
    assert "would be shown" not in page


def test_opening_is_pressed_on_the_page_that_shows_all_of_it(runs, make):
    round_ = make("draft")
    assert f'action="{page_of(round_, "open")}"' in runs.get(page_of(round_)).text
    assert runs.get(page_of(round_, "open"), follow=True).redirect_chain == [(page_of(round_), 302)]
    round_.refresh_from_db()
    assert round_.state == "draft"
    assert "Share the link below." in runs.post(page_of(round_, "open"), follow=True).text
    round_.refresh_from_db()
    assert round_.state == "open"


STANDS = {
    "close": {"open"},
    "change": {"open", "closed"},
    "release": {"closed"},
}


@pytest.mark.parametrize("state", STEPS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_does_not_go_with_the_state_leads_back_and_says_why(runs, make, name, state):
    round_ = make(state)
    response = runs.get(page_of(round_, name), follow=True)
    if state in STANDS[name]:
        assert response.redirect_chain == []
    else:
        assert response.redirect_chain == [(page_of(round_), 302)]
        assert 'role="status"' in response.text
    round_.refresh_from_db()
    assert round_.state == state


@pytest.mark.parametrize("name", ["open", *PAGES])
def test_what_is_posted_too_late_changes_nothing(runs, make, name):
    round_ = make("released")
    response = runs.post(page_of(round_, name), follow=True)
    assert response.status_code == 200
    round_.refresh_from_db()
    assert round_.state == "released"


# Setting up


@pytest.mark.parametrize("posted", [str(10**26), "-1", "one", "0"])
def test_a_framework_that_was_not_on_offer_is_refused(runs, make, posted):
    round_ = make("draft")
    response = runs.post(page_of(round_, "frameworks"), {"versions": [posted]})
    assert response.status_code == 200
    assert "One of these is no longer on offer." in response.text
    assert round_.versions.count() == 1


def test_frameworks_are_chosen_in_the_order_of_the_list(runs, make, version):
    round_, second = make("draft"), factories.make_version("second")
    runs.post(page_of(round_, "frameworks"), {"versions": [str(second.pk), str(version.pk)]})
    assert list(round_.round_versions.values_list("version", flat=True)) == [version.pk, second.pk]


def test_what_an_assessment_says_of_itself_holds_once_its_round_is_open(make, facilitator):
    words = {"title": "Other", "purpose": "audit", "about": "", "partners": ""}
    with pytest.raises(errors.NotAllowedNow):
        setup.change_assessment(round_=make("open"), **words, by=facilitator)
    round_ = make("draft")
    setup.change_assessment(round_=round_, **words, by=facilitator)
    round_.assessment.refresh_from_db()
    assert round_.assessment.title == "Other"


def test_a_new_assessment_says_what_is_missing_in_its_own_words(runs, organisation):
    page = runs.post(reverse("assessments:new"), {"organisation": organisation.pk}).text
    assert '<a href="#id_title">Give it a name, such as the name of your team.</a>' in page
    assert '<a href="#id_purpose_0">Choose what it is for.</a>' in page
    assert "This field is required" not in page


def test_the_groups_page_folds_the_empty_rows_away(runs, make):
    page = runs.get(page_of(make("draft"), "perspectives")).text
    assert page.count("(you may leave it empty)") == 2
    assert page.split("<footer>")[0].count("<details") == 2


def test_a_group_without_a_side_says_so_beside_it_and_at_the_top(runs, make):
    round_ = make("draft")
    data = {"form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "0"}
    data |= {"form-0-label": "People", "form-1-short_label": "Staff"}
    page = runs.post(page_of(round_, "perspectives"), data).text
    assert '<a href="#id_form-0-side_0">Choose a side for this group.</a>' in page
    assert '<a href="#id_form-1-label">Give this group its full name too.</a>' in page
    assert 'id="id_form-0-side_0"' in page
    assert 'id="id_form-1-label"' in page


def test_groups_without_their_counters_are_asked_for_again(runs, make):
    response = runs.post(page_of(make("draft"), "perspectives"), {"form-0-label": "People"})
    assert response.status_code == 200
    assert "Please load it again." in response.text


def test_a_reader_who_tries_to_set_up_an_assessment_hears_who_can(client, organisation):
    client.force_login(factories.make_member(organisation, "reader"))
    response = client.get(reverse("assessments:new"), follow=True)
    assert "Only leads and facilitators can set up an assessment." in response.text


# How many have sent


@pytest.mark.parametrize(("people", "drawn"), [(49, 49), (50, 1), (2000, 1)])
def test_people_are_drawn_one_by_one_up_to_49_and_as_a_bar_from_50(runs, make, people, drawn):
    round_ = make("open")
    first = round_.assessment.perspectives.first()
    empty = len(runs.get(page_of(round_)).content)
    Response.objects.bulk_create(
        Response(round=round_, perspective=first, secret_hash=str(number), submitted=True)
        for number in range(people)
    )
    page = runs.get(page_of(round_)).content
    [picture] = re.findall(
        f'<svg class="people"[^>]*>(?:(?!</svg>).)*sent-{first.position}.*?</svg>', page.decode()
    )
    assert f">{people} people have sent their answers</title>" in picture
    assert len(re.findall("<(?:circle|polygon|rect)", picture)) == drawn
    assert len(page) - empty < 5_000
