"""What the database refuses of meetings and agreed scores: they are only added to, once results are
shared and until the round is archived, and fit the questions that the round asks (docs/rules.md, Meetings). A
text may go by law where it is marked (docs/rules.md, Words that must go by law). And of a working agreement:
nothing is overwritten, and nothing is agreed by one side (docs/rules.md, The working agreement).
"""

from accounts.guards import Guard
from assessments.release_guards import other_words

MEETING = "assessments_meeting"
SCORE = "assessments_agreedscore"
ROUND = "assessments_round"
ROUND_OF_SCORE = f"(SELECT m.round_id FROM {MEETING} m WHERE m.id = NEW.meeting_id)"

# The question of a score among those that its round asks.
ASKED = (
    f"FROM {MEETING} m JOIN assessments_roundversion a ON a.round_id = m.round_id "
    "JOIN frameworks_frameworkversion v ON v.id = a.version_id "
    "JOIN frameworks_framework f ON f.id = v.framework_id "
    "JOIN frameworks_question q ON q.version_id = v.id "
    "WHERE m.id = NEW.meeting_id AND f.code || '/' || q.code = NEW.question"
)
LEVEL_ELSEWHERE = (
    "(CASE WHEN NEW.level IS NULL "
    f"THEN NEW.outcome = 'agreed' AND EXISTS (SELECT 1 {ASKED} AND q.kind = 'rating') "
    f"ELSE NOT EXISTS (SELECT 1 {ASKED} AND EXISTS (SELECT 1 FROM frameworks_level l "
    "WHERE l.scale_id = q.scale_id AND l.value = NEW.level)) END)"
)


def _side_is_there(side: str) -> str:
    """Whether the round has a perspective on this side."""
    return (
        f"EXISTS (SELECT 1 FROM {MEETING} m JOIN {ROUND} r ON r.id = m.round_id "
        f"JOIN assessments_perspective p ON p.assessment_id = r.assessment_id "
        f"WHERE m.id = NEW.meeting_id AND p.side = '{side}')"
    )


def _a_side_is_left_out() -> str:
    """Something is agreed without the yes of a side, or not agreed without the view of one."""
    return " OR ".join(
        f"({_side_is_there(side)} AND ((NEW.outcome = 'agreed' AND NOT NEW.yes_{side}) "
        f"OR (NEW.outcome = 'not_agreed' AND NEW.view_{side} = '')))"
        for side in ("people", "services")
    )


def _stays_but_for_words() -> str:
    """Something else of what was said has changed than a text that goes, and is marked as removed."""
    same = ("id", "meeting_id", "question", "outcome", "yes_people", "yes_services")
    other = [f"OLD.{column} <> NEW.{column}" for column in same]
    other += ["COALESCE(OLD.level, -9999) <> COALESCE(NEW.level, -9999)"]
    other += [other_words("score", column) for column in ("view_people", "view_services", "why", "evidence")]
    return " OR ".join([*other, other_words("score", "links", "[]")])


AGREEMENT_GUARDS = [
    Guard(
        name="guard_meeting_insert",
        table=MEETING,
        event="INSERT",
        refuse=(
            f"NOT EXISTS (SELECT 1 FROM {ROUND} r JOIN assessments_release e ON e.round_id = r.id "
            "WHERE r.id = NEW.round_id AND r.state = 'released' AND e.released_on <= NEW.held_on)"
        ),
        says="A meeting is over results that are shared, and not before they were.",
        share_lock=(ROUND, "NEW.round_id"),
    ),
    Guard(
        name="guard_meeting_stays",
        table=MEETING,
        event="UPDATE",
        refuse="(OLD.id IS NOT NULL)",
        says="A meeting stays as it was recorded.",
    ),
    Guard(
        name="guard_meeting_delete",
        table=MEETING,
        event="DELETE",
        refuse=f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = OLD.round_id)",
        says="A meeting goes only with its round.",
    ),
    Guard(
        name="guard_agreedscore_insert",
        table=SCORE,
        event="INSERT",
        refuse=f"NOT EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = {ROUND_OF_SCORE} AND r.state = 'released')",
        says="Something is agreed only of results that are shared.",
        share_lock=(ROUND, ROUND_OF_SCORE),
    ),
    Guard(
        name="guard_agreedscore_question",
        table=SCORE,
        event="INSERT",
        refuse=f"(NOT EXISTS (SELECT 1 {ASKED}) OR {LEVEL_ELSEWHERE})",
        says="What is agreed belongs to a question of the round, and its level to that question's scale.",
    ),
    Guard(
        name="guard_agreedscore_sides",
        table=SCORE,
        event="INSERT",
        refuse=(
            f"({_a_side_is_left_out()} "
            "OR (NEW.outcome = 'not_agreed' AND NEW.view_people = '' AND NEW.view_services = ''))"
        ),
        says="What is agreed has a yes from each side, and what is not agreed the view of each.",
    ),
    Guard(
        name="guard_agreedscore_stays",
        table=SCORE,
        event="UPDATE",
        refuse=f"({_stays_but_for_words()})",
        says="What was said at a meeting stays as it was recorded, but for words that are marked as removed.",
    ),
    Guard(
        name="guard_agreedscore_delete",
        table=SCORE,
        event="DELETE",
        refuse=(
            f"EXISTS (SELECT 1 FROM {MEETING} m JOIN {ROUND} r ON r.id = m.round_id "
            "WHERE m.id = OLD.meeting_id)"
        ),
        says="What was said at a meeting goes only with its round.",
    ),
]


