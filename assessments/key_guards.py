"""What the database refuses of the keys to results (docs/rules.md, Two keys)."""

from accounts.guards import Guard

KEY = "assessments_releasekey"
ROUND = "assessments_round"
STATE = f"(SELECT r.state FROM {ROUND} r WHERE r.id = {{row}}.round_id)"

TURNED_TOO_EARLY_OR_LATE = (
    f"(OLD.turned_on IS NULL AND NEW.turned_on IS NOT NULL AND {STATE.format(row='NEW')} <> 'closed')"
)
TURNED_BACK_TOO_LATE = (
    "(OLD.turned_on IS NOT NULL AND NEW.turned_on IS NULL "
    f"AND {STATE.format(row='NEW')} NOT IN ('open', 'closed'))"
)
# Nobody may have both in their hands: hold the one and have been shown the other's link, or both links.
ONE_PERSON_HAS_BOTH = (
    f"(NEW.turned_on IS NOT NULL AND EXISTS (SELECT 1 FROM {KEY} k WHERE k.round_id = NEW.round_id "
    "AND k.id <> NEW.id AND k.passed_on IS NULL AND (k.user_id = NEW.user_id OR k.user_id = NEW.seen_by_id "
    "OR k.seen_by_id = NEW.user_id OR k.seen_by_id = NEW.seen_by_id)))"
)
NOBODY_THERE = (
    "(OLD.turned_on IS NULL AND NEW.turned_on IS NOT NULL "
    "AND NEW.user_id IS NULL AND NEW.secret_hash IS NULL)"
)
MOVED = (
    "(OLD.round_id <> NEW.round_id OR OLD.side <> NEW.side OR OLD.name <> NEW.name "
    "OR (NEW.user_id IS NOT NULL AND (OLD.user_id IS NULL OR OLD.user_id <> NEW.user_id)) "
    "OR (OLD.secret_hash IS NULL AND NEW.secret_hash IS NOT NULL))"
)
# The link of a key that is turned stays as it is: its holder may still take the key back with it.
LINK_CHANGED_LATE = (
    "(OLD.turned_on IS NOT NULL AND COALESCE(OLD.secret_hash, '') <> COALESCE(NEW.secret_hash, ''))"
)
PASSED_ON_WRONGLY = (
    "((OLD.passed_on IS NOT NULL AND (NEW.passed_on IS NULL OR OLD.passed_on <> NEW.passed_on)) "
    "OR (OLD.passed_on IS NULL AND NEW.passed_on IS NOT NULL "
    f"AND (OLD.turned_on IS NOT NULL OR {STATE.format(row='NEW')} NOT IN ('open', 'closed'))))"
)


def _key_of(side: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {KEY} k WHERE k.round_id = NEW.round_id AND k.side = '{side}' "
        "AND k.passed_on IS NULL AND k.turned_on IS NOT NULL)"
    )


KEY_GUARDS = [
    Guard(
        name="guard_releasekey_insert",
        table=KEY,
        event="INSERT",
        refuse=(
            "(NEW.turned_on IS NOT NULL OR NEW.passed_on IS NOT NULL "
            f"OR NOT EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = NEW.round_id AND r.two_keys "
            "AND r.state IN ('draft', 'open', 'closed')))"
        ),
        says="A key is for a round that asks for two, before its results are shared, and is not turned yet.",
        share_lock=(ROUND, "NEW.round_id"),
    ),
    Guard(
        name="guard_releasekey_update",
        table=KEY,
        event="UPDATE",
        refuse=(
            f"({MOVED} OR {TURNED_TOO_EARLY_OR_LATE} OR {TURNED_BACK_TOO_LATE} OR {ONE_PERSON_HAS_BOTH} "
            f"OR {NOBODY_THERE} OR {LINK_CHANGED_LATE} OR {PASSED_ON_WRONGLY})"
        ),
        says="A key is turned by its holder alone, once, while the round is closed, and stays as it is then.",
        share_lock=(ROUND, "NEW.round_id"),
    ),
    Guard(
        name="guard_releasekey_delete",
        table=KEY,
        event="DELETE",
        refuse=f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = OLD.round_id AND r.state <> 'draft')",
        says="A key goes only with its round, once people have answered.",
    ),
    Guard(
        name="guard_release_keys",
        table="assessments_release",
        event="INSERT",
        refuse=(
            f"(EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = NEW.round_id AND r.two_keys) "
            f"AND NOT ({_key_of('people')} AND {_key_of('services')}))"
        ),
        says="Both keys are turned before results are shared.",
    ),
]
