"""Messages about frameworks. None holds a word of a framework but its title."""

from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from frameworks.families.originals import followers_of
from frameworks.models import FrameworkVersion


def ask_to_agree(request: HttpRequest, draft: FrameworkVersion, members: list[User]) -> None:
    """Tell these members, once the change is stored, that somebody asks one of them to agree. Each gets a
    message of their own."""
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
    letters = [EmailMessage(subject, body, None, [member.email]) for member in members]
    connection = get_connection(fail_silently=True)
    transaction.on_commit(partial(connection.send_messages, letters))


def tell_adaptations(version: FrameworkVersion) -> None:
    """Tell the stewards and leads of each organisation that adapted this version's framework that it has a
    new version, and where to see what changed. Call it once the version is stored. A translation brings
    nothing new, so nobody is told of one."""
    if version.translation_of_id:
        return
    letters = [_news(version, member, adaptation) for member, adaptation in followers_of(version)]
    if letters:
        get_connection(fail_silently=True).send_messages(letters)


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
