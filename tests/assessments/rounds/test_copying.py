"""The same assessment for another team: what was set up goes along, and nothing that happened."""

import pytest
from django.urls import reverse

from assessments.models import Response, Round
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_what_was_set_up_goes_along_and_nothing_that_happened(client, organisation, facilitator):
    old = factories.make_version("asked")
    groups = (
        *factories.TWO,
        factories.PerspectiveRow("Neighbours", "Next door", "people", must_take_part=True),
    )
    round_ = factories.make_round(
        [factories.make_version("other"), old], organisation=organisation, perspectives=groups, threshold=4,
        joining="both",
    )  # fmt: skip
    factories.respond(round_, "people", {"s1-q1": 3})
    newest = factories.make_version("asked", number=2)
    client.force_login(facilitator)
    url = reverse("assessments:copy", args=[round_.pk])
    assert (
        "Set up the same for another team" in client.get(reverse("assessments:round", args=[round_.pk])).text
    )
    sent = {
        "title": "The night team",
        "purpose": "audit",
        "about": "How is it at night?",
    }
    done = client.post(url, {**sent, "organisation": organisation.pk})
    made = Round.objects.exclude(pk=round_.pk).select_related("assessment").get()
    assert done["Location"] == reverse("assessments:expected", args=[made.pk])
    assert (made.assessment.title, made.assessment.purpose) == ("The night team", "audit")
    assert (made.state, made.threshold, made.joining, made.number) == ("draft", 4, "both", 1)
    rows = made.assessment.perspectives.order_by("position").values_list("label", "side", "must_take_part")
    assert [row[0] for row in rows] == ["People", "Staff", "Neighbours"]
    assert list(rows)[2] == ("Neighbours", "people", True)
    asked = made.round_versions.order_by("position").values_list("version__framework__code", "version")
    assert [code for code, _ in asked] == ["other", "asked"]
    assert list(asked)[1][1] == newest.pk
    assert not Response.objects.filter(round=made).exists()
    assert made.join_code != round_.join_code
