"""What the database refuses of a plan: what happened stays as it was written, and an action stays in its plan
(docs/rules.md, The plan).
"""

from accounts.guards import Guard

RELEASE = "assessments_release"
ACTION = "assessments_action"
ROUND = "assessments_round"
OF_ROUND = f"{RELEASE} e ON e.id = a.release_id JOIN {ROUND} r ON r.id = e.round_id"


def _other(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)


def _only_added(table: str, parent: str, named: str, what: str, columns: tuple[str, ...]) -> list[Guard]:
    """Guard rows that are only ever added: they never change, and go only with what they belong to. Accounts
    may go, and leave their place empty."""
    return [
        Guard(
            name=f"guard_{named}_stays",
            table=table,
            event="UPDATE",
            refuse={
                vendor: (
                    f"({_other(*columns)} {' '.join(more)} OR (NEW.by_id IS NOT NULL "
                    "AND (OLD.by_id IS NULL OR OLD.by_id <> NEW.by_id)))"
                )
                for vendor, more in {
                    "sqlite": [_maybe(table, "IS NOT")],
                    "postgresql": [_maybe(table, "IS DISTINCT FROM")],
                }.items()
            },
            says=f"{what} stays as it was written.",
        ),
        Guard(
            name=f"guard_{named}_delete",
            table=table,
            event="DELETE",
            refuse=parent,
            says=f"{what} goes only with what it belongs to.",
        ),
    ]


def _maybe(table: str, differs: str) -> str:
    """Compare a column that may be empty, where the table has one."""
    return f"OR OLD.next_on {differs} NEW.next_on" if table.endswith("planreview") else ""


PLAN_GUARDS = [
    Guard(
        name="guard_action_stays",
        table=ACTION,
        event="UPDATE",
        refuse=f"({_other('key', 'release_id', 'number', 'made_on')} OR NEW.revision < OLD.revision)",
        says="An action stays in its plan, under its number.",
    ),
    *_only_added(
        "assessments_actionupdate",
        f"EXISTS (SELECT 1 FROM {ACTION} a JOIN {OF_ROUND} WHERE a.id = OLD.action_id)",
        "actionupdate",
        "What happened with an action",
        ("action_id", "happened_on", "state", "words", "is_public", "earlier"),
    ),
    *_only_added(
        "assessments_planreview",
        f"EXISTS (SELECT 1 FROM {RELEASE} e JOIN {ROUND} r ON r.id = e.round_id WHERE e.id = OLD.release_id)",
        "planreview",
        "A review of a plan",
        ("release_id", "held_on", "words"),
    ),
    Guard(
        name="guard_prioritychoice_stays",
        table="assessments_prioritychoice",
        event="UPDATE",
        refuse=f"({_other('release_id', 'who')} OR NEW.revision < OLD.revision)",
        says="What a side chose stays theirs.",
    ),
]
