"""What the database refuses of statements, joinings and co-signatures (docs/rules.md, We see it differently;
docs/rules.md, A fair record): they are there only beside results that are shared, and stay their author's.
"""

from accounts.guards import Guard

DISSENT = "assessments_dissent"
JOIN = "assessments_dissentjoin"
COSIGN = "assessments_cosign"
NOT_SHARED = (
    "NOT EXISTS (SELECT 1 FROM assessments_release e JOIN assessments_round r ON r.id = e.round_id "
    "WHERE e.id = {row}.release_id AND r.state = 'released')"
)
PUT_AWAY = (
    "EXISTS (SELECT 1 FROM assessments_release e JOIN assessments_round r ON r.id = e.round_id "
    "WHERE e.id = OLD.release_id AND r.state <> 'released')"
)
# A statement whose words go by law, also from a round that is put away.
GOES_BY_LAW = "(NEW.removed_on IS NOT NULL AND NEW.words = '' AND NEW.author = '')"
MOVED = "(OLD.id <> NEW.id OR OLD.release_id <> NEW.release_id)"
OTHER_AUTHOR = "(OLD.author <> NEW.author)"
ELSEWHERE = (
    f"(NEW.dissent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {DISSENT} d "
    "WHERE d.id = NEW.dissent_id AND d.release_id = NEW.release_id AND d.removed_on IS NULL))"
)

VOICE_GUARDS = [
    *(
        Guard(
            name=f"guard_{table.rpartition('_')[2]}_insert",
            table=table,
            event="INSERT",
            refuse=NOT_SHARED.format(row="NEW"),
            says="People say what they think of results while these are shared.",
        )
        for table in (DISSENT, JOIN, COSIGN)
    ),
    Guard(
        name="guard_dissent_stays",
        table=DISSENT,
        event="UPDATE",
        refuse=(
            f"({MOVED} OR OLD.removed_on IS NOT NULL OR (NOT {GOES_BY_LAW} "
            f"AND ({OTHER_AUTHOR} OR {NOT_SHARED.format(row='NEW')})))"
        ),
        says="A statement stays its author’s, and one that was removed by law never changes.",
    ),
    *(
        Guard(
            name=f"guard_{table.rpartition('_')[2]}_stays",
            table=table,
            event="UPDATE",
            refuse=f"({MOVED} OR {OTHER_AUTHOR} OR {NOT_SHARED.format(row='NEW')})",
            says="What somebody says stays theirs.",
        )
        for table in (JOIN, COSIGN)
    ),
    Guard(
        name="guard_dissentjoin_there",
        table=JOIN,
        event="INSERT",
        refuse=ELSEWHERE,
        says="Only a statement beside the same results can be joined.",
    ),
    Guard(
        name="guard_dissent_delete",
        table=DISSENT,
        event="DELETE",
        refuse=(
            f"({PUT_AWAY} OR (OLD.removed_on IS NOT NULL AND EXISTS (SELECT 1 FROM assessments_release e "
            "JOIN assessments_round r ON r.id = e.round_id WHERE e.id = OLD.release_id)))"
        ),
        says="The place of words removed by law stays, and a round that is put away stays as it is.",
    ),
    Guard(
        name="guard_dissentjoin_delete",
        table=JOIN,
        event="DELETE",
        refuse=(
            f"({PUT_AWAY} AND NOT EXISTS (SELECT 1 FROM {DISSENT} d "
            "WHERE d.id = OLD.dissent_id AND d.removed_on IS NOT NULL))"
        ),
        says="A round that is put away stays as it is.",
    ),
    Guard(
        name="guard_cosign_delete",
        table=COSIGN,
        event="DELETE",
        refuse=PUT_AWAY,
        says="A round that is put away stays as it is.",
    ),
]
