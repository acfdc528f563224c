"""Results pages, the report and the PDF over HTTP: who may see them, what they show, what they cost."""

import re
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from assessments import codes
from assessments.models import Release
from assessments.reports.build import build_report
from assessments.rounds import lifecycle
from frameworks import cache
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.reports.pdfs import HOSTILE
from tests.transactions import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

SECRET = codes.make_secret()


def many(count, **answers):
    return [{code.replace("_", "-"): value for code, value in answers.items()}] * count


def four(people=3, **answers):
    answers = answers or {"s1_q1": 2, "s1_q2": 3}
    return {code: many(people, **answers) for code in (USERS, CARERS, PRACTITIONERS, MANAGERS)}


def urls(round_, prefix="", framework="demo", section="s1"):
    key = round_.join_code if prefix else round_.pk
    return {
        name: reverse(f"assessments:{prefix}{name}", args=[key, *more])
        for name, more in {
            "results": [], "results_questions": [], "results_comments": [],
            "results_part": [framework, section], "report": [], "report_pdf": [],
        }.items()
    }  # fmt: skip


@worlds.world()
def round_with_results():
    return released.make_release(
        {USERS: many(3, s1_q1=1), CARERS: many(3, s1_q1=2), MANAGERS: many(3, s1_q1=5, s2_q1="dont_know")},
        comments={
            USERS: {"s1-q1": ("Ask us first.\nThen plan.", "named")},
            MANAGERS: {"s1-q1": ("Hush", "private")},
        },
        secret=SECRET,
    ).pk


@pytest.fixture
def release(round_with_results):
    return released.fetch(Release(pk=round_with_results))


@pytest.fixture
def reader(client, release):
    client.force_login(factories.make_member(release.round.assessment.organisation, "reader"))
    return client


@pytest.fixture
def participant(client, release):
    client.post(reverse("assessments:enter"), {"code": SECRET})
    return client


# Who may see them


@pytest.mark.usefixtures("pages_laid_out_once", "reports_made")
@pytest.mark.parametrize(
    "name", ["results", "results_questions", "results_comments", "results_part", "report", "report_pdf"]
)
class TestReach:
    def test_a_member_sees_it(self, reader, release, name):
        assert reader.get(urls(release.round)[name]).status_code == 200

    def test_a_stranger_is_asked_to_sign_in(self, client, release, name):
        response = client.get(urls(release.round)[name])
        assert response.status_code == 302
        assert reverse("account_login") in response.url

    def test_another_organisation_finds_nothing(self, client, release, name):
        other = factories.make_organisation("Elsewhere")
        client.force_login(Membership.objects.get(organisation=other).user)
        assert client.get(urls(release.round)[name]).status_code == 404

    @pytest.mark.parametrize("state", ["open", "closed"])
    def test_before_the_release_there_is_nothing(self, client, name, state):
        round_ = factories.make_round()
        factories.respond(round_, USERS, {"s1-q1": 1})
        if state == "closed":
            lifecycle.close_round(round_=round_, by=None)
        client.force_login(Membership.objects.get(organisation=round_.assessment.organisation).user)
        assert client.get(urls(round_)[name]).status_code == 404

    def test_a_participant_sees_it(self, participant, release, name):
        assert participant.get(urls(release.round, "join_")[name]).status_code == 200

    def test_without_a_code_a_participant_is_asked_for_it(self, client, release, name):
        assert client.get(urls(release.round, "join_")[name]).status_code == 403

    def test_a_participant_is_told_that_results_are_not_ready(self, client, name):
        round_ = factories.make_round()
        factories.respond(round_, USERS, {"s1-q1": 1}, secret=SECRET)
        client.post(reverse("assessments:enter"), {"code": SECRET})
        response = client.get(urls(round_, "join_")[name])
        assert "The results are not ready yet" in response.content.decode()
        assert "1.0" not in released.words_of(response.content.decode())

    def test_nothing_is_changed_by_looking(self, reader, release, name):
        response = reader.post(urls(release.round)[name])
        assert response.status_code in (200, 405)


@pytest.mark.parametrize(("framework", "section"), [("demo", "s9"), ("none", "s1"), ("demo", "s1-q1")])
def test_a_part_that_is_not_asked_is_not_found(reader, release, framework, section):
    address = urls(release.round, framework=framework, section=section)["results_part"]
    assert reader.get(address).status_code == 404


# What they show


def test_the_overview_puts_it_side_by_side(reader, release):
    html = reader.get(urls(release.round)["results"]).content.decode()
    words = released.words_of(html)
    assert "We are furthest apart on ‘Title 1.1’: service users put it at 0, managers at 100, " in words
    assert "0 practitioners" in words
    assert "Both sides counted equally" in words
    assert "Everyone, as a plain average" in words
    assert f'href="{urls(release.round)["results_part"]}#f1-q1-1"' in html
    assert "3 carers and family" in words
    for name in ("results_part", "results_questions", "results_comments", "report", "report_pdf"):
        assert f'href="{urls(release.round)[name]}' in html


