"""Words that go by law from what a group wrote beside results: from wherever they stand, and marked there."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.deletions import Deleted
from accounts.models import AuditEvent, Deletion
from assessments.agreement.actions import Settled
from assessments.deletion.actions import delete_assessment
from assessments.deletion.texts import remove_text, texts_of
from assessments.deletion.words import NoSuchWords, RemovedBefore
from assessments.models import Release, Round
from assessments.plans import actions
from assessments.plans.actions import ActionWords, OwnerWords, PlanRefused
from assessments.records.meetings import AgreedScore
from assessments.records.plans import Action, ActionOwner, ActionUpdate, PlanReview
from assessments.records.removed_words import RemovedText
from assessments.records.report_files import ReportFile
from assessments.reports.build import build_report
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.html import print_html
from assessments.reports.formats.table import FORMATS
from assessments.reports.papers.paper import Paper
from tests.assessments.agreement.meetings.rooms import KEY, meet, say
from tests.assessments.guards.refusals import refused_delete, refused_insert, refused_update
from tests.assessments.plans.planned import BOTH, RAY, add, released
from tests.assessments.plans.planned import say as happened
from tests.assessments.released import USERS, fetch
from tests.assessments.reports.beside.rounds import next_release
from tests.assessments.responses.pages.participants import everything_stored

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAME = "Sam Hill"
MARK = "because they were about a person who could be recognised"
DIFFER = Settled(
    "not_agreed", view_people=f"{NAME} shouts.", view_services=f"{NAME} is kind.", why=f"{NAME} left.",
    evidence=f"The book of {NAME}", links=("https://example.org/sam-hill", f"https://example.org/{NAME}"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def noted(settings, tmp_path):
    settings.DELETIONS_FILE = tmp_path / "deletions.txt"
    return settings.DELETIONS_FILE


@pytest.fixture
def release():
    """Shared results beside which each text has a name: a meeting, a plan that changed, and a later round."""
    first = released()
    say(meet(first), DIFFER)
    action = add(
        first, f"Ask {NAME}", question="demo/s1-q2", why=f"{NAME} said so", you_said=f"{NAME} first",
        support=f"{NAME} pays", how_known=f"{NAME} smiles",
        owners={**BOTH, "people": OwnerWords(NAME, USERS, "name", "sam@example.org")},
    )  # fmt: skip
    other = ActionWords(what=f"Ask {NAME} twice", why=f"{NAME} said so", owners=BOTH | {"people": RAY})
    changed = actions.change_action(action=action, words=other, base_revision=1, by=None)
    happened(changed, "not_doing", f"{NAME} said no.", is_public=True)
    actions.change_action(
        action=changed, base_revision=2, by=None,
        words=ActionWords(what=f"Ask {NAME} twice", why=f"{NAME} said so",
                          owners={**BOTH, "people": OwnerWords(NAME, USERS, "name", "sam@example.org")}),
    )  # fmt: skip
    actions.review_plan(
        release=first, held_on=timezone.localdate(), words=f"{NAME} was there.", next_on=None, by=None
    )
    return fetch(first)


def named(release):
    return [one for one in texts_of(fetch(release)) if NAME in one.words]


def remove(release, one, reason="person"):
    remove_text(release=release, place=one.place, reason=reason, by=None)


def remove_all(release):
    gone = []
    while found := named(release):
        gone.append(found[0])
        remove(release, found[0])
    return gone


def stored():
    return json.dumps(list(everything_stored()), ensure_ascii=False)


def printed(release):
    report = build_report(fetch(release))
    return write_json(report).decode() + print_html(Paper(report, "report"))


def test_they_go_from_every_place_and_each_place_is_marked(release):
    later = next_release(release, {USERS: [{"s1-q1": 2}] * 6})
    ReportFile.objects.create(release=later, suffix="pdf")
    assert NAME in printed(release)
    assert NAME in printed(later), "what we said we would do"
    editions = {one.pk: one.edition for one in Release.objects.all()}
    before = [
        list(model.objects.values_list("pk", flat=True)) for model in (AgreedScore, Action, ActionUpdate)
    ]
    gone = remove_all(release)
    assert {one.place[0] for one in gone} == set(RemovedText.Kind.values)
    assert NAME not in stored()
    assert "sam@example.org" not in stored()
    for one in (release, later):
        said = printed(one)
        assert NAME not in said
        assert MARK in said
        assert fetch(one).edition > editions[one.pk], (
            "reports of this round, and of later ones, are made anew"
        )
    assert [
        list(model.objects.values_list("pk", flat=True)) for model in (AgreedScore, Action, ActionUpdate)
    ] == before, "nothing but words goes"
    entry = build_report(fetch(release)).agreed.on(KEY).now
    assert [view.heading for view in entry.views] == [
        "How people and communities see it", "How services and professionals see it",
    ]  # fmt: skip
    for words in (*(view.words for view in entry.views), entry.why):
        assert words == f"Words removed on {date_format(timezone.localdate(), 'j F Y')}, {MARK}."
    assert entry.evidence.count(MARK) == 2, "in the place of the links too"
    action = build_report(fetch(release)).plan.actions[0]
    assert MARK in action.what
    assert action.why_not.count(MARK) == 1
    assert next((owner.name, owner.outside) for owner in action.owners) == (
        f"name removed on {date_format(timezone.localdate(), 'j F Y')}",
        "someone from service users and survivors",
    )
    assert not action.missing, "who is not named is the owner all the same"
    for key in ("docx", "xlsx", "csv"):
        FORMATS[key].write(build_report(fetch(release)))
    event = AuditEvent.objects.latest("pk")
    assert (event.what, event.record) == (
        "words removed from results", f"assessments.round:{release.round_id}"
    )  # fmt: skip


def test_the_same_words_of_one_action_go_together_and_others_stay(release):
    other = add(release, f"Ask {NAME} twice")
    one = next(one for one in texts_of(release) if one.words == f"{NAME} said so")
    assert one.place[2] == "why"
    what = next(one for one in texts_of(release) if one.place[0] == "action" and one.place[2] == "what")
    remove(release, what)
    assert Action.objects.get(pk=other.pk).what == f"Ask {NAME} twice"
    assert f"Ask {NAME}" in [text.words for text in texts_of(fetch(release))], "other words, from before"


def test_who_comes_second_is_told_and_new_words_can_go_too(release):
    one = next(one for one in named(release) if one.place[0] == "action")
    action = Action.objects.get(pk=one.place[1])
    remove(release, one)
    with pytest.raises(RemovedBefore, match="gone already"):
        remove(release, one, "law")
    for place in (
        ("action", 0, "what"),
        ("action", one.place[1], "number"),
        ("nothing", one.place[1], "what"),
    ):
        with pytest.raises(NoSuchWords):
            remove_text(release=release, place=place, reason="law", by=None)
    assert RemovedText.objects.get().reason == "person"
    words = ActionWords(what="Ask nobody", owners=BOTH)
    with pytest.raises(PlanRefused, match="Somebody else changed this"):
        actions.change_action(action=action, words=words, base_revision=action.revision, by=None)
    action.refresh_from_db()
    actions.change_action(action=action, words=words, base_revision=action.revision, by=None)
    plan = build_report(fetch(release)).plan
    assert plan.actions[0].what == "Ask nobody"
    assert MARK in dict(plan.actions[0].updates[0].earlier)["What we will do"], "the place stays, in its past"
    remove(release, next(one for one in texts_of(fetch(release)) if one.words == "Ask nobody"), "order")
    assert "a court or an authority" in build_report(fetch(release)).plan.actions[0].what


def test_the_database_lets_nothing_else_change(release):
    score, action = AgreedScore.objects.get(), Action.objects.get()
    update, changed = ActionUpdate.objects.get(state="not_doing", earlier={}), ActionUpdate.objects.first()
    review = PlanReview.objects.get()
    refused_update(action, "unless these words are marked", what="")
    refused_insert(Action(release=release, number=9, what=""), "says what it is")
    refused_insert(ActionUpdate(action=action, state="not_doing"), "says why")
    for row, says, fields in (
        (score, "stays as it was recorded", {"view_people": "", "why": "", "evidence": "", "links": []}),
        (update, "stays as it was written", {"words": ""}),
        (changed, "stays as it was written", {"earlier": {**changed.earlier, "what": ""}}),
        (review, "stays as it was written", {"words": ""}),
    ):
        for field, empty in fields.items():
            refused_update(row, says, **{field: empty})
    for kind, row, fields in (
        ("score", score, ("view_people", "links")), ("update", update, ("words",)),
        ("earlier", changed, ("what",)), ("review", review, ("words",)), ("action", action, ("what",)),
    ):  # fmt: skip
        for field in fields:
            mark = RemovedText(
                release=release, kind=kind, row=row.pk, field=field, reason="law", removed_on="2026-06-01"
            )
            mark.save()
            refused_update(mark, "as people read it", reason="order")
            refused_delete(mark, "only with the round")
    for change in ({"view_people": "Milder"}, {"view_services": ""}, {"why": ""}, {"level": 3},
                   {"links": ["https://example.org"]}, {"view_people": "", "outcome": "later"}):  # fmt: skip
        refused_update(score, "stays as it was recorded", **change)
    for change in ({"words": "Milder"}, {"words": "", "state": "done"}, {"words": "", "is_public": False}):
        refused_update(update, "stays as it was written", **change)
    for change in ({}, {**changed.earlier, "what": "Milder"}, {**changed.earlier, "what": "", "why": ""},
                   {**changed.earlier, "what": "", "new": ""}):  # fmt: skip
        refused_update(changed, "stays as it was written", earlier=change)
    refused_update(review, "stays as it was written", words="", held_on=datetime.date(2026, 1, 1))
    refused_insert(
        RemovedText(
            release=release, kind="score", row=1, field="why", reason=NAME[:6], removed_on="2026-06-01"
        ),
        "text_removed_why",
    )
    assert AgreedScore.objects.filter(pk=score.pk).update(view_people="", links=score.links) == 1
    assert AgreedScore.objects.filter(pk=score.pk).update(links=[]) == 1
    assert ActionUpdate.objects.filter(pk=update.pk).update(words="") == 1
    assert ActionUpdate.objects.filter(pk=changed.pk).update(earlier={**changed.earlier, "what": ""}) == 1
    refused_update(score, "stays as it was recorded", view_people="Back")
    delete_assessment(assessment=release.round.assessment, by=None)
    assert not RemovedText.objects.exists()


def test_they_go_also_once_the_round_is_archived_and_again_from_an_older_copy(release, noted):
    Round.objects.filter(pk=release.round_id).update(state="archived")
    point = transaction.savepoint()
    remove_all(release)
    lines = [f"{row.kind} {row.mark}\n" for row in Deletion.objects.filter(kind=Deleted.WORDS)]
    transaction.savepoint_rollback(point)
    noted.write_text("".join(lines))
    assert NAME in stored()
    call_command("delete_again")
    assert NAME not in stored()
    assert set(RemovedText.objects.values_list("reason", flat=True)) == {"person"}
    assert ActionOwner.objects.filter(name="Lena Hart").exists(), "others stay"
    call_command("delete_again")
    assert not any(NAME in line for line in lines)


@pytest.mark.pages
def test_a_lead_removes_them_by_a_page_that_says_what_goes(client, release):
    organisation = release.round.assessment.organisation
    client.force_login(organisation.memberships.get(role="lead").user)
    overview = reverse("assessments:words", args=[release.round_id])
    page = client.get(overview).text
    with CaptureQueriesContext(connection) as few:
        client.get(overview)
    places = [one.place for one in texts_of(release)]
    assert all(f'href="{reverse("assessments:remove_text", args=[release.round_id, *place])}"' in page
               for place in places)  # fmt: skip
    one = next(one for one in named(release) if one.place[0] == "owner")
    url = reverse("assessments:remove_text", args=[release.round_id, *one.place])
    asked = client.get(url).text
    for said in (NAME, "What goes", "What stays", "It cannot be undone", "e-mail address goes too"):
        assert said in asked
    assert client.post(url, {"reason": NAME}).status_code == 422
    done = client.post(url, {"reason": "author"}, follow=True).text
    assert "The words are removed." in done
    assert "because the person who wrote them asked for it" in done
    for late in (client.get(url, follow=True), client.post(url, {"reason": "author"}, follow=True)):
        assert "because the person who wrote them asked for it" in late.text
    for n in range(3):
        say(meet(release), DIFFER, question=f"demo/s2-q{1 + n % 2}")
    client.get(overview)
    with CaptureQueriesContext(connection) as many:
        client.get(overview)
    assert len(many) == len(few)
    outcome = client.get(reverse("assessments:outcome", args=[release.round_id])).text
    assert "someone from service users and survivors" in outcome
