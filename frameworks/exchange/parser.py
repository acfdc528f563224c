"""From the bytes of a framework file to plain dicts, lists, texts and numbers, with nothing left to fear.

YAML is read event by event, so that a file with aliases, tags or deep nests is refused before it is built
in memory. Plain words follow YAML 1.2: `No` and `2016-05-01` are text, only true, false, null and whole
or decimal numbers are not.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import yaml
from django.utils.translation import gettext as _

MOST_BYTES = 1_000_000
MOST_DEPTH = 12
LARGE = 10**18  # stands for any whole number that is larger still; no field of the format goes so far

_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"null": None, "Null": None, "NULL": None, "~": None, "": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# YAML 1.1 ends a line at these three, YAML 1.2 does not. They are kept from the loader as signs that no text
# may hold (Unicode, Noncharacters), and given back in what it reads.
_KEPT = str.maketrans("\x85\u2028\u2029", "\ufdd0\ufdd1\ufdd2")
_GIVEN_BACK = str.maketrans("\ufdd0\ufdd1\ufdd2", "\x85\u2028\u2029")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Path = tuple[str | int, ...]


class FaultyFile(ValueError):
    """A file that is not a framework file. faults: each with its path, in plain words."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Parsed:
    """The bytes of a file, and what they say as YAML or JSON: read when it is first asked for, and once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._outcome: tuple[Any, list[str]] | FaultyFile | None = None

    @classmethod
    def of(cls, data: "bytes | Parsed") -> "Parsed":
        return data if isinstance(data, Parsed) else cls(data)

    def plain(self) -> tuple[Any, list[str]]:
        """Return what `parse` does; raise FaultyFile where it does, each time."""
        if self._outcome is None:
            try:
                self._outcome = parse(self.data)
            except FaultyFile as faulty:
                self._outcome = faulty
        if isinstance(self._outcome, FaultyFile):
            raise self._outcome
        return self._outcome


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of a mapping as they stand in the file, with any key that is there twice."""


def shown(text: object, most: int = 60) -> str:
    """Return a text from the file in quotes, cut short, for a message about it."""
    words = str(text)
    return repr(words if len(words) <= most else words[: most - 3] + "...")


