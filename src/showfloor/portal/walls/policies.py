"""The databases' own walls, raised again after every migration from the list of walled models.

PostgreSQL: row-level security, enabled and forced, a policy a table and verb (who may read a row
may not therefore change or remove it), and no more rights for the application's role than it needs.
SQLite: triggers that keep append-only tables so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from showfloor.portal.walls.reach import HOUSE_DATABASE
from showfloor.portal.walls.walled import Walled, may_read, may_write, walled_models

POLICY = "showfloor_wall"
_FUNCTION = "CREATE OR REPLACE FUNCTION {} RETURNS {} LANGUAGE sql STABLE AS $$ SELECT {} $$"
_FUNCTIONS = (
    ("showfloor_reach()", "text", "coalesce(nullif({}, ''), 'public')", "reach"),
    ("showfloor_organisation()", "uuid", "nullif({}, '')::uuid", "organisation"),
    ("showfloor_person()", "uuid", "nullif({}, '')::uuid", "person"),
)
"""What policies ask; outside of a reach nobody's organisation is NULL and equals none."""


def raise_policies(using: str = HOUSE_DATABASE, **_signal: object) -> None:
    """Bring the database's walls up to what the models state; runs after every migration."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    models = [model for model in walled_models() if _table(model) in existing]
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for statement in statements(models):
            cursor.execute(statement)


def _table(model: type[Walled]) -> str:
    name: str = model._meta.db_table  # noqa: SLF001  # Django's API
    return name


def _postgresql(models: list[type[Walled]]) -> Iterator[str]:
    for name, kind, answer, setting in _FUNCTIONS:
        stated = f"current_setting('showfloor.{setting}', true)"
        yield _FUNCTION.format(name, kind, answer.format(stated))
    role = settings.PORTAL_APPLICATION_ROLE
    if role:
        yield from _grants(role)
    for model in models:
        table = f'"{_table(model)}"'
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS {POLICY} ON {table}"
        for name, stated in _stated(model).items():
            yield f"DROP POLICY IF EXISTS {name} ON {table}"
            yield f"CREATE POLICY {name} ON {table} {stated}"
            yield f"COMMENT ON POLICY {name} ON {table} IS '{_mark(stated)}'"
        if role and model.append_only:
            yield f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{role}"'


def _stated(model: type[Walled]) -> dict[str, str]:
    """Return what each of a table's policies says, by its name."""
    read, write = may_read(model), may_write(model)
    return {
        f"{POLICY}_add": f"FOR INSERT WITH CHECK ({write})",
        f"{POLICY}_change": f"FOR UPDATE USING ({write}) WITH CHECK ({write})",
        f"{POLICY}_read": f"FOR SELECT USING ({read})",
        f"{POLICY}_remove": f"FOR DELETE USING ({write})",
    }


def _mark(stated: str) -> str:
    """Return what tells one stated policy from another: PostgreSQL rewrites its text."""
    return hashlib.sha256(stated.encode()).hexdigest()


def _grants(role: str) -> Iterator[str]:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", role):
        raise ValueError(f"'{role}' is no plain name of a PostgreSQL role")
    yield f'GRANT USAGE ON SCHEMA public TO "{role}"'
    yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"'
    yield f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"'
    yield f'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{role}"'


def _sqlite(models: list[type[Walled]]) -> Iterator[str]:
    for model in models:
        table = _table(model)
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_never_{verb.lower()}"
            yield f'DROP TRIGGER IF EXISTS "{name}"'
            if model.append_only:
                yield (
                    f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" BEGIN '
                    f"SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def weaknesses(connection: BaseDatabaseWrapper) -> list[str]:
    """Return what is weaker than stated about a PostgreSQL connection's role and policies.

    Empty where nothing is: the role neither is a superuser nor bypasses policies nor owns a walled
    table, and every walled table has exactly the policies that its model states, forced.
    """
    if connection.vendor != "postgresql":
        return []
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        role, is_super, bypasses = cursor.fetchone()
        if is_super:
            found.append(f"the role {role} is a superuser, whom no policy binds")
        if bypasses:
            found.append(f"the role {role} bypasses row-level security")
        for model in walled_models():
            found += _weak_table(cursor, model)
    return found


def _weak_table(cursor: CursorWrapper, model: type[Walled]) -> list[str]:
    table = _table(model)
    cursor.execute(
        "SELECT c.relrowsecurity, c.relforcerowsecurity, "
        "pg_has_role(current_user, c.relowner, 'MEMBER'), "
        "(SELECT array_agg(p.polname || ' ' || coalesce(obj_description(p.oid, 'pg_policy'), '')) "
        "FROM pg_policy p WHERE p.polrelid = c.oid) "
        "FROM pg_class c WHERE c.oid = to_regclass(%s)",
        [f'public."{table}"'],
    )
    row = cursor.fetchone()
    if row is None:
        return [f"the table {table} is missing: migrate first"]
    enabled, forced, owned, policies = row
    found = []
    if not enabled or not forced:
        found.append(f"the table {table} has no forced row-level security: migrate again")
    if owned:
        found.append(f"the application's role owns the table {table}")
    if sorted(policies or []) != [f"{name} {_mark(text)}" for name, text in _stated(model).items()]:
        found.append(f"the policies of the table {table} are not those stated: migrate again")
    return found
