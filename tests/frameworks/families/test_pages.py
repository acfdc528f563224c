"""Pages where drafts begin, and the page where an adaptation takes over what its original changed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import create_organisation
from accounts.models import Membership
from frameworks import languages
from frameworks.actions import publish_version, withdraw_version
from frameworks.drafts import actions, parts
from frameworks.drafts.creation import adapt_framework, begin_draft, begin_translation
from frameworks.drafts.storage import parts_of
from frameworks.models import FrameworkVersion
from tests.factories import make_member
from tests.frameworks.edits import TURNS, reworded, save_fields
from tests.frameworks.examples import example, long_example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def signed_in(client, lead, organisation):
    client.force_login(lead)
    return client


def url(name, version=None):
    return reverse(f"frameworks:{name}", args=[version.pk] if version else [])


def words_of(response, status=200):
    assert response.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def to_edit(response):
    """The draft that it goes on to edit."""
    version = FrameworkVersion.objects.order_by("pk").last()
    assert response.status_code == 302
    assert response["Location"] == url("edit", version)
    return version


# Start, adapt, next, translate


def test_a_framework_is_started(signed_in, organisation):
    words = words_of(signed_in.get(url("new")))
    assert "It will belong to Larkfield Voices." in words
    assert "Cymraeg (cy)" in words
    data = {"title": "  Our meetings ", "organisation": organisation.slug, "language": "cy"}
    draft = to_edit(signed_in.post(url("new"), data))
    assert (draft.title, draft.language, draft.framework.organisation) == ("Our meetings", "cy", organisation)


def test_a_pasted_title_is_mended(signed_in, organisation):
    data = {"title": "Our\tmeet\u2028ings", "organisation": organisation.slug, "language": "en-GB"}
    assert signed_in.post(url("new"), data).status_code == 302
    assert FrameworkVersion.objects.get().title == "Our meet ings"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": ""}, "Give it a name. You can change it later."),
        ({"title": "T\x07T"}, "Use one line of ordinary letters, numbers and signs."),
        ({"language": "xx-nothing"}, "Choose one of the languages."),
        ({"organisation": "elsewhere"}, "Choose one of your organisations."),
    ],
)
def test_what_is_wrong_is_said(signed_in, organisation, outsider, sent, said):
    create_organisation(name="Elsewhere", kind="other", by=outsider)
    data = {"title": "Meetings", "organisation": organisation.slug, "language": "en-GB"} | sent
    assert said in words_of(signed_in.post(url("new"), data), 422)
    assert not FrameworkVersion.objects.exists()


def test_every_language_is_called_by_its_own_name_once():
    names = [name for _, name in languages.choices()]
    assert len(set(names)) == len(names) == len(languages.LANGUAGES) > 40
    assert not [name for code, name in languages.choices() if name.startswith(f"{code} ")]
    assert ("en-GB", "British English (en-GB)") in languages.choices()


def test_a_version_is_adapted(signed_in, original, organisation, lead):
    second = create_organisation(name="Second", kind="other", by=lead)
    page = signed_in.get(url("adapt", original))
    assert 'value="The kettle"' in page.text
    assert "yours says that it is adapted from version 1 in the library of this site." in words_of(page)
    draft = to_edit(signed_in.post(url("adapt", original), {"title": "Ours", "organisation": second.slug}))
    assert (draft.title, draft.framework.organisation, draft.reviewed_original) == ("Ours", second, original)


def test_a_draft_is_not_adapted(signed_in, adaptation):
    response = signed_in.get(url("adapt", adaptation), follow=True)
    assert "Only a published version can be adapted" in words_of(response)


def test_a_translation_is_not_adapted(signed_in, organisation):
    stored(organisation=organisation)
    translation = stored(example(language="cy"), organisation=organisation)
    response = signed_in.post(url("adapt", translation), {"title": "Ours"}, follow=True)
    assert "Only a published version can be adapted" in words_of(response)
    assert FrameworkVersion.objects.count() == 2


def test_the_next_version_is_begun_once(signed_in, organisation):
    first = stored(organisation=organisation)
    draft = to_edit(signed_in.post(url("next", first)))
    assert (draft.number, draft.framework) == (2, first.framework)
    assert to_edit(signed_in.post(url("next", first))) == draft


def test_the_next_version_of_nothing_published(signed_in, organisation, adaptation):
    assert to_edit(signed_in.post(url("next", adaptation))) == adaptation
    withdrawn = withdraw_version(version=stored(organisation=organisation), by=None)
    assert to_edit(signed_in.post(url("next", withdrawn))).number == 2


def test_the_library_is_changed_by_nobody_here(signed_in, original):
    assert signed_in.post(url("next", original)).status_code == 403
    assert signed_in.get(url("translate", original)).status_code == 403


def test_a_translation_is_begun_and_gone_on_with(signed_in, organisation):
    version = stored(organisation=organisation)
    stored(example(language="fr"), organisation=organisation)
    page = signed_in.get(url("translate", version)).text
    assert 'value="cy"' in page
    assert 'value="fr"' not in page
    assert 'value="en-GB"' not in page
    draft = to_edit(signed_in.post(url("translate", version), {"language": "cy"}))
    assert (draft.language, draft.translation_of, draft.status) == ("cy", version, "draft")
    assert "Cymraeg (cy), begun already" in words_of(signed_in.get(url("translate", version)))
    assert to_edit(signed_in.post(url("translate", version), {"language": "cy"})) == draft
    refused = signed_in.post(url("translate", version), {"language": "fr"})
    assert "Choose one of the languages." in words_of(refused, 422)


def test_a_draft_is_not_translated(signed_in, adaptation):
    response = signed_in.get(url("translate", adaptation), follow=True)
    assert "Only a published version can be translated" in words_of(response)


# Links to them


def test_the_page_of_a_version_links_to_what_the_person_may_begin(client, original, organisation):
    ours = stored(example(code="ours"), organisation=organisation)
    adapt, change = "Adapt it as our own", "Change it: begin version 2"
    expected = {
        "lead": ([adapt], [change, "Translate it"]),
        "steward": ([adapt], [change, "Translate it"]),
        "facilitator": ([], []),
        "reader": ([], []),
    }
    for role, lists in expected.items():
        client.force_login(make_member(organisation, role, f"a-{role}@example.org"))
        for version, shown in zip((original, ours), lists, strict=True):
            words = words_of(client.get(url("version", version)))
            assert [link for link in (adapt, change, "Translate it") if link in words] == sorted(shown), role
    client.logout()
    assert adapt not in words_of(client.get(url("version", original)))


def test_the_page_of_a_version_leads_to_the_draft(signed_in, organisation, lead):
    version = stored(organisation=organisation)
    draft = begin_draft(framework=version.framework, by=lead)
    page = signed_in.get(url("version", version))
    assert "Carry on with the draft of version 2" in words_of(page)
    assert url("edit", draft) in page.text
    assert "Continue with this draft" in words_of(signed_in.get(url("version", draft)))


def test_the_list_tells_of_a_new_version_of_the_original(signed_in, adaptation, organisation, lead, client):
    assert "The original has a new version" not in words_of(signed_in.get(url("list")))
    publish_version(version=adaptation, by=lead)
    draft = begin_draft(framework=adaptation.framework, by=lead)
    stored(reworded())
    page = signed_in.get(url("list"))
    assert words_of(page).count("The original has a new version 2. See what changed") == 1
    assert url("original", draft) in page.text
    assert "The original has a new version 2." in words_of(signed_in.get(url("version", adaptation)))
    client.force_login(make_member(organisation, "reader"))
    assert "The original has a new version" not in words_of(client.get(url("list")))
    assert "The original has a new version" not in words_of(client.get(url("version", adaptation)))


# Taking over


def offered(page):
    """The fields of each offer's form."""
    forms = re.findall(r"<form.*?</form>", page.text, re.S)
    assert all("csrfmiddlewaretoken" in form for form in forms if 'action="/look/"' not in form)
    return [
        dict(re.findall(r'name="(offer|sign|next)" value="([^"]*)"', form))
        for form in forms
        if 'name="offer"' in form
    ]


