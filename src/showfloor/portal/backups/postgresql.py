"""PostgreSQL's side of a backup: every table's rows as of one moment, and back into an empty one.

The rows are read by the role that answers requests, within the whole house, which its policies
show everything; they are written by the role that owns the tables, in one transaction that lifts
its own walls for the time of the writing and raises them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql

from showfloor.errors import WorkspaceError
from showfloor.portal.backups.contents import Contents, grouped, known_migrations
from showfloor.portal.walls.policies import raise_policies
from showfloor.portal.walls.reach import HOUSE_DATABASE

OWNER = "owner"
SEEN_BY_ALL = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""Tables that a migrated database fills by itself."""
TABLES = """SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname ORDER BY c.relname"""
SEQUENCES = """SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public'
AND pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name) IS NOT NULL"""


@contextmanager
def _one_moment() -> Iterator[psycopg.Cursor[Any]]:
    """Read as the whole house, as of one moment, whatever others write meanwhile."""
    stated = connections[HOUSE_DATABASE].get_connection_params()
    named = {
        name: stated[name]
        for name in ("dbname", "user", "password", "host", "port")
        if stated.get(name)
    }
    with psycopg.connect(**named) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('showfloor.reach', 'house', true)")
            yield cursor


def copy_tables(into: Path) -> tuple[dict[str, list[str]], dict[str, list[str]], str]:
    """Copy every table's rows into a file each; return columns, migrations and the newest line."""
    with _one_moment() as cursor:
        cursor.execute(TABLES)
        tables = {str(name): list(columns) for name, columns in cursor.fetchall()}
        cursor.execute("SELECT app, name FROM django_migrations")
        migrations = grouped(cursor.fetchall())
        cursor.execute(
            "SELECT to_char(max(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') "
            "FROM walls_auditentry"
        )
        newest = (cursor.fetchone() or ("",))[0] or ""
        del tables["django_migrations"]
        for name, columns in tables.items():
            with (
                into.joinpath(f"{name}.copy").open("wb") as file,
                cursor.copy(_copy("COPY {} ({}) TO STDOUT", name, columns)) as rows,
            ):
                for block in rows:
                    file.write(block)
    return tables, migrations, newest


def _copy(text: str, table: str, columns: list[str]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(text).format(sql.Identifier(table), names)


def refuse_used() -> None:
    """Refuse a database that holds anything; WorkspaceError says what to name instead."""
    if OWNER not in connections.settings:
        raise WorkspaceError(
            "name the owner of an empty database in SHOWFLOOR_PORTAL_OWNER_DATABASE: it makes the "
            "tables that the backup is put into"
        )
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT set_config('showfloor.reach', 'house', true)")
        cursor.execute(TABLES)
        for name, _columns in cursor.fetchall():
            if name in SEEN_BY_ALL:
                continue
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(name)))
            if cursor.fetchone()[0]:
                raise WorkspaceError(
                    f"the database {connections[OWNER].settings_dict['NAME']} holds rows already "
                    f"({name}): a backup is put into an empty one; make it, and name it instead"
                )


def fill_tables(source: Path, contents: Contents) -> None:
    """Make the tables as they were, and fill them in one transaction with their walls."""
    _migrate(contents.migrations)
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        names = [sql.Identifier(name) for name in contents.tables]
        for name in names:
            cursor.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(name))
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(names)))
        for table, columns in contents.tables.items():
            with (
                source.joinpath(f"{table}.copy").open("rb") as file,
                cursor.copy(_copy("COPY {} ({}) FROM STDIN", table, columns)) as rows,
            ):
                while block := file.read(1024 * 1024):
                    rows.write(block)
        _go_on_counting(cursor)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        raise_policies(using=OWNER)


def _go_on_counting(cursor: Any) -> None:
    """Let numbers that the database gives begin after those that were put in."""
    cursor.execute(SEQUENCES)
    for table, column in cursor.fetchall():
        cursor.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence({}, {}), max({}) + 1, false) FROM {} "
                "HAVING max({}) IS NOT NULL"
            ).format(
                sql.Literal(f'public."{table}"'),
                sql.Literal(column),
                sql.Identifier(column),
                sql.Identifier(table),
                sql.Identifier(column),
            )
        )


def _migrate(migrations: Mapping[str, list[str]]) -> None:
    """Bring the tables to the state of the backup, which may be older than this release's."""
    known = known_migrations()
    if {app: sorted(names) for app, names in migrations.items()} == known:
        call_command("migrate", database=OWNER, interactive=False, verbosity=0)
        return
    for app in known:
        last = migrations[app][-1] if app in migrations else "zero"
        call_command("migrate", app, last, database=OWNER, interactive=False, verbosity=0)
