"""A published framework, and a draft of its next version."""

import pytest

from frameworks.drafts import creation
from tests.frameworks.examples import stored


@pytest.fixture
def published(organisation):
    return stored(organisation=organisation)


@pytest.fixture
def draft(published):
    return creation.begin_draft(framework=published.framework, by=None)
