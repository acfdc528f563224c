"""Who can be shown apart: tables of cases that read like the rules, and properties of any round."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.disclosure import SIDES, Group, ScoredPerspective, Turnout, disclose

USERS = ScoredPerspective("users", "people", must_take_part=True)
CARERS = ScoredPerspective("carers", "people")
PEERS = ScoredPerspective("peers", "people")
PRACTITIONERS = ScoredPerspective("practitioners", "services")
MANAGERS = ScoredPerspective("managers", "services")
LIST = (USERS, CARERS, PEERS, PRACTITIONERS, MANAGERS)


def turnout(text):
    """'users 4+, none 2': four users who all ticked 'even if we are few', and two who named none."""
    rows = []
    for part in filter(None, text.split(", ")):
        code, number = part.split()
        people = int(number.rstrip("+"))
        rows.append(Turnout(None if code == "none" else code, people, number.endswith("+")))
    return rows


def groups(text, threshold=5, perspectives=LIST):
    """'users 5 | carers&peers 6 | managers 2+' for the groups of a turnout; None without a breakdown."""
    found = disclose(threshold, perspectives, turnout(text)).groups
    if found is None:
        return None
    return " | ".join(
        f"{'&'.join(code or 'none' for code in group.codes)} {group.people}{'+' if group.by_consent else ''}"
        for group in found
    )


@pytest.mark.parametrize(
    ("who_came", "shown"),
    [
        # 1. Open: the threshold reached, or everyone ticked.
        ("users 5, managers 5", "users 5 | managers 5"),
        ("users 4+, managers 5", "users 4+ | managers 5"),
        ("users 1+, managers 1+", "users 1+ | managers 1+"),
        ("users 5+, managers 5", "users 5 | managers 5"),  # enough without consent: not 'by consent'
        ("users 6, carers 1+, managers 5", "users 6 | carers 1+ | managers 5"),
        # 2. A pool that is too small takes the smallest open perspective of its side, no more than it needs.
        ("users 6, carers 2, managers 5", "users&carers 8 | managers 5"),
        ("users 7, carers 2, peers 6, managers 5", "users 7 | carers&peers 8 | managers 5"),
        ("users 6, carers 2, peers 7, managers 5", "users&carers 8 | peers 7 | managers 5"),
        (
            "users 6, carers 2, peers 6, managers 5",
            "users 6 | carers&peers 8 | managers 5",
        ),  # equals: the later
        (
            "users 6, carers 4, peers 1+, managers 5",
            "users 6 | carers&peers 5 | managers 5",
        ),  # consent pooled
        (
            "users 6, carers 3, peers 1+, managers 5",
            "users&carers&peers 10 | managers 5",
        ),  # one was not enough
        ("users 4+, carers 4, peers 4+, managers 5", "users 4+ | carers&peers 8 | managers 5"),
        # 3. A pool of the threshold or more is one more group, not by consent.
        ("users 3, carers 2, managers 5", "users&carers 5 | managers 5"),
        ("users 3, carers 3, peers 5, managers 5", "users&carers 6 | peers 5 | managers 5"),
        ("users 4+, carers 1, managers 5", "users&carers 5 | managers 5"),
        ("carers 2, practitioners 3, managers 2, peers 3", "carers&peers 5 | practitioners&managers 5"),
        # 4. One side has people, but too few: no breakdown at all.
        ("users 4, managers 9", None),
        ("users 2, carers 2, managers 9", None),
        ("users 9, managers 1", None),
        ("users 3+, carers 1, managers 9", None),
        # A side without people does not stand in the way.
        ("practitioners 5, managers 6", "practitioners 5 | managers 6"),
        ("users 5, managers 0", "users 5"),
        # 5. Those who named none.
        ("users 5, managers 5, none 5", "users 5 | managers 5 | none 5"),
        ("users 5, managers 5, none 4", "users 5 | managers 5"),
        ("users 5, managers 5, none 4+", "users 5 | managers 5"),  # their ticks count for nothing
        ("users 4, managers 5, none 5", None),
        ("none 20", None),
        ("none 20+", None),
        # 6. Fewer than the threshold in all.
        ("users 2, managers 2", None),
        ("", None),
    ],
)
def test_groups(who_came, shown):
    assert groups(who_came) == shown


@pytest.mark.parametrize(
    ("who_came", "total", "shown", "set_aside"),
    [
        ("users 5, managers 5", 10, 10, 0),
        ("users 5, managers 5, none 4", 14, 10, 4),
        ("users 5, managers 5, none 5", 15, 15, 0),
        ("users 2, managers 9, none 4", 15, 15, 0),  # no breakdown: they count in everyone
        ("none 5", 5, 5, 0),
        ("none 4", 4, 0, 0),
        ("users 4, none 1", 5, 5, 0),
        ("users 4", 4, 0, 0),
        ("users 4+", 4, 4, 0),  # few, but every group is shown by consent
        ("users 1+, managers 1+, none 2", 4, 2, 2),
        ("users 3+, managers 1", 4, 0, 0),  # one who did not agree closes it
        ("", 0, 0, 0),
    ],
)
def test_how_many_count(who_came, total, shown, set_aside):
    found = disclose(5, LIST, turnout(who_came))
    assert (found.total, found.shown, found.set_aside) == (total, shown, set_aside)
    assert found.nothing_shown == (shown == 0)


@pytest.mark.parametrize(
    ("threshold", "who_came", "shown"),
    [
        (3, "users 3, managers 3", "users 3 | managers 3"),
        (3, "users 2, managers 3", None),
        (3, "users 2, carers 1, managers 3", "users&carers 3 | managers 3"),
        (4, "users 3, managers 4", None),
        (10, "users 9, managers 10", None),
        (10, "users 9, carers 1, managers 10", "users&carers 10 | managers 10"),
        (10, "users 10, managers 10, none 9", "users 10 | managers 10"),
    ],
)
def test_groups_at_another_threshold(threshold, who_came, shown):
    assert groups(who_came, threshold) == shown


def test_groups_stand_in_the_order_of_the_list():
    mixed = (MANAGERS, PEERS, USERS, PRACTITIONERS, CARERS)
    came = "none 6, carers 4, practitioners 5, users 5, managers 5, peers 6"
    assert (
        groups(came, perspectives=mixed) == "managers 5 | peers 6 | users&carers 9 | practitioners 5 | none 6"
    )


def test_a_pool_stands_where_its_first_perspective_stands():
    mixed = (CARERS, MANAGERS, USERS)
    assert groups("users 4, carers 1, managers 5", perspectives=mixed) == "carers&users 5 | managers 5"


def test_of_equals_the_later_in_the_list_is_pooled_whatever_the_order_of_the_counts():
    assert (
        groups("carers 2, peers 6, users 6")
        == groups("users 6, peers 6, carers 2")
        == "users 6 | carers&peers 8"
    )


def test_a_group_knows_its_side():
    found = disclose(5, LIST, turnout("users 5, managers 2+, none 5")).groups
    assert found == (
        Group(("users",), "people", 5, by_consent=False),
        Group(("managers",), "services", 2, by_consent=True),
        Group((None,), None, 5, by_consent=False),
    )


@pytest.mark.parametrize(
    ("who_came", "absent_sides", "missing", "together"),
    [
        ("users 5, managers 5", (), (), True),
        ("users 1, managers 9", (), (), True),  # too few to be shown, but they were there
        ("carers 5, managers 5", (), ("users",), False),
        ("users 0, carers 5, managers 5", (), ("users",), False),
        ("users 5", ("services",), (), False),
        ("managers 5", ("people",), ("users",), False),
        ("none 9", ("people", "services"), ("users",), False),
    ],
)
def test_assessed_together(who_came, absent_sides, missing, together):
    found = disclose(5, LIST, turnout(who_came))
    assert (found.absent_sides, found.missing, found.assessed_together) == (absent_sides, missing, together)


@pytest.mark.parametrize(
    ("threshold", "perspectives", "rows", "message"),
    [
        (2, LIST, [], "never under 3"),
        (5, LIST, [Turnout("nurses", 5, False)], "unknown perspective: 'nurses'"),
        (5, LIST, [Turnout("users", 5, False), Turnout("users", 1, True)], "turnout given twice"),
        (5, LIST, [Turnout("users", -1, False)], "fewer than no people"),
        (5, (USERS, USERS), [], "perspective given twice"),
        (5, (ScoredPerspective("users", "middle"),), [], "unknown side: 'middle'"),
    ],
)
def test_disclose_refuses(threshold, perspectives, rows, message):
    with pytest.raises(ValueError, match=message):
        disclose(threshold, perspectives, rows)


# Properties

THRESHOLDS = st.integers(3, 8)


@st.composite
def rounds(draw):
    """Any threshold, list of perspectives and turnout; small numbers, so that boundaries and ties come up."""
    sides = draw(st.lists(st.sampled_from(SIDES), max_size=7))
    perspectives = [ScoredPerspective(f"p{i}", side, draw(st.booleans())) for i, side in enumerate(sides)]
    came = draw(st.permutations([p.code for p in perspectives] + [None]))
    rows = [Turnout(code, draw(st.integers(0, 10)), draw(st.booleans())) for code in came]
    return draw(THRESHOLDS), perspectives, rows


@given(rounds())
@settings(deadline=None)
def test_everyone_who_counts_is_in_exactly_one_group_or_there_is_no_breakdown(a_round):
    found = disclose(*a_round)
    people = {row.perspective: row.people for row in a_round[2] if row.people}
    assert found.total == sum(people.values())
    if found.groups is None:
        assert found.shown in (0, found.total)
        assert found.set_aside == 0
        return
    grouped = Counter(code for group in found.groups for code in group.codes)
    assert set(grouped.values()) == {1}
    assert set(people) - set(grouped) == ({None} if found.set_aside else set())
    assert all(group.people == sum(people[code] for code in group.codes) for group in found.groups)
    assert sum(group.people for group in found.groups) == found.shown == found.total - found.set_aside


@given(rounds())
@settings(deadline=None)
def test_no_group_is_under_the_threshold_unless_all_of_one_perspective_agreed(a_round):
    threshold, _, rows = a_round
    agreed = {row.perspective for row in rows if row.all_show_if_few and row.perspective}
    for group in disclose(*a_round).groups or ():
        assert group.by_consent == (group.people < threshold)
        if group.by_consent:
            assert len(group.codes) == 1
            assert group.codes[0] in agreed


@given(rounds())
@settings(deadline=None)
def test_sides_are_never_mixed_and_the_order_of_the_list_is_kept(a_round):
    _, perspectives, _ = a_round
    codes = [p.code for p in perspectives]
    side = {p.code: p.side for p in perspectives}
    found = disclose(*a_round).groups or ()
    for group in found:
        assert {side.get(code) for code in group.codes} == {group.side}
    named = [[codes.index(code) for code in group.codes] for group in found if group.side]
    assert all(places == sorted(places) for places in named)
    assert [places[0] for places in named] == sorted(places[0] for places in named)
    assert all(group.side for group in found[:-1])  # those who named none come last


@given(rounds())
@settings(deadline=None)
def test_there_is_at_most_one_pool_on_a_side(a_round):
    found = disclose(*a_round).groups or ()
    for side in SIDES:
        assert sum(len(group.codes) > 1 for group in found if group.side == side) <= 1


@given(rounds())
@settings(deadline=None)
def test_nothing_is_shown_of_fewer_than_the_threshold_unless_all_agreed(a_round):
    found = disclose(*a_round)
    if 0 < found.shown < a_round[0]:
        assert found.groups
        assert all(group.by_consent for group in found.groups)
    if found.total >= a_round[0]:
        assert found.shown > 0


@given(rounds(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_counts_changes_nothing(a_round, random):
    threshold, perspectives, rows = a_round
    shuffled = random.sample(rows, len(rows))
    assert disclose(threshold, perspectives, shuffled) == disclose(threshold, perspectives, rows)


@given(rounds(), st.booleans())
@settings(deadline=None)
def test_ticks_of_those_who_named_no_perspective_count_for_nothing(a_round, ticked):
    threshold, perspectives, rows = a_round
    other = [Turnout(None, row.people, ticked) if row.perspective is None else row for row in rows]
    assert disclose(threshold, perspectives, other) == disclose(threshold, perspectives, rows)
