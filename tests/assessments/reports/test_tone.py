"""The sentences beside results: tables of cases."""

import datetime
import re

from assessments.reports import methodology, phrases
from tests.assessments.reports.scores import scores

# Tone

JUDGING = re.compile(
    r"\b(good job|well done|bad|poor|fail|failing|worse than|excellent|great|concern|worrying|anonymous|"
    r"respondents?|stakeholders?|compliance|patients)\b|!",
    re.IGNORECASE,
)


def everything_said():
    for values in ({"a": 0, "b": 100}, {"a": 20, "b": 30, "c": 50}, {"a": 60, "b": 60}, {"a": 60}, {}):
        for is_comparable in (True, False):
            yield phrases.about_question(scores(**values), is_comparable=is_comparable, all_rated=True)
        yield phrases.about_area(scores(**values))
    for together in (True, False):
        for rules in (1, 2):
            settings = methodology.Settings(
                rules, 5, 3, together, together, True, True, datetime.date(2026, 6, 24)
            )
            yield from (passage.words for passage in methodology.passages(settings))


def test_nothing_praises_or_scolds():
    said = [text.replace("A big gap is not bad.", "") for text in everything_said()]
    assert [text for text in said if JUDGING.search(text)] == []


def test_the_method_follows_the_settings():
    def words(**changes):
        settings = {
            "rules": 2, "threshold": 7, "minimum": 3, "together": True, "grouped": True, "barriers": False,
            "choices": False, "released_on": datetime.date(2026, 6, 4), **changes,
        }  # fmt: skip
        return " ".join(
            f"{p.heading}. {p.words}" for p in methodology.passages(methodology.Settings(**settings))
        )

    assert "only if 7 people or more are in it" in words()
    assert "on 4 June 2026" in words()
    assert "turn it round" not in words()
    assert "turn it round" in words(barriers=True)
    assert "no average and no gap" in words(choices=True)
    assert "was not assessed together" in words(together=False)
    assert "no groups can be shown" in words(grouped=False)
    assert "together with another from the same side on that question" in words()
    assert "rest on the same questions" in words()
    assert "together with another from the same side on that question" not in words(grouped=False)


def test_results_of_version_1_are_explained_by_its_own_rules():
    settings = methodology.Settings(1, 5, 3, True, True, False, False, datetime.date(2026, 6, 24))
    words = " ".join(passage.words for passage in methodology.passages(settings))
    assert "that question shows everyone only" in words
    for new in ("on that question", "the same questions", "Strong together", "the real gap may be wider"):
        assert new not in words
