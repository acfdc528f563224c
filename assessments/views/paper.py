"""Paper forms, for those who run a round: printed, typed in, and checked by a second person.

The number of a form is sent in a form's body, and never stands in an address.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.idempotency.forms_sent import SentForm, sent_form
from accounts.naming import file_name
from assessments import codes
from assessments.forms.paper import NumberForm, PrintForm, SheetForms, read_back
from assessments.invitations.queries import batches_of, check_not_taken_back
from assessments.models import Perspective, Round
from assessments.paper import entry
from assessments.paper.copies import copies_pdf
from assessments.paper.entry import Differences, Found, Seen, Stage
from assessments.paper.sheets import sheets_pdf
from assessments.printing.letters import missing_in
from assessments.printing.pdf import PdfUnavailable
from assessments.responses.languages import Versions, site_language, versions_of
from assessments.rounds.contents import content_of_round, parts_of
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import sent_by_perspective
from assessments.rounds.states import words_for
from assessments.views.access import AREA, not_now, posted_from, round_to_run, show_round, who
from assessments.views.downloads import download, no_pdf

SEEN_SALT = "assessments.paper.seen"


def _page(
    request: HttpRequest, round_: Round, name: str, status: int = 200, **context: object
) -> HttpResponse:
    return show_round(request, f"paper/{name}", round_, context, status)


def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was printed and typed in so far, and where to go on."""
    round_ = round_to_run(request, pk)
    if round_.state not in entry.TAKES_PAPER:
        return not_now(request, round_)
    return _overview(request, round_, NumberForm(is_next="next" in request.GET))


def _overview(request: HttpRequest, round_: Round, form: NumberForm) -> HttpResponse:
    status = 400 if form.is_bound else 200
    batches = batches_of(round_, sent_by_perspective(round_), paper=True)
    return _page(
        request, round_, "overview", status, form=form, counts=entry.on_paper(round_), batches=batches
    )


def print_forms(request: HttpRequest, pk: int) -> HttpResponse:
    """Make forms: what is posted is answered with the PDF, the only time that its codes are shown."""
    round_ = round_to_run(request, pk)
    if not round_.is_open:
        return not_now(request, round_)
    versions = versions_of(round_)
    form = PrintForm(
        request.POST or None, round_=round_, languages=versions.names, shorter=versions.has_shorter_words
    )
    if sent := sent_form(request, form):
        return _forms_pdf(request, round_, versions, sent, **form.cleaned_data)
    assessment = round_.assessment
    names = (assessment.title, assessment.organisation.name, round_.title, round_.welcome, assessment.about)
    groups = [group.label for group in assessment.perspectives.all()]
    read = [versions.originals, *(versions.read_in(code) for code in versions.codes)]
    missing = missing_in(names, assessment.partners, groups, read)
    return _page(request, round_, "print", 400 if form.is_bound else 200, form=form, missing=missing)


def _forms_pdf(
    request: HttpRequest,
    round_: Round,
    versions: Versions,
    sent: SentForm,
    kind: str,
    number: int,
    perspective: Perspective | None,
    language: str = "",
    **look: bool,
) -> HttpResponse:
    """Make the print: printed first and stored after: what nobody holds is not stored, and no write waits for
    printing. Sent again, the page gives the same print."""
    makes = copies_pdf if kind == "copies" else sheets_pdf
    made = entry.new_sheets(round_, number, sent.digest)
    perspectives = list(round_.assessment.perspectives.all())
    try:
        with translation.override(site_language(language)):
            pdf = makes(
                request,
                round_,
                versions.read_in(language) if language else versions.originals,
                made,
                perspectives=perspectives,
                perspective=perspective,
                **look,
            )
        with sent.once() as is_first:
            if is_first:
                batch = entry.store_sheets(round_=round_, perspective=perspective, made=made, by=who(request))
                sent.made = batch.pk
        check_not_taken_back(sent.made)
    except PdfUnavailable:
        return _refused(request, round_, no_pdf())
    except NotAllowedNow as refused:
        return _refused(request, round_, refused.reason)
    return download(pdf, file_name(_("paper forms"), round_.assessment.title, round_.title))


