"""What the database refuses when Python is gone round: updates of query sets, bulk writes, raw SQL.

(docs/rules.md, Fixed once a round opens; docs/rules.md, Answers belong together)
"""

import uuid

import pytest
from django.db import connection

from accounts.actions import record
from accounts.models import AuditEvent, Membership, Organisation, User
from assessments import codes
from assessments.deletion.rows import delete_rows_of_rounds
from assessments.models import (
    Answer,
    AnswerOption,
    Assessment,
    Perspective,
    Release,
    Response,
    Round,
    RoundVersion,
)
from assessments.release import actions as release_actions
from assessments.responses import saving
from frameworks.models import Level, Option, Question
from tests import factories
from tests.assessments.guards.refusals import (
    STAFF,
    put,
    refused,
    refused_delete,
    refused_insert,
    refused_update,
    rows,
)

pytestmark = pytest.mark.django_db


def answer(response, code):
    return Answer.objects.get(response=response, question__code=code)


# What participants send


@pytest.mark.parametrize("state", ["closed", "released", "archived"])
def test_nothing_is_answered_when_a_round_is_not_open(round_, response, state):
    put(round_, state)
    level = Level.objects.filter(scale__questions__code="s1-q1", value=1).first()
    option = Option.objects.get(question__code="many", code="c")
    new = Response(round=round_, secret_hash=codes.hash_of(codes.make_secret()))
    refused_insert(new, "not open")
    refused_update(response, "not open", submitted=False)
    refused_update(response, "not open", perspective=None)
    refused_insert(
        Answer(response=response, question=Question.objects.get(code="s2-q1"), level=level), "not open"
    )
    refused_update(answer(response, "s1-q1"), "not open", level=level)
    refused_update(answer(response, "s1-q1"), "not open", comment="Late")
    refused_insert(AnswerOption(answer=answer(response, "many"), option=option), "not open")
    refused_update(answer(response, "many").picked.first(), "not open", option=option)


def test_nothing_is_answered_when_a_round_is_a_draft():
    round_ = factories.make_round(opened=False)
    refused_insert(Response(round=round_, secret_hash="x"), "not open")


def test_nothing_is_answered_when_raw_sql_is_used(round_, response):
    put(round_, "closed")

    def write():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE assessments_answer SET comment = 'Late' WHERE level_id IS NOT NULL")

    refused(write, "not open")


def test_a_perspective_of_another_assessment_is_refused_when_answering(round_, response, elsewhere):
    theirs = elsewhere.assessment.perspectives.first()
    refused_insert(Response(round=round_, perspective=theirs, secret_hash="x"), "not one of its own")
    refused_update(response, "not one of its own", perspective=theirs)


def test_a_question_of_another_round_is_refused_when_answering(round_, response, elsewhere):
    theirs = Question.objects.get(version__rounds=elsewhere, code="s1-q1")
    refused_insert(Answer(response=response, question=theirs, special="dont_know"), "not to one of its")


def test_a_level_of_another_scale_is_refused_when_answering(round_, response, elsewhere):
    theirs = Level.objects.get(scale__version__rounds=elsewhere, value=2)
    question = Question.objects.get(version__rounds=round_, code="s2-q1")
    refused_insert(Answer(response=response, question=question, level=theirs), "not to one of its")
    refused_update(answer(response, "s1-q1"), "not to one of its", level=theirs)
    refused_update(answer(response, "text"), "not to one of its", text="", level=theirs)


def test_words_for_a_rating_are_refused_when_answering(round_, response):
    refused_update(answer(response, "s1-q1"), "not to one of its", level=None, text="Three")


def test_an_option_of_another_question_is_refused_when_picked(round_, response, elsewhere):
    theirs = Option.objects.get(question__version__rounds=elsewhere, question__code="many", code="c")
    ours = Option.objects.get(question__version__rounds=round_, question__code="one", code="c")
    for option in (theirs, ours):
        refused_insert(AnswerOption(answer=answer(response, "many"), option=option), "may be picked")
        refused_update(answer(response, "many").picked.first(), "may be picked", option=option)


