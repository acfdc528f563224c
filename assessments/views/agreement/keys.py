"""The two keys to the results of a round: who holds them, and turning them."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited

from accounts.errors import Refused
from accounts.idempotency.forms_sent import SentForm, sent_form
from accounts.mail import mail_reaches_people
from accounts.models import User
from accounts.permissions import Permission, may
from assessments import codes
from assessments.agreement import keys as actions
from assessments.agreement.mail import link_of_key
from assessments.choices import Side
from assessments.forms.outcome.keys import KeyCodeForm, KeyHolderForm, KeyLinkForm
from assessments.forms.running.terms import EarlyForm
from assessments.models import Round
from assessments.records.release_keys import ReleaseKey, keys_of, sides_missing
from assessments.reports.files import order_reports
from assessments.reports.outlook import outlook
from assessments.responses.visits import IDLE, public
from assessments.rounds.queries import sent_by_perspective
from assessments.views.access import not_now, round_in_reach, round_to_run, show_round, who

COOKIE, SALT = "key", "assessments.keys"
LINKS_AT_MOST = "30/h"  # by one person: each may send mail


# For those who run the round


def keys(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who holds the keys, and which are turned."""
    round_ = _round_with_keys(request, pk)
    by_side = {key.side: key for key in keys_of(round_)}
    rows = [{"side": side, "key": by_side.get(side)} for side in Side]
    context = {"rows": rows, "before_sharing": not round_.is_finished, **_may_change(request, round_)}
    return show_round(request, "agreement/keys/overview", round_, context)


