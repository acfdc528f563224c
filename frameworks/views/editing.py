"""The editor: pages that show parts of a draft, save what was written on them, and take steps.

Each page is one form. Whatever button is pressed, what was written is saved first, so nothing is lost on the
way; then the step is taken. A page knows at which revision of the draft it was made.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import can_steward
from frameworks import drafting, drafts, editor_steps, outline, parts
from frameworks.drafting import NoDraft
from frameworks.editor_forms import Around, PartForm, form_of
from frameworks.models import FrameworkVersion
from frameworks.parts import HEAD, CannotDo, Fields, Key, Parts
from frameworks.views.reach import AREA, version_or_404

QUESTIONS_A_PAGE = 20
KeysOf = Callable[[Parts], list[Key]]


def draft_or_404(request: HttpRequest, pk: int) -> FrameworkVersion:
    """A version within reach that the person may change. Raises PermissionDenied where they may not, and
    NoDraft where it is not a draft any more."""
    found = version_or_404(request, pk)
    owner = found.framework.organisation
    if owner is None or not can_steward(request.user, owner):
        raise PermissionDenied
    if found.status != FrameworkVersion.Status.DRAFT:
        raise NoDraft
    return found


# The pages


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The framework's name, summary, introduction and language."""
    return _answer(request, pk, "edit", lambda _now: [HEAD])


