"""People who took part in a round whose results are shared, each with a browser."""

import uuid

from django.test import Client
from django.urls import reverse

from assessments import codes
from assessments.agreement.voices import actions
from assessments.agreement.voices.actions import Speaker, Statement
from assessments.agreement.voices.queries import told_statements
from assessments.models import Release
from assessments.records.voices import Dissent
from tests import factories
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.responses.pages.participants import hidden, text_of

WORDS = "For me nothing has changed. I still count to ten, 7f3a."


def take_part(round_, perspective, *, show_if_few=False, level=3):
    """Somebody's response and secret."""
    secret = codes.make_secret()
    response = factories.respond(
        round_, perspective, {"s1-q1": level}, show_if_few=show_if_few, secret=secret
    )
    return Speaker(response, secret)


def gather(
    sizes=((USERS, 5), (CARERS, 4), (PRACTITIONERS, 5), (MANAGERS, 2)), *, threshold=5, few=(), **more
):
    """A shared round with so many people from each perspective. Returns its release, and the people by
    perspective. few: those who all agree to be shown if few."""
    round_ = factories.make_round(threshold=threshold, **more)
    people = {
        code: [take_part(round_, code, show_if_few=code in few) for _ in range(number)]
        for code, number in sizes
    }
    return factories.release(round_), people


def say(speaker, words=WORDS, *, about="question", key="demo/s1-q1", level=None, named=False, pk=None):
    pk = pk or uuid.uuid4()
    statement = Statement(about=about, key=key, words=words, level=level, is_named=named)
    actions.add_statement(speaker=speaker, statement=statement, pk=pk)
    return pk


def join(speaker, pk, *, named=False):
    read = actions.mark_of_text(Dissent.objects.get(pk=pk))
    actions.join_statement(speaker=speaker, pk=pk, read=read, is_named=named)


def change(speaker, pk, words, *, named=False, **more):
    row = Dissent.objects.get(pk=pk)
    says = {"about": row.about, "key": row.key, "level": row.level, **more}
    statement = Statement(words=words, is_named=named, **says)
    actions.change_statement(speaker=speaker, statement=statement, pk=pk)


def told(release):
    """What everybody may read: words, how many say it, and the groups among them."""
    release = Release.objects.get(pk=release.pk)
    return [(one.row.words, one.people, one.groups) for one in told_statements(release)]


class Visitor:
    """The browser of somebody who comes back with their private code."""

    def __init__(self, speaker):
        self.round, self.client = speaker.response.round, Client(raise_request_exception=False)
        self.client.post(reverse("assessments:enter"), {"code": speaker.secret})

    def url(self, name, *args):
        return reverse(f"assessments:{name}", args=[self.round.join_code, *args])

    def get(self, name, *args, **query):
        return self.client.get(self.url(name, *args), query)

    def post(self, name, *args, on=None, query="", **data):
        """Send a page as it was just shown, with these fields; on: the page that has the form, where that is
        another."""
        fields = hidden(self.client.get(f"{self.url(*(on or (name, *args)))}{query}"))
        fields |= {key.replace("statement_", "statement-"): value for key, value in data.items()}
        return self.client.post(f"{self.url(name, *args)}{query}", fields)


def words_on(page):
    return " ".join(text_of(page).split())