def test_an_answer_is_options_or_something_else_when_both_are_written(round_, response):
    option = Option.objects.get(question__version__rounds=round_, question__code="many", code="c")
    refused_update(answer(response, "many"), special="dont_know")
    answer(response, "many").picked.all().delete()
    assert rows(answer(response, "many")).update(special="dont_know") == 1
    refused_insert(AnswerOption(answer=answer(response, "many"), option=option), "may be picked")


def test_one_option_is_picked_when_the_question_asks_for_one(round_, response):
    options = Option.objects.filter(question__version__rounds=round_, question__code="one")
    one = answer(response, "one")
    refused_insert(AnswerOption(answer=one, option=options.get(code="b")), "may be picked")
    one.picked.all().delete()
    both = [AnswerOption(answer=one, option=options.get(code=code)) for code in "ab"]
    refused(lambda: AnswerOption.objects.bulk_create(both), "may be picked")
    assert rows(AnswerOption.objects.create(answer=one, option=options.get(code="a"))).update(
        option=options.get(code="c")
    )


def test_what_was_given_stays_where_it_was_given_when_moved(round_, response):
    other = factories.respond(round_, STAFF, {})
    second = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round_.versions.all()
    )
    refused_update(response, "stays where", round=second, perspective=None)
    refused_update(answer(response, "s1-q1"), "stays where", response=other)
    refused_update(answer(response, "s1-q1"), "stays where", question=Question.objects.get(code="s2-q1"))
    moved = factories.respond(round_, STAFF, {"many": ["c"]})
    refused_update(answer(moved, "many").picked.get(), "stays where", answer=answer(response, "many"))


def test_an_answer_from_a_closed_round_is_refused_when_moved_to_an_open_one(round_, response):
    second = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round_.versions.all()
    )
    put(round_, "closed")
    refused_update(response, "stays where|not open", round=second, perspective=None)


ONE_THING = [
    ("s1-q1", {"special": "dont_know"}, "answer_is_one_thing"),
    ("text", {"special": "dont_know"}, "answer_is_one_thing"),
    ("s1-q2", {"special": "perhaps"}, "answer_special_known"),
    ("s1-q1", {"sharing": "named"}, "answer_shares_words_only"),
]


@pytest.mark.parametrize(("code", "change", "says"), ONE_THING)
def test_an_answer_that_cannot_be_is_refused_when_updated(response, code, change, says):
    refused_update(answer(response, code), says, **change)


def test_a_second_answer_to_a_question_is_refused_when_written(response):
    refused_insert(Answer(response=response, question=Question.objects.get(code="s1-q1")), "(?i)unique")


def test_a_second_response_of_a_secret_is_refused_when_written(round_, response):
    refused_insert(Response(round=round_, secret_hash=response.secret_hash), "(?i)unique")


def test_an_option_picked_twice_is_refused_when_written(response):
    picked = answer(response, "many").picked.first()
    refused_insert(AnswerOption(answer=picked.answer, option=picked.option), "(?i)unique")


def test_numbers_and_codes_of_rounds_are_refused_when_used_twice(round_):
    second = {"assessment": round_.assessment, "title": "Two"}
    refused_insert(Round(**second, number=1, join_code="NEWCODE"), "(?i)unique")
    refused_insert(Round(**second, number=2, join_code=round_.join_code), "(?i)unique")
    draft = Round.objects.create(**second, number=2, join_code="NEWCODE")
    version = round_.versions.get()
    RoundVersion.objects.create(round=draft, version=version, position=0)
    refused_insert(RoundVersion(round=draft, version=version, position=1), "(?i)unique")


# The release

FROZEN = {"results": {}, "rules": 99, "people": 99, "released_on": "2020-01-01"}


@pytest.mark.parametrize("name", FROZEN)
def test_a_release_never_changes_when_updated(round_, response, name):
    put(round_, "released")
    refused_update(round_.release, "never changes", **{name: FROZEN[name]})


