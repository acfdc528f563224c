import pytest

from tests import factories


@pytest.fixture
def round_(organisation):
    return factories.make_round(perspectives=factories.TWO, joining="codes", organisation=organisation)


@pytest.fixture
def both(organisation):
    return factories.make_round(perspectives=factories.TWO, joining="both", organisation=organisation)


@pytest.fixture
def runs(client, facilitator):
    client.force_login(facilitator)
    return client
