"""Check that every text for people comes through gettext, so that it can be translated.

Looked at: all templates and mails, and every text of several words in the Python code of the apps. A text of
a template is bare where it is in no `translate` or `blocktranslate`; one of Python, where no gettext function
has it. What nobody reads but those who run or write the site is left out (`NOT_FOR_PEOPLE`); what only looks
like words is named in `KEPT`. An f-string inside gettext is a fault too: its text is in no catalogue.
Exit code 1 and a list, where any is bare.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")

from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "assessments", "background", "coprod", "frameworks")

GETTEXT = re.compile(r"^(_|N_|[dnp]*gettext(_lazy|_noop)?)$")
WORD = re.compile(r"[^\W\d_]{2,}")
SEVERAL = re.compile(r"[^\W\d_]{2,}\W*\s\W*[^\W\d_]|[^\W\d_]\W*\s\W*[^\W\d_]{2,}")

BESIDE_A_VALUE = re.compile(r"^[A-Z][a-z]+ …|… [a-z]{3,}[.!?]?$")  # 'Round …', in an f-string

# Modules whose texts only those who run or write the site read, in a terminal or a log, or no person at all.
NOT_FOR_PEOPLE = re.compile(
    r"/migrations/|/management/|guards\.py$|^coprod/(settings|hosting/(checks|counts|copying|logs|outages|addresses))"
    r"|^background/(locking|smtp|outbox|recovery|status)|^assessments/rounds/shuffling|^assessments/example/actions"
)
# Calls that hold what no page shows: the audit trail, the log, and programs' own mistakes.
SILENT_CALLS = {
    "record", "record_once", "debug", "info", "warning", "error", "exception", "critical", "log", "getLogger",
    "compile", "ValueError", "TypeError", "KeyError", "LookupError", "RuntimeError", "AssertionError",
    "ImproperlyConfigured", "IntegrityError", "CommandError", "SuspiciousOperation",
}  # fmt: skip
# Calls that show a text, and at which place they have it.
SHOWING_CALLS = {"success": 1, "ValidationError": 0, "NotAllowedNow": 0, "StepRefused": 0}
# What only looks like words for people: in which files, which texts, and what they are.
KEPT = (
    (r"^templates/assessments/(groundwork/print|paper/sheets)/", r"[a-z… ]+$", "classes of a page of print"),
    (r"^(accounts|assessments/(agreement/voices|plans))/actions$", r"[a-z' ]+$", "what the audit trail says"),
    (r"^frameworks/drafts/creation$", r"draft thrown away$", "what the audit trail says"),
    (r"charts/|templatetags/portfolio$|^accounts/forms$", r"[a-z-]+( [a-z-]+)+$", "classes"),
    (r"^templates/coprod/privacy", r"[a-z_]+$", "names of cookies"),
    (r"charts/sheet$", r"translate\(", "SVG"),
    (r"charts/svg$|pictures/drawing$", r"'?Atkinson Hyperlegible", "a font"),
    (r"word/(document|pictures)$", r"Table Grid$|List Bullet$|Heading …$|<svg", "styles of Word, SVG"),
    (r"formats/data/(change|fit|rows|voices|results_file)$", r"", "columns and values for programs"),
    (r"reports/formats/table$", r"text/|The size ", "kinds of file; the fault of a command"),
    (r"^assessments/(scoring/(change|fit)|reports/beside/earlier)$", r"[a-z ]+$", "keys"),
    (r"^frameworks/(comparison/changes|families/\w+|readability)$", r"[a-z ]+$", "keys"),
    (r"simple/hard_words$", r"[a-z(]", "patterns of what is explained"),
    (r"conversion/(columns|table|writing|xlsform)$", r"(?!.*\.$)[a-z#]|[A-Z][a-z ]+…?$", "heads of a sheet"),
    (r"exchange/recognition$", r"PowerPoint Document$|class\t|variable /", "what other files hold"),
    (r"^assessments/responses/display$", r"screen and ", "CSS"),
    (r"^assessments/views/", r"noindex|public, max-age", "HTTP"),
    (r"^frameworks/exchange/schema$", r"A framework file, ", "the JSON Schema, for programs"),
    (r"^frameworks/languages$", r"\s*ar bg ", "codes of languages"),
    (r"pictures/drawing$", r"An SVG with|The SVG is", "a program's own fault"),
    (r"editor/submission$", r"no revision of", "a program's own fault"),
)  # fmt: skip

SHOWN_ATTRIBUTES = {"aria-label", "title", "alt", "placeholder", "data-label", "aria-description"}
UNSEEN = {"script", "style", "kbd"}  # a key is called what is printed on it
HOLE = "\x00"


# --- Templates ---


def bare_in_template(source: str) -> Iterator[tuple[int, str]]:
    """Return the lines and texts of a template that are in no catalogue."""
    shown, inside = [], ""
    for token in Lexer(source).tokenize():
        lines = "\n" * token.contents.count("\n")
        name = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK and inside:
            inside = "" if name == f"end{inside}" else inside
        elif token.token_type == TokenType.BLOCK and name in ("blocktranslate", "comment", "verbatim"):
            inside = name
        elif inside or token.token_type == TokenType.COMMENT:
            shown.append(lines)
        elif token.token_type == TokenType.TEXT:
            shown.append(token.contents)
        else:
            shown.append(HOLE if token.token_type == TokenType.VAR else "")
            if name != "translate":
                yield from ((token.lineno or 0, text) for text in _bare_in_tag(token.contents))
    reader = _Reader()
    reader.feed("".join(shown))
    reader.close()
    yield from reader.found


def _bare_in_tag(contents: str) -> Iterator[str]:
    """Return the texts that a tag or variable falls back to or hands on, outside `_()`."""
    bare = re.sub(r"""_\((?:"[^"]*"|'[^']*')\)""", "", contents)
    for found in re.finditer(r"""\|(?:default|default_if_none|yesno|add):(?:"([^"]*)"|'([^']*)')""", bare):
        text = found[1] or found[2] or ""
        if SEVERAL.search(text) or re.search(r"\b[A-Z][a-z]", text):
            yield text
    for found in re.finditer(r"""\|pluralize:"([^"]{3,})\"""", bare):
        yield found[1]


