from django.urls import reverse

from assessments.rounds import setup
from frameworks.models import FrameworkVersion
from tests import factories

PEOPLE, STAFF = "people", "staff"


def page_of(round_, name="round"):
    return reverse(f"assessments:{name}", args=[round_.pk])


def withdraw(version):
    FrameworkVersion.objects.filter(pk=version.pk).update(status="withdrawn")


def next_of(round_):
    return setup.start_next_round(assessment=round_.assessment, by=None)


def numbers(round_):
    """What a round asks: framework codes and version numbers, in order."""
    rows = round_.round_versions.order_by("position")
    return list(rows.values_list("version__framework__code", "version__number"))


def groups(round_):
    return list(round_.assessment.perspectives.values_list("code", "label", "side", "must_take_part"))


# A round that is under way keeps what it asks


def reword(version, words):
    """Version 2 of the same framework, whose questions all say something else."""
    newer = factories.make_version(number=version.number + 1, status="draft")
    newer.questions.update(statement=words, title=words, continuity="changed")
    FrameworkVersion.objects.filter(pk=newer.pk).update(status="published", title="Demo in new words")
    newer.refresh_from_db()
    return newer
