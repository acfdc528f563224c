"""What is printed to invite people: slips with a code each, and a poster with the link that all share.

Each is an HTML document for pdf.render_pdf. A slip does not say which group it is for: it lies about, and may
be seen in somebody's hand. The head of the sheet says it, and is cut off.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import codes
from assessments.models import Perspective, Round
from assessments.printing.qr import qr_svg

LONG_NAMES = 90  # letters of the two names together, from which they are set smaller
IN_A_ROW = {False: 2, True: 1}  # slips, by whether it is large print


def slips_html(
    request: HttpRequest, round_: Round, perspective: Perspective | None, made: Sequence[str], *, large: bool
) -> str:
    """Return the sheets of slips for these codes (codes.invitation_from): 8 to a page with lines to cut
    along, or 2 in large print, and fewer where long names need more room. The link of each carries its code
    after '#', which no server sees."""
    link = request.build_absolute_uri(reverse("assessments:enter"))
    slips = [_slip(link, code) for code in made]
    step = IN_A_ROW[large]
    context = {
        **_shared(request, round_, large),
        "perspective": perspective,
        "rows": [slips[i : i + step] for i in range(0, len(slips), step)],
        "number": len(made),
    }
    return render_to_string("assessments/invitations/handouts/slips.html", context)


def _slip(link: str, code: str) -> dict[str, Any]:
    grouped = codes.in_groups(code)
    title = _("QR code. It opens the page for your code, %(code)s.") % {"code": grouped}
    return {"code": grouped, "qr": _picture(f"{link}#{code}", title)}


def poster_html(request: HttpRequest, round_: Round, *, large: bool) -> str:
    """Return a poster with the round's link as a QR code, and the address and join code to type."""
    link = request.build_absolute_uri(reverse("assessments:join", args=[round_.join_code]))
    title = _("QR code. It opens %(link)s") % {"link": link}
    context = {
        **_shared(request, round_, large),
        "code": codes.in_groups(round_.join_code),
        "qr": _picture(link, title),
    }
    return render_to_string("assessments/invitations/handouts/poster.html", context)


def _shared(request: HttpRequest, round_: Round, large: bool) -> dict[str, Any]:
    return {
        "round": round_,
        "assessment": round_.assessment,
        "organisation": round_.assessment.organisation,
        "typed": request.get_host() + reverse("assessments:enter").rstrip("/"),
        "site_name": settings.SITE_NAME,
        "large": large,
        "crowded": len(round_.assessment.title) + len(round_.assessment.organisation.name) > LONG_NAMES,
    }


def _picture(text: str, title: str) -> SafeString:
    return mark_safe(qr_svg(text, title))
