"""Send mail outside the request, and tell whoever caused it where that fails.

Invitations and reminders go another way (assessments/invitations/sending.py): their codes are made only as
each is handed over, so no row holds one.
"""

import json
import logging
from typing import Any

from django.core.cache import caches
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from background.models import OutgoingMail
from background.sealing import CannotUnseal, seal, unseal
from background.smtp import Delivery, MailServer, NoMailServer
from background.tasks import DELAYS, defer, private_task

logger = logging.getLogger(__name__)
IN_SESSION = "mail-on-its-way"  # the keys of what a visitor who is not signed in caused
MOST_IN_SESSION = 5
TROUBLES = "mail-troubles"  # in the cache of a process: whether anybody has any


@transaction.atomic
def send_later(message: EmailMessage, *, about: str, by: int | None = None) -> OutgoingMail:
    """Have a worker hand this message to the mail server. Call it inside the transaction that it tells of.

    about: what it is, in words for whoever caused it, such as 'the e-mail that asks Sam to agree'; no secret,
    and no address that they did not type themselves. by: the key of that person's account, if any.
    """
    waiting = OutgoingMail.objects.create(by_id=by, about=about[:500], sealed=seal(_packed(message)))
    hand_over.enqueue(str(waiting.pk))
    return waiting


def send_for_visitor(request: HttpRequest, message: EmailMessage, *, about: str) -> None:
    """As `send_later`, for whoever sent this request: signed in or not."""
    if request.user.is_authenticated:
        send_later(message, about=about, by=request.user.pk)
        return
    waiting = send_later(message, about=about)
    request.session[IN_SESSION] = [*request.session.get(IN_SESSION, []), str(waiting.pk)][-MOST_IN_SESSION:]


@private_task()
def hand_over(key: str) -> None:
    """Hand a waiting message to the mail server. Ended between that and the deletion of the row, it goes out
    twice: the other order would lose it."""
    waiting = OutgoingMail.objects.filter(pk=key, failed=False).first()
    if waiting is None:
        return
    match _delivered(waiting):
        case Delivery.TAKEN:
            waiting.delete()
        case Delivery.LATER if waiting.tries < len(DELAYS):
            seconds = DELAYS[waiting.tries]
            waiting.tries += 1
            waiting.save(update_fields=["tries"])
            caches["process"].delete(TROUBLES)
            defer(hand_over, seconds, key)
        case _:
            waiting.failed, waiting.sealed = True, ""
            waiting.save(update_fields=["failed", "sealed"])
            caches["process"].delete(TROUBLES)


def _delivered(waiting: OutgoingMail) -> Delivery:
    try:
        message = _unpacked(unseal(waiting.sealed))
    except CannotUnseal:  # the site's key has changed since
        return Delivery.REFUSED
    try:
        with MailServer() as server:
            return server.hand_over(message)
    except NoMailServer:
        return Delivery.LATER
    except Exception as error:  # of a way to send mail that we do not know; its words may hold an address
        logger.error("Mail could not be sent: %s", type(error).__name__)
        return Delivery.LATER


def _packed(message: EmailMessage) -> str:
    return json.dumps(
        {
            "subject": str(message.subject),
            "body": str(message.body),
            "from_email": message.from_email,
            "to": list(message.to),
            "headers": dict(message.extra_headers),
            "alternatives": [list(one) for one in getattr(message, "alternatives", [])],
        }
    )


def _unpacked(text: str) -> EmailMessage:
    fields: dict[str, Any] = json.loads(text)
    alternatives = fields.pop("alternatives")
    message = EmailMultiAlternatives(**fields)
    for content, kind in alternatives:
        message.attach_alternative(content, kind)
    return message


# What is told of it


def note_failure(*, about: str, by: int | None, topic: str) -> None:
    """Store that something could not be sent, for the person who caused it to see; `forget` takes it away."""
    if by is not None:
        OutgoingMail.objects.create(by_id=by, about=about[:500], topic=topic, failed=True)
        caches["process"].delete(TROUBLES)


def topic_of(row: Model) -> str:
    """Return what mail about a row is filed under: 'assessments.round:12'."""
    return f"{row._meta.label_lower}:{row.pk}"


def forget(topic: str) -> None:
    """Forget what could not be sent, of all that belongs to this."""
    OutgoingMail.objects.filter(topic=topic).delete()


def troubles_of(request: HttpRequest) -> QuerySet[OutgoingMail]:
    """Return what whoever sent this request caused and the mail server has not taken: given up, or still
    tried again."""
    theirs = Q(by=None, pk__in=request.session.get(IN_SESSION, []))
    if request.user.is_authenticated:
        theirs |= Q(by=request.user.pk)
    return OutgoingMail.objects.exclude(failed=False, tries=0).filter(theirs).order_by("failed", "about")


def any_troubles() -> bool:
    return OutgoingMail.objects.exclude(failed=False, tries=0).exists()


def dismiss(request: HttpRequest) -> None:
    """Forget what has failed for good: whoever caused it has read that."""
    troubles_of(request).filter(failed=True).delete()
