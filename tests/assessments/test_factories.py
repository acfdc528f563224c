"""What the factories make row by row is what the actions make."""

import pytest

from assessments.models import Perspective, RoundVersion
from assessments.rounds import lifecycle, setup
from tests import factories

OWN = {"id", "assessment_id", "round_id", "join_code", "organisation_id"}


def columns(rows):
    return [{k: v for k, v in row.items() if k not in OWN} for row in rows.values()]


def all_columns(round_):
    assessment = round_.assessment
    return {
        "round": columns(assessment.rounds.all()),
        "assessment": columns(type(assessment).objects.filter(pk=assessment.pk)),
        "perspectives": columns(Perspective.objects.filter(assessment=assessment).order_by("position")),
        "versions": columns(RoundVersion.objects.filter(round=round_).order_by("position")),
    }


@pytest.mark.pages
@pytest.mark.parametrize("perspectives", [factories.FOUR, factories.TWO])
def test_a_round_is_as_setting_it_up_makes_it(organisation, perspectives):
    versions = [factories.make_version("one"), factories.make_version("other")]
    made = factories.make_round(
        versions, organisation=organisation, perspectives=perspectives, joining="both", threshold=4
    )
    set_up = setup.create_assessment(
        organisation=organisation,
        title="Larkfield crisis house",
        purpose="readiness",
        about="How well do we work together?",
        partners="",
        by=None,
    )
    setup.set_versions(round_=set_up, versions=versions, by=None)
    setup.set_perspectives(round_=set_up, rows=perspectives, by=None)
    setup.set_terms(
        round_=set_up,
        title="Round 1, June 2026",
        threshold=4,
        closes_on=None,
        welcome="",
        joining="both",
        by=None,
    )
    lifecycle.open_round(round_=set_up, by=None)
    assert all_columns(made) == all_columns(set_up)