def edit_part(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A part with its questions, twenty on a page."""

    def keys(now: Parts) -> list[Key]:
        section = ("section", code)
        start = (_page_number(request) - 1) * QUESTIONS_A_PAGE
        return [section, *parts.questions_in(now, code)[start : start + QUESTIONS_A_PAGE]]

    return _answer(request, pk, "edit_part", keys, code)


def edit_question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Where a question stands in the editor."""
    try:
        draft = draft_or_404(request, pk)
    except NoDraft:
        return redirect("frameworks:version", pk)
    return _to(draft, drafts.parts_of(draft), ("question", code))


def edit_scales(request: HttpRequest, pk: int) -> HttpResponse:
    """The scales with their levels, and the bands."""
    return _answer(request, pk, "edit_scales", lambda now: [*parts.of_kind(now, "scale"), HEAD])


def edit_sources(request: HttpRequest, pk: int) -> HttpResponse:
    """The sources, the licence and the credits."""
    return _answer(request, pk, "edit_sources", lambda now: [*parts.of_kind(now, "source"), HEAD])


def edit_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed in the draft, by whom, to undo; and what was taken out, to put back."""
    return _answer(request, pk, "edit_changes", lambda _now: [])


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isdecimal() and len(given) < 5 else 1


# How a page answers


@dataclass
class Page:
    """A page of the editor: of which draft, at which address, showing which parts."""

    request: HttpRequest
    draft: FrameworkVersion
    name: str
    keys: KeysOf
    code: str

    @cached_property
    def now(self) -> Parts:
        return drafts.parts_of(self.draft)

    @property
    def fixed(self) -> bool:
        """Whether it is a translation, where only words change."""
        return self.draft.translation_of_id is not None

    def forms(self, keys: Iterable[Key], shown: Parts, data: Any = None) -> dict[Key, PartForm]:
        """The forms of some parts of the draft, as it was when it was shown."""
        around = Around(shown)
        return {key: form_of(key, shown[key], around, data, page=self.name, fixed=self.fixed) for key in keys}


def _answer(request: HttpRequest, pk: int, name: str, keys: KeysOf, code: str = "") -> HttpResponse:
    """Show a page, or save what comes back from it and take the step that was asked for."""
    try:
        page = Page(request, draft_or_404(request, pk), name, keys, code)
        if request.method == "POST":
            return _save(page)
        if code and ("section", code) not in page.now:
            messages.info(request, _("This part is not in the draft any more."))
            return redirect("frameworks:edit", pk)
        return _show(page)
    except NoDraft:
        return _closed(request, pk)


def _show(
    page: Page, bound: Mapping[Key, PartForm] | None = None, revision: int | None = None
) -> HttpResponse:
    """The page as the draft is now. bound: forms that hold what somebody wrote, made at `revision`."""
    bound = {key: form for key, form in (bound or {}).items() if key in page.now}
    forms = list((page.forms(page.keys(page.now), page.now) | bound).values())
    lines = outline.outline_of(page.now, page.code)
    context = {
        "draft": page.draft,
        "owner": page.draft.framework.organisation,
        "title": page.now[HEAD]["title"],
        "revision": page.draft.revision if revision is None else revision,
        "page": page.name,
        "address": _address(page),
        "fixed": page.fixed,
        "outline": lines.sections,
        "lines": lines.lines,
        "forms": forms,
        "faulty": any(form.errors for form in forms),
        "last": drafting.last_step(page.draft),
        "before": drafting.version_before(page.draft),
        **AREA,
    }
    context |= MORE.get(page.name, _nothing_more)(page, forms, lines)
    status = 422 if context["faulty"] else 200
    return render(page.request, f"frameworks/edit/{page.name}.html", context, status=status)


def _address(page: Page) -> str:
    args = [page.draft.pk, page.code] if page.code else [page.draft.pk]
    number = _page_number(page.request)
    return reverse(f"frameworks:{page.name}", args=args) + (f"?page={number}" if number > 1 else "")


def _nothing_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    return {}


def _part_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    section = ("section", page.code)
    asked = parts.questions_in(page.now, page.code)
    pages = -(-len(asked) // QUESTIONS_A_PAGE)
    titles = {code: line for (kind, code), line in lines.lines.items() if kind == "section"}
    places = [(code, titles[code], depth) for code, depth in outline.holders(page.now, ("question", ""))]
    return {
        "line": lines.lines[section],
        "section": forms[0],
        "questions": [(lines.lines[form.key], form) for form in forms[1:]],
        "count": len(asked),
        "pages": range(1, pages + 1) if pages > 1 else [],
        "number": _page_number(page.request),
        "places": places,
        "part_places": [
            (code or editor_steps.TOP, titles.get(code)) for code, _d in outline.holders(page.now, section)
        ],
        "is_inner": bool(page.now[section].get("parent")),
        "has_scale": bool(parts.of_kind(page.now, "scale")),
    }


def _lists_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    *listed, head = forms
    used = {form.key: len(parts.users_of(page.now, form.key)) for form in listed}
    return {"listed": [(form, used[form.key]) for form in listed], "head": head}


def _changes_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    known = drafting.known_of(page.draft)
    gone = [
        {"key": f"{key[0]}:{key[1]}", "kind": key[0], "name": drafting.name_of(key, known.fields[key])}
        for key in known.gone
        if not _goes_along(key, known)
    ]
    steps = page.draft.steps.select_related("by").order_by("-number")[:MOST_STEPS]
    return {"gone": gone, "steps": steps, "many": page.draft.steps.count() > MOST_STEPS}


MOST_STEPS = 100


def _goes_along(key: Key, known: drafting.Known) -> bool:
    """Whether it went with its section: putting that back brings this back."""
    holder = ("section", known.fields[key].get("section") or known.fields[key].get("parent") or "")
    return known.gone.get(holder) == known.gone[key]


MORE: dict[str, Callable[[Page, list[PartForm], outline.Outline], dict[str, Any]]] = {
    "edit_part": _part_more,
    "edit_scales": _lists_more,
    "edit_sources": _lists_more,
    "edit_changes": _changes_more,
}


# Saving


def _save(page: Page) -> HttpResponse:
    """Save what was written, then take the step of the button that was pressed."""
    revision = _revision(page)
    shown = drafting.shown_at(page.draft, page.now, revision)
    forms = page.forms(_sent(page.request, shown), shown, page.request.POST)
    quiet = page.request.headers.get("Accept") == "application/json"
    if any(not form.is_valid() for form in forms.values()):
        return _not_valid(forms) if quiet else _show(page, forms, revision)
    try:
        written = {key: _kept(page.request, form) for key, form in forms.items()}
        saved = drafting.save_fields(
            draft=page.draft, revision=revision, written=written, by=cast(User, page.request.user)
        )
    except CannotDo as refused:
        return _refused(page, refused, quiet=quiet)
    if saved.clashes:
        return _clashed(page, saved, shown, quiet=quiet)
    if quiet:
        return JsonResponse({"revision": saved.revision, "saved": _clock()})
    return _step(page)


def _revision(page: Page) -> int:
    given = page.request.POST.get("revision", "")
    if not given.isdecimal() or len(given) > 9 or int(given) > page.draft.revision:
        raise BadRequest("no revision of this draft")
    return int(given)


def _sent(request: HttpRequest, shown: Parts) -> list[Key]:
    """The parts that the page held when it was made, of those that it says it held."""
    named = [tuple(name.split(":", 1)) for name in request.POST.getlist("part")]
    keys = [(name[0], name[1]) for name in named if len(name) == 2]
    return [key for key in dict.fromkeys(keys) if key in shown]


def _kept(request: HttpRequest, form: PartForm) -> Fields:
    """What a form writes, without what somebody chose to leave to the other person."""
    left = {name for name in form.written() if request.POST.get(f"keep-{form.prefix}-{name}") == "theirs"}
    return {name: value for name, value in form.written().items() if name not in left}


def _clock() -> str:
    return date_format(timezone.localtime(), "H:i")


def _not_valid(forms: Mapping[Key, PartForm]) -> HttpResponse:
    wrong = [form[name].id_for_label for form in forms.values() for name in form.errors]
    return JsonResponse({"errors": wrong}, status=422)


def _refused(page: Page, refused: CannotDo, *, quiet: bool) -> HttpResponse:
    if quiet:
        return JsonResponse({"refused": str(refused)}, status=409)
    messages.error(page.request, str(refused))
    return redirect(_address(page))


def _clashed(page: Page, saved: drafting.Saved, shown: Parts, *, quiet: bool) -> HttpResponse:
    """Both texts, for the person to choose. What did not clash is saved."""
    if quiet:
        return JsonResponse({"clashes": len(saved.clashes)}, status=409)
    now = drafts.parts_of(page.draft)
    known = {**shown, **now}
    forms = page.forms({clash.key for clash in saved.clashes}, known, page.request.POST)
    rows: dict[Key, list[dict[str, Any]]] = {}
    for clash in saved.clashes:
        told = forms[clash.key].told(clash.name, clash.mine, clash.theirs)
        rows.setdefault(clash.key, []).append(told)
    context = {
        "draft": page.draft,
        "revision": saved.revision,
        "address": _address(page),
        "do": page.request.POST.get("do", "save"),
        "last": drafting.last_step(page.draft),
        "clashes": [
            {
                "part": ":".join(key),
                "name": drafting.name_of(key, known[key]),
                "gone": key not in now,
                "rows": rows[key],
            }
            for key in rows
        ],
        **AREA,
    }
    return render(page.request, "frameworks/edit/clash.html", context, status=409)


def _step(page: Page) -> HttpResponse:
    do = page.request.POST.get("do", "save")
    if do == "save":
        messages.success(page.request, _("Saved at %(time)s.") % {"time": _clock()})
        return redirect(_address(page))
    asked = editor_steps.Asked(page.draft, do, page.request.POST, cast(User, page.request.user))
    try:
        key = editor_steps.take(asked)
    except CannotDo as refused:
        return _refused(page, refused, quiet=False)
    now = drafts.parts_of(page.draft)
    if key == HEAD or key not in now:
        gone = page.code and ("section", page.code) not in now
        return redirect("frameworks:edit", page.draft.pk) if gone else redirect(_address(page))
    stays = key[0] == "section" and asked.word in ("up", "down") and page.name != "edit_changes"
    return redirect(_address(page)) if stays else _to(page.draft, now, key)


def _to(draft: FrameworkVersion, now: Parts, key: Key) -> HttpResponseRedirect:
    """To where a part stands in the editor."""
    anchor = "#" + "-".join(key)
    match key:
        case ("question", _) if key in now:
            number = outline.page_of(now, key, QUESTIONS_A_PAGE)
            address = reverse("frameworks:edit_part", args=[draft.pk, now[key]["section"]])
            return HttpResponseRedirect(address + (f"?page={number}" if number > 1 else "") + anchor)
        case ("section", code) if key in now:
            return redirect("frameworks:edit_part", draft.pk, code)
        case ("scale", _):
            return HttpResponseRedirect(reverse("frameworks:edit_scales", args=[draft.pk]) + anchor)
        case ("source", _):
            return HttpResponseRedirect(reverse("frameworks:edit_sources", args=[draft.pk]) + anchor)
    return redirect("frameworks:edit", draft.pk)


def _closed(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft was published while its page was open: what was written is shown, to be copied."""
    if request.method != "POST":
        return redirect("frameworks:version", pk)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"closed": True}, status=410)
    found = version_or_404(request, pk)
    apart = {"csrfmiddlewaretoken", "revision", "part", "do"}
    texts = [v for name, v in request.POST.items() if name not in apart and " " in str(v).strip()]
    context = {"version": found, "texts": texts, **AREA}
    return render(request, "frameworks/edit/closed.html", context, status=409)
