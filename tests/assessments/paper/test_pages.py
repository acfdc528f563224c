"""The pages of paper forms: typed in by keys, put right, checked by somebody else; and the private code."""

import html
import json
import re
from functools import partial

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.models import Answer, Invitation, InvitationBatch, Response, TypedSheet
from assessments.paper import entry
from assessments.rounds import lifecycle
from frameworks.models import Question
from tests import factories
from tests.assessments.invitations.test_pages import enter
from tests.assessments.paper.test_entry import group, sheets
from tests.assessments.reports.test_pdf import page_texts
from tests.assessments.responses.test_pages import (
    Person,
    browser,
    everything_stored,
    hidden,
    put,
    text_of,
)
from tests.translations import translate

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def round(organisation):
    version = factories.make_version(extra=("one", "many", "text"))
    return factories.make_round([version], perspectives=factories.TWO, organisation=organisation)


@pytest.fixture
def sheet(round):
    return sheets(round)[0]


def asked(code):
    """How the page names the fields of a question; '' for none."""
    pk = Question.objects.filter(code=code).order_by("pk").values_list("pk", flat=True).last()
    return f"q{pk}" if pk else ""


def fields_of(typed):
    data = {}
    for name, value in typed.items():
        code, _, field = name.replace("_", "-").rpartition("-")
        data[f"{asked(code)}-{field}" if asked(code) else name] = value
    return data


class Desk:
    """Somebody who runs the round, at its paper forms."""

    def __init__(self, user, round):
        self.client, self.round = Client(), round
        self.client.force_login(user)

    def url(self, name):
        return reverse(f"assessments:{name}", args=[self.round.pk])

    def get(self, name="paper"):
        return self.client.get(self.url(name))

    def open(self, number):
        return self.client.post(self.url("type_in"), {"number": number})

    def store(self, number, perspective="1", **typed):
        """Type these in, by the code of the question and the field: s1_q1_keys for the keys of s1-q1."""
        return self.send(number, fields_of(typed), perspective)

    def send(self, number, data, perspective="1"):
        fields = {"number": number, "perspective": perspective, "save": "yes"}
        return self.client.post(self.url("type_in"), {**fields, **data})

    def story(self, answer):
        return text_of(self.client.get(answer["Location"]))


@pytest.fixture
def desk(facilitator, round):
    return Desk(facilitator, round)


@pytest.fixture
def second(organisation, round):
    return Desk(factories.make_member(organisation, "lead", "second@example.org"), round)


def answers():
    rows = Answer.objects.values_list("question__code", "level__value", "special", "text", "comment")
    return {row[0]: next((value for value in row[1:] if value), "") for row in rows}


ALL = {
    "s1_q1_keys": "4",
    "s1_q2_keys": "d",
    "s2_q1_keys": "P",
    "one-keys": "2",
    "many-keys": "13",
    "text-words": "In my own words",
    "text-sharing": "unnamed",
    "s1_q1_words": "Why: ‘it’s ours’\nand <b>more</b>",
    "s1_q1_sharing": "named",
}


def test_a_form_is_typed_in_by_its_keys(desk, sheet):
    page = desk.open(sheet.number.lower())
    assert f"Type in form {codes.in_groups(sheet.number)}" in text_of(page)
    assert "1 2 3 4 5, d n p" in text_of(page)
    done = desk.store(sheet.number, show_if_few="on", **ALL)
    assert done["Location"] == desk.url("paper")
    assert "is typed in, and it counts" in desk.story(done)
    assert answers() == {
        "s1-q1": 4,
        "s1-q2": "dont_know",
        "s2-q1": "prefer_not_to_say",
        "one": "",
        "many": "",
        "text": "In my own words",
    }
    answer = Answer.objects.get(question__code="s1-q1")
    assert (answer.comment, answer.sharing) == ("Why: ‘it’s ours’\nand <b>more</b>", "named")
    picked = Answer.objects.filter(question__code__in=["one", "many"])
    assert {a.question.code: sorted(a.options.values_list("code", flat=True)) for a in picked} == {
        "one": ["b"],
        "many": ["a", "c"],
    }
    response = Response.objects.get()
    assert (response.source, response.show_if_few, response.perspective.code) == ("paper", True, "people")


