"""A page of the editor: which parts of a draft it shows, and what came back from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.idempotency.forms_sent import number_in
from frameworks.drafts import history, outline, parts, storage
from frameworks.drafts.locks import LockedDraft, lock_draft
from frameworks.drafts.parts import Key, Parts
from frameworks.forms.editor import form_of
from frameworks.forms.part import Around, PartForm
from frameworks.models import FrameworkVersion

QUESTIONS_A_PAGE = 20
KINDS = {
    "edit": {"head"},
    "edit_part": {"section", "question"},
    "edit_scales": {"scale", "head"},
    "edit_sources": {"source", "head"},
    "edit_changes": set[str](),
}
KeysOf = Callable[["Page"], list[Key]]


@dataclass
class Page:
    """A page of the editor: of which draft, at which address, showing which parts."""

    request: HttpRequest
    draft: FrameworkVersion
    name: str
    keys: KeysOf
    code: str
    locked: LockedDraft | None = None  # while what was sent is saved

    @cached_property
    def now(self) -> Parts:
        """The draft as it is when the page is opened, or before what came back from it is saved."""
        return self.locked.parts if self.locked else storage.parts_of(self.draft)

    def lock(self) -> LockedDraft:
        """Lock the draft until the transaction ends, and go on from its revision now. Raises NoDraft."""
        self.locked = lock_draft(self.draft)
        self.draft.revision = self.locked.version.revision
        return self.locked

    @cached_property
    def original(self) -> Parts | None:
        """What the draft is a translation of; there only words change."""
        return storage.parts_of(self.draft.translation_of) if self.draft.translation_of else None

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
        wanted = number_in(self.request.GET.get("page", "")) or 1
        return min(max(1, wanted), self.pages)

    @property
    def address(self) -> str:
        args = [self.draft.pk, self.code] if self.code else [self.draft.pk]
        page = f"?page={self.number}" if self.number > 1 else ""
        return reverse(f"frameworks:{self.name}", args=args) + page

    def may_hold(self, key: Key) -> bool:
        """Tell whether the page shows parts of this kind."""
        if key[0] == "source" and self.original:
            return False
        return key[0] in KINDS[self.name] and (key[0] != "section" or key == self.section)

    def forms(self, keys: Iterable[Key], shown: Parts, data: Any = None) -> dict[Key, PartForm]:
        """Return the forms of some parts of the draft, as it was when it was shown."""
        around = Around(shown, self.original)
        return {key: form_of(key, shown[key], around, data, page=self.name) for key in keys}


@dataclass
class SubmittedPage:
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
        """Return the forms to show again, with what the page did not send as it was then."""
        data = self.page.request.POST.copy()
        for blank in self.page.forms(self.forms, self.known).values():
            for name, values in blank.not_in(data).items():
                data.setlist(name, values)
        return self.page.forms(self.forms, self.known, data)

    @cached_property
    def lost(self) -> list[dict[str, Any]]:
        """The words that were written into parts that are gone."""
        words = {key: form.changed_words() for key, form in self.gone.items()}
        return [
            {"name": history.name_of(key, self.known[key]), "gone": True, "rows": rows}
            for key, rows in words.items()
            if rows
        ]


def to_part(draft: FrameworkVersion, now: Parts, key: Key) -> HttpResponseRedirect:
    """Go to where a part is in the editor: its page, and its place on that."""
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
