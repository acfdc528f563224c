"""Pages as a PDF: tagged, PDF/UA-1. This module alone imports WeasyPrint, and only when it is needed.

Nothing is fetched from anywhere: the page may use our own static files, read from disk, and its own drawings,
and nothing else.
"""

import contextlib
import gc
import hashlib
import logging
import mimetypes
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.utils.translation import gettext as _

from assessments.printing.drawings import extract_drawings
from assessments.printing.imposition import Leaf, impose
from assessments.printing.stylesheets import keeping_sheets
from assessments.printing.tags import complete_tags, keep_one_link, noting_languages

STATIC_HOST = "static.invalid"  # never exists (RFC 2606); stands for our own static files
BASE_URL = f"https://{STATIC_HOST}/"
VARIANT = "pdf/ua-1"
OWN_PICTURE = "data:image/png;base64,"  # it stands in the page: a logo that we made (printing/logos.py)
PAGE = re.compile(r"Page (\d+)")  # in what WeasyPrint says of how far it is
# What no letter stands for: a PDF would say it as a letter (PDF/UA-1, 7.21.7).
_NO_LETTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff\ufffe\uffff]")
MOST_LETTERS = 8_000_000  # of a page with its drawings: to set so many takes 2 GB of memory at the most
EMPTY = "<style>@page{size:A4}</style>"


class PdfUnavailable(Exception):
    """This machine cannot make PDFs. Its message says what to install."""


class PdfTooLong(PdfUnavailable):
    """A page of more than MOST_LETTERS, which could take all memory of the machine."""


def page_words() -> tuple[str, str, str]:
    """Return the words before, between and after a page's two counters. A style sheet puts them there."""
    before, _mark, rest = _("Page %(page)s of %(pages)s").partition("%(page)s")
    between, _mark, after = rest.partition("%(pages)s")
    return before, between, after


@contextlib.contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Switch off the collector while pages are set: it searches millions of boxes that are all in use.

    The switch is the whole process's. With threads that is safe: nothing is freed wrongly, only later, and
    each that found it on turns it on again, so it is on once the last has ended. One that ends before another
    turns it on for both, which costs the other time and nothing else.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_without_garbage_collection()
def render_pdf(html: str) -> bytes:
    """Render the HTML document as a PDF/UA-1 file.

    html: a whole document with `lang` and `<title>`, which become the PDF's language and title. Addresses in
    it are relative to the static files: 'css/report.css'. Raises PdfUnavailable where WeasyPrint or Pango is
    missing.
    """
    return _written(layout(html))


@_without_garbage_collection()
def render_to_fit(documents: Iterable[str], *, pages: int) -> bytes:
    """Render the first of these documents that needs no more pages than these; the last where none does.

    Each is as `render_pdf` takes one. Raises PdfUnavailable as that does.
    """
    for html in documents:
        laid_out = layout(html)
        if len(laid_out.pages) <= pages:
            break
    return _written(laid_out)


def _written(laid_out: Any) -> bytes:
    pdf: bytes = laid_out.write_pdf(pdf_variant=VARIANT, finisher=complete_tags)
    return pdf


def kept_pdf(html: str) -> bytes | None:
    """Return the PDF of this page that `render_kept` has made here within the hour; None where it has not."""
    return cast(bytes | None, caches["process"].get(_key_of(html)))


def render_kept(html: str) -> bytes:
    """Render a PDF and keep it for an hour: setting it takes seconds. Only for what is nobody's secret."""
    made = render_pdf(html)
    caches["process"].set(_key_of(html), made, timeout=60 * 60)
    return made


def _key_of(html: str) -> str:
    return "pdf-" + hashlib.sha256(html.encode()).hexdigest()


