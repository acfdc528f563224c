"""Links to results: made, listed and withdrawn by those who may share, and what somebody sees who has one."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_ratelimit.core import is_ratelimited

from accounts.errors import Refused
from accounts.idempotency.forms_sent import SentForm, sent_form
from accounts.mail import mail_reaches_people
from assessments import codes
from assessments.forms.sharing import LinkForm
from assessments.models import Round
from assessments.records.share_links import ShareLink
from assessments.sharing import actions
from assessments.sharing.queries import link_of, links_of
from assessments.views.access import not_now, round_to_share, show_round, who
from assessments.views.results import Links, P, Page

MADE_AT_MOST = "30/h"  # by one person: each may send mail to many
WRONG_AT_MOST = "30/m"  # links that open nothing, from one address


def links(request: HttpRequest, pk: int) -> HttpResponse:
    """List the links to a round's results: who made each, when it ends, whether it works."""
    round_ = round_to_share(request, pk)
    if not round_.is_released:
        return not_now(request, round_)
    return show_round(request, "sharing/links", round_, {"links": links_of(round_)})


def new_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link: what is posted is answered with the link, the only time that it is shown. Sent again, the
    page shows the same link."""
    round_ = round_to_share(request, pk)
    if not round_.is_released:
        return not_now(request, round_)
    if round_.state == Round.State.ARCHIVED:
        messages.warning(request, str(actions.ARCHIVED))
        return redirect("assessments:links", pk)
    begun = {"shows": request.GET.get("shows", ShareLink.Shows.RESULTS)}
    reached = mail_reaches_people(round_.assessment.organisation)
    form = LinkForm(request.POST or None, initial=begun, sends_mail=reached)
    sent, status = sent_form(request, form), 400 if form.is_bound else 200
    if sent and is_ratelimited(request, group="share", key="user", rate=MADE_AT_MOST, increment=True):
        form.add_error(None, _("You made many links in the last hour. Please wait an hour, then try again."))
        status = 429
    elif sent:
        try:
            return _made(request, round_, form, sent)
        except Refused as refused:
            form.add_error(None, refused.reason)
    return show_round(request, "sharing/new", round_, {"form": form}, status)


def _made(request: HttpRequest, round_: Round, form: LinkForm, sent: SentForm) -> HttpResponse:
    secret = codes.share_secret_from(sent.digest("link"))
    addresses = form.cleaned_data.pop("addresses", [])
    with sent.once() as is_first:
        if is_first:
            round_.release.round = round_
            sent.made = actions.make_link(
                release=round_.release,
                secret=secret,
                addresses=addresses,
                by=who(request),
                **form.cleaned_data,
            ).pk
    link = ShareLink.objects.filter(pk=sent.made or 0).first()
    if link is None or not link.works:
        messages.info(request, _("This link was made before, and was withdrawn since."))
        return redirect("assessments:links", round_.pk)
    context = {"link": link, "address": request.build_absolute_uri(link.address(secret))}
    return show_round(request, "sharing/made", round_, context)


def withdraw_link(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """Make a link stop working: asked once more first."""
    round_ = round_to_share(request, pk)
    found = get_object_or_404(
        ShareLink.objects.select_related("release__round__assessment__organisation", "made_by"),
        pk=link,
        release__round=round_,
    )
    if request.method != "POST":
        return show_round(request, "sharing/withdraw", round_, {"link": found})
    if actions.withdraw_link(link=found, by=who(request)):
        messages.success(request, _("The link is withdrawn. It no longer shows anything."))
    else:
        messages.info(request, _("The link was withdrawn already."))
    return redirect("assessments:links", round_.pk)


# For anybody who has a link


def for_those_with_a_link(page: Page[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Show the page of the release that a link leads to, to whoever has it; to be read, and nothing else.

    A link that is unknown, over or withdrawn, or that is to the report alone where another page is asked for,
    gets the same answer: it does not work. Too many of those from one address, and they are asked to wait. No
    browser stores these pages, no search engine lists them, and no other site learns where one came from.
    """

    @login_not_required
    @never_cache
    @require_safe
    @wraps(page)
    def view(request: HttpRequest, secret: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return _unlisted(_opened(request, secret, *args, **kwargs))

    def _opened(request: HttpRequest, secret: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if _many_wrong_links(request, one_more=False):
            return render(request, "429.html", status=429)
        link = link_of(secret)
        if link is None or not link.shows_page(_name_of(request)):
            _many_wrong_links(request, one_more=link is None)
            return _no_link(request)
        try:
            return page(request, link.release, _links(link, secret), *args, **kwargs)
        except Http404:  # there is no such part
            return _no_link(request)

    return view


def _links(link: ShareLink, secret: str) -> Links:
    alone = link.shows == ShareLink.Shows.REPORT
    outcome = link.shows == ShareLink.Shows.OUTCOME
    return Links("shared_", secret, "", "", "assessments/sharing/base.html", link.ends_on, alone, outcome)


def _no_link(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/sharing/no_link.html", status=404)


def _name_of(request: HttpRequest) -> str:
    """Return which page was asked for, as the same pages of members are called: 'results_part'."""
    found = request.resolver_match
    return (found.url_name or "").removeprefix("shared_") if found else ""


def _many_wrong_links(request: HttpRequest, *, one_more: bool) -> bool:
    """Whether too many links that open nothing were tried from one address."""
    return is_ratelimited(request, group="shared", key="ip", rate=WRONG_AT_MOST, increment=one_more)


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
