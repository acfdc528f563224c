"""Drawings taken out of a page as files of their own, which WeasyPrint draws in less time and memory.

What stands inside a page goes through its HTML parser and its style sheets, element by element; a picture
that is fetched goes through neither. It looks the same. Pure.
"""

import re
from html import escape, unescape

ADDRESS = "drawing:"  # then a number; a page that people write in cannot hold one, as their words are escaped

_SVG = re.compile(r"<svg\b([^>]*)>(<title\b[^>]*>(.*?)</title>.*?)</svg>", re.DOTALL)
_CLASS = re.compile(r' class="[^"]*"')
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def extract_drawings(html: str) -> tuple[str, dict[str, bytes]]:
    """Put an `<img>` in the place of each inline SVG of ours, and return the page, and the SVGs by address.

    The title of a drawing, which must stand first in it, becomes the alternative text; its classes go to the
    `<img>`. A drawing without a title is left where it is. What is drawn more than once has one address.
    """
    addresses: dict[str, str] = {}

    def picture(found: re.Match[str]) -> str:
        attributes, inside, title = found.groups()
        namespace = "" if _NAMESPACE in attributes else _NAMESPACE
        drawing = f"<svg{attributes}{namespace}>{inside}</svg>"
        address = addresses.setdefault(drawing, f"{ADDRESS}{len(addresses)}")
        classes = _CLASS.search(attributes)
        return f'<img{classes[0] if classes else ""} src="{address}" alt="{escape(unescape(title))}">'

    page = _SVG.sub(picture, html)
    return page, {address: drawing.encode() for drawing, address in addresses.items()}
