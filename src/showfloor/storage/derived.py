"""Tables that the ledger derives from others in every version: sales by store, product and day.

A derived table is stated once, as the SELECT that makes it. From that an import writes anew the
months whose sources changed, `ledger check` recomputes the whole table, and a version that was
published before the table was invented answers from its sources instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from showfloor.storage.derived_sums import (
    PRODUCT_SUMS,
    STATED_SUMS,
    SUMS,
    months_of_changed_products,
    store_days,
    store_manufacturer_days,
    store_months,
    store_product_days,
)
from showfloor.storage.table_state import TableState, write_files
from showfloor.storage.tables import (
    STORE_DAYS,
    STORE_MANUFACTURER_DAYS,
    STORE_MONTHS,
    STORE_PRODUCT_DAYS,
    Table,
)

Relations = Mapping[str, str]
"""A FROM item by table."""
States = Mapping[str, TableState]
"""Every table in the middle of an import."""


@dataclass(frozen=True, slots=True)
class Derived:
    """One derived table.

    source: the table by months whose months it follows: month by month, from that month alone.
    whole:  tables that it also reads, whatever the month; a change of one derives all months anew,
        or those that `concerned` finds.
    select: SQL of all its rows, given a FROM item for `source` and each table of `whole`.
    """

    table: Table
    source: str
    whole: tuple[str, ...]
    select: Callable[[Relations], str]
    concerned: Callable[[duckdb.DuckDBPyConnection, States], set[int | None]] | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """Every table that it reads."""
        return (self.source, *self.whole)


DERIVED: Sequence[Derived] = (
    Derived(STORE_PRODUCT_DAYS, "sales", (), store_product_days),
    Derived(
        STORE_MANUFACTURER_DAYS,
        "sales",
        ("products",),
        store_manufacturer_days,
        months_of_changed_products,
    ),
    Derived(STORE_MONTHS, "sales", ("products",), store_months, months_of_changed_products),
    Derived(STORE_DAYS, "store_manufacturer_days", (), store_days),
)
"""Every derived table, in the order in which they are made."""


def derive_all(connection: duckdb.DuckDBPyConnection, states: States) -> None:
    """Bring every derived table up to what its sources now hold: the months that have changed.

    Tables of the same source are made month by month together, from sums that are made once.
    """
    for source in dict.fromkeys(derived.source for derived in DERIVED):
        wanted = {
            derived.table.name: _months(connection, states, derived)
            for derived in DERIVED
            if derived.source == source
        }
        for month in sorted(set().union(*wanted.values()), key=lambda month: month or 0):
            names = [name for name, months in wanted.items() if month in months]
            _derive_month(connection, states, month, names)


def _months(
    connection: duckdb.DuckDBPyConnection, states: States, derived: Derived
) -> set[int | None]:
    """Return the months of a derived table whose sources changed, or that it never had."""
    source, target = states[derived.source], states[derived.table.name]
    months = set(source.touched)
    if not target.base:
        months |= source.months()
    elif any(states[other].touched for other in derived.whole):
        every = source.months() | target.months()
        months |= derived.concerned(connection, states) if derived.concerned else every
    return months


def _derive_month(
    connection: duckdb.DuckDBPyConnection, states: States, month: int | None, names: Sequence[str]
) -> None:
    """Write a month of tables of one source anew."""
    tables = [derived for derived in DERIVED if derived.table.name in names]
    relations = {other: states[other].relation() for own in tables for other in own.whole}
    source = tables[0].source
    relations[source] = states[source].relation({month})
    made = []
    for name in _sums_for(tables):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {SUMS[name](relations)}")
        relations[name] = name
        made.append(name)
    for derived in tables:
        target = states[derived.table.name]
        select = derived.select(relations)
        files = write_files(connection, derived.table, target.staging, select)
        target.replace({month}, files)
    for name in made:
        connection.execute(f"DROP TABLE {name}")


def _sums_for(tables: Sequence[Derived]) -> tuple[str, ...]:
    """Return the sums that several of the tables share, in the order in which they are made."""
    if tables[0].source != "sales":
        return ()
    stated = any(derived.whole for derived in tables)
    return (PRODUCT_SUMS, STATED_SUMS) if stated else (PRODUCT_SUMS,)
