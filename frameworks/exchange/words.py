"""The texts of a framework file by their places, and a translation made of them. Pure: plain data.

A place is 'question:heard:statement', 'question:heard:level:3', 'question:when:option:day',
'section:meetings:title', 'scale:how-true:level:1:label' or 'head::title'. It holds one text, or a list.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from frameworks.fit.model import without_words

Data = dict[str, Any]
Words = str | list[str]
Texts = dict[str, Words]
Waiting = dict[str, list[Any]]
"""Words for a translation by their places, each with a sign of what it translates: [words, sign]."""

OF_HEAD = ("title", "summary", "introduction", "plain", "credits")
OF_SECTION = ("title", "introduction", "plain")
OF_QUESTION = ("title", "statement", "plain", "consider", "actions")
OPTION = {"label": "option", "plain": "option-plain"}
OF_LEVEL = ("label", "description", "plain_label", "plain")
LIMIT_OF = {"title": "title", "label": "label", "plain_label": "label"}
LIMIT_OF |= dict.fromkeys(("option", "option-plain", "consider", "actions"), "short")


def limit_of(place: str) -> str:
    """Return which of models.LIMITS goes for the text at a place, or for each of its list."""
    kind, _code, *field = place.split(":")
    if kind == "question":
        return LIMIT_OF.get(field[0], "text")
    return LIMIT_OF.get(field[-1], "text")


def sign_of(words: Words | None) -> str:
    """Return what tells these words from any others."""
    return sha256(json.dumps(words).encode()).hexdigest()[:16]


def as_waiting(texts: Mapping[str, Words], own: Mapping[str, Words]) -> Waiting:
    """Return words as they wait for a translation of the texts `own`."""
    return {place: [words, sign_of(own[place])] for place, words in texts.items() if place in own}


def still_fitting(waiting: Waiting, own: Mapping[str, Words]) -> Texts:
    """Return those of the words that wait which translate what stands at their place now."""
    return {place: words for place, (words, sign) in waiting.items() if sign == sign_of(own.get(place))}


def texts_in(data: Mapping[str, Any]) -> Texts:
    """Return every text of a framework file that a sheet can hold in another language, by its place."""
    return dict(_texts_in(data))


def _texts_in(data: Mapping[str, Any]) -> Iterator[tuple[str, Words]]:
    yield from _named(data, "head:", OF_HEAD)
    for scale in data.get("scales", ()):
        at = f"scale:{scale['code']}"
        yield from _named(scale, at, ("title",))
        for level in scale["levels"]:
            yield from _named(level, f"{at}:level:{level['value']}", OF_LEVEL)
    for section in parts_in(data):
        yield from _named(section, f"section:{section['code']}", OF_SECTION)
        for question in section.get("questions", ()):
            at = f"question:{question['code']}"
            yield from _named(question, at, OF_QUESTION)
            for level in question.get("levels", ()):
                yield from _renamed(
                    level, at, {"description": "level", "plain": "level-plain"}, level["value"]
                )
            for option in question.get("options", ()):
                yield from _renamed(option, at, OPTION, option["code"])


def _named(part: Mapping[str, Any], at: str, names: tuple[str, ...]) -> Iterator[tuple[str, Words]]:
    yield from ((f"{at}:{name}", part[name]) for name in names if part.get(name))


def _renamed(
    part: Mapping[str, Any], at: str, names: Mapping[str, str], which: object
) -> Iterator[tuple[str, Words]]:
    yield from ((f"{at}:{as_}:{which}", part[name]) for name, as_ in names.items() if part.get(name))


def parts_in(data: Mapping[str, Any]) -> Iterator[Data]:
    """Yield every part, each before those inside it."""
    for section in data["sections"]:
        yield section
        yield from section.get("sections", ())


def translated(data: Data, texts: Mapping[str, Words], language: str, before: Data | None = None) -> Data:
    """Return the file of a translation of `data` that has these texts and leaves out all others; a text at a
    place where the original has none is not taken. before: the translation so far: its names that may fit,
    bands and pictures, which are at no place, stay."""
    return _Translating(data, texts, before or {}).made(language)


class _Translating:
    """A file that is put into other words, part by part."""

    def __init__(self, data: Data, texts: Mapping[str, Words], before: Data) -> None:
        there = texts_in(data)
        self.data, self.before = data, before
        self.texts = {place: words for place, words in texts.items() if words and place in there}
        self.pictures = dict(_pictures_in(before)) if before else {}

    def made(self, language: str) -> Data:
        data = self.data
        made = self._put(data, "head:", OF_HEAD)
        made |= {
            "language": language,
            "translation_of": data["language"],
            "title": self.texts.get("head::title", data["title"]),
            "scales": [self._scale(one) for one in data.get("scales", ())],
            "sections": [self._section(one) for one in data["sections"]],
        }
        if "bands" in data:
            steps = [{**step, "label": ""} for step in data["bands"]["steps"]]
            made["bands"] = self.before.get("bands") or {**data["bands"], "steps": steps}
        if "fit" in data:
            made["fit"] = self.before.get("fit") or without_words(data["fit"])
        made.pop("note", None)
        return made

    def _put(self, part: Data, at: str, names: tuple[str, ...], must: tuple[str, ...] = ()) -> Data:
        """Return a part without its texts of these names, and with those of the translation; `must`: those
        that are left empty where there is none."""
        bare = {name: value for name, value in part.items() if name not in (*names, "picture")}
        said = {name: self.texts[f"{at}:{name}"] for name in names if f"{at}:{name}" in self.texts}
        picture = {"picture": self.pictures[at]} if at in self.pictures else {}
        return {**bare, **dict.fromkeys(must, ""), **said, **picture}

    def _scale(self, scale: Data) -> Data:
        at = f"scale:{scale['code']}"
        levels = [
            self._put(level, f"{at}:level:{level['value']}", OF_LEVEL, ("label",))
            for level in scale["levels"]
        ]
        return {**self._put(scale, at, ("title",), ("title",)), "levels": levels}

    def _section(self, section: Data) -> Data:
        made = self._put(section, f"section:{section['code']}", OF_SECTION, ("title",))
        for key, one in (("questions", self._question), ("sections", self._section)):
            if key in made:
                made[key] = [one(each) for each in made[key]]
        return made

    def _question(self, question: Data) -> Data:
        at = f"question:{question['code']}"
        made = self._put(question, at, OF_QUESTION, ("title", "statement"))
        if options := made.pop("options", None):
            made["options"] = [
                {"code": one["code"], "label": "", **self._renamed(at, "option", one["code"], "label")}
                for one in options
            ]
        own = [
            {"value": one["value"], **self._renamed(at, "level", one["value"], "description")}
            for one in made.pop("levels", ())
        ]
        if own := [one for one in own if one.get("description")]:
            made["levels"] = own
        return made

    def _renamed(self, at: str, kind: str, which: object, name: str) -> Data:
        found = {name: f"{at}:{kind}:{which}", "plain": f"{at}:{kind}-plain:{which}"}
        return {key: self.texts[place] for key, place in found.items() if place in self.texts}


def _pictures_in(data: Data) -> Iterator[tuple[str, Data]]:
    parts = [
        *(
            (f"scale:{s['code']}:level:{one['value']}", one)
            for s in data.get("scales", ())
            for one in s["levels"]
        ),
        *((f"question:{q['code']}", q) for part in parts_in(data) for q in part.get("questions", ())),
    ]
    yield from ((at, part["picture"]) for at, part in parts if "picture" in part)
