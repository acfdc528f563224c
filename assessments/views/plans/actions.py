"""Actions of a plan: added, changed, told of, deleted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.idempotency.forms_sent import number_in, sent_form
from accounts.mail import mail_reaches_people
from assessments.forms.outcome.plans import ActionForm, UpdateForm
from assessments.plans import actions
from assessments.plans.actions import ChangedMeanwhile, ThreeFirst
from assessments.records.plans import MOST_FIRST, WHAT_LIMIT, Action
from assessments.reports.beside.plan import About, PlanAction
from assessments.views.access import who
from assessments.views.plans.access import PlanPage, to_change


@to_change
def new_action(page: PlanPage) -> HttpResponse:
    """Add an action: from a question (`?question=`), from one of its suggested actions (`&idea=0`), or from
    nothing."""
    form = _form(page, initial=_begun(page))
    if sent := sent_form(page.request, form):
        try:
            with sent.once() as is_first:
                if is_first:
                    made = actions.add_action(release=page.release, words=form.words(), by=who(page.request))
                    sent.made = made.pk
            messages.success(page.request, _("The action is in the plan."))
            return page.back()
        except ThreeFirst as refused:
            form.add_error("is_first", refused.reason)
        except Refused as refused:
            form.add_error(None, refused.reason)
    context = {
        "form": form,
        "about": _about(page, form),
        "is_new": True,
        "candidates": page.candidates,
    }
    return page.show("action_form", context, 400 if form.is_bound else 200)


def _begun(page: PlanPage) -> dict[str, Any]:
    """Return what a new action begins with."""
    begun: dict[str, Any] = {"is_first": len(page.plan.first) < MOST_FIRST}
    about = page.questions.get(page.request.GET.get("question", ""))
    if about is None:
        return begun
    idea = number_in(page.request.GET.get("idea", ""))
    what = "".join(about.actions[idea : idea + 1]) if idea is not None else ""
    return {**begun, "question": about.key, "what": what[:WHAT_LIMIT]}


def _about(page: PlanPage, form: ActionForm) -> About | None:
    return page.questions.get(form["question"].value() or "")


def _form(page: PlanPage, initial: dict[str, Any]) -> ActionForm:
    return ActionForm(
        page.request.POST or None,
        initial=initial,
        questions=_choices(page),
        perspectives=page.round.assessment.perspectives.all(),
        sends_mail=mail_reaches_people(page.round.assessment.organisation),
    )


def _choices(page: PlanPage) -> list[tuple[str, Any]]:
    """Return the questions that can be chosen: those to talk about first, then all, by part."""
    first = [(one.key, f"{one.number} {one.title}") for one in page.candidates]
    groups: list[tuple[str, Any]] = [(_("To talk about first"), first)] if first else []
    keys = {one.key for one in page.candidates}
    for part in page.report.parts:
        rest = [(q.key, f"{q.number} {q.title}") for q in part.questions if q.key not in keys]
        groups += [(f"{part.number} {part.title}", rest)] if rest else []
    return groups


@to_change
def change_action(page: PlanPage, number: int) -> HttpResponse:
    """Change an action. Where somebody else changed it meanwhile, both texts are shown; what was typed stays
    in its fields."""
    row, now = _found(page, number)
    form = _form(page, initial=_written(row))
    changed_meanwhile = False
    if form.is_valid():
        try:
            base = number_in(page.request.POST.get("revision", "")) or 0
            actions.change_action(action=row, words=form.words(), base_revision=base, by=who(page.request))
            messages.success(page.request, _("The action is changed."))
            return page.back()
        except ChangedMeanwhile as refused:
            changed_meanwhile = True
            row.refresh_from_db()
            form.add_error(None, refused.reason)
        except ThreeFirst as refused:
            form.add_error("is_first", refused.reason)
        except Refused as refused:
            form.add_error(None, refused.reason)
    base_now = row.revision if changed_meanwhile else page.request.POST.get("revision", row.revision)
    context = {
        "form": form, "about": now.about, "action": now, "revision": base_now, "meanwhile": changed_meanwhile,
    }  # fmt: skip
    return page.show("action_form", context, 400 if form.is_bound else 200)


def _written(row: Action) -> dict[str, Any]:
    """Return an action as its form has it."""
    written = {name: getattr(row, name) for name in (*actions.TEXTS, "by_when")}
    written["is_first"] = row.priority is not None
    for owner in row.owners.all():
        for name in ("name", "group", "shown", "email"):
            written[f"{owner.side}_{name}"] = getattr(owner, name)
    return written


def _found(page: PlanPage, number: int) -> tuple[Action, PlanAction]:
    row = get_object_or_404(
        Action.objects.select_related("release__round__assessment__organisation"),
        release=page.release,
        number=number,
    )
    now = page.action(number)
    if now is None:  # deleted this moment
        raise Http404
    return row, now


@to_change
def say_what_happened(page: PlanPage, number: int) -> HttpResponse:
    """Add what happened with an action, and how it is now."""
    row, now = _found(page, number)
    form = UpdateForm(page.request.POST or None, action=now)
    if sent := sent_form(page.request, form):
        try:
            with sent.once() as is_first:
                if is_first:
                    sent.made = actions.say_what_happened(
                        action=row, by=who(page.request), **form.cleaned_data
                    ).pk
            messages.success(page.request, _("It is in the plan."))
            return page.back()
        except Refused as refused:
            form.add_error(None, refused.reason)
    return page.show("update", {"form": form, "action": now}, 400 if form.is_bound else 200)


@to_change
def delete_action(page: PlanPage, number: int) -> HttpResponse:
    """Delete an action: asked once more first, as 'not doing, and why' is mostly the better way."""
    row, now = _found(page, number)
    if page.request.method != "POST":
        return page.show("delete", {"action": now})
    try:
        actions.delete_action(action=row, by=who(page.request))
        messages.success(page.request, _("The action is deleted."))
    except Refused as refused:
        messages.warning(page.request, refused.reason)
    return page.back()
