"""How a draft begins, and how one is thrown away: one verb each."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import AuditEvent, Organisation, User
from accounts.naming import ROOM_FOR_NUMBER, code_from, first_free
from frameworks import languages
from frameworks.drafts import changes, checks, steps, storage
from frameworks.drafts.actions import refill
from frameworks.drafts.codes import new_code
from frameworks.drafts.parts import HEAD, PICTURE, Fields, Key, Parts, StepRefused, level_of
from frameworks.exchange.files import file_of
from frameworks.exchange.format import checked, plain_data
from frameworks.exchange.words import still_fitting, texts_in, translated
from frameworks.fit.model import without_words
from frameworks.models import CODE_LENGTH, Framework, FrameworkVersion

Status = FrameworkVersion.Status


class CreationRefused(Refused):
    """A draft that cannot begin, or cannot be thrown away."""


@transaction.atomic
def start_framework(
    *, organisation: Organisation, title: str, language: str, by: User | None
) -> FrameworkVersion:
    """Return a framework of the organisation's own: a draft with one empty part and one scale to begin
    with. Raises CreationRefused for a title or language that cannot be stored."""
    _refuse_unfit(title, language)
    framework = Framework.objects.create(organisation=organisation, code=_free_code(organisation, title))
    draft = FrameworkVersion.objects.create(framework=framework, number=1, title=title, language=language)
    first = {HEAD: {"title": title, "language": language}}
    first = steps.add_scale(first, new_code("scale"), _("How true is this of us now?"))
    first = steps.add_section(first, new_code("part"), _("First part"))
    _fill(draft, first)
    record("framework started", draft, by=by, organisation=organisation)
    return draft


@transaction.atomic
def adapt_framework(
    *, version: FrameworkVersion, organisation: Organisation, title: str, by: User | None
) -> FrameworkVersion:
    """Return the organisation's own framework, begun as a copy of a published version, which it credits.

    Codes stay, so that what the original changes later can be taken over part by part. Raises CreationRefused
    for a draft, or a translation, and for a title that cannot be stored.
    """
    if version.status == Status.DRAFT or version.translation_of_id:
        raise CreationRefused(
            _("Only a published version can be adapted, in the language it was written in.")
        )
    _refuse_unfit(title, version.language)
    framework = Framework.objects.create(
        organisation=organisation,
        code=_free_code(organisation, version.framework.code),
        adapted_from=version,
    )
    draft = FrameworkVersion.objects.create(
        framework=framework, number=1, title=title, language=version.language, reviewed_original=version
    )
    copied = _as_new_draft(storage.parts_of(version))
    copied[HEAD] |= {"title": title, "credits": _credit(version)}
    _fill(draft, copied)
    record("framework adapted", draft, by=by, organisation=organisation)
    return draft


def _refuse_unfit(title: str, language: str) -> None:
    head = {HEAD: {"title": title, "language": language}}
    try:
        checks.refuse_unfit(head, changes.changes_between({HEAD: {}}, head))
    except StepRefused as unfit:
        raise CreationRefused(str(unfit)) from None


def _credit(version: FrameworkVersion) -> str:
    owner = version.framework.organisation
    places = {"title": version.title, "number": version.number}
    if owner:
        said = _("Adapted from ‘%(title)s’, version %(number)s, by %(owner)s.") % {
            **places,
            "owner": owner.name,
        }
    else:
        said = _("Adapted from ‘%(title)s’, version %(number)s, in the library of this site.") % places
    return f"{said}\n\n{version.credits}".strip()


@transaction.atomic
def begin_draft(*, framework: Framework, by: User | None) -> FrameworkVersion:
    """Return the framework's draft: the one that is there, else a copy of its newest published version,
    with the next number. Raises CreationRefused where nothing was ever published."""
    Framework.objects.select_for_update().get(pk=framework.pk)  # two at once make one
    originals = framework.versions.originals()
    there = originals.filter(status=Status.DRAFT).first()
    if there:
        return there
    newest = originals.filter(status=Status.PUBLISHED).order_by("number").last()
    newest = newest or originals.order_by("number").last()
    if newest is None:
        raise CreationRefused(_("This framework has no version to start from."))
    number = originals.aggregate(highest=Max("number"))["highest"] + 1
    draft = FrameworkVersion.objects.create(
        framework=framework,
        number=number,
        title=newest.title,
        language=newest.language,
        reviewed_original=newest.reviewed_original,
    )
    _fill(draft, _as_new_draft(storage.parts_of(newest)))
    record("draft begun", draft, by=by, organisation=framework.organisation)
    return draft


@transaction.atomic
def begin_translation(*, version: FrameworkVersion, language: str, by: User | None) -> FrameworkVersion:
    """Return a draft of the same version in another language: its parts with nothing in them yet but the
    words that waited for it. The one that is there is returned. Raises CreationRefused for a draft, a
    translation, the version's own language, or one that it is published in."""
    Framework.objects.select_for_update().get(pk=version.framework_id)
    version = FrameworkVersion.objects.select_related("framework__organisation").get(pk=version.pk)
    if version.status != Status.PUBLISHED or version.translation_of_id:
        raise CreationRefused(_("Only a published version can be translated."))
    _refuse_unfit(version.title, language)
    there = version.translations.filter(language__iexact=language).exclude(status=Status.WITHDRAWN).first()
    if there and there.status == Status.DRAFT:
        return there
    if there or languages.same(language, version.language):
        raise CreationRefused(_("This version is there in that language already."))
    draft = FrameworkVersion.objects.create(
        framework=version.framework,
        number=version.number,
        translation_of=version,
        title=version.title,
        language=language,
    )
    _fill(
        draft,
        {key: _without_words(key, fields, language) for key, fields in storage.parts_of(version).items()},
    )
    record("translation begun", draft, by=by, organisation=version.framework.organisation)
    _take_waiting(draft, version, by)
    return draft


