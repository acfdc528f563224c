"""Asking as somebody, and undoing what came of it."""

from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.test import Client

from assessments.rounds import contents
from tests.access.rows import SIGN_IN


@contextmanager
def undone():
    """No row that is written within stays, nor what is remembered of rows by their ids."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    contents.forget()


def sign_in_all(world):
    """Sign everybody in once: it takes as long as some pages do."""
    world["sessions"] = {}
    for who, user in world["cast"].items():
        if user:
            client = Client()
            client.force_login(user)
            world["sessions"][who] = client.cookies[settings.SESSION_COOKIE_NAME].value


def browser_of(world, who):
    """A browser in which one of the cast is signed in; a visitor is not."""
    client = Client()
    if who in world["sessions"]:
        client.cookies[settings.SESSION_COOKIE_NAME] = world["sessions"][who]
    return client


def status_of(response):
    led_to_sign_in = response.status_code == 302 and response["Location"].startswith("/account/login/")
    return SIGN_IN if led_to_sign_in else response.status_code
