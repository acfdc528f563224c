"""Paper forms, for those who run a round: printed, typed in, and checked by a second person.

The number of a form is sent in a form's body, and never stands in an address.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from assessments import codes
from assessments.forms.paper import NumberForm, PrintForm, SheetForms, read_back
from assessments.invitations.queries import batches_of
from assessments.models import Perspective, Round
from assessments.paper import entry
from assessments.paper.entry import Differences, Found, Seen, Stage
from assessments.paper.sheets import sheets_pdf
from assessments.printing.pdf import PdfUnavailable, file_name
from assessments.responses.languages import Versions, site_language, versions_of
from assessments.rounds.contents import content_of_round, parts_of
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import sent_by_perspective
from assessments.views.access import not_now, posted_from, round_to_run, show_round, who
from assessments.views.downloads import download, no_pdf

SEEN_SALT = "assessments.paper.seen"


def _page(
    request: HttpRequest, round: Round, name: str, status: int = 200, **context: object
) -> HttpResponse:
    return show_round(request, f"paper/{name}", round, context, status)


def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was printed and typed in so far, and where to go on."""
    round = round_to_run(request, pk)
    if round.state not in entry.TAKES_PAPER:
        return not_now(request, round)
    return _overview(request, round, NumberForm())


def _overview(request: HttpRequest, round: Round, form: NumberForm) -> HttpResponse:
    status = 400 if form.is_bound else 200
    batches = batches_of(round, sent_by_perspective(round), paper=True)
    return _page(request, round, "overview", status, form=form, counts=entry.on_paper(round), batches=batches)


def print_forms(request: HttpRequest, pk: int) -> HttpResponse:
    """Make forms: what is posted is answered with the PDF, the only time that its codes are shown."""
    round = round_to_run(request, pk)
    if not round.is_open:
        return not_now(request, round)
    versions = versions_of(round)
    form = PrintForm(request.POST or None, round=round, languages=versions.names)
    if request.method == "POST" and form.is_valid():
        return _forms_pdf(request, round, versions, **form.cleaned_data)
    return _page(request, round, "print", 400 if form.is_bound else 200, form=form)


def _forms_pdf(
    request: HttpRequest,
    round: Round,
    versions: Versions,
    number: int,
    perspective: Perspective | None,
    language: str = "",
    **look: bool,
) -> HttpResponse:
    """Printed first and stored after: what nobody holds is not stored, and no write waits for printing."""
    made = entry.new_sheets(round, number)
    perspectives = list(round.assessment.perspectives.all())
    try:
        with translation.override(site_language(language)):
            pdf = sheets_pdf(
                request,
                round,
                versions.read_in(language) if language else versions.originals,
                made,
                perspectives=perspectives,
                perspective=perspective,
                **look,
            )
        entry.store_sheets(round=round, perspective=perspective, made=made, by=who(request))
    except PdfUnavailable:
        return _refused(request, round, no_pdf())
    except NotAllowedNow as refused:
        return _refused(request, round, refused.reason)
    return download(pdf, file_name(_("paper forms"), round.assessment.title, round.title))


