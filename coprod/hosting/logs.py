"""What the site writes into its log: what failed and where in the code, never what was sent.

The text of an exception can hold anything: PostgreSQL quotes the row that it refused, a mail server the
address, a KeyError the key. So it is left out. Its kind is written, the code that a server gave for it, and
the lines of code.
"""

import copy
import errno
import logging
import math
import sys
import time
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist, TemplateSyntaxError

logger = logging.getLogger(__name__)

# These speak of the code and its settings, and nothing that people wrote gets into them.
ABOUT_CODE = (ImportError, ImproperlyConfigured, TemplateDoesNotExist, TemplateSyntaxError)
# What a server said about why, as a number or a fixed word, by the attribute of the exception that holds it.
CODES = ("pgcode", "sqlite_errorname", "smtp_code")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutValues(logging.Formatter):
    """Formats records without the texts of exceptions, and without addresses of pages that hold codes."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, and the lines of code of its exception."""
        told = copy.copy(record)
        told.exc_text = None  # another formatter may have left its own there
        told.args = _plain_args(record)
        told.msg, told.args = _plain_message(told), None
        return super().format(told)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 (logging's name)
        """Return where in the code an exception was raised, and of what kind it and its causes are."""
        return "".join(_lines_of(ei[1], set())).rstrip() if ei[1] else ""


class OnceAnHour(logging.Filter):
    """Lets one record an hour through of each logger, without the lines of code: for what strangers can cause
    as often as they like, and whoever runs the site should still hear of."""

    def __init__(self) -> None:
        super().__init__()
        self.last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the record goes on."""
        now = time.monotonic()
        if now - self.last.get(record.name, -math.inf) < 60 * 60:
            return False
        self.last[record.name] = now
        record.exc_info = None
        return True


def log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what ended a process. In the place of `sys.excepthook`, which would write the exception's text into
    the log of a service; whoever sits at a terminal still reads it."""
    if sys.stderr.isatty() or isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logger.critical("This process ended.", exc_info=(kind, error, trace))


def name_of(error: BaseException) -> str:
    """Return the kind of an exception, and the code for it that a database or a mail server gave:
    'django.db.utils.IntegrityError (23505)'."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, ABOUT_CODE):
        return f"{name}: {error}"
    code = _code_of(error) or _code_of(error.__cause__)
    return f"{name} ({code})" if code else name


def _code_of(error: BaseException | None) -> str:
    found = next((value for name in CODES if (value := getattr(error, name, None))), "")
    if not found and isinstance(error, OSError) and error.errno:
        found = errno.errorcode.get(error.errno, "")
    return str(found)[:40]


def _lines_of(error: BaseException, seen: set[int]) -> Iterator[str]:
    """Yield the lines of an exception, after those of what caused it."""
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:
        yield from _lines_of(cause, seen)
        yield "\nAnd from that:\n\n"
    if error.__traceback__:
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(error.__traceback__)
    yield f"{name_of(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in seen:
                yield "\nIn that group:\n\n"
                yield from _lines_of(one, seen)


def _plain_message(record: logging.LogRecord) -> str:
    """Return a record's message, with the kind of its exception in place of the exception's own text."""
    message = record.getMessage()
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    text = str(error) if error is not None else ""
    return message.replace(text, name_of(error)) if error is not None and text else message


def _plain_args(record: logging.LogRecord) -> Any:
    """Return what a record's message is filled in with: for an exception its name, for the address of the
    page that was asked for its route ('join/<slug:join_code>/')."""
    if not isinstance(record.args, tuple):
        return record.args
    request = getattr(record, "request", None)
    path = str(getattr(request, "path", "")).encode("unicode_escape").decode("ascii")  # as Django logs it
    return tuple(_plain(one, request, path) for one in record.args)


def _plain(one: object, request: object, path: str) -> object:
    if isinstance(one, BaseException):
        return name_of(one)
    return _route_of(request) if path and one == path else one


def _route_of(request: object) -> str:
    """Return the pattern of the address; it is none of ours where it has none."""
    route = getattr(getattr(request, "resolver_match", None), "route", None)
    return "(another address)" if route is None else f"/{route}"