CLAUSE, WORDING, CLAUSE_KEY = "assessments_clause", "assessments_wording", "assessments_clausekey"
VERSION, PINNED = "assessments_agreementversion", "assessments_versionclause"
# What belongs to an assessment goes only with it: of rows that are deleted with it, it is deleted first.
WORDING_STAYS = (
    f"EXISTS (SELECT 1 FROM {WORDING} w JOIN {CLAUSE} c ON c.id = w.clause_id "
    "JOIN assessments_assessment a ON a.id = c.assessment_id WHERE w.id = {wording})"
)
KEYS_OF = f"(SELECT COUNT(*) FROM {CLAUSE_KEY} k WHERE k.wording_id = {{wording}})"
# The wording that a key is for, and another of its clause that its writer had not seen, or that came later.
NOT_THE_ONLY_ONE = (
    f"EXISTS (SELECT 1 FROM {WORDING} w JOIN {WORDING} other ON other.clause_id = w.clause_id "
    "WHERE w.id = NEW.wording_id AND other.id <> w.id AND other.id > w.seen)"
)
MADE = f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {{row}}.version_id AND v.made_on IS NOT NULL)"
WORDS_GO_BY_LAW = (
    "(OLD.removed_on IS NULL AND NEW.removed_on IS NOT NULL AND NEW.clause_id = OLD.clause_id "
    "AND NEW.seen = OLD.seen AND NEW.is_both = OLD.is_both AND NEW.written_on = OLD.written_on)"
)

GROUNDWORK_GUARDS = [
    Guard(
        name="guard_wording_stays",
        table=WORDING,
        event="UPDATE",
        refuse=f"(NOT {WORDS_GO_BY_LAW})",
        says="What was written for a clause stays as it was written, unless words have to go by law.",
    ),
    Guard(
        name="guard_wording_delete",
        table=WORDING,
        event="DELETE",
        refuse=WORDING_STAYS.format(wording="OLD.id"),
        says="What was written for a clause goes only with its assessment.",
    ),
    Guard(
        name="guard_clausekey_insert",
        table=CLAUSE_KEY,
        event="INSERT",
        refuse=(
            f"({NOT_THE_ONLY_ONE} OR NOT EXISTS (SELECT 1 FROM {WORDING} w WHERE w.id = NEW.wording_id "
            "AND w.is_both AND w.words <> ''))"
        ),
        says="A key is turned for the one text of a clause as it is now.",
        share_lock=(WORDING, "NEW.wording_id"),
    ),
    Guard(
        name="guard_clausekey_stays",
        table=CLAUSE_KEY,
        event="UPDATE",
        refuse="(OLD.id IS NOT NULL)",
        says="A key stays as it was turned.",
    ),
    Guard(
        name="guard_clausekey_delete",
        table=CLAUSE_KEY,
        event="DELETE",
        refuse=(
            f"({KEYS_OF.format(wording='OLD.wording_id')} > 1 "
            f"AND {WORDING_STAYS.format(wording='OLD.wording_id')})"
        ),
        says="What both sides agreed stays agreed.",
    ),
    Guard(
        name="guard_versionclause_insert",
        table=PINNED,
        event="INSERT",
        refuse=(
            f"({MADE.format(row='NEW')} OR (NEW.outcome = 'agreed') <> "
            f"({KEYS_OF.format(wording='NEW.wording_id')} = 2))"
        ),
        says="A version stays as both sides agreed it, and nothing in it is agreed by one side.",
        share_lock=(VERSION, "NEW.version_id"),
    ),
    Guard(
        name="guard_versionclause_stays",
        table=PINNED,
        event="UPDATE",
        refuse="(OLD.id IS NOT NULL)",
        says="A version stays as it was written down.",
    ),
    Guard(
        name="guard_versionclause_delete",
        table=PINNED,
        event="DELETE",
        refuse=(
            f"EXISTS (SELECT 1 FROM {VERSION} v JOIN assessments_assessment a ON a.id = v.assessment_id "
            "WHERE v.id = OLD.version_id AND v.made_on IS NOT NULL)"
        ),
        says="A version stays as both sides agreed it.",
    ),
    Guard(
        name="guard_agreementversion_stays",
        table=VERSION,
        event="UPDATE",
        refuse="(OLD.made_on IS NOT NULL)",
        says="A version stays as both sides agreed it.",
    ),
    Guard(
        name="guard_agreementversion_delete",
        table=VERSION,
        event="DELETE",
        refuse=(
            "(OLD.made_on IS NOT NULL AND EXISTS (SELECT 1 FROM assessments_assessment a "
            "WHERE a.id = OLD.assessment_id))"
        ),
        says="A version goes only with its assessment.",
    ),
]