def _refused(request: HttpRequest, round: Round, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("assessments:paper", round.pk)


@login_not_required
@never_cache
@posted_from("paper")
def type_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of this number: typed in, put right, or checked, whichever this person can do next."""
    if not request.user.is_authenticated:
        return _signed_out(request, pk)
    round = round_to_run(request, pk)
    if round.state not in entry.TAKES_PAPER:
        return not_now(request, round)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _overview(request, round, form)
    number = form.cleaned_data["number"]
    try:
        found = entry.find_sheet(round=round, number=number, by=who(request))
        if "save" in request.POST:
            return _entered(request, round, number, found)
        return _sheet(request, round, number, found, _forms(None, round, found))
    except entry.NoSuchSheet as refused:
        if "save" in request.POST:
            return _gone(request, round, number, refused.reason)
        form.add_error("number", refused.reason)
        return _overview(request, round, form)
    except NotAllowedNow as refused:
        return _refused(request, round, refused.reason)


def _signed_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The visit of who typed has ended: what they sent is given back, to be copied. They are nobody now, so
    nothing is looked up, and the page says only what came with the request."""
    context = {"pk": pk, "typed": read_back(request.POST)}
    return render(request, "assessments/paper/signed_out.html", context, status=403)


def _forms(data: Any, round: Round, found: Found) -> SheetForms:
    return SheetForms(
        data,
        parts=parts_of(content_of_round(round)),
        perspectives=list(round.assessment.perspectives.all()),
        printed_for=found.perspective if found.stage is Stage.NEW else None,
        stored=entry.filled_of(found.response) if found.response and data is None else None,
        words_only=found.stage is Stage.CHECK,
    )


def _entered(request: HttpRequest, round: Round, number: str, found: Found) -> HttpResponse:
    """Store what was typed, or show what has to be looked at again."""
    forms = _forms(request.POST, round, found)
    if not forms.is_valid():
        return _sheet(request, round, number, found, forms, 422)
    try:
        done = entry.enter_sheet(
            round=round,
            number=number,
            filled=forms.filled,
            by=who(request),
            seen=_seen(request, round, number),
        )
    except entry.NothingOnIt as refused:
        return _sheet(request, round, number, found, forms, 422, problem=refused.reason)
    if isinstance(done, Differences):
        return _sheet(request, round, number, found, forms, 422, differences=done, told=forms.told(done))
    messages.success(request, _said(done) % {"number": codes.in_groups(number)})
    return redirect("assessments:paper", round.pk)


def _gone(request: HttpRequest, round: Round, number: str, why: str) -> HttpResponse:
    """The form was checked or taken back while somebody typed: what they typed is shown, to be used again."""
    found = Found(Stage.NEW)
    return _sheet(request, round, number, found, _forms(request.POST, round, found), 409, problem=why)


def _signed(request: HttpRequest, round: Round, number: str, seen: Seen) -> str:
    """What the page goes with that shows this of a form. It counts for this person and this form alone, and
    tells no more than the page does."""
    fields = None if seen.fields is None else sorted(seen.fields, key=str)
    return signing.dumps([seen.revision, fields], salt=_seen_salt(request, round, number))


def _seen(request: HttpRequest, round: Round, number: str) -> Seen | None:
    """What the page had shown that was sent; None where it showed nothing of what is stored."""
    try:
        revision, fields = signing.loads(
            request.POST.get("seen", ""), salt=_seen_salt(request, round, number)
        )
    except signing.BadSignature:
        return None
    return Seen(revision, None if fields is None else frozenset(fields))


def _seen_salt(request: HttpRequest, round: Round, number: str) -> str:
    return f"{SEEN_SALT}.{round.pk}.{number}.{who(request).pk}"


def _said(done: Stage) -> str:
    return {
        Stage.NEW: _(
            "Form %(number)s is typed in, and it counts. "
            "Now somebody else types in the same number, to check it."
        ),
        Stage.MINE: _("Form %(number)s is stored as you put it right. Somebody else still has to check it."),
        Stage.CHECK: _("Form %(number)s is checked. Its number leads to these answers no more."),
    }[done]


def _sheet(
    request: HttpRequest,
    round: Round,
    number: str,
    found: Found,
    forms: SheetForms,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    look_again = len(forms.wrong) + bool(forms.head.errors) if status == 422 else 0
    if look_again:
        words = ngettext("Please look again at one thing.", "Please look again at %(n)s things.", look_again)
        context["problem"] = words % {"n": look_again}
    shared = {
        "number": codes.in_groups(number),
        "stage": found.stage.value,
        "seen": _seen_now(request, round, number, found, context.get("differences")),
        "sheet": forms,
        "printed_for": found.perspective if found.stage is Stage.NEW else None,
    }
    return _page(request, round, "sheet", status, **shared, **context)


def _seen_now(request: HttpRequest, round: Round, number: str, found: Found, differences: object) -> str:
    """What goes with the page that is shown now. Their own form is shown to somebody as it is stored, and
    where that page comes back with a mistake on it, it has still shown what it showed at first. Who checks
    has seen the differences, and on any other page nothing."""
    if isinstance(differences, Differences):
        return _signed(request, round, number, differences.seen)
    if found.stage is not Stage.MINE:
        return ""
    if "save" in request.POST:
        return str(request.POST.get("seen", ""))
    return _signed(request, round, number, Seen(found.revision))
