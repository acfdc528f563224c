"""Pages where an organisation tells a story of its own practice. Published ones stand on the page of practice
(views/reading.py)."""

from collections.abc import Callable
from functools import partial
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Refused
from accounts.idempotency.forms_sent import sent_form
from accounts.models import Organisation, User
from accounts.permissions import Permission, may
from frameworks.forms.reading.story import ASKED, StoryForm
from frameworks.reading import actions
from frameworks.reading.stories import PracticeStory
from frameworks.views.access import AREA

PRACTICE = "frameworks:practice"


def new_story(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a story that only the organisation sees yet."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    _check_may_tell(request, organisation)
    form = StoryForm(request.POST or None)
    if sent := sent_form(request, form):
        with sent.once() as is_first:
            if is_first:
                words, by = form.cleaned_data, _who(request)
                sent.made = actions.write_story(organisation=organisation, words=words, by=by).pk
        messages.success(request, _("Your story is kept. Only your organisation sees it so far."))
        return redirect("frameworks:publish_story", sent.made)
    return _page(request, "write", organisation, form=form)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a story's words, at once also where it is public."""
    story = _story_to_tell(request, pk)
    form = StoryForm(request.POST or None, initial={name: getattr(story, name) for name in ASKED})
    if request.method == "POST" and form.is_valid():
        saved = partial(actions.change_story, story=story, words=form.cleaned_data, by=_who(request))
        return _done(request, saved, _("Your story is saved."), "frameworks:publish_story", story.pk)
    return _page(request, "write", story.organisation, form=form, story=story)


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a story as others will read it, and publish it."""
    story = _story_to_tell(request, pk)
    if request.method == "POST":
        published = partial(actions.publish_story, story=story, by=_who(request))
        return _done(request, published, _("Your story is public now. Anyone can read it here."))
    return _page(request, "publish", story.organisation, story=story)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nobody else read a story any more."""
    story = _story_to_tell(request, pk)
    taken = partial(actions.take_back_story, story=story, by=_who(request))
    words = _("Your story is taken back. Only your organisation sees it now.")
    return _done(request, taken, words, "frameworks:publish_story", story.pk)


def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to delete a story, and do so."""
    story = _story_to_tell(request, pk)
    if request.method == "POST":
        deleted = partial(actions.delete_story, story=story, by=_who(request))
        return _done(request, deleted, _("The story is deleted."))
    return _page(request, "delete", story.organisation, story=story)


def _done(
    request: HttpRequest, act: Callable[[], None], words: str, to: str = PRACTICE, *args: int
) -> HttpResponseRedirect:
    """Do it, say what came of it, and lead on: to the page of practice where it was refused."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.reason)
        return redirect(PRACTICE)
    messages.success(request, words)
    return redirect(to, *args)


def _story_to_tell(request: HttpRequest, pk: int) -> PracticeStory:
    """Return a story of an organisation that the person tells stories for. 404 outside their reach, published
    or not; 403 where they belong to it otherwise."""
    reach = PracticeStory.objects.visible_to(request.user).select_related("organisation")
    story = get_object_or_404(reach, pk=pk)
    _check_may_tell(request, story.organisation)
    return story


def _check_may_tell(request: HttpRequest, organisation: Organisation) -> None:
    if not may(request.user, Permission.TELL_STORIES, organisation):
        raise PermissionDenied


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)


def _page(request: HttpRequest, name: str, organisation: Organisation, **context: object) -> HttpResponse:
    form = context.get("form")
    status = 422 if isinstance(form, StoryForm) and form.errors else 200
    shown = {"organisation": organisation, "is_example": organisation.is_example, **context, **AREA}
    return render(request, f"frameworks/reading/stories/{name}.html", shown, status=status)
