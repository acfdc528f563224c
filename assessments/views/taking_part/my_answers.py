"""A participant's own answers: shown, downloaded as a PDF, and taken back."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_ratelimit.core import is_ratelimited

from accounts.errors import Refused
from accounts.naming import file_name
from assessments.agreement.voices.actions import Speaker, take_back_all
from assessments.agreement.voices.queries import OwnVoices, own_voices
from assessments.deletion.unplaced import delete_unplaced
from assessments.models import Release
from assessments.printing.letters import missing_in
from assessments.printing.pdf import PdfUnavailable, render_pdf
from assessments.records.removed_words import RemovedWords
from assessments.responses import saving
from assessments.responses.languages import Reading, in_chosen_language, reading_of
from assessments.responses.visits import (
    Visit,
    end_visit,
    for_participant,
    public,
)
from assessments.rounds.states import words_for
from assessments.views.downloads import download
from assessments.views.taking_part.participant import all_answers, page


@in_chosen_language
@for_participant
def my_answers_pdf(visit: Visit) -> HttpResponse:
    """One's own answers as they are saved now, in the language, words and size of text that one reads in."""
    if _many_copies(visit):
        return page(visit, "no_pdf", {"busy": True}, status=429)
    try:
        pdf = render_pdf(_print_html(visit, reading_of(visit, visit.round)))
    except PdfUnavailable:
        return page(visit, "no_pdf", {}, status=503)
    return download(pdf, file_name(_("My answers")))


def _many_copies(visit: Visit) -> bool:
    """Whether too many were asked for from one address: each takes a second or more to set. A whole room may
    share an address."""
    return is_ratelimited(visit, group="own-copy", key="ip", rate="30/m", increment=True)


def _print_html(visit: Visit, reading: Reading) -> str:
    """Return the copy as the HTML document that is printed."""
    rows = all_answers(visit, reading)
    answers = [given for row in rows for _question, given in row["given"]]
    context = {
        "round": visit.round,
        "organisation": visit.round.assessment.organisation,
        "participant": visit.response,
        "rows": rows,
        "answered": sum(given.answered for given in answers),
        "of": len(answers),
        "look": reading.look,
        "today": timezone.localdate(),
        "site_name": settings.SITE_NAME,
    }
    return render_to_string("assessments/responses/my_answers_print.html", context)


@in_chosen_language
@for_participant
def mine(visit: Visit) -> HttpResponse:
    """One's own answers, and what may be done with them in the state that the round is in."""
    reading = reading_of(visit, visit.round)
    rows = all_answers(visit, reading)
    waiting = (row["part"].number for row in rows if not all(one.answered for _q, one in row["given"]))
    context = {
        "rows": rows,
        "go_on": next(waiting, 1),
        "languages": reading.choices,
        "words_removed": visit.round.is_released
        and RemovedWords.objects.filter(release__round=visit.round).exists(),
        "unplaced_gone": "gone" in visit.GET and not visit.response.unplaced,
        "missing": missing_in(rows, visit.round.assessment.title),
    }
    return page(visit, "my_answers", context)


@require_POST
@for_participant
def unplaced(visit: Visit) -> HttpResponse:
    """Delete one's own words from paper that were put to no question."""
    delete_unplaced(response=visit.response)
    return redirect(reverse("assessments:mine", args=[visit.round.join_code]) + "?gone#unplaced")


@in_chosen_language
@for_participant
def withdraw(visit: Visit) -> HttpResponse:
    """Take everything back: asked once, then deleted."""
    problem, said = "", _said_beside_results(visit)
    chosen = visit.POST.get("voices", "")
    if visit.method == "POST" and said and chosen not in ("with", "leave"):
        problem = _("Choose what should happen to what you said beside the results.")
    elif visit.method == "POST":
        try:
            if said and chosen == "with" and not words_for(visit.round).why_not_withdraw:
                # By itself, before: a database writes down what went in one transaction.
                take_back_all(speaker=Speaker(visit.response, visit.secret))
            saving.withdraw_response(response=visit.response, state_shown=visit.POST.get("state", ""))
            return end_visit(redirect("assessments:withdrawn"), visit.round)
        except Refused as refused:
            problem = refused.reason
            visit.round.refresh_from_db(fields=["state"])
    why_not = words_for(visit.round).why_not_withdraw
    context = {"problem": why_not or problem, "possible": not why_not, "said": said, "chosen": chosen}
    if said and problem and not chosen:
        context["problem_at"] = "voices-with"
    return page(visit, "withdraw", context, status=409 if problem else 200)


def _said_beside_results(visit: Visit) -> OwnVoices | None:
    """Return what the person says beside the results, where that is anything (agreement/voices/)."""
    release = Release.objects.filter(round=visit.round).first()
    found = own_voices(release, Speaker(visit.response, visit.secret)) if release else None
    return found if found and found.any else None


@in_chosen_language
@public
def withdrawn(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/responses/withdrawn.html")
