"""Meeting packs: made step by step by a worker, resumed where one is killed, private, and gone in time."""

import datetime
import io
import re
import zipfile

import pikepdf
import pypdf
import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from assessments.deletion.rows import delete_rows_of_rounds
from assessments.deletion.words import remove_words
from assessments.models import Round
from assessments.packs import actions, making
from assessments.packs.actions import TooManyPacks, delete_old_packs, order_pack
from assessments.packs.queries import progress_of, releases_to_pack
from assessments.printing.pdf import PdfUnavailable, render_pdf
from assessments.records.report_files import MeetingPack, ReportFile
from assessments.reports.build import build_report
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.data.xlsx import write_xlsx
from assessments.reports.formats.word.report import write_word
from tests import factories
from tests.assessments import released
from tests.assessments.reports.pdfs import elements, page_texts
from tests.assessments.responses.pages.participants import text_of
from tests.background.backends import REAL
from tests.background.working import work

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REPORT = (
    '<html lang="en-GB"><title>R</title><h1 id="top">{title}</h1><p><a href="#end">To the end</a></p>'
    '<p style="break-before: page" id="end">The end. <a href="#top">Up</a></p>'
    "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
)


@pytest.fixture
def organisation(db):
    return factories.make_organisation()


@pytest.fixture
def releases(organisation):
    version = factories.make_version()
    made = []
    for place in range(3):
        round_ = factories.make_round([version], organisation=organisation)
        type(round_.assessment).objects.filter(pk=round_.assessment_id).update(title=f"Team {place}")
        made.append(factories.release(round_))
    return releases_to_pack(organisation)


@pytest.fixture
def reports(monkeypatch):
    """Each report is a small real PDF. Returns the titles of those that were made, and what to fail on."""
    made, spoiled = [], {}

    def write(html):
        title = re.search(r"<h1[^>]*>([^<]*)</h1>", html)[1]
        if title in spoiled:
            raise spoiled[title]
        made.append(title)
        return render_pdf(REPORT.format(title=title))

    monkeypatch.setattr("assessments.reports.formats.pdf.render_pdf", write)
    return made, spoiled


def ordered(organisation, releases, kind="pdf", title="Board, 3 December"):
    return order_pack(
        organisation=organisation, releases=releases, title=title, kind=kind, key="pdf", by=None
    )


def file_of(pack):
    pack.refresh_from_db()
    file = making.open_pack(pack)
    return file and file.read()


@pytest.fixture
def reader(client, organisation):
    client.force_login(factories.make_member(organisation, "reader"))
    return client


# The file


@pytest.mark.pages
def test_a_pack_is_one_tagged_pdf_with_cover_contents_links_and_bookmarks(
    organisation, releases, reports, settings
):
    settings.TASKS = REAL
    pack = ordered(organisation, releases)
    assert file_of(pack) is None
    work()
    data = file_of(pack)
    texts = page_texts(data)
    assert len(texts) == 1 + 2 * 3
    for place in range(3):
        assert re.search(rf"Team {place}, Round 1, June 2026 .*? {2 + 2 * place}\b", texts[0])
        assert texts[1 + 2 * place].startswith(f"Team {place}")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert_well_tagged(pdf)
        assert [str(e.T) for e in elements(pdf, "Part") if "/T" in e] == [
            f"Team {place}, Round 1, June 2026" for place in range(3)
        ]
        assert len(elements(pdf, "H1")) == 4
        assert {str(e.A.Scope) for e in elements(pdf, "TH")} <= {"/Column", "/Row"}
        named = [str(e.ID) for e in elements(pdf) if "/ID" in e]
        assert len(named) == len(set(named)) >= 3
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
        assert (str(pdf.Root.Lang), str(pdf.docinfo.Title)) == ("en-GB", "Board, 3 December")
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][-3:] == [
                f"Team {i}, Round 1, June 2026" for i in range(3)
            ]
            assert outline.root[-1].children
    assert links_of(data) == {0: [1, 3, 5], 1: [2], 2: [1], 3: [4], 4: [3], 5: [6], 6: [5]}