def test_a_part_goes_question_by_question(reader, release):
    html = reader.get(urls(release.round)["results_part"]).content.decode()
    words = released.words_of(html)
    assert "Service users put this at 0 of 100, managers at 100." in words
    assert "How each group answered 1.1" in words
    assert "Ask us first.\nThen plan." in html
    assert "Service users and survivors" in words
    assert "1 more comment was left that is not shared." in words
    assert "Hush" not in html
    assert "Things a team could do" in words
    assert "Do one thing." in words
    assert urls(release.round, section="s2")["results_part"] in html


def test_a_participant_first_reads_what_differs_and_what_is_next(participant, release):
    html = participant.get(urls(release.round, "join_")["results"]).content.decode()
    first = html.split('<div class="pt">')[1].split("</div>")[0]
    words = released.words_of(first)
    assert "What we all said 9 people took part. Each side counts the same." in words
    assert "Statement 1.1. Service users: What level 1 is. Managers: What level 5 is." in words
    assert len(words.split()) <= 120
    assert "<svg" not in first
    assert 'href="#all"' in first
    assert html.index('id="all"') > html.index('<div class="pt">')
    assert "Talk about these first" in released.words_of(html)


def test_a_member_has_no_first_screen_of_a_participant(reader, release):
    assert 'class="pt"' not in reader.get(urls(release.round)["results"]).content.decode()


def test_the_address_orders_the_parts_and_adds_the_plain_average(reader, release):
    def rows(query):
        html = reader.get(f"{urls(release.round)['results']}{query}").content.decode()
        table = html.split('<table class="ov')[1].split("</table>")[0]
        return re.findall(r">(Section \d)</a>", table), "Plain average" in table

    assert rows("") == (["Section 1", "Section 2"], False)
    assert rows("?order=lowest") == (["Section 1", "Section 2"], False)
    assert rows("?order=nothing&average=1") == (["Section 1", "Section 2"], True)


@pytest.mark.parametrize("name", ["results", "results_questions", "results_part"])
def test_the_title_of_each_strip_has_the_numbers_of_the_report(reader, release, name):
    report = build_report(release)
    html = reader.get(urls(release.round)[name]).content.decode()
    titles = re.findall(r'<svg class="strip"[^>]*><title[^>]*>([^<]*)</title>', html)
    assert titles
    wanted = set()
    for part in report.parts:
        placed = [(one.group.name, one.position.printed) for one in part.area.groups]
        wanted.add((f"{part.number} {part.title}", *placed, part.area.gap and part.area.gap.printed))
        for question in part.rated:
            placed = [(row.name, row.position.printed) for row in question.groups if row.position]
            wanted.add((question.label, *placed, question.gap and question.gap.printed))
    for title in titles:
        label, said = title.split(": ", 1)
        placed = [tuple(one.rsplit(" ", 1)) for one in said.split(". Gap")[0].split("; ") if ";" in said]
        gap = re.search(r"Gap (\d+)\.", said)
        assert (label, *placed, gap and gap[1]) in wanted


def test_all_questions_can_be_narrowed_down_by_a_form(reader, release):
    address = urls(release.round)["results_questions"]
    words = released.words_of(reader.get(address).content.decode())
    assert "4 of 4 questions" in words
    html = reader.get(f"{address}?gap=far&order=gap").content.decode()
    assert "1 of 4 questions" in released.words_of(html)
    assert '<option value="far" selected>' in html
    assert "Title 1.2" not in html
    assert "No question is like that." in reader.get(f"{address}?gap=close").content.decode()


def test_all_comments_stand_by_question(reader, release):
    html = reader.get(urls(release.round)["results_comments"]).content.decode()
    assert "Ask us first.\nThen plan." in html
    assert "Hush" not in html
    words = released.words_of(html)
    assert words.index("Statement 1.1.") < words.index("Ask us first.")
    assert "1 more comment was left that is not shared." in words


def test_a_participant_stays_on_their_own_addresses(participant, release):
    html = participant.get(urls(release.round, "join_")["results"]).content.decode()
    assert urls(release.round, "join_")["results_part"] in html
    assert f"/rounds/{release.round_id}/" not in html


