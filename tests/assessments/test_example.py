"""The example: what a visitor finds in it, and that it goes without a trace."""

import threading
from collections import Counter
from io import StringIO
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.actions import add_member, create_organisation
from accounts.models import AuditEvent, Membership, Organisation, User
from assessments import actions, codes, example, inviting, mixing, participation, queries
from assessments.models import Answer, Assessment, InvitationBatch, Response, Round
from assessments.participation import begin_response
from assessments.queries import Given, sent_by_perspective
from frameworks.drafts import creation
from frameworks.drafts.actions import move
from frameworks.models import DraftStep, Framework, FrameworkVersion, Level, Question
from tests import factories
from tests.threads import Other, at_once


def load(*args):
    out = StringIO()
    call_command("load_example", *args, stdout=out)
    return out.getvalue()


def remove(*args):
    out = StringIO()
    call_command("remove_example", *args, stdout=out)
    return out.getvalue()


def rows():
    """Every row of our apps and of the sign-in addresses, by model; the audit trail stays out of it."""
    models = [
        m for app in ("accounts", "frameworks", "assessments") for m in apps.get_app_config(app).get_models()
    ]
    return {
        model._meta.label: set(model._base_manager.values_list("pk", flat=True))
        for model in [*models, EmailAddress]
        if model is not AuditEvent
    }


@pytest.fixture
def library(db):
    call_command("load_library", stdout=StringIO())


@pytest.fixture
def loaded(library):
    load()
    return Organisation.objects.get(is_example=True)


@pytest.fixture(scope="module")
def results(django_db_setup, django_db_blocker):
    """The released results, worked out once for all the tests that only read them."""
    queries.forget()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_library", stdout=StringIO())
        load()
        results = Round.objects.get(state="released").release.results
        transaction.set_rollback(True)
    return results


@pytest.fixture
def said():
    """Every comment of the first assessment."""
    people = example.planned().assessments[0].people.values()
    return [comment for those in people for person in those for comment in person.comments]


@pytest.fixture
def facilitator(loaded):
    return User.objects.get(email=example.FACILITATOR)


# What a visitor finds


def test_load_makes_one_user_led_organisation_with_a_lead_and_a_facilitator(loaded):
    assert (loaded.name, loaded.kind) == ("Larkfield Voices", "user-led")
    roles = dict(loaded.memberships.values_list("user__email", "role"))
    assert roles == {"lead@example.org": "lead", "facilitator@example.org": "facilitator"}


@pytest.mark.parametrize("email", [example.LEAD, example.FACILITATOR])
def test_load_makes_accounts_that_can_sign_in_at_once(loaded, email):
    assert authenticate(email=email, password=example.PASSWORD)
    assert EmailAddress.objects.get(email=email).verified


def test_load_prints_how_to_sign_in_and_where_to_look(library):
    printed = load()
    released, opened = Round.objects.get(state="released"), Round.objects.get(state="open")
    assert "facilitator@example.org with the password look-round-example" in printed
    for path in (
        f"/rounds/{released.pk}/results/",
        f"/rounds/{released.pk}/report/",
        f"/rounds/{released.pk}/report.pdf",
        f"/rounds/{opened.pk}/",
        f"/join/{opened.join_code}/",
    ):
        assert path in printed


def test_results_are_of_twenty_two_people_of_five_perspectives_in_four_groups(results):
    assert results["assessed_together"]
    people = results["people"]
    assert (people["total"], people["shown"], people["set_aside"]) == (22, 22, 0)
    assert [(group["codes"], group["people"], group["by_consent"]) for group in people["groups"]] == [
        (["service-users-and-survivors"], 6, False),
        (["carers-and-family"], 5, False),
        (["practitioners"], 6, False),
        (["managers", "commissioners"], 5, False),
    ]
    assert len(results["questions"]) == 50
    assert len(results["frameworks"]) == 3


def test_furthest_apart_are_challenge_and_an_equal_say(results):
    assert results["talk_first"]["furthest_apart"] == [
        "institutional-challenges/challenge-2",
        "institutional-challenges/challenge-1",
        "core-values/integrity-2",
    ]
    assert all(results["questions"][key]["gap"] > 2 for key in results["talk_first"]["furthest_apart"])


def test_lowest_are_pay_paperwork_and_support_with_feelings(results):
    assert results["talk_first"]["lowest"] == [
        "three-steps/together-6",
        "institutional-challenges/procedure-4",
        "three-steps/working-5",
    ]


