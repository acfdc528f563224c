import pytest

from tests import factories
from tests.assessments.released import make_release
from tests.assessments.rounds.next_round.steps import PEOPLE, STAFF


@pytest.fixture
def version(db):
    return factories.make_version()


@pytest.fixture
def first(organisation, version):
    """A first round with answers, released."""
    answers = {group: [{"s1-q1": level} for level in (1, 2, 3)] for group in (PEOPLE, STAFF)}
    return make_release(
        answers, versions=[version], organisation=organisation, threshold=4, perspectives=factories.TWO
    ).round
