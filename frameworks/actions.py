"""Writes of the frameworks app: one verb each."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from pydantic import ValidationError

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import Organisation, User
from frameworks import languages
from frameworks.conversion.settling import words_beside
from frameworks.drafts.actions import refill
from frameworks.drafts.locks import NoDraft
from frameworks.exchange.files import FaultyFile, FrameworkFile, file_of, read, write_json
from frameworks.exchange.format import checked, plain_data, untranslated
from frameworks.exchange.rows import fill, texts_of
from frameworks.exchange.words import Data, Waiting, still_fitting, texts_in, translated
from frameworks.families.translation import mismatches
from frameworks.mail import tell_adaptations
from frameworks.models import DraftStep, Framework, FrameworkVersion, Question
from frameworks.queries import content_of

Status = FrameworkVersion.Status


class VersionRefused(Refused):
    """A version that may not be stored, published or withdrawn.

    places: where the reason is about several, each of them in plain words; `str` gives them too.
    """

    def __init__(self, reason: str, places: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.places = list(places)

    def __str__(self) -> str:
        return "\n".join([f"{self.reason}:" if self.places else self.reason, *self.places])


@transaction.atomic
def import_version(
    *, file: FrameworkFile, organisation: Organisation | None, publish: bool, by: User | None
) -> FrameworkVersion:
    """Return the version that the file holds, stored as a draft or published.

    organisation: its owner; None for the library. A version that says the same already is returned as it is
    (a draft is published where that is asked); a draft of the same number in the same language is replaced.
    Raises VersionRefused where that number is published and says something else, where another number is
    in draft, or where the framework is written in another language than the file.

    Where a second member of the organisation has to agree before anything is published, it stays a draft.

    A file is a translation where it says so, or where its number is published in another language: then it
    is stored beside its original. Raises VersionRefused where that is not there, not published, or in
    another language than the file says; where the two do not match; and where another translation into that
    language is published. A draft of it is replaced.
    """
    publish = publish and not (organisation and organisation.requires_second_approver)
    framework = _lock_framework(file.code, organisation)
    version = framework.versions.originals().filter(number=file.version).first()
    if file.translation_of or (version and _is_translated(version, file)):
        original = _original_for(version, file)
        file = file.model_copy(update={"translation_of": original.language})
        return _import_translation(original=original, file=file, publish=publish, by=by)
    if version and _says_the_same(version, file):
        if publish and version.status == Status.DRAFT:
            return publish_version(version=version, by=by)
        return version
    if version and version.status != Status.DRAFT:
        raise VersionRefused(
            _(
                "version %(version)s of %(code)s is published already and says something else; give "
                "this one a new number"
            )
            % {"version": file.version, "code": file.code}
        )
    _refuse_another_language(framework, version, file)
    _refuse_second_draft(framework, file)
    if version:
        _refill(version, file, by)
    else:
        version = FrameworkVersion.objects.create(framework=framework, number=file.version, **texts_of(file))
        fill(version, file)
    record("framework imported", version, by=by, organisation=organisation)
    return publish_version(version=version, by=by) if publish else version


@dataclass(frozen=True, slots=True)
class WordsTaken:
    """What became of a version's words in another language. kind: 'waits' (for the version to be published),
    'translation' (they are in the draft of one), 'same' (they were there) or 'published' (a translation that
    cannot change says something else). many: how many texts. stale: how many more are kept, and not used,
    as what they translate has changed."""

    language: str
    kind: str
    many: int
    stale: int = 0


@transaction.atomic
def take_words(
    *, version: FrameworkVersion, words: Mapping[str, Waiting], by: User | None
) -> tuple[WordsTaken, ...]:
    """Store what an original says in other languages: in the drafts of its translations where it is
    published, else to wait with it. A translation that is published stays as it is."""
    if version.translation_of_id or not words:
        return ()
    there, own = words_beside(version), plain_data(file_of(version))
    return tuple(_take_words(version, own, one, said, there.get(one, {}), by) for one, said in words.items())


def _take_words(
    version: FrameworkVersion, own: Data, language: str, said: Waiting, there: Waiting, by: User | None
) -> WordsTaken:
    texts = texts_in(own)
    said = {place: words for place, words in said.items() if place in texts}
    fitting = still_fitting(said, texts)
    counts = {"many": len(fitting), "stale": len(said) - len(fitting)}
    if said == there:
        return WordsTaken(language, "same", **counts)
    if version.status == Status.DRAFT:
        version.words_waiting = {**version.words_waiting, language: said}
        version.save(update_fields=["words_waiting"])
        return WordsTaken(language, "waits", **counts)
    translations = version.translations.exclude(status=Status.WITHDRAWN)
    standing = translations.filter(language__iexact=language).first()
    if standing and not _is_draft(standing):
        return WordsTaken(language, "published", **counts)
    before = plain_data(file_of(standing)) if standing else None
    made = translated(own, fitting, standing.language if standing else language, before)
    _import_translation(original=version, file=checked(made), publish=False, by=by)
    return WordsTaken(language, "translation", **counts)


def _is_translated(version: FrameworkVersion, file: FrameworkFile) -> bool:
    """Tell whether a file of this version's number, which does not say so, can only be its translation."""
    return version.status != Status.DRAFT and not languages.same(version.language, file.language)


