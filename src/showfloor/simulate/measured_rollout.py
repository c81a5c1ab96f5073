"""The example measured-rollout: a year before any area, and the year after with a known truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from showfloor.domain.plan import PlannedArea
from showfloor.domain.programme_text import programme_toml
from showfloor.domain.stores import Area
from showfloor.simulate.arrow_columns import (
    coded_text,
    dates,
    dates_or_none,
    money,
    repeated_text,
    write_parquet,
)
from showfloor.simulate.measured_rollout_facts import (
    STATEMENT_KINDS,
    STATEMENTS,
    STATEMENTS_DE,
    TITLE,
    TITLE_DE,
)
from showfloor.simulate.measured_rollout_network import (
    END,
    FIRST_DAY,
    MAKER,
    MANUFACTURERS,
    PRODUCTS,
    START,
    RolloutShops,
    rollout_learning,
    rollout_programme,
    rollout_shops,
)
from showfloor.simulate.measured_rollout_sales import (
    BEFORE,
    RolloutSales,
    RolloutTruth,
    rollout_sales,
    rollout_truth,
)
from showfloor.simulate.store_table import closure_columns, store_columns
from showfloor.simulate.types import ExampleFacts, Progress

NAME = "measured-rollout"
SOURCE = "tills"
SEED = 20240101
LOCKED_ON = START - timedelta(days=3)
"""Day on which the analysis of the rollout is locked: before the first area."""
SLIPS = 0.15
"""Share of the areas that open later than planned."""
NOT_OPENED = 2
"""Planned areas that never come."""
CLOSED_EARLY_AFTER = 22
"""Weeks after which one area is taken down again."""


def write_measured_rollout(
    folder: Path, *, seed: int = SEED, progress: Progress | None = None
) -> ExampleFacts:
    """Write the network, its programme, and the year of sales before any area (Parquet)."""
    if progress is not None:
        progress("Generating shops and a year of sales", 0.0)
    folder.mkdir(parents=True, exist_ok=True)
    shops = rollout_shops(seed)
    sales = rollout_sales(shops, (), seed)
    files = _write_network(folder, shops)
    files |= _write_days(folder, shops, sales, 0, 7 * BEFORE)
    programme = rollout_programme(shops)
    path = folder / "programme.toml"
    remarks = ("A generated programme: docs/reference/examples.md says what is generated.",)
    path.write_text(programme_toml(programme, remarks), encoding="utf-8")
    return ExampleFacts(
        name=NAME,
        title=TITLE,
        title_de=TITLE_DE,
        files=files,
        programme_path=path,
        programme=programme,
        learning=rollout_learning(),
        statements=STATEMENTS,
        statements_de=STATEMENTS_DE,
        statement_kinds=STATEMENT_KINDS,
        expected={"stores": float(len(shops.stores))},
        currency="EUR",
        vat="with",
        time_zone="Europe/Berlin",
        trading_days=(0, 1, 2, 3, 4, 5),
    )


@dataclass(frozen=True, slots=True)
class RolloutYear:
    """The year after: files to import, the areas as they opened, and the truth about them.

    planned: what was agreed before (areas that never opened are not in it).
    """

    files: dict[str, Path]
    planned: tuple[Area, ...]
    opened: tuple[Area, ...]
    truth: RolloutTruth


def write_rollout_year(
    folder: Path, plan: Sequence[PlannedArea], *, seed: int = SEED
) -> RolloutYear:
    """Open a plan's areas with delays, draw the year with what they truly do, and write its files.

    The same plan and seed give the same year.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shops = rollout_shops(seed)
    planned, opened = open_areas(plan, seed)
    sales = rollout_sales(shops, opened, seed)
    files = _write_days(folder, shops, sales, 7 * BEFORE, sales.units.shape[1])
    files["areas"] = write_areas_table(folder / "areas.parquet", opened)
    return RolloutYear(files, planned, opened, rollout_truth(shops, opened, seed))


