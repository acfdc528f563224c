"""Rounds that ask for two keys, and who holds them."""

from types import SimpleNamespace

from assessments import codes
from assessments.agreement.keys import name_holder
from assessments.models import Round
from assessments.rounds import lifecycle
from tests import factories
from tests.assessments.released import PRACTITIONERS, USERS


def round_with_keys(organisation=None, *, state="closed", member=None, people=3, version=None):
    """A round of three service users and three practitioners. A member (a reader, if not said) has the key of
    people and communities, and Sam the link of the other. Returns the round, the member, and Sam's secret."""
    organisation = organisation or factories.make_organisation()
    round_ = factories.make_round([version] if version else None, organisation=organisation, opened=False)
    Round.objects.filter(pk=round_.pk).update(two_keys=True)
    round_.two_keys = True
    member = member or factories.make_member(organisation, "reader", f"key-{round_.pk}@example.org")
    secret = codes.make_secret()
    name_holder(round_=round_, side="people", member=member, by=None)
    name_holder(round_=round_, side="services", name="Sam", secret=secret, address="sam@example.org", by=None)
    if state != "draft":
        lifecycle.open_round(round_=round_, by=None)
        for perspective in (USERS, PRACTITIONERS):
            for level in range(1, people + 1):
                factories.respond(round_, perspective, {"s1-q1": level})
    if state == "closed":
        lifecycle.close_round(round_=round_, by=None)
    round_.refresh_from_db()
    return SimpleNamespace(round=round_, member=member, secret=secret, organisation=organisation)
