"""The example: what a visitor finds in it, and that it goes without a trace."""

from io import StringIO

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.actions import create_organisation
from accounts.models import AuditEvent, Organisation, User
from assessments import codes
from assessments.deletion import actions as deletion
from assessments.example import actions as example
from assessments.invitations import actions as invitation_actions
from assessments.models import Answer, Assessment, Response, Round
from assessments.records.invitations import InvitationBatch
from assessments.responses import saving
from assessments.responses.answers import AnswerContent
from assessments.responses.saving import begin_response
from assessments.rounds import lifecycle, setup, shuffling
from frameworks.drafts import actions, creation
from frameworks.models import DraftStep, Framework, FrameworkVersion, Level, Question
from tests import factories
from tests.assessments.example.steps import load, rows
from tests.threads import Other, at_once, pause_after

pytestmark = pytest.mark.slow


def remove(*args):
    out = StringIO()
    call_command("remove_example", *args, stdout=out)
    return out.getvalue()


# Removing


def test_remove_leaves_no_row_behind(example_site):
    before, _said = example_site
    trail = set(AuditEvent.objects.values_list("pk", flat=True))
    assert "removed" in remove()
    assert rows() == before
    assert set(AuditEvent.objects.values_list("pk", flat=True)) > trail


def test_remove_holds_when_it_is_committed(transactional_db, library):
    before = rows()
    load()
    remove()
    assert rows() == before


def test_remove_keeps_everything_of_another_organisation(example_site):
    before, with_example = example_site[0], rows()
    other = factories.make_round(
        [FrameworkVersion.objects.newest().get(framework__code="core-values")],
        organisation=factories.make_organisation("Others"),
    )
    code = other.versions.get().questions.first().code
    factories.respond(other, "practitioners", {code: 3})
    added = {label: keys - with_example[label] for label, keys in rows().items()}
    assert sum(map(len, added.values())) > 5
    remove()
    assert rows() == {label: keys | added[label] for label, keys in before.items()}


def test_remove_with_no_example_says_so(loaded):
    remove()
    before, events = rows(), AuditEvent.objects.count()
    assert remove() == "There is no example to remove.\n"
    assert (rows(), AuditEvent.objects.count()) == (before, events)


def test_remove_takes_a_visitors_trial_answers_without_asking(loaded):
    opened = Round.objects.get(state="open")
    begin_response(round_=opened, perspective=None, secret=codes.make_secret())
    remove()
    assert not Response.objects.exists()


@pytest.fixture
def under_way(transactional_db):
    """An open round of an example that is committed, with somebody in it."""
    organisation = factories.make_organisation()
    organisation.is_example = True
    organisation.save()
    round_ = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining="both")
    invitation_actions.make_slips(round_=round_, perspective=None, made=[codes.make_invitation()], by=None)
    return round_


def begin(round_, invitation=""):
    return begin_response(round_=round_, perspective=None, secret=codes.make_secret(), invitation=invitation)


def given(value):
    question, level = Question.objects.get(code="s1-q1"), Level.objects.get(value=value)
    return {question.pk: AnswerContent(level=level.pk)}


@pytest.fixture
def paused_save(monkeypatch):
    """Saving stops once it has locked its response, until it is told to go on."""
    return pause_after(monkeypatch, saving, "_lock_open_response", "_claim_revision")


def save_in(response, late):
    """Save a first page; late: as one that has not seen something, which takes the longer way."""
    stale_since = dict.fromkeys(given(3), 0) if late else None
    return saving.save_answers(response=response, given=given(3), base_revision=0, stale_since=stale_since)


@pytest.mark.parametrize("late", [False, True])
def test_neither_waits_for_ever_when_the_example_is_removed_while_somebody_saves_in_it(
    under_way, paused_save, late
):
    response = begin(under_way)
    save = Other(lambda: save_in(response, late))
    assert paused_save.done.wait(10)
    removing = Other(lambda: example.remove(under_way.assessment.organisation))
    removing.join(0.5)
    assert removing.is_alive()
    paused_save.go.set()
    assert save.came().revision == 1
    removing.came()
    assert not Organisation.objects.exists()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("late", [False, True])
def test_neither_waits_for_ever_when_somebody_begins_and_saves_while_the_example_is_removed(
    under_way, paused_save, monkeypatch, late
):
    """They begin after the responses of the round were locked, and before the round is."""
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite nobody writes while the example is removed")
    saves = []
    hold_responses = shuffling.lock_responses

    def somebody_begins(round_):
        hold_responses(round_)
        if not saves:
            response = Other(lambda: begin(round_)).came()
            saves.append(Other(lambda: save_in(response, late)))
            assert paused_save.done.wait(10)

    monkeypatch.setattr(shuffling, "lock_responses", somebody_begins)
    removing = Other(lambda: example.remove(under_way.assessment.organisation))
    assert paused_save.done.wait(10)
    removing.join(0.5)
    paused_save.go.set()
    assert saves[0].came().revision == 1
    removing.came()
    assert not Organisation.objects.exists()
    assert not Answer.objects.exists()


