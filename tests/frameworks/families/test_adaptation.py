"""How drafts begin, how an adaptation follows its original, and who is told."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.actions import create_organisation
from accounts.models import AuditEvent, Membership
from background.models import OutgoingMail
from frameworks.actions import publish_version, withdraw_version
from frameworks.drafts.actions import undo
from frameworks.drafts.creation import (
    CreationRefused,
    adapt_framework,
    begin_draft,
    begin_translation,
    start_framework,
)
from frameworks.drafts.history import last_step
from frameworks.drafts.locks import NoDraft
from frameworks.drafts.parts import HEAD, StepRefused
from frameworks.drafts.storage import parts_of
from frameworks.exchange.files import file_of
from frameworks.families import actions, originals
from frameworks.models import Framework, FrameworkVersion
from tests.background.backends import REAL
from tests.background.working import work
from tests.factories import make_member
from tests.frameworks.edits import TURNS, reworded, save_fields
from tests.frameworks.examples import example, stored

pytestmark = pytest.mark.django_db


def news(draft, user):
    found = originals.original_of(draft, user)
    return actions.offers_of(found, parts_of(draft))


# Beginning


def test_a_framework_starts_with_one_part_and_one_scale(organisation, lead):
    draft = start_framework(organisation=organisation, title="Café", language="cy", by=lead)
    parts = parts_of(draft)
    assert (draft.status, draft.number, draft.language) == ("draft", 1, "cy")
    assert [kind for kind, _ in parts] == ["head", "scale", "section"]
    again = start_framework(organisation=organisation, title="Café", language="cy", by=lead)
    assert (draft.framework.code, again.framework.code) == ("cafe", "cafe-2")
    assert AuditEvent.objects.filter(what="framework started", by=lead).count() == 2


def test_an_adaptation_says_what_the_original_says_and_credits_it(adaptation, original, organisation):
    ours, theirs = parts_of(adaptation), parts_of(original)
    assert ours.pop(HEAD)["credits"] == (
        "Adapted from ‘The kettle’, version 1, in the library of this site.\n\nWritten for the tests."
    )
    theirs.pop(HEAD)
    assert ours == {k: {**v, "compares": "same"} if k[0] == "question" else v for k, v in theirs.items()}
    assert adaptation.framework.organisation == organisation
    assert (adaptation.framework.adapted_from, adaptation.reviewed_original) == (original, original)


def test_only_a_published_original_is_adapted(organisation, lead, original):
    translation = begin_translation(version=original, language="cy", by=lead)
    for version in (stored(example(code="other"), publish=False), translation):
        with pytest.raises(CreationRefused):
            adapt_framework(version=version, organisation=organisation, title="Ours", by=lead)


def test_the_next_draft_is_begun_once_and_keeps_what_it_is_level_with(adaptation, original, lead):
    publish_version(version=adaptation, by=lead)
    draft = begin_draft(framework=adaptation.framework, by=lead)
    assert (draft.number, draft.reviewed_original) == (2, original)
    assert begin_draft(framework=adaptation.framework, by=lead) == draft
    assert {k: v for k, v in parts_of(draft).items() if k != HEAD} == {
        k: v for k, v in parts_of(adaptation).items() if k != HEAD
    }


# News of the original


def test_an_adaptation_hears_of_a_newer_version_and_takes_over_a_change(adaptation, lead):
    assert not originals.original_of(adaptation, lead).has_news
    stored(reworded())
    [offer] = news(adaptation, lead)
    assert offer.key == TURNS
    actions.take_over(draft=adaptation, place=offer.place, sign=offer.sign, by=lead)
    assert parts_of(adaptation)[TURNS]["statement"] == "Each of us makes tea."
    assert news(adaptation, lead) == []
    step = last_step(adaptation)
    assert (step.verb, step.subject, step.by) == ("taken", "Taking turns", lead)
    undo(draft=adaptation, number=step.number, by=lead)
    assert [found.sign for found in news(adaptation, lead)] == [offer.sign]


def test_everything_that_an_original_can_change_is_stored(adaptation, lead):
    data = reworded(bands={"on": "total", "steps": [{"from": 0, "label": "Low"}]}, introduction="New.")
    data["scales"][0]["levels"].append({"value": 7, "label": "More"})
    data["sections"][0]["questions"][0]["levels"].append({"value": 7, "description": "More than all."})
    data["sections"][0]["questions"][1]["options"].append({"code": "oil", "label": "Oil"})
    data["sections"][1]["questions"].append(data["sections"][0]["sections"].pop()["questions"][0])
    data["sources"][1]["citation"] = "Cup, C. (2003)"
    newest = stored(data)
    for _ in range(30):
        found = news(adaptation, lead)
        if not found:
            break
        actions.take_over(draft=adaptation, place=found[0].place, sign=found[0].sign, by=lead)
    ours, theirs = file_of(adaptation), file_of(newest)
    for name in ("sections", "scales", "sources", "bands", "introduction"):
        alike = [
            str(getattr(one, name)).replace("compares='changed'", "compares='same'") for one in (ours, theirs)
        ]
        assert alike[0] == alike[1], name
    assert ours.title == "Our kettle"


def test_what_was_not_shown_is_not_taken(adaptation, lead):
    stored(reworded())
    [offer] = news(adaptation, lead)
    written = {TURNS: {"statement": "Ours."}}
    save_fields(draft=adaptation, revision=0, written=written, by=lead)
    with pytest.raises(StepRefused, match="has changed since"):
        actions.take_over(draft=adaptation, place=offer.place, sign=offer.sign, by=lead)
    [now] = news(adaptation, lead)
    stored(reworded(3, "Later words."))
    with pytest.raises(StepRefused, match="has changed since"):
        actions.take_over(draft=adaptation, place=now.place, sign=now.sign, by=lead)
    assert parts_of(adaptation)[TURNS]["statement"] == "Ours."


@pytest.mark.parametrize("place", ["", "offer-changed", "offer-changed-question-nothing", "x-y-z"])
def test_an_offer_that_is_none_is_refused(adaptation, lead, place):
    stored(reworded())
    with pytest.raises(StepRefused):
        actions.take_over(draft=adaptation, place=place, sign="", by=lead)


def test_looked_at_all_of_them(adaptation, lead):
    second = stored(reworded())
    actions.settle(draft=adaptation, with_version=second, by=lead)
    adaptation.refresh_from_db()
    assert adaptation.reviewed_original == second
    assert not originals.original_of(adaptation, lead).has_news
    assert AuditEvent.objects.filter(what="original looked through", by=lead).exists()
    stored(reworded(3, "Third."))
    assert [offer.key for offer in news(adaptation, lead)] == [TURNS]


def test_only_the_originals_own_versions_settle_it(adaptation, original, lead, organisation):
    second = stored(reworded())
    actions.settle(draft=adaptation, with_version=second, by=lead)
    adaptation.refresh_from_db()
    draft = stored(reworded(3, "Third."), publish=False)
    translation = begin_translation(version=second, language="cy", by=lead)
    for other in (original, stored(example(code="other")), adaptation, draft, translation):
        with pytest.raises(StepRefused):
            actions.settle(draft=adaptation, with_version=other, by=lead)
    adaptation.refresh_from_db()
    assert adaptation.reviewed_original == second


def test_a_published_version_keeps_what_it_was_level_with(adaptation, lead):
    publish_version(version=adaptation, by=lead)
    second = stored(reworded())
    with pytest.raises(NoDraft):
        actions.settle(draft=adaptation, with_version=second, by=lead)
    [offer] = news(adaptation, lead)
    with pytest.raises(NoDraft):
        actions.take_over(draft=adaptation, place=offer.place, sign=offer.sign, by=lead)
    rows = FrameworkVersion.objects.filter(pk=adaptation.pk)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        rows.update(reviewed_original=second)
    rows.update(reviewed_original=None)  # what it points to may go


def test_a_withdrawn_newest_version_is_no_news(adaptation, lead):
    second = stored(reworded())
    withdraw_version(version=second, by=None)
    assert not originals.original_of(adaptation, lead).has_news
    withdraw_version(version=FrameworkVersion.objects.get(number=1, framework=second.framework), by=None)
    assert originals.original_of(adaptation, lead) is None


def test_an_original_out_of_reach_offers_nothing(organisation, lead, outsider):
    elsewhere = create_organisation(name="Elsewhere", kind="other", by=outsider)
    membership = Membership.objects.create(user=lead, organisation=elsewhere, role="reader")
    theirs = stored(organisation=elsewhere)
    draft = adapt_framework(version=theirs, organisation=organisation, title="Ours", by=lead)
    newest = stored(reworded(), organisation=elsewhere)
    assert originals.original_of(draft, lead).newest == newest
    assert originals.news_of([draft], lead) == {draft.pk: newest}
    membership.delete()
    assert originals.original_of(draft, lead) is None
    assert originals.news_of([draft], lead) == {}
    with pytest.raises(StepRefused, match="can no longer be seen"):
        actions.settle(draft=draft, with_version=newest, by=lead)
    assert parts_of(draft)[HEAD]["credits"].startswith("Adapted from ‘The kettle’, version 1, by Elsewhere.")


def test_an_original_that_is_gone_offers_nothing(adaptation, lead):
    Framework.objects.filter(pk=adaptation.framework_id).update(adapted_from=None)
    adaptation = FrameworkVersion.objects.get(pk=adaptation.pk)
    assert originals.original_of(adaptation, lead) is None
    assert originals.news_of([adaptation], lead) == {}


# OfferInWords by mail


@pytest.fixture
def sent(mailoutbox):
    def publish(data=None, **kwargs):
        mailoutbox.clear()
        stored(data or reworded(), **kwargs)
        return mailoutbox

    return publish


def test_stewards_and_leads_of_each_adaptation_are_told(adaptation, organisation, lead, sent, settings):
    settings.SITE_URL = "https://measure.example.org"
    steward = make_member(organisation, "steward")
    for role in ("reader", "facilitator"):
        make_member(organisation, role)
    away = make_member(organisation, "steward", "away@example.org")
    type(away).objects.filter(pk=away.pk).update(is_active=False)
    outbox = sent()
    assert sorted(one.to for one in outbox) == [[lead.email], [steward.email]]
    assert outbox[0].subject == "‘The kettle’ has a new version 2"
    assert f"://measure.example.org/frameworks/{adaptation.pk}/original/" in outbox[0].body
    assert "Larkfield Voices has adapted it as ‘Our kettle’." in outbox[0].body
    assert "tea" not in outbox[0].body


def test_nobody_is_told_of_a_draft_a_translation_or_of_another_framework(adaptation, sent):
    assert sent(reworded(), publish=False) == []
    assert sent(example(code="other")) == []
    assert sent(example(language="cy")) == []
    assert FrameworkVersion.objects.filter(translation_of__isnull=False, status="published").count() == 1


def test_only_those_who_may_see_the_original_are_told(organisation, lead, outsider, sent):
    elsewhere = create_organisation(name="Elsewhere", kind="other", by=outsider)
    Membership.objects.create(user=lead, organisation=elsewhere, role="reader")
    make_member(organisation, "steward")
    theirs = stored(organisation=elsewhere)
    adapt_framework(version=theirs, organisation=organisation, title="Ours", by=lead)
    assert [one.to for one in sent(organisation=elsewhere)] == [[lead.email]]


def test_nothing_is_sent_where_nothing_is_stored(adaptation, settings):
    settings.TASKS = REAL
    second = stored(reworded(), publish=False)
    with transaction.atomic():
        publish_version(version=second, by=None)
        assert OutgoingMail.objects.exists()
        transaction.set_rollback(True)
    work()
    assert (mail.outbox, OutgoingMail.objects.count()) == ([], 0)


def test_telling_many_costs_as_much_as_telling_one(
    adaptation, original, lead, organisation, django_assert_num_queries
):
    version = FrameworkVersion.objects.select_related("framework").get(pk=original.pk)
    with django_assert_num_queries(2):
        assert len(originals.followers_of(version)) == 1
    for number in range(5):
        other = create_organisation(name=f"Other {number}", kind="other", by=lead)
        adapt_framework(version=original, organisation=other, title="Theirs", by=lead)
    with django_assert_num_queries(2):
        assert len(originals.followers_of(version)) == 6
