"""Every round of up to 12 people in up to 4 groups: what can be worked out of it by somebody who knows how
many people came from where. Exhaustive."""

from functools import cache
from itertools import combinations, product

import pytest

from assessments.scoring.disclosure import disclose
from assessments.scoring.naming import (
    EVERYONE,
    FEWEST_COUNTED,
    counted_groups,
    counts_told,
    group_to_count,
    nameable_groups,
)
from tests.assessments.scoring.attack import CODES, LISTS, THRESHOLDS, Attacker, indicator, sizes, turnouts

pytestmark = pytest.mark.slow


def told_sums(found, present):
    """Over whom results tell anything: each group, and everyone who counts."""
    if not found.shown:
        return ()
    if found.groups is None:
        return (tuple(1 for _ in present),)
    groups = [indicator(group.codes, present) for group in found.groups]
    return (*groups, tuple(map(sum, zip(*groups, strict=True))))


@cache
def known_sets(rows):
    """Every set of perspectives whose total follows from these rows, as 0 and 1."""
    attacker = Attacker(rows)
    return [one for one in product((0, 1), repeat=len(rows[0])) if any(one) and attacker.knows(one)]


def rounds(perspectives, threshold):
    for size in sizes():
        for turnout in turnouts(size, threshold):
            yield turnout, disclose(threshold, perspectives, turnout)


@cache
def every_round(perspectives, threshold):
    """What each of them shows and says, each once: (people by perspective, its disclosure)."""
    return [
        (tuple(row.perspective for row in turnout), tuple(row.people for row in turnout), found)
        for turnout, found in rounds(perspectives, threshold)
    ]


@pytest.mark.parametrize("threshold", THRESHOLDS)
@pytest.mark.parametrize("perspectives", LISTS, ids=["two and two", "three and one"])
def test_nothing_follows_about_fewer_than_the_threshold_who_did_not_agree(perspectives, threshold):
    tried = 0
    for present, people, found in every_round(perspectives, threshold):
        agreed = {group.codes[0] for group in found.groups or () if group.by_consent}
        # Results
        if sums := told_sums(found, present):
            for known in known_sets(sums):
                rest = sum(
                    n
                    for code, n, there in zip(present, people, known, strict=True)
                    if there and code not in agreed
                )
                assert rest == 0 or rest >= threshold, (present, people, known)
        # Co-signatures: who agreed to be shown did not agree to that
        counted = counted_groups(found.groups, found.shown, threshold)
        in_everyone = {code for group in found.groups or () for code in group.codes} or set(present)
        rows = tuple(indicator(in_everyone if codes == EVERYONE else codes, present) for codes in counted)
        for known in known_sets(rows) if rows else ():
            assert sum(n for n, there in zip(people, known, strict=True) if there) >= threshold
        for code in present:
            mine = group_to_count(code, found.groups, found.shown, threshold)
            assert mine is None or mine in counted
            assert mine in (None, EVERYONE) or code in mine
        # Names beside words: of those that are shown apart, or together, with so many people
        shown = {group.codes: group for group in found.groups or ()}
        for code, group in nameable_groups(found.groups, threshold).items():
            assert code in group.codes
            assert shown[group.codes].people == group.people >= threshold
            assert not shown[group.codes].by_consent
        tried += 1
    assert tried > 10_000


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_two_rounds_with_one_person_more_tell_no_more_than_each(threshold):
    """What people answer in another round is another unknown, so nothing follows from both but how a group
    changed that both show, of the same perspectives. And nothing follows from that alone."""
    perspectives = LISTS[0]
    seen = set()
    by_people = {}
    for present, people, found in every_round(perspectives, threshold):
        key = tuple(dict(zip(present, people, strict=True)).get(code, 0) for code in CODES)
        agreed = frozenset(group.codes[0] for group in found.groups or () if group.by_consent)
        by_people.setdefault(key, set()).add((told_sums(found, CODES_OF[present]), agreed, found))
    for key, then in by_people.items():
        for place in range(len(CODES)):
            more = (*key[:place], key[place] + 1, *key[place + 1 :])
            for (sums, agreed, one), (sums_now, agreed_now, other) in product(then, by_people.get(more, ())):
                pair = (sums, sums_now, key, more)
                if not (sums and sums_now) or pair in seen:
                    continue
                seen.add(pair)
                both = {group.codes for group in one.groups or ()} & {g.codes for g in other.groups or ()}
                assert_nothing_follows(sums, sums_now, both, (key, agreed), (more, agreed_now), threshold)
    assert len(seen) > 1_000


CODES_OF = {
    tuple(code for code in CODES if code in chosen): CODES
    for number in range(len(CODES) + 1)
    for chosen in combinations(CODES, number)
}
NONE_OF_THEM = (0,) * len(CODES)


def assert_nothing_follows(sums, sums_now, both, then, now, threshold):
    for known, (people, agreed) in joint_knowledge(sums, sums_now, frozenset(both), then, now):
        rest = sum(
            n for code, n, there in zip(CODES, people, known, strict=True) if there and code not in agreed
        )
        assert rest == 0 or rest >= threshold, (people, known)


def joint_knowledge(sums, sums_now, both, then, now):
    """What follows of each of the two rounds from both together, and how groups changed that both show."""
    for known in solved_together(sums, sums_now, both):
        part, part_now = known[: len(CODES)], known[len(CODES) :]
        if any(part):
            yield part, then
        if any(part_now):
            yield part_now, now


@cache
def solved_together(sums, sums_now, both):
    rows = [(*row, *NONE_OF_THEM) for row in sums] + [(*NONE_OF_THEM, *row) for row in sums_now]
    changes = [(*(-value for value in indicator(codes, CODES)), *indicator(codes, CODES)) for codes in both]
    attacker = Attacker([*rows, *changes])
    sets = [one for one in product((0, 1), repeat=len(CODES)) if any(one)]
    ours = [(*one, *NONE_OF_THEM) for one in sets]
    theirs = [(*NONE_OF_THEM, *one) for one in sets]
    return [row for row in (*ours, *theirs) if attacker.knows(row)]


def test_a_count_is_nobody_or_few_or_a_number_and_only_of_groups_that_are_counted():
    counted = (("a",), ("b", "c"))
    for a, bc in product(range(8), repeat=2):
        told = {one.codes: one.people for one in counts_told(counted, {("a",): a, ("b", "c"): bc, ("d",): 9})}
        assert told == {
            ("a",): a if a in (0, *range(FEWEST_COUNTED, 8)) else None,
            ("b", "c"): bc if bc in (0, *range(FEWEST_COUNTED, 8)) else None,
        }


def test_the_attacker_does_find_what_a_careless_rule_would_give_away():
    """Without rule 4: one side shown, and everyone."""
    careless = ((1, 1, 0, 0), (1, 1, 1, 1))
    assert (0, 0, 1, 1) in known_sets(careless)
    assert (1, 0, 0, 0) not in known_sets(careless)
