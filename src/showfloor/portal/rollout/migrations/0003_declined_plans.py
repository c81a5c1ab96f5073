"""Plans that the retailer decided against."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("rollout", "0002_open_areas"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeclinedPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.CharField(max_length=200)),
                ("run_id", models.CharField(max_length=200)),
                ("declined_by", models.UUIDField()),
                ("declined_by_name", models.CharField(max_length=200)),
                ("declined_at", models.DateTimeField()),
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
                "ordering": ("-declined_at", "id"),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "run_id"), name="a_plan_is_declined_once"
                    )
                ],
            },
        ),
    ]
