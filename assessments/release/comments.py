"""Comments and answers in people's own words, as they go into a release (docs/rules.md, Comments)."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q

from assessments.models import Answer, Round
from assessments.release.counting import key_of
from assessments.scoring.naming import nameable_groups
from assessments.scoring.results import FrozenQuote, FrozenWords, Scores
from frameworks import content

NAMED = Answer.Sharing.NAMED.value
SHARED = {NAMED, Answer.Sharing.UNNAMED.value}
Codes = tuple[str, ...]


def comments_of(
    round_: Round, contents: Iterable[content.VersionContent], scores: Scores
) -> dict[str, FrozenWords]:
    """Gather the words to each question that any were left to, by its key.

    A quote has the codes of its group where its author wanted that named and it may be named; where it has
    none, nothing says why. Words stand as they were written, in an order drawn at random, once, for everyone.
    Nothing joins two of them. Empty where the results show no words (docs/rules.md, Comments). One query.
    """
    if not scores.shows_words:
        return {}
    keys = {q.id: key_of(version, q.code) for version in contents for q in version.all_questions()}
    rows = Answer.objects.filter(
        ~Q(comment="") | ~Q(text=""), response__round=round_, response__submitted=True
    ).values_list("question", "comment", "text", "sharing", "response__perspective__code")
    return words_by_question(
        ((question, comment or text, sharing, code) for question, comment, text, sharing, code in rows),
        keys,
        scores,
    )


def words_by_question(
    rows: Iterable[tuple[int, str, str, str | None]], keys: Mapping[int, str], scores: Scores
) -> dict[str, FrozenWords]:
    """Gather these words as `comments_of` does.

    rows: for each, the question, the words, who may read them and the code of their author's perspective.
    keys: of the questions, by id, in the order of the frameworks.
    """
    nameable = nameable_groups(scores.people.groups, scores.threshold)
    shared: dict[int, list[tuple[str, Codes]]] = defaultdict(list)
    left: Counter[int] = Counter()
    for question, words, sharing, code in rows:
        left[question] += 1
        if sharing in SHARED:
            group = nameable.get(code) if code and sharing == NAMED else None
            shared[question].append((words, group.codes if group else ()))
    for quotes in shared.values():
        secrets.SystemRandom().shuffle(quotes)
    people = scores.people.shown + scores.people.set_aside
    sizes = {group.codes: group.people for group in nameable.values()}
    safe = {
        pk: _safely_named(shared[pk], left[pk], sizes, people, scores.threshold) for pk in keys if left[pk]
    }
    # In the order of the frameworks: that of the rows would tell which question was answered first.
    return {keys[pk]: FrozenWords(shared=quotes, left=left[pk]) for pk, quotes in safe.items()}


def _safely_named(
    quotes: list[tuple[str, Codes]], left: int, sizes: dict[Codes, int], people: int, threshold: int
) -> tuple[FrozenQuote, ...]:
    """Name the quotes of one question only where no name tells whose the nameless words are.

    Everybody gives at most one, and the size of a group is known. So where some words are nameless or not
    shared, a group whose every member is named here is not named: those words would be known to be another
    group's. And none are named where fewer people than the threshold are left who may have written them.
    (docs/rules.md, Comments)
    """
    named = Counter(codes for _, codes in quotes if codes)
    kept = set(named)
    if left > named.total():
        kept = {codes for codes, count in named.items() if count < sizes[codes]}
        if people - sum(named[codes] for codes in kept) < threshold:
            kept = set()
    return tuple(FrozenQuote(words=words, codes=codes if codes in kept else ()) for words, codes in quotes)
