"""Why proposals are declined, what offers would have cost, and statements of a month."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offers", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="ownoffer",
            name="answer",
            field=models.CharField(blank=True, max_length=2000),
        ),
        migrations.CreateModel(
            name="ReckonedCost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("ledger_version", models.PositiveIntegerField()),
                ("reckoned_at", models.DateTimeField(auto_now=True)),
                ("found", models.JSONField()),
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="offers.keptoffer",
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
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("manufacturer_id", models.CharField(max_length=200)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("source_name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("statement", models.JSONField()),
                ("settled_at", models.DateTimeField(auto_now=True)),
                ("settled_by_name", models.CharField(max_length=200)),
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
                "ordering": ("-month", "manufacturer_id", "id"),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "month", "manufacturer_id"),
                        name="one_statement_a_month_and_manufacturer",
                    )
                ],
            },
        ),
    ]
