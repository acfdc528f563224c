"""Two stewards at their browsers, a draft and a translation."""

import pytest

from tests.factories import make_member
from tests.frameworks.examples import stored


@pytest.fixture
def draft(organisation):
    return stored(organisation=organisation, publish=False)


@pytest.fixture
def other_desk(organisation):
    """The browser of another steward, Olive."""
    from django.test import Client

    olive = make_member(organisation, "steward", "olive@example.org")
    olive.name = "Olive"
    olive.save()
    browser = Client()
    browser.force_login(olive)
    return browser
