"""Links to results: what they open, for how long, what is stored of them, and what refuses to change."""

import datetime

import lxml.html
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from assessments import codes
from assessments.deletion import actions as deletion
from assessments.models import Round
from assessments.records.share_links import ShareLink
from assessments.reports.files import order_reports
from assessments.sharing.actions import MOST_DAYS, ShareRefused, make_link, withdraw_link
from tests import factories
from tests.assessments.guards.refusals import refused_delete, refused_insert, refused_update
from tests.assessments.released import PRACTITIONERS, USERS, make_release
from tests.background.backends import AT_ONCE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NO_LINK = "This link shows nothing"


@pytest.fixture
def release():
    return make_release(
        {USERS: [{"s1-q1": 1}] * 6, PRACTITIONERS: [{"s1-q1": 3}] * 6},
        comments={USERS: {"s1-q1": ("Nobody told us.", "named")}},
    )


@pytest.fixture
def lead(release):
    return release.round.assessment.organisation.memberships.get(role="lead").user


@pytest.fixture
def second(release):
    return factories.make_member(release.round.assessment.organisation, "facilitator")


def page(secret, name="results", *args):
    return Client().get(reverse(f"assessments:shared_{name}", args=[secret, *args]))


def said_on(answer):
    """What a page says, without the ways to pages that are only for its reader."""
    main = lxml.html.fromstring(answer.content.decode()).get_element_by_id("main")
    for trail in (*main.find_class("trail"), *main.find_class("for-members")):
        trail.drop_tree()
    return " ".join(main.text_content().split())


def make(release, by, **changed):
    secret = codes.share_secret_from(b"never the same in real life, but 32 bytes"[:32])
    given = {
        "shows": "results",
        "note": "The board",
        "ends_on": timezone.localdate(),
        "addresses": [],
        **changed,
    }
    return make_link(release=release, secret=secret, by=by, **given), secret


def test_whoever_has_a_link_reads_what_members_read(release, lead, django_assert_num_queries):
    _link, secret = factories.share(release)
    page(secret)  # the questions are read once
    with django_assert_num_queries(5):  # the link, its statements, signatures, plan and working agreement
        shared = page(secret)
    member = Client()
    member.force_login(lead)
    theirs = member.get(reverse("assessments:results", args=[release.round.pk]))
    assert "Nobody told us." in said_on(shared)
    assert said_on(shared) == said_on(theirs)
    for name, *args in [("results",), ("results_part", "demo", "s1"), ("results_comments",), ("report",)]:
        answer = page(secret, name, *args)
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
        text = answer.content.decode()
        assert "/rounds/" not in text
        assert "/join/" not in text
        assert "/account/" not in text


def test_a_link_to_the_report_opens_the_report_alone(release, settings):
    settings.TASKS = AT_ONCE
    order_reports(release)
    _link, secret = factories.share(release, "report")
    shown = page(secret, "report")
    assert shown.status_code == 200
    assert "/results" not in shown.content.decode()
    assert page(secret, "report_pdf")["Content-Type"] == "application/pdf"
    for name, *args in [
        *[("results",), ("results_questions",), ("results_part", "demo", "s1"), ("results_csv",)],
        ("results_chart_svg", "parts"),
    ]:
        assert page(secret, name, *args).status_code == 404


def test_links_that_do_not_work_all_get_the_same_answer(release, lead, monkeypatch):
    withdrawn, secret = factories.share(release)
    withdraw_link(link=withdrawn, by=lead)
    _over, past = factories.share(release, days=1)
    unknown = codes.share_secret_from(bytes(32))
    assert page(past).status_code == 200
    tomorrow = timezone.localdate() + datetime.timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: tomorrow)
    answers = [page(one) for one in (secret, past, unknown, "no-code-at-all")]
    answers.append(page(unknown, "results_part", "demo", "nowhere"))
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1
    assert NO_LINK in answers[0].content.decode()
    assert {one["Referrer-Policy"] for one in answers} == {"no-referrer"}


def test_a_part_that_is_not_there_is_answered_like_a_link_that_does_not_work(release):
    _link, secret = factories.share(release)
    answer = page(secret, "results_part", "demo", "nowhere")
    assert answer.status_code == 404
    assert NO_LINK in answer.content.decode()


def test_guessing_links_is_slowed_down_and_a_room_full_of_readers_is_not(release):
    _link, secret = factories.share(release)
    assert {page(secret).status_code for _ in range(40)} == {200}
    tries = [page(codes.share_secret_from(bytes([n]) * 32)).status_code for n in range(32)]
    assert tries[0] == 404
    assert tries[-1] == 429


