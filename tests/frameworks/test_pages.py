"""The pages to read frameworks: what they say, who may open them, and what they cost."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frameworks.actions import withdraw_version
from frameworks.exchange.files import file_of, read
from tests.factories import make_member
from tests.frameworks.examples import EXAMPLE, example, long_example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ADDRESSES = ["frameworks:version", "frameworks:export", "frameworks:export_json"]


def page(client, name, version=None):
    response = client.get(reverse(name, args=[version.pk] if version else []))
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_list_shows_library_and_ours(client, lead, organisation):
    stored(example(version=4))
    stored(example(title="Our kettle"), organisation=organisation)
    words = page(client, "frameworks:list")
    assert "The kettle Who makes the tea. Version 4. 4 questions, 2 to 4 minutes." in words
    assert "Our kettle" not in words
    client.force_login(lead)
    assert "Our kettle Who makes the tea. Larkfield Voices. Version 1." in page(client, "frameworks:list")


def test_empty_list_says_so(client):
    assert "There is nothing in the library yet." in page(client, "frameworks:list")


def test_reading_page_shows_everything(client):
    version = stored()
    words = page(client, "frameworks:version", version)
    for part in [
        "Library, version 1 The kettle Who makes the tea. 4 questions, 2 to 4 minutes.",
        "Think of last week. There are no right answers. In shorter words What was last week like?",
        "1 Making it About the making. In shorter words Making tea. From Pot, T. (2001) : p. 3",
        "1.1 Taking turns We take turns. In shorter words We all make tea. How often? 0 Never",
        "Levels and answers in shorter words 0 No: One of us. 1 No 5 Always",
        "Pictures Icons, MIT",
        "Things to think about Who did it last? Who never does?",
        "What a team could do Write a list. Buy a pot. From Cup, C. (2002)",
        "1.2 Leaf What is in the pot? Choose as many as fit Tea Nothing",
        "1.3 Afterwards 1.3.1 A story Tell us. You answer this one in your own words.",
        "2.1 Chips The cups are chipped. How often? 0 Never It has not happened.",
        "A higher number means that it gets in the way more.",
        "Pot, T. (2001) On tea. https://example.org/tea?a=1",
        "Licence CC BY 4.0",
        "Written for the tests.",
    ]:
        assert part in words


def test_text_is_shown_as_text(client):
    version = stored(example(title="<b>Bold</b>", introduction="<script>alert(1)</script>"))
    html = client.get(reverse("frameworks:version", args=[version.pk])).content.decode()
    assert "<b>Bold" not in html
    assert "<script>" not in html


def test_old_and_withdrawn_versions_say_so(client):
    first, second = stored(), stored(example(version=2))
    assert "There is a newer one: version 2" in page(client, "frameworks:version", first)
    assert "newer" not in page(client, "frameworks:version", second)
    withdraw_version(version=second, by=None)
    assert "This version has been withdrawn." in page(client, "frameworks:version", second)
    assert "newer" not in page(client, "frameworks:version", first)


@pytest.mark.parametrize(("address", "form"), [("export", "yaml"), ("export_json", "json")])
@pytest.mark.parametrize("publish", [True, False])
def test_file_downloads_and_reads_as_equal(client, lead, organisation, address, form, publish):
    version = stored(organisation=organisation, publish=publish)
    client.force_login(lead)
    response = client.get(reverse(f"frameworks:{address}", args=[version.pk]))
    assert response.headers["Content-Disposition"] == f'attachment; filename="kettle-1.{form}"'
    assert response.headers["Content-Type"] == f"application/{form}; charset=utf-8"
    assert read(response.content) == file_of(version)
    if form == "json":
        assert json.loads(response.content) == EXAMPLE


def test_draft_that_is_not_finished_has_no_file_yet(client, lead, organisation):
    draft = stored(organisation=organisation, publish=False)
    draft.sections.update(title="")
    client.force_login(lead)
    response = client.get(reverse("frameworks:export", args=[draft.pk]), follow=True)
    assert response.redirect_chain == [(reverse("frameworks:version", args=[draft.pk]), 302)]
    assert "This draft is not finished, so it has no file yet." in response.text


def test_links_to_import_are_for_stewards_and_leads(client, organisation):
    ours, library = stored(organisation=organisation), stored()
    link = reverse("frameworks:import")
    for role, may in [("lead", True), ("steward", True), ("facilitator", False), ("reader", False)]:
        client.force_login(make_member(organisation, role, f"a-{role}@example.org"))
        found = [
            link in client.get(reverse(f"frameworks:{name}", args=args)).text
            for name, args in [("list", []), ("version", [ours.pk]), ("version", [library.pk])]
        ]
        assert found == [may, may, False], role


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_of_an_organisations_framework_are_for_its_members(
    client, lead, outsider, organisation, address
):
    ours = stored(organisation=organisation)
    path = reverse(address, args=[ours.pk])
    assert client.get(path).status_code == 404
    client.force_login(outsider)
    assert client.get(path).status_code == 404
    client.force_login(lead)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_draft_is_for_its_organisation_and_one_of_the_library_for_nobody(client, lead, organisation, address):
    library, ours = stored(publish=False), stored(organisation=organisation, publish=False)
    client.force_login(lead)
    assert client.get(reverse(address, args=[library.pk])).status_code == 404
    assert client.get(reverse(address, args=[ours.pk])).status_code == 200
    assert client.get(reverse(address, args=[ours.pk + 1])).status_code == 404


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_pages_cost_the_same_at_two_sizes(client, lead, organisation):
    client.force_login(lead)
    small, large = stored(long_example(2, "few")), stored(long_example(40, "many"))
    stored(example(code="ours"), organisation=organisation)  # whether one's own lost words is one query more
    client.get(reverse("frameworks:list"))
    for address in ADDRESSES:
        few, many = (queries_of(client, reverse(address, args=[v.pk])) for v in (small, large))
        assert few == many
    before = queries_of(client, reverse("frameworks:list"))
    for number in range(12):
        stored(example(code=f"kettle-{number}"), organisation=organisation if number % 2 else None)
    client.get(reverse("frameworks:list"))  # what is published is read once
    assert queries_of(client, reverse("frameworks:list")) == before
    assert page(client, "frameworks:list").count("The kettle") == 15


def test_pages_hold_no_inline_style_or_script(client):
    html = client.get(reverse("frameworks:version", args=[stored().pk])).content.decode()
    assert not re.search(r"<style|<script(?! src)|\sstyle=|\son\w+=", html)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
