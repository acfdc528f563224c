"""What would be shown if the results were shared now: said in words, by the rule that decides it then."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Perspective, Response, Round
from assessments.release import actions as release_actions
from assessments.reports.build import build_report
from assessments.reports.outlook import outlook, outlook_of_expected
from assessments.rounds import lifecycle, setup
from assessments.rounds.queries import SubmissionCount, sent_by_perspective
from assessments.scoring.disclosure import ScoredPerspective, Turnout, disclose
from tests import factories
from tests.assessments.days import ahead
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS, fetch, words_of
from tests.assessments.responses.pages.participants import text_of

LIST = {
    USERS: ("Service users and survivors", "people", True),
    CARERS: ("Carers and family", "people", False),
    PRACTITIONERS: ("Practitioners", "services", False),
    MANAGERS: ("Managers", "services", False),
}


def counts(*people, unnamed=0, must=(USERS,)):
    """So many of each of the usual four, in order, and of those who named none."""
    rows = [
        SubmissionCount(
            Perspective(code=code, label=label, short_label=label, side=side, must_take_part=code in must), n
        )
        for (code, (label, side, _)), n in zip(LIST.items(), people, strict=True)
    ]
    return [*rows, SubmissionCount(None, unnamed)] if unnamed else rows


ALONE, ALL, NOTHING, OUT, NOBODY = (
    "Separately", "Only with everyone", "Not at all", "Left out of the numbers", "Nobody yet",
)  # fmt: skip

WITH_CARERS, WITH_USERS = "Together with carers and family", "Together with service users and survivors"

# Who came (threshold 5): what is said, and how each of the four is shown, and people who named none.
CASES = [
    (
        counts(5, 5, 5, 5),
        "4 groups would be shown.",
        ["Shown separately: managers (5)."],
        [ALONE, ALONE, ALONE, ALONE, NOBODY],
        False,
    ),
    (
        counts(5, 4, 6, 5),
        "3 groups would be shown.",
        [
            "Shown together, as one group: service users and survivors (5); carers and family (4). Carers "
            "and family have fewer than 5 people.",
            "Shown separately: practitioners (6).",
        ],
        [WITH_CARERS, WITH_USERS, ALONE, ALONE, NOBODY],
        False,
    ),
    (
        counts(3, 2, 6, 0),
        "2 groups would be shown.",
        ["Each has fewer than 5 people."],
        [WITH_CARERS, WITH_USERS, ALONE, NOBODY, NOBODY],
        False,
    ),
    (
        counts(6, 2, 4, 0),
        "No groups would be shown, only everyone together: services and professionals have 4 of 5.",
        [],
        [ALL, ALL, ALL, NOBODY, NOBODY],
        True,
    ),
    (
        counts(3, 1, 2, 2),
        "No groups would be shown, only everyone together: people and communities have 4 of 5, and services "
        "and professionals have 4 of 5.",
        [],
        [ALL, ALL, ALL, ALL, NOBODY],
        True,
    ),
    (
        counts(2, 0, 2, 0),
        "No results would be shown, and no comments: there are 4 of the 5 people needed.",
        [],
        [NOTHING, NOBODY, NOTHING, NOBODY, NOBODY],
        True,
    ),
    (
        counts(0, 0, 0, 0),
        "There are no answers yet, so there would be no results.",
        [],
        [NOBODY] * 5,
        True,
    ),
    (
        counts(5, 0, 5, 0, unnamed=4),
        "2 groups would be shown.",
        [
            "4 people named no group. That is fewer than 5, so what they chose would be left out of every "
            "number. Comments that they share would be shown."
        ],
        [ALONE, NOBODY, ALONE, NOBODY, OUT],
        False,
    ),
    (
        counts(5, 0, 5, 0, unnamed=1),
        "2 groups would be shown.",
        ["1 person named no group."],
        [ALONE, NOBODY, ALONE, NOBODY, OUT],
        False,
    ),
    (
        counts(5, 0, 5, 0, unnamed=5),
        "3 groups would be shown.",
        ["Shown separately: people who named no group (5)."],
        [ALONE, NOBODY, ALONE, NOBODY, ALONE],
        False,
    ),
    (
        counts(5, 0, 3, 0, unnamed=2),
        "No groups would be shown, only everyone together: services and professionals have 3 of 5.",
        [],
        [ALL, NOBODY, ALL, NOBODY, ALL],
        True,
    ),
    (
        counts(0, 0, 0, 0, unnamed=6),
        "No groups would be shown, only everyone together: nobody has said which group they are in.",
        [],
        [NOBODY, NOBODY, NOBODY, NOBODY, ALL],
        True,
    ),
    (
        counts(0, 5, 5, 0),
        "2 groups would be shown.",
        ["The results would begin with ‘not assessed together’: no service users and survivors took part."],
        [NOBODY, ALONE, ALONE, NOBODY, NOBODY],
        True,
    ),
    (
        counts(5, 0, 0, 0),
        "One group would be shown.",
        [
            "The results would begin with ‘not assessed together’: nobody from services and professionals "
            "took part."
        ],
        [ALONE, NOBODY, NOBODY, NOBODY, NOBODY],
        True,
    ),
]


@pytest.mark.parametrize(("came", "headline", "details", "places", "is_bad"), CASES)
def test_it_says_which_groups_apart_which_together_and_why_none(came, headline, details, places, is_bad):
    found = outlook(5, came)
    assert found.headline == headline
    assert [words for words in details if words not in " ".join(found.details)] == []
    assert [found.places[code] for code in [*LIST, None]] == places
    assert found.is_bad is is_bad


NEAREST = [
    (counts(6, 3, 8, 5), {}, "With 2 more from carers and family, 4 groups would be shown."),
    (counts(6, 0, 4, 0), {}, "With 1 more from practitioners, 2 groups would be shown."),
    (counts(6, 0, 4, 0), {PRACTITIONERS: 4}, "With 1 more from managers, 2 groups would be shown."),
    (counts(5, 5, 5, 5), {}, ""),
    (counts(0, 0, 0, 0), {}, ""),
]


@pytest.mark.parametrize(("came", "expected", "says"), NEAREST)
def test_it_says_whom_to_ask_for_one_more_group(came, expected, says):
    rows = [replace(row, expected=expected.get(row.perspective.code)) for row in came]
    assert outlook(5, rows).nearest == says


@pytest.mark.parametrize(("expected", "most"), [(0, 0), (1, 1), (3, 2), (5, 3), (8, 5), (10, 7)])
def test_of_those_expected_7_in_10_are_taken_to_send_rounded_down(expected, most):
    found = outlook_of_expected(3, counts(expected, 0, 10, 0))
    assert found.most == outlook(3, counts(most, 0, 7, 0))
    assert found.all == outlook(3, counts(expected, 0, 10, 0))
    assert found.alone == 5  # 7 in 10 of these are 3.5
    assert outlook_of_expected(3, counts(0, 0, 0, 0)) is None


PEOPLE = st.integers(0, 9)


@given(st.tuples(PEOPLE, PEOPLE, PEOPLE, PEOPLE), PEOPLE, st.integers(3, 7))
def test_a_group_is_called_separate_only_where_the_rule_shows_it_so(people, unnamed, threshold):
    came = counts(*people, unnamed=unnamed)
    found = outlook(threshold, came)
    by_rule = disclose(
        threshold,
        [ScoredPerspective(c, side, must) for c, (_l, side, must) in LIST.items()],
        [Turnout(row.perspective.code if row.perspective else None, row.people, False) for row in came],
    )
    alone = {group.codes[0] for group in by_rule.groups or () if len(group.codes) == 1}
    assert {code for code, words in found.places.items() if words == ALONE} == alone
    together = {c for group in by_rule.groups or () if len(group.codes) > 1 for c in group.codes}
    assert {code for code, words in found.places.items() if words.startswith("Together")} == together
    if by_rule.groups is None:
        assert found.is_bad


@given(st.tuples(PEOPLE, PEOPLE, PEOPLE, PEOPLE), PEOPLE, st.integers(3, 7), st.tuples(*[st.booleans()] * 4))
def test_consent_can_only_part_the_groups_further_as_the_page_says(people, unnamed, threshold, agreed):
    """‘If everyone in a small group does, more may be shown.’"""
    scored = [ScoredPerspective(c, side, must) for c, (_l, side, must) in LIST.items()]

    def groups(consent):
        rows = [Turnout(one.code, n, c) for one, n, c in zip(scored, people, consent, strict=True)]
        found = disclose(threshold, scored, [*rows, Turnout(None, unnamed, False)])
        return [set(group.codes) for group in found.groups or ()]

    without, consented = groups([False] * 4), groups(agreed)
    for group in without:
        assert any(one <= group for one in consented)
    if without:
        assert all(any(one <= group for group in without) for one in consented)


# On the pages of a round


@pytest.fixture
def runs(client, facilitator):
    client.force_login(facilitator)
    return client


def page_of(round_, name="round"):
    return reverse(f"assessments:{name}", args=[round_.pk])


def make(organisation, *people, unnamed=0, threshold=3, **more):
    """A round that is closed, in which so many have sent."""
    round_ = factories.make_round(organisation=organisation, threshold=threshold)
    for code, number in zip([*LIST, None], [*people, unnamed], strict=True):
        for _ in range(number):
            factories.respond(round_, code, {"s1-q1": 3}, **more)
    lifecycle.close_round(round_=round_, by=None)
    return Round.objects.select_related("assessment__organisation").get(pk=round_.pk)


TURNOUTS = [
    (3, 3, 3, 3, 0), (3, 2, 3, 1, 0), (2, 1, 4, 0, 1), (3, 0, 2, 0, 0), (1, 1, 0, 0, 0), (3, 0, 3, 0, 3),
    (3, 0, 3, 0, 2), (0, 3, 3, 0, 0), (0, 0, 0, 0, 4), (3, 0, 2, 0, 2), (0, 0, 0, 0, 0),
]  # fmt: skip


@pytest.mark.pages
@pytest.mark.parametrize("people", TURNOUTS)
def test_what_was_said_before_sharing_is_what_the_results_then_show(db, organisation, people):
    round_ = make(organisation, *people[:4], unnamed=people[4])
    said = outlook(3, sent_by_perspective(round_))
    report = build_report(fetch(release_actions.release_round(round_=round_, by=None)))
    shown_alone = {group.full_name.lower() for group in report.groups if len(group.codes) == 1}
    names = {code: label for code, (label, _, _) in LIST.items()} | {None: "People who named no group"}
    assert {names[code].lower() for code, words in said.places.items() if words == ALONE} == shown_alone
    assert len([w for w in said.details if w.startswith("Shown ")]) == len(report.groups)
    assert ("No results would be shown" in said.headline or not sum(people)) is (report.shown == 0)
    assert ("No groups would be shown" in said.headline) is (report.shown > 0 and not report.groups)
    assert any("named no group. That is" in w for w in said.details) is bool(
        [one for one in report.took_part if one.name == "People who named no group" and report.groups]
        and people[4] < 3
    )
    assert any("not assessed together" in w for w in said.details) is bool(report.alone and sum(people))


def seen(page):
    """What a page says of who took part, and of what would be shown."""
    words = words_of(text_of(page))
    return words[words.index("Who has taken part") : words.index("Ways in")]


@pytest.mark.pages
def test_a_round_that_is_open_tells_no_more_than_how_many_have_sent(runs, organisation):
    """Whoever agreed, whatever they answered, and whoever has only started: the page is the same."""
    version = factories.make_version()
    pages = []
    for few, level, started in [(False, 1, 0), (True, 5, 0), (True, 2, 7)]:
        round_ = factories.make_round([version], organisation=organisation)
        for code, number in zip(LIST, (2, 1, 4, 0), strict=True):
            for _ in range(number):
                factories.respond(round_, code, {"s1-q1": level}, show_if_few=few)
            for _ in range(started):
                factories.respond(round_, code, {"s1-q1": level}, submitted=False)
        pages += [seen(runs.get(page_of(round_)))]
        closing = words_of(runs.get(page_of(round_, "close")).text)
        assert "2 groups would be shown." in closing
    assert pages[0] == pages[1] == pages[2]


def test_it_costs_no_query(db, organisation, django_assert_num_queries):
    round_ = make(organisation, 3, 2, 3, 0)
    sent = sent_by_perspective(round_)
    with django_assert_num_queries(0):
        outlook(round_.threshold, sent)


BAD = "No groups would be shown, only everyone together: services and professionals have 2 of 3."


@pytest.mark.pages
@pytest.mark.parametrize("name", ["round", "close", "release"])
def test_the_round_its_close_and_sharing_say_what_would_be_shown(runs, organisation, name):
    round_ = make(organisation, 3, 0, 2, 0)
    if name == "close":
        lifecycle.reopen_round(round_=round_, by=None)
    page = runs.get(page_of(round_, name)).text
    assert BAD in words_of(page)
    assert "nobody ticks ‘show our scores even if there are only a few of us’" in words_of(page)
    assert "Only with everyone" in page
    warns = r'id="wait">If you share now' if name == "release" else r'class="alert">\s*<p><strong>No groups'
    assert re.search(warns, page)


@pytest.mark.pages
def test_beside_what_is_bad_stands_open_it_again(runs, organisation):
    round_ = make(organisation, 3, 0, 2, 0)
    page = runs.get(page_of(round_, "release")).text
    places = [page.index(words) for words in ("No groups would be", "Open it again", "Share without groups")]
    assert places == sorted(places)
    again = runs.get(page_of(round_)).text
    assert again.index("No groups would be shown") < again.index("Open it again")
    refused = runs.post(page_of(round_, "release"))
    assert (refused.status_code, Round.objects.get().state) == (422, "closed")
    assert "Tick this first" in refused.text
    runs.post(re.search(r'action="([^"]*reopen[^"]*)"', page)[1], {"week": "1"})
    assert (Round.objects.get().state, Round.objects.get().closes_on) == ("open", ahead(7))


@pytest.mark.pages
def test_where_it_is_good_nothing_warns(runs, organisation):
    page = runs.get(page_of(make(organisation, 3, 0, 3, 0), "release")).text
    assert "2 groups would be shown." in page
    assert page.index("Share the results with everyone") < page.index("Open it again"), (
        "one more can be shown"
    )
    assert 'class="alert"' not in page
    assert 'name="known"' not in page


@pytest.mark.pages
def test_once_the_results_are_shared_nothing_would_be_shown(runs, organisation):
    round_ = make(organisation, 3, 0, 3, 0)
    release_actions.release_round(round_=round_, by=None)
    assert "would be shown" not in runs.get(page_of(round_)).text


# How many are expected


NOBODY_TO_NAME = {"no_contact_because": "Soon."}


def expecting(*people):
    return {f"expected-{code}": str(n) for code, n in zip(LIST, people, strict=True) if n is not None}


@pytest.fixture
def draft(db, organisation):
    return factories.make_round(organisation=organisation, opened=False)


@pytest.mark.pages
def test_numbers_that_are_expected_are_asked_for_and_kept(runs, draft):
    page = runs.get(page_of(draft, "expected")).text
    assert "would be shown" not in page
    data = {**NOBODY_TO_NAME, **expecting(6, None, 4, 0)}
    assert runs.post(page_of(draft, "expected"), data).status_code == 302
    draft.refresh_from_db()
    assert draft.expected == {USERS: 6, PRACTITIONERS: 4, MANAGERS: 0}
    again = runs.get(page_of(draft, "expected")).text
    assert re.search(rf'name="expected-{USERS}" value="6"', again)
    assert "services and professionals have 2 of 3" in again  # 7 in 10 of them


@pytest.mark.pages
def test_what_each_threshold_means_for_them_is_seen_before_one_is_chosen(runs, draft):
    Round.objects.update(expected=dict(zip(LIST, (10, 8, 10, 6), strict=True)))
    page = words_of(runs.get(page_of(draft, "terms")).text)
    assert "4 people 4 groups would be shown. 5 people (we suggest this) 3 groups would be shown." in page
    assert "10 people 2 groups would be shown." in page
    draft.refresh_from_db()
    assert draft.threshold == 3


@pytest.mark.pages
@pytest.mark.parametrize("wrong", ["-1", "many", "1.5", "100001", "9" * 30])
def test_what_is_no_number_of_people_is_refused(runs, draft, wrong):
    page = runs.post(page_of(draft, "expected"), {**NOBODY_TO_NAME, f"expected-{USERS}": wrong}).text
    assert "Write how many people in figures, such as 12, or leave it empty." in page
    draft.refresh_from_db()
    assert draft.expected == {}


@pytest.mark.pages
def test_the_page_of_a_draft_says_what_they_mean(runs, draft):
    assert "If 7 in 10" not in runs.get(page_of(draft)).text
    Round.objects.update(expected={USERS: 3, PRACTITIONERS: 12})
    page = words_of(runs.get(page_of(draft)).text)
    assert "Service users and survivors about 3, must take part" in page
    assert "No groups would be shown, only everyone together: people and communities have 2 of 3." in page
    assert "If all of them send: 2 groups would be shown." in page


@pytest.mark.pages
@pytest.mark.parametrize("state", ["open", "closed"])
def test_numbers_can_be_changed_while_people_answer_and_nothing_that_they_were_told(runs, draft, state):
    Round.objects.update(expected={USERS: 8, CARERS: 2})
    lifecycle.open_round(round_=draft, by=None)
    if state == "closed":
        lifecycle.close_round(round_=draft, by=None)
    draft.refresh_from_db()
    told = (draft.promise, draft.promise_in_short, draft.threshold)
    page = runs.get(page_of(draft, "expected")).text
    assert re.search(rf'name="expected-{USERS}" value="8"', page)
    assert "People who answer do not see these numbers." in page
    wrong = {f"expected-{USERS}": "-1"}
    assert "Write how many people in figures" in runs.post(page_of(draft, "expected"), wrong).text
    runs.post(page_of(draft, "expected"), {f"expected-{USERS}": "12", f"expected-{CARERS}": ""})
    draft.refresh_from_db()
    assert draft.expected == {USERS: 12}
    assert (draft.promise, draft.promise_in_short, draft.threshold) == told
    runs.post(page_of(draft, "change"), {"welcome": "Hello"})
    runs.post(page_of(draft, "expected"), {})  # a page from before these groups were there
    draft.refresh_from_db()
    assert draft.expected == {USERS: 12}
    start = Client().get(reverse("assessments:join", args=[draft.join_code])).text
    assert "expect" not in start.lower()


@pytest.mark.pages
def test_later_it_says_how_many_of_those_expected_have_sent(runs, draft):
    Round.objects.update(expected={USERS: 8, "somebody-else": 3})
    lifecycle.open_round(round_=draft, by=None)
    for _ in range(2):
        factories.respond(draft, USERS, {"s1-q1": 3})
    factories.respond(draft, USERS, {"s1-q1": 3}, submitted=False)
    factories.respond(draft, CARERS, {"s1-q1": 3})
    for name in ("round", "close"):
        page = runs.get(page_of(draft, name)).text
        cells = re.findall(r'data-label="Sent">\s*([^<]*)<', page)
        assert cells == ["2 of about 8", "1", "0", "0"]
    assert [row.people for row in sent_by_perspective(draft)] == [2, 1, 0, 0]
    assert Response.objects.filter(submitted=True).count() == 3


def test_the_next_round_expects_as_many(db, organisation):
    round_ = factories.make_round(organisation=organisation, opened=False)
    terms = {"title": "T", "threshold": 3, "closes_on": ahead(3), "welcome": "", "by": None}
    setup.set_expected(round_=round_, expected={USERS: 4}, by=None)
    setup.set_terms(round_=round_, **terms)  # what is not given stays
    lifecycle.open_round(round_=round_, by=None)
    lifecycle.close_round(round_=round_, by=None, reason="All have answered.")
    release_actions.release_round(round_=round_, by=None)
    following = setup.start_next_round(assessment=round_.assessment, by=None)
    assert following.expected == {USERS: 4}
