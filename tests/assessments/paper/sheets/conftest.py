import pytest

from assessments.models import Round
from tests.assessments.paper.sheets.printed import make_round, print_three
from tests.transactions import worlds


@worlds.world()
def round_on_paper():
    return make_round().pk


@pytest.fixture
def round_(round_on_paper):
    return Round.objects.get(pk=round_on_paper)


@pytest.fixture(scope="module")
def three(undone):
    """Printed once, for all who only read."""
    return print_three(undone)
