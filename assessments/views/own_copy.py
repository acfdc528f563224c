"""A copy of one's own answers to keep: a PDF, made when somebody asks for it, and kept nowhere.

It holds neither the code nor the link, and its name is the same for everybody: what lies on a shared device
must open nothing, and tell nobody at a glance who took part in what.
"""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited

from assessments.pdf import PdfUnavailable, file_name, render_pdf
from assessments.reading import Reading, in_chosen_language, reading_of
from assessments.views.participant import all_answers, page
from assessments.views.printing import download
from assessments.visits import Visit, for_participant


@in_chosen_language
@for_participant
def mine_pdf(visit: Visit) -> HttpResponse:
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
    """The copy as the HTML document that is printed."""
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
    return render_to_string("assessments/part/mine_print.html", context)
