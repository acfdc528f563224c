"""Messages that the accounts app sends. None holds an answer, a comment or a secret."""

import re
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core import signing
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import MemberInvitation, Organisation
from background.outbox import send_for_visitor

INVITATION = "accounts.invitation"  # what links of invitations are signed for
SENT_NOWHERE = ("console", "dummy", "filebased")
WEB_ADDRESS = re.compile(r"(?i)\b(?:[a-z]+://|www\.)\S*")


def on_one_line(words: str) -> str:
    """Words of somebody else's in a message of ours: on one line, with no web address but our own."""
    return " ".join(WEB_ADDRESS.sub("", words).split())


def mail_reaches_people(organisation: Organisation) -> bool:
    """Ask whether this organisation's mail is sent at all. The example writes to nobody: its password is
    known to everyone. One's own machine prints mail."""
    kind = settings.EMAIL_BACKEND.split(".")[-2]
    return kind not in SENT_NOWHERE and not organisation.is_example


def invitation_link(request: HttpRequest, invitation: MemberInvitation) -> str:
    """Return the address where an invitation is accepted. It is in the mail and on the page of those who
    lead, and nobody can make it up."""
    return request.build_absolute_uri(reverse("accounts:invitation", args=[token_of(invitation)]))


def token_of(invitation: MemberInvitation) -> str:
    return signing.Signer(salt=INVITATION).sign(str(invitation.pk))


def invitation_of(token: str) -> int | None:
    """Return the id of the invitation that a link was made for; None where the link is not ours."""
    try:
        return int(signing.Signer(salt=INVITATION).unsign(token))
    except signing.BadSignature:
        return None


def tell_invited(request: HttpRequest, invitation: MemberInvitation) -> None:
    """Tell a person, once the change is stored, that they are invited and how to accept."""
    if not mail_reaches_people(invitation.organisation):
        return
    context = {
        "invitation": invitation,
        "site_name": settings.SITE_NAME,
        "link": invitation_link(request, invitation),
        "by": request.user,
    }
    body = render_to_string("accounts/mail/invited.txt", context)
    subject = " ".join(
        (
            _("%(organisation)s invites you to %(site)s")
            % {"organisation": invitation.organisation, "site": settings.SITE_NAME}
        ).split()
    )
    about = _("the e-mail that invites %(address)s to %(organisation)s") % {
        "address": invitation.email,
        "organisation": invitation.organisation,
    }
    send_for_visitor(request, EmailMessage(subject, body, None, [invitation.email]), about=about)


class MailingAdapter(DefaultAccountAdapter):
    """Has allauth's messages wait for a worker, as all mail does."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Have a worker send one of allauth's messages. Whoever asked for it is told where that fails."""
        request = current.request
        words = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        message = self.render_mail(template_prefix, email, words)
        send_for_visitor(request, message, about=_said_of(template_prefix))


def _said_of(template_prefix: str) -> str:
    """Say what a message is. The same for an address that has an account and for one that has none."""
    match template_prefix.rpartition("/")[2]:
        case "password_reset_key" | "unknown_account":
            return _("the e-mail with the link to set a new password")
        case "email_confirmation" | "email_confirmation_signup" | "account_already_exists":
            return _("the e-mail with the link to confirm your address")
    return _("an e-mail about your account")
