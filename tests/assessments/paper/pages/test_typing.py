"""The pages of paper forms: typed in by keys, put right, checked by somebody else; and the private code."""

import html
import json
import re

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.deletions import Deleted
from accounts.models import Deletion
from assessments import codes
from assessments.deletion import actions as deletion
from assessments.deletion.unplaced import delete_unplaced
from assessments.models import Answer, Response, TypedSheet
from assessments.records.invitations import Invitation
from assessments.release import actions as release_actions
from assessments.rounds import lifecycle
from frameworks.models import Question
from tests import factories
from tests.assessments.guards.refusals import refused_update
from tests.assessments.invitations.pages.visits import enter
from tests.assessments.paper.entry.forms import group, sheets
from tests.assessments.paper.pages.desk import ALL, Desk, answers, asked, fields_of
from tests.assessments.reports.pdfs import page_texts
from tests.assessments.responses.pages.participants import Person, hidden, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_a_form_is_typed_in_by_its_keys(desk, sheet):
    page = desk.open(sheet.number.lower())
    assert f"Type in form {codes.in_groups(sheet.number)}" in text_of(page)
    assert "1 2 3 4 5, d n p" in text_of(page)
    done = desk.store(sheet.number, show_if_few="on", **ALL)
    assert done["Location"] == desk.url("paper") + "?next"
    page = desk.story(done)
    assert "is typed in, and it counts" in page
    assert "autofocus" in re.search(r"<input[^>]*id_number[^>]*>", page)[0]
    assert "autofocus" not in text_of(desk.get())
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
    assert not re.search(r'name="[\w-]+-keys"\s+value="[^"]', page)
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


def test_nobody_can_say_by_themselves_what_they_were_shown(desk, second, round_):
    """Neither by a guess, nor with what the page of another person or of another form carried."""
    one, other = sheets(round_, 2)
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


def test_a_page_says_in_clear_no_more_than_it_shows(desk, second, round_, sheet):
    desk.store(sheet.number, show_if_few="on", **ALL)
    page = second.store(sheet.number, s1_q1_keys="4", s1_q1_words="Others")
    carried = signing.b64_decode(hidden(page)["seen"].split(":")[0].encode()).decode()
    ids = [int(asked(code)[1:]) for code in ("s1-q1", "s1-q2", "s2-q1", "one", "many", "text")]
    assert json.loads(carried) == [1, [*sorted(ids, key=str), "show_if_few"]]


UNPLACED = "All of part 2 hangs on one person.\n\n  <b>And</b> nobody says so."


def test_comments_without_a_number_reach_their_author_unchanged_and_nobody_else(desk, second, round_, sheet):
    desk.store(sheet.number, unplaced=UNPLACED)  # nothing else was written: it is stored all the same
    page = second.store(sheet.number, unplaced="All of it.")
    assert page.status_code == 422
    assert "The first person read:" in text_of(page)
    assert 'href="#id_unplaced"' in text_of(page)
    assert html.escape(UNPLACED) in page.text
    done = second.store(sheet.number, seen=hidden(page)["seen"], unplaced=UNPLACED)
    assert "is checked" in second.story(done)
    assert Response.objects.get().unplaced == UNPLACED
    person = Person(round_, enter(sheet.secret)[0])
    assert html.escape(UNPLACED) in person.get("mine").text
    assert "nobody else can read them here" in " ".join(text_of(person.get("mine")).split())
    assert "<b>And</b> nobody says so" in " ".join(page_texts(person.get("my_answers_pdf").content))
    assert person.send("delete_unplaced", {"visit": "of-another"}).status_code == 409
    gone = person.send("delete_unplaced", hidden(person.get("mine")))
    told = text_of(person.client.get(gone["Location"]))
    assert "without a question’s number are deleted" in " ".join(told.split())
    assert UNPLACED not in told
    Response.objects.update(unplaced=UNPLACED)  # as in a copy from before
    marks = set(Deletion.objects.filter(kind=Deleted.WORDS).values_list("mark", flat=True))
    found = deletion.delete_again({**{kind: set() for kind in Deleted}, Deleted.WORDS: marks})
    assert (found[Deleted.WORDS], Response.objects.get().unplaced) == (1, "")
    assert not TypedSheet.objects.exists()  # their paper does not bring them back
    for one in sheets(round_, 3):
        desk.store(
            one.number, s1_q1_keys="3", s1_q1_words="Shared", s1_q1_sharing="unnamed", unplaced="Stray"
        )
    results = json.dumps(factories.release(round_).results)
    assert "Shared" in results
    assert "Stray" not in results
    assert "hangs on one person" not in results
    late = Response.objects.exclude(unplaced="").first()
    refused_update(late, "not open", unplaced="Other words")
    refused_update(late, "not open", unplaced="", submitted=False)
    delete_unplaced(response=late)  # results are shared, and they go all the same
    assert Response.objects.exclude(unplaced="").count() == 2


def test_two_forms_with_one_number_are_not_taken_for_one(desk, second, sheet):
    keys = {"s1_q1_keys": "4", "s1_q2_keys": "4", "s2_q1_keys": "4", "s2_q2_keys": "4", "one-keys": "1"}
    desk.store(sheet.number, **keys)
    slip = second.store(sheet.number, **{**keys, "s1_q1_keys": "5"})
    assert "may be another form" not in text_of(slip)
    other = second.store(sheet.number, **dict.fromkeys(keys, "2"))
    assert "may be another form with the same number" in " ".join(text_of(other).split())


