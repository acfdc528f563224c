"""The pages of paper forms: typed in by keys, put right, checked by somebody else; and the private code."""

import re
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.models import Answer, Response
from assessments.paper import entry
from assessments.records.invitations import InvitationBatch
from assessments.rounds import lifecycle
from tests import factories
from tests.assessments.invitations.pages.visits import enter
from tests.assessments.paper.entry.forms import group, sheets
from tests.assessments.paper.pages.desk import ALL, Desk, answers, asked
from tests.assessments.reports.pdfs import page_texts
from tests.assessments.responses.pages.participants import Person, browser, everything_stored, put, text_of
from tests.translations import translate

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# The counts, and the states of a round


def test_the_page_counts_forms_and_says_nothing_of_answers(desk, second, round_):
    made = sheets(round_, 5)
    for one in made[:3]:
        desk.store(one.number, s1_q1_keys="5")
    second.store(made[0].number, s1_q1_keys="5")
    page = text_of(desk.get())
    assert "5 forms printed" in page
    assert "3 typed in, and counted" in page
    assert "2 of these wait for a second person" in page
    shown = text_of(desk.client.get(reverse("assessments:round", args=[round_.pk])))
    assert "3 of these came on paper." in shown


@pytest.mark.parametrize("state", ["draft", "released", "archived"])
def test_no_form_is_typed_in_when_the_round_takes_none(desk, organisation, state):
    other = factories.make_round(
        [factories.make_version("other")], organisation=organisation, opened=state != "draft"
    )
    number = "AAAA"
    if state != "draft":
        number = sheets(other)[0].number
        put(other, state)
    there = Desk.__new__(Desk)
    there.client, there.round = desk.client, other
    kept = there.store(number, s1_q1_keys="1")  # what was typed comes back, to be copied
    assert kept.status_code in (302, 409)
    for answer in (there.get(), there.open(number), there.get("print_paper")):
        assert answer["Location"] == reverse("assessments:round", args=[other.pk])
    assert not Response.objects.exists()


def test_forms_are_typed_in_and_checked_after_the_close_and_none_is_printed(desk, second, round_, sheet):
    lifecycle.close_round(round_=round_, by=None)
    assert "no more forms can be printed" in text_of(desk.get())
    desk.store(sheet.number, s1_q1_keys="1")
    shown = text_of(desk.client.get(reverse("assessments:release", args=[round_.pk])))
    assert "1 form from paper was typed in, and nobody else has checked it yet." in shown
    second.store(sheet.number, s1_q1_keys="1")
    shown = text_of(desk.client.get(reverse("assessments:release", args=[round_.pk])))
    assert "from paper" not in shown
    assert desk.client.post(desk.url("print_paper"), {"number": 1})["Location"] == reverse(
        "assessments:round", args=[round_.pk]
    )


def test_results_and_report_say_how_many_answered_on_paper(desk, round_):
    for one in sheets(round_, 3):
        desk.store(one.number, s1_q1_keys="4")
    for _ in range(3):
        factories.respond(round_, "staff", {"s1-q1": 2})
    results = factories.release(round_).results
    assert results["on_paper"] == 3
    for name in ("results", "report", "round"):
        page = text_of(desk.client.get(reverse(f"assessments:{name}", args=[round_.pk])))
        assert "3 of them answered on paper." in page or "3 of these came on paper." in page
    Response.objects.filter(source="paper").first().delete()  # taken back later: nobody's business
    page = text_of(desk.client.get(reverse("assessments:round", args=[round_.pk])))
    assert "3 of these came on paper." in page


def test_unused_forms_are_taken_back_and_cannot_be_typed_in(desk, round_):
    first, other = sheets(round_, 2)
    desk.store(first.number, s1_q1_keys="4")
    batch = InvitationBatch.objects.get()
    address = reverse("assessments:take_back", args=[round_.pk, batch.pk])
    assert "cannot be typed in then" in text_of(desk.client.get(address))
    assert desk.client.post(address)["Location"] == desk.url("paper")
    assert "We cannot find this number" in text_of(desk.open(other.number))
    assert "You typed this one in" in text_of(desk.open(first.number))


# The person whose form it is


def test_a_person_comes_back_to_what_was_typed_in_and_changes_it(desk, second, round_, sheet):
    desk.store(sheet.number, **ALL)
    client, page = enter(codes.in_groups(sheet.secret))
    assert page["Location"] == reverse("assessments:mine", args=[round_.join_code])
    person = Person(round_, client)
    for name in ("mine", "part", "check"):
        assert "typed in your form and checked it have seen" in text_of(person.get(name))
    assert "In my own words" in text_of(person.get("mine"))
    person.post("part", s1_q1_answer="2", s1_q1_comment="", s1_q1_sharing="")
    assert answers()["s1-q1"] == 2
    assert "We cannot find this number" in text_of(second.open(sheet.number))


