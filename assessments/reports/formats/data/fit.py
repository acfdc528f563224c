"""Which names fit, as spreadsheets, CSV and JSON have it."""

from collections.abc import Iterator
from typing import Literal

from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict

from assessments.reports.formats.data.rows import Measure, Subject
from assessments.reports.model import Report
from assessments.reports.summary.fit import FitView, ReportFit
from assessments.scoring.fit import Unclear
from frameworks.fit.model import Outcome

FIT_COLUMNS = (
    (gettext_lazy("Framework"), 28),
    (gettext_lazy("Name"), 26),
    (gettext_lazy("Who sees it so"), 34),
    (gettext_lazy("Does it fit?"), 18),
    (gettext_lazy("Why"), 70),
    (gettext_lazy("Do the sides differ?"), 12),
)
CHOSEN_COLUMNS = (
    (gettext_lazy("Framework"), 28),
    (gettext_lazy("Number"), 9),
    (gettext_lazy("Title"), 30),
    (gettext_lazy("Who chose"), 34),
    (gettext_lazy("What at least half chose"), 70),
)
MEASURES: dict[Outcome, str] = {
    "fits": "fits",
    "part": "fits in part",
    "no": "does not fit",
    "unknown": "cannot tell",
}


class NameOfFile(BaseModel):
    """What a name comes to, and why, in the words of the framework."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    result: Outcome
    because: str


class ChosenOfFile(BaseModel):
    """What the view takes a question's answer to be: the codes of the options that at least half chose, of
    those who chose or did not know. question: its key in the results. unclear: why there is none: 'split' (no
    option has half of them, or two do where one can be chosen), 'nobody' (chose), 'hidden' (too few)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    options: tuple[str, ...]
    unclear: Unclear


class ViewOfFile(BaseModel):
    """How some people see it. side: null for everyone, where groups may not be shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    side: Literal["people", "services"] | None
    names: tuple[NameOfFile, ...]
    notes: tuple[str, ...]
    chosen: tuple[ChosenOfFile, ...]


class FitOfFile(BaseModel):
    """Which names fit, of one framework. differ: the codes of the names on which the sides differ."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    framework: str
    views: tuple[ViewOfFile, ...]
    differ: tuple[str, ...]


def fits_of_file(report: Report) -> tuple[FitOfFile, ...]:
    """Put which names fit into the file of results."""
    return tuple(
        FitOfFile(
            framework=fit.code,
            views=tuple(_view(fit, view) for view in fit.views),
            differ=tuple(row.cells[0].concept for row in fit.rows if row.differs),
        )
        for fit in report.fits
    )


def _view(fit: ReportFit, view: FitView) -> ViewOfFile:
    return ViewOfFile.model_validate(
        {
            "side": view.side,
            "names": [
                NameOfFile(code=cell.concept, name=cell.name, result=cell.outcome, because=cell.because)
                for cell in view.cells
            ],
            "notes": view.notes,
            "chosen": [
                ChosenOfFile(question=f"{fit.code}/{one.question}", options=one.codes, unclear=one.unclear)
                for one in view.chosen
            ],
        }
    )


def fit_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """Yield a row for each name and view."""
    for fit in report.fits:
        for row in fit.rows:
            for view, cell in zip(fit.views, row.cells, strict=True):
                differ = ("yes" if row.differs else "no") if len(fit.views) > 1 else ""
                yield fit.title, cell.name, view.name, cell.words, cell.because, differ


def chosen_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """Yield a row for each question and view."""
    for fit in report.fits:
        for row in fit.chosen:
            for view, one in zip(fit.views, row, strict=True):
                said = "; ".join(one.answers) or one.instead
                yield fit.title, one.number, one.title, view.name, said


def fit_measures(report: Report) -> Iterator[Measure]:
    """Yield a line for each name and view: the measure says whether it fits, and the value is always 1, for
    nothing here is a score."""
    versions = {framework.code: framework for framework in report.frameworks}
    for fit in report.fits:
        framework = versions[fit.code]
        subject = Subject("Framework", fit.code, framework.title, framework.version, "", framework.title)
        for view in fit.views:
            for cell in view.cells:
                yield Measure(subject, view.name, MEASURES[cell.outcome], cell.name, 1)
