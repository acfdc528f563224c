from django.db import migrations, models


def keep_out_of_journal(apps, schema_editor):
    """On PostgreSQL: counts need not outlive a power cut, and should be in no copy of the journal."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE throttle_counts SET UNLOGGED")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ThrottleCount",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "throttle_counts"},
        ),
        migrations.RunPython(keep_out_of_journal, migrations.RunPython.noop),
    ]