def _take_waiting(draft: FrameworkVersion, original: FrameworkVersion, by: User | None) -> None:
    """Put the words that waited for this translation into it, but for those whose question has changed since
    they came."""
    key = next((one for one in original.words_waiting if languages.same(one, draft.language)), None)
    if key is None:
        return
    data = plain_data(file_of(original))
    texts = still_fitting(original.words_waiting[key], texts_in(data))
    refill(draft=draft, file=checked(translated(data, texts, draft.language)), by=by)
    original.words_waiting = {code: said for code, said in original.words_waiting.items() if code != key}
    original.save(update_fields=["words_waiting"])
    draft.refresh_from_db()


def _without_words(key: Key, fields: Fields, language: str) -> Fields:
    """Return a part with its structure and without its words; sources and the licence stay as they are."""
    if key == HEAD:
        bands = [[start, ""] for start, _ in fields["bands"]]
        kept = {name: fields[name] for name in ("licence", "bands_on")}
        fit = without_words(fields["fit"])
        return {**kept, "title": fields["title"], "language": language, "bands": bands, "fit": fit}
    if key[0] == "source":
        return fields
    worded = {"title", "introduction", "statement", "plain", "picture", "consider", "actions"}
    bare = {name: v for name, v in fields.items() if name not in worded and not _is_of_level(name)}
    if key[0] == "scale":
        bare["levels"] = [
            {"value": level["value"], "label": "", "description": ""} for level in fields["levels"]
        ]
    if fields.get("options"):
        bare["options"] = [{"code": option["code"], "label": ""} for option in fields["options"]]
    return bare


def _is_of_level(name: str) -> bool:
    """Tell whether a field holds a question's own words of a level, or a level's picture."""
    return level_of(name) is not None or name.startswith(PICTURE)


def _as_new_draft(copied: Parts) -> Parts:
    """Return a copy whose questions still ask what they asked, until the next publication says otherwise."""
    return {
        key: {**fields, "compares": "same"} if key[0] == "question" else dict(fields)
        for key, fields in copied.items()
    }


def _fill(draft: FrameworkVersion, content: Parts) -> None:
    storage.store(draft, content, changes.changes_between({HEAD: {}}, content))


def _free_code(organisation: Organisation, like: str) -> str:
    """Return a code that no framework of the organisation has; nobody else gets it until the transaction
    ends."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    start = code_from(like, CODE_LENGTH - ROOM_FOR_NUMBER, "framework")
    return first_free(
        start, set(organisation.frameworks.filter(code__startswith=start).values_list("code", flat=True))
    )


THROWN_AWAY = "draft thrown away"  # in the audit trail


def was_thrown_away(user: User, pk: int) -> bool:
    """Ask the trail whether this was a draft of an organisation of this person's. Two queries at most."""
    organisations = Organisation.objects.visible_to(user).values_list("pk", flat=True)
    return AuditEvent.objects.filter(
        organisation__in=list(organisations), what=THROWN_AWAY, record=f"frameworks.frameworkversion:{pk}"
    ).exists()


@transaction.atomic
def discard_draft(*, draft: FrameworkVersion, by: User | None) -> None:
    """Throw a draft away, with a framework that has no other version. Raises CreationRefused where it is no
    draft any more."""
    framework = draft.framework
    organisation = framework.organisation
    # First, as whoever makes a version of it does: nobody begins one while the framework goes. Without its
    # key, which PostgreSQL has held by whoever saves the draft: each would wait for the other.
    list(Framework.objects.select_for_update(no_key=True).filter(pk=framework.pk))
    found = FrameworkVersion.objects.select_for_update().filter(pk=draft.pk, status=Status.DRAFT).first()
    if found is None:
        raise CreationRefused(_("This draft is published, or was thrown away already."))
    record(THROWN_AWAY, found, by=by, organisation=organisation)
    found.delete()
    if not framework.versions.exists():
        framework.delete()