def test_both_texts_are_shown_and_one_is_taken_over(signed_in, adaptation):
    save_fields(draft=adaptation, revision=0, written={TURNS: {"statement": "We swap."}}, by=None)
    data = reworded(title="The new kettle")
    data["sections"][1]["questions"].append(
        {"code": "lids", "kind": "text", "title": "Lids", "statement": "Where are the lids?"}
    )
    data["sections"][0]["sections"] = []
    stored(data)
    page = signed_in.get(url("original", adaptation))
    words = words_of(page)
    assert "‘The new kettle’ has a new version 2. 4 changes are not in ours." in words
    for said in ["We swap.", "Each of us makes tea.", "You changed this too.", "Where are the lids?"]:
        assert said in words
    assert words.index("Changed (1)") < words.index("New (1)") < words.index("Taken out (2)")
    first, second, *_ = offered(page)
    response = signed_in.post(url("original", adaptation), first)
    assert response["Location"] == f"{url('original', adaptation)}?at={second['offer']}#taken"
    after = signed_in.get(response["Location"])
    assert "Taken over: Taking turns." in words_of(after)
    assert after.text.index('id="taken"') < after.text.index(f'id="{second["offer"]}"')
    assert [form["offer"] for form in offered(after)] == [form["offer"] for form in offered(page)[1:]]
    assert parts_of(adaptation)[TURNS]["statement"] == "Each of us makes tea."