def _refused(request: HttpRequest, round_: Round, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("assessments:paper", round_.pk)


@login_not_required
@never_cache
@posted_from("paper")
def type_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of this number: typed in, put right, or checked, whichever this person can do next."""
    if not request.user.is_authenticated:
        return _signed_out(request, pk)
    try:
        round_ = round_to_run(request, pk)
    except (Http404, PermissionDenied):
        if "save" not in request.POST:
            raise
        return _not_stored(request, _("You can no longer open this round. It may have been deleted."))
    if round_.state not in entry.TAKES_PAPER:
        if "save" not in request.POST:
            return not_now(request, round_)
        return _not_stored(request, str(words_for(round_).not_now))
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _overview(request, round_, form)
    number = form.cleaned_data["number"]
    try:
        found = entry.find_sheet(round_=round_, number=number, by=who(request))
        if "save" in request.POST:
            return _entered(request, round_, number, found)
        return _sheet(request, round_, number, found, _forms(None, round_, found))
    except entry.NoSuchSheet as refused:
        if "save" in request.POST:
            return _gone(request, round_, number, refused.reason)
        form.add_error("number", refused.reason)
        return _overview(request, round_, form)
    except NotAllowedNow as refused:
        if "save" in request.POST:
            return _not_stored(request, refused.reason)
        return _refused(request, round_, refused.reason)


def _not_stored(request: HttpRequest, why: str) -> HttpResponse:
    """Answer where a form that was typed in cannot be stored any more, as when the results were shared
    meanwhile: what they sent is given back, to be copied. Nothing is looked up for it."""
    context = {"problem": why, "typed": read_back(request.POST), **AREA}
    return render(request, "assessments/paper/not_stored.html", context, status=409)


def _signed_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer where the visit of who typed has ended: what they sent is given back, to be copied. They are
    nobody now, so nothing is looked up, and the page says only what came with the request."""
    context = {"pk": pk, "typed": read_back(request.POST)}
    return render(request, "assessments/paper/signed_out.html", context, status=403)


def _forms(data: Any, round_: Round, found: Found) -> SheetForms:
    return SheetForms(
        data,
        parts=parts_of(content_of_round(round_)),
        perspectives=list(round_.assessment.perspectives.all()),
        printed_for=found.perspective if found.stage is Stage.NEW else None,
        stored=entry.filled_of(found.response) if found.response and data is None else None,
        words_only=found.stage is Stage.CHECK,
    )


def _entered(request: HttpRequest, round_: Round, number: str, found: Found) -> HttpResponse:
    """Store what was typed, or show what has to be looked at again."""
    forms = _forms(request.POST, round_, found)
    if not forms.is_valid():
        return _sheet(request, round_, number, found, forms, 422)
    try:
        done = entry.enter_sheet(
            round_=round_,
            number=number,
            filled=forms.filled,
            by=who(request),
            seen=_seen(request, round_, number),
        )
    except entry.NothingOnIt as refused:
        return _sheet(request, round_, number, found, forms, 422, problem=refused.reason)
    if isinstance(done, Differences):
        return _sheet(request, round_, number, found, forms, 422, differences=done, told=forms.told(done))
    messages.success(request, _said(done) % {"number": codes.in_groups(number)})
    return redirect(reverse("assessments:paper", args=[round_.pk]) + "?next")


def _gone(request: HttpRequest, round_: Round, number: str, why: str) -> HttpResponse:
    """Answer where the form was checked or taken back while somebody typed: what they typed is shown, to be
    used again."""
    found = Found(Stage.NEW)
    return _sheet(request, round_, number, found, _forms(request.POST, round_, found), 409, problem=why)


def _signed(request: HttpRequest, round_: Round, number: str, seen: Seen) -> str:
    """Return what the page goes with that shows this of a form. It counts for this person and this form
    alone, and tells no more than the page does."""
    fields = None if seen.fields is None else sorted(seen.fields, key=str)
    return signing.dumps([seen.revision, fields], salt=_seen_salt(request, round_, number))


def _seen(request: HttpRequest, round_: Round, number: str) -> Seen | None:
    """Return what the page had shown that was sent; None where it showed nothing of what is stored."""
    try:
        revision, fields = signing.loads(
            request.POST.get("seen", ""), salt=_seen_salt(request, round_, number)
        )
    except signing.BadSignature:
        return None
    return Seen(revision, None if fields is None else frozenset(fields))


def _seen_salt(request: HttpRequest, round_: Round, number: str) -> str:
    return f"{SEEN_SALT}.{round_.pk}.{number}.{who(request).pk}"


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
    round_: Round,
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
        "seen": _seen_now(request, round_, number, found, context.get("differences")),
        "sheet": forms,
        "printed_for": found.perspective if found.stage is Stage.NEW else None,
    }
    return _page(request, round_, "sheet", status, **shared, **context)


def _seen_now(request: HttpRequest, round_: Round, number: str, found: Found, differences: object) -> str:
    """Return what goes with the page that is shown now. Their own form is shown to somebody as it is stored,
    and where that page comes back with a mistake on it, it has still shown what it showed at first. Who
    checks has seen the differences, and on any other page nothing."""
    if isinstance(differences, Differences):
        return _signed(request, round_, number, differences.seen)
    if found.stage is not Stage.MINE:
        return ""
    if "save" in request.POST:
        return str(request.POST.get("seen", ""))
    return _signed(request, round_, number, Seen(found.revision))
