"""The pages of people who take part, above all with input that is wrong, old, forged or late.

Each time: words that say what happened, the right status, nothing half stored, nothing typed lost.
"""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail, signing
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from assessments import codes
from assessments.models import Answer, AnswerOption, Response
from frameworks import cache
from tests import factories
from tests.assessments.responses.pages.participants import (
    PAGES,
    Person,
    browser,
    everything_stored,
    hidden,
    put,
    text_of,
)
from tests.frameworks import examples

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# What is kept of it, and where


def test_pages_are_kept_by_no_browser_when_shown(person):
    pages = [person.get(name) for name in PAGES]
    pages += [person.post("part", visit="x"), person.post("part", revision="x"), person.post("check")]
    pages += [browser().get(person.url("mine")), browser().get(reverse("assessments:enter"))]
    put(person.round, "closed")
    pages += [person.get("part"), person.get("join")]
    for page in pages:
        assert {"no-store", "private"} <= {part.strip() for part in page["Cache-Control"].split(",")}


def test_the_cookie_is_for_one_round_and_no_script_when_set(person):
    cookie = person.client.cookies["visit"]
    assert cookie["path"] == person.url("join")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    person.client.post(person.url("leave"))
    assert person.client.cookies["visit"].value == ""


def test_no_cookie_is_sent_in_the_open_when_the_site_is_not_local(settings, round_):
    settings.SESSION_COOKIE_SECURE = True
    assert Person(round_).start().client.cookies["visit"]["secure"]


def go_all_the_way(person):
    """Every page and every kind of refusal; returns all responses."""
    pages = [person.get(name) for name in PAGES]
    pages += [person.post("part", s1_q1_answer="3", s1_q1_comment="My words", s1_q1_sharing="named")]
    pages += [
        person.post("part", s1_q1_answer="99"),
        person.post("part", revision="x"),
        person.post("part", visit=""),
    ]
    pages += [person.post("perspective", perspective="staff"), person.post("check"), person.get("sent")]
    pages += [Person(person.round).client.post(reverse("assessments:enter"), {"code": person.secret})]
    pages += [person.client.get(person.url("mine") + "nothing/"), browser().get(person.url("part"))]
    return pages


def test_no_secret_and_no_words_leave_the_response_when_taking_part(person, log):
    secret = person.secret
    with CaptureQueriesContext(connection) as queries:
        pages = go_all_the_way(person)
    assert log
    forms = [secret, codes.in_groups(secret), secret.lower()]
    elsewhere = [
        *log,
        *(query["sql"] for query in queries.captured_queries),
        *(page.get("Location", "") for page in pages),
        *(
            address
            for page in pages
            for address in re.findall(r'(?:href|action|src)="([^"]*)"', text_of(page))
            if not address.startswith("mailto:")  # goes to the person's own mail program, and nowhere else
        ),
        *(str(message.message()) for message in mail.outbox),
        *everything_stored(),
    ]
    assert not [text for text in elsewhere for form in forms if form in text]
    assert not [text for text in log if "My words" in text and "django.db.backends" not in text]


def test_no_session_and_no_event_is_stored_when_taking_part(person):
    events = AuditEvent.objects.count()
    go_all_the_way(person)
    person.post("withdraw")
    assert not Session.objects.exists()
    assert "sessionid" not in person.client.cookies
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("model", [Response, Answer, AnswerOption])
def test_no_time_and_no_order_is_stored_when_taking_part(model):
    times = (models.DateField, models.TimeField, models.DurationField, models.GenericIPAddressField)
    assert not [field.name for field in model._meta.fields if isinstance(field, times)]
    assert isinstance(model._meta.pk, models.UUIDField)
    assert User not in [field.related_model for field in model._meta.fields]


# What it costs


@pytest.mark.parametrize("cold", [True, False], ids=["cold", "warm"])
def test_the_answer_page_costs_the_same_when_a_round_has_2_or_40_questions(cold):
    costs = {page_costs(questions, cold) for questions in (1, 20)}
    assert len(costs) == 1
    assert costs.pop() <= (20 if cold else 10)


