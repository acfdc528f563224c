"""Say what may not be shown, in its place, and why. Pure but for gettext."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assessments.reports.phrases import SIDE_NAMES, in_sentence, joined, joined_groups, sentence

# What too few people did on a question: `verb` below.
GAVE_A_SCORE, CHOSE_AN_ANSWER = gettext_noop("gave a score"), gettext_noop("chose an answer")

# What may not be shown, in its place, with the reason


def not_together(missing: Sequence[str], absent_sides: Sequence[str], scores: bool = True) -> tuple[str, ...]:
    """Why the round was not assessed together, and what follows; empty if it was.

    missing: labels of perspectives that had to take part. absent_sides: 'people', 'services'. scores: whether
    any question asks for scores; where none does, there is no figure that this changes.
    """
    if not missing and not absent_sides:
        return ()
    nobody = [_no(label) for label in missing]
    sides = [_("nobody at all from %(side)s") % {"side": _(SIDE_NAMES[side])} for side in absent_sides]
    reason = _("Not assessed together: %(nobody)s took part.") % {"nobody": joined([*nobody, *sides])}
    if not scores:
        return (reason,)
    return (
        reason,
        _(
            "So no figure here counts both sides equally. The plain average of everyone is shown, "
            "under its own name."
        ),
    )


def _no(label: str) -> str:
    return _("no %(group)s") % {"group": in_sentence(label)}


def nobody_from(labels: Sequence[str]) -> str:
    """Say which groups nobody came from, of those that need not take part; empty for none."""
    if not labels:
        return ""
    return sentence(_("%(nobody)s took part.") % {"nobody": joined([_no(label) for label in labels])})


def too_few(threshold: int) -> str:
    """Nothing at all may be shown."""
    return _(
        "Fewer than %(least)s people sent their answers. To keep them private, no results are shown, and no "
        "comments."
    ) % {"least": threshold}


def no_groups(threshold: int, nobody_named: bool) -> str:
    """There is no breakdown."""
    if nobody_named:
        return _("Nobody said which group they are in. So everyone is shown together.")
    return _(
        "Fewer than %(least)s people took part from one of the sides. If we showed groups, what those few "
        "people said could be worked out. So everyone is shown together."
    ) % {"least": threshold}


def set_aside(count: int, threshold: int, *, words_kept: bool = True) -> str:
    """People who named no perspective and are too few to be shown; empty for nobody.

    words_kept: whether comments are in the results at all.
    """
    if not count:
        return ""
    told = ngettext(
        "%(count)s person did not say which group they belong to. Fewer than %(least)s people are too few to "
        "show apart. This person’s answers are left out of every number here.",
        "%(count)s people did not say which group they belong to. Fewer than %(least)s people are too few to "
        "show apart. Their answers are left out of every number here.",
        count,
    ) % {"count": count, "least": threshold}
    return f"{told} {_('Comments that they chose to share are kept.')}" if words_kept else told


def pooled(names: Sequence[str], threshold: int, small_groups: Sequence[str] = ()) -> str:
    """Why these perspectives are one group.

    small_groups: those of the names from which fewer than `threshold` people took part; none where that is
    not known, as in a release made before the numbers were kept.
    """
    first, *others = names
    told: dict[str, object] = {
        "group": sentence(first),
        "others": joined_groups(others),
        "least": threshold,
        "small": joined([_("as %(group)s") % {"group": name} for name in small_groups]),
    }
    if not small_groups:
        words = _(
            "%(group)s are shown together with %(others)s, because at least one of them had fewer than "
            "%(least)s people."
        )
    elif len(small_groups) == len(names):
        words = _(
            "%(group)s are shown together with %(others)s, because each of them had fewer than %(least)s "
            "people."
        )
    else:
        words = _(
            "%(group)s are shown together with %(others)s, because fewer than %(least)s people took part "
            "%(small)s."
        )
    return words % told


def by_consent(name: str, count: int, threshold: int) -> str:
    """Why a small group is shown by itself."""
    return ngettext(
        "%(group)s: %(count)s person, fewer than %(least)s. This person agreed to have their own scores "
        "shown.",
        "%(group)s: %(count)s people, fewer than %(least)s. All of them agreed to have their scores shown.",
        count,
    ) % {"group": sentence(name), "count": count, "least": threshold}


def nothing_shown() -> str:
    """Say why nothing is shown of any question."""
    return _("Not shown, because too few people took part.")


def no_words() -> str:
    """Say why nothing is shown of a question that asks for words."""
    return _("No words are shown, because too few people took part.")


def nothing_for_question(minimum: int, verb: str) -> str:
    """Say why a question shows nothing. verb: GAVE_A_SCORE or CHOSE_AN_ANSWER."""
    told = {"least": minimum, "did": _(verb)}
    return _("Not shown, because fewer than %(least)s people %(did)s.") % told


def gave_no_score(name: str, dont_know: int, not_applicable: int, not_said: int) -> str:
    """Say of a group that nobody gave a score, and what they said instead."""
    said = {_("don’t know"): dont_know, _("doesn’t apply"): not_applicable, _("not said"): not_said}
    counts = ", ".join(f"{count} {words}" for words, count in said.items() if count)
    told = {"group": sentence(name), "counts": counts}
    if not counts:
        return _("%(group)s gave no score.") % told
    return _("%(group)s gave no score: %(counts)s.") % told


def left_out(numbers: Sequence[str], of: str, why: str) -> str:
    """Questions that a figure does not count, by their numbers; empty for none. of: the figure's name."""
    if not numbers:
        return ""
    return ngettext(
        "Question %(numbers)s is left out of %(of)s: %(why)s.",
        "Questions %(numbers)s are left out of %(of)s: %(why)s.",
        len(numbers),
    ) % {"numbers": joined(numbers), "of": of, "why": why}


