"""Revenue per square metre: what manufacturers sell in stores for the space of their areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from showfloor.domain.queries import Columns
from showfloor.errors import DataError, nearest

_ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class SpaceRevenue:
    """What one manufacturer sold in its stores with areas of one format, for the areas' space.

    revenue: net, in currency, of the manufacturer in the whole store (not on the area alone), on
        days on which the area sold; areas of one manufacturer in one store share it by their size.
    square_metre_weeks: square metres x days that they sold / 7, closed days too: rent goes on.
    per_square_metre_week: revenue / square_metre_weeks.
    """

    manufacturer_id: str
    format_id: str
    areas: int
    revenue: float
    square_metre_weeks: float
    per_square_metre_week: float


def revenue_of_space(
    areas: Columns,
    sales: Columns,
    square_metres: Mapping[str, float],
    *,
    from_date: date,
    to_date: date,
) -> tuple[SpaceRevenue, ...]:
    """Return revenue per square metre and week by manufacturer and format, the best first.

    areas, sales: the answers to `area_space_questions` for this period, `to_date` exclusive.
    square_metres: by format, as the programme states them. DataError for a format without a
    positive size.
    """
    first = np.datetime64(from_date, "D")
    days = (to_date - from_date).days
    standing = _standing(areas, square_metres, first, days)
    revenue = _by_day(sales, set(standing), first, days)
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for place, placed in standing.items():
        space = np.sum([metres for _, metres in placed], axis=0)
        sold = revenue.get(place, np.zeros(days))
        for format_id, metres in placed:
            share = np.divide(metres, space, out=np.zeros(days), where=space > 0.0)
            found = sums[place[1], format_id]
            found[0] += 1.0
            found[1] += float((share * sold).sum())
            found[2] += float(metres.sum()) / 7.0
    rows = [
        SpaceRevenue(maker, format_id, int(count), round(sold, 2), weeks, sold / weeks)
        for (maker, format_id), (count, sold, weeks) in sums.items()
    ]
    return tuple(
        sorted(
            rows,
            key=lambda row: (-row.per_square_metre_week, row.manufacturer_id, row.format_id),
        )
    )


def _standing(
    areas: Columns, square_metres: Mapping[str, float], first: np.datetime64, days: int
) -> dict[tuple[str, str], list[tuple[str, np.ndarray]]]:
    """Return, by store and manufacturer, each area's format and its square metres a day [days]."""
    found: dict[tuple[str, str], list[tuple[str, np.ndarray]]] = defaultdict(list)
    for i in range(len(areas["area_id"])):
        format_id = str(areas["format_id"][i])
        size = square_metres.get(format_id, 0.0)
        if not size > 0.0:
            known = [name for name, metres in square_metres.items() if metres > 0.0]
            raise DataError(
                f"area '{areas['area_id'][i]}' has the format '{format_id}', whose square metres "
                f"are not stated{nearest(format_id, known)}"
            )
        end = areas["selling_to"][i]
        begins = max(int((areas["selling_from"][i] - first) / _ONE_DAY), 0)
        ends = days if np.isnat(end) else min(int((end - first) / _ONE_DAY), days)
        if begins < ends:
            metres = np.zeros(days)
            metres[begins:ends] = size
            place = str(areas["store_id"][i]), str(areas["manufacturer_id"][i])
            found[place].append((format_id, metres))
    return found


def _by_day(
    sales: Columns, places: set[tuple[str, str]], first: np.datetime64, days: int
) -> dict[tuple[str, str], np.ndarray]:
    """Return revenue a day [days] of the places that have an area."""
    found: dict[tuple[str, str], np.ndarray] = {}
    day = ((sales["day"] - first) / _ONE_DAY).astype(np.int64)
    keys = zip(sales["store_id"].tolist(), sales["manufacturer_id"].tolist(), strict=True)
    for i, place in enumerate(keys):
        if place in places:
            found.setdefault(place, np.zeros(days))[day[i]] += sales["revenue"][i]
    return found
