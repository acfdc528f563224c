"""Trying the rules of a framework that has names: answers are chosen, and nothing is stored."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from frameworks.cache import cached_contents
from frameworks.fit.rules import notes_for
from frameworks.fit.words import outcomes
from frameworks.forms.fit import TryForm
from frameworks.views.access import AREA, version_or_404


@login_not_required
def try_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the rules make of the answers that somebody chose. 404 where the version has no names."""
    found = version_or_404(request, pk)
    [content] = cached_contents([found.pk])
    if content.fit is None:
        raise Http404
    form = TryForm(request.POST if request.method == "POST" else None, asked=list(content.all_questions()))
    answers = form.answers() if form.is_bound and form.is_valid() else None
    context = {
        "version": content,
        "form": form,
        "outcomes": None if answers is None else outcomes(content.fit, answers),
        "notes": () if answers is None else notes_for(content.fit, answers),
        "good": content.fit.good,
        **AREA,
    }
    return render(request, "frameworks/fit/try.html", context)