@contextlib.contextmanager
def counting_pages(tell: Callable[[int], None]) -> Iterator[None]:
    """Tell how many pages are laid out while a document is rendered within this block: 1, 2, 3 …, and perhaps
    once more from 1, where page numbers are put into its list of contents."""

    class Teller(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if found := PAGE.search(record.getMessage()):
                tell(int(found[1]))

    progress, teller = logging.getLogger("weasyprint.progress"), Teller()
    level, propagates = progress.level, progress.propagate
    progress.addHandler(teller)
    progress.setLevel(logging.INFO)
    progress.propagate = False
    try:
        yield
    finally:
        progress.removeHandler(teller)
        progress.setLevel(level)
        progress.propagate = propagates


def layout(html: str) -> Any:
    """Lay the document out in pages. Raises PdfUnavailable as `render_pdf` does, and PdfTooLong."""
    if len(html) > MOST_LETTERS:
        raise PdfTooLong(
            _(
                "It would be too long for one PDF: %(there)s letters of at most %(most)s. Leave out what "
                "people said, or write a spreadsheet."
            )
            % {"there": f"{len(html):,}", "most": f"{MOST_LETTERS:,}"}
        )
    _weasyprint()
    page, drawings = extract_drawings(_NO_LETTERS.sub("", html))
    source = _lean_html()(string=page, base_url=BASE_URL, url_fetcher=_fetcher(drawings))
    laid_out = source.render(pdf_variant=VARIANT)
    for one in laid_out.pages:
        keep_one_link(one)
    return laid_out


@_without_garbage_collection()
def render_sheets(*, kept: str, form: str, numbers: str, both_sides: bool) -> bytes:
    """Forms in one PDF/UA-1 file, each with its pages to keep before it.

    kept: the pages to keep, one section after another, each with an id. form: one form, which is laid out
    once. numbers: a page for each form, with nothing but its number, which is drawn over each page of the
    form. both_sides: pages are added so that whatever is kept, and each form, begins on the front of a sheet
    of paper. Raises PdfUnavailable as `render_pdf` does.
    """
    parts = [layout(html) for html in (kept, form, numbers, EMPTY)]
    drawn = [page for part in parts for page in part.pages]
    keep, forms, heads, empty = _places(parts)
    leaves: list[Leaf] = []
    for mine, head in zip(_by_section(parts[0].pages), heads, strict=True):
        for run in ([Leaf(keep[i]) for i in mine], [Leaf(page, over=head) for page in forms]):
            leaves += [*run, *([Leaf(empty[0])] if both_sides and len(run) % 2 else [])]
    joined = parts[0].copy(drawn)

    def finish(document: Any, made: Any) -> None:
        complete_tags(document, made)
        impose(made, leaves)

    pdf: bytes = joined.write_pdf(pdf_variant=VARIANT, finisher=finish)
    return pdf


@_without_garbage_collection()
def render_in_turn(documents: Sequence[str], *, both_sides: bool) -> bytes:
    """Render these documents as one PDF/UA-1 file, with the title of the first. both_sides: each begins on
    the front of a sheet of paper. Raises PdfUnavailable as `render_pdf` does."""
    parts = [layout(html) for html in (*documents, EMPTY)]
    *runs, empty = _places(parts)
    leaves: list[Leaf] = []
    for run in runs:
        leaves += [Leaf(page) for page in [*run, *(empty if both_sides and len(run) % 2 else [])]]
    joined = parts[0].copy([page for part in parts for page in part.pages])

    def finish(document: Any, made: Any) -> None:
        complete_tags(document, made)
        impose(made, leaves)

    pdf: bytes = joined.write_pdf(pdf_variant=VARIANT, finisher=finish)
    return pdf


def _places(parts: list[Any]) -> Iterator[list[int]]:
    """Return the places of the pages of each of these documents, once they are one."""
    start = 0
    for part in parts:
        yield list(range(start, start + len(part.pages)))
        start += len(part.pages)


def _by_section(pages: list[Any]) -> list[list[int]]:
    """Return the places of the pages of each element with an id, in order; no two are on one page."""
    found: dict[str, list[int]] = {}
    for place, page in enumerate(pages):
        [name] = page.anchors
        found.setdefault(name, []).append(place)
    return list(found.values())


def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            _(
                "PDFs cannot be made here: WeasyPrint did not start. It needs Pango 1.44 or newer. "
                "On Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 "
                "libharfbuzz-subset0. On a Mac: brew install pango. Then start the site again."
            )
        ) from error
    return weasyprint


# Notes and markers, to which WeasyPrint's own style sheet gives styles: six for each element, a quarter of
# the memory of a long report. We have no notes, and markers only in lists.
_OF_EVERY_ELEMENT = re.compile(r"^::(?:footnote|note)-.*\n|^(?=::marker)", re.MULTILINE)


@cache
def _lean_html() -> Any:
    """Return WeasyPrint's class of documents, with its own style sheet without what we never use; and let it
    note languages, and read each of our style sheets once."""
    import pydyf
    from weasyprint import CSS, HTML, css
    from weasyprint.html import UA, UA_COUNTER_STYLE
    from weasyprint.pdf import tags

    tags._build_box_tree = noting_languages(tags._build_box_tree, pydyf.String)
    css.CSS = keeping_sheets(css.CSS, static_file)
    sheet = _OF_EVERY_ELEMENT.sub(lambda found: "" if found[0] else "li", UA)
    lean = CSS(string=sheet, counter_style=UA_COUNTER_STYLE)

    class LeanHTML(HTML):
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [lean]

    return LeanHTML


def _fetcher(drawings: Mapping[str, bytes]) -> Any:
    """Make the fetcher of a page: what opens its addresses. drawings: those taken out of it, by address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurFiles(URLFetcher):
        """Opens the page's drawings, its own pictures, and our static files; refuses every other address."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url in drawings:
                return URLFetcherResponse(url, drawings[url], {"Content-Type": "image/svg+xml"})
            if url.startswith(OWN_PICTURE):
                picture = b64decode(url.removeprefix(OWN_PICTURE))
                return URLFetcherResponse(url, picture, {"Content-Type": "image/png"})
            if url.endswith(".woff2"):
                return URLFetcherResponse(url, _unpacked_font(url), {"Content-Type": "font/ttf"})
            kind = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
            return URLFetcherResponse(url, static_file(url), {"Content-Type": kind})

    return OurFiles()


@cache
def _unpacked_font(url: str) -> bytes:
    """Unpack one of our fonts, once: WeasyPrint would for each document, and take longer than over a page.
    Raises ValueError as `static_file` does."""
    from fontTools.ttLib import woff2

    unpacked = BytesIO()
    woff2.decompress(BytesIO(static_file(url)), unpacked)
    return unpacked.getvalue()


def static_file(url: str) -> bytes:
    """Read the static file at an address under BASE_URL. Raises ValueError for any other address."""
    parts = urlsplit(url)
    path = PurePosixPath(unquote(parts.path).lstrip("/"))
    if (parts.scheme, parts.netloc) != ("https", STATIC_HOST) or ".." in path.parts:
        raise ValueError(f"not one of our static files: {url[:100]}")
    found = finders.find(str(path))
    if not isinstance(found, str):
        raise ValueError(f"no such static file: {path}")
    with open(found, "rb") as file:
        return file.read()
