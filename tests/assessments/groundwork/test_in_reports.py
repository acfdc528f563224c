"""The agreement in results and reports; answers from before the meeting; who sees a clause differently."""

import datetime
import io
import json

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Deletion, Organisation
from assessments import codes
from assessments.agreement.voices.actions import Speaker, take_back_statement
from assessments.deletion.clauses import mark_of_wording, remove_wording, remove_wordings_again
from assessments.groundwork.asking import ask_whether_kept
from assessments.groundwork.queries import agreement_of
from assessments.models import Assessment, Release, Round
from assessments.records.groundwork import Wording
from assessments.records.removed_words import words_removed
from assessments.release.queries import release_before
from assessments.reports.build import build_report
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.word.report import write_word
from assessments.rounds import lifecycle, setup
from assessments.views.groundwork.before import answers_before
from frameworks.actions import import_version
from frameworks.cache import cached_contents
from frameworks.drafts.creation import adapt_framework, begin_translation
from frameworks.exchange.files import read
from frameworks.management.commands.load_library import LIBRARY
from tests import factories
from tests.assessments.groundwork.writing import SIDES, a_first_version, agree_on_whole, write
from tests.assessments.guards.refusals import refused_update
from tests.assessments.released import CARERS, PRACTITIONERS, USERS, fetch, words_of
from tests.assessments.responses.pages.participants import everything_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(organisation):
    """A round of the questions before a meeting: five service users, one carer, five practitioners."""
    file = read((LIBRARY / "before-we-meet.yaml").read_bytes())
    version = import_version(file=file, organisation=None, publish=True, by=None)
    round_ = factories.make_round([version], organisation=organisation, threshold=3)
    for perspective, people in ((USERS, 5), (PRACTITIONERS, 5)):
        for place in range(people):
            said = {"agree-rules": (f"{perspective} {place}", "private" if place == 4 else "named")}
            factories.respond(round_, perspective, {}, comments=said)
    factories.respond(round_, CARERS, {}, comments={"agree-rules": ("The only carer.", "named")})
    factories.respond(round_, PRACTITIONERS, {}, comments={"agree-rules": ("No name.", "unnamed")})
    return round_


def test_answers_from_before_come_up_only_as_a_round_would_show_them(before):
    assert answers_before(before.assessment) == {}  # nobody reads anything while people answer
    lifecycle.close_round(round_=before, by=None)
    assert answers_before(before.assessment) == {}
    release = factories.release_actions.release_round(round_=before, by=None)
    found = answers_before(before.assessment)["rules"]
    told = {group.name: {quote.words for quote in group.quotes} for group in found.groups}
    # One carer is never a group: a pool takes them in, and words nobody shared are nowhere.
    assert "The only carer." not in told.get("Carers and family", set())
    pooled = "Service users and survivors, or carers and family"
    assert [name for name in told if "arers" in name] == [pooled]
    assert "The only carer." in set().union(*told.values())
    assert told[""] >= {"No name."}
    everything = str(found)
    assert f"{USERS} 4" not in everything
    assert f"{PRACTITIONERS} 4" not in everything
    # What the clause shows is what the release froze, in its order, and nothing else.
    frozen = release.frozen.comments["before-we-meet/agree-rules"].shared
    assert sorted(quote.words for group in found.groups for quote in group.quotes) == sorted(
        quote.words for quote in frozen
    )


def test_too_few_people_show_nothing_before_the_meeting_either(organisation):
    file = read((LIBRARY / "before-we-meet.yaml").read_bytes())
    version = import_version(file=file, organisation=None, publish=True, by=None)
    round_ = factories.make_round([version], organisation=organisation, threshold=5)
    for perspective in (USERS, PRACTITIONERS):
        factories.respond(round_, perspective, {}, comments={"agree-rules": ("Mine.", "named")})
    factories.release(round_)
    found = answers_before(round_.assessment)["rules"]
    assert found.groups == ()
    assert "Mine." not in str(found)


def test_no_later_round_is_set_up_like_or_compared_with_the_questions_before(before):
    factories.release(before)
    factories.make_version("institutional-challenges")  # what its purpose starts with
    following = setup.start_next_round(assessment=before.assessment, by=None)
    assert [v.framework.code for v in following.versions.all()] == ["institutional-challenges"]
    lifecycle.open_round(round_=following, by=None)
    for perspective in (USERS, PRACTITIONERS):
        for level in (1, 2, 3, 4, 5):
            factories.respond(following, perspective, {"s1-q1": level})
    assert release_before(factories.release(following)) is None


