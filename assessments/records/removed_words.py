"""Words that were removed from results by law: where, when and why; nothing of what they were.

Loaded by apps.py (docs/rules.md, Words that must go by law).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models import Release


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
