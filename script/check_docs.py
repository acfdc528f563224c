"""Check that documents, docstrings and comments name only what is there. Exit code 1 and a list if not.

In documents: each link, each path, command, module and name of code between backticks. In Python files: each
path, each `module.name`, each class after 'Raises'. In both: each heading that is cited of docs/rules.md.
"""

import ast
import builtins
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = "docs/rules.md"
CODE_FOLDERS = ("coprod", "accounts", "frameworks", "assessments", "background", "script", "tests")
TOP_DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
PAST = ("CHANGELOG.md",)  # tells of what was: names of code in it may be gone
ELSEWHERE = ("var/", ".venv/", ".env")  # made when the site is set up
DJANGO_COMMANDS = {
    *("check", "collectstatic", "compilemessages", "createsuperuser"),
    *("makemessages", "makemigrations", "migrate", "runserver"),
}

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
BACKTICKS = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"manage\.py (\w+)")
ENDINGS = "py|md|toml|yaml|css|js|html|txt|json"
PATH = re.compile(rf"(?:[\w.-]+/)+(?:[\w-]+\.(?:{ENDINGS}))?|[\w-]+\.(?:{ENDINGS})")
DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
NAME = re.compile(r"_?[A-Za-z]\w*")
RAISES = re.compile(r"\bRaises (?:an? )?([A-Z]\w+(?:\.\w+)*)")
CITED = re.compile(r"docs/rules\.md, ")
OUTSIDE = re.compile(r"\b(?:domain, [A-Zr]|scoring-and-privacy|engineering, |LOOK, |design/)[\w ]*")
# What is no path and no module: addresses, the file of a framework, and the client of a test as an example.
EXAMPLE = re.compile(r"\bexample\.|@|//|^core-values-1|^client\.|^e\.g")