def test_the_same_keys_by_a_second_person_check_the_form(desk, second, sheet):
    desk.store(sheet.number, **ALL)
    page = text_of(second.open(sheet.number))
    assert "Check form" in page
    done = second.store(sheet.number, **ALL)
    assert "is checked" in second.story(done)
    assert not TypedSheet.objects.exists()


def test_who_checks_sees_the_words_and_none_of_the_keys(desk, second, sheet):
    """A person who saw the keys would copy them; words are compared, as nobody types them the same twice.
    Who may read the words is crossed, too."""
    desk.store(sheet.number, show_if_few="on", **ALL)
    page = text_of(second.open(sheet.number))
    assert "In my own words" in page
    assert "and <b>more</b>" in page
    assert not re.search(r'name="[\w-]+-keys" value="[^"]', page)
    assert '" selected' not in re.sub(r'<option value="" selected>', "", page)
    assert 'id="id_show_if_few" value="on" checked' not in page


def test_differences_are_shown_with_what_each_read_and_then_settled(desk, second, sheet):
    desk.store(
        sheet.number, s1_q1_keys="4", s1_q2_keys="2", **{"text-words": "Mine", "text-sharing": "unnamed"}
    )
    mine = {"s1_q1_keys": "5", "s1_q2_keys": "2", "text-words": "Mina", "text-sharing": "unnamed"}
    page = second.store(sheet.number, perspective="2", **mine)
    assert page.status_code == 422
    shown = text_of(page)
    assert "read this form differently" in shown
    assert "4 (Level 4)" in shown
    assert '<blockquote class="kept-words" dir="auto">Mine</blockquote>' in shown
    assert shown.count("keyrow look") == 2
    assert "The first person read: <strong>People</strong>" in " ".join(shown.split())
    assert answers() == {"s1-q1": 4, "s1-q2": 2, "text": "Mine"}
    seen = hidden(page)["seen"]
    done = second.store(sheet.number, perspective="2", seen=seen, **{**mine, "text-words": "Mine"})
    assert "is checked" in second.story(done)
    assert answers() == {"s1-q1": 5, "s1-q2": 2, "text": "Mine"}
    assert Response.objects.get().perspective.code == "staff"


def test_the_first_person_puts_right_what_they_typed_and_sees_it_filled_in(desk, sheet):
    desk.store(sheet.number, show_if_few="on", **ALL)
    opened = desk.open(sheet.number)
    page = text_of(opened)
    assert "You typed this one in" in page
    assert f'name="{asked("s1-q1")}-keys" value="4"' in page
    assert f'name="{asked("many")}-keys" value="1 3"' in page
    assert 'id="id_show_if_few" value="on" checked' in page
    done = desk.store(sheet.number, seen=hidden(opened)["seen"], s1_q1_keys="1")
    assert "as you put it right" in desk.story(done)
    assert answers()["s1-q1"] == 1
    assert TypedSheet.objects.exists()


def test_a_first_page_that_arrives_late_or_twice_takes_no_correction_back(desk, sheet):
    assert "it counts" in desk.story(desk.store(sheet.number, s1_q1_keys="4"))
    assert "as you put it right" in desk.story(desk.store(sheet.number, s1_q1_keys="4"))  # pressed twice
    desk.store(sheet.number, seen=hidden(desk.open(sheet.number))["seen"], s1_q1_keys="5")
    late = desk.store(sheet.number, s1_q1_keys="4")
    assert late.status_code == 422
    assert "This form was changed since you opened it here." in text_of(late)
    assert "Stored now:" in text_of(late)
    assert answers()["s1-q1"] == 5