def test_a_release_keeps_its_round_and_its_releaser_when_updated(round_, response, elsewhere):
    put(round_, "released")
    refused_update(round_.release, "never changes", round=elsewhere)
    refused_update(round_.release, "never changes", released_by=factories.make_user("other@example.org"))


def test_a_release_cannot_be_taken_away_and_made_again_when_released(round_, response):
    put(round_, "released")
    refused_delete(round_.release, "only with its round")
    refused_insert(Release(**results_for(round_)), "(?i)unique")


@pytest.mark.parametrize("state", ["open", "closed"])
def test_no_results_are_stored_when_a_round_is_not_released(round_, response, state):
    put(round_, state)
    refused_insert(Release(**results_for(round_)), "Only a round that is released")


def results_for(round_):
    return {"round": round_, "results": {}, "rules": 1, "people": 1, "released_on": "2026-01-01"}


# Accounts and the audit trail


def test_the_audit_trail_only_grows_when_written_to(organisation):
    event = AuditEvent.objects.first()
    assert event is not None
    refused_update(event, "only ever added to", what="something else")
    refused_delete(event, "only ever added to")
    refused(lambda: AuditEvent.objects.all().delete(), "only ever added to")


def test_the_audit_trail_stays_when_an_account_is_deleted(organisation):
    user = factories.make_member(organisation, "facilitator")
    record("round opened", "assessments.round:1", by=user, organisation=organisation)
    number = user.pk
    user.delete()
    assert AuditEvent.objects.get(what="round opened").by_id == number


def test_the_audit_trail_stays_when_an_organisation_is_deleted(organisation):
    number = organisation.pk
    organisation.delete()
    assert AuditEvent.objects.filter(organisation_id=number, what="organisation made").exists()


def test_a_release_stays_when_the_account_that_made_it_is_deleted(round_, response):
    user = factories.make_user("releaser@example.org")
    put(round_, "closed")
    release = release_actions.release_round(round_=round_, by=user)
    user.delete()
    release.refresh_from_db()
    assert release.released_by is None


@pytest.mark.parametrize("email", ["lead@example.org", "LEAD@example.org"])
def test_a_second_account_of_an_address_is_refused_when_written(email):
    factories.make_user("lead@example.org")
    refused_insert(User(email=email, name="Twin"), "(?i)unique")


def test_a_second_membership_or_slug_is_refused_when_written(organisation):
    membership = organisation.memberships.get()
    refused_insert(Membership(user=membership.user, organisation=organisation, role="reader"), "(?i)unique")
    refused_insert(Organisation(name="Twin", slug=organisation.slug, kind="other"), "(?i)unique")


# What stays allowed


@pytest.mark.parametrize("state", ["open", "closed", "released", "archived"])
def test_a_whole_assessment_may_be_deleted_when_its_rounds_go_first(round_, response, state):
    put(round_, state)
    delete_rows_of_rounds(round_.assessment.rounds.all())
    round_.assessment.delete()
    connection.check_constraints()
    left = [model.objects.count() for model in (Assessment, Round, Response, Answer, Release, Perspective)]
    assert left == [0] * 6


def test_an_assessment_may_be_deleted_when_it_is_being_set_up():
    round_ = factories.make_round(opened=False)
    round_.assessment.delete()
    assert not Perspective.objects.exists()


@pytest.mark.parametrize("state", ["open", "released"])
def test_a_response_may_be_withdrawn_when_open_or_released(round_, response, state):
    put(round_, state)
    before = round_.release.results if state == "released" else None
    saving.withdraw_response(response=response)
    assert not Answer.objects.exists()
    assert not AnswerOption.objects.exists()
    if before:
        assert Release.objects.get(round=round_).results == before


def test_keys_of_participants_tell_no_order_when_made(response):
    assert {type(row.pk) for row in [response, *response.answers.all()]} == {uuid.UUID}
    assert {row.pk.version for row in response.answers.all()} == {4}
