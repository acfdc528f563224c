"""The example: what a visitor finds in it, and that it goes without a trace."""

from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import CommandError

from accounts.models import AuditEvent, Organisation
from assessments import codes
from assessments.example import actions as example
from assessments.example import plan
from assessments.models import Answer, Assessment, Round
from assessments.reports.beside.earlier import change_since
from assessments.reports.build import build_report
from assessments.reports.groundwork.reading import agreement_beside
from assessments.responses.saving import begin_response
from assessments.rounds.queries import sent_by_perspective
from assessments.scoring.change import Obstacle
from frameworks.exchange.files import read
from frameworks.management.commands.load_library import library_files
from tests import factories
from tests.assessments.example.steps import load, rows
from tests.frameworks.exchange.walk import questions_of
from tests.transactions import worlds

pytestmark = [pytest.mark.pages, pytest.mark.slow]


@worlds.world(on="example_site")
def worked_out():
    """The results of both rounds and what moved between them, for all that only read them."""
    first, second = (round_.release for round_ in Round.objects.released().order_by("number"))
    change = change_since(first, build_report(second), second)
    return [first.frozen, second.frozen], change


@pytest.fixture
def both(worked_out):
    return worked_out[0]


@pytest.fixture
def results(both):
    return both[0].model_dump(mode="json")


# What a visitor finds


def test_load_makes_one_user_led_organisation_with_a_lead_and_a_facilitator(loaded):
    assert (loaded.name, loaded.kind) == ("Larkfield Voices", "user-led")
    roles = dict(loaded.memberships.values_list("user__email", "role"))
    assert roles == {
        "lead@example.org": "lead",
        "facilitator@example.org": "facilitator",
        "steward@example.org": "steward",
    }


@pytest.mark.parametrize("email", example.ACCOUNTS)
def test_load_makes_accounts_that_can_sign_in_at_once(loaded, email):
    assert authenticate(email=email, password=example.PASSWORD)
    assert EmailAddress.objects.get(email=email).verified


