"""Charts as PNG pictures, for formats that cannot show SVG everywhere.

Only our own drawings come here, and only our own font is read: nothing is fetched, and no font of the machine
makes a difference.
"""

import tempfile
from functools import cache
from pathlib import Path

import resvg_py
from fontTools.ttLib import TTFont

from assessments.printing.pdf import BASE_URL, static_file

FONT = "fonts/atkinson-hyperlegible-next-latin-400-normal.woff2"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" '
WIDTH = 900  # pixels: about 150 to the inch in a column of a page


def png_of(svg: str, *, width: int = WIDTH) -> bytes:
    """Draw a chart or an icon (reports/charts/) as a PNG picture on white, so many pixels wide."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg.replace("<svg ", SVG, 1),
        width=width,
        dpi=96,  # else it knows no points
        background="#ffffff",
        skip_system_fonts=True,
        font_files=[str(_font())],
    )
    return bytes(drawn)


@cache
def _font() -> Path:
    """Return our font as a file that resvg reads: browsers get it packed. One for each process, in a folder
    that goes with it."""
    folder = tempfile.TemporaryDirectory(prefix="coprod-font-")
    _font_folders.append(folder)
    path = Path(folder.name) / "font.ttf"
    with tempfile.SpooledTemporaryFile() as packed:
        packed.write(static_file(f"{BASE_URL}{FONT}"))
        packed.seek(0)
        font = TTFont(packed)
        font.flavor = None
        font.save(path)
    return path


_font_folders: list[tempfile.TemporaryDirectory[str]] = []