def test_a_mistake_on_the_way_takes_nothing_from_who_puts_their_own_right(desk, sheet):
    """And it does not make an old page a new one."""
    desk.store(sheet.number, s1_q1_keys="4", s1_q2_keys="2")
    seen = hidden(desk.open(sheet.number))["seen"]
    wrong = desk.store(sheet.number, seen=seen, s1_q1_keys="9", s1_q2_keys="1")
    done = desk.store(sheet.number, seen=hidden(wrong)["seen"], s1_q1_keys="5", s1_q2_keys="1")
    assert "as you put it right" in desk.story(done)
    assert answers() == {"s1-q1": 5, "s1-q2": 1}
    old = desk.store(sheet.number, seen=seen, s1_q1_keys="9")
    late = desk.store(sheet.number, seen=hidden(old)["seen"], s1_q1_keys="3")
    assert "This form was changed since you opened it here." in text_of(late)
    assert answers() == {"s1-q1": 5, "s1-q2": 1}


def test_what_is_changed_beside_the_differences_is_shown_before_it_counts(desk, second, sheet):
    desk.store(sheet.number, s1_q1_keys="4", s1_q2_keys="2")
    page = second.store(sheet.number, s1_q1_keys="5", s1_q2_keys="2")
    slip = {"s1_q1_keys": "5", "s1_q2_keys": "1", "show_if_few": "on"}
    again = second.store(sheet.number, seen=hidden(page)["seen"], **slip)
    assert again.status_code == 422
    said = " ".join(text_of(again).split())
    assert "Something else differs now" in said
    assert said.count("keyrow look") == 2
    assert "The first person read: <strong>not crossed</strong>" in said
    assert (answers(), Response.objects.get().show_if_few) == ({"s1-q1": 4, "s1-q2": 2}, False)
    done = second.store(sheet.number, seen=hidden(again)["seen"], **slip)
    assert "is checked" in second.story(done)
    assert (answers(), Response.objects.get().show_if_few) == ({"s1-q1": 5, "s1-q2": 1}, True)


def test_nobody_can_say_by_themselves_what_they_were_shown(desk, second, round):
    """Neither by a guess, nor with what the page of another person or of another form carried."""
    one, other = sheets(round, 2)
    for sheet in (one, other):
        desk.store(sheet.number, s1_q1_keys="4")
    pages = [desk.open(one.number), second.store(other.number, s1_q1_keys="5")]
    taken = [hidden(page)["seen"] for page in pages]
    assert all(taken)
    swapped = taken[1].split(":", 1)[0] + ":" + taken[0].split(":", 1)[1]
    for seen in ("", "1", "[1, null]", "\x00", signing.dumps([1, None]), *taken, swapped):
        assert second.store(one.number, seen=seen, s1_q1_keys="5").status_code == 422
        assert answers() == {"s1-q1": 4}
    assert TypedSheet.objects.count() == 2


def test_a_page_says_in_clear_no_more_than_it_shows(desk, second, round, sheet):
    desk.store(sheet.number, show_if_few="on", **ALL)
    page = second.store(sheet.number, s1_q1_keys="4", s1_q1_words="Others")
    carried = signing.b64_decode(hidden(page)["seen"].split(":")[0].encode()).decode()
    ids = [int(asked(code)[1:]) for code in ("s1-q1", "s1-q2", "s2-q1", "one", "many", "text")]
    assert json.loads(carried) == [1, [*sorted(ids, key=str), "show_if_few"]]


def test_frameworks_that_share_codes_are_typed_in_apart(organisation, facilitator):
    versions = [factories.make_version("original"), factories.make_version("adapted")]
    round = factories.make_round(versions, organisation=organisation, perspectives=factories.TWO)
    [sheet] = sheets(round)
    desk = Desk(facilitator, round)
    pks = list(Question.objects.filter(code="s1-q1").order_by("pk").values_list("pk", flat=True))
    desk.store(sheet.number, **{f"q{pk}-keys": key for pk, key in zip(pks, "15", strict=True)})
    stored = Answer.objects.order_by("question").values_list("question", "level__value")
    assert list(stored) == [(pks[0], 1), (pks[1], 5)]
    page = text_of(desk.open(sheet.number))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_what_was_typed_is_given_back_where_the_form_is_gone_meanwhile(desk, second, round, sheet):
    desk.store(sheet.number, s1_q1_keys="4")
    second.store(sheet.number, s1_q1_keys="4")
    page = desk.store(sheet.number, s1_q1_keys="5", **{"text-words": "A long text, typed in vain"})
    assert page.status_code == 409
    assert "We cannot find this number" in text_of(page)
    assert "A long text, typed in vain" in text_of(page)


