import pytest

from accounts.actions import create_organisation
from accounts.models import User
from frameworks.drafts.creation import adapt_framework, begin_translation
from tests.factories import make_member
from tests.frameworks.edits import reworded_draft
from tests.frameworks.examples import example, stored


@pytest.fixture
def lead(db):
    return User.objects.create_user("lead@example.org", name="Lee Lead")


@pytest.fixture
def outsider(db):
    return User.objects.create_user("outsider@example.org", name="Ola Outsider")


@pytest.fixture
def organisation(lead):
    return create_organisation(name="Larkfield Voices", kind="user-led", by=lead)


@pytest.fixture
def steward(organisation):
    return make_member(organisation, "steward")


@pytest.fixture
def reader(organisation):
    return make_member(organisation, "reader")


@pytest.fixture
def original():
    """A framework of the library."""
    return stored()


@pytest.fixture
def adaptation(original, organisation, lead):
    return adapt_framework(version=original, organisation=organisation, title="Our kettle", by=lead)


@pytest.fixture
def draft(organisation):
    """A draft of version 2 with a reworded question."""
    return reworded_draft(organisation)


@pytest.fixture
def two(draft):
    """The same, where two have to agree."""
    owner = draft.framework.organisation
    owner.requires_second_approver = True
    owner.save()
    return draft


@pytest.fixture
def desk(client, steward):
    """The steward's browser."""
    client.force_login(steward)
    return client


@pytest.fixture
def translation(organisation):
    original = stored(example(code="teapot"), organisation=organisation)
    return begin_translation(version=original, language="cy", by=None)
