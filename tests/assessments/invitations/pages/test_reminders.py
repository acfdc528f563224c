"""The pages of invitations: what people type, press and see; what is printed, sent and left behind."""

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import Organisation
from assessments import codes
from assessments.invitations.tasks import send_waiting_letters
from assessments.models import Round
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.rounds import lifecycle
from background.tasks import DELAYS
from tests.assessments.invitations.actions.steps import invite, yesterday
from tests.assessments.invitations.pages.visits import (
    Invited,
    code_in,
    enter,
    made_slips,
    page_of,
    send,
)
from tests.assessments.responses.pages.participants import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


class Goes(EmailBackend):
    """Lets in so many times, and takes so many messages; then the server is gone. Counted on the class: each
    connection is another object."""

    opened, taken = 99, 99

    def open(self):
        if Goes.opened == 0:
            raise ConnectionRefusedError
        Goes.opened -= 1
        return True

    def send_messages(self, messages):
        if Goes.taken == 0:
            Goes.opened = 0
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        Goes.taken -= 1
        return super().send_messages(messages)


@pytest.fixture
def goes(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Goes"
    monkeypatch.setattr(Goes, "opened", 99)
    monkeypatch.setattr(Goes, "taken", 99)
    return Goes


def test_invitations_wait_where_the_mail_server_is_away_and_go_out_once_it_is_back(runs, round_, goes):
    goes.opened = 0
    page = text_of(send(runs, round_, "ann@example.org\nbo@example.org"))
    assert "2 invitations are on their way." in page
    assert "The mail server does not answer" in page
    assert "2 letters are still to go" in page
    assert set(Invitation.objects.values_list("code_hash", flat=True)) == {None}
    goes.opened = 99
    send_waiting_letters.enqueue(round_.pk, 1)
    page = text_of(runs.get(page_of(round_)))
    assert "does not answer" not in page
    assert "still to go" not in page
    assert sorted(message.to[0] for message in mail.outbox) == ["ann@example.org", "bo@example.org"]
    assert {enter(code_in(message))[1].status_code for message in mail.outbox} == {302}


def test_what_was_sent_stays_where_the_mail_server_goes_half_way(runs, round_, goes):
    goes.taken = 1
    page = text_of(send(runs, round_, "ann@example.org\nbo@example.org"))
    assert "The mail server does not answer" in page
    assert "1 letter is still to go" in page
    assert Invitation.objects.filter(code_hash=None).count() == 1
    goes.opened = goes.taken = 99
    send_waiting_letters.enqueue(round_.pk, 1)
    assert sorted(message.to[0] for message in mail.outbox) == ["ann@example.org", "bo@example.org"]


def test_whoever_invited_is_told_by_name_whom_the_server_never_took(runs, round_, goes):
    goes.opened = 0
    send(runs, round_, "ann@example.org\nbo@example.org")
    send_waiting_letters.enqueue(round_.pk, len(DELAYS))
    assert "does not answer" not in runs.get(page_of(round_)).text
    page = text_of(runs.get("/help/"))
    for address in ("ann@example.org", "bo@example.org"):
        assert f"We could not send the invitation to {address}, for ‘Larkfield crisis house’." in page
    assert not Invitation.objects.exists()


class ClosesRounds(EmailBackend):
    """Takes no message, and somebody closes the round meanwhile."""

    def send_messages(self, messages):
        for one in Round.objects.filter(state="open"):
            lifecycle.close_round(round_=one, by=None)
        raise smtplib.SMTPDataError(451, b"Later")


def test_a_reminder_that_fails_while_somebody_closes_the_round_ends_in_a_kind_page(runs, round_, settings):
    made = invite(round_, "ann@example.org", "bo@example.org")
    yesterday()
    settings.EMAIL_BACKEND = f"{__name__}.ClosesRounds"
    response = runs.post(page_of(round_, "remind"), follow=True)
    assert response.redirect_chain[-1] == (page_of(round_, "round"), 302)
    assert "This round is closed" in response.text
    assert {row.code_hash for row in Invitation.objects.all()} == {
        codes.hash_of(code) for code in made.values()
    }


def test_an_invitation_that_is_sent_while_somebody_closes_the_round_ends_in_a_kind_page(
    runs, round_, settings
):
    settings.EMAIL_BACKEND = f"{__name__}.ClosesRounds"
    page = send(runs, round_, "ann@example.org")
    assert page.redirect_chain[-1] == (page_of(round_, "round"), 302)
    assert "This round is closed" in page.text
    assert not Invitation.objects.exists()


@pytest.fixture
def example(round_):
    """The round as one of the example's, whose password everyone knows; somebody was invited before."""
    invite(round_, "ann@example.org")
    yesterday()
    Organisation.objects.update(is_example=True)
    return round_


def test_the_example_offers_no_mail_and_says_why(runs, example):
    page = runs.get(page_of(example)).text
    assert "This is an example, so it sends no e-mail." in page
    assert "Print slips" in page
    assert "Invite by e-mail" not in page
    assert "Send a reminder" not in page


@pytest.mark.parametrize(("name", "method"), [("invite", "get"), ("invite", "post"), ("remind", "post")])
def test_the_example_sends_no_mail_and_says_why(runs, example, name, method):
    data = {"addresses": "bo@elsewhere.example", "perspective": ""}
    response = getattr(runs, method)(page_of(example, name), data, follow=True)
    assert response.redirect_chain == [(page_of(example), 302)]
    assert "This is an example, so it sends no e-mail. You can print slips" in response.text
    assert mail.outbox == []
    assert InvitationBatch.objects.count() == 1


def test_the_example_can_still_print_slips(runs, example):
    made_slips(runs, example)


class Ended(BaseException):
    """As a worker is ended from outside."""


class EndsWorker(EmailBackend):
    """Takes two messages; then the worker is ended."""

    def send_messages(self, messages):
        if len(mail.outbox) >= 2:
            raise Ended
        return super().send_messages(messages)


def test_a_reminder_goes_on_where_a_worker_was_ended_half_way(runs, round_, settings):
    addresses = {f"p{n}@example.org" for n in range(5)}
    send(runs, round_, "\n".join(addresses))
    old = {message.to[0]: code_in(message) for message in mail.outbox}
    yesterday()
    mail.outbox.clear()
    settings.EMAIL_BACKEND = f"{__name__}.EndsWorker"
    runs.post(page_of(round_, "remind"))
    written = {message.to[0] for message in mail.outbox}
    assert len(written) == 2
    assert {address for address, code in old.items() if enter(code)[1].status_code == 302} == (
        addresses - written
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page = runs.get(page_of(round_)).text
    assert "has not got to everyone yet" in page
    assert "Send a reminder" in page
    done = runs.post(page_of(round_, "remind"), follow=True).text
    assert "gets a reminder" in done
    assert "has not got to everyone" not in done
    assert "You wrote to them today." in done
    assert sorted(message.to[0] for message in mail.outbox) == sorted(addresses)
    assert {enter(code_in(message))[1].status_code for message in mail.outbox} == {302}


class OneEach(EmailBackend):
    """Ends the connection after each message, as some servers do after a number of them."""

    def open(self):
        if getattr(self, "left", 0):
            return False
        self.left = 1
        return True

    def close(self):
        self.left = 0

    def send_messages(self, messages):
        if not self.left:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        self.left = 0
        return super().send_messages(messages)


def test_everyone_is_written_to_where_the_server_takes_one_message_for_each_connection(
    runs, round_, settings
):
    settings.EMAIL_BACKEND = f"{__name__}.OneEach"
    assert "3 invitations are on their way." in send(runs, round_, "a@a.org\nb@b.org\nc@c.org").text
    yesterday()
    runs.post(page_of(round_, "remind"))
    assert len(mail.outbox) == 6


@pytest.mark.parametrize("unused", [0, 3])
def test_a_server_that_goes_while_reminders_are_sent_is_told_whether_or_not_a_code_is_unused(
    runs, round_, goes, unused
):
    made = invite(round_, *[f"p{n}@example.org" for n in range(3)])
    yesterday()
    for code in list(made.values())[unused:]:
        Invited(round_, code).begin(perspective="people")
    goes.taken, goes.opened = 1, 1
    page = runs.post(page_of(round_, "remind"), follow=True).text
    assert "The mail server does not answer" in page
    assert "has not got to everyone yet" in page
    goes.taken = goes.opened = 99
    assert "gets a reminder" in runs.post(page_of(round_, "remind"), follow=True).text
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == unused
