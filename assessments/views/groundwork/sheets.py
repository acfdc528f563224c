"""The sheets that go with an agreement: each a page and a print. Lines are added and taken off, one at a
time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from accounts.idempotency.forms_sent import number_in, sent_form
from assessments.forms.groundwork import LineForm
from assessments.groundwork import actions
from assessments.groundwork.queries import lines_of
from assessments.records.groundwork import SheetLine
from assessments.views.access import who
from assessments.views.groundwork.access import AgreementPage, to_read

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. labels: of the texts of a line, none where it has no lines; columns: its lists, with what each
    is for; clause: the code of the clause that it puts into practice, shown above its lines; rows: empty
    ones on paper."""

    name: str
    title: Words
    what: Words
    lead: Words
    labels: tuple[Words, ...] = ()
    columns: tuple[tuple[str, Words, Words], ...] = ()
    clause: str = ""
    rows: int = 11

    def in_columns(self, lines: Sequence[SheetLine]) -> list[tuple[Words, Words, list[SheetLine]]]:
        return [
            (title, what, [one for one in lines if one.column == code]) for code, title, what in self.columns
        ]

    def empty_rows(self, lines: Sequence[SheetLine]) -> range:
        """Return the rows to write on by hand, below lines of the sheet or of one of its lists."""
        return range(max(3, self.rows - len(lines)))


SHEETS = {
    one.name: one
    for one in (
        Sheet(
            "power",
            _("Who says yes to what"),
            _("A map of power: each decision, and who can make it"),
            _("Write down what has to be decided, and then who can say yes to it, as it really is today."),
            (_("What is decided"), _("Who says yes"), _("Who is asked first, and who hears of it")),
        ),
        Sheet(
            "lists",
            _("Three lists"),
            _("What is fixed, what is open, and what to push for"),
            _("Be honest early. What is on the first list wastes nobody’s hope later."),
            (_("What"),),
            (
                ("fixed", _("Fixed"), _("It cannot change, and we say why.")),
                ("open", _("Open"), _("We decide it here, together.")),
                ("push", _("To push for"), _("Others decide it, and we want it changed.")),
            ),
            rows=9,
        ),
        Sheet(
            "missing",
            _("Who is missing"),
            _("Who is not in the room, why, and who asks them"),
            _("Write about groups of people, not about one person by name. Nobody has to come."),
            (_("Who is missing"), _("What keeps them away"), _("Who asks them, and by when")),
        ),
        Sheet(
            "pay",
            _("Pay and costs on one page"),
            _("What is paid, what comes back, how and how soon"),
            _("One line for each thing that is paid or paid back. Give it to everyone before they say yes."),
            (_("What it is for"), _("How much"), _("How it is paid, and how soon")),
            clause="pay",
            rows=7,
        ),
        Sheet(
            "promise",
            _("A leader’s promise"),
            _("What leaders will do, in their own words, to sign"),
            _("Leaders write this themselves. A small promise that is kept is worth more than a large one."),
            (_("What I promise"), _("By when, or how often"), _("Name and job")),
            clause="leaders",
            rows=6,
        ),
        Sheet(
            "running",
            _("A first meeting"),
            _("A running order for two hours, with a blank agenda"),
            _("Two hours, with a real break. The agenda is blank: the group fills it in at the start."),
            rows=8,
        ),
        Sheet(
            "facilitator",
            _("Facilitating for the first time"),
            _("A card for somebody who has not done it before"),
            _("You do not have to know the answers. You look after the time, the turns and the room."),
        ),
    )
}  # fmt: skip


@to_read
def sheet(page: AgreementPage, sheet: str) -> HttpResponse:
    """Show a sheet, and add a line to it or take one off."""
    found = SHEETS.get(sheet)
    if found is None:
        raise Http404
    is_posted = page.request.method == "POST"
    if is_posted and not page.may_write:
        raise PermissionDenied
    if is_posted and not found.labels:
        raise Http404
    if (off := number_in(page.request.POST.get("off", ""))) is not None:
        actions.take_line_off(assessment=page.assessment, sheet=sheet, line=off, by=who(page.request))
        return redirect(page.to("agreement_sheet", sheet))
    form = LineForm(
        page.request.POST if is_posted else None,
        labels=found.labels,
        columns=[(code, title) for code, title, _what in found.columns],
    )
    if found.labels and (sent := sent_form(page.request, form)):
        try:
            with sent.once() as is_first:
                if is_first:
                    sent.made = actions.add_line(
                        assessment=page.assessment, sheet=sheet, by=who(page.request), **form.cleaned_data
                    ).pk
            return redirect(page.to("agreement_sheet", sheet))
        except Refused as refused:
            form.add_error(None, refused.reason)
    lines = lines_of(page.assessment, sheet) if found.labels else []
    context = {
        "form": form,
        "sheet": found,
        "lines": lines,
        "columns": found.in_columns(lines),
        "place": page.agreement.of(found.clause) if found.clause else None,
    }
    return page.show("sheet", context, 400 if form.errors else 200)
