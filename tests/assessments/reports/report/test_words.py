"""Every sentence of a report comes through gettext, so that it can be translated."""

from dataclasses import fields, is_dataclass
from html import escape

import pytest
from django.http import HttpResponse
from django.utils import translation

from assessments.reports import phrases
from assessments.reports.build import build_report
from tests.assessments.reports.formats.rounds import ROUNDS
from tests.untranslated import OPENED, bare_words, put_in_brackets

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

# No words of ours: keys, kinds, what a level is called, and what people and frameworks said.
KEYS = {
    "anchor", "code", "codes", "framework", "key", "kind", "direction", "band", "agreement", "side", "shapes",
    "choose", "language", "face", "results", "left_out", "words_of", "marker", "digest", "number", "numeral",
    "change", "purpose", "source", "sources",
}  # fmt: skip


def texts_in(thing):
    """Every text of a report that a reader sees."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from texts_in(one)
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in KEYS:
                yield from texts_in(getattr(thing, field.name))
        for name in ("frame_note", "in_sentence", "why_not", "partly"):
            if hasattr(type(thing), name) and name not in {field.name for field in fields(thing)}:
                yield from texts_in(getattr(thing, name))


@pytest.mark.parametrize("name", [name for name in ROUNDS if name != "the example"])
def test_no_sentence_of_a_report_is_bare(name, monkeypatch):
    release = ROUNDS[name]()
    put_in_brackets(monkeypatch, "xx")
    with translation.override("xx"):
        texts = sorted(set(texts_in(build_report(release))))
    told = [text for text in texts if OPENED in text]
    assert len(told) > 10
    page = HttpResponse("".join(f"<p>{escape(text)}</p>" for text in texts))
    named = [name for row in release.frozen.perspectives for name in (row.label, row.short_label)]
    found = bare_words(page, *named, *map(phrases.in_sentence, named))
    assert [text for text in found if "What level" not in text] == []  # names of levels, put together
