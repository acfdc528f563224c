"""A site of one's own outside pytest, with the settings of a real one: for the scripts beside script/test."""

import io
import os
import platform
import secrets
import warnings
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
