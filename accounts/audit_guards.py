"""The audit trail is only ever added to (docs/rules.md, The audit trail)."""

from accounts.guards import Guard

GUARDS = [
    Guard(
        name=f"guard_audit_{event.lower()}",
        table="accounts_auditevent",
        event=event,
        refuse="(OLD.id IS NOT NULL)",
        says="The audit trail is only ever added to.",
    )
    for event in ("UPDATE", "DELETE")
]
