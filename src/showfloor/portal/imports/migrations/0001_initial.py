"""The first tables of imports."""

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
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(max_length=300)),
                ("files", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("person_id", models.UUIDField()),
                ("person_name", models.CharField(max_length=200)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("table", models.CharField(default="auto", max_length=60)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("mends", models.CharField(blank=True, max_length=200)),
                ("mends_delivery", models.UUIDField(blank=True, null=True)),
                ("looks", models.JSONField(default=list)),
                ("look_job", models.UUIDField(blank=True, null=True)),
                ("job", models.UUIDField(blank=True, null=True)),
                ("run_id", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(blank=True, null=True)),
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
                "ordering": ("-received_at", "id"),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "digest"), name="one_delivery_of_the_same_files"
                    )
                ],
            },
        ),
    ]
