"""What people who took part say of the results that are shared: that they see something differently, that
they say the same as somebody else, and that it is a fair record.

Loaded by apps.py. A row holds nothing of who it is by but a mark, which only the person's own secret can be
found to fit (agreement/voices/marks.py), and the group as it may be shown (scoring/naming.py). Keys are
random, and rows are stored anew in random order with each change (agreement/voices/storing.py).
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Release
from assessments.records.removed_words import RemovedWords

MOST_LETTERS = 1500  # of a statement


class Voice(models.Model):
    """Something that one person says of a release.

    codes: of their group where it may be named, or counted; empty for none. author: the mark of who says it;
    no two of one person are the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, models.CASCADE, related_name="%(class)ss")
    codes = models.JSONField(default=list, blank=True)
    author = models.CharField(max_length=64)

    class Meta:
        abstract = True


class Dissent(Voice):
    """A statement that somebody sees it differently: about a question, a part or the whole.

    key: of the question or part in the results, or the code of a clause of the working agreement; empty for
    the whole. level: the value that they would give, if they say one. written_on: the day it was written, or
    changed. Words that had to go by law are empty, and so is who wrote them; removed_on and removed_because
    say when and why they went."""

    class About(models.TextChoices):
        QUESTION = "question", _("This question")
        PART = "part", _("This whole part")
        CLAUSE = "clause", _("This clause of the working agreement")
        WHOLE = "whole", _("The whole record")

    about = models.CharField(max_length=8, choices=About.choices)
    key = models.CharField(max_length=200, blank=True)
    words = models.TextField(max_length=MOST_LETTERS, blank=True)
    level = models.IntegerField(null=True, blank=True)
    written_on = models.DateField()
    removed_on = models.DateField(null=True)
    removed_because = models.CharField(max_length=6, choices=RemovedWords.Reason.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(about__in=["question", "part", "clause"]) & ~Q(key="") | Q(about="whole", key=""),
                name="dissent_about_something",
            ),
            models.CheckConstraint(condition=Q(level=None) | Q(about="question"), name="dissent_level"),
            models.CheckConstraint(
                condition=Q(removed_on=None, removed_because="") & ~Q(words="") & ~Q(author="")
                | Q(
                    removed_on__isnull=False,
                    removed_because__in=["person", "author", "order", "law"],
                    words="",
                    author="",
                    level=None,
                ),
                name="dissent_says_something_or_was_removed",
            ),
        ]

    def __str__(self) -> str:
        return "a statement"


class DissentJoin(Voice):
    """That somebody says the same as a statement. It has no day.

    joined_words: what the statement said when they joined it, where its author has changed it since: they do
    not count until they join it again. Where its author took it back, dissent is none, and the row is there
    to tell the person so.
    """

    dissent = models.ForeignKey(Dissent, models.CASCADE, null=True, related_name="joins")
    joined_words = models.TextField(max_length=MOST_LETTERS, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dissent__isnull=False) | Q(joined_words="", codes=[]), name="join_of_nothing"
            ),
        ]

    def __str__(self) -> str:
        return "a joining"


class CoSign(Voice):
    """That somebody says, for their group, that the results and what stands beside them are a fair record, as
    it was on a day. codes: of the group that they are counted in; empty where all are counted together."""

    signed_on = models.DateField()

    def __str__(self) -> str:
        return "a co-signature"
