"""Words that were removed by law, from results or from what a group wrote beside them: where, when and why;
nothing of what they were.

Loaded by apps.py (docs/rules.md, Words that must go by law).
"""

import datetime

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Release


def words_removed(on: datetime.date, because: str) -> str:
    """Say in the place of somebody's words that they had to go. because: how a reason is said."""
    return gettext("Words removed on %(day)s, because %(reason)s.") % {
        "day": date_format(on, "j F Y"),
        "reason": because,
    }


class RemovedWords(models.Model):
    """The mark that stands in the place of somebody's words in the results.

    question: its key in the results. place: of the quote among those to it. The reason is one of a few, so
    that it cannot carry the words.
    """

    class Reason(models.TextChoices):
        """Why words had to go, as it is said after 'because'."""

        PERSON = "person", _("they were about a person who could be recognised")
        AUTHOR = "author", _("the person who wrote them asked for it")
        ORDER = "order", _("a court or an authority ordered it")
        LAW = "law", _("the law did not allow us to show them")

    release = models.ForeignKey(Release, models.CASCADE, related_name="removed_words")
    question = models.CharField(max_length=200)
    place = models.PositiveIntegerField()
    removed_on = models.DateField()
    reason = models.CharField(max_length=6, choices=Reason.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "question", "place"], name="words_removed_once"),
            models.CheckConstraint(
                condition=models.Q(reason__in=["person", "author", "order", "law"]), name="words_removed_why"
            ),
        ]

    def __str__(self) -> str:
        return f"words removed on {self.removed_on:%Y-%m-%d}"


class RemovedText(models.Model):
    """The mark that stands in the place of words that a group wrote beside results, at a meeting or in its
    plan.

    kind: what they were part of. row: its key. field: which of its texts they were; of an update that keeps
    what an action said before (EARLIER), which text of the action. Where new words are written in that place
    later, and have to go too, a second mark stands there.
    """

    class Kind(models.TextChoices):
        SCORE = "score", _("What was said of a question at a meeting")
        ACTION = "action", _("An action")
        OWNER = "owner", _("An owner of an action")
        UPDATE = "update", _("What happened with an action")
        EARLIER = "earlier", _("What an action said before it was changed")
        REVIEW = "review", _("What was said when the plan was looked at")

    release = models.ForeignKey(Release, models.CASCADE, related_name="removed_texts")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    row = models.PositiveBigIntegerField()
    field = models.CharField(max_length=20)
    removed_on = models.DateField()
    reason = models.CharField(max_length=6, choices=RemovedWords.Reason.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["score", "action", "owner", "update", "earlier", "review"]),
                name="text_removed_from",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=["person", "author", "order", "law"]), name="text_removed_why"
            ),
        ]

    def __str__(self) -> str:
        return f"a text removed on {self.removed_on:%Y-%m-%d}"
