"""Which names fit, where the two sides see it differently: on the page, in every size of report and every
file; and where groups may not be shown."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from assessments.reports.build import build_report
from assessments.reports.formats.data.csv import write_csv
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.data.xlsx import write_xlsx
from assessments.reports.formats.word.report import write_word
from assessments.reports.papers.paper import Paper
from assessments.scoring.fit import ChoiceQuestion, views_of
from assessments.scoring.results import FrozenResults
from frameworks.cache import cached_contents
from frameworks.models import FrameworkVersion
from tests.assessments import released
from tests.assessments.reports.beside import fits
from tests.assessments.reports.papers import page_of

pytestmark = pytest.mark.django_db

FINDING = (
    "The two sides see this differently. People and communities: Staff decide. Service users are asked, or "
    "try it out. Services and professionals: co-production fits."
)
PEOPLE = (
    "Better names for this: user-centred design. In part: evidence-based practice. Staff decide. Service "
    "users are asked, or try it out."
)
SERVICES = "A name that fits: co-production. In part: evidence-based practice and user-centred design."
GOOD = "Not co-production does not mean not good."


def words_of(release, name="results"):
    organisation = release.round.assessment.organisation
    client = Client()
    client.force_login(Membership.objects.get(organisation=organisation).user)
    return released.words_of(
        client.get(reverse(f"assessments:{name}", args=[release.round_id])).content.decode()
    )


def test_two_sides_that_see_it_differently():
    release = fits.seen_differently()
    report = build_report(release)
    page = words_of(release)
    for words in (FINDING, PEOPLE, SERVICES, GOOD, "Co-production was tried, and services did not join in."):
        assert words in page, words
    assert "is not co-production" not in page
    for size, form in (("brief", "a4"), ("report", "a4"), ("report", "large"), ("brief", "screen")):
        words = released.words_of(page_of(report, size, form))
        assert all(said in words for said in (FINDING, PEOPLE, SERVICES, GOOD)), (size, form)
    assert ("fit", "Which name fits") in [(c.anchor, c.title) for c in Paper(report, "report").chapters]
    annex = released.words_of(page_of(report, "annex"))
    assert "Staff; service users try it out, or give their opinion of it" in annex
    assert "of those who chose or did not know" in annex
    simple = released.words_of(page_of(report, "simple"))
    assert "People and communities would call it: user-centred design." in simple
    assert "Services and professionals would call it: co-production." in simple
    _in_files(report)
    _nothing_new(report)
    _in_the_next_round(release)


def _in_the_next_round(release):
    """Then and now side by side: in words and a table, in every size and file. Here, nothing moved."""
    report = build_report(release, since=release)
    assert len(report.change.names) == 10
    said = "As people and communities see it, each name comes out as it did in round 1."
    pages = {
        size: released.words_of(page_of(report, size)) for size in ("report", "annex", "brief", "simple")
    }
    assert said in pages["report"]
    assert said in pages["brief"]
    assert "Which name fits, then and now" in pages["annex"]
    assert "Each name comes out as it did then." in pages["simple"]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(report)))
    assert book["Names, then and now"].max_row == 11
    names = json.loads(write_json(report))["change"]["names"]
    assert {"framework", "concept", "side", "then", "now"} == set(names[0])
    assert {one["side"] for one in names} == {"people", "services"}
    with zipfile.ZipFile(io.BytesIO(write_word(report))) as word:
        assert "Which name fits, then and now" in word.read("word/document.xml").decode()


def _in_files(report):
    """The same in spreadsheet, CSV and Word."""
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(report)))
    rows = [[cell.value for cell in row] for row in book["Which name fits"].iter_rows(min_row=2)]
    told = {(row[1], row[2].split()[1]): (row[3], row[5]) for row in rows}
    assert told["Co-production", "people"] == ("Does not fit", "yes")
    assert told["Co-production", "services"] == ("Fits", "yes")
    assert told["Service user-led", "services"] == ("Does not fit", "no")
    chosen = [[cell.value for cell in row] for row in book["What each side chose"].iter_rows(min_row=2)]
    assert len(chosen) == 24
    lines = list(csv.DictReader(io.StringIO(write_csv(report).decode("utf-8-sig"))))
    of_fit = {(line["answer"], line["group"].split()[1]): line for line in lines if "fit" in line["measure"]}
    assert of_fit["Co-production", "services"]["measure"] == "fits"
    assert {line["value"] for line in of_fit.values()} == {"1"}
    with zipfile.ZipFile(io.BytesIO(write_word(report))) as word:
        text = word.read("word/document.xml").decode()
    assert all(words in text for words in ("Which name fits", "As people and communities see it", GOOD))


def _nothing_new(report):
    """From the file of results alone, in which nothing is that no page shows, comes what the pages say."""
    data = json.loads(write_json(report))
    [found] = data["fits"]
    assert found["differ"] == ["co-production", "user-centred"]
    [version] = cached_contents([FrameworkVersion.objects.get().pk])
    questions = [
        ChoiceQuestion(one.code, f"good-thing/{one.code}", one.choose == "many")
        for one in version.all_questions()
        if one.kind == "choice"
    ]
    again = views_of(version.fit, questions, FrozenResults.model_validate(data["results"]))
    assert [[(one.concept.code, one.result, one.because) for one in view.found] for view in again] == [
        [(n["code"], n["result"], n["because"]) for n in view["names"]] for view in found["views"]
    ]


def test_where_groups_may_not_be_shown_there_is_one_view_of_everyone():
    report = build_report(fits.seen_by_everyone())
    [fit] = report.fits
    assert [view.side for view in fit.views] == [None]
    words = released.words_of(page_of(report))
    assert "Everyone is shown together, so we cannot say whether the two sides see the same." in words
    assert "As everyone together sees it" in words
    assert "people and communities see it" not in words
    assert "People would call it:" in released.words_of(page_of(report, "simple"))
