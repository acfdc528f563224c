"""Check that no text for people holds a word that the house does not use (docs/rules.md, Plain words).

Looked at: templates and mails, the frameworks of the library, and every text in the Python code of the apps
that is no docstring. Exit code 1 and a list, where any does.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
APPS = ("accounts", "assessments", "background", "coprod", "frameworks")

# What is not said, and what is said in its place.
WORDS = {
    r"[Ww]here (do )?you stand": "which group are you in",
    r"(?<!under)(?<!you )\b(stands?|stood)\b(?! (by|up|for|out|behind|in the way)\b)": "is, was",
    r"\b[Yy]ou need not\b": "you do not have to",
    r"\bin another way\b": "differently",
    r"\bby (itself|themselves) from \d|\bby itself from\b": "separately, groups of … or more",
    r"\bneeds? do nothing\b": "can ignore this, do not need to do anything",
    r"\bno member any ?more\b": "no longer a member",
    r"(?<![a-z] )\bGo on\b(?! to)": "Continue",
    r"\bWhoever\b|, whoever\b": "anyone who, the person who",
    r"\btak(e|es|ing) along\b": "export, bring",
    r"\bgo(es)? along to\b": "carries over",
    r"\bmend(s|ed|ing)?\b": "put right, change, repair",
    r"\b[Ll]a(y|id|ying) [^.]{0,40}side by side": "compare",
    r"(?<!differ )(?<!differ this much )\bby chance\b": "at random",
    r"(?:^|[.:!?] )Let (people|each|a |the |them|someone|service users|staff|carers|us )": "say who does it",
    r"\b([Gg]et|[Gg]ets|feels?|being|is|are|was) cross\b": "angry",
    r"\bnice\b": "a word that says what is meant",
    r"\bbig word\b": "the word itself",
    r"\bif (we|they|you) are few\b": "if there are only a few of us",
    r"\bthinned? out\b|\bthinned\b": "watered down",
    r"\banew\b": "again",
    r"(?<!-)\b[Mm]ail it to\b": "e-mail it to",
}
PATTERNS = {re.compile(pattern): better for pattern, better in WORDS.items()}

# Texts in which such a word is meant: (file, words of the text), with the reason.
KEPT: dict[tuple[str, str], str] = {}

# What no reader sees: comments, and every tag of the template language but those that hold a text.
UNSEEN = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|\{%(?! translate).*?%\}", re.S)


def texts_of_template(path: Path) -> Iterator[tuple[int, str]]:
    """Return the lines of a template or mail that people may read, with their numbers."""
    text = path.read_text(encoding="utf-8")
    bare = UNSEEN.sub(lambda found: "\n" * found.group().count("\n"), text)
    yield from enumerate(bare.splitlines(), start=1)


def texts_of_code(path: Path) -> Iterator[tuple[int, str]]:
    """Return the texts of a Python file that people may read: all strings of several words but docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
        if is_text and id(node) not in silent:
            yield node.lineno, node.value


def texts_of_framework(path: Path) -> Iterator[tuple[int, str]]:
    """Return every text of a YAML file."""

    def walk(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            for value in part.values():
                yield from walk(value)
        elif isinstance(part, list):
            for value in part:
                yield from walk(value)
        elif isinstance(part, str):
            yield part

    yield from ((0, text) for text in walk(yaml.load(path.read_bytes(), Loader=_LOADER)))  # noqa: S506, it is a safe one


def all_texts(root: Path = ROOT) -> Iterator[tuple[Path, int, str]]:
    """Return every text that is looked at, with its file and line."""
    for path in sorted((root / "templates").rglob("*.*")):
        yield from ((path, *found) for found in texts_of_template(path))
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts and "tests" not in path.parts:
                yield from ((path, *found) for found in texts_of_code(path))
    for path in sorted((root / "frameworks" / "library").glob("*.yaml")):
        yield from ((path, *found) for found in texts_of_framework(path))


def faults(root: Path = ROOT) -> list[str]:
    """Return each word that is not used, with its place and what could be said instead."""
    found = []
    used = set()
    for path, line, text in all_texts(root):
        name = str(path.relative_to(root))
        for pattern, better in PATTERNS.items():
            for hit in pattern.finditer(text):
                key = next((key for key in KEPT if key[0] == name and key[1] in text), None)
                if key:
                    used.add(key)
                    continue
                place = f"{name}:{line}" if line else name
                found.append(f"{place}: ‘{hit.group().strip()}’, better: {better} — {text.strip()[:100]}")
    if root == ROOT:
        found += [f"{file}: ‘{words}’ is kept, and is not there" for file, words in set(KEPT) - used]
    return found


def main() -> int:
    found = faults()
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
