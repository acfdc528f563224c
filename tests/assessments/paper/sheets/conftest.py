import pytest

from tests import factories


@pytest.fixture
def round(organisation):
    versions = [factories.make_version(questions=6, extra=("one", "many", "text"))]
    return factories.make_round(versions, perspectives=factories.TWO, organisation=organisation, threshold=4)
