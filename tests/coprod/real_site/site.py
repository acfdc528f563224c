"""A site set up as docs/running.md says, from a fresh copy of the code, with a proxy in front."""

import contextlib
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg2
import psycopg2.extensions

from tests.coprod.real_site import document
from tests.coprod.real_site.neighbours import Mailbox, Proxy, Way, in_background
from tests.serving import HOST, stop

NOT_COPIED = shutil.ignore_patterns(
    *(".git", ".venv", "node_modules", "var", ".env", "__pycache__", "tests", ".*_cache", ".hypothesis")
)
WORKERS = 3


@dataclass
class Site:
    """A running site. by_port, by_socket: proxies of its two doors. way: to PostgreSQL; None on SQLite."""

    folder: Path
    environment: dict[str, str]
    mailbox: Mailbox
    by_port: Proxy = field(init=False)
    by_socket: Proxy = field(init=False)
    way: Way | None = None

    @property
    def log(self):
        return (self.folder / "log").read_text()

    @property
    def messages(self):
        return self.mailbox.messages

    def run(self, command):
        """Run a command of the document to its end, and return what it said."""
        done = subprocess.run(
            words_of(command),
            cwd=self.folder / "code",
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


def words_of(command):
    """The words of a command, with this environment in the place of the document's."""
    return shlex.split(command.replace(".venv/bin/", f"{Path(sys.executable).parent}/"))


@contextlib.contextmanager
def real_site(folder, database):
    """A site for others, in this folder. database: the address of a PostgreSQL, or None for SQLite."""
    once, running = document.commands()
    shutil.copytree(document.ROOT, folder / "code", ignore=NOT_COPIED)
    (folder / "tmp").mkdir()
    with contextlib.ExitStack() as around:
        mailbox = around.enter_context(in_background(Mailbox()))
        site = Site(folder, {**plain_environment(folder), **settings(mailbox)}, mailbox)
        if database:
            name = around.enter_context(own_database(database))
            site.way = Way(*socket_of(database))
            site.environment["DATABASE_URL"] = address_by(site.way.port, database, name)
        for command in once:
            site.run(command)
        for command in running:
            around.enter_context(keeps_running(site, command))
        yield site


@contextlib.contextmanager
def keeps_running(site, command):
    """A service of the document; the web server's listens on a port and on a socket, each behind a proxy."""
    doors = []
    with contextlib.ExitStack() as around:
        if "gunicorn" in command:
            port, path = free_port(), site.folder / "site.sock"
            doors = [f"--bind=127.0.0.1:{port}", f"--bind=unix:{path}", "--no-control-socket"]
            site.by_port = around.enter_context(in_background(Proxy(port)))
            site.by_socket = around.enter_context(in_background(Proxy(path)))
        with (site.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [*words_of(command), *doors],
                cwd=site.folder / "code",
                env=site.environment,
                stdout=log,
                stderr=log,
            )
        around.callback(stop, process)
        if doors:
            wait_for(port, process, site)
        yield


def plain_environment(folder):
    """The environment of a new machine: nothing of the tests' own."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "TMPDIR": str(folder / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def settings(mailbox):
    """Those that the document asks for."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": HOST,
        "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.server_address[1]}",
        "DEFAULT_FROM_EMAIL": f"noreply@{HOST}",
        "BEHIND_PROXY": "1",
        "DATABASE_PATIENCE": "2",
    }


@contextlib.contextmanager
def own_database(address):
    """The name of a new database on this server, set up as the document says; it goes at the end."""
    name = f"real_site_{os.getpid()}"
    ask(address, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    ask(address, *document.quiet_database(name))
    try:
        yield name
    finally:
        ask(address, f'DROP DATABASE "{name}" WITH (FORCE)')


def ask(address, *statements):
    """Have PostgreSQL do what only its superuser may, outside any transaction."""
    line = psycopg2.connect(address)
    line.autocommit = True
    with contextlib.closing(line), line.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def socket_of(address):
    """The kind and the address of the socket that the PostgreSQL of this address listens on."""
    with contextlib.closing(psycopg2.connect(address)) as line:
        if line.info.host.startswith("/"):
            return socket.AF_UNIX, f"{line.info.host}/.s.PGSQL.{line.info.port}"
        return socket.AF_INET, (line.info.host, line.info.port)


def address_by(port, address, name):
    """The DATABASE_URL of a database on that server, by this port."""
    with contextlib.closing(psycopg2.connect(address)) as line:
        who = quote(line.info.user) + (f":{quote(line.info.password)}" if line.info.password else "")
    return f"postgres://{who}@127.0.0.1:{port}/{name}?connect_timeout=3"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def wait_for(port, process, site):
    """Wait till the site takes connections."""
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise AssertionError(site.log)
