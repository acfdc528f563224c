"""Pages of one PDF put in order, some of them many times: the same form for each person, with another
number.

Works on the objects of pydyf, which WeasyPrint hands over before it writes them (pdf.py). What a page draws
is stored once, however often the page comes. Its tags are stored for each time: a tag belongs to one page.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the finished file: one of those that were drawn, by its place from 0, and another that is
    drawn over it."""

    page: int
    over: int | None = None


def impose(pdf: Any, leaves: Sequence[Leaf]) -> None:
    """Give the PDF these pages, in this order, instead of those that were drawn.

    pdf: a tagged pydyf.PDF without links and outline. What is drawn over a page becomes an artifact
    (PDF/UA-1, 7.1): it has no tag, like everything that stands at the head or foot of each page.
    """
    drawn = _Drawn(pdf)
    for page in {leaf.over for leaf in leaves if leaf.over is not None}:
        _make_artifact(drawn.stream(page))
    for page in {leaf.page for leaf in leaves if leaf.over is not None}:
        _restore_state(drawn.stream(page))
    made = [drawn.copied(leaf, place) for place, leaf in enumerate(leaves)]
    drawn.replace(made)


def _make_artifact(stream: list[Any]) -> None:
    """Take the tags off what a page draws."""
    for place in reversed([i for i, item in enumerate(stream) if isinstance(item, dict) and "MCID" in item]):
        stream[place - 1 : place + 2] = [b"/Artifact", b"BMC"]


def _restore_state(stream: list[Any]) -> None:
    """Leave the page, for what is drawn over it, as it was before."""
    stream.insert(0, b"q")
    stream.append(b"Q")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with the references of its topmost tags, and of the tag of each piece of what it draws."""

    page: Any
    top: list[bytes]
    pieces: list[bytes]


class _Drawn:
    """A PDF as it was drawn, and how to copy its pages with their tags."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        root = self.at(pdf.catalog["StructTreeRoot"])
        self.parent_tree = self.at(root["ParentTree"])
        self.document = self.at(root["K"][0])
        top = defaultdict(list)
        for reference in self.document["K"]:
            top[self.at(reference)["Pg"]].append(reference)
        nums = self.parent_tree["Nums"]
        pieces = dict(zip(nums[::2], nums[1::2], strict=True))
        pages = [self.at(reference) for reference in pdf.page_references]
        self.pages = [_Page(page, top[page.reference], pieces[page["StructParents"]]) for page in pages]

    def at(self, reference: bytes) -> Any:
        """Return the object that a reference leads to: b'12 0 R'."""
        return self.pdf.objects[int(reference.split()[0])]

    def add(self, like: Any, **changed: Any) -> Any:
        """Add a new object like another."""
        new = type(like)({**like, **changed})
        self.pdf.add_object(new)
        return new

    def stream(self, page: int) -> list[Any]:
        """Return what a page draws."""
        found: list[Any] = self.at(self.pages[page].page["Contents"]).stream
        return found

    def copied(self, leaf: Leaf, place: int) -> _Page:
        """Make the page of this leaf, with tags of its own."""
        drawn = self.pages[leaf.page]
        contents = [drawn.page["Contents"]]
        if leaf.over is not None:
            contents.append(self.pages[leaf.over].page["Contents"])
        array = type(self.document["K"])(contents)
        page = self.add(drawn.page, Contents=array, StructParents=place)
        copies: dict[bytes, bytes] = {}
        top = [self._tag(tag, self.document.reference, page.reference, copies) for tag in drawn.top]
        # heads and feet are artifacts, and have none (tags.py)
        return _Page(page, top, [copies.get(tag, tag) for tag in drawn.pieces])

    def _tag(self, tag: bytes, parent: bytes, page: bytes, copies: dict[bytes, bytes]) -> bytes:
        """Copy a tag and all within it, for another page. copies: what became what."""
        old = self.at(tag)
        new = self.add(old, P=parent, Pg=page)
        copies[tag] = reference = new.reference
        kids = [
            self._tag(kid, reference, page, copies) if isinstance(kid, bytes) else kid for kid in old["K"]
        ]
        new["K"] = type(old["K"])(kids)
        return reference

    def replace(self, made: Sequence[_Page]) -> None:
        """Make these the pages of the PDF. What was there before is left empty, and nothing leads there."""
        gone = {one.page.reference for one in self.pages}
        for item in self.pdf.objects:
            if isinstance(item, dict) and item.get("Pg") in gone:
                item.clear()
        for one in self.pages:
            one.page.clear()
        self.pdf.pages["Kids"][:] = [part for one in made for part in (one.page.number, 0, "R")]
        self.pdf.pages["Count"] = len(made)
        self.document["K"][:] = [tag for one in made for tag in one.top]
        array = type(self.document["K"])
        self.parent_tree["Nums"][:] = [
            part for place, one in enumerate(made) for part in (place, array(one.pieces))
        ]
