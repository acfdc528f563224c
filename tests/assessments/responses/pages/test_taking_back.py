"""Every choice can be taken back, with and without a script."""

import re

import pytest

from tests.assessments.responses.pages.participants import Person, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

GIVEN = {
    "s2-q1": {"s2_q1_answer": "4"},
    "one": {"one-answer": "b"},
    "many": {"many-options": ["a", "c"]},
    "text": {"text-text": "My own words.", "text-sharing": "private"},
}
SPECIAL = {"many-answer": "dont_know"}


@pytest.fixture
def person(round_):
    return Person(round_).start()


def send(person, **data):
    """Part 2 as a browser without a script sends it: what is stored is picked already."""
    page = person.client.get(person.url("part").replace("/1/", "/2/"))
    sent = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page.text))
    for field in re.findall(r"<input type=\"(?:radio|checkbox)\"[^>]*checked>", page.text):
        name, value = (re.search(rf'{what}="([^"]*)"', field)[1] for what in ("name", "value"))
        sent.setdefault(name, []).append(value)
    for name, words in re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>\s*([^<]*)</textarea>', page.text):
        sent[name] = words.strip()
    for name, value in data.items():
        sent[name.replace("_", "-") if name[1].isdigit() else name] = value
    return person.client.post(page.request["PATH_INFO"], sent)


def stored(person):
    rows = person.response.answers.prefetch_related("options", "level")
    return {
        row.question.code: (
            row.level and row.level.value, row.special, {o.code for o in row.options.all()}, row.text
        )
        for row in rows.select_related("question")
        if row.level or row.special or row.text or row.options.all()
    }  # fmt: skip


@pytest.mark.parametrize("code", GIVEN)
def test_each_kind_of_answer_is_cleared_by_its_button(person, code):
    assert send(person, **GIVEN[code]).status_code == 302
    assert code in stored(person)
    page = send(person, go=f"clear:{code}")
    assert code not in stored(person)
    if code == "text":  # somebody's own words are shown once more
        assert page.status_code == 200
        assert re.search(r"Your answer is cleared.*My own words\.</blockquote>", text_of(page), re.DOTALL)
    else:
        assert page["Location"].endswith(f"/part/2/#q-{code}")


def test_special_answers_are_cleared_and_comments_stay(person):
    send(person, **SPECIAL, **{"many-comment": "Why I do not know.", "many-sharing": "private"})
    send(person, go="clear:many")
    answer = person.response.answers.get(question__code="many")
    assert (answer.special, answer.comment) == ("", "Why I do not know.")


def test_only_the_one_is_cleared_and_the_rest_of_the_page_is_saved(person):
    send(person, **GIVEN["s2-q1"])
    send(person, go="clear:s2-q1", **GIVEN["many"])
    assert stored(person) == {"many": (None, "", {"a", "c"}, "")}


@pytest.mark.parametrize("go", ["clear:", "clear:nothing", "clear:s1-q1", "clear:s2-q1:x"])
def test_a_button_that_is_none_clears_nothing(person, go):
    send(person, **GIVEN["s2-q1"])
    send(person, go=go)
    assert stored(person) == {"s2-q1": (4, "", set(), "")}


def test_picking_options_lets_go_of_the_special_answer(person):
    send(person, **SPECIAL)
    assert stored(person)["many"][1] == "dont_know"
    assert send(person, **{"many-options": ["b"]}).status_code == 302
    assert stored(person)["many"] == (None, "", {"b"}, "")


def test_picking_a_special_answer_lets_go_of_the_options(person):
    send(person, **GIVEN["many"])
    assert send(person, **SPECIAL).status_code == 302
    assert stored(person)["many"] == (None, "dont_know", set(), "")


@pytest.mark.parametrize("before", [{}, GIVEN["many"], SPECIAL])
def test_where_nobody_can_tell_which_was_last_the_person_is_asked(person, before):
    send(person, **before)
    was = stored(person)
    both = {"many-options": ["b"], "many-answer": "prefer_not_to_say"}
    page = send(person, **both)
    assert page.status_code == 422
    assert "Please keep one kind" in text_of(page)
    assert stored(person) == was


def test_each_question_has_its_button_and_says_which(person):
    page = text_of(person.client.get(person.url("part").replace("/1/", "/2/")))
    buttons = re.findall(
        r'value="clear:([\w-]+)"[^>]*>Clear my answer<span[^>]*> to question ([\d.]+)<', page
    )
    assert [code for code, _ in buttons] == ["s2-q1", "s2-q2", "one", "many", "text"]
    assert len({number for _, number in buttons}) == 5
