"""What allauth does otherwise on this site: its mail waits for a worker, as all mail does."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.contrib.sites.shortcuts import get_current_site
from django.utils.translation import gettext as _

from background.outbox import send_for_visitor


class AccountAdapter(DefaultAccountAdapter):
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
