"""What those who run a round hand out so that people join by its link: the link itself, a picture of it to
scan, and a message to send."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import codes
from assessments.models import Round
from assessments.printing.qr import qr_svg
from assessments.rounds.contents import content_of_round, told_in_short
from frameworks.content import Minutes, minutes_of


@dataclass(frozen=True, slots=True)
class HandingOut:
    """The link of a round, and what goes with it. code: to type at `typed`, an address without 'https://'.
    picture: a QR code of the link, as SVG. message: plain text, to paste into an e-mail or a chat."""

    link: str
    code: str
    typed: str
    picture: SafeString
    minutes: Minutes
    subject: str
    message: str

    @property
    def mail_link(self) -> str:
        """The address that opens a person's own mail program with the message in it."""
        return f"mailto:?{urlencode({'subject': self.subject, 'body': self.message}, quote_via=quote)}"


def handing_out(request: HttpRequest, round_: Round) -> HandingOut:
    """Return what there is to hand out of a round that is open and has a link. No query where this process
    has read its questions before."""
    link = request.build_absolute_uri(reverse("assessments:join", args=[round_.join_code]))
    code = codes.in_groups(round_.join_code)
    typed = request.get_host() + reverse("assessments:enter").rstrip("/")
    contents = content_of_round(round_)
    minutes = minutes_of(contents)
    values = {
        "link": link,
        "code": code,
        "typed": typed,
        "minutes": minutes,
        "round": round_,
        "assessment": round_.assessment,
        "organisation": round_.assessment.organisation.name,
        "questions": sum(version.question_count for version in contents),
        "privacy": next((line.words for line in told_in_short(round_)), ""),
    }
    return HandingOut(
        link=link,
        code=code,
        typed=typed,
        picture=mark_safe(qr_svg(link, _("QR code. It opens %(link)s") % {"link": link})),
        minutes=minutes,
        subject=round_.assessment.title,
        message=_without_gaps(render_to_string("assessments/invitations/mail/to_send.txt", values)),
    )


def _without_gaps(text: str) -> str:
    """Return a text whose paragraphs have one line between them, however many the template left."""
    paragraphs = [" ".join(part.split()).replace(" ,", ",") for part in text.split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part)
