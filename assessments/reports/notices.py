"""Say what may not be shown, in its place, and why. Pure."""

from collections.abc import Sequence

from assessments.reports.phrases import SIDE_NAMES, in_sentence, joined, joined_groups, people, sentence

# What may not be shown, in its place, with the reason


def not_together(missing: Sequence[str], absent_sides: Sequence[str], scores: bool = True) -> tuple[str, ...]:
    """Why the round was not assessed together, and what follows; empty if it was.

    missing: labels of perspectives that had to take part. absent_sides: 'people', 'services'. scores: whether
    any question asks for scores; where none does, there is no figure that this changes.
    """
    if not missing and not absent_sides:
        return ()
    nobody = [f"no {in_sentence(label)}" for label in missing]
    sides = [f"nobody at all from {SIDE_NAMES[side]}" for side in absent_sides]
    reason = f"Not assessed together: {joined([*nobody, *sides])} took part."
    if not scores:
        return (reason,)
    return (
        reason,
        "So no figure here counts both sides equally. The plain average of everyone is shown, "
        "under its own name.",
    )


def nobody_from(labels: Sequence[str]) -> str:
    """Say which groups nobody came from, of those that need not take part; empty for none."""
    return (
        sentence(f"{joined([f'no {in_sentence(label)}' for label in labels])} took part.") if labels else ""
    )


def too_few(threshold: int) -> str:
    """Nothing at all may be shown."""
    return (
        f"Fewer than {threshold} people sent their answers. To keep them private, no results are shown, "
        "and no comments."
    )


def no_groups(threshold: int, nobody_named: bool) -> str:
    """There is no breakdown."""
    if nobody_named:
        return "Nobody said which group they are in. So everyone is shown together."
    return (
        f"Fewer than {threshold} people took part from one of the sides. If we showed groups, what those few "
        "people said could be worked out. So everyone is shown together."
    )


def set_aside(count: int, threshold: int, *, words_kept: bool = True) -> str:
    """People who named no perspective and are too few to be shown; empty for nobody.

    words_kept: whether comments are in the results at all.
    """
    if not count:
        return ""
    their = "This person’s" if count == 1 else "Their"
    kept = " Comments that they chose to share are kept." if words_kept else ""
    return (
        f"{people(count)} did not say which group they belong to. Fewer than {threshold} people are too few "
        f"to show apart. {their} answers are left out of every number here.{kept}"
    )


def pooled(names: Sequence[str], threshold: int, small_groups: Sequence[str] = ()) -> str:
    """Why these perspectives are one group.

    small_groups: those of the names from which fewer than `threshold` people took part; none where that is
    not known, as in a release made before the numbers were kept.
    """
    first, *others = names
    who = f"{sentence(first)} are shown together with {joined_groups(others)}"
    if not small_groups:
        return f"{who}, because at least one of them had fewer than {threshold} people."
    if len(small_groups) == len(names):
        return f"{who}, because each of them had fewer than {threshold} people."
    as_whom = joined([f"as {name}" for name in small_groups])
    return f"{who}, because fewer than {threshold} people took part {as_whom}."


def by_consent(name: str, count: int, threshold: int) -> str:
    """Why a small group is shown by itself."""
    if count == 1:
        return (
            f"{sentence(name)}: 1 person, fewer than {threshold}. This person agreed to have their own "
            "scores shown."
        )
    return (
        f"{sentence(name)}: {count} people, fewer than {threshold}. All of them agreed to have their scores "
        "shown."
    )


def nothing_for_question(minimum: int, verb: str) -> str:
    """Say why a question shows nothing. verb: 'gave a score' or 'chose an answer'."""
    return f"Not shown, because fewer than {minimum} people {verb}."


def gave_no_score(name: str, dont_know: int, not_applicable: int, not_said: int) -> str:
    """Say of a group that nobody gave a score, and what they said instead."""
    said = {"don’t know": dont_know, "doesn’t apply": not_applicable, "not said": not_said}
    counts = ", ".join(f"{count} {words}" for words, count in said.items() if count)
    return f"{sentence(name)} gave no score: {counts}." if counts else f"{sentence(name)} gave no score."


def left_out(numbers: Sequence[str], of: str, why: str) -> str:
    """Questions that a figure does not count, by their numbers; empty for none. of: the figure's name."""
    if not numbers:
        return ""
    which = f"Question {numbers[0]} is" if len(numbers) == 1 else f"Questions {joined(numbers)} are"
    return f"{which} left out of {of}: {why}."


def everyone_only(minimum: int, verb: str, alone: bool = True) -> str:
    """Say why a question shows no groups although the round has them.

    alone: whether the group could not be shown together with another either; version 1 of the rules did not
    try.
    """
    if not alone:
        return (
            f"Only everyone is shown here, because in one of the groups fewer than {minimum} people {verb}."
        )
    return (
        f"Only everyone is shown here. In one of the groups fewer than {minimum} people {verb}, and there "
        "was no other group to show it with."
    )


def together_here(names: Sequence[str]) -> str:
    """Say which groups are shown together on one question; never in which of them too few gave a score."""
    return f"{sentence(joined(names))} are shown together on this question, to keep their answers private."


def comments_left(left: int, shared: int) -> str:
    """How many comments nobody else reads; empty where all are shared."""
    more = left - shared
    if more <= 0:
        return ""
    word = "more " if shared else ""
    return f"1 {word}comment was left that is not shared." if more == 1 else (
        f"{more} {word}comments were left that are not shared."
    )  # fmt: skip


def words_removed(day: str, reason: str) -> str:
    """Say in the place of somebody's words that they had to go. reason: what follows 'because'."""
    return f"Words removed on {day}, because {reason}."


def answers_not_shared(left: int, shared: int) -> str:
    """Say what became of answers to a text question that nobody else reads; empty where all are shared."""
    more = left - shared
    if not left:
        return "Nobody wrote an answer here."
    if more <= 0:
        return ""
    if shared:
        return f"{more} more {'answer was' if more == 1 else 'answers were'} written, but not shared."
    if more == 1:
        return "1 person wrote an answer. It is not shared."
    return f"{more} people wrote an answer. None of these is shared."
