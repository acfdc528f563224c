"""What is asked of the person who brings a framework in from a file."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import Lines
from accounts.models import OrganisationQuerySet
from frameworks.conversion.reading import Conversion, convert_file, convert_text
from frameworks.conversion.settling import settled
from frameworks.exchange.files import FaultyFile, FrameworkFile, read
from frameworks.exchange.format import checked, plain_data
from frameworks.exchange.parser import Parsed
from frameworks.exchange.words import Waiting
from frameworks.forms.owner import OwnerForm

ONE_OF_TWO = _("Choose one of the two.")
SALT = "frameworks.import"


def _publish(**kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Is it ready to use?"),
        choices=[
            (
                "no",
                _("Not yet. Keep it as a draft: only your organisation sees it, and it can still change."),
            ),
            ("yes", _("Yes. Publish it. New rounds can use it, and this version can never change.")),
        ],
        coerce=lambda chosen: chosen == "yes",
        error_messages={"required": ONE_OF_TWO, "invalid_choice": ONE_OF_TWO},
        **kwargs,
    )


class ImportForm(OwnerForm):
    """A framework file, whose it will be, and whether it is published at once.

    Once it is cleaned, `file` is what the file or the pasted text holds, and `notes` what was not taken over
    from a file of another kind; where it cannot be read, `faults` are all its faults.
    """

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "A framework file (YAML or JSON), a spreadsheet (XLSX or CSV) with a row for each question, an "
            "XLSForm, or a CISO Assistant library. 1 MB at most."
        ),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json,.xlsx,.xlsm,.csv,.tsv,.txt"}),
        required=False,
        error_messages={"empty": _("This file is empty.")},
    )
    pasted = forms.CharField(
        label=_("Or paste your questions here"),
        help_text=_("One question on each line. A line that ends with a colon begins a new part."),
        widget=Lines(attrs={"rows": 6}),
        max_length=100_000,
        required=False,
    )
    publish = _publish(initial="no", widget=forms.RadioSelect)

    field_order = ("file", "pasted", "organisation", "publish")

    def __init__(
        self, *args: Any, organisations: OrganisationQuerySet, too_large: bool = False, **kwargs: Any
    ) -> None:
        """Ask for a file and its owner. organisations: as of `OwnerForm`. too_large: the file was not
        kept."""
        super().__init__(*args, organisations=organisations, **kwargs)
        self.faults: list[str] = []
        self.notes: tuple[str, ...] = ()
        self.file_name = ""
        self.by_code = False
        self.nothing = (
            gettext("This file is over 1 MB. Choose a smaller one.")
            if too_large
            else gettext("Choose a file first, or paste your questions.")
        )

    def clean_file(self) -> FrameworkFile | Conversion | None:
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        self.file_name = upload.name
        parsed = Parsed(upload.read())
        return self._tried(lambda: convert_file(parsed, upload.name) or read(parsed))

    def _tried(self, reading: Callable[[], FrameworkFile | Conversion]) -> FrameworkFile | Conversion:
        try:
            return reading()
        except FaultyFile as error:
            self.faults = error.faults
            raise ValidationError(_("Nothing was imported. What to put right is listed above.")) from error

    def clean(self) -> dict[str, Any]:
        """Take the file, or what was pasted, and give it its place in the organisation."""
        data = super().clean() or {}
        text, found = data.pop("pasted", "").strip(), data.get("file")
        if found is None and "file" not in self.errors:
            if not text:
                self.add_error("file", self.nothing)
                return data
            self.file_name = gettext("the text that you pasted")
            try:
                found = self._tried(lambda: convert_text(text, gettext("Our questions")))
            except ValidationError as error:
                self.add_error("pasted", error)
        words: dict[str, Waiting] = {}
        if isinstance(found, Conversion) and data.get("organisation"):
            self.notes = found.notes
            found, words = settled(found, data["organisation"])
        return {**data, "file": found, "words": words}

    def refuse(self, why: str, places: list[str]) -> None:
        """Say why a file that could be read was not stored, with each of the places where that is so: not as
        paths in the file, but by their codes."""
        self.faults, self.by_code = places, True
        self.add_error("file", f"{why}.")


class ConfirmImportForm(OwnerForm):
    """A file that was read, carried from the page that says what importing it will do to the one that does.

    content: what the file says, signed by this site. seen: the fingerprint of what the page said. Once it is
    cleaned, `file` stands in place of `content`, and `file_name` is what it was called.
    """

    content = forms.CharField(widget=forms.HiddenInput)
    publish = _publish(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget = forms.HiddenInput()
        self.file_name = ""
        self.words: dict[str, Waiting] = {}

    def clean_content(self) -> FrameworkFile:
        try:
            found = signing.loads(self.cleaned_data["content"], salt=SALT)
        except signing.BadSignature as error:
            raise ValidationError(_("This page is out of date. Choose the file again.")) from error
        self.file_name, self.words = found["name"], found["words"]
        return checked(found["file"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {"file": data.pop("content", None), "words": self.words, **data}


def carried(file: FrameworkFile, words: dict[str, Waiting], name: str) -> str:
    """Return a file that was read as a `ConfirmImportForm` carries it. words: in other languages."""
    content = {"name": name, "file": plain_data(file), "words": words}
    return signing.dumps(content, salt=SALT, compress=True)
