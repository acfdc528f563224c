"""The shape of the house: which way imports go, and what the pure modules may know."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["coprod", "assessments", "frameworks", "accounts"]  # each may import those after it

# Rules and drawings: the standard library and each other, nothing else.
PURE = {
    "accounts": ["errors"],
    "assessments": [
        "charts.bars",
        "charts.icons",
        "charts.markers",
        "charts.strips",
        "charts.svg",
        "charts.tints",
        "codes",
        "disclosure",
        "keys",
        "method",
        "phrases",
        "promise",
        "scoring",
        "shown",
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
        "families.translation",
        "publication.advice",
        "publication.checks",
        "publication.findings",
        "publication.musts",
    ],
}

# Within an app, from the rules to the pages: a module or package imports from its own layer or one before.
LAYERS = {
    "accounts": [
        ["errors", "guards"],
        ["audit_guards", "models", "apps"],
        ["permissions", "actions", "mail"],
        ["forms"],
        ["views"],
        ["urls"],
    ],
    "frameworks": [
        ["content", "guards", "languages", "models"],
        ["apps", "comparison", "readability"],
        ["queries"],
        ["cache", "exchange"],
        ["drafts"],
        ["families"],
        ["mail"],
        ["actions"],
        ["publication"],
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


@pytest.mark.parametrize(("app", "name"), [(app, name) for app, names in PURE.items() for name in names])
def test_rules_are_pure(app, name):
    import sys

    pure = {f"{a}.{n}" for a, names in PURE.items() for n in names}
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


def test_every_module_of_frameworks_stands_in_a_layer():
    app = ROOT / "frameworks"
    there = {path.stem for path in app.iterdir() if path.suffix == ".py" or is_package(path)}
    known = {name for layer in LAYERS["frameworks"] for name in layer}
    assert there - {"__init__", "migrations"} == known


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
    assert knows == {"assessments/pdf.py"}


def test_nothing_is_called_utils_or_helpers():
    names = {path.stem for app in APPS for path in modules(app)}
    assert not names & {"utils", "helpers", "core", "services", "managers", "misc", "common"}


@pytest.mark.parametrize("template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: p.name)
def test_no_template_holds_a_script_or_a_style(template):
    text = template.read_text(encoding="utf-8")
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text
    assert " onclick=" not in text
