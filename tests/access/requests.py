"""Asking as somebody, and undoing what came of it."""

from contextlib import contextmanager

from django.db import transaction

from assessments.rounds import contents
from tests.access.rows import SIGN_IN


@contextmanager
def undone():
    """No row that is written within stays, nor what is remembered of rows by their ids."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    contents.forget()


def status_of(response):
    led_to_sign_in = response.status_code == 302 and response["Location"].startswith("/account/login/")
    return SIGN_IN if led_to_sign_in else response.status_code
