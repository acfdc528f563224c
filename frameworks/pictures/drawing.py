"""SVG drawn as PNG, by resvg: this module alone knows it. Nothing is fetched, and no file is read but fonts.

resvg runs no script and opens no address, but it would read pictures that an SVG names from the disk. So what
it gets here may hold no picture: our own charts hold none, and `cleaning.py` lets none through.
"""

import atexit
import math
import shutil
import tempfile
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

FAMILY = "Atkinson Hyperlegible Next"
FONTS = "fonts/atkinson-hyperlegible-next-{part}-{weight}-normal.woff2"
PARTS, WEIGHTS = ("latin", "latin-ext"), (400, 600, 700)
MOST_PIXELS = 16_000_000  # of a picture: about 64 MB while it is drawn


class PictureRefused(ValueError):
    """An SVG that is not drawn: it is broken, or holds a picture."""


def draw_png(svg: str, *, width: float, height: float, scale: float = 2) -> bytes:
    """Draw an SVG of this size, in pixels, so many times as large; less where it would be too large.

    Letters that our font lacks are drawn with the fonts of the machine. Raises PictureRefused.
    """
    scale = min(scale, math.sqrt(MOST_PIXELS / (width * height)))
    return draw_wide(svg, pixels=max(1, int(width * scale)))


def draw_wide(svg: str, *, pixels: int, background: str | None = None, machine_fonts: bool = True) -> bytes:
    """Draw an SVG so many pixels wide. background: '#RRGGBB', else it is transparent. machine_fonts: whether
    letters that our font lacks are drawn with another. Raises PictureRefused."""
    import resvg_py

    if "<image" in svg or "<!" in svg:
        raise PictureRefused("An SVG with a picture, or with declarations, is not drawn.")
    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=svg,
            width=pixels,
            dpi=96,  # else it knows no points
            background=background,
            skip_system_fonts=not machine_fonts,
            font_files=list(_font_files()),
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    except ValueError as error:
        raise PictureRefused("The SVG is broken.") from error
    return bytes(drawn)


@cache
def _font_files() -> tuple[str, ...]:
    """Unpack our fonts, as resvg reads no woff2: into a folder that goes with the process."""
    from fontTools.ttLib import TTFont

    folder = Path(tempfile.mkdtemp(prefix="coprod-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = []
    for part in PARTS:
        for weight in WEIGHTS:
            name = FONTS.format(part=part, weight=weight)
            found = finders.find(name)
            if not isinstance(found, str):
                raise FileNotFoundError(name)
            font = TTFont(found)
            font.flavor = None
            font.save(folder / f"{part}-{weight}.ttf")
            made.append(str(folder / f"{part}-{weight}.ttf"))
    return tuple(made)
