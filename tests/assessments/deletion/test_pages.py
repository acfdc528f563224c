"""The pages that delete say what goes, ask once more, and do nothing by mistake."""

import pytest
from django.urls import reverse

from accounts.models import Organisation, User
from assessments.models import Assessment, Round
from assessments.rounds import setup
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def noted(settings, tmp_path):
    settings.DELETIONS_FILE = tmp_path / "deletions.txt"


@pytest.fixture
def lead(client, organisation):
    client.force_login(organisation.memberships.get(role="lead").user)
    return client


def page_of(round_):
    return reverse("assessments:delete", args=[round_.pk])


def released(organisation):
    round_ = factories.make_round(organisation=organisation)
    for level in (1, 2, 3):
        factories.respond(round_, "practitioners", {"s1-q1": level})
    factories.release(round_)
    return Round.objects.select_related("assessment__organisation").get(pk=round_.pk)


def test_what_goes_is_said_and_the_name_is_typed(lead, organisation):
    round_ = released(organisation)
    page = lead.get(page_of(round_)).text
    for said in (
        "the answers of 3 people",
        "the results, the comments, the report and all links",
        "gone for good",
    ):
        assert said in page
    for typed in ("", "another", "Larkfield"):
        again = lead.post(page_of(round_), {"name": typed})
        assert again.status_code == 422
        assert "Please look again" in again.text
    assert Round.objects.exists()
    done = lead.post(page_of(round_), {"name": "  larkfield CRISIS house "}, follow=True)
    assert "Larkfield crisis house is deleted." in done.text
    assert not Assessment.objects.exists()
    assert lead.get(page_of(round_)).status_code == 404


def test_one_of_several_rounds_goes_alone(lead, organisation):
    first = released(organisation)
    second = setup.start_next_round(assessment=first.assessment, by=None)
    name = {"name": first.assessment.title}
    assert lead.post(page_of(second), name).status_code == 422  # what of the two was not said
    done = lead.post(page_of(second), {**name, "what": "round"}, follow=True)
    assert done.redirect_chain == [(reverse("assessments:round", args=[first.pk]), 302)]
    assert list(Round.objects.all()) == [first]


def test_those_who_facilitate_delete_only_what_nobody_was_asked(client, organisation, facilitator):
    client.force_login(facilitator)
    asked = released(organisation)
    draft = factories.make_round([asked.versions.get()], organisation=organisation, opened=False)
    assert "only a lead of your organisation can delete it" in client.get(page_of(asked)).text
    name = {"name": asked.assessment.title}
    assert client.post(page_of(asked), name).status_code == 403
    second = setup.start_next_round(assessment=asked.assessment, by=None)
    assert client.post(page_of(second), {**name, "what": "assessment"}).status_code == 403
    assert client.post(page_of(second), {**name, "what": "round"}).status_code == 302
    assert client.post(page_of(draft), {"name": draft.assessment.title}).status_code == 302
    assert list(Round.objects.all()) == [asked]


def test_an_organisation_says_what_it_takes_along(lead, organisation):
    released(organisation)
    factories.make_version("own", organisation=organisation)
    url = reverse("assessments:delete_organisation", args=[organisation.slug])
    page = lead.get(url).text
    for said in (
        "‘Larkfield crisis house’, with all answers",
        "1 framework of its own",
        "the role of 1 person",
    ):
        assert said in page
    done = lead.post(url, {"name": organisation.name}, follow=True)
    assert f"{organisation.name} is deleted." in done.text
    assert not Organisation.objects.exists()


def test_an_organisation_that_others_rely_on_says_why_it_stays(lead, organisation):
    theirs = factories.make_organisation("Elsewhere")
    factories.make_round([factories.make_version("own", organisation=organisation)], organisation=theirs)
    url = reverse("assessments:delete_organisation", args=[organisation.slug])
    for page in (lead.get(url), lead.post(url, {"name": organisation.name})):
        assert "Another organisation is asking" in page.text
        assert "Delete it for good" not in page.text
    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_an_account_is_deleted_with_its_password(client, organisation):
    member = factories.make_member(organisation, "reader")
    client.force_login(member)
    url = reverse("assessments:delete_account")
    assert "This is not your password" in client.post(url, {"password": "another"}).text
    assert User.objects.filter(pk=member.pk).exists()
    done = client.post(url, {"password": factories.PASSWORD}, follow=True)
    assert "Your account is deleted." in done.text
    assert not User.objects.filter(pk=member.pk).exists()
    assert client.get(reverse("assessments:list")).status_code == 302


def test_the_only_lead_is_told_what_to_do_first(lead, organisation):
    url = reverse("assessments:delete_account")
    for page in (lead.get(url), lead.post(url, {"password": factories.PASSWORD})):
        assert "You are the only lead of" in page.text
        assert organisation.name in page.text
    assert User.objects.count() == 1


def test_an_organisation_is_renamed_by_its_lead(lead, organisation):
    url = reverse("accounts:change", args=[organisation.slug])
    done = lead.post(url, {"name": "Another name", "kind": "other"}, follow=True)
    assert "<h1>Another name</h1>" in done.text
    again = lead.post(url, {"name": "", "kind": "other"})
    assert "Type the name of your organisation." in again.text
    assert "Another name" in again.text