@pytest.mark.parametrize("name", ["part", "part 2", "check", "mine"])
def test_what_paper_is_different_in_is_told_as_an_exception_to_the_promise(desk, round_, sheet, name):
    desk.store(sheet.number, **ALL)
    person = Person(round_, enter(sheet.secret)[0])
    address = person.url(name.split()[0])
    page = text_of(person.client.get(address.replace("/1/", "/2/") if name == "part 2" else address))
    lines = re.findall(r"<li>([^<]*)</li>", page[page.index("Who can see my answers?") :])
    first, exception, *others = lines[:5]
    assert [first, *others] == round_.promise_in_short
    assert first.startswith("Nobody in your team sees your own answers")
    assert exception.startswith("But you answered on paper.")
    assert "have seen what you wrote" in exception


def test_a_person_sees_the_results_by_the_code_from_their_form(desk, round_, sheet):
    desk.store(sheet.number, **ALL)
    factories.release(round_)
    client, _page = enter(sheet.secret)
    page = client.get(reverse("assessments:join_results", args=[round_.join_code]))
    assert page.status_code == 200
    assert "Results" in text_of(page)


WAIT = "Have you handed in the form? Then please wait."
ON_SCREEN = "Answer on screen, not on paper"


@pytest.mark.parametrize("joining", ["link", "codes"])
def test_who_scans_the_code_of_a_form_that_waits_is_told_before_the_button(organisation, joining):
    """They may have handed it in, and it could not be typed in any more if they pressed on."""
    round_ = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining=joining)
    for perspective in (None, group(round_)):
        client, _page = enter(sheets(round_, perspective=perspective)[0].secret)
        page = text_of(Person(round_, client).get("join"))
        told = [page.index(words) for words in (WAIT, "please stop here. Wait", ON_SCREEN)]
        assert told == sorted(told)
        assert ">Start<" not in page
        assert "our invitation" not in page
        old = client.post(reverse("assessments:join", args=[round_.join_code]), {"start": "old"})
        assert (old.status_code, WAIT in text_of(old), ON_SCREEN in text_of(old)) == (400, True, True)
    assert not Response.objects.exists()


def test_only_the_code_of_a_form_is_told_of_paper(organisation):
    round_ = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining="both")
    slip = codes.make_invitation()
    invitation_actions.make_slips(round_=round_, perspective=None, made=[slip], by=None)
    for client in (browser(), enter(slip)[0]):
        page = text_of(Person(round_, client).get("join"))
        assert ">Start<" in page
        assert "paper form" not in page


def test_a_code_that_is_no_good_any_more_says_nothing_of_paper(desk, round_):
    """Wrong, expired and taken-back codes look the same, also where the browser still holds one."""
    kept, taken_back = sheets(round_), sheets(round_)
    held, _page = enter(taken_back[0].secret)
    assert WAIT in text_of(Person(round_, held).get("join"))
    invitation_actions.take_back(batch=InvitationBatch.objects.order_by("pk").last(), by=None)
    pages = [text_of(enter(secret)[1]) for secret in (taken_back[0].secret, codes.make_secret())]
    pages.append(text_of(Person(round_, held).get("join")))
    assert not [page for page in pages if WAIT in page or ON_SCREEN in page]
    assert enter(kept[0].secret)[1].status_code == 302


@pytest.mark.parametrize("joining", ["link", "codes"])
def test_a_person_answers_on_screen_instead_by_the_code_from_their_form(organisation, facilitator, joining):
    """It is used up by this, like a slip: else who left it open on a shared device could read along."""
    round_ = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining=joining)
    [sheet] = sheets(round_, perspective=group(round_))
    client, page = enter(sheet.secret)
    assert page["Location"] == reverse("assessments:join", args=[round_.join_code])
    person = Person(round_, client)
    assert "its private code stops working" in text_of(person.get("join"))
    assert person.post("join").status_code == 302
    assert person.secret != sheet.secret
    person.post("part", s1_q1_answer="3")
    assert "typed in your form" not in text_of(person.get("mine"))
    assert Response.objects.get().source == "screen"
    assert "We cannot find this number" in text_of(Desk(facilitator, round_).open(sheet.number))
    _again, page = enter(sheet.secret)
    assert "We cannot find this code" in text_of(page)