def _original_for(version: FrameworkVersion | None, file: FrameworkFile) -> FrameworkVersion:
    """Return the version that the file translates. Raises VersionRefused where it is not there, or is in
    another language than the file says: a translation never becomes an original."""
    named = {"number": file.version, "code": file.code, "language": file.translation_of}
    if version is None:
        why = _(
            "this file is a translation of version %(number)s of %(code)s in %(language)s, which is not "
            "here; import that one first, and publish it"
        )
        raise VersionRefused(why % named)
    if file.translation_of and not languages.same(version.language, file.translation_of):
        why = _(
            "this file says that it translates from %(language)s, but version %(number)s of %(code)s is "
            "written in %(there)s"
        )
        raise VersionRefused(why % {**named, "there": version.language})
    return version


def _refuse_another_language(
    framework: Framework, draft: FrameworkVersion | None, file: FrameworkFile
) -> None:
    """Refuse a file in a language that is not the draft's, or, for a new number, not the framework's: it
    would take the place of an original that it may only translate."""
    rows = [draft] if draft else list(framework.versions.originals().order_by("-number"))
    if not rows or any(languages.same(row.language, file.language) for row in rows):
        return
    named = {"code": file.code, "there": rows[0].language, "language": file.language}
    why = _(
        "%(code)s is written in %(there)s, and this file is in %(language)s, so it cannot take its place; if "
        "it is a translation, publish the original, and say in the file: translation_of: %(there)s; if it is "
        "a framework of its own, give it a code of its own"
    )
    raise VersionRefused(why % named)


def _lock_framework(code: str, organisation: Organisation | None) -> Framework:
    """Return the framework of this code, made where there is none: two imports at once go one by one."""
    while True:  # its last draft, and it too, may be thrown away at this moment
        made, _new = Framework.objects.get_or_create(code=code, organisation=organisation)
        if locked := Framework.objects.select_for_update(no_key=True).filter(pk=made.pk).first():
            return locked


def _refill(draft: FrameworkVersion, file: FrameworkFile, by: User | None) -> None:
    try:
        refill(draft=draft, file=file, by=by)
    except NoDraft:
        raise VersionRefused(
            _("somebody published this draft or threw it away a moment ago; send the file again")
        ) from None


def _import_translation(
    *, original: FrameworkVersion, file: FrameworkFile, publish: bool, by: User | None
) -> FrameworkVersion:
    if publish and (missing := len(untranslated(file))):
        why = ngettext(
            "%(many)s text is not translated yet, so this translation cannot be published; keep it as a "
            "draft",
            "%(many)s texts are not translated yet, so this translation cannot be published; keep it as a "
            "draft",
            missing,
        )
        raise VersionRefused(why % {"many": missing})
    there = list(original.translations.filter(language__iexact=file.language).order_by("pk"))
    for same in there:
        if _says_the_same(same, file):
            return publish_version(version=same, by=by) if publish and _is_draft(same) else same
    version = next((one for one in there if one.status != Status.WITHDRAWN), None)
    if version and not _is_draft(version):
        raise VersionRefused(
            _(
                "version %(number)s of %(code)s has a published translation into %(language)s already, and "
                "it says something else; withdraw that one first"
            )
            % {"number": file.version, "code": file.code, "language": file.language}
        )
    version = _store_translation(original, version, file, by)
    _refuse_unlike(version, original)
    record("framework imported", version, by=by, organisation=original.framework.organisation)
    return publish_version(version=version, by=by) if publish else version


def _is_draft(version: FrameworkVersion) -> bool:
    return version.status == Status.DRAFT


def _store_translation(
    original: FrameworkVersion, draft: FrameworkVersion | None, file: FrameworkFile, by: User | None
) -> FrameworkVersion:
    """Return the translation as a draft; in place of this one, where there is one."""
    if draft:
        _refill(draft, file, by)
        draft.refresh_from_db()
        return draft
    made = FrameworkVersion.objects.create(
        framework=original.framework, number=original.number, translation_of=original, **texts_of(file)
    )
    fill(made, file)
    return made


def _refuse_unlike(translation: FrameworkVersion, original: FrameworkVersion) -> None:
    """Raise VersionRefused where the original is not published, or the two are not built alike: people who
    read either answer the same questions."""
    named = {"number": original.number, "code": original.framework.code, "language": translation.language}
    if original.status != Status.PUBLISHED:
        raise VersionRefused(
            _("version %(number)s of %(code)s is not published, so it can have no new translation") % named
        )
    before, after = content_of([original, translation])
    if places := mismatches(before, after):
        why = _("this is no translation of version %(number)s of %(code)s, because they do not match")
        raise VersionRefused(why % named, places)


