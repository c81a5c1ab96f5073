"""Benchmark sales: exact totals, the same lines in every form, and lines that must be refused."""

from __future__ import annotations

import csv
import tracemalloc
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from showfloor.domain.stores import Closure
from showfloor.simulate.benchmark_sales import BenchmarkSales
from showfloor.simulate.benchmark_sales_csv import COLUMNS, DAMAGES, PAIR
from showfloor.simulate.benchmark_sales_lines import BLOCK, line_blocks
from showfloor.simulate.benchmark_sales_types import (
    GERMAN_CSV,
    BenchmarkFiles,
    BenchmarkSize,
    CsvDialect,
)
from showfloor.storage import IntakeFile, create_workspace

SMALL = BenchmarkSize(
    lines=20_000, stores=60, products=90, manufacturers=8, to_day=date(2020, 4, 15)
)
Row = tuple[object, ...]


@pytest.fixture(scope="module")
def sales() -> BenchmarkSales:
    return BenchmarkSales(SMALL, seed=11)


@pytest.fixture(scope="module")
def parquet(sales: BenchmarkSales, tmp_path_factory: pytest.TempPathFactory) -> BenchmarkFiles:
    return sales.write_parquet(tmp_path_factory.mktemp("parquet"))


@pytest.fixture(scope="module")
def spoilt(sales: BenchmarkSales, tmp_path_factory: pytest.TempPathFactory) -> BenchmarkFiles:
    return sales.write_csv(tmp_path_factory.mktemp("spoilt"), bad_share=0.01)


def rows_of(files: BenchmarkFiles) -> list[Row]:
    rows: list[Row] = []
    for path in files.sales:
        columns = pq.read_table(path).to_pydict()
        rows += list(zip(*(columns[name] for name in COLUMNS), strict=True))
    return rows


def rows_of_csv(path: Path, dialect: CsvDialect, bad: set[int]) -> list[Row]:
    rows: list[Row] = []
    with path.open(encoding=dialect.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=dialect.delimiter)
        assert tuple(next(reader)) == COLUMNS
        for line, cells in enumerate(reader, start=2):
            if line in bad:
                continue
            source, day, store, product, number, units, revenue, *kinds = cells
            if dialect.dates == "german":
                day = "-".join(reversed(day.split(".")))
            amount = Decimal(revenue.replace(dialect.decimal_mark, "."))
            key = (source, date.fromisoformat(day), store, product, int(number))
            rows.append((*key, int(units), amount, *kinds))
    return rows


def test_the_truth_is_what_adding_up_the_files_line_by_line_gives(
    sales: BenchmarkSales, parquet: BenchmarkFiles
) -> None:
    products = pq.read_table(parquet.tables["products"]).to_pydict()
    maker_of = dict(zip(products["product_id"], products["manufacturer_id"], strict=True))
    lines: Counter[Row] = Counter()
    units: Counter[Row] = Counter()
    cents: Counter[Row] = Counter()
    for _, day, store, product, _, sold, revenue, *_ in rows_of(parquet):
        cell = (maker_of[product], str(day)[:7], store)
        lines[cell] += 1
        units[cell] += sold
        cents[cell] += int(revenue * 100)
    truth = parquet.truth
    assert int(truth.lines.sum()) == SMALL.lines == sum(lines.values())
    for m, maker in enumerate(truth.manufacturers):
        for t, month in enumerate(truth.months):
            for s, store in enumerate(truth.stores):
                cell = (maker, month, store)
                assert truth.lines[m, t, s] == lines[cell]
                assert truth.units[m, t, s] == units[cell]
                assert truth.revenue_cents[m, t, s] == cents[cell]
    kept = pq.read_table(parquet.truth_path).to_pydict()
    assert sum(kept["lines"]) == SMALL.lines
    assert sum(kept["revenue"]) == Decimal(sum(cents.values())) / 100


@pytest.mark.parametrize("lines_at_once", [1, 777, 10**9])
def test_how_many_lines_are_kept_at_once_changes_nothing(
    sales: BenchmarkSales, parquet: BenchmarkFiles, tmp_path: Path, lines_at_once: int
) -> None:
    short = BenchmarkSize(2_000, stores=20, products=30, manufacturers=3, to_day=date(2020, 2, 20))
    drawn = BenchmarkSales(short, seed=3)
    usual = rows_of(drawn.write_parquet(tmp_path / "usual"))
    assert rows_of(drawn.write_parquet(tmp_path / "other", lines_at_once=lines_at_once)) == usual


