"""Whether scores can be compared, as tables of cases."""

import pytest

from frameworks.comparison.changes import Reason, Verdict
from frameworks.comparison.versions import InterveningVersion, compare
from tests.frameworks.comparison.build import codes, of_question, order, rating, section, version

YES_SAME, YES_SAID = Verdict("yes", Reason.SAME_WORDS), Verdict("yes", Reason.SAID_SAME)


NO_STRUCTURE, NO_SAID = Verdict("no", Reason.RESTRUCTURED), Verdict("no", Reason.SAID_CHANGED)


ASK = Verdict("ask", Reason.NOT_SAID_YET)


OTHER = "Something else."


STANDINGS = [
    ("published", {}, YES_SAME),
    ("published", {"title": "Thanks"}, YES_SAME),
    ("published", {"statement": OTHER}, YES_SAID),
    ("published", {"statement": OTHER, "continuity": "changed"}, NO_SAID),
    ("published", {"continuity": "changed"}, NO_SAID),
    ("published", {"direction": "barrier"}, NO_STRUCTURE),
    ("withdrawn", {"statement": OTHER}, YES_SAID),
    ("draft", {}, YES_SAME),
    ("draft", {"actions": ()}, YES_SAME),
    ("draft", {"statement": OTHER}, ASK),
    ("draft", {"statement": OTHER, "continuity": "changed"}, ASK),
    ("draft", {"continuity": "changed"}, ASK),
    ("draft", {"direction": "barrier", "statement": OTHER}, NO_STRUCTURE),
]


@pytest.mark.parametrize(("status", "fields", "expected"), STANDINGS)
def test_a_published_version_says_for_itself_and_a_draft_is_asked(status, fields, expected):
    assert of_question(rating(), rating(**fields), status=status).verdict == expected


SAME, CHANGED, GONE = (
    InterveningVersion("version 2", {"pay": "same"}),
    InterveningVersion("version 3", {"pay": "changed"}),
    InterveningVersion("version 3", {}),
)


LINES = [
    ([SAME], {}, YES_SAME),
    ([SAME, SAME], {"statement": OTHER}, YES_SAID),
    ([SAME, CHANGED], {}, Verdict("no", Reason.SAID_CHANGED, "version 3")),
    ([CHANGED, SAME], {}, Verdict("no", Reason.SAID_CHANGED, "version 3")),
    ([SAME, GONE], {}, Verdict("no", Reason.NOT_ASKED, "version 3")),
    ([GONE, CHANGED], {}, Verdict("no", Reason.NOT_ASKED, "version 3")),
    ([SAME], {"continuity": "changed"}, NO_SAID),
    ([CHANGED], {"direction": "barrier"}, NO_STRUCTURE),
    (None, {"continuity": "changed"}, YES_SAME),
    (None, {"statement": OTHER}, Verdict("no", Reason.NOBODY_SAID)),
    (None, {"direction": "barrier"}, NO_STRUCTURE),
]


@pytest.mark.parametrize(("between", "fields", "expected"), LINES)
def test_every_version_in_between_must_ask_it_and_say_the_same(between, fields, expected):
    after = version(section("a", rating(**fields)), number=4)
    [found] = compare(version(section("a", rating())), after, between).questions
    assert found.verdict == expected


def test_a_change_in_between_ends_the_line_even_for_a_draft():
    after = version(section("a", rating(statement=OTHER)), status="draft")
    [found] = compare(version(section("a", rating())), after, [CHANGED]).questions
    assert found.verdict == Verdict("no", Reason.SAID_CHANGED, "version 3")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"statement": "Telir pobl."}, Verdict("yes", Reason.TRANSLATED)),
        ({"direction": "barrier"}, NO_STRUCTURE),
    ],
)
def test_a_translation_asks_the_same(fields, expected):
    after = version(section("a", rating(**fields)), language="cy")
    found = compare(version(section("a", rating())), after, translated=True)
    assert found.questions[0].verdict == expected
    assert not found.same_language


def test_scores_of_a_question_in_one_version_only_are_not_compared():
    found = compare(order("a: p q"), order("a: q r"))
    assert [question.verdict is None for question in found.questions] == [True, False, True]
    assert codes(found.comparable) == ["q"]
