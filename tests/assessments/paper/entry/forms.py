from assessments.paper import entry
from assessments.paper.entry import Filled
from assessments.responses.answers import AnswerContent, stored_answers
from frameworks.models import Level, Question


def group(round_, code="people"):
    return round_.assessment.perspectives.get(code=code)


def sheets(round_, number=1, perspective=None):
    made = entry.new_sheets(round_, number)
    entry.store_sheets(round_=round_, perspective=perspective, made=made, by=None)
    return made


def rating(value, **more):
    return AnswerContent(level=Level.objects.get(value=value).pk, **more)


def question(code):
    return Question.objects.get(code=code).pk


def filled(round_, perspective="people", *, few=False, **given):
    """A sheet. given: by question code with _ for -, a level's value or a Given."""
    answers = {
        question(code.replace("_", "-")): one if isinstance(one, AnswerContent) else rating(one)
        for code, one in given.items()
    }
    return Filled(group(round_, perspective) if perspective else None, few, answers)


def enter(round_, sheet, sheet_filled, by, **more):
    return entry.enter_sheet(round_=round_, number=sheet.number, filled=sheet_filled, by=by, **more)


def stored(response):
    return {q: one.given for q, one in stored_answers(response.pk).items()}
