"""Fields that take what the exchange file can hold, and say beside them what it cannot."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic_core import PydanticCustomError

from accounts.forms import Lines
from frameworks.exchange.limits import LARGEST, MOST_ITEMS, SMALLEST, mended
from frameworks.exchange.texts import tidied, url_of
from frameworks.models import LIMITS


class Written(forms.CharField):
    """Plain text as the exchange file takes it: tidy at its ends, within its limit, nothing unseen in it.

    Tabs and the line breaks of other programs are mended, as in a file (exchange.limits.mended).
    """

    def __init__(self, label: Any, limit: str, *, rows: int = 0, **kwargs: Any) -> None:
        self.limit, self.lines = LIMITS[limit], bool(rows)
        widget = Lines(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(label=label, required=False, strip=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return self.tidy(str(value or ""))

    def tidy(self, text: str) -> str:
        text = mended(text, lines=self.lines)
        if not text.strip():
            return ""
        if len(text.strip()) > self.limit:
            raise ValidationError(too_long(len(text.strip()), self.limit))
        try:
            return tidied(text, self.limit, lines=self.lines)
        except PydanticCustomError:
            raise ValidationError(
                _("This holds a sign that cannot be stored. Please type it again.")
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "") != (data or "")


def too_long(length: int, most: int) -> str:
    return _("This is %(length)s characters long, and %(most)s is the most. Please make it shorter.") % {
        "length": f"{length:,}",
        "most": f"{most:,}",
    }


class Things(Written):
    """A list, one on each line."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, "short", rows=3, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = mended(str(value or ""), lines=True).split("\n")
        things = [self.tidy(line) for line in lines if line.strip()]
        if len(things) > MOST_ITEMS:
            raise ValidationError(_("This list is too long."))
        return things


class Address(Written):
    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, "url", **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return url_of(text) if text else ""
        except PydanticCustomError:
            raise ValidationError(_("A web address starts with https:// or http://.")) from None


class WholeNumber(forms.IntegerField):
    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            min_value=SMALLEST,
            max_value=LARGEST,
            error_messages={
                "invalid": gettext_lazy("Give a whole number."),
                "min_value": gettext_lazy("This number is too small."),
                "max_value": gettext_lazy("This number is too large."),
            },
        )

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and len(value.strip()) > 8:
            raise ValidationError(_("This number is too large."))
        return super().to_python(value)


def chosen(label: Any, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> forms.ChoiceField:
    """Return a choice of what the draft holds, which somebody may have taken out meanwhile."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This no longer exists. Choose another.")},
        **kwargs,
    )
