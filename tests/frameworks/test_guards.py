"""The database refuses it, whatever the code does (docs/rules.md, Published versions never change)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from frameworks import models
from frameworks.actions import publish_version, withdraw_version
from frameworks.drafts import changes, creation, parts, storage
from frameworks.exchange.files import file_of
from frameworks.models import FrameworkVersion
from tests.frameworks.examples import example, stored

pytestmark = pytest.mark.django_db

PARTS = {
    "Source": ("version", {"citation": "Changed"}),
    "Scale": ("version", {"title": "Changed"}),
    "Band": ("version", {"label": "Changed"}),
    "Section": ("version", {"title": "Changed"}),
    "Question": ("version", {"statement": "Changed"}),
    "Level": ("scale__version", {"label": "Changed"}),
    "Option": ("question__version", {"label": "Changed"}),
    "QuestionLevel": ("question__version", {"description": "Changed"}),
}
UNIQUE = {"Level": {"value": 3}, "Band": {"start": 77}}


def rows_of(part, version):
    return getattr(models, part).objects.filter(**{PARTS[part][0]: version})


def refused():
    return pytest.raises(IntegrityError, match="never changes")


def another(part, version):
    """A new row like one of the version's, fit to be stored but for the guard."""
    row = rows_of(part, version).last()
    row.pk = None
    if part == "QuestionLevel":
        row.level = models.Level.objects.get(scale=row.question.scale, value=1)
    for name, value in UNIQUE.get(part, {"code": "another"} if hasattr(row, "code") else {}).items():
        setattr(row, name, value)
    return row


@pytest.fixture
def published():
    return stored()


@pytest.fixture
def draft(published):
    return stored(example(version=2), publish=False)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_part_of_a_published_version_stays_as_it_is(published, part, status):
    if status == "withdrawn":
        withdraw_version(version=published, by=None)
    before = file_of(published)
    rows = rows_of(part, published)

    with refused(), transaction.atomic():
        rows.update(**PARTS[part][1])
    with refused(), transaction.atomic():
        rows._raw_delete("default")
    with refused(), transaction.atomic():
        type(rows.first()).objects.bulk_create([another(part, published)])
    assert file_of(published) == before


def test_what_a_published_question_says_goes_alone_and_once(published):
    [row, *_others] = models.Question.objects.filter(version=published)
    mine = models.Question.objects.filter(pk=row.pk)
    gone = {"statement": "Words removed.", "plain": "", "removed_on": datetime.date(2026, 11, 27)}
    for more in ({"title": "Changed"}, {"scale": None}, {"actions": ["Changed"]}, {"plain": "Changed"},
                 {"removed_on": None}, {"position": 99}):  # fmt: skip
        with refused(), transaction.atomic():
            mine.update(**gone | more)
    assert mine.update(**gone) == 1
    with refused(), transaction.atomic():
        mine.update(**gone)


@pytest.mark.parametrize("part", PARTS)
def test_part_of_a_draft_may_change(draft, part):
    rows = rows_of(part, draft)
    assert rows.update(**PARTS[part][1])
    type(rows.first()).objects.bulk_create([another(part, draft)])


@pytest.mark.parametrize("part", ["Source", "Scale", "Band", "Section", "Question"])
def test_part_moves_neither_into_a_published_version_nor_out_of_it(published, draft, part):
    for row, to in [(rows_of(part, draft).last(), published), (rows_of(part, published).last(), draft)]:
        with pytest.raises(IntegrityError, match=r"never changes|belong together"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(version=to)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Changed"),
        ("introduction", "Changed"),
        ("number", 9),
        ("language", "cy"),
        ("bands_on", "total"),
        ("status", "draft"),
        ("change_note", "Changed"),
        ("published_on", datetime.date(2020, 1, 1)),
        ("published_on", None),
    ],
)
def test_published_version_stays_as_it_is(published, field, value):
    with refused():
        FrameworkVersion.objects.filter(pk=published.pk).update(**{field: value})


