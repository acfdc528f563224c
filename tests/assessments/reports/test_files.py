"""The report as a file: made once by a worker, told of meanwhile, private, and gone with its round."""

import sys
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from assessments.deletion.rows import delete_rows_of_rounds
from assessments.models import Release, Round
from assessments.printing import pdf
from assessments.records.report_files import ReportFile
from assessments.reports import files
from assessments.reports.build import build_report
from assessments.reports.files import make_report
from assessments.reports.formats.html import print_html
from assessments.reports.formats.table import SITE_FORMATS
from assessments.reports.papers.paper import Paper
from assessments.reports.papers.sections import SECTIONS, SECTIONS_OF
from tests import factories
from tests.assessments import released
from tests.assessments.released import PRACTITIONERS, USERS
from tests.assessments.responses.pages.participants import text_of
from tests.background.backends import REAL
from tests.background.working import long_ago, work
from tests.transactions import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@worlds.world()
def round_with_files():
    answers = {USERS: [{"s1-q1": 1}] * 3, PRACTITIONERS: [{"s1-q1": 4}] * 3}
    return released.make_release(answers).pk


@pytest.fixture
def release(round_with_files):
    return released.fetch(Release(pk=round_with_files))


@pytest.fixture
def reader(client, release):
    organisation = release.round.assessment.organisation
    client.force_login(factories.make_member(organisation, "reader", "reader@example.org"))
    return client


@pytest.fixture
def real_folder(settings, tmp_path):
    """Files as a real site has them."""
    from coprod import settings as site

    options = {**site.STORAGES["reports"]["OPTIONS"], "location": str(tmp_path / "reports")}
    settings.STORAGES = {
        **settings.STORAGES,
        "reports": {**site.STORAGES["reports"], "OPTIONS": options},
    }
    return tmp_path / "reports"


@pytest.fixture
def made(monkeypatch):
    """How often a report was written: it takes no time here."""
    written = []

    def write(html):
        written.append(html)
        return b"%PDF-of-a-report"

    monkeypatch.setattr("assessments.reports.formats.pdf.render_pdf", write)
    monkeypatch.setattr(
        "assessments.reports.formats.pdf.render_to_fit", lambda documents, pages: write(next(iter(documents)))
    )
    return written


def address(release):
    return reverse("assessments:report_pdf", args=[release.round_id])


def stored():
    return storages["reports"].listdir("")[1]


def test_it_is_ordered_when_the_results_are_shared_and_downloads_at_once(client, settings, made):
    settings.TASKS = REAL
    round_ = factories.make_round()
    for perspective in ("service-users-and-survivors", "practitioners"):
        for level in (1, 2, 3):
            factories.respond(round_, perspective, {"s1-q1": level})
    Round.objects.filter(pk=round_.pk).update(state="closed")
    client.force_login(factories.make_member(round_.assessment.organisation, "facilitator"))
    client.post(reverse("assessments:release", args=[round_.pk]))
    assert made == []
    work()
    at_once = ["brief_pdf", "report_pdf", "brief_large_pdf", "report_large_pdf", "simple_pdf"]
    assert len(made) == len(at_once)
    for name in at_once * 2:
        response = client.get(reverse(f"assessments:{name}", args=[round_.pk]))
        assert response.content == b"%PDF-of-a-report"
    assert len(made) == len(at_once)
    annex = reverse("assessments:annex_pdf", args=[round_.pk])
    assert client.get(annex).status_code == 202
    work()
    assert client.get(annex).content == b"%PDF-of-a-report"


def test_the_page_says_how_far_it_is(reader, release):
    page = reader.get(address(release))
    assert page.status_code == 202
    assert "It has not begun yet." in text_of(page)
    assert f'href="{address(release)}"' in page.text
    ReportFile.objects.update(begun=1)
    assert "No page is ready yet." in text_of(reader.get(address(release)))
    ReportFile.objects.update(pages=1)
    assert "1 page is ready so far." in text_of(reader.get(address(release)))
    ReportFile.objects.update(pages=34)
    assert "34 pages are ready so far." in text_of(reader.get(address(release)))


def test_the_page_says_where_no_worker_makes_it(reader, release, settings):
    settings.TASKS = REAL
    assert "Nothing is making it" not in reader.get(address(release)).text
    long_ago()
    assert "Nothing is making it" in reader.get(address(release)).text


def test_asking_again_and_again_orders_it_once(reader, release, settings, made):
    settings.TASKS = REAL
    for _ in range(3):
        reader.get(address(release))
    work()
    assert len(made) == 1