def rows_of(page):
    """The fields of a page that say which number each question has."""
    return dict(re.findall(r'name="(q\d+-number)" value="([^"]+)"', text_of(page)))


def test_who_is_signed_out_while_they_type_gets_back_what_they_typed_and_nothing_else(desk, round, sheet):
    numbers = rows_of(desk.open(sheet.number))
    assert (numbers[asked("s1-q1") + "-number"], numbers[asked("s2-q1") + "-number"]) == ("1.1", "2.1")
    Session.objects.all().delete()
    typed = {"show_if_few": "on", **numbers, **fields_of(ALL)}
    with CaptureQueriesContext(connection) as queries:
        page = desk.send(sheet.number, typed, perspective="2")
    assert not [one for one in queries if "assessments_" in one["sql"] or "frameworks_" in one["sql"]]
    assert page.status_code == 403
    assert "no-store" in page["Cache-Control"]
    said = text_of(page)
    assert "You are not signed in any more" in said
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
    for words in (
        f"Number of the form: {sheet.number}",
        "Figure of the group: 2",
        "‘Show our scores even if we are few’ is crossed",
        "1.1 Keys: 4 Why: ‘it’s ours’ and <b>more</b> Who may read these words? 1 Show it, and say",
        numbers[asked("text") + "-number"]
        + " In my own words Who may read these words? 2 Show it, but do not say which group it came from",
        "Keys: 13",
    ):
        assert words in told
    assert "\nWhy: ‘it’s ours’\nand &lt;b&gt;more" in page.text
    for unknown in (round.assessment.title, round.title, "Statement", "Part 1", "Staff", "Level"):
        assert unknown not in said
    assert not Response.objects.exists()
    sign_in = re.search(r'href="([^"]+)" target="_blank" rel="noopener"', said)[1]
    assert sign_in == reverse("account_login") + "?next=" + desk.url("paper")


@pytest.mark.parametrize(
    "sent",
    [{}, {"number": "x" * 90}, {"q1-keys": "3"}, {"q1-keys": "<b>", "q1-number": "<i>"}, {"qx-words": "w"}],
)
def test_a_page_of_who_is_not_signed_in_may_hold_anything(client, round, sent):
    page = client.post(reverse("assessments:type_in", args=[round.pk]), sent)
    assert page.status_code == 403
    assert "<b>" not in page.text
    assert "<i>" not in page.text
    elsewhere = client.post(reverse("assessments:type_in", args=[round.pk + 999]), sent)
    assert elsewhere.text.replace(str(round.pk + 999), str(round.pk)) == page.text


def test_the_words_of_a_form_come_back_where_its_page_has_no_good_token(desk, sheet):
    desk.client.handler.enforce_csrf_checks = True
    page = desk.store(sheet.number, **ALL)
    assert page.status_code == 403
    assert "In my own words" in text_of(page)
    assert "Why: ‘it’s ours’\nand <b>more</b>" in text_of(page)
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"s1_q1_keys": "7"}, "‘7’ does not go with this question. Its keys are: 1 2 3 4 5, d n p."),
        ({"s1_q1_keys": "45"}, "‘45’ does not go with this question."),
        ({"one-keys": "12"}, "‘12’ does not go with this question."),
        ({"s1_q1_keys": "1" * 201}, "Type the keys of the crossed boxes only."),
        ({"text-words": "x" * 8001}, "longer than 8,000 characters"),
        ({"text-words": "nul\x00"}, "cannot store"),
        ({"text-words": "words", "text-sharing": "everyone"}, "Please look again at one thing."),
        ({"s1_q1_keys": "1", "perspective": ""}, "Say which group is crossed on the form."),
        ({"s1_q1_keys": "1", "perspective": "9"}, "Choose one of the groups in the list."),
        ({}, "There is nothing to store yet."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(desk, sheet, typed, said):
    page = desk.store(sheet.number, **{"s1_q2_keys": "" if not typed else "3", **typed})
    assert page.status_code == 422
    assert said in text_of(page)
    if typed:
        assert f'name="{asked("s1-q2")}-keys" value="3"' in text_of(page)
    assert not Response.objects.exists()
    assert Invitation.objects.exists()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "Type the number that stands on the form."),
        ("7K2M", "does not look right"),
        ("AAAA-AAAA", "does not look right"),
        ("secret", "does not look right"),
        ("unknown", "We cannot find this number"),
    ],
)
def test_a_number_that_is_none_is_told_so(desk, sheet, number, said):
    number = {"secret": sheet.secret, "unknown": codes.make_sheet_number()}.get(number, number)
    page = desk.open(number)
    assert page.status_code == 400
    assert said in text_of(page)


