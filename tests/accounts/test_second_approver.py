"""Whether a second member agrees before a framework is published: leads say so."""

import pytest
from django.urls import reverse

from accounts import actions
from accounts.models import AuditEvent, Organisation
from tests import factories


def lead_of(organisation):
    return organisation.memberships.get(role="lead").user


def test_it_is_stored_with_an_event_when_it_changes(organisation):
    lead = lead_of(organisation)
    for on in (True, True, False):
        actions.require_second_approver(organisation=organisation, on=on, by=lead)
        assert Organisation.objects.get().requires_second_approver is on
    events = AuditEvent.objects.filter(what__endswith="to publish").order_by("pk")
    assert list(events.values_list("what", "by", "organisation")) == [
        ("two to publish", lead.pk, organisation.pk),
        ("one to publish", lead.pk, organisation.pk),
    ]


def test_a_lead_switches_it_on_and_off(organisation, client):
    client.force_login(lead_of(organisation))
    page, save = (
        reverse(f"accounts:{name}", args=[organisation.slug]) for name in ("organisation", "publishing")
    )
    assert " checked" not in client.get(page).text.split('id="publishing"')[1]
    response = client.post(save, {"requires_second_approver": "on"}, follow=True)
    assert "From now on a second member has to agree" in response.text
    assert " checked" in response.text.split('id="publishing"')[1]
    assert "From now on one person can publish" in client.post(save, {}, follow=True).text
    assert not Organisation.objects.get().requires_second_approver


@pytest.mark.parametrize("role", ["facilitator", "steward", "reader"])
def test_others_read_it_and_cannot_change_it(organisation, client, role):
    actions.require_second_approver(organisation=organisation, on=True, by=lead_of(organisation))
    client.force_login(factories.make_member(organisation, role))
    page = client.get(reverse("accounts:organisation", args=[organisation.slug])).text
    assert "A second member has to agree before one of your frameworks is published." in page
    assert "requires_second_approver" not in page
    assert client.post(reverse("accounts:publishing", args=[organisation.slug]), {}).status_code == 403
    assert Organisation.objects.get().requires_second_approver
