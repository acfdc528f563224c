"""What script/bench runs: the contests, on a new database of their own, with the settings of a real site."""

import argparse
import io
import os
import platform
import secrets
import sys
import tempfile
import warnings
from pathlib import Path

NAMES = ["saving", "editing", "releasing", "printing"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("contests", nargs="*", metavar="name", help=f"{', '.join(NAMES)}; without any, all")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--people", type=int, default=2000, help="how many people's answers are released")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a target is missed")
    chosen = parser.parse_args()
    unknown = set(chosen.contests) - set(NAMES)
    if unknown:
        parser.error(f"no such contest: {', '.join(sorted(unknown))}")
    chosen.contests = chosen.contests or NAMES
    return chosen


def main() -> int:
    """Hold the contests and print what came of them."""
    chosen = arguments()
    with tempfile.TemporaryDirectory(prefix="coprod-bench-") as folder:
        set_up_site(chosen.database, Path(folder))
        print(f"{machine()}\n", flush=True)
        from tests.benchmarks import run

        missed = 0
        for outcome in run.outcomes(chosen.contests, people=chosen.people):
            print(f"{outcome}\n", flush=True)
            missed += not outcome.met
    return 1 if missed and chosen.strict else 0


def set_up_site(database: str, folder: Path) -> None:
    """Django with the settings of production, on a new database with its tables and guards."""
    warnings.filterwarnings("ignore", "No directory at")  # whitenoise: no static files were collected
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # the PostgreSQL of the tests
    if database == "postgres":
        from tests.databases import start_postgres

        address = start_postgres()
    else:
        address = f"sqlite:///{folder / 'bench.sqlite3'}"
    os.environ.update(
        LOCAL="0",
        DEBUG="0",
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS="measure.example.org",
        DATABASE_URL=address,
        DJANGO_SETTINGS_MODULE="coprod.settings",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_library", stdout=io.StringIO())


def machine() -> str:
    """What the numbers were measured on."""
    import django
    from django.db import connection

    version = ".".join(str(part) for part in connection.get_database_version())
    python = f"Python {platform.python_version()}, Django {django.__version__}"
    return f"{python}, {connection.display_name} {version}, {os.cpu_count()} cores"


if __name__ == "__main__":
    sys.exit(main())