def test_most_unsure_are_things_that_only_staff_know(results):
    assert results["talk_first"]["most_unsure"] == [
        "three-steps/working-6",
        "three-steps/scene-2",
        "core-values/social-capital-2",
    ]


def test_service_users_feel_challenge_avoided_and_managers_do_not(results):
    groups = results["sections"]["institutional-challenges/avoiding-challenge"]["groups"]
    service_users, *_, managers = [group["favourable"] for group in groups]
    assert service_users < 0.2
    assert managers > 0.8


def test_practitioners_feel_the_paperwork_most(results):
    groups = results["questions"]["institutional-challenges/procedure-4"]["groups"]
    means = [group["mean"] for group in groups]
    assert max(means) == means[2] == 4.5


def test_carers_know_least_about_procedure(results):
    unsure = Counter()
    for key, question in results["questions"].items():
        if "/procedure-" in key:
            for group in question["groups"]:
                unsure[group["codes"][0]] += group["dont_know"]
    assert unsure.most_common(1) == [("carers-and-family", 5)]


@pytest.mark.parametrize(
    "question",
    [
        "core-values/social-capital-1",
        "three-steps/together-3",
        "three-steps/together-5",
        "three-steps/working-3",
    ],
)
def test_all_agree_on_what_works_well(results, question):
    assert results["questions"][question]["agreement"] == "close"
    assert results["questions"][question]["parity"]["favourable"] > 0.7


def test_one_question_shows_everyone_only(results):
    without_groups = [key for key, question in results["questions"].items() if question["groups"] is None]
    assert without_groups == ["three-steps/scene-2"]
    assert results["questions"]["three-steps/scene-2"]["everyone"]["rated"] == 16


def test_one_group_has_no_figure_for_one_question(results):
    carers = results["questions"]["three-steps/working-6"]["groups"][1]
    assert (carers["rated"], carers["mean"], carers["dont_know"], carers["not_applicable"]) == (0, None, 4, 1)


def test_every_kind_of_answer_is_there(loaded):
    answers = Answer.objects.filter(response__round__state="released")
    assert set(answers.values_list("special", flat=True)) == {"", *Answer.Special.values}
    assert answers.filter(level=None, special="").count() == 0
    assert 22 * 50 - answers.count() == 9  # left out


def test_comments_show_each_choice_of_sharing(results, said):
    assert Counter(comment.share for comment in said) == {"named": 23, "unnamed": 9, "private": 3}
    comments = results["comments"].values()
    assert sum(one["left"] for one in comments) == 35
    assert len(comments) > 20
    quotes = [quote for one in comments for quote in one["shared"]]
    assert {quote["words"] for quote in quotes} == {one.words for one in said if one.share != "private"}
    named = Counter(quote["perspective"] for quote in quotes)
    assert named.keys() == {None, "service-users-and-survivors", "carers-and-family", "practitioners"}
    assert named[None] == 9 + 3  # three managers would be named, but theirs is not a group of its own


def test_a_private_comment_is_nowhere_in_the_results(results, said):
    private = [comment.words for comment in said if comment.share == "private"]
    assert private
    assert not any(words in str(results) for words in private)


def test_the_second_round_is_open_with_a_few_sent(loaded):
    opened = Round.objects.get(state="open")
    assert opened.assessment.purpose == "audit"
    assert [sent.people for sent in sent_by_perspective(opened)] == [3, 1, 2, 0]
    assert [version.framework.code for version in opened.versions.all()] == ["three-steps"]
    begin_response(round=opened, perspective=None, secret=codes.make_secret())
    assert Assessment.objects.filter(organisation=loaded).count() == 2


# Loading


def test_load_again_says_so_and_changes_nothing(loaded):
    before, events = rows(), AuditEvent.objects.count()
    assert "there already" in load()
    assert (rows(), AuditEvent.objects.count()) == (before, events)


def test_load_without_the_library_names_the_command_and_leaves_nothing(db):
    before = rows()
    with pytest.raises(CommandError, match="load_library"):
        load()
    assert rows() == before
    assert not AuditEvent.objects.exists()


def test_load_refuses_a_site_that_is_not_local_unless_really_meant(library, settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="--really"):
        load()
    assert not Organisation.objects.exists()
    load("--really")
    assert Organisation.objects.filter(is_example=True).exists()


