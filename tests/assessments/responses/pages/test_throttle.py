"""Starting by a round's link is throttled, so that nobody fills it with made-up people; a ward is let in."""

import pytest

from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.models import Response
from assessments.views.taking_part.joining import STARTED_AT_MOST
from tests.assessments.invitations.pages.visits import Invited
from tests.assessments.responses.pages.participants import Person, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    """Three from one address."""
    monkeypatch.setattr("assessments.views.taking_part.joining.STARTED_AT_MOST", "3/10m")


def start(round_, at="198.51.100.7"):
    """What somebody new gets who opens the round's link and presses Start."""
    person = Person(round_)
    person.client.defaults["REMOTE_ADDR"] = at
    return person.post("join", perspective="people")


def test_a_whole_hall_starts_at_once():
    number, _, time = STARTED_AT_MOST.partition("/")
    assert int(number) >= 300
    assert time == "10m"


def test_one_too_many_is_told_kindly_and_nothing_is_begun(round_, few):
    assert [start(round_).status_code for _ in range(3)] == [302] * 3
    refused = start(round_)
    assert refused.status_code == 429
    assert "Please try again in ten minutes." in text_of(refused)
    assert 'value="people" checked' in text_of(refused)
    assert Response.objects.count() == 3
    assert start(round_, at="198.51.100.8").status_code == 302


def test_looking_at_the_start_page_counts_for_nothing(round_, few):
    for _ in range(10):
        assert Person(round_).get("join").status_code == 200
    assert start(round_).status_code == 302


def test_people_with_a_code_are_not_counted(round_, few):
    """Each code works once, so nobody makes people up with them."""
    invitation_actions.add_codes(round_=round_, by=None)
    made = [codes.make_invitation() for _ in range(6)]
    invitation_actions.make_slips(round_=round_, perspective=None, made=made, by=None)
    started = [Invited(round_, code).begin(perspective="people").status_code for code in made]
    assert started == [302] * 6
