"""Messages that the accounts app sends. None holds an answer, a comment or a secret."""

from django.conf import settings
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
