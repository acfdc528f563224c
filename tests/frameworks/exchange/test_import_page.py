"""The page that brings a framework in from a file: who may, what is said, and that nothing is half stored."""

import html
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from frameworks.actions import withdraw_version
from frameworks.exchange.files import file_of, read
from frameworks.exchange.parser import MOST_BYTES
from frameworks.models import Framework, FrameworkVersion
from frameworks.views.files import MOST_FAULTS
from tests.factories import make_member, make_organisation
from tests.frameworks.examples import EXAMPLE, as_bytes, example, long_example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
EXAMPLES = sorted((Path(__file__).parents[3] / "docs" / "examples").glob("*.yaml"))
PAGE = "/frameworks/import/"


@pytest.fixture
def at_desk(client, steward):
    """The steward's browser."""
    client.force_login(steward)
    return client


def send(client, data=None, *, organisation=None, publish="no", name="kettle.yaml"):
    """What comes of sending a file, and of the button on the page that says what will happen."""
    page = show(client, data, organisation=organisation, publish=publish, name=name)
    return confirm(client, page) if page.status_code == 200 else page


def hidden(page):
    """What the page that says what will happen sends."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)
    return {name: html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def confirm(client, page, **changes):
    return client.post(PAGE, {**hidden(page), **changes})


def show(client, data=None, *, organisation=None, publish="no", name="kettle.yaml"):
    """The page that says what a file will do; `data` is its bytes, or a framework as plain data."""
    content = data if isinstance(data, bytes) else as_bytes(EXAMPLE if data is None else data)
    form = {"file": SimpleUploadedFile(name, content), "publish": publish}
    slug = "larkfield-voices" if organisation is None else organisation
    return client.post(PAGE, {**form, "organisation": slug})


def said(response):
    """The words on the page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def faults_of(response):
    """The faults listed. The page says that nothing was stored, and nothing was."""
    assert response.status_code == 422
    assert "Nothing has been stored from kettle.yaml ." in said(response)
    assert not Framework.objects.exists()
    return [html.unescape(fault) for fault in re.findall(r"<li><bdi>(.*?)</bdi></li>", response.text)]


# --- What goes well ---


def test_page_asks_for_a_file_and_says_who_will_own_it(at_desk):
    words = said(at_desk.get(PAGE))
    assert "It will belong to Larkfield Voices." in words
    assert "Which organisation will own it?" not in words
    assert "1 MB at most" in words


def test_draft_is_stored_and_shown(at_desk, organisation, steward):
    response = send(at_desk)
    version = FrameworkVersion.objects.get()
    assert (version.status, version.framework.organisation) == ("draft", organisation)
    assert file_of(version) == read(as_bytes(EXAMPLE))
    assert response["Location"] == reverse("frameworks:version", args=[version.pk])
    words = said(at_desk.get(response["Location"]))
    assert "Version 1 is in, as a draft. Only people at Larkfield Voices can see it." in words
    assert "Draft Larkfield Voices, version 1 The kettle" in words
    assert AuditEvent.objects.filter(what="framework imported", by=steward).exists()


def test_published_version_is_stored_and_shown(at_desk, steward):
    response = send(at_desk, publish="yes")
    version = FrameworkVersion.objects.get()
    assert (version.status, version.published_by) == ("published", steward)
    words = said(at_desk.get(response["Location"]))
    assert "Version 1 is published. It can be used in new rounds." in words


def test_json_is_read_too(at_desk):
    send(at_desk, json.dumps(EXAMPLE).encode(), name="kettle.json")
    assert file_of(FrameworkVersion.objects.get()) == read(as_bytes(EXAMPLE))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("address", ["frameworks:export", "frameworks:export_json"])
@pytest.mark.parametrize("publish", ["no", "yes"])
def test_examples_come_out_as_they_went_in(at_desk, path, address, publish):
    assert send(at_desk, path.read_bytes(), publish=publish).status_code == 302
    version = FrameworkVersion.objects.get()
    assert version.framework.code == path.stem
    exported = at_desk.get(reverse(address, args=[version.pk])).content
    assert read(exported) == read(path.read_bytes())
    version.framework.delete() if publish == "no" else withdraw_version(version=version, by=None)
    assert send(at_desk, exported, publish=publish).status_code == 302
    assert file_of(FrameworkVersion.objects.get()) == read(path.read_bytes())


def test_draft_is_replaced_and_then_published(at_desk):
    send(at_desk)
    send(at_desk, example(title="Another"))
    assert FrameworkVersion.objects.get().title == "Another"
    send(at_desk, example(title="Another"), publish="yes")
    assert FrameworkVersion.objects.get().status == "published"


