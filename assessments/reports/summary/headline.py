"""What the results say in one sentence, with what all groups agree on. Pure.

Where groups are furthest apart is read from the frozen ranking, never worked out again (docs/rules.md, Talk
about these first).
"""

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.model import Headline
from assessments.reports.summary.leads import scores_of
from assessments.reports.summary.lists import Place, Places, told_apart
from assessments.scoring.results import FrozenResults


def headline(results: FrozenResults, places: Places) -> Headline:
    """Word the headline. places: where each question of the round is in the report, by key."""
    rated = [place for place in places.values() if place[1].kind == "rating"]
    if not results.people.shown:
        return Headline(_("Too few people took part to show any results."))
    if not rated:
        kinds = [question.kind for _, question, _ in places.values()]
        return Headline(phrases.without_scores(kinds.count("choice"), kinds.count("text")))
    if results.people.groups is None:
        return _of_everyone(results, places)
    words, language = _apart(results, places)
    agreed, agreed_language = _agreed(results, places)
    return Headline(words, language, agreed, agreed_language)


def _named(place: Place) -> tuple[str, str]:
    """Return the short title of a question in quotation marks, and its language."""
    part, question, _ = place
    return f"‘{phrases.isolated(question.title, part.is_foreign)}’", part.language


def _of_everyone(results: FrozenResults, places: Places) -> Headline:
    together = _("Everyone is shown together, so groups could not be compared.")
    if not results.talk_first.lowest:
        return Headline(together)
    place = places[results.talk_first.lowest[0]]
    title, language = _named(place)
    score = place[1].score
    if not score:
        return Headline(together, language)
    told = {"question": title, "score": score.printed}
    lowest = _("What everyone scored lowest is %(question)s: %(score)s of 100.") % told
    return Headline(f"{together} {lowest}", language)


def _apart(results: FrozenResults, places: Places) -> tuple[str, str]:
    if not results.apart:
        return phrases.none_apart(*told_apart(places)), ""
    place = places[results.apart[0]]
    title, language = _named(place)
    ends = phrases.ends_said(scores_of(place[1].groups), _levels_at_the_ends(place))
    told = {"question": title, "ends": ends}
    return _("We are furthest apart on %(question)s: %(ends)s.") % told, language


def _levels_at_the_ends(place: Place) -> tuple[str, str]:
    """Return what the levels say that are nearest to the lowest and the highest group; nothing for a number
    alone."""
    part, question, _ = place
    low, high = (
        "" if level.says_nothing else phrases.isolated(level.words.rstrip(". "), part.is_foreign)
        for level in (
            question.nearest(one.position).level
            for one in (question.sided[0], question.sided[-1])
            if one.position
        )
    )
    return low, high


def _agreed(results: FrozenResults, places: Places) -> tuple[str, str]:
    if not results.talk_first.strong_together:
        compared = 0 if results.talk_first.strong_together is None else told_apart(places)[0]
        return (phrases.none_strong(compared) if compared else ""), ""
    place = places[results.talk_first.strong_together[0]]
    title, language = _named(place)
    if place[1].is_barrier:
        return _("We agree that %(question)s is hardly in the way.") % {"question": title}, language
    return _("We agree that %(question)s is strong.") % {"question": title}, language
