"""The pages of invitations: what people type, press and see; what is printed, sent and left behind."""

import re
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from assessments import codes
from assessments.invitations import queries as invitation_queries
from assessments.models import Round
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.rounds import lifecycle
from tests import factories
from tests.assessments.days import ahead, said
from tests.assessments.invitations.actions.steps import invite, yesterday
from tests.assessments.invitations.pages.visits import Invited, code_in, enter, page_of, send
from tests.assessments.responses.pages.participants import (
    put,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_each_person_gets_one_message_with_a_link_that_works(runs, round_):
    page = send(
        runs, round_, "ann@example.org\nSam Lee <sam@example.org>, bo@example.org", perspective="staff"
    )
    assert "3 invitations are on their way." in page.text
    assert sorted(message.to for message in mail.outbox) == [
        ["ann@example.org"],
        ["bo@example.org"],
        ["sam@example.org"],
    ]
    for message in mail.outbox:
        code = code_in(message)
        assert codes.in_groups(code) in message.body
        assert message.subject == "Larkfield Voices invites you to take part: Larkfield crisis house"
        assert message.from_email == "Common Measure <noreply@localhost>"
        assert (message.cc, message.bcc, message.reply_to) == ([], [], [])
        for words in ("Staff", "Facilitator Person", "facilitator@example.org"):
            assert words not in message.body
        assert "We do not know which answers are yours." in message.body
    [sams] = [message for message in mail.outbox if message.to == ["sam@example.org"]]
    person = Invited(round_, code_in(sams))
    person.begin()
    assert person.response.perspective.code == "staff"
    stored = set(Invitation.objects.values_list("address", flat=True))
    assert stored == {"ann@example.org", "bo@example.org"}


def test_the_closing_date_stands_in_the_message(runs, round_):
    Round.objects.filter(pk=round_.pk).update(closes_on=ahead(30))
    send(runs, round_, "ann@example.org")
    assert f"Please answer by {said(ahead(30))}." in mail.outbox[0].body


def test_every_fault_is_told_at_once_with_its_line_and_nothing_is_sent(runs, round_):
    page = send(runs, round_, "ann@example.org\nnobody\n\nAnn@example.org\nsam at example.org\n<x@>\n")
    told = text_of(page)
    assert page.status_code == 400
    for words in (
        "Line 2: ‘nobody’ is not an e-mail address.",
        "Line 4: ‘Ann@example.org’ is there twice.",
        "Line 5: ‘sam at example.org’ is not an e-mail address.",
        "Line 6: ‘x@’ is not an e-mail address.",
    ):
        assert words in told
    assert "ann@example.org" in told
    assert mail.outbox == []
    assert not InvitationBatch.objects.exists()


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        ("", "Type or paste at least one address."),
        (" \n , ;", "Type or paste at least one address."),
        ("a@example.org\0", "an invisible one (NUL)"),
        ("x" * 60_001, "60000"),
        ("\n".join(f"p{n}@example.org" for n in range(201)), "There are 201 addresses."),
        ("a" * 250 + "@example.org", "is not an e-mail address"),
        ("<script>alert(1)</script>", "is not an e-mail address"),
    ],
)
def test_addresses_that_cannot_be_are_told(runs, round_, addresses, words):
    page = send(runs, round_, addresses)
    assert page.status_code == 400
    assert words in text_of(page).replace("60,000", "60000")
    assert "<script>alert(1)" not in page.text
    assert mail.outbox == []


def test_names_in_a_message_bring_no_line_and_no_address_of_their_own(runs, round_):
    round_.assessment.title = "Win https://bad.example.org/x now\nBcc: all@example.org"
    round_.assessment.save()
    send(runs, round_, "ann@example.org")
    assert mail.outbox[0].subject == "Larkfield Voices invites you to take part: Win now Bcc: all@example.org"
    assert "bad.example.org" not in mail.outbox[0].body


def test_one_person_cannot_send_without_end(runs, round_):
    pages = [send(runs, round_, f"p{n}@example.org") for n in range(11)]
    assert [page.status_code for page in pages] == [200] * 10 + [429]
    assert len(mail.outbox) == 10
    assert "wait an hour" in pages[-1].text


class Down(EmailBackend):
    def open(self):
        raise ConnectionRefusedError


class Choosy(EmailBackend):
    """Takes no message to an address that begins with b."""

    def send_messages(self, messages):
        if messages[0].to[0].startswith("b"):
            raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"No")})
        return super().send_messages(messages)


