"""Setting up a round: what it is for, who is expected, and then a page for each thing that can be changed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import create_organisation
from accounts.errors import Refused
from accounts.idempotency.forms_sent import sent_form
from accounts.models import Organisation
from assessments.forms.running.terms import (
    ClosingDayForm,
    ExpectedForm,
    JoiningForm,
    PrivacyForm,
    WhoForm,
    terms_of,
)
from assessments.forms.setup import (
    AssessmentForm,
    FrameworksForm,
    PerspectiveFormSet,
    StartForm,
    WordsForm,
    perspective_rows,
)
from assessments.models import CONTACT_FIELDS, DEFAULT_THRESHOLD, Assessment, Round
from assessments.reports.outlook import outlook_by_threshold, outlook_of_expected
from assessments.rounds import setup
from assessments.rounds.queries import (
    expected_by_perspective,
    round_before,
    settled_perspectives,
    versions_asked,
    versions_to_choose,
)
from assessments.rounds.start.suggestions import MANY_QUESTIONS, suggested_about, suggested_by_purpose
from assessments.views.access import AREA, not_now, round_to_run, show_round, who
from frameworks.cache import cached_contents
from frameworks.content import minutes_of

COPIED = ("organisation", "purpose", "about", "partners")  # for another team

ONLY_THESE = gettext_lazy(
    "Only leads and facilitators can set up an assessment. Ask the lead of your organisation."
)

# A new assessment


def new_assessment(request: HttpRequest) -> HttpResponse:
    """Start an assessment, and the organisation that runs it where the person has none yet."""
    form = StartForm(request.POST or None, user=request.user)
    if form.asks_for_organisation and Organisation.objects.visible_to(request.user).exists():
        messages.error(request, ONLY_THESE)
        return redirect("accounts:organisations")
    if sent := sent_form(request, form):
        with sent.once() as is_first:
            if is_first:
                sent.made = _create(request, form).pk
        return redirect("assessments:expected", sent.made)
    suggested = suggested_by_purpose()
    contents = dict(zip(suggested, cached_contents([v.pk for v in suggested.values()]), strict=True))
    context = {
        "form": form,
        "purposes": [(one, contents.get(one)) for one in Assessment.Purpose],
        "purpose": form["purpose"].value(),
        **AREA,
    }
    return render(request, "assessments/setup/new.html", context)


def _create(request: HttpRequest, form: StartForm) -> Round:
    said = form.cleaned_data
    if form.asks_for_organisation:
        name, kind = said["organisation_name"], said["organisation_kind"]
        organisation = create_organisation(name=name, kind=kind, by=who(request))
    else:
        organisation = said["organisation"]
    return setup.create_assessment(
        organisation=organisation,
        title=said["title"],
        purpose=said["purpose"],
        about=suggested_about(said["purpose"]),
        partners="",
        by=who(request),
    )


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up the same for another team."""
    round_ = round_to_run(request, pk)
    of = round_.assessment
    initial = {name: getattr(of, name) for name in COPIED}
    form = AssessmentForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        contact = {name: getattr(of, name) for name in CONTACT_FIELDS}
        made = setup.copy_assessment(of=round_, **form.cleaned_data, contact=contact, by=who(request))
        done = _("It is set up like %(title)s. Say who takes part, then look it over.") % {"title": of.title}
        messages.success(request, done)
        return redirect("assessments:expected", made.pk)
    return show_round(request, "setup/copy", round_, {"form": form})


# What can be changed until it opens


