import pytest

from tests import factories


@pytest.fixture
def draft(organisation):
    return factories.make_round(organisation=organisation, opened=False)


# People's own words


@pytest.fixture
def round_():
    version = factories.make_version(extra=("text",))
    return factories.make_round([version])
