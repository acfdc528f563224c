import pytest

from tests import factories


@pytest.fixture
def round_():
    return factories.make_round(perspectives=factories.TWO, joining="codes")
