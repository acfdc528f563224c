"""Words that go by law from shared results: the words and nothing else, everywhere, and marked."""

import copy
import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.deletions import Deleted
from accounts.models import AuditEvent, Deletion
from assessments.deletion.actions import delete_assessment
from assessments.deletion.words import (
    NoSuchWords,
    RemovedBefore,
    mark_of_answer,
    mark_of_place,
    remove_words,
)
from assessments.models import Answer, Release, Round
from assessments.printing import pdf
from assessments.records.removed_words import RemovedWords
from assessments.records.report_files import ReportFile, report_storage
from assessments.reports.files import order_reports, read_report
from assessments.responses import saving
from tests import factories
from tests.assessments.printing.blank import blank_layout
from tests.assessments.reports.pdfs import text_of
from tests.assessments.responses.pages.participants import Person, everything_stored

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BAD = 'Sam Hill took the money.\n‘Ask’ "him" – ü \\ {0}'
USERS, STAFF = "service-users-and-survivors", "practitioners"
KEY, TEXT, CHOICE = "demo/s1-q1", "demo/text", "demo/many"


@pytest.fixture(autouse=True)
def noted(settings, tmp_path):
    settings.DELETIONS_FILE = tmp_path / "deletions.txt"
    settings.STORAGES = {
        **settings.STORAGES,
        "reports": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "reports"},
        },
    }
    return settings.DELETIONS_FILE


@pytest.fixture
def asked(organisation):
    version = factories.make_version(extra=("many", "text"))
    round_ = factories.make_round([version], organisation=organisation)
    for level in (1, 2, 3):
        factories.respond(round_, STAFF, {"s1-q1": level}, comments={"s1-q1": (f"Good {level}", "unnamed")})
        factories.respond(round_, USERS, {"s1-q1": level, "text": f"Text {level}"}, comments={})
    return round_


def bad_one(round_, **more):
    """Somebody who wrote these words to each kind of question."""
    said = dict.fromkeys(("s1-q1", "many", "text"), (BAD, "named"))
    return factories.respond(round_, USERS, {"s1-q1": 5, "many": ["a", "b"]}, comments=said, **more)


@pytest.fixture
def release(asked):
    bad_one(asked)
    return factories.release(asked)


def place_of(release, key, words=BAD):
    release.refresh_from_db()
    return [quote["words"] for quote in release.results["comments"][key]["shared"]].index(words)


def remove(release, key=KEY, reason="person", words=BAD):
    remove_words(release=release, question=key, place=place_of(release, key, words), reason=reason, by=None)


def stored():
    return json.dumps(list(everything_stored()), ensure_ascii=False)


def is_gone():
    return "Sam Hill" not in stored()


def test_the_words_go_from_all_that_is_stored_and_nothing_else_does(release):
    before = copy.deepcopy(release.results)
    answers = {row["id"]: row for row in Answer.objects.values()}
    for key in (KEY, TEXT, CHOICE):
        before["comments"][key]["shared"][place_of(release, key)]["words"] = ""
        remove(release, key)
    assert is_gone()
    release.refresh_from_db()
    assert release.results == before
    for row in Answer.objects.values():
        was = answers[row["id"]]
        if was["comment"] == BAD or was["text"] == BAD:
            was |= {"comment": "", "text": "", "sharing": ""}
        assert row == was
    assert sorted(RemovedWords.objects.values_list("question", "reason", "removed_on")) == sorted(
        (key, "person", timezone.localdate()) for key in (KEY, TEXT, CHOICE)
    )
    event = AuditEvent.objects.latest("pk")
    assert (event.what, event.record) == (
        "words removed from results", f"assessments.round:{release.round_id}"
    )  # fmt: skip


def test_the_same_words_of_two_people_go_in_both_places(asked):
    bad_one(asked)
    other = factories.respond(asked, STAFF, {"s1-q1": 1}, comments={"s1-q1": (BAD, "unnamed")})
    alone = factories.respond(asked, STAFF, {"s1-q1": 1}, comments={"s1-q1": (BAD, "private")})
    release = factories.release(asked)
    remove(release)
    release = Release.objects.get(pk=release.pk)
    assert [quote.words for quote in release.frozen.comments[KEY].shared].count("") == 2
    assert release.frozen.comments[KEY].left == 6
    assert Answer.objects.get(response=other).comment == ""
    assert Answer.objects.get(response=alone).comment == BAD, "what nobody sees is nobody’s to remove"


def test_what_was_taken_back_before_is_no_hindrance(asked):
    response = bad_one(asked)
    release = factories.release(asked)
    saving.withdraw_response(response=response)
    remove(release)
    assert Release.objects.get(pk=release.pk).frozen.comments[KEY].left == 4


def test_who_comes_second_is_told_and_no_place_is_made_up(release):
    place = place_of(release, KEY)
    remove(release)
    with pytest.raises(RemovedBefore, match="gone already"):
        remove_words(release=release, question=KEY, place=place, reason="law", by=None)
    for question, at in [(KEY, 99), (KEY, -1), ("demo/s2-q1", 0), ("nothing", 0)]:
        with pytest.raises(NoSuchWords):
            remove_words(release=release, question=question, place=at, reason="law", by=None)
    assert RemovedWords.objects.get().reason == "person"


