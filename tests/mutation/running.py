"""Runs tests in processes of their own, forked from this one before it has imported the site: with one module
replaced by a mutant, in memory, and a copy of an empty database."""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTEST = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--tb=short"]
# Loaded once for all; they need no settings of the site.
HEAVY = ("hypothesis.strategies", "hypothesis.extra", "weasyprint", "pydantic", "django.test", "textstat")
EXAMPLES = 25  # that a property test tries at most: those that it would try first anyway
SLACK = 20.0  # seconds of CPU that any mutant may take, beside five times what its tests take


@dataclass(frozen=True, slots=True)
class Baseline:
    """What some tests do without a mutant: seconds by test id; by module and line, the tests that run it."""

    seconds: dict[str, float]
    by_line: dict[str, dict[int, set[str]]]

    def tests_for(self, module: str, lines: range, around: range) -> list[str]:
        """The tests that run one of these lines, quick ones first; if none does, those that run one of
        `around`. All tests for lines that run only as the module is imported."""
        by_line = self.by_line[module]
        for numbers in (lines, around) if around else ():
            found = {test for number in numbers for test in by_line.get(number, ())}
            if found:
                return sorted(found, key=lambda test: (self.seconds[test], test))
        return [] if around else sorted(self.seconds, key=lambda test: (self.seconds[test], test))


class Workplace:
    """A folder with the empty database, and the processes that run there. Use it in a `with`."""

    def __enter__(self) -> "Workplace":
        self.folder = Path(tempfile.mkdtemp(prefix="coprod-mutation-"))
        self.database = self.folder / "empty.sqlite3"
        for name in HEAVY:
            importlib.import_module(name)
        if self.wait(self.start(lambda: _make_database(self.database), "database", 600)) != 0:
            raise SystemExit(f"No database could be made:\n{self.said('database')}")
        return self

    def __exit__(self, *exc: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, work: Callable[[], int], name: str, seconds: float) -> int:
        """Fork, and do the work there, for so many seconds of CPU at most. Returns the process id."""
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return pid
        code = 70
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 10))
            signal.alarm(int(seconds) * 10)  # one that waits for ever takes no CPU
            said = os.open(self.folder / f"{name}.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(said, 1)
            os.dup2(said, 2)
            os.environ["TEST_SQLITE"] = str(self.folder / f"{name}.sqlite3")
            code = work()
            sys.stdout.flush()
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)

    @staticmethod
    def wait(pid: int) -> int:
        """How it ended: its exit code, or minus the signal that ended it."""
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.txt").read_text(errors="replace")

    def clear(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.*"):
            path.unlink()

    def baseline(self, tests: tuple[str, ...], modules: list[str]) -> Baseline:
        """Run the tests as they are, and see what each runs of the modules. It all ends where one fails."""
        result = self.folder / "baseline.json"
        pid = self.start(lambda: _trace(self.database, modules, tests, result), "baseline", 1200)
        if self.wait(pid) != 0:
            raise SystemExit(f"The tests fail without any mutant:\n{self.said('baseline')}")
        found = json.loads(result.read_text())
        self.clear("baseline")
        by_line = {
            module: {int(line): set(names) for line, names in lines.items()}
            for module, lines in found["by_line"].items()
        }
        return Baseline(found["seconds"], by_line)

    def start_mutant(self, name: str, module: str, source: str, tests: list[str], seconds: float) -> int:
        def work() -> int:
            sys.meta_path.insert(0, _InMemory(module, source))
            return _run(self.database, tests)

        return self.start(work, name, seconds * 5 + SLACK)


class _InMemory(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from this source instead of its file."""

    def __init__(self, module: str, source: str) -> None:
        self.name = module.removesuffix(".py").replace("/", ".")
        self.path, self.source = str(ROOT / module), source

    def find_spec(
        self, name: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: object) -> None:
        try:
            exec(compile(self.source, self.path, "exec", dont_inherit=True), module.__dict__)
        except Exception:  # every test notices a module that cannot be imported
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)


class _Steady:
    """Property tests try the same examples each time, few of them, and do not look for the smallest that
    fails."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(
        self,
    ) -> None:  # after conftest.py has said what it wants, before the tests are read
        from hypothesis import Phase, settings

        steady = settings(
            deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
        )
        settings.register_profile("mutated", steady)
        settings.load_profile("mutated")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        from hypothesis import settings

        for item in items:
            test = getattr(item, "function", None)
            if getattr(test, "is_hypothesis_test", False):
                own = getattr(test, "_hypothesis_internal_use_settings", None) or settings.default
                few = settings(own, max_examples=min(own.max_examples, EXAMPLES))
                test._hypothesis_internal_use_settings = few


def _run(database: Path, args: list[str], *plugins: object) -> int:
    _copy_instead_of_migrating(database)
    return int(pytest.main([*PYTEST, *args], plugins=[_Steady(), *plugins]))


def _copy_instead_of_migrating(database: Path) -> None:
    from django.db.backends.sqlite3.creation import DatabaseCreation

    def create_test_db(creation: DatabaseCreation, *args: object, **options: object) -> str:
        connection = creation.connection
        connection.close()
        name = str(connection.settings_dict["TEST"]["NAME"])
        shutil.copyfile(database, name)
        connection.settings_dict["NAME"] = name
        return name

    DatabaseCreation.create_test_db = create_test_db


def _make_database(database: Path) -> int:
    os.environ.update(LOCAL="1", TEST_SQLITE=str(database), DJANGO_SETTINGS_MODULE="coprod.settings")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return 0


def _trace(database: Path, modules: list[str], tests: tuple[str, ...], result: Path) -> int:
    import coverage

    traced = coverage.Coverage(
        data_file=None, include=[str(ROOT / module) for module in modules], config_file=False
    )
    seconds: dict[str, float] = defaultdict(float)

    class Trace:
        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
            started = time.perf_counter()
            traced.switch_context(item.nodeid)
            outcome = yield
            traced.switch_context("")
            seconds[item.nodeid] = time.perf_counter() - started
            return outcome

    for module in modules:  # as a mutant is imported, but with no fault in it
        sys.meta_path.insert(0, _InMemory(module, (ROOT / module).read_text()))
    traced.start()
    code = _run(database, list(tests), Trace())
    traced.stop()
    by_line = {}
    for module in modules:
        names = traced.get_data().contexts_by_lineno(str(ROOT / module))
        by_line[module] = {line: [name for name in found if name] for line, found in names.items()}
    result.write_text(json.dumps({"seconds": seconds, "by_line": by_line}))
    return code
