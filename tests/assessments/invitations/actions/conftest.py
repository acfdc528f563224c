import pytest

from tests import factories
from tests.background.backends import NOBODY_WORKS


@pytest.fixture(autouse=True)
def nobody_works(settings):
    """Letters go out where a test says so, to the box that it names (steps.py)."""
    settings.TASKS = NOBODY_WORKS


@pytest.fixture
def round_():
    return factories.make_round(perspectives=factories.TWO, joining="codes")
