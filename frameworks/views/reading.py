"""Pages to read beside the frameworks: what words mean, and what others have tried. Open to everyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import Permission, organisations_where
from frameworks.reading import shelf
from frameworks.reading.stories import PracticeStory
from frameworks.views.access import AREA


@login_not_required
def words(request: HttpRequest) -> HttpResponse:
    """Show definitions side by side, where writers disagree, and the glossary."""
    return render(request, "frameworks/reading/words.html", {"shelf": shelf.words(), **AREA})


@login_not_required
def practice(request: HttpRequest) -> HttpResponse:
    """Show what others have tried, and what the sources say that they cannot tell; then what organisations
    have published of their own. Three queries, however many there are."""
    tellers = list(organisations_where(request.user, Permission.TELL_STORIES).by_name())
    own = PracticeStory.objects.filter(organisation__in=tellers) if tellers else PracticeStory.objects.none()
    context = {
        "shelf": shelf.practice(),
        "limits": shelf.words(),
        "stories": PracticeStory.objects.published(),
        "tellers": tellers,
        "own": own.select_related("organisation").order_by("organisation__name", "-written_at"),
        **AREA,
    }
    return render(request, "frameworks/reading/practice.html", context)
