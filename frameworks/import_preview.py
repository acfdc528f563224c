"""What an import will do, worked out by doing it and taking it back: so what is said is what happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation, User
from frameworks import languages
from frameworks.actions import WordsTaken, import_version, take_words
from frameworks.drafts import changes, storage
from frameworks.drafts.history import name_of
from frameworks.drafts.locks import NoDraft, lock_draft
from frameworks.drafts.parts import Fields, Key, Parts
from frameworks.exchange.files import FrameworkFile
from frameworks.exchange.format import untranslated
from frameworks.exchange.words import Waiting
from frameworks.models import Framework, FrameworkVersion

NO_WORDS: dict[str, Waiting] = {}
Status = FrameworkVersion.Status
NAMED = {
    "question": lambda name: _("Question ‘%(name)s’") % {"name": name},
    "section": lambda name: _("Part ‘%(name)s’") % {"name": name},
    "scale": lambda name: _("Scale ‘%(name)s’") % {"name": name},
    "source": lambda name: _("Source ‘%(name)s’") % {"name": name},
    "head": lambda name: _("The title, introduction and other words about the whole framework"),
}


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What importing a file will do.

    kind: 'framework' or 'version' (a new one), 'translation' (a new one), 'draft' (one is replaced, perhaps
    a translation's), 'publication' (a draft that says the same is published), or 'same' (nothing). owner:
    whose it is, '' for the library. title: of the original that is there, else of the file. original: the
    language that a translation translates from, else nothing. status: of the version afterwards. waits: it
    was to be published, and a second member has to agree. missing: how many texts are not translated yet.
    revision: of the draft that is replaced. proposed: somebody asked for agreement to that draft. gone,
    emptied, changed: its parts that will not be there any more, that lose words and get no others, and that
    say something else. words: what becomes of its words in other languages.
    """

    kind: str
    owner: str
    title: str
    number: int
    language: str
    original: str
    status: str
    waits: bool
    missing: int
    revision: int = 0
    proposed: bool = False
    gone: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    words: tuple[WordsTaken, ...] = ()

    @property
    def stores(self) -> bool:
        """Whether importing changes anything."""
        return self.kind != "same" or any(one.kind in ("waits", "translation") for one in self.words)

    @property
    def fingerprint(self) -> str:
        """Return what tells this preview from any other."""
        return sha256(repr(self).encode()).hexdigest()


class PreviewOutdated(Exception):
    """What an import would do is not what the person was told. preview: what it would do now."""

    def __init__(self, preview: ImportPreview) -> None:
        super().__init__(_("the import would do something else now"))
        self.preview = preview


def preview_import(
    *,
    file: FrameworkFile,
    organisation: Organisation | None,
    publish: bool,
    by: User | None,
    words: Mapping[str, Waiting] = NO_WORDS,
) -> ImportPreview:
    """Return what `import_version` and `take_words` will do, and store nothing. organisation: None for the
    library. Raises VersionRefused where they do."""
    with transaction.atomic():
        preview, _version = _import(file, words, organisation, publish, by)
        transaction.set_rollback(True)
    return preview


@transaction.atomic
def import_as_previewed(
    *,
    file: FrameworkFile,
    organisation: Organisation,
    publish: bool,
    seen: str,
    by: User | None,
    words: Mapping[str, Waiting] = NO_WORDS,
) -> FrameworkVersion:
    """Import the file where that does just what the preview with the fingerprint `seen` said.

    Raises PreviewOutdated where it would do something else now, and VersionRefused; nothing is stored then.
    """
    preview, version = _import(file, words, organisation, publish, by)
    if preview.fingerprint != seen:
        raise PreviewOutdated(preview)
    return version


def _import(
    file: FrameworkFile,
    words: Mapping[str, Waiting],
    organisation: Organisation | None,
    publish: bool,
    by: User | None,
) -> tuple[ImportPreview, FrameworkVersion]:
    framework = Framework.objects.filter(code=file.code, organisation=organisation).first()
    versions = list(framework.versions.order_by("number")) if framework else []
    there = {version.pk: version for version in versions}
    before = _draft_of(versions, file)
    version = import_version(file=file, organisation=organisation, publish=publish, by=by)
    taken = take_words(version=version, words=words, by=by)
    was = there.get(version.pk)
    original = version.translation_of.language if version.translation_of else ""
    originals = [one for one in versions if one.translation_of_id is None]
    of_original = [one for one in originals if one.number == version.number] or originals[-1:]
    losses = Losses.between(before, storage.parts_of(version)) if was and before else Losses()
    preview = ImportPreview(
        kind=_kind(version, was, framework, losses),
        owner=organisation.name if organisation else "",
        title=of_original[0].title if of_original else file.title,
        number=version.number,
        language=version.language,
        original=original,
        status=version.status,
        waits=publish and version.status == Status.DRAFT,
        missing=len(untranslated(file)),
        revision=was.revision if was else 0,
        proposed=bool(was and was.proposed_by_id and losses.steps),
        gone=losses.gone,
        emptied=losses.emptied,
        changed=losses.changed,
        words=taken,
    )
    return preview, version


def _draft_of(versions: list[FrameworkVersion], file: FrameworkFile) -> Parts | None:
    """Return what the draft says that this file may replace, locked until the transaction ends."""
    for version in versions:
        fits = version.number == file.version and languages.same(version.language, file.language)
        if fits and version.status == Status.DRAFT:
            try:
                return lock_draft(version).parts
            except NoDraft:  # published a moment ago
                return None
    return None