def everyone_only(minimum: int, verb: str, alone: bool = True) -> str:
    """Say why a question shows no groups although the round has them.

    alone: whether the group could not be shown together with another either; version 1 of the rules did not
    try.
    """
    told = {"least": minimum, "did": _(verb)}
    if not alone:
        return (
            _(
                "Only everyone is shown here, because in one of the groups fewer than %(least)s people "
                "%(did)s."
            )
            % told
        )
    return (
        _(
            "Only everyone is shown here. In one of the groups fewer than %(least)s people %(did)s, and "
            "there was no other group to show it with."
        )
        % told
    )


def together_here(names: Sequence[str]) -> str:
    """Say which groups are shown together on one question; never in which of them too few gave a score."""
    told = {"groups": sentence(joined(names))}
    return _("%(groups)s are shown together on this question, to keep their answers private.") % told


def comments_left(left: int, shared: int) -> str:
    """How many comments nobody else reads; empty where all are shared."""
    more = left - shared
    if more <= 0:
        return ""
    if shared:
        words = ngettext(
            "%(count)s more comment was left that is not shared.",
            "%(count)s more comments were left that are not shared.",
            more,
        )
    else:
        words = ngettext(
            "%(count)s comment was left that is not shared.",
            "%(count)s comments were left that are not shared.",
            more,
        )
    return words % {"count": more}


def answers_not_shared(left: int, shared: int) -> str:
    """Say what became of answers to a text question that nobody else reads; empty where all are shared."""
    more = left - shared
    if not left:
        return _("Nobody wrote an answer here.")
    if more <= 0:
        return ""
    if shared:
        words = ngettext(
            "%(count)s more answer was written, but not shared.",
            "%(count)s more answers were written, but not shared.",
            more,
        )
    else:
        words = ngettext(
            "%(count)s person wrote an answer. It is not shared.",
            "%(count)s people wrote an answer. None of these is shared.",
            more,
        )
    return words % {"count": more}
