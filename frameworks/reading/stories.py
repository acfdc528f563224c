"""What an organisation tells of its own practice, beside the accounts from the sources.

Loaded by apps.py. Nobody else reads a story until its organisation publishes it, and again once it is taken
back.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Organisation

LONGEST = {"title": 120, "where": 200, "led_by": 200, "did": 1500, "helped": 800, "hard": 800, "silent": 800}


class PracticeStoryQuerySet(models.QuerySet["PracticeStory"]):
    def published(self) -> "PracticeStoryQuerySet":
        """Select what anybody may read, with its organisations, the newest first."""
        found = self.exclude(published_on=None).select_related("organisation")
        return found.order_by("-published_on", "-pk")

    def visible_to(self, user: Any) -> "PracticeStoryQuerySet":
        """Select the stories of the person's own organisations, published or not."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class PracticeStory(models.Model):
    """Something that an organisation tried, in its own words: told as the accounts of the shelf are (Case).

    silent: what it does not tell. published_on: None while it is not public. by: who wrote it first.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="stories")
    title = models.CharField(max_length=LONGEST["title"])
    where = models.CharField(max_length=LONGEST["where"])
    led_by = models.CharField(max_length=LONGEST["led_by"])
    did = models.TextField(max_length=LONGEST["did"])
    helped = models.TextField(max_length=LONGEST["helped"])
    hard = models.TextField(max_length=LONGEST["hard"])
    silent = models.TextField(max_length=LONGEST["silent"])
    written_at = models.DateTimeField(default=timezone.now)
    published_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = PracticeStoryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"a story of {self.organisation_id}"

    @property
    def is_public(self) -> bool:
        return self.published_on is not None
