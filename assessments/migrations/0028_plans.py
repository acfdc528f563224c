import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0027_dissents_and_cosigns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("question", models.CharField(blank=True, max_length=200)),
                ("what", models.CharField(max_length=300)),
                ("why", models.CharField(blank=True, max_length=1000)),
                ("you_said", models.CharField(blank=True, max_length=300)),
                ("support", models.CharField(blank=True, max_length=1000)),
                ("by_when", models.DateField(blank=True, null=True)),
                ("how_known", models.CharField(blank=True, max_length=1000)),
                ("priority", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("made_on", models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ActionOwner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("people", "People and communities"),
                            ("services", "Services and professionals"),
                        ],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("group", models.CharField(max_length=40)),
                (
                    "shown",
                    models.CharField(
                        choices=[("name", "This name"), ("group", "The group only")],
                        default="group",
                        max_length=5,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("mailed_for", models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ActionUpdate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("happened_on", models.DateField(default=django.utils.timezone.localdate)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_start", "To start"),
                            ("under_way", "Under way"),
                            ("people_done", "One owner says it is done"),
                            ("services_done", "The other owner says it is done"),
                            ("done", "Done"),
                            ("stuck", "Stuck"),
                            ("not_doing", "Not doing, and why"),
                        ],
                        max_length=13,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("is_public", models.BooleanField(default=False)),
                ("earlier", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("review_on", models.DateField(blank=True, null=True)),
                ("changed_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="PlanReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField()),
                ("words", models.CharField(max_length=2000)),
                ("next_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PriorityChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("people", "People and communities"),
                            ("services", "Services and professionals"),
                            ("together", "Both together"),
                        ],
                        max_length=8,
                    ),
                ),
                ("questions", models.JSONField(default=list)),
                ("settled_on", models.DateField(default=django.utils.timezone.localdate)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="sharelink",
            name="share_link_shows",
        ),
        migrations.AlterField(
            model_name="sharelink",
            name="shows",
            field=models.CharField(
                choices=[
                    ("results", "The results, with the report"),
                    ("report", "The report alone"),
                    ("outcome", "What came of it: the page ‘You said, we did’"),
                ],
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="sharelink",
            constraint=models.CheckConstraint(
                condition=models.Q(("shows__in", ["results", "report", "outcome"])), name="share_link_shows"
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="assessments.release"
            ),
        ),
        migrations.AddField(
            model_name="actionowner",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="owners", to="assessments.action"
            ),
        ),
        migrations.AddField(
            model_name="actionupdate",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="updates", to="assessments.action"
            ),
        ),
        migrations.AddField(
            model_name="actionupdate",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="release",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="plan", to="assessments.release"
            ),
        ),
        migrations.AddField(
            model_name="planreview",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="planreview",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="plan_reviews",
                to="assessments.release",
            ),
        ),
        migrations.AddField(
            model_name="prioritychoice",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="priority_choices",
                to="assessments.release",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(fields=("release", "number"), name="action_number_once"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(fields=("release", "priority"), name="action_priority_once"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("priority", None), models.Q(("priority__gte", 1), ("priority__lte", 3)), _connector="OR"
                ),
                name="action_one_to_three_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True), name="action_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="actionowner",
            constraint=models.UniqueConstraint(fields=("action", "side"), name="action_owner_of_each_side"),
        ),
        migrations.AddConstraint(
            model_name="actionowner",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["people", "services"])), name="action_owner_side"
            ),
        ),
        migrations.AddConstraint(
            model_name="actionowner",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown__in", ["name", "group"])), name="action_owner_shown"
            ),
        ),
        migrations.AddConstraint(
            model_name="actionupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "to_start",
                            "under_way",
                            "people_done",
                            "services_done",
                            "done",
                            "stuck",
                            "not_doing",
                        ],
                    )
                ),
                name="action_update_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not_doing"), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    models.Q(("earlier", {}), _negated=True),
                    _connector="OR",
                ),
                name="action_not_doing_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="prioritychoice",
            constraint=models.UniqueConstraint(fields=("release", "who"), name="priorities_once_for_each"),
        ),
        migrations.AddConstraint(
            model_name="prioritychoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("who__in", ["people", "services", "together"])), name="priorities_who"
            ),
        ),
    ]
