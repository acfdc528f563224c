import pytest

from tests import factories
from tests.assessments.paper.entry.forms import sheets
from tests.assessments.paper.pages.desk import Desk


@pytest.fixture
def round_(organisation):
    version = factories.make_version(extra=("one", "many", "text"))
    return factories.make_round([version], perspectives=factories.TWO, organisation=organisation)


@pytest.fixture
def sheet(round_):
    return sheets(round_)[0]


@pytest.fixture
def desk(facilitator, round_):
    return Desk(facilitator, round_)


@pytest.fixture
def second(organisation, round_):
    return Desk(factories.make_member(organisation, "lead", "second@example.org"), round_)