def name_holder(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Say who holds the key of a side; once people answer, pass it on."""
    round_ = _round_with_keys(request, pk, side)
    if not _may_change(request, round_)["may_name"]:
        raise PermissionDenied
    if round_.is_finished:
        return not_now(request, round_)
    organisation = round_.assessment.organisation
    posted = request.POST if request.method == "POST" else None
    sends_mail = mail_reaches_people(organisation)
    form = KeyHolderForm(posted, organisation=organisation, sends_mail=sends_mail)
    sent, status = sent_form(request, form), 400 if form.is_bound else 200
    if sent and _too_many_links(request):
        form.add_error(None, _wait_an_hour())
        status = 429
    elif sent:
        try:
            return _named(request, round_, side, form, sent)
        except Refused as refused:
            form.add_error(None, refused.reason)
    key = next((key for key in keys_of(round_) if key.side == side), None)
    context = {"form": form, "key": key, "side": Side(side)}
    return show_round(request, "agreement/keys/name", round_, context, status)


def _named(
    request: HttpRequest, round_: Round, side: str, form: KeyHolderForm, sent: SentForm
) -> HttpResponse:
    secret = codes.secret_from(sent.digest("key"))
    with sent.once() as is_first:
        if is_first:
            sent.made = actions.name_holder(
                round_=round_, side=side, secret=secret, by=who(request), **form.cleaned_data
            ).pk
    return _shown(request, round_, sent, secret)


def replace_link(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Make another link for the holder of a key, in place of one that was lost."""
    round_ = _round_with_keys(request, pk, side)
    key = get_object_or_404(ReleaseKey.objects.current(), round=round_, side=side)
    if round_.is_finished or not key.has_link or key.is_turned:
        return not_now(request, round_) if round_.is_finished else redirect("assessments:keys", pk)
    sends_mail = mail_reaches_people(round_.assessment.organisation)
    form = KeyLinkForm(request.POST if request.method == "POST" else None, sends_mail=sends_mail)
    sent, status = sent_form(request, form), 400 if form.is_bound else 200
    if sent and _too_many_links(request):
        form.add_error(None, _wait_an_hour())
        status = 429
    elif sent:
        try:
            secret = codes.secret_from(sent.digest("key"))
            with sent.once() as is_first:
                if is_first:
                    data = form.cleaned_data
                    sent.made = actions.replace_link(key=key, secret=secret, by=who(request), **data).pk
            return _shown(request, round_, sent, secret)
        except Refused as refused:
            form.add_error(None, refused.reason)
    return show_round(request, "agreement/keys/link", round_, {"form": form, "key": key}, status)


def _shown(request: HttpRequest, round_: Round, sent: SentForm, secret: str) -> HttpResponse:
    """Show the link that was just made, the only time; or say what was done instead."""
    key = ReleaseKey.objects.current().filter(pk=sent.made or 0, secret_hash=codes.hash_of(secret)).first()
    if key is None or key.seen_by_id is None:
        done = _("The link is on its way by e-mail.") if key else _("That is saved.")
        messages.success(request, done)
        return redirect("assessments:keys", round_.pk)
    if key.seen_by_id != who(request).pk:
        raise PermissionDenied
    context = {"key": key, "address": link_of_key(secret), "code": codes.in_groups(secret)}
    return show_round(request, "agreement/keys/made", round_, context)


def _round_with_keys(request: HttpRequest, pk: int, side: str = "") -> Round:
    """Return a round that the person may run and that asks for two keys; 404 for another, or another side."""
    round_ = round_to_run(request, pk)
    if not round_.two_keys or side not in ("", *Side.values):
        raise Http404
    return round_


def _may_change(request: HttpRequest, round_: Round) -> dict[str, bool]:
    """Say whether the person may name who holds a key now: once people answer, that passes it on."""
    organisation = round_.assessment.organisation
    is_draft = round_.state == Round.State.DRAFT
    return {"may_name": is_draft or may(request.user, Permission.PASS_ON_KEYS, organisation)}


def _too_many_links(request: HttpRequest) -> bool:
    return is_ratelimited(request, group="keys", key="user", rate=LINKS_AT_MOST, increment=True)


def _wait_an_hour() -> str:
    return _("You made many links in the last hour. Please wait an hour, then try again.")


# For a member who holds one


def my_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to sharing the results, or take that back: for the member who holds the key, and nobody else."""
    round_ = round_in_reach(request, pk)
    key = next((one for one in keys_of(round_) if one.user_id == who(request).pk), None)
    if key is None:
        raise PermissionDenied
    key.round = round_
    return _page_of_key(request, key, who(request), {"trail": True})


# For somebody who holds one without an account


@public
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code of a key. A link carries it after '#', which never reaches a server; a script puts it
    into the form. A GET uses nothing up."""
    form = KeyCodeForm(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if _many_wrong_codes(request, one_more=False):
        form.add_error(None, _("There were many tries from here. Please wait a minute, then try again."))
        status = 429
    elif form.is_valid():
        secret = form.cleaned_data["code"]
        if key := actions.key_with(secret):
            return _remembered(redirect("assessments:key_held", key.pk), secret)
        _many_wrong_codes(request, one_more=True)
        form.add_error("code", _("No key has this code. It may have been replaced by another."))
    return render(request, "assessments/agreement/keys/enter.html", {"form": form}, status=status)


@public
def key_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to sharing the results, take that back, or leave it for now."""
    secret = _secret_of(request)
    key = actions.key_with(secret) if secret else None
    if key is None or key.pk != pk:
        context = {"form": KeyCodeForm(), "ended": True}
        return render(request, "assessments/agreement/keys/enter.html", context, status=403)
    if request.POST.get("do") == "leave":
        gone = render(request, "assessments/agreement/keys/left.html", {"key": key})
        gone.delete_cookie(COOKIE, path=reverse("assessments:key"), samesite="Lax")
        return gone
    by = who(request) if request.user.is_authenticated else None
    return _remembered(_page_of_key(request, key, by, {}), secret)


def _many_wrong_codes(request: HttpRequest, *, one_more: bool) -> bool:
    return is_ratelimited(request, group="key", key="ip", rate="30/m", method="POST", increment=one_more)


def _secret_of(request: HttpRequest) -> str:
    try:
        return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=IDLE) or ""
    except BadSignature:
        return ""


def _remembered(response: HttpResponse, secret: str) -> HttpResponse:
    """Let the browser come back with this key until it is closed, or has been idle for some hours."""
    response.set_signed_cookie(
        COOKIE,
        secret,
        salt=SALT,
        path=reverse("assessments:key"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


# For both


def _page_of_key(
    request: HttpRequest, key: ReleaseKey, by: User | None, context: dict[str, Any]
) -> HttpResponse:
    round_ = key.round
    others = [one for one in keys_of(round_) if one.pk != key.pk]
    is_last = sides_missing(others) == [key.side]
    asks_why = is_last and round_.state == Round.State.CLOSED and round_.needs_reason_to_share
    form = EarlyForm(request.POST if request.POST.get("do") == "turn" else None) if asks_why else None
    problem = ""
    if request.method == "POST" and (form is None or not form.is_bound or form.is_valid()):
        try:
            return _done(request, key, by, form.cleaned_data if form and form.is_bound else {})
        except Refused as refused:
            problem = refused.reason
    sent = [replace(row, expected=None) for row in sent_by_perspective(round_)]  # for the office
    waiting = round_.state == Round.State.CLOSED
    shared = {
        "round": round_,
        "key": key,
        "is_last": is_last,
        "form": form,
        "problem": problem,
        "sent": sent if round_.state != Round.State.DRAFT and not round_.ended_without_results else [],
        "total": sum(row.people for row in sent),
        "outlook": outlook(round_.threshold, sent) if waiting else None,
        "is_example": round_.assessment.organisation.is_example,
    }
    status = 409 if problem else 422 if form is not None and form.errors else 200
    template = "assessments/agreement/keys/turn.html"
    return render(request, template, {**shared, **context}, status=status)


def _done(request: HttpRequest, key: ReleaseKey, by: User | None, reason: dict[str, str]) -> HttpResponse:
    if request.POST.get("do") == "turn":
        release = actions.turn_key(key=key, by=by, **reason)
        if release is not None:
            order_reports(release)
            messages.success(request, _("Both have agreed. The results are shared, with everyone at once."))
        else:
            messages.success(request, _("You have agreed. The results are shared once the other agrees too."))
    elif request.POST.get("do") == "take-back":
        actions.take_key_back(key=key, by=by)
        messages.success(request, _("You have taken it back. Nothing is shared."))
    return redirect(request.path)
