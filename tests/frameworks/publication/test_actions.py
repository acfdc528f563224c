"""Publishing a draft: by one person, or by two; and never twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Membership, User
from frameworks.actions import VersionRefused, withdraw_version
from frameworks.drafts import creation
from frameworks.drafts.locks import NoDraft
from frameworks.models import DraftStep, Question
from frameworks.publication import actions, review
from frameworks.publication.actions import PublicationRefused
from tests import factories
from tests.frameworks.edits import (
    CHIPS,
    LEAF,
    TURNS,
    continuity,
    fresh,
    reworded_draft,
    save,
    save_fields,
    translated,
)
from tests.frameworks.examples import example, long_example, stored
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def publish(draft, by, *, same=True, note="Said by all.", **more):
    says = {"turns": same} if isinstance(same, bool) else same
    more = {"revision": draft.revision} | more
    return actions.publish(draft=draft, note=note, same=says, by=by, **more)


def propose(draft, by, *, same=True, **more):
    more = {"revision": fresh(draft).revision} | more
    return actions.propose(draft=draft, note="Said by all.", same={"turns": same}, by=by, **more)


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("what", "by__name"))


# One person


def test_the_note_and_what_each_question_says_are_kept(draft, lead):
    before = len(trail())
    version = publish(draft, lead, same=False)
    assert (version.status, version.published_by, version.number) == ("published", lead, 2)
    assert version.change_note == "Said by all."
    assert continuity(version) == {"turns": "changed", "leaf": "same", "story": "same", "chips": "same"}
    assert not DraftStep.objects.filter(version=version).exists()
    assert trail()[before:] == [("framework published", "Lee Lead")]


def test_a_reworded_question_that_asks_the_same_goes_on(draft, lead):
    assert continuity(publish(draft, lead))["turns"] == "same"


def test_a_question_that_is_answered_in_another_way_never_goes_on(draft, lead):
    draft = save(draft, CHIPS, direction="strength")
    draft = save(draft, LEAF, choose="one", statement="Which one?")
    assert continuity(publish(draft, lead)) == {
        "turns": "same",
        "leaf": "changed",
        "story": "same",
        "chips": "changed",
    }


def test_what_stays_word_for_word_is_not_asked_about(draft):
    draft = save(draft, CHIPS, title="Old cups", consider=["Which one?"])
    assert [question.code for question in review.review_draft(draft).asked] == ["turns"]


def test_the_other_words_of_a_level_are_asked_about(draft):
    levels = [
        {"value": value, "label": label, "description": ""}
        for value, label in ((0, "Never at all"), (1, "No"), (5, "Always"))
    ]
    now = fresh(draft).revision
    written = {("scale", "how-often"): {"levels": levels, "was": {0: 0, 1: 1, 5: 5}}}
    save_fields(draft=draft, revision=now, written=written, by=None)
    assert {question.code for question in review.review_draft(fresh(draft)).asked} == {"turns", "chips"}


@pytest.mark.parametrize("same", [{}, {"leaf": True}])
def test_nothing_is_published_before_each_reworded_question_is_spoken_for(draft, lead, same):
    with pytest.raises(PublicationRefused, match="Say of each reworded question"):
        publish(draft, lead, same=same)
    assert (fresh(draft).status, fresh(draft).change_note) == ("draft", "")


def test_nobody_publishes_what_they_have_not_seen(draft, lead):
    save(draft, CHIPS, title="Old cups")
    with pytest.raises(PublicationRefused, match="Somebody changed the draft while you were on this page"):
        publish(draft, lead)
    assert fresh(draft).status == "draft"


def test_what_lacks_something_is_not_published(draft, lead):
    draft = save(draft, CHIPS, statement="")
    with pytest.raises(PublicationRefused, match="put right first"):
        publish(draft, lead)
    assert fresh(draft).status == "draft"


def test_publishing_again_finds_no_draft(draft, lead):
    publish(draft, lead)
    with pytest.raises(NoDraft):
        publish(draft, lead)


def test_what_is_compared_is_the_last_version_before_withdrawn_or_not(draft, lead):
    second = publish(draft, lead)
    withdraw_version(version=second, by=None)
    third = creation.begin_draft(framework=second.framework, by=None)
    assert (third.number, review.base_of(fresh(third)).number) == (3, 2)
    assert [question.code for question in review.review_draft(fresh(third)).asked] == ["turns"]


def test_a_first_version_is_compared_with_nothing(organisation, lead):
    draft = stored(organisation=organisation, publish=False)
    assert review.review_draft(draft).comparison is None
    assert publish(draft, lead, same={}, note="").status == "published"
    assert continuity(draft)["turns"] == "changed"  # as its file says


def test_the_first_version_of_an_adaptation_is_compared_with_its_original(organisation, lead):
    original = stored()
    draft = creation.adapt_framework(version=original, organisation=organisation, title="Our kettle", by=lead)
    draft = save(draft, TURNS, statement="We all take turns.")
    found = review.review_draft(draft)
    assert found.base == original
    assert review.name_of_base(draft, found.base) == "version 1 of The kettle"
    assert continuity(publish(draft, lead, same=False, note=""))["turns"] == "changed"


def test_hard_texts_are_found(draft):
    hard = "Organisational accountability necessitates comprehensive, multidisciplinary deliberation."
    draft = save(draft, CHIPS, statement=hard)
    said = [one.text for one in review.review_draft(draft).unwise if one.about.code == "chips"]
    assert any(text.startswith("Statement: hard to read") for text in said)
    assert not [one for one in review.review_draft(draft, read_through=False).unwise if "hard" in one.text]


# Translations


def test_a_translation_is_checked_against_its_original(organisation, lead):
    version = stored(organisation=organisation)
    bare = creation.begin_translation(version=version, language="cy", by=None)
    assert "Write what the question asks." in {one.text for one in review.review_draft(fresh(bare)).musts}
    draft = translated(version)
    found = review.review_draft(draft)
    assert (found.musts, found.comparison, found.asked) == ((), None, ())
    assert "In shorter words: not translated. People would read the original." in {
        one.text for one in found.unwise
    }
    assert publish(draft, lead, same={}, note="").status == "published"


def test_a_translation_of_a_withdrawn_version_is_refused(organisation, lead):
    version = stored(organisation=organisation)
    draft = translated(version)
    withdraw_version(version=version, by=None)
    with pytest.raises(VersionRefused, match="not published"):
        publish(draft, lead, same={}, note="")


# Two people


def test_one_alone_cannot_publish_where_two_have_to_agree(two, lead):
    with pytest.raises(PublicationRefused, match="second member"):
        publish(two, lead)
    assert fresh(two).status == "draft"


def test_one_asks_and_any_other_member_agrees(two, lead, reader):
    before = len(trail())
    propose(two, lead, same=False)
    waiting = fresh(two)
    assert (waiting.status, waiting.proposed_by, waiting.change_note) == ("draft", lead, "Said by all.")
    assert review.proposal_of(waiting).stands
    version = actions.agree(draft=two, revision=fresh(two).revision, by=reader)
    assert (version.status, version.published_by, version.proposed_by) == ("published", reader, lead)
    assert continuity(version)["turns"] == "changed"
    assert trail()[before:] == [
        ("agreement asked for", "Lee Lead"),
        ("publishing agreed", "Reader Person"),
        ("framework published", "Reader Person"),
    ]


def test_nobody_agrees_with_themselves(two, lead):
    propose(two, lead)
    with pytest.raises(PublicationRefused, match="Another member"):
        actions.agree(draft=two, revision=fresh(two).revision, by=lead)
    assert fresh(two).status == "draft"


def test_somebody_from_elsewhere_cannot_agree(two, lead, outsider):
    propose(two, lead)
    with pytest.raises(PublicationRefused, match="Only a member"):
        actions.agree(draft=two, revision=fresh(two).revision, by=outsider)


def test_a_change_makes_a_proposal_lapse(two, lead, reader):
    propose(two, lead)
    changed = save(two, CHIPS, title="Old cups")
    there = review.proposal_of(changed)
    assert (there.changed, there.stands) == (True, False)
    with pytest.raises(PublicationRefused, match="Somebody changed the draft"):
        actions.agree(draft=two, revision=two.revision, by=reader)
    with pytest.raises(PublicationRefused, match="Nobody is asking"):
        actions.agree(draft=two, revision=changed.revision, by=reader)
    propose(changed, reader)
    assert actions.agree(draft=two, revision=fresh(two).revision, by=lead).published_by == lead


def test_a_proposal_lapses_when_who_asked_is_no_member_any_more(two, lead, reader):
    propose(two, reader)
    Membership.objects.get(user=reader).delete()
    assert review.proposal_of(fresh(two)).left
    with pytest.raises(PublicationRefused, match="Nobody is asking"):
        actions.agree(draft=two, revision=fresh(two).revision, by=lead)


def test_only_who_asked_can_take_it_back(two, lead, reader):
    propose(two, lead)
    with pytest.raises(PublicationRefused, match="Only the person who asked"):
        actions.take_back(draft=two, by=reader)
    actions.take_back(draft=two, by=lead)
    assert review.proposal_of(fresh(two)) is None
    with pytest.raises(PublicationRefused, match="Nobody is asking"):
        actions.agree(draft=two, revision=fresh(two).revision, by=reader)


def test_a_page_from_before_another_proposal_agrees_to_nothing(two, lead, reader):
    """The words are the same; the note, or what is said of a question, may not be."""
    propose(two, lead)
    shown = fresh(two).revision
    actions.take_back(draft=two, by=lead)
    propose(two, lead, same=False)
    with pytest.raises(PublicationRefused, match="Somebody changed the draft"):
        actions.agree(draft=two, revision=shown, by=reader)
    assert fresh(two).status == "draft"


def test_a_second_proposal_waits_for_the_first(two, lead, reader):
    propose(two, lead)
    with pytest.raises(PublicationRefused, match="asked for agreement already"):
        propose(two, reader)
    assert fresh(two).proposed_by == lead


def test_a_lapsed_proposal_is_not_kept_as_agreement(two, lead, reader):
    propose(two, reader)
    owner = two.framework.organisation
    owner.requires_second_approver = False
    owner.save()
    assert publish(fresh(two), lead).proposed_by is None


def test_a_file_cannot_be_published_past_the_second_member(two, lead):
    owner = two.framework.organisation
    version = stored(example(version=2, title="From a file"), organisation=owner, publish=True, by=lead)
    assert (version.pk, fresh(version).status, fresh(version).title) == (two.pk, "draft", "From a file")


# What was said is asked again where the words changed


def test_which_questions_have_changed_since(draft):
    then = draft.revision
    save(draft, CHIPS, title="Old cups")
    assert review.changed_since(draft, then, {"turns", "chips"}) == {"chips"}
    assert review.changed_since(draft, then + 1, {"turns", "chips"}) == set()
    save(draft, ("scale", "how-often"), title="How often now?")
    assert review.changed_since(draft, then + 1, {"turns", "chips"}) == {"turns", "chips"}


# Costs


def costs_of(questions, organisation, lead):
    version = stored(long_example(questions, code=f"long-{questions}"), organisation=organisation)
    draft = creation.begin_draft(framework=version.framework, by=None)
    now = Question.objects.filter(version=draft, kind="rating")
    written = {
        ("question", code): {"statement": f"We ask {code}."} for code in now.values_list("code", flat=True)
    }
    save_fields(draft=draft, revision=0, written=written, by=None)
    draft = fresh(draft)
    says = {
        question.code: number % 2 == 0 for number, question in enumerate(review.review_draft(draft).asked)
    }
    assert len(says) == len(written)
    with CaptureQueriesContext(connection) as counted:
        publish(draft, lead, same=says)
    assert sorted(continuity(draft).values()).count("changed") == len(says) // 2
    return len(counted.captured_queries)


def test_publishing_costs_the_same_for_few_questions_and_many(organisation, lead):
    few, many = (costs_of(questions, organisation, lead) for questions in (30, 300))
    assert few == many
    assert few < 60


# Twice at once


@pytest.fixture
def real_draft(transactional_db):
    organisation = factories.make_organisation()
    factories.make_member(organisation, "steward")
    factories.make_member(organisation, "reader")
    return reworded_draft(organisation)


@pytest.mark.django_db(transaction=True)
def test_one_version_comes_of_two_who_publish_at_once(real_draft):
    people = User.objects.filter(name__in=["Steward Person", "Lena Lead"])
    came = at_once(*[lambda by=by: publish(real_draft, by) for by in people])
    assert sorted(type(one) for one in came if isinstance(one, NoDraft)) == [NoDraft]
    assert [one.status for one in came if not isinstance(one, NoDraft)] == ["published"]
    assert AuditEvent.objects.filter(what="framework published").count() == 2  # version 1, then 2
    assert real_draft.framework.versions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_version_comes_of_two_who_agree_at_once(real_draft):
    owner = real_draft.framework.organisation
    owner.requires_second_approver = True
    owner.save()
    lead, steward, reader = (
        User.objects.get(name=name) for name in ("Lena Lead", "Steward Person", "Reader Person")
    )
    propose(real_draft, lead)
    agree = lambda by: actions.agree(draft=real_draft, revision=fresh(real_draft).revision, by=by)  # noqa: E731
    came = at_once(lambda: agree(steward), lambda: agree(reader))
    assert [type(one) for one in came].count(NoDraft) == 1
    assert AuditEvent.objects.filter(what="publishing agreed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_step_and_publishing_at_once_lose_nothing(real_draft):
    """Either the step comes first, and the person looks again; or it finds no draft."""
    lead = User.objects.get(name="Lena Lead")
    write = {CHIPS: {"title": "Old cups"}}
    step = lambda: save_fields(  # noqa: E731
        draft=real_draft, revision=real_draft.revision, written=write, by=None
    )
    saved, published = at_once(step, lambda: publish(real_draft, lead))
    title = Question.objects.get(version=real_draft, code="chips").title
    if isinstance(published, PublicationRefused):
        assert (title, fresh(real_draft).status) == ("Old cups", "draft")
    else:
        assert isinstance(saved, NoDraft)
        assert (title, fresh(real_draft).status) == ("Chips", "published")
