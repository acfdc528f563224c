"""A form to copy, a list of free numbers, and slips: what stands where, and how a copy is typed in."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from assessments import codes
from assessments.models import Response
from assessments.paper import copies, entry
from assessments.printing import pdf
from assessments.records.invitations import Invitation
from assessments.rounds.contents import content_of_round
from tests import factories
from tests.assessments.paper.pages.desk import Desk
from tests.assessments.paper.sheets.printed import make_round, squeezed
from tests.assessments.printing.boxes import one_on_another, out_of_sight
from tests.assessments.reports.pdfs import page_texts
from tests.untranslated import bare_words

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.pdf, pytest.mark.slow]
NUMBER = r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"


def printed(round_, number, **look):
    made = entry.new_sheets(round_, number)
    groups = list(round_.assessment.perspectives.all())
    look = {"large": False, "easy": False, **look}
    contents = content_of_round(round_)
    return made, copies.copies_html(RequestFactory().get("/"), round_, contents, made, groups, None, **look)


@pytest.mark.parametrize("large", [False, True])
def test_numbers_are_on_the_list_codes_on_the_slips_and_neither_on_what_is_copied(brackets, large):
    round_ = make_round()
    round_.promise = ["The promise."]
    made, documents = printed(round_, 30, large=large)
    pages = [pdf.layout(html).pages for html in documents]
    numbers, slips, kept, form = (
        squeezed(" ".join(box.text for page in run for box in texts(page._page_box))) for run in pages
    )
    for sheet in made:
        assert [text.count(sheet.number) for text in (numbers, slips, kept, form)] == [1, 0, 0, 0]
        assert [text.count(sheet.secret) for text in (numbers, slips, kept, form)] == [0, 1, 0, 0]
    boxes = [page._page_box for run in pages for page in run]
    assert out_of_sight(boxes) == []
    assert one_on_another(boxes) == []
    known = [codes.in_groups(sheet.number) for sheet in made]
    known += [group for sheet in made for group in codes.in_groups(sheet.secret).split("-")]
    for html in documents[:2]:
        assert bare_words(HttpResponse(html), *known, "testserver/enter") == []


def texts(box):
    box = getattr(box, "_box", box)
    if getattr(box, "text", "").strip():
        yield box
    for child in getattr(box, "children", ()):
        yield from texts(child)


def test_a_copy_with_a_number_from_the_list_is_typed_in_once_and_checked_as_any_form(
    organisation, facilitator
):
    version = factories.make_version(questions=1)
    round_ = factories.make_round([version], perspectives=factories.TWO, organisation=organisation)
    desk = Desk(facilitator, round_)
    asked = {"kind": "copies", "number": 3, "perspective": "staff", "both_sides": "on"}
    print_ = desk.client.post(desk.url("print_paper"), asked)
    pages = page_texts(print_.content)
    assert "For: Staff" in pages[0]
    assert "Destroy this list as soon as all copies are given out" in " ".join(pages[0].split())
    assert [bool(page.strip()) for page in pages[:6]] == [True, False, True, False, True, True]
    number, *others = re.findall(NUMBER, pages[0])
    assert len(others) == 2
    assert Invitation.objects.count() == 3
    assert "This form was printed for: Staff" in desk.open(number).text
    desk.store(number, perspective="2", s1_q1_keys="4")
    assert "You typed this one in" in desk.open(number).text
    second = Desk(factories.make_member(organisation, "lead", "second@example.org"), round_)
    assert "is checked" in second.story(second.store(number, perspective="2", s1_q1_keys="4"))
    assert "We cannot find this number" in desk.open(number).text
    assert Response.objects.count() == 1
