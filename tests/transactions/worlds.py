"""Rows that many tests begin with, made once for as long as one test after another asks for them.

A world is made in a transaction that stays open: each test's own transaction runs within it and is undone,
so that every test finds it as it was made. One can stand on another, as the example does on the library. The
first test that uses the database and asks for another, or for none, has it undone before it begins. A test
with real transactions has it made for itself alone. What a world's function returns is for all of its tests:
better keys than rows, which a test may change in memory.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.db.transaction import Atomic

from assessments.rounds import contents
from tests.assessments.example.steps import rows
from tests.databases import has_real_transactions


@dataclass(frozen=True)
class World:
    name: str
    make: Callable[[], Any]
    on: str | None


MADE_BY: dict[str, World] = {}


class Worlds:
    """Those that are there now, each within the one before it."""

    def __init__(self) -> None:
        self._there: list[tuple[str, Atomic, Any]] = []

    def has(self, name: str) -> bool:
        return any(there == name for there, *_ in self._there)

    def made(self, name: str) -> Any:
        return next(made for there, _atomic, made in self._there if there == name)

    def only(self, *names: str) -> None:
        """Undo all but these and those that they stand on, and make what is missing."""
        wanted = _with_those_below(names)
        while [name for name, *_ in self._there] != wanted[: len(self._there)]:
            self._undo_last()
        for name in wanted[len(self._there) :]:
            self._make(name)

    def _make(self, name: str) -> None:
        contents.forget()  # tests use row ids again
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            made = made_by(MADE_BY[name].make)
        except BaseException:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            raise
        self._there.append((name, atomic, made))

    def _undo_last(self) -> None:
        _name, atomic, _made = self._there.pop()
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def world(on: str | None = None) -> Callable[[Callable[[], Any]], Any]:
    """Make a fixture of what this function returns, which makes the rows, on top of another world."""

    def fixture_of(make: Callable[[], Any]) -> Any:
        name = make.__name__
        assert name not in MADE_BY, f"two worlds are called {name}"
        MADE_BY[name] = World(name, make, on)

        def get(db: None, worlds: Worlds, request: pytest.FixtureRequest) -> Any:
            if on:
                request.getfixturevalue(on)
            return worlds.made(name) if worlds.has(name) else made_by(make)

        get.__doc__ = make.__doc__
        return pytest.fixture(name=name)(get)

    return fixture_of


def made_by(make: Callable[[], Any]) -> Any:
    """What this function returns; no test reads the mail that was sent on the way."""
    made = make()
    mail.outbox.clear()
    return made


def _with_those_below(names: Iterable[str]) -> list[str]:
    """The names from the ground up, each once."""
    found: list[str] = []
    for name in names:
        on = MADE_BY[name].on
        found += [one for one in (*(_with_those_below((on,)) if on else []), name) if one not in found]
    return found


@pytest.fixture(scope="session")
def worlds(django_db_setup, django_db_blocker):
    there = Worlds()
    yield there
    with django_db_blocker.unblock():
        there.only()


@pytest.fixture(scope="session")
def undone(worlds, django_db_blocker):
    """`with undone(): ...`: rows that are only needed within, on a database that is empty: for fixtures that
    keep what was worked out of them for all that read it."""

    @contextmanager
    def undone_at_the_end() -> Iterator[None]:
        with django_db_blocker.unblock():
            worlds.only()
            contents.forget()
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
            contents.forget()

    return undone_at_the_end


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """Before pytest-django begins the transaction of a test, or empties the tables for one without."""
    if fixturedef.argname == "_django_db_helper":
        there = request.getfixturevalue("worlds")
        asked = () if has_real_transactions(request.node) else _asked_by(request.node)
        with request.getfixturevalue("django_db_blocker").unblock():
            there.only(*asked)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Tests of one module that ask for the same worlds run one after another. What takes long begins first,
    so that no worker has it to itself when the others are done."""
    places: dict[Any, int] = {}
    order = {}
    for item in items:
        module = places.setdefault(item.path, len(places))
        order[item] = (
            not item.get_closest_marker("slow"),
            module,
            places.setdefault((item.path, _asked_by(item)), len(places)),
        )
    items.sort(key=order.__getitem__)


def _asked_by(item: pytest.Item) -> tuple[str, ...]:
    return tuple(sorted(MADE_BY.keys() & set(getattr(item, "fixturenames", ()))))


# Those of several rooms


@world()
def library():
    call_command("load_library", stdout=io.StringIO())


@world(on="library")
def example_site():
    """What was there before, by model, and what loading it said."""
    before, said = rows(), io.StringIO()
    call_command("load_example", stdout=said)
    return before, said.getvalue()
