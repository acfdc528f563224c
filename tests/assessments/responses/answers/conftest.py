import pytest

from tests import factories
from tests.assessments.responses.pages.participants import Person


@pytest.fixture
def round_():
    version = factories.make_version(extra=("one", "many", "text"))
    return factories.make_round([version], perspectives=factories.TWO)


@pytest.fixture
def person(round_):
    return Person(round_).start()
