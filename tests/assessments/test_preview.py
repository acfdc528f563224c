"""The preview of a framework: what a participant would see, with nothing to send."""

import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from assessments.models import Answer, Response
from assessments.printing import pdf
from assessments.rounds import contents
from assessments.views.preview import LAYING_OUT
from background.locking import advisory_lock
from frameworks.models import FrameworkVersion, Level, Option, Question, Scale, Section
from tests import factories
from tests.frameworks.examples import example, long_example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
HEAVY = "Institutional arrangements systematically disadvantage participating individuals everywhere."


def address(version, section=None, query=""):
    name, args = ("preview_part", [version.pk, section]) if section else ("preview", [version.pk])
    return reverse(f"assessments:{name}", args=args) + query


def html(client, version, section=None, query=""):
    response = client.get(address(version, section, query))
    assert response.status_code == 200
    return response.content.decode()


def words(source):
    return " ".join(re.sub(r"<[^>]+>", " ", source).split())


def read(client, *args, **kwargs):
    return words(html(client, *args, **kwargs))


@pytest.fixture
def steward(organisation):
    return factories.make_member(organisation, "steward")


@pytest.fixture
def holes(organisation):
    """A draft as somebody leaves it half way: nothing is quite there."""
    version = factories.make_version(
        "holes", organisation=organisation, sections=1, questions=1, status="draft"
    )
    FrameworkVersion.objects.filter(pk=version.pk).update(title="", summary="", introduction="")
    Question.objects.filter(version=version).update(statement="", consider=[])
    section = Section.objects.create(version=version, code="bare", title="", position=2)
    bare = Scale.objects.create(version=version, code="bare", title="", position=1)
    common = {"version": version, "section": section, "title": "", "statement": ""}
    for place, choose in enumerate(["one", "many"]):
        Question.objects.create(**common, code=choose, kind="choice", choose=choose, position=place)
    Question.objects.create(**common, code="words", kind="text", position=3)
    Question.objects.create(
        **common, code="rung", kind="rating", scale=bare, direction="strength", position=4
    )
    Section.objects.create(version=version, code="empty", title="Nothing here", position=3)
    return version


def test_the_first_page_says_what_it_is_and_leads_to_the_parts(client):
    version = stored()
    said = read(client, version)
    for part in [
        "This is a preview. Nothing you choose here is kept.",
        "The kettle Who makes the tea. 4 questions, 2 to 4 minutes.",
        "Think of last week. There are no right answers.",
        "1. Making it 3 questions 2. Cups 1 question Go to part 1",
    ]:
        assert part in said
    assert f'href="{address(version, "making")}"' in html(client, version)


def test_a_part_asks_what_answering_asks(client):
    """The very same HTML for each question, but for the name of the group that words are shown with, and the
    button that clears an answer: there is none."""
    version = stored()
    round_ = factories.make_round([version])
    group = round_.assessment.perspectives.first()
    join = reverse("assessments:join", args=[round_.join_code])
    start = re.search(r'name="start" value="([^"]+)"', client.get(join).content.decode())[1]
    assert client.post(join, {"start": start, "perspective": group.code}).status_code == 302
    for number, section in enumerate(["making", "cups"], start=1):
        real = client.get(reverse("assessments:part", args=[round_.join_code, number])).content.decode()
        real, shown = (re.sub(r"\s+", " ", page) for page in (real, html(client, version, section)))
        real = re.sub(r'<p class="clear">.*?</p> ?', "", real)
        real_questions, shown_questions = (
            re.findall(
                r'<fieldset class="question.*?</fieldset>\s*(?:</div>\s*</details>\s*)?</fieldset>', s, re.S
            )
            for s in (real, shown)
        )
        assert len(shown_questions) == (3 if section == "making" else 1)
        assert [q.replace("your group", escape(group.label)) for q in shown_questions] == real_questions


def test_parts_lead_on_and_back_and_nothing_can_be_sent(client):
    version = stored()
    first, last = html(client, version, "making"), html(client, version, "cups")
    assert f'href="{address(version, "cups")}">Go to part 2' in first
    assert "Go back to part" not in first
    assert f'href="{address(version, "making")}">Go back to part 1' in last
    assert f'href="{address(version)}">Go back to the start' in last
    assert "Think of last week." in first
    assert "Think of last week." not in last
    for page in (html(client, version), first, last):
        page = page.split("<footer>")[0]
        assert "<form" not in page
        assert "<button" not in page
        assert 'type="submit"' not in page
        assert "Nothing you choose here is kept." in page


