"""A clearer name in Python; the column keeps its name, so nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_fill_membership_added_at"),
    ]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="two_to_publish",
            field=models.BooleanField(
                db_column="two_to_publish",
                default=False,
                verbose_name="a second member agrees before a framework is published",
            ),
        ),
        migrations.RenameField(
            model_name="organisation", old_name="two_to_publish", new_name="requires_second_approver"
        ),
    ]
