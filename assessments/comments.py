"""Comments and answers in people's own words, as they go into a release (scoring-and-privacy, Comments)."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from assessments.models import Answer, Round
from assessments.queries import key_of
from frameworks import content

NAMED = Answer.Sharing.NAMED.value
SHARED = {NAMED, Answer.Sharing.UNNAMED.value}


def comments_of(
    round: Round, contents: Iterable[content.VersionContent], results: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """By question key: `shared`, a list of {words, perspective}, and `left`, how many people left words.

    `perspective` is a code, or None where the author did not want it named or it may not be named. Words
    stand as they were written, in an order drawn by chance, once, for everyone. Nothing joins two of them.
    Empty where nothing at all may be shown. One query.
    """
    if not results["people"]["shown"]:
        return {}
    nameable = _nameable(results)
    # Where fewer than the threshold are shown, all by consent, the words of those set aside stay out too:
    # they would be known to come from a handful (stricter than scoring-and-privacy, Comments).
    few = results["people"]["shown"] < results["threshold"]
    keys = {q.id: key_of(version, q.code) for version in contents for q in version.all_questions()}
    shared: dict[int, list[dict[str, str | None]]] = defaultdict(list)
    left: Counter[int] = Counter()
    rows = Answer.objects.filter(
        ~Q(comment="") | ~Q(text=""), response__round=round, response__submitted=True
    ).values_list("question", "comment", "text", "sharing", "response__perspective__code")
    for question, comment, text, sharing, code in rows:
        if few and code is None:
            continue
        left[question] += 1
        if sharing in SHARED:
            named = code if sharing == NAMED and code in nameable else None
            shared[question].append({"words": comment or text, "perspective": named})
    for quotes in shared.values():
        secrets.SystemRandom().shuffle(quotes)
    # In the order of the frameworks: that of the rows would tell which question was answered first.
    return {key: {"shared": shared[pk], "left": left[pk]} for pk, key in keys.items() if left[pk]}


def _nameable(results: dict[str, Any]) -> set[str]:
    """Perspectives that are a group of their own with as many people as the threshold: not by consent."""
    return {
        group["codes"][0]
        for group in results["people"]["groups"] or []
        if len(group["codes"]) == 1
        and group["codes"][0] is not None
        and group["people"] >= results["threshold"]
    }