def test_load_leaves_somebody_elses_account_alone(library):
    user = factories.make_user(example.FACILITATOR)
    with pytest.raises(CommandError, match="another password"):
        load()
    user.refresh_from_db()
    assert user.check_password(factories.PASSWORD)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"answers": {"three-steps": "11 11 11"}}, "do not fit three-steps"),
        ({"answers": {"three-steps": "119 1111111 11111111"}}, "does not fit the question"),
        (
            {
                "answers": {"three-steps": "111 1111111 11111111"},
                "comments": [{"question": "nowhere-1", "share": "named", "words": "Hello"}],
            },
            "unknown questions: nowhere-1",
        ),
    ],
)
def test_load_refuses_answers_that_do_not_fit(library, monkeypatch, fault, says):
    plan = example.planned()
    wrong = plan.assessments[1].model_copy(update={"people": {"Practitioners": [example.Person(**fault)]}})
    monkeypatch.setattr(example, "planned", lambda: plan.model_copy(update={"assessments": (wrong,)}))
    before = rows()
    with pytest.raises(CommandError, match=says):
        load()
    assert rows() == before


# Removing


def test_remove_leaves_no_row_behind(library):
    before = rows()
    load()
    trail = set(AuditEvent.objects.values_list("pk", flat=True))
    assert "removed" in remove()
    assert rows() == before
    assert set(AuditEvent.objects.values_list("pk", flat=True)) > trail


def test_remove_holds_when_it_is_committed(transactional_db):
    call_command("load_library", stdout=StringIO())
    before = rows()
    load()
    remove()
    assert rows() == before


def test_remove_keeps_everything_of_another_organisation(library):
    other = factories.make_round(
        [FrameworkVersion.objects.get(framework__code="core-values")],
        organisation=factories.make_organisation("Others"),
    )
    code = other.versions.get().questions.first().code
    factories.respond(other, "practitioners", {code: 3})
    before = rows()
    load()
    remove()
    assert rows() == before


def test_remove_with_no_example_says_so(loaded):
    remove()
    before, events = rows(), AuditEvent.objects.count()
    assert remove() == "There is no example to remove.\n"
    assert (rows(), AuditEvent.objects.count()) == (before, events)


def test_load_and_remove_can_take_turns(loaded):
    remove()
    assert "is loaded" in load()
    assert Response.objects.count() == 28


def test_remove_takes_a_visitors_trial_answers_without_asking(loaded):
    opened = Round.objects.get(state="open")
    begin_response(round=opened, perspective=None, secret=codes.make_secret())
    remove()
    assert not Response.objects.exists()


@pytest.fixture
def under_way(transactional_db):
    """An open round of an example that is committed, with somebody in it."""
    organisation = factories.make_organisation()
    organisation.is_example = True
    organisation.save()
    round = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining="both")
    inviting.make_slips(round=round, perspective=None, made=[codes.make_invitation()], by=None)
    return round


def begin(round, invitation=""):
    return begin_response(round=round, perspective=None, secret=codes.make_secret(), invitation=invitation)


def given(value):
    question, level = Question.objects.get(code="s1-q1"), Level.objects.get(value=value)
    return {question.pk: Given(level=level.pk)}


@pytest.fixture
def paused_save(monkeypatch):
    """Saving stops once it has locked its response, until it is told to go on."""
    locked, go = threading.Event(), threading.Event()
    held_open = participation._held_open

    def stops(*args):
        held = held_open(*args)
        locked.set()
        assert go.wait(20)
        return held

    monkeypatch.setattr(participation, "_held_open", stops)
    return SimpleNamespace(locked=locked, go=go)


def test_neither_waits_for_ever_when_the_example_is_removed_while_somebody_saves_in_it(
    under_way, paused_save
):
    response = begin(under_way)
    save = Other(lambda: participation.save_answers(response=response, given=given(3), seen=0))
    assert paused_save.locked.wait(10)
    removing = Other(lambda: example.remove(under_way.assessment.organisation))
    removing.join(0.5)
    assert removing.is_alive()
    paused_save.go.set()
    assert save.came().revision == 1
    removing.came()
    assert not Organisation.objects.exists()
    assert not Answer.objects.exists()