def test_a_day_of_several_blocks_is_numbered_without_gap_or_repeat() -> None:
    size = BenchmarkSize(60 * BLOCK, stores=3, products=20, manufacturers=2,
                         to_day=date(2020, 1, 29))  # fmt: skip
    sales = BenchmarkSales(size, seed=1)
    blocks = list(line_blocks(range(2), sales.lines, sales.products, seed=1))
    assert [block.day for block in blocks] == [1] * len(blocks)
    assert len(blocks) > 1
    store = np.concatenate([block.store for block in blocks])
    number = np.concatenate([block.line_no for block in blocks])
    expected = [np.arange(1, count + 1) for count in sales.lines[1]]
    assert np.array_equal(store, np.repeat(np.arange(3), sales.lines[1]))
    assert np.array_equal(number, np.concatenate(expected))


@pytest.mark.parametrize("dialect", [CsvDialect(), GERMAN_CSV, CsvDialect("\t", ",", "german")])
def test_every_dialect_holds_the_lines_of_the_parquet_files(
    sales: BenchmarkSales, parquet: BenchmarkFiles, tmp_path: Path, dialect: CsvDialect
) -> None:
    files = sales.write_csv(tmp_path, dialect, bad_share=0.003)
    bad = {line.line for line in files.bad_lines}
    assert len(bad) == 60
    assert rows_of_csv(files.sales[0], dialect, bad) == rows_of(parquet)
    assert np.array_equal(files.truth.revenue_cents, parquet.truth.revenue_cents)


def test_a_day_alone_and_all_days_before_it_are_together_the_whole(
    sales: BenchmarkSales, parquet: BenchmarkFiles, tmp_path: Path
) -> None:
    last = date(2020, 4, 14)
    before = sales.write_parquet(tmp_path / "before", between=(SMALL.first_day, last))
    day = sales.write_csv(tmp_path / "day", bad_share=0.02, between=(last, SMALL.to_day))
    bad = {line.line for line in day.bad_lines}
    assert bad
    added = rows_of_csv(day.sales[0], CsvDialect(), bad)
    assert {row[1] for row in added} == {last}
    assert rows_of(before) + added == rows_of(parquet)
    together = before.truth.revenue_cents + day.truth.revenue_cents
    assert np.array_equal(together, parquet.truth.revenue_cents)


def test_days_out_of_the_period_and_folders_with_sales_are_refused(
    sales: BenchmarkSales, parquet: BenchmarkFiles, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="not in the period"):
        sales.write_csv(tmp_path, between=(date(2020, 4, 14), date(2020, 4, 16)))
    with pytest.raises(ValueError, match="already holds"):
        sales.write_csv(parquet.sales[0].parent)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_sales(tmp_path: Path) -> None:
    size = BenchmarkSize(3_000, stores=20, products=30, manufacturers=3, to_day=date(2020, 2, 20))
    first, again, other = (
        BenchmarkSales(size, seed).write_csv(tmp_path / name, bad_share=0.01)
        for name, seed in (("first", 5), ("again", 5), ("other", 6))
    )
    assert first.sales[0].read_bytes() == again.sales[0].read_bytes()
    assert first.bad_lines == again.bad_lines
    assert first.sales[0].read_bytes() != other.sales[0].read_bytes()
    for name, path in first.tables.items():
        assert pq.read_table(path).equals(pq.read_table(again.tables[name]))


def test_nothing_is_sold_on_a_closed_day_before_opening_or_after_closing(
    sales: BenchmarkSales, parquet: BenchmarkFiles
) -> None:
    stores = {store.store_id: store for store in sales.network.stores}
    closures: dict[str, list[Closure]] = {store: [] for store in stores}
    for closure in sales.network.closures:
        closures[closure.store_id].append(closure)
    assert any(store.opened_on for store in stores.values())
    assert any(store.closed_on for store in stores.values())
    assert any(c.reason == "Umbau" for store in closures.values() for c in store)
    for _, day, store, *_ in rows_of(parquet):
        assert isinstance(day, date)
        assert day.weekday() < 6
        assert not any(c.from_date <= day < c.to_date for c in closures[str(store)])
        assert (stores[str(store)].opened_on or day) <= day
        assert (stores[str(store)].closed_on or date.max) > day


