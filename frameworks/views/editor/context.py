"""What a page of the editor shows: the draft as it is now, with what somebody wrote that is not saved."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format

from frameworks.drafts import history, outline, parts
from frameworks.drafts.parts import HEAD, Key
from frameworks.forms.part import PartForm
from frameworks.models import DraftStep
from frameworks.views.access import AREA
from frameworks.views.editor.buttons import NEW_AT, TOP
from frameworks.views.editor.page import Page, SubmittedPage

MOST_STEPS = 100  # in the list of changes


def show(page: Page, sent: SubmittedPage | None = None, status: int = 200) -> HttpResponse:
    """Show the page as the draft is now, with what somebody wrote on it that is not saved."""
    lost = sent.lost if sent else []
    if page.is_gone:
        context = {"version": page.draft, "lost": lost, **AREA}
        return render(page.request, "frameworks/edit/closed.html", context, status=409)
    keys = page.keys(page)
    bound = sent.completed() if sent else {}
    forms = list((page.forms(keys, page.now) | bound).values())
    faulty = any(form.errors for form in forms)
    lines = outline.outline_of(page.now, page.code, {form.key for form in forms}, page.original)
    for form in forms:
        form.number = lines.lines[form.key].number if form.key in lines.lines else ""
    context = {
        "revision": sent.revision if sent else page.draft.revision,
        "own": sent.own if sent else [],
        "page": page.name,
        "address": page.address,
        "fixed": page.original is not None,
        "outline": lines.sections,
        "lines": lines.lines,
        "forms": forms,
        "faulty": faulty,
        "unsaved": sent is not None,
        "lost": lost,
        **_standing(page),
        **AREA,
    }
    if page.name in MORE:
        context |= MORE[page.name](page, forms, lines)
    return render(
        page.request, f"frameworks/edit/{page.name}.html", context, status=422 if faulty else status
    )


def _standing(page: Page) -> dict[str, Any]:
    """Return what stands over the page, and about the whole draft beside it. A translation begins with the
    title of its original."""
    head, said = page.now[HEAD], (page.original or page.now)[HEAD]
    last = history.last_step(page.draft)
    return {
        "draft": page.draft,
        "owner": page.draft.framework.organisation,
        "title": head["title"],
        "title_language": (said if head["title"] == said["title"] else head)["language"],
        "last": last,
        "last_words": in_words(last),
        "before": history.version_before(page.draft),
    }


def in_words(step: DraftStep | None) -> str:
    """Return what a step did, when, and who took it: 'Changed ‘Cups’, 10:02, Stef'."""
    if step is None:
        return ""
    what = f"{step.get_verb_display()} ‘{step.subject}’" if step.subject else step.get_verb_display()
    return ", ".join([what, clock(step.at), *([str(step.by)] if step.by else [])])


def _part_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    titles = {code: line for (kind, code), line in lines.lines.items() if kind == "section"}
    places = [(code, titles[code], depth) for code, depth in outline.holders(page.now, ("question", ""))]
    return {
        "line": lines.lines[page.section],
        "section": forms[0],
        "questions": [(lines.lines[form.key], form) for form in forms[1:]],
        "pages": range(1, page.pages + 1) if page.pages > 1 else [],
        "number": page.number,
        "places": places,
        "new_at": NEW_AT,
        "new_places": [] if page.original else _new_places(page, places, lines),
        "part_places": [
            (code or TOP, titles.get(code)) for code, _d in outline.holders(page.now, page.section)
        ],
        "is_inner": bool(page.now[page.section].get("parent")),
        "has_scale": bool(parts.of_kind(page.now, "scale")),
    }


def _new_places(
    page: Page, places: list[tuple[str, outline.OutlineEntry, int]], lines: outline.Outline
) -> list[dict[str, Any]]:
    """Return where a new question can go, by part: before its first question, and after each."""
    rows = parts.rows(page.now)
    return [
        {
            "part": place,
            "first": f"first:{code}",
            "questions": [(f"after:{key[1]}", lines.lines[key]) for key in rows["question", code]],
        }
        for code, place, _depth in places
    ]


def _lists_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    *listed, head = forms
    used = {form.key: len(parts.users_of(page.now, form.key)) for form in listed}
    cited = [page.now[key] for key in parts.of_kind(page.now, "source")] if page.original else []
    return {"listed": [(form, used[form.key]) for form in listed], "head": head, "cited": cited}


def _changes_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    known = history.known_of(page.draft, page.now)
    gone = [
        {"key": f"{key[0]}:{key[1]}", "kind": key[0], "name": history.name_of(key, known.fields[key])}
        for key in known.gone
        if not _goes_along(key, known)
    ]
    steps = page.draft.steps.select_related("by").order_by("-number")[:MOST_STEPS]
    return {"gone": gone, "steps": steps, "many": page.draft.steps.count() > MOST_STEPS}


def _goes_along(key: Key, known: history.DraftMemory) -> bool:
    """Tell whether it went with its section: putting that back brings this back."""
    holder = ("section", parts.holder_of(key, known.fields[key]))
    return known.gone.get(holder) == known.gone[key]


MORE: dict[str, Callable[[Page, list[PartForm], outline.Outline], dict[str, Any]]] = {
    "edit_part": _part_more,
    "edit_scales": _lists_more,
    "edit_sources": _lists_more,
    "edit_changes": _changes_more,
}


def clock(at: datetime | None = None) -> str:
    """Return the time of day, here: now, or then."""
    return date_format(timezone.localtime(at), "H:i")
