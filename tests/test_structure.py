"""The shape of the house: which way imports go, and what the pure modules may know."""

import ast
import graphlib
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["coprod", "assessments", "frameworks", "accounts", "background"]  # each may import those after it

# Rules and drawings: the standard library and each other, nothing else. scoring.results alone may have
# pydantic too, which checks plain data, and knows no database, no file and no clock.
PURE = {
    "accounts": ["errors"],
    "assessments": [
        "agreement.voices.marks",
        "codes",
        "groundwork.clauses",
        "groundwork.headings",
        "paper.keys",
        "portfolio.continuity",
        "portfolio.patterns",
        "plans.states",
        "printing.colours",
        "printing.drawings",
        "printing.widths",
        "reports.answer_model",
        "reports.beside.voices",
        "reports.beside.agreed",
        "reports.beside.change",
        "reports.groundwork.agreement",
        "reports.summary.fit",
        "reports.summary.names",
        "reports.beside.plan",
        "reports.charts.bars",
        "reports.charts.icons",
        "reports.charts.markers",
        "reports.charts.meeting",
        "reports.charts.printed",
        "reports.charts.slopes",
        "reports.charts.strips",
        "reports.charts.subjects",
        "reports.charts.svg",
        "reports.charts.tints",
        "reports.figures",
        "reports.formats.data.plan",
        "reports.formats.data.rows",
        "reports.formats.texts",
        "reports.methodology",
        "reports.model",
        "reports.summary.leads",
        "reports.notices",
        "reports.part_model",
        "reports.participants",
        "reports.phrases",
        "reports.question_model",
        "reports.simple.model",
        "reports.summary.cards",
        "reports.summary.headline",
        "reports.summary.leads",
        "reports.summary.lists",
        "rounds.promise",
        "rounds.shorter_promise",
        "scoring.areas",
        "scoring.change",
        "scoring.disclosure",
        "scoring.fit",
        "scoring.naming",
        "scoring.questions",
        "scoring.ranking",
        "scoring.results",
        "scoring.score",
        "scoring.structure",
        "scoring.version_one",
    ],
    "frameworks": [
        "comparison.changes",
        "comparison.differences",
        "comparison.order",
        "comparison.versions",
        "comparison.wording",
        "content",
        "drafts.changes",
        "drafts.outline",
        "drafts.parts",
        "drafts.steps",
        "exchange.limits",
        "families.offers",
        "families.places",
        "families.shorter",
        "families.taking",
        "families.translation",
        "fit.checks",
        "fit.editing",
        "fit.model",
        "fit.rules",
        "fit.signs",
        "exchange.words",
        "conversion.ciso",
        "conversion.columns",
        "conversion.companions",
        "conversion.overlay",
        "conversion.parts",
        "conversion.pasted",
        "conversion.table",
        "conversion.xlsform",
        "publication.advice",
        "publication.checks",
        "publication.findings",
        "publication.fit",
        "publication.musts",
        "publication.stale",
    ],
}

# Within an app, from the rules to the pages: a module or package imports from its own layer or one before.
LAYERS = {
    "background": [
        ["locking", "sealing", "smtp", "tasks"],
        ["models", "recovery"],
        ["status", "outbox"],
        ["apps", "management"],
    ],
    "accounts": [
        ["errors", "guards", "naming"],
        ["models", "apps"],
        ["permissions", "actions", "mail", "idempotency"],
        ["forms"],
        ["views"],
        ["urls"],
    ],
    "assessments": [
        ["choices", "closing", "codes", "scoring", "printing"],
        ["release_guards"],
        ["agreement_guards", "key_guards", "plan_guards", "voice_guards"],
        ["guards"],
        ["models"],
        ["faces", "records"],
        ["apps"],
        ["rounds"],
        ["responses", "invitations", "release"],
        ["agreement", "groundwork"],
        ["plans"],
        ["paper", "reports", "deletion"],
        ["example", "packs", "sharing", "portfolio"],
        ["forms"],
        ["views", "templatetags", "management"],
        ["urls"],
    ],
    "frameworks": [
        ["fit", "guards", "languages", "models", "pictures", "reading"],
        ["content"],
        ["apps", "comparison", "readability"],
        ["queries"],
        ["cache", "exchange"],
        ["conversion", "drafts"],
        ["families"],
        ["mail"],
        ["actions"],
        ["import_preview", "publication"],
        ["forms"],
        ["views", "management", "templatetags"],
        ["urls"],
    ],
}


def modules(app):
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def files_of(app, name):
    """The file of a module, or those of a package."""
    package = ROOT / app / name
    return sorted(package.rglob("*.py")) if is_package(package) else [package.with_suffix(".py")]


def is_package(path):
    return (path / "__init__.py").exists()