def expected(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many people are expected, until the results are shared; and, while it is set up, whom they can
    talk to."""
    round_ = round_to_run(request, pk)
    if round_.is_finished:
        return not_now(request, round_)
    posted = request.POST if request.method == "POST" else None
    form: WhoForm | ExpectedForm
    if round_.state == Round.State.DRAFT:
        form = WhoForm(posted, round_=round_, by=who(request))
    else:
        form = ExpectedForm(posted, round_=round_)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            _save_expected(request, round_, form)
            return _back_to(round_, "who" if round_.state == Round.State.DRAFT else "took-part")
        except Refused as refused:
            problem = refused.reason
    found = outlook_of_expected(round_.threshold, expected_by_perspective(round_, round_.expected))
    return show_round(
        request, "setup/expected", round_, {"form": form, "problem": problem, "expected_outlook": found}
    )


@transaction.atomic
def _save_expected(request: HttpRequest, round_: Round, form: WhoForm | ExpectedForm) -> None:
    setup.set_expected(round_=round_, expected=form.expected, by=who(request))
    if isinstance(form, WhoForm):
        setup.set_contact(round_=round_, contact=form.contact, by=who(request))


def about(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the assessment says of itself: the words that people read before they answer."""
    round_ = round_to_run(request, pk)
    before = round_before(round_)
    form = WordsForm(
        request.POST or None,
        instance=round_.assessment,
        initial={"round_title": round_.title, "welcome": round_.welcome},
        user=request.user,
        keeps_title=bool(before),
    )

    @transaction.atomic
    def save() -> None:
        words = {"title": round_.assessment.title, **form.of_assessment}
        setup.change_assessment(round_=round_, **words, by=who(request))
        said = form.cleaned_data
        setup.set_terms(round_=round_, title=said["round_title"], welcome=said["welcome"], by=who(request))

    return _change(request, round_, "about", form, save, "words", before=before)


def frameworks(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what is asked."""
    round_ = round_to_run(request, pk)
    before = round_before(round_)
    asked = versions_asked(before)
    choices = versions_to_choose(request.user, round_, asked.values())
    chosen = list(round_.versions.values_list("pk", flat=True))
    form = FrameworksForm(request.POST or None, choices=choices, initial={"versions": chosen})

    def save() -> None:
        setup.set_versions(round_=round_, versions=form.cleaned_data["versions"], by=who(request))

    picked = set(form["versions"].value() or [])
    contents = cached_contents([v.pk for v in choices])
    rows = [
        {
            "version": v,
            "content": content,
            "chosen": v.pk in picked or str(v.pk) in picked,
            "before": (was := asked.get(v.framework_id)),
            "is_newer": was is not None and v.number > was.number,
        }
        for v, content in zip(choices, contents, strict=True)
    ]
    asked_now = [one for one, row in zip(contents, rows, strict=True) if row["chosen"]]
    sum_of_all = {
        "questions": sum(content.question_count for content in asked_now),
        "minutes": minutes_of(asked_now),
        "many": MANY_QUESTIONS,
    }
    shown = {"rows": rows, "before": before, "sum_of_all": sum_of_all}
    return _change(request, round_, "frameworks", form, save, "asked", **shown)


def perspectives(request: HttpRequest, pk: int) -> HttpResponse:
    """Name which groups take part, and on which side they stand. Then how many are expected from each."""
    round_ = round_to_run(request, pk)
    before = round_before(round_)
    settled = len(settled_perspectives(round_))
    start = perspective_rows(list(round_.assessment.perspectives.all()))
    form = PerspectiveFormSet(request.POST or None, initial=start, settled=settled)  # type: ignore[call-arg]

    def save() -> None:
        setup.set_perspectives(round_=round_, rows=form.rows(), by=who(request))  # type: ignore[attr-defined]

    return _change(request, round_, "perspectives", form, save, "expected", before=before)


def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Set from how many people a group is shown: what each number would mean for those who are expected."""
    round_ = round_to_run(request, pk)
    form = PrivacyForm(request.POST or None, initial=terms_of(round_))
    counts = expected_by_perspective(round_, round_.expected)
    thresholds = [number for number, _name in form.fields["threshold"].choices]  # type: ignore[attr-defined]
    shown = {
        "before": round_before(round_),
        "thresholds": outlook_by_threshold(thresholds, counts),
        "threshold": str(form["threshold"].value()),
        "suggested": DEFAULT_THRESHOLD,
    }
    after = "keys" if request.POST.get("two_keys") else "privacy"
    return _change(request, round_, "terms", form, _save_terms(request, round_, form), after, **shown)


def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Set until when people can answer."""
    round_ = round_to_run(request, pk)
    form = ClosingDayForm(request.POST or None, initial=terms_of(round_))
    return _change(request, round_, "day", form, _save_terms(request, round_, form), "day")


def joining(request: HttpRequest, pk: int) -> HttpResponse:
    """Set how people come in."""
    round_ = round_to_run(request, pk)
    form = JoiningForm(request.POST or None, initial=terms_of(round_))
    return _change(request, round_, "joining", form, _save_terms(request, round_, form), "joining")


def _save_terms(request: HttpRequest, round_: Round, form: Any) -> Callable[[], None]:
    def save() -> None:
        setup.set_terms(round_=round_, **form.cleaned_data, by=who(request))

    return save


AFTER = ("expected", "keys")  # pages of their own; the rest are parts of the round's page


def _change(
    request: HttpRequest,
    round_: Round,
    name: str,
    form: Any,
    save: Callable[[], None],
    after: str,
    **context: Any,
) -> HttpResponse:
    """Show a page that changes one thing of a round that is being set up. Saved, it leads back to where that
    stands on the round's page, or on to a page of AFTER."""
    if round_.state != Round.State.DRAFT:
        messages.error(request, _("This round is open already, so this can no longer be changed."))
        return redirect("assessments:round", round_.pk)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            save()
            return redirect(f"assessments:{after}", round_.pk) if after in AFTER else _back_to(round_, after)
        except Refused as refused:
            problem = refused.reason
    return show_round(request, f"setup/{name}", round_, {"form": form, "problem": problem, **context})


def _back_to(round_: Round, place: str) -> HttpResponse:
    return redirect(f"{reverse('assessments:round', args=[round_.pk])}#{place}")