@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_same_file_again_says_that_nothing_has_changed(at_desk, organisation, state):
    version = stored(organisation=organisation)
    if state == "withdrawn":
        withdraw_version(version=version, by=None)
    words = said(at_desk.get(send(at_desk)["Location"]))
    assert f"Version 1 was {state} before. The file says the same, so nothing has changed." in words


def test_every_letter_of_any_script_comes_through(at_desk):
    texts = {
        "title": "שלום ‏مرحبا ‪x‬ e\u0301\u0323\u0308 Z\u0335\u0321a\u0322\u0328lgo",
        "summary": "\u202eright to left\u202c 👩🏽‍🦽 नमस्ते",
    }
    response = send(at_desk, example(**texts))
    page = at_desk.get(response["Location"])
    assert all(text in page.text for text in texts.values())
    exported = at_desk.get(response["Location"] + "file.yaml").content
    assert read(exported) == read(as_bytes(example(**texts)))


# --- What is wrong with a file ---


def test_every_fault_is_listed_in_one_go(at_desk):
    data = example(colour="red <b>")
    del data["title"]
    data["sections"][0]["questions"][0]["scale"] = "how-oft"
    data["sections"][1]["code"] = "making"
    response = send(at_desk, data, publish="yes")
    assert sorted(faults_of(response)) == [
        "colour: unknown key",
        "sections[0].questions[0].scale: no scale 'how-oft'",
        "sections[1].code: 'making' is used already, by sections[0]",
        "title: missing",
    ]
    assert "text editor, then choose it again. " in " ".join(response.text.replace("</p>", " ").split())
    assert 'value="yes"' in re.search(r"<input[^>]*checked[^>]*>", response.text)[0]


def zipped():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("word/document.xml", "<w:document/>")
    return data.getvalue()


NOT_UTF_8 = "the file is not UTF-8 text (byte {}); save it as plain text, in UTF-8"
LAUGHS = b"a: &a [ha]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(ord("b"), ord("j"))
)
HUGE_LEVEL = as_bytes(EXAMPLE).replace(b"value: 5\n", b"value: 1" + b"0" * 5000 + b"\n", 1)
WHOLE_FILES = {
    "zip": (zipped(), "this is a Word document, not a framework file: that is YAML or JSON, and says "
            "‘format: coprod-framework/1’"),
    "latin-1": ("title: Café".encode("latin-1"), NOT_UTF_8.format(11)),
    "utf-16": ("title: Tea".encode("utf-16"), NOT_UTF_8.format(1)),
    "laughs": (LAUGHS, "the file uses an alias or anchor ('&' or '*'), on line 1; write the text out"),
    "tag": (b"a: !!python/object:os.system x", "the file uses a tag ('!'), on line 1"),
    "deep": (b"[" * 100_000, "the file goes more than 12 levels deep, on line 1"),
    "words": (b"Dear all, here it is", "the file: must be keys with values"),
    "blank": (b" \n", "the file is empty"),
    "other format": (
        b"format: tea/9",
        "format: 'tea/9' is not a format that this site reads; it reads coprod-framework/1",
    ),
    "huge level": (HUGE_LEVEL, "scales[0].levels[2].value: must be 32,767 or less"),
    "huge level in json": (
        json.dumps(EXAMPLE).replace('"value": 5', '"value": 1' + "0" * 5000, 1).encode(),
        "scales[0].levels[2].value: must be 32,767 or less",
    ),
    "nothing": (b"title: \"a\\0b\"", "title: holds a control character (U+0000)"),
    "half a pair": (b'{"title": "\\ud800"}', "title: holds a surrogate character (U+D800)"),
    "key from right to left": ("\u202eרע: 1".encode(), "'\\u202eרע': unknown key"),
    "key of marks": ("e\u0301\u0323: 1".encode(), "'e\u0301\u0323': unknown key"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_strange_file_gets_a_clear_message(at_desk, name):
    data, fault = WHOLE_FILES[name]
    assert fault in faults_of(send(at_desk, data))


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 10_000_000])
def test_too_large_a_file_is_refused_and_not_kept(at_desk, size, monkeypatch):
    monkeypatch.setattr("frameworks.forms.files.read", None)  # it must not come so far
    response = send(at_desk, b"a" * size, publish="yes")
    assert response.status_code == 422
    assert "This file is over 1 MB. Choose a smaller one." in said(response)
    assert "Choose one of" not in said(response)
    assert not Framework.objects.exists()


def test_file_of_just_1_mb_is_read(at_desk):
    file = as_bytes(EXAMPLE)
    assert send(at_desk, file + b"\n" * (MOST_BYTES - len(file))).status_code == 302
    assert FrameworkVersion.objects.get().title == "The kettle"


