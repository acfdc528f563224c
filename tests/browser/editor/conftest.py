"""Somebody who writes a framework, and the draft that they write."""

import pytest

from tests import factories
from tests.browser import people
from tests.frameworks.examples import stored


@pytest.fixture
def organisation():
    return factories.make_organisation("Larkfield Voices")


@pytest.fixture
def steward(organisation):
    return factories.make_member(organisation, "steward", "stef@example.org")


@pytest.fixture
def draft(organisation):
    return stored(organisation=organisation, publish=False)


@pytest.fixture
def desk(steward, open_browser):
    """The steward's browser, with scripts."""
    page = open_browser()
    people.come_in(page, steward.email)
    return page
