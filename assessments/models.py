"""Assessments, their rounds, what people answered, and what was released.

Rows about participants hold no account, no address, no device and no time. Their keys are random, so
that no key tells who came first.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from assessments import choices
from assessments.choices import Side
from assessments.closing import Timetable, has_ended, takes_answers
from assessments.scoring.disclosure import LOWEST_THRESHOLD
from assessments.scoring.results import FrozenResults
from frameworks.models import FrameworkVersion, Level, Option, Question

COMMENT_LIMIT = 4000
TEXT_LIMIT = 8000
MAX_PERSPECTIVES = 6
DEFAULT_THRESHOLD = 5


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """Return the assessments of the person's organisations."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


CONTACT_FIELDS = ("contact_name", "contact_phone", "contact_email", "contact_hours", "no_contact_because")


class Assessment(models.Model):
    """A standing piece of self-assessment, owned by one organisation.

    contact_...: a person whom people can talk to about it. no_contact_because: why there is none, for those
    who run it.
    """

    class Purpose(models.TextChoices):
        READINESS = "readiness", _("Readiness: are we ready to work as equals?")
        AUDIT = "audit", _("Partnership audit: does our partner share power?")
        PROGRESS = "progress", _("Progress review: what has changed?")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="assessments")
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    about = models.TextField(max_length=2000, blank=True)
    partners = models.CharField(max_length=300, blank=True)
    contact_name = models.CharField(max_length=80, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_hours = models.CharField(max_length=80, blank=True)
    no_contact_because = models.CharField(max_length=200, blank=True)

    objects = AssessmentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def asks(self) -> str:
        """What its purpose asks, as a question: 'how far do we work as equals?'"""
        return self.get_purpose_display().split(": ")[-1]


# The shapes in their fixed order (docs/rules.md, Figures and charts).
MARKERS = ("circle", "diamond", "square", "triangle", "plus", "star")


class Perspective(models.Model):
    """Where a participant stands, on one of the two sides. At most six, one for each marker."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="perspectives")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    short_label = models.CharField(max_length=24)
    side = models.CharField(max_length=8, choices=Side.choices)
    must_take_part = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="perspective_code_once"),
            models.UniqueConstraint(fields=["assessment", "position"], name="perspective_position_once"),
            models.CheckConstraint(
                condition=Q(position__gte=0, position__lt=MAX_PERSPECTIVES), name="perspective_has_a_marker"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="perspective_side"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def marker(self) -> str:
        return MARKERS[self.position]


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: Any) -> "RoundQuerySet":
        """Return the rounds of the person's organisations."""
        return self.filter(assessment__in=Assessment.objects.visible_to(user))

    def released(self) -> "RoundQuerySet":
        return self.filter(state__in=[Round.State.RELEASED, Round.State.ARCHIVED])

    def taking_answers(self) -> "RoundQuerySet":
        return self.filter(takes_answers())

    def ended(self) -> "RoundQuerySet":
        """Return those that were to close by themselves, and that nobody has closed yet."""
        return self.filter(has_ended())


class Round(Timetable):
    """One go at an assessment. Its versions, threshold and promise are fixed once it opens.

    expected: how many people are expected to take part, by the code of their perspective, as those who run
    it said; a perspective that they said nothing of is not there. two_keys: whether two people, one from each
    side, both agree before its results are shared (records/release_keys.py). promise_language: what the two
    promises are in, as HTML names it; people may read them in another (rounds/contents.py).
    """

    State = choices.State

    class Joining(models.TextChoices):
        LINK = "link", _("By one link that everyone shares")
        CODES = "codes", _("By a code for each person, which works once")
        BOTH = "both", _("By either: the shared link, or a code for each person")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    versions = models.ManyToManyField(FrameworkVersion, through="RoundVersion", related_name="rounds")
    threshold = models.PositiveSmallIntegerField(default=DEFAULT_THRESHOLD)
    two_keys = models.BooleanField(default=False)
    joining = models.CharField(max_length=5, choices=Joining.choices, default=Joining.LINK)
    welcome = models.TextField(max_length=2000, blank=True)
    promise = models.JSONField(default=list, blank=True)
    promise_in_short = models.JSONField(default=list, blank=True)
    promise_language = models.CharField(max_length=35, default="en-GB")
    expected = models.JSONField(default=dict, blank=True)
    join_code = models.CharField(max_length=12, unique=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="round_number_once"),
            models.CheckConstraint(
                condition=Q(threshold__gte=LOWEST_THRESHOLD), name="round_threshold_from_3"
            ),
            models.CheckConstraint(condition=Q(joining__in=["link", "codes", "both"]), name="round_joining"),
            models.CheckConstraint(
                condition=(Q(state="ended", ended_on__isnull=False) & ~Q(ending_reason=""))
                | (~Q(state="ended") & Q(ended_on=None, ending_reason="")),
                name="round_ended_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.title}"

    @property
    def has_link(self) -> bool:
        """Whether anyone who has the round's link or join code may start."""
        return self.joining != self.Joining.CODES

    @property
    def has_codes(self) -> bool:
        """Whether people are given codes of their own to start with."""
        return self.joining != self.Joining.LINK


class RoundVersion(models.Model):
    """A framework version that a round asks, and its place in the order."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="round_versions")
    version = models.ForeignKey(FrameworkVersion, models.RESTRICT, related_name="round_versions")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["round", "version"], name="round_version_once")]

    def __str__(self) -> str:
        return f"{self.round}: {self.version}"


class RoundTranslation(models.Model):
    """A translation that a round may be read in: one of those that were published when it opened.

    Pinned, so that nobody who takes part reads other words than those before them; a translation that is
    published later is for the next round, and one that is withdrawn stays readable here.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="round_translations")
    translation = models.ForeignKey(FrameworkVersion, models.RESTRICT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "translation"], name="round_translation_once")
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.translation}"


