"""The sizes of report of the example, against WeasyPrint alone on the ready HTML, in CPU time; and
how long a round of 300 questions takes, and how much memory.

Ours goes from the release in the database to the bytes of the file: the report is built, its pages and
charts are drawn as HTML, and that is printed. The bare side prints the same HTML with the same options.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from assessments.models import Release
from assessments.printing.pdf import BASE_URL, VARIANT, _fetcher
from assessments.reports.build import build_report
from assessments.reports.formats import pdf
from assessments.reports.formats.html import print_html
from assessments.reports.model import Report
from assessments.reports.papers.paper import FITS, Paper
from tests import factories
from tests.benchmarks.contest import Contest, Side
from tests.own_site import print_and_tell

WRITE: dict[str, Callable[[Report], bytes]] = {
    "brief": pdf.write_brief,
    "report": partial(pdf.write_paper, size="report"),
    "annex": partial(pdf.write_paper, size="annex"),
    "simple": partial(pdf.write_paper, size="simple"),
}
GOALS = {"brief": 0.8, "report": 2.5, "annex": 4.0, "simple": 0.8}  # CPU seconds for the example
MOST_SECONDS, MOST_MIB = 30.0, 500.0  # for 300 questions


def printing(release: Release, size: str, *, pairs: int = 3, warm_up: int = 1) -> Contest:
    """Return the contest of printing a release in one size."""
    html = html_of(build_report(released(release.pk)), size)
    return Contest(
        title=f"The {size} of {release.people} people ({release.round.assessment}), CPU time",
        ours=Side("from the release to the file", lambda pair: lambda: pdf_of(release.pk, size)),
        bare=Side("WeasyPrint on the ready HTML", lambda pair: lambda: bare_pdf(html)),
        target=1.2,
        pairs=pairs,
        warm_up=warm_up,
        clock=time.process_time,
        most=GOALS[size],
    )


def released(pk: int) -> Release:
    return Release.objects.select_related("round__assessment__organisation").get(pk=pk)


def html_of(report: Report, size: str) -> str:
    """Return the page of a size as it is printed; of a brief, as it is tried first."""
    return print_html(Paper(report, "brief", fit=FITS[0]) if size == "brief" else Paper(report, size))


def pdf_of(pk: int, size: str) -> bytes:
    """Return the PDF of the release with this id."""
    return WRITE[size](build_report(released(pk)))


def bare_pdf(html: str) -> bytes:
    import weasyprint

    document = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=_fetcher({}))
    made: bytes = document.write_pdf(pdf_variant=VARIANT)
    return made


# A long round


@dataclass(frozen=True)
class Long:
    """What one size of a long round took in a process of its own: CPU seconds, and MiB at the most."""

    size: str
    seconds: float
    mebibytes: float

    @property
    def met(self) -> bool:
        return self.seconds < MOST_SECONDS and self.mebibytes < MOST_MIB

    def __str__(self) -> str:
        verdict = "met" if self.met else "MISSED"
        return (
            f"The {self.size} of 300 questions\n"
            f"  {self.seconds:.1f} s of CPU, target under {MOST_SECONDS:.0f}; "
            f"{self.mebibytes:.0f} MiB at the most, target under {MOST_MIB:.0f}: {verdict}"
        )


def long_round(frameworks: int = 3, sections: int = 10, questions: int = 10) -> Report:
    """Release a round of so many questions, 300, that three people from each of four groups answered."""
    versions = [
        factories.make_version(f"long-{i}", sections=sections, questions=questions) for i in range(frameworks)
    ]
    round_ = factories.make_round(versions, organisation=factories.make_organisation("Long round"))
    for place, code in enumerate(GROUPS):
        for person in range(3):
            answers = {
                f"s{s}-q{q}": 1 + (person * q + place * s) % 5
                for s in range(1, sections + 1)
                for q in range(1, questions + 1)
            }
            factories.respond(round_, code, answers)
    return build_report(released(factories.release(round_).pk))


GROUPS = ("service-users-and-survivors", "carers-and-family", "practitioners", "managers")


def long(report: Report) -> Iterator[Long]:
    """Print each size of a report, each in a new process."""
    context = multiprocessing.get_context("spawn")
    for size in WRITE:
        reader, writer = context.Pipe(duplex=False)
        child = context.Process(target=print_and_tell, args=(html_of(report, size), writer))
        child.start()
        yield Long(size, *reader.recv())
        child.join()