def assert_well_tagged(pdf):
    """Each piece of each page and each link leads to its own tag, and the tag to its page (PDF/UA-1, 7.1)."""
    tree = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree))
    keys = []
    for page in pdf.pages:
        keys.append(int(page.obj.StructParents))
        pieces = [int(n) for n in re.findall(rb"/MCID (\d+)", page.obj.Contents.read_bytes())]
        assert pieces
        assert all(tree[keys[-1]][n].Pg.objgen == page.obj.objgen for n in pieces)
        for note in page.obj.get("/Annots", []):
            keys.append(int(note.StructParent))
            kids = [kid for kid in tree[keys[-1]].K if isinstance(kid, pikepdf.Dictionary)]
            inside = [kid.Obj.objgen for kid in kids if "/Obj" in kid]
            assert note.objgen in inside
    assert len(keys) == len(set(keys))
    assert set(keys) == set(tree)


def links_of(data):
    """From each page, by its place, the pages that its links lead to."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        places = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
        names = dict(pikepdf.NameTree(pdf.Root.Names.Dests))
        found = {}
        for place, page in enumerate(pdf.pages):
            for note in page.obj.get("/Annots", []):
                to = note.Dest if isinstance(note.Dest, pikepdf.Array) else names[str(note.Dest)]
                to = to.D if isinstance(to, pikepdf.Dictionary) else to
                found.setdefault(place, []).append(places[to[0].objgen])
        return {place: list(dict.fromkeys(to)) for place, to in found.items()}


@pytest.mark.pages
def test_a_pack_can_be_a_zip(organisation, releases, reports, settings):
    settings.TASKS = REAL
    pack = ordered(organisation, releases, kind="zip", title="<b>=1+1</b>")
    work()
    with zipfile.ZipFile(io.BytesIO(file_of(pack))) as parts:
        names = parts.namelist()
        assert names[0] == "00-contents.pdf"
        assert [name[:9] for name in names[1:]] == ["01-team-0", "02-team-1", "03-team-2"]
        assert "<b>=1+1</b>" in page_texts(parts.read(names[0]))[0]
        assert len(pypdf.PdfReader(io.BytesIO(parts.read(names[2]))).pages) == 2


@pytest.mark.pages
def test_contents_that_take_two_pages_count_them(organisation, releases, reports):
    from assessments.packs.writing import Front, sheet_of, write_pack

    pdf = render_pdf(REPORT.format(title="Team"))
    sheets = [sheet_of(releases[0], pdf)] * 50
    texts = page_texts(write_pack(Front("Board", "Us"), "pdf", sheets))
    covers = len(texts) - 100
    assert covers > 1
    numbers = [int(n) for n in re.findall(r"2026 \d+ \w+ \d{4} (\d+)", " ".join(texts[:covers]))]
    assert numbers == list(range(covers + 1, covers + 101, 2))


# The worker


def test_a_worker_that_is_killed_goes_on_where_it_was(organisation, releases, reports, settings, monkeypatch):
    settings.TASKS = REAL
    made, _ = reports
    pack = ordered(organisation, releases)

    class Killed(BaseException):
        pass

    def killed(*args):
        raise Killed

    making.make_pack.func(pack.pk)
    with monkeypatch.context() as cut:
        cut.setattr(making, "make_now", killed)
        with pytest.raises(Killed):
            making.make_pack.func(pack.pk)
    assert made == ["Team 0"]
    assert [str(r.round.assessment) for r in progress_of(pack).missing] == ["Team 1", "Team 2"]
    work()
    assert made == ["Team 0", "Team 1", "Team 2"]
    assert file_of(pack)


def test_a_report_that_was_made_before_is_not_made_again(organisation, releases, reports, settings):
    settings.TASKS = REAL
    made, _ = reports
    ordered(organisation, releases)
    work()
    ordered(organisation, releases[:2], title="Another")
    work()
    assert len(made) == 3
    assert all(MeetingPack.objects.values_list("name", flat=True))


@pytest.mark.pages
def test_a_report_that_cannot_be_made_is_named_on_the_cover(
    organisation, releases, reports, settings, reader
):
    settings.TASKS = REAL
    _, spoiled = reports
    spoiled["Team 1"] = PdfUnavailable("no")
    pack = ordered(organisation, releases)
    work()
    first = page_texts(file_of(pack))[0]
    assert "2 reports in this pack" in first
    assert "could not be made: Team 1, Round 1" in first
    page = reader.get(reverse("assessments:pack", args=[pack.pk]))
    assert text_of(page).count("could not be made, so the pack does not have it") == 1


@pytest.mark.pages
def test_a_pack_without_any_report_says_that_it_could_not_be_made(
    organisation, releases, reports, settings, reader
):
    settings.TASKS = REAL
    _, spoiled = reports
    spoiled["Team 0"] = PdfUnavailable("no")
    pack = ordered(organisation, releases[:1])
    work()
    page = reader.get(reverse("assessments:pack", args=[pack.pk]))
    assert "This pack could not be made." in text_of(page)


@pytest.mark.pages
def test_a_pack_with_too_many_pages_for_one_pdf_is_refused_and_a_zip_is_not(
    organisation, releases, reports, settings, monkeypatch
):
    settings.TASKS = REAL
    monkeypatch.setattr("assessments.packs.writing.MOST_PAGES", 5)
    long, packed = ordered(organisation, releases), ordered(organisation, releases, kind="zip")
    work()
    assert (file_of(long), bool(long.failed_at)) == (None, True)
    assert file_of(packed)


def test_a_pack_that_ends_every_worker_is_given_up(organisation, releases, reports, settings):
    settings.TASKS = REAL
    pack = ordered(organisation, releases[:1])
    MeetingPack.objects.update(begun=making.MOST_BEGINNINGS)
    work()
    pack.refresh_from_db()
    assert pack.failed_at
    assert not pack.name


def test_files_that_are_lost_are_made_again(organisation, releases, reports, settings):
    settings.TASKS = REAL
    pack = ordered(organisation, releases[:1])
    work()
    pack.refresh_from_db()
    for name in (pack.name, ReportFile.objects.get().name):
        storages["reports"].delete(name)
    assert file_of(pack) is None
    work()
    assert file_of(pack)


def test_how_far_it_is_costs_the_same_for_one_report_and_for_three(
    organisation, releases, django_assert_num_queries
):
    for number in (1, 3):
        pack = ordered(organisation, releases[:number], title=f"{number}")
        with django_assert_num_queries(2):
            assert len(progress_of(pack).missing) == number
    with django_assert_num_queries(1):
        assert len(releases_to_pack(organisation)) == 3


# Private, and gone in time


def test_a_pack_goes_with_its_days_and_with_any_of_its_rounds(
    organisation, releases, reports, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = REAL
    old, other = ordered(organisation, releases[:1]), ordered(organisation, releases[1:])
    work()
    names = list(MeetingPack.objects.values_list("name", flat=True))
    folder, file = names[0].split("/")
    MeetingPack.objects.filter(pk=old.pk).update(ordered_at=timezone.now() - datetime.timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_old_packs() == 1
    assert file not in storages["reports"].listdir(folder)[1]
    assert MeetingPack.objects.get() == other
    with django_capture_on_commit_callbacks(execute=True):
        delete_rows_of_rounds(Round.objects.filter(pk=releases[2].round_id))
    assert not MeetingPack.objects.exists()
    assert not {name.split("/")[1] for name in names} & set(storages["reports"].listdir(folder)[1])


def test_a_pack_goes_where_words_in_it_have_to_go_by_law(
    organisation, releases, reports, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = REAL
    with_words = released.make_release(
        {released.USERS: [{"s1-q1": 2}] * 3, released.MANAGERS: [{"s1-q1": 4}] * 3},
        comments={released.USERS: {"s1-q1": ("About a person", "unnamed")}},
        versions=[factories.make_version("said")],
        organisation=organisation,
    )
    ordered(organisation, [with_words, releases[0]])
    other = ordered(organisation, releases[:1], title="Another")
    work()
    with django_capture_on_commit_callbacks(execute=True):
        remove_words(release=with_words, question="said/s1-q1", place=0, reason="person", by=None)
    assert MeetingPack.objects.get() == other
    report = build_report(released.fetch(with_words))
    for made in (write_xlsx(report), write_word(report), write_json(report)):
        assert "About a person" not in text_in(made)
    assert "Words removed on" in text_in(write_xlsx(report))
    assert "Words removed on" in text_in(write_word(report))


def text_in(data):
    """All that a file says, whatever it is packed in."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return " ".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def test_tidying_reports_leaves_packs_alone(organisation, releases, reports, settings, monkeypatch):
    settings.TASKS = REAL
    pack = ordered(organisation, releases[:1])
    work()
    monkeypatch.setattr("assessments.reports.files.ORPHANED_AFTER", datetime.timedelta(0))
    ordered(organisation, releases[:2], title="Another")
    work()
    assert file_of(pack)


