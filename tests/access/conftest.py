"""The world that every page is opened in."""

import pytest
from django.utils import timezone

from accounts.actions import invite_member
from accounts.mail import token_of
from accounts.models import INVITATION_LASTS
from assessments import codes
from assessments.agreement.actions import start_meeting
from assessments.faces.models import Face
from assessments.invitations import actions as invitation_actions
from assessments.packs.actions import order_pack
from assessments.plans.actions import ActionWords, add_action
from assessments.plans.mail import stop_token
from assessments.reports.files import ordered_report
from assessments.reports.formats.table import SITE_FORMATS
from assessments.rounds import lifecycle
from frameworks.drafts.creation import adapt_framework
from frameworks.fit.editing import begun, with_example
from frameworks.publication.actions import propose
from frameworks.reading.actions import publish_story
from tests import factories
from tests.access.requests import sign_in_all
from tests.access.rows import CAST
from tests.assessments.agreement.holders import round_with_keys
from tests.assessments.groundwork.writing import a_first_version, write
from tests.transactions import worlds


def order_every_report(release):
    """Have all that the site offers ordered, as if somebody had asked for the rest before."""
    for one in SITE_FORMATS:
        if not one.at_once:
            ordered_report(release, one.key)


def fresh(release):
    release.refresh_from_db(fields=["edition"])
    return release


@worlds.world()
def rounds_of_all_states():
    made = make_world()
    sign_in_all(made)
    return {**made, "bodies": {}}


@pytest.fixture
def world(rounds_of_all_states):
    """The rounds in four states, the cast, and where they find what: by what a row of the table names."""
    return rounds_of_all_states