def test_the_last_one_says_so_at_the_end(signed_in, adaptation):
    stored(reworded())
    [only] = offered(signed_in.get(url("original", adaptation)))
    words = words_of(signed_in.post(url("original", adaptation), only, follow=True))
    assert "All its changes are in ours" in words
    assert "Taken over: Taking turns." in words


def test_what_has_changed_since_is_shown_again(signed_in, adaptation):
    stored(reworded())
    [only] = offered(signed_in.get(url("original", adaptation)))
    save_fields(draft=adaptation, revision=0, written={TURNS: {"statement": "Mine."}}, by=None)
    words = words_of(signed_in.post(url("original", adaptation), only, follow=True))
    assert "This has changed since you opened the page." in words
    assert parts_of(adaptation)[TURNS]["statement"] == "Mine."


def test_a_part_that_holds_something_of_ours_says_what_to_do_first(signed_in, adaptation, lead):
    key = actions.add_question(draft=adaptation, section="cups", kind="text", by=lead)
    written = {key: {"title": "Ours alone"}}
    save_fields(draft=adaptation, revision=1, written=written, by=lead)
    stored(example(version=2, sections=example()["sections"][:1]))
    page = signed_in.get(url("original", adaptation))
    assert "It still holds ‘Ours alone’. Move that to another part first, or take it out." in words_of(page)
    assert [form["offer"] for form in offered(page)] == ["offer-removed-question-chips"]


def test_looked_at_all_of_them(signed_in, adaptation):
    second = stored(reworded())
    response = signed_in.post(url("original", adaptation), {"settle": second.pk})
    assert response["Location"] == url("edit", adaptation)
    words = words_of(signed_in.get(url("original", adaptation)))
    assert "There is nothing new. You have looked at all changes of ‘The kettle’ up to version 2." in words
    assert "The original has a new version" not in words_of(signed_in.get(url("list")))
    for other in ("", "x", "9" * 30):
        assert signed_in.post(url("original", adaptation), {"settle": other}).status_code == 404