# What the database refuses


def refused(write, says):
    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        write()


def test_nothing_else_in_a_release_may_change(release):
    """Neither without a mark, nor beside what is marked, nor to other words."""
    rows, place = Release.objects.filter(pk=release.pk), place_of(release, KEY)

    def changed(*path_and_value):
        results = copy.deepcopy(release.results)
        for path, value in path_and_value:
            inside = results
            for step in path[:-1]:
                inside = inside[step]
            inside[path[-1]] = value
        return results

    gone = (("comments", KEY, "shared", place, "words"), "")
    says = "never changes"
    refused(lambda: rows.update(results=changed(gone)), says)
    RemovedWords.objects.create(
        release=release, question=KEY, place=place, reason="law", removed_on="2026-06-01"
    )
    other = (place + 1) % len(release.results["comments"][KEY]["shared"])
    for more in (
        (("comments", KEY, "shared", other, "words"), ""),
        (("comments", KEY, "shared", place, "words"), "Milder words"),
        (("comments", KEY, "shared", place, "codes"), []),
        (("comments", KEY, "left"), 1),
        (("questions", KEY, "gap"), 0),
        (("people", "total"), 9),
        (("comments", TEXT, "shared"), []),
        (("new",), 1),
    ):
        refused(lambda more=more: rows.update(results=changed(gone, more)), says)
    refused(lambda: rows.update(results=changed(gone), people=9), says)
    refused(lambda: rows.update(results={}), says)
    assert rows.update(results=changed(gone)) == 1
    refused(lambda: rows.update(results=release.results), says)


def test_an_answer_loses_its_words_only_where_they_were_removed(release):
    held = Answer.objects.get(comment=BAD, question__code="s1-q1")
    rows = Answer.objects.filter(pk=held.pk)
    blank = {"comment": "", "text": "", "sharing": ""}
    refused(lambda: rows.update(**blank), "not open")
    RemovedWords.objects.create(
        release=release, question=TEXT, place=0, reason="law", removed_on="2026-06-01"
    )
    refused(lambda: rows.update(**blank), "not open")
    RemovedWords.objects.create(release=release, question=KEY, place=0, reason="law", removed_on="2026-06-01")
    for more in (
        {"level": None},
        {"comment": "Other"},
        {"revision": 7},
        {"level": None, "special": "dont_know"},
    ):
        refused(lambda more=more: rows.update(**{**blank, **more}), "not open")
    assert rows.update(**blank) == 1


def test_a_mark_stays_and_goes_with_its_round(release):
    remove(release)
    mark = RemovedWords.objects.get()
    rows = RemovedWords.objects.filter(pk=mark.pk)
    refused(lambda: rows.update(reason="law"), "as people read it")
    refused(lambda: rows._raw_delete("default"), "only with the round")
    refused(
        lambda: RemovedWords.objects.create(
            release=release, question=KEY, place=50, reason="Sam", removed_on="2026-06-01"
        ),
        "words_removed_why",
    )
    delete_assessment(assessment=release.round.assessment, by=None)
    assert not RemovedWords.objects.exists()


# The report


@pytest.mark.pages
@pytest.mark.usefixtures("reports_made")
def test_the_report_is_made_again_without_them(release, django_capture_on_commit_callbacks, monkeypatch):
    pages = []
    with monkeypatch.context() as before:
        before.setattr(pdf, "layout", lambda html: pages.append(html) or blank_layout(html))
        with django_capture_on_commit_callbacks(execute=True):
            order_reports(release)
        old = list(ReportFile.objects.all())
        assert sum("Sam Hill took the money" in html for html in pages) > 3
        for key in (KEY, TEXT):
            with django_capture_on_commit_callbacks(execute=True):
                remove(release, key)
    with django_capture_on_commit_callbacks(execute=True):
        remove(release, CHOICE)
    assert [read_report(one) for one in old] == [None] * len(old), "asked for as the words went"
    new = list(ReportFile.objects.all())
    stored = set(report_storage().listdir("")[1])
    assert stored & {one.name for one in (*old, *new)} == {one.name for one in new}
    assert {one.suffix for one in new} == {one.suffix for one in old}
    assert not any("Sam Hill" in said for said in printed(new))
    said = next(printed([one for one in new if one.suffix == "pdf"]))
    assert "Good 1" in said
    assert said.count("Words removed on") == 3
    assert "Some had to go by law" in said


def printed(files):
    """What stands in those that are PDFs."""
    for one in files:
        if one.suffix != "docx":
            with report_storage().open(one.name) as file:
                yield text_of(file.read())


# A copy from before