def test_the_secret_is_shown_once_and_stored_nowhere(release, lead):
    client = Client()
    client.force_login(lead)
    address = reverse("assessments:new_link", args=[release.round.pk])
    made = client.post(
        address, {"shows": "results", "note": "The board", "ends_on": timezone.localdate().isoformat()}
    )
    link = ShareLink.objects.get()
    secret = made.context["address"].split("/")[4]
    assert link.secret_hash == codes.hash_of(secret)
    assert made.content.decode().count(secret) == 1
    assert page(secret).status_code == 200
    listed = client.get(reverse("assessments:links", args=[release.round.pk])).content.decode()
    assert "The board" in listed
    assert str(lead) in listed
    assert secret not in listed
    assert link.secret_hash not in listed
    stored = " ".join(str(row) for row in ShareLink.objects.values()) + " ".join(
        f"{event.what} {event.record}" for event in AuditEvent.objects.all()
    )
    assert secret not in stored


def test_the_trail_says_who_made_and_who_withdrew_a_link(release, lead, second):
    link, _secret = make(release, lead)
    assert withdraw_link(link=link, by=second)
    assert not withdraw_link(link=link, by=lead)
    events = AuditEvent.objects.filter(record=f"assessments.sharelink:{link.pk}").order_by("pk")
    assert [(event.what, event.by) for event in events] == [
        ("link to results made", lead),
        ("link withdrawn", second),
    ]


def test_mail_brings_the_link_and_no_file(release, lead, django_capture_on_commit_callbacks):
    _link, secret = make(release, lead, addresses=["chair@example.org", "board@example.org"])
    assert [message.to for message in mail.outbox] == [["chair@example.org"], ["board@example.org"]]
    for message in mail.outbox:
        assert f"/shared/{secret}/results/" in message.body
        assert not message.attachments
        assert "Nobody told us." not in message.body
    assert "chair@example.org" not in str(list(ShareLink.objects.values()))


def test_a_link_works_for_half_a_year_at_most_and_an_example_sends_no_mail(release, lead):
    today = timezone.localdate()
    for day in (today - datetime.timedelta(days=1), today + datetime.timedelta(days=MOST_DAYS + 1)):
        with pytest.raises(ShareRefused):
            make(release, lead, ends_on=day)
    release.round.assessment.organisation.is_example = True
    with pytest.raises(ShareRefused, match="example"):
        make(release, lead, addresses=["chair@example.org"])
    assert not mail.outbox


@pytest.mark.parametrize(
    "changed",
    [
        {"ends_on": datetime.date(2099, 1, 1)},
        {"shows": "report"},
        {"secret_hash": "0" * 64},
        {"note": "Another"},
        {"made_at": timezone.now() + datetime.timedelta(days=9)},
    ],
)
def test_the_database_lets_a_link_change_by_withdrawal_alone(release, lead, changed):
    link, _secret = make(release, lead)
    refused_update(link, "never changes", **changed)
    withdraw_link(link=link, by=lead)
    refused_update(link, "never changes", withdrawn_at=None, withdrawn_by=None)
    refused_update(link, "never changes", withdrawn_at=timezone.now() + datetime.timedelta(days=1))
    refused_update(link, "never changes", **changed)


def test_the_database_takes_no_link_that_is_withdrawn_and_lets_none_go_before_its_round(release, lead):
    link, _secret = make(release, lead)
    refused_insert(
        ShareLink(
            release=release, shows="report", secret_hash="1" * 64, ends_on=timezone.localdate(),
            withdrawn_at=timezone.now(),
        ),
        "withdrawn after",
    )  # fmt: skip
    refused_delete(link, "only with its round")


def test_links_go_with_what_they_lead_to_and_outlast_whoever_made_them(release, lead, second):
    mine, _secret = make(release, second)
    withdraw_link(link=mine, by=second)
    second.delete()
    mine.refresh_from_db()
    assert (mine.made_by, mine.withdrawn_by) == (None, None)
    deletion.delete_organisation(organisation=release.round.assessment.organisation, by=lead)
    assert not ShareLink.objects.exists()


def test_an_archived_round_makes_no_new_link_and_the_old_ones_say_so(release, lead, client):
    link, secret = factories.share(release)
    said = "It is archived: nothing in it changes any more."
    assert said not in page(secret).text
    Round.objects.filter(pk=release.round_id).update(state="archived")
    with pytest.raises(ShareRefused, match="is archived"):
        make(release, lead)
    refused_insert(ShareLink(release=release, shows="results", secret_hash="a" * 64, ends_on=link.ends_on),
                   "not archived")  # fmt: skip
    for name in ("results", "report", "outcome"):
        assert said in page(secret, name).text
    client.force_login(lead)
    new = reverse("assessments:new_link", args=[release.round_id])
    links = client.get(new, follow=True).text
    assert "no new links are made" in links
    assert f'href="{new}"' not in links
    assert client.post(new, {"shows": "results", "note": "Board", "ends_on": link.ends_on}).status_code == 302
    assert ShareLink.objects.count() == 1
    withdraw_link(link=link, by=lead)
    assert NO_LINK in page(secret).text
