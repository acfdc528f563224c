"""Pages on which somebody stops for now, or checks and sends: with the private code to come back with."""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import codes
from assessments.responses import saving
from assessments.responses.languages import asks_to_switch, in_chosen_language, reading_of
from assessments.responses.saving import OtherGroup, RoundClosed
from assessments.responses.visits import Visit, for_participant
from assessments.rounds.errors import NotAllowedNow
from assessments.views.taking_part.participant import (
    all_answers,
    closed,
    given_so_far,
    group_shown,
    page,
)


@in_chosen_language
@for_participant
def keep(visit: Visit) -> HttpResponse:
    """Stop for now: the private link and code to come back with, and sending what there is so far."""
    given = given_so_far(visit).values()
    asked = sum(version.question_count for version in reading_of(visit, visit.round).contents)
    context = {"answered": sum(one.answered for one in given), "of": asked}
    return page(visit, "keep", {**context, **_way_back(visit)})


def _way_back(visit: Visit) -> dict[str, Any]:
    """Return the private link and the code, as they are shown. The code stands after '#', which no server
    sees.

    mail: opens the person's own mail program with a message to themselves. We send nothing, and learn no
    address.
    """
    link = visit.build_absolute_uri(reverse("assessments:enter")) + "#" + visit.secret
    code = codes.in_groups(visit.secret)
    return {"link": link, "code": code, "mail": _mail_to_oneself(visit, link, code)}


def _mail_to_oneself(visit: Visit, link: str, code: str) -> str:
    """Return a mailto: address without an address. The subject names nothing: subjects are seen in lists of
    mail."""
    lines = [
        _("My link to come back: %(link)s") % {"link": link},
        _("Or with this code: %(code)s") % {"code": code},
        _("Anyone who has this can see and change my answers."),
    ]
    message = {"subject": _("My private link"), "body": "\r\n\r\n".join(lines)}
    return "mailto:?" + urlencode(message, quote_via=quote)


# Checking and sending


def _check_page(visit: Visit, ticked: bool, problem: str = "") -> HttpResponse:
    reading = reading_of(visit, visit.round)
    rows = all_answers(visit, reading)
    answers = [one for row in rows for _q, one in row["given"]]
    context = {
        "rows": rows,
        "languages": reading.choices,
        "answered": sum(one.answered for one in answers),
        "of": len(answers),
        "problem": problem,
        "ticked": ticked,
    }
    shown = page(visit, "check", context, status=400 if problem else 200)
    return reading.remembered(shown, visit.round)


@in_chosen_language
@for_participant
def check(visit: Visit) -> HttpResponse:
    """Everything at a glance, the consent to be shown if few, and send."""
    if visit.method != "POST":
        if not visit.round.is_open:
            return redirect("assessments:mine", visit.round.join_code)
        return _check_page(visit, visit.response.show_if_few)
    ticked = "show_if_few" in visit.POST
    if asks_to_switch(visit) and visit.round.is_open:
        return _check_page(visit, ticked)
    try:
        saving.send_response(response=visit.response, show_if_few=ticked, group=group_shown(visit))
    except RoundClosed:
        return closed(visit)
    except OtherGroup as refused:
        return _check_page(visit, False, refused.reason)
    except NotAllowedNow as refused:
        return _check_page(visit, ticked, refused.reason)
    return redirect("assessments:sent", visit.round.join_code)


@in_chosen_language
@for_participant
def sent(visit: Visit) -> HttpResponse:
    """Thanks, what happens next, and the code to come back with."""
    if not visit.response.submitted:
        return redirect("assessments:check", visit.round.join_code)
    return page(visit, "sent", _way_back(visit))