def test_neither_waits_for_ever_when_somebody_begins_and_saves_while_the_example_is_removed(
    under_way, paused_save, monkeypatch
):
    """They begin after the responses of the round were locked, and before the round is."""
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite nobody writes while the example is removed")
    saves = []
    hold_responses = mixing.hold_responses

    def somebody_begins(round):
        hold_responses(round)
        if not saves:
            response = Other(lambda: begin(round)).came()
            saves.append(Other(lambda: participation.save_answers(response=response, given=given(3), seen=0)))
            assert paused_save.locked.wait(10)

    monkeypatch.setattr(mixing, "hold_responses", somebody_begins)
    removing = Other(lambda: example.remove(under_way.assessment.organisation))
    assert paused_save.locked.wait(10)
    removing.join(0.5)
    paused_save.go.set()
    assert saves[0].came().revision == 1
    removing.came()
    assert not Organisation.objects.exists()
    assert not Answer.objects.exists()


def test_nobody_waits_for_ever_when_all_kinds_of_people_write_while_the_example_is_removed(under_way):
    made = [codes.make_invitation() for _ in range(4)]
    inviting.make_slips(round=under_way, perspective=None, made=made, by=None)
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
        lambda one=one: participation.save_answers(response=one, given=given(3), seen=0) for one in begun
    ]
    starts = [lambda code=code: begin(under_way, code) for code in made]
    close = lambda: actions.close_round(round=under_way, by=None)  # noqa: E731
    at_once(remove_it, *map(quietly, [*saves, *starts, close]))
    assert not Organisation.objects.exists()
    assert not Response.objects.exists()
    assert not InvitationBatch.objects.exists()


def test_remove_keeps_an_account_that_belongs_to_another_organisation(loaded, facilitator):
    create_organisation(name="My own", kind="other", by=facilitator)
    remove()
    assert list(User.objects.all()) == [facilitator]
    assert list(Organisation.objects.values_list("name", flat=True)) == ["My own"]
    load()
    assert set(facilitator.memberships.values_list("organisation__name", flat=True)) == {
        "My own",
        "Larkfield Voices",
    }


def add_to_example(loaded, facilitator):
    """What a visitor may have added: an assessment that is under way, a framework, a member."""
    lead = User.objects.get(email=example.LEAD)
    add_member(organisation=loaded, email="me@example.com", name="Me", role=Membership.Role.READER, by=lead)
    library = FrameworkVersion.objects.get(framework__code="three-steps")
    version = factories.make_version("our-own", organisation=loaded, extra=("one", "text"))
    Framework.objects.filter(pk=version.framework_id).update(adapted_from=library)
    round = actions.create_assessment(
        organisation=loaded, title="Our own", purpose="readiness", about="", partners="", by=facilitator
    )
    actions.set_versions(round=round, versions=[version], by=facilitator)
    actions.open_round(round=round, by=facilitator)
    factories.respond(
        round, "practitioners", {"s1-q1": 3, "one": ["a"], "text": "Words"}, comments={"text": ("", "named")}
    )
    actions.close_round(round=round, by=facilitator)
    draft = creation.begin_draft(framework=version.framework, by=lead)
    move(draft=draft, key=("question", "s1-q1"), by_places=1, by=lead)
    creation.begin_translation(version=version, language="cy", by=lead)
    return round


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


def test_remove_with_yes_takes_what_a_visitor_added_but_not_their_account(library):
    before = rows()
    load()
    organisation = Organisation.objects.get(is_example=True)
    add_to_example(organisation, User.objects.get(email=example.FACILITATOR))
    assert DraftStep.objects.exists()
    assert "Also removed: the assessment ‘Our own’" in remove("--yes")
    visitor = User.objects.get(email="me@example.com")
    assert rows() == {**before, "accounts.User": before["accounts.User"] | {visitor.pk}}


def test_remove_asks_about_a_second_assessment_of_the_same_name_and_a_later_round(loaded, facilitator):
    actions.create_assessment(
        organisation=loaded,
        title="Anyvale night line",
        purpose="audit",
        about="",
        partners="",
        by=facilitator,
    )
    first = Assessment.objects.get(title="Larkfield crisis house")
    Round.objects.create(
        assessment=first, number=2, title="Round 2, May 2027", join_code=codes.make_join_code()
    )
    assert example.additions(loaded) == [
        "Round 2, May 2027 of ‘Larkfield crisis house’",
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
    monkeypatch.setattr(example, "_delete_versions", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        remove()
    assert (rows(), AuditEvent.objects.count()) == (before, events)


def test_the_guards_still_hold_for_the_example(loaded):
    opened = Round.objects.get(state="open")
    with pytest.raises(IntegrityError), transaction.atomic():
        opened.assessment.perspectives.filter(code="managers").delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        opened.round_versions.all().delete()
