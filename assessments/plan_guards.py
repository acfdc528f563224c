"""What the database refuses of a plan: what happened stays as it was written, and an action stays in its plan
(docs/rules.md, The plan).
"""

from collections.abc import Mapping

from accounts.guards import Guard
from assessments.release_guards import is_marked, other_words

RELEASE = "assessments_release"
ACTION = "assessments_action"
ROUND = "assessments_round"
OF_ROUND = f"{RELEASE} e ON e.id = a.release_id JOIN {ROUND} r ON r.id = e.round_id"


def _other(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)


def _only_added(table: str, parent: str, named: str, what: str, changed: Mapping[str, str]) -> list[Guard]:
    """Guard rows that are only ever added: they never change, but for words that go by law and are marked,
    and go only with what they belong to. Accounts may go, and leave their place empty. changed: by vendor,
    whether something else has changed."""
    return [
        Guard(
            name=f"guard_{named}_stays",
            table=table,
            event="UPDATE",
            refuse={
                vendor: (
                    f"({other} OR (NEW.by_id IS NOT NULL AND (OLD.by_id IS NULL OR OLD.by_id <> NEW.by_id)))"
                )
                for vendor, other in changed.items()
            },
            says=f"{what} stays as it was written, but for words that are marked as removed.",
        ),
        Guard(
            name=f"guard_{named}_delete",
            table=table,
            event="DELETE",
            refuse=parent,
            says=f"{what} goes only with what it belongs to.",
        ),
    ]


# What an action said before it was changed, as it would be with one text gone: that which `m` marks.
EMPTIED = {
    "sqlite": "json_replace(OLD.earlier, '$.' || m.field, '') = json(NEW.earlier)",
    "postgresql": "jsonb_set(OLD.earlier, ARRAY[m.field]::text[], '\"\"'::jsonb, false) = NEW.earlier",
}
OTHER_UPDATE = {
    vendor: (
        f"{_other('action_id', 'happened_on', 'state', 'is_public')} OR {other_words('update', 'words')} "
        f"OR (OLD.earlier <> NEW.earlier AND NOT {is_marked('earlier', emptied)})"
    )
    for vendor, emptied in EMPTIED.items()
}
OTHER_REVIEW = {
    vendor: (
        f"{_other('release_id', 'held_on')} OR {other_words('review', 'words')} "
        f"OR OLD.next_on {differs} NEW.next_on"
    )
    for vendor, differs in {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}.items()
}

PLAN_GUARDS = [
    Guard(
        name="guard_action_insert",
        table=ACTION,
        event="INSERT",
        refuse="(NEW.what = '')",
        says="An action says what it is.",
    ),
    Guard(
        name="guard_action_stays",
        table=ACTION,
        event="UPDATE",
        refuse=f"({_other('key', 'release_id', 'number', 'made_on')} OR NEW.revision < OLD.revision)",
        says="An action stays in its plan, under its number.",
    ),
    Guard(
        name="guard_action_what",
        table=ACTION,
        event="UPDATE",
        refuse=f"(NEW.what = '' AND {other_words('action', 'what')})",
        says="An action says what it is, unless these words are marked as removed.",
    ),
    Guard(
        name="guard_actionupdate_insert",
        table="assessments_actionupdate",
        event="INSERT",
        refuse="(NEW.state = 'not_doing' AND NEW.words = '' AND NEW.earlier = '{}')",
        says="An action that is given up says why.",
    ),
    *_only_added(
        "assessments_actionupdate",
        f"EXISTS (SELECT 1 FROM {ACTION} a JOIN {OF_ROUND} WHERE a.id = OLD.action_id)",
        "actionupdate",
        "What happened with an action",
        OTHER_UPDATE,
    ),
    *_only_added(
        "assessments_planreview",
        f"EXISTS (SELECT 1 FROM {RELEASE} e JOIN {ROUND} r ON r.id = e.round_id WHERE e.id = OLD.release_id)",
        "planreview",
        "A review of a plan",
        OTHER_REVIEW,
    ),
    Guard(
        name="guard_prioritychoice_stays",
        table="assessments_prioritychoice",
        event="UPDATE",
        refuse=f"({_other('release_id', 'who')} OR NEW.revision < OLD.revision)",
        says="What a side chose stays theirs.",
    ),
]
