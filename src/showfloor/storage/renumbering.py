"""A store that was given another number: its whole past under the new one, as one version."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from showfloor.errors import LedgerError, nearest
from showfloor.storage.derived import derive_all
from showfloor.storage.table_state import TableState, month_expression, sql_text, write_files
from showfloor.storage.tables import INTAKE_TABLES, Table
from showfloor.storage.undoing import unit_of
from showfloor.storage.writing import Writing

STORE = "store_id"


@dataclass(frozen=True, slots=True)
class RenumberReport:
    """What a renumbering did; rows by table that now name the new number."""

    version: int
    old: str
    new: str
    rows: tuple[tuple[str, int], ...]
    seconds: float


def renumber_store(writing: Writing, old: str, new: str) -> RenumberReport:
    """Let every row of a store name its new number; seconds are 0.

    Where the ledger has the new number already (the shop delivered under it before anyone said so)
    its row in `stores` stays and the old one goes. LedgerError where both have rows of one
    store-day or key: which of them holds is not for the ledger to guess.
    """
    rows: list[tuple[str, int]] = []
    with writing.connection() as connection:
        _check_numbers(connection, writing.states["stores"], old, new)
        states = [writing.states[name] for name, table in INTAKE_TABLES.items() if _names(table)]
        for place, state in enumerate(states):
            writing.progress(f"renumbering {state.table.name}", 0.9 * place / len(states))
            count = _renumber(connection, state, old, new)
            if count:
                rows.append((state.table.name, count))
        derive_all(connection, writing.states)
        version = writing.publish(connection, "renumber", statement=f"store '{old}' is now '{new}'")
    writing.progress("done", 1.0)
    return RenumberReport(version.number if version else 0, old, new, tuple(rows), 0.0)


def _names(table: Table) -> bool:
    return STORE in table.column_names


def _check_numbers(
    connection: duckdb.DuckDBPyConnection, stores: TableState, old: str, new: str
) -> None:
    known = {
        row[0] for row in connection.execute(f"SELECT {STORE} FROM {stores.relation()}").fetchall()
    }
    if old not in known:
        raise LedgerError(f"the ledger has no store '{old}'{nearest(old, known)}")
    if not new.strip() or new != new.strip() or new == old:
        raise LedgerError(f"'{new}' cannot be the new number of store '{old}'; name another one")


def _renumber(connection: duckdb.DuckDBPyConnection, state: TableState, old: str, new: str) -> int:
    """Rewrite the months of a table that name the old number; return the rows that did."""
    table, relation = state.table, state.relation()
    month = "NULL" if table.month_of is None else month_expression(table)
    counted = connection.execute(
        f"SELECT {month}, count(*) FROM {relation} WHERE {STORE} = ? GROUP BY 1 ORDER BY 1", [old]
    ).fetchall()
    if table.name == "stores" and _has(connection, relation, new):
        kept = f"SELECT * FROM {relation} WHERE {STORE} <> {sql_text(old)}"
        state.replace({None}, write_files(connection, table, state.staging, kept))
        return 1
    _refuse_both(connection, state, old, new)
    named = f"CASE {STORE} WHEN {sql_text(old)} THEN {sql_text(new)} ELSE {STORE} END AS {STORE}"
    for number, _ in counted:
        select = f"SELECT * REPLACE ({named}) FROM {state.relation({number})}"
        state.replace({number}, write_files(connection, table, state.staging, select))
    return sum(rows for _, rows in counted)


def _has(connection: duckdb.DuckDBPyConnection, relation: str, store: str) -> bool:
    found = connection.execute(f"SELECT 1 FROM {relation} WHERE {STORE} = ? LIMIT 1", [store])
    return found.fetchone() is not None


def _refuse_both(
    connection: duckdb.DuckDBPyConnection, state: TableState, old: str, new: str
) -> None:
    """Refuse where both numbers have rows of one unit: a source's store-day, or a key."""
    unit = [name for name in unit_of(state.table) if name != STORE]
    if not unit:
        return
    names = ", ".join(f'"{name}"' for name in unit)
    both = connection.execute(
        f"SELECT {names} FROM {state.relation()} WHERE {STORE} IN (?, ?) GROUP BY ALL "
        f"HAVING count(DISTINCT {STORE}) > 1 ORDER BY ALL LIMIT 1",
        [old, new],
    ).fetchone()
    if both is not None:
        where = ", ".join(f"{name} {value}" for name, value in zip(unit, both, strict=True))
        raise LedgerError(
            f"{state.table.name} has rows of both '{old}' and '{new}' for {where}; "
            "correct one of them first (import, or ledger undo), then renumber"
        )
