"""What is read beside the frameworks: each quotation is short and placed, each word can be looked up."""

import re

import pytest
import yaml
from django.urls import reverse
from pydantic import ValidationError

from frameworks.management.commands.load_library import LIBRARY
from frameworks.models import FrameworkVersion
from frameworks.reading import shelf
from tests import factories


def test_each_opening_is_of_a_part_that_there_is():
    for one in shelf.words().openings:
        file = yaml.safe_load((LIBRARY / f"{one.framework}.yaml").read_bytes())
        assert one.part in [section["code"] for section in file["sections"]]


def test_a_work_is_cited_as_the_frameworks_cite_it():
    cited = {}
    for path in LIBRARY.glob("*.yaml"):
        file = yaml.safe_load(path.read_bytes())
        cited |= {one["code"]: one["citation"] for one in file.get("sources", [])}
    works = [*shelf.words().sources, *shelf.practice().sources]
    assert {one.code for one in works} & cited.keys() >= {"carr-2016", "clark-2015", "carr-patel-2016"}
    for one in works:
        assert one.citation == cited.get(one.code, one.citation), one.code


def test_words_stand_once_and_in_order():
    words = [one.word for one in shelf.words().glossary]
    assert words == sorted(set(words))


@pytest.mark.parametrize(
    "change",
    [
        {"sources": []},
        {"sources": [{"code": "a", "citation": "A"}, {"code": "b", "citation": "B"}]},
        {"cases": [{"title": "No source"}]},
    ],
)
def test_a_file_that_names_no_work_or_one_in_vain_is_refused(change):
    case = dict.fromkeys(("title", "where", "led_by", "did", "helped", "hard", "silent"), "x")
    file = {
        "sources": [{"code": "a", "citation": "A"}],
        "cases": [{**case, "source": {"code": "a", "where": "p. 1"}}],
    }
    assert shelf.Practice.model_validate(file)
    with pytest.raises(ValidationError):
        shelf.Practice.model_validate({**file, **change})


@pytest.mark.django_db
@pytest.mark.pages
def test_the_pages_say_whose_words_they_are_and_lead_to_them(client, organisation):
    for name in ("words", "practice"):
        html = client.get(reverse(f"frameworks:{name}")).content.decode()
        anchors, ids = set(re.findall(r'href="#([^"]+)"', html)), re.findall(r' id="([^"]+)"', html)
        assert len(anchors) > 3
        assert anchors <= set(ids)
        assert len(ids) == len(set(ids))
    library = factories.make_version("core-values", status="draft")
    library.sections.filter(code="s1").update(code="assets")
    FrameworkVersion.objects.filter(pk=library.pk).update(status="published")
    [quoted] = [one for one in shelf.words().openings if one.part == "assets"]
    assert quoted.words in client.get(reverse("frameworks:version", args=[library.pk])).content.decode()
