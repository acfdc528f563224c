"""A saved page of answers, against a bare Django view that stores the same rows.

Ours is the site as it runs in production: the WSGI handler with all its middleware, the form of the real
page sent over https with its CSRF token, the signed cookie, every check of the view. The bare side is
Django's WSGI handler with no middleware at all, and the view `save_bare`: no form, no CSRF, no check of what
was sent. Both start from the bytes of a request and end with those of a redirect, and the guards in the
database check both. Each time it is a new person who saves a first page: four ratings, one with a comment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from assessments import codes
from assessments.models import Answer, Perspective, Response, Round
from assessments.responses import saving
from assessments.responses.visits import begin_visit
from assessments.rounds.contents import RoundPart, content_of_round, parts_of
from tests.benchmarks.contest import Contest, Job, Side
from tests.serving.browser import FORM, hidden_inputs

QUESTIONS = 4
WORDS = "We were asked early, and what we said changed the plan."
SHARING = "named"

# The benchmark's address, and pages that can be drawn without the static files of a real site.
SETTINGS: dict[str, Any] = {
    "ROOT_URLCONF": "tests.benchmarks.urls",
    "STORAGES": {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


def save_bare(request: HttpRequest) -> HttpResponse:
    """One look for the response by the hash of the secret; its new revision and its answers, in one go."""
    sent = request.POST
    with transaction.atomic():
        response = Response.objects.get(secret_hash=codes.hash_of(sent["secret"]))
        response.revision += 1
        response.save(update_fields=["revision"])
        Answer.objects.bulk_create(
            [
                Answer(
                    response=response,
                    question_id=int(question),
                    level_id=int(sent[f"{question}-answer"]),
                    comment=sent[f"{question}-comment"],
                    sharing=sent.get(f"{question}-sharing", ""),
                    revision=response.revision,
                )
                for question in sent["questions"].split(" ")
            ],
            update_conflicts=True,
            unique_fields=["response", "question"],
            update_fields=["level", "special", "text", "comment", "sharing", "revision"],
        )
    return HttpResponseRedirect("/next/")


@contextmanager
def contest_of_saving(round_: Round, *, pairs: int = 200, warm_up: int = 10) -> Iterator[Contest]:
    """The contest of saving the first section of four questions of an open round."""
    part = next(part for part in parts_of(content_of_round(round_)) if len(part.questions) == QUESTIONS)
    perspective = round_.assessment.perspectives.all()[0]
    with override_settings(**SETTINGS):
        yield Contest(
            title=f"Saving a page of {QUESTIONS} answers (‘{part.section.title}’)",
            ours=Side("the site", Page(round_, perspective, part).ready),
            bare=Side("a bare view", BarePage(round_, perspective, part).ready),
            target=2.5,
            pairs=pairs,
            warm_up=warm_up,
        )


class Page:
    """People who fill in one page of the site. `people` are the ids of their responses, pair by pair."""

    def __init__(self, round_: Round, perspective: Perspective, part: RoundPart) -> None:
        self.round, self.perspective, self.part = round_, perspective, part
        self.address = reverse("assessments:part", args=[round_.join_code, part.number])
        self.host = settings.ALLOWED_HOSTS[0]
        self.people: list[UUID] = []
        self.factory = RequestFactory()
        self.application = self.handler()

    def handler(self) -> WSGIHandler:
        return WSGIHandler()

    def ready(self, pair: int) -> Job:
        """A new person who has filled in the page and is about to press the button."""
        secret = codes.make_secret()
        response = saving.begin_response(round_=self.round, perspective=self.perspective, secret=secret)
        self.people.append(response.pk)
        environ = self.request(secret, pair)
        return lambda: serve(self.application, environ)

    def request(self, secret: str, pair: int) -> dict[str, Any]:
        """What the browser of the person with this secret sends, as a web server passes it on."""
        browser = Client(enforce_csrf_checks=True)
        browser.cookies.update(begin_visit(HttpResponse(), self.round, secret).cookies)
        shown = browser.get(self.address, secure=True, headers={"Host": self.host})
        form = hidden_inputs(shown.content.decode(), self.address)
        for place, question in enumerate(self.part.questions):
            level = question.levels[(pair + place) % len(question.levels)]
            form |= answer(question.code, str(level.value), WORDS if place == 0 else "")
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())
        return self.post(self.address, form, {"Cookie": cookies})

    def post(self, address: str, form: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
        headers = {"Host": self.host, "Origin": f"https://{self.host}", **headers}
        return self.factory.post(address, urlencode(form), FORM, secure=True, headers=headers).environ


class BarePage(Page):
    """Other people who give the same answers, sent to `save_bare`."""

    def handler(self) -> WSGIHandler:
        with override_settings(MIDDLEWARE=[]):
            return WSGIHandler()

    def request(self, secret: str, pair: int) -> dict[str, Any]:
        questions = self.part.questions
        form = {"secret": secret, "questions": " ".join(str(question.id) for question in questions)}
        for place, question in enumerate(questions):
            level = question.levels[(pair + place) % len(question.levels)]
            form |= answer(question.id, str(level.id), WORDS if place == 0 else "")
        return self.post("/bare/", form, {})


def answer(question: str | int, level: str, words: str) -> dict[str, str]:
    """The fields of one question: nothing is sent of who may read words where no choice is made."""
    sharing = {f"{question}-sharing": SHARING} if words else {}
    return {f"{question}-answer": level, f"{question}-comment": words, **sharing}


def serve(application: WSGIHandler, environ: dict[str, Any], *, status: str = "302 Found") -> bytes:
    """Answer one request, as a web server does, and return the page. Raises AssertionError unless it ends as
    it should: of a form that is saved, in a redirect."""
    told: list[str] = []
    response = application(environ, lambda line, headers: told.append(line))
    page = b"".join(response)
    response.close()
    assert told == [status], told
    return page