def _says_the_same(version: FrameworkVersion, file: FrameworkFile) -> bool:
    """Tell whether the file holds this version. A file without a note leaves the version's own out of it:
    files written before there was a key for it have none."""
    try:
        there = file_of(version)
    except ValidationError:  # a draft that is not finished
        return False
    return file == (there if file.note else there.model_copy(update={"note": ""}))


def _refuse_second_draft(framework: Framework, file: FrameworkFile) -> None:
    """Refuse a second draft: a framework has one at a time, and a version is a draft while it is filled."""
    draft = framework.versions.originals().filter(status=Status.DRAFT).exclude(number=file.version).first()
    if draft:
        raise VersionRefused(
            _("%(code)s has a draft already, of version %(number)s; publish that one first")
            % {"code": file.code, "number": draft.number}
        )


def _change_status(
    version: FrameworkVersion, *, before: str, after: str, by: User | None, **fields: object
) -> FrameworkVersion:
    """Move a version on, where it still is where it should be. Raises VersionRefused where it is not."""
    moved = FrameworkVersion.objects.filter(pk=version.pk, status=before).update(status=after, **fields)
    found = FrameworkVersion.objects.select_related("framework__organisation").get(pk=version.pk)
    if not moved:
        raise VersionRefused(
            _("version %(number)s of %(code)s is %(status)s, so it cannot be %(after)s now")
            % {
                "number": found.number,
                "code": found.framework.code,
                "status": found.get_status_display().lower(),
                "after": Status(after).label.lower(),
            }
        )
    record(f"framework {after}", found, by=by, organisation=found.framework.organisation)
    return found


@transaction.atomic
def publish_version(*, version: FrameworkVersion, by: User | None) -> FrameworkVersion:
    """Publish a draft: from now on it never changes, and its steps go. Raises VersionRefused where it is no
    draft, or not finished; of a translation, where it does not match its original, or that one is not
    published."""
    if version.translation_of_id:
        _refuse_unlike_now(version)
    else:  # held still, so that what is looked at is what is published
        list(FrameworkVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk))
    try:
        file = read(write_json(version).encode())  # its file can be read again
    except (ValidationError, FaultyFile):
        raise VersionRefused(_("this draft is not finished, so it cannot be published yet")) from None
    if untranslated(file):
        raise VersionRefused(_("this draft is not finished, so it cannot be published yet"))
    DraftStep.objects.filter(version=version, version__status=Status.DRAFT).delete()
    published = _change_status(
        version,
        before=Status.DRAFT,
        after=Status.PUBLISHED,
        by=by,
        published_on=timezone.localdate(),
        published_by=by,
    )
    tell_adaptations(published)
    return published


@transaction.atomic
def remove_statements(*, questions: Collection[Question], on: datetime.date, says: Callable[[], str]) -> None:
    """Remove what questions say, where it must go by law, from published versions too (docs/rules.md, Words
    that must go by law). The rest of a question stays. Of a draft, what could be undone goes too.

    says: what stands in its place; called in the language of each version. Who may do so, and the trail, are
    up to the caller.
    """
    held = FrameworkVersion.objects.filter(pk__in={one.version_id for one in questions})
    for version in held.select_for_update(of=("self",)).order_by("pk"):
        mine = Question.objects.filter(version=version, pk__in=[one.pk for one in questions], removed_on=None)
        gone = tuple(f"question:{code}:" for code in mine.values_list("code", flat=True))
        with override(version.language):
            mine.update(statement=says(), plain="", removed_on=on)
        version.words_waiting = {
            language: {place: words for place, words in said.items() if not (gone and place.startswith(gone))}
            for language, said in version.words_waiting.items()
        }
        version.save(update_fields=["words_waiting"])
    DraftStep.objects.filter(version__in=held).delete()
    held.update(revision=F("revision") + 1)  # what processes remember is read again (cache.py)


def _refuse_unlike_now(translation: FrameworkVersion) -> None:
    """Check both as they are now, locked until the transaction ends."""
    pair = Q(pk=translation.pk) | Q(translations=translation.pk)
    held = FrameworkVersion.objects.select_for_update(of=("self",)).filter(pair).order_by("pk")
    original, found = sorted(held.select_related("framework"), key=lambda one: one.translation_of_id or 0)
    _refuse_unlike(found, original)


@transaction.atomic
def withdraw_version(*, version: FrameworkVersion, by: User | None) -> FrameworkVersion:
    """Take a published version out of new rounds. Raises VersionRefused where it is not published."""
    return _change_status(version, before=Status.PUBLISHED, after=Status.WITHDRAWN, by=by)
