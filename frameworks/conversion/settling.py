"""Where a converted framework goes in an organisation: into a framework of its own, or, for a sheet that was
written out here, changed and brought back, onto the version that it came from. And what a version says in
other languages: in its translations, and in words that wait for one.
"""

from typing import Any

from accounts.models import Organisation
from accounts.naming import first_free
from frameworks.conversion import overlay
from frameworks.conversion.overlay import with_changes
from frameworks.conversion.reading import Conversion, convert_sheet
from frameworks.conversion.writing import workbook_of
from frameworks.exchange.files import file_of
from frameworks.exchange.format import FrameworkFile, checked, plain_data
from frameworks.exchange.words import Data, Texts, Waiting, as_waiting, texts_in
from frameworks.models import Framework, FrameworkVersion

Status = FrameworkVersion.Status

Beside = dict[str, Waiting]  # by language


def settled(brought: Conversion, organisation: Organisation) -> tuple[FrameworkFile, Beside]:
    """Return the file as it is to be imported, and its words in each other language with columns."""
    file = brought.file
    beside = {one: as_waiting(texts, texts_in(plain_data(file))) for one, texts in brought.others.items()}
    codes = set(Framework.objects.filter(organisation=organisation).values_list("code", flat=True))
    if not brought.names_itself or file.code not in codes:
        return file.model_copy(update={"code": first_free(file.code, codes)}), beside
    newest = (
        FrameworkVersion.objects.originals()
        .filter(framework__organisation=organisation, framework__code=file.code)
        .order_by("-number")
        .first()
    )
    if newest is None:
        return file, beside
    base, before = file_of(newest), words_beside(newest)
    written = convert_sheet(workbook_of(base, texts_of(before)), base.title)
    made = with_changes(plain_data(base), plain_data(written.file), plain_data(file))
    made["version"] = newest.number
    if made != plain_data(base) and newest.status != Status.DRAFT:
        made["version"] = newest.number + 1
        made.pop("note", None)
    return checked(made), _beside(brought, written, before, made)


def _beside(brought: Conversion, written: Conversion, before: Beside, made: Data) -> Beside:
    """Return the words in other languages with just what was changed in the sheet. What was not changed
    translates what it did before."""

    def of(sheet: Conversion, language: str) -> Texts:
        return overlay.at_places_of(sheet.others.get(language, {}), plain_data(sheet.file), made)

    found = {}
    for language in brought.others:
        there = before.get(language, {})
        texts = overlay.words_with_changes(
            texts_of(before).get(language, {}), of(written, language), of(brought, language)
        )
        new = as_waiting(texts, texts_in(made))
        found[language] = {
            place: there[place] if there.get(place, [None])[0] == words else new[place]
            for place, words in texts.items()
            if place in new
        }
    return found


def words_beside(version: FrameworkVersion, user: Any = None) -> Beside:
    """Return the words of an original in each other language that it has any in: those of its translation,
    else those that wait for one. user: who asks; then only translations within their reach."""
    found: Beside = dict(version.words_waiting)
    own = texts_in(plain_data(file_of(version)))
    reach = FrameworkVersion.objects.visible_to(user) if user is not None else FrameworkVersion.objects.all()
    for one in reach.exclude(status=Status.WITHDRAWN).filter(translation_of=version).order_by("language"):
        found[one.language] = as_waiting(texts_in(plain_data(file_of(one))), own)
    return {language: waiting for language, waiting in found.items() if waiting}


def texts_of(beside: Beside) -> dict[str, Texts]:
    """Return words without the signs of what they translate."""
    return {one: {place: said[0] for place, said in waiting.items()} for one, waiting in beside.items()}