def test_a_form_without_a_group_names_nobody_beside_words(desk, sheet):
    desk.store(sheet.number, perspective="0", **{"text-words": "Words", "text-sharing": "named"})
    answer = Answer.objects.get()
    assert (answer.sharing, answer.response.perspective) == ("unnamed", None)


def test_words_with_nothing_crossed_beside_them_are_shown_to_nobody(desk, sheet):
    desk.store(sheet.number, **{"text-words": "Words"})
    assert Answer.objects.get().sharing == "private"


def test_the_group_that_a_form_was_printed_for_is_chosen_at_first(desk, round):
    [sheet] = sheets(round, perspective=group(round, "staff"))
    page = text_of(desk.open(sheet.number))
    assert "printed for: Staff" in page
    assert '<option value="2" selected>' in page


def test_forged_fields_store_nothing_of_another_question(desk, sheet):
    desk.store(sheet.number, s1_q1_keys="1", **{"elsewhere-keys": "3", "revision": "9"})
    assert answers() == {"s1-q1": 1}


# The counts, and the states of a round


def test_the_page_counts_forms_and_says_nothing_of_answers(desk, second, round):
    made = sheets(round, 5)
    for one in made[:3]:
        desk.store(one.number, s1_q1_keys="5")
    second.store(made[0].number, s1_q1_keys="5")
    page = text_of(desk.get())
    assert "5 forms printed" in page
    assert "3 typed in, and counted" in page
    assert "2 of these wait for a second person" in page
    shown = text_of(desk.client.get(reverse("assessments:round", args=[round.pk])))
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
    for answer in (
        there.get(),
        there.open(number),
        there.store(number, s1_q1_keys="1"),
        there.get("print_paper"),
    ):
        assert answer["Location"] == reverse("assessments:round", args=[other.pk])
    assert not Response.objects.exists()


def test_forms_are_typed_in_and_checked_after_the_close_and_none_is_printed(desk, second, round, sheet):
    lifecycle.close_round(round=round, by=None)
    assert "no more forms can be printed" in text_of(desk.get())
    desk.store(sheet.number, s1_q1_keys="1")
    shown = text_of(desk.client.get(reverse("assessments:release", args=[round.pk])))
    assert "1 form from paper was typed in, and nobody else has checked it yet." in shown
    second.store(sheet.number, s1_q1_keys="1")
    shown = text_of(desk.client.get(reverse("assessments:release", args=[round.pk])))
    assert "from paper" not in shown
    assert desk.client.post(desk.url("print_paper"), {"number": 1})["Location"] == reverse(
        "assessments:round", args=[round.pk]
    )


def test_results_and_report_say_how_many_answered_on_paper(desk, round):
    for one in sheets(round, 3):
        desk.store(one.number, s1_q1_keys="4")
    for _ in range(3):
        factories.respond(round, "staff", {"s1-q1": 2})
    results = factories.release(round).results
    assert results["on_paper"] == 3
    for name in ("results", "report", "round"):
        page = text_of(desk.client.get(reverse(f"assessments:{name}", args=[round.pk])))
        assert "3 of them answered on paper." in page or "3 of these came on paper." in page
    Response.objects.filter(source="paper").first().delete()  # taken back later: nobody's business
    page = text_of(desk.client.get(reverse("assessments:round", args=[round.pk])))
    assert "3 of these came on paper." in page


