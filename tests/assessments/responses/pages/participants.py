import html
import re

from django.apps import apps
from django.core import signing
from django.test import Client
from django.urls import reverse

from assessments import codes
from assessments.models import Response, Round
from assessments.release import actions as release_actions
from assessments.rounds import lifecycle

PAGES = ["join", "keep", "perspective", "part", "check", "sent", "mine", "withdraw"]


def browser():
    return Client(raise_request_exception=False)


class Person:
    """Somebody with a browser, in one round."""

    def __init__(self, round_, client=None):
        self.round, self.client = round_, client or browser()

    def url(self, name):
        return reverse(
            f"assessments:{name}", args=[self.round.join_code, *([1] if name in ("part", "question") else [])]
        )

    def get(self, name):
        return self.client.get(self.url(name))

    def post(self, name, **data):
        """Send a page as it was just shown, with these fields changed (s1_q1_answer: s1-q1-answer); None
        takes one away."""
        changed = {key.replace("_", "-") if key[1].isdigit() else key: value for key, value in data.items()}
        sent = {**hidden(self.get(name)), **changed}
        return self.send(name, {key: value for key, value in sent.items() if value is not None})

    def send(self, name, data, **more):
        return self.client.post(self.url(name), data, **more)

    def start(self, perspective="people"):
        assert self.post("join", perspective=perspective).status_code == 302
        return self

    @property
    def secret(self):
        return re.search(r'codebox">([\w-]+)<', text_of(self.get("keep")))[1].replace("-", "")

    @property
    def response(self):
        return Response.objects.get(secret_hash=codes.hash_of(self.secret))

    def answers(self):
        rows = self.response.answers.values_list(
            "question__code", "level__value", "special", "text", "comment"
        )
        return {row[0]: next((value for value in row[1:] if value), "") for row in rows}


def text_of(page):
    return html.unescape(page.content.decode())


def hidden(page):
    """The hidden fields of a page's form."""
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return dict(fields)


def put(round_, state):
    if state != "open":
        lifecycle.close_round(round_=round_, by=None, reason="Enough have answered.")
    if state in ("released", "archived"):
        release_actions.release_round(round_=round_, by=None)
    if state == "archived":
        Round.objects.filter(pk=round_.pk).update(state=state)


# Who it is


def with_cookie(round_, value):
    person = Person(round_)
    person.client.cookies["visit"] = value
    return person


def sign(secret, salt="assessments.visits"):
    return signing.get_cookie_signer(salt="visit" + salt).sign(secret)


def everything_stored():
    for model in apps.get_models():
        for row in model._base_manager.values():
            yield repr(row)
