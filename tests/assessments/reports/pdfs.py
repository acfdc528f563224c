import io
import re

import pikepdf
import pypdf


def page_texts(data):
    """The words of each page on one line. pypdf puts a NUL before each letter in some fonts."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return [re.sub(r"\s+", " ", page.extract_text().replace("\0", "")) for page in pages]


def text_of(data):
    return " ".join(page_texts(data))


def elements(document, kind=None):
    """The structure elements of the tree, in order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(node)
            if "/K" in node:
                walk(node.K)

    walk(document.Root.StructTreeRoot.K)
    return [node for node in found if kind is None or str(node.S) == f"/{kind}"]


# Words that could do harm

LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 9
HOSTILE = (
    "<script>alert('x')</script> & “quoted” \"double\" 'single' {{ 7 }} {% now %}\n\n"
    f'Second paragraph. {LONG_WORD}\nשלום עולם and مرحبا 🙂 <img src="https://example.org/x.png">'
)
