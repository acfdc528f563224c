"""A round to answer."""

import pytest

from tests import factories


@pytest.fixture
def round_():
    version = factories.make_version("plain", sections=3, questions=2, extra=("text",), status="draft")
    version.questions.filter(code="s1-q1").update(plain="Say it simply.")
    type(version).objects.filter(pk=version.pk).update(status="published")
    return factories.make_round([version], perspectives=factories.TWO)
