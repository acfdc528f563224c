"""The plan that follows from shared results: what the group will do, who owns it, and what became of it.

Loaded by apps.py. What is done with it is in plans/; what the database refuses, in plan_guards.py: there that
an action says what it is, and one that is given up why, unless the words had to go by law
(records/removed_words.py).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.choices import Side
from assessments.models import Release

WORDS_LIMIT, WHAT_LIMIT = 1000, 300  # letters
MOST_FIRST = 3  # actions that come first


class ActionState(models.TextChoices):
    """How an action is going. Two yeses make it done: one owner's alone is a state of its own. That its day
    has passed is worked out, and stored nowhere."""

    TO_START = "to_start", _("To start")
    UNDER_WAY = "under_way", _("Under way")
    PEOPLE_DONE = "people_done", _("One owner says it is done")
    SERVICES_DONE = "services_done", _("The other owner says it is done")
    DONE = "done", _("Done")
    STUCK = "stuck", _("Stuck")
    NOT_DOING = "not_doing", _("Not doing, and why")


FINISHED = (ActionState.DONE, ActionState.NOT_DOING)


class Plan(models.Model):
    """What is said of a plan as a whole; there is one as soon as something is written in it.

    review_on: the day on which both sides look at it again. changed_on: the day of the last change to any of
    it.
    """

    release = models.OneToOneField(Release, models.CASCADE, related_name="plan")
    review_on = models.DateField(null=True, blank=True)
    changed_on = models.DateField()

    def __str__(self) -> str:
        return "a plan"


class Action(models.Model):
    """Something that the group will do.

    key: what a deleted action is remembered by. question: that it follows from, by its key in the results;
    empty for none. you_said: what people said, in the group's words, for everybody to read. priority: 1 to 3
    where it comes first. revision: raised by each change, so that a page from before one is noticed. What
    became of it is in its updates.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, models.CASCADE, related_name="actions")
    number = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=WHAT_LIMIT)
    why = models.CharField(max_length=WORDS_LIMIT, blank=True)
    you_said = models.CharField(max_length=WHAT_LIMIT, blank=True)
    support = models.CharField(max_length=WORDS_LIMIT, blank=True)
    by_when = models.DateField(null=True, blank=True)
    how_known = models.CharField(max_length=WORDS_LIMIT, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="action_number_once"),
            models.UniqueConstraint(fields=["release", "priority"], name="action_priority_once"),
            models.CheckConstraint(
                condition=Q(priority=None) | Q(priority__gte=1, priority__lte=MOST_FIRST),
                name="action_one_to_three_first",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.number}"

    @property
    def named(self) -> str:
        """What it is, or that these words had to go by law."""
        return self.what or str(_("An action whose words had to go by law"))


class ActionOwner(models.Model):
    """Who owns an action, on one side. They need no account.

    group: the code of their perspective. shown: whether others than members read their name, or their group
    alone; as they chose. mailed_for: the day that they were written to about, so that each message goes once.
    """

    class Shown(models.TextChoices):
        NAME = "name", _("This name")
        GROUP = "group", _("The group only")

    action = models.ForeignKey(Action, models.CASCADE, related_name="owners")
    side = models.CharField(max_length=8, choices=Side.choices)
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=40)
    shown = models.CharField(max_length=5, choices=Shown.choices, default=Shown.GROUP)
    email = models.EmailField(blank=True)
    mailed_for = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "side"], name="action_owner_of_each_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="action_owner_side"),
            models.CheckConstraint(condition=Q(shown__in=["name", "group"]), name="action_owner_shown"),
        ]

    def __str__(self) -> str:
        return "an owner"


class ActionUpdate(models.Model):
    """What happened with an action, on a day. Only ever added: what was said before stays.

    state: how the action is from then on. is_public: whether others than members read the words. earlier:
    what was changed in the action, as it was before, by field; empty where nothing was.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates")
    happened_on = models.DateField(default=timezone.localdate)
    state = models.CharField(max_length=13, choices=ActionState.choices)
    words = models.CharField(max_length=WORDS_LIMIT, blank=True)
    is_public = models.BooleanField(default=False)
    earlier = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ActionState.values), name="action_update_state_known"
            ),
        ]

    def __str__(self) -> str:
        return "an update of an action"


class PlanReview(models.Model):
    """That both sides looked at the whole plan, on a day, and what they said. Only ever added."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="plan_reviews")
    held_on = models.DateField()
    words = models.CharField(max_length=2 * WORDS_LIMIT)
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return "a review of a plan"


class PriorityChoice(models.Model):
    """What a side, or both together, settled to do first: up to three questions. Nothing is counted: it is
    what came of talking in the room.

    questions: by their keys in the results, in the order in which they stand there. revision: as an action's.
    """

    class Who(models.TextChoices):
        PEOPLE = "people", _("People and communities")
        SERVICES = "services", _("Services and professionals")
        TOGETHER = "together", _("Both together")

    release = models.ForeignKey(Release, models.CASCADE, related_name="priority_choices")
    who = models.CharField(max_length=8, choices=Who.choices)
    questions = models.JSONField(default=list)
    settled_on = models.DateField(default=timezone.localdate)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "who"], name="priorities_once_for_each"),
            models.CheckConstraint(
                condition=Q(who__in=["people", "services", "together"]), name="priorities_who"
            ),
        ]

    def __str__(self) -> str:
        return f"priorities of {self.get_who_display()}"
