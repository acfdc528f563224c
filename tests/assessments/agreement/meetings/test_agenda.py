"""What a group talks about first, and which words it has before it."""

import pytest

from assessments.reports.answer_model import Quote
from assessments.reports.build import build_report
from assessments.views.meetings.agenda import agenda_of
from assessments.views.meetings.quotes import in_twos
from tests.assessments import released
from tests.assessments.agreement.meetings.rooms import AGREED, four_groups, meet, no_groups, say
from tests.assessments.released import USERS, fetch


def shown(agenda):
    return [
        (one.heading, [(item.question.code, item.figure) for item in one.items]) for one in agenda.stretches
    ]


@pytest.mark.django_db
def test_those_to_talk_about_first_are_in_front():
    release = four_groups()
    agenda = agenda_of(build_report(release))
    assert shown(agenda) == [
        ("Talk about first", [("s1-q1", "Gap 100"), ("s1-q2", "Gap 50")]),
        ("If there is time", [("s2-q2", "Lowest, 0")]),
        ("Keep hold of this", [("s2-q1", "Strong, 75")]),
    ]
    place = agenda.place_of("demo/s1-q2")
    assert (place.number, place.stretch.why) == (2, "furthest apart")
    assert (place.before.question.code, place.after.question.code) == ("s1-q1", "s2-q2")
    assert agenda.place_of("demo/s2-q1").after is None
    assert {item.state for item in agenda.items} == {"open"}


@pytest.mark.django_db
def test_what_was_said_is_marked_and_what_was_chosen_comes_last():
    release = four_groups(questions=3)
    meeting = meet(release)
    say(meeting, AGREED)
    say(meeting, AGREED, "demo/s2-q3")
    agenda = agenda_of(build_report(fetch(release)), "demo/s1-q3")
    assert [item.state for item in agenda.items][:2] == ["agreed", "open"]
    assert [item.question.code for item in agenda.stretches[-1].items] == ["s1-q3", "s2-q3"]
    assert agenda.ranked.stretches == agenda.stretches[:-1]


@pytest.mark.django_db
def test_without_groups_the_lowest_come_first_with_the_reason():
    agenda = agenda_of(build_report(no_groups()))
    [first] = agenda.stretches
    assert first.heading == "Talk about first: scored lowest"
    assert first.note == "Groups could not be compared in this round."
    assert [item.figure for item in first.items] == ["Everyone, 19", "Everyone, 56"]


@pytest.mark.django_db
def test_where_nothing_may_be_shown_there_is_nothing_but_what_somebody_chooses():
    report = build_report(released.make_release({USERS: [{"s1-q1": 1}]}))
    assert agenda_of(report).items == ()
    assert [item.question.code for item in agenda_of(report, "demo/s2-q1").items] == ["s2-q1"]


def quote(words, side):
    return Quote(words, "", (), side=side)


@pytest.mark.parametrize(
    ("quotes", "twos"),
    [
        ("", []),
        ("p1", ["p1"]),
        ("p1 s1", ["p1 s1"]),
        ("s1 p1 p2 p3", ["p1 s1", "p2 p3"]),
        ("u1 u2 u3", ["u1 u2", "u3"]),
        ("u1 s1 u2 p1 s2", ["p1 s1", "s2 u1", "u2"]),
    ],
)
def test_quotes_come_in_twos_one_from_each_side_where_there_are_two(quotes, twos):
    sides = {"p": "people", "s": "services", "u": None}
    found = in_twos([quote(one, sides[one[0]]) for one in quotes.split()])
    assert [" ".join(one.words for one in two) for two in found] == twos
