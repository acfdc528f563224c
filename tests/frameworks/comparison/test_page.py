"""Two versions side by side, and the list of all versions: what they say, who sees them, what they cost."""

import html as entities
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frameworks import languages
from frameworks.actions import withdraw_version
from frameworks.models import Framework, FrameworkVersion
from frameworks.queries import beside, in_order, steps_between
from tests.factories import make_organisation, make_version
from tests.frameworks.examples import example, long_example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def address(one, other):
    return reverse("frameworks:compare", args=[one.pk, other.pk])


def source_of(client, path):
    """The source of a page, with one space wherever there is white space."""
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.text.split())


def words(html):
    """The text of the main part, without marks."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def second(**changes):
    """The second version of the example: each kind of change once."""
    data = example(version=2, summary="Who makes the tea, and when.", **changes)
    making, cups = data["sections"]
    turns, leaf = making["questions"]
    turns |= {"statement": "We take fair turns.", "compares": "same", "actions": ["Write a list."]}
    leaf["options"].append({"code": "milk", "label": "Milk"})
    making["questions"].insert(
        0, {"code": "new", "kind": "text", "title": "New", "statement": "What is new?"}
    )
    making["sections"] = []
    cups["questions"].append({"code": "story", "kind": "text", "title": "A story", "statement": "Tell us."})
    cups["questions"] = cups["questions"][1:]
    return data


@pytest.fixture
def pair():
    return stored(), stored(second())


def test_page_says_what_changed(client, pair):
    text = words(source_of(client, address(*pair)))
    for part in [
        "From version 1 to version 2 What changed, word for word",
        "1 question stays word for word. 1 question is reworded. 1 question is answered differently. "
        "1 question moved. 1 question is new. 1 question was taken out.",
        "Say that one round used version 1 and another used version 2. Of the 3 questions that are in both, "
        "2 can be compared between them. 1 cannot. Its scores will not be compared",
        "Added 1.1 New",
        "Reworded Help changed 1.2 Taking turns",
        "Answered differently 1.3 Leaf",
        "Moved 2.1 A story , from ‘Afterwards’",
        "Taken out 2.1 Chips",
        "Answers can be compared. The words are new. The people who published it say that it still asks the",
        "Answers cannot be compared. It is answered differently now.",
        "An answer to choose Nothing [new: Milk ]",
        "What a team could do Write a list. [taken out: Buy a pot. ] Write a list.",
        "Summary Who makes the tea. Who makes the tea [new: , and when ] .",
    ]:
        assert part in text


def test_words_that_go_and_come_are_marked_and_said(client, pair):
    html = source_of(client, address(*pair))
    assert 'We take <ins><span class="visually-hidden">[new: </span>fair<span' in html
    assert '<del><span class="visually-hidden">[taken out: </span>Buy a pot.<span' in html


def test_the_older_one_is_first_either_way(client, pair):
    one, other = pair
    there, back = (words(source_of(client, address(*both))) for both in [(one, other), (other, one)])
    assert there == back
    assert there.index("Version 1 Version 2") > 0


def test_what_stays_is_one_line(client):
    text = words(source_of(client, address(stored(), stored(example(version=2, title="Kettles")))))
    assert "2 questions stay word for word Answers can be compared." not in text  # turns says 'changed'
    assert "1 question stays word for word Answers can be compared. 1.2 Leaf" in text
    assert (
        "Word for word 1.1 Taking turns Answers cannot be compared. The people who published version 2"
        in text
    )


def test_a_version_against_itself(client):
    version = stored()
    assert "Nothing changed: the two say the same" in words(source_of(client, address(version, version)))


def test_a_change_in_between_is_named(client):
    """Version 3 says the same as version 2, which had changed it: versions 1 and 3 cannot be compared."""
    first, _, third = (stored(data) for data in between_changed())
    text = words(source_of(client, address(first, third)))
    assert "The people who published version 2 say that it asks something else." in text
    assert "It was not asked in version 2, which came in between." in text


def between_changed():
    made = [example(version=number) for number in (1, 2, 3)]
    for data in made:
        data["sections"][0]["questions"][0]["compares"] = "changed" if data["version"] == 2 else "same"
    del made[1]["sections"][1]
    return made


def test_a_draft_is_asked(client, lead, organisation):
    client.force_login(lead)
    one = stored(organisation=organisation)
    draft = stored(second(), organisation=organisation, publish=False)
    text = words(source_of(client, address(one, draft)))
    assert "For 1, nobody has said so yet. The person who publishes the draft says it." in text
    assert "Not said yet. The person who publishes version 2 says whether it still asks the same." in text


# An adaptation, and a translation


def adaptation(original, organisation, **fields):
    """The example's second version, as an organisation's own framework that started from the original."""
    made = stored(second(code="own-kettle", **fields) | {"version": 1}, organisation=organisation)
    Framework.objects.filter(pk=made.framework_id).update(adapted_from=original)
    return FrameworkVersion.objects.get(pk=made.pk)


def test_an_adaptation_beside_its_original(client, lead, organisation):
    original = stored()
    own = adaptation(original, organisation, title="Our kettle")
    client.force_login(lead)
    text = words(source_of(client, address(own, original)))
    assert "From version 1 of The kettle to version 1 of Our kettle" in text
    assert "The people who published it say that it still asks the same." in text
    listed = words(source_of(client, reverse("frameworks:version", args=[own.pk])))
    assert "What changed in version 1 against The kettle, version 1, which it started from" in listed


def test_same_titles_are_told_apart_by_their_owners(client, lead, organisation):
    original = stored()
    client.force_login(lead)
    text = words(source_of(client, address(original, adaptation(original, organisation))))
    assert "From version 1 of the library to version 1 of Larkfield Voices" in text


def test_the_way_from_an_original_to_an_adaptation(organisation, lead):
    one, two, three = (stored(example(version=number)) for number in (1, 2, 3))
    own = adaptation(two, organisation)
    names = lambda older: [step.name for step in steps_between(*in_order(own, older))]  # noqa: E731
    assert names(two) == []
    assert names(one) == ["version 2 of The kettle"]
    assert steps_between(*in_order(own, three)) is None
    assert in_order(own, three) == in_order(three, own) == (three, own)
    assert set(beside(own, lead)) == set(beside(one, lead)) == {one, two, three, own}


def test_the_way_leaves_out_drafts_and_translations(organisation):
    versions = [make_version(number=number, organisation=organisation) for number in (1, 2, 3, 4)]
    withdraw_version(version=versions[1], by=None)
    translate(versions[2], "cy")
    assert [step.name for step in steps_between(versions[0], versions[3])] == ["version 2", "version 3"]
    assert set(steps_between(versions[0], versions[3])[0].says) == {"s1-q1", "s1-q2", "s2-q1", "s2-q2"}


def translate(version, language, **fields):
    return FrameworkVersion.objects.create(
        framework=version.framework,
        number=version.number,
        translation_of=version,
        language=language,
        **{"status": "published", "title": version.title, **fields},
    )


def test_a_translation_is_not_compared_word_by_word(client):
    version = stored()
    html = source_of(client, address(translate(version, "cy", title="Y tegell"), version))
    assert "From version 1 in British English to version 1 in Cymraeg" in words(html)
    assert "so single words are not marked" in words(html)
    assert "<ins>" not in html
    assert re.search(
        '<td data-label="Version 1 in Cymraeg"> ?<span class="words" lang="cy">Y tegell</span>', html
    )


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("cy", "Cymraeg"),
        ("cy-GB", "Cymraeg"),
        ("en-GB", "British English"),
        ("pl", "polski"),
        ("gu", "ગુજરાતી"),
        ("so-SO", "Soomaali"),
        ("xx-YY", "xx-YY"),
    ],
)
def test_languages_bear_their_own_names(code, name):
    assert languages.name_within(code) == name


@pytest.mark.parametrize("code", ["ar", "ar-EG", "ps", "PS-AF", "ur", "yi"])
def test_languages_written_from_the_right_say_so(code):
    assert languages.is_from_the_right(code)


@pytest.mark.parametrize("code", ["cy", "en-GB", "ku", "xx"])
def test_other_languages_are_written_from_the_left(code):
    assert not languages.is_from_the_right(code)


# Who may see it


def test_both_must_be_within_reach(client, lead, outsider, organisation):
    library, ours = stored(), stored(example(code="ours"), organisation=organisation)
    newer = stored(example(code="ours", version=2), organisation=organisation)
    own = adaptation(library, organisation)
    secret = [address(ours, newer), address(library, own), address(own, library)]
    for path in secret:
        assert client.get(path).status_code == 404
    client.force_login(outsider)
    for path in secret:
        assert client.get(path).status_code == 404
    client.force_login(lead)
    for path in secret:
        assert client.get(path).status_code == 200


def test_strangers_are_not_compared(client, lead, organisation):
    library, other = stored(), stored(example(code="other"))
    own, second_own = adaptation(library, organisation), make_version("apart", organisation=organisation)
    client.force_login(lead)
    for one, two in [(library, other), (own, other), (own, second_own)]:
        assert client.get(address(one, two)).status_code == 404
        assert client.get(address(two, one)).status_code == 404


# Choosing


def choosing(client, version, **chosen):
    return client.get(reverse("frameworks:compare_choose", args=[version.pk]), chosen)


def test_two_chosen_versions_lead_to_their_page(client, pair):
    one, other = pair
    response = choosing(client, one, one=other.pk, other=one.pk)
    assert response.status_code == 302
    assert response["Location"] == address(other, one)


def test_without_a_choice_there_is_a_form(client, pair):
    html = choosing(client, pair[0]).content.decode()
    offered = re.findall(r'<option value="(\d+)"( selected)?>\s*(Version \d)', html)
    first, other = (str(version.pk) for version in pair)
    assert offered == [
        (first, " selected", "Version 1"),
        (other, "", "Version 2"),
        (first, "", "Version 1"),
        (other, " selected", "Version 2"),
    ]
    assert "cannot be compared" not in html


@pytest.mark.parametrize("chosen", ["", "x", "999999", "٣"])
def test_a_choice_that_cannot_be_is_said(client, pair, chosen):
    response = choosing(client, pair[0], one=pair[0].pk, other=chosen)
    assert "These two cannot be compared." in response.content.decode()


def test_two_adaptations_of_one_original_cannot_be_chosen(client, lead, organisation):
    original = stored()
    one = adaptation(original, organisation)
    other = make_version("third", organisation=organisation)
    Framework.objects.filter(pk=other.framework_id).update(adapted_from=original)
    client.force_login(lead)
    response = choosing(client, original, one=one.pk, other=other.pk)
    assert "These two cannot be compared." in response.content.decode()
    assert choosing(client, original, one=one.pk, other=original.pk).status_code == 302


# All versions, on the page of one


def test_all_versions_newest_first(client):
    one, two, _ = stored(), stored(second()), stored(example(version=3))
    withdraw_version(version=two, by=None)
    translate(one, "cy")
    text = words(source_of(client, reverse("frameworks:version", args=[one.pk])))
    text = text[text.index("All versions") : text.index("Its file")]
    places = [text.index(f"Version {number}") for number in (3, 2, 1)]
    assert places == sorted(places)
    assert text.count("What changed") == 2
    assert text.count("Withdrawn") == 1
    assert text.index("Withdrawn") in range(places[1], places[2])
    assert "the one on this page Also in: Cymraeg" in text


def test_change_note_stands_with_its_version_and_links_lead_to_the_one_before(client, lead, organisation):
    client.force_login(lead)
    one = stored(organisation=organisation)
    two = stored(second(), organisation=organisation, publish=False)
    FrameworkVersion.objects.filter(pk=two.pk).update(change_note="Carers asked for it.", status="published")
    html = source_of(client, reverse("frameworks:version", args=[one.pk]))
    assert "Carers asked for it." in html
    assert address(one, two) in html
    assert "Carers asked for it." in source_of(client, address(one, two))


def test_drafts_and_translations_are_no_versions_of_their_own(client, lead, organisation):
    client.force_login(lead)
    one = stored(organisation=organisation)
    stored(second(), organisation=organisation, publish=False)
    translate(one, "cy", status="draft")
    html = source_of(client, reverse("frameworks:version", args=[one.pk]))
    section = html[html.index("All versions") : html.index("Its file")]
    assert "Version 2" not in section
    assert "Also in" not in section


# What it costs, and how it is made


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def grown(code, questions):
    """Two versions of so many questions, where every other one changed, and one version in between."""
    made = [long_example(questions, code) | {"version": number} for number in (1, 2, 3)]
    for question in made[2]["sections"][0]["questions"][::2]:
        question["statement"] = "Other words."
    return [stored(data) for data in made]


def test_pages_cost_the_same_at_two_sizes(client, lead, organisation):
    client.force_login(lead)
    few, many = grown("few", 2), grown("many", 40)
    for number in range(4, 12):
        stored(long_example(40, "many") | {"version": number})
    client.get(reverse("frameworks:list"))
    for path in [
        lambda rows: address(rows[0], rows[2]),
        lambda rows: reverse("frameworks:compare_choose", args=[rows[0].pk]),
        lambda rows: reverse("frameworks:version", args=[rows[0].pk]),
    ]:
        assert queries_of(client, path(few)) == queries_of(client, path(many))
    assert source_of(client, address(many[0], many[2])).count("<article") == 40


def test_page_holds_no_inline_style_and_no_id_twice(client, pair):
    html = source_of(client, address(*pair))
    assert not re.search(r"<style|<script(?! src)|\sstyle=|\son\w+=", html)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_text_is_shown_as_text(client):
    other = example(version=2, summary="<script>alert(1)</script> <b>Bold</b>")
    html = source_of(client, address(stored(), stored(other)))
    assert "<script>alert" not in html
    assert "<b>Bold" not in html
    assert "alert" in html


def test_other_peoples_adaptations_are_not_offered(client, lead, organisation):
    original = stored()
    adaptation(original, make_organisation("Elsewhere"), title="Their kettle")
    client.force_login(lead)
    assert "Their kettle" not in choosing(client, original).content.decode()
