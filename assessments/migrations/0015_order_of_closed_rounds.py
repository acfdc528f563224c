"""Rounds that were closed before had their answers put in random order as they closed."""

from django.db import migrations


def mark(apps, _schema_editor):
    rounds = apps.get_model("assessments", "Round").objects
    rounds.exclude(state__in=["draft", "open"]).update(order_forgotten=True)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0014_order_forgotten")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
