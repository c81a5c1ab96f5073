"""Sales of any number of lines for benchmarks, as Parquet or CSV, with their exact truth."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, fields
from datetime import date
from itertools import chain, groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from showfloor.simulate.arrow_columns import (
    coded_text,
    dates,
    money,
    repeated_text,
    write_parquet,
)
from showfloor.simulate.benchmark_sales_csv import SOURCE, CsvNames, write_sales_csv
from showfloor.simulate.benchmark_sales_lines import (
    LINE_TYPES,
    SALE_TYPES,
    LineBlock,
    line_blocks,
    lines_by_store_day,
)
from showfloor.simulate.benchmark_sales_network import BenchmarkNetwork, benchmark_network
from showfloor.simulate.benchmark_sales_products import (
    BenchmarkRange,
    benchmark_range,
    manufacturer_columns,
    product_columns,
)
from showfloor.simulate.benchmark_sales_types import (
    PLAIN_CSV,
    BadLine,
    BenchmarkFiles,
    BenchmarkSize,
    CsvDialect,
    Ints,
    SalesTruth,
)
from showfloor.simulate.planning_instance_files import GENERATED
from showfloor.simulate.store_table import closure_columns, store_columns

Between = tuple[date, date] | None
"""First day and end (exclusive); None for the whole period."""


class BenchmarkSales:
    """The sales of one size and seed; each way of writing them holds the same lines.

    Stores, products and shares of store-days are drawn once; lines are made anew, block by block,
    each time they are written, so that memory does not grow with their number.
    """

    def __init__(self, size: BenchmarkSize, seed: int) -> None:
        """Draw the network and the range; ValueError where no store ever trades."""
        self.size, self.seed = size, seed
        self.network: BenchmarkNetwork = benchmark_network(size, seed)
        self.products: BenchmarkRange = benchmark_range(size, seed)
        self.lines: Ints = lines_by_store_day(size, self.network)
        self.store_ids = tuple(store.store_id for store in self.network.stores)

    def blocks(self, between: Between = None) -> Iterator[LineBlock]:
        """Yield the good lines in the order of day, store and number.

        between: first day and end (exclusive), None for all days; ValueError where they are not
        in the size's period. A day's lines are the same whichever days are asked for.
        """
        first, last = between or (self.size.first_day, self.size.to_day)
        if not self.size.first_day <= first < last <= self.size.to_day:
            raise ValueError(f"{first} to {last} is not in the period of the sales")
        days = range((first - self.size.first_day).days, (last - self.size.first_day).days)
        return line_blocks(days, self.lines, self.products, self.seed)

    def write_parquet(
        self, folder: Path, *, between: Between = None, lines_at_once: int = 1 << 20
    ) -> BenchmarkFiles:
        """Write the sales as one Parquet file a month, sales-2020-01.parquet, and all beside it.

        between: as in `blocks`; the truth then speaks of these days. lines_at_once: lines that
        are kept before they are written, and so the rows of a row group; it changes memory and
        layout, never content. ValueError where the folder already holds files of sales.
        """
        if lines_at_once < 1:
            raise ValueError("at least one line must be kept at once")
        blocks = self.blocks(between)
        _make_folder(folder)
        truth = self._empty_truth()
        paths = _write_months(self, _counted(self, blocks, truth), folder, lines_at_once)
        return self._files_beside(folder, tuple(paths), truth, ())

    def write_csv(
        self,
        folder: Path,
        dialect: CsvDialect = PLAIN_CSV,
        *,
        bad_share: float = 0.0,
        between: Between = None,
    ) -> BenchmarkFiles:
        """Write the sales as one file sales.csv, and all beside it.

        bad_share: bad lines for each good one (0.0001 is 0.01 %), at least 0 and below 1. Bad
        lines are additional: what intake accepts is what the Parquet files hold. between: as in
        `blocks`. ValueError where the folder already holds files of sales.
        """
        blocks = self.blocks(between)
        _make_folder(folder)
        truth = self._empty_truth()
        path = folder / "sales.csv"
        names = CsvNames(self.size.first_day, self.store_ids, self.products.product_ids)
        counted = _counted(self, blocks, truth)
        bad = write_sales_csv(path, counted, names, dialect, bad_share=bad_share, seed=self.seed)
        return self._files_beside(folder, (path,), truth, bad)

    def months(self) -> tuple[tuple[str, ...], Ints]:
        """Return the calendar months [T] as 2020-01, and each day's [D] number into them."""
        days = np.datetime64(self.size.first_day) + np.arange(self.size.days)
        months, of_day = np.unique(days.astype("datetime64[M]"), return_inverse=True)
        return tuple(str(month) for month in months), of_day

    def _empty_truth(self) -> SalesTruth:
        months, _ = self.months()
        makers = self.products.manufacturer_ids
        shape = (len(makers), len(months), len(self.store_ids))
        sums = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        return SalesTruth(makers, months, self.store_ids, *sums)

    def _files_beside(
        self,
        folder: Path,
        sales: tuple[Path, ...],
        truth: SalesTruth,
        bad: tuple[BadLine, ...],
    ) -> BenchmarkFiles:
        tables = {
            "stores": store_columns(self.network.stores),
            "manufacturers": manufacturer_columns(self.products),
            "products": product_columns(self.size, self.products),
            "closures": closure_columns(self.network.closures),
            "traffic": _traffic_columns(self),
        }
        paths = {
            name: write_parquet(folder / f"{name}.parquet", columns)
            for name, columns in tables.items()
        }
        beside = folder / "truth"
        beside.mkdir(exist_ok=True)
        written = write_parquet(beside / "truth.parquet", _truth_columns(truth))
        _write_bad_lines(beside / "bad-lines.csv", bad)
        (folder / "README.md").write_text(_readme(self, len(bad)), encoding="utf-8")
        return BenchmarkFiles(paths, sales, truth, written, bad)


