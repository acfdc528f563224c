"""What the database refuses, whoever asks (docs/rules.md, Fixed once a round opens; docs/rules.md, Answers
belong together; docs/rules.md, Results come from a release).
"""

from accounts.guards import Guard
from assessments.agreement_guards import AGREEMENT_GUARDS, GROUNDWORK_GUARDS
from assessments.choices import MOVES
from assessments.key_guards import KEY_GUARDS
from assessments.plan_guards import PLAN_GUARDS
from assessments.release_guards import RELEASE_GUARDS, WORDS_ALONE_GO
from assessments.voice_guards import VOICE_GUARDS

ROUND = "assessments_round"
RESPONSE = "assessments_response"
ANSWER = "assessments_answer"
PICKED = "assessments_answeroption"
BATCH = "assessments_invitationbatch"
INVITATION = "assessments_invitation"
SHEET = "assessments_typedsheet"
ROUND_OF_ANSWER = f"(SELECT round_id FROM {RESPONSE} WHERE id = NEW.response_id)"
ROUND_OF_PICKED = (
    f"(SELECT p.round_id FROM {RESPONSE} p JOIN {ANSWER} a ON a.response_id = p.id "
    "WHERE a.id = NEW.answer_id)"
)

# A round that closes by itself takes nothing from that moment on, whether or not it was closed by then. What
# the time is here is said by the database; both keep moments by the same clock (UTC).
IS_OPEN = "(r.state = 'open' AND (r.closes_itself_at IS NULL OR r.closes_itself_at > CURRENT_TIMESTAMP))"
NOT_OPEN = f"NOT EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = {{round}} AND {IS_OPEN})"
# Paper that was filled in while the round was open may be typed in, and checked, until results are shared.
TAKES_IN = f"({IS_OPEN} OR (r.state IN ('open', 'closed') AND {{source}} = 'paper'))"
RESPONSE_LATE = (
    f"NOT EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = NEW.round_id "
    f"AND {TAKES_IN.format(source='NEW.source')})"
)
# What somebody wrote on paper without a question's number may go at any time, alone.
UNPLACED_ALONE_GOES = (
    "(OLD.unplaced <> '' AND NEW.unplaced = '' AND OLD.secret_hash = NEW.secret_hash "
    "AND COALESCE(OLD.perspective_id, 0) = COALESCE(NEW.perspective_id, 0) "
    "AND OLD.show_if_few = NEW.show_if_few AND OLD.submitted = NEW.submitted "
    "AND OLD.revision = NEW.revision)"
)
ANSWER_LATE = (
    f"NOT EXISTS (SELECT 1 FROM {RESPONSE} p JOIN {ROUND} r ON r.id = p.round_id "
    f"WHERE p.id = NEW.response_id AND {TAKES_IN.format(source='p.source')})"
)
PICKED_LATE = (
    f"NOT EXISTS (SELECT 1 FROM {ANSWER} a JOIN {RESPONSE} p ON p.id = a.response_id "
    f"JOIN {ROUND} r ON r.id = p.round_id "
    f"WHERE a.id = NEW.answer_id AND {TAKES_IN.format(source='p.source')})"
)
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
TEXT_ELSEWHERE = (
    "(NEW.text <> '' AND NOT EXISTS "
    "(SELECT 1 FROM frameworks_question q WHERE q.id = NEW.question_id AND q.kind = 'text'))"
)
OPTION_ELSEWHERE = (
    f"NOT EXISTS (SELECT 1 FROM {ANSWER} a "
    "JOIN frameworks_option o ON o.question_id = a.question_id "
    "WHERE a.id = NEW.answer_id AND o.id = NEW.option_id)"
)
# An answer is options or something else, never both; and one option where the question asks for one.
OPTIONS_THERE = (
    "((NEW.special <> '' OR NEW.level_id IS NOT NULL OR NEW.text <> '') "
    f"AND EXISTS (SELECT 1 FROM {PICKED} o WHERE o.answer_id = NEW.id))"
)
OTHER_ANSWER_THERE = (
    f"EXISTS (SELECT 1 FROM {ANSWER} a WHERE a.id = NEW.answer_id "
    "AND (a.special <> '' OR a.level_id IS NOT NULL OR a.text <> ''))"
)
ONE_PICKED_ALREADY = (
    f"EXISTS (SELECT 1 FROM {PICKED} o JOIN {ANSWER} a ON a.id = o.answer_id "
    "JOIN frameworks_question q ON q.id = a.question_id "
    "WHERE o.answer_id = NEW.answer_id AND o.id <> NEW.id AND q.choose = 'one')"
)


