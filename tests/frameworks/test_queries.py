"""A version as plain data: numbers, the question's own words, and a fixed number of queries."""

import pytest
from django.contrib.auth.models import AnonymousUser

from frameworks.content import Minutes, SourceContent, minutes_of
from frameworks.models import Framework, FrameworkVersion
from frameworks.queries import content_of, listed
from tests.frameworks.examples import example, long_example, stored

pytestmark = pytest.mark.django_db


def test_content_is_numbered_and_in_order():
    [version] = content_of([stored()])
    assert [(s.number, s.code) for s in version.all_sections()] == [
        ("1", "making"),
        ("1.3", "after"),
        ("2", "cups"),
    ]
    assert [(q.number, q.code) for q in version.all_questions()] == [
        ("1.1", "turns"),
        ("1.2", "leaf"),
        ("1.3.1", "story"),
        ("2.1", "chips"),
    ]
    assert version.bands == ((0, "Cold"), (50, "Warm"))
    assert (version.code, version.number, version.question_count, version.minutes) == ("kettle", 1, 4, (2, 4))


def test_section_that_holds_only_sections_numbers_them_from_1():
    data = example()
    inner = data["sections"][0].pop("questions")
    data["sections"][0]["sections"].insert(0, {"code": "first", "title": "First", "questions": inner})
    [version] = content_of([stored(data)])
    assert [s.number for s in version.all_sections()] == ["1", "1.1", "1.2", "2"]
    assert [q.number for q in version.all_questions()] == ["1.1.1", "1.1.2", "1.2.1", "2.1"]


def test_level_reads_in_the_questions_own_words_where_it_has_any():
    [version] = content_of([stored()])
    turns, leaf, story, chips = version.all_questions()
    assert [(level.value, level.description, level.is_own) for level in turns.levels] == [
        (0, "One person makes it all.", True),
        (1, "", False),
        (5, "Everyone makes it.", True),
    ]
    assert [level.description for level in chips.levels] == ["It has not happened.", "", ""]
    assert [option.label for option in leaf.options] == ["Tea", "Nothing"]
    assert (story.scale, story.levels, story.options) == (None, (), ())
    assert turns.scale.title == "How often?"
    assert turns.cited.text == "Cup, C. (2002)"
    assert version.sections[0].cited.text == "Pot, T. (2001): p. 3"


def test_source_without_a_year_is_named_in_full():
    assert SourceContent("x", "A talk in the kitchen.", "").short == "A talk in the kitchen."


def test_content_costs_nine_queries_for_one_version_and_for_many(django_assert_num_queries):
    versions = [stored(), stored(long_example(2, "few")), stored(long_example(40, "many"))]
    with django_assert_num_queries(9):
        content_of(versions[:1])
    with django_assert_num_queries(9):
        found = content_of([version.pk for version in reversed(versions)])
    assert [(v.code, v.question_count) for v in found] == [("many", 42), ("few", 4), ("kettle", 4)]


def test_minutes_are_of_the_words_that_must_be_read_and_of_choosing():
    """At 240 and at 150 words a minute, and 8 seconds a choice, or one to three minutes for words of one's
    own (docs/rules.md, Minutes)."""
    data = long_example(30, "long")
    [version] = content_of([stored(data)])
    before = version.seconds
    data["introduction"] += " word" * 300
    data["version"] = 2
    [longer] = content_of([stored(data)])
    assert longer.seconds[0] - before[0] == pytest.approx(300 / 240 * 60)
    assert longer.seconds[1] - before[1] == pytest.approx(300 / 150 * 60)
    assert minutes_of([]) == Minutes(0, 0)
    assert minutes_of([version, longer]).most >= version.minutes.most + longer.minutes.most - 1


def test_a_level_that_says_the_same_each_time_is_read_once():
    data = example(code="same")
    chips = data["sections"][1]["questions"][0]
    first = content_of([stored(data)])[0].seconds[1]
    data["sections"][1]["questions"].append({**chips, "code": "chips-again"})
    data["version"] = 2
    second = content_of([stored(data)])[0].seconds[1]
    asked = len(f"{chips['statement']} {chips.get('plain', '')}".split())
    assert second - first == pytest.approx(8 + asked * 60 / 150)


def test_list_holds_the_newest_of_each_and_our_own_drafts(organisation, lead, outsider):
    stored()
    stored(example(version=2))
    stored(example(version=3), publish=False)
    stored(organisation=organisation)
    stored(example(version=2), organisation=organisation, publish=False)

    def seen_by(user):
        return [(i.framework.organisation, i.number) for i in listed(user)]

    assert seen_by(AnonymousUser()) == seen_by(outsider) == [(None, 2)]
    assert sorted(seen_by(lead), key=lambda row: (row[0] is None, row[1])) == [
        (organisation, 1),
        (organisation, 2),
        (None, 2),
    ]


def test_reach_of_frameworks(organisation, lead, outsider):
    ours, library = stored(organisation=organisation), stored()
    hidden = stored(example(version=9), publish=False)
    assert set(FrameworkVersion.objects.visible_to(lead)) == {ours, library}
    assert set(FrameworkVersion.objects.visible_to(outsider)) == {library}
    assert set(FrameworkVersion.objects.visible_to(AnonymousUser())) == {library}
    assert hidden not in FrameworkVersion.objects.visible_to(lead)
    assert Framework.objects.visible_to(AnonymousUser()).count() == 1
