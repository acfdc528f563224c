"""Pages to read beside the frameworks: what words mean, and what others have tried. Open to everyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frameworks.reading import shelf
from frameworks.views.access import AREA


@login_not_required
def words(request: HttpRequest) -> HttpResponse:
    """Show definitions side by side, where writers disagree, and the glossary."""
    return render(request, "frameworks/reading/words.html", {"shelf": shelf.words(), **AREA})


@login_not_required
def practice(request: HttpRequest) -> HttpResponse:
    """Show what others have tried, and what the sources say that they cannot tell."""
    context = {"shelf": shelf.practice(), "limits": shelf.words(), **AREA}
    return render(request, "frameworks/reading/practice.html", context)
