"""A number of a scale or a band that is below 0 has a minus sign, wherever it can be read."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from frameworks.drafts.creation import adapt_framework, begin_draft
from frameworks.models import Band, Level, QuestionLevel
from tests import factories
from tests.untranslated import texts_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

HYPHEN = re.compile(r"(?<![\w-])-\d")


def worded(version, words):
    """Give every level a name and words without figures; two say the same, which is advised against."""
    for level in Level.objects.filter(scale__version=version):
        name = words[abs(level.value)]
        Level.objects.filter(pk=level.pk).update(label=name, description=f"It is {name.lower()}.")
    for place, question in enumerate(version.questions.all()):
        level = Level.objects.filter(scale__version=version).order_by("value")[place % 2]
        QuestionLevel.objects.create(question=question, level=level, description="It is so here.")
    return version


@pytest.fixture
def addresses(organisation, lead):
    """Every page of frameworks that can say a level's number, of scales from −2 to 2 and from −3 to 1."""
    version = {"organisation": organisation, "status": "draft"}
    ours = worded(factories.make_version("ours", levels=range(-2, 3), **version), ["None", "Some", "Much"])
    Band.objects.create(version=ours, start=-8, label="Low")
    type(ours).objects.filter(pk=ours.pk).update(bands_on="total", status="published")
    ours.refresh_from_db()
    other = factories.make_version("ours", levels=range(-3, 2), number=2, **version)
    worded(other, ["Nothing", "Little", "Much", "A lot"])
    Band.objects.create(version=other, start=-9, label="Lower")
    type(ours).objects.filter(pk=other.pk).update(bands_on="total")
    adapted = adapt_framework(version=ours, organisation=organisation, title="Adapted", by=lead)
    type(ours).objects.filter(pk=other.pk).update(status="published")
    third = begin_draft(framework=other.framework, by=lead)
    own = lambda name, *args: reverse(f"frameworks:{name}", args=args)  # noqa: E731
    return [
        own("version", ours.pk),
        own("compare", ours.pk, other.pk),
        own("edit", third.pk),
        own("edit_part", third.pk, "s1"),
        own("edit_scales", third.pk),
        own("edit_changes", third.pk),
        own("publish", third.pk),
        own("original", adapted.pk),
        reverse("assessments:preview_part", args=[third.pk, "s1"]) + "?reading=on",
    ]


def test_every_page_of_a_framework_writes_numbers_below_0_with_a_minus_sign(client, lead, addresses):
    client.force_login(User.objects.get(pk=lead.pk))
    signs = 0
    for address in addresses:
        page = client.get(address, follow=True)
        assert page.status_code == 200, address
        texts = texts_of(page.text)
        assert [text for text in texts if HYPHEN.search(text)] == [], address
        signs += sum(text.count("−") for text in texts)
    assert signs > 40
