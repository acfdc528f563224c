"""When each member was added, from the audit trail, where it was looked up until now."""

from django.db import migrations, models
from django.db.models.functions import Cast, Concat


def fill_added_at(apps, schema_editor):
    AuditEvent = apps.get_model("accounts", "AuditEvent")
    Membership = apps.get_model("accounts", "Membership")
    record = Concat(models.Value("accounts.membership:"), Cast(models.OuterRef("pk"), models.CharField()))
    added = AuditEvent.objects.filter(
        organisation=models.OuterRef("organisation"), what="member added", record=record
    )
    Membership.objects.using(schema_editor.connection.alias).filter(added_at=None).update(
        added_at=models.Subquery(added.order_by("-pk").values("at")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_membership_added_at"),
    ]

    operations = [
        # Back again there is nothing to do: the column goes, and the trail still says it.
        migrations.RunPython(fill_added_at, migrations.RunPython.noop),
    ]
