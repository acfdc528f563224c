"""Finding words of a page that did not come through gettext.

`brackets` gives the site a language whose every text stands in brackets. `bare_words` then reads a page, and
returns what is in no brackets and is nobody's data: a text that somebody forgot to mark for translation.

    page = client.get(url)
    assert bare_words(page) == []
"""

import re
from html.parser import HTMLParser

from django.apps import apps
from django.conf import settings as site_settings
from django.utils.translation import trans_real

OPENED, CLOSED = "⟦", "⟧"
SHOWN_ATTRIBUTES = {"aria-label", "title", "alt", "placeholder", "data-label"}
UNSEEN = {"script", "style", "textarea"}  # what stands in a textarea, somebody typed
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BRACKETED = re.compile(rf"{OPENED}[^{OPENED}{CLOSED}]*{CLOSED}")
WITHIN = re.compile(r"</?(a|b|br|em|i|kbd|strong)\b(?![^>]*(aria-label|title)=)")  # tags within a sentence
WORD = re.compile(r"[^\W\d_]{2,}")


class Brackets:
    """A catalogue in which everything has a translation: itself, in brackets."""

    def gettext(self, message):
        return f"{OPENED}{message.split(trans_real.CONTEXT_SEPARATOR)[-1]}{CLOSED}"

    def ngettext(self, singular, plural, number):
        return self.gettext(singular if number == 1 else plural)

    def to_language(self):
        return "xx"


def put_in_brackets(monkeypatch, code):
    """Give the site a catalogue for this language, one that settings.LANGUAGES names."""
    catalogue = Brackets()
    catalogue.to_language = lambda: code
    monkeypatch.setitem(trans_real._translations, code, catalogue)
    return catalogue


class _Texts(HTMLParser):
    """Every text of a page that people see or hear, with the whole of what an element's attributes say."""

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID:
            self.open.append("hidden svg" if tag == "svg" and attrs.get("aria-hidden") == "true" else tag)
        self.found += [attrs[name] for name in SHOWN_ATTRIBUTES & set(attrs) if attrs[name]]
        if tag == "input" and attrs.get("type") in ("submit", "button"):
            self.found.append(attrs.get("value") or "")

    def handle_startendtag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in SHOWN_ATTRIBUTES and value]

    def handle_endtag(self, tag):
        while self.open and self.open.pop().removeprefix("hidden ") != tag:
            pass

    def _names_a_hidden_picture(self):
        """A drawing's own title, where the words beside it say it all and nobody is told the title."""
        return self.open[-1:] == ["title"] and "hidden svg" in self.open

    def handle_data(self, data):
        if not UNSEEN & set(self.open) and not self._names_a_hidden_picture():
            self.found.append(data)


def _in_whole_sentences(html):
    """The page without those tags that stand within a text in brackets: a link, a word in bold. A text that
    was cut off has no second bracket, and ends with its paragraph."""
    kept, depth = [], 0
    for piece in re.split(f"(<[^>]*>|[{OPENED}{CLOSED}])", html):
        if piece.startswith("<"):
            depth = depth if WITHIN.match(piece) else 0
        depth = max(0, depth + (piece == OPENED) - (piece == CLOSED))
        kept.append("" if depth and piece.startswith("<") else piece)
    return "".join(kept)


def texts_of(html):
    parser = _Texts()
    html = re.sub("</?bdi[^>]*>", "", html)  # it sets somebody's words apart within a sentence of ours
    parser.feed(_in_whole_sentences(html))
    parser.close()
    return [" ".join(text.split()) for text in parser.found if text.strip()]


def _without_brackets(text):
    """The text with everything in brackets taken out, inner brackets first; parts stand apart."""
    before = None
    while before != text:
        before, text = text, BRACKETED.sub("\n", text)
    return text


def everything_stored():
    """Every text in the database: what people wrote, and what frameworks say. Longest first."""
    found = {site_settings.SITE_NAME}
    for model in apps.get_models():
        for row in model._base_manager.values():
            found |= set(_texts_in(list(row.values())))
    tidy = {" ".join(text.split()) for text in found}
    return sorted(tidy - {""}, key=len, reverse=True)


def _texts_in(value):
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, dict):
        yield from _texts_in(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts_in(one)


def bare_words(page, *data):
    """The texts of a response that hold words which are neither in brackets nor data. data: more texts that
    come from elsewhere: codes, addresses."""
    return bare_in(page.content.decode(), known_texts(*data))


def known_texts(*data):
    """Everything that is stored, and these texts; the longest first."""
    return sorted([*everything_stored(), *(" ".join(text.split()) for text in data)], key=len, reverse=True)


def bare_in(html, known):
    """The texts of a page with words that are neither in brackets nor known."""
    return [text for text in texts_of(html) if WORD.search(_without_data(text, known))]


def _without_data(text, known):
    left = _without_brackets(text)
    for one in known:
        if one in left and WORD.search(one):
            left = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", "\n", left)
    return left
