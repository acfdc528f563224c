"""The page that says what importing a file will do: what then happens, and nothing is stored before."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import record
from accounts.models import AuditEvent
from frameworks.actions import publish_version
from frameworks.drafts.actions import undo
from frameworks.drafts.creation import begin_translation
from frameworks.drafts.storage import parts_of
from frameworks.exchange.files import file_of, read
from frameworks.models import DraftStep, Framework, FrameworkVersion
from tests.factories import make_organisation
from tests.frameworks.examples import EXAMPLE, as_bytes, example, long_example, stored
from tests.translations import in_language

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
PAGE = "/frameworks/import/"
WELSH = in_language(EXAMPLE, "cy")


@pytest.fixture
def at_desk(client, steward):
    client.force_login(steward)
    return client


def show(client, data, *, publish="no", organisation="larkfield-voices"):
    file = SimpleUploadedFile("kettle.yaml", as_bytes(data))
    page = client.post(PAGE, {"file": file, "publish": publish, "organisation": organisation})
    assert page.status_code == 200
    return page


def confirm(client, page, **changes):
    return client.post(PAGE, {**page.context["confirm"], **changes}, follow=True)


def words(page):
    main = page.text.split("<main", 1)[1]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def everything():
    return (
        {(one.pk, one.status, one.revision): parts_of(one) for one in FrameworkVersion.objects.all()},
        AuditEvent.objects.count(),
        DraftStep.objects.count(),
        Framework.objects.count(),
    )


def half():
    data = in_language(EXAMPLE, "cy")
    data["sections"][1]["questions"][0]["statement"] = ""
    return data


CASES = {
    "framework": (
        [],
        EXAMPLE,
        "no",
        [
            "This will start a new framework of Larkfield Voices: ‘The kettle’, version 1.",
            "The original will be in this language: British English (en-GB).",
            "It will be a draft. Only people at Larkfield Voices can see it, and it can still change.",
        ],
    ),
    "version": (
        [(EXAMPLE, True)],
        example(version=2, title="New kettle"),
        "yes",
        ["This will add version 2 to ‘The kettle’.", "It will be published straight away: new rounds"],
    ),
    "translation": (
        [(EXAMPLE, True)],
        WELSH,
        "yes",
        [
            "This will add a translation of version 1 of ‘The kettle’, from British English (en-GB) "
            "into Cymraeg (cy). The original stays as it is.",
            "It will be published straight away",
        ],
    ),
    "half a translation": (
        [(EXAMPLE, True)],
        half(),
        "no",
        ["This will add a translation of version 1", "1 text is not translated yet."],
    ),
    "draft": (
        [(example(title="Ours"), False)],
        EXAMPLE,
        "no",
        ["This will replace everything in the draft of version 1 of ‘Ours’ with what the file says."],
    ),
    "draft of a translation": (
        [(EXAMPLE, True), (WELSH, False)],
        half(),
        "no",
        [
            "This will replace everything in the draft of the translation into Cymraeg (cy) of version 1 of",
            "These lose words, and the file has none to put there: Question ‘[cy] Chips’",
        ],
    ),
    "publication": (
        [(EXAMPLE, False)],
        EXAMPLE,
        "yes",
        ["This will publish the draft of version 1 of ‘The kettle’ in British English (en-GB)"],
    ),
    "same": ([(EXAMPLE, True)], EXAMPLE, "yes", ["This will change nothing: version 1 of ‘The kettle’"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_page_says_what_then_happens_and_stores_nothing(at_desk, organisation, case):
    there, data, publish, said = CASES[case]
    for before, published in there:
        stored(before, organisation=organisation, publish=published)
    before = everything()
    page = show(at_desk, data, publish=publish)
    assert everything() == before
    assert "Nothing has been stored from kettle.yaml yet." in words(page)
    for sentence in said:
        assert sentence in words(page)
    preview = page.context["preview"]
    confirm(at_desk, page)
    version = FrameworkVersion.objects.get(number=preview.number, language=preview.language)
    assert version.status == preview.status
    assert (everything() == before) == (preview.kind == "same")
    assert ("<button" in page.text.split("<main")[1].split("<footer>")[0]) == (preview.kind != "same")


def test_it_says_what_a_draft_loses_and_how_to_have_it_back(at_desk, organisation):
    draft = stored(organisation=organisation, publish=False)
    before = parts_of(draft)
    data = example()
    data["sections"].pop()
    data["sections"][0]["questions"][0]["plain"] = "Other words."
    del data["introduction"]
    page = show(at_desk, data)
    assert page.context["preview"].gone == ("Part ‘Cups’", "Question ‘Chips’")
    assert page.context["preview"].emptied == (
        "The title, introduction and other words about the whole framework",
    )
    assert page.context["preview"].changed == ("Question ‘Taking turns’",)
    assert "To have it back, choose Undo in the editor" in words(page)
    confirm(at_desk, page)
    undo(draft=draft, number=draft.steps.get().number, by=None)
    assert parts_of(draft) == before


def test_where_it_is_published_at_once_it_says_that_nothing_comes_back(at_desk, organisation):
    stored(organisation=organisation, publish=False)
    page = show(at_desk, example(title="Another"), publish="yes")
    assert "It will be published straight away, so anything it replaces is gone for good." in words(page)
    assert "Undo" not in words(page)


def test_where_two_have_to_agree_it_says_so(at_desk, organisation):
    organisation.requires_second_approver = True
    organisation.save()
    page = show(at_desk, EXAMPLE, publish="yes")
    assert "It will stay a draft until a second member of Larkfield Voices agrees" in words(page)
    confirm(at_desk, page)
    assert FrameworkVersion.objects.get().status == "draft"


def test_what_somebody_changed_meanwhile_is_said_before_it_goes(at_desk, organisation):
    draft = stored(organisation=organisation, publish=False)
    page = show(at_desk, example(title="File"))
    stored(example(title="Somebody"), organisation=organisation, publish=False)
    again = confirm(at_desk, page)
    assert again.status_code == 409
    assert "Somebody changed something here while you were on this page." in words(again)
    assert "the draft of version 1 of ‘Somebody’" in words(again)
    assert FrameworkVersion.objects.get().title == "Somebody"
    confirm(at_desk, again)
    draft.refresh_from_db()
    assert draft.title == "File"


def test_what_is_published_meanwhile_is_not_replaced(at_desk, organisation):
    draft = stored(organisation=organisation, publish=False)
    page = show(at_desk, example(title="File"))
    publish_version(version=draft, by=None)
    assert "is published already and says something else" in words(confirm(at_desk, page))
    assert FrameworkVersion.objects.get().title == "The kettle"


def test_a_page_that_comes_back_twice_changes_nothing_more(at_desk, organisation):
    page = show(at_desk, EXAMPLE)
    confirm(at_desk, page)
    before = everything()
    assert "This will change nothing" in words(confirm(at_desk, page))
    assert everything() == before


@pytest.mark.parametrize("change", ["content", "organisation", "publish"])
def test_what_this_site_did_not_write_is_not_imported(at_desk, organisation, change):
    other = make_organisation("Elsewhere")
    page = show(at_desk, EXAMPLE)
    values = {"content": page.context["confirm"]["content"][:-2] + "xx", "organisation": other.slug}
    answer = confirm(at_desk, page, **{change: values.get(change, "perhaps")})
    assert "This page is out of date. Choose the file again." in html.unescape(answer.text)
    assert not Framework.objects.exists()


def test_both_pages_cost_the_same_for_few_questions_and_many(at_desk, organisation):
    costs = []
    for questions in (2, 40):
        stored(long_example(questions, code=f"long-{questions}"), organisation=organisation, publish=False)
        data = long_example(questions + 1, code=f"long-{questions}")
        with CaptureQueriesContext(connection) as shown:
            page = show(at_desk, data)
        with CaptureQueriesContext(connection) as done:
            assert confirm(at_desk, page).status_code == 200
        costs.append((len(shown), len(done)))
    assert costs[0] == costs[1]


def test_nobody_hears_of_what_was_only_shown(at_desk, organisation, monkeypatch):
    """What is to be sent stands in rows, which go with all that was only tried."""
    monkeypatch.setattr(
        "frameworks.actions.tell_adaptations", lambda version: record("told", version, by=None)
    )
    told = AuditEvent.objects.filter(what="told")
    page = show(at_desk, EXAMPLE, publish="yes")
    assert not told.exists()
    confirm(at_desk, page)
    assert told.count() == 1


def test_half_a_translation_is_downloaded_filled_in_and_brought_back(at_desk, organisation):
    original = stored(organisation=organisation)
    draft = begin_translation(version=original, language="cy", by=None)
    for form in ("export", "export_json"):
        answer = at_desk.get(reverse(f"frameworks:{form}", args=[draft.pk]))
        assert answer.status_code == 200
        assert read(answer.content).translation_of == "en-GB"
    page = show(at_desk, half())
    assert "the draft of the translation into Cymraeg (cy)" in words(page)
    confirm(at_desk, page)
    assert file_of(FrameworkVersion.objects.get(pk=draft.pk)) == read(as_bytes(half()))
