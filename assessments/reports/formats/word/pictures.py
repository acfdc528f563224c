"""Charts as PNG pictures, for formats that cannot show SVG everywhere.

Only our own drawings come here, and only our own font is read: no font of the machine makes a difference.
"""

from frameworks.pictures.drawing import draw_wide

SVG = '<svg xmlns="http://www.w3.org/2000/svg" '
WIDTH = 900  # pixels: about 150 to the inch in a column of a page


def png_of(svg: str, *, width: int = WIDTH) -> bytes:
    """Draw a chart or an icon (reports/charts/) as a PNG picture on white, so many pixels wide."""
    return draw_wide(svg.replace("<svg ", SVG, 1), pixels=width, background="#ffffff", machine_fonts=False)
