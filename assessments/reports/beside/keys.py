"""What the results say of the two keys by which they were shared (docs/rules.md, Two keys)."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.choices import Side
from assessments.models import Round
from assessments.records.release_keys import ReleaseKey


def key_notices(round_: Round) -> tuple[str, ...]:
    """Say that two people agreed, and which key was passed on, on which day; nobody is named. Empty for a
    round that asked for no keys. One query, or none."""
    if not round_.two_keys:
        return ()
    told = _("Two people, one for each side, agreed before these results were shared.")
    passed_on = ReleaseKey.objects.filter(round=round_, passed_on__isnull=False).order_by("passed_on", "pk")
    return (told, *(_passed_on(side, day) for side, day in passed_on.values_list("side", "passed_on")))


def _passed_on(side: str, day: datetime.date | None) -> str:
    names = {
        Side.PEOPLE: _("people and communities"),
        Side.SERVICES: _("services and professionals"),
    }
    return _("The key of %(side)s was passed on to somebody else on %(day)s.") % {
        "side": names[Side(side)],
        "day": date_format(day or "", "j F Y"),
    }
