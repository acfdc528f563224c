import datetime

from django.test import override_settings
from django.utils import timezone

from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.invitations.queries import batches_of
from assessments.invitations.sending import send_letters
from assessments.models import Round
from assessments.records.invitations import InvitationBatch
from assessments.release import actions as release_actions
from assessments.responses import saving
from assessments.rounds import lifecycle
from assessments.rounds.queries import sent_by_perspective
from background.smtp import Delivery
from tests.background.backends import NOBODY_WORKS


def group(round_, code):
    return round_.assessment.perspectives.get(code=code)


def slips(round_, number=1, perspective=None):
    made = [codes.make_invitation() for _ in range(number)]
    invitation_actions.make_slips(
        round_=round_, perspective=perspective and group(round_, perspective), made=made, by=None
    )
    return made


def invite(round_, *addresses, perspective=None, box=None, by=None):
    """The codes that went out, by address."""
    box = box or Box()
    with override_settings(TASKS=NOBODY_WORKS):
        invitation_actions.invite_by_mail(
            round_=round_, perspective=perspective and group(round_, perspective), addresses=addresses, by=by
        )
    send_letters(round_=round_, mailer=box)
    return {letter.address: letter.code for letter in box.letters}


def start(round_, code="", *, secret=None, perspective=None):
    return saving.begin_response(
        round_=round_,
        perspective=perspective and group(round_, perspective),
        secret=secret or codes.make_secret(),
        invitation=code,
    )


def put(round_, state):
    if state != "open":
        lifecycle.close_round(round_=round_, by=None)
    if state in ("released", "archived"):
        release_actions.release_round(round_=round_, by=None)
    if state == "archived":
        Round.objects.filter(pk=round_.pk).update(state=state)
    round_.refresh_from_db()


def yesterday():
    """As if all that was sent by e-mail had been sent a day ago."""
    day = timezone.localdate() - datetime.timedelta(days=1)
    InvitationBatch.objects.filter(how="mail").update(written_on=day)


class Box:
    """A mail server that takes every letter, but for those to `refuses`, and not now those of `later`; what
    it took, in order."""

    def __init__(self, refuses=(), later=()):
        self.refuses, self.later, self.letters = refuses, later, []

    def deliver(self, letter):
        if letter.address in self.refuses:
            return Delivery.REFUSED
        if letter.address in self.later:
            return Delivery.LATER
        self.letters.append(letter)
        return Delivery.TAKEN

    def check(self):
        pass


def remind(round_, box=None):
    """The codes that went out, by address."""
    box = box or Box()
    invitation_actions.remind(round_=round_, by=None)
    send_letters(round_=round_, mailer=box)
    return {letter.address: letter.code for letter in box.letters}


def told(round_):
    return [(row.batch.made, row.used) for row in batches_of(round_, sent_by_perspective(round_))]


class Killed(BaseException):
    """As a worker is ended from outside."""


class Dying(Box):
    """Takes so many letters, then the process ends: before the next is taken, or right after."""

    def __init__(self, after, *, taken=False):
        super().__init__()
        self.after, self.taken = after, taken

    def deliver(self, letter):
        if len(self.letters) < self.after:
            return super().deliver(letter)
        if self.taken:
            super().deliver(letter)
        raise Killed


FIVE = [f"p{n}@example.org" for n in range(5)]
