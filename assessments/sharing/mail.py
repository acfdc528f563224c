"""The message that brings somebody a link to results: the link, and never a file or a number."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.mail import on_one_line
from assessments.records.share_links import ShareLink
from background.outbox import send_later


def send_link(link: ShareLink, secret: str, address: str) -> None:
    """Have a worker send the link to this address. Call it inside the transaction that makes the link: until
    it is handed over, the message waits sealed (background/sealing.py)."""
    assessment = link.release.round.assessment
    context = {
        "organisation": on_one_line(assessment.organisation.name),
        "title": on_one_line(assessment.title),
        "by": on_one_line(str(link.made_by or assessment.organisation.name)),
        "is_report": link.shows == ShareLink.Shows.REPORT,
        "is_outcome": link.shows == ShareLink.Shows.OUTCOME,
        "ends_on": link.ends_on,
        "link": settings.SITE_URL + link.address(secret),
        "site_name": settings.SITE_NAME,
    }
    if link.shows == ShareLink.Shows.REPORT:
        subject = _("A report from %(organisation)s: %(title)s") % context
    elif link.shows == ShareLink.Shows.OUTCOME:
        subject = _("What came of it, from %(organisation)s: %(title)s") % context
    else:
        subject = _("Results from %(organisation)s: %(title)s") % context
    body = render_to_string("assessments/sharing/mail/link.txt", context)
    about = _("the e-mail with a link to ‘%(title)s’, to %(address)s") % {**context, "address": address}
    send_later(EmailMessage(subject, body, None, [address]), about=about, by=link.made_by_id)
