"""What is told of a round in a minute: the headline, the cards, the order of parts and questions."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports import phrases
from assessments.reports.answer_model import Figure, ReportLevel, band_of
from assessments.reports.build import build_report
from assessments.reports.question_model import ReportQuestion
from assessments.reports.summary.cards import MOST_OF_A_QUOTE, cut
from assessments.views.question_table import QuestionTable
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.reports.report.cases import many, questions_of
from tests.frameworks.examples import stored


def of_hundred(share):
    return str((Decimal(repr(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


# Every worked example


@pytest.fixture(params=released.EXAMPLE_NAMES)
def case(request, db):
    return released.example_report(request.param)


@pytest.mark.pages
def test_what_is_told_is_what_was_frozen(case):
    frozen, report = case
    keys = frozen["talk_first"]["furthest_apart"]
    assert len(report.talk_first.furthest_apart) == len(keys)
    for key, card in zip(keys, report.talk_first.furthest_apart, strict=True):
        found = {tuple(group["codes"]): group for group in frozen["questions"][key]["groups"]}
        assert {voice.group.codes for voice in card.voices} == {c for c, g in found.items() if g["rated"]}
        for voice in card.voices:
            assert voice.position.printed == of_hundred(found[voice.group.codes]["favourable"])
        sided = [voice.position.rounded for voice in card.voices if voice.group.has_side]
        assert sided == sorted(sided)
        assert card.figure == f"{sided[-1] - sided[0]} apart"
        assert [bool(voice.level) for voice in card.voices] == [
            voice.group.has_side and voice.position.rounded in (sided[0], sided[-1]) for voice in card.voices
        ]
    if frozen["apart"]:
        question = next(q for q in report.questions if q.title == frozen["apart"][0].split("/")[1])
        low, high = question.sided[0].position, question.sided[-1].position
        assert f"‘{question.title}’" in report.headline.words
        levels = [question.nearest(end).level for end in (low, high)]
        said = ["" if level.says_nothing else level.words for level in levels]
        if all(said) and said[0] != said[1]:
            assert f"say ‘{said[0]}’" in report.headline.words
            assert report.headline.words.endswith(f"‘{said[1]}’.")
        else:
            assert f"put it at {low.printed}, " in report.headline.words
            assert f"at {high.printed}, where 0 is the least good" in report.headline.words
    else:
        assert "furthest apart" not in report.headline.words
    strong = frozen["talk_first"]["strong_together"]
    if not strong:
        assert report.headline.agreed in ("", phrases.none_strong(1))
    else:
        assert f"‘{strong[0].split('/')[1]}’" in report.headline.agreed


@pytest.mark.pages
def test_no_group_of_too_few_is_ever_named(case):
    """Wherever a group is told of, it is one of the release, large enough or shown by consent."""
    frozen, report = case
    consented = [tuple(g["codes"]) for g in frozen["people"]["groups"] or [] if g["by_consent"]]
    turnout = {row["code"]: row["people"] for row in frozen["turnout"]}
    named = [voice.group for card in report.talk_first.furthest_apart for voice in card.voices]
    named += [figure.group for part in report.parts for figure in part.area.groups]
    named += [row.group for question in report.questions for row in question.groups]
    named += [row.group for q in report.questions for rung in q.ladder for row in rung.groups if q.levels]
    for group in named:
        people = sum(turnout[code] for code in group.codes)
        assert people >= frozen["threshold"] or group.codes in consented
        assert people == group.people
    small = [
        row["short_label"]
        for row in frozen["perspectives"]
        if 0 < turnout.get(row["code"], 0) < frozen["threshold"] and (row["code"],) not in consented
    ]
    for label in small:
        for name in {group.name for group in named}:
            assert name != label


@pytest.mark.pages
def test_each_level_told_is_the_nearest_by_exact_reckoning(case):
    _, report = case
    for question in report.questions:
        if not question.levels:
            continue
        steps = {step.level.value: step for step in question.steps}
        assert [step.at for step in question.steps] == sorted(step.at for step in question.steps)
        for row in question.rows:
            if not row.position:
                continue
            values = [level.value for level in question.levels]
            people = [count.people for count in row.counts]
            mean = Fraction(sum(v * n for v, n in zip(values, people, strict=True)), sum(people))
            worst_first = sorted(values, reverse=question.is_barrier)
            nearest = min(worst_first, key=lambda value: abs(value - mean))  # the first of equals
            assert question.nearest(row.position) == steps[nearest]


# One at a time


def question_with(values, direction="strength"):
    """A question with nothing but a scale."""
    levels = tuple(ReportLevel(value, str(value), f"word {value}", "") for value in values)
    empty = dict.fromkeys(
        ("anchor", "key", "code", "number", "title", "statement", "choose", "says", "note"), ""
    )
    return ReportQuestion(
        **empty, kind="rating", direction=direction, levels=levels, everyone=None, groups=(),
        is_comparable=False, parity=None, gap=None, agreement=None, quotes=(), not_shared="", actions=(),
        source="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "direction", "position", "level"),
    [
        (range(1, 6), "strength", 12.5, 1),  # as near to 1 as to 2: the less good
        (range(1, 6), "barrier", 12.5, 5),
        (range(1, 6), "strength", 12.6, 2),
        (range(1, 5), "strength", 100 / 6, 1),
        (range(1, 5), "barrier", 100 / 6, 4),
        (range(1, 5), "barrier", 50.0, 3),
        (range(-2, 3), "strength", 62.5, 0),
        (range(11), "strength", 95.0, 9),
        ((0, 1, 10), "strength", 5.0, 0),  # levels that are not evenly spaced
        (range(1, 6), "strength", 100.0, 5),
    ],
)
def test_of_two_levels_as_near_the_less_good_is_told(values, direction, position, level):
    found = question_with(values, direction).nearest(Figure(position, str(round(position))))
    assert found.level.value == level


@given(st.lists(st.integers(-10, 10), min_size=2, max_size=11, unique=True), st.booleans(), st.floats(0, 100))
def test_no_other_level_is_nearer(values, is_barrier, position):
    question = question_with(sorted(values), "barrier" if is_barrier else "strength")
    found = question.nearest(Figure(position, str(round(position))))
    assert abs(found.at - position) <= min(abs(step.at - position) for step in question.steps) + 1e-6
    assert (question.steps[0].at, question.steps[-1].at) == (0, 100)
    worst = max(values) if is_barrier else min(values)
    assert question.steps[0].level.value == worst


@pytest.mark.parametrize(
    ("gap", "is_compared", "band"),
    [
        (None, True, None), (0, True, "close"), (14, True, "close"), (14, False, None), (15, True, "apart"),
        (15, False, "apart"), (29, True, "apart"), (30, False, "far"), (100, True, "far"),
    ],
)  # fmt: skip
def test_a_gap_is_loud_by_what_is_printed_and_never_close_where_groups_were_not_compared(
    gap, is_compared, band
):
    figure = None if gap is None else Figure(gap, str(gap))
    assert band_of(figure, is_compared=is_compared) == band


@pytest.mark.parametrize("words", ["word " * 200, "w" * 900, "é" * 300, "e\u0301" * 300, "👩\u200d⚕️" * 200])
def test_long_words_are_cut_between_signs(words):
    found = cut(words)
    assert found.endswith("…")
    assert len(found) <= MOST_OF_A_QUOTE + 1
    kept = found[:-1]
    assert words.startswith(kept)
    assert not words[len(kept)].startswith(("\u0301", "\u200d", "\ufe0f"))
    assert cut("short") == "short"


@pytest.mark.django_db
@pytest.mark.pages
def test_a_card_has_a_quote_of_each_side_or_says_that_there_is_none():
    long = "We asked and asked. " * 30
    release = released.make_release(
        {
            USERS: many(3, s1_q1=1, s1_q2=1, s2_q1=2),
            CARERS: many(3, s1_q1=2, s1_q2=2, s2_q1=2),
            PRACTITIONERS: many(3, s1_q1=4, s1_q2=4, s2_q1=5),
            MANAGERS: many(3, s1_q1=5, s1_q2=5, s2_q1=5),
        },
        comments={
            USERS: {"s1-q1": (long, "named"), "s1-q2": ("At the end", "named")},
            CARERS: {"s1-q1": ("Short and named", "named"), "s1-q2": ("In between", "named")},
            PRACTITIONERS: {"s1-q1": ("Without a name", "unnamed")},
            MANAGERS: {"s2-q1": ("For nobody", "private")},
        },
    )
    first, second, third = build_report(release).talk_first.furthest_apart
    assert [card.question.title for card in (first, second, third)] == [
        "Title 1.1", "Title 1.2", "Title 2.1",
    ]  # fmt: skip
    # One that needs no cutting comes first, then one of the group at the end.
    assert [(one.words, one.instead) for one in first.quotes] == [
        ("Short and named", ""),
        ("", "No comment on this is shown as coming from practitioners or managers."),
    ]
    assert [one.words for one in second.quotes] == ["At the end", ""]
    assert [one.instead for one in third.quotes] == ["No comments were shared on this question."]
    assert first.to_try == "Do one thing."


@pytest.mark.django_db
@pytest.mark.pages
def test_a_card_of_two_groups_of_one_side_quotes_that_side_alone():
    release = released.make_release(
        {USERS: many(3, s1_q1=1), CARERS: many(3, s1_q1=5)},
        comments={USERS: {"s1-q1": ("Ours\n\nalone", "named")}},
    )
    [card] = build_report(release).talk_first.furthest_apart
    assert [one.words for one in card.quotes] == ["Ours alone"]
    assert card.quotes[0].quote.words == "Ours\n\nalone"


@pytest.mark.django_db
@pytest.mark.pages
def test_people_without_a_side_come_last_on_a_card_and_have_no_words():
    release = released.make_release(
        {USERS: many(3, s1_q1=2), MANAGERS: many(3, s1_q1=4), None: many(3, s1_q1=1)}
    )
    [card] = build_report(release).talk_first.furthest_apart
    assert [(voice.group.name, voice.level and voice.level.value) for voice in card.voices] == [
        ("Service users", 2), ("Managers", 4), ("People who named no group", None),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.pages
@pytest.mark.parametrize(
    ("answers", "words", "agreed"),
    [
        (
            {USERS: many(3, s1_q1=5, s1_q2=5), MANAGERS: many(3, s1_q1=5, s1_q2=5)},
            "The groups are close together on 2 questions. On the other 2 questions they could not be "
            "compared.",
            "We agree that ‘Title 1.1’ is strong.",
        ),
        ({USERS: many(3), MANAGERS: many(3)}, "The groups could not be compared on any question.", ""),
        (
            {None: many(4, s1_q1=2)},
            "Everyone is shown together, so groups could not be compared. What everyone scored lowest is "
            "‘Title 1.1’: 25 of 100.",
            "",
        ),
        ({None: many(4)}, "Everyone is shown together, so groups could not be compared.", ""),
        ({USERS: many(2, s1_q1=2)}, "Too few people took part to show any results.", ""),
    ],
)  # fmt: skip
def test_the_headline_says_what_can_be_said(answers, words, agreed):
    headline = build_report(released.make_release(answers)).headline
    assert (headline.words, headline.agreed) == (words, agreed)


@pytest.mark.django_db
@pytest.mark.pages
@pytest.mark.parametrize(
    ("code", "of_users", "of_managers", "said"),
    [
        ("turns", [0, 0, 0], [5, 5, 5], "‘Taking turns’: service users say ‘Never’, managers ‘Always’."),
        ("chips", [5, 5, 5], [0, 0, 0], "‘Chips’: service users say ‘Always’, managers ‘Never’."),
        (
            "turns",
            [1, 1, 1],
            [1, 1, 5],
            "‘Taking turns’: service users put it at 20, managers at 47, where 0 is the least good and 100 "
            "the best.",
        ),
    ],
)
def test_the_headline_says_it_in_the_words_of_the_levels(code, of_users, of_managers, said):
    """As both groups chose them, so that a high number for a barrier misleads nobody; by number where the
    words are the same."""
    given = {USERS: [{code: value} for value in of_users], MANAGERS: [{code: value} for value in of_managers]}
    release = released.make_release(given, versions=[stored()])
    assert build_report(release).headline.words == f"We are furthest apart on {said}"


@pytest.mark.django_db
@pytest.mark.pages
def test_who_is_on_which_side_is_said():
    answers = {name: many(3, s1_q1=2) for name in (USERS, CARERS, MANAGERS)}
    assert build_report(released.make_release(answers)).sides_note == (
        "A score is half what service users and carers say, and half what managers say, however many of them "
        "there are."
    )


@pytest.mark.django_db
@pytest.mark.pages
def test_nothing_is_said_of_two_sides_where_there_is_one():
    assert build_report(released.make_release({USERS: many(3, s1_q1=2)})).sides_note == ""


@pytest.mark.django_db
@pytest.mark.pages
def test_agreement_on_a_barrier_is_that_it_is_not_in_the_way():
    version = factories.make_version(direction="barrier")
    both = {USERS: many(3, s1_q1=1), MANAGERS: many(3, s1_q1=1)}
    report = build_report(released.make_release(both, versions=[version]))
    assert report.headline.agreed == "We agree that ‘Title 1.1’ is hardly in the way."
    assert report.talk_first.strong_together[0].figure == "hardly in the way: every group 100"


# Orders and choices


@pytest.fixture
def report(db):
    return build_report(
        released.make_release(
            {
                USERS: many(3, s1_q1=2, s1_q2=3, s2_q1=1, s2_q2="dont_know"),
                MANAGERS: many(3, s1_q1=3, s1_q2=3, s2_q1=5, s2_q2=1),
            }
        )
    )


@pytest.mark.pages
def test_parts_are_ordered_by_gap_by_score_and_as_asked(report):
    def codes(order):
        return [part.code for part in report.parts_by(order)]

    assert [part.area.gap and part.area.gap.printed for part in report.parts] == ["12", "100"]
    assert codes("asked") == ["s1", "s2"]
    assert codes("gap") == ["s2", "s1"]
    assert codes("lowest") == ["s1", "s2"]


@pytest.mark.pages
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Title 1.1", "Title 1.2", "Title 2.1", "Title 2.2"]),
        ("order=gap", ["Title 2.1", "Title 1.1", "Title 1.2", "Title 2.2"]),
        ("order=lowest", ["Title 2.2", "Title 1.1", "Title 1.2", "Title 2.1"]),
        ("order=unsure", ["Title 2.2", "Title 1.1", "Title 1.2", "Title 2.1"]),
        ("part=f1-s2", ["Title 2.1", "Title 2.2"]),
        ("gap=far", ["Title 2.1"]),
        ("gap=apart", ["Title 1.1"]),
        ("gap=close", ["Title 1.2"]),
        ("gap=none", ["Title 2.2"]),
        ("group=0", ["Title 1.1", "Title 2.1"]),
        ("group=1", []),
        ("group=9&gap=loud&part=x&order=y", ["Title 1.1", "Title 1.2", "Title 2.1", "Title 2.2"]),
    ],
)
def test_questions_are_chosen_and_ordered_by_the_address(report, query, titles):
    table = QuestionTable.chosen(report, QueryDict(query))
    assert [question.title for _, question in table.rows] == titles


@pytest.mark.pages
def test_another_order_keeps_what_was_chosen(report):
    table = QuestionTable.chosen(report, QueryDict("gap=far&part=f1-s2&order=gap"))
    assert [(link.query, link.is_now) for link in table.orders][:2] == [
        ("part=f1-s2&gap=far&order=asked", False), ("part=f1-s2&gap=far&order=gap", True),
    ]  # fmt: skip
    assert [one.value for one in table.gaps if one.is_chosen] == ["far"]
    assert questions_of(report)["Title 2.1"].band == "far"
