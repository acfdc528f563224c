"""What comes first: each side chooses apart, then both together."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.idempotency.forms_sent import number_in, sent_form
from assessments.forms.outcome.plans import ChoiceForm, TogetherForm
from assessments.plans import actions
from assessments.plans.actions import ChangedMeanwhile
from assessments.plans.queries import choices_of
from assessments.records.plans import PriorityChoice
from assessments.reports.beside.plan import About
from assessments.views.access import who
from assessments.views.plans.access import PlanPage, to_change, to_read

Who = PriorityChoice.Who
SIDES = (Who.PEOPLE, Who.SERVICES)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a side settled: who they are, the questions, and their choice as it is stored; None before."""

    who: Who
    questions: list[About]
    choice: PriorityChoice | None

    @property
    def keys(self) -> list[str]:
        return [about.key for about in self.questions]


def _settled(page: PlanPage) -> dict[str, Settled]:
    """Return what each side, and both together, settled."""
    rows = choices_of(page.release)
    return {
        one.value: Settled(
            one, [page.questions[key] for key in _keys(rows.get(one)) if key in page.questions], rows.get(one)
        )
        for one in Who
    }


def _keys(row: PriorityChoice | None) -> list[str]:
    return list(row.questions) if row else []


@to_read
def priorities(page: PlanPage) -> HttpResponse:
    """Show what each side chose, side by side, and what both settled together."""
    settled = _settled(page)
    context = {
        "sides": [settled[side] for side in SIDES],
        "both": set(settled[Who.PEOPLE].keys) & set(settled[Who.SERVICES].keys),
        "together": settled[Who.TOGETHER],
        "candidates": page.candidates,
    }
    return page.show("priorities", context)


@to_change
def side(page: PlanPage, side: str) -> HttpResponse:
    """Let one side choose, apart from the other, whose choice is not on this page."""
    if side not in SIDES:
        raise Http404
    now = _settled(page)[side]
    form = ChoiceForm(
        page.request.POST or None, initial={"questions": now.keys}, questions=_labels(page)
    )  # fmt: skip
    revision = now.choice.revision if now.choice else 0
    meanwhile = False
    if form.is_valid():
        try:
            actions.choose(
                release=page.release, who=side, by=who(page.request),
                questions=form.cleaned_data["questions"], base_revision=_base(page),
            )  # fmt: skip
            messages.success(page.request, _("It is written down."))
            return redirect("assessments:priorities", page.round.pk)
        except ChangedMeanwhile as refused:
            meanwhile = True
            form.add_error(None, refused.reason)
        except Refused as refused:
            form.add_error(None, refused.reason)
    context = {
        "form": form, "now": now, "rows": _rows(page, form),
        "revision": revision if meanwhile or not form.is_bound else _base(page), "meanwhile": meanwhile,
    }  # fmt: skip
    return page.show("side", context, 400 if form.is_bound else 200)


def _labels(page: PlanPage) -> list[tuple[str, Any]]:
    return [(one.key, f"{one.number} {one.title}") for one in page.candidates]


def _base(page: PlanPage) -> int:
    return number_in(page.request.POST.get("revision", "")) or 0


@dataclass(frozen=True, slots=True)
class Row:
    """A question that can be chosen, with its box, who chose it, and what could be done."""

    about: About
    place: int
    is_picked: bool
    chose: str = ""
    there: str = ""
    do: Any = None
    own: Any = None


def _rows(page: PlanPage, form: ChoiceForm, chose: dict[str, str] | None = None) -> list[Row]:
    picked = form["questions"].value() or []
    there = form.there if isinstance(form, TogetherForm) else {}
    return [
        Row(
            about=about,
            place=place,
            is_picked=about.key in picked,
            chose=(chose or {}).get(about.key, ""),
            there=there.get(about.key, ""),
            do=form[f"do_{place}"] if f"do_{place}" in form.fields else None,
            own=form[f"own_{place}"] if f"own_{place}" in form.fields else None,
        )
        for place, about in enumerate(page.candidates)
    ]


@to_change
def together(page: PlanPage) -> HttpResponse:
    """Let both sides settle what comes first, with what each chose in sight; and have an action for each."""
    settled = _settled(page)
    now = settled[Who.TOGETHER]
    form = TogetherForm(
        page.request.POST or None,
        initial={"questions": now.keys},
        questions=_labels(page),
        ideas={one.key: one.actions for one in page.candidates},
        there={action.about.key: action.what for action in reversed(page.plan.actions) if action.about},
    )
    meanwhile = False
    if sent := sent_form(page.request, form):
        try:
            with sent.once() as is_first:
                if is_first:
                    first = actions.choose_together(
                        release=page.release,
                        picks=form.picks(),
                        base_revision=_base(page),
                        by=who(page.request),
                    )
                    sent.made = first[0].pk
            messages.success(page.request, _("This comes first now. Next, say for each who owns it."))
            return page.back()
        except ChangedMeanwhile as refused:
            meanwhile = True
            form.add_error(None, refused.reason)
        except Refused as refused:
            form.add_error(None, refused.reason)
    revision = now.choice.revision if now.choice else 0
    context = {
        "form": form,
        "now": now,
        "rows": _rows(page, form, _who_chose(settled)),
        "revision": revision if meanwhile or not form.is_bound else _base(page),
        "meanwhile": meanwhile,
    }
    return page.show("together", context, 400 if form.is_bound else 200)


def _who_chose(settled: dict[str, Settled]) -> dict[str, str]:
    """Say of each question which side chose it: a side as a whole, never how many."""
    people, services = settled[Who.PEOPLE].keys, settled[Who.SERVICES].keys
    told = {key: _("%(side)s chose this.") % {"side": Who.PEOPLE.label} for key in people}
    told |= {key: _("%(side)s chose this.") % {"side": Who.SERVICES.label} for key in services}
    return told | dict.fromkeys(set(people) & set(services), _("Both sides chose this."))
