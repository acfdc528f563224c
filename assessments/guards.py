"""What the database refuses, whoever asks (domain, Rules that must never break: 2, 3 and 4)."""

from accounts.guards import Guard

ROUND = "assessments_round"
RESPONSE = "assessments_response"
ROUND_OF_ANSWER = f"(SELECT round_id FROM {RESPONSE} WHERE id = NEW.response_id)"

# domain, States of a round: nothing goes back after the release.
MOVES = ("draft>open", "open>closed", "closed>open", "closed>released", "released>archived")

NOT_OPEN = f"NOT EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = {{round}} AND r.state = 'open')"
NOT_DRAFT = f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = {{round}} AND r.state <> 'draft')"
UNDER_WAY = (
    f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.assessment_id = {{row}}.assessment_id "
    "AND r.state IN ('open', 'closed'))"
)
QUESTION_ELSEWHERE = (
    f"NOT EXISTS (SELECT 1 FROM {RESPONSE} p "
    "JOIN assessments_roundversion v ON v.round_id = p.round_id "
    "JOIN frameworks_question q ON q.version_id = v.version_id "
    "WHERE p.id = NEW.response_id AND q.id = NEW.question_id)"
)
LEVEL_ELSEWHERE = (
    "(NEW.level_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM frameworks_level l "
    "JOIN frameworks_question q ON q.scale_id = l.scale_id "
    "WHERE l.id = NEW.level_id AND q.id = NEW.question_id))"
)
PERSPECTIVE_ELSEWHERE = (
    "(NEW.perspective_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assessments_perspective p "
    f"JOIN {ROUND} r ON r.assessment_id = p.assessment_id "
    "WHERE p.id = NEW.perspective_id AND r.id = NEW.round_id))"
)
OPTION_ELSEWHERE = (
    "NOT EXISTS (SELECT 1 FROM assessments_answer a "
    "JOIN frameworks_option o ON o.question_id = a.question_id "
    "WHERE a.id = NEW.answer_id AND o.id = NEW.option_id)"
)


def _round_guards() -> list[Guard]:
    moves = ", ".join(f"'{move}'" for move in MOVES)
    return [
        Guard(
            name="guard_round_state",
            table=ROUND,
            event="UPDATE",
            refuse=f"(OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({moves}))",
            says="A round cannot move to that state.",
        ),
        Guard(
            name="guard_round_fixed",
            table=ROUND,
            event="UPDATE",
            refuse=(
                "(OLD.state <> 'draft' AND (OLD.threshold <> NEW.threshold OR OLD.promise <> NEW.promise "
                "OR OLD.assessment_id <> NEW.assessment_id OR OLD.join_code <> NEW.join_code))"
            ),
            says="The threshold and the promise of a round are fixed once it opens.",
        ),
    ]


def _setup_guards() -> list[Guard]:
    """The versions of a round, and the perspectives of its assessment, once it is under way."""
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
    guards = []
    for event, of in rows.items():
        guards.append(
            Guard(
                name=f"guard_roundversion_{event.lower()}",
                table="assessments_roundversion",
                event=event,
                refuse=" OR ".join(NOT_DRAFT.format(round=f"{row}.round_id") for row in of),
                says="The frameworks of a round are fixed once it opens.",
                share_lock=(ROUND, f"{of[-1]}.round_id"),
            )
        )
        guards.append(
            Guard(
                name=f"guard_perspective_{event.lower()}",
                table="assessments_perspective",
                event=event,
                refuse=" OR ".join(UNDER_WAY.format(row=row) for row in of),
                says="The perspectives are fixed while a round is under way.",
            )
        )
    guards.append(
        Guard(
            name="guard_perspective_side",
            table="assessments_perspective",
            event="UPDATE",
            refuse=(
                "((OLD.side <> NEW.side OR OLD.code <> NEW.code) AND EXISTS "
                f"(SELECT 1 FROM {RESPONSE} p WHERE p.perspective_id = OLD.id))"
            ),
            says="A perspective that people have answered from keeps its side.",
        )
    )
    return guards


def _answer_guards() -> list[Guard]:
    """What participants send: only while the round is open, and only what belongs together."""
    guards = []
    for event in ("INSERT", "UPDATE"):
        guards += [
            Guard(
                name=f"guard_response_{event.lower()}",
                table=RESPONSE,
                event=event,
                refuse=f"({NOT_OPEN.format(round='NEW.round_id')} OR {PERSPECTIVE_ELSEWHERE})",
                says="The round is not open, or the perspective is not one of its own.",
                share_lock=(ROUND, "NEW.round_id"),
            ),
            Guard(
                name=f"guard_answer_{event.lower()}",
                table="assessments_answer",
                event=event,
                refuse=(
                    f"({NOT_OPEN.format(round=ROUND_OF_ANSWER)} OR {QUESTION_ELSEWHERE} OR {LEVEL_ELSEWHERE})"
                ),
                says="The round is not open, or the answer is not to one of its questions.",
                share_lock=(ROUND, ROUND_OF_ANSWER),
            ),
            Guard(
                name=f"guard_answeroption_{event.lower()}",
                table="assessments_answeroption",
                event=event,
                refuse=OPTION_ELSEWHERE,
                says="The option is not one of the question's.",
            ),
        ]
    return guards


RELEASE_GUARD = Guard(
    name="guard_release_frozen",
    table="assessments_release",
    event="UPDATE",
    refuse=(
        "(OLD.results <> NEW.results OR OLD.rules <> NEW.rules OR OLD.people <> NEW.people "
        "OR OLD.round_id <> NEW.round_id OR OLD.released_on <> NEW.released_on)"
    ),
    says="A release never changes.",
)

GUARDS = [*_round_guards(), *_setup_guards(), *_answer_guards(), RELEASE_GUARD]
