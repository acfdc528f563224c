import pytest

from tests import factories
from tests.assessments.guards.refusals import PEOPLE


@pytest.fixture
def round_():
    version = factories.make_version(extra=("one", "many", "text"))
    return factories.make_round([version], perspectives=factories.TWO)


@pytest.fixture
def response(round_):
    return factories.respond(
        round_, PEOPLE, {"s1-q1": 3, "s1-q2": "dont_know", "one": ["a"], "many": ["a", "b"], "text": "Words"}
    )


@pytest.fixture
def elsewhere():
    """Another round, of another assessment, with another version."""
    version = factories.make_version("other", levels=(0, 1, 2), extra=("one", "many"))
    return factories.make_round([version], organisation=factories.make_organisation("Elsewhere"))
