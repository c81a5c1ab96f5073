"""Tables that the ledger derives from others in every version: sales by store, product and day.

A derived table is stated once, as the SELECT that makes it. From that an import writes anew the
months whose sources changed, `ledger check` recomputes the whole table, and a version that was
published before the table was invented answers from its sources instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from showfloor.storage.delta_files import DataFile
from showfloor.storage.derived_sums import (
    months_of_changed_products,
    store_days,
    store_manufacturer_days,
    store_months,
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


def _store_product_days(relations: Relations) -> str:
    """Sum a day's lines of a store and product.

    units and revenue are net sums over all line types; returns counts the units that came back
    (return and cancellation lines with negative units) as a positive number.
    """
    return (
        'SELECT "date", store_id, product_id, CAST(sum(units) AS BIGINT) AS units, '
        "CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue, "
        "CAST(coalesce(sum(-units) FILTER (line_type <> 'sale' AND units < 0), 0) AS BIGINT) "
        f"AS returns FROM {relations['sales']} GROUP BY ALL"
    )


DERIVED: Sequence[Derived] = (
    Derived(STORE_PRODUCT_DAYS, "sales", (), _store_product_days),
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


def derive(
    connection: duckdb.DuckDBPyConnection, states: Mapping[str, TableState], name: str
) -> None:
    """Write anew the months of a derived table whose sources changed, or that it never had."""
    derived = next(one for one in DERIVED if one.table.name == name)
    source, target = states[derived.source], states[name]
    months = set(source.touched)
    if not target.base:
        months |= source.months()
    elif any(states[other].touched for other in derived.whole):
        every = source.months() | target.months()
        months |= derived.concerned(connection, states) if derived.concerned else every
    if not months:
        return
    relations = {other: states[other].relation() for other in derived.whole}
    files: list[DataFile] = []
    for month in sorted(months, key=lambda month: month or 0):
        relations[derived.source] = source.relation({month})
        select = derived.select(relations)
        files += write_files(connection, derived.table, target.staging, select)
    target.replace(months, files)


def derive_all(connection: duckdb.DuckDBPyConnection, states: Mapping[str, TableState]) -> None:
    """Bring every derived table up to what its sources now hold."""
    for derived in DERIVED:
        derive(connection, states, derived.table.name)
