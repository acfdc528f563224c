from assessments import codes
from assessments.responses import saving
from assessments.responses.answers import AnswerContent, stored_answers
from assessments.rounds import lifecycle
from assessments.rounds.contents import content_of_round

SECRET = codes.make_secret()


def begin(round_, perspective="people", secret=SECRET):
    stands = round_.assessment.perspectives.filter(code=perspective).first()
    return saving.begin_response(round_=round_, perspective=stands, secret=secret)


def questions(round_):
    return {q.code: q for version in content_of_round(round_) for q in version.all_questions()}


def rated(round_, **values):
    """What a page gives: by question, a level's value. s1_q1=3 is level 3 of the question s1-q1."""
    asked = questions(round_)
    return {
        asked[code.replace("_", "-")].id: AnswerContent(
            level=next(level.id for level in asked[code.replace("_", "-")].levels if level.value == value)
        )
        for code, value in values.items()
    }


def picked(round_, code, *options):
    question = questions(round_)[code]
    return {
        question.id: AnswerContent(options=frozenset(o.id for o in question.options if o.code in options))
    }


def save(response, given, seen):
    return saving.save_answers(response=response, given=given, base_revision=seen)


def held(response):
    """What is stored, by question id."""
    return {question: one.given for question, one in stored_answers(response.pk).items()}


def close(round_):
    lifecycle.close_round(round_=round_, by=None)
