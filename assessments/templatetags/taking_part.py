"""Small pictures and words for the pages of a round."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import choices
from assessments.choices import Sharing, Special
from assessments.models import Perspective, Round
from assessments.reports.charts import icons
from assessments.responses.answers import AnswerContent
from assessments.responses.display import Look, look_of
from assessments.responses.languages import reading_of
from assessments.rounds.contents import RoundPart, told_in_full, told_in_short
from assessments.rounds.promise import Line
from assessments.rounds.states import early_words
from frameworks.content import QuestionContent, SectionContent

register = template.Library()


@register.simple_tag(takes_context=True)
def page_look(context: Context) -> SafeString:
    """' class="look-large"' for <html>, as somebody who takes part chose; '' for everybody else."""
    classes = _look(context).classes
    return format_html(' class="{}"', classes) if classes else mark_safe("")


@register.simple_tag(takes_context=True)
def dark_media(context: Context) -> str:
    """Return for what media the dark colours are (responses/display.py); '' for none."""
    return _look(context).dark_media


def _look_choices() -> list[tuple[str, str, dict[str, str]]]:
    """Each kind of choice (assessments/responses/display.py): its name, and its choices in words."""
    return [
        ("words", _("Words:"), {"as-written": _("As they were written"), "easy": _("Shorter words")}),
        ("size", _("Text:"), {"usual": _("Usual"), "large": _("Large"), "largest": _("Very large")}),
        (
            "colours",
            _("Colours:"),
            {
                "device": _("As this device has it"),
                "paper": _("Warm paper"),
                "dark": _("Dark"),
                "contrast": _("Black on white"),
            },
        ),
        ("pace", _("Questions:"), {"part": _("A part at a time"), "one": _("One at a time")}),
    ]


def _look(context: Context) -> Look:
    request = context.get("request")
    return Look() if request is None else look_of(request)


@register.inclusion_tag("assessments/responses/_looks.html", takes_context=True)
def looks(context: Context, of: str = "", answering: bool = True) -> dict[str, Any]:
    """How this page looks, and the buttons that change it. of: the id of the form which they send, so that
    what was typed is saved first; '' where nothing is typed, for a form of their own. answering: whether the
    page leads to the questions; else what only they can do is left out. Shorter words are offered where the
    round has any."""
    shorter = answering and bool(reading_of(context["request"], context["round"]).shorter)
    left_out = set() if shorter else {"words"}
    if not answering:
        left_out.add("pace")
    return {
        "of": of,
        "shorter": shorter,
        "rows": [row for row in _look_rows(_look(context)) if row["kind"] not in left_out],
        "languages": context.get("languages"),
        "others": [choice for choice in context.get("languages") or () if not choice.now],
        "round": context["round"],
        "path": context["request"].path,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/looks_of_site.html", takes_context=True)
def looks_of_site(context: Context) -> dict[str, Any]:
    """How all pages look, and the buttons that change it."""
    rows = _look_rows(_look(context))
    return {"rows": [row for row in rows if row["kind"] in ("size", "colours")]}


def _look_rows(look: Look) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "label": label,
            "choices": [
                {"value": value, "label": words, "now": getattr(look, kind) == value}
                for value, words in choices.items()
            ],
        }
        for kind, label, choices in _look_choices()
    ]


@register.simple_tag(takes_context=True)
def promised(context: Context, how: str) -> list[Line]:
    """Return what people were told when the round opened, 'in short' or 'in full'; in shorter words for those
    who chose them, where the round has any."""
    round_ = context["round"]
    reading = reading_of(context["request"], round_)
    told = told_in_short if how == "in short" else told_in_full
    return told(round_, shorter=reading.look.is_shorter and bool(reading.shorter))


register.filter(told_in_full)
register.filter(told_in_short)


register.simple_tag(choices.no_group_means)


@register.simple_tag
def early(round_: Round) -> str:
    """Return why a round ended, or is to end, before the day that people were told; '' where it does not."""
    return early_words(round_)


@register.filter
def at_code(places: Mapping[str | None, str], perspective: Perspective | None) -> str:
    """Return how a perspective would be shown (reports/outlook.py); None: people who named none."""
    return places[perspective.code if perspective else None]


@register.simple_tag
def marker(perspective: Perspective | None) -> SafeString:
    """Return the shape of a perspective; a ring for people who named none. Its name stands beside it."""
    return mark_safe(icons.icon([perspective.marker if perspective else "ring"]))


PEOPLE_IN_A_BAR = 50  # from so many up, people are not drawn one by one


@register.simple_tag
def people_picture(
    perspective: Perspective | None, count: int, longest: int, expected: int | None = None
) -> SafeString:
    """Draw a filled shape for each person who has sent, and an empty one for each who is still expected; or
    from fifty up one bar. longest: how many have sent from the perspective with the most. At most one picture
    for each perspective on a page."""
    ident = f"sent-{perspective.position if perspective else 'none'}"
    title = ngettext(
        "%(count)s person has sent their answers", "%(count)s people have sent their answers", count
    ) % {"count": count}
    shape = perspective.marker if perspective else "ring"
    if count < PEOPLE_IN_A_BAR:
        awaited = expected if expected and expected < PEOPLE_IN_A_BAR else 0
        drawn = icons.people_row(ident=ident, title=title, shape=shape, count=count, expected=awaited)
        return mark_safe(drawn)
    return mark_safe(icons.people_bar(ident=ident, title=title, shape=shape, count=count, longest=longest))


@register.filter
def most_people(sent: Sequence[Any]) -> int:
    """Return the number of people in the largest row of those who have sent; 0 for no rows."""
    return max((row.people for row in sent), default=0)


@register.filter
def said(given: AnswerContent, question: QuestionContent) -> str:
    """Return an answer in words: '2 A little', 'Don’t know', the options that were picked; '' for none."""
    for level in question.levels:
        if level.id == given.level:
            return level.name
    if given.special:
        return str(Special(given.special).label)
    return "; ".join(option.label for option in question.options if option.id in given.options)


@register.filter
def level_value(given: AnswerContent, question: QuestionContent) -> int | str:
    """Return the value of the level of an answer; '' where it has none."""
    return next((level.value for level in question.levels if level.id == given.level), "")


@register.filter
def sharing_label(given: AnswerContent) -> str:
    """Return what may happen to the words of an answer, in words."""
    return str(Sharing(given.sharing).label) if given.sharing else _("Still to choose: who may read this")


@register.filter
def opens(part: RoundPart, question: QuestionContent) -> SectionContent | None:
    """Return the section within the part that begins with this question, if one does."""
    return part.opens(question)