def test_the_number_of_a_form_opens_nothing_for_those_who_take_part(sheet):
    _client, page = enter(sheet.number)
    assert "We cannot find this code" in text_of(page)


# What is left behind


def test_neither_numbers_nor_codes_nor_answers_are_stored_or_said_anywhere(desk, second, round_, caplog):
    made = sheets(round_, 3)
    desk.store(made[0].number, **ALL)
    second.store(made[0].number, s1_q1_keys="1")
    desk.store(made[1].number, s1_q1_keys="9")
    stored = list(everything_stored())
    for one in made:
        for secret in (one.number, one.secret, codes.in_groups(one.number), codes.in_groups(one.secret)):
            assert not [row for row in stored if secret in row]
            assert secret not in caplog.text
    assert not [event for event in AuditEvent.objects.all() if "words" in f"{event.what} {event.record}"]


def test_no_row_that_stays_joins_a_form_to_its_answers(desk, second, round_, sheet):
    desk.store(sheet.number, **ALL)
    second.store(sheet.number, **ALL)
    number_hash = codes.hash_of(round_.join_code + sheet.number)
    assert not [row for row in everything_stored() if number_hash in row]


def costs_of(questions):
    """The queries of each page and step with so many questions, and as many forms typed in before."""
    version = factories.make_version(f"of-{questions}", sections=1, questions=questions)
    organisation = factories.make_organisation(f"Number {questions}")
    round_ = factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
    users = [factories.make_member(organisation, "lead", f"{n}{questions}@example.org") for n in "ab"]
    first, second = (Desk(user, round_) for user in users)
    for one in sheets(round_, questions):
        first.store(one.number, s1_q1_keys="1")
    [sheet] = sheets(round_)
    typed = {f"{asked(f's1-q{q}')}-keys": "3" for q in range(1, questions + 1)}
    otherwise = {**typed, f"{asked('s1-q1')}-keys": "4"}
    second.get()
    steps = [
        first.get,
        partial(first.open, sheet.number),
        partial(first.send, sheet.number, typed),
        partial(first.open, sheet.number),
        partial(second.open, sheet.number),
        partial(second.send, sheet.number, otherwise),
        partial(second.send, sheet.number, typed),
    ]
    found = []
    for step in steps:
        with CaptureQueriesContext(connection) as queries:
            step()
        found.append(len(queries))
    assert Answer.objects.filter(response__round=round_).count() == 2 * questions
    return found


def test_pages_cost_the_same_for_few_questions_and_many():
    assert costs_of(2) == costs_of(20)


def test_printing_makes_as_many_forms_as_asked_and_stores_them(desk, round_):
    page = desk.client.post(desk.url("print_paper"), {"number": "2", "perspective": "staff", "large": "on"})
    assert page["Content-Type"] == "application/pdf"
    assert page["Content-Disposition"].startswith('attachment; filename="paper-forms-')
    batch = InvitationBatch.objects.get()
    assert (batch.how, batch.made, batch.perspective.code) == ("paper", 2, "staff")
    assert batch.invitations.count() == 2


def test_forms_are_printed_in_a_language_that_the_round_can_be_read_in(organisation, facilitator):
    version = factories.make_version()
    translate(version)
    round_ = factories.make_round([version], perspectives=factories.TWO, organisation=organisation)
    desk = Desk(facilitator, round_)
    assert '<option value="cy">Cymraeg</option>' in text_of(desk.get("print_paper"))
    shown = {}
    for language in ("en-GB", "cy"):
        page = desk.client.post(desk.url("print_paper"), {"number": "1", "language": language})
        shown[language] = " ".join(page_texts(page.content))
    assert ("Statement 1" in shown["en-GB"], "[cy]" in shown["en-GB"]) == (True, False)
    assert "[cy] Statement 1" in shown["cy"]
    for wrong in ("fr", ""):
        page = desk.client.post(desk.url("print_paper"), {"number": "1", "language": wrong})
        assert page.status_code == 400
    assert InvitationBatch.objects.count() == 2


def test_no_language_is_asked_for_where_there_is_one(desk):
    assert "Which language?" not in text_of(desk.get("print_paper"))


@pytest.mark.parametrize("number", ["", "0", "10000", "many"])
def test_a_wrong_number_of_forms_is_told_so(desk, number):
    page = desk.client.post(desk.url("print_paper"), {"number": number})
    assert page.status_code == 400
    assert 'aria-invalid="true"' in text_of(page)
    assert not InvitationBatch.objects.exists()
    assert entry.MOST_SHEETS < 10000
