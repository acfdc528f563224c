"""A person to talk to: named when an assessment is set up, and there where people need one."""

import pytest
from django.urls import reverse

from assessments.models import Assessment
from tests import factories
from tests.assessments.responses.pages.participants import Person, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

DEE = {
    "contact_name": "Dee <Marsh>",
    "contact_phone": "01632 960 114",
    "contact_email": "dee@example.org",
    "contact_hours": "weekdays, 9 to 5",
}


@pytest.fixture
def round_():
    return factories.make_round(perspectives=factories.TWO)


@pytest.fixture
def runner(client, round_):
    client.force_login(factories.make_member(round_.assessment.organisation, "facilitator"))
    return client


def contact(client, round_, **given):
    return client.post(reverse("assessments:contact", args=[round_.pk]), given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Name somebody, or say below why there is nobody."),
        ({"contact_name": "Dee"}, "Give a phone number or an e-mail address for them."),
        ({"contact_phone": "1"}, "Name somebody, or say below why there is nobody."),
    ],
)
def test_somebody_is_named_who_can_be_reached_or_it_says_why_not(runner, round_, given, says):
    assert says in text_of(contact(runner, round_, **given))
    assert not Assessment.objects.exclude(contact_name="").exists()


def test_the_person_stands_where_people_start_answer_stop_and_have_sent(runner, round_):
    assert contact(runner, round_, **DEE).status_code == 302
    person = Person(round_)
    assert "To talk to someone:" in text_of(person.get("join"))
    person.start()
    person.post("part", s1_q1_answer="2")
    person.post("check")
    for name in ("part", "question", "keep", "sent"):
        page = text_of(person.get(name))
        assert "Dee <Marsh>" in page, name  # text_of takes the escapes away
        assert 'href="tel:01632960114"' in page, name
        assert "weekdays, 9 to 5" in page, name


def test_why_there_is_nobody_is_not_for_those_who_answer(runner, round_):
    contact(runner, round_, no_contact_because="Nobody dared")
    person = Person(round_).start()
    pages = [text_of(person.get(name)) for name in ("part", "keep")]
    assert all("talk to someone you trust" in page and "Nobody dared" not in page for page in pages)
    assert "Nobody is named" in text_of(runner.get(reverse("assessments:round", args=[round_.pk])))
