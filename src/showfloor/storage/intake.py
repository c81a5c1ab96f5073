"""One file taken into one table: read slice by slice, then merged with what the ledger holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from showfloor.errors import LedgerError
from showfloor.storage.across_slices import repeats_across_slices
from showfloor.storage.ahead import ahead
from showfloor.storage.delta_files import DataFile
from showfloor.storage.replacing import is_dated, same_unit
from showfloor.storage.reports import FileReport, SalesAmounts
from showfloor.storage.slice_intake import SliceIntake
from showfloor.storage.sources import Slice, Source
from showfloor.storage.table_state import TableState, relation_of, write_files
from showfloor.storage.tables import Table
from showfloor.storage.tally import Amount, Tally

INTAKE_RULES = 3
"""Edition of the rules; a file taken under another edition is read anew."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a file's good rows: `unchanged` of them the ledger held already."""

    unchanged: Amount
    replaced: int


class FileIntake:
    """The taking of one file; `name` begins what it makes in the connection.

    before: None, or the table as it was when the file's rows were quarantined: they are then added
            by their keys, where no other delivery has come in between.
    replaces: the unit by which rows of the ledger give way; empty for the table's own.
    """

    def __init__(
        self,
        *,
        connection: duckdb.DuckDBPyConnection,
        source: Source,
        states: Mapping[str, TableState],
        table: Table,
        filled: Mapping[str, str],
        name: str,
        before: str | None = None,
        replaces: tuple[str, ...] = (),
    ) -> None:
        self._connection = connection
        self._source = source
        self._filled = filled
        self._state = states[table.name]
        self._table = table
        own = table.key if before is not None else table.covers or table.key
        self._unit = replaces or own
        self._by_itself = before is None
        self._slices = SliceIntake(
            connection, source, table, states, filled=filled, name=name, before=before
        )

    def take(self, quarantine: Path) -> FileReport:
        """Check, merge and report; refused rows are written to `quarantine`."""
        # Rows of quarantine are told by what the ledger has had since: that asks the database.
        split = self._slices.split if self._by_itself else _in_the_database
        for part, columns in ahead(self._source.slices(), split):
            self._slices.take(part, columns)
        self._slices.finish()
        tally = self._slices.tally
        if sum(1 for files in tally.files if files) > 1:
            repeats_across_slices(
                self._connection, self._source, self._table, self._state.staging, self._slices
            )
        merged = self._merge()
        refusals = self._slices.refusals
        if refusals.count:
            refusals.write(quarantine, self._table.name, self._source, self._filled)
        return FileReport(
            path=self._source.path,
            table=self._table.name,
            rows_in=tally.came.rows + tally.broken + len(self._source.refused),
            accepted=tally.good.rows - merged.unchanged.rows,
            quarantined=refusals.count,
            unchanged=merged.unchanged.rows + tally.repeats.rows,
            replaced=merged.replaced,
            warnings=self._warnings(merged.replaced),
            refusals=refusals.summary(self._source.place),
            quarantine_path=quarantine if refusals.count else None,
            sales=_amounts(tally, merged) if self._table.name == "sales" else None,
            found=self._source.found,
            fixes=refusals.fixes(),
        )

    def close(self) -> None:
        """Drop what the taking left in the connection."""
        self._slices.close()

    def _merge(self) -> Merged:
        """Let the good rows in, month by month; only where the table has rows are they compared."""
        fresh: dict[int | None, list[DataFile]] = {}
        for files in self._slices.tally.files:
            for file in files:
                fresh.setdefault(file.month, []).append(file)
        held = self._state.months()
        new = [month for month in fresh if month not in held]
        self._state.replace(set(new), [file for month in new for file in fresh[month]])
        old = [month for month in fresh if month not in new]
        if fresh and not is_dated(self._table, self._unit):
            old += sorted(held - fresh.keys(), key=str)
        every = [file for files in fresh.values() for file in files]
        parts = [self._merge_month(month, fresh.get(month, []), every) for month in old]
        for file in {file for month in old for file in fresh.get(month, [])}:
            (self._state.staging / file.path).unlink()
        return Merged(
            sum((part.unchanged for part in parts), Amount()), sum(part.replaced for part in parts)
        )

    def _merge_month(
        self, month: int | None, files: Sequence[DataFile], every: Sequence[DataFile]
    ) -> Merged:
        """Merge one month's rows with those that the ledger has; write only where they differ."""
        names = ", ".join(f'"{name}"' for name in self._table.column_names)
        fresh = self._staged(files)
        delivered = fresh if is_dated(self._table, self._unit) else self._staged(every)
        rows = sum(file.rows for file in files)
        held = self._state.relation({month})
        sums = ", sum(units), sum(revenue)" if self._table.name == "sales" else ", 0, 0"
        same = self._one(
            f"SELECT count(*){sums} FROM "
            f"((SELECT {names} FROM {fresh}) INTERSECT SELECT {names} FROM {held})"
        )
        kept = (
            f"SELECT {names} FROM {held} AS held WHERE NOT EXISTS (SELECT 1 FROM {delivered} "
            f"AS fresh WHERE {same_unit(self._unit, 'fresh', 'held')})"
        )
        kept_rows = self._one(f"SELECT count(*) FROM ({kept})")[0]
        replaced = self._one(f"SELECT count(*) FROM {held}")[0] - kept_rows - same[0]
        if same[0] != rows or replaced:
            select = f"{kept} UNION ALL SELECT {names} FROM {fresh}"
            written = write_files(self._connection, self._table, self._state.staging, select)
            self._state.replace({month}, written)
            found = sum(file.rows for file in written)
            if found != kept_rows + rows:
                raise LedgerError(
                    f"{self._source.path}: {found} rows were written where {kept_rows + rows} "
                    "were counted; was the file changed while it was read? Nothing was taken"
                )
        return Merged(Amount(same[0], int(same[1] or 0), Decimal(same[2] or 0)), replaced)

    def _staged(self, files: Sequence[DataFile]) -> str:
        return relation_of(self._table, [self._state.staging / file.path for file in files])

    def _warnings(self, replaced: int) -> tuple[str, ...]:
        """Say what is odd about the file, and what was taken although a table does not know it."""
        tally = self._slices.tally
        found = [*self._source.notes]
        if tally.came.rows + tally.broken + len(self._source.refused) == 0:
            found.append("the file holds a header and no rows")
        blank = tally.blank - len(self._source.refused)
        if blank:
            found.append(f"{blank:,} blank lines were passed over")
        if replaced:
            found.append(f"{replaced:,} rows of the ledger were corrected or replaced")
        for column, other in self._table.expected:
            found += _unknown(tally.unknown.get(column, {}), other)
        if tally.early.rows:
            found.append(
                f"{_lines(tally.early.rows)} ({tally.early.revenue:,.2f}) dated before the "
                "product's first valid_from; counted as (unknown)"
            )
        if tally.first_closed is not None:
            line, what = tally.first_closed
            worth = f" ({tally.closed.revenue:,.2f})" if self._table.name == "sales" else ""
            at = self._source.place(line) if self._source.place else f"line {line}"
            found.append(
                f"{_lines(tally.closed.rows)}{worth} dated on days on which closures says that "
                f"the store was closed; kept (first: {at}, {what})"
            )
        return tuple(found)

    def _one(self, sql: str) -> tuple[Any, ...]:
        return self._connection.execute(sql).fetchone() or ()


