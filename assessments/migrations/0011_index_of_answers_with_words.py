from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0010_forgotten_addresses_of_batches"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                fields=["response"], condition=~Q(comment="") | ~Q(text=""), name="answer_with_words"
            ),
        ),
    ]
