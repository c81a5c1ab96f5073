"""The generated rollout as what measuring reads, without files: week by week, part by part."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from showfloor.domain.plan import PlannedArea
from showfloor.domain.queries import Columns
from showfloor.domain.stores import Area
from showfloor.measure.types_areas import AreaLedger, AreaQuestion
from showfloor.simulate.measured_rollout_network import (
    END,
    FIRST_DAY,
    MAKER,
    PRODUCTS,
    START,
    RolloutShops,
)
from showfloor.simulate.measured_rollout_sales import WEEKS, rollout_sales

QUESTION = AreaQuestion(MAKER, "", FIRST_DAY, END, (0, 1, 2, 3, 4, 5))
FIRST_OPENING = date(2024, 1, 15)


def a_plan(shops: RolloutShops, count: int = 36, seed: int = 1) -> list[PlannedArea]:
    """Return areas in shops drawn by lot, one or two a week."""
    chosen = np.random.default_rng(seed).choice(len(shops.stores), count, replace=False)
    plan = []
    for place, row in enumerate(sorted(chosen.tolist())):
        starts = START + timedelta(weeks=1 + place % 22)
        weeks, form = (2, "island") if place % 3 == 0 else (1, "table")
        store = shops.stores[row].store_id
        plan.append(PlannedArea(store, form, starts, starts + timedelta(weeks=weeks), 0.0))
    return plan


def ledger_of(shops: RolloutShops, areas: tuple[Area, ...], seed: int) -> AreaLedger:
    """Return the drawn sales as the answers to what measuring asks the ledger."""
    units = rollout_sales(shops, areas, seed).units
    weekly = units.reshape(len(shops.stores), WEEKS, 7, len(PRODUCTS)).sum(axis=2)
    store, week, product = np.nonzero(weekly)
    sold = weekly[store, week, product].astype(np.float64)
    ids = np.array([shop.store_id for shop in shops.stores])
    price = np.array([item.price for item in PRODUCTS], dtype=np.float64)[product]
    margin = np.array([item.margin for item in PRODUCTS], dtype=np.float64)[product]
    rivals = [item.manufacturer_id if item.part == "rivals" else "" for item in PRODUCTS]
    sales: Columns = {
        "store_id": ids[store],
        "week": np.datetime64(FIRST_DAY) + 7 * week,
        "part": np.array([item.part for item in PRODUCTS])[product],
        "rival": np.array(rivals)[product],
        "units": sold,
        "revenue": sold * price,
        "margin": sold * margin,
        "priced": sold * price,
    }
    return AreaLedger(
        shops.stores,
        shops.closures,
        areas,
        sales,
        _empty("store_id", "week", "baskets"),
        _empty("postcode_area", "week", "units", "revenue"),
    )


def _empty(*names: str) -> Columns:
    columns: dict[str, npt.NDArray[np.generic]] = {name: np.array([]) for name in names}
    columns["week"] = np.array([], dtype="datetime64[D]")
    columns[names[0]] = np.array([], dtype=str)
    return columns
