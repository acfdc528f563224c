"""What a clause shows of answers from before the meeting, in rounds of each kind by who is shown in them: it
is the same whoever of a group wrote what, and no name tells whose the nameless words are."""

import random
from collections import Counter

import pytest

from assessments.release.comments import words_by_question
from assessments.reports.build import build_report
from assessments.scoring.disclosure import disclose
from assessments.views.groundwork.before import answers_in
from frameworks.actions import import_version
from frameworks.exchange.files import read
from frameworks.management.commands.load_library import LIBRARY
from tests.assessments.reports.beside.small_rounds import (
    THRESHOLD,
    code_of,
    group_of_all,
    kinds_of_rounds,
    release_of,
    released_round,
    results_of,
)
from tests.assessments.scoring.attack import LISTS
from tests.assessments.scoring.score.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KEY = "before-we-meet/agree-rules"
CHOICES = ("named", "named", "named", "unnamed", "private", None)  # None: nothing is written


@pytest.fixture
def asked(db):
    """A released round of the questions before a meeting, whose results are then made up."""
    file = read((LIBRARY / "before-we-meet.yaml").read_bytes())
    version = import_version(file=file, organisation=None, publish=True, by=None)
    return released_round(version, {}, comments={"agree-rules": ("Mine.", "named")})


def shown_of(asked, people, written):
    """What the clause on ground rules shows, by group; and what the release froze. written: what each person
    writes, and who may read it."""
    results = results_of(asked, people)
    rows = [
        (1, words, sharing, one["perspective"])
        for one, (words, sharing) in zip(people, written, strict=True)
        if sharing
    ]
    comments = words_by_question(rows, {1: KEY}, results) if results.shows_words else {}
    report = build_report(release_of(asked, results.model_copy(update={"comments": comments})))
    answers = answers_in(report)["rules"]
    told = {group.name: Counter(quote.words for quote in group.quotes) for group in answers.groups}
    assert len(told) == len(answers.groups)
    assert answers.number == sum(map(Counter.total, told.values()))
    return (told, answers.statement, answers.not_shared), comments.get(KEY), results


def moved_in_groups(places_of, written, draw):
    found = list(written)
    for places in places_of:
        for place, other in zip(places, draw.sample(places, len(places)), strict=True):
            found[place] = written[other]
    return found


def test_answers_before_a_meeting_are_the_same_whoever_of_a_group_gave_them(asked):
    draw = random.Random(15)
    told_apart = named = 0
    for turnout in kinds_of_rounds()[::3]:
        people = [
            person(code_of(row.perspective), row.all_show_if_few)
            for row in turnout
            for _ in range(row.people)
        ]
        choices = CHOICES if draw.random() < 0.6 else ("named", "named", "named", "private")
        written = [(f"Words {place}.", draw.choice(choices)) for place in range(len(people))]
        found = disclose(THRESHOLD, LISTS[0], turnout)
        groups = [[code_of(code) for code in one.codes] for one in found.groups or [group_of_all(turnout)]]
        inside = [[n for n, one in enumerate(people) if one["perspective"] in codes] for codes in groups]
        outside = [n for n in range(len(people)) if not any(n in places for places in inside)]
        before, frozen, results = shown_of(asked, people, written)
        told = before[0]
        after, _, _ = shown_of(asked, people, moved_in_groups([*inside, outside], written, draw))
        assert after == before, turnout
        everybody = moved_in_groups([list(range(len(people)))], written, draw)
        told_apart += shown_of(asked, people, everybody)[0] != before
        # Nothing but what the release froze, under the names that it froze; and nothing that is not shared.
        quotes = frozen.shared if frozen else ()
        assert sum(told.values(), Counter()) == Counter(quote.words for quote in quotes)
        assert told.get("", Counter()) == Counter(quote.words for quote in quotes if not quote.codes)
        shared = {words for words, sharing in written if sharing in ("named", "unnamed")}
        assert set(sum(told.values(), Counter())) <= shared
        # Whoever knows how many came from where, and reads the names, is left with enough who may have
        # written the words without one, or kept theirs.
        names = sum(one.total() for name, one in told.items() if name)
        named += bool(names)
        if names and frozen.left > names:
            assert len(people) - names >= THRESHOLD, turnout
        sizes = {one.codes: one.people for one in results.people.groups or ()}
        for codes, number in Counter(quote.codes for quote in quotes if quote.codes).items():
            assert number < sizes[codes] or frozen.left == names, turnout
            assert sizes[codes] >= THRESHOLD
    assert told_apart > 3  # of other groups it is not the same: this test can fail
    assert named > 3
