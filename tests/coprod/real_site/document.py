"""What docs/running.md tells people to run, read from the document itself."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section(heading):
    """The text under a heading of the second level."""
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def blocks(heading, language=""):
    """The lines of each block of code under a heading."""
    return [lines.strip().splitlines() for kind, lines in BLOCK.findall(section(heading)) if kind == language]


def commands():
    """What is run once, but for what makes the environment that the tests run in; and what keeps running."""
    once, running = blocks("Setting up")
    assert once[:2] == [
        "python3 -m venv .venv",
        ".venv/bin/pip install --require-hashes -r requirements.txt",
    ]
    return once[2:], running


def quiet_database(name):
    """The statements that keep people's words out of PostgreSQL's log, for a database of this name."""
    [statements] = blocks("What to keep out of logs", "sql")
    return [line.replace("DATABASE measure ", f'DATABASE "{name}" ') for line in statements]
