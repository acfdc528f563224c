"""Small, plain makers of rows for the tests. Each makes just what its name says."""

import datetime
import secrets
import uuid

from django.utils import timezone

from accounts.actions import create_organisation
from accounts.models import Membership, User
from assessments import codes
from assessments.agreement.voices.actions import Speaker, Statement, add_statement
from assessments.models import (
    Answer,
    AnswerOption,
    Assessment,
    Response,
    Round,
)
from assessments.records.voices import Dissent
from assessments.release import actions as release_actions
from assessments.rounds import lifecycle, setup
from assessments.rounds.setup import PerspectiveRow
from assessments.sharing.actions import make_link
from frameworks.forms.reading.story import ASKED
from frameworks.models import (
    Framework,
    FrameworkVersion,
    Level,
    Option,
    Question,
    Scale,
    Section,
    Source,
)
from frameworks.reading.stories import PracticeStory

SPECIALS = set(Answer.Special.values)
PASSWORD = "a-long-test-password"


def make_user(email="lead@example.org", name="Lena Lead"):
    return User.objects.create_user(email, PASSWORD, name=name)


def make_organisation(name="Larkfield Voices", lead=None):
    lead = lead or make_user(f"lead-{name.lower().replace(' ', '-')}@example.org")
    return create_organisation(name=name, kind="user-led", by=lead)


def make_member(organisation, role, email=None):
    user = make_user(email or f"{role}@example.org", f"{role.title()} Person")
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def make_version(
    code="demo",
    *,
    sections=2,
    questions=2,
    levels=(1, 2, 3, 4, 5),
    direction="strength",
    organisation=None,
    number=1,
    status="published",
    extra=(),
):
    """A version with `questions` rating questions in each section; codes s1-q1, s1-q2, s2-q1, ...

    extra: kinds of further questions in the last section ('one', 'many', 'text'), with those codes.
    """
    framework, _ = Framework.objects.get_or_create(code=code, organisation=organisation)
    version = FrameworkVersion.objects.create(
        framework=framework,
        number=number,
        title=code.replace("-", " ").title(),
        summary="A framework.",
        introduction="Read this first.",
        published_on="2026-01-01",
    )
    source = Source.objects.create(version=version, code="book", citation="A Book (2020).", position=0)
    scale = Scale.objects.create(version=version, code="scale", title="How true?", position=0)
    Level.objects.bulk_create(
        Level(scale=scale, value=v, label=f"Level {v}", description=f"What level {v} is.") for v in levels
    )
    made = [
        Section.objects.create(version=version, code=f"s{s}", title=f"Section {s}", position=s)
        for s in range(1, sections + 1)
    ]
    Question.objects.bulk_create(
        Question(
            version=version,
            section=section,
            code=f"s{s}-q{q}",
            kind="rating",
            title=f"Title {s}.{q}",
            statement=f"Statement {s}.{q}.",
            scale=scale,
            direction=direction,
            position=q,
            source=source,
            consider=["Think of one thing."],
            actions=["Do one thing."],
            source_where="p. 1",
        )
        for s, section in enumerate(made, start=1)
        for q in range(1, questions + 1)
    )
    for position, kind in enumerate(extra, start=questions + 1):
        question = Question.objects.create(
            version=version,
            section=made[-1],
            code=kind,
            kind="text" if kind == "text" else "choice",
            title=f"Title {kind}",
            statement=f"Statement {kind}.",
            choose="" if kind == "text" else kind,
            position=position,
        )
        if kind != "text":
            Option.objects.bulk_create(
                Option(question=question, code=c, label=f"Option {c}", position=i)
                for i, c in enumerate("abc")
            )
    FrameworkVersion.objects.filter(pk=version.pk).update(status=status)
    version.refresh_from_db()
    return version


FOUR = setup.standard_perspectives()
TWO = (PerspectiveRow("People", "People", "people"), PerspectiveRow("Staff", "Staff", "services"))


def make_round(
    versions=None, *, organisation=None, threshold=3, perspectives=FOUR, opened=True, joining="link"
):
    """An assessment's first round, open unless `opened` is False: as setting one up makes it, which
    test_factories.py compares, without its five actions: they take most of a small test's time."""
    assessment = Assessment.objects.create(
        organisation=organisation or make_organisation(),
        title="Larkfield crisis house",
        purpose="readiness",
        about="How well do we work together?",
    )
    setup.write_perspectives(assessment, perspectives)
    round_ = Round.objects.create(
        assessment=assessment,
        number=1,
        title="Round 1, June 2026",
        join_code=codes.make_join_code(),
        threshold=threshold,
        joining=joining,
    )
    setup.write_versions(round_, versions or [make_version()])
    if opened:
        lifecycle.open_round(round_=round_, by=None)
    return Round.objects.select_related("assessment__organisation").get(pk=round_.pk)


def respond(round_, perspective, answers, *, comments=None, show_if_few=False, submitted=True, secret=None):
    """One participant. answers: by question code, a level's value, a special answer, a list of option
    codes, or words for a text question. comments: by question code, (words, sharing)."""
    response = Response.objects.create(
        round=round_,
        perspective=perspective and round_.assessment.perspectives.get(code=perspective),
        secret_hash=codes.hash_of(secret or codes.make_secret()),
        show_if_few=show_if_few,
        submitted=submitted,
        revision=1,
    )
    questions = {
        q.code: q
        for q in Question.objects.filter(version__rounds=round_).prefetch_related("scale__levels", "options")
    }
    answers_made, picks = [], []
    for code in {**answers, **(comments or {})}:
        question, given = questions[code], answers.get(code)
        words, sharing = (comments or {}).get(code, ("", ""))
        answer = Answer(response=response, question=question, comment=words, sharing=sharing, revision=1)
        if question.kind == "text":
            answer.text, answer.comment = given or words, ""
        elif given in SPECIALS if isinstance(given, str) else False:
            answer.special = given
        elif isinstance(given, int):
            [answer.level] = [level for level in question.scale.levels.all() if level.value == given]
        answers_made.append(answer)
        if isinstance(given, list):
            by_code = {option.code: option for option in question.options.all()}
            picks += [AnswerOption(answer=answer, option=by_code[c]) for c in given]
    Answer.objects.bulk_create(answers_made)
    for pick in picks:
        pick.answer_id = pick.answer.pk
    AnswerOption.objects.bulk_create(picks)
    return response


def release(round_):
    """Close and release a round."""
    lifecycle.close_round(round_=round_, by=None)
    return release_actions.release_round(round_=round_, by=None)


def see_differently(response, secret, words="I see it differently.", **says):
    """A statement beside shared results, by the person whose response and secret these are."""
    pk = uuid.uuid4()
    statement = Statement(
        **{"about": "whole", "key": "", "level": None, "is_named": False, **says}, words=words
    )
    add_statement(speaker=Speaker(response, secret), statement=statement, pk=pk)
    return Dissent.objects.get(pk=pk)


def share(release, shows="results", *, days=7, by=None):
    """Make a link to a release that works for so many days. Returns it, and its secret."""
    secret = codes.share_secret_from(secrets.token_bytes(32))
    link = make_link(
        release=release,
        shows=shows,
        secret=secret,
        note="The board",
        ends_on=timezone.localdate() + datetime.timedelta(days=days),
        addresses=[],
        by=by,
    )
    return link, secret


def make_story(organisation, **words):
    """A practice story that its organisation has not published."""
    return PracticeStory.objects.create(
        organisation=organisation, **{**dict.fromkeys(ASKED, "Words"), **words}
    )
