"""Days round today: what people are told of a closing day goes by what day it is."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format


def ahead(days):
    """The day that comes in so many days; before today for fewer than none."""
    return timezone.localdate() + datetime.timedelta(days)


def said(day):
    return date_format(day, "j F Y")
