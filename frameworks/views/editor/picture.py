"""The editor's page of one picture: beside a question, or beside a level of a scale. It needs no script."""

import hashlib
import json
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from frameworks.content import PictureContent
from frameworks.drafts import actions, storage
from frameworks.drafts.locks import NoDraft
from frameworks.drafts.parts import PICTURE, Key, StepRefused, value_of
from frameworks.forms.picture import PictureForm
from frameworks.models import FrameworkVersion
from frameworks.views.access import AREA, draft_or_404
from frameworks.views.editor.page import to_part


def edit_question_picture(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Add, change or remove the picture of a question."""
    return _answer(request, pk, ("question", code), "picture")


def edit_level_picture(request: HttpRequest, pk: int, code: str, level: str) -> HttpResponse:
    """Add, change or remove the picture of a level of a scale."""
    return _answer(request, pk, ("scale", code), f"{PICTURE}{level}")


def to_picture(draft: FrameworkVersion, words: list[str]) -> HttpResponseRedirect:
    """Go to the page of a picture, as its button names it: 'question', code; or 'scale', code, level. Raises
    StepRefused where it names none."""
    match words:
        case ["question", code] if code:
            return HttpResponseRedirect(reverse("frameworks:edit_question_picture", args=[draft.pk, code]))
        case ["scale", code, level] if code and level:
            return HttpResponseRedirect(
                reverse("frameworks:edit_level_picture", args=[draft.pk, code, level])
            )
    raise StepRefused(_("This page is out of date. Please try again."))


def _answer(request: HttpRequest, pk: int, key: Key, name: str) -> HttpResponse:
    try:
        draft = draft_or_404(request, pk)
        now = storage.parts_of(draft)
        original = storage.parts_of(draft.translation_of) if draft.translation_of else None
        shown = value_of(original.get(key, {}), name) if original else {}
        if not _has_place(now, key, name) or (original and not shown):
            messages.info(request, _("This part is not in the draft any more."))
            return redirect("frameworks:edit", pk)
        stored = value_of(now[key], name)
        data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = PictureForm(data, files, stored=stored, seen=_sign(stored), fixed=bool(original))
        if request.method == "POST" and form.is_valid() and _saved(request, draft, key, name, form):
            return to_part(draft, now, key)
    except NoDraft:
        return redirect("frameworks:version", pk)
    image = (shown or stored).get("image", "")
    context = {
        "draft": draft,
        "form": form,
        "of": now[key].get("title", ""),
        "level": name.removeprefix(PICTURE) if key[0] == "scale" else "",
        "picture": PictureContent(image, (stored or shown).get("text", "")) if image else None,
        "original": shown,
        "back": to_part(draft, now, key).url,
        **AREA,
    }
    return render(request, "frameworks/edit/picture.html", context, status=400 if form.errors else 200)


def _has_place(now: dict[Key, dict[str, Any]], key: Key, name: str) -> bool:
    if key not in now:
        return False
    if key[0] == "question":
        return True
    return name.removeprefix(PICTURE) in {str(level["value"]) for level in now[key]["levels"]}


def _sign(stored: dict[str, str]) -> str:
    """Return what tells a picture from another."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()[:20]


def _saved(request: HttpRequest, draft: FrameworkVersion, key: Key, name: str, form: PictureForm) -> bool:
    """Store the picture; where that cannot be, say why on the form."""
    try:
        actions.set_picture(
            draft=draft, key=key, name=name, picture=form.picture, by=cast(User, request.user)
        )
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("The picture is saved.") if form.picture else _("The picture is taken away."))
    return True
