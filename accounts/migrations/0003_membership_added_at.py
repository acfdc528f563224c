from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_two_to_publish"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="added_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
