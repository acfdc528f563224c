"""Reading the words of a round costs what its words are, not what its answers are."""

from types import SimpleNamespace

import pytest
from django.db import connection

from assessments import codes
from assessments.models import Answer, Response
from assessments.release.comments import comments_of
from assessments.rounds.contents import content_of_round
from tests import factories

PEOPLE = 300


@pytest.fixture
def round_(db):
    """Many people, of whom one in thirty left words beside one answer."""
    version = factories.make_version(sections=2, questions=5)
    round_ = factories.make_round([version], perspectives=factories.TWO)
    people = Response.objects.bulk_create(
        Response(round=round_, secret_hash=codes.hash_of(str(number)), submitted=True)
        for number in range(PEOPLE)
    )
    asked = [q for content in content_of_round(round_) for q in content.all_questions()]
    Answer.objects.bulk_create(
        Answer(
            response=one,
            question_id=question.id,
            level_id=question.levels[0].id,
            comment="Words" if place == 0 and number % 30 == 0 else "",
            sharing="unnamed" if place == 0 and number % 30 == 0 else "",
        )
        for number, one in enumerate(people)
        for place, question in enumerate(asked)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return round_


def test_answers_with_words_are_found_by_their_own_index(round_):
    asked = []

    def remember(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    everyone = SimpleNamespace(shown=PEOPLE, set_aside=0, groups=None)
    results = SimpleNamespace(threshold=5, people=everyone, shows_words=True)
    contents = content_of_round(round_)
    with connection.execute_wrapper(remember):
        [found] = comments_of(round_, contents, results).values()
    assert found.left == PEOPLE // 30
    [(sql, params)] = asked
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", params)
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "answer_with_words" in plan, plan
