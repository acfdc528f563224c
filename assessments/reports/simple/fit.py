"""Which names fit, in simple words: one line for each side."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.model import Report
from assessments.reports.simple.model import Idea, Section
from assessments.reports.summary.fit import FitView, ReportFit
from frameworks import languages


def sections_of_fit(report: Report) -> Iterator[Section]:
    """Yield what each side would call it; nothing where no framework has names."""
    for fit in report.fits:
        lines = tuple(_line(fit, view) for view in fit.views)
        good = (phrases.isolated(fit.good, _is_foreign(fit)),)
        yield Section(
            _("What to call it"), (Idea("apart" if fit.differs else "agree", lines), Idea("info", good))
        )


def _line(fit: ReportFit, view: FitView) -> str:
    """Say what a side would call it: 'Services and professionals would call it co-production.'"""
    who = phrases.sentence(_(phrases.SIDE_NAMES[view.side])) if view.side else _("People")
    names = [cell.in_sentence for cell in view.cells if cell.outcome == "fits"]
    if not names:
        return _("%(who)s see none of the names in it.") % {"who": who}
    return _("%(who)s would call it: %(names)s.") % {"who": who, "names": phrases.joined(names)}


def _is_foreign(fit: ReportFit) -> bool:
    return not languages.same(fit.language, languages.page_language())
