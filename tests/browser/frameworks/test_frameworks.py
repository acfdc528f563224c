"""A steward brings a framework in from a file, and takes it out again."""

import json

import pytest
from playwright.sync_api import expect

from frameworks.exchange.files import read
from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at
from tests.frameworks.examples import EXAMPLE, as_bytes, example

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def steward():
    organisation = factories.make_organisation("Larkfield Voices")
    return factories.make_member(organisation, "steward", "stef@example.org")


@pytest.fixture
def files(tmp_path):
    """The same framework with faults and without."""
    faulty = example(colour="red", title="T" * 130)
    faulty["sections"][0]["questions"][0]["scale"] = "how-oft"
    (tmp_path / "faulty.yaml").write_bytes(as_bytes(faulty))
    (tmp_path / "kettle.yaml").write_bytes(as_bytes(EXAMPLE))
    return tmp_path


def send(page, path, *, ready):
    page.get_by_label("The file", exact=True).set_input_files(path)
    page.get_by_label(ready).check()
    page.get_by_role("button", name="Import the framework").click()


def download(page, link):
    with page.expect_download() as downloading:
        page.get_by_role("link", name=link).click()
    return downloading.value


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_faulty_file_then_a_good_one_then_out_again(steward, open_browser, files, javascript):
    look = look_at if javascript else lambda page: None  # axe is a script itself
    page = open_browser(width=1280 if javascript else 390, javascript=javascript)

    # Given a steward on the page of all frameworks
    people.come_in(page, steward.email, "/frameworks/")
    page.get_by_role("link", name="Import a framework from a file").click()
    look(page)

    # When they choose a file with faults, then every fault is listed and nothing is stored
    send(page, files / "faulty.yaml", ready="Not yet")
    expect(page.get_by_role("alert").locator("li")).to_have_text(
        [
            "title: 130 characters, over the limit of 120",
            "colour: unknown key",
            "sections[0].questions[0].scale: no scale 'how-oft'",
        ]
    )
    expect(page.get_by_text("Nothing has been stored from faulty.yaml.")).to_be_visible()
    look(page)

    # When they choose a good one, then they read what will happen, and then what was imported
    send(page, files / "kettle.yaml", ready="Not yet")
    expect(page.get_by_text("This will start a new framework of Larkfield Voices")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Import the framework").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The kettle")
    expect(page.get_by_role("status")).to_contain_text("Version 1 is in, as a draft.")
    look(page)

    # When they import it again to publish it, then it is published
    page.get_by_role("link", name="Import a changed file").click()
    send(page, files / "kettle.yaml", ready="Yes. Publish it")
    expect(page.get_by_text("This will publish the draft of version 1")).to_be_visible()
    page.get_by_role("button", name="Publish the draft").click()
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()

    # And both files say what the first one said
    yaml, as_json = download(page, "Download as YAML"), download(page, "Download as JSON")
    assert (yaml.suggested_filename, as_json.suggested_filename) == ("kettle-1.yaml", "kettle-1.json")
    assert read(yaml.path().read_bytes()) == read(as_bytes(EXAMPLE))
    assert json.loads(as_json.path().read_text(encoding="utf-8")) == EXAMPLE
