"""The file of frozen results: what other programs read (docs/results.schema.json says what is in it).

`results` has the type that scoring freezes and every page reads. What is beside it says what its keys mean.
What may not be shown is not in it, as in every other format.
"""

import datetime
import json
from functools import cache
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import GenerateJsonSchema

from assessments.reports.formats.data.agreed import AgreedOfFile, agreed_of_file
from assessments.reports.formats.data.change import ChangeOfFile, change_of_file
from assessments.reports.formats.data.fit import FitOfFile, fits_of_file
from assessments.reports.formats.data.groundwork import AgreementOfFile, agreement_of_file
from assessments.reports.formats.data.plan_file import PlanOfFile, plan_of_file
from assessments.reports.formats.data.voices import (
    SignatureOfFile,
    StatementOfFile,
    signatures_of_file,
    statements_of_file,
)
from assessments.reports.model import Report
from assessments.reports.part_model import ReportFramework, ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.scoring.results import FrozenQuestion, FrozenResults, SpecialCounts

Counts = TypeVar("Counts", bound=SpecialCounts)
FORMAT: Final = "common-measure-results-1"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerOfFile(_Frozen):
    """An answer that could be given. code: a level's value or an option's code, as the results have it."""

    code: str
    words: str


class QuestionOfFile(_Frozen):
    """A question. key: its own in the results. direction: whether the highest level is the best ('strength')
    or the least good ('barrier'). answers: of a choice, empty where nothing of it may be shown."""

    key: str
    number: str
    title: str
    statement: str
    kind: Literal["rating", "choice", "text"]
    direction: Literal["strength", "barrier"]
    answers: tuple[AnswerOfFile, ...]


class PartOfFile(_Frozen):
    """A part of a framework. key: its own in the results."""

    key: str
    number: str
    title: str
    questions: tuple[QuestionOfFile, ...]


class FrameworkOfFile(_Frozen):
    """A framework that was asked. code: its key in the results. language: of its words, by BCP 47."""

    code: str
    version: int
    title: str
    language: str
    parts: tuple[PartOfFile, ...]


class ResultsFile(_Frozen):
    """The results of a round. is_example: the people and their answers are invented. Words in the results are
    empty where they had to be removed by law. agreed: what was said at meetings since; it stands beside the
    results and changes none of them. change: what moved since the round before, null for none. fits: which
    names fit, worked out of the results alone. agreement: how people had agreed to work together when they
    answered, null for none."""

    format: Literal["common-measure-results-1"] = FORMAT
    assessment: str
    round: str
    organisation: str
    is_example: bool
    released_on: datetime.date
    frameworks: tuple[FrameworkOfFile, ...]
    results: FrozenResults
    change: ChangeOfFile | None
    dissents: tuple[StatementOfFile, ...]
    co_signed: tuple[SignatureOfFile, ...]
    plan: PlanOfFile
    agreed: tuple[AgreedOfFile, ...]
    agreement: AgreementOfFile | None
    fits: tuple[FitOfFile, ...]


def results_file(report: Report) -> ResultsFile:
    """Put a report's frozen results into a file."""
    return ResultsFile(
        assessment=report.title,
        round=report.round_title,
        organisation=report.organisation,
        is_example=report.is_example,
        released_on=report.released_on,
        frameworks=tuple(_framework(framework) for framework in report.frameworks),
        results=_as_shown(report.results),
        change=change_of_file(report.change),
        dissents=statements_of_file(report),
        co_signed=signatures_of_file(report),
        plan=plan_of_file(report.plan),
        agreed=agreed_of_file(report),
        agreement=agreement_of_file(report),
        fits=fits_of_file(report),
    )


def _as_shown(results: FrozenResults) -> FrozenResults:
    """Leave out what no page shows: words of too few people, from which perspectives people came where no
    groups may be shown, and who would rather not say, apart from who left the question."""
    withheld: dict[str, Any] = {
        "questions": {key: _as_told(question) for key, question in results.questions.items()}
    }
    if not results.shows_words:
        withheld["comments"] = {}
    if not results.people.groups:
        withheld["turnout"] = ()
    return results.model_copy(update=withheld)


def _as_told(question: FrozenQuestion) -> FrozenQuestion:
    def told(counts: Counts) -> Counts:
        not_said = counts.unanswered + (counts.prefer_not_to_say or 0)
        return counts.model_copy(update={"prefer_not_to_say": None, "unanswered": not_said})

    everyone = None if question.everyone is None else told(question.everyone)
    groups = None if question.groups is None else tuple(told(group) for group in question.groups)
    return question.model_copy(update={"everyone": everyone, "groups": groups})


def _framework(framework: ReportFramework) -> FrameworkOfFile:
    return FrameworkOfFile(
        code=framework.code,
        version=framework.version,
        title=framework.title,
        language=framework.language,
        parts=tuple(_part(part) for part in framework.parts),
    )


def _part(part: ReportPart) -> PartOfFile:
    return PartOfFile(
        key=f"{part.framework}/{part.code}",
        number=part.number,
        title=part.title,
        questions=tuple(_question(question) for question in part.questions),
    )


def _question(question: ReportQuestion) -> QuestionOfFile:
    answers = [AnswerOfFile(code=str(level.value), words=level.name) for level in question.levels]
    if question.kind == "choice" and question.everyone:
        answers = [AnswerOfFile(code=one.code, words=one.name) for one in question.everyone.counts]
    return QuestionOfFile.model_validate(
        {
            "key": question.key,
            "number": question.number,
            "title": question.title,
            "statement": question.statement,
            "kind": question.kind,
            "direction": question.direction,
            "answers": answers,
        }
    )


@cache
def schema_text() -> str:
    """Return the JSON Schema of the file, as it stands in docs/results.schema.json."""
    made = ResultsFile.model_json_schema(mode="serialization")
    schema = {"$schema": GenerateJsonSchema.schema_dialect, **made, "title": f"Results of a round, {FORMAT}"}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