def test_nobody_can_have_many_made_at_once(organisation, releases):
    for number in range(actions.MOST_AT_ONCE):
        ordered(organisation, releases[:1], title=f"{number}")
    with pytest.raises(TooManyPacks):
        ordered(organisation, releases[:1])
    assert AuditEvent.objects.filter(what="meeting pack ordered").count() == actions.MOST_AT_ONCE


# Pages


@pytest.mark.pages
def test_a_reader_orders_a_pack_sees_how_far_it_is_and_gets_it(
    reader, organisation, releases, reports, settings
):
    settings.TASKS = REAL
    address = reverse("assessments:packs", args=[organisation.slug])
    assert text_of(reader.get(address)).count("Team ") == 3
    other = factories.release(
        factories.make_round([factories.make_version("x")], organisation=factories.make_organisation("Other"))
    )
    wrong = {"title": "Board", "kind": "pdf", "releases": [other.pk]}
    assert "is not one of the available choices" in text_of(reader.post(address, wrong))
    assert "Choose at least one report." in text_of(reader.post(address, {"title": "B", "kind": "pdf"}))
    chosen = {"title": "Board", "kind": "pdf", "key": "pdf", "releases": [releases[2].pk, releases[0].pk]}
    page = reader.post(address, chosen, follow=True)
    assert "Reports ready so far: 0 of 2." in text_of(page)
    pack = MeetingPack.objects.get()
    file = reverse("assessments:pack_file", args=[pack.pk])
    assert reader.get(file).status_code == 302
    work()
    assert "The pack is ready." in text_of(reader.get(reverse("assessments:pack", args=[pack.pk])))
    got = reader.get(file)
    assert (got["Content-Type"], got["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="board.pdf"',
    )
    assert page_texts(b"".join(got.streaming_content))[1].startswith("Team 0")
    assert "Ready. We delete it on" in text_of(reader.get(address))


@pytest.mark.pages
def test_more_reports_than_a_pack_holds_are_refused_in_words(reader, organisation, releases, monkeypatch):
    monkeypatch.setattr("assessments.forms.packs.MOST_REPORTS", 2)
    chosen = {"title": "Board", "kind": "pdf", "releases": [one.pk for one in releases]}
    page = reader.post(reverse("assessments:packs", args=[organisation.slug]), chosen)
    assert "A pack holds 2 reports at most. Choose fewer." in text_of(page)
    assert not MeetingPack.objects.exists()


# The command


@pytest.mark.pages
def test_the_command_writes_a_pack_and_says_what_is_wrong(organisation, releases, reports, tmp_path):
    rounds = [releases[1].round_id, releases[0].round_id]
    call_command("export_pack", *rounds, title="Board", output=tmp_path / "pack.pdf")
    texts = page_texts((tmp_path / "pack.pdf").read_bytes())
    assert [texts[1][:6], texts[3][:6]] == ["Team 1", "Team 0"]
    with pytest.raises(CommandError, match="have no results: 999"):
        call_command("export_pack", rounds[0], 999, output=tmp_path / "pack.pdf")
    call_command("export_pack", rounds[0], size="annex", output=tmp_path / "annexes.pdf")
    assert (tmp_path / "annexes.pdf").exists()
    assert ReportFile.objects.get(suffix="annex-pdf").release == releases[1]
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("export_pack", rounds[0], output=tmp_path / "none" / "pack.pdf")