def page_costs(questions, cold):
    version = factories.make_version(f"q{questions}", sections=2, questions=questions)
    organisation = factories.make_organisation(f"Has {questions}")
    person = Person(
        factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
    ).start()
    person.post("part", **{f"s1_q{q}_answer": "3" for q in range(1, questions + 1)})
    if cold:
        cache.clear_caches()
    with CaptureQueriesContext(connection) as queries:
        page = person.get("part")
    assert text_of(page).count('class="qno"') == questions
    return len(queries)


def test_the_check_page_costs_the_same_when_a_round_has_2_or_40_questions():
    costs = set()
    for questions in (1, 20):
        version = factories.make_version(f"q{questions}", sections=2, questions=questions)
        organisation = factories.make_organisation(f"Has {questions}")
        person = Person(factories.make_round([version], organisation=organisation)).start("managers")
        person.get("check")
        with CaptureQueriesContext(connection) as queries:
            assert f"of {2 * questions} questions" in text_of(person.get("check"))
        costs.add(len(queries))
    assert len(costs) == 1


# What a start page gives away


def test_a_start_page_holds_no_secret_when_it_is_read(round_):
    person = Person(round_)
    page = person.client.get(reverse("assessments:join", args=[round_.join_code]))
    token = hidden(page)["start"]
    person.start()
    assert person.secret not in token
    assert person.secret not in str(signing.loads(token, salt="assessments.start"))


def test_a_start_page_opens_nothing_when_it_is_sent_from_another_browser(round_):
    person = Person(round_)
    start = {
        **hidden(person.client.get(reverse("assessments:join", args=[round_.join_code]))),
        "perspective": "people",
    }
    address = reverse("assessments:join", args=[round_.join_code])
    assert person.client.post(address, start).status_code == 302
    other = browser()
    other.get(address)
    page = other.post(address, start)
    assert page.status_code == 400
    assert "Press the button again" in text_of(page)
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("ended", "status", "said"),
    [("left", 400, "Press the button again"), ("idle", 409, "This page was used before")],
)
def test_an_old_start_page_does_not_open_answers_when_a_visit_has_ended(round_, ended, status, said):
    person = Person(round_)
    start = {**hidden(person.get("join")), "perspective": "people"}
    person.send("join", start)
    person.post("part", s1_q1_answer="3")
    if ended == "left":
        person.client.post(person.url("leave"))
    else:
        del person.client.cookies["visit"]
    page = person.send("join", start)
    assert page.status_code == status
    assert said in text_of(page)
    assert "visit" not in page.cookies


def test_good_codes_do_not_count_when_a_whole_room_comes_in(round_):
    client = browser()
    for _ in range(40):
        assert client.post(reverse("assessments:enter"), {"code": round_.join_code}).status_code == 302


def test_results_stay_shut_when_somebody_started_and_never_sent(round_):
    person = Person(round_).start()
    for level in (1, 2, 3):
        factories.respond(round_, "people", {"s1-q1": level})
        factories.respond(round_, "staff", {"s1-q1": level})
    factories.release(round_)
    page = person.client.get(reverse("assessments:join_results", args=[round_.join_code]))
    assert "You did not send your answers" in text_of(page)
    assert "/results/" not in text_of(person.get("mine"))


def test_a_part_within_a_part_has_its_name_above_its_first_question():
    data = examples.example()
    data["sections"][0]["sections"][0]["introduction"] = "About what comes after."
    round_ = factories.make_round([examples.stored(data)], perspectives=factories.TWO)
    page = Person(round_).start().get("part").content.decode()
    question, name = page.index("What is in the pot?"), page.index("<h2>Afterwards</h2>")
    assert question < name < page.index("About what comes after.") < page.index("Tell us.")
    assert page.count("Afterwards") == 1
