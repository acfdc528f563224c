"""How the results were worked out, in plain words, from the round's real settings. Pure but for
gettext."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.reports.phrases import ALIKE_BELOW, FAR_FROM
from assessments.scoring.ranking import STRONG_FROM

STRONG_FROM_100 = int(100 * STRONG_FROM)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the words depend on.

    rules: the version of the rules that the results were worked out by. threshold: people in the smallest
    group shown. minimum: ratings in a group. words_removed: whether somebody's words had to go by law.
    """

    rules: int
    threshold: int
    minimum: int
    together: bool
    grouped: bool
    barriers: bool
    choices: bool
    released_on: datetime.date
    words_removed: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading and its paragraph."""

    heading: str
    words: str


def passages(settings: Settings) -> tuple[Passage, ...]:
    """Return the passages, in the order in which they are read."""
    found = [
        Passage(_("Both sides counted equally"), _sides(settings)),
        Passage(
            _("Everyone, as a plain average"),
            _(
                "Each person counts the same here, whichever group they are in. So the bigger side counts "
                "for more. That is why we show it next to the other figure, never instead of it."
            ),
        ),
        Passage(_("The gap"), _joined(_gap(), _gap_of_pools(settings))),
        Passage(
            _("From 0 to 100"),
            _joined(
                _(
                    "Questions can have different scales. So that you can compare them, we say where each "
                    "average lies between the least good answer, 0, and the best answer, 100. On every chart "
                    "the best is at the right. A part’s figure is the average of its questions. It is not a "
                    "percentage of people."
                ),
                _same_questions(settings),
            ),
        ),
    ]
    if settings.barriers:
        found.append(
            Passage(
                _("Questions about what gets in the way"),
                _(
                    "Some questions ask what gets in the way. There a high score means that a problem is "
                    "felt strongly. When we turn it into 0 to 100, we turn it round, so that 100 is always "
                    "the best answer."
                ),
            )
        )
    if settings.choices:
        found.append(
            Passage(
                _("Questions with a choice"),
                _("For these we count how many people chose each answer. They have no average and no gap."),
            )
        )
    return (
        *found,
        Passage(
            _("Don’t know"),
            _(
                "‘Don’t know’, ‘Doesn’t apply’, ‘Prefer not to say’ and questions left out are not scores. "
                "They are never counted as 0. We leave them out of the averages and show how many there "
                "were. ‘Least sure’ is how many said ‘Don’t know’, out of everyone who said that or gave a "
                "score."
            ),
        ),
        Passage(_("Small groups"), _small_groups(settings)),
        Passage(_("Few answers to a question"), _few_answers(settings)),
        *([Passage(_("Talk about these first"), _talk_first())] if settings.rules > 1 else []),
        Passage(_("Comments"), _comments(settings)),
        Passage(
            _("Worked out once"),
            _(
                "These results were worked out once, on %(day)s, when nobody could change their answers any "
                "more. They are never worked out again."
            )
            % {"day": date_format(settings.released_on, "j F Y")},
        ),
    )


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _gap() -> str:
    return _(
        "The gap is the difference between the highest and the lowest group’s figure, as they are printed. "
        "People who named no group are not part of it. Groups are far apart from %(far)s up, apart from "
        "%(apart)s, and close together below that. A big gap is not bad. It is where to start talking."
    ) % {"far": FAR_FROM, "apart": ALIKE_BELOW}


def _comments(settings: Settings) -> str:
    removed = _("Some had to go by law: in their place we say on which day that was, and why.")
    return _joined(
        _("We print a comment only if the person who wrote it said yes. We have not changed any words."),
        removed if settings.words_removed else "",
        _(
            "We name the group only if the person said yes to that too, and %(least)s people or more are in "
            "it. Where we do not name it, we do not say why. The order is random."
        )
        % {"least": settings.threshold},
    )


def _sides(settings: Settings) -> str:
    words = _(
        "We work out each group’s average first. Then each side gets one figure, from its groups: people and "
        "communities, and services and professionals. Each side counts for half, however many people are "
        "on it."
    )
    if not settings.together:
        return _joined(words, _("This round has no such figure, because it was not assessed together."))
    if not settings.grouped:
        return _joined(words, _("This round has no such figure, because no groups can be shown."))
    return words


def _small_groups(settings: Settings) -> str:
    return _(
        "We show what a group said only if %(least)s people or more are in it, or if all of them agreed to "
        "be shown. A smaller group is put together with another from the same side and shown as one. If a "
        "side is still too small, no groups are shown at all. Otherwise the answers of the few could be "
        "worked out by taking one number from another."
    ) % {"least": settings.threshold}


# What version 1 of the rules did otherwise is said of the results that it made: they stay as they are.


def _gap_of_pools(settings: Settings) -> str:
    if settings.rules == 1 or not settings.grouped:
        return ""
    return _(
        "On a question where some groups are shown together, or gave no score, the real gap may be wider. "
        "So we never say there that the groups are close together."
    )


def _same_questions(settings: Settings) -> str:
    if settings.rules == 1 or not settings.grouped:
        return ""
    return _(
        "All the marks in one row rest on the same questions: those where each group is shown separately "
        "and gave scores. Beside the row it says how many. If they are fewer than half, we give no figures "
        "for the groups, and everyone’s figure rests on all questions with a score."
    )


def _few_answers(settings: Settings) -> str:
    if settings.rules == 1 or not settings.grouped:
        start = _(
            "If 1 or 2 people in a group gave a score, fewer than %(least)s, that question shows everyone "
            "only. If that is still too few, it shows nothing."
        )
    else:
        start = _(
            "If 1 or 2 people in a group gave a score, fewer than %(least)s, we show that group together "
            "with another from the same side on that question. We say which groups are shown together, but "
            "not in which of them too few gave a score. Where no other group is left, the question shows "
            "everyone only. If that is still too few, it shows nothing."
        )
    held_back = _("A group whose people all agreed to be shown is not held back by this.")
    return _joined(start % {"least": settings.minimum}, held_back)


def _talk_first() -> str:
    return _(
        "‘Furthest apart’ goes by the gap, as a share of the scale. ‘Scored lowest’ goes by both sides "
        "counted equally; where a question has no such figure, by the plain average, and it says so. ‘Strong "
        "together’ are questions on which all groups are close together, and none of them under "
        "%(strong)s out of 100."
    ) % {"strong": STRONG_FROM_100}
