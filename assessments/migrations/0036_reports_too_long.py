from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0035_pay_and_promise_sheets"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportfile",
            name="is_too_long",
            field=models.BooleanField(default=False),
        ),
    ]
