"""Join PDFs to one with everything that they have beside their pages: tags, links, bookmarks.

No library does: qpdf, pikepdf and pypdf join pages and leave the tree of tags behind (qpdf, issue 490), and
without it a screen reader finds no heading and no text of a picture. So the trees are joined here. Each file
becomes a part of the first one's document. Works on files that WeasyPrint wrote: their number tree of tags
has no branches, and bookmarks lead to places on pages.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

ENTRY = "https://entry.invalid/"  # begins the addresses of links, in the first file, to the others


@dataclass(frozen=True, slots=True)
class Joined:
    """A file to join, and what its bookmark is called."""

    title: str
    file: BinaryIO


def page_count(file: BinaryIO) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def join_pdfs(first: bytes, others: Sequence[Joined]) -> bytes:
    """Put the pages of the others behind those of the first, each with its tags, links and bookmarks.

    first: a tagged PDF, whose language, title and other properties the whole has. Its links to ENTRY and a
    number, from 1, lead to the first page of that file.
    """
    with pikepdf.open(io.BytesIO(first)) as whole:
        joiner = _Joiner(whole)
        for other in others:
            with pikepdf.open(other.file) as pdf:
                joiner.add(pdf, other.title)
        joiner.finish()
        made = io.BytesIO()
        whole.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return made.getvalue()


class _Joiner:
    def __init__(self, whole: pikepdf.Pdf) -> None:
        self.whole = whole
        self.tags = whole.Root.StructTreeRoot
        self.document = self.tags.K[0]
        self.numbers = self.tags.ParentTree.Nums
        self.next_number = max((int(key) for key in list(self.numbers)[::2]), default=-1) + 1
        self.starts: list[Any] = []
        self.bookmarks: list[OutlineItem] = []

    def add(self, pdf: pikepdf.Pdf, title: str) -> None:
        """Add a file's pages at the end, as a part of the document of its own."""
        before, prefix = len(self.whole.pages), f"{len(self.starts) + 1}-"
        self.whole.add_pages_from(pdf)  # with the named places that their links lead to
        pages = self.whole.pages[before:]
        self.starts.append(pages[0].obj)
        self._add_tags(pdf, pages, prefix, title)
        where = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
        with pdf.open_outline() as outline:
            children = list(_bookmarks(outline.root, where, before))
        bookmark = OutlineItem(title, before, "Fit")
        bookmark.children.extend(children)
        bookmark.is_closed = True
        self.bookmarks.append(bookmark)

    def _add_tags(self, pdf: pikepdf.Pdf, pages: Sequence[pikepdf.Page], prefix: str, title: str) -> None:
        """Hang a file's tree of tags into that of the whole. Its pages were copied before, so the tags lead
        to the copies."""
        start = self.next_number
        for cell in _cells(pdf):
            _rename(cell, prefix)
        tags = self.whole.copy_foreign(pdf.Root.StructTreeRoot)
        for page in pages:
            page.obj.StructParents = int(page.obj.StructParents) + start
            for note in page.obj.get("/Annots", []):
                if "/StructParent" in note:
                    note.StructParent = int(note.StructParent) + start
        found = list(tags.ParentTree.Nums)
        for key, value in zip(found[::2], found[1::2], strict=True):
            number = int(key) + start
            self.numbers.append(number)
            self.numbers.append(value)
            self.next_number = max(self.next_number, number + 1)
        for document in tags.K:
            document.S, document.P, document.T = Name.Part, self.document, String(title)
            if "/Lang" in pdf.Root:
                document.Lang = pdf.Root.Lang
            self.document.K.append(document)

    def finish(self) -> None:
        """Give the whole its bookmarks, and the links of the first file their files."""
        self.tags.ParentTreeNextKey = self.next_number
        with self.whole.open_outline() as outline:
            outline.root.extend(self.bookmarks)
        for page in self.whole.pages:
            for note in page.obj.get("/Annots", []):
                address = str(note.A.get("/URI", "")) if "/A" in note else ""
                if address.startswith(ENTRY):
                    note.Dest = Array([self.starts[int(address.removeprefix(ENTRY)) - 1], Name.Fit])
                    del note["/A"]


def _bookmarks(items: Sequence[OutlineItem], where: dict[Any, int], before: int) -> Iterator[OutlineItem]:
    """Yield bookmarks that lead to the same places behind so many pages."""
    for item in items:
        page, *how = cast(Any, item.destination)
        place = before + where[page.objgen]
        copied = OutlineItem(item.title, place, str(how[0])[1:], left=float(how[1]), top=float(how[2]))
        copied.children.extend(_bookmarks(item.children, where, before))
        copied.is_closed = True
        yield copied


def _cells(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield the tag of each cell of a table: each is an object of its own in files of WeasyPrint."""
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/S") in (Name.TH, Name.TD):
            yield item


def _rename(element: Any, prefix: str) -> None:
    """Make what a cell of a table is called unlike the names in other files, and what its headers are called
    too."""
    if "/ID" in element:
        element.ID = String(prefix + str(element.ID))
    attributes = element.get("/A")
    if isinstance(attributes, Dictionary) and "/Headers" in attributes:
        attributes.Headers = Array([String(prefix + str(name)) for name in attributes.Headers])
