"""The example as it is written down (data.yaml)."""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from accounts.models import Organisation
from assessments.models import Assessment
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


class PlannedRound(StrictModel):
    """One round of an assessment. people, and how many are expected: by perspective label. days_ago: how long
    ago it was opened, closed and shared; today where it is not given."""

    welcome: str
    people: dict[str, tuple[Person, ...]]
    expected: dict[str, int] = {}
    released: bool = False
    days_open: int | None = None
    days_ago: int = 0


class PlannedAssessment(StrictModel):
    """An assessment with its rounds, oldest first, each asking the same. No perspectives: the usual four."""

    title: str
    purpose: Assessment.Purpose
    about: str
    partners: str
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
