from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0034_unplaced_words")]

    operations = [
        migrations.RemoveConstraint(model_name="sheetline", name="sheet_line_in_its_place"),
        migrations.AlterField(
            model_name="sheetline",
            name="sheet",
            field=models.CharField(
                choices=[
                    ("power", "Who says yes to what"),
                    ("lists", "Three lists"),
                    ("missing", "Who is missing"),
                    ("pay", "Pay and costs on one page"),
                    ("promise", "A leader’s promise"),
                ],
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("column", ""), ("sheet__in", ["power", "missing", "pay", "promise"])),
                    models.Q(
                        ("column__in", ["fixed", "open", "push"]),
                        ("second", ""),
                        ("sheet", "lists"),
                        ("third", ""),
                    ),
                    _connector="OR",
                ),
                name="sheet_line_in_its_place",
            ),
        ),
    ]
