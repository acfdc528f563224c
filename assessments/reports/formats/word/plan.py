"""The plan in the Word file."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.reports.beside.plan import PlanAction, ReportPlan
from assessments.reports.formats.word.document import Text, WordDocument, Words
from frameworks import languages


def write_plan(file: WordDocument, plan: ReportPlan) -> None:
    """Add what the group will do, and what it said it would do after the round before; nothing where there is
    neither."""
    if plan.actions:
        file.heading(_("What we will do"), 1)
        file.table(
            _("What we will do"),
            (_("What"), _("Owners"), _("Support and pay"), _("By when, and how people will know")),
            [
                (tuple(_what(action)), _owners(action), _own(action.support), tuple(_when(action)))
                for action in plan.actions
            ],
            (6, 4, 4, 5),
        )
        if plan.review_on:
            file.paragraph(
                _("We look at it again on %(day)s.") % {"day": date_format(plan.review_on, "j F Y")}
            )
    if plan.before:
        file.heading(_("What we said we would do"), 1 if not plan.actions else 2)
        file.paragraph(_("The plan after %(before_title)s.") % {"before_title": plan.before_title})
        file.bullets(_before(action) for action in plan.before)


def _own(words: str) -> Text:
    """Mark people's own words: their language is not known."""
    return Words(words, None) if words else "–"


def _what(action: PlanAction) -> Sequence[Words]:
    found = [Words(f"{action.state_name}. ", is_bold=True), Words(f"{action.number} {action.what}", None)]
    if action.about:
        theirs = action.about.language
        language = "" if languages.same(theirs, languages.page_language()) else theirs
        found += [
            Words(f" ({_('from')} {action.about.number} "),
            Words(action.about.title, language),
            Words(")"),
        ]
    if words := action.why_not:
        found += [Words(f" {_('Why not:')} "), Words(words, None)]
    elif action.told:
        found += [Words(" "), Words(action.told.words, None)]
    return found


def _owners(action: PlanAction) -> str:
    return "; ".join(
        owner.outside or _("%(side_name)s: nobody yet") % {"side_name": owner.side_name}
        for owner in action.owners
    )


def _when(action: PlanAction) -> Sequence[Words]:
    day = [Words(f"{date_format(action.by_when, 'j F Y')}. ", is_bold=True)] if action.by_when else []
    return [*day, Words(action.how_known, None)] if action.how_known else day or [Words("–")]


def _before(action: PlanAction) -> Text:
    why_not = f" {_('Why not:')} {action.why_not}" if action.why_not else ""
    return [Words(f"{action.heading}: ", is_bold=True), Words(f"{action.what}{why_not}", None)]
