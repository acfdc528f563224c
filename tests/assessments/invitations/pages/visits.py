import re

from django.urls import reverse

from tests.assessments.responses.pages.participants import (
    Person,
    browser,
)

ENTER = "/enter/"


def page_of(round_, name="ways_in", *args):
    return reverse(f"assessments:{name}", args=[round_.pk, *args])


def enter(code, client=None):
    client = client or browser()
    return client, client.post(ENTER, {"code": code})


class Invited(Person):
    """Somebody who has typed the code of an invitation."""

    def __init__(self, round_, code):
        client, page = enter(code)
        assert page["Location"] == reverse("assessments:join", args=[round_.join_code])
        super().__init__(round_, client)

    def begin(self, **data):
        return self.post("join", **data)


# Slips and posters


def made_slips(runs, round_, **data):
    response = runs.post(page_of(round_, "slips"), {"number": "11", "perspective": "", **data})
    assert response["Content-Type"] == "application/pdf"
    return response


# E-mail


def send(runs, round_, addresses, **data):
    return runs.post(
        page_of(round_, "invite"), {"addresses": addresses, "perspective": "", **data}, follow=True
    )


def code_in(message):
    return re.search(r"/enter/#([0-9A-Z]{16})\s", message.body)[1]
