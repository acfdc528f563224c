"""A framework written from the right: its words are marked wherever they stand on the pages of frameworks."""

import pytest
from django.urls import reverse

from frameworks.drafts.creation import adapt_framework, begin_draft
from frameworks.models import FrameworkVersion, Level, Option, Question, QuestionLevel, Scale, Section
from tests import factories
from tests.unmarked import unmarked

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
WORDS, OTHERS, MORE = "هل نعمل معا؟", "كيف نعمل معا؟", "العمل معا"


def written(code, words, *, organisation=None, **more):
    """A version all of whose words are these."""
    made = factories.make_version(
        code, extra=("one",), organisation=organisation, **(more | {"status": "draft"})
    )
    Section.objects.filter(version=made).update(title=words, introduction=words)
    texts = {"title": words, "statement": words, "plain": words, "actions": [words], "consider": [words]}
    Question.objects.filter(version=made).update(**texts)
    Scale.objects.filter(version=made).update(title=words)
    Level.objects.filter(scale__version=made).update(label=words, description=words)
    Option.objects.filter(question__version=made).update(label=words)
    question, level = made.questions.first(), Level.objects.filter(scale__version=made).first()
    QuestionLevel.objects.create(question=question, level=level, description=words)
    heads = {"title": words, "summary": words, "introduction": words, "change_note": words}
    status = more.get("status", "published")
    FrameworkVersion.objects.filter(pk=made.pk).update(language="ar", status=status, **heads)
    made.refresh_from_db()
    return made


@pytest.fixture
def world(organisation, lead):
    """An original and its next version, an adaptation behind it, and a draft of the adaptation's owner."""
    first = written("first", WORDS, organisation=organisation)
    adapted = adapt_framework(version=first, organisation=organisation, title=MORE, by=lead)
    second = written("first", OTHERS, organisation=organisation, number=2)
    draft = begin_draft(framework=second.framework, by=lead)
    Question.objects.filter(version=draft, code="s1-q1").update(statement=MORE)
    Question.objects.filter(version=draft, code="s1-q2").delete()
    return {
        "first": [first.pk],
        "adapted": [adapted.pk],
        "two": [first.pk, second.pk],
        "draft": [draft.pk],
        "part": [draft.pk, "s1"],
        "last": [draft.pk, "s2"],
        "": [],
    }


PAGES = [
    ("frameworks:list", ""), ("frameworks:version", "first"), ("frameworks:version", "draft"),
    ("frameworks:compare", "two"), ("frameworks:compare_choose", "first"),
    ("frameworks:edit", "draft"), ("frameworks:edit_part", "part"), ("frameworks:edit_part", "last"),
    ("frameworks:edit_scales", "draft"), ("frameworks:edit_sources", "draft"),
    ("frameworks:edit_changes", "draft"),
    ("frameworks:publish", "draft"), ("frameworks:publish", "adapted"), ("frameworks:agree", "draft"),
    ("frameworks:discard", "draft"), ("frameworks:withdraw", "first"), ("frameworks:adapt", "first"),
    ("frameworks:translate", "first"), ("frameworks:original", "adapted"),
    ("assessments:preview", "draft"), ("assessments:preview_part", "part"),
]  # fmt: skip


def test_every_page_of_frameworks_marks_their_words(client, lead, world):
    client.force_login(lead)
    found = {}
    for name, where in PAGES:
        page = client.get(reverse(name, args=world[where]), {"reading": "on"}, follow=True)
        assert page.status_code == 200, name
        if left := unmarked(page.text):
            found[f"{name} {where}"] = left
    assert not found, "\n".join(f"{k}: {v}" for k, v in found.items())
