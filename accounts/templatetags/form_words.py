"""What a form's field says, in this site's own words, on every page that shows a form.

templates/bootstrap5 builds each field from these. Where a form has words of its own they stand; what comes
bare from Django ('This field is required.') or from allauth's forms is said in plain words here.
"""

from collections.abc import Iterator
from typing import Any

from allauth.account.fields import EmailField as SignInEmailField
from allauth.account.fields import PasswordField
from django import forms, template
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm, BaseFormSet, BoundField
from django.forms.boundfield import BoundWidget
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

PASSWORD_RULES = gettext_lazy("At least 12 characters. Three words together work well.")
PASSWORDS = {
    "password": gettext_lazy("Password"),
    "oldpassword": gettext_lazy("The password that you have now"),
    "password1": gettext_lazy("New password"),
    "password2": gettext_lazy("The new password again"),
}
BARE_REQUIRED = forms.Field.default_error_messages["required"]  # lazy: in the language of the page
BY_CODE = {
    "email_password_mismatch": gettext_lazy(
        "The e-mail address or the password is not right. Check both, then try again."
    ),
    "too_many_login_attempts": gettext_lazy(
        "There were many tries. Please wait a few minutes, then try again."
    ),
    "null_characters_not_allowed": gettext_lazy(
        "There is a sign in this that cannot be stored: an invisible one (NUL) that came with copied text. "
        "Type the words again, or copy them without it."
    ),
    "missing_management_form": gettext_lazy(
        "A part of this page went missing on the way. Please load it again."
    ),
    "email_taken": gettext_lazy(
        "There is an account with this e-mail address already. You can sign in with it."
    ),
    "duplicate_email": gettext_lazy("You have this address already. Type another one."),
    "incorrect_password": gettext_lazy("The password is not right."),
    "enter_current_password": gettext_lazy("This is not the password that you have now."),
    "password_too_short": gettext_lazy("This password is too short. Use at least 12 characters."),
    "password_too_common": gettext_lazy(
        "Many people use this password, so it is easy to guess. Choose another."
    ),
    "password_entirely_numeric": gettext_lazy("This password has only numbers. Use some letters too."),
}


@register.filter
def label_of(field: BoundField) -> str:
    """Return the field's label; allauth's fields are called what they are called everywhere else here."""
    if isinstance(field.field, SignInEmailField):
        return _("E-mail address")
    if isinstance(field.field, PasswordField):
        return str(PASSWORDS[field.name])
    return str(field.label)


@register.filter
def help_of(field: BoundField) -> str:
    """Return the help of a field; of a new password, the rules in one sentence."""
    if isinstance(field.field, PasswordField) and field.name == "password1":
        return str(PASSWORD_RULES)
    return str(field.help_text)


@register.filter
def errors_of(field: BoundField) -> list[str]:
    """Return the field's errors in words for people, in order."""
    return [words for error in field.errors.as_data() for words in _words(error, field)]


@register.filter
def form_errors_of(form: BaseForm | BaseFormSet) -> list[str]:
    """Return the errors of a form, or a set of forms, that belong to no single field, in words for people."""
    if isinstance(form, BaseFormSet):
        general = form.non_form_errors().as_data()
    else:
        general = form.errors.as_data().get(NON_FIELD_ERRORS, [])
    return [words for error in general for words in _words(error)]


@register.filter
def all_errors_of(form: BaseForm | BaseFormSet) -> list[tuple[str, str]]:
    """Return every error for the list at the top of the page: (id of the control, or '', and the words)."""
    found = [("", words) for words in form_errors_of(form)]
    if isinstance(form, BaseFormSet):
        return found + [error for one in form.forms for error in all_errors_of(one)]
    return found + [(first_id(field), words) for field in form.visible_fields() for words in errors_of(field)]


# What else a page may hold of which something is to be looked at again: its template lists it, in the block
# `problems`, in words of its own.
LISTED_BY_PAGE = ("to_mend", "differences", "faulty", "faults")


@register.simple_tag(takes_context=True)
def problems_on_page(context: Context) -> dict[str, Any]:
    """Return what is wrong with what was sent, for the title of a page and the list at the top of it.

    entries: (id of the control, or '', and the words), of `form` and of `problem`, which is a sentence; where
    that belongs to a control, `problem_at` is its id. found: whether there is anything, on this list or on
    one of the page's own.
    """
    form, entries = context.get("form"), []
    if problem := context.get("problem"):
        entries.append((context.get("problem_at") or "", problem))
    if isinstance(form, BaseForm | BaseFormSet) and form.is_bound:
        entries += all_errors_of(form)
    return {"entries": entries, "found": entries or any(context.get(name) for name in LISTED_BY_PAGE)}


@register.filter
def first_id(field: BoundField) -> str:
    """Return the id of the field's control; of a list of choices, that of the first."""
    return str(field.id_for_label or f"{field.auto_id}_0")


@register.simple_tag
def control(field: BoundField, classes: str) -> SafeString:
    """Draw the field's own input, without a placeholder: the label says what goes in. No length is told
    to the browser, which would cut off what is pasted without a word. Django writes aria-invalid and
    aria-describedby."""
    return field.as_widget(attrs={"class": classes, "placeholder": False, "maxlength": False})


@register.filter
def choices_of(field: BoundField) -> list[BoundWidget]:
    """Return the radio buttons or tick boxes of a field, each with its id, its input and its label."""
    attrs = {"id": field.auto_id, "class": "form-check-input"}
    parts = field.field.widget.subwidgets(field.html_name, field.value(), attrs=attrs)
    return [BoundWidget(field.field.widget, part, field.form.renderer) for part in parts]


def _words(error: ValidationError, field: BoundField | None = None) -> Iterator[str]:
    for message in error.messages:
        yield _in_plain_words(message, error, field)


def _in_plain_words(message: str, error: ValidationError, field: BoundField | None) -> str:
    if error.code in BY_CODE:
        return str(BY_CODE[error.code])
    if error.code == "max_length" and error.params:
        return (
            _("This is too long: it has %(show_value)s letters and signs. Use %(limit_value)s at most.")
            % error.params
        )
    if field is not None and error.code == "invalid" and isinstance(field.field, forms.EmailField):
        return _("This is not a whole e-mail address. It looks like name@example.org.")
    if field is not None and message == BARE_REQUIRED:
        return _missing(field)
    return message


def _missing(field: BoundField) -> str:
    if isinstance(field.field, forms.EmailField):
        return _("Type the e-mail address.")
    if isinstance(field.field, PasswordField):
        return _("Type the password once more.") if field.name == "password2" else _("Type a password.")
    return _("Please answer this: %(question)s") % {"question": label_of(field)}
