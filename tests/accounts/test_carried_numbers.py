"""Numbers that a page carries along unseen, which anybody can change on their way."""

import pkgutil
from importlib import import_module

import pytest
from django import forms

import assessments.forms
import frameworks.forms
from accounts.forms import CarriedNumber


@pytest.mark.parametrize("sent", ["-1", "9" * 30, "1" * 5_000, "2.5", "²", "x", "1e9"])
def test_a_number_that_no_row_can_have_is_refused(sent):
    with pytest.raises(forms.ValidationError):
        CarriedNumber().clean(sent)


def test_a_number_of_a_row_is_taken():
    assert [CarriedNumber().clean(sent) for sent in ("0", "17", "9" * 9)] == [0, 17, 999_999_999]
    assert CarriedNumber(required=False).clean("") is None


def all_forms(kind=forms.BaseForm):
    for form in kind.__subclasses__():
        yield form
        yield from all_forms(form)


def test_every_number_of_a_form_has_bounds():
    """Else a number below 0, or of thirty digits, comes as far as the database, and is an error of ours."""
    for package in (assessments.forms, frameworks.forms):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    numbers = [
        (form.__name__, name, field)
        for form in all_forms()
        if form.__module__.split(".")[0] in ("accounts", "assessments", "frameworks")
        for name, field in form.base_fields.items()
        if isinstance(field, forms.IntegerField)
    ]
    assert len(numbers) > 5
    assert [(form, name) for form, name, field in numbers if None in (field.min_value, field.max_value)] == []