@pytest.fixture
def asked(organisation):
    """A round on ground rules and on something else, open; with a version of the agreement from before."""
    version = factories.make_version("steps", organisation=organisation, status="draft")
    version.questions.filter(code="s1-q1").update(code="together-3")
    type(version).objects.filter(pk=version.pk).update(status="published")
    round_ = factories.make_round([version], organisation=organisation, threshold=3)
    a_first_version(round_.assessment)
    secret = codes.make_secret()
    for perspective in (USERS, PRACTITIONERS):
        for level in (2, 3, 4):
            response = factories.respond(round_, perspective, {"together-3": level}, secret=secret)
            if level == 2 and perspective == USERS:
                speaker = Speaker(response, secret)
            secret = codes.make_secret()
    return round_, speaker


def test_the_agreement_travels_before_the_scores_and_beside_its_questions(asked, client):
    round_, speaker = asked
    later = write(round_.assessment, "rules", "Other rules, written once people had answered.", keys=SIDES)
    release = fetch(factories.release(round_))
    agree_on_whole(round_.assessment)  # on the day that the round closed
    factories.see_differently(
        speaker.response, speaker.secret, "I see the rules differently.", about="clause", key="rules"
    )
    report = build_report(release)
    assert report.agreement.number == 2
    assert [one.code for one in report.agreement.beside("together-3")] == ["rules"]
    assert report.agreement.beside("s1-q2") == ()
    assert [s.words for s in report.agreement.statements] == ["I see the rules differently."]
    assert later.words in str(report.agreement.beside("together-3"))
    client.force_login(round_.assessment.organisation.memberships.get(role="lead").user)
    page = client.get(reverse("assessments:results", args=[round_.pk])).content.decode()
    assert page.index('id="agreement"') < page.index('id="talk-h"')
    assert "2 clauses are agreed, 1 is not agreed, 1 is still to talk about." in words_of(page)
    part = client.get(reverse("assessments:results_part", args=[round_.pk, "steps", "s1"])).content.decode()
    assert part.count("What we agreed") == 1
    for size in ("brief", "report", "annex", "simple"):
        shown = client.get(reverse("assessments:report", args=[round_.pk]) + f"?size={size}").content.decode()
        assert "working agreement" in shown.lower() or "How we work together" in shown, size
    data = json.loads(write_json(report))
    assert [one["outcome"] for one in data["agreement"]["clauses"]] == [
        "not_agreed", "agreed", "people", "agreed",
    ]  # fmt: skip
    words = "\n".join(p.text for p in docx.Document(io.BytesIO(write_word(report))).paragraphs)
    assert words.index("Our working agreement") < words.index("Talk about these first")
    assert "What we agreed: Ground rules." in words


def test_a_version_from_after_the_round_is_not_in_its_report_and_none_is_said(asked):
    round_, _speaker = asked
    release = fetch(factories.release(round_))
    yesterday = release.round.closed_on - datetime.timedelta(days=1)
    Round.objects.filter(pk=round_.pk).update(closed_on=yesterday)
    report = build_report(fetch(release))
    assert not report.agreement
    assert report.agreement.lead == "There was no working agreement when people answered."
    assert json.loads(write_json(report))["agreement"] is None


def test_a_statement_on_a_clause_is_in_later_reports_and_only_its_author_takes_it_back(asked):
    round_, speaker = asked
    release = fetch(factories.release(round_))
    following = setup.start_next_round(assessment=round_.assessment, by=None)
    lifecycle.open_round(round_=following, by=None)
    for perspective in (USERS, PRACTITIONERS):
        for level in (2, 3, 4):
            factories.respond(following, perspective, {"together-3": level})
    second = fetch(factories.release(following))
    edition = second.edition
    row = factories.see_differently(speaker.response, speaker.secret, about="clause", key="rules")
    assert Release.objects.get(pk=second.pk).edition > edition  # made anew
    assert [one.ident for one in build_report(fetch(second)).agreement.statements] == [str(row.pk)]
    assert build_report(fetch(second)).dissents.all == ()  # it lies beside the results of its own round
    assert [one.about for one in build_report(release).dissents.all] == ["clause"]
    take_back_statement(speaker=speaker, pk=row.pk)
    assert build_report(fetch(second)).agreement.statements == ()