class Tree:
    """What is there under a root: files, and what their code defines."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @cached_property
    def sources(self) -> dict[Path, ast.Module]:
        """Each Python file of the project, parsed."""
        found = (path for folder in CODE_FOLDERS for path in sorted((self.root / folder).rglob("*.py")))
        return {path: ast.parse(path.read_text(encoding="utf-8")) for path in found}

    @cached_property
    def documents(self) -> list[Path]:
        top = [self.root / name for name in TOP_DOCUMENTS]
        return [*(path for path in top if path.exists()), *sorted((self.root / "docs").rglob("*.md"))]

    @cached_property
    def file_names(self) -> set[str]:
        folders = (*CODE_FOLDERS, "docs", "static", "templates")
        below = (path.name for folder in folders for path in (self.root / folder).rglob("*.*"))
        return {*below, *(path.name for path in self.root.iterdir())}

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """What can be named with a dot, by what stands before the dot: the attributes of each module (by the
        last part of its name) and of each class."""
        found: dict[str, set[str]] = {}
        for path, source in self.sources.items():
            module = path.parent.name if path.name == "__init__.py" else path.stem
            found.setdefault(module, set()).update(_defined(source.body), _modules_in(path))
            for node in ast.walk(source):
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, set()).update(_defined(node.body), _own_attributes(node))
        return found

    @cached_property
    def identifiers(self) -> set[str]:
        """Every name in the code, and every word of its strings that looks like one (settings, fields)."""
        found: set[str] = set()
        for source in self.sources.values():
            found |= _identifiers(source)
        for path in (self.root / "static" / "js").glob("*.js"):
            found |= set(NAME.findall(path.read_text(encoding="utf-8")))
        return found

    @cached_property
    def classes(self) -> set[str]:
        """The classes that the code makes or imports."""
        nodes = [node for source in self.sources.values() for node in ast.walk(source)]
        own = {node.name for node in nodes if isinstance(node, ast.ClassDef)}
        imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
        return own | {alias.name for node in imports for alias in node.names}

    @cached_property
    def headings(self) -> list[str]:
        path = self.root / RULES
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return sorted(re.findall(r"^#+ (.+)$", text, re.M), key=len, reverse=True)

    @cached_property
    def commands(self) -> set[str]:
        """The management commands of the project, and those of Django that the documents may name."""
        return DJANGO_COMMANDS | {path.stem for path in self.root.glob("*/management/commands/*.py")}

    def has_path(self, path: str, near: Path) -> bool:
        """Whether it is there: from the root, from an app, or from a folder above the file that names it."""
        if path.startswith(ELSEWHERE) or ("/" not in path and path in self.file_names):
            return True
        starts = [self.root, *near.parents, self.root / "templates", self.root / "static"]
        starts = [start for start in starts if start.is_relative_to(self.root)]
        return any((start / path).exists() for start in starts) or any(self.root.glob(f"*/{path}"))

    def has_dotted(self, name: str, known: set[str] = frozenset()) -> bool:  # type: ignore[assignment]
        """Whether a dotted name leads to something. `known` are the names of the file that says it, of which
        nothing more is asked."""
        first, *rest = name.split(".")
        if (self.root / first / "__init__.py").exists() and first in CODE_FOLDERS:
            return self._has_module(first, rest)
        for place, step in enumerate(rest):
            holder = (first, *rest)[place]
            if step in self.names.get(holder, ()):
                return True
            if holder in known or hasattr(builtins, holder) or _is_installed(holder):
                return True
        return False

    def can_raise(self, name: str) -> bool:
        return name in self.classes or name == "DoesNotExist" or hasattr(builtins, name)

    def _has_module(self, package: str, rest: list[str]) -> bool:
        folder = self.root / package
        for place, step in enumerate(rest):
            if (folder / step).is_dir():
                folder = folder / step
            elif (folder / f"{step}.py").exists():
                after = rest[place + 1 : place + 2]
                defined = _defined(self.sources[folder / f"{step}.py"].body)
                return not after or after[0] in defined
            else:
                return False
        return True


def _defined(body: list[ast.stmt]) -> set[str]:
    """Return the names that statements of a module or class define."""
    found: set[str] = set()
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    return found


def _own_attributes(node: ast.ClassDef) -> set[str]:
    """Return what its methods set on `self`, and what it inherits from Django by name: nobody is asked for
    these."""
    inherited = {"objects", "pk", "id", "DoesNotExist"}
    return inherited | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def _modules_in(path: Path) -> set[str]:
    if path.name != "__init__.py":
        return set()
    inside = (other for other in path.parent.iterdir() if other != path)
    return {other.stem for other in inside if other.suffix == ".py" or other.is_dir()}


def _identifiers(source: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(source):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.arg | ast.keyword):
            found.add(node.arg or "")
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {part for alias in node.names for part in (alias.asname or alias.name).split(".")}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            found |= set(NAME.findall(node.value))
    return found


def _imported(source: ast.Module) -> set[str]:
    nodes = [node for node in ast.walk(source) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(alias.asname or alias.name).split(".")[0] for node in nodes for alias in node.names}


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def prose_of(path: Path, source: ast.Module) -> Iterator[tuple[int, str]]:
    """Return the docstrings and comments of a Python file, each with its line; comments that follow one
    another are one."""
    for node in ast.walk(source):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield getattr(node, "lineno", 1), " ".join(text.split())
    block: list[str] = []
    last = first = 0
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type != tokenize.COMMENT:
            continue
        if block and token.start[0] != last + 1:
            yield first, " ".join(block)
            block = []
        first = first if block else token.start[0]
        last = token.start[0]
        block.append(token.string.lstrip("# ").strip())
    if block:
        yield first, " ".join(block)


def rules_faults(text: str, tree: Tree) -> list[str]:
    """Citations of rules: of a heading that is not there, or of a document outside the repository."""
    text = " ".join(text.split())
    after = [text[found.end() :] for found in CITED.finditer(text)]
    missing = [
        f"no heading '{rest[:40]}' in {RULES}"
        for rest in after
        if not any(re.match(re.escape(one) + r"\b", rest) for one in tree.headings)
    ]
    return missing + [f"cites a document that is not here: {found}" for found in OUTSIDE.findall(text)]


def document_faults(path: Path, tree: Tree) -> list[str]:
    """Return what a document names and is not there."""
    text = path.read_text(encoding="utf-8")
    faults = []
    for link, anchor in LINK.findall(text):
        target = path.parent / link if link else path
        if not target.exists():
            faults.append(f"no file {link}")
        elif anchor and target.suffix == ".md" and anchor not in _anchors(target):
            faults.append(f"no heading #{anchor} in {target.name}")
    faults += [f"no command {found}" for found in COMMAND.findall(text) if found not in tree.commands]
    for code in BACKTICKS.findall(text):
        faults += _code_faults(code, path, tree)
    return faults + ([] if path.name in PAST else rules_faults(text, tree))


def _anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _code_faults(code: str, near: Path, tree: Tree) -> list[str]:
    """Return what stands between backticks in a document: a path, a dotted name, or a name of code."""
    first = code.split()[0].rstrip("()")
    if PATH.fullmatch(first):
        return [] if first.startswith("http") or tree.has_path(first, near) else [f"no file {first}"]
    if near.name in PAST or " " in code or code.startswith("-"):
        return []
    if DOTTED.fullmatch(first):
        return [] if tree.has_dotted(first) else [f"no {first} in the code"]
    looks_like_code = NAME.fullmatch(first) and ("_" in first or not first.islower())
    return [f"no {first} in the code"] if looks_like_code and first not in tree.identifiers else []


def source_faults(path: Path, tree: Tree) -> list[str]:
    """Return what the docstrings and comments of a Python file name and is not there, each with its line."""
    source = tree.sources[path]
    known = _identifiers(source) - _imported(source)
    faults = []
    for line, text in prose_of(path, source):
        found = rules_faults(text, tree)
        for word in re.findall(r"[^\s'\"‘’“”()\[\]{},;`]+", text):
            found += _word_faults(word.rstrip(".:?!…"), path, known, tree)
        names = [name.split(".")[-1] for name in RAISES.findall(text)]
        found += [f"no {name} to raise" for name in names if not tree.can_raise(name)]
        faults += [f"{line}: {fault}" for fault in found]
    return faults


def _word_faults(word: str, near: Path, known: set[str], tree: Tree) -> list[str]:
    if EXAMPLE.search(word):
        return []
    if PATH.fullmatch(word):
        top = (near.relative_to(tree.root).parts[0], *(path.name for path in tree.root.iterdir()))
        is_path = "." in word.rpartition("/")[2] or word.split("/")[0] in top
        return [f"no file {word}"] if is_path and not tree.has_path(word, near) else []
    if DOTTED.fullmatch(word) and not tree.has_dotted(word, known):
        return [f"no {word} in the code"]
    return []


def all_faults(root: Path = ROOT) -> list[str]:
    """Every fault of the tree under `root`, each with its file."""
    tree = Tree(root)
    missing = [f"no {name}" for name in TOP_DOCUMENTS if not (root / name).exists()]
    documents = [(path, fault) for path in tree.documents for fault in document_faults(path, tree)]
    sources = [(path, fault) for path in tree.sources for fault in source_faults(path, tree)]
    return missing + [f"{path.relative_to(root)}: {fault}" for path, fault in documents + sources]


def main() -> int:
    faults = all_faults()
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
