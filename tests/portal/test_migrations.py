"""Migrations: yesterday's database, full of rows, comes forward with every row and every wall."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from showfloor.portal.serving import check
from showfloor.portal.walls.databases import ByReach
from showfloor.portal.walls.walled import walled_models

from .conftest import ON_POSTGRESQL, SERVER

YESTERDAY = ("imports", "news", "people", "rollout", "walls", "work")
"""The apps of the portal's first day; each is taken back to its first tables."""
MIGRATED = "owner" if ON_POSTGRESQL else "default"
VALUES: dict[type[models.Field[Any, Any]], Any] = {
    models.BooleanField: True,
    models.DateTimeField: datetime(2021, 3, 4, 5, 6, tzinfo=UTC),
    models.DateField: date(2021, 3, 4),
    models.BinaryField: b"bytes of a photo",
    models.JSONField: {"kept": ["ä", 1]},
    models.IntegerField: 7,
    models.FloatField: 0.25,
    models.EmailField: "yesterday@canary.example",
    models.CharField: "yesterday",
    models.TextField: "yesterday ä ✓",
}
STATED = {("membership", "role"): "store_staff", ("membership", "store_id"): "koeln"}
"""What the tables' own rules ask for."""


@pytest.fixture
def fresh(house: Any, tmp_path: Path) -> Iterator[None]:
    """Name a database without tables."""
    held = {alias: connections[alias].settings_dict["NAME"] for alias in {"default", MIGRATED}}
    name = str(tmp_path / "yesterday.sqlite3")
    if SERVER is not None:
        name = f"{held['default']}_yesterday"
        with psycopg.connect(SERVER.get_uri(), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} OWNER portal_owner")
    connections.close_all()
    for alias in held:
        connections[alias].settings_dict["NAME"] = name
    yield
    connections.close_all()
    for alias, before in held.items():
        connections[alias].settings_dict["NAME"] = before


def _yesterday() -> Any:
    """Make yesterday's tables; return their models as they were."""
    executor = MigrationExecutor(connections[MIGRATED])
    leaves = executor.loader.graph.leaf_nodes()
    ours = {app for app, _ in leaves if _is_ours(executor, app)}
    targets = [(app, name) for app, name in leaves if app not in ours]
    targets += [(app, "0001_initial") for app in YESTERDAY]
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def _is_ours(executor: MigrationExecutor, app: str) -> bool:
    return executor.loader.get_migration_by_prefix(app, "0001").__module__.startswith("showfloor.")


def _fill(apps: Any) -> dict[str, dict[str, Any]]:
    """Put one row into every table of the portal's, parents first; return them by their table."""
    waiting = [model for model in apps.get_models() if model._meta.app_label in YESTERDAY]
    made: dict[Any, Any] = {}
    while waiting:
        ready = [
            model
            for model in waiting
            if all(
                field.null or field.related_model in made
                for field in model._meta.concrete_fields
                if field.is_relation
            )
        ]
        assert ready, waiting
        for model in ready:
            made[model] = model(**_values(model, made))
            made[model].save(using=MIGRATED, force_insert=True)
            waiting.remove(model)
    return {
        model._meta.db_table: _plain(model.objects.using(MIGRATED).values().get(pk=row.pk))
        for model, row in made.items()
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in row.items()
    }


def _values(model: Any, made: dict[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        stated = STATED.get((model._meta.model_name, field.name))
        if stated is not None:
            found[field.name] = stated
        elif field.is_relation:
            found[field.name] = made.get(field.related_model)
        elif isinstance(field, models.UUIDField):
            found[field.name] = uuid.uuid4()
        elif not isinstance(field, models.AutoField):
            kind = next(kind for kind in VALUES if isinstance(field, kind))
            found[field.name] = VALUES[kind]
            if field.max_length and isinstance(field, models.CharField):
                found[field.name] = VALUES[kind][: field.max_length]
    return found


def test_yesterdays_rows_and_todays_walls_are_there_after_migrating(fresh: None) -> None:
    apps = _yesterday()
    with transaction.atomic(using=MIGRATED), connections[MIGRATED].cursor() as cursor:
        if ON_POSTGRESQL:
            cursor.execute("SELECT set_config('showfloor.reach', 'house', true)")
        before = _fill(apps)
    assert len(before) > 15
    for _ in range(2):
        call_command("migrate", database=MIGRATED, interactive=False, verbosity=0)
    check()
    with transaction.atomic(using=MIGRATED), connections[MIGRATED].cursor() as cursor:
        if ON_POSTGRESQL:
            cursor.execute("SELECT set_config('showfloor.reach', 'house', true)")
        for table, row in before.items():
            assert _row(table, row) == row, table
    assert {model._meta.db_table for model in walled_models()} <= set(
        connections[MIGRATED].introspection.table_names()
    )


def _row(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as today's model reads it, in yesterday's columns."""
    from django.apps import apps

    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    manager: Any = models.Manager.from_queryset(models.QuerySet)()
    manager.model = model
    return _plain(manager.using(MIGRATED).values(*row).get())


def test_the_code_states_every_change_of_its_tables(fresh: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_router_lets_only_the_owner_make_tables() -> None:
    aliases = {"default", "partner", "owner"}
    assert {one for one in aliases if ByReach().allow_migrate(one, "people")} == {MIGRATED}
