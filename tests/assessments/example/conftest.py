import pytest

from accounts.models import Organisation, User
from assessments.example import actions as example
from assessments.example import plan


@pytest.fixture
def loaded(example_site):
    return Organisation.objects.get(is_example=True)


@pytest.fixture
def said():
    """Every comment of the first assessment's first round."""
    people = plan.planned().assessments[0].rounds[0].people.values()
    return [comment for those in people for person in those for comment in person.comments]


@pytest.fixture
def facilitator(loaded):
    return User.objects.get(email=example.FACILITATOR)
