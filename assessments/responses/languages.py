"""What a participant reads of a round, in the language and the look of their choice.

The answers stay those to the original's questions (frameworks/families/translation.py). Only the pages
for answering change language; results and reports stay in the original's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from assessments.models import Round
from assessments.responses import display
from assessments.responses.display import Look, look_of
from assessments.responses.visits import LANGUAGE_COOKIE, keep_language, keep_look
from assessments.rounds.contents import content_of_round, translations_of_round
from frameworks import cache, languages
from frameworks.content import VersionContent
from frameworks.families.shorter import has_shorter_words, in_shorter_words
from frameworks.families.translation import in_words_of

FIELD = "language"  # of the form that switches

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Choice:
    """A language to read in. name: what it calls itself. now: the page is in it."""

    code: str
    name: str
    now: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A round's frameworks as one person reads them, in its order. choices: none where there is no choice.

    language: the one that this request asks for; '' where it asks for none that is on offer. look: how the
    pages are to look; look_asked: whether this request asks for that. shorter: the parts that can be read in
    shorter words, each as the id of its version and its code; `contents` are in them where the look is so.
    """

    contents: tuple[VersionContent, ...]
    choices: tuple[Choice, ...] = ()
    language: str = ""
    look: Look = field(default_factory=Look)
    look_asked: bool = False
    shorter: frozenset[tuple[int, str]] = frozenset()

    @property
    def switched(self) -> bool:
        """Whether this request asks to read otherwise."""
        return bool(self.language or self.look_asked)

    def remembered(self, response: HttpResponse, round_: Round) -> HttpResponse:
        """Return the response, with what was asked for kept in the browser."""
        if self.look_asked:
            keep_look(response, round_, self.look)
        return keep_language(response, round_, self.language) if self.language else response


def asks_to_switch(request: HttpRequest) -> bool:
    """Whether a form was sent by one of the buttons that change how it is read."""
    return FIELD in request.POST or display.FIELD in request.POST


@dataclass(frozen=True, slots=True)
class Versions:
    """What a round asks, in its order, and the translations that were published when it opened
    (RoundTranslation). codes: the languages that it can be read in, that of its first framework before the
    others; none where there is nothing to choose."""

    originals: tuple[VersionContent, ...]
    translations: Mapping[int, Mapping[str, int]]
    codes: tuple[str, ...]

    @property
    def names(self) -> dict[str, str]:
        """What each language calls itself, by its code."""
        return languages.names_of(self.codes)

    @property
    def has_shorter_words(self) -> bool:
        """Whether any part can be read in shorter words, in whichever language."""
        read = [self.originals, *(self.read_in(code) for code in self.codes)]
        return any(has_shorter_words(one) for contents in read for v in contents for one in v.sections)

    def read_in(self, wanted: str, *, near_too: bool = True) -> tuple[VersionContent, ...]:
        """Each version in this language, or as it was written. near_too: also one that was written in another
        kind of the same language; where nobody chose, that one stays as it is."""
        chosen: dict[int, int] = {}
        for version in self.originals:
            if not near_too and languages.family_of(version.language) == languages.family_of(wanted):
                continue
            code = languages.closest(wanted, [version.language, *self.translations[version.id]])
            if code is not None and code != version.language:
                chosen[version.id] = self.translations[version.id][code]
        words = dict(zip(chosen, cache.cached_contents(list(chosen.values())), strict=True))
        return tuple(in_words_of(v, words[v.id]) if v.id in words else v for v in self.originals)


def versions_of(round_: Round) -> Versions:
    """No query where this process has read all of it before. Else one more than content_of_round, however
    many frameworks, and nine once somebody reads translations."""
    originals = tuple(content_of_round(round_))
    pinned = translations_of_round(round_)
    translations = {version.id: pinned.get(version.id, {}) for version in originals}
    offered = offered_languages([[v.language, *translations[v.id]] for v in originals]) if pinned else []
    return Versions(originals, translations, tuple(offered))


def reading_of(request: HttpRequest, round_: Round) -> Reading:
    """Return what this person reads: in the language that they ask for now, or asked for before, else in that
    of the round's first framework. A framework that is not there in it is in its own. As many queries as
    versions_of."""
    versions = versions_of(round_)
    look, look_asked = look_of(request), display.is_asked(request)
    if not versions.codes:
        shown = Reading(versions.originals, look=look, look_asked=look_asked)
        return _in_chosen_words(shown)
    now, before = _wanted(request)
    asked = _one_of(versions.codes, now)
    chosen = asked or _one_of(versions.codes, before)
    language = chosen or versions.codes[0]
    shown = Reading(
        contents=versions.read_in(language, near_too=bool(chosen)),
        choices=tuple(Choice(code, name, code == language) for code, name in versions.names.items()),
        language=asked,
        look=look,
        look_asked=look_asked,
    )
    return _in_chosen_words(shown)


def _in_chosen_words(reading: Reading) -> Reading:
    """Return the same in shorter words, where the look is so and as far as there are any."""
    contents = reading.contents
    pairs = [(version, section) for version in contents for section in version.sections]
    shorter = frozenset((version.id, one.code) for version, one in pairs if has_shorter_words(one))
    if reading.look.is_shorter:
        contents = tuple(in_shorter_words(version) for version in contents)
    return replace(reading, contents=contents, shorter=shorter)


def _one_of(offered: Sequence[str], wanted: str) -> str:
    return wanted if wanted in offered else ""


def offered_languages(versions: Sequence[Sequence[str]]) -> list[str]:
    """Return the languages to choose from: the originals' first, each family once, unless one framework is
    there in two kinds of it. versions: the languages of each framework, its own first."""
    found: list[str] = [codes[0] for codes in versions]
    found += sorted({code for codes in versions for code in codes[1:]}, key=languages.name_of)
    offered: list[str] = []
    for code in found:
        near = [other for other in offered if languages.family_of(other) == languages.family_of(code)]
        apart = any(code in codes and other in codes for codes in versions for other in near)
        if not near or (apart and code not in near):
            offered.append(code)
    return offered


def in_chosen_language(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Decorate a page: its own texts are in the language that the participant chose, where the site has them
    in it; else in the site's language, whatever the browser asks for."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(_interface_language(request)):
            return view(request, *args, **kwargs)

    return wrapped


def in_language_of_reader(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Decorate a page that says what went wrong: in the language that its reader chose before, where the site
    has it. Nothing that was sent is read, for it may be what went wrong."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(site_language(request.COOKIES.get(LANGUAGE_COOKIE, ""))):
            return view(request, *args, **kwargs)

    return wrapped


def _interface_language(request: HttpRequest) -> str:
    now, before = _wanted(request)
    return site_language(now or before)


def _wanted(request: HttpRequest) -> tuple[str, str]:
    """Return the languages that the person asks for now, and asked for before; '' for none."""
    now = request.POST.get(FIELD, "") if request.method == "POST" else ""
    return now, request.COOKIES.get(LANGUAGE_COOKIE, "")


def site_language(wanted: str) -> str:
    """Return this language, where the site has its own texts in it; else the site's."""
    return languages.closest(wanted, dict(settings.LANGUAGES)) or settings.LANGUAGE_CODE