def test_a_download_costs_one_query_more_than_finding_the_release(
    reader, release, reports_made, made, django_assert_num_queries
):
    reader.get(address(release))
    row = files.ordered_report(release, "pdf")
    with django_assert_num_queries(1):
        assert files.read_report(files.ordered_report(release, "pdf"))
    assert row.name


def test_pages_are_counted_while_they_are_laid_out_as_pdf(monkeypatch):
    told = []
    html = '<html lang="en"><title>T</title>' + '<p style="break-after: page">Here</p>' * 4 + "<p>There</p>"
    with pdf.counting_pages(told.append):
        pdf.render_pdf(html)
    assert told[:5] == [1, 2, 3, 4, 5]
    pdf.render_pdf(html)
    assert max(told) == len(told)


def test_what_is_told_of_pages_never_goes_back(release, monkeypatch):
    monkeypatch.setattr(files, "BETWEEN_PAGES", 0)
    row = files.ordered_report(release, "pdf")
    tell = files._teller(row.pk)
    seen = []
    for pages in (1, 2, 3, 1, 2, 3, 4):
        tell(pages)
        seen.append(ReportFile.objects.get().pages)
    assert seen == [1, 2, 3, 3, 3, 3, 4]


def test_only_the_site_can_read_the_files(reader, release, reports_made, made, real_folder):
    reader.get(address(release))
    [path] = real_folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert real_folder.stat().st_mode & 0o777 == 0o700
    assert path.name == ReportFile.objects.get().name
    assert "larkfield" not in path.name


def test_a_file_goes_with_its_round(reader, release, reports_made, made, django_capture_on_commit_callbacks):
    reader.get(address(release))
    [name] = {ReportFile.objects.get().name}
    assert name in stored()
    with django_capture_on_commit_callbacks(execute=True):
        delete_rows_of_rounds(Round.objects.filter(pk=release.round_id))
    assert not ReportFile.objects.exists()
    assert name not in stored()


def test_nothing_is_left_where_its_round_goes_while_it_is_made(release, monkeypatch):
    row = files.ordered_report(release, "pdf")
    before = stored()

    def write(_html):
        delete_rows_of_rounds(Round.objects.filter(pk=release.round_id))
        return b"%PDF"

    monkeypatch.setattr("assessments.reports.formats.pdf.render_pdf", write)
    make_report.func(row.pk)
    assert stored() == before


def test_a_file_that_no_row_names_goes_in_time(release, made, monkeypatch):
    left = storages["reports"].save("left.pdf", ContentFile(b"%PDF"))
    make_report.func(files.ordered_report(release, "pdf").pk)
    assert left in stored()  # a worker may just be storing it
    monkeypatch.setattr(files, "ORPHANED_AFTER", timezone.timedelta(0))
    ReportFile.objects.update(name="")
    make_report.func(ReportFile.objects.get().pk)
    assert left not in stored()
    assert ReportFile.objects.get().name in stored()


def test_a_file_that_is_lost_is_made_again(reader, release, reports_made, made):
    reader.get(address(release))
    storages["reports"].delete(ReportFile.objects.get().name)
    assert reader.get(address(release)).status_code == 202
    assert reader.get(address(release)).content == b"%PDF-of-a-report"
    assert len(made) == 2


def test_a_report_that_cannot_be_made_is_told_of_and_tried_again_later(
    reader, release, reports_made, monkeypatch
):
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "weasyprint", None)
        assert reader.get(address(release)).status_code == 503
    assert reader.get(address(release)).status_code == 503
    ReportFile.objects.update(failed_at=timezone.now() - timezone.timedelta(minutes=11))
    monkeypatch.setattr("assessments.reports.formats.pdf.render_pdf", lambda html: b"%PDF")
    assert reader.get(address(release)).content == b"%PDF"


def test_a_report_that_is_too_long_is_stopped_with_a_clear_page(reader, release, reports_made, monkeypatch):
    monkeypatch.setattr(pdf, "MOST_LETTERS", 20_000)
    refused = reader.get(address(release))
    assert (refused.status_code, ReportFile.objects.get().is_too_long) == (503, True)
    assert "This would be too long for one PDF" in text_of(refused)
    assert "without some of it, such as what people said" in text_of(refused)
    overview = reverse("assessments:results", args=[release.round_id])
    assert reader.get(overview).status_code == 200  # the site keeps answering


def test_a_report_that_ends_every_worker_is_given_up(reader, release, made):
    row = files.ordered_report(release, "pdf")
    ReportFile.objects.update(begun=files.MOST_BEGINNINGS)
    make_report.func(row.pk)
    assert made == []
    assert reader.get(address(release)).status_code == 503


