from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0036_promise_language"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportfile",
            name="is_too_long",
            field=models.BooleanField(default=False),
        ),
    ]
