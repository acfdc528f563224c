"""Rounds that opened before the short promise was stored get the words that their people have read so far."""

from django.db import migrations


def told(threshold):
    return [
        "Nobody in your team sees your own answers.",
        f"We only show what a group said if {threshold} people or more are in it, "
        "or if they all agree to be shown.",
        "You choose what happens to each comment.",
        "You can change or take back your answers until this closes.",
    ]


def fill(apps, _schema_editor):
    rounds = apps.get_model("assessments", "Round").objects.exclude(state="draft")
    for round in rounds.filter(promise_in_short=[]):
        round.promise_in_short = told(round.threshold)
        round.save(update_fields=["promise_in_short"])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_promise_in_short")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
