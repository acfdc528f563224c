"""What grows with people is indexed once: an index that is the beginning of another only slows writes."""

import pytest
from django.db import connection

from accounts.models import AuditEvent
from assessments.models import Answer, AnswerOption, Response

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Response, Answer, AnswerOption, AuditEvent])
def test_no_index_is_the_beginning_of_another(model):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    partial = {index.name for index in model._meta.indexes if index.condition is not None}
    whole = {
        name: tuple(one["columns"])
        for name, one in found.items()
        if (one["index"] or one["unique"] or one["primary_key"]) and name not in partial
        if not name.endswith("_like")  # of PostgreSQL, for LIKE: another kind of index
    }
    assert whole
    for name, columns in whole.items():
        longer = [other for other, of in whole.items() if other != name and of[: len(columns)] == columns]
        assert not longer, f"{name} is the beginning of {longer}"
