"""Codes by which people join a round, as rows. Loaded by apps.py; what is done with them is in invitations/.

Nothing here leads to a response: their keys are random, and using a code deletes its row.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Perspective, Round


class InvitationBatch(models.Model):
    """Codes that were made together, to join a round: on slips, by e-mail, or each on a paper sheet to be
    filled in. Says how many, never which of them were used.

    How many were used is not stored: it is `made`, less those that are left, less `taken_back`, less those
    whose address the mail server `refused`. So beginning a response changes no row that stays, and no row of
    a batch was written together with a response. made_by: who is told of a refused address. delayed: letters
    of this batch wait for a mail server that does not answer.

    written_on: the day on which its holders were last written to. reminded_to: while a reminder is on its
    way, how far it has come in the order of the invitations' keys, which are random; none once all have it.
    addresses_forgotten: the round has closed since, so nobody can be written to: said of the whole batch,
    because what is left of its invitations would tell whether all were used.
    """

    class How(models.TextChoices):
        SLIPS = "slips", _("Printed slips")
        MAIL = "mail", _("E-mail")
        PAPER = "paper", _("Paper forms")

    round = models.ForeignKey(Round, models.CASCADE, related_name="batches")
    perspective = models.ForeignKey(
        Perspective, models.RESTRICT, null=True, blank=True, related_name="batches"
    )
    how = models.CharField(max_length=5, choices=How.choices)
    made = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    refused = models.PositiveSmallIntegerField(default=0)
    delayed = models.BooleanField(default=False)
    taken_back = models.PositiveSmallIntegerField(null=True, blank=True)
    written_on = models.DateField(null=True, blank=True)
    reminded_to = models.UUIDField(null=True, blank=True)
    addresses_forgotten = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(how__in=["slips", "mail", "paper"]), name="batch_how"),
            models.CheckConstraint(
                condition=Q(made__gte=1, refused__lte=models.F("made"))
                & (Q(taken_back=None) | Q(taken_back__lte=models.F("made"))),
                name="batch_counts",
            ),
            models.CheckConstraint(
                condition=Q(how="mail", written_on__isnull=False) | (~Q(how="mail") & Q(written_on=None)),
                name="batch_written_if_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made} invitations"


class Invitation(models.Model):
    """A code that nobody has used yet. Using it deletes this row: nothing says which code was used, or who
    held it. Nothing here leads to a response, and no response leads here.

    The code of a paper sheet is the private code of whoever fills it in: they may begin with it on screen
    instead. When the sheet is typed in, the code's hash goes over to the response, and this row goes.
    sheet_hash: the hash of the number on the sheet's pages (paper/entry.py); none for other codes.
    code_hash: none until the letter with the code goes out (invitations/sending.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(InvitationBatch, models.CASCADE, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 (many have none)
    sheet_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    address = models.EmailField(blank=True)

    def __str__(self) -> str:
        return "an invitation"
