"""Names that stand for things (codes, short names, files): whole, and unlike each other, in any script."""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Sequence
from hashlib import sha256
from itertools import count

from django.utils.text import slugify

ROOM_FOR_NUMBER = 5  # behind a code: what '-9999' takes
FILE_NAME_LENGTH = 80  # in characters, without its suffix
FILE_NAME_BYTES = 180  # in UTF-8: file systems take 255
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_SKIN = range(0x1F3FB, 0x1F400)  # what colours the emoji before it
_TAGS = range(0xE0020, 0xE0080)  # what spells a country after a flag
_FLAG = range(0x1F1E6, 0x1F200)  # letters that are a flag in pairs
_INVISIBLE = set(
    "\u115f\u1160\u2800\u3164\uffa0"
)  # fillers, which count as letters, and the empty Braille cell
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def code_from(name: str, most: int, fallback: str) -> str:
    """Return a code of a-z, 0-9 and '-' that reminds of a name, in at most that many characters; the fallback
    where the name has none of those letters. A code that is cut ends with a whole word, where one ends in its
    second half."""
    code = re.sub("-+", "-", slugify(name).replace("_", "-")).strip("-")
    if len(code) > most:
        word_end = code.rfind("-", 0, most + 1)
        code = code[: word_end if word_end > most // 2 else most]
    return code or fallback


def first_free(code: str, taken: Container[str]) -> str:
    """Return the code, else the first of 'code-2', 'code-3' and so on that is not taken."""
    numbered = (f"{code}-{number}" for number in count(2))
    return code if code not in taken else next(one for one in numbered if one not in taken)


def is_blank(name: str) -> bool:
    """Tell whether nothing of a name can be seen: it is empty, or all of it is blanks, invisible signs, and
    marks without a letter."""
    return all(c in _INVISIBLE or unicodedata.category(c)[0] in "CMZ" for c in name)


def name_key(name: str) -> str:
    """Return what two names share that look the same: whatever their case, blanks, invisible signs, and how
    their letters are composed."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


def shortened(text: str, most: int) -> str:
    """Return the text in at most that many characters: whole, or cut with '…' at its end, between words
    where it can be, and never within a letter or an emoji."""
    if len(text) <= most:
        return text
    end = most - 1
    word_end = max(text.rfind(" ", 0, end + 1), text.rfind("\u3000", 0, end + 1))
    if word_end > most // 2:
        end = word_end
    while end > 0 and not _is_boundary(text, end):
        end -= 1
    return text[: end or most - 1].rstrip(" ,;:-–—(") + "…"


def _is_boundary(text: str, place: int) -> bool:
    """Tell whether a text can be cut at this place, as people see its letters (Unicode, Annex 29)."""
    after, before = text[place], text[place - 1]
    if unicodedata.category(after).startswith("M") or after in (_JOINER, _NON_JOINER) or before == _JOINER:
        return False
    if ord(after) in _SKIN or ord(after) in _TAGS:
        return False
    if ord(after) in _FLAG:
        start = place
        while start and ord(text[start - 1]) in _FLAG:
            start -= 1
        return (place - start) % 2 == 0
    return True


def free_short_name(name: str, most: int, taken: Container[str]) -> str:
    """Return a name in at most that many characters, with a number where the keys of those `taken` (name_key)
    have it already."""
    tails = ("", *(f" {number}" for number in range(2, 1000)))
    names = (shortened(name, most - len(tail)) + tail for tail in tails)
    return next(one for one in names if name_key(one) not in taken)


def told_apart(names: Sequence[str], longer: Sequence[str] = ()) -> list[str]:
    """Return the names, where each that several have is given in its longer form, and what several still have
    gets a number."""
    found = Counter(names)
    made = [(longer[place] if longer and found[name] > 1 else name) for place, name in enumerate(names)]
    many = Counter(made)
    used = {name for name in made if many[name] == 1}
    numbered = []
    for name in made:
        if many[name] > 1:
            name = next(one for n in count(1) if (one := f"{name} ({n})") not in used)
        used.add(name)
        numbered.append(name)
    return numbered


def file_name(*titles: str, suffix: str = "pdf") -> str:
    """Return a file's name from titles, in small letters of their own script, with hyphens between the words.

    No sign in it means anything to a shell, a header or a file system. Where something of the titles does not
    fit or cannot stand in it, it ends with six figures and letters that stand for all of them.
    """
    parts = [_for_file(title) for title in titles]
    stem = "-".join(part for part in parts if part)
    fits = _fits(stem, 0)
    lost = any(_loses(title) for title in titles) or (not stem and any(titles))
    if fits and not lost and stem not in _RESERVED:
        return f"{stem or 'report'}.{suffix}"
    mark = sha256("\0".join(titles).encode("utf-8", "replace")).hexdigest()[:6]
    while not _fits("-".join(part for part in parts if part), len(mark) + 1):
        longest = max(range(len(parts)), key=lambda place: len(parts[place]))
        end = len(parts[longest]) - 1
        while end > 0 and not _is_boundary(parts[longest], end):
            end -= 1
        parts[longest] = parts[longest][:end].strip("-")
    stem = "-".join(part for part in parts if part) or "report"
    return f"{stem}-{mark}.{suffix}"


def _fits(stem: str, more: int) -> bool:
    size = len(stem.encode("utf-8", "replace"))
    return len(stem) + more <= FILE_NAME_LENGTH and size + more <= FILE_NAME_BYTES


def _for_file(title: str) -> str:
    """Return what of a title can stand in a file's name."""
    text = unicodedata.normalize("NFC", title).lower()
    kept = "".join(c if _stands(c) else "-" if c.isspace() or c in "-_" else "" for c in text)
    return re.sub("-+", "-", kept).strip(f"-{_JOINER}{_NON_JOINER}")


def _stands(sign: str) -> bool:
    kind = unicodedata.category(sign)
    if sign in (_JOINER, _NON_JOINER) or kind[0] in "LMN":
        return True
    return kind in ("So", "Sk") and not sign.isascii()


def _loses(title: str) -> bool:
    """Tell whether a title has signs that tell it from another and cannot stand in a file's name: not those
    of punctuation, nor those that are not seen."""
    return any(
        not _stands(sign)
        and not sign.isascii()
        and (unicodedata.category(sign)[0] == "S" or ord(sign) in _TAGS)
        for sign in title
    )