@dataclass(frozen=True, slots=True)
class Losses:
    """What a draft loses. steps: whether anything of it changes at all."""

    steps: bool = False
    gone: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @classmethod
    def between(cls, before: Parts, after: Parts) -> "Losses":
        """Return what of the parts `before` will not be there `after`."""
        found = changes.changes_between(before, after)
        gone, emptied, changed = [], [], []
        for change in found:
            key: Key = (change["part"], change["code"])
            if change["before"] is None:
                continue
            named = NAMED[key[0]](name_of(key, before[key]))
            if change["after"] is None:
                gone.append(named)
            elif _empties(change["before"], change["after"]):
                emptied.append(named)
            elif set(change["before"]) - {"position"}:
                changed.append(named)
        return cls(bool(found), tuple(gone), tuple(emptied), tuple(changed))


def _empties(before: Fields, after: Fields) -> bool:
    """Tell whether a part loses words and gets no others in their place: a field, or one of the levels,
    options or bands in it."""
    return any(_words_in(before[name]) > _words_in(after[name]) for name in before if name != "position")


def _words_in(value: object) -> int:
    """Return how many texts a field holds."""
    if isinstance(value, dict):
        return sum(_words_in(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(_words_in(inner) for inner in value)
    return int(isinstance(value, str) and bool(value))


def _kind(
    version: FrameworkVersion, was: FrameworkVersion | None, framework: Framework | None, losses: Losses
) -> str:
    if was is None:
        if version.translation_of_id:
            return "translation"
        return "version" if framework else "framework"
    if losses.steps:
        return "draft"
    return "publication" if was.status != version.status else "same"


def sentences(preview: ImportPreview) -> list[str]:
    """Say what will happen, a sentence each."""
    values = {
        "owner": preview.owner or _("the library of this site"),
        "title": preview.title,
        "number": preview.number,
        "language": _language(preview.language),
        "original": _language(preview.original),
    }
    said = [_what(preview) % values]
    beside = [_beside(one, preview) for one in preview.words]
    if preview.kind == "same":
        return [*said, *beside]
    if preview.kind == "framework":
        said.append(_("The original will be in this language: %(language)s.") % values)
    if preview.missing:
        many = ngettext(
            "%(many)s text is not translated yet.",
            "%(many)s texts are not translated yet.",
            preview.missing,
        )
        said.append(many % {"many": preview.missing})
    said.append(_afterwards(preview) % values)
    if preview.proposed:
        said.append(_("Somebody has asked for agreement to publish this draft. They will have to ask again."))
    return [*said, *beside]


def _beside(taken: WordsTaken, preview: ImportPreview) -> str:
    """Say what becomes of the words in another language."""
    match taken.kind:
        case "waits":
            words = ngettext(
                "%(many)s text in %(language)s comes with it. Once this is published, begin the translation: "
                "it will be in it.",
                "%(many)s texts in %(language)s come with it. Once this is published, begin the translation: "
                "they will be in it.",
                taken.many,
            )
        case "translation":
            words = ngettext(
                "%(many)s text in %(language)s goes into the draft of the translation.",
                "%(many)s texts in %(language)s go into the draft of the translation.",
                taken.many,
            )
        case "published":
            words = _(
                "The translation into %(language)s says something else than the sheet. It is published, so "
                "it stays as it is. To change it, withdraw it first."
            )
        case _:
            words = _("The words in %(language)s are here already, and the file says the same.")
    stale = ngettext(
        "%(stale)s more is of a text that has changed since. It is left out of the translation.",
        "%(stale)s more are of texts that have changed since. They are left out of the translation.",
        taken.stale,
    )
    said = f"{words} {stale}" if taken.stale else words
    return said % {"many": taken.many, "stale": taken.stale, "language": _language(taken.language)}


def _language(code: str) -> str:
    return f"{languages.name_of(code)} ({code})" if code else ""


def _what(preview: ImportPreview) -> str:
    match preview.kind, bool(preview.original):
        case "framework", _translates:
            return _("This will start a new framework of %(owner)s: ‘%(title)s’, version %(number)s.")
        case "version", _translates:
            return _(
                "This will add version %(number)s to ‘%(title)s’. The versions before it stay as they are."
            )
        case "translation", _translates:
            return _(
                "This will add a translation of version %(number)s of ‘%(title)s’, from %(original)s into "
                "%(language)s. The original stays as it is."
            )
        case "draft", False:
            return _(
                "This will replace everything in the draft of version %(number)s of ‘%(title)s’ with what "
                "the file says."
            )
        case "draft", True:
            return _(
                "This will replace everything in the draft of the translation into %(language)s of version "
                "%(number)s of ‘%(title)s’ with what the file says. The original stays as it is."
            )
        case "publication", _translates:
            return _(
                "This will publish the draft of version %(number)s of ‘%(title)s’ in %(language)s. The file "
                "says the same as the draft."
            )
    return _(
        "This will change nothing: version %(number)s of ‘%(title)s’ in %(language)s is here already, and "
        "the file says the same."
    )


def _afterwards(preview: ImportPreview) -> str:
    if preview.waits:
        return _("It will stay a draft until a second member of %(owner)s agrees that it is published.")
    if preview.status == Status.DRAFT and not preview.owner:
        return _("It will be a draft, which nobody sees on the site, and it can still change.")
    if preview.status == Status.DRAFT:
        return _("It will be a draft. Only people at %(owner)s can see it, and it can still change.")
    return _("It will be published straight away: new rounds can use it, and this version can never change.")


def losses_of(preview: ImportPreview) -> list[tuple[str, tuple[str, ...]]]:
    """Say what the draft that is replaced loses: each kind of loss in words, with the names of the parts."""
    kinds = [
        (_("These are not in the file. They go:"), preview.gone),
        (_("These lose words, and the file has none to put there:"), preview.emptied),
        (_("These say something else in the file:"), preview.changed),
    ]
    return [(words, names) for words, names in kinds if names]