class _Reader(HTMLParser):
    """Every text that people see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag in UNSEEN:
            self.unseen.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        button = tag == "input" and given.get("type") in ("submit", "button")
        told = tag == "meta" and given.get("name") == "description"
        for name, value in attrs:
            worded = name == "value" if button else name == "content" and told
            if name in SHOWN_ATTRIBUTES or worded or self._is_shown_by_script(name, value or ""):
                self._look_at(value or "")

    @staticmethod
    def _is_shown_by_script(name: str, value: str) -> bool:
        """Whether an attribute for a script holds words that it shows; `data-keys` holds names of keys."""
        return name.startswith("data-") and name != "data-keys" and bool(SEVERAL.search(value))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            self.unseen.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self._look_at(data)

    def _look_at(self, text: str) -> None:
        if WORD.search(re.sub(r"\S*=\"[^\"]*\"|<\w+", "", text)):
            self.found.append((self.getpos()[0], " ".join(text.replace(HOLE, "…").split())))


# --- Python ---


def bare_in_code(source: str) -> Iterator[tuple[int, str]]:
    """Return the lines and texts of a module that no gettext function has, and f-strings that one has."""
    tree = ast.parse(source)
    told = set(_not_shown(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and GETTEXT.match(_name(node.func)):
            for argument in node.args:
                if isinstance(argument, ast.JoinedStr):
                    yield node.lineno, f"an f-string in gettext: {_text(argument)}"
        if id(node) not in told and isinstance(node, ast.Constant | ast.JoinedStr):
            text = _text(node)
            if SEVERAL.search(re.sub(r"<[^<>]*>", "", text)) or BESIDE_A_VALUE.search(text):
                yield node.lineno, text
        for label in _labels(node):
            text = _text(label)
            if WORD.search(text) and not SEVERAL.search(text):
                yield label.lineno, text


def _labels(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Return the texts that are shown by where they are, be they one word: of choices, of fields, of errors
    and of messages."""
    found: list[ast.expr] = []
    match node:
        case ast.ClassDef() if any(_name(base).endswith("Choices") for base in node.bases):
            rows = [one.value for one in node.body if isinstance(one, ast.Assign)]
            found = [row.elts[-1] for row in rows if isinstance(row, ast.Tuple)]
        case ast.Call() if _name(node.func) in SHOWING_CALLS:
            found = node.args[SHOWING_CALLS[_name(node.func)] :][:1]
        case ast.keyword(arg="label" | "help_text" | "verbose_name" | "empty_label"):
            found = [node.value]
    yield from (one for one in found if isinstance(one, ast.Constant | ast.JoinedStr))


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "…" for one in node.values)
    return node.value if isinstance(node.value, str) else ""


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def _not_shown(tree: ast.Module) -> Iterator[int]:
    """Return the ids of nodes that hold no text of their own: docstrings, what gettext has, annotations, what
    `__str__` says in a terminal, keys and what is compared, and the parts of an f-string."""
    for node in ast.walk(tree):
        hidden: list[ast.AST | None] = []
        match node:
            case ast.Expr(value=ast.Constant()):
                hidden = [node.value]
            case ast.Call(func=ast.Attribute(value=ast.Name(id="messages"))):
                hidden = []
            case ast.Call() if GETTEXT.match(_name(node.func)) or _name(node.func) in SILENT_CALLS:
                hidden = [*node.args, *(keyword.value for keyword in node.keywords)]
            case ast.FunctionDef(name="__str__" | "__repr__"):
                hidden = [*node.body]
            case ast.FunctionDef():
                hidden = [
                    node.returns,
                    *(one.annotation for one in ast.walk(node.args) if isinstance(one, ast.arg)),
                ]
            case ast.AnnAssign():
                hidden = [node.annotation]
            case ast.Compare() | ast.Subscript() | ast.match_case():
                hidden = [node.pattern] if isinstance(node, ast.match_case) else [node]
            case ast.JoinedStr():
                yield from (id(one) for one in ast.walk(node) if one is not node)
        for one in hidden:
            yield from (id(inner) for inner in ast.walk(one) if one is not None) if one else ()


# --- Everything ---


def faults(root: Path = ROOT) -> list[str]:
    """Return each text that is in no catalogue, with its place."""
    found, used = [], set()

    def add(name: str, texts: Iterator[tuple[int, str]]) -> None:
        for line, text in texts:
            place = name.removesuffix(".py")
            kept = next((one for one in KEPT if re.search(one[0], place) and re.match(one[1], text)), None)
            if kept:
                used.add(kept)
            else:
                found.append(f"{name}:{line}: {' '.join(text.split())[:120]}")

    for path in sorted((root / "templates").rglob("*.*")):
        add(str(path.relative_to(root)), bare_in_template(path.read_text(encoding="utf-8")))
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            name = str(path.relative_to(root))
            if not NOT_FOR_PEOPLE.search(name):
                add(name, bare_in_code(path.read_text(encoding="utf-8")))
    if root == ROOT:
        found += [f"nothing is kept by {file}, {text}" for file, text, _why in sorted(set(KEPT) - used)]
    return found


def main() -> int:
    found = faults()
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
