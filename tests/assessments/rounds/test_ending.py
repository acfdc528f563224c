"""A round that ends without results: what goes, what stays, and what everybody reads who comes by."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from assessments.models import Answer, AnswerOption, Release, Response, Round, TypedSheet
from assessments.records.invitations import Invitation
from assessments.release.actions import release_round
from assessments.responses import saving
from assessments.responses.saving import RoundClosed
from assessments.rounds import ending, lifecycle, setup
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.setup import PerspectiveRow
from tests import factories
from tests.assessments.invitations.actions.steps import invite, slips
from tests.assessments.paper.entry import forms as paper
from tests.assessments.responses.pages.participants import (
    PAGES,
    Person,
    browser,
    everything_stored,
    hidden,
    put,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

REASON = "Too few of us took part."
USERS = "service-users-and-survivors"


def end(round_, reason=REASON, by=None):
    return ending.end_round(round_=round_, by=by, reason=reason)


@pytest.fixture
def round_():
    version = factories.make_version(extra=("many", "text"))
    return factories.make_round([version], joining="both")


@pytest.fixture
def client_of(client, round_):
    client.force_login(round_.assessment.organisation.memberships.get(role="lead").user)
    return client


def full(round_):
    """The round with all that there can be in it; the person who sent, and the codes."""
    person = Person(round_).start(USERS)
    person.post("part", s1_q1_answer="2", s1_q1_comment="Told in confidence", s1_q1_sharing="named")
    person.post("check", show_if_few="on")
    factories.respond(round_, "managers", {"many": ["a", "b"], "text": "Written"}, submitted=False)
    by_mail = invite(round_, "sam@example.org")["sam@example.org"]
    [code] = slips(round_)
    sheets = paper.sheets(round_, number=2)
    member = factories.make_member(round_.assessment.organisation, "facilitator")
    paper.enter(round_, sheets[0], paper.filled(round_, USERS, s1_q1=4), member)
    return person, [code, by_mail, sheets[1].secret], [person.secret, sheets[0].secret]


@pytest.mark.parametrize("state", ["open", "closed"])
def test_all_that_people_gave_goes_and_every_code_leads_to_the_reason(round_, state):
    person, unused, private = full(round_)
    put(round_, state)
    assert Response.objects.count() == 3
    end(round_)
    assert not any(model.objects.exists() for model in (Answer, AnswerOption, TypedSheet, Release))
    bare = {"perspective": None, "show_if_few": False, "submitted": False, "revision": 0}
    assert [row == bare for row in Response.objects.values(*bare)] == [True] * 3
    stored = " ".join(everything_stored())
    assert not [words for words in ("Told in confidence", "Written", "sam@example.org") if words in stored]
    event = AuditEvent.objects.latest("pk")
    assert (event.what, event.record) == ("round ended without results", f"assessments.round:{round_.pk}")
    assert REASON not in "".join(map(str, AuditEvent.objects.values_list("what", "record")))
    assert Invitation.objects.count() == len(unused)
    for code in [*unused, *private]:
        page = browser().post(reverse("assessments:enter"), {"code": code}, follow=True)
        for said in ("This ended without results", REASON, "All answers and comments were deleted"):
            assert said in text_of(page), code
    by_link = text_of(browser().get(person.url("join")))
    assert "This ended without results" in by_link
    assert REASON in by_link
    assert 'name="start"' not in by_link


RESULTS = ["join_results", "join_report", "join_report_pdf", "my_answers_pdf", "questions"]


def test_every_page_of_a_participant_says_so_and_a_late_one_gives_its_words_back(round_):
    person = Person(round_).start(USERS)
    person.post("part", s1_q1_answer="2")
    shown = {name: hidden(person.get(name)) for name in PAGES}
    end(round_)
    for name in [*PAGES, *RESULTS]:
        page = person.get(name)
        assert (page.status_code, REASON in text_of(page)) == (200, True), name
        assert "My answers" not in text_of(page)
    for name, sent in shown.items():
        late = person.send(name, {**sent, "s1-q1-comment": "Written too late", "perspective": "managers"})
        assert late.status_code in (200, 403, 405, 409), name
        assert "is counted" not in text_of(late)
    late = person.send("part", {**shown["part"], "s1-q1-comment": "Written too late"})
    for said in ("It ended before this could be saved", "Written too late", REASON):
        assert said in text_of(late)
    assert person.send("part", shown["part"], headers={"Accept": "application/json"}).json() == {
        "closed": True
    }
    assert "nothing to take back" in text_of(person.send("withdraw", shown["withdraw"]))
    assert not Answer.objects.exists()


def test_nothing_more_can_be_done_in_it(round_):
    response = factories.respond(round_, USERS, {"s1-q1": 2})
    held = Round.objects.get(pk=round_.pk)
    end(round_)
    for does in (
        lambda: end(round_),
        lambda: lifecycle.close_round(round_=held, by=None),
        lambda: lifecycle.reopen_round(round_=held, by=None),
        lambda: release_round(round_=held, by=None),
    ):
        with pytest.raises(NotAllowedNow, match="ended without results"):
            does()
    with pytest.raises(NotAllowedNow, match="nothing to take back"):
        saving.withdraw_response(response=response)
    with pytest.raises(RoundClosed):
        saving.send_response(response=response, show_if_few=False)
    assert Round.objects.get(pk=round_.pk).ending_reason == REASON


def test_the_page_says_what_goes_and_asks_for_a_reason(round_, client_of):
    factories.respond(round_, USERS, {"s1-q1": 2})
    url = reverse("assessments:end", args=[round_.pk])
    assert (
        "End this round without results" in client_of.get(reverse("assessments:round", args=[round_.pk])).text
    )
    assert "The answers of 1 person who sent theirs are deleted straight away" in client_of.get(url).text
    again = client_of.post(url, {"reason": "  "})
    assert (again.status_code, "Say why. People gave their time" in again.text) == (422, True)
    assert Answer.objects.exists()
    done = client_of.post(url, {"reason": REASON}, follow=True).text
    for said in ("The round has ended without results", REASON, "Start the next round"):
        assert said in done
    assert "Who has taken part" not in done
    assert "Where this round is up to" not in done
    late = client_of.post(url, {"reason": REASON}, follow=True).text
    assert "The round is: ended without results" in late
    assert "so it stays as it is" in client_of.get(url, follow=True).text


def test_the_list_has_it_under_a_heading_of_its_own(round_, client_of):
    end(round_)
    with CaptureQueriesContext(connection) as few:
        page = client_of.get(reverse("assessments:list")).text
    assert page.index("Ended without results</h2>") < page.index("Start the next round")
    assert reverse("assessments:results", args=[round_.pk]) not in page
    for _ in range(3):
        end(factories.make_round([round_.versions.get()], organisation=round_.assessment.organisation))
    with CaptureQueriesContext(connection) as many:
        client_of.get(reverse("assessments:list"))
    assert len(few) == len(many)


def test_a_new_round_follows_whose_groups_may_change(round_):
    """But a group that a code was made for stays, with all before it: the code is still there."""
    end(round_)
    second = setup.start_next_round(assessment=round_.assessment, by=None)
    assert second.number == 2
    setup.set_perspectives(round_=second, rows=factories.TWO, by=None)
    setup.change_assessment(round_=second, title="Renamed", purpose="audit", about="", partners="", by=None)
    lifecycle.open_round(round_=second, by=None)
    slips(second, perspective="staff")
    end(second)
    third = setup.start_next_round(assessment=second.assessment, by=None)
    others = [PerspectiveRow("Other people", "Others", "people"), *factories.TWO]
    with pytest.raises(setup.Refused, match="stay as they are"):
        setup.set_perspectives(round_=third, rows=others, by=None)
    setup.set_perspectives(round_=third, rows=[*factories.TWO, others[0]], by=None)
