"""Messages that the accounts app sends. None holds an answer, a comment or a secret."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Membership


def tell_new_member(request: HttpRequest, membership: Membership) -> None:
    """Tell a person, once the change is stored, that they were added and how to sign in.

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
    transaction.on_commit(lambda: send_mail(subject, body, None, [membership.user.email], fail_silently=True))
