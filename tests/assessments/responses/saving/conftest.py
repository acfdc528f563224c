import pytest

from tests import factories
from tests.assessments.responses.saving.steps import begin


@pytest.fixture
def round(db):
    version = factories.make_version(extra=("one", "many", "text"))
    return factories.make_round([version], perspectives=factories.TWO)


@pytest.fixture
def response(round):
    return begin(round)
