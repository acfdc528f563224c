"""Rounds of one assessment, one after the other, released, for the tests of what moved between them."""

from assessments.models import Round, RoundVersion
from assessments.release.queries import release_before
from assessments.reports.build import build_report
from assessments.rounds import lifecycle, setup
from frameworks.models import FrameworkVersion, Question
from tests import factories
from tests.assessments import released
from tests.assessments.released import PRACTITIONERS, USERS

THEN = {USERS: [{"s1-q1": 1, "s1-q2": 2, "s2-q1": 3, "s2-q2": 3}] * 3,
        PRACTITIONERS: [{"s1-q1": 4, "s1-q2": 3, "s2-q1": 3, "s2-q2": 3}] * 3}  # fmt: skip
NOW = {USERS: [{"s1-q1": 3, "s1-q2": 1, "s2-q1": 3, "s2-q2": 3}] * 4,
       PRACTITIONERS: [{"s1-q1": 4, "s1-q2": 4, "s2-q1": 3, "s2-q2": 3}] * 3}  # fmt: skip


def next_release(release, answers, *, versions=None, secret=None):
    """The results of the round after this one. answers: as of released.make_release."""
    started = setup.start_next_round(assessment=release.round.assessment, by=None)
    if versions:
        RoundVersion.objects.filter(round=started).delete()
        for position, version in enumerate(versions):
            RoundVersion.objects.create(round=started, version=version, position=position)
    lifecycle.open_round(round_=started, by=None)
    return released.fetch(factories.release(answered(started, answers, secret)))


def answered(started, answers, secret=None):
    """An open round, as stored, once people have answered it. secret: of the very first person."""
    round_ = Round.objects.select_related("assessment__organisation").get(pk=started.pk)
    for code, people in answers.items():
        for given in people:
            factories.respond(round_, code, given, secret=secret)
            secret = None
    return round_


def two_releases(then=THEN, now=NOW, *, versions=None, later=None, secret=None):
    first = released.make_release(then, versions=versions)
    return first, next_release(first, now, versions=later, secret=secret)


def report_of(release):
    """Its report, with what moved since the round before."""
    return build_report(release, since=release_before(release))


def next_version(**changes):
    """Version 2 of the framework of factories.make_version. changes: fields of a question by its code, with
    '_' for '-'; None: it is asked no more."""
    version = factories.make_version(number=2, status="draft")
    for code, fields in changes.items():
        asked = Question.objects.filter(version=version, code=code.replace("_", "-"))
        asked.update(**fields) if fields else asked.delete()
    FrameworkVersion.objects.filter(pk=version.pk).update(status="published")
    version.refresh_from_db()
    return version
