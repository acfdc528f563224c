"""An organisation's colour can be read, whatever was chosen, and stays what it is where it can."""

import colorsys
import itertools

import pytest

from assessments.printing.colours import GROUNDS, READABLE, channels, contrast, readable


@pytest.mark.parametrize("parts", list(itertools.product((0, 119, 187, 255), repeat=3)))
def test_every_colour_is_made_readable_without_becoming_another(parts):
    chosen = "#{:02X}{:02X}{:02X}".format(*parts)
    shown = readable(chosen)
    assert all(contrast(shown, ground) >= READABLE for ground in GROUNDS)
    if all(contrast(chosen, ground) >= READABLE for ground in GROUNDS):
        assert shown == chosen
        return
    hue, light, saturation = colorsys.rgb_to_hls(*(c / 255 for c in channels(shown)))
    wanted, lighter, colourful = colorsys.rgb_to_hls(*(c / 255 for c in channels(chosen)))
    assert light < lighter
    if colourful > 0.1 and saturation > 0.1:
        assert min(abs(hue - wanted), 1 - abs(hue - wanted)) < 0.02
    assert contrast(shown, GROUNDS[0]) < READABLE + 0.2  # no darker than it must be


def test_contrast_is_that_of_the_standard():
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast("#777777", "#FFFFFF"), 2) == 4.48