def test_published_version_keeps_its_publisher_until_the_account_goes(lead, outsider):
    version = stored(by=lead)
    with refused(), transaction.atomic():
        FrameworkVersion.objects.filter(pk=version.pk).update(published_by=outsider)
    User.objects.filter(pk=lead.pk).delete()
    version.refresh_from_db()
    assert version.published_by is None


@pytest.fixture
def original():
    """A published version of another framework."""
    return stored(example(code="original"))


@pytest.mark.parametrize("status", ["published", "withdrawn"])
@pytest.mark.parametrize("before", [None, "original"])
def test_published_version_becomes_no_other_ones_translation(published, original, before, status):
    """Nor the other way round: a translation stays what it is."""
    version, to = published, original
    if before:
        version, to = creation.begin_translation(version=original, language="cy", by=None), None
        FrameworkVersion.objects.filter(pk=version.pk).update(status="published")
    FrameworkVersion.objects.filter(pk=version.pk).update(status=status)
    with refused():
        FrameworkVersion.objects.filter(pk=version.pk).update(translation_of=to)


def test_adaptation_says_what_it_followed_until_that_goes(original, organisation):
    adapted = creation.adapt_framework(version=original, organisation=organisation, title="Ours", by=None)
    later = stored(example(code="original", version=2, title="Later"))
    FrameworkVersion.objects.filter(pk=adapted.pk).update(reviewed_original=later)  # a draft may
    publish_version(version=adapted, by=None)
    rows = FrameworkVersion.objects.filter(pk=adapted.pk)

    with refused(), transaction.atomic():
        rows.update(reviewed_original=original)
    assert rows.get().reviewed_original == later
    rows.update(reviewed_original=None)
    assert rows.get().reviewed_original is None
    with refused():
        rows.update(reviewed_original=original)


STEPS = {
    "a text of the version": (parts.HEAD, {"title": "New"}),
    "bands": (parts.HEAD, {"bands": [[1, "New"]]}),
    "a section": (("section", "making"), {"title": "New"}),
    "a place": (("question", "chips"), {"position": 9}),
    "words of a level": (("question", "turns"), {"level:0": "New."}),
    "answers": (("question", "leaf"), {"options": []}),
    "a level": (("scale", "how-often"), {"levels": []}),
    "a source": (("source", "pot"), {"citation": "New"}),
}


@pytest.mark.parametrize("step", STEPS)
def test_no_step_is_stored_in_a_published_version(published, step):
    key, fields = STEPS[step]
    before = storage.parts_of(published)
    after = {**before, key: {**before[key], **fields}}
    with refused(), transaction.atomic():
        storage.store(published, after, changes.changes_between(before, after))
    assert storage.parts_of(published) == before


def test_published_version_may_be_withdrawn(published):
    assert withdraw_version(version=published, by=None).status == "withdrawn"


def test_published_version_is_not_deleted(published):
    with refused():
        published.delete()


def test_draft_may_be_deleted_whole(draft):
    draft.delete()
    assert not models.Question.objects.filter(version=draft.pk).exists()


@pytest.mark.parametrize(
    ("part", "points_to"),
    [
        ("Section", {"parent": "Section"}),
        ("Section", {"source": "Source"}),
        ("Question", {"section": "Section"}),
        ("Question", {"scale": "Scale"}),
        ("Question", {"source": "Source"}),
        ("QuestionLevel", {"level": "Level"}),
    ],
)
def test_part_does_not_point_to_a_part_of_another_version(draft, published, part, points_to):
    rows = rows_of(part, draft)
    if points_to == {"scale": "Scale"}:
        rows = rows.filter(kind="rating")
    [(field, target)] = points_to.items()
    with pytest.raises(IntegrityError, match="belong together"):
        rows.update(**{field: rows_of(target, published).first()})


def test_section_does_not_nest_deeper(draft):
    inner = models.Section.objects.get(version=draft, code="after")
    with pytest.raises(IntegrityError, match="belong together"):
        models.Section.objects.filter(version=draft, code="cups").update(parent=inner)