def test_unused_forms_are_taken_back_and_cannot_be_typed_in(desk, round):
    first, other = sheets(round, 2)
    desk.store(first.number, s1_q1_keys="4")
    batch = InvitationBatch.objects.get()
    address = reverse("assessments:take_back", args=[round.pk, batch.pk])
    assert "cannot be typed in then" in text_of(desk.client.get(address))
    assert desk.client.post(address)["Location"] == desk.url("paper")
    assert "We cannot find this number" in text_of(desk.open(other.number))
    assert "You typed this one in" in text_of(desk.open(first.number))


# The person whose form it is


def test_a_person_comes_back_to_what_was_typed_in_and_changes_it(desk, second, round, sheet):
    desk.store(sheet.number, **ALL)
    client, page = enter(codes.in_groups(sheet.secret))
    assert page["Location"] == reverse("assessments:mine", args=[round.join_code])
    person = Person(round, client)
    for name in ("mine", "part", "check"):
        assert "typed in your form and checked it have seen" in text_of(person.get(name))
    assert "In my own words" in text_of(person.get("mine"))
    person.post("part", s1_q1_answer="2", s1_q1_comment="", s1_q1_sharing="")
    assert answers()["s1-q1"] == 2
    assert "We cannot find this number" in text_of(second.open(sheet.number))


@pytest.mark.parametrize("name", ["part", "part 2", "check", "mine"])
def test_what_paper_is_different_in_is_told_as_an_exception_to_the_promise(desk, round, sheet, name):
    desk.store(sheet.number, **ALL)
    person = Person(round, enter(sheet.secret)[0])
    address = person.url(name.split()[0])
    page = text_of(person.client.get(address.replace("/1/", "/2/") if name == "part 2" else address))
    lines = re.findall(r"<li>([^<]*)</li>", page[page.index("Who can see my answers?") :])
    first, exception, *others = lines[:5]
    assert [first, *others] == round.promise_in_short
    assert first == "Nobody in your team sees your own answers."
    assert exception.startswith("But you answered on paper.")
    assert "have seen what you wrote" in exception


def test_a_person_sees_the_results_by_the_code_from_their_form(desk, round, sheet):
    desk.store(sheet.number, **ALL)
    factories.release(round)
    client, _page = enter(sheet.secret)
    page = client.get(reverse("assessments:join_results", args=[round.join_code]))
    assert page.status_code == 200
    assert "Results" in text_of(page)


WAIT = "Have you handed in the form? Then please wait."
ON_SCREEN = "Answer on screen, not on paper"


@pytest.mark.parametrize("joining", ["link", "codes"])
def test_who_scans_the_code_of_a_form_that_waits_is_told_before_the_button(organisation, joining):
    """They may have handed it in, and it could not be typed in any more if they pressed on."""
    round = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining=joining)
    for perspective in (None, group(round)):
        client, _page = enter(sheets(round, perspective=perspective)[0].secret)
        page = text_of(Person(round, client).get("join"))
        told = [page.index(words) for words in (WAIT, "do not go on here. Wait", ON_SCREEN)]
        assert told == sorted(told)
        assert ">Start<" not in page
        assert "our invitation" not in page
        old = client.post(reverse("assessments:join", args=[round.join_code]), {"start": "old"})
        assert (old.status_code, WAIT in text_of(old), ON_SCREEN in text_of(old)) == (400, True, True)
    assert not Response.objects.exists()


def test_only_the_code_of_a_form_is_told_of_paper(organisation):
    round = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining="both")
    slip = codes.make_invitation()
    invitation_actions.make_slips(round=round, perspective=None, made=[slip], by=None)
    for client in (browser(), enter(slip)[0]):
        page = text_of(Person(round, client).get("join"))
        assert ">Start<" in page
        assert "paper form" not in page


