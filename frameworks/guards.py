"""A published framework version, its sections, questions, scales and levels never change (domain, rule 1)."""

from accounts.guards import Guard

SAYS = "A published framework version never changes."
VERSION = "frameworks_frameworkversion"

# What a version may still do once it is published: be withdrawn, and lose its publisher's account.
FIXED_COLUMNS = (
    "framework_id",
    "number",
    "language",
    "title",
    "summary",
    "introduction",
    "licence",
    "credits",
    "change_note",
    "bands_on",
    "published_on",
)

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


def _version_guard() -> Guard:
    changed = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in FIXED_COLUMNS)
    return Guard(
        name="guard_version_fixed",
        table=VERSION,
        event="UPDATE",
        refuse=f"(OLD.status <> 'draft' AND (NEW.status = 'draft' OR {changed}))",
        says=SAYS,
    )


def _part_guards(part: str, version: str) -> list[Guard]:
    """No row joins, changes in, or leaves a version that is published."""
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
    return [
        Guard(
            name=f"guard_{part}_{event.lower()}",
            table=f"frameworks_{part}",
            event=event,
            refuse=" OR ".join(_published(version.format(row=row)) for row in of),
            says=SAYS,
            share_lock=(VERSION, version.format(row=of[-1])),
        )
        for event, of in rows.items()
    ]


GUARDS = [_version_guard(), *(guard for part, sql in PARTS.items() for guard in _part_guards(part, sql))]
