"""The Welsh catalogue: a machine's draft for the pages of taking part, shown where a site asks for it."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation.template import templatize

from assessments.rounds.contents import told_in_full, told_in_short
from tests import factories
from tests.assessments.responses.pages.participants import Person, text_of
from tests.translations import translate
from tests.untranslated import put_in_brackets, texts_of

CATALOGUE = settings.BASE_DIR / "locale" / "cy" / "LC_MESSAGES"
TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
QUOTED = re.compile(r"u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"")
PLACE = re.compile(r"%\(\w+\)s|\{\}")
ENTRY = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"\n)+)', re.M)


def entries():
    """Each entry of the .po file: its texts by their names."""
    found = []
    for block in (CATALOGUE / "django.po").read_text(encoding="utf-8").split("\n\n"):
        lines = ENTRY.findall(block.rstrip("\n") + "\n")
        found.append({name: "".join(map(ast.literal_eval, TEXT.findall(text))) for name, text in lines})
    return found


def english():
    return {one["msgid"]: one for one in entries() if one["msgid"]}


def texts_in_source():
    """Every text of the templates and modules, as gettext asks for it."""
    found = set()
    for path in Path(settings.BASE_DIR, "templates").rglob("*.*"):
        code = templatize(path.read_text(encoding="utf-8"))
        found |= {ast.literal_eval(one) for one in QUOTED.findall(code)}
    for app in ("accounts", "assessments", "background", "coprod", "frameworks"):
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            code = path.read_text(encoding="utf-8")
            if "gettext" in code:
                nodes = ast.walk(ast.parse(code))
                found |= {
                    one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


def test_what_is_compiled_is_what_is_written():
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    written = {}
    for one in entries():
        plural = [text for name, text in one.items() if name.startswith("msgstr[")]
        written |= {(one["msgid"], number): text for number, text in enumerate(plural)}
        written |= {} if plural else {one["msgid"]: one["msgstr"]}
    assert compiled._catalog == written
    assert [compiled.plural(number) for number in (1, 2, 3, 8, 11)] == [0, 1, 2, 3, 3]
    assert "a machine" in compiled.info()["last-translator"]


def test_each_text_has_its_places_and_is_still_in_the_source():
    for one in english().values():
        welsh = [text for name, text in one.items() if name.startswith("msgstr")]
        assert len(welsh) == (4 if "msgid_plural" in one else 1)
        for text in welsh:
            assert text, one["msgid"]
        for text, said in ((welsh[0], one["msgid"]), (welsh[-1], one.get("msgid_plural", one["msgid"]))):
            assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(said))
    assert english().keys() - texts_in_source() == set()


def test_nobody_is_shown_it_unless_the_site_asks():
    assert "cy" not in dict(settings.LANGUAGES)


@pytest.mark.django_db
@pytest.mark.pages
def test_with_it_on_somebody_who_chose_it_takes_part_in_welsh(settings, monkeypatch):
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    version = factories.make_version(extra=("one",))
    translate(version)
    person = Person(factories.make_round([version], perspectives=factories.TWO))
    person.post("look", language="cy")
    join = text_of(person.get("join"))
    question = text_of(person.start().get("part"))
    for page, words in ((join, "Pwy all weld fy atebion?"), (question, "Rydych yn ateb fel")):
        assert '<html lang="cy"' in page
        assert words in page
        assert '<li lang="en-GB"' in page  # what was promised was stored when the round opened
    catalogue = put_in_brackets(monkeypatch, "cy")
    known = {text for one in entries() for name, text in one.items() if name.startswith("msgid")}
    monkeypatch.setattr(catalogue, "gettext", lambda text: text if text in known else f"⟦{text}⟧")
    with translation.override("cy"):  # what nobody who speaks Welsh has read is not promised in it
        told = [*told_in_short(person.round), *told_in_full(person.round)]
    promised = {" ".join(line.words.split()) for line in told}
    assert any("⟦" in line for line in promised)
    for name in ("join", "part", "check", "keep", "mine", "withdraw"):
        shown = {text for text in texts_of(text_of(person.get(name))) if "⟦" in text}
        assert shown - promised == set()
