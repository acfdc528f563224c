"""Clearer names in Python; the columns keep their names, so nothing changes in the database."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0002_drafts_and_translations"),
    ]

    operations = [
        migrations.AlterField(
            model_name="frameworkversion",
            name="level_with",
            field=models.ForeignKey(
                blank=True,
                db_column="level_with_id",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="frameworks.frameworkversion",
            ),
        ),
        migrations.RenameField(
            model_name="frameworkversion", old_name="level_with", new_name="reviewed_original"
        ),
        migrations.AlterField(
            model_name="question",
            name="compares",
            field=models.CharField(
                choices=[("same", "It still asks the same"), ("changed", "It asks something else now")],
                db_column="compares",
                default="same",
                max_length=7,
            ),
        ),
        migrations.RenameField(model_name="question", old_name="compares", new_name="continuity"),
    ]
