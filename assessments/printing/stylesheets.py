"""Style sheets read once, rather than anew for each document that links to them."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any


class _Faces:
    """Stands in for a document's fonts while a style sheet is read, and notes which fonts it asks for."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def add_font_face(self, descriptors: Any, _fetcher: Any) -> None:
        self.asked.append(descriptors)


def keeping_sheets(read_sheet: Callable[..., Any], open_file: Callable[[str], bytes]) -> Callable[..., Any]:
    """Wrap how WeasyPrint reads a style sheet, so that each of our files is read once while it stays so.

    read_sheet: `weasyprint.css.CSS`. open_file: returns what stands at an address, and raises ValueError
    where it is none of ours. Styles that stand in the page itself are read as ever. Our files have no
    `@import`, `@counter-style` or `@color-profile`, which would be lost.
    """

    @lru_cache(maxsize=32)
    def kept(url: str, written: bytes, media_type: str) -> tuple[Any, list[Any]]:
        faces = _Faces()
        sheet = read_sheet(string=written.decode(), base_url=url, media_type=media_type, font_config=faces)
        return sheet, faces.asked

    def sheet_of(**given: Any) -> Any:
        try:
            written = open_file(given["url"])
        except (KeyError, ValueError):
            return read_sheet(**given)
        sheet, fonts = kept(given["url"], written, given["media_type"])
        for descriptors in fonts:
            given["font_config"].add_font_face(descriptors, given["url_fetcher"])
        return sheet

    return sheet_of
