"""Mail servers that do not do what they should, as Django's e-mail backends."""

import os
import signal
import smtplib
from pathlib import Path

from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.backends.locmem import EmailBackend


class Away(EmailBackend):
    """Nobody answers."""

    def open(self):
        raise ConnectionRefusedError


class Refusing(EmailBackend):
    """Takes no message, for good."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"No such user here")})


class Busy(EmailBackend):
    """Takes no message now."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (450, b"Try again later")})


class SenderRefused(EmailBackend):
    """Does not let the site send: nobody's address is at fault."""

    def send_messages(self, messages):
        raise smtplib.SMTPSenderRefused(550, b"Not you", "noreply@localhost")


class BadMessage(EmailBackend):
    """Finds fault with what a message says."""

    def send_messages(self, messages):
        raise smtplib.SMTPDataError(554, b"Spam")


AWAY, REFUSING, BUSY, SENDER_REFUSED, BAD_MESSAGE = (
    f"{__name__}.{kind.__name__}" for kind in (Away, Refusing, Busy, SenderRefused, BadMessage)
)


class KillsWorker(FileBackend):
    """Writes each message to a folder. The worker is killed (SIGKILL) at every third: before it is written,
    or right after, in turn."""

    def send_messages(self, messages):
        folder = Path(self.file_path)
        calls = len(list(folder.glob("call-*")))
        (folder / f"call-{calls}").touch()
        if calls % 6 == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        sent = super().send_messages(messages)
        if calls % 6 == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        return sent
