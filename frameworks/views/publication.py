"""Pages that publish a draft, agree to it, withdraw a version, or throw a draft away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_ratelimit.core import is_ratelimited

from accounts.idempotency.forms_sent import number_in
from accounts.models import Organisation, User
from accounts.permissions import Permission, may, memberships_granting
from frameworks import languages, queries
from frameworks.actions import VersionRefused, withdraw_version
from frameworks.drafts.creation import CreationRefused, discard_draft
from frameworks.drafts.history import version_before
from frameworks.drafts.locks import NoDraft
from frameworks.forms.publication import SAME, PublishForm
from frameworks.mail import ask_to_agree
from frameworks.models import FrameworkVersion
from frameworks.publication import actions, review
from frameworks.publication.actions import PublicationRefused
from frameworks.publication.findings import About, Finding, said
from frameworks.publication.review import ReviewBeforePublishing
from frameworks.views.access import AREA, draft_or_404, version_or_404, version_or_gone

Status = FrameworkVersion.Status
MOST_OPEN = 6  # of what may be unwise; more are folded
ASKED_AT_MOST = "10/h"  # by one person: every other member gets an e-mail


# Publish


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is missing, unwise and changed in a draft; then publish it, or ask a second member to
    agree."""
    try:
        draft = draft_or_404(request, pk)
        return _send(request, draft) if request.method == "POST" else _show(request, draft)
    except (NoDraft, queries.VersionGone):
        return _no_draft(request, pk)


def _send(request: HttpRequest, draft: FrameworkVersion) -> HttpResponse:
    look = review.review_draft(draft, read_through=False)
    sent, data = _revision(request), _still_valid(request, draft, look)
    if sent != draft.revision:
        return _show(request, draft, data, actions.changed_meanwhile())
    if look.musts:
        return _show(request, draft, data, actions.unfinished())
    form = _form(draft, look, data)
    if not form.is_valid():
        return _show(request, draft, data)
    try:
        return _do(request, draft, sent, form)
    except (PublicationRefused, VersionRefused) as refused:
        draft = draft_or_404(request, draft.pk)
        data = _still_valid(request, draft, review.review_draft(draft, read_through=False))
        return _show(request, draft, data, _sentence(refused))


def _sentence(refused: Exception) -> str:
    return f"{capfirst(str(refused)).rstrip('.')}."


def _do(request: HttpRequest, draft: FrameworkVersion, revision: int, form: PublishForm) -> HttpResponse:
    """Publish, or propose it where two have to agree. Raises what those raise."""
    by, note = cast(User, request.user), form.cleaned_data.get("note", "")
    if _two_needed(draft):
        with transaction.atomic():
            actions.propose(draft=draft, revision=revision, note=note, same=form.same, by=by)
            _tell_members(request, draft)
        return redirect("frameworks:publish", draft.pk)
    actions.publish(draft=draft, revision=revision, note=note, same=form.same, by=by)
    return _published(request, draft)


def _published(request: HttpRequest, draft: FrameworkVersion) -> HttpResponseRedirect:
    named = {"number": draft.number}
    messages.success(request, _("Version %(number)s is published. New rounds can use it.") % named)
    return redirect("frameworks:version", draft.pk)


