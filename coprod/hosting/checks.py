"""What a real site is warned of by `manage.py check --database default`, by `migrate`, and when it starts."""

import logging
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError, connections

from coprod.hosting.logs import name_of

logger = logging.getLogger(__name__)

# With other values PostgreSQL writes what people sent into its own log (docs/running.md, What to keep out of
# logs): a statement that failed, the row that it held, a statement that was slow, every statement.
QUIET = {
    "log_min_error_statement": {"fatal", "panic"},
    "log_error_verbosity": {"terse"},
    "log_min_duration_statement": {"-1"},
    "log_min_duration_sample": {"-1"},
    "log_transaction_sample_rate": {"0"},
    "log_statement": {"none", "ddl"},
    "log_parameter_max_length_on_error": {"0"},
    "debug_print_parse": {"off"},
    "debug_print_rewritten": {"off"},
    "debug_print_plan": {"off"},
}


def check_database(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn where the database, or its machine, would give away what people said."""
    if settings.LOCAL:
        return []
    found: list[CheckMessage] = []
    for using in databases or ():
        if connections[using].vendor == "postgresql":
            found += _talkative(using)
        else:
            found += _open_to_others(Path(connections[using].settings_dict["NAME"]))
    return found


def _talkative(using: str) -> list[CheckMessage]:
    """Name the settings by which PostgreSQL would log what people sent. One query."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
        now = dict(cursor.fetchall())
    loud = [f"{name} = {now[name]}" for name in QUIET if name in now and now[name] not in QUIET[name]]
    if not loud:
        return []
    return [
        CheckWarning(
            f"PostgreSQL may write people's words and addresses into its log: {', '.join(loud)}.",
            hint="docs/running.md says what to set, under 'What to keep out of logs'.",
            id="coprod.W001",
        )
    ]


def _open_to_others(path: Path) -> list[CheckMessage]:
    """Name the database's file where other people on the machine may read it: it is somebody else's, so the
    site could not take that from them itself (settings.py)."""
    if not path.is_file() or not stat.S_IMODE(path.stat().st_mode) & 0o077:
        return []
    return [
        CheckWarning(
            f"Others on this machine may read the database’s file, {path}.",
            hint=f"Run: chmod 600 {path}",
            id="coprod.W002",
        )
    ]


def warn_at_start() -> None:
    """Write into the log what the checks of the database find. Never keeps the site from starting: a database
    that is away now may be back in a minute."""
    try:
        found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    except DatabaseError as error:
        logger.warning("The database does not answer: %s. Pages wait for it.", name_of(error))
        return
    finally:
        connections.close_all()
    for message in found:
        logger.log(message.level, "%s %s", message.msg, message.hint or "")