def test_prices_returns_and_contracts_are_as_described(
    sales: BenchmarkSales, parquet: BenchmarkFiles
) -> None:
    products = pq.read_table(parquet.tables["products"]).to_pydict()
    launched = dict(zip(products["product_id"], products["launched_on"], strict=True))
    row_of = {name: row for row, name in enumerate(sales.products.product_ids)}
    kinds: Counter[object] = Counter()
    for _, day, _, product, _, units, revenue, line_type, sale_type in rows_of(parquet):
        week = (day - SMALL.first_day).days // 7
        price = int(sales.products.price_cents[week, row_of[product]])
        assert revenue * 100 == units * (100 if sale_type == "contract" else price)
        assert (units < 0) == (line_type != "sale")
        assert launched[product] <= day
        kinds.update([line_type, sale_type])
    assert set(kinds) == {"sale", "return", "cancellation", "outright", "contract", "instalment"}
    assert 0.02 < kinds["return"] / SMALL.lines < 0.04
    assert (np.diff(sales.products.price_cents, axis=0) != 0).any()


def test_ids_have_umlauts_and_keys_never_repeat(parquet: BenchmarkFiles) -> None:
    rows = rows_of(parquet)
    assert any("ü" in str(row[2]) for row in rows)
    assert len({row[:5] for row in rows}) == len(rows)


def test_few_products_sell_most_and_saturdays_more_than_mondays(
    parquet: BenchmarkFiles,
) -> None:
    rows = rows_of(parquet)
    by_product = Counter(row[3] for row in rows)
    best = sum(count for _, count in by_product.most_common(len(by_product) // 5))
    assert best > 0.4 * len(rows)
    by_weekday = Counter(row[1].weekday() for row in rows if isinstance(row[1], date))
    assert by_weekday[5] > 1.2 * by_weekday[0]


def test_bad_lines_are_listed_as_they_stand_in_the_file(spoilt: BenchmarkFiles) -> None:
    text = spoilt.sales[0].read_text(encoding="utf-8").split("\n")
    assert len(spoilt.bad_lines) == 200
    assert len(text) == 1 + SMALL.lines + 200 + 1
    for bad in spoilt.bad_lines:
        cells = text[bad.line - 1].split(",")
        if bad.column in COLUMNS:
            assert cells[COLUMNS.index(bad.column)] == bad.value
        elif bad.kind == PAIR:
            assert " | ".join(cells[:5]) == bad.value
        else:
            assert len(cells) != len(COLUMNS)
    assert {bad.kind for bad in spoilt.bad_lines} == set(DAMAGES)
    with (spoilt.truth_path.parent / "bad-lines.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.reader(file))[1:]
    assert listed == [[str(b.line), b.kind, b.column, b.value] for b in spoilt.bad_lines]


def test_the_ledger_takes_every_good_line_and_refuses_every_bad_one(
    spoilt: BenchmarkFiles, tmp_path: Path
) -> None:
    ledger = create_workspace(
        tmp_path / "workspace",
        name="benchmark",
        currency="EUR",
        vat="with",
        time_zone="Europe/Berlin",
    ).ledger
    files = [IntakeFile(path, table) for table, path in spoilt.tables.items()]
    report = ledger.take([*files, IntakeFile(spoilt.sales[0], "sales")])
    taken = next(file for file in report.files if file.table == "sales")
    assert (taken.accepted, taken.quarantined) == (SMALL.lines, 200)
    assert taken.quarantine_path is not None
    with taken.quarantine_path.open(encoding="utf-8", newline="") as file:
        refused = [(int(line), column) for line, column, *_ in list(csv.reader(file))[1:]]
    assert refused == [(bad.line, bad.column) for bad in spoilt.bad_lines]
    assert all(file.quarantined == 0 for file in report.files if file.table != "sales")


def test_memory_does_not_grow_with_the_number_of_lines() -> None:
    peaks = []
    for lines in (50_000, 500_000):
        size = BenchmarkSize(lines, stores=20, products=30, manufacturers=3)
        sales = BenchmarkSales(size, seed=2)
        tracemalloc.start()
        assert sum(len(block.store) for block in sales.blocks()) == lines
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + (2 << 20)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": 0},
        {"lines": 10, "stores": 0},
        {"lines": 10, "products": 5, "manufacturers": 6},
        {"lines": 10, "to_day": date(2020, 1, 10)},
    ],
)
def test_sizes_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|between"):
        BenchmarkSize(**wrong)  # type: ignore[arg-type]


def test_a_comma_cannot_be_mark_and_delimiter_and_a_share_lies_below_one(
    sales: BenchmarkSales, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="decimal mark"):
        CsvDialect(",", ",")
    with pytest.raises(ValueError, match="share of bad lines"):
        sales.write_csv(tmp_path, bad_share=1.0)
