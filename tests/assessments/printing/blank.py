"""Prints that are laid out once, or hold nothing: for tests of what stands round them."""

import re
from functools import lru_cache

from assessments.printing import pdf

layout_once = lru_cache(maxsize=8)(pdf.layout)
write_once = lru_cache(maxsize=8)(pdf._written)

FOR_ONE = re.compile(r'<section class="for-one"[^>]*>')  # its pages are those of one person


def blank_layout(html):
    """Empty pages in the place of a document's: one for each person whom it has pages for, else one."""
    sections = FOR_ONE.findall(html) or ["<section>"]
    rules = "<style>section{break-after:page}</style>"
    return layout_once(f'<html lang="en"><title>Blank</title>{rules}{"</section>".join(sections)}')
