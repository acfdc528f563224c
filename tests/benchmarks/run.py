"""The rounds that the contests need, and the contests held one after the other."""

from collections.abc import Iterator, Sequence

from django.db import connection

from assessments.example import actions as example
from assessments.models import Release, Round
from assessments.reports.build import build_report
from assessments.rounds import lifecycle
from frameworks.models import FrameworkVersion
from tests import factories
from tests.benchmarks import crowd, editing, packing, printing, releasing, saving
from tests.benchmarks.contest import Outcome, hold


def outcomes(
    names: Sequence[str], *, people: int
) -> Iterator[Outcome | crowd.Outcome | printing.Long | packing.Meanwhile]:
    """Hold the contests of these names; the release with so many people."""
    if "saving" in names:
        with saving.contest_of_saving(library_round("Saving")) as contest:
            yield hold(contest)
    if "crowd" in names:
        yield crowd.crowd(library_round("Crowd"))
        yield crowd.crowd(library_round("Rush"), pause=0)
    if "editing" in names:
        with editing.editing() as contest:
            settle()
            yield hold(contest)
    if "releasing" in names:
        yield hold(releasing.releasing(closed_round(people)))
    if {"printing", "packing"} & set(names):
        release = printing.released(example_release().pk)
        if "printing" in names:
            for size in printing.WRITE:
                yield hold(printing.printing(release, size))
            yield from printing.long(printing.long_round())
        if "packing" in names:
            yield hold(packing.packing(release, printing.pdf_of(release.pk, "report")))
            report = build_report(printing.released(release.pk))
            yield packing.meanwhile(release, printing.html_of(report, "report"))


def library_round(organisation: str) -> Round:
    """An open round that asks three frameworks of the library in their first version, 50 questions: what is
    measured stays the same."""
    first = FrameworkVersion.objects.published().filter(framework__organisation=None, number=1)
    versions = {version.framework.code: version for version in first.select_related("framework")}
    return factories.make_round(
        [versions[code] for code in ("institutional-challenges", "core-values", "three-steps")],
        organisation=factories.make_organisation(organisation),
        threshold=5,
    )


def closed_round(people: int) -> Round:
    """A closed round of the library that so many people have answered."""
    round_ = library_round("Releasing")
    releasing.fill(round_, people)
    settle()
    return lifecycle.close_round(round_=round_, by=None)


def example_release() -> Release:
    """The release of the example's first round: 22 people, 50 questions, 35 comments."""
    example.load()
    return Release.objects.get(round__assessment__organisation__is_example=True, round__number=1)


def settle() -> None:
    """What PostgreSQL does by itself some time after many rows were written; SQLite has no such thing."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
