from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0035_pay_and_promise_sheets"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="promise_language",
            field=models.CharField(default="en-GB", max_length=35),
        ),
    ]
