"""The cards of 'Talk about these first': who says what, a quote of each side, one thing to try. Pure."""

from unicodedata import combining

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.answer_model import Answers, Quote
from assessments.reports.model import Card, SideQuote, Voice
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.scoring.disclosure import SIDES

MOST_OF_A_QUOTE = 280  # letters of it on a card
_JOINERS = "\u200d\ufe0f"  # of what is one sign: an emoji of several


def card(part: ReportPart, question: ReportQuestion, framework: str, *, shows_words: bool) -> Card:
    """Make the card of a question whose groups are apart. shows_words: whether any words may be read."""
    return Card(
        part,
        question,
        framework,
        figure=_("%(gap)s apart") % {"gap": question.gap.printed} if question.gap else "",
        voices=_voices(question),
        quotes=_quotes(question, shows_words=shows_words),
        to_try=question.actions[0] if question.actions else "",
    )


def _voices(question: ReportQuestion) -> tuple[Voice, ...]:
    """Return every group with a position, low to high; those at the two ends in the words of their level."""
    sided = question.sided
    ends = {one.position.printed for one in (sided[0], sided[-1]) if one.position}
    others = [one for one in question.groups if one.group and not one.group.has_side]
    return tuple(
        Voice(
            one.group,
            one.position,
            question.nearest(one.position).level
            if one.group.has_side and one.position.printed in ends
            else None,
        )
        for one in (*sided, *others)
        if one.group and one.position
    )


def _quotes(question: ReportQuestion, *, shows_words: bool) -> tuple[SideQuote, ...]:
    if not shows_words:
        return (SideQuote(None, "", is_cut=False, instead=_("No comments are shown in these results.")),)
    if question.quotes and not question.readable:
        return (SideQuote(None, "", is_cut=False, instead=question.quotes[0].removed),)
    if not question.readable:
        return (SideQuote(None, "", is_cut=False, instead=_("No comments were shared on this question.")),)
    return tuple(found for side in SIDES if (found := _quote_of_side(question, side)))


def _quote_of_side(question: ReportQuestion, side: str) -> SideQuote | None:
    """Return a quote of a side, if the question has groups of that side: of the group at the end, if it has
    any, and one that needs no cutting, if there is one."""
    groups = [one for one in question.groups if one.group and one.group.side == side]
    if not groups:
        return None
    quotes = [quote for quote in question.readable if quote.side == side]
    if not quotes:
        names = phrases.joined([one.group.in_sentence for one in groups if one.group], phrases.OR)
        instead = _("No comment on this is shown as coming from %(groups)s.") % {"groups": names}
        return SideQuote(None, "", is_cut=False, instead=instead)
    ends = [one for one in (question.sided[0], question.sided[-1]) if one in groups]
    best = min(quotes, key=lambda one: (_needs_cutting(one), not _is_of_any(one, ends)))
    words = on_one_line(best.words)
    return SideQuote(best, cut(words), is_cut=_needs_cutting(best), instead="")


def _is_of_any(quote: Quote, groups: list[Answers]) -> bool:
    return any(one.group and set(quote.codes) <= set(one.group.codes) for one in groups)


def _needs_cutting(quote: Quote) -> bool:
    return len(on_one_line(quote.words)) > MOST_OF_A_QUOTE


def on_one_line(words: str) -> str:
    """Return words with every space and new line as one space."""
    return " ".join(words.split())


def cut(words: str, most: int = MOST_OF_A_QUOTE) -> str:
    """Return words, or their beginning with an ellipsis where there are more letters than these: up to a
    space where there is one, and never inside a sign."""
    if len(words) <= most:
        return words
    end = words.rfind(" ", most // 2, most + 1)
    if end < 0:
        end = most
        while end > most // 2 and _is_inside_a_sign(words, end):
            end -= 1
    return f"{words[:end].rstrip(' ,;:')}…"


def _is_inside_a_sign(words: str, end: int) -> bool:
    return bool(combining(words[end])) or words[end] in _JOINERS or words[end - 1] in _JOINERS
