"""Shorter words for introductions, levels and options; pictures for questions and levels."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0004_names_that_fit"),
    ]

    operations = [
        migrations.AddField(
            model_name="frameworkversion",
            name="plain",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="level",
            name="picture",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="level",
            name="plain",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="level",
            name="plain_label",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="option",
            name="plain",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="question",
            name="picture",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="questionlevel",
            name="plain",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="section",
            name="plain",
            field=models.TextField(blank=True),
        ),
    ]
