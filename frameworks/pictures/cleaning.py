"""Pictures made safe: whatever was sent becomes a PNG of our own making, of a size that pages can bear.

A PNG is decoded and written anew, so that nothing but its picture stays. An SVG is taken apart, and only
shapes, paths, words and colours are put together again: no script, no picture, no address, and nothing that
makes a small file draw millions of shapes. What is left is drawn once, here; no browser and no
PDF ever gets the SVG.
"""

import io
import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from xml.parsers import expat

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from frameworks.pictures.damage import DAMAGED
from frameworks.pictures.drawing import PictureRefused, draw_png

MOST_BYTES = 500_000  # as it is sent
MOST_PIXELS = 4000 * 4000
TOO_MANY_PIXELS = gettext_lazy("This picture is too large. 4,000 by 4,000 pixels is the most.")
PNG_BEGINS = b"\x89PNG\r\n\x1a\n"

SVG = "http://www.w3.org/2000/svg"
SHAPES = {
    *("svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline"),
    *("polygon", "linearGradient", "radialGradient", "stop", "clipPath", "text", "tspan", "style"),
}  # fmt: skip
ATTRIBUTES = {
    *("id", "class", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy"),
    *("dx", "dy"),
    *("width", "height", "points", "transform", "viewBox", "preserveAspectRatio", "offset", "gradientUnits"),
    *("gradientTransform", "spreadMethod", "clipPathUnits", "clip-path", "clip-rule", "fill", "fill-opacity"),
    *("fill-rule", "opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"),
    *("stroke-miterlimit", "stroke-opacity", "stop-color", "stop-opacity", "font-family", "font-size"),
    *("font-weight", "font-style", "text-anchor", "letter-spacing", "display", "visibility"),
}  # fmt: skip
WORDED = {"text", "tspan", "title", "desc", "style"}
NAMED_FONT = re.compile(r"font-family\s*:[^;}]+")
ANY_FONT = "sans-serif"  # ours: words in a font that is not here would not be drawn at all
MOST_ELEMENTS, DEEPEST = 3000, 40
OWN_REFERENCE = re.compile(r"url\(\s*['\"]?#[\w.-]+['\"]?\s*\)")


class UnfitPicture(ValueError):
    """A file that cannot be a picture here. Its message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large pictures of a kind may be as they are stored: in pixels, twice the size on a page; in bytes.
    cropped: whether empty edges are cut off."""

    widest: int
    tallest: int
    bytes: int
    cropped: bool = False


def clean(sent: bytes, size: Size) -> bytes:
    """Return a picture as a PNG that we made ourselves, of this size at most. One that is nothing but its
    pixels, and fits, stays as it is, so that cleaning it again changes nothing. Raises UnfitPicture."""
    if len(sent) > MOST_BYTES:
        raise UnfitPicture(_("This file is larger than 500 KB. Choose a smaller one."))
    if sent.startswith(PNG_BEGINS):
        image = _picture(sent)
        fits = image.width <= size.widest and image.height <= size.tallest and len(sent) <= size.bytes
        if fits and not size.cropped and _is_bare(sent):
            return sent
        return _encoded(image, size)
    if b"<svg" in sent[:4000]:
        return _encoded(_picture(_drawn(sent, size)), size)
    raise UnfitPicture(_("This is no PNG and no SVG file. Save the picture as one of these, then try again."))


def _is_bare(png: bytes) -> bool:
    """Whether a PNG holds only its size and its pixels: no words, no profile, nothing after its end."""
    place, kinds = len(PNG_BEGINS), []
    while place + 8 <= len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        kinds.append(kind)
        place += 12 + length
    return place == len(png) and [*dict.fromkeys(kinds)] == [b"IHDR", b"IDAT", b"IEND"]


def _picture(png: bytes) -> Image.Image:
    """Decode a PNG. Raises UnfitPicture."""
    try:
        image = Image.open(io.BytesIO(png), formats=["PNG"])
        if image.width * image.height > MOST_PIXELS:
            raise UnfitPicture(TOO_MANY_PIXELS)
        image.verify()  # half a picture is refused too, which loading alone may let through
        image = Image.open(io.BytesIO(png), formats=["PNG"])
        found = image.convert("RGBA")
    except UnfitPicture:
        raise
    except Image.DecompressionBombError as error:
        raise UnfitPicture(TOO_MANY_PIXELS) from error
    except DAMAGED as error:
        raise UnfitPicture(_("This file is broken: it cannot be read as a picture.")) from error
    if found.getchannel("A").getbbox() is None:
        raise UnfitPicture(_("This picture is empty: there is nothing to see in it."))
    return found


FEW_COLOURS = 64  # enough for a drawing; a photograph becomes coarser, and stays large enough to be seen


def _encoded(image: Image.Image, size: Size) -> bytes:
    """Write a picture as a PNG: in fewer colours, then smaller, until it fits."""
    if size.cropped:
        image = image.crop(image.getchannel("A").getbbox())
    width, height = size.widest, size.tallest
    while True:
        image.thumbnail((width, height), Image.Resampling.LANCZOS)
        for pixels in (image, image.quantize(FEW_COLOURS).convert("RGBA")):
            written = _written(pixels)
            if len(written) <= size.bytes:
                return written
        width, height = width * 3 // 4, height * 3 // 4


def _written(image: Image.Image) -> bytes:
    plain = Image.new("RGBA", image.size)
    plain.paste(image)  # the picture alone, and nothing that came along with it
    written = io.BytesIO()
    plain.save(written, "PNG", optimize=True)
    return written.getvalue()


def _drawn(sent: bytes, most: Size) -> bytes:
    """Draw an SVG from what is harmless in it. Raises UnfitPicture."""
    root = _HarmlessParts().of(sent)
    width, height = _size(root)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    root.set("xmlns", SVG)
    scale = min(most.widest / width, most.tallest / height)
    try:
        return draw_png(ET.tostring(root, encoding="unicode"), width=width, height=height, scale=scale)
    except PictureRefused as error:
        raise UnfitPicture(_("This SVG cannot be drawn. Save it as a PNG, then try again.")) from error


def _size(root: ET.Element) -> tuple[float, float]:
    """Return how wide and high an SVG is, in its own unit. Raises UnfitPicture where it does not say."""
    box = root.get("viewBox", "").replace(",", " ").split()
    said = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    try:
        width, height = (float(one.removesuffix("px")) for one in said)
    except ValueError:
        width = height = 0
    if not (0.1 < width < 100_000 and 0.1 < height < 100_000):
        raise UnfitPicture(_("This SVG does not say how large it is. Save it as a PNG, then try again."))
    if not 1 / 20 < width / height < 20:
        raise UnfitPicture(_("This picture is too long and thin."))
    return width, height


class _HarmlessParts:
    """Reads an SVG piece by piece, and builds another one of what is known to be harmless."""

    def __init__(self) -> None:
        self.root: ET.Element | None = None
        self.open: list[ET.Element | None] = []  # None for what is left out, with all that is in it
        self.elements = 0

    def of(self, sent: bytes) -> ET.Element:
        """Return the root. Raises UnfitPicture for what is no SVG, or has too much in it."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = self._declares
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        try:
            parser.Parse(sent, True)
        except (expat.ExpatError, UnicodeError, LookupError) as error:
            raise UnfitPicture(_("This SVG is broken: it cannot be read.")) from error
        if self.root is None:
            raise UnfitPicture(_("This is no SVG file."))
        return self.root

    def _declares(self, _name: str, _system: str | None, _public: str | None, has_more: bool) -> None:
        """Refuse a document that declares entities of its own: a few bytes could become millions."""
        if has_more:
            raise UnfitPicture(_("This SVG declares things of its own. Save it as a PNG, then try again."))

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            raise UnfitPicture(_("This SVG is too complicated. Save it as a PNG, then try again."))
        space, _mark, local = name.rpartition("}")
        above = self.open[-1] if self.open else None
        is_root = not self.open and local == "svg"
        if space != SVG or local not in SHAPES or not (is_root or above is not None):
            self.open.append(None)
            return
        made = ET.Element(local, _harmless(attributes))
        if above is None:
            self.root = made
        else:
            above.append(made)
        self.open.append(made)

    def _end(self, _name: str) -> None:
        ended = self.open.pop()
        if ended is not None and ended.tag == "style":
            ended.text = NAMED_FONT.sub(rf"\g<0>, {ANY_FONT}", ended.text or "")

    def _words(self, words: str) -> None:
        within = self.open[-1] if self.open else None
        if within is None or within.tag not in WORDED:
            return
        if len(within):
            within[-1].tail = (within[-1].tail or "") + words
        else:
            within.text = (within.text or "") + words
        if within.tag == "style" and not _is_harmless(within.text or ""):
            raise UnfitPicture(_("This SVG asks for things elsewhere. Save it as a PNG, then try again."))


def _harmless(attributes: dict[str, str]) -> dict[str, str]:
    """Return the attributes that place and colour a shape; the declarations of `style` among them."""
    styled = (one.partition(":") for one in attributes.get("style", "").split(";"))
    found = {**attributes, **{name.strip(): value.strip() for name, _colon, value in styled}}
    if "font-family" in found:
        found["font-family"] += f", {ANY_FONT}"
    return {name: value for name, value in found.items() if name in ATTRIBUTES and _is_harmless(value)}


def _is_harmless(value: str) -> bool:
    """Whether a value names nothing outside the file: no address, no rule that loads one, nothing hidden."""
    return not re.search(r"url\(|[@\\<]", OWN_REFERENCE.sub("", value))
