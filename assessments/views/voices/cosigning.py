"""'A fair record': people who took part say, for their group, whether it is one, with their private link."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from assessments.agreement.voices import actions
from assessments.agreement.voices.queries import own_voices
from assessments.forms.outcome.voices import FairRecordForm
from assessments.reports.beside.offers import counted_in
from assessments.responses.visits import Visit
from assessments.views.voices.speaking import Occasion, for_speakers, show

Fair = FairRecordForm.Fair


@for_speakers
def fair_record(visit: Visit, occasion: Occasion) -> HttpResponse:
    """Ask whether it is a fair record, and let a word be taken back. 'Not quite' leads to a statement about
    the whole; 'rather not say' stores nothing, and takes nothing back."""
    group = counted_in(occasion.report.results, occasion.perspective)
    form = FairRecordForm(visit.POST if visit.method == "POST" else None, is_counted=bool(group))
    if visit.method == "POST" and visit.POST.get("do") == "take-back":
        actions.take_back_signature(speaker=occasion.speaker)
        return redirect("assessments:fair_record", visit.round.join_code)
    if visit.method == "POST" and form.is_valid():
        return _answered(visit, occasion, form.cleaned_data["fair"])
    signed = own_voices(occasion.release, occasion.speaker).signed
    context = {
        "form": form,
        "group": group,
        "signed": signed,
        "is_older": signed is not None and signed.signed_on < timezone.localdate(),
        "co_signed": occasion.report.co_signed,
        "can_change": visit.round.state == visit.round.State.RELEASED,
    }
    return show(visit, "fair_record", context, 422 if form.errors else 200)


def _answered(visit: Visit, occasion: Occasion, fair: str) -> HttpResponse:
    code = visit.round.join_code
    if fair == Fair.NOT_QUITE:
        return redirect("assessments:new_statement", code)
    if fair == Fair.NOT_SAID:
        return redirect("assessments:join_results", code)
    actions.co_sign(speaker=occasion.speaker)
    return redirect("assessments:fair_record", code)
