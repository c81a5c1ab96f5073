"""From the sparse cells of DISPLAY_PANEL to the arrays of the display regressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns
from showfloor.errors import PanelError
from showfloor.measure.queries import PAIR, SHOWN, STORE_WEEK, UNITS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_DAYS = 7


@dataclass(frozen=True, slots=True)
class DisplayPanel:
    """P pairs (a manufacturer in a category) x S stores x W weeks.

    own_units, category_units: [P, S, W]. own_shown, rivals_shown, own_mailed, rivals_mailed:
    [P, S, W] shares (0 to 1) by value. baskets: [S, W], 0 where the store had none.
    shown_by_format: format_id to [P, S, W] share that stood on a display of that format.
    """

    manufacturers: tuple[str, ...]
    categories: tuple[str, ...]
    stores: tuple[str, ...]
    store_kinds: tuple[str, ...]
    weeks: npt.NDArray[np.datetime64]
    own_units: Floats
    category_units: Floats
    own_shown: Floats
    rivals_shown: Floats
    own_mailed: Floats
    rivals_mailed: Floats
    baskets: Floats
    shown_by_format: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where a row of the cells belongs: its pair or rest, store and week, all numbered."""

    category_of: Ints
    categories: int
    stores: int
    weeks: int
    first_week: np.datetime64

    def place(self, columns: Columns, chosen: Flags) -> tuple[Ints, Ints, Ints, Ints]:
        days = (columns["week"][chosen] - self.first_week).astype(np.int64)
        week, rest = np.divmod(days, _DAYS)
        if rest.any() or (week < 0).any():
            raise PanelError("the display cells hold a week that is no Monday of the store-weeks")
        return (
            columns["category_number"][chosen],
            columns["pair"][chosen],
            columns["store"][chosen],
            week,
        )

    def total(self, columns: Columns, chosen: Flags, amount: str) -> tuple[Floats, Floats]:
        """Return sums by pair and, for each pair, of its whole category, both [P, S, W]."""
        category, pair, store, week = self.place(columns, chosen)
        values = columns[amount][chosen]
        inside = week < self.weeks
        spot = store * self.weeks + week
        size = self.stores * self.weeks
        shape = (-1, self.stores, self.weeks)
        paired = inside & (pair >= 0)
        own = _sums((pair * size + spot)[paired], values[paired], len(self.category_of) * size)
        whole = _sums((category * size + spot)[inside], values[inside], self.categories * size)
        return own.reshape(shape), whole.reshape(shape)[self.category_of]


def _sums(place: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(place, values, size).astype(np.float64, copy=False)


def display_panel(
    columns: Columns, format_of_location: Mapping[str, str] | None = None
) -> DisplayPanel:
    """Assemble the arrays from DISPLAY_PANEL's columns.

    format_of_location: display location to format_id; locations that it does not name belong to
    no format. A product at two locations of one format counts once for it. PanelError where there
    is no pair or no store-week.
    """
    part = columns["part"]
    pairs, is_store_week = _pairs(columns), part == STORE_WEEK
    if not len(pairs) or not is_store_week.any():
        raise PanelError(
            "no manufacturer-category pair or no store-week meets the sample's conditions; are "
            "sales, traffic and displays imported, and do least_lines and record_weeks fit them?"
        )
    grid = _grid(columns, pairs, is_store_week)
    value = columns["amount"][pairs][:, None, None]
    rivals_value = columns["beside"][pairs][:, None, None] - value
    own_units, category_units = grid.total(columns, part == UNITS, "amount")
    shown, category_shown = grid.total(columns, part == SHOWN, "amount")
    mailed, category_mailed = grid.total(columns, part == SHOWN, "beside")
    stores, kinds, baskets = _store_weeks(columns, is_store_week, grid)
    weeks = grid.first_week + np.arange(grid.weeks) * np.timedelta64(_DAYS, "D")
    return DisplayPanel(
        manufacturers=tuple(columns["name"][pairs].tolist()),
        categories=tuple(columns["detail"][pairs].tolist()),
        stores=stores,
        store_kinds=kinds,
        weeks=weeks,
        own_units=own_units,
        category_units=category_units,
        own_shown=_share(shown, value),
        rivals_shown=_share(category_shown - shown, rivals_value),
        own_mailed=_share(mailed, value),
        rivals_mailed=_share(category_mailed - mailed, rivals_value),
        baskets=baskets,
        shown_by_format=_by_format(columns, grid, value, format_of_location or {}),
    )


def _pairs(columns: Columns) -> Ints:
    """Return the rows that describe the pairs, in the order of their numbers."""
    rows = np.nonzero(columns["part"] == PAIR)[0]
    numbers = columns["pair"][rows]
    if (np.sort(numbers) != np.arange(len(rows))).any():
        raise PanelError("the pairs of the display cells are not numbered 0, 1, 2 and so on")
    return rows[np.argsort(numbers)].astype(np.int64)


def _grid(columns: Columns, pairs: Ints, is_store_week: Flags) -> _Grid:
    category_of = columns["category_number"][pairs]
    weeks = columns["week"][is_store_week]
    first, last = weeks.min(), weeks.max()
    return _Grid(
        category_of=category_of,
        categories=int(category_of.max()) + 1,
        stores=int(columns["store"].max()) + 1,
        weeks=int((last - first).astype(np.int64)) // _DAYS + 1,
        first_week=first,
    )


def _share(part: Floats, whole: Floats) -> Floats:
    return np.clip(part / np.where(whole > 0.0, whole, np.inf), 0.0, 1.0)


def _store_weeks(
    columns: Columns, chosen: Flags, grid: _Grid
) -> tuple[tuple[str, ...], tuple[str, ...], Floats]:
    _, _, store, week = grid.place(columns, chosen)
    baskets = np.zeros((grid.stores, grid.weeks))
    baskets[store, week] = columns["amount"][chosen]
    names, kinds = [""] * grid.stores, [""] * grid.stores
    rows = zip(store.tolist(), columns["name"][chosen], columns["detail"][chosen], strict=True)
    for number, name, kind in rows:
        names[number], kinds[number] = name, kind
    return tuple(names), tuple(kinds), baskets


def _by_format(
    columns: Columns, grid: _Grid, value: Floats, format_of_location: Mapping[str, str]
) -> dict[str, Floats]:
    formats = sorted(set(format_of_location.values()))
    if not formats:
        return {}
    chosen = (columns["part"] == SHOWN) & (columns["pair"] >= 0)
    number = {location: formats.index(name) for location, name in format_of_location.items()}
    first = _numbers(columns["name"][chosen], number)
    last = _numbers(columns["detail"][chosen], number)
    by_format = {}
    for i, name in enumerate(formats):
        here = np.zeros(len(chosen), dtype=bool)
        here[chosen] = (first == i) | (last == i)
        shown, _ = grid.total(columns, here, "amount")
        by_format[name] = _share(shown, value)
    return by_format


def _numbers(locations: npt.NDArray[Any], number: Mapping[str, int]) -> Ints:
    found = (number.get(location, -1) for location in locations.tolist())
    return np.fromiter(found, dtype=np.int64, count=len(locations))
