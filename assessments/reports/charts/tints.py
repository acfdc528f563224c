"""The shades that stand for the levels of a scale."""

import itertools
import math
from dataclasses import dataclass
from functools import cache

from assessments.printing.colours import READABLE, channels, contrast, luminance
from assessments.reports.charts.svg import CARD, INK

_REFERENCE_TINTS = ("#F4EDDC", "#D3D6C6", "#A1B6A8", "#4A776C", "#17453E")
MOST_LEVELS = 11  # as in a framework file


@dataclass(frozen=True)
class Tint:
    """The shade of one level in a bar, and the colour of a count on it, as `#RRGGBB`."""

    fill: str
    numeral: str


def _lightness(colour: str) -> float:
    """How light a colour looks, 0 to 100 (L* for the luminances used here)."""
    return 116 * math.cbrt(luminance(colour)) - 16


def _between(light: str, dark: str, lightness: float) -> str:
    """Return the colour of that lightness on the straight way from one colour to another."""
    part = (_lightness(light) - lightness) / (_lightness(light) - _lightness(dark))
    pairs = zip(channels(light), channels(dark), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)


def _shade(index: int, of: int) -> str:
    """Return a shade of the ramp: for five levels the reference, else even steps of lightness along it."""
    if of == len(_REFERENCE_TINTS):
        return _REFERENCE_TINTS[index]
    first, last = _REFERENCE_TINTS[0], _REFERENCE_TINTS[-1]
    wanted = _lightness(first) + (_lightness(last) - _lightness(first)) * index / (of - 1)
    for light, dark in itertools.pairwise(_REFERENCE_TINTS):
        if wanted >= _lightness(dark):
            return _between(light, dark, wanted)
    return last


@cache
def tint(level_index: int, of: int) -> Tint:
    """Return the shade of a level, counted from 0 at the least good answer, of a scale of 2 to 11 levels.

    Shades go from light to dark. The numeral has a contrast of 4.5 or more: ink or paper where
    they reach that, else plain black, of which one always does. Raises ValueError
    for a level or a scale that there is not.
    """
    if not 2 <= of <= MOST_LEVELS or not 0 <= level_index < of:
        raise ValueError(f"no tint for level {level_index} of {of}")
    fill = _shade(level_index, of)
    numerals = (INK, CARD, "#000000")
    return Tint(fill, next(c for c in numerals if contrast(c, fill) >= READABLE))
