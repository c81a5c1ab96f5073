"""Areas measured with weeks of each region's own: what can be compared, and what cannot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from showfloor.errors import PanelError
from showfloor.measure.types_areas import AreaPanel, ComparedRegions

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def numbered_regions(region: tuple[str, ...]) -> Ints:
    """Return [U] the regions numbered from 0; stores without one are a region of their own."""
    return np.unique(np.array(region), return_inverse=True)[1].astype(np.int64)


def compared_in_regions(panel: AreaPanel) -> AreaPanel:
    """Leave out store-weeks with an area that no untreated store of the region speaks for.

    A week of a region can be foretold for a store where untreated, open store-weeks of the region
    link both. What is left out is counted in `regions` and said. PanelError where no store's region
    is known, or nothing would be left.
    """
    if not any(panel.region):
        raise PanelError(
            "no store has a region, so no region can have weeks of its own: import the column "
            "region of the table stores, or measure without region weeks"
        )
    region = numbered_regions(panel.region)
    begins = np.where(np.isnan(panel.disrupted), np.inf, panel.disrupted)
    late = np.arange(panel.weeks)[None, :] >= begins[:, None]
    seen = panel.open_share > 0.0
    alone = np.asarray(seen & late & ~_linked(seen & ~late, region), dtype=np.bool_)
    left = seen & late & ~alone
    if alone.any() and not left.any():
        raise PanelError(
            "no store-week with an area has an untreated, open store in its region: nothing can be "
            "compared within regions, so measure without region weeks"
        )
    found = ComparedRegions(
        regions=len({name for name in panel.region if name}),
        region_weeks=_number_of_weeks(alone, region),
        store_weeks=int(alone.sum()),
        stores=int((alone.any(axis=1) & ~left.any(axis=1)).sum()),
        unknown=sum(not name for name in panel.region),
    )
    return replace(
        panel,
        outcomes={key: np.where(alone, np.nan, part) for key, part in panel.outcomes.items()},
        baskets=None if panel.baskets is None else np.where(alone, np.nan, panel.baskets),
        open_share=np.where(alone, 0.0, panel.open_share),
        notes=(*panel.notes, *_said(found)),
        regions=found,
        uncompared=alone,
    )


def _linked(before: Flags, region: Ints) -> Flags:
    """Return [U, T] whether untreated store-weeks of its region link a store with a week."""
    linked = np.zeros_like(before)
    for place in range(int(region.max()) + 1):
        rows = np.flatnonzero(region == place)
        own = before[rows]
        units, times = own.shape
        unit, time = np.nonzero(own)
        edges = sparse.coo_matrix((np.ones(len(unit)), (unit, units + time)), (units + times,) * 2)
        _, label = connected_components(edges, directed=False)
        linked[rows] = label[:units, None] == label[None, units:]
    return linked


def _number_of_weeks(alone: Flags, region: Ints) -> int:
    places = range(int(region.max()) + 1)
    return sum(int(alone[region == place].any(axis=0).sum()) for place in places)


def _said(found: ComparedRegions) -> list[str]:
    said = []
    if found.store_weeks:
        nothing = f"; {found.stores} of these stores have no other" if found.stores else ""
        said.append(
            f"{found.store_weeks} store-weeks with an area, in {found.region_weeks} weeks of a "
            f"region without an untreated, open store, cannot be compared and are left out{nothing}"
        )
    if found.unknown:
        word = "store has" if found.unknown == 1 else "stores have"
        said.append(f"{found.unknown} {word} no region: they are compared among themselves")
    return said