def test_it_names_the_address_that_was_refused_to_whoever_invited_and_logs_none(
    runs, round_, settings, log, organisation
):
    settings.EMAIL_BACKEND = f"{__name__}.Choosy"
    refusal = "We could not send the invitation to bo@example.org, for ‘Larkfield crisis house’."
    page = text_of(send(runs, round_, "ann@example.org\nbo@example.org"))
    assert refusal in page
    assert Invitation.objects.get().address == "ann@example.org"
    lead = Client()
    lead.force_login(factories.make_member(organisation, "lead", "lead@example.org"))
    assert "bo@example.org" not in lead.get(page_of(round_)).text
    assert refusal in text_of(runs.get("/assessments/"))
    seen = runs.post("/mail-troubles/seen/", {"back": page_of(round_)}, follow=True)
    assert seen.redirect_chain == [(page_of(round_), 302)]
    assert "bo@example.org" not in seen.text
    assert [line for line in log if "did not take a message" in line]
    assert not [line for line in log if "bo@example" in line and "django.db.backends" not in line]


def test_a_reminder_goes_to_unused_codes_alone_and_says_nothing_more(runs, round_):
    send(runs, round_, "ann@example.org\nbo@example.org")
    old = {message.to[0]: code_in(message) for message in mail.outbox}
    Invited(round_, old["ann@example.org"]).begin(perspective="people")
    assert "You can send a reminder from tomorrow on." in runs.get(page_of(round_)).text
    refused = runs.post(page_of(round_, "remind"), follow=True).text
    assert "once a day" in refused
    yesterday()
    mail.outbox.clear()
    page = text_of(runs.post(page_of(round_, "remind"), follow=True))
    assert "who has not used their code gets a reminder" in page
    [message] = mail.outbox
    assert message.to == ["bo@example.org"]
    assert "have stopped working" in message.body
    assert enter(old["bo@example.org"])[1].status_code == 400
    assert Invited(round_, code_in(message)).begin(perspective="staff").status_code == 302
    yesterday()
    mail.outbox.clear()
    none_left = text_of(runs.post(page_of(round_, "remind"), follow=True))
    assert mail.outbox == []
    assert plain(none_left) == plain(page)


def plain(page):
    return re.sub(r'value="[^"]*"', "", page)


def test_old_codes_go_on_working_when_a_reminder_is_not_taken(runs, round_, settings):
    send(runs, round_, "ann@example.org\nbo@example.org")
    old = {message.to[0]: code_in(message) for message in mail.outbox}
    yesterday()
    settings.EMAIL_BACKEND = f"{__name__}.Choosy"
    runs.post(page_of(round_, "remind"))
    assert enter(old["ann@example.org"])[1].status_code == 400
    assert enter(old["bo@example.org"])[1].status_code == 302


def test_nobody_loses_a_code_when_there_is_no_mail_server_to_remind_them(runs, round_, settings):
    send(runs, round_, "ann@example.org")
    old = code_in(mail.outbox[0])
    yesterday()
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    assert "The mail server does not answer" in runs.post(page_of(round_, "remind"), follow=True).text
    assert enter(old)[1].status_code == 302
    assert invitation_queries.reminders_of(round_).due


@pytest.mark.parametrize("used", [False, True])
def test_no_reminder_is_offered_where_the_round_was_closed_and_opened_again(runs, round_, facilitator, used):
    code = invite(round_, "ann@example.org")["ann@example.org"]
    if used:
        Invited(round_, code).begin(perspective="people")
    yesterday()
    put(round_, "closed")
    lifecycle.reopen_round(round_=round_, by=facilitator)
    page = runs.get(page_of(round_)).text
    assert "we forgot the addresses" in page
    assert "Send a reminder" not in page
    assert "We write again" not in page
    refused = runs.post(page_of(round_, "remind"), follow=True).text
    assert "so nobody can be reminded" in refused
    assert "gets a reminder" not in refused
    assert mail.outbox == []


def test_a_reminder_is_told_of_those_alone_who_were_invited_since(runs, round_, facilitator):
    invite(round_, "ann@example.org")
    put(round_, "closed")
    lifecycle.reopen_round(round_=round_, by=facilitator)
    invite(round_, "bo@example.org")
    yesterday()
    page = runs.get(page_of(round_)).text
    assert "we forgot the addresses" in page
    assert "those you invited since then" in page
    done = text_of(runs.post(page_of(round_, "remind"), follow=True))
    assert "since the round was opened again, and who has not used their code, gets a reminder" in done
    assert [message.to for message in mail.outbox] == [["bo@example.org"]]
