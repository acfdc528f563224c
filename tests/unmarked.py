"""Finding words of another language that a page does not mark as such: those of a framework in Arabic
letters, on pages in English.

    assert unmarked(client.get(url).text) == []
"""

import re
from html.parser import HTMLParser

ARABIC = re.compile("[\u0600-\u06ff]")
SPOKEN = {"aria-label", "title", "alt", "placeholder", "data-label", "label"}  # attributes that are read out
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    "path", "rect", "line", "circle", "polygon",
}  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.found = [("html", "")], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        language = given.get("lang", self.open[-1][1])
        self.found += [
            f"{name}: {given[name]}"
            for name in SPOKEN & given.keys()
            if ARABIC.search(given[name] or "") and language != "ar"
        ]
        if tag == "input" and given.get("type", "text") == "text" and language != "ar":
            self.found += [f"value: {given['value']}"] if ARABIC.search(given.get("value") or "") else []
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tags = {tag for tag, _language in self.open}
        # The title of a page or of a picture and a choice in a list hold no elements, and say more than words
        # of the framework. What a picture says stands beside it, marked.
        is_plain = tags & {"title", "option"}
        if ARABIC.search(data) and self.open[-1][1] != "ar" and not is_plain:
            self.found.append(data.strip())


def unmarked(html):
    """Return what stands in Arabic letters with no element round it, or no `lang` of its own, that says so:
    texts, and attributes that are read out."""
    reader = _Reader()
    reader.feed(html)
    return reader.found
