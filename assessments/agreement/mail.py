"""The message that brings somebody the link of a key: the link, and neither a number nor a side. A side in a
mailbox would say something about its owner."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import on_one_line
from accounts.models import User
from assessments import codes
from assessments.records.release_keys import ReleaseKey
from background.outbox import send_later


def link_of_key(secret: str) -> str:
    """Return the link that opens a key: with its secret after '#', which reaches no server."""
    return f"{settings.SITE_URL}{reverse('assessments:key')}#{secret}"


def send_key(key: ReleaseKey, secret: str, address: str, by: User | None) -> None:
    """Have a worker send the link of a key to this address. Call it inside the transaction that makes the
    link: until it is handed over, the message waits sealed (background/sealing.py)."""
    assessment = key.round.assessment
    context = {
        "organisation": on_one_line(assessment.organisation.name),
        "title": on_one_line(assessment.title),
        "link": link_of_key(secret),
        "enter": settings.SITE_URL + reverse("assessments:key"),
        "code": codes.in_groups(secret),
        "site_name": settings.SITE_NAME,
    }
    subject = _("Your key to the results of %(title)s") % context
    body = render_to_string("assessments/agreement/mail/key.txt", context)
    about = _("the e-mail with the link of a key, to %(address)s") % {"address": address}
    send_later(EmailMessage(subject, body, None, [address]), about=about, by=by.pk if by else None)
