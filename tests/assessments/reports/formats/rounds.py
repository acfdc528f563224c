"""Released rounds for the tests of formats: an ordinary one, and those at the ends of what there can be."""

import io
import json
from pathlib import Path

from django.core.management import call_command

from accounts.models import Organisation
from assessments import codes as secrets
from assessments.models import Answer, AnswerOption, Assessment, Release, Response, Round
from assessments.rounds.setup import PerspectiveRow
from frameworks.models import FrameworkVersion, Level, Option, Question, Section
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS

LONG_WORD = "Wort" * 150  # printing/test_whole.py has longer ones, which take long to break
SIX = [
    PerspectiveRow("=cmd()", "=cmd()", "people"),
    PerspectiveRow("+1", "+1", "people"),
    PerspectiveRow("@x", "@x", "people"),
    PerspectiveRow("-1+1", "-1+1", "services"),
    PerspectiveRow("<script>alert(1)</script>", "<script>", "services"),
    PerspectiveRow("مقدمو الرعاية 🙂", "مقدمو الرعاية", "services"),
]
SAID = [
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r@SUM(1)",
    f"{LONG_WORD} \x01\x0b\ufffe end",
    "<script>alert(1)</script></style> file:///etc/passwd http://example.org/x",
    "تحدثنا كثيراً\nوبعد ذلك 🙂\nDŵr a thŷ, zażółć gęślą, ہم نے بات کی, 我们谈过很多次",
]


def ordinary():
    version = factories.make_version(sections=2, questions=2, extra=("one", "many", "text"))
    everyone = [
        {"s1-q1": 1 + i, "s1-q2": "dont_know" if i == 1 else 4, "s2-q1": 3, "one": ["a"], "many": ["a", "c"]}
        for i in range(3)
    ]
    more = [{**one, "s1-q1": 5, "s2-q2": "not_applicable", "one": ["b"]} for one in everyone]
    return released.make_release(
        {USERS: everyone, CARERS: everyone, PRACTITIONERS: more, MANAGERS: [{"s1-q2": 2}] * 4},
        versions=[version],
        comments={USERS: {"s1-q1": ("We talk\nmore now.", "named"), "text": ("In our words", "unnamed")}},
    )


def without_comments():
    return released.make_release({USERS: [{"s1-q1": 2}] * 3, MANAGERS: [{"s1-q1": 4}] * 3})


def where_nothing_may_be_shown():
    return released.make_release({USERS: [{"s1-q1": 2}]}, comments={USERS: {"s1-q1": ("Only me", "named")}})


def by_version_one():
    stored = json.loads((Path(__file__).parents[2] / "data" / "release-1.json").read_text(encoding="utf-8"))
    round_ = factories.make_round(threshold=5)
    for state in ("closed", "released"):
        Round.objects.filter(pk=round_.pk).update(state=state)
    people = stored["people"]["total"]
    made = Release.objects.create(
        round=round_, results=stored, rules=1, people=people, released_on="2026-06-24"
    )
    return released.fetch(made)


def extreme():
    """Six groups, scales from -2 to 2 and from 0 to 10, and in every text what could do harm."""
    versions = [
        _hostile("low", levels=range(-2, 3)),
        _hostile("high", levels=range(11), direction="barrier"),
    ]
    round_ = factories.make_round(versions, perspectives=SIX, threshold=3)
    Assessment.objects.update(title='=HYPERLINK("http://example.org")')
    Organisation.objects.update(name="@Org \t<b>")
    questions = list(Question.objects.filter(version__in=versions).select_related("scale"))
    for place, perspective in enumerate(round_.assessment.perspectives.order_by("position")):
        for person in range(3):
            _answer(round_, perspective, questions, place, person)
    return released.fetch(factories.release(round_))


def _answer(round_, perspective, questions, place, person):
    response = Response.objects.create(
        round=round_,
        perspective=perspective,
        secret_hash=secrets.hash_of(secrets.make_secret()),
        submitted=True,
        revision=1,
    )
    for question in questions:
        answer = Answer(response=response, question=question, revision=1)
        if question.kind == "rating":
            levels = list(question.scale.levels.order_by("value"))
            answer.level = levels[(place + person * question.position) % len(levels)]
            if person == 0:
                answer.comment, answer.sharing = SAID[place], "named"
        elif question.kind == "text":
            answer.text, answer.sharing = SAID[-1 - place], "unnamed"
        answer.save()
        if question.kind == "choice":
            options = list(question.options.order_by("position"))
            AnswerOption.objects.create(answer=answer, option=options[place % len(options)])


def _hostile(code, **more):
    version = factories.make_version(
        code, sections=1, questions=2, extra=("one", "text"), status="draft", **more
    )
    FrameworkVersion.objects.filter(pk=version.pk).update(title=f"+{code}", credits="=1", licence="@x")
    Section.objects.filter(version=version).update(title="-1+1", introduction="=cmd()\n\n<script>")
    Level.objects.filter(scale__version=version).update(label="=A1")
    Option.objects.filter(question__version=version).update(label="|cmd")
    for question in Question.objects.filter(version=version):
        question.title, question.statement = f"=title({question.position})", f"@{question.code}"
        question.save()
    FrameworkVersion.objects.filter(pk=version.pk).update(status="published")
    version.refresh_from_db()
    return version


def example():
    """The example's first round, beside which most stands: a meeting, a plan, what people see differently."""
    call_command("load_library", stdout=io.StringIO())
    call_command("load_example", stdout=io.StringIO())
    return released.fetch(Release.objects.earliest("pk"))


ROUNDS = {
    "the example": example,
    "ordinary": ordinary,
    "without comments": without_comments,
    "nothing may be shown": where_nothing_may_be_shown,
    "extreme": extreme,
    "by version 1 of the rules": by_version_one,
}
