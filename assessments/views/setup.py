"""Setting up a round, step by step."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.idempotency.forms_sent import sent_form
from accounts.models import Organisation
from assessments.forms.setup import (
    AssessmentForm,
    FrameworksForm,
    PerspectiveFormSet,
    TermsForm,
    perspective_rows,
    terms_of,
)
from assessments.models import CONTACT_FIELDS, Round
from assessments.reports.outlook import Outlook, outlook
from assessments.rounds import setup
from assessments.rounds.queries import (
    expected_by_perspective,
    round_before,
    settled_perspectives,
    versions_asked,
    versions_to_choose,
)
from assessments.views.access import AREA, round_to_run, show_round, who
from frameworks.cache import cached_contents
from frameworks.content import minutes_of

COPIED = ("organisation", "purpose", "about", "partners")  # for another team, beside the person to talk to

STEPS = [
    ("about", "About"),
    ("frameworks", "Questions"),
    ("perspectives", "Groups"),
    ("terms", "Privacy and dates"),
]


# Setting up, step by step


def new_assessment(request: HttpRequest) -> HttpResponse:
    """Step 1 of a new assessment."""
    form = AssessmentForm(request.POST or None, user=request.user)
    if not cast(Any, form.fields["organisation"]).queryset.exists():
        messages.error(request, _why_not_new(request))
        return redirect("accounts:organisations")
    if sent := sent_form(request, form):
        with sent.once() as is_first:
            if is_first:
                sent.made = setup.create_assessment(**form.about, contact=form.contact, by=who(request)).pk
        return redirect("assessments:frameworks", sent.made)
    context = {"form": form, "steps": STEPS, "step": "about", **AREA}
    return render(request, "assessments/rounds/about.html", context)


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up the same for another team."""
    round_ = round_to_run(request, pk)
    of = round_.assessment
    initial = {name: getattr(of, name) for name in (*COPIED, *CONTACT_FIELDS)}
    form = AssessmentForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = setup.copy_assessment(of=round_, **form.about, contact=form.contact, by=who(request))
        done = _("It is set up like %(title)s. Look over each step.") % {"title": of.title}
        messages.success(request, done)
        return redirect("assessments:frameworks", made.pk)
    return show_round(request, "rounds/copy", round_, {"form": form})


def _why_not_new(request: HttpRequest) -> str:
    if Organisation.objects.visible_to(request.user).exists():
        return "Only leads and facilitators can set up an assessment. Ask the lead of your organisation."
    return "Set up your organisation first. An assessment belongs to one."


def about(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 1 again: what the assessment says of itself, changed at any time before it opens."""
    round_ = round_to_run(request, pk)
    before = round_before(round_)
    title = {"title": round_.assessment.title}
    form = AssessmentForm(
        request.POST or None, instance=round_.assessment, user=request.user, keeps_title=bool(before)
    )

    def save() -> None:
        setup.change_assessment(
            round_=round_, **{**title, **form.about}, contact=form.contact, by=who(request)
        )

    return _step(request, round_, "about", form, save, before=before)


def frameworks(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: what is asked."""
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
        "many": setup.MANY_QUESTIONS,
    }
    return _step(request, round_, "frameworks", form, save, rows=rows, before=before, sum_of_all=sum_of_all)


def perspectives(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 3: who takes part, and on which side they stand."""
    round_ = round_to_run(request, pk)
    before = round_before(round_)
    settled = len(settled_perspectives(round_))
    start = perspective_rows(list(round_.assessment.perspectives.all()))
    form = PerspectiveFormSet(request.POST or None, initial=start, settled=settled)  # type: ignore[call-arg]

    def save() -> None:
        setup.set_perspectives(round_=round_, rows=form.rows(), by=who(request))  # type: ignore[attr-defined]

    return _step(request, round_, "perspectives", form, save, before=before)


def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 4: privacy and dates."""
    round_ = round_to_run(request, pk)
    groups = list(round_.assessment.perspectives.all())
    form = TermsForm(request.POST or None, initial=terms_of(round_), perspectives=groups)

    def save() -> None:
        setup.set_terms(round_=round_, **form.terms, by=who(request))

    asked = "look" in request.POST and form.is_valid()
    shown = {"before": round_before(round_), "outlook": _outlook_of(round_, form.terms if asked else {})}
    if asked and round_.state == Round.State.DRAFT:
        return show_round(request, "rounds/terms", round_, {"form": form, **_at("terms"), **shown})
    return _step(request, round_, "terms", form, save, **shown)


def _outlook_of(round_: Round, terms: Mapping[str, Any]) -> Outlook | None:
    """Say what would be shown if as many took part as is expected: by these terms, which are not saved, or by
    those of the round. None where nothing is expected."""
    threshold = terms.get("threshold", round_.threshold)
    counts = expected_by_perspective(round_, terms.get("expected", round_.expected))
    return outlook(threshold, counts) if any(row.people for row in counts) else None


def _step(
    request: HttpRequest, round_: Round, step: str, form: Any, save: Callable[[], None], **context: Any
) -> HttpResponse:
    """One step of setting up: saved, it leads to the next, and the last to the round's page."""
    if round_.state != Round.State.DRAFT:
        messages.error(request, "This round is open already, so this can no longer be changed.")
        return redirect("assessments:round", round_.pk)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            save()
            return redirect(_after(step, form), round_.pk)
        except Refused as refused:
            problem = refused.reason
    shared = {"form": form, **_at(step), "problem": problem}
    return show_round(request, f"rounds/{step}", round_, {**shared, **context})


def _at(step: str) -> dict[str, Any]:
    return {"steps": STEPS, "step": step}


def _after(step: str, form: Any) -> str:
    if step == "terms" and form.cleaned_data.get("two_keys"):
        return "assessments:keys"
    names = [name for name, _ in STEPS]
    following = names[names.index(step) + 1 :]
    return f"assessments:{following[0]}" if following else "assessments:round"
