"""A site of one's own outside pytest, with the settings of a real one: for the scripts beside script/test."""

import datetime
import io
import os
import platform
import re
import secrets
import time
import warnings
from multiprocessing.connection import Connection
from pathlib import Path


def set_up_site(database: str, folder: Path, **environment: str) -> None:
    """Django with the settings of production, on a new database with its tables and guards.

    database: 'sqlite', made in `folder`, or 'postgres', a server that stops when this process ends.
    environment: variables of the environment that differ from those of production.
    """
    warnings.filterwarnings("ignore", "No directory at")  # whitenoise: no static files were collected
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # the PostgreSQL of the tests
    if database == "postgres":
        from tests.databases import start_postgres

        address = start_postgres()
    else:
        address = f"sqlite:///{folder / 'own.sqlite3'}"
    production = {
        "LOCAL": "0",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "measure.example.org",
        "DATABASE_URL": address,
        "REPORTS_FOLDER": str(folder / "reports"),
        "DJANGO_SETTINGS_MODULE": "coprod.settings",
    }
    os.environ.update(production | environment)
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


def print_and_tell(html: str, writer: Connection) -> None:
    """Print a page in this new process, which knows Django, as a worker does, and nothing of before. Tell how
    many CPU seconds that took, and how much memory at the most, in MiB."""
    import django

    django.setup()
    from assessments.printing.pdf import render_pdf

    start = time.process_time()
    render_pdf(html)
    writer.send((time.process_time() - start, _most_memory()))


def pack_and_tell(html: str, reports: int, writer: Connection) -> None:
    """Make a meeting pack of so many reports in this new process, as a worker does: each is printed, then all
    are joined. Tell when it begins; then how many CPU seconds that took, how much memory at the most, in MiB,
    and how many pages and MB the file has."""
    import django

    django.setup()
    os.nice(10)  # as docs/running.md sets a worker up
    from assessments.packs.writing import Front, PackSheet, write_pack
    from assessments.printing.joining import page_count
    from assessments.printing.pdf import render_pdf

    writer.send("begun")
    start = time.process_time()
    day = datetime.date(2026, 6, 24)
    sheets = [PackSheet(f"Team {number}", "Round 1", day, render_pdf(html)) for number in range(reports)]
    made = write_pack(Front("Board", "Larkfield Voices"), "pdf", sheets)
    seconds = time.process_time() - start
    writer.send((seconds, _most_memory(), page_count(io.BytesIO(made)), len(made) / 1e6))


def _most_memory() -> float:
    """Return the most that this process held. What the system tells of a process counts its parent's too."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0
