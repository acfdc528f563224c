"""The draft that steps are taken in."""

import pytest

from tests.frameworks.drafts.pure.plain import build


@pytest.fixture
def draft():
    return build()
