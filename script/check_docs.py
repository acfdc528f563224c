"""Every path and command that the documents name is there. Exit code 1 and a list where one is not."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|toml|yaml|css)")
COMMAND = re.compile(r"manage\.py (\w+)")
ELSEWHERE = ("var/", ".venv/")  # made when the site is set up


def commands() -> set[str]:
    """The management commands of the project, and those of Django that the documents may name."""
    own = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    return own | {"migrate", "collectstatic", "createsuperuser", "check", "runserver", "makemigrations"}


def faults_of(document: Path) -> list[str]:
    text = document.read_text(encoding="utf-8")
    name = document.relative_to(ROOT)
    faults = [
        f"{name}: no file {link}" for link in LINK.findall(text) if not (document.parent / link).exists()
    ]
    for code in CODE.findall(text):
        path = code.split()[0]
        known = path.startswith(ELSEWHERE) or (ROOT / path).exists() or any(ROOT.glob(f"*/{path}"))
        if PATH.fullmatch(path) and not known and not path.startswith(("http", "/")):
            faults.append(f"{name}: no file {path}")
    faults += [f"{name}: no command {found}" for found in COMMAND.findall(text) if found not in commands()]
    return faults


def main() -> int:
    missing = [f"no {path.name}" for path in DOCUMENTS if not path.exists()]
    faults = missing + [fault for path in DOCUMENTS if path.exists() for fault in faults_of(path)]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
