import io
import re
from functools import lru_cache

import pikepdf
import pypdf

try:
    import page as rules
except ImportError:  # locked, and not installed yet: printing/test_tags.py alone fails, and says so
    rules = None


def page_texts(data):
    """The words of each page on one line. pypdf puts a NUL before each letter in some fonts.

    Every PDF whose words a test reads must keep the rules of PDF/UA-1. Letters that no font of the machine
    has cannot, and people are told of them (printing/letters.py).
    """
    faults = [fault for fault in faults_of(data) if "NOTDEF-GLYPH" not in fault]
    assert not faults, faults[:5]
    return list(_words_of_pages(data))


@lru_cache(maxsize=16)
def _words_of_pages(data):
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return tuple(re.sub(r"\s+", " ", page.extract_text().replace("\0", "")) for page in pages)


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


# PDF/UA-1


def faults_of(data):
    """What is against the rules of PDF/UA-1 that a machine can check, and what is drawn without a tag in the
    tree, which those rules let pass."""
    return list(_faults_of(data))


@lru_cache(maxsize=16)
def _faults_of(data):
    failures = rules.validate_pdf_bytes(data, profile="ua1").failures if rules else []
    found = [f"{one.rule_id}: {one.message}" for one in failures]
    with pikepdf.open(io.BytesIO(data)) as document:
        if "/StructTreeRoot" in document.Root:
            found += [f"piece {number} of page {place} has no tag" for place, number in untagged(document)]
    return found


def untagged(document):
    """Where something is drawn whose tag does not lead back to it: (page, number of the piece)."""
    held = {
        (node.Pg.objgen, kid): node.objgen
        for node in elements(document)
        for kid in node.get("/K", [])
        if isinstance(kid, int)
    }
    nums = list(document.Root.StructTreeRoot.ParentTree.Nums)
    told = dict(zip(nums[::2], nums[1::2], strict=True))
    for place, page in enumerate(document.pages, start=1):
        tags = told.get(page.obj.get("/StructParents"), [])
        for number in pieces(page):
            tag = tags[number] if number < len(tags) else None
            if tag is None or tag.objgen != held.get((page.obj.objgen, number)):
                yield place, number


def pieces(page):
    """The numbers of what is drawn as content of a page, in order."""
    for operands, operator in pikepdf.parse_content_stream(page, "BDC"):
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
            yield int(operands[1].MCID)


def languages(document):
    """The language of each piece of content, with the words drawn in it: [(language, words)], in the order
    of the tree."""
    drawn = {
        (page.obj.objgen, number): words
        for page in document.pages
        for number, words in words_of_pieces(page).items()
    }
    found = []

    def walk(node, language):
        language = str(node.get("/Lang", language))
        for kid in node.get("/K", []):
            if isinstance(kid, int):
                found.append((language, drawn.get((node.Pg.objgen, kid), "")))
            elif "/S" in kid:
                walk(kid, language)

    [top] = document.Root.StructTreeRoot.K
    walk(top, str(document.Root.Lang))
    return found


def words_of_pieces(page):
    """The words of each piece that a page draws, by its number."""
    letters = {name: _letters_of(font) for name, font in page.resources.get("/Font", {}).items()}
    found, piece, font = {}, None, {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                inside = operands[1] if len(operands) > 1 else {}
                piece = int(inside.MCID) if "/MCID" in inside else None
            case "EMC":
                piece = None
            case "Tf":
                font = letters[str(operands[0])]
            case "Tj" | "TJ":
                shown = operands[0] if str(operator) == "TJ" else [operands[0]]
                codes = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
                glyphs = (int.from_bytes(codes[i : i + 2]) for i in range(0, len(codes), 2))
                found[piece] = found.get(piece, "") + "".join(font.get(glyph, "") for glyph in glyphs)
    return found


def _letters_of(font):
    """What each glyph of a font says, as the font itself tells."""
    told = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<(\w+)> <(\w*)>$", told, re.MULTILINE)
    return {int(glyph, 16): bytes.fromhex(words).decode("utf-16-be") for glyph, words in pairs}


# Words that could do harm

LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 9
HOSTILE = (
    "<script>alert('x')</script> & “quoted” \"double\" 'single' {{ 7 }} {% now %}\n\n"
    f'Second paragraph. {LONG_WORD}\nשלום עולם and مرحبا 🙂 <img src="https://example.org/x.png">'
)