def path_of(steps: _Path) -> str:
    """Write ('sections', 2, 'title') as 'sections[2].title'; the whole file as 'the file'."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{_key(step)}"
    return path.removeprefix(".") or _("the file")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]{1,60}", key) else shown(key)


def parse(data: bytes) -> tuple[Any, list[str]]:
    """Return the file as plain data, and the faults (keys that stand twice) that do not keep it from being
    read.

    Raises FaultyFile where it is over 1 MB, is not UTF-8, is neither YAML nor JSON, holds an alias or a
    tag, or goes too deep.
    """
    if len(data) > MOST_BYTES:
        _refuse(_("the file is over 1 MB (%(data)s bytes)") % {"data": f"{len(data):,}"})
    text = _decoded(data)
    raw = _from_json(text) if text.lstrip().startswith("{") else _from_yaml(text)
    faults: list[str] = []
    return _plain(raw, (), faults), faults


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(
            _("the file is not UTF-8 text (byte %(start)s); save it as plain text, in UTF-8")
            % {"start": error.start + 1}
        )


def _refuse(fault: str) -> NoReturn:
    raise FaultyFile([fault])


def _from_json(text: str) -> Any:
    """Read JSON; what is not JSON after all may still be YAML that begins with a brace."""
    try:
        return json.loads(text, object_pairs_hook=_Pairs, parse_int=_whole, parse_constant=lambda word: word)
    except RecursionError:
        _refuse(_("the file goes more than %(most_depth)s levels deep") % {"most_depth": MOST_DEPTH})
    except ValueError:
        return _from_yaml(text)


def _from_yaml(text: str) -> Any:
    try:
        events = yaml.parse(text.translate(_KEPT), Loader=_LOADER)
        next(events)  # the stream
        if isinstance(next(events), yaml.StreamEndEvent):
            _refuse(_("the file is empty"))
        value = _value(next(events), events, 1)
        next(events)  # the end of the document
        if not isinstance(next(events), yaml.StreamEndEvent):
            _refuse(_("the file holds more than one document (a line of three dashes begins another)"))
    except yaml.YAMLError as error:
        _refuse(_("the file is not YAML: %(where)s") % {"where": _where(error, text)})
    return value


def _where(error: yaml.YAMLError, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    lines = re.split("\r\n|[\r\n]", text)
    if mark and mark.line < len(lines) and re.match(" *\t", lines[mark.line]):
        return _("line %(line)s begins with a tab; begin it with spaces") % {"line": mark.line + 1}
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or _("it cannot be read")
    return (
        _("%(problem)s (line %(line)s, column %(column)s)")
        % {"problem": problem, "line": mark.line + 1, "column": mark.column + 1}
        if mark
        else str(problem)
    )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _value(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Any:
    """Return the value that begins with this event."""
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        _refuse(
            _("the file uses an alias or anchor ('&' or '*'), on line %(line)s; write the text out")
            % {"line": line}
        )
    if getattr(event, "tag", None):
        _refuse(_("the file uses a tag ('!'), on line %(line)s") % {"line": line})
    if depth > MOST_DEPTH:
        _refuse(
            _("the file goes more than %(most_depth)s levels deep, on line %(line)s")
            % {"most_depth": MOST_DEPTH, "line": line}
        )
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_value(event, events, depth + 1))
        return items
    if isinstance(event, yaml.MappingStartEvent):
        return _pairs(events, depth)
    assert isinstance(event, yaml.ScalarEvent)
    return _scalar(event)


def _pairs(events: Iterator[yaml.Event], depth: int) -> _Pairs:
    pairs = _Pairs()
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            _refuse(_("the file has a key that is not plain text, on line %(line)s") % {"line": _line(event)})
        _value(event, events, depth)  # refuses a key with an anchor or a tag
        pairs.append((event.value.translate(_GIVEN_BACK), _value(next(events), events, depth + 1)))
    return pairs


def _scalar(event: yaml.ScalarEvent) -> Any:
    """Return what stands there; in quotes or a block it is always text."""
    text = event.value
    if event.style not in ("|", ">"):  # as at any other end of a line: blanks around it say nothing
        text = re.sub("[ \t]*([\ufdd0-\ufdd2])[ \t]*", r"\1", text)
    text = text.translate(_GIVEN_BACK)
    return plain_word(text) if event.implicit[0] else text


def plain_word(text: str) -> Any:
    """Return what a word without quotes means: true, false, nothing, a number, or itself."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return _whole(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _whole(text: str) -> int:
    """Return the number, or LARGE with its sign: a number of 5,000 figures is never worked out."""
    if len(text) < len(str(LARGE)):
        return int(text)
    digits = text.lstrip("+-").lstrip("0")
    size = int(digits or "0") if len(digits) < len(str(LARGE)) else LARGE
    return -size if text.startswith("-") else size


def _plain(value: Any, path: _Path, faults: list[str]) -> Any:
    """Return the value with its mappings as dicts. A key that stands twice is a fault; its first value
    stays."""
    if len(path) > MOST_DEPTH:
        _refuse(_("the file goes more than %(most_depth)s levels deep") % {"most_depth": MOST_DEPTH})
    if isinstance(value, _Pairs):
        found: dict[str, Any] = {}
        for key, inner in value:
            if key in found:
                faults.append(_("%(place)s: the key is there twice") % {"place": path_of((*path, key))})
            else:
                found[key] = _plain(inner, (*path, key), faults)
        return found
    if isinstance(value, list):
        return [_plain(inner, (*path, place), faults) for place, inner in enumerate(value)]
    return value