def test_a_code_that_is_no_good_any_more_says_nothing_of_paper(desk, round):
    """Wrong, expired and taken-back codes look the same, also where the browser still holds one."""
    kept, taken_back = sheets(round), sheets(round)
    held, _page = enter(taken_back[0].secret)
    assert WAIT in text_of(Person(round, held).get("join"))
    invitation_actions.take_back(batch=InvitationBatch.objects.order_by("pk").last(), by=None)
    pages = [text_of(enter(secret)[1]) for secret in (taken_back[0].secret, codes.make_secret())]
    pages.append(text_of(Person(round, held).get("join")))
    assert not [page for page in pages if WAIT in page or ON_SCREEN in page]
    assert enter(kept[0].secret)[1].status_code == 302


@pytest.mark.parametrize("joining", ["link", "codes"])
def test_a_person_answers_on_screen_instead_by_the_code_from_their_form(organisation, facilitator, joining):
    """It is used up by this, like a slip: else who left it open on a shared device could read along."""
    round = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining=joining)
    [sheet] = sheets(round, perspective=group(round))
    client, page = enter(sheet.secret)
    assert page["Location"] == reverse("assessments:join", args=[round.join_code])
    person = Person(round, client)
    assert "its private code stops working" in text_of(person.get("join"))
    assert person.post("join").status_code == 302
    assert person.secret != sheet.secret
    person.post("part", s1_q1_answer="3")
    assert "typed in your form" not in text_of(person.get("mine"))
    assert Response.objects.get().source == "screen"
    assert "We cannot find this number" in text_of(Desk(facilitator, round).open(sheet.number))
    _again, page = enter(sheet.secret)
    assert "We cannot find this code" in text_of(page)


def test_the_number_of_a_form_opens_nothing_for_those_who_take_part(sheet):
    _client, page = enter(sheet.number)
    assert "We cannot find this code" in text_of(page)


# What is left behind


def test_neither_numbers_nor_codes_nor_answers_are_stored_or_said_anywhere(desk, second, round, caplog):
    made = sheets(round, 3)
    desk.store(made[0].number, **ALL)
    second.store(made[0].number, s1_q1_keys="1")
    desk.store(made[1].number, s1_q1_keys="9")
    stored = list(everything_stored())
    for one in made:
        for secret in (one.number, one.secret, codes.in_groups(one.number), codes.in_groups(one.secret)):
            assert not [row for row in stored if secret in row]
            assert secret not in caplog.text
    assert not [event for event in AuditEvent.objects.all() if "words" in f"{event.what} {event.record}"]


def test_no_row_that_stays_joins_a_form_to_its_answers(desk, second, round, sheet):
    desk.store(sheet.number, **ALL)
    second.store(sheet.number, **ALL)
    number_hash = codes.hash_of(round.join_code + sheet.number)
    assert not [row for row in everything_stored() if number_hash in row]


def costs_of(questions):
    """The queries of each page and step with so many questions, and as many forms typed in before."""
    version = factories.make_version(f"of-{questions}", sections=1, questions=questions)
    organisation = factories.make_organisation(f"Number {questions}")
    round = factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
    users = [factories.make_member(organisation, "lead", f"{n}{questions}@example.org") for n in "ab"]
    first, second = (Desk(user, round) for user in users)
    for one in sheets(round, questions):
        first.store(one.number, s1_q1_keys="1")
    [sheet] = sheets(round)
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
    assert Answer.objects.filter(response__round=round).count() == 2 * questions
    return found


def test_pages_cost_the_same_for_few_questions_and_many():
    assert costs_of(2) == costs_of(20)


def test_printing_makes_as_many_forms_as_asked_and_stores_them(desk, round):
    page = desk.client.post(desk.url("print_paper"), {"number": "2", "perspective": "staff", "large": "on"})
    assert page["Content-Type"] == "application/pdf"
    assert page["Content-Disposition"].startswith('attachment; filename="paper-forms-')
    batch = InvitationBatch.objects.get()
    assert (batch.how, batch.made, batch.perspective.code) == ("paper", 2, "staff")
    assert batch.invitations.count() == 2


def test_forms_are_printed_in_a_language_that_the_round_can_be_read_in(organisation, facilitator):
    version = factories.make_version()
    translate(version)
    round = factories.make_round([version], perspectives=factories.TWO, organisation=organisation)
    desk = Desk(facilitator, round)
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
