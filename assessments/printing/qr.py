"""QR codes, drawn as SVG. This module alone knows segno. No database, no files."""

import segno

QUIET = 4  # modules of white around the code, which the standard asks for


def qr_svg(text: str, title: str) -> str:
    """Draw the QR code of a text, as an SVG picture that takes the size its page gives it.

    title: what it says and where it leads, for people who cannot see it; plain text. Error correction M: up
    to 15 in 100 of it may be smudged. Black on white, in attributes only, so that it prints anywhere.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    size = code.symbol_size(border=QUIET)[0]
    return (
        f'<svg class="qr" role="img" viewBox="0 0 {size} {size}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{_escaped(title)}</title>"
        f'<rect width="{size}" height="{size}" fill="#FFFFFF"/>'
        f'<path fill="#000000" d="{"".join(_bars(code.matrix))}"/></svg>'
    )


def _bars(matrix: tuple[bytearray, ...]) -> list[str]:
    """Return the dark modules of each row as outlines of bars, one a run: filled, they leave no hairlines."""
    found = []
    for y, row in enumerate(matrix, start=QUIET):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                found.append(f"M{start + QUIET} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return found


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
