"""Messages that the accounts app sends. None holds an answer, a comment or a secret."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from background.outbox import send_for_visitor


def tell_new_member(request: HttpRequest, membership: Membership) -> None:
    """Tell a person that they were added and how to sign in. Call it inside the transaction that adds them.

    The example writes to nobody: its password is known to everyone."""
    if membership.organisation.is_example:
        return
    context = {
        "membership": membership,
        "site_name": settings.SITE_NAME,
        "sign_in": request.build_absolute_uri(reverse("account_login")),
        "new_password": request.build_absolute_uri(reverse("account_reset_password")),
        "by": request.user,
    }
    body = render_to_string("accounts/mail/added.txt", context)
    subject = " ".join(f"You can now work with {membership.organisation} on {settings.SITE_NAME}".split())
    about = _("the e-mail that tells %(address)s that you added them to %(organisation)s") % {
        "address": membership.user.email,
        "organisation": membership.organisation,
    }
    send_for_visitor(request, EmailMessage(subject, body, None, [membership.user.email]), about=about)


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
