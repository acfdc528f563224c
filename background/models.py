"""Messages that wait to be handed to the mail server, and those that it did not take."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class OutgoingMail(models.Model):
    """A message to one person, until the mail server has it: then this row goes.

    sealed: the message, encrypted (sealing.py); empty once it has failed for good. by: who caused it, and is
    told where it fails; empty for a visitor, whose session holds the row's key, and for a command. about:
    what it is, in words for that person ('the e-mail that tells bo@example.org …'). topic: what it belongs
    to (outbox.topic_of), so that it can be forgotten with that. tries: how often the mail server was asked in
    vain.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    about = models.CharField(max_length=500)
    topic = models.CharField(max_length=40, blank=True, db_index=True)
    sealed = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(failed=False) | Q(sealed=""), name="failed_mail_is_wiped"),
        ]

    def __str__(self) -> str:
        return "a message on its way"
