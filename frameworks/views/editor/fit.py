"""The editor's pages of the names that may fit: their words and rules, and when one rule holds.

They need no script. A page knows by a sign which fit it showed; where somebody changed that meanwhile,
nothing is saved, and what was written is shown to be copied.
"""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.idempotency.forms_sent import number_in
from accounts.models import User
from frameworks import cache, languages
from frameworks.content import VersionContent
from frameworks.drafts.actions import FitChanged, write_fit
from frameworks.drafts.codes import new_code
from frameworks.drafts.locks import NoDraft
from frameworks.drafts.parts import StepRefused
from frameworks.fit import editing
from frameworks.fit.words import conditions_in_words, in_words
from frameworks.forms.fit import ABOUT, BASIS, RESULT, SOURCE, WHERE, ExampleForm, FitForm, RuleForm
from frameworks.models import FrameworkVersion
from frameworks.views.access import AREA, draft_or_404

Change = Callable[[editing.Data], editing.Data]


def edit_fit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the names with their rules, notes and examples; save their words, and take the step that was asked
    for."""
    try:
        draft = draft_or_404(request, pk)
        content = _content(draft)
        if not content.fit_data:
            return _begin(request, draft)
        form = _form(draft, content, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return _save(request, draft, form)
    except NoDraft:
        return redirect("frameworks:list")
    return _page(request, draft, content, form)


def _content(draft: FrameworkVersion) -> VersionContent:
    return cache.cached_contents([draft.pk])[0]


def _form(draft: FrameworkVersion, content: VersionContent, data: Any) -> FitForm:
    original = None
    if draft.translation_of_id:
        original = cache.cached_contents([draft.translation_of_id])[0].fit_data
    return FitForm(
        data,
        fit=content.fit_data,
        sources=[(source.code, source.short) for source in content.sources],
        attributes={
            "lang": draft.language,
            "dir": "rtl" if languages.is_from_the_right(draft.language) else "auto",
        },
        original=original,
    )


def _begin(request: HttpRequest, draft: FrameworkVersion) -> HttpResponse:
    """Offer to give the framework names; a translation has what its original has."""
    if draft.translation_of_id:
        raise Http404
    if request.method == "POST":
        made = editing.begun(new_code("name"))
        if refused := _write(request, draft, editing.sign_of({}), lambda _data: made):
            return refused
        return redirect("frameworks:edit_fit", draft.pk)
    return render(request, "frameworks/fit/begin.html", {"draft": draft, **AREA})


def _save(request: HttpRequest, draft: FrameworkVersion, form: FitForm) -> HttpResponse:
    """Save what was written, then take the step."""
    word, _colon, place = request.POST.get("do", "save").partition(":")
    if form.is_fixed and word != "save":
        messages.error(request, _("A translation asks what its original asks: only words can change here."))
        word = "save"
    try:
        step = _step(word, place)
        changed = step(form.result())
    except editing.TooMany as full:
        messages.error(request, str(full))
        word, changed = "save", form.result()
    except (LookupError, ValueError, TypeError):
        raise Http404 from None
    sign = request.POST.get("sign", "")
    if refused := _write(request, draft, sign, lambda _data: changed, form.typed()):
        return refused
    if word == "rule" and _part(changed, place) is not None:
        return redirect("frameworks:edit_fit_rule", draft.pk, place.replace(".", "-"))
    if word == "add-rule":
        last = max(0, len(editing.at(changed, f"{place}.rules")) - 2)
        return redirect("frameworks:edit_fit_rule", draft.pk, f"{place}.rules.{last}".replace(".", "-"))
    if word == "example" and _example(changed, place.rpartition(".")[2]) is not None:
        return redirect("frameworks:edit_fit_example", draft.pk, int(place.rpartition(".")[2]))
    if word == "add-note":
        return redirect("frameworks:edit_fit_rule", draft.pk, f"notes-{len(changed['notes']) - 1}")
    messages.success(request, _("Saved."))
    return redirect("frameworks:edit_fit", draft.pk)


def _step(word: str, place: str) -> Change:
    """Return what a button asks for. Raises LookupError for no button of these pages."""
    return {
        "save": lambda data: data,
        "rule": lambda data: data,
        "example": lambda data: data,
        "add-name": lambda data: editing.with_concept(data, new_code("name")),
        "add-rule": lambda data: editing.with_rule(data, int(place.rpartition(".")[2])),
        "add-note": lambda data: editing.with_note(data, new_code("note")),
        "add-example": lambda data: editing.with_example(data, new_code("example")),
        "remove": lambda data: editing.without(data, place),
        "up": lambda data: editing.moved_up(data, place),
    }[word]


def _write(
    request: HttpRequest,
    draft: FrameworkVersion,
    sign: str,
    change: Change,
    typed: list[tuple[str, str]] | None = None,
) -> HttpResponse | None:
    """Write the fit, where it still is what the page showed. Returns what to show where it is not."""
    try:
        write_fit(draft=draft, sign=sign, change=change, by=cast(User, request.user))
    except FitChanged:
        context = {"draft": draft, "typed": typed or [], **AREA}
        return render(request, "frameworks/fit/changed.html", context, status=409)
    except StepRefused as refused:
        messages.error(request, str(refused))
    return None


def _page(
    request: HttpRequest, draft: FrameworkVersion, content: VersionContent, form: FitForm
) -> HttpResponse:
    fit = content.fit
    assert fit is not None
    said = in_words(fit, content.choices)
    context = {
        "draft": draft,
        "sign": request.POST.get("sign") or editing.sign_of(content.fit_data),
        "form": form,
        "fixed": form.is_fixed,
        "head": [form[name] for name in (ABOUT, "good", "nothing") if name in form.fields],
        "concepts": [
            {
                "place": f"concepts.{place}",
                "name": one.concept.name,
                "fields": _fields(form, f"concepts.{place}", ("name", "description")),
                "rules": [
                    {
                        "place": f"concepts.{place}.rules.{number}",
                        "number": number + 1,
                        "said": rule,
                        "because": form[f"concepts.{place}.rules.{number}.because"],
                        "is_last": number == len(one.rules) - 1,
                    }
                    for number, rule in enumerate(one.rules)
                ],
            }
            for place, one in enumerate(said.concepts)
        ],
        "notes": [
            {
                "place": f"notes.{place}",
                "number": place + 1,
                "said": note,
                "words": form[f"notes.{place}.words"],
            }
            for place, note in enumerate(said.notes)
        ],
        "examples": [
            {
                "place": f"examples.{place}",
                "name": one.example.title,
                "fields": _fields(form, f"examples.{place}", ("title", "story")),
            }
            for place, one in enumerate(said.examples)
        ],
        **AREA,
    }
    status = 422 if form.errors else 200
    return render(request, "frameworks/fit/edit.html", context, status=status)


def _fields(form: FitForm, place: str, words: tuple[str, ...]) -> list[Any]:
    names = [*(f"{place}.{word}" for word in words), f"{SOURCE}{place}", f"{WHERE}{place}"]
    return [form[name] for name in names if name in form.fields]


def edit_fit_rule(request: HttpRequest, pk: int, place: str) -> HttpResponse:
    """Show when one rule or note holds, to change it. place: 'concepts-0-rules-1' or 'notes-2'."""
    try:
        draft = draft_or_404(request, pk)
    except NoDraft:
        return redirect("frameworks:list")
    content = _content(draft)
    where = place.replace("-", ".")
    part = _part(content.fit_data, where)
    if draft.translation_of_id or part is None:
        raise Http404
    form = RuleForm(request.POST if request.method == "POST" else None, part=part, choices=content.choices)
    if request.method == "POST" and form.is_valid():
        result = form.cleaned_data.get("result") if form.has_result else None
        when = form.when()
        sign = request.POST.get("sign", "")
        refused = _write(
            request, draft, sign, lambda data: editing.with_conditions(data, where, result, when)
        )
        if refused:
            return refused
        messages.success(request, _("Saved."))
        back = request.POST.get("do") == "back"
        return (
            redirect("frameworks:edit_fit", pk) if back else redirect("frameworks:edit_fit_rule", pk, place)
        )
    return _rule_page(request, draft, content, where, part, form)


def _part(data: editing.Data, place: str) -> editing.Data | None:
    """Return the rule or the note at a place; None for anything else."""
    steps = place.split(".")
    if (steps[0], *steps[2:3]) not in (("concepts", "rules"), ("notes",)):
        return None
    try:
        part = editing.at(data, place)
    except (LookupError, ValueError, TypeError):
        return None
    return part if isinstance(part, dict) else None


def _rule_page(
    request: HttpRequest,
    draft: FrameworkVersion,
    content: VersionContent,
    place: str,
    part: editing.Data,
    form: RuleForm,
) -> HttpResponse:
    steps = place.split(".")
    is_rule = form.has_result
    fit = content.fit
    assert fit is not None
    held = fit.concepts[int(steps[1])].rules[int(steps[3])].when if is_rule else fit.notes[int(steps[1])].when
    context = {
        "draft": draft,
        "sign": editing.sign_of(content.fit_data),
        "form": form,
        "name": fit.concepts[int(steps[1])].name if is_rule else "",
        "number": int(steps[-1]) + 1,
        "is_rule": is_rule,
        "says": part.get("because") or part.get("words", ""),
        "when": conditions_in_words(held, content.choices),
        **AREA,
    }
    return render(request, "frameworks/fit/rule.html", context, status=422 if form.errors else 200)


def edit_fit_example(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what a worked example answers, and what each name comes to in it, to change both."""
    try:
        draft = draft_or_404(request, pk)
    except NoDraft:
        return redirect("frameworks:list")
    content = _content(draft)
    part, fit = _example(content.fit_data, str(number)), content.fit
    if draft.translation_of_id or part is None or fit is None:
        raise Http404
    form = ExampleForm(
        request.POST if request.method == "POST" else None,
        asked=list(content.all_questions()),
        concepts=fit.concepts,
        part=part,
    )
    if request.method == "POST" and form.is_valid():
        answers, verdicts = form.answers(), form.verdicts()
        refused = _write(
            request,
            draft,
            request.POST.get("sign", ""),
            lambda data: editing.with_verdicts(data, f"examples.{number}", answers, verdicts),
        )
        if refused:
            return refused
        messages.success(request, _("Saved."))
        if request.POST.get("do") == "back":
            return redirect("frameworks:edit_fit", pk)
        return redirect("frameworks:edit_fit_example", pk, number)
    context = {
        "draft": draft,
        "sign": request.POST.get("sign") or editing.sign_of(content.fit_data),
        "form": form,
        "number": number + 1,
        "title": part.get("title", ""),
        "story": part.get("story", ""),
        "answers": [form[code] for code in form.asked],
        "names": [
            {
                "place": place,
                "cell": cell,
                "fields": [form[f"{RESULT}{concept.code}"], form[f"{BASIS}{concept.code}"]],
            }
            for place, (concept, cell) in enumerate(
                zip(fit.concepts, in_words(fit, content.choices).examples[number].cells, strict=True)
            )
        ],
        **AREA,
    }
    return render(request, "frameworks/fit/example.html", context, status=422 if form.errors else 200)


def _example(data: editing.Data, number: str) -> editing.Data | None:
    """Return the example of this number, from 0; None where there is none."""
    examples: list[editing.Data] = data.get("examples", [])
    place = number_in(number)
    return examples[place] if place is not None and place < len(examples) else None
