"""Frameworks as data: what is asked, in numbered versions that never change once published.

The parts are those of the exchange file (docs/framework-format.md). The limits of the texts stand in
LIMITS, for the models and the exchange format alike. `plain` is what stands before it in shorter words, for
those who choose them; `picture` is {image, text, licence, credit} (pictures/small.py), or {} for none.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

CODE_LENGTH = 60
LIMITS = {"title": 120, "label": 80, "short": 500, "text": 4000, "url": 500}


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def visible_to(self, user: Any) -> "FrameworkQuerySet":
        """Return the library, and the frameworks of the person's own organisations."""
        if not user.is_authenticated:
            return self.filter(organisation=None)
        return self.filter(Q(organisation=None) | Q(organisation__in=Organisation.objects.visible_to(user)))


class Framework(models.Model):
    """A family of versions under one code; owned by the library (no organisation) or an organisation."""

    code = models.SlugField(max_length=CODE_LENGTH)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="frameworks"
    )
    adapted_from = models.ForeignKey(
        "FrameworkVersion", models.SET_NULL, null=True, blank=True, related_name="adaptations"
    )

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(organisation=None), name="framework_code_once_in_library"
            ),
            models.UniqueConstraint(
                fields=["organisation", "code"], name="framework_code_once_in_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class VersionQuerySet(models.QuerySet["FrameworkVersion"]):
    def visible_to(self, user: Any) -> "VersionQuerySet":
        """Return versions of the frameworks within the person's reach; the library's drafts are nobody's."""
        return self.filter(framework__in=Framework.objects.visible_to(user)).exclude(
            status="draft", framework__organisation=None
        )

    def published(self) -> "VersionQuerySet":
        return self.filter(status="published")

    def originals(self) -> "VersionQuerySet":
        """Return those that are not a translation of another version."""
        return self.filter(translation_of=None)

    def newest(self) -> "VersionQuerySet":
        """Return the published version with the highest number of each framework; translations stand
        behind it."""
        newest = (
            FrameworkVersion.objects.originals()
            .filter(framework=models.OuterRef("framework"), status="published")
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.filter(pk=models.Subquery(newest))


class FrameworkVersion(models.Model):
    """One numbered edition. Draft, then published, perhaps withdrawn from new rounds.

    A translation is a version with the number of the one that it says in another language, and with the same
    codes and levels. `reviewed_original` is, for an adaptation, the version of the original whose changes
    have all been looked at. A draft counts its steps in `revision`. Where two have to agree before it is
    published, `proposed_by` asked for it, as it stood at `proposed_revision`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class BandsOn(models.TextChoices):
        NONE = "", _("No bands")
        MEAN = "mean", _("Position, 0 to 100")
        TOTAL = "total", _("Sum of the questions' means")

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    translation_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="translations"
    )
    reviewed_original = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", db_column="level_with_id"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    language = models.CharField(max_length=20, default="en-GB")
    title = models.CharField(max_length=LIMITS["title"])
    summary = models.TextField(blank=True)
    introduction = models.TextField(blank=True)
    plain = models.TextField(blank=True)
    licence = models.CharField(max_length=LIMITS["title"], blank=True)
    credits = models.TextField(blank=True)
    change_note = models.TextField(blank=True)
    bands_on = models.CharField(max_length=5, choices=BandsOn.choices, blank=True)
    fit = models.JSONField(default=dict, blank=True)  # the block of the exchange file; {} for none
    words_waiting = models.JSONField(default=dict, blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_revision = models.PositiveIntegerField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"], condition=Q(translation_of=None), name="version_number_once"
            ),
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(status="draft", translation_of=None),
                name="version_one_draft",
            ),
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                condition=~Q(status="withdrawn"),
                name="version_one_translation_in_a_language",
            ),
            models.CheckConstraint(
                condition=~Q(translation_of=F("id")), name="version_no_translation_of_itself"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Source(models.Model):
    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="sources")
    code = models.SlugField(max_length=CODE_LENGTH)
    citation = models.TextField()
    url = models.URLField(max_length=LIMITS["url"], blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="source_code_once")]

    def __str__(self) -> str:
        return self.code


class Scale(models.Model):
    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="scales")
    code = models.SlugField(max_length=CODE_LENGTH)
    title = models.CharField(max_length=LIMITS["title"])
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="scale_code_once")]

    def __str__(self) -> str:
        return self.code


class Level(models.Model):
    """One step of a scale; `value` is its score, in scale points.

    `plain_label` and `plain` are its label and its description in shorter words.
    """

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="levels")
    value = models.SmallIntegerField()
    label = models.CharField(max_length=LIMITS["label"])
    description = models.TextField(blank=True)
    plain_label = models.CharField(max_length=LIMITS["label"], blank=True)
    plain = models.TextField(blank=True)
    picture = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["value"]
        constraints = [models.UniqueConstraint(fields=["scale", "value"], name="level_value_once")]

    def __str__(self) -> str:
        return f"{self.value} {self.label}"


class Band(models.Model):
    """A name for a framework's figure from `start` up to the next band's start."""

    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="bands")
    start = models.IntegerField()
    label = models.CharField(max_length=LIMITS["label"])

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["version", "start"], name="band_start_once")]

    def __str__(self) -> str:
        return f"{self.start} {self.label}"


class Section(models.Model):
    """A part of a version; one under `parent` is a part of a part (one level deep)."""

    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    code = models.SlugField(max_length=CODE_LENGTH)
    title = models.CharField(max_length=LIMITS["title"])
    introduction = models.TextField(blank=True)
    plain = models.TextField(blank=True)
    source = models.ForeignKey(Source, models.RESTRICT, null=True, blank=True, related_name="+")
    source_where = models.CharField(max_length=LIMITS["short"], blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="section_code_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="section_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    class Kind(models.TextChoices):
        RATING = "rating", _("Rating")
        CHOICE = "choice", _("Choice")
        TEXT = "text", _("Own words")

    class Direction(models.TextChoices):
        STRENGTH = "strength", _("Strength: more is better")
        BARRIER = "barrier", _("Barrier: more is worse")

    class Choose(models.TextChoices):
        ONE = "one", _("One")
        MANY = "many", _("As many as fit")

    class Continuity(models.TextChoices):
        SAME = "same", _("It still asks the same")
        CHANGED = "changed", _("It asks something else now")

    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=CODE_LENGTH)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    title = models.CharField(max_length=LIMITS["title"])
    statement = models.TextField()
    plain = models.TextField(blank=True)
    picture = models.JSONField(default=dict, blank=True)
    scale = models.ForeignKey(Scale, models.RESTRICT, null=True, blank=True, related_name="questions")
    direction = models.CharField(max_length=8, choices=Direction.choices, blank=True)
    choose = models.CharField(max_length=4, choices=Choose.choices, blank=True)
    continuity = models.CharField(
        max_length=7, choices=Continuity.choices, default=Continuity.SAME, db_column="compares"
    )
    consider = models.JSONField(default=list, blank=True)
    actions = models.JSONField(default=list, blank=True)
    source = models.ForeignKey(Source, models.RESTRICT, null=True, blank=True, related_name="+")
    source_where = models.CharField(max_length=LIMITS["short"], blank=True)
    position = models.PositiveSmallIntegerField()
    removed_on = models.DateField(null=True)  # when the statement had to go by law

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="question_code_once"),
            models.CheckConstraint(
                name="question_fits_its_kind",
                condition=(
                    Q(kind="rating", scale__isnull=False, direction__in=["strength", "barrier"], choose="")
                    | Q(kind="choice", scale=None, direction="", choose__in=["one", "many"])
                    | Q(kind="text", scale=None, direction="", choose="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionLevel(models.Model):
    """What one level of the scale looks like for one question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="level_wordings")
    level = models.ForeignKey(Level, models.CASCADE, related_name="+")
    description = models.TextField()
    plain = models.TextField(blank=True)

    class Meta:
        ordering = ["level__value"]
        constraints = [models.UniqueConstraint(fields=["question", "level"], name="question_level_once")]

    def __str__(self) -> str:
        return self.description


class Option(models.Model):
    """One answer to a choice question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    code = models.SlugField(max_length=CODE_LENGTH)
    label = models.CharField(max_length=LIMITS["short"])
    plain = models.CharField(max_length=LIMITS["short"], blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "code"], name="option_code_once")]

    def __str__(self) -> str:
        return self.label


class DraftStep(models.Model):
    """One change of a draft, so that it can be undone, and so that what a page showed is known when it comes
    back. They go when the draft is published.

    number: the draft's revision from this step on. subject: the name of what changed. changes: a list of
    {"part", "code", "before", "after"}, see frameworks/drafts/parts.py. undone: a later step took it back.
    """

    class Verb(models.TextChoices):
        SAVED = "saved", _("Changed")
        ADDED = "added", _("Added")
        COPIED = "copied", _("Copied")
        MOVED = "moved", _("Moved")
        REMOVED = "removed", _("Took out")
        RESTORED = "restored", _("Put back")
        TAKEN = "taken", _("Took over from the original")
        IMPORTED = "imported", _("Replaced by a file")
        UNDONE = "undone", _("Undid")

    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    subject = models.CharField(max_length=LIMITS["title"], blank=True)
    changes = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="draft_step_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"
