"""Rounds that opened before translations were kept with them get those that their people can read now."""

from django.db import migrations


def pin(apps, _schema_editor):
    asked = apps.get_model("assessments", "RoundVersion").objects.exclude(round__state="draft")
    published = apps.get_model("frameworks", "FrameworkVersion").objects.filter(status="published")
    pins = apps.get_model("assessments", "RoundTranslation").objects
    for row in asked:
        for translation in published.filter(translation_of=row.version_id):
            pins.get_or_create(round_id=row.round_id, translation_id=translation.pk)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_round_translations")]

    operations = [migrations.RunPython(pin, migrations.RunPython.noop)]
