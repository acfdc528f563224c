"""What a new assessment and its rounds start with: all of it can be changed until a round opens."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment
from frameworks.models import FrameworkVersion

MANY_QUESTIONS = 25  # over this a round is called long
TIME_TO_ANSWER = datetime.timedelta(weeks=4)
PULSE = "progress-pulse"
SUGGESTED = {  # the framework of the library that a purpose starts with
    Assessment.Purpose.READINESS: "institutional-challenges",
    Assessment.Purpose.AUDIT: "core-values",
    Assessment.Purpose.PROGRESS: PULSE,
}
_ABOUT = {
    Assessment.Purpose.READINESS: gettext_lazy(
        "We want to work together as equals, and would like to know how ready we are. Everyone answers the "
        "same questions in private. Then we all see the results, and talk about what to do."
    ),
    Assessment.Purpose.AUDIT: gettext_lazy(
        "We work together, and would like to know how far power is really shared between us. Everyone "
        "answers the same questions in private. Then we all see the results, and talk about what to do."
    ),
    Assessment.Purpose.PROGRESS: gettext_lazy(
        "We have tried to work together in a better way, and would like to know what has changed. Everyone "
        "answers the same questions in private. Then we all see the results, and talk about what to do."
    ),
}


def suggested_about(purpose: str) -> str:
    """Return what people may be told about an assessment with this purpose, and why it asks."""
    return str(_ABOUT[Assessment.Purpose(purpose)])


def suggested_title(number: int, day: datetime.date | None = None) -> str:
    """Return what a round is called unless it is named otherwise. day: when it takes place; None: today."""
    month = date_format(day or timezone.localdate(), "F Y")
    return _("Round %(number)s, %(month)s") % {"number": number, "month": month}


def suggested_closing_day() -> datetime.date:
    """Return the last day for answering of a round that is set up today."""
    return timezone.localdate() + TIME_TO_ANSWER


def suggested_versions(purpose: str) -> list[FrameworkVersion]:
    """Return the newest version of the framework that a purpose starts with; nothing where the library has
    none. One query."""
    library = FrameworkVersion.objects.newest().filter(framework__organisation=None)
    return list(library.filter(framework__code=SUGGESTED[Assessment.Purpose(purpose)]))


def suggested_by_purpose() -> dict[str, FrameworkVersion]:
    """Return the version that each purpose starts with; a purpose that the library has none for is not there.
    One query."""
    library = FrameworkVersion.objects.newest().filter(framework__organisation=None)
    suggested = library.filter(framework__code__in=SUGGESTED.values()).select_related("framework")
    found = {version.framework.code: version for version in suggested}
    return {purpose: found[code] for purpose, code in SUGGESTED.items() if code in found}
