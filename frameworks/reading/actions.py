"""Writes of practice stories. The audit trail says that something was done, and none of the words."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import Organisation, User
from frameworks.reading.stories import PracticeStory


@transaction.atomic
def write_story(*, organisation: Organisation, words: Mapping[str, str], by: User) -> PracticeStory:
    """Keep a story that nobody else reads yet. words: each text, by the name of its field."""
    story = PracticeStory.objects.create(organisation=organisation, by=by, **words)
    record("practice story written", story, by=by, organisation=organisation)
    return story


@transaction.atomic
def change_story(*, story: PracticeStory, words: Mapping[str, str], by: User) -> None:
    """Give a story other words, at once also where it is public; nothing where they are the same. Raises
    Refused where it is gone."""
    now = _locked(story)
    if all(getattr(now, name) == text for name, text in words.items()):
        return
    PracticeStory.objects.filter(pk=story.pk).update(**words)
    record("practice story changed", story, by=by, organisation=story.organisation)


@transaction.atomic
def publish_story(*, story: PracticeStory, by: User) -> None:
    """Let anybody read it; nothing where they can already. Raises Refused where it is gone, or is that of an
    example: everyone knows its password."""
    if story.organisation.is_example:
        raise Refused(_("This is an example, so nothing of it can be published."))
    if not _locked(story).is_public:
        PracticeStory.objects.filter(pk=story.pk).update(published_on=timezone.localdate())
        record("practice story published", story, by=by, organisation=story.organisation)


@transaction.atomic
def take_back_story(*, story: PracticeStory, by: User) -> None:
    """Let nobody else read it any more; nothing where they cannot. Raises Refused where it is gone."""
    if _locked(story).is_public:
        PracticeStory.objects.filter(pk=story.pk).update(published_on=None)
        record("practice story taken back", story, by=by, organisation=story.organisation)


@transaction.atomic
def delete_story(*, story: PracticeStory, by: User) -> None:
    """Delete it, public or not. Raises Refused where it is gone."""
    now = _locked(story)
    record("practice story deleted", now, by=by, organisation=story.organisation)
    now.delete()


def _locked(story: PracticeStory) -> PracticeStory:
    found = PracticeStory.objects.select_for_update(no_key=True).filter(pk=story.pk).first()
    if found is None:
        raise Refused(_("Somebody has deleted this story."))
    return found
