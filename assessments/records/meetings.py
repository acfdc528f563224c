"""Meetings over results, and what a group agreed at them, or did not agree (docs/rules.md, Meetings).

Loaded by apps.py. Only ever added to: what is said later stands above what was said before. A text goes only
by law, and is marked (records/removed_words.py). What the database refuses of them:
assessments/agreement_guards.py.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Round

WORDS_LIMIT = 2000  # letters of each text of an agreed score
MOST_LINKS = 5


class Meeting(models.Model):
    """A meeting over the results of a round.

    held_on: its day, from that of the release on. present: the codes of the perspectives that were in the
    room, in order. How many people, and who they were, is stored nowhere.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="meetings")
    held_on = models.DateField()
    present = models.JSONField(default=list)

    class Meta:
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"meeting on {self.held_on:%Y-%m-%d}"


class AgreedScore(models.Model):
    """What a group said of a question at a meeting: that it agrees, and on which level; that it does not, and
    how each side sees it; or that it leaves the question for later.

    question: its key in the results. level: its value on the question's scale, for what was agreed of one
    that has a scale. evidence: what tells them so; links: addresses of it, http or https. yes_people and
    yes_services: somebody from that side said yes. The newest of a question counts, by the day of its meeting
    and then by the order in which they were recorded.
    """

    class Outcome(models.TextChoices):
        """What a group can say of a question."""

        AGREED = "agreed", _("We agree")
        NOT_AGREED = "not_agreed", _("We did not agree")
        LATER = "later", _("Leave it for later")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="scores")
    question = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    level = models.SmallIntegerField(null=True, blank=True)
    view_people = models.TextField(max_length=WORDS_LIMIT, blank=True)
    view_services = models.TextField(max_length=WORDS_LIMIT, blank=True)
    why = models.TextField(max_length=WORDS_LIMIT, blank=True)
    evidence = models.TextField(max_length=WORDS_LIMIT, blank=True)
    links = models.JSONField(default=list, blank=True)
    yes_people = models.BooleanField(default=False)
    yes_services = models.BooleanField(default=False)

    class Meta:
        ordering = ["meeting__held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agreed_score_is_one_thing",
                condition=(
                    Q(outcome="agreed", view_people="", view_services="")
                    & (Q(yes_people=True) | Q(yes_services=True))
                )
                | Q(outcome="not_agreed", level=None, yes_people=False, yes_services=False)
                | Q(
                    outcome="later", level=None, yes_people=False, yes_services=False, view_people="",
                    view_services="", why="", evidence="",
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return "an agreed score"
