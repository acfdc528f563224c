"""Migrations that move what is stored: there and back."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.models import Membership

BEFORE = ("accounts", "0002_two_to_publish")


def migrate(*target):
    call_command("migrate", *target, verbosity=0)


@pytest.fixture
def back_before(transactional_db):
    """The database as it was before memberships had a time, and its models."""
    migrate(*BEFORE)
    yield MigrationLoader(connection).project_state(BEFORE).apps
    migrate()


def columns():
    with connection.cursor() as cursor:
        table = Membership._meta.db_table
        return {one.name for one in connection.introspection.get_table_description(cursor, table)}


def test_memberships_get_their_time_from_the_trail(back_before):
    def rows(name):
        return back_before.get_model("accounts", name).objects

    def make_user(email):
        return rows("User").create(email=email, name="Somebody")

    def make_membership(user, organisation):
        return rows("Membership").create(user=user, organisation=organisation, role="reader").pk

    def added(pk, organisation, what="member added"):
        event = rows("AuditEvent").create(
            what=what, record=f"accounts.membership:{pk}", organisation=organisation
        )
        return event.at

    ours = rows("Organisation").create(name="Ours", slug="ours", kind="other")
    theirs = rows("Organisation").create(name="Theirs", slug="theirs", kind="other")
    founder, member, changed = (make_user(f"{name}@example.org") for name in ("founder", "member", "changed"))
    made, joined, given_role = (make_membership(user, ours) for user in (founder, member, changed))
    elsewhere = make_membership(member, theirs)
    expected = {
        made: None,
        joined: added(joined, ours),
        given_role: None,
        elsewhere: added(elsewhere, theirs),
    }
    added(given_role, ours, what="role changed to reader")
    added(made, theirs)  # of a membership that another organisation had
    added(10 * joined, ours)  # of a member who was removed since

    for _ in range(2):  # there, back, and there again
        migrate("accounts")
        assert dict(Membership.objects.values_list("pk", "added_at")) == expected
        migrate(*BEFORE)
        assert "added_at" not in columns()
