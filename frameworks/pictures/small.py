"""The small pictures beside questions and levels: as they stand in a framework file, and in a page."""

import base64
import binascii

from django.utils.translation import gettext as _

from frameworks.pictures.cleaning import Size, UnfitPicture, clean

SMALL = Size(widest=160, tallest=160, bytes=12_000)
MOST_WRITTEN = 40_000  # characters of a picture in a file: a drawing as text, or a PNG in base64


def small_picture(sent: bytes) -> str:
    """Return a picture that was sent as the base64 of a small PNG of our own making. Raises UnfitPicture."""
    return base64.b64encode(clean(sent, SMALL)).decode()


def from_text(text: str) -> str:
    """Return a picture of a framework file in the same way: an SVG as it is, or a PNG in base64. Raises
    UnfitPicture."""
    if "<svg" in text[:4000]:
        return small_picture(text.strip().encode())
    try:
        sent = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnfitPicture(_("This is no PNG in base64, and no SVG.")) from error
    return small_picture(sent)
