"""What comes up again and again: where it may be told, and from what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Round
from assessments.portfolio.continuity import lines_of
from assessments.portfolio.patterns import (
    FEWEST,
    Mark,
    Pattern,
    marks_of_question,
    may_count,
    patterns,
)
from assessments.portfolio.queries import patterns_in
from assessments.rounds import lifecycle, setup
from assessments.scoring.results import FrozenPeople, FrozenQuestion
from frameworks.cache import cached_contents
from frameworks.models import FrameworkVersion
from tests import factories
from tests.assessments.portfolio.shared import APART, LOW, STRONG, answer, shared
from tests.assessments.released import MANAGERS, PRACTITIONERS, USERS


def told(organisation):
    found = patterns_in(organisation)
    return {
        mark: {(row.asked_thing.title, row.pattern.marked, row.pattern.asked) for row in found.lists[mark]}
        for mark in Mark
    }


@pytest.mark.parametrize(("n", "shown"), [(FEWEST - 1, False), (FEWEST, True)])
def test_nothing_is_told_of_fewer_than_five_assessments(n, shown):
    found = patterns([{"q": {Mark.LOW: True}}] * n + [{"other": {Mark.LOW: True}}], Mark.LOW)
    assert found == ([Pattern("q", n, n)] if shown else [])


def test_only_what_most_have_in_common_and_those_count_where_it_can_be_told():
    some = [{"a": {Mark.LOW: i < 3}, "b": {Mark.LOW: i < 2}, "c": {Mark.APART: True}} for i in range(5)]
    assert patterns([*some, {"a": {}}, {}], Mark.LOW) == [Pattern("a", 3, 5)]
    assert [one.key for one in patterns(some, Mark.APART)] == ["c"]


GROUPS = [((USERS,), "people"), ((PRACTITIONERS,), "services"), ((None,), None)]


def people(by_consent=False):
    groups = [{"codes": c, "people": 3, "side": side, "by_consent": by_consent} for c, side in GROUPS]
    return FrozenPeople(total=9, shown=9, set_aside=0, groups=groups, absent_sides=(), missing=())


def question(*favourable, parity=None, groups=GROUPS):
    none = {"dont_know": 0, "not_applicable": 0, "prefer_not_to_say": 0, "unanswered": 0, "mean": None}
    rows = [
        {**none, "levels": {}, "rated": 3, "favourable": one, "codes": codes, "side": side}
        for one, (codes, side) in zip(favourable, groups, strict=True)
    ]
    middle = None if parity is None else {"mean": 3, "favourable": parity}
    return FrozenQuestion(everyone=None, groups=rows, parity=middle, gap=None, agreement=None)


@pytest.mark.parametrize(
    ("favourable", "parity", "so"),
    [
        ((0.5, 0.5, 0.0), 0.344, {Mark.LOW}),
        ((0.5, 0.5, 0.0), 0.345, set()),  # printed as 35
        ((0.5, 0.804, 0.5), 0.5, {Mark.APART}),
        ((0.5, 0.794, 0.5), 0.5, set()),  # the gap is printed as 29; who named no group is on no side
        ((0.7, 0.84, 0.1), 0.77, {Mark.STRONG}),
        ((0.7, 0.85, 0.1), 0.77, set()),
        ((0.694, 0.8, 0.1), 0.75, set()),
    ],
)
def test_what_is_so_follows_the_figures_as_they_are_printed(favourable, parity, so):
    marks = marks_of_question(question(*favourable, parity=parity), people())
    assert set(marks) == set(Mark)
    assert {mark for mark, told in marks.items() if told} == so


def test_what_cannot_be_told_is_left_out():
    assert marks_of_question(question(0.1, 0.9, None), people()) == {Mark.APART: True, Mark.STRONG: False}
    assert marks_of_question(question(0.1, None, 0.1, parity=0.1), people()) == {Mark.LOW: True}
    assert marks_of_question(question(0.1, groups=GROUPS[:1]), people()) == {}  # others are pooled, or few
    assert not may_count(people(by_consent=True))


@pytest.fixture
def version(db):
    return factories.make_version(sections=1, questions=1)


def test_what_is_low_in_most_of_five(organisation, version):
    for levels in (LOW, LOW, LOW, APART, APART):
        shared(organisation, version, levels)
    assert told(organisation) == {
        Mark.LOW: {("Title 1.1", 3, 5), ("Section 1", 3, 5)},
        Mark.APART: set(),
        Mark.STRONG: set(),
    }


def test_it_takes_the_newest_results_of_each_assessment_and_archived_ones_stay_in(organisation, version):
    rounds = [shared(organisation, version, LOW) for _ in range(5)]
    Round.objects.filter(pk=rounds[0].pk).update(state="archived")
    again = setup.start_next_round(assessment=rounds[0].assessment, by=None)
    assert told(organisation)[Mark.LOW] == {("Title 1.1", 5, 5), ("Section 1", 5, 5)}
    lifecycle.open_round(round_=again, by=None)
    answer(again, STRONG)
    factories.release(again)
    assert told(organisation)[Mark.LOW] == {("Title 1.1", 4, 5), ("Section 1", 4, 5)}


def test_where_no_groups_are_shown_or_by_consent_an_assessment_does_not_count(organisation, version):
    for _ in range(4):
        shared(organisation, version, LOW)
    shared(organisation, version, {USERS: 1, PRACTITIONERS: 1}, few=[PRACTITIONERS])
    shared(organisation, version, {USERS: 1})
    shared(organisation, version, {USERS: 1, PRACTITIONERS: 1}, people=2)
    found = patterns_in(organisation)
    assert (found.with_results, found.counted, found.any) == (7, 5, False)  # one side alone has no parity
    shared(organisation, version, {USERS: 1, PRACTITIONERS: 1, MANAGERS: 1})
    assert told(organisation)[Mark.LOW] == {("Title 1.1", 5, 5), ("Section 1", 5, 5)}


def test_only_ones_own_organisation_counts(organisation, version):
    elsewhere = factories.make_organisation("Elsewhere")
    for i in range(6):
        shared(organisation if i < 4 else elsewhere, version, LOW)
    assert not patterns_in(organisation).any
    assert patterns_in(elsewhere).with_results == 2


# The same question in several versions


def next_version(number, continuity="same", levels=(1, 2, 3, 4, 5)):
    version = factories.make_version(sections=1, questions=1, number=number, status="draft", levels=levels)
    version.questions.update(title=f"New title {number}", continuity=continuity)
    FrameworkVersion.objects.filter(pk=version.pk).update(status="published")
    return version


@pytest.mark.parametrize(
    ("continuity", "levels", "counts"),
    [("same", (1, 2, 3, 4, 5), True), ("changed", (1, 2, 3, 4, 5), False), ("same", (1, 2, 3), False)],
)
def test_a_question_counts_with_an_older_version_only_where_it_still_asks_the_same(
    organisation, version, continuity, levels, counts
):
    newer = next_version(2, continuity, levels)
    for one in [version] * 3 + [newer] * 2:
        shared(organisation, one, LOW)
    found = told(organisation)[Mark.LOW]
    assert found == ({("New title 2", 5, 5), ("Section 1", 5, 5)} if counts else set())


def test_a_line_ends_where_a_version_in_between_does_not_ask_it(version):
    between = factories.make_version(sections=1, questions=0, number=2)
    third = next_version(3)
    lines = lines_of(cached_contents([version.pk, between.pk, third.pk]))
    assert lines == [{"s1-q1": 0}, {}, {"s1-q1": 1}]


def test_it_costs_the_same_for_five_and_for_fifteen(organisation, version):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            patterns_in(organisation)
        return len(asked)

    for _ in range(5):
        shared(organisation, version, LOW)
    cost()  # the questions are read once
    before = cost()
    for _ in range(10):
        shared(organisation, version, LOW)
    assert cost() == before == 3
