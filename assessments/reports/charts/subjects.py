"""What the charts show of a report. Words come from the report; here they are put beside the numbers of each
picture, so that its title holds the whole message (docs/rules.md, Figures and charts). Pure."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.answer_model import Answers, Figure, ReportGroup
from assessments.reports.beside.change import Changed, ReportChange
from assessments.reports.charts import slopes, strips
from assessments.reports.part_model import Area
from assessments.reports.question_model import OptionRow, ReportQuestion
from assessments.scoring.change import GapMove


def _strip_of(
    label: str,
    placed: Sequence[tuple[ReportGroup, Figure]],
    of: Area | ReportQuestion,
    everyone: Figure | None,
) -> dict[str, Any]:
    """Return what a strip shows: its title, which holds the whole message, its points and its band."""
    said = [f"{group.name} {position.printed}" for group, position in placed]
    if said:
        told = [f"{'; '.join(said)}."]
        told += [_("Gap %(gap)s.") % {"gap": of.gap.printed}] if of.gap else []
        told += [] if of.band else [_("Groups are not compared.")]
    else:
        told = [_("groups are not compared.")]
        told += [_("Everyone %(score)s.") % {"score": everyone.printed}] if everyone else []
    return {
        "title": f"{label}: {' '.join(told)}",
        "points": [
            strips.Point(group.name, group.shapes, int(position.rounded)) for group, position in placed
        ],
        "band": of.band,
        "everyone": int(everyone.rounded) if everyone else None,
    }


def strip_of_question(question: ReportQuestion) -> dict[str, Any]:
    """Return where groups are on a rating question."""
    placed = [(row.group, row.position) for row in question.groups if row.group and row.position]
    return _strip_of(
        question.label, placed, question, question.everyone.position if question.everyone else None
    )


def strip_of_area(area: Area, label: str) -> dict[str, Any]:
    """Return where groups are on a part or framework. label: what it is called."""
    placed = [(one.group, one.position) for one in area.groups if one.position]
    return _strip_of(label, placed, area, area.everyone)


def distribution_of(question: ReportQuestion, row: Answers, place: int) -> dict[str, Any]:
    """Return what a bar shows: from the least good answer to the best, then those without a score."""
    counts = question.by_goodness(row.counts)
    gave = _("%(people)s gave %(answer)s")
    said = [gave % {"people": count.people, "answer": count.name} for count in counts if count.people]
    others = {
        _("don’t know"): row.dont_know,
        _("doesn’t apply"): row.not_applicable,
        _("not said"): row.not_said,
    }
    said += [f"{count} {words}" for words, count in others.items() if count]
    return {
        "ident": f"{question.anchor}-bar{place}",
        "title": f"{question.number}, {row.name}: {', '.join(said) or _('no answers')}",
        "counts": [(count.name, count.people) for count in counts],
        "without_score": row.without_score,
    }


def row_of(question: ReportQuestion, row: Answers, place: int) -> dict[str, Any]:
    """Return what one row of a question shows: where a group is, the gap that runs through all rows, the
    score with both sides counted equally, and the places of the levels."""
    ends = question.sided
    position = row.position
    value = int(position.rounded) if position else None
    point = strips.Point(row.name, row.group.shapes, value) if row.group and value is not None else None
    return {
        "ident": f"{question.anchor}-row{place}",
        "title": f"{row.name}: {_('%(score)s of 100') % {'score': value} if position else _('no score')}",
        "point": point,
        "everyone": None if row.group else value,
        "band": question.band,
        "ends": _ends_of(ends[0].position, ends[-1].position) if len(ends) > 1 else None,
        "both": int(question.parity.rounded) if question.parity else None,
        "ticks": [step.at for step in question.steps],
    }


def _ends_of(low: Figure | None, high: Figure | None) -> tuple[int, int] | None:
    return (int(low.rounded), int(high.rounded)) if low and high else None


def option_of(question: ReportQuestion, row: OptionRow, place: int) -> dict[str, Any]:
    """Return how many people picked an option."""
    said = phrases.some_who_chose(row.people, row.out_of)
    return {
        "ident": f"{question.anchor}-option{place}",
        "title": f"{question.number}, {row.label}: {said}",
        "count": row.people,
        "out_of": row.out_of,
    }


def slopes_of(one: Changed, change: ReportChange, place: str) -> dict[str, Any]:
    """Return what moved for whom on a question or part. place: tells the charts of one page apart."""
    rows = [row for row in one.groups if row.move]
    then_and_now = _("%(name)s %(then)s then, %(now)s now, %(moved)s")
    said = [
        then_and_now % {"name": row.name, "then": row.then, "now": row.now, "moved": row.moved}
        for row in rows
    ]
    told = [f"{'; '.join(said)}."]
    if one.gap:
        values = {"name": _("Gap"), "then": one.gap.then, "now": one.gap.now, "moved": one.gap_moved}
        told.append(f"{then_and_now % values}.")
    subject = _("%(question)s, %(then)s to %(now)s, from 0 to 100:") % {
        "question": f"{one.number} {one.title}", "then": change.then.when, "now": change.now.when,
    }  # fmt: skip
    return {
        "ident": f"{one.anchor}-{place}",
        "title": " ".join([subject, *told]),
        "then": change.then.short,
        "now": change.now.short,
        "lines": [slopes.Slope(row.name, row.shapes, int(row.then), int(row.now)) for row in rows],
    }


def gap_of(one: Changed, gap: GapMove, change: ReportChange, place: str) -> dict[str, Any]:
    """Return how far a gap moved."""
    return {
        "ident": f"{one.anchor}-{place}",
        "title": _("%(question)s: gap %(gap_then)s in %(then)s, %(gap_now)s in %(now)s, %(moved)s")
        % {
            "question": f"{one.number} {one.title}",
            "gap_then": gap.then,
            "then": change.then.when,
            "gap_now": gap.now,
            "now": change.now.when,
            "moved": one.gap_moved,
        },
        "then": gap.then,
        "now": gap.now,
    }
