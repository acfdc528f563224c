"""A file never replaces what it is not: no draft in another language, no original that it translates."""

import contextlib
import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frameworks.actions import VersionRefused, publish_version, withdraw_version
from frameworks.drafts.creation import begin_translation
from frameworks.drafts.locks import lock_draft
from frameworks.drafts.parts import HEAD
from frameworks.drafts.storage import parts_of
from frameworks.exchange.files import FaultyFile, file_of, read, write, write_json
from frameworks.exchange.format import untranslated
from frameworks.exchange.limits import as_written
from frameworks.models import Framework, FrameworkVersion
from tests.databases import examples
from tests.frameworks.examples import EXAMPLE, as_bytes, example, stored
from tests.translations import in_language

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LANGUAGES = ["en-GB", "cy", "ar", "zh-Hant", "CY", "en"]


def welsh(*, says_so=True, **changes):
    data = in_language(example(), "cy") | changes
    return data if says_so else {key: value for key, value in data.items() if key != "translation_of"}


@contextlib.contextmanager
def afresh():
    """One example of many: whatever it stores goes again."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything():
    return {
        (one.framework.code, one.number, one.language, one.status): parts_of(one)
        for one in FrameworkVersion.objects.select_related("framework")
    }


def refused(data, match, **asked):
    before = everything()
    with pytest.raises(VersionRefused, match=match):
        stored(data, **asked)
    assert everything() == before


# --- Which original ---


@pytest.mark.parametrize("publish", [True, False])
@pytest.mark.parametrize("says_so", [True, False])
def test_the_draft_of_an_original_is_not_replaced_by_a_file_in_another_language(says_so, publish):
    stored(publish=False)
    match = "is not published" if says_so else "kettle is written in en-GB, and this file is in cy"
    refused(welsh(says_so=says_so), match, publish=publish)


@pytest.mark.parametrize("publish", [True, False])
def test_a_translation_that_comes_first_is_no_original(publish):
    match = "version 1 of kettle in en-GB, which is not here; import that one first"
    refused(welsh(), match, publish=publish)
    assert not Framework.objects.exists()
    stored()
    assert stored(welsh(), publish=publish).translation_of.language == "en-GB"


@pytest.mark.parametrize("says_so", [True, False])
def test_a_translation_of_a_version_that_is_not_here_does_not_become_that_version(says_so):
    stored()
    stored(welsh())
    match = "which is not here" if says_so else "cannot take its place"
    refused(welsh(says_so=says_so, version=2), match)


def test_a_framework_written_in_another_language_may_come_first_where_it_says_so_of_nothing():
    found = stored(welsh(says_so=False))
    assert (found.translation_of, found.language) == (None, "cy")
    assert stored(example()).translation_of == found


def test_a_file_that_translates_another_language_than_the_original_is_refused():
    stored()
    refused(welsh(translation_of="fr"), "translates from fr, but version 1 of kettle is written in en-GB")


@pytest.mark.parametrize("withdrawn", [False, True])
def test_an_old_file_that_does_not_say_so_is_still_taken_as_a_translation(withdrawn):
    original = stored()
    first = stored(welsh(says_so=False))
    assert first.translation_of == original
    if withdrawn:
        withdraw_version(version=first, by=None)
    assert stored(welsh()) == stored(welsh(says_so=False)) == first
    assert json.loads(write_json(first))["translation_of"] == "en-GB"


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    there=st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from(LANGUAGES), st.booleans()), max_size=3),
    number=st.sampled_from([1, 2]),
    language=st.sampled_from(LANGUAGES),
    of=st.sampled_from(["", *LANGUAGES]),
    publish=st.booleans(),
)
def test_whatever_is_there_a_file_changes_only_its_own_language_and_number(
    there, number, language, of, publish
):
    with afresh():
        for before_number, before_language, published in there:
            try:
                stored(example(version=before_number, language=before_language), publish=published)
            except VersionRefused:
                continue
        before = everything()
        data = example(version=number, language=language, title="Another")
        try:
            found = stored(data | ({"translation_of": of} if of else {}), publish=publish)
        except (VersionRefused, FaultyFile):
            assert everything() == before
            return
        now = everything()
        for key, parts in before.items():
            if key[1:3] != (number, as_written(language)):
                assert now[key] == parts
        assert bool(of) <= bool(found.translation_of_id)
        if found.translation_of_id:
            assert found.translation_of.language.casefold() != found.language.casefold()


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("CY", "cy"),
        ("EN-gb", "en-GB"),
        ("ZH-HANT-hk", "zh-Hant-HK"),
        ("de-LATN-1996", "de-Latn-1996"),
        ("sl-IT-Nedis-1A2B", "sl-IT-nedis-1a2b"),
        ("EN-X-GB-Abcd", "en-x-gb-abcd"),
    ],
)
def test_a_language_has_one_spelling_whatever_a_file_says(code, written):
    stored(publish=False)
    assert as_written(code) == as_written(written) == written
    assert read(as_bytes(example(language=code))).language == written
    assert read(as_bytes(example(language="fr", translation_of=code))).translation_of == written


def test_a_file_in_capitals_replaces_the_draft_of_its_language_and_keeps_the_spelling():
    draft = stored(example(language="cy"), publish=False)
    assert stored(example(language="CY", title="Another"), publish=False) == draft
    draft.refresh_from_db()
    assert (draft.language, draft.title) == ("cy", "Another")


# --- Half a translation ---


def half_of(draw, data):
    """The translation with some of its words not there yet, whether as no key or as an empty one."""
    if isinstance(data, list):
        return [half_of(draw, item) for item in data]
    if not isinstance(data, dict):
        return data
    made = {}
    for key, value in data.items():
        fate = draw(st.sampled_from(["keep", "keep", "leave", "empty"]))
        may_wait = key in ("title", "statement", "label", "citation")
        if may_wait and fate == "empty":
            made[key] = ""
        elif fate == "keep" or not (may_wait or key in ("summary", "introduction", "plain", "credits")):
            made[key] = half_of(draw, value)
    return made


HALVES = st.composite(lambda draw: half_of(draw, welsh()))()


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=HALVES)
def test_half_a_translation_comes_out_as_it_went_in(data):
    with afresh():
        stored()
        file = read(as_bytes(data))
        version = stored(data, publish=False)
        assert file_of(version) == file == read(write(version).encode()) == read(write_json(version).encode())
        assert stored(json.loads(write_json(version)), publish=False).revision == 0
        missing = untranslated(file)
        assert bool(missing) == (json.dumps(data).count('""') > 0 or missing_keys(data, welsh()))
        if missing:
            refused(data, "not translated yet, so this translation cannot be published")
            with pytest.raises(VersionRefused, match="not finished"):
                publish_version(version=version, by=None)
        else:
            assert stored(data).status == "published"


def missing_keys(half, whole):
    if isinstance(whole, list):
        return any(missing_keys(one, other) for one, other in zip(half, whole, strict=True))
    if not isinstance(whole, dict):
        return False
    needed = {"title", "statement", "label", "citation"}
    return bool((set(whole) - set(half)) & needed) or any(missing_keys(half[key], whole[key]) for key in half)


def test_a_translation_that_has_just_begun_can_be_exported_filled_in_and_imported(lead):
    draft = begin_translation(version=stored(), language="cy", by=None)
    file = json.loads(write_json(draft))
    assert (file["translation_of"], file["language"]) == ("en-GB", "cy")
    assert file["sections"][0]["questions"][0]["statement"] == ""
    locked = lock_draft(draft)
    after = {**locked.parts, HEAD: {**locked.parts[HEAD], "title": "Y tegell"}}
    locked.write(after, verb="saved", subject="", by=lead)
    assert read(write(draft).encode()).title == "Y tegell"
    assert stored(welsh()).pk == draft.pk


@pytest.mark.parametrize("key", ["title", "sections", "code", "scales"])
def test_only_words_may_wait_and_only_in_a_translation(key):
    half = {name: value for name, value in welsh().items() if name != key}
    whole = {name: value for name, value in EXAMPLE.items() if name != key}
    with pytest.raises(FaultyFile):
        read(as_bytes(whole))
    if key == "title":
        assert read(as_bytes(half)).title == ""
        return
    with pytest.raises(FaultyFile):
        read(as_bytes(half))
