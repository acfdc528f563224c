"""Home, help, and the pages that say what went wrong."""

import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from assessments.forms.joining import EnterCodeForm
from assessments.models import Round
from assessments.responses.display import SITE_COOKIE, look_of
from assessments.responses.languages import in_language_of_reader
from assessments.responses.visits import words_sent
from background import outbox
from coprod.front_page import front_page_of
from coprod.hosting import outages


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is, a place to type a code, what comes out, and the way to sign in."""
    if request.user.is_authenticated:
        return redirect("assessments:list")
    released = Round.objects.released().filter(assessment__organisation__is_example=True)
    example = released.order_by("assessment", "-number").first()
    shown = front_page_of(example) if example else None
    return render(request, "coprod/home.html", {"form": EnterCodeForm(), "example": example, "shown": shown})


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "coprod/help.html", {"area": "help"})


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "coprod/privacy.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "coprod/accessibility.html")


@login_not_required
@csrf_exempt
@require_POST
def look_of_site(request: HttpRequest) -> HttpResponse:
    """Show all pages in another size or colours from now on, in this browser; then back to the page. Nothing
    else can come of it, so that no page needs a cookie for the form's sake."""
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    shown = redirect(back if is_ours else "home")
    shown.set_cookie(
        SITE_COOKIE,
        look_of(request).cookie,
        max_age=timedelta(days=365),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return shown


# What went wrong


@in_language_of_reader
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.bad_request(request, exception)


@in_language_of_reader
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.permission_denied(request, exception)


@in_language_of_reader
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.page_not_found(request, exception)


@login_not_required
@never_cache
@in_language_of_reader
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open too long, or a browser that sent no cookie: then the page says that cookies
    are needed, what to do, and whom to ask for paper. The words that were sent come back, and no browser and
    no proxy stores them."""
    context = {"words": words_sent(request)}
    if reason == REASON_NO_CSRF_COOKIE:
        context |= _without_cookies(request)
    return render(request, "403_csrf.html", context, status=403)


def _without_cookies(request: HttpRequest) -> dict[str, Any]:
    """Return what the page about cookies says: of the round, where the form was one of people who take
    part."""
    found = request.resolver_match
    view, code = (found.view_name, found.kwargs.get("join_code")) if found else ("", None)
    opened = Round.objects.exclude(state=Round.State.DRAFT).select_related("assessment__organisation")
    round_ = opened.filter(join_code=code).first() if code else None
    return {
        "needs_cookies": True,
        "round": round_,
        "takes_part": bool(round_) or view in ("home", "assessments:enter"),
        # Some addresses are posted to alone; a round's start page leads on from each of its own.
        "again": reverse("assessments:join", args=[code]) if round_ else _page_posted_from(request),
    }


def _page_posted_from(request: HttpRequest) -> str:
    """Return the page of ours that the form stood on, without its query; '' where that is not known."""
    page = request.headers.get("Referer", "")
    path = urlsplit(page).path
    return path if _is_ours(request, page) and _is_ours(request, path) else ""


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


@login_not_required
@require_POST
def mail_troubles_seen(request: HttpRequest) -> HttpResponse:
    """Forget the mail that failed: whoever had it sent has read that. Lead back to the page they were on."""
    outbox.dismiss(request)
    back = request.POST.get("back", "")
    return redirect(back if _is_ours(request, back) else "home")


@login_not_required
@never_cache
@in_language_of_reader
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours. Where the database is away, say that, give back the words that were sent, and
    still show what needs no database."""
    error = sys.exc_info()[1]
    if not outages.is_outage(error):
        return defaults.server_error(request)
    if outages.is_busy(error):
        return _out_of_order(request, busy=True)
    return outages.page_without_database(request) or _out_of_order(request, busy=False)


def _out_of_order(request: HttpRequest, *, busy: bool) -> HttpResponse:
    sent = request.method == "POST"
    context = {
        "site_name": settings.SITE_NAME,
        "sent": sent,
        "busy": busy,
        "again": request.get_full_path(),
        "words": words_sent(request) if sent else [],
    }
    headers = {"Retry-After": str(outages.RETRY_SOON if busy else outages.RETRY_AFTER)}
    return HttpResponse(render_to_string("503.html", context), status=503, headers=headers)
