"""A browser of somebody who takes part: it opens a page of questions and sends what its script sends."""

import json
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from assessments.models import Round
from assessments.responses.answers import AnswerContent
from assessments.responses.visits import begin_visit
from frameworks.content import QuestionContent
from tests.serving import HOST, Ask, Reply

FORM = "application/x-www-form-urlencoded"
Field = tuple[str, str]


class Browser:
    """The browser of the person with this secret, at one page. It has no account and no other cookies."""

    def __init__(self, ask: Ask, round_: Round, secret: str, address: str) -> None:
        self.ask, self.address = ask, address
        self.cookies: SimpleCookie = begin_visit(HttpResponse(), round_, secret).cookies
        self.hidden: dict[str, str] = {}

    def open(self) -> None:
        """Get the page, with its token and its hidden fields. Raises NoAnswer."""
        shown = self.ask("GET", self.address, self._headers(), "")
        if shown.status != 200:
            raise AssertionError(f"{self.address} is not shown: {shown.status}")
        for name, value in shown.headers:
            if name.lower() == "set-cookie":
                self.cookies.load(value)
        self.hidden = hidden_inputs(shown.body.decode(), self.address)

    def body(self, fields: Iterable[Field], revision: int) -> str:
        """What static/js/answer.js sends: all that the page gives, and then its hidden fields."""
        return urlencode([*fields, *(self.hidden | {"revision": str(revision)}).items()])

    def send(self, body: str) -> Reply:
        """Send what `body` made, as the page's script does. Raises NoAnswer."""
        headers = {"Origin": f"https://{HOST}", "Content-Type": FORM, "Accept": "application/json"}
        return self.ask("POST", self.address, {**self._headers(), **headers}, body)

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())}


def fields_of(question: QuestionContent, given: AnswerContent) -> Iterator[Field]:
    """The fields of a question as a browser sends them: what is not chosen is not sent, line ends are two
    characters."""
    name = question.code
    levels = [str(level.value) for level in question.levels if level.id == given.level]
    picked = [option.code for option in question.options if option.id in given.options]
    several = question.choose == "many"
    for value in [*levels, *([] if several else picked), *([given.special] if given.special else [])]:
        yield f"{name}-answer", value
    for value in picked if several else []:
        yield f"{name}-options", value
    words = "text" if question.kind == "text" else "comment"
    yield f"{name}-{words}", (given.text or given.comment).replace("\n", "\r\n")
    if given.sharing:
        yield f"{name}-sharing", given.sharing


def told(reply: Reply) -> dict[str, Any]:
    """What the site tells the page's script. Raises AssertionError where it says nothing of the kind."""
    kind = next((value for name, value in reply.headers if name.lower() == "content-type"), "")
    if not kind.startswith("application/json"):
        raise AssertionError(f"answered {reply.status} with {kind or 'nothing'}")
    answer: dict[str, Any] = json.loads(reply.body)
    return answer


def hidden_inputs(page: str, address: str) -> dict[str, str]:
    """The hidden fields of the form on the page that posts to the page's own address."""
    found = HiddenInputs(address)
    found.feed(page)
    return found.values


class HiddenInputs(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.within = False
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.within = given.get("method") == "post" and given.get("action", "") in ("", self.address)
        elif tag == "input" and self.within and given.get("type") == "hidden":
            self.values[given["name"] or ""] = given["value"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.within = False
