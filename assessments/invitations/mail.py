"""Messages to people who are invited to take part: each their own code, and not where they stand.

A group's name is never in a message: 'service users and survivors' in somebody's mailbox says something about
them. No log holds an address.
"""

import logging
import re
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import codes
from assessments.invitations.actions import OutgoingInvitation
from assessments.models import Round

logger = logging.getLogger(__name__)
CLOSING = 421  # what a mail server answers when it ends a connection
WEB_ADDRESS = re.compile(r"(?i)\b(?:[a-z]+://|www\.)\S*")


class NoMailServer(Exception):
    """The mail server cannot be reached, or does not let us in."""


class SmtpMailer:
    """A way to the mail server for messages of one kind about one round, open within its `with` block."""

    def __init__(self, request: HttpRequest, round_: Round, kind: str, subject: str) -> None:
        """Send one message. Raises NoMailServer."""
        self.request, self.round, self.kind, self.subject = request, round_, kind, subject
        self.connection = _opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _close(self.connection)

    def deliver(self, letter: OutgoingInvitation) -> bool:
        """Send this one's message; True where the mail server took it. Where the connection was lost it is
        tried once more over a new one: many servers take only so many messages over each. Raises NoMailServer
        where there is none any more."""
        message = _message(self.request, self.round, letter, self.kind, self.subject)
        try:
            return self._hand_over(message)
        except LostConnection:
            self.check()
        try:
            return self._hand_over(message)
        except LostConnection:
            return False  # it is this message that the server does not bear

    def check(self) -> None:
        """Check that mail can be sent. Raises NoMailServer where no message could be sent now."""
        _close(self.connection)
        self.connection = _opened()

    def _hand_over(self, message: EmailMessage) -> bool:
        try:
            return bool(self.connection.send_messages([message]))
        except (OSError, ValueError) as error:  # smtplib's are OSErrors; what cannot be written is the other
            logger.warning("The mail server did not take a message to somebody who is invited.")
            if _is_lost(error):
                raise LostConnection from None  # the server's own words may hold the address
            return False


class LostConnection(Exception):
    """The mail server was there, and ended the connection."""


def _is_lost(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == CLOSING for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == CLOSING
    disconnected = isinstance(error, smtplib.SMTPServerDisconnected)
    return disconnected or (isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException))


def send_invitations(
    request: HttpRequest, round_: Round, letters: Sequence[OutgoingInvitation]
) -> list[OutgoingInvitation]:
    """Send each their link and code; returns those that the mail server did not take. Call it once the
    invitations are stored. Raises NoMailServer where nothing was sent for want of one."""
    failed: list[OutgoingInvitation] = []
    with SmtpMailer(request, round_, "invitation", _("%(organisation)s asks you: %(title)s")) as mailer:
        for number, letter in enumerate(letters):
            try:
                taken = mailer.deliver(letter)
            except NoMailServer:
                if len(failed) == number:
                    raise
                return [*failed, *letters[number:]]
            if not taken:
                failed.append(letter)
    return failed


def reminders(request: HttpRequest, round_: Round) -> SmtpMailer:
    """Return the way for reminders (actions.remind). Raises NoMailServer."""
    return SmtpMailer(request, round_, "reminder", _("A reminder from %(organisation)s: %(title)s"))


def check_server() -> None:
    """Check that mail can be sent. Raises NoMailServer where no message could be sent now."""
    _close(_opened())


def _opened() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise NoMailServer from error
    return connection


def _close(connection: BaseEmailBackend) -> None:
    with suppress(OSError):  # it may have gone already
        connection.close()


def _message(
    request: HttpRequest, round_: Round, letter: OutgoingInvitation, kind: str, subject: str
) -> EmailMessage:
    enter = request.build_absolute_uri(reverse("assessments:enter"))
    context = {
        "organisation": _one_line(round_.assessment.organisation.name),
        "title": _one_line(round_.assessment.title),
        "open_until": round_.open_until,
        "link": f"{enter}#{letter.code}",
        "enter": enter,
        "code": codes.in_groups(letter.code),
        "site_name": settings.SITE_NAME,
    }
    body = render_to_string(f"assessments/invitations/mail/{kind}.txt", context)
    return EmailMessage(subject % context, body, None, [letter.address])


def _one_line(words: str) -> str:
    """Words of somebody else's in a message of ours: on one line, with no web address but our own."""
    return " ".join(WEB_ADDRESS.sub("", words).split())
