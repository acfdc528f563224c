"""A release, against the one query that it cannot do without: the answers counted by the database.

Ours is `release_round` as the button calls it: locks, the counts, the scoring, the comments, the frozen
results and the audit event. So that a round can be released again and again, each release is rolled back.
The bare side is the grouping query alone, as SQL, its rows fetched into a list.
"""

import random
from collections.abc import Sequence

from django.db import connection, transaction

from assessments import codes
from assessments.models import Answer, Release, Response, Round
from assessments.release import actions as release_actions
from assessments.rounds.contents import content_of_round
from frameworks.content import QuestionContent
from tests.benchmarks.contest import Contest, Job, Side

COUNTS = """
    SELECT a.question_id, r.perspective_id, a.level_id, a.special, COUNT(*)
    FROM assessments_answer a
    JOIN assessments_response r ON r.id = a.response_id
    WHERE r.round_id = %s AND r.submitted
    GROUP BY a.question_id, r.perspective_id, a.level_id, a.special
"""

# Out of a hundred answers (content that nobody wrote: the shares are set by hand)
SPECIALS = {"dont_know": 6, "not_applicable": 2, "prefer_not_to_say": 1}
LEFT = 4
COMMENTS = 0.5  # of a hundred answers: one person in four leaves one
NAMED_NOBODY = 2  # out of a hundred people
SHARINGS = ["named", "unnamed", "private"]
WORDS = "It went well at first. Later on we heard less, and the meetings moved to working hours. "


def releasing(round_: Round, *, pairs: int = 15, warm_up: int = 2) -> Contest:
    """The contest of releasing a closed round."""
    people = round_.responses.filter(submitted=True).count()
    questions = sum(version.question_count for version in content_of_round(round_))
    return Contest(
        title=f"Releasing {people:,} people × {questions} questions",
        ours=Side("release_round", lambda pair: release_job(round_)),
        bare=Side("the grouping query", lambda pair: lambda: bare_counts(round_)),
        target=1.5,
        pairs=pairs,
        warm_up=warm_up,
    )


def release_job(round_: Round) -> Job:
    """A release that leaves the round as it was. It gives the release."""

    def job() -> Release:
        with transaction.atomic():
            release = release_actions.release_round(round_=round_, by=None)
            transaction.set_rollback(True)
        return release

    return job


def bare_counts(round_: Round) -> list[tuple[int, int | None, int | None, str, int]]:
    """(question, perspective, level, special, people), from the database and as it comes."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [round_.pk])
        return cursor.fetchall()


def fill(round_: Round, people: int, seed: int = 20) -> None:
    """Have so many people answer an open round and send: each side and question with a tendency of its own,
    some who do not know, some who leave a question, and a comment from one person in four."""
    chance = random.Random(seed)
    questions = [q for version in content_of_round(round_) for q in version.all_questions()]
    perspectives = list(round_.assessment.perspectives.all())
    weights = [len(perspectives) - place for place in range(len(perspectives))]
    responses = [
        Response(
            round=round_,
            perspective=None
            if chance.random() * 100 < NAMED_NOBODY
            else chance.choices(perspectives, weights)[0],
            secret_hash=codes.hash_of(codes.make_secret()),
            submitted=True,
            revision=1,
        )
        for _ in range(people)
    ]
    Response.objects.bulk_create(responses)
    leanings = {(q.id, p.pk): chance.uniform(0.15, 0.85) for q in questions for p in perspectives}
    for response in responses:
        answers = (
            one_answer(chance, response, q, leanings.get((q.id, response.perspective_id), 0.5))
            for q in questions
        )
        Answer.objects.bulk_create(answer for answer in answers if answer is not None)


def one_answer(
    chance: random.Random, response: Response, question: QuestionContent, leaning: float
) -> Answer | None:
    """One person's answer. leaning: 0 to 1, where on the scale this perspective stands."""
    drawn = chance.random() * 100
    if drawn < LEFT:
        return None
    answer = Answer(response=response, question_id=question.id, revision=1)
    special = pick_special(drawn - LEFT)
    if special:
        answer.special = special
    else:
        answer.level_id = pick_level(chance, [level.id for level in question.levels], leaning)
    if chance.random() * 100 < COMMENTS:
        answer.comment = WORDS * chance.randint(1, 4)
        answer.sharing = chance.choice(SHARINGS)
    return answer


def pick_special(drawn: float) -> str:
    for name, share in SPECIALS.items():
        if drawn < share:
            return name
        drawn -= share
    return ""


def pick_level(chance: random.Random, levels: Sequence[int], leaning: float) -> int:
    place = round(chance.gauss(leaning, 0.25) * (len(levels) - 1))
    return levels[min(max(place, 0), len(levels) - 1)]