def imports_of(path):
    """Every module that a file imports, as dotted names, wherever in the file the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def app_of(name):
    return name.split(".")[0]


@pytest.mark.parametrize("app", APPS)
def test_apps_import_only_downwards(app):
    above = APPS[: APPS.index(app)]
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(app)
        for name in imports_of(path)
        if app_of(name) in above
    }
    assert wrong == set()


# Sentences come through gettext, and days in the page's language. Neither knows a database or a clock.
# Scoring has no words.
WORDED = {"django.utils.translation", "django.utils.formats"}


@pytest.mark.parametrize(("app", "name"), [(app, name) for app, names in PURE.items() for name in names])
def test_rules_are_pure(app, name):
    import sys

    pure = {f"{a}.{n}" for a, names in PURE.items() for n in names}
    if (app, name) == ("assessments", "scoring.results"):
        pure.add("pydantic")
    if not name.startswith("scoring."):
        pure |= WORDED
    wrong = {
        found
        for found in imports_of((ROOT / app / name.replace(".", "/")).with_suffix(".py"))
        if app_of(found) not in sys.stdlib_module_names
        and not any(found == one or found.startswith(one + ".") for one in pure)
        and not is_package(ROOT / found.replace(".", "/"))
    }
    assert wrong == set()


@pytest.mark.parametrize("app", LAYERS)
def test_a_module_imports_only_from_layers_before_it(app):
    place = {name: i for i, layer in enumerate(LAYERS[app]) for name in layer}
    wrong = set()
    for name, layer in place.items():
        for found in (found for path in files_of(app, name) for found in imports_of(path)):
            parts = found.split(".")
            if parts[0] == app and len(parts) > 1 and place.get(parts[1], -1) > layer:
                wrong.add(f"{name} imports {parts[1]}")
    assert wrong == set()


@pytest.mark.parametrize("app", ["assessments", "frameworks", "background"])
def test_every_module_of_an_app_stands_in_a_layer(app):
    there = {path.stem for path in (ROOT / app).iterdir() if path.suffix == ".py" or is_package(path)}
    known = {name for layer in LAYERS[app] for name in layer}
    assert there - {"__init__", "migrations"} == known


def test_no_two_modules_import_each_other():
    """No circle, however long: not between packages, nor between the modules of one."""
    names = {dotted(path): path for app in APPS for path in modules(app)}
    edges = {name: {found for found in imports_of(path) if found in names} for name, path in names.items()}
    graphlib.TopologicalSorter(edges).prepare()  # raises CycleError, with the circle


def dotted(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


MOST_LINES = 400
MOST_MODULES = 12  # in a folder


def test_no_module_is_too_long():
    long = {
        str(path.relative_to(ROOT)): lines
        for app in APPS
        for path in modules(app)
        if (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert long == {}


def test_no_folder_holds_too_many_modules():
    """Of the tests too: they mirror the code."""
    counted = Counter(
        path.parent for app in [*APPS, "tests"] for path in modules(app) if path.name != "__init__.py"
    )
    assert {str(path.relative_to(ROOT)): n for path, n in counted.items() if n > MOST_MODULES} == {}


def test_a_package_says_nothing_itself():
    """What is imported from a package is one of its modules: none is handed on."""
    inits = [path for app in APPS for path in modules(app) if path.name == "__init__.py"]
    assert inits
    assert [path for path in inits if path.read_text(encoding="utf-8")] == []


def test_only_pdf_knows_weasyprint():
    knows = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in modules(app)
        if any(app_of(name) == "weasyprint" for name in imports_of(path))
    }
    assert knows == {"assessments/printing/pdf.py"}


def test_nothing_is_called_utils_or_helpers():
    names = {path.stem for app in APPS for path in modules(app)}
    assert not names & {"utils", "helpers", "core", "services", "managers", "misc", "common"}


def test_no_template_holds_a_script_or_a_style():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert templates
    wrong = {
        f"{path.relative_to(ROOT)}: {bad}"
        for path in templates
        for bad in ("<style", " style=", "<script>", " onclick=")
        if bad in path.read_text(encoding="utf-8")
    }
    assert wrong == set()


def test_no_test_module_imports_from_another():
    """What tests share stands in a plain module or a conftest."""
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "tests").rglob("*.py")
        for name in imports_of(path)
        if name.startswith("tests.") and any(part.startswith("test_") for part in name.split(".")[:-1])
    }
    assert wrong == set()


def test_mail_leaves_by_one_door():
    """What is sent goes through a worker, and is told of where it fails."""
    ways_out = {
        "send_mail",
        "send_mass_mail",
        "mail_admins",
        "mail_managers",
        "get_connection",
        "send_messages",
    }
    knows = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in modules(app)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if getattr(node, "id", getattr(node, "attr", "")) in ways_out
        and not (isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store))
    }
    assert knows == {"background/smtp.py"}


# What prints while its page waits: codes or one's own answers, which nothing may store, and what is short.
PRINTS_AT_ONCE = {
    "assessments/views/plans/plan.py",
    "assessments/paper/copies.py",
    "assessments/views/portfolio/overview.py",
    "assessments/paper/sheets.py",
    "assessments/views/invitations.py",
    "assessments/views/groundwork/prints.py",
    "assessments/views/meetings/records.py",
    "assessments/views/taking_part/my_answers.py",
    "assessments/views/preview.py",
}


def test_a_report_is_laid_out_by_a_worker():
    knows = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in modules(app)
        for name in imports_of(path)
        if name.startswith("assessments.printing.pdf.render_")
    }
    by_workers = {"assessments/reports/formats/pdf.py", "assessments/packs/writing.py"}
    assert knows == PRINTS_AT_ONCE | by_workers
    writers = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in modules(app)
        if "assessments.reports.formats.table.FORMATS" in set(imports_of(path))
    }
    assert {path for path in writers if "/views/" in path} <= {"assessments/views/results.py"}
    views = (ROOT / "assessments/views/results.py").read_text(encoding="utf-8")
    assert ".write(" not in views


def test_numbers_that_pages_send_are_read_by_one_function():
    """number_in (accounts/idempotency/forms_sent.py): int() raises at '²', and at 5,000 digits."""
    reads = re.compile(r"\.is(decimal|digit|numeric)\(|\bint\([^()]*\.(POST|GET)\b")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in APPS
        for path in modules(app)
        if path.stem == "views" or "views" in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if reads.search(line)
    ]
    assert not found
