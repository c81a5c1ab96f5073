"""A generated year of sales in a ledger, and generated offers in a file, for the repricing's claim.

Sales are those of `simulate.benchmark_sales`; offers are drawn as for the engine's benchmark, on
the stores, products and areas of that ledger. No such offer was made and no such line ever sold.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa

from showfloor.simulate.arrow_columns import dates_or_none, money, write_parquet
from showfloor.simulate.benchmark_sales import BenchmarkSales
from showfloor.simulate.benchmark_sales_types import BenchmarkSize
from showfloor.simulate.offer_baskets_terms import drawn_offer
from showfloor.storage import IntakeFile, Workspace, create_workspace, open_workspace
from showfloor.storage.offer_definitions_writer import offer_toml
from showfloor.workflows.offer_checks import offer_network

FIRST_DAY, TO_DAY = date(2025, 1, 1), date(2026, 1, 1)
AT_END = datetime(2025, 12, 31, 23, tzinfo=UTC)
"""Midnight in Berlin."""
SEED = 1
TABLES = ("stores", "manufacturers", "products", "closures", "prices", "areas")
HEAD = """# Generated for a benchmark: no such offer was ever made.
groups = ["area", "brand", "voucher"]

[limits]
most_offers_a_unit = 3
most_discount = 60
"""


@dataclass(frozen=True, slots=True)
class Data:
    """Where the files of one size lie."""

    folder: Path
    lines: int

    @property
    def workspace(self) -> Path:
        """The workspace whose ledger holds the lines."""
        return self.folder / f"{self.lines}" / "workspace"


def made(data: Data) -> Workspace:
    """Return the workspace of so many lines; it appears under its name when it is complete."""
    if not data.workspace.exists():
        size = BenchmarkSize(data.lines, first_day=FIRST_DAY, to_day=TO_DAY)
        sales = BenchmarkSales(size, SEED)
        raw, part = data.workspace.with_name("parquet"), data.workspace.with_name("part")
        for folder in (raw, part):
            shutil.rmtree(folder, ignore_errors=True)
        _say(f"{data.lines:,} lines: making them")
        sales.write_parquet(raw)
        write_parquet(raw / "prices.parquet", _prices(sales))
        write_parquet(raw / "areas.parquet", _areas(sales))
        _say(f"{data.lines:,} lines: importing them into a ledger")
        files = [IntakeFile(raw / f"{table}.parquet", table) for table in TABLES]
        files += [IntakeFile(path, "sales") for path in sorted(raw.glob("sales-*.parquet"))]
        create_workspace(
            part, name="bench", currency="EUR", vat="with", time_zone="Europe/Berlin"
        ).ledger.take(files)
        shutil.rmtree(raw)
        part.rename(data.workspace)
    return open_workspace(data.workspace)


def write_offers(workspace: Workspace, path: Path, count: int) -> None:
    """Draw offers of every kind on the ledger's products and stores, live all year."""
    products, network = offer_network(workspace, AT_END)
    random = Random(SEED)  # draws examples, keeps no secret
    stores = [place.store_id for place in network.places]
    popular = sorted(products, key=lambda product: product.product_id)
    offers = [
        replace(drawn_offer(random, number, popular, stores, "all"), status="draft")
        for number in range(count)
    ]
    path.write_text("\n".join([HEAD, *map(offer_toml, offers)]), encoding="utf-8")


def _prices(sales: BenchmarkSales) -> dict[str, pa.Array]:
    """Return the list prices as prices of the stores with 19 % of VAT, from the first day."""
    ids = sales.products.product_ids
    return {
        "product_id": pa.array(ids, pa.string()),
        "channel": pa.array(["stores"] * len(ids), pa.string()),
        "valid_from": dates_or_none([FIRST_DAY] * len(ids)),
        "gross_price": money(np.asarray(sales.products.list_cents, dtype=np.int64)),
        "vat_rate": pa.array([0.19] * len(ids), pa.float64()),
    }


def _areas(sales: BenchmarkSales) -> dict[str, pa.Array]:
    """Return an area of one of the first manufacturers in every third store, opened in the year."""
    random = Random(SEED)  # draws examples, keeps no secret
    stores = sales.store_ids[::3]
    opened = [FIRST_DAY + timedelta(days=random.randrange(300)) for _ in stores]
    makers = [random.choice(sales.products.manufacturer_ids[:8]) for _ in stores]
    return {
        "area_id": pa.array([f"area-{store}" for store in stores], pa.string()),
        "store_id": pa.array(stores, pa.string()),
        "manufacturer_id": pa.array(makers, pa.string()),
        "format_id": pa.array(["wall"] * len(stores), pa.string()),
        "installed_from": dates_or_none(opened),
        "selling_from": dates_or_none(opened),
    }


def _say(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)