def make_world():
    organisation = factories.make_organisation()
    version = factories.make_version()
    make = lambda opened: factories.make_round([version], organisation=organisation, opened=opened)  # noqa: E731
    draft, open_, closed, released = make(False), make(True), make(True), make(True)
    lifecycle.close_round(round_=closed, by=None)
    by_code = factories.make_round([version], organisation=organisation, joining="codes")
    invitation_actions.make_slips(round_=by_code, perspective=None, made=[codes.make_invitation()], by=None)
    by_both = factories.make_round([version], organisation=organisation, joining="both")
    for perspective in ("service-users-and-survivors", "practitioners"):
        for level in (1, 2, 3):
            said = {"s1-q1": (f"Words {level}", "named")}
            secret = codes.make_secret()
            response = factories.respond(
                released, perspective, {"s1-q1": level}, comments=said, secret=secret
            )
    shared = factories.release(released)
    action = add_action(release=shared, words=ActionWords(what="Pay within ten days"), by=None)
    statement = factories.see_differently(response, secret)
    meeting = start_meeting(round_=released, held_on=timezone.localdate(), present=["practitioners"], by=None)
    a_first_version(draft.assessment)
    rules = write(draft.assessment, "rules", "We stop, and rest.")
    order_every_report(fresh(shared))
    face = Face.objects.create(organisation=organisation, logo=b"any", logo_digest="0a1b")
    link, secret = factories.share(released.release)
    packed = {"title": "Board", "kind": "pdf", "key": "pdf", "releases": [released.release]}
    pack = order_pack(organisation=organisation, **packed, by=None)
    example = factories.make_round([version], organisation=factories.make_organisation("Example house"))
    type(example.assessment.organisation).objects.filter(name="Example house").update(is_example=True)
    for perspective in ("service-users-and-survivors", "practitioners"):
        for level in (1, 2, 3):
            factories.respond(example, perspective, {"s1-q1": level})
    order_every_report(factories.release(example))
    members = {role: factories.make_member(organisation, role) for role in CAST[2:]}
    keyed = round_with_keys(organisation, member=members["lead"], version=version)
    outsider = factories.make_organisation("Elsewhere").memberships.get().user
    published = factories.make_version("ours", organisation=organisation)
    ours = factories.make_version("ours", organisation=organisation, number=2, status="draft")
    type(ours).objects.filter(pk=ours.pk).update(fit=with_example(begun("shared"), "work"))
    member = organisation.memberships.exclude(user__in=members.values()).get()
    adapt = lambda title: adapt_framework(version=version, organisation=organisation, title=title, by=None)  # noqa: E731
    proposed = adapt("Proposed")
    propose(draft=proposed, revision=proposed.revision, note="First.", same={}, by=member.user)
    invitation = invite_member(
        organisation=organisation, email=outsider.email, name="Olu", role="reader", by=member.user
    )
    expired = invite_member(
        organisation=organisation, email="late@example.org", name="Lata", role="reader", by=member.user
    )
    type(expired).objects.filter(pk=expired.pk).update(invited_at=timezone.now() - INVITATION_LASTS)
    alone = factories.make_version("alone", organisation=organisation)
    story, told = (factories.make_story(organisation) for _ in range(2))
    publish_story(story=told, by=member.user)
    return {
        "cast": {"visitor": None, "outsider": outsider, **members},
        "version": [version.pk],
        "two versions": [version.pk, factories.make_version(number=2).pk],
        "version part": [version.pk, "s1"],
        "our story": [story.pk],
        "told story": [told.pk],
        "our version": [published.pk],
        "our draft": [ours.pk],
        "our adaptation": [adapt("Adapted").pk],
        "whole draft": [adapt("Whole").pk],
        "proposed draft": [proposed.pk],
        "published ours": [alone.pk],
        "our draft part": [ours.pk, "s1"],
        "our draft rule": [ours.pk, "concepts-0-rules-0"],
        "our draft example": [ours.pk, 0],
        "our draft question": [ours.pk, "s1-q1"],
        "our draft level": [ours.pk, "scale", 1],
        "organisation": [organisation.slug],
        "member": [organisation.slug, member.pk],
        "invitation": [token_of(invitation)],
        "invited": [organisation.slug, invitation.pk],
        "expired": [organisation.slug, expired.pk],
        "draft": [draft.pk],
        "open": [open_.pk],
        "by code": [by_code.pk],
        "by both": [by_both.pk],
        "batch": [by_code.pk, by_code.batches.get().pk],
        "closed": [closed.pk],
        "example": [example.pk],
        "example part": [example.pk, "demo", "s1"],
        "released": [released.pk],
        "meeting": [released.pk, meeting.pk],
        "meeting question": [released.pk, meeting.pk, "demo", "s1-q1"],
        "agreement": [draft.assessment_id],
        "agreement version": [draft.assessment_id, 1],
        "agreement print": [draft.assessment_id, "cards"],
        "agreement sheet": [draft.assessment_id, "power"],
        "clause": [draft.assessment_id, "rules"],
        "clause words": [draft.assessment_id, "rules", rules.ident],
        "pack": [pack.pk],
        "action": [released.pk, 1],
        "released side": [released.pk, "people"],
        "no mail": [stop_token("ray@example.org")],
        "words": [released.pk, "demo", "s1-q1", 0],
        "written": [released.pk, "action", action.pk, "what"],
        "released part": [released.pk, "demo", "s1"],
        "logo": [face.logo_digest],
        "link": [released.pk, link.pk],
        "keyed": [keyed.round.pk],
        "keyed side": [keyed.round.pk, "services"],
        "key": [keyed.round.release_keys.get(side="services").pk],
        "shared": [secret],
        "shared chart": [secret, "f1-s1"],
        "released chart": [released.pk, "f1-q1-1"],
        "example chart": [example.pk, "parts"],
        "join chart": [open_.join_code, "parts"],
        "shared part": [secret, "demo", "s1"],
        "join": [open_.join_code],
        "statement": [released.pk, statement.pk],
        "join statement": [open_.join_code, statement.pk],
        "join 1": [open_.join_code, 1],
        "join part": [open_.join_code, "demo", "s1"],
    }
