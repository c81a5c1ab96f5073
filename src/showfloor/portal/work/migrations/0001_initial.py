"""The first tables of work."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("label", models.CharField(max_length=300)),
                ("parameters", models.JSONField(default=dict)),
                ("once", models.CharField(max_length=200)),
                ("person_id", models.UUIDField()),
                ("person_name", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("state", models.CharField(default="waiting", max_length=20)),
                ("step", models.CharField(blank=True, max_length=300)),
                ("share", models.FloatField(blank=True, null=True)),
                ("takes", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("task_id", models.UUIDField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("said", models.CharField(blank=True, max_length=100)),
                ("said_values", models.JSONField(default=dict)),
                ("refusal", models.TextField(blank=True)),
                ("href", models.CharField(blank=True, max_length=300)),
                ("run_id", models.CharField(blank=True, max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at", "id"),
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["state", "beat_at"], name="job_by_beat")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=("organisation", "once"),
                        name="one_open_job_of_a_kind",
                    )
                ],
            },
        ),
    ]
