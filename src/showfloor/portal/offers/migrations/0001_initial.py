"""The tables of offers."""

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
            name="KeptOffer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("offer_id", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("manufacturer_id", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("status", models.CharField(default="draft", max_length=20)),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("approved_by_name", models.CharField(blank=True, max_length=200)),
                ("floor_approved_by", models.CharField(blank=True, max_length=200)),
                ("medium", models.CharField(blank=True, max_length=20)),
                ("says", models.CharField(blank=True, max_length=2000)),
                ("facts", models.JSONField(default=dict)),
                ("campaign_runs", models.JSONField(default=list)),
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
                "ordering": ("offer_id", "-version", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="OfferEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("revision", models.PositiveIntegerField()),
                ("happened", models.CharField(max_length=20)),
                ("by", models.UUIDField()),
                ("by_name", models.CharField(max_length=200)),
                ("text", models.CharField(blank=True, max_length=2000)),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
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
                "ordering": ("at", "revision", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="OwnOffer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("offer_id", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("status", models.CharField(max_length=20)),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField(blank=True, null=True)),
                ("kept", models.UUIDField(blank=True, null=True)),
                ("proposed_by_name", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField(auto_now=True)),
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
                "ordering": ("-begins", "offer_id", "-version", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="PublicOffer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("says", models.CharField(blank=True, max_length=2000)),
                ("facts", models.JSONField(default=dict)),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField(blank=True, null=True)),
                ("state", models.CharField(max_length=20)),
                (
                    "kept",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
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
                "ordering": ("begins", "name", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="BookRules",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("groups", models.JSONField(default=list)),
                ("most_offers_a_unit", models.PositiveIntegerField(blank=True, null=True)),
                ("most_discount", models.PositiveIntegerField(blank=True, null=True)),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation",), name="one_book_an_organisation"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="keptoffer",
            constraint=models.UniqueConstraint(
                fields=("organisation", "offer_id", "version"), name="one_row_an_offer_and_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownoffer",
            constraint=models.UniqueConstraint(
                fields=("organisation", "kept"), name="one_told_an_offer_and_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownoffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kept", None)),
                fields=("organisation", "offer_id", "version"),
                name="one_proposal_an_offer_and_version",
            ),
        ),
    ]
