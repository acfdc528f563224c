"""Small pictures of questions and levels: small, our own, and the same when they are read again."""

import base64
import io

import pytest
from PIL import Image, PngImagePlugin

from frameworks.exchange import faults
from frameworks.exchange.limits import MOST_PICTURES
from frameworks.pictures.cleaning import UnfitPicture
from frameworks.pictures.small import SMALL, from_text, small_picture
from tests.frameworks.examples import DOT, example

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M4 4h40v40H4z"/></svg>'


def opened(stored):
    png = base64.b64decode(stored)
    assert len(png) <= SMALL.bytes
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.info) == ("PNG", {})
    assert max(image.size) <= 160
    return image.convert("RGBA")


def as_png(image, **options):
    written = io.BytesIO()
    image.save(written, "PNG", **options)
    return written.getvalue()


WHOLE = as_png(Image.new("L", (2, 2)))
EMPTIED = WHOLE[:33] + WHOLE[-12:]  # its head and its end, and nothing between


def test_a_drawing_becomes_a_small_png_that_reads_as_itself_again():
    stored = from_text(DRAWING)
    assert opened(stored).size == (160, 160)
    assert opened(stored).getpixel((80, 80)) == (0, 0, 0, 255)
    assert from_text(stored) == stored
    assert from_text(DOT) == DOT


def test_a_photograph_stays_large_enough_to_be_seen_and_keeps_no_words():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "who, and where")
    photograph = Image.effect_noise((400, 300), 60).convert("RGB")
    stored = small_picture(as_png(photograph, pnginfo=notes))
    assert opened(stored).width >= 80
    assert b"who, and where" not in base64.b64decode(stored)
    assert from_text(stored) == stored


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ("not a picture", "no PNG in base64"),
        (base64.b64encode(b"GIF89a" + bytes(50)).decode(), "no PNG and no SVG"),
        (DRAWING.replace("<path", "<image"), "empty"),
        ("<svg", "broken"),
        (base64.b64encode(EMPTIED).decode(), "broken"),
    ],
)
def test_what_is_no_picture_is_refused_and_it_says_why(sent, says):
    with pytest.raises(UnfitPicture, match=says):
        from_text(sent)


def test_a_framework_has_only_so_many_pictures():
    data = example()
    asked = data["sections"][0]["questions"][0]
    data["sections"][0]["questions"] = [{**asked, "code": f"q-{n}"} for n in range(MOST_PICTURES)]
    assert (
        f"the file: holds {MOST_PICTURES + 1} pictures, over the limit of {MOST_PICTURES}"
        in faults.together(data)
    )
