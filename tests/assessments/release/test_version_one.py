"""A release that version 1 of the rules made: it stays as it is, and is still shown as it was frozen."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from assessments.deletion.words import remove_words
from assessments.models import Release, Round
from assessments.reports.build import build_report
from assessments.scoring import version_one
from assessments.scoring.results import FrozenResults
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.reports.papers import whole_html

STORED = json.loads((Path(__file__).parents[1] / "data" / "release-1.json").read_text(encoding="utf-8"))
POOL = (USERS, CARERS)


@pytest.fixture
def frozen():
    return FrozenResults.model_validate(STORED)


@pytest.fixture
def release(db):
    """It is stored as version 1 stored it, for a round of the demo framework."""
    round_ = factories.make_round(threshold=5)
    Round.objects.filter(pk=round_.pk).update(state="closed")
    Round.objects.filter(pk=round_.pk).update(state="released")
    made = Release.objects.create(
        round=round_, results=STORED, rules=1, people=STORED["people"]["total"], released_on="2026-06-24"
    )
    return released.fetch(made)


def test_words_can_be_removed_from_it_and_nothing_else_changes(release):
    key, stored = next((key, one) for key, one in STORED["comments"].items() if one["shared"])
    remove_words(release=release, question=key, place=0, reason="law", by=None)
    expected = json.loads(json.dumps(STORED))
    words, expected["comments"][key]["shared"][0]["words"] = stored["shared"][0]["words"], ""
    again = released.fetch(release)
    assert again.results == expected
    printed = whole_html(build_report(again))
    assert words not in printed
    assert "because the law did not allow us to show them" in printed


def test_reading_changes_nothing_of_what_is_stored(frozen):
    before = json.dumps(STORED)
    FrozenResults.model_validate(STORED)
    assert json.dumps(STORED) == before
    assert frozen.rules == 1


def test_every_figure_is_the_one_that_was_frozen(frozen):
    now = frozen.model_dump(mode="json")
    for key, was in STORED["questions"].items():
        one = now["questions"][key]
        assert {**one, "groups": None} == {**was, "groups": None}
        assert [{k: v for k, v in g.items() if k != "side"} for g in one["groups"] or []] == (
            was["groups"] or []
        )
    for kind in ("sections", "frameworks"):
        for key, was in STORED[kind].items():
            area = now[kind][key]
            assert {k: area[k] for k in ("parity", "everyone", "everyone_questions")} == {
                k: was[k] for k in ("parity", "everyone", "everyone_questions")
            }
            assert [g["favourable"] for g in area["groups"]] == [g["favourable"] for g in was["groups"]]
            assert (area["questions"], area["compared"]) == (None, None)
    assert now["talk_first"] == {**STORED["talk_first"], "strong_together": None}
    assert now["people"] == STORED["people"]


def test_what_version_1_did_not_write_down_is_read_off_what_it_froze(frozen):
    pool, *_ = frozen.questions["demo/s1-q1"].groups
    assert (pool.codes, pool.side) == (POOL, "people")
    assert list(frozen.apart[:3]) == STORED["talk_first"]["furthest_apart"]
    assert frozen.sections["demo/s1"].gap == pytest.approx(0.85 - 0.2534722222222222)
    assert {quote.words: quote.codes for quote in frozen.comments["demo/s1-q1"].shared} == {
        "We plan it together now.": (MANAGERS,), "Nobody asked us.": (),
    }  # fmt: skip


def test_results_as_they_are_now_are_not_taken_for_old_ones(frozen):
    now = {**frozen.model_dump(mode="json"), "rules": 2}
    assert not version_one.made(now)
    assert FrozenResults.model_validate(now).model_dump(mode="json") == now


SIDES = [
    {"codes": ["a"], "side": "people"}, {"codes": ["b"], "side": "services"},
    {"codes": ["c"], "side": "services"}, {"codes": [None], "side": None},
]  # fmt: skip


def stored(questions=None, sections=None):
    """Only what is asked about, as version 1 would have frozen it."""
    return {
        "rules": 1, "people": {"groups": SIDES}, "talk_first": {}, "questions": questions or {},
        "sections": sections or {}, "frameworks": {}, "comments": {},
    }  # fmt: skip


def rated(scale, **groups):
    """A question whose groups are apart. groups: by code, how many gave each level; {} for none."""

    def counts(levels):
        return {str(level): levels.get(level, 0) for level in scale}

    rows = [
        {"codes": [None if code == "none" else code], "levels": counts(levels), "rated": sum(levels.values())}
        for code, levels in groups.items()
    ]
    return {"agreement": "apart", "groups": rows, "everyone": {"levels": counts({})}}


def test_gaps_are_ranked_exactly_for_their_scale_and_ties_keep_their_order():
    """0.3 of 3 points and 0.4 of 4 are a tenth each; as floats they differ by the last digit."""
    questions = {
        "tenth": rated(range(4), a={0: 10}, b={0: 7, 1: 3}),
        "a tenth too": rated(range(5), a={0: 10}, b={0: 6, 1: 4}),
        "two of ten": rated(range(1, 12), a={2: 3}, b={4: 3}, c={3: 5}),
        "half of two": rated(range(-1, 2), a={-1: 3}, b={0: 3}),
        "three of four, but for whom?": rated(range(1, 6), a={2: 4}, b={3: 4}, c={}, none={5: 9}),
    }
    questions["close"] = {**rated(range(2), a={0: 3}, b={1: 3}), "agreement": "close"}
    questions["alone"] = {**questions["close"], "agreement": None}
    assert version_one.as_now(stored(questions))["apart"] == [
        "half of two", "three of four, but for whom?", "two of ten", "tenth", "a tenth too",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("positions", "gap"),
    [
        ([0.25, 0.75, None, None], 0.5),
        ([0.25, 0.75, 0.875, 0.0], 0.625),  # those who named none have no side
        ([0.25, None, None, 1.0], None),
        ([None, None, None, None], None),
    ],
)
def test_the_gap_of_a_section_is_between_its_groups_with_a_side(positions, gap):
    groups = [
        {"codes": group["codes"], "favourable": value, "questions": 2}
        for group, value in zip(SIDES, positions, strict=True)
    ]
    section = {
        "parity": 0.5,
        "parity_questions": 2,
        "everyone": 0.5,
        "everyone_questions": 2,
        "groups": groups,
    }
    assert version_one.as_now(stored(sections={"s": section}))["sections"]["s"]["gap"] == gap


@pytest.mark.pages
def test_the_report_shows_it_by_the_rules_that_made_it(release):
    report = build_report(release)
    first, unrated, held, close = [q for part in report.parts for q in part.questions]
    assert held.groups == ()
    assert held.note == (
        "Only everyone is shown here, because in one of the groups fewer than 3 people gave a score."
    )
    assert unrated.gap is not None
    assert close.says == "All groups are close together on this, from 75 to 85 of 100."
    part = report.parts[0]
    assert [figure.position.printed for figure in part.area.groups] == ["25", "80", "85"]
    assert (part.area.rests_on, part.area.parity.printed, part.area.everyone.printed) == ("", "54", "52")
    assert report.parts[1].area.note == (
        "Question 2.1 is left out of ‘Both sides counted equally’: too few people in one of the groups gave "
        "a score."
    )
    assert report.talk_first.strong_together is None
    assert [(q.words, q.perspective) for q in sorted(first.quotes, key=lambda q: q.words)] == [
        ("Nobody asked us.", ""), ("We plan it together now.", "Managers"),
    ]  # fmt: skip
    words = released.words_of(whole_html(report))
    assert "Strong together" not in words
    assert "of 2 questions" not in words
    assert "that question shows everyone only" in words
    assert PRACTITIONERS.title() in words


@pytest.mark.pages
@pytest.mark.parametrize(
    "name", ["results", "results_questions", "results_comments", "results_part", "report", "report_pdf"]
)
def test_its_pages_are_still_there(client, release, name, pages_laid_out_once, reports_made):
    client.force_login(factories.make_member(release.round.assessment.organisation, "reader"))
    more = ["demo", "s1"] if name == "results_part" else []
    response = client.get(reverse(f"assessments:{name}", args=[release.round_id, *more]))
    assert response.status_code == 200
    assert Release.objects.get().results == STORED
