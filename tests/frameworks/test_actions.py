"""Importing, publishing and withdrawing, and the commands that do so."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditEvent
from frameworks import actions
from frameworks.actions import VersionRefused
from frameworks.exchange.files import file_of, read, write, write_json
from frameworks.models import Framework, FrameworkVersion, Question
from tests.frameworks.examples import EXAMPLE, as_bytes, example, long_example, stored

pytestmark = pytest.mark.django_db


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("what", "by_id", "organisation_id"))


def test_import_stores_all_and_publishes(organisation, lead):
    before = len(trail())
    version = stored(organisation=organisation, by=lead)

    assert (version.status, version.published_by) == ("published", lead)
    assert version.published_on == timezone.localdate()
    assert file_of(version) == read(as_bytes(EXAMPLE))
    assert trail()[before:] == [
        ("framework imported", lead.pk, organisation.pk),
        ("framework published", lead.pk, organisation.pk),
    ]


def test_export_of_what_was_imported_is_the_same_file():
    version = stored()
    assert json.loads(write_json(version)) == EXAMPLE
    assert read(write(version).encode()) == read(as_bytes(EXAMPLE))


def test_import_of_an_equal_version_changes_nothing():
    first = stored()
    events = len(trail())
    assert stored() == first
    assert FrameworkVersion.objects.count() == 1
    assert len(trail()) == events


def test_import_of_an_equal_version_leaves_it_withdrawn():
    actions.withdraw_version(version=stored(), by=None)
    assert stored().status == "withdrawn"


def test_import_of_something_else_under_a_published_number_is_refused():
    stored()
    with pytest.raises(VersionRefused) as refused:
        stored(example(title="Another"))
    assert str(refused.value) == (
        "version 1 of kettle is published already and says something else; give this one a new number"
    )
    assert file_of(FrameworkVersion.objects.get()).title == "The kettle"


def test_import_replaces_a_draft_of_the_same_number():
    draft = stored(publish=False)
    data = example(title="Another", bands={"on": "total", "steps": [{"from": 3, "label": "Three"}]})
    data["sections"].pop()
    again = stored(data, publish=False)

    assert (again.pk, again.status) == (draft.pk, "draft")
    assert file_of(again) == read(as_bytes(data))
    assert Question.objects.count() == 3


def test_import_publishes_an_equal_draft():
    draft = stored(publish=False)
    assert stored().pk == draft.pk
    assert FrameworkVersion.objects.get().status == "published"


def test_import_keeps_a_draft_of_another_number():
    draft = stored(example(version=3), publish=False)
    for publish in (True, False):
        with pytest.raises(VersionRefused, match="kettle has a draft already, of version 3"):
            stored(example(version=2), publish=publish)
    assert FrameworkVersion.objects.get() == draft


def test_owners_have_frameworks_of_the_same_code_side_by_side(organisation):
    ours, library = stored(organisation=organisation), stored()
    assert ours.framework != library.framework
    assert Framework.objects.filter(code="kettle").count() == 2


def test_publishing_twice_is_refused():
    version = stored()
    with pytest.raises(VersionRefused, match="version 1 of kettle is published, so it cannot be published"):
        actions.publish_version(version=version, by=None)


def test_withdrawing_a_draft_is_refused():
    with pytest.raises(VersionRefused, match="is draft, so it cannot be withdrawn now"):
        actions.withdraw_version(version=stored(publish=False), by=None)


def test_import_and_export_cost_the_same_for_few_questions_and_many(django_assert_num_queries):
    costs = []
    for questions in (2, 40):
        with CountedQueries() as counted:
            version = stored(long_example(questions, code=f"long-{questions}"))
        costs.append(counted.number)
        assert version.questions.count() == questions + 2
        with django_assert_num_queries(9):
            assert len(list(write(version))) > 0
    assert costs[0] == costs[1]


class CountedQueries:
    """How many queries ran inside."""

    def __enter__(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.captured = CaptureQueriesContext(connection).__enter__()
        return self

    def __exit__(self, *raised):
        self.captured.__exit__(*raised)
        self.number = len(self.captured.captured_queries)


# --- Commands ---


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kettle.yaml"
    path.write_bytes(as_bytes(EXAMPLE))
    return path


def test_import_framework_publishes_in_the_library(file, capsys):
    call_command("import_framework", str(file))
    version = FrameworkVersion.objects.get()
    assert (version.status, version.framework.organisation) == ("published", None)
    assert capsys.readouterr().out == "kettle version 1: published\n"


def test_import_framework_for_an_organisation_as_a_draft(file, organisation):
    call_command("import_framework", str(file), organisation=organisation.slug, draft=True)
    version = FrameworkVersion.objects.get()
    assert (version.status, version.framework.organisation) == ("draft", organisation)


@pytest.mark.parametrize("slug", [True, False])
def test_a_dry_run_says_what_an_import_would_do_and_stores_nothing(file, capsys, organisation, slug):
    options = {"organisation": organisation.slug} if slug else {}
    owner = "Larkfield Voices" if slug else "the library of this site"

    def dry(**more):
        before = list(FrameworkVersion.objects.values_list("pk", "revision", "status"))
        events = AuditEvent.objects.count()
        call_command("import_framework", str(file), dry_run=True, **options, **more)
        assert list(FrameworkVersion.objects.values_list("pk", "revision", "status")) == before
        assert AuditEvent.objects.count() == events
        return capsys.readouterr().out

    assert f"This will start a new framework of {owner}: ‘The kettle’, version 1." in dry()
    assert ("Only people at" in dry(draft=True)) is slug
    assert not Framework.objects.exists()
    call_command("import_framework", str(file), draft=True, **options)
    data = example()
    gone = data["sections"].pop()["title"]
    file.write_bytes(as_bytes(data))
    capsys.readouterr()
    said = dry(draft=True)
    assert "This will replace everything in the draft of version 1" in said
    assert f"These are not in the file. They go:\n- Part ‘{gone}’" in said
    del data["title"]
    file.write_bytes(as_bytes(data))
    with pytest.raises(CommandError, match="has faults"):
        dry()


def test_import_framework_lists_every_fault_and_stores_nothing(file):
    data = example(colour="red")
    del data["title"]
    file.write_bytes(as_bytes(data))
    with pytest.raises(CommandError) as refused:
        call_command("import_framework", str(file))
    assert str(refused.value).splitlines()[1:] == ["title: missing", "colour: unknown key"]
    assert not Framework.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda file: stored(example(title="Another")), "give this one a new number"),
        (lambda file: file.unlink(), "No such file"),
    ],
)
def test_import_framework_says_why_it_cannot(file, change, words):
    change(file)
    with pytest.raises(CommandError, match=words):
        call_command("import_framework", str(file))


def test_import_framework_for_nobody_is_refused(file):
    with pytest.raises(CommandError, match="no organisation 'nobody'"):
        call_command("import_framework", str(file), organisation="nobody")


def test_export_framework_writes_the_newest_or_the_one_asked_for(capsys, tmp_path):
    stored()
    stored(example(version=2, title="The second"))
    call_command("export_framework", "kettle")
    assert read(capsys.readouterr().out.encode()).title == "The second"
    call_command("export_framework", "kettle", "--version", "1", "--format", "json")
    assert json.loads(capsys.readouterr().out) == EXAMPLE
    path = tmp_path / "out.yaml"
    call_command("export_framework", "kettle", "--output", str(path))
    assert read(path.read_bytes()).version == 2


@pytest.mark.parametrize("arguments", [["nothing"], ["kettle", "--version", "7"]])
def test_export_framework_of_what_is_not_there_is_refused(arguments):
    stored()
    with pytest.raises(CommandError, match=r"^no "):
        call_command("export_framework", *arguments)
