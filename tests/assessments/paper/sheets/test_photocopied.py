"""Forms after a photocopier and a telephone: each box, number and code can still be told apart. And the room
that a hand has which trembles: how large the boxes are, and how far apart."""

import math

import pytest
import segno
import yaml
from django.test import RequestFactory
from weasyprint.formatting_structure.boxes import BlockContainerBox, ReplacedBox

from assessments import codes
from assessments.paper import sheets
from assessments.paper.entry import Sheet
from assessments.printing import pdf
from assessments.printing.qr import QUIET
from assessments.rounds.contents import content_of_round
from frameworks.management.commands.load_library import LIBRARY
from tests import factories
from tests.assessments.paper.sheets import photocopy
from tests.assessments.printing.boxes import MM, boxes, out_of_sight, stranded
from tests.frameworks.examples import stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.pdf]
SECRET = "7KQ2MWXP4TRA9JHDE5VN3GZB8CY6"
SIDE = {False: 6, True: 7}  # of a box, in millimetres; by whether it is large print
APART = 3
PAGES = {False: 7, True: 12}  # for 18 questions, without the page to keep
QUESTIONS = {  # of those of the library whose pages are just few enough
    "institutional-challenges": 18,
    "clarity": 17,
    "core-values": 17,
    "earlier-reforms": 20,
    "three-steps": 20,
}


def documents(code="institutional-challenges", *, large=False):
    version = stored(yaml.safe_load((LIBRARY / f"{code}.yaml").read_bytes()))
    round_ = factories.make_round([version], perspectives=factories.FOUR)
    round_.assessment.contact_name, round_.assessment.contact_phone = "Dee Marsh", "01632 960 114"
    contents = content_of_round(round_)
    assert contents[0].question_count == QUESTIONS[code]
    numbers = [codes.ALPHABET[i : i + 8] for i in range(0, 32, 8)]
    made = [Sheet(number, SECRET) for number in numbers]
    groups = list(round_.assessment.perspectives.all())
    request = RequestFactory().get("/")
    return sheets.sheets_html(request, round_, contents, made, groups, None, large=large, easy=False)


def placed(page, name):
    """(left, top, width, height) of each box with this class, in millimetres."""
    return [
        tuple(v / MM for v in (b.border_box_x(), b.border_box_y(), b.border_width(), b.border_height()))
        for b in boxes(page)
        if isinstance(b, BlockContainerBox | ReplacedBox)
        and b.element is not None
        and b.element.get("class") == name
    ]


@pytest.mark.parametrize("large", [False, True])
def test_boxes_have_room_for_a_hand_that_trembles_and_pages_are_few(large):
    pages = [page._page_box for page in pdf.layout(documents(large=large).form).pages]
    assert len(pages) <= PAGES[large]
    found = [placed(page, "box") for page in pages]
    in_questions, for_words, consent, groups, samples = 18 * (5 + 3), 5 * 3, 1, 5, 2
    assert sum(map(len, found)) == in_questions + for_words + consent + groups + samples
    sizes = [size for page in found for box in page for size in box[2:]]
    assert min(sizes) > SIDE[large] - 0.01
    assert min(gap for page in found for gap in photocopy.gaps_between(page)) > APART - 0.01
    assert out_of_sight(pages) == []
    assert stranded(pages) == []


OTHERS = [(code, False) for code in QUESTIONS if code != "institutional-challenges"]


@pytest.mark.parametrize(("code", "large"), [*OTHERS, ("core-values", True), ("three-steps", True)])
def test_the_pages_of_other_long_frameworks_are_few(code, large):
    pages = [page._page_box for page in pdf.layout(documents(code, large=large).form).pages]
    assert len(pages) <= math.ceil(PAGES[large] * QUESTIONS[code] / 18)
    assert min(gap for page in pages for gap in photocopy.gaps_between(placed(page, "box"))) > APART - 0.01
    assert stranded(pages) == []


def test_on_a_photograph_of_a_photocopy_each_box_is_found_by_itself(tmp_path):
    laid_out = pdf.layout(documents().form)
    data = laid_out.write_pdf()
    for place, page in enumerate(laid_out.pages[:2]):
        picture = photocopy.photographed(photocopy.drawn(data, place + 1, tmp_path))
        expected = [
            photocopy.on_photograph(picture, x + width / 2, y + height / 2)
            for x, y, width, height in placed(page._page_box, "box")
            if not (place == 0 and (x, y) in examples(page._page_box))
        ]
        found = photocopy.squares(picture, SIDE[False])
        assert len(found) == len(expected) > 10
        for box in expected:
            assert min(math.dist(box, one) for one in found) < photocopy.PER_MM


def examples(page):
    """Where the boxes stand that show how to cross: they are crossed, or filled."""
    how = next(b for b in boxes(page) if b.element is not None and b.element.get("class") == "how plain")
    return {box[:2] for box in placed(how, "box")} | {box[:2] for box in placed(how, "box filled")}


def test_on_a_photograph_of_a_photocopy_each_letter_of_a_number_is_nearest_to_itself(tmp_path):
    data = pdf.layout(documents().numbers).write_pdf()
    clean, copied = {}, {}
    for page in range(4):
        picture = photocopy.drawn(data, page + 1, tmp_path)
        photo = photocopy.photographed(picture).rotate(-photocopy.TURNED, fillcolor=photocopy.PAPER)
        for kept, one in ((clean, picture), (copied, photo)):
            letters = photocopy.letters(one, codes.SHEET_LENGTH)
            kept.update(zip(codes.ALPHABET[page * 8 : page * 8 + 8], letters, strict=True))
    assert len(copied) == 32
    for letter, seen in copied.items():
        assert min(clean, key=lambda one: photocopy.unlike(clean[one], seen)) == letter


def test_on_a_photograph_of_a_photocopy_the_picture_of_the_code_can_be_read(tmp_path):
    laid_out = pdf.layout(documents().kept)
    picture = photocopy.photographed(photocopy.drawn(laid_out.write_pdf(), 1, tmp_path))
    [(left, top, width, _height)] = placed(laid_out.pages[0]._page_box, "qr")
    link = f"http://testserver/enter/#{SECRET}"
    matrix = segno.make(link, error="m", micro=False, boost_error=False).matrix
    module = width / (len(matrix) + 2 * QUIET)
    wrong = [
        (across, down)
        for down, row in enumerate(matrix)
        for across, dark in enumerate(row)
        if bool(dark)
        is not photocopy.is_dark(
            picture, left + (across + QUIET + 0.5) * module, top + (down + QUIET + 0.5) * module
        )
    ]
    assert len(wrong) < 0.01 * len(matrix) ** 2  # 15 in 100 may be smudged