@pytest.mark.parametrize("when", ["open", "closed", "shared"])
def test_a_restored_copy_loses_them_again(asked, noted, when, django_capture_on_commit_callbacks):
    bad_one(asked)
    point = transaction.savepoint()
    if when == "closed":
        factories.lifecycle.close_round(round_=asked, by=None)
        transaction.savepoint_commit(point)
        point = transaction.savepoint()
        release = factories.release_actions.release_round(round_=asked, by=None)
    else:
        release = factories.release(asked)
    if when == "shared":
        transaction.savepoint_commit(point)
        point = transaction.savepoint()
    for key in (KEY, TEXT, CHOICE):
        remove(release, key, "order")
    lines = [f"{row.kind} {row.mark}\n" for row in Deletion.objects.filter(kind=Deleted.WORDS)]
    transaction.savepoint_rollback(point)
    noted.write_text("".join(lines))
    assert not is_gone()
    call_command("delete_again")
    assert is_gone()
    now = Round.objects.get(pk=asked.pk)
    assert now.state == {"shared": "released"}.get(when, when)
    assert set(RemovedWords.objects.values_list("reason", flat=True)) == (
        {"order"} if when == "shared" else set()
    )
    assert Answer.objects.filter(comment="Good 1").exists()
    call_command("delete_again")


def test_the_note_says_nothing_of_the_words(release, noted, django_capture_on_commit_callbacks):
    place, pk = place_of(release, KEY), Answer.objects.get(comment=BAD, question__code="s1-q1").pk
    with django_capture_on_commit_callbacks(execute=True):
        remove(release)
    marks = {mark_of_place(release.round, KEY, place, "person"), mark_of_answer(pk)}
    assert set(noted.read_text().split()) == {"words", *marks}


# The pages


@pytest.fixture
def lead(client, organisation):
    client.force_login(organisation.memberships.get(role="lead").user)
    return client


@pytest.mark.pages
def test_a_lead_removes_them_by_a_page_that_says_what_goes(lead, release):
    round_ = release.round
    place = place_of(release, KEY)
    url = reverse("assessments:remove_words", args=[round_.pk, "demo", "s1-q1", place])
    overview = reverse("assessments:words", args=[round_.pk])
    assert overview in lead.get(reverse("assessments:round", args=[round_.pk])).text
    assert f'href="{url}"' in lead.get(overview).text
    page = lead.get(url).text
    for said in ("Sam Hill took the money.", "What goes", "What stays", "It cannot be undone", "all numbers"):
        assert said in page
    assert "read that we never change their words" not in page, "these people read of the law"
    again = lead.post(url, {"reason": "Sam Hill"})
    assert (again.status_code, is_gone()) == (422, False)
    done = lead.post(url, {"reason": "order"}, follow=True).text
    assert "The words are removed." in done
    assert f'href="{url}"' not in done
    for late in (lead.get(url, follow=True), lead.post(url, {"reason": "order"}, follow=True)):
        assert "because a court or an authority ordered it" in late.text
    assert (
        lead.get(reverse("assessments:remove_words", args=[round_.pk, "demo", "s1-q1", 99])).status_code
        == 404
    )
    day = date_format(timezone.localdate(), "j F Y")
    part = lead.get(reverse("assessments:results_part", args=[round_.pk, "demo", "s1"])).text
    assert f"Words removed on {day}, because a court or an authority ordered it." in part
    assert "Sam Hill" not in part
    for name in ("results", "results_comments"):
        page = lead.get(reverse(f"assessments:{name}", args=[round_.pk])).text
        assert "‘’" not in page, "nobody is quoted with nothing"
    assert f"Words removed on {day}" in page
    report = lead.get(reverse("assessments:report", args=[round_.pk])).text
    assert f"Words removed on {day}" in report


@pytest.mark.pages
def test_who_removes_is_told_where_people_read_another_promise(lead, release, monkeypatch):
    url = reverse("assessments:remove_words", args=[release.round_id, "demo", "s1-q1", 0])
    said = "People in this round read that we never change their words"
    assert said not in lead.get(url).text
    monkeypatch.setattr("assessments.views.removal.words_may_go", lambda: "As it is worded later.")
    assert said in lead.get(url).text


@pytest.mark.pages
def test_a_page_costs_the_same_for_more_words(lead, asked):
    release = factories.release(asked)
    url = reverse("assessments:words", args=[asked.pk])
    lead.get(url)
    costs = []
    for key, words in ((KEY, "Good 1"), (KEY, "Good 2"), (KEY, "Good 3")):
        remove(release, key, words=words)
        with CaptureQueriesContext(connection) as caught:
            assert "Words removed on" in lead.get(url).text
        costs.append(len(caught))
    assert len(set(costs)) == 1


@pytest.mark.pages
def test_an_author_is_told(lead, asked):
    person = Person(asked).start(USERS)
    person.post("part", s1_q1_answer="2", s1_q1_comment=BAD, s1_q1_sharing="unnamed")
    person.post("check")
    release = factories.release(asked)
    assert "gone from this page too" not in person.get("mine").text
    remove(release)
    page = person.get("mine").text
    assert "gone from this page too" in page
    assert "Sam Hill" not in page
