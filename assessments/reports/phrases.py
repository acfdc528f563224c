"""The sentences that stand with results, made by rules: plain values in, plain English out.

Pure. They say who is higher and who is lower, and never whether that is good: a big gap is where to start
talking (docs/rules.md, Figures and charts). A sentence is always worked out from the figures as they are
printed, so that nobody's subtraction disagrees with it. Where no rule fits, there is a plain fallback.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assessments.scoring.questions import APART_BELOW, CLOSE_BELOW

Direction = Literal["strength", "barrier", "mixed"]

SIDE_NAMES = {"people": "people and communities", "services": "services and professionals"}
ALIKE_BELOW = int(100 * CLOSE_BELOW)  # of 100: groups as close as this on a whole part are about the same
FAR_FROM = int(100 * APART_BELOW)  # of 100

# A group's name starts small inside a sentence only where its first word is a plain word; a place or a
# short form keeps its capital.
_PLAIN_WORDS = {
    "carers", "clinicians", "commissioners", "communities", "community", "doctors", "everyone", "families",
    "family", "friends", "leaders", "managers", "members", "nurses", "partners", "peer", "peers", "people",
    "practitioners", "professionals", "senior", "service", "services", "social", "staff", "students",
    "support", "survivors", "team", "therapists", "trustees", "volunteers", "workers", "young",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """A group's figure as printed: `name` as it stands inside a sentence."""

    name: str
    value: Decimal


def in_sentence(label: str) -> str:
    """Give a group's name as it stands inside a sentence: 'Service users' becomes 'service users'."""
    first = label.split(" ", 1)[0]
    return label[:1].lower() + label[1:] if first.lower() in _PLAIN_WORDS else label


def joined(names: Sequence[str], word: str = "and") -> str:
    """Join names: 'a', 'a and b', 'a, b and c'; a name with an 'and' of its own is set off by a comma."""
    if len(names) < 2:
        return "".join(names)
    comma = "," if any(" and " in name or "," in name for name in names) else ""
    return f"{', '.join(names[:-1])}{comma} {word} {names[-1]}"


def joined_groups(names: Sequence[str]) -> str:
    """Join groups as `joined`, where a name that has an 'and' of its own stays whole.

    'a, b and the group of c and d': such names come last, so that nobody reads c as a group by itself.
    """
    if len(names) < 2:
        return joined(names)
    whole = [name for name in names if " and " not in name]
    pooled = [f"the group of {name}" for name in names if " and " in name]
    if len(pooled) < 2:
        comma = "," if len(whole) > 1 and pooled else ""
        return f"{', '.join(whole)}{comma} and {pooled[0]}" if pooled else joined(whole)
    return joined([*whole, *pooled])


def people(count: int) -> str:
    """'nobody', '1 person', '2 people'."""
    return "nobody" if count == 0 else "1 person" if count == 1 else f"{count} people"


def on_paper(count: int, total: int) -> str:
    """How many of those who took part did so on paper; empty for none."""
    if not count:
        return ""
    return f"{'All' if count == total > 1 else count} of them answered on paper."


def sentence(text: str) -> str:
    """Start the text with a capital."""
    return text[:1].upper() + text[1:]


ISOLATE, POP_ISOLATE = "\u2068", "\u2069"  # FSI and PDI of Unicode Standard Annex 9


def isolated(words: str, is_foreign: bool) -> str:
    """Set words in another language apart within a sentence, so that they run their own way, and a page can
    mark their language (frameworks/templatetags/languages.py, `marked`)."""
    return f"{ISOLATE}{words}{POP_ISOLATE}" if is_foreign and words else words


