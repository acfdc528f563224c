"""What the database refuses of meetings and agreed scores: they are only added to, once results are
shared and until the round is archived, and fit the questions that the round asks (docs/rules.md, Meetings). A
text may go by law where it is marked (docs/rules.md, Words that must go by law).
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
