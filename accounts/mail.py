"""Messages that the accounts app sends. None holds an answer, a comment or a secret."""

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import MemberInvitation, Organisation

INVITATION = "accounts.invitation"  # what links of invitations are signed for
SENT_NOWHERE = ("console", "dummy", "filebased")


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
    subject = " ".join(f"{invitation.organisation} invites you to {settings.SITE_NAME}".split())
    transaction.on_commit(lambda: send_mail(subject, body, None, [invitation.email], fail_silently=True))
