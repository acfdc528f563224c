"""Two stewards at their browsers, a draft and a translation."""

import pytest

from frameworks.drafts import creation
from tests.factories import make_member
from tests.frameworks.examples import example, stored


@pytest.fixture
def draft(organisation):
    return stored(organisation=organisation, publish=False)


@pytest.fixture
def desk(client, steward):
    """The steward's browser."""
    client.force_login(steward)
    return client


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


@pytest.fixture
def translation(organisation):
    original = stored(example(code="teapot"), organisation=organisation)
    return creation.begin_translation(version=original, language="cy", by=None)
