"""The editor: pages that show parts of a draft, save what was written on them, and take steps.

Each page is one form. Whatever button is pressed, what was written is saved first, so nothing is lost on the
way; then the step is taken. A page knows at which revision of the draft it was made.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
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
from frameworks.models import DraftStep, FrameworkVersion
from frameworks.parts import HEAD, CannotDo, Fields, Key, Parts
from frameworks.views.reach import AREA, version_or_404

QUESTIONS_A_PAGE = 20
MOST_STEPS = 100  # in the list of changes
KINDS = {
    "edit": {"head"},
    "edit_part": {"section", "question"},
    "edit_scales": {"scale", "head"},
    "edit_sources": {"source", "head"},
    "edit_changes": set[str](),
}
KeysOf = Callable[["Page"], list[Key]]


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
    return _answer(request, pk, "edit", lambda _page: [HEAD])


def edit_part(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A part with its questions, twenty on a page."""

    def keys(page: Page) -> list[Key]:
        start = (page.number - 1) * QUESTIONS_A_PAGE
        return [page.section, *page.asked[start : start + QUESTIONS_A_PAGE]]

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
    return _answer(request, pk, "edit_scales", lambda page: [*parts.of_kind(page.now, "scale"), HEAD])


def edit_sources(request: HttpRequest, pk: int) -> HttpResponse:
    """The sources, the licence and the credits. A translation names the sources of its original."""

    def keys(page: Page) -> list[Key]:
        return [HEAD] if page.original else [*parts.of_kind(page.now, "source"), HEAD]

    return _answer(request, pk, "edit_sources", keys)


