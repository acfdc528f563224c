"""A report with all beside it that there can be. What people wrote in it are letters, not words, so that the
words of ours can be told from it (tests/untranslated.py)."""

import datetime
from dataclasses import replace

from django.utils.translation import gettext as _

from assessments.reports.beside.agreed import VIEWS, Agreed, AgreedEntry, AgreedQuestion, View
from assessments.reports.beside.plan import PlanAction, PlanOwner, PlanUpdate, ReportPlan
from assessments.reports.beside.voices import Dissents, NamedGroup, ReportStatement
from assessments.reports.model import ReportContact


def overfull(report):
    """The report with all beside it that there can be, at great length."""
    long = "W x y z a b c d. " * 120
    views = tuple(View(side, _(VIEWS[side]), long) for side in ("people", "services"))
    day, said = datetime.date(2026, 5, 1), {}
    for place, question in enumerate(report.questions):
        outcome = ("not_agreed", "agreed")[question.kind != "rating" or place % 2]
        level = question.levels[0] if question.kind == "rating" else None
        entry = AgreedEntry(outcome, day, level, () if outcome == "agreed" else views, why=long)
        said[question.key] = AgreedQuestion(question.key, entry)
    update = PlanUpdate(day, "not_doing", "", long[:1000], True)
    owners = tuple(PlanOwner(side, "S", "M", outside="M") for side in ("people", "services"))
    actions = tuple(
        PlanAction(
            key=n,
            number=n,
            what=long[:300],
            about=None,
            why="",
            you_said="",
            support="",
            by_when=day,
            how_known="",
            priority=None,
            state=state,
            state_name="S",
            heading="H",
            owners=owners,
            updates=(update,) if state == "not_doing" else (),
            question="",
        )
        for n in range(1, 11)
        for state in ["not_doing" if n % 2 else "to_start"]
    )
    group = report.groups[0]
    statement = ReportStatement(
        "1", "whole", "", "A", "", long, None, (), 5, (NamedGroup(group.name, group.shapes),), day, ""
    )
    return replace(
        report,
        agreed=Agreed(said),
        plan=ReportPlan(actions),
        dissents=Dissents((statement,) * 12),
        contact=ReportContact("N " * 40, "0" * 40, "a.b.c@d.e", "H " * 40),
        title="T " * 60,
        round_title="R " * 40,
        organisation="O " * 60,
    )
