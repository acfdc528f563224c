"""The editor: pages that show parts of a draft, save what was written on them, and take steps.

Each page is one form. Whatever button is pressed, what was written is saved first, so nothing is lost on the
way; then the step is taken. A page knows at which revision of the draft it was made.
"""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from frameworks.drafts import parts, storage
from frameworks.drafts.locks import NoDraft
from frameworks.drafts.parts import HEAD, Key
from frameworks.forms.editor import holds_words
from frameworks.views.access import AREA, draft_or_404, version_or_gone
from frameworks.views.editor.context import show
from frameworks.views.editor.page import QUESTIONS_A_PAGE, KeysOf, Page, to_part
from frameworks.views.editor.submission import save


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the framework's name, summary, introduction and language."""
    return _answer(request, pk, "edit", lambda _page: [HEAD])


def edit_part(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show a part with its questions, twenty on a page."""

    def keys(page: Page) -> list[Key]:
        start = (page.number - 1) * QUESTIONS_A_PAGE
        return [page.section, *page.asked[start : start + QUESTIONS_A_PAGE]]

    return _answer(request, pk, "edit_part", keys, code)


def edit_question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Go to where a question is in the editor."""
    try:
        draft = draft_or_404(request, pk)
    except NoDraft:
        return _closed(request, pk)
    return to_part(draft, storage.parts_of(draft), ("question", code))


def edit_scales(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the scales with their levels, and the bands."""
    return _answer(request, pk, "edit_scales", lambda page: [*parts.of_kind(page.now, "scale"), HEAD])


def edit_sources(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sources, the licence and the credits. A translation names the sources of its original."""

    def keys(page: Page) -> list[Key]:
        return [HEAD] if page.original else [*parts.of_kind(page.now, "source"), HEAD]

    return _answer(request, pk, "edit_sources", keys)


def edit_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was changed in the draft, by whom, to undo; and what was taken out, to put back."""
    return _answer(request, pk, "edit_changes", lambda _page: [])


def _answer(request: HttpRequest, pk: int, name: str, keys: KeysOf, code: str = "") -> HttpResponse:
    """Show a page, or save what comes back from it and take the step that was asked for."""
    try:
        page = Page(request, draft_or_404(request, pk), name, keys, code)
        if request.method == "POST":
            with transaction.atomic():
                return save(page, page.lock())
        if page.is_gone:
            messages.info(request, _("This part is no longer in the draft."))
            return redirect("frameworks:edit", pk)
        return show(page)
    except NoDraft:
        return _closed(request, pk)


def _closed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was written on a page whose draft was published or thrown away meanwhile, so that it can be
    copied."""
    found = version_or_gone(request, pk)
    if request.method != "POST":
        return redirect("frameworks:version", pk) if found else redirect("frameworks:list")
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"closed": True}, status=410)
    texts = [text for name, text in request.POST.items() if holds_words(name) and str(text).strip()]
    context = {"version": found, "texts": texts, "lost": None, **AREA}
    return render(request, "frameworks/edit/closed.html", context, status=409)
