"""The page that shows all that was chosen before a round opens, and what it leads to."""

import re

import pytest
from django.urls import reverse

from accounts.models import Organisation
from assessments.models import Assessment, Round
from assessments.rounds import setup
from assessments.rounds.start.suggestions import suggested_about
from frameworks.models import FrameworkVersion, Level
from tests import factories
from tests.assessments.days import ahead, said
from tests.assessments.released import USERS, words_of
from tests.assessments.responses.pages.participants import browser, text_of
from tests.translations import translate

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def runs(client, facilitator):
    client.force_login(facilitator)
    return client


def page_of(round_, name="round"):
    return reverse(f"assessments:{name}", args=[round_.pk])


def test_a_newcomer_makes_the_organisation_with_the_assessment(client):
    client.force_login(factories.make_user())
    new = reverse("assessments:new")
    assert client.get(reverse("assessments:list"))["Location"] == new
    page = client.post(new, {"organisation_name": "www.example.org"}).text
    for words in ("Choose what it is for.", "Choose what kind", "Leave the web address out."):
        assert words in page
    assert not Organisation.objects.exists()
    given = {"purpose": "audit", "title": "Night line", "organisation_name": "Larkfield Voices"}
    done = client.post(new, {**given, "organisation_kind": "user-led"})
    made = Round.objects.select_related("assessment__organisation").get()
    assert done["Location"] == page_of(made, "expected")
    assert made.assessment.organisation.memberships.get().role == "lead"
    assert (made.assessment.about, made.closes_on) == (suggested_about("audit"), ahead(28))
    lead = made.assessment.organisation.memberships.get().user
    assert f'value="{lead.email}"' in client.get(page_of(made, "expected")).text


def test_other_words_follow_another_purpose_unless_they_are_somebodys_own(organisation, facilitator):
    given = {"title": "New", "partners": "", "by": facilitator}
    round_ = setup.create_assessment(
        organisation=organisation, purpose="audit", about=suggested_about("audit"), **given
    )
    for about, then in [(suggested_about("audit"), suggested_about("progress")), ("Ours.", "Ours.")]:
        setup.change_assessment(round_=round_, purpose="progress", about=about, **given)
        assert Assessment.objects.get().about == then
        setup.change_assessment(round_=round_, purpose="audit", about=suggested_about("audit"), **given)


def test_it_names_all_that_people_are_told_and_each_has_a_page_to_change_it(runs, organisation):
    round_ = factories.make_round(organisation=organisation, opened=False)
    plain = words_of(text_of(runs.get(page_of(round_))))
    for words in ("Welcome Nothing is added", "Partners None are named yet", "People are told no day"):
        assert words in plain
    assert "Nobody is named whom people can talk to." in plain
    Assessment.objects.update(partners="Anyvale NHS Trust", contact_name="Dee", contact_phone="1")
    Round.objects.update(welcome="Ask Sam.", closes_on=ahead(9), joining="both")
    page = runs.get(page_of(round_)).text
    told = words_of(page)
    for words in ("Welcome Ask Sam.", "Partners Anyvale NHS Trust", "Someone to talk to Dee, 1"):
        assert words in told
    assert f"{said(ahead(9))}. You close it yourself" in told
    assert "the shared link, or a code for each person" in told
    for name in ("about", "contact", "frameworks", "expected", "perspectives", "terms", "day", "joining"):
        assert f'href="{page_of(round_, name)}"' in page
        assert runs.get(page_of(round_, name)).status_code == 200
    runs.post(page_of(round_, "joining"), {"joining": "codes"})
    kept = Round.objects.get()
    assert (kept.joining, kept.welcome, kept.closes_on) == ("codes", "Ask Sam.", ahead(9))


def test_what_is_missing_is_named_in_place_of_the_button(runs, organisation):
    round_ = factories.make_round(organisation=organisation, opened=False)
    round_.round_versions.all().delete()
    page = runs.get(page_of(round_)).text
    assert '<a href="#asked">Choose at least one framework first.</a>' in page
    assert page_of(round_, "open") not in page
    runs.post(page_of(round_, "open"))
    assert Round.objects.get().state == "draft"


def test_those_who_only_read_change_and_open_nothing(client, organisation):
    round_ = factories.make_round(organisation=organisation, opened=False)
    client.force_login(factories.make_member(organisation, "reader"))
    page = client.get(page_of(round_)).text
    assert "It is being set up. Nobody can answer yet." in page
    assert 'href="/rounds/' not in page.split("<footer>")[0]
    assert page_of(round_, "open") not in page


def test_all_is_read_before_in_each_language_and_in_shorter_words(runs, organisation):
    version, other = factories.make_version(status="draft"), factories.make_version("other")
    version.questions.update(plain="In short.")
    Level.objects.filter(scale__version=version).update(plain="Short.")
    FrameworkVersion.objects.filter(pk=version.pk).update(status="published")
    translate(version)
    round_ = factories.make_round([version, other], organisation=organisation, opened=False)
    assert "People can read it in: English, Cymraeg." in words_of(runs.get(page_of(round_)).text)
    page = page_of(round_, "round_preview")
    plain = runs.get(page).text
    assert plain.count('<fieldset class="question"') == 4
    assert "Statement 1.1." in words_of(plain)
    legend = re.compile(r"<legend>.*?</legend>", re.DOTALL)
    assert "In short." in legend.search(runs.get(page, {"words": "shorter"}).text)[0]
    welsh = runs.get(page, {"language": "cy"}).text
    assert "[cy] Statement 1.1." in words_of(welsh)
    assert runs.get(page, {"framework": "other"}).text.count("Statement 1.1.") == 1
    for odd in ({"language": "xx"}, {"framework": "xx", "words": "xx"}):
        assert runs.get(page, odd).status_code == 200


def test_the_message_names_what_people_need_and_nothing_of_who_is_expected(runs, organisation):
    round_ = factories.make_round(organisation=organisation, perspectives=factories.FOUR)
    Round.objects.update(expected={USERS: 8765}, closes_on=ahead(9))
    Assessment.objects.update(contact_name="Dee & Co", contact_email="dee@example.org")
    page = text_of(runs.get(page_of(round_)))
    message = page[page.index("Hello,") : page.index("Copy the message")]
    for words in (
        "Larkfield Voices invites you to take part in ‘Larkfield crisis house’: are we ready to work as",
        "4 questions, about 1 minute. You can skip any, stop, and come back. Nobody in your team sees",
        f"http://testserver/join/{round_.join_code}/",
        f"Please answer by {said(ahead(9))}.",
        "Dee & Co, dee@example.org",
    ):
        assert words in message, words
    assert "8765" not in message
    assert "0 of about 8765" in words_of(page)
    start = text_of(browser().get(reverse("assessments:join", args=[round_.join_code])))
    assert "8765" not in start
    screen = runs.get(page_of(round_, "screen")).text
    assert '<svg class="qr" role="img"' in screen
    assert "8765" not in screen
    by_code = factories.make_round([round_.versions.get()], organisation=organisation, joining="codes")
    assert "there is no link to show" in runs.get(page_of(by_code, "screen"), follow=True).text
