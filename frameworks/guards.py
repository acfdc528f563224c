"""A published framework version never changes, but for what a question says where that must go by law
(docs/rules.md, Published versions never change; docs/rules.md, Words that must go by law).

And no part of a version, draft or not, points to a part of another.
"""

from accounts.guards import Guard

SAYS = "A published framework version never changes."
VERSION = "frameworks_frameworkversion"

# What a version may still do once it is published: be withdrawn, and lose its publisher's account.
FIXED_COLUMNS = (
    "framework_id",
    "number",
    "translation_of_id",
    "language",
    "title",
    "summary",
    "introduction",
    "plain",
    "licence",
    "credits",
    "change_note",
    "bands_on",
    "fit",
    "published_on",
)

# What these point to may go, and leave nothing in its place.
MAY_GO = ("published_by_id", "level_with_id")

# Each part of a version, and the SQL that finds its version from a row called {row}.
PARTS = {
    "source": "{row}.version_id",
    "scale": "{row}.version_id",
    "band": "{row}.version_id",
    "section": "{row}.version_id",
    "question": "{row}.version_id",
    "level": "(SELECT version_id FROM frameworks_scale WHERE id = {row}.scale_id)",
    "option": "(SELECT version_id FROM frameworks_question WHERE id = {row}.question_id)",
    "questionlevel": "(SELECT version_id FROM frameworks_question WHERE id = {row}.question_id)",
}


def _published(version: str) -> str:
    return f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {version} AND v.status <> 'draft')"


def _differs(column: str) -> str:
    """Tell whether the write changes the column; to or from nothing is a change as well."""
    return f"OLD.{column} <> NEW.{column} OR (OLD.{column} IS NULL) <> (NEW.{column} IS NULL)"


# What a question is, but for its statement, the same in shorter words, and the day on which both had to go.
QUESTION_COLUMNS = (
    "version_id", "section_id", "code", "kind", "title", "picture", "scale_id", "direction", "choose",
    "compares", "consider", "actions", "source_id", "source_where", "position",
)  # fmt: skip
STATEMENT_ALONE_GOES = (
    "(OLD.removed_on IS NULL AND NEW.removed_on IS NOT NULL AND NEW.plain = '' AND NOT ("
    + " OR ".join(_differs(column) for column in QUESTION_COLUMNS)
    + "))"
)


def _version_guard() -> Guard:
    changed = " OR ".join(_differs(column) for column in FIXED_COLUMNS)
    others = " OR ".join(f"(NEW.{one} IS NOT NULL AND ({_differs(one)}))" for one in MAY_GO)
    return Guard(
        name="guard_version_fixed",
        table=VERSION,
        event="UPDATE",
        refuse=f"(OLD.status <> 'draft' AND (NEW.status = 'draft' OR {changed} OR {others}))",
        says=SAYS,
    )


def _part_guards(part: str, version: str) -> list[Guard]:
    """Let no row join, change in, or leave a version that is published."""
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
    may = {("question", "UPDATE"): f" AND NOT {STATEMENT_ALONE_GOES}"}
    return [
        Guard(
            name=f"guard_{part}_{event.lower()}",
            table=f"frameworks_{part}",
            event=event,
            refuse="("
            + " OR ".join(_published(version.format(row=row)) for row in of)
            + ")"
            + may.get((part, event), ""),
            says=SAYS,
            share_lock=(VERSION, version.format(row=of[-1])),
        )
        for event, of in rows.items()
    ]


# Where a part points to a part of another version (or a level of another scale), or nests too deep.
def _elsewhere(table: str, column: str) -> str:
    return f"(SELECT version_id FROM frameworks_{table} WHERE id = NEW.{column}) <> NEW.version_id"


APART = {
    "section": (
        _elsewhere("section", "parent_id"),
        _elsewhere("source", "source_id"),
        "EXISTS (SELECT 1 FROM frameworks_section WHERE id = NEW.parent_id AND parent_id IS NOT NULL)",
    ),
    "question": (
        _elsewhere("section", "section_id"),
        _elsewhere("scale", "scale_id"),
        _elsewhere("source", "source_id"),
    ),
    "questionlevel": (
        "(SELECT scale_id FROM frameworks_level WHERE id = NEW.level_id) <> "
        "(SELECT scale_id FROM frameworks_question WHERE id = NEW.question_id)",
    ),
}


def _together_guards(part: str, apart: tuple[str, ...]) -> list[Guard]:
    """Keep the parts of a version within that version, and a question's levels within its scale."""
    return [
        Guard(
            name=f"guard_{part}_together_{event.lower()}",
            table=f"frameworks_{part}",
            event=event,
            refuse="(" + " OR ".join(apart) + ")",
            says="The parts of a framework version belong together.",
        )
        for event in ("INSERT", "UPDATE")
    ]


GUARDS = [
    _version_guard(),
    *(guard for part, sql in PARTS.items() for guard in _part_guards(part, sql)),
    *(guard for part, apart in APART.items() for guard in _together_guards(part, apart)),
]
