import pytest

from tests.assessments.paper.sheets.printed import make_round, print_three


@pytest.fixture
def round_(db):
    return make_round()


@pytest.fixture(scope="module")
def three(undone):
    """Printed once, for all who only read."""
    return print_three(undone)
