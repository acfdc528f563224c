"""What the database refuses of releases and of the links to them (guards.py has the rest)."""

from accounts.guards import Guard

ROUND = "assessments_round"


def _release_guards() -> list[Guard]:
    """Guard releases: one is made for a round that is released, never changes, and goes only with its
    round."""
    table = "assessments_release"
    return [
        Guard(
            name="guard_release_insert",
            table=table,
            event="INSERT",
            refuse=f"NOT EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = NEW.round_id AND r.state = 'released')",
            says="Only a round that is released has results.",
        ),
        Guard(
            name="guard_release_frozen",
            table=table,
            event="UPDATE",
            refuse=(
                "(OLD.results <> NEW.results OR OLD.rules <> NEW.rules OR OLD.people <> NEW.people "
                "OR OLD.round_id <> NEW.round_id OR OLD.released_on <> NEW.released_on "
                "OR (NEW.released_by_id IS NOT NULL "
                "AND (OLD.released_by_id IS NULL OR OLD.released_by_id <> NEW.released_by_id)))"
            ),
            says="A release never changes.",
        ),
        Guard(
            name="guard_release_delete",
            table=table,
            event="DELETE",
            refuse=f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = OLD.round_id)",
            says="A release goes only with its round.",
        ),
    ]


def _share_link_guards() -> list[Guard]:
    """Guard links to results: one works when it is made, changes only by being withdrawn, once, and goes only
    with its release. Accounts may go, and leave their place empty."""
    table = "assessments_sharelink"
    same = " OR ".join(
        f"OLD.{column} <> NEW.{column}"
        for column in ("release_id", "shows", "secret_hash", "note", "mailed_to", "made_at", "ends_on")
    )
    return [
        Guard(
            name="guard_sharelink_insert",
            table=table,
            event="INSERT",
            refuse="(NEW.withdrawn_at IS NOT NULL)",
            says="A link is withdrawn after it was made.",
        ),
        Guard(
            name="guard_sharelink_stays",
            table=table,
            event="UPDATE",
            refuse=(
                f"({same} "
                "OR (NEW.made_by_id IS NOT NULL "
                "AND (OLD.made_by_id IS NULL OR OLD.made_by_id <> NEW.made_by_id)) "
                "OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL "
                "OR OLD.withdrawn_at <> NEW.withdrawn_at OR (NEW.withdrawn_by_id IS NOT NULL "
                "AND (OLD.withdrawn_by_id IS NULL OR OLD.withdrawn_by_id <> NEW.withdrawn_by_id)))))"
            ),
            says="A link to results never changes, but by being withdrawn, once.",
        ),
        Guard(
            name="guard_sharelink_delete",
            table=table,
            event="DELETE",
            refuse=(
                f"EXISTS (SELECT 1 FROM assessments_release l JOIN {ROUND} r ON r.id = l.round_id "
                "WHERE l.id = OLD.release_id)"
            ),
            says="A link to results goes only with its round.",
        ),
    ]


RELEASE_GUARDS = [*_release_guards(), *_share_link_guards()]