def test_a_report_that_was_made_is_not_made_again(release, made):
    row = files.ordered_report(release, "pdf")
    make_report.func(row.pk)
    make_report.func(row.pk)
    assert len(made) == 1


# Sections that somebody leaves out


def test_each_choice_of_sections_is_a_file_of_its_own_made_once(reader, release, reports_made, made):
    plain = address(release)
    for query in ("", "?without=plan&without=comments", "?without=comments&without=plan", "?without=plan"):
        assert reader.get(plain + query).status_code == 200
    assert sorted(ReportFile.objects.values_list("left_out", flat=True)) == ["", "comments,plan", "plan"]
    assert ["What we will do" in html for html in made] == [True, False, False]


@pytest.mark.parametrize("name", ["method", "took_part", "parts", "nothing", "first,lists", "<b>"])
def test_nothing_else_can_be_left_out(reader, release, reports_made, made, name):
    assert reader.get(address(release), {"without": name}).status_code == 200
    assert reader.get(address(release)).status_code == 200
    assert len(made) == 1
    assert ReportFile.objects.get().left_out == ""


@pytest.mark.parametrize("size", SECTIONS_OF)
@pytest.mark.parametrize("form", ["a4", "large", "screen"])
def test_what_is_left_out_is_gone_and_what_must_stay_stays(release, size, form):
    report = build_report(release, left_out=SECTIONS)
    whole = print_html(Paper(replace(report, left_out=frozenset()), size, form))
    short = print_html(Paper(report, size, form))
    told = {
        "brief": ['id="first"', "Strong together", "What we will do"],
        "report": ['id="first"', 'id="lists"', "What we will do", 'class="scale scaleq"'],
        "annex": [],
        "simple": [],
    }[size]  # fmt: skip
    for part in told:
        assert part in whole
        assert part not in short
    must = ["6 people", *report.alone, *report.notices]
    must += [passage.words for passage in report.method] if size == "report" else []
    if size == "report":  # the cover has it in a table
        must = [*must[1:], *(f"{row.name} {row.people}" for row in report.took_part)]
    if size == "simple":  # it says the same in words of its own (simple/test_summary.py)
        must = ["6 people", "No carers took part." if report.alone else "6 people took part."]
    words = released.words_of(short.split("<main")[1].split(">", 1)[1])
    assert [one for one in must if one not in words] == []


def test_the_page_of_the_report_offers_each_size_and_leaves_out_what_was_chosen(reader, release):
    page = reader.get(
        reverse("assessments:report", args=[release.round_id]), {"size": "brief", "without": "plan"}
    )
    words = released.words_of(page.text.split("<main")[1])
    assert "What we will do" not in words
    for form in SITE_FORMATS:
        link = f'href="{reverse(f"assessments:{form.url_name}", args=[release.round_id])}?without=plan"'
        assert (link in page.text) == (form.size == "brief" and form.has_sections)
    assert page.text.count("checked") == 2
    annex = reader.get(reverse("assessments:report", args=[release.round_id]), {"size": "annex"}).text
    assert 'name="without"' not in annex
    assert "Every question, every answer" in annex


def test_whoever_passes_by_the_example_orders_no_file_of_their_own(client, release, reports_made, made):
    Organisation.objects.update(is_example=True)
    page = reverse("assessments:example_report", args=[release.round_id])
    short = client.get(page, {"without": "plan"}).text
    assert "What we will do" not in released.words_of(short.split('class="paper"')[1])
    assert short.count("This one has everything in it.") == sum(one.size == "report" for one in SITE_FORMATS)
    for form in SITE_FORMATS:
        whole = reverse(f"assessments:example_{form.url_name}", args=[release.round_id])
        assert f"{whole}?" not in short
        for query in ({}, {"without": ["plan"]}, {"without": ["plan", "comments"]}):
            assert client.get(whole, query).status_code == 200
    assert set(ReportFile.objects.values_list("left_out", flat=True)) == {""}


def test_a_new_edition_of_what_stands_beside_the_results_is_printed_anew(release, reader, made, settings):
    """As after an action of the plan has changed; also where a worker is at the old one meanwhile."""
    settings.TASKS = REAL
    assert reader.get(address(release)).status_code == 202
    work()
    assert reader.get(address(release)).status_code == 200
    release.begin_edition()
    assert reader.get(address(release)).status_code == 202
    release.begin_edition()
    work()  # at the order of the edition before
    assert reader.get(address(release)).status_code == 202
    work()
    assert reader.get(address(release)).status_code == 200
    assert len(made) == 3
