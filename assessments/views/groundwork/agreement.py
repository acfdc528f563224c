"""The working agreement as a whole: read, added to, and agreed by both sides in versions."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.errors import Refused
from assessments.forms.groundwork import HeadingForm, WholeForm
from assessments.groundwork import actions
from assessments.groundwork.clauses import changes_between
from assessments.groundwork.queries import Version
from assessments.reports.beside.spoken import statements_on_clauses
from assessments.reports.groundwork.agreement import said_of_changes
from assessments.views.access import who
from assessments.views.groundwork.access import AgreementPage, to_read, to_write
from assessments.views.groundwork.before import answers_before
from assessments.views.groundwork.sheets import SHEETS


@to_read
def agreement(page: AgreementPage) -> HttpResponse:
    """Show every clause as it is now, and what goes with it."""
    statements = statements_on_clauses(page.assessment)
    context = {
        "statements": {one.key: [s for s in statements if s.key == one.key] for one in statements},
        "before": answers_before(page.assessment),
        "first": next(iter(page.agreement.blank or page.agreement.headings)),
        "changes": _changes(page.agreement.newest, page) if page.agreement.newest else [],
        "sheets": [(one.name, one.title, one.what) for one in SHEETS.values()],
        "newest_round": page.rounds[-1] if page.rounds else None,
    }
    return page.show("agreement", context)


def _changes(version: Version, page: AgreementPage) -> list[str]:
    before = page.agreement.version(version.number - 1)
    return said_of_changes(changes_between(before.clauses, version.clauses)) if before else []


@to_read
def version(page: AgreementPage, number: int) -> HttpResponse:
    """Show a version as both sides agreed it, and what it changed."""
    found = page.agreement.version(number)
    if found is None:
        raise Http404
    return page.show("version", {"version": found, "changes": _changes(found, page)})


@to_write
def new_heading(page: AgreementPage) -> HttpResponse:
    """Add a heading of the group's own. One of the same name is there once."""
    form = HeadingForm(page.request.POST or None)
    if form.is_valid():
        try:
            made = actions.add_heading(
                assessment=page.assessment, title=form.cleaned_data["title"], by=who(page.request)
            )
            return redirect(page.to("clause", made.code))
        except Refused as refused:
            form.add_error(None, refused.reason)
    return page.show("heading", {"form": form}, 400 if form.is_bound else 200)


@to_write
def whole(page: AgreementPage) -> HttpResponse:
    """Turn a side's key for the agreement as a whole, with what changed in sight."""
    seen = actions.mark_of_agreement(page.agreement)
    waiting = page.agreement.waiting_now
    if side := page.request.POST.get("back"):
        if side in ("people", "services"):
            actions.take_version_key_back(assessment=page.assessment, side=side, by=who(page.request))
        return redirect(page.to("whole_agreement"))
    form = WholeForm(page.request.POST or None, initial={"seen": seen, "why": waiting.why if waiting else ""})
    if form.is_valid():
        try:
            for side in form.keys:
                made = actions.turn_version_key(
                    assessment=page.assessment,
                    side=side,
                    seen=form.cleaned_data["seen"],
                    why=form.cleaned_data["why"],
                    by=who(page.request),
                )
        except Refused as refused:
            messages.warning(page.request, refused.reason)
            return redirect(page.to("whole_agreement"))
        if made.made_on:
            words = _("Both keys are turned: this is version %(number)s.") % {"number": made.number}
            messages.success(page.request, words)
            return page.back()
        messages.success(page.request, _("One key is turned. The other side can turn theirs now."))
        return redirect(page.to("whole_agreement"))
    newest = page.agreement.newest
    context = {
        "form": form,
        "waiting": waiting,
        "number": newest.number + 1 if newest else 1,
        "changes": said_of_changes(changes_between(newest.clauses, page.agreement.pinned)) if newest else [],
    }
    return page.show("whole", context, 400 if form.is_bound else 200)
