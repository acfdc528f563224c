"""What goes with a kind of question: the exchange format says it, and drafts and rows keep to it."""

import itertools

import pytest
from django.db import IntegrityError, transaction

from frameworks.drafts.changes import changes_between
from frameworks.drafts.checks import refuse_unfit
from frameworks.drafts.parts import StepRefused
from frameworks.drafts.storage import parts_of
from frameworks.exchange.format import KINDS, choices_of, has_field
from frameworks.models import Question, Scale
from tests.frameworks.examples import stored

pytestmark = pytest.mark.django_db

STORY = ("question", "story")
EVERY = list(
    itertools.product(
        ["rating", "choice", "text", "quiz"],
        ["", "how-often"],
        ["", "strength", "barrier", "much"],
        ["", "one", "many", "some"],
    )
)


def goes(kind, scale, direction, choose):
    """Whether the format has such a question."""
    return (
        kind in KINDS
        and has_field(kind, "scale") == bool(scale)
        and direction in choices_of(kind, "direction")
        and choose in choices_of(kind, "choose")
    )


def test_the_format_has_five_such_questions():
    assert [one for one in EVERY if goes(*one)] == [
        ("rating", "how-often", "strength", ""),
        ("rating", "how-often", "barrier", ""),
        ("choice", "", "", "one"),
        ("choice", "", "", "many"),
        ("text", "", "", ""),
    ]


def test_the_database_stores_what_the_format_has_and_nothing_else():
    version = stored(publish=False)
    story = Question.objects.filter(version=version, code="story")
    scale = Scale.objects.get(version=version)
    for kind, with_scale, direction, choose in EVERY:
        fields = {
            "kind": kind,
            "direction": direction,
            "choose": choose,
            "scale": scale if with_scale else None,
        }
        try:
            with transaction.atomic():
                story.update(**fields)
            is_stored = True
        except IntegrityError:
            is_stored = False
        assert is_stored == goes(kind, with_scale, direction, choose), fields


def test_a_draft_takes_what_the_format_has_and_nothing_else():
    before = parts_of(stored(publish=False))
    for kind, scale, direction, choose in EVERY:
        fields = {"kind": kind, "scale": scale, "direction": direction, "choose": choose}
        after = {**before, STORY: before[STORY] | fields}
        try:
            refuse_unfit(after, changes_between(before, after))
            is_taken = True
        except StepRefused:
            is_taken = False
        assert is_taken == goes(kind, scale, direction, choose), fields


@pytest.mark.parametrize("kind", ["rating", "text"])
def test_only_a_choice_has_answers_to_choose_from(kind):
    before = parts_of(stored(publish=False))
    key = ("question", {"rating": "turns", "text": "story"}[kind])
    after = {**before, key: before[key] | {"options": [{"code": "a", "label": "A"}]}}
    with pytest.raises(StepRefused, match="does not go with the kind"):
        refuse_unfit(after, changes_between(before, after))