class Response(models.Model):
    """One participant's answers in a round. Nothing here says who, where, on what or when.

    unplaced: comments on a paper form without a question's number. They go into no results; once they are
    typed in and checked, their author alone reads them.
    """

    class Source(models.TextChoices):
        SCREEN = "screen", _("On screen")
        PAPER = "paper", _("On paper")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="responses", db_index=False)
    perspective = models.ForeignKey(
        Perspective, models.RESTRICT, null=True, blank=True, related_name="responses"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    show_if_few = models.BooleanField(default=False)
    submitted = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.SCREEN)
    unplaced = models.TextField(blank=True, max_length=TEXT_LIMIT)

    class Meta:
        indexes = [models.Index(fields=["round", "submitted"], name="response_by_round")]

    def __str__(self) -> str:
        return "a response"


class TypedSheet(models.Model):
    """A paper sheet that was typed in and waits until a second person has checked it against the paper.

    This row alone leads from the number on the paper to the response. It goes when the sheet is checked, when
    the person changes their answers on screen, and when the results are shared; from then on nothing does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.OneToOneField(Response, models.CASCADE, related_name="typed_sheet")
    sheet_hash = models.CharField(max_length=64, unique=True)
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return "a sheet to check"


class Answer(models.Model):
    """One answer to one question: a level, a special answer, options or words, or none with a comment.

    `revision` is that of the response when this answer was last changed: an older page that tries to
    save over it is noticed. Words with no sharing choice yet are shared with nobody.
    """

    Special = choices.Special
    Sharing = choices.Sharing

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, models.RESTRICT, related_name="+")
    level = models.ForeignKey(Level, models.RESTRICT, null=True, blank=True, related_name="+")
    special = models.CharField(max_length=17, choices=Special.choices, blank=True)
    options = models.ManyToManyField(Option, through="AnswerOption", related_name="+")
    text = models.TextField(blank=True, max_length=TEXT_LIMIT)
    comment = models.TextField(blank=True, max_length=COMMENT_LIMIT)
    sharing = models.CharField(max_length=7, choices=Sharing.choices, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            # The words of a round are a few of its answers. In just the form that release/comments.py asks
            # in: a database takes a partial index only where it can tell that the conditions are the same.
            models.Index(
                fields=["response"], condition=~Q(comment="") | ~Q(text=""), name="answer_with_words"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="answer_once"),
            models.CheckConstraint(
                name="answer_is_one_thing",
                condition=Q(special="", text="") | Q(level=None, text="") | Q(level=None, special=""),
            ),
            models.CheckConstraint(
                name="answer_shares_words_only",
                condition=Q(sharing="") | ~Q(comment="") | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="answer_special_known",
                condition=Q(special__in=["", "dont_know", "not_applicable", "prefer_not_to_say"]),
            ),
        ]

    def __str__(self) -> str:
        return "an answer"


class AnswerOption(models.Model):
    """One option that an answer to a choice question picked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="picked", db_index=False)
    option = models.ForeignKey(Option, models.RESTRICT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "option"], name="answer_option_once")]

    def __str__(self) -> str:
        return "a picked option"


class Release(models.Model):
    """The results of a closed round: computed once, then frozen. Every number that is shown comes from here.
    Words that must go by law are all that ever goes from it (records/removed_words.py).

    results: scoring.results.FrozenResults as JSON. rules: the version of the rules they were worked out by.
    edition: raised whenever something that stands beside the results changes, such as the plan, so that files
    made before are known to be old.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="release")
    results = models.JSONField()
    rules = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()
    released_on = models.DateField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    edition = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"Results of {self.round}"

    def begin_edition(self, *, later_too: bool = False) -> None:
        """Say that something beside the results has changed: reports are made anew. later_too: those of later
        rounds have it too. One query."""
        these = models.Q(pk=self.pk)
        if later_too:
            assessment, number = self.round.assessment_id, self.round.number
            these |= models.Q(round__assessment=assessment, round__number__gt=number)
        Release.objects.filter(these).update(edition=models.F("edition") + 1)

    @cached_property
    def frozen(self) -> FrozenResults:
        """The results, with types. Raises pydantic.ValidationError where what is stored is no such thing."""
        return FrozenResults.model_validate(self.results)
