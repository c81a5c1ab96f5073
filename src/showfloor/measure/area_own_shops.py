"""What areas do to the manufacturer's own shops nearby."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.area_scores import weighted_effects
from showfloor.measure.inference import undefined
from showfloor.measure.panels import prepare
from showfloor.measure.spillover_check import neighbours_within
from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import AreaPanel

Floats = npt.NDArray[np.float64]


def own_shops_effect(panel: AreaPanel, km: float) -> Estimate:
    """Return the effect on own revenue of own shops within `km` of a treated store, a week.

    A shop is treated from the first disruption within `km`; compared with own shops and stores
    without an area that have no treated store within `km`; of its region alone where each has
    weeks of its own. Undefined, with the reason, without such shops or comparisons.
    """
    shops = panel.own_shops
    if not shops.stores:
        return undefined("the ledger has no shops of kind own_brand that sold these products")
    number = len(panel.stores)
    near = neighbours_within(
        np.concatenate([panel.latitude, shops.latitude]),
        np.concatenate([panel.longitude, shops.longitude]),
        km,
    )
    disrupted = np.concatenate([panel.disrupted, np.full(len(shops.stores), np.nan)])
    begins = np.full(len(disrupted), np.inf)
    for unit, other in ((near.first, near.second), (near.second, near.first)):
        np.minimum.at(begins, unit, np.where(np.isnan(disrupted), np.inf, disrupted)[other])
    exposed = (np.arange(len(disrupted)) >= number) & np.isfinite(begins)
    clean = np.isnan(disrupted) & np.isinf(begins)
    if not exposed.any():
        return undefined(f"no own shop is known to lie within {km:g} km of a treated store")
    rows = np.flatnonzero(exposed | clean)
    region = None if panel.regions is None else np.array([*panel.region, *shops.region])
    outcome = np.concatenate([panel.outcomes["own", "revenue"], shops.revenue])[rows]
    names = (*panel.stores, *shops.stores)
    start = np.where(np.isfinite(begins), begins, np.nan)[rows]
    times = np.arange(panel.weeks, dtype=np.float64)
    weight = (times[None, :] >= begins[rows][:, None]).astype(np.float64)
    try:
        whole = Panel(tuple(names[i] for i in rows), times, outcome, start)
        prepared = prepare(whole, region=None if region is None else region[rows])
        found = weighted_effects(prepared, outcome, [weight], scale=panel.question.scale)
    except PanelError as reason:
        return undefined(str(reason))
    if region is not None and np.isnan(found.value[0]):
        return undefined(
            "no own shop near a treated store has a store to compare with in its region"
        )
    return found.estimate(0)
