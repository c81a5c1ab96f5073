"""The tables of plans and installations."""

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
            name="Installation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.CharField(max_length=200)),
                ("manufacturer_id", models.CharField(max_length=200)),
                ("store_id", models.CharField(max_length=200)),
                ("store_name", models.CharField(max_length=200)),
                ("city", models.CharField(blank=True, max_length=200)),
                ("region", models.CharField(blank=True, max_length=200)),
                ("format_id", models.CharField(max_length=200)),
                ("start_week", models.DateField()),
                ("selling_week", models.DateField()),
                ("footprint_m2", models.FloatField(blank=True, null=True)),
                ("crew_days", models.CharField(blank=True, max_length=200)),
                ("state", models.CharField(default="planned", max_length=20)),
                ("ready_from", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("run_id", models.CharField(max_length=200)),
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
                "ordering": ("start_week", "store_name", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="InstallationEvent",
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
                ("start_week", models.DateField()),
                ("selling_week", models.DateField()),
                ("ready_from", models.DateField(blank=True, null=True)),
                (
                    "installation",
                    models.ForeignKey(
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
                "ordering": ("at", "revision", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="InstallationPhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("image", models.BinaryField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("alternative", models.CharField(max_length=300)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photo",
                        to="rollout.installationevent",
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
            name="ReleasedPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.CharField(max_length=200)),
                ("number", models.PositiveIntegerField()),
                ("approval", models.UUIDField()),
                ("released_at", models.DateTimeField(auto_now_add=True)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ("-released_at", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ReleasedArea",
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
                ("start_week", models.DateField()),
                ("selling_week", models.DateField()),
                ("opened_on", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rollout.releasedplan",
                    ),
                ),
            ],
            options={
                "ordering": ("start_week", "store_name", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.CharField(max_length=200)),
                ("manufacturer_id", models.CharField(max_length=200)),
                ("run_id", models.CharField(max_length=200)),
                ("verify_run", models.CharField(max_length=200)),
                ("digests", models.JSONField()),
                ("approved_by", models.UUIDField()),
                ("approved_by_name", models.CharField(max_length=200)),
                ("approved_at", models.DateTimeField(auto_now_add=True)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ("-approved_at", "id"),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("organisation", "programme_id"),
                        name="one_approved_plan_a_programme",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarAddress",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("secret_sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
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
                        fields=("organisation", "person_id"), name="one_calendar_a_person"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="installation",
            index=models.Index(fields=["organisation", "store_id"], name="installation_by_store"),
        ),
        migrations.AddConstraint(
            model_name="installation",
            constraint=models.UniqueConstraint(
                fields=("organisation", "programme_id", "store_id"),
                name="one_installation_a_programme_and_store",
            ),
        ),
        migrations.AddIndex(
            model_name="installationevent",
            index=models.Index(fields=["installation", "at"], name="event_by_installation"),
        ),
        migrations.AddConstraint(
            model_name="releasedplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("organisation", "programme_id"),
                name="one_released_plan_a_programme",
            ),
        ),
        migrations.AddConstraint(
            model_name="releasedplan",
            constraint=models.UniqueConstraint(
                fields=("organisation", "programme_id", "number"), name="releases_are_counted"
            ),
        ),
        migrations.AddConstraint(
            model_name="releasedarea",
            constraint=models.UniqueConstraint(
                fields=("plan", "store_id"), name="one_area_a_plan_and_store"
            ),
        ),
    ]
