"""The example o2-xiaomi: a generated network written as the ledger's tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from showfloor.domain.programme import Programme
from showfloor.domain.programme_text import programme_toml
from showfloor.simulate.arrow_columns import (
    coded_text,
    dates,
    dates_or_none,
    money,
    repeated_text,
    write_parquet,
)
from showfloor.simulate.o2_xiaomi_facts import (
    EXPECTED,
    STATEMENT_KINDS,
    STATEMENTS,
    STATEMENTS_DE,
    TITLE,
    TITLE_DE,
)
from showfloor.simulate.o2_xiaomi_network import Network, generate_network
from showfloor.simulate.o2_xiaomi_prices import write_prices
from showfloor.simulate.o2_xiaomi_products import (
    FIRST_DAY,
    MANUFACTURERS,
    XIAOMI,
    Product,
    generate_products,
)
from showfloor.simulate.o2_xiaomi_programme import (
    BASELINE_FROM,
    BASELINE_TO,
    o2_xiaomi_learning,
    o2_xiaomi_programme,
)
from showfloor.simulate.o2_xiaomi_sales import GeneratedSales, generate_sales
from showfloor.simulate.store_table import closure_columns, store_columns
from showfloor.simulate.types import ExampleFacts, Progress

NAME = "o2-xiaomi"
SOURCE = "o2-network"
SEED = 20210301
SALE_TYPES = ("outright", "contract", "instalment")


def write_o2_xiaomi(
    folder: Path, *, seed: int = SEED, progress: Progress | None = None
) -> ExampleFacts:
    """Generate the network from `seed` and write its tables (Parquet) and programme.toml.

    Everything but the facts of the news report and the cities' places is generated, and the
    statements say so. The same seed gives the same tables.
    """
    say = progress or _silent
    folder.mkdir(parents=True, exist_ok=True)
    say("Generating shops and products", 0.0)
    network = generate_network(seed)
    products = generate_products()
    say("Generating three years of sales", 0.1)
    sales = generate_sales(network, products, seed)
    say("Writing sales", 0.6)
    files = _write_network(folder, network, products)
    files["sales"] = _write_sales(folder, network, products, sales)
    files["traffic"] = _write_traffic(folder, network, sales)
    files["prices"] = write_prices(folder, products, seed)
    say("Generating the programme", 0.95)
    programme = o2_xiaomi_programme(network, _base_margin(network, products, sales))
    return _facts(folder, files, programme)


def _silent(step: str, share: float) -> None:
    """Report nothing."""


def _facts(folder: Path, files: dict[str, Path], programme: Programme) -> ExampleFacts:
    path = folder / "programme.toml"
    remarks = ("A generated programme: docs/reference/examples.md says what is real.",)
    path.write_text(programme_toml(programme, remarks), encoding="utf-8")
    return ExampleFacts(
        name=NAME,
        title=TITLE,
        title_de=TITLE_DE,
        files=files,
        programme_path=path,
        programme=programme,
        learning=o2_xiaomi_learning(),
        statements=STATEMENTS,
        statements_de=STATEMENTS_DE,
        statement_kinds=STATEMENT_KINDS,
        expected=EXPECTED,
        currency="EUR",
        vat="with",
        time_zone="Europe/Berlin",
        trading_days=(0, 1, 2, 3, 4, 5),
    )


def _write_network(
    folder: Path, network: Network, products: tuple[Product, ...]
) -> dict[str, Path]:
    makers = {
        "manufacturer_id": pa.array([maker for maker, _ in MANUFACTURERS], pa.string()),
        "name": pa.array([name for _, name in MANUFACTURERS], pa.string()),
    }
    listed = {
        "product_id": pa.array([p.product_id for p in products], pa.string()),
        "valid_from": dates_or_none([min(FIRST_DAY, p.launched_on) for p in products]),
        "manufacturer_id": pa.array([p.manufacturer_id for p in products], pa.string()),
        "category": pa.array([p.category for p in products], pa.string()),
        "name": pa.array([p.name for p in products], pa.string()),
        "list_price": money(np.array([p.list_price for p in products], dtype=np.int64)),
        "unit_margin": money(np.array([p.unit_margin for p in products], dtype=np.int64)),
        "places": pa.array([p.places for p in products], pa.float64()),
        "launched_on": dates_or_none([p.launched_on for p in products]),
    }
    return {
        "stores": write_parquet(folder / "stores.parquet", store_columns(network.stores)),
        "closures": write_parquet(folder / "closures.parquet", closure_columns(network.closures)),
        "manufacturers": write_parquet(folder / "manufacturers.parquet", makers),
        "products": write_parquet(folder / "products.parquet", listed),
    }


def _write_sales(
    folder: Path, network: Network, products: tuple[Product, ...], sales: GeneratedSales
) -> Path:
    rows = len(sales.day)
    returned = (sales.units < 0).astype(np.int64)
    return write_parquet(
        folder / "sales.parquet",
        {
            "source": repeated_text(SOURCE, rows),
            "date": dates(sales.day),
            "store_id": coded_text(sales.store, [s.store_id for s in network.stores]),
            "product_id": coded_text(sales.product, [p.product_id for p in products]),
            "line_no": pa.array(sales.line_no),
            "units": pa.array(sales.units),
            "revenue": money(sales.revenue),
            "line_type": coded_text(returned, ["sale", "return"]),
            "sale_type": coded_text(sales.sale_type, SALE_TYPES),
            "discount": money(sales.discount),
        },
    )


def _write_traffic(folder: Path, network: Network, sales: GeneratedSales) -> Path:
    return write_parquet(
        folder / "traffic.parquet",
        {
            "date": dates(sales.traffic_day),
            "store_id": coded_text(sales.traffic_store, [s.store_id for s in network.stores]),
            "baskets": pa.array(sales.baskets),
        },
    )


def _base_margin(
    network: Network, products: tuple[Product, ...], sales: GeneratedSales
) -> npt.NDArray[np.float64]:
    """Return Xiaomi's margin a week by store in the baseline's window, in currency."""
    own = np.array([p.manufacturer_id == XIAOMI for p in products])
    margin = np.array([p.unit_margin for p in products], dtype=np.float64) / 100.0
    inside = (sales.day >= np.datetime64(BASELINE_FROM)) & (sales.day < np.datetime64(BASELINE_TO))
    chosen = inside & own[sales.product]
    amount = sales.units[chosen] * margin[sales.product[chosen]]
    weeks = (BASELINE_TO - BASELINE_FROM).days / 7
    total = np.bincount(sales.store[chosen], amount, len(network.stores))
    return np.asarray(total / weeks, dtype=np.float64)
