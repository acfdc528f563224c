import pytest

from accounts.actions import create_organisation
from accounts.models import User


@pytest.fixture
def lead(db):
    return User.objects.create_user("lead@example.org", name="Lee Lead")


@pytest.fixture
def outsider(db):
    return User.objects.create_user("outsider@example.org", name="Ola Outsider")


@pytest.fixture
def organisation(lead):
    return create_organisation(name="Larkfield Voices", kind="user-led", by=lead)
