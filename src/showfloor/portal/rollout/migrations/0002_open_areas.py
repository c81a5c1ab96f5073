"""What anybody may know of areas that were marked as done."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("rollout", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenArea",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("store_id", models.CharField(max_length=200)),
                ("store_name", models.CharField(max_length=200)),
                ("city", models.CharField(blank=True, max_length=200)),
                ("format_id", models.CharField(max_length=200)),
                ("since", models.DateField()),
                ("state", models.CharField(max_length=20)),
                (
                    "installation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rollout.installation",
                    ),
                ),
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
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
    ]
