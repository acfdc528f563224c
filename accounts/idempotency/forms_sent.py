"""Forms that make something make it once, however often and however fast their page is sent.

Each page with such a form carries a signed random token ({% once %} beside {% csrf_token %}). What is sent is
told from anything else by that token, by who sends it, and by all that was filled in: the same again is the
same thing, and leads to what was made; a page on which something was changed first is another.
"""

import datetime
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

from accounts.models import FormSent, User

FIELD = "once"  # the name of the field
SALT = "accounts.once"
MOST_DIGITS = 9  # of a number: every column holds it
DAY = 60 * 60 * 24  # seconds that a page is good for; its row goes after it (forget_forms_sent)
OLD_PAGE = gettext_lazy("This page was open for a long time. Press the button again.")


def page_token() -> str:
    """Return what a page with a form that makes something carries: signed, random, and good for a day."""
    return signing.dumps(secrets.token_urlsafe(24), salt=SALT)


class SentForm:
    """A form that was filled in well and sent, the first time or once more.

    made: the key of what it made, once that is known; None before.
    """

    def __init__(self, request: HttpRequest, nonce: str) -> None:
        filled = sorted(
            (name, values)
            for name, values in request.POST.lists()
            if name not in (FIELD, "csrfmiddlewaretoken")
        )
        self._identity = json.dumps([nonce, cast(User, request.user).pk, request.path, filled])
        self.made: int | None = None

    def digest(self, name: str) -> bytes:
        """Return 32 bytes that nobody can guess, the same each time that this form is sent: to make codes
        from that are stored nowhere. They do not follow from what is stored of the form."""
        return salted_hmac(f"{SALT}.digest.{name}", self._identity, algorithm="sha256").digest()

    @property
    def _mark(self) -> str:
        return salted_hmac(f"{SALT}.mark", self._identity, algorithm="sha256").hexdigest()

    @contextmanager
    def once(self) -> Iterator[bool]:
        """Open a transaction, and say whether to make something in it: then set `made` to its key. Who sends
        the same meanwhile waits for the end, and finds `made` set. Where the making raises, nothing is kept,
        and it may be tried again."""
        with transaction.atomic():
            row, is_first = FormSent.objects.get_or_create(mark=self._mark)
            self.made = row.made
            yield is_first
            if is_first:
                FormSent.objects.filter(pk=row.pk).update(made=self.made)


def sent_form(request: HttpRequest, form: BaseForm) -> SentForm | None:
    """Return the form as it was sent; None where its page is to be shown: because nothing was sent, or with
    what is wrong said on the form.

    A request without a token comes from no page of ours, so nothing can tell it from another like it: it
    counts as sent for the first time.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    token = request.POST.get(FIELD)
    if token is None:
        return SentForm(request, secrets.token_urlsafe(24))
    try:
        return SentForm(request, signing.loads(token, salt=SALT, max_age=DAY))
    except signing.BadSignature:
        form.add_error(NON_FIELD_ERRORS, str(OLD_PAGE))
        return None


def number_in(sent: str) -> int | None:
    """Return the whole number that a page sent; None for anything else, and for one that no row can have."""
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= MOST_DIGITS else None


def forget_forms_sent() -> int:
    """Delete what is known of forms whose pages are too old to be sent. Returns how many rows went."""
    too_old = timezone.now() - datetime.timedelta(seconds=2 * DAY)
    return FormSent.objects.filter(sent_at__lt=too_old).delete()[0]
