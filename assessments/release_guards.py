"""What the database refuses of results: they never change, but for words that must go by law and are marked
(docs/rules.md, Results come from a release; docs/rules.md, Words that must go by law); and of the marks, also
those of words that a group wrote beside results.
"""

from accounts.guards import Guard

RELEASE = "assessments_release"
REMOVED = "assessments_removedwords"
REMOVED_TEXT = "assessments_removedtext"
ROUND = "assessments_round"

# The results as they would be with the words of one quote gone: that which `m` marks.
EMPTIED = {
    "sqlite": (
        "json_replace(OLD.results, '$.comments.\"' || m.question || '\".shared[' || m.place || '].words', '')"
    ),
    "postgresql": (
        "jsonb_set(OLD.results, "
        "ARRAY['comments', m.question, 'shared', m.place::text, 'words']::text[], '\"\"'::jsonb, false)"
    ),
}
AS_IS = {"sqlite": "json(NEW.results)", "postgresql": "NEW.results"}


def _other_results(vendor: str) -> str:
    """More, or something else, has changed than the words of one quote that is marked."""
    return (
        f"(OLD.results <> NEW.results AND NOT EXISTS (SELECT 1 FROM {REMOVED} m WHERE m.release_id = OLD.id "
        f"AND {EMPTIED[vendor]} = {AS_IS[vendor]}))"
    )


ANYTHING_ELSE = (
    "(OLD.rules <> NEW.rules OR OLD.people <> NEW.people "
    "OR OLD.round_id <> NEW.round_id OR OLD.released_on <> NEW.released_on "
    "OR (NEW.released_by_id IS NOT NULL "
    "AND (OLD.released_by_id IS NULL OR OLD.released_by_id <> NEW.released_by_id)))"
)

# An update of an answer by which its words go and nothing else, to a question of which words were removed
# from the results of its round.
WORDS_ALONE_GO = (
    "(NEW.comment = '' AND NEW.text = '' AND NEW.sharing = '' AND NEW.special = OLD.special "
    "AND COALESCE(NEW.level_id, 0) = COALESCE(OLD.level_id, 0) AND NEW.revision = OLD.revision "
    f"AND EXISTS (SELECT 1 FROM {REMOVED} m JOIN {RELEASE} e ON e.id = m.release_id "
    "JOIN assessments_response p ON p.round_id = e.round_id "
    "JOIN frameworks_question q ON q.id = NEW.question_id "
    "JOIN frameworks_frameworkversion v ON v.id = q.version_id "
    "JOIN frameworks_framework f ON f.id = v.framework_id "
    "WHERE p.id = NEW.response_id AND m.question = f.code || '/' || q.code))"
)

ROUND_OF_LINK = f"(SELECT e.round_id FROM {RELEASE} e WHERE e.id = NEW.release_id)"


def is_marked(kind: str, condition: str) -> str:
    """Whether a text of the row that is updated is marked as removed, and fulfils this condition of its mark,
    which is called `m`."""
    return (
        f"EXISTS (SELECT 1 FROM {REMOVED_TEXT} m WHERE m.kind = '{kind}' AND m.\"row\" = OLD.id "
        f"AND {condition})"
    )


def other_words(kind: str, column: str, empty: str = "") -> str:
    """Whether a text has changed otherwise than by going, marked as removed. empty: what is left of one."""
    marked = is_marked(kind, f"m.field = '{column}'")
    return f"(OLD.{column} <> NEW.{column} AND NOT (NEW.{column} = '{empty}' AND {marked}))"


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
            refuse=(
                f"(NEW.withdrawn_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM {ROUND} r "
                f"WHERE r.id = {ROUND_OF_LINK} AND r.state = 'released'))"
            ),
            says="A link is made to shared results that are not archived, and withdrawn after it was made.",
            share_lock=(ROUND, ROUND_OF_LINK),
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


_MARK_GUARDS = [
    guard
    for table in (REMOVED, REMOVED_TEXT)
    for guard in (
        Guard(
            name=f"guard_{table.rpartition('_')[2]}_stays",
            table=table,
            event="UPDATE",
            refuse="(OLD.id IS NOT NULL)",
            says="That words were removed stays as people read it.",
        ),
        Guard(
            name=f"guard_{table.rpartition('_')[2]}_delete",
            table=table,
            event="DELETE",
            refuse=(
                f"EXISTS (SELECT 1 FROM {RELEASE} e JOIN {ROUND} r ON r.id = e.round_id "
                "WHERE e.id = OLD.release_id)"
            ),
            says="That words were removed goes only with the round.",
        ),
    )
]

RELEASE_GUARDS = [
    Guard(
        name="guard_release_insert",
        table=RELEASE,
        event="INSERT",
        refuse=f"NOT EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = NEW.round_id AND r.state = 'released')",
        says="Only a round that is released has results.",
    ),
    Guard(
        name="guard_release_frozen",
        table=RELEASE,
        event="UPDATE",
        refuse={vendor: f"({_other_results(vendor)} OR {ANYTHING_ELSE})" for vendor in EMPTIED},
        says="A release never changes, but for words that are marked as removed.",
    ),
    Guard(
        name="guard_release_delete",
        table=RELEASE,
        event="DELETE",
        refuse=f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = OLD.round_id)",
        says="A release goes only with its round.",
    ),
    *_MARK_GUARDS,
    *_share_link_guards(),
]
