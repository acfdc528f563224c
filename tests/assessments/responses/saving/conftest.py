import pytest

from tests import factories
from tests.assessments.responses.saving.steps import begin


@pytest.fixture
def round_(db):
    version = factories.make_version(extra=("one", "many", "text"))
    return factories.make_round([version], perspectives=factories.TWO)


@pytest.fixture
def response(round_):
    return begin(round_)