def test_nobody_waits_for_ever_when_all_kinds_of_people_write_while_the_example_is_removed(under_way):
    made = [codes.make_invitation() for _ in range(4)]
    invitation_actions.make_slips(round_=under_way, perspective=None, made=made, by=None)
    begun = [begin(under_way) for _ in range(4)]

    def remove_it():
        return example.remove(under_way.assessment.organisation)

    def quietly(does):
        """What is gone is gone: who comes too late hears of it in a word of ours, or finds nothing."""

        def go():
            try:
                return does()
            except (ObjectDoesNotExist, IntegrityError) as late:
                return late

        return go

    saves = [
        lambda one=one: saving.save_answers(response=one, given=given(3), base_revision=0) for one in begun
    ]
    starts = [lambda code=code: begin(under_way, code) for code in made]
    close = lambda: lifecycle.close_round(round_=under_way, by=None)  # noqa: E731
    at_once(remove_it, *map(quietly, [*saves, *starts, close]))
    assert not Organisation.objects.exists()
    assert not Response.objects.exists()
    assert not InvitationBatch.objects.exists()


def test_remove_keeps_an_account_that_belongs_to_another_organisation(loaded, facilitator):
    create_organisation(name="My own", kind="other", by=facilitator)
    remove()
    assert list(User.objects.all()) == [facilitator]
    assert list(Organisation.objects.values_list("name", flat=True)) == ["My own"]
    assert "is loaded" in load(), "the two can take turns"
    assert Response.objects.count() == 22 + 20 + 6
    assert set(facilitator.memberships.values_list("organisation__name", flat=True)) == {
        "My own",
        "Larkfield Voices",
    }


def add_to_example(loaded, facilitator):
    """What a visitor may have added: an assessment that is under way, a framework, a member."""
    lead = User.objects.get(email=example.LEAD)
    factories.make_member(loaded, "reader", "me@example.com")
    library = FrameworkVersion.objects.newest().get(framework__code="three-steps")
    version = factories.make_version("our-own", organisation=loaded, extra=("one", "text"))
    Framework.objects.filter(pk=version.framework_id).update(adapted_from=library)
    round_ = setup.create_assessment(
        organisation=loaded, title="Our own", purpose="readiness", about="", partners="", by=facilitator
    )
    setup.set_versions(round_=round_, versions=[version], by=facilitator)
    lifecycle.open_round(round_=round_, by=facilitator)
    factories.respond(
        round_, "practitioners", {"s1-q1": 3, "one": ["a"], "text": "Words"}, comments={"text": ("", "named")}
    )
    lifecycle.close_round(round_=round_, by=facilitator, reason="All have answered.")
    draft = creation.begin_draft(framework=version.framework, by=lead)
    actions.move(draft=draft, key=("question", "s1-q1"), by_places=1, by=lead)
    creation.begin_translation(version=version, language="cy", by=lead)
    return round_


def test_remove_asks_first_where_a_visitor_has_added_something(loaded, facilitator):
    add_to_example(loaded, facilitator)
    before = rows()
    with pytest.raises(CommandError) as refused:
        remove()
    said = str(refused.value)
    for part in ("--yes", "‘Our own’", "‘our-own’", "me@example.com"):
        assert part in said
    assert "crisis house" not in said
    assert rows() == before


def test_remove_with_yes_takes_what_a_visitor_added_but_not_their_account(example_site, loaded, facilitator):
    before, _said = example_site
    add_to_example(loaded, facilitator)
    assert DraftStep.objects.exists()
    assert "Also removed: the assessment ‘Our own’" in remove("--yes")
    visitor = User.objects.get(email="me@example.com")
    assert rows() == {**before, "accounts.User": before["accounts.User"] | {visitor.pk}}


def test_remove_asks_about_a_second_assessment_of_the_same_name_and_a_later_round(loaded, facilitator):
    setup.create_assessment(
        organisation=loaded,
        title="Anyvale night line",
        purpose="audit",
        about="",
        partners="",
        by=facilitator,
    )
    first = Assessment.objects.get(title="Larkfield crisis house")
    Round.objects.create(
        assessment=first, number=3, title="Round 3, May 2027", join_code=codes.make_join_code()
    )
    assert example.additions(loaded) == [
        "Round 3, May 2027 of ‘Larkfield crisis house’",
        "the assessment ‘Anyvale night line’",
    ]


def test_remove_refuses_where_another_organisation_asks_the_examples_framework(loaded, facilitator):
    add_to_example(loaded, facilitator)
    version = FrameworkVersion.objects.published().get(framework__code="our-own")
    factories.make_round([version], organisation=factories.make_organisation("Others"))
    before = rows()
    with pytest.raises(CommandError, match="Nothing was removed"):
        remove("--yes")
    assert rows() == before


def test_remove_is_all_or_nothing(loaded, monkeypatch):
    def fail(*args):
        raise RuntimeError("in the middle")

    before, events = rows(), AuditEvent.objects.count()
    monkeypatch.setattr(deletion, "delete_rows_of_versions", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        remove()
    assert (rows(), AuditEvent.objects.count()) == (before, events)


def test_the_guards_still_hold_for_the_example(loaded):
    opened = Round.objects.get(state="open")
    with pytest.raises(IntegrityError), transaction.atomic():
        opened.assessment.perspectives.filter(code="managers").delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        opened.round_versions.all().delete()