def test_words_removed_by_law_are_removed_from_an_older_copy_again(asked):
    round_, _speaker = asked
    release = fetch(factories.release(round_))
    row = Wording.objects.get(clause__code="pay")
    remove_wording(assessment=round_.assessment, wording=row.pk, reason="person", by=None)
    assert "£25" not in str(build_report(fetch(release)).agreement)
    noted = set(Deletion.objects.filter(kind="words").values_list("mark", flat=True))
    assert mark_of_wording(row, "person") in noted
    other = Wording.objects.get(clause__code="decides")
    assert remove_wordings_again({mark_of_wording(other, "order")}) == 1
    other.refresh_from_db()
    assert (other.people, other.services, other.removed_because) == ("", "", "order")


def test_whether_it_was_kept_is_asked_in_words_that_are_copied_and_compared(asked):
    round_, _speaker = asked
    lead = round_.assessment.organisation.memberships.get(role="lead").user
    factories.release(round_)
    following = setup.start_next_round(assessment=round_.assessment, by=None)
    # Names as long as they may be, and with what a file of questions cannot hold.
    Assessment.objects.update(title="Tea\x1b" * 30)
    Organisation.objects.update(name="Larkfield\t" * 12)
    newest = agreement_of(round_.assessment).newest
    say = {"rules": "We stop when someone asks to stop.", "pay": "Fares on the day."}
    first = ask_whether_kept(assessment=round_.assessment, version=newest, statements=say, by=lead)
    asked_now = [v.framework.code for v in following.versions.order_by("round_versions__position")]
    assert asked_now == ["steps", first.framework.code]
    say["pay"] = "£30 an hour."
    second = ask_whether_kept(assessment=round_.assessment, version=newest, statements=say, by=lead)
    assert second.number == 2
    assert dict(second.questions.values_list("code", "continuity")) == {
        "kept-rules": "same",
        "kept-pay": "changed",
    }
    again = ask_whether_kept(assessment=round_.assessment, version=newest, statements=say, by=lead)
    assert again == second  # it says so already
    # Words that go by law go from the copies too: from each version, and from whatever was made of it.
    adapted = adapt_framework(version=second, organisation=second.framework.organisation, title="A", by=None)
    waiting = {"question:kept-rules:statement": ["We stop, from a sheet.", ""]}
    adapted.words_waiting = {"cy": waiting | {"question:kept-pay:statement": ["Stays", ""]}}
    adapted.save(update_fields=["words_waiting"])
    welsh = begin_translation(version=second, language="cy", by=None)
    welsh.questions.filter(code="kept-rules").update(statement="We stop, in Welsh.", plain="We stop.")
    lifecycle.open_round(round_=following, by=None)
    for perspective in (USERS, PRACTITIONERS):
        for level in (2, 3, 4):
            factories.respond(following, perspective, {"kept-rules": level})
    release = fetch(factories.release(following))
    assert "We stop" in write_json(build_report(release)).decode()
    assert "We stop" in str(cached_contents([second.pk]))
    proposed = write(round_.assessment, "rules", "We stop when we like.")
    for wording in (proposed.ident, Wording.objects.filter(clause__code="rules").first().pk):
        assert "We stop when someone" in str(list(everything_stored()))
        remove_wording(assessment=round_.assessment, wording=wording, reason="person", by=None)
    assert "We stop" not in str(list(everything_stored()))
    assert "We stop" not in str(cached_contents([first.pk, second.pk, welsh.pk, adapted.pk]))
    adapted.refresh_from_db()
    assert [said[0] for said in adapted.words_waiting["cy"].values()] == ["Stays"]
    says = words_removed(timezone.localdate(), "they were about a person who could be recognised")
    report = write_json(build_report(fetch(release))).decode()
    assert "We stop" not in report
    assert says in report
    assert "£30 an hour." in report
    assert Release.objects.get(pk=release.pk).edition > release.edition  # made anew
    kept = second.questions.get(code="kept-rules")
    assert (kept.title, kept.statement) == ("Ground rules", says)
    for change in ({"statement": "We rest."}, {"removed_on": None}):
        refused_update(kept, "never changes", **change)
