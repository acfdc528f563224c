"""A practice story of one's own: public when its organisation chooses, as text, and gone when it is."""

import pytest
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import AuditEvent
from frameworks.reading import actions
from frameworks.reading.stories import LONGEST, PracticeStory
from tests import factories
from tests.untranslated import bare_words

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

PRACTICE = "frameworks:practice"


def test_a_story_is_read_by_others_only_while_it_is_published(
    client, organisation, django_assert_num_queries
):
    by = organisation.memberships.first().user
    words = dict.fromkeys(LONGEST, "Words") | {"title": "A <b>pantry</b>", "did": "See https://example.org"}
    story = actions.write_story(organisation=organisation, words=words, by=by)
    page = lambda: client.get(reverse(PRACTICE)).text  # noqa: E731
    assert "pantry" not in page()
    for _twice in range(2):
        actions.publish_story(story=story, by=by)
    for name in ("Second", "Third"):
        factories.make_story(factories.make_organisation(name), title=name, published_on="2026-11-01")
    with django_assert_num_queries(1):
        shown = page()
    assert "A &lt;b&gt;pantry&lt;/b&gt;" in shown
    assert f"Told by {organisation.name}" in shown
    assert 'href="https://example.org' not in shown
    actions.change_story(story=story, words={"title": "A larder"}, by=by)
    actions.change_story(story=story, words={"title": "A larder"}, by=by)
    assert "A larder" in page()
    actions.take_back_story(story=story, by=by)
    assert "larder" not in page()
    actions.delete_story(story=story, by=by)
    with pytest.raises(Refused):
        actions.change_story(story=story, words={"title": "Late"}, by=by)
    told = AuditEvent.objects.filter(record=f"frameworks.practicestory:{story.pk}").order_by("pk")
    assert [one.what.removeprefix("practice story ") for one in told] == [
        "written", "published", "changed", "taken back", "deleted",
    ]  # fmt: skip


def test_an_example_publishes_nothing_and_an_organisation_takes_its_stories_along(organisation):
    by = organisation.memberships.first().user
    story = factories.make_story(organisation)
    type(organisation).objects.filter(pk=organisation.pk).update(is_example=True)
    with pytest.raises(Refused, match="example"):
        actions.publish_story(story=PracticeStory.objects.get(), by=by)
    organisation.delete()
    assert not PracticeStory.objects.filter(pk=story.pk).exists()


@pytest.mark.parametrize("name", LONGEST)
def test_what_is_too_long_or_no_text_is_said_at_its_field(name):
    from frameworks.forms.reading.story import StoryForm

    words = dict.fromkeys(LONGEST, "Words")
    assert StoryForm(words).is_valid()
    for wrong in ("x" * (LONGEST[name] + 1), "", "  ", "a\0b", "a\x07b"):
        form = StoryForm({**words, name: wrong})
        assert not form.is_valid()
        assert list(form.errors) == [name]


def test_the_pages_of_a_story_come_through_gettext(client, organisation, brackets):
    client.force_login(organisation.memberships.get(role="lead").user)
    draft, told = factories.make_story(organisation), factories.make_story(organisation)
    PracticeStory.objects.filter(pk=told.pk).update(published_on="2026-11-01")
    pages = [client.get(reverse("frameworks:new_story", args=[organisation.slug]))]
    for story in (draft, told):
        for name in ("story", "publish_story", "delete_story"):
            pages.append(client.get(reverse(f"frameworks:{name}", args=[story.pk])))
    pages.append(client.post(reverse("frameworks:story", args=[draft.pk]), {"title": "x" * 200}))
    assert pages[-1].status_code == 422
    for page in pages:
        assert bare_words(page, "1 Nov 2026", "Nov") == []
