"""The release as it is frozen: every worked example from stored answers, and what it costs the database."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from pydantic import ValidationError

from assessments.models import Release, Round
from assessments.release import actions as release_actions
from assessments.rounds import contents, lifecycle
from assessments.scoring.results import FrozenResults
from tests import factories
from tests.assessments.released import EXAMPLE_NAMES, example, release_example
from tests.assessments.scoring.score.people import assert_same
from tests.frameworks.examples import example as framework_file
from tests.frameworks.examples import stored

PREFIX = "demo/"


def without_prefix(value):
    """The keys of a round's questions and sections name their framework; those of the examples do not."""
    if isinstance(value, dict):
        return {key.removeprefix(PREFIX): without_prefix(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_prefix(one) for one in value]
    return value.removeprefix(PREFIX) if isinstance(value, str) else value


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_a_worked_example_comes_out_of_the_database_as_expected(db, name):
    """Stored answers, the grouping query, the rules, the frozen JSON: read back and compared to 1e-9."""
    release_example(name)
    release = Release.objects.get()
    results = release.results
    assert release.frozen.model_dump(mode="json") == results
    for group in results["people"]["groups"] or []:
        del group["side"], group["by_consent"]
    found = {key: without_prefix(results[key]) for key in ("people", "questions", "sections", "talk_first")}
    [found["framework"]] = results["frameworks"].values()
    assert found["framework"].pop("band") is None
    expected = example(name)["expected"]
    assert_same(found, {key: expected[key] for key in found})
    assert results["people"]["total"] == len(example(name)["responses"]) == Release.objects.get().people


def test_an_old_release_is_read_without_what_was_not_kept_then(db):
    results = release_example(EXAMPLE_NAMES[0]).results
    old = FrozenResults.model_validate({k: results[k] for k in results if k not in ("turnout", "on_paper")})
    assert old.turnout == ()
    assert old.on_paper == 0
    assert old.model_dump(mode="json") == {**results, "turnout": [], "on_paper": 0}


@pytest.mark.parametrize(
    "change", [{"people": None}, {"rules": "first"}, {"more": 1}, {"talk_first": {"lowest": []}}]
)
def test_what_is_no_result_is_not_read(db, change):
    results = release_example(EXAMPLE_NAMES[0]).results
    with pytest.raises(ValidationError):
        FrozenResults.model_validate({**results, **change})


def round_of(people, questions):
    version = factories.make_version(f"size-{people}-{questions}", questions=questions, extra=["one", "many"])
    organisation = factories.make_organisation(f"House {people} {questions}")
    round_ = factories.make_round([version], organisation=organisation)
    for perspective in ("service-users-and-survivors", "practitioners"):
        for i in range(people):
            given = {f"s1-q{q}": 1 + (i + q) % 5 for q in range(1, questions + 1)}
            comments = {"s1-q1": (f"Words {i}", "named")}
            factories.respond(
                round_, perspective, {**given, "one": ["a"], "many": ["a", "b"]}, comments=comments
            )
    lifecycle.close_round(round_=round_, by=None)
    return round_


def test_a_release_costs_the_same_for_any_number_of_people_and_questions(db):
    costs = []
    for people, questions in ((3, 2), (9, 12)):
        round_ = round_of(people, questions)
        contents.forget()
        with CaptureQueriesContext(connection) as caught:
            release = release_actions.release_round(round_=round_, by=None)
        assert (
            release.results["questions"][f"size-{people}-{questions}/many"]["everyone"]["chose"] == 2 * people
        )
        costs.append(len(caught))
    assert costs[0] == costs[1] <= 32


def test_no_query_of_a_release_reads_people_one_by_one(db):
    """Answers are only read grouped, but for the words that go into it."""
    round_ = round_of(4, 3)
    with CaptureQueriesContext(connection) as caught:
        release_actions.release_round(round_=round_, by=None)
    reads = [q["sql"] for q in caught if "assessments_answer" in q["sql"] and q["sql"].startswith("SELECT")]
    assert reads
    assert all("GROUP BY" in sql or '"comment"' in sql for sql in reads)


def test_a_refusal_says_why(db, monkeypatch):
    """The database's own reason comes through, and is not taken for a release that somebody else made."""
    round_ = round_of(1, 1)
    monkeypatch.setattr(Round, "save", lambda *args, **kwargs: None)  # the round stays closed
    with pytest.raises(IntegrityError, match="Only a round that is released"):
        release_actions.release_round(round_=round_, by=None)


def test_bands_and_sections_within_sections_come_into_the_release(db):
    data = framework_file()
    [outer, cups] = data["sections"]
    outer["sections"][0]["questions"].append({**cups["questions"][0], "code": "dregs"})
    round_ = factories.make_round([stored(data)], perspectives=factories.TWO)
    for perspective in ("people", "staff"):
        for _ in range(3):
            factories.respond(round_, perspective, {"turns": 5, "dregs": 5, "chips": 0})
    lifecycle.close_round(round_=round_, by=None)
    found = release_actions.release_round(round_=round_, by=None).frozen
    assert set(found.questions) == {"kettle/turns", "kettle/dregs", "kettle/chips", "kettle/leaf"}
    # One of its questions is a strength at the top, the other a barrier at the top; the inner has the barrier
    assert found.sections["kettle/making"].parity == pytest.approx(0.5)
    assert found.sections["kettle/after"].parity == pytest.approx(0)
    assert found.frameworks["kettle"].band == "Warm"  # (100 + 0 + 100) / 3, and it is warm from 50 on
