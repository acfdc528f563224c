from django.test import Client
from django.urls import reverse

from assessments.models import Answer
from frameworks.models import Question
from tests.assessments.responses.pages.participants import text_of


def asked(code):
    """How the page names the fields of a question; '' for none."""
    pk = Question.objects.filter(code=code).order_by("pk").values_list("pk", flat=True).last()
    return f"q{pk}" if pk else ""


def fields_of(typed):
    data = {}
    for name, value in typed.items():
        code, _, field = name.replace("_", "-").rpartition("-")
        data[f"{asked(code)}-{field}" if asked(code) else name] = value
    return data


class Desk:
    """Somebody who runs the round, at its paper forms."""

    def __init__(self, user, round_):
        self.client, self.round = Client(), round_
        self.client.force_login(user)

    def url(self, name):
        return reverse(f"assessments:{name}", args=[self.round.pk])

    def get(self, name="paper"):
        return self.client.get(self.url(name))

    def open(self, number):
        return self.client.post(self.url("type_in"), {"number": number})

    def store(self, number, perspective="1", **typed):
        """Type these in, by the code of the question and the field: s1_q1_keys for the keys of s1-q1."""
        return self.send(number, fields_of(typed), perspective)

    def send(self, number, data, perspective="1"):
        fields = {"number": number, "perspective": perspective, "save": "yes"}
        return self.client.post(self.url("type_in"), {**fields, **data})

    def story(self, answer):
        return text_of(self.client.get(answer["Location"]))


def answers():
    rows = Answer.objects.values_list("question__code", "level__value", "special", "text", "comment")
    return {row[0]: next((value for value in row[1:] if value), "") for row in rows}


ALL = {
    "s1_q1_keys": "4",
    "s1_q2_keys": "d",
    "s2_q1_keys": "P",
    "one-keys": "2",
    "many-keys": "13",
    "text-words": "In my own words",
    "text-sharing": "unnamed",
    "s1_q1_words": "Why: ‘it’s ours’\nand <b>more</b>",
    "s1_q1_sharing": "named",
}