def _round_guards() -> list[Guard]:
    moves = ", ".join(
        f"'{state.value}>{after.value}'" for state, following in MOVES.items() for after in following
    )
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
                "OR OLD.two_keys <> NEW.two_keys "
                "OR OLD.promise_in_short <> NEW.promise_in_short "
                "OR OLD.promise_language <> NEW.promise_language "
                "OR OLD.assessment_id <> NEW.assessment_id OR OLD.join_code <> NEW.join_code))"
            ),
            says="The threshold and the promise of a round are fixed once it opens.",
        ),
        Guard(
            name="guard_round_joining",
            table=ROUND,
            event="UPDATE",
            refuse=(
                "(OLD.state <> 'draft' AND OLD.joining <> NEW.joining "
                "AND NOT (OLD.state = 'open' AND OLD.joining = 'link' AND NEW.joining = 'both') "
                "AND NOT (OLD.state = 'open' AND OLD.joining = 'both' AND NEW.joining = 'link' "
                f"AND NOT EXISTS (SELECT 1 FROM {INVITATION} i JOIN {BATCH} b ON b.id = i.batch_id "
                "WHERE b.round_id = NEW.id AND b.how <> 'paper')))"
            ),
            says="How people join is fixed once a round opens, but codes may be added to its link, and taken "
            "away again once none is left.",
        ),
        Guard(
            name="guard_round_reason",
            table=ROUND,
            event="UPDATE",
            refuse=(
                "((OLD.state IN ('released', 'archived') AND OLD.early_reason <> NEW.early_reason) OR "
                "(OLD.state = 'ended' AND (OLD.ending_reason <> NEW.ending_reason "
                "OR OLD.ended_on <> NEW.ended_on)))"
            ),
            says="Why a round ended stays as people have read it.",
        ),
        Guard(
            name="guard_round_ends_empty",
            table=ROUND,
            event="UPDATE",
            refuse=(
                f"(NEW.state = 'ended' AND EXISTS (SELECT 1 FROM {RESPONSE} p "
                f"LEFT JOIN {ANSWER} a ON a.response_id = p.id WHERE p.round_id = NEW.id "
                "AND (a.id IS NOT NULL OR p.submitted OR p.perspective_id IS NOT NULL)))"
            ),
            says="The answers of a round go before it ends without results.",
        ),
        Guard(
            name="guard_round_forgets",
            table=ROUND,
            event="UPDATE",
            refuse=(
                f"(NEW.state <> 'open' AND EXISTS (SELECT 1 FROM {INVITATION} i "
                f"JOIN {BATCH} b ON b.id = i.batch_id WHERE b.round_id = NEW.id AND i.address <> ''))"
            ),
            says="Addresses of people who were invited are forgotten before a round closes.",
        ),
    ]


def _setup_guards() -> list[Guard]:
    """Guard the versions, translations and perspectives of a round, once it is under way."""
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
                name=f"guard_roundtranslation_{event.lower()}",
                table="assessments_roundtranslation",
                event=event,
                refuse=" OR ".join(NOT_DRAFT.format(round=f"{row}.round_id") for row in of),
                says="The translations of a round are fixed once it opens.",
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
                "((OLD.side <> NEW.side OR OLD.code <> NEW.code OR OLD.assessment_id <> NEW.assessment_id) "
                f"AND EXISTS (SELECT 1 FROM {RESPONSE} p WHERE p.perspective_id = OLD.id))"
            ),
            says="A perspective that people have answered from keeps its side.",
        )
    )
    return guards


def _answer_guards() -> list[Guard]:
    """Guard what participants give: only while the round takes it in, and only what belongs together."""
    guards = []
    for event, response_late, late in (
        ("INSERT", RESPONSE_LATE, ANSWER_LATE),
        (
            "UPDATE",
            f"({RESPONSE_LATE} AND NOT {UNPLACED_ALONE_GOES})",
            f"({ANSWER_LATE} AND NOT {WORDS_ALONE_GO})",
        ),
    ):
        guards += [
            Guard(
                name=f"guard_response_{event.lower()}",
                table=RESPONSE,
                event=event,
                refuse=f"({response_late} OR {PERSPECTIVE_ELSEWHERE})",
                says="The round is not open, or the perspective is not one of its own.",
                share_lock=(ROUND, "NEW.round_id"),
            ),
            Guard(
                name=f"guard_answer_{event.lower()}",
                table=ANSWER,
                event=event,
                refuse=(
                    f"({late} OR {QUESTION_ELSEWHERE} OR {LEVEL_ELSEWHERE} "
                    f"OR {TEXT_ELSEWHERE} OR {OPTIONS_THERE})"
                ),
                says="The round is not open, or the answer is not to one of its questions.",
                share_lock=(ROUND, ROUND_OF_ANSWER),
            ),
            Guard(
                name=f"guard_answeroption_{event.lower()}",
                table=PICKED,
                event=event,
                refuse=(
                    f"({PICKED_LATE} OR {OPTION_ELSEWHERE} OR {OTHER_ANSWER_THERE} OR {ONE_PICKED_ALREADY})"
                ),
                says="The round is not open, or the option is not one that may be picked.",
                share_lock=(ROUND, ROUND_OF_PICKED),
            ),
        ]
    return guards


