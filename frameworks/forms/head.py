"""The forms of what belongs to the framework as a whole: its own words, its credits, its sources."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from frameworks import languages
from frameworks.drafts.parts import HEAD, Fields
from frameworks.forms.fields import Address, Written, chosen
from frameworks.forms.part import PartForm


class HeadForm(PartForm):
    title = Written(gettext_lazy("Name of the framework"), "title")
    summary = Written(
        gettext_lazy("Say what it is, in one or two sentences"),
        "text",
        rows=2,
        help_text=gettext_lazy("Shown in the list of frameworks."),
    )
    introduction = Written(gettext_lazy("What people read before they answer"), "text", rows=5)
    plain = Written(gettext_lazy("The same in shorter words"), "text", rows=3)
    language = chosen(gettext_lazy("Language of the questions"), [])

    def __init__(self, data: QueryDict | None, *, fields: Fields, translation: bool = False) -> None:
        super().__init__(data, key=HEAD, fields=fields)
        field: Any = self.fields["language"]
        field.choices = languages.choices(dict.fromkeys([*languages.LANGUAGES, fields["language"]]))
        if translation:
            del self.fields["language"]


class CreditsForm(PartForm):
    licence = Written(
        gettext_lazy("Licence of this wording"),
        "title",
        help_text=gettext_lazy("Such as CC BY 4.0, which lets others use it and asks them to name you."),
    )
    credits = Written(
        gettext_lazy("Who wrote it, and what it is adapted from"),
        "text",
        rows=4,
    )

    def __init__(self, data: QueryDict | None, *, fields: Fields, translation: bool = False) -> None:
        super().__init__(data, key=HEAD, fields=fields)
        if translation:
            del self.fields["licence"]


class SourceForm(PartForm):
    citation = Written(
        gettext_lazy("The source"),
        "text",
        rows=2,
        help_text=gettext_lazy("Who wrote it, when, its name, and where it was published."),
    )
    url = Address(gettext_lazy("Its web address, if it has one"))
