"""The example as it is written down (data.yaml)."""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

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


class PlannedRound(StrictModel):
    """One round of an assessment. people, and how many are expected: by perspective label. days_ago: how long
    ago it was opened, closed and shared; today where it is not given."""

    welcome: str
    people: dict[str, tuple[Person, ...]]
    expected: dict[str, int] = {}
    released: bool = False
    days_open: int | None = None
    days_ago: int = 0
    plan: tuple[PlannedAction, ...] = ()


class PlannedAssessment(StrictModel):
    """An assessment with its rounds, oldest first, each asking the same. No perspectives: the usual four."""

    title: str
    purpose: Assessment.Purpose
    about: str
    partners: str
    contact: dict[str, str]
    frameworks: tuple[str, ...]
    perspectives: tuple[setup.PerspectiveRow, ...] = setup.STANDARD_PERSPECTIVES
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
