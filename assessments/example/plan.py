"""The example as it is written down (data.yaml)."""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from accounts.models import Organisation
from assessments.models import Assessment
from assessments.records.plans import ActionState
from assessments.rounds import setup

DATA = Path(__file__).with_name("data.yaml")


# What the data file holds


class StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Comment(StrictModel):
    """Words on one question, by its code, and who may read them."""

    question: str
    share: Literal["named", "unnamed", "private"]
    words: str


class Person(StrictModel):
    """One invented person. answers: by framework code, a line as data.yaml explains."""

    answers: dict[str, str]
    comments: tuple[Comment, ...] = ()
    show_if_few: bool = False


class PlannedOwner(StrictModel):
    """Who owns an action: on the side of their perspective, by its label."""

    name: str
    group: str
    shown: Literal["name", "group"] = "group"


class PlannedUpdate(StrictModel):
    """What happened with an action, so many days after the results were shared."""

    after: int
    state: ActionState
    words: str = ""
    is_public: bool = False


class PlannedAction(StrictModel):
    """An action of the plan. question: its key in the results. by_when: so many days after they were
    shared."""

    what: str
    question: str
    why: str = ""
    you_said: str
    support: str
    by_when: int
    how_known: str
    owners: tuple[PlannedOwner, ...]
    updates: tuple[PlannedUpdate, ...] = ()


class PlannedScore(StrictModel):
    """What the group says of a question, by its key, at a meeting. Somebody from each side said yes to what
    is agreed."""

    question: str
    outcome: Literal["agreed", "not_agreed"]
    level: int | None = None
    view_people: str = ""
    view_services: str = ""
    why: str = ""
    evidence: str = ""
    links: tuple[str, ...] = ()


class PlannedMeeting(StrictModel):
    """A meeting over the results, so many days after they were shared. present: perspective labels."""

    days_after: int
    present: tuple[str, ...]
    said: tuple[PlannedScore, ...]


class PlannedStatement(StrictModel):
    """A statement beside the results: by the first person of a perspective, by its label, who lets their
    group be named. about, key, level: as the records have them. joined: by how many more, by perspective
    label."""

    by: str
    about: Literal["question", "part", "whole", "clause"]
    key: str = ""
    level: int | None = None
    words: str
    joined: dict[str, int] = {}


class PlannedClause(StrictModel):
    """What is written under a heading of the working agreement, by its code: one text, and the sides that say
    yes to it; or the text of each side."""

    heading: str
    words: str = ""
    short: str = ""
    keys: tuple[Literal["people", "services"], ...] = ("people", "services")
    people: str = ""
    services: str = ""


class PlannedAgreement(StrictModel):
    """A version of the working agreement, so many days ago, with what is new in it. why: what led to it."""

    days_ago: int
    why: str
    clauses: tuple[PlannedClause, ...]


class PlannedLine(StrictModel):
    """A line of a sheet that goes with the agreement."""

    sheet: str
    column: str = ""
    first: str
    second: str = ""
    third: str = ""


class PlannedRound(StrictModel):
    """One round of an assessment. people, and how many are expected: by perspective label. days_ago: how long
    ago it was opened, closed and shared; today where it is not given. version: the number of the library's
    versions that it asks; None: their newest. statements: what people say beside the results; co_signed: how
    many say that it is a fair record, by perspective label."""

    welcome: str
    people: dict[str, tuple[Person, ...]]
    expected: dict[str, int] = {}
    released: bool = False
    days_open: int | None = None
    days_ago: int = 0
    version: int | None = None
    statements: tuple[PlannedStatement, ...] = ()
    co_signed: dict[str, int] = {}
    plan: tuple[PlannedAction, ...] = ()
    meeting: PlannedMeeting | None = None


class PlannedAssessment(StrictModel):
    """An assessment with its rounds, oldest first, each asking the same. No perspectives: the usual four."""

    title: str
    purpose: Assessment.Purpose
    about: str
    partners: str
    contact: dict[str, str]
    frameworks: tuple[str, ...]
    perspectives: tuple[setup.PerspectiveRow, ...] = Field(default_factory=setup.standard_perspectives)
    agreement: tuple[PlannedAgreement, ...] = ()
    sheets: tuple[PlannedLine, ...] = ()
    rounds: tuple[PlannedRound, ...]


class PlannedOrganisation(StrictModel):
    name: str
    kind: Organisation.Kind


class Example(StrictModel):
    organisation: PlannedOrganisation
    assessments: tuple[PlannedAssessment, ...]


@cache
def planned() -> Example:
    """Return what data.yaml says."""
    return Example.model_validate(yaml.safe_load(DATA.read_text(encoding="utf-8")))
