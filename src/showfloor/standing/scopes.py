"""What can be asked: categories, regions and channels that have sales."""

from __future__ import annotations

import numpy as np

from showfloor.domain.queries import Columns
from showfloor.standing.types import UNKNOWN, Scopes, ScopeValue


def scopes(columns: Columns) -> Scopes:
    """List categories, regions, channels and kinds of store with sales lines in the period.

    `columns` answer `SALES_BY_MANUFACTURER`; cells of the comparison period alone do not count.
    """
    return Scopes(
        categories=_values(columns, "category"),
        regions=_values(columns, "region"),
        channels=_values(columns, "channel"),
        kinds=_values(columns, "kind"),
    )


def _values(columns: Columns, column: str) -> tuple[ScopeValue, ...]:
    sold = columns["lines"] > 0
    values = columns[column][sold].astype(str)
    cents = np.rint(columns["revenue"][sold] * 100.0)
    makers: dict[str, set[str]] = {}
    for value, maker in zip(values, columns["manufacturer_id"][sold], strict=True):
        makers.setdefault(str(value), set()).add(str(maker))
    found, place = np.unique(values, return_inverse=True)
    sums = np.bincount(place, weights=cents, minlength=len(found))
    listed = [
        ScopeValue(str(value), float(total) / 100.0, len(makers[str(value)] - {UNKNOWN}))
        for value, total in zip(found, sums, strict=True)
    ]
    return tuple(sorted(listed, key=lambda item: (-item.revenue, item.value)))
