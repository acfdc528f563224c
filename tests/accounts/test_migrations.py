"""Migrations that move what is stored: there and back."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from accounts.models import MemberInvitation, Membership

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

BEFORE = ("accounts", "0002_two_to_publish")
WITH_TIMES = ("accounts", "0006_no_index_twice")


def migrate(*target):
    call_command("migrate", *target, verbosity=0)


def models_of(state):
    return MigrationLoader(connection).project_state(state).apps


@pytest.fixture
def back_before(transactional_db):
    """The database as it was before memberships had a time."""
    migrate(*BEFORE)
    yield
    migrate()


def columns():
    with connection.cursor() as cursor:
        table = Membership._meta.db_table
        return {one.name for one in connection.introspection.get_table_description(cursor, table)}


def test_what_is_stored_is_moved_there_and_back(back_before):
    """One walk through all of them: each way takes seconds."""
    memberships_get_their_time_from_the_trail()
    migrate(*WITH_TIMES)
    members_who_were_added_and_never_came_are_invited_instead()


def memberships_get_their_time_from_the_trail():
    """It begins and ends before memberships had a time, and leaves none."""
    models = models_of(BEFORE)

    def rows(name):
        return models.get_model("accounts", name).objects

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
    founder, member, changed = (make_user(f"{name}@example.com") for name in ("founder", "member", "changed"))
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
        migrate(*WITH_TIMES)
        stored = models_of(WITH_TIMES).get_model("accounts", "Membership").objects
        assert dict(stored.values_list("pk", "added_at")) == expected
        migrate(*BEFORE)
        assert "added_at" not in columns()
    rows("Membership").all().delete()


def members_who_were_added_and_never_came_are_invited_instead():
    """It begins when people became members by being added, and ends with today."""
    with_times, now = models_of(WITH_TIMES), timezone.now()
    ago = lambda days: days and now - timedelta(days=days)  # noqa: E731
    organisation = with_times.get_model("accounts", "Organisation").objects.create(
        name="Other", slug="other", kind="other"
    )
    for name, added, seen in [
        # days ago: added by somebody, last signed in
        ("Founder", None, None),
        ("Came", 2, 1),
        ("Known", 2, 3),
        ("Never", 2, None),
    ]:
        user = with_times.get_model("accounts", "User").objects.create(
            email=f"{name}@example.org", name=name, last_login=ago(seen)
        )
        with_times.get_model("accounts", "Membership").objects.create(
            user=user, organisation=organisation, role="reader", added_at=ago(added)
        )
    migrate("accounts")
    assert set(Membership.objects.values_list("user__name", flat=True)) == {"Founder", "Came"}
    invited = MemberInvitation.objects.values_list("email", "name", "role", "invited_at")
    assert set(invited) == {
        ("known@example.org", "Known@example.org", "reader", ago(2)),
        ("never@example.org", "Never@example.org", "reader", ago(2)),
    }
    migrate(*WITH_TIMES)
    assert "added_at" in columns()
    migrate("accounts")
    assert set(Membership.objects.values_list("user__name", flat=True)) == {"Founder", "Came"}