def test_load_prints_how_to_sign_in_and_where_to_look(example_site):
    _before, printed = example_site
    opened = Round.objects.get(state="open")
    assert "facilitator@example.org with the password look-round-example" in printed
    released = [f"/rounds/{round_.pk}/" for round_ in Round.objects.released()]
    assert len(released) == 2
    for path in (
        *(f"{round_}{page}" for round_ in released for page in ("results/", "report/", "report.pdf")),
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


def test_one_question_shows_two_groups_together(results):
    of_round = [group["codes"] for group in results["people"]["groups"]]
    pooled = {
        key: [group["codes"] for group in question["groups"]]
        for key, question in results["questions"].items()
        if [group["codes"] for group in question["groups"]] != of_round
    }
    users, carers, *others = of_round
    assert pooled == {"three-steps/scene-2": [[*users, *carers], *others]}
    assert results["questions"]["three-steps/scene-2"]["everyone"]["rated"] == 16


def test_one_group_has_no_figure_for_one_question(results):
    carers = results["questions"]["three-steps/working-6"]["groups"][1]
    assert (carers["rated"], carers["mean"], carers["dont_know"], carers["not_applicable"]) == (0, None, 4, 1)


def test_every_kind_of_answer_is_there(loaded):
    answers = Answer.objects.filter(response__round__state="released", response__round__number=1)
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
    named = Counter("/".join(quote["codes"]) for quote in quotes)
    assert named.keys() == {
        "", "service-users-and-survivors", "carers-and-family", "practitioners", "managers/commissioners",
    }  # fmt: skip
    assert (named[""], named["managers/commissioners"]) == (9, 3)


def test_a_private_comment_is_nowhere_in_the_results(results, said):
    private = [comment.words for comment in said if comment.share == "private"]
    assert private
    assert not any(words in str(results) for words in private)


def test_a_round_of_another_assessment_is_open_with_a_few_sent(loaded):
    opened = Round.objects.get(state="open")
    assert opened.assessment.purpose == "audit"
    assert [sent.people for sent in sent_by_perspective(opened)] == [3, 1, 2, 0]
    assert [version.framework.code for version in opened.versions.all()] == ["three-steps"]
    begin_response(round_=opened, perspective=None, secret=codes.make_secret())
    assert Assessment.objects.filter(organisation=loaded).count() == 2


# The second round of the first assessment


def test_the_second_round_has_fourteen_staff_six_service_users_and_no_carers(both):
    people = both[1].people
    assert [(group.codes, group.people, group.by_consent) for group in people.groups] == [
        (("service-users-and-survivors",), 6, False),
        (("practitioners",), 9, False),
        (("managers",), 5, False),
    ]
    assert both[1].assessed_together, "carers need not take part"
    assert people.missing == ()


def test_parity_and_the_plain_average_differ_where_sides_do(both):
    differ = [
        key
        for key, one in both[1].questions.items()
        if one.parity and abs(one.parity.favourable - one.everyone.favourable) >= 0.05
    ]
    assert len(differ) > 5
    assert "three-steps/together-6" in differ


@pytest.mark.parametrize(
    ("question", "then", "now"),
    [
        ("institutional-challenges/challenge-1", 38, 7),
        ("institutional-challenges/challenge-3", 33, 10),
        ("core-values/integrity-2", 28, 10),
        ("three-steps/together-6", 15, 47),
        ("institutional-challenges/procedure-3", 8, 7),
    ],
)
def test_some_gaps_close_one_widens_and_one_hardly_moves(both, question, then, now):
    """Between service users and practitioners, whom both rounds show."""
    for results, expected in zip(both, (then, now), strict=True):
        figures = {group.codes: group.favourable for group in results.questions[question].groups}
        gap = figures[("practitioners",)] - figures[("service-users-and-survivors",)]
        assert abs(abs(gap) * 100 - expected) < 1


def test_the_second_version_is_compared_wherever_a_question_still_asks_the_same(worked_out):
    """Round 1 asks version 1 of the library, round 2 its version 2: each question, by what the files say."""
    both, change = worked_out
    asked = {}
    for path in library_files():
        file = read(path.read_bytes())
        if file.code in both[1].frameworks:
            for question in questions_of(file):
                asked.setdefault(f"{file.code}/{question.code}", {})[file.version] = question
    compares = {key for key, by in asked.items() if 1 in by and by[2].compares == "same"}
    asks_other = {key for key, by in asked.items() if 1 in by and by[2].compares == "changed"}
    new = {key for key, by in asked.items() if 1 not in by}
    few = {"three-steps/working-6"}  # it asks the same, and too few answered it in round 2
    assert {one.question.key for one in change.questions} == compares - few
    assert [len(keys) for keys in (compares, asks_other, new)] == [43, 7, 5]
    left = {one.code: {named.key for named in one.what} for one in change.cannot}
    assert left[Obstacle.ASKS_OTHER] == asks_other
    assert left[Obstacle.NEW] == new


def test_people_say_something_else_in_each_round(both):
    words = [{quote.words for one in results.comments.values() for quote in one.shared} for results in both]
    assert [len(one) for one in words] == [32, 27]
    assert not words[0] & words[1]


def test_the_first_round_lies_months_back_and_is_shown_so(loaded):
    first, second = Round.objects.released().select_related("release").order_by("number")
    assert (second.release.released_on - first.release.released_on).days == 210
    assert first.opened_on == first.closed_on == first.release.released_on
    assert first.title == f"Round 1, {first.opened_on:%B %Y}"
    assert second.title == f"Round 2, {second.opened_on:%B %Y}"
    # What people agreed between the two is in the report of the second alone.
    assert not agreement_beside(first.release)
    agreement = agreement_beside(second.release)
    assert agreement.number == 2
    assert Counter(one.outcome for one in agreement.clauses) == {"agreed": 9, "not_agreed": 1, "people": 1}
    assert [one.key for one in agreement.statements] == ["angry"]


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
        ({"answers": {"three-steps": "119 11111111 111111111"}}, "does not fit the question"),
        (
            {
                "answers": {"three-steps": "111 11111111 111111111"},
                "comments": [{"question": "nowhere-1", "share": "named", "words": "Hello"}],
            },
            "unknown questions: nowhere-1",
        ),
    ],
)
def test_load_refuses_answers_that_do_not_fit(library, monkeypatch, fault, says):
    planned = plan.planned()
    [round_] = planned.assessments[1].rounds
    answered = round_.model_copy(update={"people": {"Practitioners": [plan.Person(**fault)]}})
    wrong = planned.assessments[1].model_copy(update={"rounds": (answered,)})
    monkeypatch.setattr(example, "planned", lambda: planned.model_copy(update={"assessments": (wrong,)}))
    before = rows()
    with pytest.raises(CommandError, match=says):
        load()
    assert rows() == before


def test_people_see_it_differently_and_co_sign_beside_its_first_results(loaded):
    first = loaded.assessments.order_by("pk").first().rounds.get(number=1)
    report = build_report(first.release)
    [one] = report.dissents.all
    assert (one.people, one.level.value, len(one.groups)) == (3, 5, 2)
    assert {row.people for row in report.co_signed.rows} == {4, 0, 5, None}