def _no_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a draft: somebody was quicker, or came back to an old page."""
    found = version_or_gone(request, pk)
    if found is None:
        messages.info(request, _("This draft has been thrown away. Nothing was published."))
        return redirect("frameworks:list")
    words = _("Version %(number)s is published already. It can never change.")
    messages.info(request, words % {"number": found.number})
    return redirect("frameworks:version", found.pk)


def _revision(request: HttpRequest) -> int:
    """Return the revision that the page showed; -1 where it does not say."""
    given = number_in(request.POST.get("revision", ""))
    return -1 if given is None else given


def _still_valid(request: HttpRequest, draft: FrameworkVersion, look: ReviewBeforePublishing) -> QueryDict:
    """Return what was sent, without what was said of a question whose words have changed since."""
    data = request.POST.copy()
    codes = [question.code for question in look.asked]
    for code in review.changed_since(draft, _revision(request), codes):
        data.pop(f"{SAME}{code}", None)
    return data


def _form(
    draft: FrameworkVersion, look: ReviewBeforePublishing, data: QueryDict | None = None
) -> PublishForm:
    return PublishForm(
        data,
        asked=look.asked,
        language=draft.language,
        note_needed=draft.number > 1,
        translation=draft.translation_of_id is not None,
        initial={"note": draft.change_note},
    )


def _show(
    request: HttpRequest, draft: FrameworkVersion, data: QueryDict | None = None, refused: str = ""
) -> HttpResponse:
    """Return the page as the draft is now. data: what was sent and not accepted; refused: why, where the
    form itself does not say."""
    look = review.review_draft(draft)
    form = _form(draft, look, data)
    if refused:
        form.add_error(None, refused)
    shared = _shared_context(request, draft, look)
    proposal = shared["proposal"]
    context = {
        **shared,
        "form": form,
        "two": _two_needed(draft),
        "waiting": _two_needed(draft) and proposal is not None and proposal.stands,
        "others": _two_needed(draft) and bool(_other_members(draft, cast(User, request.user))),
    }
    status = 422 if form.is_bound else 200
    return render(request, "frameworks/publish/publish.html", context, status=status)


def _shared_context(
    request: HttpRequest, draft: FrameworkVersion, look: ReviewBeforePublishing
) -> dict[str, Any]:
    """Return what both pages tell of a draft: itself, what has changed in it, what there is to say of it,
    and who asked for agreement."""
    base, names, reach = look.base, None, FrameworkVersion.objects.visible_to(request.user)
    sections = look.comparison.sections if look.comparison else ()
    proposal = review.proposal_of(draft)
    if base:
        names = {
            "older": review.name_of_base(draft, base),
            "newer": review.name_of_base(draft, draft),
        }
    return {
        "draft": draft,
        "owner": draft.framework.organisation,
        "comparison": look.comparison,
        "changed_parts": [part for part in sections if part.differs],
        "base": base,
        "base_in_reach": base is not None and reach.filter(pk=base.pk).exists(),
        "names": names,
        "musts": _in_words(draft, look.musts),
        "unwise": _in_words(draft, look.unwise),
        "fold": len(look.unwise) > MOST_OPEN,
        "proposal": proposal,
        "is_mine": proposal is not None and proposal.by == request.user,
        **AREA,
    }


def _two_needed(draft: FrameworkVersion) -> bool:
    organisation = draft.framework.organisation
    return organisation is not None and organisation.requires_second_approver


@dataclass(frozen=True)
class FindingInWords:
    """A finding on the page: which part, what to do, and where in the editor. where: the part's number and
    name, or empty for the whole framework."""

    where: str
    words: str
    link: str


def _in_words(draft: FrameworkVersion, found: Sequence[Finding]) -> list[FindingInWords]:
    return [
        FindingInWords(_where(finding.about, draft.language), said(finding, _), _link(draft, finding.about))
        for finding in found
    ]


def _where(about: About, language: str) -> str:
    name = languages.set_apart(about.title.strip(), language)
    match about.kind:
        case "scale":
            return _("Scale: %(name)s") % {"name": name or _("without a name")}
        case "source":
            return _("Source: %(name)s") % {"name": name or _("without a name")}
        case "section" | "question":
            return f"{about.number} {name or _('without a name')}"
    return _head_names().get(about.field, _("The whole framework"))


def _head_names() -> dict[str, str]:
    return {
        "title": _("Title"),
        "summary": _("Summary"),
        "introduction": _("Introduction"),
        "licence": _("Licence"),
        "credits": _("Credits"),
        "bands": _("Bands"),
        "fit": _("Which name fits"),
    }


def _link(draft: FrameworkVersion, about: About) -> str:
    """Return where the editor shows the part."""
    anchor = f"#{about.kind}-{about.code}"
    match about.kind, about.field:
        case ("question", _):
            return reverse("frameworks:edit_question", args=[draft.pk, about.code])
        case ("section", _):
            return reverse("frameworks:edit_part", args=[draft.pk, about.code]) + anchor
        case ("scale", _):
            return reverse("frameworks:edit_scales", args=[draft.pk]) + anchor
        case ("source", _):
            return reverse("frameworks:edit_sources", args=[draft.pk]) + anchor
        case (_, "bands"):
            return reverse("frameworks:edit_scales", args=[draft.pk])
        case (_, "fit"):
            return reverse("frameworks:edit_fit", args=[draft.pk])
        case (_, "licence" | "credits"):
            return reverse("frameworks:edit_sources", args=[draft.pk])
    return reverse("frameworks:edit", args=[draft.pk])


# A second member


def _other_members(draft: FrameworkVersion, but: User) -> list[User]:
    members = memberships_granting(Permission.AGREE_TO_PUBLISHING).filter(
        organisation=draft.framework.organisation
    )
    return list(User.objects.filter(memberships__in=members, is_active=True).exclude(pk=but.pk))


def _tell_members(request: HttpRequest, draft: FrameworkVersion) -> None:
    if cast(Organisation, draft.framework.organisation).is_example:  # everyone knows its password
        messages.success(request, _("You have asked. This is an example, so it sends no e-mail."))
        return
    members = _other_members(draft, cast(User, request.user))
    if is_ratelimited(request, group="ask-to-agree", key="user", rate=ASKED_AT_MOST, increment=True):
        words = _(
            "You have asked. You sent many e-mails in the last hour, so please tell the others yourself."
        )
        messages.success(request, words)
        return
    ask_to_agree(request, draft, members)
    words = ngettext(
        "You have asked. %(count)s other member gets an e-mail.",
        "You have asked. %(count)s other members get an e-mail.",
        len(members),
    )
    messages.success(request, words % {"count": len(members)})


def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what another member would like to publish, to agree to it, or to take back one's own request."""
    draft = version_or_gone(request, pk)
    if draft is None:
        return _no_draft(request, pk)
    if not may(request.user, Permission.AGREE_TO_PUBLISHING, draft.framework.organisation):
        raise Http404
    if draft.status != Status.DRAFT:
        return _no_draft(request, pk)
    try:
        if request.method == "POST":
            return _answer(request, draft)
    except NoDraft:
        return _no_draft(request, pk)
    except (PublicationRefused, VersionRefused) as refused:
        return _show_proposal(request, version_or_404(request, pk), _sentence(refused))
    return _show_proposal(request, draft)


