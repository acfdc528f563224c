"""A round to answer."""

import pytest

from frameworks.models import Level
from tests import factories


@pytest.fixture
def round_():
    version = factories.make_version("plain", sections=3, questions=2, extra=("text",), status="draft")
    version.questions.filter(section__code="s1").update(plain="Say it simply.")
    Level.objects.filter(scale__version=version).update(plain="Short.")
    type(version).objects.filter(pk=version.pk).update(status="published")
    return factories.make_round([version], perspectives=factories.TWO)