def open_areas(plan: Sequence[PlannedArea], seed: int) -> tuple[tuple[Area, ...], tuple[Area, ...]]:
    """Return a plan's areas as agreed and as opened: some slip, two never come, one ends early.

    Every area is announced by a week of clearance sales before its building begins.
    """
    rng = np.random.default_rng([seed, 6])
    ordered = sorted(plan, key=lambda area: area.store_id)
    missing = set(rng.choice(len(ordered), min(NOT_OPENED, len(ordered) - 1), replace=False))
    slips = np.where(rng.random(len(ordered)) < SLIPS, rng.integers(2, 6, len(ordered)), 0)
    planned, opened = [], []
    for place, item in enumerate(ordered):
        if place in missing:
            continue
        agreed = Area(
            area_id=f"area-{item.store_id}",
            store_id=item.store_id,
            manufacturer_id=MAKER,
            format_id=item.format_id,
            installed_from=item.start_week,
            selling_from=item.selling_week,
            clearance_from=_clearance(item.start_week),
        )
        late = timedelta(weeks=int(slips[place]))
        starts = item.start_week + late
        planned.append(agreed)
        opened.append(
            replace(
                agreed,
                installed_from=starts,
                selling_from=item.selling_week + late,
                clearance_from=_clearance(starts),
            )
        )
    first = min(range(len(opened)), key=lambda place: (opened[place].selling_from, place))
    end = opened[first].selling_from + timedelta(weeks=CLOSED_EARLY_AFTER)
    opened[first] = replace(opened[first], selling_to=end)
    return tuple(planned), tuple(opened)


def _clearance(starts: date) -> date:
    return max(starts - timedelta(weeks=1), START)


def write_areas_table(path: Path, areas: Sequence[Area]) -> Path:
    """Write areas as a file of the ledger's table `areas` (Parquet)."""
    texts = ("area_id", "store_id", "manufacturer_id", "format_id")
    days = ("announced_on", "clearance_from", "installed_from", "selling_from", "selling_to")
    columns = {name: pa.array([getattr(a, name) for a in areas], pa.string()) for name in texts}
    columns |= {name: dates_or_none([getattr(a, name) for a in areas]) for name in days}
    return write_parquet(path, columns)


def _write_network(folder: Path, shops: RolloutShops) -> dict[str, Path]:
    makers = {
        "manufacturer_id": pa.array([maker for maker, _ in MANUFACTURERS], pa.string()),
        "name": pa.array([name for _, name in MANUFACTURERS], pa.string()),
    }
    listed = {
        "product_id": pa.array([p.product_id for p in PRODUCTS], pa.string()),
        "valid_from": dates_or_none([FIRST_DAY] * len(PRODUCTS)),
        "manufacturer_id": pa.array([p.manufacturer_id for p in PRODUCTS], pa.string()),
        "category": pa.array([p.category for p in PRODUCTS], pa.string()),
        "name": pa.array([p.name for p in PRODUCTS], pa.string()),
        "list_price": money(np.array([100 * p.price for p in PRODUCTS], dtype=np.int64)),
        "unit_margin": money(np.array([100 * p.margin for p in PRODUCTS], dtype=np.int64)),
    }
    return {
        "stores": write_parquet(folder / "stores.parquet", store_columns(shops.stores)),
        "closures": write_parquet(folder / "closures.parquet", closure_columns(shops.closures)),
        "manufacturers": write_parquet(folder / "manufacturers.parquet", makers),
        "products": write_parquet(folder / "products.parquet", listed),
    }


def _write_days(
    folder: Path, shops: RolloutShops, sales: RolloutSales, first: int, last: int
) -> dict[str, Path]:
    """Write the sales and baskets of the days from `first` to before `last`."""
    ids = [store.store_id for store in shops.stores]
    start = np.datetime64(FIRST_DAY)
    day, store, product = np.nonzero(sales.units[:, first:last].transpose(1, 0, 2))
    units = sales.units[store, day + first, product]
    price = np.array([100 * p.price for p in PRODUCTS], dtype=np.int64)[product]
    sold = {
        "source": repeated_text(SOURCE, len(day)),
        "date": dates(start + (day + first).astype("timedelta64[D]")),
        "store_id": coded_text(store, ids),
        "product_id": coded_text(product, [p.product_id for p in PRODUCTS]),
        "line_no": pa.array(np.ones(len(day), dtype=np.int64)),
        "units": pa.array(units),
        "revenue": money(units * price),
    }
    open_day, open_store = np.nonzero(sales.open_days[:, first:last].T)
    bought = sales.units.sum(axis=2)[open_store, open_day + first]
    visits = {
        "date": dates(start + (open_day + first).astype("timedelta64[D]")),
        "store_id": coded_text(open_store, ids),
        "baskets": pa.array(20 + bought),
    }
    year = (FIRST_DAY + timedelta(days=first)).year
    return {
        "sales": write_parquet(folder / f"sales-{year}.parquet", sold),
        "traffic": write_parquet(folder / f"traffic-{year}.parquet", visits),
    }


__all__ = [
    "END",
    "LOCKED_ON",
    "NAME",
    "SEED",
    "RolloutYear",
    "open_areas",
    "write_areas_table",
    "write_measured_rollout",
    "write_rollout_year",
]
