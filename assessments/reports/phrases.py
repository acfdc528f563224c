"""The sentences that stand with results, made by rules: plain values in, plain English out.

Pure. They say who is higher and who is lower, and never whether that is good: a big gap is where to start
talking (docs/rules.md, Figures and charts). A sentence is always worked out from the figures as they are
printed, so that nobody's subtraction disagrees with it. Where no rule fits, there is a plain fallback.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assessments.scoring.questions import APART_BELOW, CLOSE_BELOW

Direction = Literal["strength", "barrier"]

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
    """A group's position as printed, 0 to 100: `name` as it stands inside a sentence."""

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


# Who is at which end


def about_question(scores: Sequence[Score], *, is_comparable: bool, all_rated: bool) -> str:
    """Set what the groups of one question say side by side.

    scores: positions of the groups with a side, as printed. is_comparable: whether all groups are compared,
    so that a small gap means agreement. all_rated: whether every group gave scores.
    """
    if len(scores) < 2:
        return _too_few_to_compare(scores)
    if gap_of(scores) < ALIKE_BELOW and not is_comparable:
        why = "some groups are shown together here" if all_rated else "not every group gave scores here"
        return f"We cannot say whether the groups agree, because {why}."
    return f"{_side_by_side(scores, 'this')}."


def about_area(scores: Sequence[Score], what: str = "this part") -> str:
    """Set what the groups of a part or a framework say side by side; empty with fewer than two groups.

    scores: favourable positions as printed, 0 to 100. what: 'this part'.
    """
    if len(scores) < 2:
        return ""
    said = _side_by_side(scores, what)
    return f"{said}." if close_overall(scores) else f"{said}: {gap_of(scores)} apart."


def ends_said(scores: Sequence[Score], levels: tuple[str, str]) -> str:
    """Say who is at the two ends, in the words of the level nearest to each: 'service users say ‘very
    strongly’, managers ‘not at all’'. By their numbers where a level has no words, or both have the same.
    Needs two scores that are not the same."""
    low, high = _at(scores, min), _at(scores, max)
    if all(levels) and levels[0] != levels[1]:
        return f"{low[0]} say ‘{levels[0]}’, {high[0]} ‘{levels[1]}’"
    return f"{low[0]} put it at {low[1]}, {high[0]} at {high[1]}, where 0 is the least good and 100 the best"


def sides_counted(people: Sequence[str], services: Sequence[str]) -> str:
    """Say that each of the two sides is half of a score, and which groups are on it."""
    return (
        f"A score is half what {joined_groups(people)} say, and half what {joined_groups(services)} say, "
        "however many of them there are."
    )


def gap_of(scores: Sequence[Score]) -> Decimal:
    """Return the highest less the lowest, as printed."""
    values = [score.value for score in scores]
    return max(values) - min(values)


def close_overall(scores: Sequence[Score]) -> bool:
    """Whether two groups or more are close together on a part or framework, as printed, 0 to 100."""
    return len(scores) > 1 and gap_of(scores) < ALIKE_BELOW


def far_apart(scores: Sequence[Score]) -> bool:
    """Whether two groups or more are far apart on a part, as printed, 0 to 100."""
    return len(scores) > 1 and gap_of(scores) >= FAR_FROM


def close_but(place: str) -> str:
    """Say that groups are close on the whole and far apart in one place: 'part 5, Is it the real thing?'."""
    return ended(f"The groups are close overall, but far apart on {place}")


def _side_by_side(scores: Sequence[Score], what: str) -> str:
    low, high = _at(scores, min), _at(scores, max)
    who = "Both" if len(scores) == 2 else "All"
    if low[1] == high[1]:
        return f"{who} groups put {what} at {low[1]} of 100"
    if gap_of(scores) < ALIKE_BELOW:
        return f"{who} groups are close together on {what}, from {low[1]} to {high[1]} of 100"
    return sentence(f"{low[0]} put {what} at {low[1]} of 100, {high[0]} at {high[1]}")


def _at(scores: Sequence[Score], end: Callable[[Iterable[Decimal]], Decimal]) -> tuple[str, Decimal]:
    """Return who is at an end, all who are, and where that is."""
    value = end(score.value for score in scores)
    return joined_groups([score.name for score in scores if score.value == value]), value


def _too_few_to_compare(scores: Sequence[Score]) -> str:
    if not scores:
        return "No group gave scores here, so there is no gap to show."
    return f"Only {scores[0].name} gave scores here, so there is no gap to show."


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


# What is said of the whole round, a framework and a part


def none_apart(compared: int, asked: int) -> str:
    """Say that no groups are far apart, of the questions where that can be told; empty where none is asked.

    compared: on how many of the `asked` rating questions it can be told.
    """
    if not asked:
        return ""
    if not compared:
        return "The groups could not be compared on any question."
    if compared == asked:
        return "The groups are close together on every question."
    where = "1 question" if compared == 1 else f"{compared} questions"
    rest = asked - compared
    others = "other question" if rest == 1 else f"other {rest} questions"
    return f"The groups are close together on {where}. On the {others} they could not be compared."


NO_GROUPS_TO_COMPARE = "Groups could not be compared, because everyone is shown together."


def none_strong(compared: int) -> str:
    """Say that no question is strong together. compared: on how many questions that can be told."""
    if not compared:
        return "The groups could not be compared on any question."
    return "Nothing that can be compared was scored high by every group."


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


def strong(lowest: str, *, is_barrier: bool) -> str:
    """Give the position of the lowest group on a question that all scored high. is_barrier: it asks what gets
    in the way, so that a high position means that this hardly does."""
    who = f"every group {lowest}" if lowest == "100" else f"every group {lowest} or more"
    return f"hardly in the way: {who}" if is_barrier else who


def compares(questions: str) -> str:
    """Say that a comparison is over some questions only. questions: '2 of 4 questions'."""
    return f"The comparison is over {questions}."


def out_of(count: int, total: int) -> str:
    """'2 of 4 questions', '1 of 1 question'."""
    return f"{count} of {_questions(total)}"


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


def some_of(count: int, total: int, the: str = "", who: str = "") -> str:
    """'3 of 12 people', 'all 12 people', '1 person', 'nobody'; `the` and `who` stand round the people."""
    if count == total:
        return f"{people(total)}{who}" if total < 2 else f"all {people(total)}{who}"
    return f"{count} of {the}{people(total)}{who}"


def best_answer(best: str) -> str:
    """Word the note on questions about barriers. best: the level that is the best answer."""
    return f"These questions ask what gets in the way, so ‘{best}’ is the best answer, at 100."
