"""Text size and colours of the whole site, for anybody, in their browser alone."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.printing.colours import contrast
from assessments.reports.charts import markers, svg
from tests import factories
from tests.assessments.responses.pages.participants import Person, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

LOOK = "/look/"


def test_a_choice_lasts_on_every_page_and_comes_back_to_the_page(client):
    help_page = reverse("help")
    before = text_of(client.get(help_page))
    assert 'media="screen and (prefers-color-scheme: dark)"' in before
    client = Client(enforce_csrf_checks=True)
    chosen = client.post(LOOK, {"look": "dark"}, headers={"referer": f"http://testserver{help_page}"})
    assert chosen["Location"] == f"http://testserver{help_page}"
    client.post(LOOK, {"look": "large"})
    after = text_of(client.get(help_page))
    assert 'class="look-large look-dark"' in after
    assert 'css/dark.css" media="screen"' in after
    client.post(LOOK, {"look": "contrast"})
    assert "dark.css" not in text_of(client.get(help_page))


@pytest.mark.parametrize(
    "back", ["", "https://elsewhere.example.org/", "//elsewhere.example.org/x", "javascript:x"]
)
def test_it_leads_nowhere_else(client, back):
    assert client.post(LOOK, {"look": "dark"}, headers={"referer": back})["Location"] == "/"


def test_what_is_no_choice_changes_nothing_and_nothing_is_chosen_by_looking(client):
    client.post(LOOK, {"look": "purple<script>"})
    assert client.cookies["look_everywhere"].value == ""
    assert client.get(LOOK).status_code == 405


def test_who_takes_part_reads_as_they_chose_for_the_site_until_they_choose_for_the_round():
    person = Person(factories.make_round(perspectives=factories.TWO)).start()
    person.client.post(LOOK, {"look": "dark"})
    assert 'class="look-dark"' in text_of(person.get("part"))
    person.client.post(person.url("look"), {"look": "contrast"})
    assert 'class="look-contrast"' in text_of(person.get("mine"))


# Contrast of the dark colours (WCAG 2.2, 1.4.3 and 1.4.11)


def dark_colours():
    css = (settings.BASE_DIR / "static/css/dark.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+):(#[0-9A-F]{6})", css))


def test_words_and_edges_can_be_told_from_every_ground_in_the_dark():
    dark = dark_colours()
    grounds = [dark[name] for name in ("paper", "sheet", "tint", "band")]
    for words in ("ink", "ink-2", "action", "action-deep", "alarm", "bs-link-color", "bs-link-hover-color"):
        assert min(contrast(dark[words], ground) for ground in grounds) >= 4.5, words
    for edge in ("rule", "spot"):
        assert min(contrast(dark[edge], ground) for ground in grounds) >= 3, edge


def test_charts_can_be_read_on_their_card_in_the_dark():
    card = dark_colours()["light-card"]
    assert (
        min(contrast(colour, card) for colour in (svg.RULE, *(marker.colour for marker in markers.Marker)))
        >= 3
    )
    assert min(contrast(words, card) for words in (svg.INK, svg.INK_2)) >= 7
