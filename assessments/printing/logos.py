"""Logos made safe (frameworks/pictures/cleaning.py), of a size that pages can bear."""

from frameworks.pictures.cleaning import Size, clean

LOGO = Size(widest=720, tallest=300, bytes=120_000, cropped=True)


def clean_logo(sent: bytes) -> bytes:
    """Return a logo as a PNG that we made ourselves, of the size LOGO at most. Raises UnfitPicture."""
    return clean(sent, LOGO)
