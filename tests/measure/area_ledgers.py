"""Small ledgers with brand areas, for tests: sales follow a stated rule, without any noise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from showfloor.domain.queries import Columns, text_column
from showfloor.domain.stores import Area, Closure, Store
from showfloor.measure.types_areas import AreaLedger, AreaQuestion

MONDAY = date(2021, 1, 4)
WEEKS = 12
IDS = tuple(f"s{place}" for place in range(8))
QUESTION = AreaQuestion(
    "m1",
    "",
    MONDAY,
    MONDAY + timedelta(weeks=WEEKS),
    (0, 1, 2, 3, 4, 5),
    scale="levels",
)
Sold = Callable[[int, int], float]
"""Store and week to what was sold."""


def monday(week: int) -> date:
    return MONDAY + timedelta(weeks=week)


def stores(**changes: dict[str, object]) -> tuple[Store, ...]:
    plain = (Store(store_id, store_id, "standard", "own") for store_id in IDS)
    return tuple(replace(store, **changes.get(store.store_id, {})) for store in plain)


def area(store_id: str, begins: int, sells: int, **more: object) -> Area:
    return Area(
        str(more.pop("area_id", f"a-{store_id}")),
        store_id,
        str(more.pop("manufacturer_id", "m1")),
        str(more.pop("format_id", "table")),
        monday(begins),
        monday(sells),
        **more,  # type: ignore[arg-type]  # dates, given by name
    )


def sales(
    own: Sold, rivals: Sold | None = None, other: Sold | None = None, margin: float = 0.5
) -> Columns:
    """Rows of AREA_SALES: units as the rules say, 10 of revenue a unit; weeks of NaN have none."""
    rows: list[tuple[str, date, str, str, float]] = []
    for place, store_id in enumerate(IDS):
        for week in range(WEEKS):
            for part, rival, rule in (
                ("own", "", own),
                ("rivals", "m2", rivals),
                ("other", "", other),
            ):
                units = np.nan if rule is None else rule(place, week)
                if np.isfinite(units):
                    rows.append((store_id, monday(week), part, rival, units))
    units = np.array([row[4] for row in rows])
    return {
        "store_id": text_column([row[0] for row in rows]),
        "week": np.array([row[1] for row in rows], dtype="datetime64[D]"),
        "part": text_column([row[2] for row in rows]),
        "rival": text_column([row[3] for row in rows]),
        "units": units,
        "revenue": 10.0 * units,
        "margin": 10.0 * margin * units,
        "priced": 10.0 * units,
    }


def no_rows(*names: str) -> Columns:
    empty = {name: np.zeros(0) for name in names}
    return {**empty, "week": np.zeros(0, dtype="datetime64[D]")}


def ledger(
    sold: Columns,
    areas: Sequence[Area],
    *,
    where: Sequence[Store] | None = None,
    closures: Sequence[Closure] = (),
) -> AreaLedger:
    return AreaLedger(
        stores() if where is None else where,
        closures,
        areas,
        sold,
        no_rows("store_id", "baskets"),
        no_rows("postcode_area", "units", "revenue"),
        {"table": 600.0},
    )
