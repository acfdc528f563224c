"""What comes back from a page of the editor: it is saved, then the step is taken that was asked for."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.idempotency.forms_sent import number_in
from accounts.models import User
from frameworks.drafts import history, saves, storage
from frameworks.drafts.locks import LockedDraft
from frameworks.drafts.parts import HEAD, Fields, Key, Parts, StepRefused
from frameworks.forms.part import PartForm
from frameworks.views.access import AREA
from frameworks.views.editor import buttons
from frameworks.views.editor.context import clock, in_words, show
from frameworks.views.editor.page import Page, SubmittedPage, to_part
from frameworks.views.editor.picture import to_picture


def save(page: Page, locked: LockedDraft) -> HttpResponse:
    """Save what was written, then take the step of the button that was pressed. locked: the page's draft."""
    sent = _sent(page)
    quiet = page.request.headers.get("Accept") == "application/json"
    if not sent.is_valid:
        return _not_valid(sent) if quiet else show(page, sent)
    try:
        written = {key: _kept(page.request, form) for key, form in sent.forms.items()}
        saved = saves.save_fields(
            locked=locked, revision=sent.revision, own=sent.own, written=written, by=_who(page)
        )
    except StepRefused as refused:
        return _cannot_save(page, sent, refused, quiet=quiet)
    if saved.conflicts or sent.lost:
        return _show_conflicts(page, sent, saved, quiet=quiet)
    if not quiet:
        return _step(page, sent, saved)
    step = saved.revision
    if saved.revision == page.draft.revision:
        since = sent.revision
        step = history.step_that_wrote(page.draft, written, since=since, own=sent.own, who=_who(page))
    return _saved_quietly(page, step)


def _saved_quietly(page: Page, step: int) -> HttpResponse:
    """Return what the page needs to know to go on: the step that saved it, if one did, now or when the
    answer got lost; and what 'Undo' would take back. It stays a page of its revision: what others changed
    since it does not show."""
    last = history.last_step(page.draft)
    payload = {"step": step, "saved": clock(), "last": in_words(last)}
    return JsonResponse(payload | {"undo": last.number if last else 0})


def _sent(page: Page) -> SubmittedPage:
    """Read what came back from the page, of the parts that it says it held."""
    revision = _revision(page)
    sent = (number_in(number) for number in page.request.POST.getlist("own"))
    own = [number for number in sent if number is not None]
    shown = history.shown_at(page.draft, page.now, revision, own=own, who=_who(page))
    known = page.now | shown
    named = [tuple(name.split(":", 1)) for name in page.request.POST.getlist("part")]
    keys = [key for key in dict.fromkeys(named) if key in known and page.may_hold(key)]
    forms = page.forms(keys, known, page.request.POST)
    there = {key: form for key, form in forms.items() if key in page.now}
    return SubmittedPage(
        page, revision, own, known, there, {key: form for key, form in forms.items() if key not in there}
    )


def _who(page: Page) -> User:
    return cast(User, page.request.user)


def _revision(page: Page) -> int:
    given = number_in(page.request.POST.get("revision", ""))
    if given is None or given > page.draft.revision:
        raise BadRequest("no revision of this draft")
    return given


def _kept(request: HttpRequest, form: PartForm) -> Fields:
    """Return what a form writes, without what somebody chose to leave to the other person."""
    return {
        name: value
        for name, value in form.written().items()
        if request.POST.get(f"keep-{form.prefix}-{name}") != "theirs"
    }


def _not_valid(sent: SubmittedPage) -> HttpResponse:
    wrong = [form[name].id_for_label for form in sent.forms.values() for name in form.errors]
    return JsonResponse({"errors": wrong}, status=422)


def _cannot_save(page: Page, sent: SubmittedPage, refused: StepRefused, *, quiet: bool) -> HttpResponse:
    """Show everything again, as nothing was saved: a scale that was chosen has gone, for example."""
    if quiet:
        return JsonResponse({"refused": str(refused)}, status=409)
    sent.known = page.now | {key: sent.known[key] for key in sent.gone}
    if all(not form.errors for form in sent.completed().values()):
        messages.error(page.request, str(refused))
    return show(page, sent, status=409)


def _show_conflicts(page: Page, sent: SubmittedPage, saved: saves.Saved, *, quiet: bool) -> HttpResponse:
    """Show both texts, for the person to choose. What nobody else changed is saved."""
    if quiet:
        return JsonResponse({"clashes": len(saved.conflicts) + len(sent.lost)}, status=409)
    rows: dict[Key, list[dict[str, Any]]] = {}
    for conflict in saved.conflicts:
        row = sent.forms[conflict.key].conflict_row(conflict.name, conflict.mine, conflict.theirs)
        rows.setdefault(conflict.key, []).append(row)
    both = [
        {"part": ":".join(key), "name": history.name_of(key, sent.known[key]), "rows": rows[key]}
        for key in rows
    ]
    context = {
        "draft": page.draft,
        "revision": saved.revision,
        "address": page.address,
        "last": history.last_touch(page.draft, sent.revision, [*_fields_in(saved), *_gone_in(sent)]),
        "clashes": [*both, *sent.lost],
        "choose": bool(both),
        **AREA,
    }
    return render(page.request, "frameworks/edit/clash.html", context, status=409)


def _fields_in(saved: saves.Saved) -> list[tuple[Key, str]]:
    return [(conflict.key, conflict.name) for conflict in saved.conflicts]


def _gone_in(sent: SubmittedPage) -> list[tuple[Key, str]]:
    return [(key, "") for key in sent.gone]


def _step(page: Page, sent: SubmittedPage, saved: saves.Saved) -> HttpResponse:
    do = page.request.POST.get("do", "save")
    if do == "save":
        messages.success(page.request, _("Saved at %(time)s.") % {"time": clock()})
        return redirect("frameworks:edit", page.draft.pk) if page.is_gone else redirect(page.address)
    asked = buttons.PressedButton(page.draft, do, page.request.POST, _who(page))
    try:
        if asked.word == "picture":  # it has a page of its own
            return to_picture(page.draft, asked.words)
        key = buttons.take(asked)
    except StepRefused as refused:
        wrote = saved.revision > page.draft.revision or saved.revision in sent.own
        _say_why_not(page, asked.word, refused, wrote=wrote)
        return redirect(page.address)
    now = storage.parts_of(page.draft)
    _say_done(page, asked.word, key, now)
    if key == HEAD or key not in now:
        gone = page.code and page.section not in now
        return redirect("frameworks:edit", page.draft.pk) if gone else redirect(page.address)
    stays = key[0] == "section" and asked.word in ("up", "down") and page.name != "edit_changes"
    return redirect(page.address) if stays else to_part(page.draft, now, key)


def _say_why_not(page: Page, word: str, refused: StepRefused, *, wrote: bool) -> None:
    """Say why a step was not taken. Words that were on the page are saved first, and are then the last
    change."""
    if word == "undo" and wrote:
        words = _(
            "What you had just written is saved, so it is the last change now. Press Undo to take it back."
        )
        messages.info(page.request, words)
    else:
        messages.error(page.request, str(refused))


def _say_done(page: Page, word: str, key: Key, now: Parts) -> None:
    """Say what cannot be seen on the page that comes next."""
    said = {
        "remove": _("‘%(name)s’ is taken out. To put it back, press Undo, or go to ‘Changes so far’."),
        "restore": _("‘%(name)s’ is back."),
        "undo": _("The last change is undone."),
    }
    if word in said:
        name = history.name_of(key, (page.now | now).get(key, {}))
        messages.success(page.request, said[word] % {"name": name})
