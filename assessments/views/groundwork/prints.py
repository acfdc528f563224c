"""The agreement on paper: on one side of A4, in large print and in shorter words; a wall poster of its ground
rules; pocket cards; and the sheets that go with it."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.idempotency.forms_sent import number_in
from accounts.naming import file_name
from assessments.groundwork.clauses import Pinned
from assessments.groundwork.headings import BY_CODE
from assessments.groundwork.queries import lines_of
from assessments.printing.pdf import PdfUnavailable, render_pdf, render_to_fit
from assessments.reports.beside.spoken import statements_on_clauses
from assessments.reports.groundwork.agreement import ReportAgreement, agreement_in_report
from assessments.views.downloads import download, no_pdf
from assessments.views.groundwork.access import AgreementPage, to_read
from assessments.views.groundwork.sheets import SHEETS

NOW = "now"
ON_A_CARD = 160  # letters of what a clause says
SIZES = ("roomy", "full", "closer", "close", "closest")  # of letters, until all of it is on one side
MOST_RULES = 12


@to_read
def agreement_pdf(page: AgreementPage, what: str) -> HttpResponse:
    """Print the newest version, or what the address names: `?version=1`, or `now` for what is written so
    far."""
    names = {
        "agreement": _("working agreement"),
        "agreement-large": _("working agreement, large"),
        "agreement-short": _("working agreement, shorter words"),
        "poster": _("ground rules"),
        "cards": _("pocket cards"),
    }
    if what not in names:
        raise Http404
    found = _chosen(page)
    template = "agreement" if what.startswith("agreement") else what
    context = {
        "assessment": page.assessment,
        "agreement": found,
        "today": timezone.localdate(),
        "is_example": page.assessment.organisation.is_example,
        "large": what == "agreement-large",
        "shorter": what == "agreement-short",
        "rules": list(_rules(found))[:MOST_RULES],
        "on_card": {code: _on_card(found, code) for code in ("pay", "support")},
        "copies": range(8),
        "counts": _counts(found),
    }
    try:
        made = _print(template, context)
    except PdfUnavailable:
        return page.show("no_pdf", {"problem": no_pdf()}, 503)
    return download(made, file_name(names[what], page.assessment.title))


def _print(template: str, context: dict[str, Any]) -> bytes:
    """Set it on one side, if it goes on one: in smaller letters where it has to, but never too small to
    read."""
    name = f"assessments/groundwork/print/{template}.html"
    if context["large"]:
        return render_pdf(render_to_string(name, {**context, "size": "full"}))
    pages = (render_to_string(name, {**context, "size": size}) for size in SIZES)
    return render_to_fit(pages, pages=1)


def _chosen(page: AgreementPage) -> ReportAgreement:
    asked = page.request.GET.get("version", "")
    version = page.agreement.newest
    if asked and asked != NOW:
        version = page.agreement.version(number_in(asked) or 0)
        if version is None:
            raise Http404
    statements = statements_on_clauses(page.assessment)
    if version is None or asked == NOW:
        return agreement_in_report(0, None, page.agreement.pinned, statements)
    return agreement_in_report(version.number, version.made_on, version.clauses, statements)


def _counts(agreement: ReportAgreement) -> dict[str, int]:
    found = [one.outcome for one in agreement.clauses]
    settled = {one: found.count(one) for one in ("agreed", "not_agreed")}
    return {**settled, "open": len(found) - sum(settled.values())}


def _agreed(agreement: ReportAgreement) -> Iterator[Pinned]:
    return (one.clause for one in agreement.clauses if one.outcome == "agreed")


def _rules(agreement: ReportAgreement) -> Iterator[str]:
    """Yield the ground rules that both sides agreed, a line for each."""
    for clause in _agreed(agreement):
        if clause.code in BY_CODE and BY_CODE[clause.code].is_rule:
            for text in clause.texts:
                yield from (line.strip() for line in text.shortest.splitlines() if line.strip())


def _on_card(agreement: ReportAgreement, code: str) -> str:
    """Return what a card says of a clause that both sides agreed; empty where it says too much, so that
    people write it in by hand."""
    words = next((text.shortest for one in _agreed(agreement) if one.code == code for text in one.texts), "")
    return words if len(words) <= ON_A_CARD else ""


@to_read
def sheet_pdf(page: AgreementPage, sheet: str) -> HttpResponse:
    """Print a sheet: what is written on it, with empty lines to write on."""
    found = SHEETS.get(sheet)
    if found is None:
        raise Http404
    lines = lines_of(page.assessment, sheet) if found.labels else []
    context = {
        "assessment": page.assessment,
        "sheet": found,
        "lines": lines,
        "columns": [(*one, found.empty_rows(one[-1])) for one in found.in_columns(lines)],
        "empty": found.empty_rows(lines),
        "place": page.agreement.of(found.clause) if found.clause else None,
        "today": timezone.localdate(),
        "is_example": page.assessment.organisation.is_example,
    }
    try:
        made = render_pdf(render_to_string("assessments/groundwork/print/sheet.html", context))
    except PdfUnavailable:
        return page.show("no_pdf", {"problem": no_pdf()}, 503)
    return download(made, file_name(str(found.title), page.assessment.title))