def _in_the_database(_part: Slice) -> None:
    return None


def _lines(count: int) -> str:
    return f"{count:,} {'line' if count == 1 else 'lines'}"


def _unknown(found: Mapping[str, tuple[int, Decimal | None]], other: str) -> list[str]:
    if not found:
        return []
    count = sum(rows for rows, _ in found.values())
    amounts = [amount for _, amount in found.values() if amount is not None]
    worth = f" ({sum(amounts):,.2f})" if amounts else ""
    said = (
        f"{_lines(count)}{worth} {'names' if count == 1 else 'name'} {len(found):,} "
        f"{other.removesuffix('s') if len(found) == 1 else other} that the table {other} "
        "lacks; they count as (unknown)"
    )
    return [said]


def _amounts(tally: Tally, merged: Merged) -> SalesAmounts:
    """Return units and revenue by what became of the rows, each summed by itself."""
    return SalesAmounts(
        units_in=tally.came.units,
        units_accepted=tally.good.units - merged.unchanged.units,
        units_quarantined=tally.bad.units,
        units_unchanged=tally.repeats.units + merged.unchanged.units,
        revenue_in=tally.came.revenue,
        revenue_accepted=tally.good.revenue - merged.unchanged.revenue,
        revenue_quarantined=tally.bad.revenue,
        revenue_unchanged=tally.repeats.revenue + merged.unchanged.revenue,
    )
