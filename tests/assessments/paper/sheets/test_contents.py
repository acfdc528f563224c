"""Forms to fill in by hand: what stands on which page, and that no page tells too much."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import RequestFactory

from assessments import codes
from assessments.paper import entry, keys, sheets
from assessments.printing.qr import qr_svg
from assessments.rounds import promise
from assessments.rounds.contents import content_of_round
from frameworks import cache
from tests import factories
from tests.assessments.paper.sheets.printed import FORM, printed, runs_of, squeezed, with_each
from tests.assessments.reports.pdfs import page_texts
from tests.frameworks.examples import example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.pdf, pytest.mark.slow]
SPECIALS = ["Don’t know", "Doesn’t apply", "Prefer not to say"]


# Which page holds what


def test_the_number_is_on_each_page_of_the_form_and_the_code_on_the_page_to_keep_alone(three):
    made, found = three.made, runs_of(three.pages)
    assert len(found) == 3
    numbers = [codes.in_groups(sheet.number) for sheet in made]
    for sheet, (mine, form) in zip(made, found, strict=True):
        number = codes.in_groups(sheet.number)
        assert squeezed(mine[0]).count(sheet.secret) == 1
        assert len(form) > 1
        for page in form:
            assert [page.count(n) for n in numbers] == [int(n == number) for n in numbers]
            assert "Larkfield crisis house, Round 1, June 2026" in page
        for other in made:
            assert not [page for page in mine if other.number in squeezed(page)]
            assert not [page for page in form if other.secret in squeezed(page)]
            assert (other.secret in squeezed(" ".join(mine))) is (other is sheet)


@pytest.mark.parametrize("questions", [1, 16])
def test_the_pages_of_each_form_are_counted_by_themselves(organisation, questions):
    versions = [factories.make_version(questions=questions)]
    _made, data = printed(factories.make_round(versions, organisation=organisation), 3)
    found = runs_of(page_texts(data))
    counted = [[FORM.search(page).groups() for page in form] for _mine, form in found]
    pages = len(counted[0])
    assert (pages > 4) is (questions == 16)
    assert counted == [[(str(i), str(pages)) for i in range(1, pages + 1)]] * 3
    asked = list(cache.cached_contents([versions[0].pk])[0].all_questions())
    assert len(asked) == 2 * questions
    for _mine, form in found:
        said = " ".join(form)
        assert [question for question in asked if said.count(question.statement) != 1] == []


def test_forms_are_the_same_but_for_their_number(three):
    one, *others = (" ".join(form) for _mine, form in runs_of(three.pages))
    first, *numbers = (codes.in_groups(sheet.number) for sheet in three.made)
    assert len(others) == 2
    for other, number in zip(others, numbers, strict=True):
        assert one != other
        assert one.replace(first, number) == other


def test_the_picture_leads_to_the_page_for_the_private_code(round_):
    [sheet] = entry.new_sheets(round_, 1)
    [kept_] = [sheets.private_code(RequestFactory().get("/"), sheet)]
    link = f"http://testserver/enter/#{sheet.secret}"
    path = re.search(r' d="[^"]+', qr_svg(link, "x"))[0]
    assert path in kept_["qr"]
    assert kept_["typed"] == "testserver/enter"


def test_the_page_to_keep_says_who_asks_and_the_whole_promise_and_not_the_short_one(three):
    lines = [*promise.on_paper("Larkfield Voices"), *three.round.promise, "Come as you are."]
    lines += ["How well do we work together?", "Do not hand this page in. Do not show it to anyone."]
    assert three.round.promise
    for mine, _form in runs_of(three.pages):
        said = squeezed(" ".join(mine))
        assert [line for line in lines if squeezed(line) not in said] == []
    assert squeezed("Nobody in your team sees your own answers") not in squeezed(" ".join(three.pages))


@pytest.mark.parametrize("joining", ["link", "both"])
def test_the_whole_promise_stands_on_one_page_the_back_of_the_page_to_keep(organisation, joining):
    round_ = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining=joining)
    round_.promise = promise.in_full(5, str(organisation), joining, two_keys=True)
    _made, data = printed(round_)
    [(mine, _form)] = runs_of(page_texts(data))
    front, back = map(squeezed, mine)
    assert [line for line in promise.on_paper(str(organisation)) if squeezed(line) not in front] == []
    assert [line for line in round_.promise if squeezed(line) not in back] == []


# What is asked


def test_every_question_level_option_and_key_stands_once_on_a_sheet(three):
    questions = list(three.content.all_questions())
    rated = [question for question in questions if question.kind != "text"]
    assert (len(questions), len(rated)) == (15, 14)
    for _mine, form in runs_of(three.pages):
        said = " ".join(form)
        assert [q for q in questions if said.count(f"{q.number} {q.title}. {q.statement}") != 1] == []
        wanted = {}
        for question in rated:
            for box in keys.boxes_of(question):
                words = f"{box.key} {box.label}"
                wanted[words] = wanted.get(words, 0) + 1
        meanings = 2  # what the scores mean is said once for each part, not for each question
        assert wanted["3 Level 3"] == 12
        assert {w: said.count(w) for w in wanted} == {
            w: n + (meanings if "Level" in w else 0) for w, n in wanted.items()
        }
        for key, label in zip(keys.SPECIAL_KEYS, SPECIALS, strict=True):
            assert said.count(f"{key} {label}") == len(rated)
        boxes_for_words = len(three.content.sections) + 1 + 1  # of each part, at the end, and the text's own
        for box in ("1 Yes, with my group", "2 Yes, without my group", "3 No "):
            assert said.count(box) == boxes_for_words
        assert said.count("What level 3 is.") == meanings
        assert "Think of one thing." not in said


def test_the_keys_on_paper_are_those_that_are_typed_in(round_):
    [version] = content_of_round(round_)
    for part in sheets._form([version], easy=False)["parts"]:
        for asked in part.asked:
            if asked.question.kind != "text":
                for row, box in zip([*asked.rows, *asked.rest], keys.boxes_of(asked.question), strict=True):
                    ticked = keys.read_keys(asked.question, row.key)
                    assert (row.key, row.label) == (box.key, box.label)
                    assert box.id in {ticked.level, *ticked.options}


def test_a_question_in_words_of_its_own_has_them_beside_its_boxes():
    version = stored(example())
    [content] = cache.cached_contents([version.pk])
    own = [q for q in content.all_questions() if any(level.is_own for level in q.levels)]
    assert own
    page = sheets.blank_html(content, large=False, easy=False)
    for question in own:
        [asked] = [
            q for q in re.split(r'<section class="question">', page) if question.statement in unescape(q)
        ]
        for level in question.levels:
            assert level.description in asked


def shorter(question):
    levels = tuple(replace(level, plain="Short level.") for level in question.levels)
    return (
        replace(question, plain="In plain words?", levels=levels) if question.code[:2] == "s1" else question
    )


def test_shorter_words_are_printed_in_each_part_that_has_them(round_):
    [content] = content_of_round(round_)
    content = with_each(content, shorter)
    for easy in (True, False):
        said = " ".join(page_texts(printed(round_, 1, [content], easy=easy)[1]))
        assert ("In plain words?" in said) is easy
        assert ("Short level." in said) is easy
        assert ("Statement 1.1." in said) is not easy
        assert "Statement 2.1." in said


def test_the_groups_have_keys_and_the_given_one_is_crossed_and_can_be_changed(round_, three):
    staff = round_.assessment.perspectives.get(code="staff")
    anyone = " ".join(three.pages)
    for_staff = " ".join(page_texts(printed(round_, perspective=staff)[1]))
    for said in (anyone, for_staff):
        assert said.index("1 People") < said.index("2 Staff") < said.index("0 I would rather not say")
    assert "X 2 Staff" in for_staff
    assert "X 1 People" not in for_staff
    assert (
        "This form is for: Staff. If that is not you, shade its whole box and cross another one." in for_staff
    )
    assert "X 2 Staff" not in anyone
    assert "This form is for" not in anyone


def test_the_consent_is_explained_with_the_rounds_own_number(three):
    for _mine, form in runs_of(three.pages):
        assert "If fewer than 4 people answer from your group" in form[-1]
        assert "Show our scores even if there are only a few of us" in form[-1]
