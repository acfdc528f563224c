"""Messages about frameworks. None holds a word of a framework but its title."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from background.outbox import send_for_visitor, send_later
from frameworks.families.originals import followers_of
from frameworks.models import FrameworkVersion


def ask_to_agree(request: HttpRequest, draft: FrameworkVersion, members: list[User]) -> None:
    """Tell these members that somebody asks one of them to agree. Each gets a message of their own. Call it
    inside the transaction that stores the question."""
    organisation = draft.framework.organisation
    context = {
        "by": request.user,
        "organisation": organisation,
        "title": " ".join(draft.title.split()),
        "number": draft.number,
        "page": request.build_absolute_uri(reverse("frameworks:agree", args=[draft.pk])),
        "site_name": settings.SITE_NAME,
    }
    body = render_to_string("frameworks/mail/agree.txt", context)
    subject = _("Please agree to publish ‘%(title)s’, version %(number)s") % context
    for member in members:
        about = _("the e-mail that asks %(member)s to agree to ‘%(title)s’") % {**context, "member": member}
        send_for_visitor(request, EmailMessage(subject, body, None, [member.email]), about=about)


def tell_adaptations(version: FrameworkVersion) -> None:
    """Tell the stewards and leads of each organisation that adapted this version's framework that it has a
    new version, and where to see what changed. Call it inside the transaction that publishes the version. A
    translation brings nothing new, so nobody is told of one. Where a message fails, whoever published the
    version learns that, and not whom it was for."""
    if version.translation_of_id:
        return
    about = _("an e-mail about the new version of ‘%(title)s’, to a member of an organisation that uses it")
    about %= {"title": version.title}
    for member, adaptation in followers_of(version):
        send_later(_news(version, member, adaptation), about=about, by=version.published_by_id)


def _news(version: FrameworkVersion, member: User, adaptation: FrameworkVersion) -> EmailMessage:
    context = {
        "original": " ".join(version.title.split()),
        "number": version.number,
        "organisation": adaptation.framework.organisation,
        "ours": " ".join(adaptation.title.split()),
        "page": settings.SITE_URL + reverse("frameworks:original", args=[adaptation.pk]),
        "site_name": settings.SITE_NAME,
    }
    body = render_to_string("frameworks/mail/news.txt", context)
    subject = _("‘%(original)s’ has a new version %(number)s") % context
    return EmailMessage(subject, body, None, [member.email])