def _make_folder(folder: Path) -> None:
    """Make the folder; files of earlier sales would be imported together with the new ones."""
    if any(folder.glob("sales*")):
        raise ValueError(f"{folder} already holds files of sales: name another folder")
    folder.mkdir(parents=True, exist_ok=True)


def _counted(
    sales: BenchmarkSales, blocks: Iterable[LineBlock], truth: SalesTruth
) -> Iterator[LineBlock]:
    """Yield the blocks, and add each to the truth's sums."""
    _, month_of = sales.months()
    makers, stores = len(truth.manufacturers), len(truth.stores)
    for block in blocks:
        cell = sales.products.manufacturer[block.product] * stores + block.store
        for total, part in (
            (truth.lines, None),
            (truth.units, block.units),
            (truth.revenue_cents, block.cents),
        ):
            added = np.bincount(cell, part, makers * stores)
            total[:, month_of[block.day]] += added.astype(np.int64).reshape(makers, stores)
        yield block


def _write_months(
    sales: BenchmarkSales, blocks: Iterable[LineBlock], folder: Path, lines_at_once: int
) -> Iterator[Path]:
    """Write a file a month, and yield its path."""
    months, month_of = sales.months()
    for month, of_month in groupby(blocks, lambda block: int(month_of[block.day])):
        tables = (pa.table(dict(_line_columns(sales, block))) for block in of_month)
        first = next(tables)
        path = folder / f"sales-{months[month]}.parquet"
        with pq.ParquetWriter(path, first.schema, store_schema=False) as writer:
            for table in _gathered(chain([first], tables), lines_at_once):
                writer.write_table(table, row_group_size=lines_at_once)
        yield path


def _gathered(tables: Iterable[pa.Table], lines_at_once: int) -> Iterator[pa.Table]:
    """Yield the same rows in tables of at least so many lines, but for the last."""
    kept: list[pa.Table] = []
    for table in tables:
        kept.append(table)
        if sum(len(one) for one in kept) >= lines_at_once:
            yield pa.concat_tables(kept)
            kept.clear()
    if kept:
        yield pa.concat_tables(kept)


def _line_columns(sales: BenchmarkSales, block: LineBlock) -> Mapping[str, pa.Array]:
    rows = len(block.store)
    day = np.datetime64(sales.size.first_day) + block.day
    return {
        "source": repeated_text(SOURCE, rows),
        "date": dates(np.full(rows, day)),
        "store_id": coded_text(block.store, sales.store_ids),
        "product_id": coded_text(block.product, sales.products.product_ids),
        "line_no": pa.array(block.line_no),
        "units": pa.array(block.units),
        "revenue": money(block.cents),
        "line_type": coded_text(block.line_type, LINE_TYPES),
        "sale_type": coded_text(block.sale_type, SALE_TYPES),
    }


def _traffic_columns(sales: BenchmarkSales) -> Mapping[str, pa.Array]:
    """Return baskets (five for every eight lines, rounded up) and visitors of all trading days."""
    day, store = np.nonzero(sales.network.trading)
    rng = np.random.default_rng([sales.seed, 5])
    baskets = -(-sales.lines[day, store] * 5 // 8)
    visitors = baskets + rng.poisson(1.0 + 4.0 * baskets)
    return {
        "date": dates(np.datetime64(sales.size.first_day) + day),
        "store_id": coded_text(store, sales.store_ids),
        "baskets": pa.array(baskets),
        "visitors": pa.array(visitors),
    }


def _truth_columns(truth: SalesTruth) -> Mapping[str, pa.Array]:
    """Return a row a manufacturer, month and store that has lines."""
    maker, month, store = np.nonzero(truth.lines)
    cell = (maker, month, store)
    return {
        "manufacturer_id": coded_text(maker, truth.manufacturers),
        "month": coded_text(month, truth.months),
        "store_id": coded_text(store, truth.stores),
        "lines": pa.array(truth.lines[cell]),
        "units": pa.array(truth.units[cell]),
        "revenue": money(truth.revenue_cents[cell]),
    }


def _write_bad_lines(path: Path, bad: Iterable[BadLine]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in fields(BadLine)])
        writer.writerows(astuple(line) for line in bad)


def _readme(sales: BenchmarkSales, bad: int) -> str:
    size = sales.size
    return f"""{GENERATED}

{size.lines:,} sales lines of {size.stores:,} stores, {size.products:,} products and
{size.manufacturers:,} manufacturers, from {size.first_day} to before {size.to_day}; {bad:,} bad
lines beside them. Cities and their states are real; stores, manufacturers, products, prices and
every sale are drawn at random with the seed {sales.seed}.

Made, and made again, by `showfloor.simulate.benchmark_sales.BenchmarkSales`:

    BenchmarkSales({size!r}, seed={sales.seed})

The folder `truth` holds the exact totals by manufacturer, month and store, and each bad line.
"""
