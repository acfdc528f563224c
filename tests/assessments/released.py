"""Released rounds for the tests of results: from the worked examples, and small ones made to measure."""

import json
import os
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from assessments.models import Release
from assessments.reports.build import build_report
from assessments.rounds.setup import PerspectiveRow
from frameworks.models import Framework, FrameworkVersion, Level, Question, Scale, Section
from tests import factories

EXAMPLES = Path(os.environ.get("SCORING_EXAMPLES") or Path(__file__).parent / "data" / "scoring")
EXAMPLE_NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))

USERS, CARERS, PRACTITIONERS, MANAGERS = (
    "service-users-and-survivors",
    "carers-and-family",
    "practitioners",
    "managers",
)


def example(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def release_example(name):
    """A worked example of scoring, answered through the database and released."""
    case = example(name)
    round_ = factories.make_round(
        [_version_of(case)], threshold=case["threshold"], perspectives=[_row(p) for p in case["perspectives"]]
    )
    for one in case["responses"]:
        factories.respond(round_, one["perspective"], one["answers"], show_if_few=one["show_if_few"])
    return fetch(factories.release(round_))


@cache
def example_report(name):
    """What a worked example froze, and its report. Both are only read, and read no database: once will do."""
    release = release_example(name)
    return release.results, build_report(release)


def _row(perspective):
    code = perspective["code"]
    return PerspectiveRow(code, code, perspective["side"], perspective.get("must_take_part", False))


def _version_of(case):
    framework = Framework.objects.create(code="demo")
    version = FrameworkVersion.objects.create(framework=framework, number=1, title="Demo")
    scale = Scale.objects.create(version=version, code="scale", title="Scale", position=0)
    values = range(case["scale"]["min"], case["scale"]["max"] + 1)
    Level.objects.bulk_create(Level(scale=scale, value=v, label=f"Level {v}") for v in values)
    codes = dict.fromkeys(q["section"] for q in case["questions"])
    sections = {
        code: Section.objects.create(version=version, code=code, title=code.title(), position=i)
        for i, code in enumerate(codes)
    }
    for position, q in enumerate(case["questions"]):
        Question.objects.create(
            version=version, section=sections[q["section"]], code=q["code"], kind="rating", scale=scale,
            title=q["code"], statement=f"About {q['code']}.", direction=q["direction"], position=position,
        )  # fmt: skip
    FrameworkVersion.objects.update(status="published")
    return version


def fetch(release):
    """The release as a page reads it: from the database, with what it belongs to."""
    return Release.objects.select_related("round__assessment__organisation__face").get(pk=release.pk)


def make_release(answers, *, comments=None, versions=None, few=(), secret=None, **terms):
    """A released round. answers: by perspective, a list of one person's answers each; comments: by
    perspective, what its first person said. secret: of the very first person."""
    round_ = factories.make_round(versions, **terms)
    for code, people in answers.items():
        for place, given in enumerate(people):
            words = (comments or {}).get(code) if place == 0 else None
            factories.respond(round_, code, given, comments=words, show_if_few=code in few, secret=secret)
            secret = None
    return fetch(factories.release(round_))


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        self.found.append(data)


def words_of(html):
    """What a page says, pictures' titles too, on one line."""
    parser = _Words()
    parser.feed(html)
    return re.sub(r"\s+", " ", " ".join(parser.found))