def _answer(request: HttpRequest, draft: FrameworkVersion) -> HttpResponse:
    by = cast(User, request.user)
    if "take-back" in request.POST:
        actions.take_back(draft=draft, by=by)
        messages.success(request, _("You have taken it back. Nobody is asked to agree now."))
        return redirect("frameworks:version", draft.pk)
    actions.agree(draft=draft, revision=_revision(request), by=by)
    return _published(request, draft)


def _show_proposal(request: HttpRequest, draft: FrameworkVersion, refused: str = "") -> HttpResponse:
    context = {
        **_shared_context(request, draft, review.review_draft(draft)),
        "may_steward": may(request.user, Permission.STEWARD_FRAMEWORKS, draft.framework.organisation),
        "problem": refused,
    }
    status = 409 if refused else 200
    return render(request, "frameworks/publish/agree.html", context, status=status)


# Withdraw, and throw away


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published version out of new rounds."""
    version = version_or_404(request, pk)
    if not may(request.user, Permission.STEWARD_FRAMEWORKS, version.framework.organisation):
        raise PermissionDenied
    if version.status != Status.PUBLISHED:
        words = _("Only a published version can be withdrawn, and this one is not, or no longer is.")
        messages.info(request, words)
        return redirect("frameworks:version", pk)
    if request.method != "POST":
        return render(request, "frameworks/publish/withdraw.html", {"version": version, **AREA})
    try:
        withdraw_version(version=version, by=cast(User, request.user))
        words = _("Version %(number)s is withdrawn. No new round can use it.")
        messages.success(request, words % {"number": version.number})
    except VersionRefused:
        messages.info(request, _("This version was withdrawn already."))
    return redirect("frameworks:version", pk)


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    try:
        draft = draft_or_404(request, pk)
    except NoDraft:
        return _no_draft(request, pk)
    before = draft.translation_of or version_before(draft)
    if request.method != "POST":
        context = {"draft": draft, "before": before, **AREA}
        return render(request, "frameworks/publish/discard.html", context)
    try:
        discard_draft(draft=draft, by=cast(User, request.user))
    except CreationRefused:
        return _no_draft(request, pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("frameworks:version", before.pk) if before else redirect("frameworks:list")