def test_very_many_faults_are_counted_and_not_all_listed(at_desk):
    data = b"{" + b",".join(b'"k%d": 1' % n for n in range(80_000)) + b"}"
    response = send(at_desk, data)
    assert len(faults_of(response)) == MOST_FAULTS
    assert f"There are {80_000 + 1 - MOST_FAULTS} more of this kind." in said(response)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (
            {},
            [
                "Choose a file first, or paste your questions.",
                "Choose one of your organisations.",
                "Choose one of the two.",
            ],
        ),
        ({"file": "no file"}, ["Choose a file first, or paste your questions."]),
        ({"file": SimpleUploadedFile("a.yaml", b"")}, ["This file is empty."]),
        ({"publish": "perhaps"}, ["Choose one of the two."]),
        ({"organisation": "\0"}, ["an invisible one (NUL)"]),
    ],
)
def test_form_that_is_not_filled_in_says_what_to_do(at_desk, form, words):
    response = at_desk.post(PAGE, form)
    assert response.status_code == 422
    assert all(word in said(response) for word in words)
    assert "Please look again: Import a framework" in said(response)


@pytest.mark.parametrize(
    ("before", "then", "words"),
    [
        (
            {"publish": True},
            {"title": "Another"},
            "Version 1 of kettle is published already and says something else; give this one a new number.",
        ),
        (
            {"publish": False},
            {"version": 2},
            "Kettle has a draft already, of version 1; publish that one first.",
        ),
    ],
)
def test_version_that_cannot_be_stored_is_refused(at_desk, organisation, before, then, words):
    stored(organisation=organisation, **before)
    response = send(at_desk, example(**then))
    assert response.status_code == 422
    assert words in said(response)
    assert file_of(FrameworkVersion.objects.get()) == read(as_bytes(EXAMPLE))


# --- Who may ---


@pytest.mark.parametrize("role", ["reader", "facilitator"])
def test_reader_and_facilitator_are_refused(client, organisation, role):
    client.force_login(make_member(organisation, role))
    assert client.get(PAGE).status_code == 403
    assert send(client).status_code == 403
    assert not Framework.objects.exists()


def test_visitor_is_asked_to_sign_in(client, organisation):
    assert send(client)["Location"].startswith("/account/login/")
    assert not Framework.objects.exists()


def test_a_post_without_its_token_is_refused(steward):
    client = Client(enforce_csrf_checks=True)
    client.force_login(steward)
    assert send(client).status_code == 403
    assert not Framework.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(PAGE).text)[1]
    form = {"file": SimpleUploadedFile("a.yaml", as_bytes(EXAMPLE)), "publish": "no"}
    form |= {"organisation": "larkfield-voices", "csrfmiddlewaretoken": token}
    page = client.post(PAGE, form)
    assert page.status_code == 200
    assert confirm(client, page).status_code == 403
    assert not Framework.objects.exists()
    assert confirm(client, page, csrfmiddlewaretoken=token).status_code == 302


@pytest.mark.parametrize("slug", ["larkfield-voices", "nobody", ""])
def test_nobody_writes_for_another_organisation_or_into_the_library(client, organisation, slug):
    """An organisation that is there and one that is not get the same answer; none at all is no library."""
    elsewhere = make_organisation("Elsewhere")
    client.force_login(elsewhere.memberships.get().user)
    response = send(client, organisation=slug, publish="yes")
    assert response.status_code == 422
    assert "Choose one of your organisations." in said(response)
    assert "Larkfield" not in said(response)
    assert not Framework.objects.exists()


def test_own_organisations_are_to_choose_from_where_there_are_more(client, organisation, lead):
    other = make_organisation("Anyvale", lead=lead)
    stranger = make_organisation("Elsewhere")
    reads = make_organisation("Reading Room")
    reads.memberships.create(user=lead, role="reader")
    client.force_login(lead)
    page = client.get(PAGE, {"organisation": organisation.slug}).text
    assert re.findall(r'<option value="([\w-]+)"( selected)?', page) == [
        (other.slug, ""),
        (organisation.slug, " selected"),
    ]
    for slug in (stranger.slug, reads.slug):
        assert send(client, organisation=slug).status_code == 422
    assert send(client, organisation=other.slug).status_code == 302
    assert FrameworkVersion.objects.get().framework.organisation == other


def test_import_costs_the_same_for_few_questions_and_many(at_desk):
    costs = []
    for questions in (2, 40):
        with CaptureQueriesContext(connection) as captured:
            response = send(at_desk, long_example(questions, code=f"long-{questions}"))
        costs.append(len(captured))
        assert response.status_code == 302
    assert costs[0] == costs[1]


def test_page_costs_the_same_for_few_organisations_and_many(client, lead, organisation):
    client.force_login(lead)
    client.get(PAGE)
    costs = []
    for number in range(2):
        for more in range(10):
            make_organisation(f"Group {number} {more}", lead=lead)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(PAGE).text
        costs.append(len(captured))
        assert page.count("<option") == 10 * number + 11
    assert costs[0] == costs[1]
