"""Messages to people who are invited to take part: each their own code, and not where they stand.

A group's name is never in a message: 'service users and survivors' in somebody's mailbox says something about
them. No log holds an address.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import on_one_line
from assessments import codes
from assessments.invitations.sending import OutgoingInvitation
from assessments.models import Round
from background.smtp import Delivery, MailServer


class RoundMailer(MailServer):
    """A way to the mail server for messages about one round."""

    def __init__(self, round_: Round) -> None:
        """Open it. Raises NoMailServer."""
        super().__init__()
        self.round = round_

    def deliver(self, letter: OutgoingInvitation) -> Delivery:
        """Send this one's message. Raises NoMailServer where the mail server has gone."""
        return self.hand_over(_message(self.round, letter))


def _message(round_: Round, letter: OutgoingInvitation) -> EmailMessage:
    enter = settings.SITE_URL + reverse("assessments:enter")
    context = {
        "organisation": on_one_line(round_.assessment.organisation.name),
        "title": on_one_line(round_.assessment.title),
        "open_until": round_.open_until,
        "link": f"{enter}#{letter.code}",
        "enter": enter,
        "code": codes.in_groups(letter.code),
        "site_name": settings.SITE_NAME,
    }
    if letter.is_reminder:
        kind, subject = "reminder", _("A reminder from %(organisation)s: %(title)s")
    else:
        kind, subject = "invitation", _("%(organisation)s invites you to take part: %(title)s")
    body = render_to_string(f"assessments/invitations/mail/{kind}.txt", context)
    return EmailMessage(subject % context, body, None, [letter.address])
