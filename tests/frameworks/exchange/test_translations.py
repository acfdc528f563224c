"""Translations as versions: how they come in, what is refused, and where they do not appear."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import AuditEvent
from assessments.rounds import setup as assessment_actions
from assessments.rounds.queries import versions_to_choose
from frameworks import actions
from frameworks.actions import VersionRefused
from frameworks.exchange.files import file_of, read, write, write_json
from frameworks.models import FrameworkVersion, Question
from frameworks.queries import in_other_languages, listed, newer_than, translations_of
from tests import factories
from tests.frameworks.examples import EXAMPLE, as_bytes, example, stored
from tests.translations import in_language

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

WELSH = in_language(EXAMPLE, "cy")


def welsh(**changes):
    return in_language(example(), "cy") | changes


# Import


def test_a_file_in_another_language_is_stored_as_the_translation(organisation, lead):
    original = stored(organisation=organisation, by=lead)
    before = AuditEvent.objects.count()
    found = stored(WELSH, organisation=organisation, by=lead)
    assert (found.translation_of, found.number, found.language) == (original, 1, "cy")
    assert (found.status, found.framework) == ("published", original.framework)
    assert file_of(found) == read(as_bytes(WELSH))
    assert [event.what for event in AuditEvent.objects.order_by("pk")[before:]] == [
        "framework imported",
        "framework published",
    ]


def test_a_draft_of_a_translation_is_replaced_and_published():
    stored()
    draft = stored(WELSH, publish=False)
    again = stored(welsh(title="Y tegell"), publish=False)
    assert (again.pk, again.status) == (draft.pk, "draft")
    assert file_of(again).title == again.title == "Y tegell"
    assert Question.objects.filter(version=draft).count() == 4
    assert stored(welsh(title="Y tegell")).pk == draft.pk
    assert FrameworkVersion.objects.get(pk=draft.pk).status == "published"


@pytest.mark.parametrize("withdrawn", [False, True])
def test_import_of_an_equal_translation_changes_nothing(withdrawn):
    stored()
    first = stored(WELSH)
    if withdrawn:
        actions.withdraw_version(version=first, by=None)
    events = AuditEvent.objects.count()
    again = stored(WELSH)
    assert (again.pk, again.status) == (first.pk, "withdrawn" if withdrawn else "published")
    assert FrameworkVersion.objects.count() == 2
    assert AuditEvent.objects.count() == events


def test_another_translation_into_the_same_language_is_refused_until_it_is_withdrawn():
    stored()
    first = stored(WELSH)
    with pytest.raises(VersionRefused, match=r"published translation into cy already.*withdraw that one"):
        stored(welsh(title="Y tegell", language="CY"))
    actions.withdraw_version(version=first, by=None)
    assert stored(welsh(title="Y tegell")).title == "Y tegell"
    assert FrameworkVersion.objects.count() == 3


def test_a_file_that_does_not_match_is_refused_with_every_place_and_stores_nothing():
    stored()
    data = welsh()
    data["sections"][0]["questions"][1]["options"][0]["code"] = "te"
    data["sections"][1]["questions"][0]["direction"] = "strength"
    places = [
        "question leaf: option tea is missing",
        "question leaf: option te is not in the original",
        "question chips: its direction is strength, but barrier in the original",
    ]
    for publish in (True, False):
        with pytest.raises(VersionRefused) as refused:
            stored(data, publish=publish)
        assert refused.value.places == places
        assert str(refused.value).splitlines() == [
            "this is no translation of version 1 of kettle, because they do not match:",
            *places,
        ]
    assert FrameworkVersion.objects.count() == 1


def test_each_version_has_translations_of_its_own():
    first, second = stored(), stored(example(version=2))
    found = [stored(welsh(version=number)) for number in (2, 1)]
    assert [one.translation_of for one in found] == [second, first]
    assert translations_of([first.pk, second.pk]) == {
        first.pk: {"cy": found[1].pk},
        second.pk: {"cy": found[0].pk},
    }


def test_a_file_in_the_same_language_goes_on_as_before():
    stored()
    stored(WELSH)
    with pytest.raises(VersionRefused, match="give this one a new number"):
        stored(example(title="Another"))
    assert stored(example(version=2, title="Another")).translation_of is None
    assert stored(example(version=3), publish=False).number == 3


def test_a_draft_translation_does_not_stand_in_the_way_of_the_next_version():
    stored()
    stored(WELSH, publish=False)
    assert stored(example(version=2), publish=False).status == "draft"


def test_a_withdrawn_version_gets_no_new_translation():
    original = stored()
    draft = stored(WELSH, publish=False)
    actions.withdraw_version(version=original, by=None)
    with pytest.raises(VersionRefused, match="version 1 of kettle is not published"):
        stored(in_language(EXAMPLE, "fr"))
    with pytest.raises(VersionRefused, match="version 1 of kettle is not published"):
        actions.publish_version(version=draft, by=None)
    assert FrameworkVersion.objects.get(pk=draft.pk).status == "draft"


def test_publishing_a_translation_that_no_longer_matches_is_refused():
    stored()
    draft = stored(WELSH, publish=False)
    Question.objects.get(version=draft, code="story").delete()
    Question.objects.filter(version=draft, code="chips").update(direction="strength")
    with pytest.raises(VersionRefused, match="question story is missing\nquestion chips: its direction"):
        actions.publish_version(version=FrameworkVersion.objects.get(pk=draft.pk), by=None)
    assert FrameworkVersion.objects.get(pk=draft.pk).status == "draft"


# Reads


def test_translations_are_those_that_are_published(django_assert_num_queries):
    first, other = stored(), stored(example(code="other"))
    cy, de = stored(WELSH), stored(in_language(EXAMPLE, "de"))
    stored(in_language(EXAMPLE, "fr"), publish=False)
    actions.withdraw_version(version=stored(in_language(EXAMPLE, "it")), by=None)
    with django_assert_num_queries(1):
        found = translations_of([first.pk, other.pk])
    assert found == {first.pk: {"cy": cy.pk, "de": de.pk}, other.pk: {}}
    assert list(found[first.pk]) == ["cy", "de"]


def test_a_translation_is_nothing_to_choose_to_list_or_to_call_newer(organisation, lead):
    original = stored(organisation=organisation)
    published = stored(WELSH, organisation=organisation)
    stored(in_language(EXAMPLE, "fr"), organisation=organisation, publish=False)
    second = stored(example(version=2), organisation=organisation)
    stored(welsh(version=2), organisation=organisation)
    assert listed(lead) == [second]
    assert newer_than(original) == newer_than(published) == second
    assert newer_than(second) is None
    round_ = factories.make_round([original], organisation=organisation, opened=False)
    assert set(versions_to_choose(lead, round_)) == {original, second}
    with pytest.raises(Refused, match="One of these is a translation"):
        assessment_actions.set_versions(round_=round_, versions=[published], by=None)
    assert list(round_.versions.all()) == [original]


def test_other_languages_stand_on_the_page_of_the_original(client, organisation, lead):
    original = stored(organisation=organisation)
    cy = stored(WELSH, organisation=organisation)
    fr = stored(in_language(EXAMPLE, "fr"), organisation=organisation, publish=False)
    actions.withdraw_version(version=stored(in_language(EXAMPLE, "de"), organisation=organisation), by=None)
    assert in_other_languages(lead, original) == [cy, fr]
    assert in_other_languages(lead, cy) == [original, fr]
    assert in_other_languages(AnonymousUser(), original) == []
    client.force_login(lead)
    page = " ".join(client.get(reverse("frameworks:version", args=[original.pk])).text.split())
    assert f'href="{reverse("frameworks:version", args=[cy.pk])}" hreflang="cy" lang="cy">Cymraeg</a>' in page
    assert "Français</a> (a draft)" in page


# Files, pages and commands


def test_the_file_of_a_translation_comes_back_equal_and_names_its_language(client):
    stored()
    found = stored(WELSH)
    assert json.loads(write_json(found)) == WELSH
    assert read(write(found).encode()) == read(as_bytes(WELSH))
    response = client.get(reverse("frameworks:export", args=[found.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="kettle-1.cy.yaml"'
    assert read(response.content) == read(as_bytes(WELSH))


def test_the_import_page_lists_every_mismatch(client, organisation, lead):
    stored(organisation=organisation)
    data = welsh()
    data["sections"].pop()
    client.force_login(lead)
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(data):
        file = SimpleUploadedFile("kettle.cy.yaml", as_bytes(data))
        sent = {"file": file, "organisation": organisation.slug, "publish": "yes"}
        page = client.post(reverse("frameworks:import"), sent)
        if page.status_code == 200:
            return client.post(reverse("frameworks:import"), page.context["confirm"], follow=True)
        return page

    page = send(data)
    assert page.status_code == 422
    assert "This is no translation of version 1 of kettle, because they do not match." in page.text
    for place in ("part cups is missing", "question chips is missing"):
        assert f"<bdi>{place}</bdi>" in page.text
    assert "sections[0]" not in page.text
    assert FrameworkVersion.objects.count() == 1
    assert "Version 1 is published in this language: cy." in send(WELSH).text


def test_commands_import_and_export_a_translation(tmp_path, capsys):
    stored()
    path = tmp_path / "kettle.cy.yaml"
    path.write_bytes(as_bytes(WELSH))
    call_command("import_framework", str(path))
    assert capsys.readouterr().out == "kettle version 1 in cy: published\n"
    for arguments in ([], ["--version", "1"]):
        call_command("export_framework", "kettle", "--language", "cy", *arguments)
        assert read(capsys.readouterr().out.encode()) == read(as_bytes(WELSH))
        call_command("export_framework", "kettle", *arguments)
        assert read(capsys.readouterr().out.encode()) == read(as_bytes(EXAMPLE))
    with pytest.raises(CommandError, match="no translation of version 1 of 'kettle' into 'fr' there"):
        call_command("export_framework", "kettle", "--language", "fr")


def test_the_library_loads_a_translation_after_its_original(tmp_path, monkeypatch, capsys):
    from frameworks.management.commands import load_library

    (tmp_path / "kettle.yaml").write_bytes(as_bytes(EXAMPLE))
    (tmp_path / "kettle.cy.yaml").write_bytes(as_bytes(WELSH))
    monkeypatch.setattr(load_library, "LIBRARY", tmp_path)
    for did in ("loaded", "there already"):
        call_command("load_library")
        assert capsys.readouterr().out.splitlines() == [
            f"kettle version 1: {did}",
            f"kettle version 1 in cy: {did}",
        ]
    assert FrameworkVersion.objects.get(language="cy").translation_of.language == "en-GB"