@pytest.mark.parametrize(
    ("name", "lead"),
    [("results", "headline"), ("results_part", "headline"), ("report", "headline")],
)
def test_not_assessed_together_comes_before_any_figure(client, name, lead):
    release = released.make_release({CARERS: many(3, s1_q1=1), MANAGERS: many(3, s1_q1=5)})
    client.force_login(factories.make_member(release.round.assessment.organisation, "reader"))
    html = client.get(urls(release.round)[name]).content.decode().split("<main")[1]
    first = f'class="{lead}"'
    assert html.index("Not assessed together: no service users took part.") < html.index(first)
    charts = html.split('id="parts"')[-1] if name == "report" else html  # the cover says how to read one
    assert charts.index(first) < charts.index("<svg")
    words = released.words_of(html.split('id="method"')[0])
    assert "oth sides counted equally" not in words


@pytest.mark.parametrize("name", ["results", "results_questions", "results_part", "report"])
def test_too_few_people_show_a_reason_and_no_number(client, name):
    release = released.make_release(
        {USERS: many(1, s1_q1=1), MANAGERS: many(1, s1_q1=5)}, threshold=5,
        comments={USERS: {"s1-q1": ("A lonely voice", "named")}},
    )  # fmt: skip
    client.force_login(factories.make_member(release.round.assessment.organisation, "reader"))
    words = released.words_of(client.get(urls(release.round)[name]).content.decode())
    assert "Fewer than 5 people sent their answers." in words
    assert "A lonely voice" not in words
    assert not re.search(r"\b(0|50|100) of 100\b", words)


@pytest.mark.parametrize("name", ["results", "results_comments", "results_part", "report"])
def test_hostile_words_stay_words(client, name):
    release = released.make_release(four(), comments={USERS: {"s1-q1": (HOSTILE, "named")}})
    release.round.assessment.title = "<script>Title</script>"
    release.round.assessment.save()
    client.force_login(factories.make_member(release.round.assessment.organisation, "reader"))
    html = client.get(urls(release.round)[name]).content.decode()
    assert "<script>alert" not in html
    assert "<script>Title" not in html
    assert "&lt;script&gt;Title" in html
    assert "<img" not in html
    if name != "results":
        assert "&lt;script&gt;alert(&#x27;x&#x27;)" in html


@pytest.mark.parametrize(
    "name", ["results", "results_questions", "results_comments", "results_part", "report"]
)
def test_pages_keep_the_content_policy_and_their_ids_apart(reader, release, name):
    html = reader.get(urls(release.round)[name]).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert "<script" not in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]+)"', html):
        assert target in ids
    for referred in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert set(referred.split()) <= set(ids)
    for header in re.findall(r"<th\b[^>]*>", html):
        assert "scope=" in header
    for figure in re.findall(r'<svg[^>]*role="img".*?</svg>', html, re.DOTALL):
        assert "<title" in figure


# The PDF


def test_the_pdf_is_a_download_with_a_safe_name(reader, release, pages_laid_out_once, reports_made):
    response = reader.get(urls(release.round)["report_pdf"])
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="larkfield-crisis-house-round-1-june-2026.pdf"'
    )
    assert response.content.startswith(b"%PDF-1.7")


def test_without_pango_the_page_says_so(reader, release, monkeypatch, reports_made):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    response = reader.get(urls(release.round)["report_pdf"])
    assert response.status_code == 503
    assert "We cannot make this file just now" in response.content.decode()
    assert urls(release.round)["report"] in response.content.decode()


# What they cost


def sized(code, people, questions):
    version = factories.make_version(code, questions=questions)
    everyone = {f"s{s}_q{q}": 1 + q % 5 for s in (1, 2) for q in range(1, questions + 1)}
    secret = codes.make_secret()
    release = released.make_release(
        four(people, **everyone),
        versions=[version],
        organisation=factories.make_organisation(f"House {code}"),
        comments={USERS: {f"s1-q{q}": ("Words", "named") for q in range(1, questions + 1)}},
        secret=secret,
    )
    return release, secret


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("prefix", ["", "join_"])
def test_a_page_costs_the_same_whatever_its_size(client, prefix):
    costs = {}
    for code, people, questions in (("small", 3, 1), ("large", 7, 8)):
        release, secret = sized(code, people, questions)
        if prefix:
            client.logout()
            client.post(reverse("assessments:enter"), {"code": secret})
        else:
            client.force_login(
                Membership.objects.get(organisation=release.round.assessment.organisation).user
            )
        addresses = urls(release.round, prefix, framework=code)
        for name in ("results", "results_questions", "results_comments", "results_part", "report"):
            client.get(addresses[name])
            cache.clear_caches()
            cold = queries_of(client, addresses[name])
            costs.setdefault(name, []).append((cold, queries_of(client, addresses[name])))
    for name, (small, large) in costs.items():
        assert small == large, name
        cold, warm = small
        assert cold == warm + 9, name
        assert warm <= 9, name
