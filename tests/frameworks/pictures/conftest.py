import pytest

from tests.frameworks.examples import stored


@pytest.fixture
def draft(organisation):
    return stored(organisation=organisation, publish=False)
