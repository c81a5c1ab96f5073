"""Promises of what a ledger's newest version holds: counts, keys, references, totals, sums."""

from __future__ import annotations

from showfloor.storage.checked_ledger import BrokenPromiseError, CheckedLedger
from showfloor.storage.derived import DERIVED
from showfloor.storage.history_promises import check_sums_of_sales
from showfloor.storage.manifest import SourceTotal
from showfloor.storage.rows_digest import rows_digest
from showfloor.storage.tables import INTAKE_TABLES, LEDGER_TABLES
from showfloor.storage.writing import sums_by_source


def check_counts(ledger: CheckedLedger) -> str:
    """Count the rows of every table in its files."""
    total, relations = 0, ledger.relations()
    for table in ledger.tables():
        (rows,) = ledger.row(f"SELECT count(*) FROM {relations[table.name]}") or (0,)
        stated = ledger.newest.rows.get(table.name, 0)
        if rows != stated:
            raise BrokenPromiseError(
                f"{table.name} holds {rows:,} rows; version {ledger.newest.number} states "
                f"{stated:,}"
            )
        total += stated
    return f"{total:,} rows"


def check_keys(ledger: CheckedLedger) -> str:
    """Look for two rows of one key, month by month: a key's date is that of its month."""
    for table in ledger.tables():
        key = ", ".join(f'"{name}"' for name in table.key)
        for _, [relation] in ledger.months(table):
            row = ledger.row(
                f"SELECT {key}, count(*) FROM {relation} GROUP BY ALL HAVING count(*) > 1 "
                "ORDER BY ALL LIMIT 1"
            )
            if row is not None:
                named = ", ".join(map(str, row[:-1]))
                raise BrokenPromiseError(f"{table.name} has {row[-1]} rows of the key ({named})")
    return f"{len(ledger.tables()):,} tables"


def check_references(ledger: CheckedLedger) -> str:
    """Look for rows that name what another table lacks and must hold."""
    relations, looked_at = ledger.relations(), 0
    for table in INTAKE_TABLES.values():
        for column, other in table.known:
            looked_at += 1
            rows, first = ledger.row(
                f'SELECT count(*), min("{column}") FROM {relations[table.name]} '
                f'WHERE "{column}" NOT IN (SELECT "{column}" FROM {relations[other]})'
            ) or (0, None)
            if rows:
                raise BrokenPromiseError(
                    f"{rows:,} rows of {table.name} name a {column} that {other} lacks, "
                    f"first '{first}'"
                )
    return f"{looked_at:,} references"


def check_totals(ledger: CheckedLedger) -> str:
    """Sum the sales by source, and follow the stated sums from version to version."""
    newest = ledger.versions[-1] if ledger.versions else None
    if newest is None or newest.totals is None:
        return "no version states them yet"
    found = sums_by_source(ledger.connection, ledger.relations()["sales"])
    for source in sorted({*found, *newest.totals}):
        now, stated = found.get(source), newest.totals.get(source)
        if now != stated:
            raise BrokenPromiseError(
                f"sales of '{source}' are {_said(now)}; version {newest.number} states "
                f"{_said(stated)}"
            )
    check_sums_of_sales(ledger)
    return f"{len(found):,} sources"


def _said(total: SourceTotal | None) -> str:
    if total is None:
        return "none"
    return f"{total.lines:,} lines, {total.units:,} units, {total.revenue:,.2f}"


def check_derived(ledger: CheckedLedger) -> str:
    """Make every derived table again, month by month, and compare digests of the rows."""
    relations, held = ledger.relations(), {table.name for table in ledger.tables()}
    wanted = [derived for derived in DERIVED if derived.table.name in held]
    for derived in wanted:
        columns = derived.table.column_names
        for month, (stored, source) in ledger.months(derived.table, LEDGER_TABLES[derived.source]):
            ledger.say(f"{derived.table.name} of {month}", 0.8)
            made = derived.select({**relations, derived.source: source})
            if rows_digest(ledger.connection, stored, columns) != rows_digest(
                ledger.connection, f"({made})", columns
            ):
                raise BrokenPromiseError(
                    f"{derived.table.name} of {month} is not what {' and '.join(derived.reads)} "
                    "make"
                )
    return f"{len(wanted):,} tables"
