"""Tables that the ledger derives from others in every version: sales by store, product and day.

A derived table is stated once, as the SELECT that makes it. From that an import writes anew the
months whose sources changed, `ledger check` recomputes the whole table, and a version that was
published before the table was invented answers from its sources instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from showfloor.errors import LedgerError
from showfloor.storage.arrow_files import Numbers, Values, write_month_of
from showfloor.storage.delta_files import DataFile
from showfloor.storage.derived_sums import (
    months_of_changed_products,
    store_days,
    store_manufacturer_days,
    store_months,
)
from showfloor.storage.month_lines import read_lines
from showfloor.storage.month_sums import month_sums
from showfloor.storage.product_versions import ProductVersions, read_versions
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
SIDE_BY_SIDE = 8_000_000
"""Lines of a month up to which two months are summed at a time."""
LARGEST_MONTH = 24_000_000
"""Lines of a month that are summed in memory; larger ones are left to the database."""


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
"""Every derived table that is kept, in the order in which they are made."""

ASKED: Sequence[Derived] = (Derived(STORE_PRODUCT_DAYS, "sales", (), _store_product_days),)
"""Derived tables that are made whenever they are asked for; older versions may have kept them."""


def derived_by_name(name: str) -> Derived | None:
    """Return a derived table; None for one that is not derived."""
    return next((one for one in (*DERIVED, *ASKED) if one.table.name == name), None)


def derive_all(connection: duckdb.DuckDBPyConnection, states: States) -> None:
    """Bring every derived table up to what its sources now hold: the months that have changed."""
    wanted = _months_by_table(connection, states)
    months = sorted({month for found in wanted.values() for month in found}, key=str)
    if not months:
        return
    versions = read_versions(connection, states["products"].relation())

    def made(month: int | None) -> Mapping[str, DataFile] | None:
        names = [name for name, found in wanted.items() if month in found]
        return None if month is None else _month_by_arrays(states, versions, month, names)

    largest = max(sum(file.rows for file in states["sales"].of_months({one})) for one in months)
    with ThreadPoolExecutor(2 if largest <= SIDE_BY_SIDE else 1) as pool:
        found = list(pool.map(made, months))
    for derived in DERIVED:
        name = derived.table.name
        files = [one[name] for one in found if one is not None and name in one]
        states[name].replace(wanted[name], files)
        left = [
            month
            for month, one in zip(months, found, strict=True)
            if one is None and month in wanted[name]
        ]
        for month in left:
            _month_by_query(connection, states, derived, month)


def _months_by_table(
    connection: duckdb.DuckDBPyConnection, states: States
) -> dict[str, set[int | None]]:
    """Return the months of each table whose sources changed, or that it never had."""
    wanted: dict[str, set[int | None]] = {}
    for derived in DERIVED:
        source, target = states[derived.source], states[derived.table.name]
        months = source.touched | wanted.get(derived.source, set())
        if not target.base:
            months |= states["sales"].months()
        elif any(states[other].touched for other in derived.whole):
            every = source.months() | target.months()
            months |= derived.concerned(connection, states) if derived.concerned else every
        wanted[derived.table.name] = months
    return wanted


def _month_by_arrays(
    states: States, versions: ProductVersions, month: int, names: Sequence[str]
) -> Mapping[str, DataFile] | None:
    """Write a month of these tables; None where that must be left to the database."""
    sales = states["sales"]
    files = sales.of_months({month})
    if not files:
        return {}
    if sum(file.rows for file in files) > LARGEST_MONTH:
        return None
    sums = month_sums(read_lines([sales.path_of(file) for file in files]), versions)
    if sums is None:
        return None
    return {
        name: write_month_of(
            states[name].table,
            states[name].staging,
            month,
            sums[name],
            _between(sums[name], str(states[name].table.month_of)),
        )
        for name in names
    }


def _between(columns: Values, name: str) -> tuple[date, date]:
    """Return the least and the greatest date of a month's rows."""
    days = columns[name]
    assert isinstance(days, Numbers)
    least, greatest = (int(day) for day in (days.values.min(), days.values.max()))
    epoch = date(1970, 1, 1)
    return epoch + timedelta(days=least), epoch + timedelta(days=greatest)


def _month_by_query(
    connection: duckdb.DuckDBPyConnection, states: States, derived: Derived, month: int | None
) -> None:
    """Write a month of a derived table as its SELECT says."""
    relations = {other: states[other].relation() for other in derived.whole}
    relations[derived.source] = states[derived.source].relation({month})
    target = states[derived.table.name]
    select = derived.select(relations)
    try:
        files = write_files(connection, derived.table, target.staging, select)
    except duckdb.ConversionException as error:
        raise LedgerError(
            f"{derived.table.name} of {month} cannot be kept, for a sum is too large: "
            f"{str(error).splitlines()[0]}; look for units or prices of that month that are no "
            "real ones. Nothing was taken"
        ) from error
    target.replace({month}, files)
