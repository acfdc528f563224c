"""Words in other languages that came with a sheet wait for their translation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0007_words_that_went"),
    ]

    operations = [
        migrations.AddField(
            model_name="frameworkversion",
            name="words_waiting",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
