"""The report as a PDF: tagged, PDF/UA-1. This module alone imports WeasyPrint, and only when it is needed.

Nothing is fetched from anywhere: the page may use our own static files, read from disk, and nothing else.
"""

import mimetypes
from functools import cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.utils.text import slugify

STATIC_HOST = "static.invalid"  # never exists (RFC 2606); stands for our own static files
BASE_URL = f"https://{STATIC_HOST}/"
VARIANT = "pdf/ua-1"
NAME_LENGTH = 80


class PdfUnavailable(Exception):
    """This machine cannot make PDFs. Its message says what to install."""


def render_pdf(html: str) -> bytes:
    """The HTML document as a PDF/UA-1 file.

    html: a whole document with `lang` and `<title>`, which become the PDF's language and title. Addresses in
    it are relative to the static files: 'css/report.css'. Raises PdfUnavailable where WeasyPrint or Pango is
    missing.
    """
    pdf: bytes = layout(html).write_pdf(pdf_variant=VARIANT, finisher=_say_what_headers_head)
    return pdf


def layout(html: str) -> Any:
    """The document as WeasyPrint lays it out in pages. Raises PdfUnavailable as `render_pdf` does."""
    weasyprint = _weasyprint()
    source = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=_fetcher())
    return source.render(pdf_variant=VARIANT)


def file_name(*titles: str, suffix: str = "pdf") -> str:
    """A name for the file from its titles: small letters, figures and hyphens only."""
    return f"{slugify(' '.join(titles))[:NAME_LENGTH].strip('-') or 'report'}.{suffix}"


def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            "PDFs cannot be made here: WeasyPrint did not start. It needs Pango 1.44 or newer. On Debian and "
            "Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. On a Mac: brew "
            "install "
            "pango. Then start the site again."
        ) from error
    return weasyprint


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFiles(URLFetcher):
        """Opens our own static files, and refuses every other address."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            kind = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
            return URLFetcherResponse(url, static_file(url), {"Content-Type": kind})

    return StaticFiles()


def static_file(url: str) -> bytes:
    """The static file at an address under BASE_URL. Raises ValueError for any other address."""
    parts = urlsplit(url)
    path = PurePosixPath(unquote(parts.path).lstrip("/"))
    if (parts.scheme, parts.netloc) != ("https", STATIC_HOST) or ".." in path.parts:
        raise ValueError(f"not one of our static files: {url[:100]}")
    found = finders.find(str(path))
    if not isinstance(found, str):
        raise ValueError(f"no such static file: {path}")
    with open(found, "rb") as file:
        return file.read()


def _say_what_headers_head(document: Any, pdf: Any) -> None:
    """Give every header cell its scope (PDF/UA-1, 7.5), which WeasyPrint leaves out."""
    objects: list[Any] = [item for item in pdf.objects if isinstance(item, dict)]
    elements = {item.reference: item for item in objects if "S" in item}
    for element in elements.values():
        if element["S"] == "/TH":
            in_head = any(above["S"] == "/THead" for above in _ancestors(element, elements))
            element["A"]["Scope"] = "/Column" if in_head else "/Row"


def _ancestors(element: Any, elements: dict[bytes, Any]) -> list[Any]:
    found = []
    while (parent := elements.get(element.get("P"))) is not None:
        found.append(parent)
        element = parent
    return found
