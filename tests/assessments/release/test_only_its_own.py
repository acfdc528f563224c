"""A release holds what was sent in its own round, whatever stands in others."""

from assessments.models import Release
from assessments.release import actions as release_actions
from assessments.release.comments import comments_of
from assessments.release.counting import structure_of, tallies_of
from assessments.rounds import lifecycle, setup
from assessments.rounds.contents import content_of_round
from assessments.rounds.queries import turnout_of
from assessments.scoring.score import score
from tests import factories

SERVICES, PRACTICE = "service-users-and-survivors", "practitioners"


def version():
    return factories.make_version("demo", questions=2, extra=["one", "many", "text"])


def answer(round_, people, words, *, submitted=True):
    for code in (SERVICES, PRACTICE):
        for n in range(people):
            given = {"s1-q1": 1 + n, "s1-q2": "dont_know", "one": ["a"], "many": ["a", "b"], "text": words}
            comments = {"s1-q1": (f"{words} {n}", "named"), "text": (words, "unnamed")}
            factories.respond(round_, code, given, comments=comments, submitted=submitted)


def told(release):
    """What was frozen; quotes stand in an order drawn by chance."""
    results = Release.objects.get(pk=release.pk).results
    for words in results["comments"].values():
        words["shared"].sort(key=lambda quote: (quote["words"], quote["codes"]))
    return results


def test_what_other_rounds_hold_changes_nothing(db):
    asked = version()
    alone = factories.make_round([asked], organisation=factories.make_organisation("Alone"))
    answer(alone, 3, "Ours.")
    expected = told(factories.release(alone))

    first = factories.make_round([asked])
    answer(first, 4, "Before.")
    factories.release(first)
    round_ = setup.start_next_round(assessment=first.assessment, by=None)
    lifecycle.open_round(round_=round_, by=None)
    answer(round_, 3, "Ours.")
    answer(round_, 2, "Not sent.", submitted=False)
    elsewhere = factories.make_round([asked], organisation=factories.make_organisation("Elsewhere"))
    answer(elsewhere, 5, "Elsewhere.")
    assert told(factories.release(round_)) == expected
    assert expected["people"]["total"] == 6
    assert {quote["words"] for one in expected["comments"].values() for quote in one["shared"]} == {
        *(f"Ours. {n}" for n in range(3)),
        "Ours.",
    }


def test_each_count_is_of_one_round(db):
    """The same of each reading by itself: one that counts too much could be put right by another."""
    asked = version()
    round_ = factories.make_round([asked])
    contents = content_of_round(round_)
    answer(round_, 3, "Ours.")

    def counts():
        structure, turnout, tallies = structure_of(round_, contents), turnout_of(round_), []
        tallies = sorted(tallies_of(round_, contents), key=lambda one: (one.question, one.perspective))
        words = comments_of(round_, contents, score(structure, turnout, tallies))
        return sorted(turnout, key=lambda one: one.perspective), tallies, {
            key: (one.left, sorted(quote.words for quote in one.shared)) for key, one in words.items()
        }  # fmt: skip

    before = counts()
    elsewhere = factories.make_round([asked], organisation=factories.make_organisation("Elsewhere"))
    answer(elsewhere, 4, "Elsewhere.")
    answer(round_, 2, "Not sent.", submitted=False)
    assert counts() == before
    assert release_actions.calculate_results(round_).people.total == 6
