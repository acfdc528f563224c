"""What WeasyPrint leaves out of the tags of a PDF/UA-1 file, put in before the file is written.

It gives no language to what is in another than the document's, no scope to headers, and no words to links; it
makes one link several, and takes what only decorates, or stands at the head and foot of each page, for
content. Works on the objects of pydyf, which it hands over (pdf.py). A tag is a dictionary with its kind in
'S', what it holds in 'K' (references of tags, or numbers of pieces of what its page draws), and a reference
to the tag around it in 'P'. It comes behind that among the objects.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

Builder = Callable[..., Iterator[Any]]


def noting_languages(build: Builder, text: Callable[[str], Any]) -> Builder:
    """Let WeasyPrint's builder of tags note in each the language of the box that it is made of, and whether
    nobody is to hear it (aria-hidden).

    build: `_build_box_tree` of weasyprint.pdf.tags, which yields the topmost tags of a box. text: makes texts
    of pydyf. `complete_tags` leaves of these languages those that say something new.
    """

    def build_noting(box: Any, parent: Any, *more: Any) -> Iterator[Any]:
        language, element = box.style["lang"], getattr(box, "element", None)
        is_unheard = element is not None and element.get("aria-hidden") == "true"
        for tag in build(box, parent, *more):
            if language and "Lang" not in tag:
                tag["Lang"] = text(language)
            if is_unheard and "Alt" not in tag:
                tag["Unheard"] = "true"
            yield tag

    return build_noting


def keep_one_link(page: Any) -> None:
    """Leave a laid-out page one link for each that is written: boxes within it would be links too."""
    page.links[:] = [link for link in page.links if link[-1].link]


def complete_tags(document: Any, pdf: Any) -> None:
    """Complete the tags of a file. document: WeasyPrint's; its tags noted their languages. pdf: pydyf's."""
    objects: list[Any] = [item for item in pdf.objects if isinstance(item, dict)]
    tags = {item.reference: item for item in objects if "S" in item and "P" in item}
    text = type(pdf.catalog["Lang"])
    _say_languages(tags, pdf.catalog["Lang"].string)
    _say_what_headers_head(tags)
    _say_where_links_lead(document, text)
    _tag_as_links_what_leads_somewhere(tags, pdf)
    _cut_off_what_nobody_hears(tags)
    _take_out_what_is_in_no_tree(tags, pdf)


def _say_languages(tags: dict[bytes, Any], language: str) -> None:
    """Leave a tag its language only where what is around it has another (PDF/UA-1, 7.2)."""
    spoken: dict[bytes, str] = {}
    for reference, tag in tags.items():
        around = spoken.get(tag["P"], language)
        spoken[reference] = tag["Lang"].string if "Lang" in tag else around
        if spoken[reference] == around:
            tag.pop("Lang", None)


def _say_what_headers_head(tags: dict[bytes, Any]) -> None:
    """Give every header cell its scope (PDF/UA-1, 7.5)."""
    for tag in tags.values():
        if tag["S"] == "/TH":
            in_head = any(above["S"] == "/THead" for above in _around(tag, tags))
            tag["A"]["Scope"] = "/Column" if in_head else "/Row"


def _around(tag: Any, tags: dict[bytes, Any]) -> Iterator[Any]:
    while (tag := tags.get(tag["P"])) is not None:
        yield tag


def _say_where_links_lead(document: Any, text: Callable[[str], Any]) -> None:
    """Describe each link by its words (PDF/UA-1, 7.18.5), instead of the name of the place it leads to."""
    for page in document.pages:
        for _kind, _target, _rectangle, box in page.links:
            words = "".join(_words(box)).strip()
            if box.link_annotation and words:
                box.link_annotation["Contents"] = text(words)


def _words(box: Any) -> Iterator[str]:
    """Yield the words in a box, without what the style sheet adds, as dots and the number of a page."""
    if "::" in (box.element_tag or ""):
        return
    if text := getattr(box, "text", ""):
        yield text
    for child in getattr(box, "children", ()):
        yield from _words(child)


def _tag_as_links_what_leads_somewhere(tags: dict[bytes, Any], pdf: Any) -> None:
    """Call nothing a link that has no link of its own, as what the style sheet adds to one."""
    for tag in tags.values():
        if tag["S"] == "/Link" and not any(_is_link(kid, pdf) for kid in tag["K"]):
            tag["S"] = "/Span"


def _is_link(kid: Any, pdf: Any) -> bool:
    return isinstance(kid, bytes) and pdf.objects[int(kid.split()[0])].get("Type") == "/OBJR"


def _cut_off_what_nobody_hears(tags: dict[bytes, Any]) -> None:
    """Take what only decorates out of the tree (PDF/UA-1, 7.1): it says no more than the words beside it."""
    for reference, tag in tags.items():
        if tag.pop("Unheard", None) and (around := tags.get(tag["P"])) and reference in around["K"]:
            around["K"].remove(reference)


def _take_out_what_is_in_no_tree(tags: dict[bytes, Any], pdf: Any) -> None:
    """Make an artifact of what only decorates, and of what stands at the head and foot of each page
    (PDF/UA-1, 7.1 and 7.8).

    WeasyPrint gives the latter tags that are in no tree.
    """
    held = {kid for tag in tags.values() for kid in tag["K"] if isinstance(kid, bytes)}
    root = next(iter(tags))
    in_tree = {root}
    pieces: dict[bytes, set[int]] = defaultdict(set)
    for reference, tag in list(tags.items())[1:]:
        if reference in held and tag["P"] in in_tree:
            in_tree.add(reference)
            continue
        pieces[tag["Pg"]] |= {kid for kid in tag["K"] if isinstance(kid, int)}
        tag.clear()
    for page, numbers in pieces.items():
        _make_artifacts(
            pdf.objects[int(pdf.objects[int(page.split()[0])]["Contents"].split()[0])].stream, numbers
        )
    nums = pdf.objects[int(_tag_root(pdf)["ParentTree"].split()[0])]["Nums"]
    for found in nums[1::2]:
        if isinstance(found, list):
            found[:] = [reference if reference in in_tree else b"null" for reference in found]


def _tag_root(pdf: Any) -> Any:
    return pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]


def _make_artifacts(stream: list[Any], numbers: set[int]) -> None:
    """Take these pieces of what a page draws out of its content."""
    for place, item in enumerate(stream):
        if isinstance(item, dict) and item.get("MCID") in numbers:
            stream[place - 1 : place + 1] = [b"/Artifact", b"<</Type/Pagination>>"]
