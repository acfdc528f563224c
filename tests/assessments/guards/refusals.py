import pytest
from django.db import IntegrityError, connection, transaction

from assessments.models import (
    Round,
)
from assessments.release import actions as release_actions
from assessments.rounds import ending, lifecycle

PEOPLE, STAFF = "people", "staff"


def rows(instance):
    return type(instance)._base_manager.filter(pk=instance.pk)


def refused(write, says=""):
    with pytest.raises(IntegrityError, match=says or None):
        write_all(write)


@transaction.atomic
def write_all(write):
    write()
    connection.check_constraints()  # what foreign keys would say at the end


def refused_update(instance, says="", **changes):
    refused(lambda: rows(instance).update(**changes), says)


def refused_insert(instance, says=""):
    refused(lambda: type(instance)._base_manager.bulk_create([instance]), says)


def refused_delete(instance, says):
    refused(lambda: rows(instance)._raw_delete(connection.alias), says)


def put(round_, state):
    """Bring an open round to a later state."""
    if state == "ended":
        ending.end_round(round_=round_, by=None, reason="Too few took part.")
        round_.refresh_from_db()
        return
    for step in {"open": [], "closed": [1], "released": [1, 2], "archived": [1, 2, 3]}[state]:
        if step == 1:
            lifecycle.close_round(round_=round_, by=None)
        elif step == 2:
            release_actions.release_round(round_=round_, by=None)
        else:
            Round.objects.filter(pk=round_.pk).update(state="archived")
    round_.refresh_from_db()
