"""The sentences that stand with results, made by rules: plain values in, plain words out.

Pure but for gettext. They say who is higher and who is lower, and never whether that is good: a big gap is
where to start talking (docs/rules.md, Figures and charts). A sentence is always worked out from the figures
as they are printed, so that nobody's subtraction disagrees with it. Where no rule fits, there is a plain
fallback.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assessments.scoring.questions import APART_BELOW, CLOSE_BELOW

Direction = Literal["strength", "barrier"]

SIDE_NAMES = {
    "people": gettext_noop("people and communities"),
    "services": gettext_noop("services and professionals"),
}
AND, OR = gettext_noop("and"), gettext_noop("or")
THIS_PART, THIS_FRAMEWORK = gettext_noop("this part"), gettext_noop("this framework")
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


def joined(names: Sequence[str], word: str = AND) -> str:
    """Join names: 'a', 'a and b', 'a, b and c'; a name with an 'and' of its own is set off by a comma. word:
    AND, or OR."""
    if len(names) < 2:
        return "".join(names)
    comma = "," if any(_has_and(name) or "," in name for name in names) else ""
    return f"{', '.join(names[:-1])}{comma} {_(word)} {names[-1]}"


def _has_and(name: str) -> bool:
    return f" {_(AND)} " in name


def joined_groups(names: Sequence[str]) -> str:
    """Join groups as `joined`, where a name that has an 'and' of its own stays whole.

    'a, b and the group of c and d': such names come last, so that nobody reads c as a group by itself.
    """
    if len(names) < 2:
        return joined(names)
    whole = [name for name in names if not _has_and(name)]
    pooled = [_("the group of %(names)s") % {"names": name} for name in names if _has_and(name)]
    if len(pooled) < 2:
        comma = "," if len(whole) > 1 and pooled else ""
        return f"{', '.join(whole)}{comma} {_(AND)} {pooled[0]}" if pooled else joined(whole)
    return joined([*whole, *pooled])


def people(count: int) -> str:
    """'nobody', '1 person', '2 people'."""
    if count == 0:
        return _("nobody")
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def on_paper(count: int, total: int) -> str:
    """How many of those who took part did so on paper; empty for none."""
    if not count:
        return ""
    if count == total > 1:
        return _("All of them answered on paper.")
    return _("%(count)s of them answered on paper.") % {"count": count}


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
        if all_rated:
            return _("We cannot say whether the groups agree, because some groups are shown together here.")
        return _("We cannot say whether the groups agree, because not every group gave scores here.")
    return f"{_side_by_side(scores, _('this'))}."


def about_area(scores: Sequence[Score], what: str = THIS_PART) -> str:
    """Set what the groups of a part or a framework say side by side; empty with fewer than two groups.

    scores: favourable positions as printed, 0 to 100. what: THIS_PART or THIS_FRAMEWORK.
    """
    if len(scores) < 2:
        return ""
    said = _side_by_side(scores, _(what))
    if close_overall(scores):
        return f"{said}."
    return _("%(compared)s: %(gap)s apart.") % {"compared": said, "gap": gap_of(scores)}


def ends_said(scores: Sequence[Score], levels: tuple[str, str]) -> str:
    """Say who is at the two ends, in the words of the level nearest to each: 'service users say ‘very
    strongly’, managers ‘not at all’'. By their numbers where a level has no words, or both have the same.
    Needs two scores that are not the same."""
    low, high = _at(scores, min), _at(scores, max)
    if all(levels) and levels[0] != levels[1]:
        said = {"low": low[0], "low_words": levels[0], "high": high[0], "high_words": levels[1]}
        return _("%(low)s say ‘%(low_words)s’, %(high)s ‘%(high_words)s’") % said
    put = {"low": low[0], "low_at": low[1], "high": high[0], "high_at": high[1]}
    return (
        _("%(low)s put it at %(low_at)s, %(high)s at %(high_at)s, where 0 is the least good and 100 the best")
        % put
    )


def sides_counted(people: Sequence[str], services: Sequence[str]) -> str:
    """Say that each of the two sides is half of a score, and which groups are on it."""
    return _(
        "A score is half what %(people)s say, and half what %(services)s say, however many of them there are."
    ) % {"people": joined_groups(people), "services": joined_groups(services)}


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
    return ended(_("The groups are close overall, but far apart on %(place)s") % {"place": place})


def _side_by_side(scores: Sequence[Score], what: str) -> str:
    low, high = _at(scores, min), _at(scores, max)
    both = len(scores) == 2
    said = {"what": what, "low": low[0], "low_at": low[1], "high": high[0], "high_at": high[1]}
    if low[1] == high[1]:
        if both:
            return _("Both groups put %(what)s at %(low_at)s of 100") % said
        return _("All groups put %(what)s at %(low_at)s of 100") % said
    if gap_of(scores) < ALIKE_BELOW:
        if both:
            alike = _("Both groups are close together on %(what)s, from %(low_at)s to %(high_at)s of 100")
        else:
            alike = _("All groups are close together on %(what)s, from %(low_at)s to %(high_at)s of 100")
        return alike % said
    return sentence(_("%(low)s put %(what)s at %(low_at)s of 100, %(high)s at %(high_at)s") % said)


def _at(scores: Sequence[Score], end: Callable[[Iterable[Decimal]], Decimal]) -> tuple[str, Decimal]:
    """Return who is at an end, all who are, and where that is."""
    value = end(score.value for score in scores)
    return joined_groups([score.name for score in scores if score.value == value]), value


def _too_few_to_compare(scores: Sequence[Score]) -> str:
    if not scores:
        return _("No group gave scores here, so there is no gap to show.")
    name = scores[0].name
    return _("Only %(group)s gave scores here, so there is no gap to show.") % {"group": name}


def about_options(picked: Sequence[tuple[str, int]], chose: int) -> str:
    """Which option was chosen most: (label, people), and how many people chose anything."""
    most = max((count for _, count in picked), default=0)
    if not chose or not most:
        return _("Nobody chose an answer here.")
    labels = [f"‘{label}’" for label, count in picked if count == most]
    if chose == 1:
        by = people(1)
    elif most == chose:
        by = _("all %(total)s people who answered") % {"total": chose}
    else:
        by = _("%(count)s of the %(total)s people who answered") % {"count": most, "total": chose}
    told = {"answers": joined(labels), "by": by}
    if len(labels) == 1:
        return _("The most common answer was %(answers)s: %(by)s chose it.") % told
    return _("The most common answers were %(answers)s: %(by)s chose each of them.") % told


# What is said of the whole round, a framework and a part


def none_apart(compared: int, asked: int) -> str:
    """Say that no groups are far apart, of the questions where that can be told; empty where none is asked.

    compared: on how many of the `asked` rating questions it can be told.
    """
    if not asked:
        return ""
    if not compared:
        return _("The groups could not be compared on any question.")
    if compared == asked:
        return _("The groups are close together on every question.")
    rest = asked - compared
    close = ngettext(
        "The groups are close together on %(count)s question.",
        "The groups are close together on %(count)s questions.",
        compared,
    )
    others = ngettext(
        "On the other question they could not be compared.",
        "On the other %(count)s questions they could not be compared.",
        rest,
    )
    return f"{close % {'count': compared}} {others % {'count': rest}}"


def no_groups_to_compare() -> str:
    """Say of a round without groups that nothing can be compared."""
    return _("Groups could not be compared, because everyone is shown together.")


def none_strong(compared: int) -> str:
    """Say that no question is strong together. compared: on how many questions that can be told."""
    if not compared:
        return _("The groups could not be compared on any question.")
    return _("Nothing that can be compared was scored high by every group.")


def of_gaps(few: int) -> str:
    """Say how to read a gap. few: the number of ratings in a group that is still enough."""
    return _(
        "In some of these groups fewer than %(few)s people gave a score. With so few, groups can differ this "
        "much by chance. And the more groups there are, the wider the widest gap will be."
    ) % {"few": few}


def average_rests_on(*, plain: bool, pooled: bool) -> str:
    """Say which average brought a question into the list of the lowest; empty for both sides counted equally,
    each group shown apart."""
    words = [_("plain average")] if plain else []
    return ", ".join([*words, _("some groups shown together")] if pooled else words)


def strong(lowest: str, *, is_barrier: bool) -> str:
    """Give the position of the lowest group on a question that all scored high. is_barrier: it asks what gets
    in the way, so that a high position means that this hardly does."""
    said = {"lowest": lowest}
    who = _("every group %(lowest)s") if lowest == "100" else _("every group %(lowest)s or more")
    return _("hardly in the way: %(who)s") % {"who": who % said} if is_barrier else who % said


def compares(questions: str) -> str:
    """Say that a comparison is over some questions only. questions: '2 of 4 questions'."""
    return _("The comparison is over %(questions)s.") % {"questions": questions}


def out_of(count: int, total: int) -> str:
    """'2 of 4 questions', '1 of 1 question'."""
    said = {"count": count, "total": total}
    return ngettext("%(count)s of %(total)s question", "%(count)s of %(total)s questions", total) % said


def lead_of_area(about: str, furthest: str | None, grouped: bool, shown: bool, compared: bool = True) -> str:
    """Word the opening of a framework or part: how the groups compare, and where they are furthest apart.

    compared: whether enough of its questions compare the groups, so that each has a figure.
    """
    if not shown:
        return _("There are no scores to show here.")
    if not grouped:
        return _("What everyone said is shown together here.")
    if not compared:
        about = _("The groups can be compared on too few questions here to have a figure each.")
    widest = _("They are furthest apart on ‘%(question)s’.") % {"question": furthest} if furthest else ""
    return f"{about} {widest}".strip() or _("The groups cannot be set side by side here.")


def without_scores(picked: int, written: int) -> str:
    """Say what a framework or part holds that asks for no scores.

    picked: questions with answers to pick from. written: those answered in people's own words.
    """
    none = _("There are no scores here.")
    lists = ngettext(
        "%(count)s question has answers to pick from", "%(count)s questions have answers to pick from", picked
    ) % {"count": picked}
    if not written:
        return f"{none} {lists}."
    if not picked:
        asked = ngettext(
            "%(count)s question is answered in people’s own words.",
            "%(count)s questions are answered in people’s own words.",
            written,
        )
        return f"{none} {asked % {'count': written}}"
    both = ngettext(
        "%(lists)s, and %(count)s is answered in people’s own words.",
        "%(lists)s, and %(count)s are answered in people’s own words.",
        written,
    )
    return f"{none} {both % {'lists': lists, 'count': written}}"


def kinds(picked: int, written: int) -> str:
    """Count the same in a line of a table: '2 to pick from, 1 in people’s own words'."""
    found = [_("%(count)s to pick from") % {"count": picked}] if picked else []
    words = [_("%(count)s in people’s own words") % {"count": written}] if written else []
    return ", ".join(found + words)


def some_of(count: int, total: int) -> str:
    """'3 of 12 people', 'all 12 people', '1 person', 'nobody'."""
    if count == total:
        return people(total) if total < 2 else _("all %(total)s people") % {"total": total}
    said = {"count": count, "total": total}
    return ngettext("%(count)s of %(total)s person", "%(count)s of %(total)s people", total) % said


def some_who_chose(count: int, total: int) -> str:
    """'3 of 12 people who chose', 'all 12 people who chose', '1 person who chose', 'nobody who chose'."""
    said = {"count": count, "total": total}
    if total == 0:
        return _("nobody who chose")
    if count < total:
        some = ngettext(
            "%(count)s of %(total)s person who chose", "%(count)s of %(total)s people who chose", total
        )
        return some % said
    return ngettext("%(total)s person who chose", "all %(total)s people who chose", total) % said


def best_answer(best: str) -> str:
    """Word the note on questions about barriers. best: the level that is the best answer."""
    return _("These questions ask what gets in the way, so ‘%(best)s’ is the best answer, at 100.") % {
        "best": best
    }
