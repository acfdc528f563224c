"""Pages as they are laid out, looked at box by box: words that are out of sight, broken, or on one another.

The text of a PDF holds what is cut off as well; only where its boxes are tells.
"""

import itertools
import re

from assessments.printing import pdf

MM = 96 / 25.4  # CSS pixels
PRINTERS_MARGIN = 4.5 * MM  # where many printers cannot print
TOUCHING = 1.5  # pixels that boxes may share


def laid_out(html):
    return [page._page_box for page in pdf.layout(html).pages]


def boxes(box):
    """Every box of a page, those in it after it; heads and feet too, and what floats or runs along."""
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def text_boxes(page):
    return [box for box in boxes(page) if getattr(box, "text", "").strip()]


def words_on(pages, *, heads=True):
    """All that is printed, with words that a hyphen or a line parts joined again; without running heads and
    feet, what goes on over the page is in one piece."""
    parts = [part for page in pages for part in page.children if heads or not hasattr(part, "at_keyword")]
    return squeezed(" ".join(box.text for part in parts for box in text_boxes(part)))


def stranded(pages):
    """Headings, and charts without their words, that stand last on a page and lead to what is on the next."""
    return [last for page in pages[:-1] if (last := _last_that_leads_on(page))]


def _last_that_leads_on(page):
    path = max(
        (path for part in page.children if not hasattr(part, "at_keyword") for path in _paths_to_words(part)),
        key=lambda path: path[-1].position_y + path[-1].height,
        default=[],
    )
    tags = {box.element_tag for box in path}
    classes = {
        name for box in path if box.element is not None for name in box.element.get("class", "").split()
    }
    of_a_question = "chart" in classes and classes & {"aq", "talkcard"} and "table" not in tags
    leads = tags & {"h1", "h2", "h3"} or classes & {"endnames", "leads"} or of_a_question
    return getattr(path[-1], "text", "a chart") if leads else ""


def _paths_to_words(box, above=()):
    box = getattr(box, "_box", box)
    path = [*above, box]
    if getattr(box, "text", "").strip() or box.element_tag == "img":
        yield path
    for child in getattr(box, "children", ()):
        yield from _paths_to_words(child, path)


def squeezed(text):
    """Without white space and hyphens, which lines may add."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def out_of_sight(pages):
    """Words beyond the edge of the paper, in a printer's margin, or hidden by a box that holds them."""
    return [word for page in pages for word in _hidden(page, _sheet(page))]


def past_the_margin(pages):
    """Words, pictures and tables that reach further to the side than the text of a page may."""
    found = []
    for page in pages:
        left, right = page.content_box_x(), page.content_box_x() + page.width
        for part in page.children:
            for box in boxes(part) if not hasattr(part, "at_keyword") else ():
                is_seen = getattr(box, "text", "").strip() or box.element_tag in ("img", "table", "tr")
                if is_seen and not left - TOUCHING <= box.position_x <= right + TOUCHING - box.width:
                    found.append(getattr(box, "text", box.element_tag))
    return found


def _sheet(page):
    edge = PRINTERS_MARGIN
    return (edge, edge, page.margin_width() - edge, page.margin_height() - edge)


def _hidden(box, window):
    box = getattr(box, "_box", box)
    left, top, right, bottom = window
    if getattr(box, "text", "").strip() or box.element_tag == "img":
        x, y = box.position_x, box.position_y
        inside = (
            x >= left - TOUCHING
            and y >= top - TOUCHING
            and x + box.width <= right + TOUCHING
            and y + box.height <= bottom + TOUCHING
        )
        if not inside:
            yield getattr(box, "text", box.element_tag)
    if box.style["overflow"] != "visible" and not hasattr(box, "page_type"):
        x, y = box.padding_box_x(), box.padding_box_y()
        right, bottom = min(right, x + box.padding_width()), min(bottom, y + box.padding_height())
        window = (max(left, x), max(top, y), right, bottom)
    for child in getattr(box, "children", ()):
        yield from _hidden(child, window)


def one_on_another(pages):
    """Pairs of words, or of words and a picture, that stand on the same place."""
    found = []
    for page in pages:
        placed = [
            (box.position_x, box.position_y, box.position_x + box.width, box.position_y + box.height, box)
            for box in boxes(page)
            if (getattr(box, "text", "").strip() or box.element_tag == "img") and box.width
        ]
        placed.sort(key=lambda one: one[1])
        for place, one in enumerate(placed):
            for other in placed[place + 1 :]:
                if other[1] >= one[3] - 0.45 * (one[3] - one[1]):
                    break
                if min(one[2], other[2]) - max(one[0], other[0]) > TOUCHING:
                    found.append(tuple(getattr(box, "text", "a picture") for box in (one[4], other[4])))
    return found


NUMBERS = {"g", "s", "n", "fig"}  # columns of numbers, and of the few words that stand in place of one


def broken_words(pages):
    """Words of running heads and feet, of the heads of columns, and of columns of numbers, that a line breaks
    without a hyphen."""
    found = []
    for page in pages:
        root = _root(page)
        attributes = [text for element in root.iter() for text in element.attrib.values()]
        everything = " ".join(["".join(root.itertext()), *attributes])
        for head in boxes(page):
            if getattr(head, "at_keyword", ""):
                whole = {*_words(everything), "Page", "of"}
            elif (head.element_tag == "th" and head.element.get("scope") == "col") or (
                head.element_tag == "td" and NUMBERS & set(head.element.get("class", "").split())
            ):
                whole = set(_words(" ".join(head.element.itertext())))
            else:
                continue
            lines = " ".join(filter(None, map(_line, _lines(head))))
            printed = _words(lines.replace("- ", ""))
            found += [word for word in printed if word not in whole and not word.isdigit()]
    return found


def broken_early(pages):
    """Lines that end although the next word would have fitted with room to spare, each with that word.

    WeasyPrint goes back too far where a word fits to the letter and the space after it does not (an element
    must begin with that space, and not stand after it).
    """
    found = []
    for page in pages:
        for block in boxes(page):
            lines = [box for box in getattr(block, "children", ()) if type(box).__name__ == "LineBox"]
            for line, after in itertools.pairwise(lines):
                pieces = [
                    box for box in boxes(line) if getattr(box, "text", "").strip() or box.element_tag == "img"
                ]
                following = [box for box in boxes(after) if getattr(box, "text", "").strip()]
                if not pieces or not following or any(box.element_tag == "br" for box in boxes(line)):
                    continue
                word = following[0].text.split()[0]
                width = following[0].width * len(word) / len(following[0].text)
                used = max(box.position_x + box.width for box in pieces) - line.position_x
                if used + 2 * width + 12 < block.width * 0.6:
                    found.append((_line(line), word))
    return found


def _root(page):
    return next(box.element for box in boxes(page) if box.element_tag == "html")


def _lines(box):
    return [one for one in boxes(box) if type(one).__name__ == "LineBox"]


def _line(line):
    return " ".join(box.text for box in boxes(line) if getattr(box, "text", "").strip()).strip()


def _words(text):
    return [word.strip(".,:;‘’()") for word in text.split()]
