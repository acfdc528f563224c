"""The mail server: a way to it that stays open, and what came of each message.

No log holds an address, nor the server's own words, which may hold one.
"""

import logging
import smtplib
from contextlib import suppress
from enum import Enum
from typing import Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)
CLOSING = 421  # what a mail server answers when it ends a connection
PERMANENT = 500  # from here on it will not take this message at another time either (RFC 5321, 4.2.1)


class Delivery(Enum):
    """What the mail server did with a message: took it, refused it for good, or could not take it now."""

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"


class NoMailServer(Exception):
    """The mail server cannot be reached, or does not let us in."""


class LostConnection(Exception):
    """The mail server was there, and ended the connection."""


class MailServer:
    """A way to the mail server, open within its `with` block."""

    def __init__(self) -> None:
        """Open it. Raises NoMailServer."""
        self.connection = _opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _close(self.connection)

    def hand_over(self, message: EmailMessage) -> Delivery:
        """Send one message. Where the connection was lost it is tried once more over a new one: many servers
        take only so many messages over each. Raises NoMailServer where there is none any more."""
        try:
            return self._try(message)
        except LostConnection:
            self.check()
        try:
            return self._try(message)
        except LostConnection:
            return Delivery.LATER  # perhaps it is this message that the server does not bear

    def check(self) -> None:
        """Check that mail can be sent. Raises NoMailServer where no message could be sent now."""
        _close(self.connection)
        self.connection = _opened()

    def _try(self, message: EmailMessage) -> Delivery:
        try:
            return Delivery.TAKEN if self.connection.send_messages([message]) else Delivery.LATER
        except (OSError, ValueError) as error:  # smtplib's are OSErrors; what cannot be written is the other
            logger.warning("The mail server did not take a message.")
            if _is_lost(error):
                raise LostConnection from None
            return Delivery.REFUSED if _is_final(error) else Delivery.LATER


def _is_lost(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == CLOSING for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == CLOSING
    disconnected = isinstance(error, smtplib.SMTPServerDisconnected)
    return disconnected or (isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException))


def _is_final(error: Exception) -> bool:
    """Whether it is the message or its address that is at fault. A sender that is refused is the site's own
    fault, which somebody may put right."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPSenderRefused):
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= PERMANENT
    return isinstance(error, ValueError | smtplib.SMTPNotSupportedError)


def _opened() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError:
        raise NoMailServer from None
    return connection


def _close(connection: BaseEmailBackend) -> None:
    with suppress(OSError):  # it may have gone already
        connection.close()
