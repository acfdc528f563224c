import pytest

from tests import factories


@pytest.fixture
def round_(organisation):
    version = factories.make_version(extra=("one", "many", "text"))
    return factories.make_round([version], perspectives=factories.TWO, organisation=organisation)


@pytest.fixture
def other(organisation):
    return factories.make_member(organisation, "lead", "second@example.org")