# What a row of a participant belongs to: nothing is carried from a closed round into an open one, nor turned
# into paper, which may be typed in later.
BELONGS_TO = {RESPONSE: ["round_id", "source"], ANSWER: ["response_id", "question_id"], PICKED: ["answer_id"]}


def _belonging_guards() -> list[Guard]:
    return [
        Guard(
            name=f"guard_{table.removeprefix('assessments_')}_stays",
            table=table,
            event="UPDATE",
            refuse="(" + " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns) + ")",
            says="What a participant gave stays where it was given.",
        )
        for table, columns in BELONGS_TO.items()
    ]


CODES_WANTED = f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = {{round}} AND r.joining <> 'link')"
ROUND_OF_INVITATION = f"(SELECT b.round_id FROM {BATCH} b WHERE b.id = NEW.batch_id)"
ADDRESS_ON_PAPER = (
    f"(NEW.address <> '' AND EXISTS (SELECT 1 FROM {BATCH} b WHERE b.id = NEW.batch_id AND b.how <> 'mail'))"
)
NUMBER_OFF_PAPER = (
    f"((NEW.sheet_hash IS NOT NULL) <> EXISTS "
    f"(SELECT 1 FROM {BATCH} b WHERE b.id = NEW.batch_id AND b.how = 'paper'))"
)


def _invitation_guards() -> list[Guard]:
    """Codes are made for an open round that wants them, stay in their batch, and only lose their address."""
    not_open = NOT_OPEN.format(round=ROUND_OF_INVITATION)
    wanted = CODES_WANTED.format(round="NEW.round_id")
    return [
        Guard(
            name="guard_invitationbatch_insert",
            table=BATCH,
            event="INSERT",
            refuse=(
                f"({NOT_OPEN.format(round='NEW.round_id')} OR (NEW.how <> 'paper' AND NOT {wanted}) "
                f"OR {PERSPECTIVE_ELSEWHERE})"
            ),
            says="Codes are made for an open round that people join by code, and for a group of its own; "
            "paper forms for any open round.",
            share_lock=(ROUND, "NEW.round_id"),
        ),
        Guard(
            name="guard_invitationbatch_stays",
            table=BATCH,
            event="UPDATE",
            refuse=(
                "(OLD.round_id <> NEW.round_id OR OLD.made <> NEW.made OR OLD.how <> NEW.how "
                "OR COALESCE(OLD.perspective_id, 0) <> COALESCE(NEW.perspective_id, 0) "
                "OR NEW.refused < OLD.refused OR (OLD.addresses_forgotten AND NOT NEW.addresses_forgotten))"
            ),
            says="A batch of invitations stays as it was made.",
        ),
        Guard(
            name="guard_invitation_insert",
            table=INVITATION,
            event="INSERT",
            refuse=f"({not_open} OR {ADDRESS_ON_PAPER})",
            says="The round is not open, or a slip of paper was given an address.",
            share_lock=(ROUND, ROUND_OF_INVITATION),
        ),
        Guard(
            name="guard_invitation_number",
            table=INVITATION,
            event="INSERT",
            refuse=NUMBER_OFF_PAPER,
            says="A paper form has a number of its own, and nothing else has.",
        ),
        Guard(
            name="guard_invitation_update",
            table=INVITATION,
            event="UPDATE",
            refuse=(
                "(OLD.batch_id <> NEW.batch_id OR (NEW.address <> '' AND NEW.address <> OLD.address) "
                f"OR (COALESCE(OLD.code_hash, '') <> COALESCE(NEW.code_hash, '') AND {not_open}) "
                "OR COALESCE(OLD.sheet_hash, '') <> COALESCE(NEW.sheet_hash, ''))"
            ),
            says="An invitation stays where it was made, and for whom.",
        ),
    ]


def _sheet_guards() -> list[Guard]:
    """Only what came on paper waits to be checked against paper, and each wait stays with its sheet."""
    return [
        Guard(
            name="guard_typedsheet_insert",
            table=SHEET,
            event="INSERT",
            refuse=(
                f"NOT EXISTS (SELECT 1 FROM {RESPONSE} p JOIN {ROUND} r ON r.id = p.round_id "
                "WHERE p.id = NEW.response_id AND p.source = 'paper' AND r.state IN ('open', 'closed'))"
            ),
            says="Only answers from paper are checked against paper, before the results are shared.",
        ),
        Guard(
            name="guard_typedsheet_stays",
            table=SHEET,
            event="UPDATE",
            refuse="(OLD.response_id <> NEW.response_id OR OLD.sheet_hash <> NEW.sheet_hash)",
            says="A sheet that waits for its check stays as it is.",
        ),
    ]


GUARDS = [
    *_round_guards(),
    *_setup_guards(),
    *_answer_guards(),
    *_belonging_guards(),
    *_invitation_guards(),
    *_sheet_guards(),
    *RELEASE_GUARDS,
    *AGREEMENT_GUARDS,
    *GROUNDWORK_GUARDS,
    *KEY_GUARDS,
    *VOICE_GUARDS,
    *PLAN_GUARDS,
]
