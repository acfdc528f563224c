"""Logos: whatever is sent, what is stored is a small PNG of our own making; nothing was fetched for it."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from assessments.printing.logos import LOGO, clean_logo
from frameworks.pictures import cleaning
from frameworks.pictures.cleaning import MOST_BYTES, UnfitPicture
from tests.assessments.faces.pictures import png


def svg(inside="", head="", box="0 0 200 100"):
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'.encode()


BLUE = '<rect width="200" height="100" fill="#0000FF"/>'


def opened(stored):
    image = Image.open(io.BytesIO(stored))
    assert image.format == "PNG"
    assert image.width <= LOGO.widest
    assert image.height <= LOGO.tallest
    assert len(stored) <= LOGO.bytes
    assert not image.info
    return image.convert("RGBA")


def test_a_png_is_made_anew_with_its_picture_and_nothing_else():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "who made it, and where")
    sent = png(pnginfo=notes) + b"<script>alert(1)</script>"
    stored = clean_logo(sent)
    assert b"who made it" not in stored
    assert b"script" not in stored
    assert opened(stored).getpixel((5, 5)) == (20, 60, 120, 255)


def test_a_large_picture_of_many_colours_is_made_small():
    noise = Image.effect_noise((900, 700), 90).convert("RGB")
    written = io.BytesIO()
    noise.quantize(16).save(written, "PNG")
    sent = written.getvalue()
    assert LOGO.bytes < len(sent) <= MOST_BYTES
    opened(clean_logo(sent))


def test_an_svg_is_drawn_in_its_colours():
    style = "<style>.a{fill:#00FF00}</style>"
    for inside in (
        BLUE,
        '<g style="fill:#0000FF"><path d="M0 0h200v100H0z"/></g>',
        style + '<rect class="a" width="200" height="100"/>',
    ):
        colour = opened(clean_logo(svg(inside))).getpixel((50, 50))
        assert colour == ((0, 255, 0, 255) if inside.startswith("<style") else (0, 0, 255, 255))


def test_words_are_drawn_in_our_font_where_theirs_is_not_here():
    words = '<text x="10" y="60" font-size="50" font-family="No Such Font" fill="#0000FF">Ashby</text>'
    assert opened(clean_logo(svg(words))).width > 300
    styled = '<g style="font-family:\'No Such Font\'"><text x="10" y="60" font-size="50">Ashby</text></g>'
    assert opened(clean_logo(svg(styled))).width > 300
    ruled = "<style>.a{font-family:'No Such Font';fill:#0000FF}</style>"
    ruled += '<text class="a" x="10" y="60" font-size="50">Ashby</text>'
    assert opened(clean_logo(svg(ruled))).width > 300


HARMFUL = [
    "<script>alert(1)</script>",
    '<image href="file:///etc/passwd" width="200" height="100"/>',
    '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://example.org/a.png" width="9"/>',
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="http://example.org/"/></body></foreignObject>',
    '<a href="javascript:alert(1)"><rect width="200" height="100" fill="#FF0000"/></a>',
    '<use href="http://example.org/a.svg#b"/>',
    '<rect width="200" height="100" fill="url(http://example.org/a.svg#b)" stroke="url(file:///etc/passwd)"/>',
    '<filter id="f"><feImage href="file:///etc/passwd"/></filter><g filter="url(#f)"/>',
    '<rect width="1" height="1" onload="alert(1)"/>',
    '<animate attributeName="href" values="javascript:alert(1)"/>',
    '<pattern id="p" width="1" height="1"><image href="file:///etc/passwd"/></pattern>',
]


@pytest.mark.parametrize("inside", HARMFUL)
def test_what_could_do_harm_in_an_svg_is_left_out_before_it_is_drawn(inside, monkeypatch):
    drawn = []
    draw = cleaning.draw_png
    monkeypatch.setattr(cleaning, "draw_png", lambda text, **size: drawn.append(text) or draw(text, **size))
    opened(clean_logo(svg(BLUE + inside)))
    [text] = drawn
    for bad in (
        "script",
        "image",
        "href",
        "example.org",
        "file:",
        "onload",
        "use",
        "filter",
        "pattern",
        "anim",
    ):
        assert bad not in text.lower().replace("http://www.w3.org/2000/svg", "")


def bomb():
    """A few bytes that say they are millions of pixels."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)),
        (b"IDAT", b""),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"", "no PNG and no SVG"),
        (b"GIF89a" + bytes(50), "no PNG and no SVG"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "no PNG and no SVG"),
        (b"%PDF-1.7", "no PNG and no SVG"),
        (bytes(MOST_BYTES + 1), "larger than 500 KB"),
        (png()[:60], "broken"),
        (bomb(), "too large"),
        (png(colour=(0, 0, 0, 0)), "empty"),
        (svg(""), "empty"),
        (svg("<rect"), "broken"),
        (svg("&b;", head=LAUGHS), "declares"),
        (svg("<!DOCTYPE x>"), "broken"),
        (svg(BLUE, box="0 0 x y"), "how large"),
        (svg(BLUE, box="0 0 9000 1"), "long and thin"),
        (svg("<g>" * 60 + BLUE + "</g>" * 60), "complicated"),
        (svg("<g/>" * 5000), "complicated"),
        (svg("<style>@import url(http://example.org/a.css);</style>" + BLUE), "elsewhere"),
        (svg("<style>.a{fill:url(http://example.org/a)}</style>" + BLUE), "elsewhere"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_logo_is_refused_and_it_says_why(sent, says):
    with pytest.raises(UnfitPicture, match=says):
        clean_logo(sent)