def test_a_published_adaptation_begins_its_next_version_first(signed_in, adaptation, lead):
    publish_version(version=adaptation, by=lead)
    stored(reworded())
    page = signed_in.get(url("original", adaptation))
    assert "Begin version 2 of ours first" in words_of(page)
    assert "Each of us makes tea." in words_of(page)
    assert offered(page) == []
    response = signed_in.post(url("next", adaptation), {"original": "yes"})
    draft = FrameworkVersion.objects.get(framework=adaptation.framework, number=2)
    assert response["Location"] == url("original", draft)
    assert signed_in.get(url("original", adaptation))["Location"] == url("original", draft)
    [form] = offered(signed_in.get(url("original", draft)))
    assert words_of(signed_in.post(url("original", adaptation), form, follow=True)).count("never change") == 1


def test_an_original_out_of_reach_is_not_there(signed_in, organisation, lead, outsider):
    elsewhere = create_organisation(name="Elsewhere", kind="other", by=outsider)
    membership = Membership.objects.create(user=lead, organisation=elsewhere, role="reader")
    theirs = stored(organisation=elsewhere)
    draft = adapt_framework(version=theirs, organisation=organisation, title="Ours", by=lead)
    newest = stored(reworded(title="A secret name"), organisation=elsewhere)
    assert "A secret name" in words_of(signed_in.get(url("original", draft)))
    membership.delete()
    assert signed_in.get(url("original", draft)).status_code == 404
    assert signed_in.post(url("original", draft), {"settle": newest.pk}).status_code == 404
    for name, version in [("list", None), ("version", draft)]:
        page = signed_in.get(url(name, version))
        assert "The original has a new version" not in words_of(page)
        assert url("original", draft) not in page.text
        assert url("version", theirs) not in page.text
    assert "Adapted from ‘The kettle’, version 1, by Elsewhere." in words_of(
        signed_in.get(url("version", draft))
    )


def test_what_is_no_adaptation_has_no_original(signed_in, original, organisation, lead):
    ours = stored(organisation=organisation)
    for version in (original, ours, begin_translation(version=ours, language="cy", by=lead)):
        assert signed_in.get(url("original", version)).status_code == 404


def test_text_is_shown_as_text(signed_in, adaptation):
    stored(reworded(statement="<script>alert(1)</script>", title="<b>Bold</b>"))
    page = signed_in.get(url("original", adaptation)).text
    assert "<script>alert" not in page
    assert "<b>Bold" not in page


# What they cost


def cost(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_taking_over_costs_the_same_for_few_changes_and_many(signed_in, organisation, lead):
    paths = []
    for code, size in [("few", 2), ("many", 30)]:
        data = long_example(size, code)
        draft = adapt_framework(version=stored(data), organisation=organisation, title=code, by=lead)
        data["version"] = 2
        for question in data["sections"][0]["questions"]:
            question["statement"] += " Now."
        stored(data)
        paths.append(url("original", draft))
    assert "30 changes are not in ours." in words_of(signed_in.get(paths[1]))
    assert cost(signed_in, paths[0]) == cost(signed_in, paths[1])


def test_the_list_costs_the_same_for_few_adaptations_and_many(signed_in, original, organisation, lead):
    def adapt(count):
        for number in range(count):
            adapt_framework(version=original, organisation=organisation, title=f"Ours {number}", by=lead)

    adapt(1)
    stored(reworded())
    signed_in.get(url("list"))
    before = cost(signed_in, url("list"))
    adapt(12)
    assert cost(signed_in, url("list")) == before
    assert words_of(signed_in.get(url("list"))).count("The original has a new version 2.") == 13


def test_the_names_of_the_parts_are_told_in_moves(signed_in, adaptation):
    data = example(version=2)
    data["sections"][1]["questions"].insert(0, data["sections"][0]["sections"].pop()["questions"][0])
    stored(data)
    words = words_of(signed_in.get(url("original", adaptation)))
    assert "Where it is In ‘Afterwards’, first In ‘Cups’, first" in words
    assert parts.questions_in(parts_of(adaptation), "cups") == [("question", "chips")]