def test_printing_comes_first_while_nothing_is_printed(desk, round_):
    page = text_of(desk.get())
    assert page.index('<h2 id="print">') < page.index('<h2 id="type">')
    sheets(round_)
    page = text_of(desk.get())
    assert page.index('<h2 id="type">') < page.index('<h2 id="print">')


def test_frameworks_that_share_codes_are_typed_in_apart(organisation, facilitator):
    versions = [factories.make_version("original"), factories.make_version("adapted")]
    round_ = factories.make_round(versions, organisation=organisation, perspectives=factories.TWO)
    [sheet] = sheets(round_)
    desk = Desk(facilitator, round_)
    pks = list(Question.objects.filter(code="s1-q1").order_by("pk").values_list("pk", flat=True))
    desk.store(sheet.number, **{f"q{pk}-keys": key for pk, key in zip(pks, "15", strict=True)})
    stored = Answer.objects.order_by("question").values_list("question", "level__value")
    assert list(stored) == [(pks[0], 1), (pks[1], 5)]
    page = text_of(desk.open(sheet.number))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_what_was_typed_is_given_back_where_the_form_is_gone_meanwhile(desk, second, round_, sheet):
    desk.store(sheet.number, s1_q1_keys="4")
    second.store(sheet.number, s1_q1_keys="4")
    page = desk.store(sheet.number, s1_q1_keys="5", **{"text-words": "A long text, typed in vain"})
    assert page.status_code == 409
    assert "We cannot find this number" in text_of(page)
    assert "A long text, typed in vain" in text_of(page)


def rows_of(page):
    """The fields of a page that say which number each question has."""
    return dict(re.findall(r'name="(q\d+-number)" value="([^"]+)"', text_of(page)))


def test_who_is_signed_out_while_they_type_gets_back_what_they_typed_and_nothing_else(desk, round_, sheet):
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
    assert "You are no longer signed in" in said
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
    for words in (
        f"Number of the form: {sheet.number}",
        "Figure of the group: 2",
        "‘Show our scores even if there are only a few of us’ is crossed",
        "1.1 Keys: 4 Why: ‘it’s ours’ and <b>more</b> Who may read these words? 1 Show it, and you may say",
        numbers[asked("text") + "-number"]
        + " In my own words Who may read these words? 2 Show it, but do not say which group it came from",
        "Keys: 13",
    ):
        assert words in told
    assert "\nWhy: ‘it’s ours’\nand &lt;b&gt;more" in page.text
    for unknown in (round_.assessment.title, round_.title, "Statement", "Part 1", "Staff", "Level"):
        assert unknown not in said
    assert not Response.objects.exists()
    sign_in = re.search(r'href="([^"]+)"\s+target="_blank"\s+rel="noopener"', said)[1]
    assert sign_in == reverse("account_login") + "?next=" + desk.url("paper")


@pytest.mark.parametrize(
    "sent",
    [{}, {"number": "x" * 90}, {"q1-keys": "3"}, {"q1-keys": "<b>", "q1-number": "<i>"}, {"qx-words": "w"}],
)
def test_a_page_of_who_is_not_signed_in_may_hold_anything(client, round_, sent):
    page = client.post(reverse("assessments:type_in", args=[round_.pk]), sent)
    assert page.status_code == 403
    assert "<b>" not in page.text
    assert "<i>" not in page.text
    elsewhere = client.post(reverse("assessments:type_in", args=[round_.pk + 999]), sent)
    assert elsewhere.text.replace(str(round_.pk + 999), str(round_.pk)) == page.text


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
        ({"text-words": "x" * 8001}, "Letters and spaces to take out: 1."),
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
        ("", "Type the number that is printed on the form."),
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


def test_the_group_that_a_form_was_printed_for_is_chosen_at_first(desk, round_):
    [sheet] = sheets(round_, perspective=group(round_, "staff"))
    page = text_of(desk.open(sheet.number))
    assert "printed for: Staff" in page
    assert '<option value="2" selected>' in page


def test_forged_fields_store_nothing_of_another_question(desk, sheet):
    desk.store(sheet.number, s1_q1_keys="1", **{"elsewhere-keys": "3", "revision": "9"})
    assert answers() == {"s1-q1": 1}


@pytest.mark.parametrize("meanwhile", ["shared", "deleted", "no longer runs it"])
def test_what_was_typed_comes_back_when_it_cannot_be_stored_any_more(desk, round_, sheet, meanwhile):
    numbers = rows_of(desk.open(sheet.number))
    typed = {**numbers, **fields_of(ALL)}
    if meanwhile == "shared":
        lifecycle.close_round(round_=round_, by=None, reason="Enough have answered.")
        release_actions.release_round(round_=round_, by=None)
    elif meanwhile == "deleted":
        deletion.delete_round(round_=round_, by=None)
    else:
        round_.assessment.organisation.memberships.update(role="reader")
    page = desk.send(sheet.number, typed)
    assert page.status_code == 409
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
    assert "This form is not stored" in told
    for words in ("1.1 Keys: 4", "1.2 Keys: d", "2.1 Keys: P"):
        assert words in told, told
