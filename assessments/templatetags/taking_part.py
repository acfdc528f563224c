"""Small pictures and words for the pages of a round."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import charts
from assessments.models import Answer, Perspective
from assessments.queries import Given, Part
from frameworks.content import QuestionContent, SectionContent

register = template.Library()


@register.simple_tag
def marker(perspective: Perspective | None) -> SafeString:
    """The shape of a perspective; a ring for people who named none. Its name stands beside it."""
    return mark_safe(charts.icon([perspective.marker if perspective else "ring"]))


@register.simple_tag
def people_picture(perspective: Perspective | None, count: int) -> SafeString:
    """A filled shape for each person who has sent. At most one for each perspective on a page."""
    ident = f"sent-{perspective.position if perspective else 'none'}"
    title = ngettext(
        "%(count)s person has sent their answers", "%(count)s people have sent their answers", count
    ) % {"count": count}
    shape = perspective.marker if perspective else "ring"
    return mark_safe(charts.people_row(ident=ident, title=title, shape=shape, count=count))


@register.filter
def said(given: Given, question: QuestionContent) -> str:
    """An answer in words: '2 A little', 'Don’t know', the options that were picked; '' for none."""
    for level in question.levels:
        if level.id == given.level:
            return f"{level.value} {level.label}"
    if given.special:
        return str(Answer.Special(given.special).label)
    return "; ".join(option.label for option in question.options if option.id in given.options)


@register.filter
def sharing_label(given: Given) -> str:
    """What may happen to the words of an answer, in words."""
    return (
        str(Answer.Sharing(given.sharing).label) if given.sharing else _("Still to choose: who may read this")
    )


@register.filter
def opens(part: Part, question: QuestionContent) -> SectionContent | None:
    """The section within the part that begins with this question, if one does."""
    return part.opens(question)
