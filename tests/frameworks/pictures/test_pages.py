"""A picture is added, changed and taken away on a page of its own, without a script."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.frameworks.editor.browser import SCALE, now, opened, said
from tests.frameworks.edits import LEAF, TURNS
from tests.frameworks.examples import DOT

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7H1z"/></svg>'


def of_leaf(draft):
    return reverse("frameworks:edit_question_picture", args=[draft.pk, LEAF[1]])


def sent(desk, address, content=DRAWING, **data):
    [form] = [c["form"] for c in desk.get(address).context if "form" in c][:1]
    file = {"image": SimpleUploadedFile("p.svg", content)} if content else {}
    return desk.post(address, {"seen": form.now, **data, **file})


def test_a_picture_is_added_shown_changed_and_taken_away(desk, draft):
    form = opened(desk, draft, "edit_part").put("question-leaf-title", "Leaves")
    there = form.press("picture:question:leaf")
    assert there["Location"] == of_leaf(draft)
    assert now(draft)[LEAF]["title"] == "Leaves"
    added = sent(desk, of_leaf(draft), text="A square", licence="CC0", credit="Us")
    assert added.status_code == 302
    picture = now(draft)[LEAF]["picture"]
    assert {**picture, "image": ""} == {"image": "", "text": "A square", "licence": "CC0", "credit": "Us"}
    assert base64.b64decode(picture["image"]).startswith(b"\x89PNG")
    assert f'base64,{picture["image"]}" alt="A square"' in opened(desk, draft, "edit_part").response.text
    assert sent(desk, of_leaf(draft), b"", text="A black square").status_code == 302
    assert now(draft)[LEAF]["picture"] == {"image": picture["image"], "text": "A black square"}
    assert sent(desk, of_leaf(draft), b"", text="x", remove="on").status_code == 302
    assert now(draft)[LEAF]["picture"] == {}


def test_a_level_has_one_too_and_keeps_it_where_it_gets_another_number(desk, draft):
    address = reverse("frameworks:edit_level_picture", args=[draft.pk, SCALE[1], 5])
    form = opened(desk, draft, "edit_scales")
    assert form.press("picture:scale:how-often:5")["Location"] == address
    assert sent(desk, address, text="A full cup").status_code == 302
    opened(desk, draft, "edit_scales").put("scale-how-often-row-levels-2-value", "4").press()
    scale = now(draft)[SCALE]
    assert scale["picture:4"]["text"] == "A full cup"
    assert scale["picture:0"]["text"] == "An empty cup"
    assert "picture:5" not in scale


@pytest.mark.parametrize(
    ("content", "text", "says"),
    [
        (b"", "A square", "Choose a picture first."),
        (b"GIF89a", "A square", "no PNG and no SVG file"),
        (DRAWING, "", "Say what the picture shows"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(desk, draft, content, text, says):
    before = now(draft)
    answer = sent(desk, of_leaf(draft), content, text=text)
    assert answer.status_code == 400
    assert says in said(answer)
    assert now(draft) == before


def test_somebody_elses_change_is_not_written_over(desk, draft):
    sent(desk, of_leaf(draft), text="A square")
    answer = desk.post(of_leaf(draft), {"seen": "of an older picture", "text": "Mine"})
    assert "Somebody changed this picture meanwhile." in said(answer)
    assert now(draft)[LEAF]["picture"]["text"] == "A square"


def test_a_translation_says_what_the_originals_picture_shows(desk, translation):
    address = reverse("frameworks:edit_question_picture", args=[translation.pk, TURNS[1]])
    page = desk.get(address)
    assert DOT in page.content.decode()
    assert 'name="image"' not in page.content.decode()
    assert sent(desk, address, b"", text="Cwpan").status_code == 302
    assert now(translation)[TURNS]["picture"] == {"text": "Cwpan"}
    assert desk.get(of_leaf(translation)).status_code == 302
