"""Batches whose addresses were forgotten before they said so themselves.

Those of rounds that are not open; and in rounds that were opened again, those with codes that are unused and have no
address. One whose codes were all used cannot be told from others: it has nobody to remind.
"""

from django.db import migrations


def mark(apps, _schema_editor):
    by_mail = apps.get_model("assessments", "InvitationBatch").objects.filter(how="mail")
    by_mail.exclude(round__state="open").update(addresses_forgotten=True)
    nameless = apps.get_model("assessments", "Invitation").objects.filter(address="")
    by_mail.filter(pk__in=nameless.values("batch")).update(addresses_forgotten=True)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_batches_say_what_is_forgotten")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