def edit_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed in the draft, by whom, to undo; and what was taken out, to put back."""
    return _answer(request, pk, "edit_changes", lambda _page: [])


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

    @cached_property
    def original(self) -> Parts | None:
        """What the draft is a translation of; there only words change."""
        return drafts.parts_of(self.draft.translation_of) if self.draft.translation_of else None

    @property
    def section(self) -> Key:
        return "section", self.code

    @property
    def is_gone(self) -> bool:
        """Whether the part that the page is about is not in the draft."""
        return bool(self.code) and self.section not in self.now

    @cached_property
    def asked(self) -> list[Key]:
        """The questions of the part that the page is about, on whichever of its pages."""
        return parts.questions_in(self.now, self.code) if self.code else []

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.asked) // QUESTIONS_A_PAGE))

    @property
    def number(self) -> int:
        """Which of its pages, from 1; the last for one that is not there."""
        given = self.request.GET.get("page", "1")
        wanted = int(given) if given.isdecimal() and len(given) < 5 else 1
        return min(max(1, wanted), self.pages)

    @property
    def address(self) -> str:
        args = [self.draft.pk, self.code] if self.code else [self.draft.pk]
        page = f"?page={self.number}" if self.number > 1 else ""
        return reverse(f"frameworks:{self.name}", args=args) + page

    def may_hold(self, key: Key) -> bool:
        """Whether the page shows parts of this kind."""
        if key[0] == "source" and self.original:
            return False
        return key[0] in KINDS[self.name] and (key[0] != "section" or key == self.section)

    def forms(self, keys: Iterable[Key], shown: Parts, data: Any = None) -> dict[Key, PartForm]:
        """The forms of some parts of the draft, as it was when it was shown."""
        around = Around(shown, self.original)
        return {key: form_of(key, shown[key], around, data, page=self.name) for key in keys}


@dataclass
class Sent:
    """What came back from a page that was made at `revision`. own: the steps that saved it since. known: the
    parts as the page showed them, and those that came since. forms: of parts in the draft. gone: of parts
    that somebody took out meanwhile."""

    page: Page
    revision: int
    own: list[int]
    known: Parts
    forms: dict[Key, PartForm]
    gone: dict[Key, PartForm]

    @property
    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms.values())

    def completed(self) -> dict[Key, PartForm]:
        """The forms to show again, with what the page did not send as it was then."""
        data = self.page.request.POST.copy()
        for blank in self.page.forms(self.forms, self.known).values():
            for name, values in blank.not_in(data).items():
                data.setlist(name, values)
        return self.page.forms(self.forms, self.known, data)

    def lost(self) -> list[dict[str, Any]]:
        """The words that were written into parts that are gone."""
        return [
            {"name": drafting.name_of(key, self.known[key]), "gone": True, "rows": form.changed_words()}
            for key, form in self.gone.items()
            if form.changed_words()
        ]


def _answer(request: HttpRequest, pk: int, name: str, keys: KeysOf, code: str = "") -> HttpResponse:
    """Show a page, or save what comes back from it and take the step that was asked for."""
    try:
        page = Page(request, draft_or_404(request, pk), name, keys, code)
        if request.method == "POST":
            with transaction.atomic():
                drafting.hold(page.draft)
                return _save(page)
        if page.is_gone:
            messages.info(request, _("This part is not in the draft any more."))
            return redirect("frameworks:edit", pk)
        return _show(page)
    except NoDraft:
        return _closed(request, pk)


def _show(page: Page, sent: Sent | None = None, status: int = 200) -> HttpResponse:
    """The page as the draft is now, with what somebody wrote on it that is not saved."""
    lost = sent.lost() if sent else []
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
        "lost": lost,
        **_standing(page),
        **AREA,
    }
    context |= MORE.get(page.name, _nothing_more)(page, forms, lines)
    return render(
        page.request, f"frameworks/edit/{page.name}.html", context, status=422 if faulty else status
    )


def _standing(page: Page) -> dict[str, Any]:
    """What stands over the page, and about the whole draft beside it. A translation begins with the title of
    its original."""
    head, said = page.now[HEAD], (page.original or page.now)[HEAD]
    last = drafting.last_step(page.draft)
    return {
        "draft": page.draft,
        "owner": page.draft.framework.organisation,
        "title": head["title"],
        "title_language": (said if head["title"] == said["title"] else head)["language"],
        "last": last,
        "last_words": _in_words(last),
        "before": drafting.version_before(page.draft),
    }


def _in_words(step: DraftStep | None) -> str:
    """What a step did, when, and who took it: 'Changed ‘Cups’, 10:02, Stef'."""
    if step is None:
        return ""
    what = f"{step.get_verb_display()} ‘{step.subject}’" if step.subject else step.get_verb_display()
    return ", ".join([what, _clock(step.at), *([str(step.by)] if step.by else [])])


def _nothing_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    return {}


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
        "part_places": [
            (code or editor_steps.TOP, titles.get(code))
            for code, _d in outline.holders(page.now, page.section)
        ],
        "is_inner": bool(page.now[page.section].get("parent")),
        "has_scale": bool(parts.of_kind(page.now, "scale")),
    }


def _lists_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    *listed, head = forms
    used = {form.key: len(parts.users_of(page.now, form.key)) for form in listed}
    cited = [page.now[key] for key in parts.of_kind(page.now, "source")] if page.original else []
    return {"listed": [(form, used[form.key]) for form in listed], "head": head, "cited": cited}


def _changes_more(page: Page, forms: list[PartForm], lines: outline.Outline) -> dict[str, Any]:
    known = drafting.known_of(page.draft)
    gone = [
        {"key": f"{key[0]}:{key[1]}", "kind": key[0], "name": drafting.name_of(key, known.fields[key])}
        for key in known.gone
        if not _goes_along(key, known)
    ]
    steps = page.draft.steps.select_related("by").order_by("-number")[:MOST_STEPS]
    return {"gone": gone, "steps": steps, "many": page.draft.steps.count() > MOST_STEPS}


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
    """Save what was written, then take the step of the button that was pressed. The draft is held."""
    sent = _sent(page)
    quiet = page.request.headers.get("Accept") == "application/json"
    if not sent.is_valid:
        return _not_valid(sent) if quiet else _show(page, sent)
    try:
        written = {key: _kept(page.request, form) for key, form in sent.forms.items()}
        saved = drafting.save_fields(
            draft=page.draft, revision=sent.revision, own=sent.own, written=written, by=_who(page)
        )
    except CannotDo as refused:
        return _cannot_save(page, sent, refused, quiet=quiet)
    if saved.clashes or sent.lost():
        return _clashed(page, sent, saved, quiet=quiet)
    return _saved_quietly(page, saved) if quiet else _step(page, saved)


def _saved_quietly(page: Page, saved: drafting.Saved) -> HttpResponse:
    """What the page needs to know to go on: the step that saved it, if one did, and what 'Undo' would take
    back. It stays a page of its revision: what others changed since it does not show."""
    last = drafting.last_step(page.draft)
    step = saved.revision if saved.revision > page.draft.revision else 0
    told = {"step": step, "saved": _clock(), "last": _in_words(last)}
    return JsonResponse(told | {"undo": last.number if last else 0})


def _sent(page: Page) -> Sent:
    """What came back from the page, of the parts that it says it held."""
    revision = _revision(page)
    own = [int(number) for number in page.request.POST.getlist("own") if re.fullmatch(r"\d{1,9}", number)]
    shown = drafting.shown_at(page.draft, page.now, revision, own=own, who=_who(page))
    known = page.now | shown
    named = [tuple(name.split(":", 1)) for name in page.request.POST.getlist("part")]
    keys = [key for key in dict.fromkeys(named) if key in known and page.may_hold(key)]
    forms = page.forms(keys, known, page.request.POST)
    there = {key: form for key, form in forms.items() if key in page.now}
    return Sent(
        page, revision, own, known, there, {key: form for key, form in forms.items() if key not in there}
    )


def _who(page: Page) -> User:
    return cast(User, page.request.user)


def _revision(page: Page) -> int:
    given = page.request.POST.get("revision", "")
    if not given.isdecimal() or len(given) > 9 or int(given) > page.draft.revision:
        raise BadRequest("no revision of this draft")
    return int(given)


def _kept(request: HttpRequest, form: PartForm) -> Fields:
    """What a form writes, without what somebody chose to leave to the other person."""
    left = {name for name in form.written() if request.POST.get(f"keep-{form.prefix}-{name}") == "theirs"}
    return {name: value for name, value in form.written().items() if name not in left}


def _clock(at: datetime | None = None) -> str:
    return date_format(timezone.localtime(at), "H:i")


def _not_valid(sent: Sent) -> HttpResponse:
    wrong = [form[name].id_for_label for form in sent.forms.values() for name in form.errors]
    return JsonResponse({"errors": wrong}, status=422)


def _cannot_save(page: Page, sent: Sent, refused: CannotDo, *, quiet: bool) -> HttpResponse:
    """Nothing of it is saved, such as where a scale that was chosen has gone: all is shown again."""
    if quiet:
        return JsonResponse({"refused": str(refused)}, status=409)
    sent.known = page.now
    if all(not form.errors for form in sent.completed().values()):
        messages.error(page.request, str(refused))
    return _show(page, sent, status=409)


def _clashed(page: Page, sent: Sent, saved: drafting.Saved, *, quiet: bool) -> HttpResponse:
    """Both texts, for the person to choose. What did not clash is saved."""
    if quiet:
        return JsonResponse({"clashes": len(saved.clashes) + len(sent.lost())}, status=409)
    rows: dict[Key, list[dict[str, Any]]] = {}
    for clash in saved.clashes:
        told = sent.forms[clash.key].told(clash.name, clash.mine, clash.theirs)
        rows.setdefault(clash.key, []).append(told)
    both = [
        {"part": ":".join(key), "name": drafting.name_of(key, sent.known[key]), "rows": rows[key]}
        for key in rows
    ]
    context = {
        "draft": page.draft,
        "revision": saved.revision,
        "address": page.address,
        "last": drafting.last_touch(page.draft, sent.revision, [*_fields_in(saved), *_gone_in(sent)]),
        "clashes": [*both, *sent.lost()],
        "choose": bool(both),
        **AREA,
    }
    return render(page.request, "frameworks/edit/clash.html", context, status=409)


def _fields_in(saved: drafting.Saved) -> list[tuple[Key, str]]:
    return [(clash.key, clash.name) for clash in saved.clashes]


def _gone_in(sent: Sent) -> list[tuple[Key, str]]:
    return [(key, "") for key in sent.gone]


def _step(page: Page, saved: drafting.Saved) -> HttpResponse:
    do = page.request.POST.get("do", "save")
    if do == "save":
        messages.success(page.request, _("Saved at %(time)s.") % {"time": _clock()})
        return redirect("frameworks:edit", page.draft.pk) if page.is_gone else redirect(page.address)
    asked = editor_steps.Asked(page.draft, do, page.request.POST, _who(page))
    try:
        key = editor_steps.take(asked)
    except CannotDo as refused:
        wrote = saved.revision > page.draft.revision
        _say_why_not(page, asked.word, refused, wrote=wrote)
        return redirect(page.address)
    now = drafts.parts_of(page.draft)
    _say_done(page, asked.word, key, now)
    if key == HEAD or key not in now:
        gone = page.code and page.section not in now
        return redirect("frameworks:edit", page.draft.pk) if gone else redirect(page.address)
    stays = key[0] == "section" and asked.word in ("up", "down") and page.name != "edit_changes"
    return redirect(page.address) if stays else _to(page.draft, now, key)


def _say_why_not(page: Page, word: str, refused: CannotDo, *, wrote: bool) -> None:
    """Words that were on the page are saved first, and are then the last change themselves."""
    if word == "undo" and wrote:
        words = _(
            "What you had just written is saved, so it is the last change now. Press Undo to take it back."
        )
        messages.info(page.request, words)
    else:
        messages.error(page.request, str(refused))


def _say_done(page: Page, word: str, key: Key, now: Parts) -> None:
    """What cannot be seen on the page that comes next is said."""
    said = {
        "remove": _("‘%(name)s’ is taken out. To put it back, press Undo, or go to ‘Changes so far’."),
        "restore": _("‘%(name)s’ is back."),
        "undo": _("The last change is undone."),
    }
    if word in said:
        name = drafting.name_of(key, (page.now | now).get(key, {}))
        messages.success(page.request, said[word] % {"name": name})


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
    context = {"version": found, "texts": texts, "lost": None, **AREA}
    return render(request, "frameworks/edit/closed.html", context, status=409)
