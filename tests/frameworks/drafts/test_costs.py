"""Steps and saves cost the same for few questions and many."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frameworks.actions import publish_version
from frameworks.drafts import actions, creation, parts
from frameworks.drafts.parts import WAS
from tests.frameworks.drafts.state import SCALE, levels, now, revision, save
from tests.frameworks.examples import example as example_file
from tests.frameworks.examples import stored

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def sized(organisation, questions):
    """A published version of ten sections, with so many questions in each."""
    data = example_file(code=f"sized-{questions}")
    rating, choice = data["sections"][0]["questions"]
    rating.pop("picture")  # a framework has only so many
    asks = [rating, choice, {**rating, "source": {"code": "pot"}}]
    data["sections"] = [
        {
            "code": f"s{section}",
            "title": f"Section {section}",
            "questions": [{**asks[n % 3], "code": f"s{section}-q{n}"} for n in range(questions)],
        }
        for section in range(10)
    ]
    return stored(data, organisation=organisation)


class Counted:
    """How many queries each thing took. SQLite takes a long INSERT in several, one for each 999 values: they
    count as one."""

    def __init__(self):
        self.numbers = {}

    @contextmanager
    def __call__(self, name):
        with CaptureQueriesContext(connection) as captured:
            yield
        statements = [query["sql"] for query in captured.captured_queries]
        runs = [self.batch(sql, number) for number, sql in enumerate(statements)]
        self.numbers[name] = len(dict.fromkeys(runs))

    def batch(self, sql, number):
        if connection.vendor == "sqlite" and sql.startswith("INSERT INTO"):
            return sql.split("(")[0]
        return number


def counted_writes(organisation, questions):
    counted = Counted()
    version = sized(organisation, questions)
    with counted("begin_draft"):
        draft = creation.begin_draft(framework=version.framework, by=None)
    with counted("adapt_framework"):
        creation.adapt_framework(version=version, organisation=organisation, title="Ours", by=None)
    last = f"s1-q{questions - 1}"
    with counted("move"):
        actions.move(draft=draft, key=("question", "s1-q1"), by_places=-1, by=None)
    with counted("move to the end"):
        actions.place(draft=draft, key=("question", "s1-q1"), within="s1", at=None, by=None)
        actions.place(draft=draft, key=("question", last), within="s1", at=0, by=None)
    with counted("place"):
        actions.place(draft=draft, key=("question", "s1-q0"), within="s2", at=0, by=None)
    with counted("save_fields"):
        page = {key: {"title": "New", "plain": "New", "level:0": "New"} for key in asked(draft, "s3")}
        save(draft, page, at=0)
    with counted("levels"):
        rows = levels(2, 3, 4)
        save(draft, {SCALE: {"levels": rows, WAS: {2: 0, 3: 1, 4: 5}}})
    for key in [("section", "s4"), ("question", "s5-q1")]:
        with counted(f"copy {key[0]}"):
            actions.copy(draft=draft, key=key, by=None)
        with counted(f"remove {key[0]}"):
            actions.remove(draft=draft, key=key, by=None)
        with counted(f"restore {key[0]}"):
            actions.restore(draft=draft, key=key, by=None)
        with counted(f"undo {key[0]}"):
            actions.undo(draft=draft, number=revision(draft), by=None)
            actions.undo(draft=draft, number=revision(draft) - 2, by=None)
    assert len(parts.questions_in(now(draft), "s4")) == questions
    with counted("publish_version"):
        publish_version(version=draft, by=None)
    return counted.numbers


def asked(draft, section):
    there = now(draft)
    return [key for key in parts.questions_in(there, section) if there[key]["kind"] == "rating"]


def test_writes_cost_the_same_for_few_questions_and_many(organisation):
    assert counted_writes(organisation, 3) == counted_writes(organisation, 30)
