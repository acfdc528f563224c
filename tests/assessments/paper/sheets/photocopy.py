"""A page as it comes off a tired photocopier and onto a telephone: grey, blurred, and turned by two degrees;
and what an eye can still tell apart in it. By pdftoppm and Pillow alone.
"""

import math
import re
import subprocess
from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

DOTS_PER_INCH = 150
PER_MM = DOTS_PER_INCH / 25.4
TURNED = 2  # degrees, against the clock
INK, PAPER = 90, 205  # what black and white become, of 0 to 255
BLUR = 0.22  # millimetres


def drawn(data, page, folder):
    """A page of a PDF, counted from 1, in grey."""
    (folder / "page.pdf").write_bytes(data)
    look = ["-gray", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page)]
    subprocess.run(["pdftoppm", *look, "page.pdf", "page"], cwd=folder, check=True, timeout=30)
    return Image.open(folder / "page.png").convert("L")


def photographed(picture):
    grey = picture.point([round(INK + (PAPER - INK) * value / 255) for value in range(256)])
    turned = grey.rotate(TURNED, Image.Resampling.BICUBIC, fillcolor=PAPER)
    blurred = turned.filter(ImageFilter.GaussianBlur(BLUR * PER_MM))
    noise = Image.effect_noise(blurred.size, 10)
    return ImageChops.add(blurred, noise, scale=1, offset=-128)


def on_photograph(picture, x, y):
    """Where a place of the page, in millimetres, is on its photograph, in pixels."""
    angle, middle_x, middle_y = math.radians(TURNED), picture.width / 2, picture.height / 2
    across, down = x * PER_MM - middle_x, y * PER_MM - middle_y
    cos, sin = math.cos(angle), math.sin(angle)
    return middle_x + across * cos + down * sin, middle_y - across * sin + down * cos


def is_dark(picture, x, y, threshold=(INK + PAPER) / 2):
    """Whether it is dark around this place of the page."""
    across, down = (round(value) for value in on_photograph(picture, x, y))
    around = [picture.getpixel((across + i, down + j)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return sum(around) / 9 < threshold


def islands(picture, *, dark=False):
    """What is light, or dark, and joins: (left, top, right, bottom, pixels) of each, from the left."""
    threshold = (INK + PAPER) // 2
    marked = picture.point([255 if (value < threshold) is dark else 0 for value in range(256)]).tobytes()
    parents, runs = [], []

    def root(one):
        while parents[one] != one:
            parents[one] = one = parents[parents[one]]
        return one

    before = []
    for y in range(picture.height):
        line = marked[y * picture.width : (y + 1) * picture.width]
        now = []
        for found in re.finditer(rb"\xff+", line):
            mine = len(parents)
            parents.append(mine)
            runs.append((found.start(), y, found.end()))
            now.append(mine)
        above = iter(before)
        one = next(above, None)
        for mine in now:
            while one is not None and runs[one][2] <= runs[mine][0]:
                one = next(above, None)
            while one is not None and runs[one][0] < runs[mine][2]:
                parents[root(one)] = root(mine)
                if runs[one][2] > runs[mine][2]:
                    break
                one = next(above, None)
        before = now
    found = {}
    for mine, (left, y, right) in enumerate(runs):
        key = root(mine)
        old = found.get(key, (left, y, right, y, 0))
        found[key] = (min(old[0], left), old[1], max(old[2], right), y, old[4] + right - left)
    return sorted((left, top, right, last + 1, count) for left, top, right, last, count in found.values())


def squares(picture, side):
    """The middles, in pixels, of what is light inside and as large as the inside of a box with this side."""
    inside = side * PER_MM
    found = []
    for left, top, right, bottom, count in islands(picture):
        width, height = right - left, bottom - top
        is_square = 0.6 * inside < min(width, height) and max(width, height) < 1.1 * inside
        if is_square and count > 0.75 * width * height:
            found.append(((left + right) / 2, (top + bottom) / 2))
    return found


def gaps_between(boxes):
    """The shortest way between each two boxes that stand in one row or column: (x, y, width, height) each."""
    found = []
    for side, other in ((0, 1), (1, 0)):
        lines = {}
        for box in boxes:
            lines.setdefault(round(box[other]), []).append(box)
        for line in lines.values():
            for one, next_ in pairwise(sorted(line, key=lambda box: box[side])):
                found.append(next_[side] - one[side] - one[side + 2])
    return found


def letters(picture, count):
    """The last so many letters in the upper right corner of a page, each as a picture of one size."""
    corner = picture.crop((picture.width // 2, 0, picture.width, round(25 * PER_MM)))
    tall = [box for box in islands(corner, dark=True) if box[3] - box[1] > 3.2 * PER_MM]
    return [corner.crop(box[:4]).resize((16, 24), Image.Resampling.BILINEAR) for box in tall[-count:]]


def unlike(one, other):
    """How different two pictures of one size are, whatever is called black and white in each."""
    return sum(ImageStat.Stat(ImageChops.difference(stretched(one), stretched(other))).sum)


def stretched(picture):
    return ImageOps.autocontrast(picture)
