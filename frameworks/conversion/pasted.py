"""Pasted text as a framework: a line is a question, a heading a part. Pure."""

import re

from django.utils.translation import gettext as _

from frameworks.conversion.parts import Builder, Converted, NotConvertible, one_line

MOST_LINES = 2_000
_BULLET = re.compile(r"^(?:[-–•*·▪○●]|\(?\d{1,3}(?:\.\d{1,3})*[.)]|\(?[a-zA-Z][.)])\s+")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
LONGEST_HEADING = 12  # words


def from_text(text: str, title: str) -> Converted:
    """Return the framework in a text. A heading begins with '#', ends with ':', or is a short line without a
    mark at its end between blank lines or before a list. Raises NotConvertible where there is no question."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise NotConvertible(
            _("More than %(most_lines)s lines. A framework has far fewer questions.")
            % {"most_lines": f"{MOST_LINES:,}"}
        )
    builder = Builder(title)
    part = ""
    for number, line in enumerate(lines):
        bare = line.strip()
        if not bare:
            continue
        if heading := _heading(lines, number):
            part = heading
        else:
            statement = one_line(_BULLET.sub("", bare))
            if not any(sign.isalpha() for sign in statement):
                builder.note(
                    _("Line %(number)s") % {"number": number + 1}, _("has no words, so it was left out.")
                )
                continue
            builder.add(part, {"kind": "rating", "direction": "strength", "statement": statement})
    return builder.converted()


def _heading(lines: list[str], number: int) -> str:
    """Return the heading that a line is, or nothing."""
    bare = lines[number].strip()
    if marked := _HEADING.fullmatch(bare):
        return one_line(marked[1])
    if bare.endswith(":") and not _BULLET.match(bare):
        return one_line(bare[:-1])
    after = next((line.strip() for line in lines[number + 1 :] if line.strip()), "")
    is_short = len(bare.split()) <= LONGEST_HEADING and bare[-1] not in ".?!;,…" and not _BULLET.match(bare)
    stands_alone = (number == 0 or not lines[number - 1].strip()) and bool(after)
    before_list = bool(_BULLET.match(after))
    before_blank = number + 1 < len(lines) and not lines[number + 1].strip() and after[-1:] in ".?!"
    return one_line(bare) if is_short and stands_alone and (before_list or before_blank) else ""