def ended(text: str) -> str:
    """End the text with a full stop, unless it ends with a mark of its own."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


# Who is higher and who is lower


@dataclass(frozen=True, slots=True)
class Split:
    """Groups in two camps with a clear space between them, or (not `clear`) just the two ends."""

    low: tuple[str, ...]
    high: tuple[str, ...]
    clear: bool


def split(scores: Sequence[Score]) -> Split:
    """Part the groups at the widest space between neighbours.

    The space is clear if it is the only one of its width and at least half of the whole gap; otherwise the
    groups at the two ends are named. Needs two scores or more that are not all the same.
    """
    ordered = sorted({score.value for score in scores})
    spaces = [high - low for low, high in itertools.pairwise(ordered)]
    widest = max(spaces)
    clear = spaces.count(widest) == 1 and widest * 2 >= ordered[-1] - ordered[0]
    last_low = ordered[spaces.index(widest)] if clear else ordered[0]
    first_high = ordered[spaces.index(widest) + 1] if clear else ordered[-1]
    return Split(
        low=tuple(score.name for score in scores if score.value <= last_low),
        high=tuple(score.name for score in scores if score.value >= first_high),
        clear=clear,
    )


def about_question(
    scores: Sequence[Score], agreement: str | None, direction: Direction, all_rated: bool
) -> str:
    """Set what the groups of one question say side by side.

    scores: the averages of the groups with a side, as printed. agreement: the scoring's word for the exact
    gap, or None where there is no gap, or where it might be wider than it looks. all_rated: whether every
    group gave scores.
    """
    if len(scores) < 2:
        return _too_few_to_compare(scores)
    if agreement is None:
        why = "some groups are shown together here" if all_rated else "not every group gave scores here"
        return f"We cannot say whether the groups agree, because {why}."
    if agreement == "close" or len({score.value for score in scores}) == 1:
        return _alike(len(scores), "this", direction, all_rated)
    much = "much " if agreement == "far_apart" else ""
    return _apart(split(scores), "this", much, direction)


def about_area(scores: Sequence[Score], direction: Direction, what: str = "this part") -> str:
    """Set what the groups of a part or a framework say side by side; empty with fewer than two groups.

    scores: favourable positions as printed, 0 to 100. direction: of its questions. what: 'this part'.
    """
    if len(scores) < 2:
        return ""
    if close_overall(scores):
        if direction == "barrier":
            who = "Both" if len(scores) == 2 else "All"
            return f"{who} groups see about the same amount that gets in the way."
        return _alike(len(scores), what, direction, all_rated=True)
    much = "much " if _gap(scores) >= FAR_FROM else ""
    if direction != "barrier":
        return _apart(split(scores), what, much, direction)
    # For barriers the low end of the positions is where most is in the way.
    return _in_the_way(split([Score(score.name, -score.value) for score in scores]), much)


def _gap(scores: Sequence[Score]) -> Decimal:
    values = [score.value for score in scores]
    return max(values) - min(values)


def close_overall(scores: Sequence[Score]) -> bool:
    """Whether two groups or more stand about the same on a part or framework, as printed, 0 to 100."""
    return len(scores) > 1 and _gap(scores) < ALIKE_BELOW


def far_apart(scores: Sequence[Score]) -> bool:
    """Whether two groups or more are far apart on a part, as printed, 0 to 100."""
    return len(scores) > 1 and _gap(scores) >= FAR_FROM


def close_but(place: str) -> str:
    """Say that groups are close on the whole and far apart in one place: 'part 5, Is it the real thing?'."""
    return ended(f"The groups are close overall, but far apart on {place}")


def _in_the_way(parted: Split, much: str) -> str:
    low, high = joined_groups(parted.low), joined_groups(parted.high)
    if parted.clear:
        return sentence(f"{high} see {much}more that gets in the way than {low}.")
    return sentence(f"{high} see most that gets in the way, and {low} least.")


def _too_few_to_compare(scores: Sequence[Score]) -> str:
    if not scores:
        return "No group gave scores here, so there is no gap to show."
    return f"Only {scores[0].name} gave scores here, so there is no gap to show."


def _alike(groups: int, what: str, direction: Direction, all_rated: bool) -> str:
    who = ("Both" if groups == 2 else "All") + " groups" + ("" if all_rated else " that answered")
    if direction == "barrier":
        return f"{who} feel {what} equally strongly, or nearly."
    return f"{who} score {what} about the same."


def _apart(parted: Split, what: str, much: str, direction: Direction) -> str:
    low, high = joined_groups(parted.low), joined_groups(parted.high)
    if direction == "barrier":
        if parted.clear:
            return sentence(f"{high} feel {what} {much}more strongly than {low}.")
        return sentence(f"{high} feel {what} most strongly, and {low} least.")
    if direction == "mixed":
        if parted.clear:
            return sentence(f"{low} come out {much}lower on {what} than {high}.")
        return sentence(f"{high} come out highest on {what}, and {low} lowest.")
    if parted.clear:
        return sentence(f"{low} score {what} {much}lower than {high}.")
    return sentence(f"{high} score {what} highest, and {low} lowest.")


def about_options(picked: Sequence[tuple[str, int]], chose: int) -> str:
    """Which option was chosen most: (label, people), and how many people chose anything."""
    most = max((count for _, count in picked), default=0)
    if not chose or not most:
        return "Nobody chose an answer here."
    labels = [f"‘{label}’" for label, count in picked if count == most]
    by = some_of(most, chose, "the ", " who chose") if chose > 1 else "1 person"
    if len(labels) == 1:
        return f"The answer picked most was {labels[0]}, by {by}."
    return f"The answers picked most were {joined(labels)}, each by {by}."


# The opening sentence of the round, a framework and a part


def lead_of_round(total: int, grouped: bool, furthest: str | None, compared: int = 0, asked: int = 0) -> str:
    """Word the opening of all results.

    total: people who took part. grouped: whether there are groups. furthest: the question with the widest
    gap that is more than close, as `question_named`. compared: on how many of the `asked` rating questions it
    can be said whether groups are apart.
    """
    start = f"{sentence(people(total))} took part."
    if not grouped:
        return f"{start} What everyone said is shown together."
    if furthest:
        return f"{start} The groups are furthest apart on {furthest}. That is where to start talking."
    return f"{start} {none_apart(compared, asked)}".strip()


def none_apart(compared: int, asked: int) -> str:
    """Say that no groups are far apart, of the questions where that can be told; empty where none is asked.

    compared: on how many of the `asked` rating questions it can be told.
    """
    if not asked:
        return ""
    if not compared:
        return "The groups could not be compared on any question."
    if compared == asked:
        return "The groups answered about the same on every question."
    where = "1 question" if compared == 1 else f"{compared} questions"
    rest = asked - compared
    others = "other question" if rest == 1 else f"other {rest} questions"
    return f"The groups answered about the same on {where}. On the {others} they could not be compared."


NO_GROUPS_TO_COMPARE = "Groups could not be compared, because everyone is shown together."


def none_strong(compared: int) -> str:
    """Say that no question is strong together. compared: on how many questions that can be told."""
    if not compared:
        return "The groups could not be compared on any question."
    return "No question where groups can be compared was scored high by all of them."


def of_gaps(few: int) -> str:
    """Say how to read a gap. few: the number of ratings in a group that is still enough."""
    return (
        f"In some of these groups fewer than {few} people gave a score. With so few, groups can differ this "
        "much by chance. And the more groups there are, the wider the widest gap will be."
    )


def average_rests_on(*, plain: bool, pooled: bool) -> str:
    """Say which average brought a question into the list of the lowest; empty for both sides counted equally,
    each group shown apart."""
    words = ["plain average"] if plain else []
    return ", ".join([*words, "some groups shown together"] if pooled else words)


def strong(lowest: str) -> str:
    """Give the position of the lowest group on a question that all scored high."""
    return f"lowest group: {lowest} of 100"


def compares(questions: str) -> str:
    """Say that a comparison is over some questions only. questions: '2 of 4 questions'."""
    return f"The comparison is over {questions}."


def out_of(count: int, total: int) -> str:
    """'2 of 4 questions', '1 of 1 question'."""
    return f"{count} of {_questions(total)}"


def question_named(title: str, number: str = "", framework: str = "") -> str:
    """Name a question inside a sentence: with where it stands, outside its own framework."""
    return f"‘{title}’ ({framework}, question {number})" if framework else f"‘{title}’"


def lead_of_area(about: str, furthest: str | None, grouped: bool, shown: bool, compared: bool = True) -> str:
    """Word the opening of a framework or part: how the groups compare, and where they are furthest apart.

    compared: whether enough of its questions compare the groups, so that each has a figure.
    """
    if not shown:
        return "There are no scores to show here."
    if not grouped:
        return "What everyone said is shown together here."
    if not compared:
        about = "The groups can be compared on too few questions here to have a figure each."
    widest = f"They are furthest apart on ‘{furthest}’." if furthest else ""
    return f"{about} {widest}".strip() or "The groups cannot be set side by side here."


def without_scores(picked: int, written: int) -> str:
    """Say what a framework or part holds that asks for no scores.

    picked: questions with answers to pick from. written: those answered in people's own words.
    """
    lists = f"{_questions(picked)} {'has' if picked == 1 else 'have'} answers to pick from"
    if not written:
        return f"There are no scores here. {lists}."
    asked = f"{written}" if picked else _questions(written)
    words = f"{asked} {'is' if written == 1 else 'are'} answered in people’s own words"
    return f"There are no scores here. {f'{lists}, and {words}' if picked else words}."


def kinds(picked: int, written: int) -> str:
    """Count the same in a line of a table: '2 to pick from, 1 in people’s own words'."""
    found = [f"{picked} to pick from"] if picked else []
    return ", ".join(found + ([f"{written} in people’s own words"] if written else []))


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def scored(mean: str, low: int, high: int, direction: Direction, above_middle: bool) -> str:
    """Give a question's average on its own scale: '2.1 of 5', or 'felt strongly: 4.1 of 5' for a barrier.

    'Of' is right only where the scale starts at 0 or 1; any other is named by both ends: '−0.5 on a scale
    from −2 to 2'.
    """
    ends = f"{low} to {high}".replace("-", "−")
    score = f"{mean} of {high}" if low in (0, 1) else f"{mean} on a scale from {ends}"
    if direction != "barrier":
        return score
    return f"felt {'strongly' if above_middle else 'less strongly'}: {score}"


def some_of(count: int, total: int, the: str = "", who: str = "") -> str:
    """'3 of 12 people', 'all 12 people', '1 person', 'nobody'; `the` and `who` stand round the people."""
    if count == total:
        return f"{people(total)}{who}" if total < 2 else f"all {people(total)}{who}"
    return f"{count} of {the}{people(total)}{who}"


def more_is_worse(top: str) -> str:
    """Word the note on questions about barriers. top: the highest level, as '5, Very strongly'."""
    return f"These ask what gets in the way, so more is worse: {top} means it is felt most."
