"""The forms of the editor: one for each part of a draft that a page shows (frameworks/drafts/parts.py).

In a translation only words can be written, and each field shows what the original says there.
"""

import re
from typing import Any

from django.utils.html import format_html

from frameworks import languages
from frameworks.drafts.parts import HEAD, LEVEL, PLAIN_LEVEL, Fields, Key, Parts
from frameworks.forms.fields import Written
from frameworks.forms.head import CreditsForm, HeadForm, SourceForm
from frameworks.forms.part import Around, PartForm, as_text
from frameworks.forms.questions import QuestionForm, SectionForm
from frameworks.forms.scales import BandsForm, ScaleForm

WORDS = re.compile(
    r"-(title|summary|introduction|licence|credits|citation|url|where|statement|plain|consider|actions|label"
    rf"|description|plain_label|(?:{LEVEL}|{PLAIN_LEVEL})-?\d+)$"
)


def form_of(key: Key, fields: Fields, around: Around, data: Any = None, *, page: str) -> PartForm:
    """Return the form of a part on a page of the editor; `page` tells which of the forms of the head."""
    form = _form_of(key, fields, around, data, page)
    for name, field in form.fields.items():
        if isinstance(field, Written) and name not in ("licence", "citation", "url"):
            field.widget.attrs |= _attributes(around.language)
    if around.original is not None:
        _show_beside(form, around.original)
    return form


def holds_words(name: str) -> bool:
    """Tell whether the field of this name on a page of the editor is one to write words into: no choice
    from a list, no number, and nothing hidden."""
    return bool(WORDS.search(name)) and not name.startswith("keep-")


def _form_of(key: Key, fields: Fields, around: Around, data: Any, page: str) -> PartForm:
    match key[0]:
        case "section":
            return SectionForm(data, key=key, fields=fields, around=around)
        case "question":
            return QuestionForm(data, key=key, fields=fields, around=around)
        case "scale":
            return ScaleForm(data, key=key, fields=fields, fixed=around.fixed)
        case "source":
            return SourceForm(data, key=key, fields=fields)
    if page == "edit_scales":
        return BandsForm(data, fields=fields, fixed=around.fixed)
    if page == "edit_sources":
        return CreditsForm(data, fields=fields, translation=around.fixed)
    return HeadForm(data, fields=fields, translation=around.fixed)


def _attributes(language: str) -> dict[str, str]:
    """Return the attributes of an element with words in this language, whatever direction those that are
    typed run in."""
    if not language:
        return {}
    return {"lang": language, "dir": "rtl" if languages.is_from_the_right(language) else "auto"}


def _show_beside(form: PartForm, original: Parts) -> None:
    """Show with each field what the original says; leave out a field that neither of the two fills."""
    language = str(original[HEAD]["language"])
    form.original_part = original.get(form.key, {})
    said = form.said_in(original.get(form.key, {}))
    for name, field in list(form.fields.items()):
        if not isinstance(field, Written):
            continue
        words = as_text(said.get(name, ""), None)
        if words:
            field.help_text = _beside(words, language)
        elif not field.initial and not form.initial.get(name) and name != "title":
            del form.fields[name]


def _beside(words: str, language: str) -> str:
    direction = "rtl" if languages.is_from_the_right(language) else "ltr"
    return format_html(
        '<span lang="{0}">{1}:</span> <span class="original" lang="{0}" dir="{2}">{3}</span>',
        language,
        languages.name_of(languages.family_of(language)),
        direction,
        words,
    )
