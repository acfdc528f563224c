"""The pages of a meeting: for a screen in the room, and the record."""

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.forms.outcome.meetings import SettledForm
from assessments.models import Round
from assessments.records.meetings import AgreedScore, Meeting
from assessments.reports.build import build_report
from tests.assessments.agreement.meetings.rooms import AGREED, DIFFER, four_groups, meet, no_groups, say
from tests.assessments.released import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def release():
    return four_groups()


@pytest.fixture
def meeting(release, client):
    client.force_login(release.round.assessment.organisation.memberships.get().user)
    return meet(release)


def at(meeting, name="question", code="s1-q1"):
    return reverse(f"assessments:meeting_{name}", args=[meeting.round_id, meeting.pk, "demo", code])


def shown(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def filled(page, **change):
    form = next(one for one in lxml.html.fromstring(page).forms if one.method == "POST")
    return {**dict(form.form_values()), **change}


def test_one_question_with_all_that_the_room_needs(client, meeting):
    page = shown(client, at(meeting))
    html, words = lxml.html.fromstring(page), words_of(page)
    assert html.xpath("//h1")[0].text_content() == "Statement 1.1."
    assert "100 apart." in words
    assert len(html.xpath("//table[contains(@class, 'says-rows')]/tbody/tr")) == 4
    assert [q.text_content() for q in html.xpath("//q")] == ["Users said this.", "Staff said that."]
    assert "Think of one thing." in words
    assert "Nobody has to say what they answered, or who wrote what." in words
    assert [a.text_content().split()[0] for a in html.xpath("//li[@aria-current='step']//b")] == ["Title"]
    assert {key for one in html.xpath("//@data-keys") for key in one.split()} >= set("adlnqg?") | {"PageDown"}
    other = shown(client, at(meeting), quotes="1")
    assert [q.text_content() for q in lxml.html.fromstring(other).xpath("//q")] == ["Nobody’s name here."]
    assert "Group not shown, to protect people" in other


def test_a_round_without_groups_has_one_row_and_the_reason(client):
    release = no_groups()
    client.force_login(release.round.assessment.organisation.memberships.get().user)
    page = shown(client, at(meet(release)))
    words = words_of(page)
    [row] = lxml.html.fromstring(page).xpath("//table[contains(@class, 'says-rows')]/tbody/tr")
    assert "Everyone" in row.text_content()
    assert "4 people" in row.text_content()
    assert build_report(release).why_together in words
    assert "Ask what it is like here, not who answered what." in words
    assert "apart." not in words


def test_what_is_wrong_is_said_and_every_word_stays(client, meeting):
    address = at(meeting, "say")
    page = shown(client, address, outcome="agreed")
    assert lxml.html.fromstring(page).xpath("//input[@name='outcome'][@checked]/@value") == ["agreed"]
    sent = filled(page, yes_people="on", why="A long thought.", links="ftp://example.org/x")
    answer = client.post(address, sent)
    assert answer.status_code == 400
    html = lxml.html.fromstring(answer.content.decode())
    leads = html.xpath("//div[@id='problems']//a/@href")
    assert leads == ["#id_level_0", "#id_yes_services", "#id_links"]
    assert all(html.xpath(f"//*[@id='{lead[1:]}']") for lead in leads)
    assert html.xpath("//textarea[@name='why']")[0].text.strip() == "A long thought."
    assert html.xpath("//textarea[@name='links']")[0].text.strip() == "ftp://example.org/x"
    assert html.xpath("//input[@name='yes_people'][@checked]")
    assert not AgreedScore.objects.exists()


def test_it_is_recorded_read_back_and_revised_with_its_history(client, meeting):
    address = at(meeting, "say")
    page = shown(client, address)
    sent = filled(page, outcome="agreed", level="2", yes_people="on", yes_services="on", why="So it is.")
    assert client.post(address, sent)["Location"] == at(meeting)
    words = words_of(shown(client, at(meeting)))
    assert "Saved at" in words
    assert "We agreed : level 2" in words.replace("agreed: level", "agreed : level")
    later = meet(meeting.round.release)
    sent = filled(
        shown(client, at(later, "say")), outcome="not_agreed", view_people="No.", view_services="Yes."
    )
    client.post(at(later, "say"), sent)
    page = shown(client, at(later))
    words = words_of(page)
    assert words.index("We did not agree") < words.index("What we said before") < words.index("So it is.")
    assert "What do we say?" in words_of(shown(client, at(later), scores="1"))
    record = words_of(shown(client, reverse("assessments:record", args=[later.round_id])))
    assert "1 not agreed" in record
    assert "So it is." in record


def test_the_second_of_two_sees_the_first_and_which_counts(client, meeting):
    sent = filled(shown(client, at(meeting, "say")), outcome="not_agreed", view_people="A", view_services="B")
    say(meeting, AGREED)
    words = words_of(client.post(at(meeting, "say"), sent, follow=True).content.decode())
    assert "somebody else recorded something here. Both are kept." in words
    assert "Yours is the newest, so it is the one that counts." in words
    assert AGREED.why in words
    assert AgreedScore.objects.count() == 2


def test_leaving_it_for_later_goes_on_and_an_archived_round_is_only_read(client, meeting):
    sent = filled(shown(client, at(meeting)))
    assert client.post(at(meeting), sent)["Location"] == at(meeting, code="s1-q2")
    assert AgreedScore.objects.get().outcome == "later"
    Round.objects.filter(pk=meeting.round_id).update(state="archived")
    for address in (
        at(meeting),
        at(meeting, "say"),
        reverse("assessments:new_meeting", args=[meeting.round_id]),
    ):
        answer = client.post(address, {**sent, "outcome": "not_agreed"})
        assert answer.status_code == 302
        assert client.get(address).status_code == 302
    assert AgreedScore.objects.count() == 1
    assert "Start" not in words_of(shown(client, reverse("assessments:record", args=[meeting.round_id])))


def test_a_meeting_starts_with_who_is_there_at_the_first_open_question(client, meeting):
    say(meeting, DIFFER)
    address = reverse("assessments:new_meeting", args=[meeting.round_id])
    page = shown(client, address)
    assert client.post(address, filled(page)).status_code == 400
    assert client.post(address, filled(page, present="managers", held_on="1999-01-01")).status_code == 400
    there = client.post(address, filled(page, present="managers"))["Location"]
    new = Meeting.objects.latest("pk")
    assert there == at(new, code="s1-q2")
    assert new.present == ["managers"]


def test_another_round_s_meeting_or_question_is_not_there(client, meeting):
    for args in (
        [meeting.round_id, meeting.pk + 1, "demo", "s1-q1"],
        [meeting.round_id, meeting.pk, "demo", "s9"],
    ):
        for name in ("question", "say"):
            assert client.get(reverse(f"assessments:meeting_{name}", args=args)).status_code == 404


FINE = {"outcome": "agreed", "level": "3", "yes_people": "on", "yes_services": "on"}
NOT = {"outcome": "not_agreed", "view_people": "A", "view_services": "B"}


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (FINE, set()),
        (NOT, set()),
        ({**NOT, "level": "3", "yes_people": "on"}, set()),
        ({}, {"outcome"}),
        ({"outcome": "later"}, {"outcome"}),
        ({**FINE, "level": "9"}, {"level"}),
        ({**FINE, "view_people": "A"}, {"view_people"}),
        ({**NOT, "view_services": "  "}, {"view_services"}),
        ({**NOT, "why": "x" * 2001}, {"why"}),
        ({**NOT, "view_people": "a\x00b"}, {"view_people"}),
        ({**NOT, "links": "http://example.org\nhttps://example.org/a?b#c"}, set()),
        *(
            ({**NOT, "links": link}, {"links"})
            for link in (
                "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org",
                "example.org", "HTTP", "https://", "http://a.example\n" * 6,
                f"https://example.org/{'x' * 500}",
            )
        ),
    ],
)  # fmt: skip
def test_what_may_be_said(release, data, wrong):
    question = build_report(release).questions[0]
    form = SettledForm(data, question=question, sides={"people", "services"})
    form.is_valid()
    assert set(form.errors) == wrong
    if not wrong:
        assert form.settled.level == (3 if data["outcome"] == "agreed" else None)


def costs(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_page_costs_the_same_for_more_questions_meetings_and_words(client, meeting):
    pages = [at(meeting), at(meeting, "say"), f"{at(meeting)}?scores=1"]
    pages += [reverse("assessments:record", args=[meeting.round_id])]
    pages += [reverse("assessments:meeting", args=[meeting.round_id, meeting.pk])]
    say(meeting, DIFFER)
    before = [costs(client, address) for address in pages]
    for code in ("s1-q2", "s2-q1", "s2-q2"):
        more = meet(meeting.round.release)
        for _ in range(3):
            say(more, AGREED, f"demo/{code}")
            say(more, AGREED)
    assert [costs(client, address) for address in pages] == before
