"""A day is of about our time in every form: 0206 and 9999 are slips of the hand, and no calendar goes on."""

import datetime
import importlib
import pkgutil

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

import assessments.forms
from assessments.forms.running.days import DayField, not_past


@pytest.mark.parametrize("year", ["0001", "0206", "9999"])
def test_a_year_far_from_ours_is_named(year):
    with pytest.raises(ValidationError, match=f"it says {int(year)}"):
        DayField().clean(f"{year}-12-31")


def test_a_day_near_ours_is_taken_and_one_that_is_past_where_it_stood_before():
    today = timezone.localdate()
    before = today - datetime.timedelta(days=3)
    assert DayField().clean(before.isoformat()) == before
    assert not_past(today) == today
    assert not_past(before, before) == before
    with pytest.raises(ValidationError, match="This day is past"):
        not_past(before, today)


def test_every_form_that_asks_for_a_day_asks_for_it_in_this_way():
    found = []
    for module in pkgutil.walk_packages(assessments.forms.__path__, "assessments.forms."):
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, type) and issubclass(one, forms.Form):
                found += [field for field in one.base_fields.values() if isinstance(field, forms.DateField)]
    assert len(found) > 6
    assert all(isinstance(field, DayField) for field in found)
