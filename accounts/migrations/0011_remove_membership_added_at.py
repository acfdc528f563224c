from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_unseen_members_are_invited"),
    ]

    operations = [
        migrations.RemoveField(model_name="membership", name="added_at"),
    ]
