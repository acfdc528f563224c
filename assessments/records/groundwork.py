"""The working agreement of an assessment: its clauses in all their wordings, the keys of both sides, and its
versions; and the sheets that go with it (docs/rules.md, The working agreement).

Loaded by apps.py. Wordings and keys are only ever added to; a version, once both sides have turned their key,
never changes. What is done with them is in groundwork/; what the database refuses, in agreement_guards.py.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.choices import Side
from assessments.models import Assessment
from assessments.records.removed_words import RemovedWords
from frameworks.models import Framework

WORDS_LIMIT = 1500  # letters of a wording
SHORT_LIMIT = 300  # of its shorter words
TITLE_LIMIT = 80
LINE_LIMIT = 300  # of each text of a line on a sheet


class Clause(models.Model):
    """A heading of the agreement under which somebody has written something.

    code: of the heading (groundwork/headings.py), or 'own-' and a number for one of the group's own, which
    alone has a title here. Whoever changes anything of an agreement locks its assessment.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="clauses")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=TITLE_LIMIT, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "code"], name="clause_once")]

    def __str__(self) -> str:
        return f"clause {self.code}"


class Wording(models.Model):
    """What somebody wrote for a clause: one text for both sides, or the text of each where they do not agree.

    seen: the key of the newest wording of the clause that the person had before them, 0 for none. It stands
    in the place of that one and those before; one that they had not seen stays beside it. words, short: one
    text, and the same in shorter words; all empty where the clause is left out. people, services: the text of
    each side. removed_on, removed_because: when and why words had to go by law. key: what that is remembered
    by.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="wordings")
    seen = models.PositiveBigIntegerField(default=0)
    words = models.TextField(max_length=WORDS_LIMIT, blank=True)
    short = models.CharField(max_length=SHORT_LIMIT, blank=True)
    people = models.TextField(max_length=WORDS_LIMIT, blank=True)
    services = models.TextField(max_length=WORDS_LIMIT, blank=True)
    is_both = models.BooleanField(default=True)
    written_on = models.DateField(default=timezone.localdate)
    removed_on = models.DateField(null=True)
    removed_because = models.CharField(max_length=6, choices=RemovedWords.Reason.choices, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_both=True, people="", services="")
                | Q(is_both=False, words="", short="")
                & (~Q(people="") & ~Q(services="") | Q(removed_on__isnull=False)),
                name="wording_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(removed_on=None, removed_because="")
                | Q(
                    removed_on__isnull=False,
                    removed_because__in=["person", "author", "order", "law"],
                    words="", short="", people="", services="",
                ),
                name="wording_removed_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return "a wording"


class ClauseKey(models.Model):
    """That a side says yes to a wording, as somebody from it said out loud. Both make it agreed."""

    wording = models.ForeignKey(Wording, models.CASCADE, related_name="keys")
    side = models.CharField(max_length=8, choices=Side.choices)
    turned_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["wording", "side"], name="clause_key_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="clause_key_side"),
        ]

    def __str__(self) -> str:
        return f"key of {self.side}"


class AgreementVersion(models.Model):
    """The agreement as a whole, as both sides turned their key on it: what is agreed and what is not.

    why: what changed, in the group's words. people_on, services_on: the days on which the sides turned their
    keys; made_on: the day of the second, empty until then.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="agreement_versions")
    number = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=SHORT_LIMIT, blank=True)
    people_on = models.DateField(null=True)
    services_on = models.DateField(null=True)
    made_on = models.DateField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="agreement_version_once"),
            models.CheckConstraint(
                condition=Q(made_on=None)
                | Q(made_on__isnull=False, people_on__isnull=False, services_on__isnull=False),
                name="agreement_version_has_two_keys",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class VersionClause(models.Model):
    """A wording as it stands in a version: agreed, not agreed, with one key, or still to talk about. Two that
    were written at the same moment, of which none was chosen, both stand there."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        NOT_AGREED = "not_agreed", _("Not agreed")
        PEOPLE = "people", _("One key so far: people and communities")
        SERVICES = "services", _("One key so far: services and professionals")
        OPEN = "open", _("Still to talk about")

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="clauses")
    wording = models.ForeignKey(Wording, models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "wording"], name="version_clause_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["agreed", "not_agreed", "people", "services", "open"]),
                name="version_clause_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"a clause, {self.outcome}"


class SheetLine(models.Model):
    """A line of one of the sheets that go with the agreement: who decides what, what is fixed, open or to
    push for, who is missing, who is paid what, what leaders promise. column: of the three lists; empty
    elsewhere."""

    class Sheet(models.TextChoices):
        POWER = "power", _("Who says yes to what")
        LISTS = "lists", _("Three lists")
        MISSING = "missing", _("Who is missing")
        PAY = "pay", _("Pay and costs on one page")
        PROMISE = "promise", _("A leader’s promise")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="sheet_lines")
    sheet = models.CharField(max_length=7, choices=Sheet.choices)
    column = models.CharField(max_length=5, blank=True)
    first = models.CharField(max_length=LINE_LIMIT)
    second = models.CharField(max_length=LINE_LIMIT, blank=True)
    third = models.CharField(max_length=LINE_LIMIT, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sheet__in=["power", "missing", "pay", "promise"], column="")
                | Q(sheet="lists", column__in=["fixed", "open", "push"], second="", third=""),
                name="sheet_line_in_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"a line of {self.sheet}"


class KeptQuestions(models.Model):
    """The framework that was made from an agreement's clauses, to ask whether they were kept. It goes with
    the assessment."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="kept_questions")
    framework = models.OneToOneField(Framework, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return "questions on an agreement"