@pytest.mark.parametrize("section", [None, "making"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_stored(client, section, method):
    version = stored()
    sent = {"turns-answer": "5", "turns-comment": "Mine", "turns-sharing": "private"}
    assert getattr(client, method)(address(version, section), sent).status_code == 405
    assert client.get(address(version, section), sent).status_code == 200
    assert not Response.objects.exists()
    assert not Answer.objects.exists()
    assert "Mine" not in client.get(address(version, section), sent).content.decode()
    assert not client.cookies


def test_a_draft_shows_words_for_what_is_missing(client, steward, holes):
    client.force_login(steward)
    said = read(client, holes)
    assert "(No title yet)" in said
    assert "1. Section 1 1 question 2. (No title yet) 4 questions 3. Nothing here 0 questions" in said
    assert "Question 1.1 (No question yet)" in read(client, holes, "s1")
    bare = read(client, holes, "bare")
    assert bare.count("(No question yet)") == 4
    assert bare.count("There are no answers to choose from yet.") == 2
    assert bare.count("The scale has no levels yet.") == 1
    assert "There are no questions in this part yet." in read(client, holes, "empty")


def test_a_draft_without_parts_or_names_of_answers(client, steward, organisation):
    version = factories.make_version("none", organisation=organisation, sections=0, status="draft")
    client.force_login(steward)
    said = read(client, version)
    assert "There are no parts yet." in said
    assert "There is too little text to say yet." in said
    section = Section.objects.create(version=version, code="a", title="A", position=1)
    Level.objects.filter(scale__version=version).update(label="")
    asked = {"version": version, "section": section, "statement": "Here?", "position": 1}
    question = Question.objects.create(**asked, code="q", kind="choice", choose="one")
    Option.objects.create(question=question, code="o", label="", position=0)
    Question.objects.create(
        **asked, code="r", kind="rating", direction="strength", scale=version.scales.get()
    )
    assert read(client, version, "a").count("(No words yet)") == 1 + 5


def test_a_draft_is_read_anew_each_time(client, steward, holes):
    client.force_login(steward)
    assert "(No question yet)" in read(client, holes, "s1")
    Question.objects.filter(version=holes, code="s1-q1").update(statement="We talk.")
    assert "Question 1.1 We talk." in read(client, holes, "s1")


@pytest.mark.parametrize("section", [None, "s1"])
def test_a_draft_does_not_exist_for_others(client, steward, holes, section):
    assert client.get(address(holes, section)).status_code == 404
    client.force_login(factories.make_organisation("Elsewhere").memberships.get().user)
    assert client.get(address(holes, section)).status_code == 404
    client.force_login(steward)
    assert client.get(address(holes, section)).status_code == 200


@pytest.mark.parametrize("section", ["after", "nowhere"])
def test_only_the_parts_themselves_have_pages(client, section):
    assert client.get(address(stored(), section)).status_code == 404


@pytest.fixture
def hard():
    """An example with one hard level, and a scale that is hard as well."""
    data = example()
    data["sections"][0]["questions"][0]["levels"][1]["description"] = HEAVY
    data["scales"][0]["levels"][1]["description"] = "Nobody remembers anything about it."
    return data


def test_reading_ages_are_for_stewards_and_who_asks(client, organisation, steward, hard):
    version = stored(hard, organisation=organisation)
    reader = factories.make_member(organisation, "reader")
    seen = {}
    for who in (reader, steward):
        client.force_login(who)
        seen[who] = [
            "Reading ages" in read(client, version, "making", q) for q in ("", "?reading=on", "?reading=off")
        ]
    assert seen == {reader: [False, True, False], steward: [True, True, False]}
    said = read(client, version, "making")
    assert re.search(r"Level 5: \d\d , hard to read: try shorter words and sentences", said)
    assert "Level 1:" in said  # in the scale's words
    assert said.count("Level 5:") == 1


def test_the_top_tells_how_it_reads_and_links_to_the_hardest(client, hard):
    version = stored(hard)
    assert "How easy it is to read" not in read(client, version)
    said, page = read(client, version, query="?reading=on"), html(client, version, query="?reading=on")
    assert re.search(r"Half of the texts can be read at the age of \d+ or younger: easy \.", said)
    assert "Aim for 11 or younger. A text over 14 is hard." in said
    assert f'href="{address(version, "making")}?reading=on#turns">Question 1.1, Level 5</a>' in page
    assert f'href="{address(version, "making")}?reading=on#turns">Question 1.1, Level 1</a>' in page
    assert said.index("Question 1.1, Level 5") < said.index("Question 1.1, Level 1")


def test_a_framework_in_another_language_has_no_reading_ages(client):
    version = stored(example(language="cy"))
    assert "for English texts only" in read(client, version, query="?reading=on")
    page = html(client, version, "making", "?reading=on")
    assert "margin-note" not in page
    assert 'lang="cy" dir="ltr"' in page
    arabic = stored(example(code="samovar", language="ar"))
    assert 'lang="ar" dir="rtl"' in html(client, arabic, "making")


def test_links_take_the_look_along(client, organisation, steward):
    version = stored(organisation=organisation)
    client.force_login(steward)
    page = html(client, version, "making", "?width=phone&reading=off&other=1")
    assert 'class="as-participant as-phone"' in page
    assert f'href="{address(version, "cups")}?width=phone&amp;reading=off"' in page
    assert f'href="{address(version, "making")}?reading=off">Show it as on a computer' in page
    assert f'href="{address(version, "making")}?width=phone">Show the reading ages' in page
    assert "other=1" not in page
    plain = html(client, version, "making")
    assert "as-phone" not in plain
    assert f'href="{address(version, "making")}?width=phone">Show it as on a phone' in plain
    assert f'href="{address(version, "making")}?reading=off">Hide the reading ages' in plain


def test_the_framework_page_leads_here(client):
    version = stored()
    page = client.get(reverse("frameworks:version", args=[version.pk])).content.decode()
    assert f'href="{address(version)}">See it as a participant' in page


def cost(client, *args):
    contents.forget()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(*args)).status_code == 200
    return len(captured)


@pytest.mark.parametrize("section", [None, "making"])
def test_a_preview_costs_the_same_at_any_size(client, organisation, steward, section):
    client.force_login(steward)
    small = stored(long_example(2, "small"), organisation=organisation)
    large = stored(long_example(30, "large"), organisation=organisation)
    drafts = [
        stored(long_example(n, f"draft-{n}"), organisation=organisation, publish=False) for n in (2, 30)
    ]
    costs = {cost(client, version, section) for version in (small, large, *drafts)}
    assert len(costs) == 1
    assert costs.pop() <= 14


@pytest.fixture
def printed(monkeypatch):
    """Laying out takes no time here. Returns what was laid out."""
    caches["process"].clear()
    found = []
    monkeypatch.setattr(pdf, "render_pdf", lambda html: found.append(html) or b"%PDF")
    return found


def test_one_example_of_a_form_is_laid_out_at_a_time_and_one_that_is_kept_is_shown_at_once(client, printed):
    one, other = stored(), stored(long_example(2, "other"))
    sheet = lambda version: client.get(reverse("assessments:preview_sheet", args=[version.pk]))  # noqa: E731
    assert sheet(one).content == b"%PDF"
    with advisory_lock(LAYING_OUT, 0, own_connection=True):
        assert sheet(one).content == b"%PDF"
        busy = sheet(other)
    assert (busy.status_code, int(busy["Retry-After"]) > 0) == (503, True)
    assert "for somebody else" in busy.text
    assert len(printed) == 1
    assert sheet(other).content == b"%PDF"
    assert len(printed) == 2


def test_nobody_has_forms_laid_out_without_end(client, printed, monkeypatch):
    monkeypatch.setattr("assessments.views.preview.FORMS_AT_MOST", "2/10m")
    versions = [stored(long_example(n, f"other-{n}")) for n in (2, 3, 4)]
    codes = [client.get(reverse("assessments:preview_sheet", args=[v.pk])).status_code for v in versions]
    assert codes == [200, 200, 429]
    assert len(printed) == 2
    assert client.get(reverse("assessments:preview_sheet", args=[versions[0].pk])).status_code == 200
