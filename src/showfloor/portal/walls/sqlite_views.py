"""SQLite's wall: a read-only connection on which each table is a view of the reader's rows.

The connection `partner` opens the file read-only. In its temporary schema lies one view a walled
table, of the same name, so that the plain name finds the view: a forgotten filter shows nothing of
another's. An authorizer refuses every other way to a table, by `main.` too, and all other tables.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from showfloor.portal.walls.reach import NOBODY, PARTNER_DATABASE, Kind, current_reach
from showfloor.portal.walls.walled import may_read, walled_models

_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
    sqlite3.SQLITE_RECURSIVE,
}
_COLLEAGUES = (
    "CREATE TEMP VIEW people_person AS SELECT * FROM main.people_person WHERE id IN ("
    "SELECT person_id FROM main.people_membership WHERE organisation_id = showfloor_organisation())"
)
"""Names of colleagues, for queries that join people; nobody else's."""


def raise_walls(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Put the views and the authorizer in place on a new connection of the partner database."""
    if connection.alias != PARTNER_DATABASE:
        return
    raw: sqlite3.Connection = connection.connection
    for name, answer in (
        ("showfloor_reach", _reach),
        ("showfloor_organisation", _organisation),
        ("showfloor_person", _person),
    ):
        raw.create_function(name, 0, answer, deterministic=True)
    tables = set()
    for model in walled_models():
        table = model._meta.db_table  # noqa: SLF001  # Django's API
        tables.add(table)
        raw.execute(
            f'CREATE TEMP VIEW "{table}" AS SELECT * FROM main."{table}" WHERE {may_read(model)}'
        )
    raw.execute(_COLLEAGUES)
    raw.set_authorizer(_Authorizer(frozenset({*tables, "people_person"})))


class _Authorizer:
    """Lets statements read the views, and lets the views read their tables; nothing else."""

    def __init__(self, views: frozenset[str]) -> None:
        self._views = views

    def __call__(
        self, action: int, _first: Any, second: Any, database: Any, inner: str | None
    ) -> int:
        if action in _ALLOWED:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ and (inner in self._views or database == "temp"):
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY


def _reach() -> str:
    reach = current_reach()
    return Kind.PUBLIC.value if reach is None else reach.kind.value


def _organisation() -> str:
    reach = current_reach()
    return (NOBODY if reach is None else reach.organisation_id).hex


def _person() -> str:
    reach = current_reach()
    return (NOBODY if reach is None else reach.person_id).hex
