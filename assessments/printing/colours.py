"""How well colours can be told apart (WCAG 2.2). Pure. Colours are '#RRGGBB'."""

import colorsys

READABLE = 4.5  # the least contrast of words on their ground (WCAG 2.2, 1.4.3)
GROUNDS = ("#F7F2E7", "#FFFDF8", "#FFFFFF")  # what stands under an organisation's colour: page, sheet, paper


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = [c / 255 for c in channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour: str) -> float:
    """Return the contrast with the ground from which it differs least."""
    return min(contrast(colour, ground) for ground in GROUNDS)


def readable(colour: str) -> str:
    """Return the colour, or where it is too pale, the lightest of the same hue that can be read on each of
    the grounds, and on which white can be read."""
    if least_contrast(colour) >= READABLE:
        return colour.upper()
    hue, light, saturation = colorsys.rgb_to_hls(*(c / 255 for c in channels(colour)))
    low, high = 0.0, light
    for _step in range(20):
        middle = (low + high) / 2
        if least_contrast(_hex(hue, middle, saturation)) >= READABLE:
            low = middle
        else:
            high = middle
    return _hex(hue, low, saturation)


def _hex(hue: float, light: float, saturation: float) -> str:
    """Return a colour by its hue, lightness and saturation, rounded to the darker side."""
    parts = colorsys.hls_to_rgb(hue, light, saturation)
    return "#" + "".join(f"{int(part * 255):02X}" for part in parts)
