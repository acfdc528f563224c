"""Messages to people who are invited to take part: each their own code, and not where they stand.

A group's name is never in a message: 'service users and survivors' in somebody's mailbox says something about
them. No log holds an address.
"""

import logging
import re
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import codes
from assessments.inviting import Letter
from assessments.models import Round

logger = logging.getLogger(__name__)
WEB_ADDRESS = re.compile(r"(?i)\b(?:[a-z]+://|www\.)\S*")


class NoMailServer(Exception):
    """The mail server cannot be reached, or does not let us in. Nothing was sent."""


def send_invitations(request: HttpRequest, round: Round, letters: Sequence[Letter]) -> list[Letter]:
    """Send each their link and code; returns those that the mail server did not take. Call it once the
    invitations are stored. Raises NoMailServer."""
    return _send(request, round, letters, "invitation", _("%(organisation)s asks you: %(title)s"))


def send_reminders(request: HttpRequest, round: Round, letters: Sequence[Letter]) -> list[Letter]:
    """Send each their new link and code, as `send_invitations` does."""
    return _send(request, round, letters, "reminder", _("A reminder from %(organisation)s: %(title)s"))


def check_server() -> None:
    """Raises NoMailServer where no message could be sent now."""
    _opened().close()


def _send(
    request: HttpRequest, round: Round, letters: Sequence[Letter], kind: str, subject: str
) -> list[Letter]:
    connection = _opened()
    try:
        messages = [_message(request, round, letter, kind, subject) for letter in letters]
        taken = [_is_taken(connection, message) for message in messages]
    finally:
        connection.close()
    return [letter for letter, is_taken in zip(letters, taken, strict=True) if not is_taken]


def _opened() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise NoMailServer from error
    return connection


def _is_taken(connection: BaseEmailBackend, message: EmailMessage) -> bool:
    try:
        return bool(connection.send_messages([message]))
    except (OSError, ValueError):  # smtplib's errors are OSErrors; what cannot be written is a ValueError
        logger.warning("The mail server did not take a message to somebody who is invited.")
        return False


def _message(request: HttpRequest, round: Round, letter: Letter, kind: str, subject: str) -> EmailMessage:
    enter = request.build_absolute_uri(reverse("assessments:enter"))
    context = {
        "organisation": _one_line(round.assessment.organisation.name),
        "title": _one_line(round.assessment.title),
        "closes_on": round.closes_on,
        "link": f"{enter}#{letter.code}",
        "enter": enter,
        "code": codes.in_groups(letter.code),
        "site_name": settings.SITE_NAME,
    }
    body = render_to_string(f"assessments/mail/{kind}.txt", context)
    return EmailMessage(subject % context, body, None, [letter.address])


def _one_line(words: str) -> str:
    """Words of somebody else's in a message of ours: on one line, with no web address but our own."""
    return " ".join(WEB_ADDRESS.sub("", words).split())
