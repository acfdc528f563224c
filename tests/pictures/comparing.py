"""Pictures compared pixel by pixel, and kept small."""

import math
from pathlib import Path

from PIL import Image, ImageChops

COLOURS = 250


def differing_pixels(one: Image.Image, other: Image.Image) -> int | None:
    """How many pixels differ, however little; None where the pictures differ in size."""
    if one.size != other.size:
        return None
    red, green, blue = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    unchanged: int = most.histogram()[0]
    return one.width * one.height - unchanged


def describe_difference(one: Image.Image, other: Image.Image) -> str:
    """'same', or how they differ."""
    pixels = differing_pixels(one, other)
    if pixels is None:
        return "differs in size: {}×{}, then {}×{}".format(*one.size, *other.size)
    share = pixels / (one.width * one.height)
    return f"pixels that differ: {pixels:,} ({share:.3%})" if pixels else "same"


def compare_folders(before: Path, after: Path) -> dict[str, str]:
    """For each picture of the two folders by name: 'same', how they differ, or which of the two lacks it.

    Raises ValueError where there is no picture in either.
    """
    there = {folder: {path.name for path in folder.glob("*.png")} for folder in (before, after)}
    if not (there[before] or there[after]):
        raise ValueError(f"There are no pictures in {before} or {after}.")
    found = {}
    for name in sorted(there[before] | there[after]):
        lacking = [folder for folder, names in there.items() if name not in names]
        if lacking:
            found[name] = f"not in {lacking[0]}"
            continue
        with Image.open(before / name) as one, Image.open(after / name) as other:
            found[name] = describe_difference(one, other)
    return found


def in_few_colours(picture: Image.Image) -> Image.Image:
    """The picture in its COLOURS commonest colours, for a file of half the size. Every other pixel, nearly
    all of them on the rim of a letter, takes the nearest: Pillow's own ways tint the paper. A bright colour
    counts for more than a grey, so that the mark of a group never takes another group's."""
    counted = picture.getcolors(picture.width * picture.height) or []
    by_weight = sorted(counted, key=lambda one: one[0] * (1 + max(one[1]) - min(one[1])), reverse=True)
    common = [colour for _, colour in by_weight[:COLOURS]]

    def nearest(colour: tuple[int, ...]) -> int:
        return min(range(len(common)), key=lambda i: math.dist(common[i], colour))

    place = {colour: nearest(colour) for _, colour in counted}
    values = picture.tobytes()
    places = bytes(place[colour] for colour in zip(values[::3], values[1::3], values[2::3], strict=True))
    few = Image.frombytes("P", picture.size, places)
    few.putpalette([value for colour in common for value in colour])
    return few


def write_small(picture: Image.Image, path: Path) -> bool:
    """Write a picture in few colours, unless the file shows just the same already. Returns whether it wrote.

    A file that is the same to the eye stays the same to git, whatever version of a library wrote it.
    """
    few = in_few_colours(picture)
    if path.exists():
        with Image.open(path) as stored:
            if differing_pixels(stored, few) == 0:
                return False
    few.save(path, optimize=True)
    return True
