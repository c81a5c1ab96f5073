"""What areas do to the online shop's sales of the same products, by where it delivers."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.area_scores import weighted_effects
from showfloor.measure.inference import undefined
from showfloor.measure.panels import prepare
from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import AreaLedger, AreaPanel, AreaQuestion

Floats = npt.NDArray[np.float64]


def online_effect(question: AreaQuestion, ledger: AreaLedger, panel: AreaPanel) -> Estimate:
    """Return the effect on own online revenue, a postcode area with a treated store and week.

    A store lies in the postcode area that its postcode begins with; the area is treated from its
    first store's first disruption. Undefined, with the reason, without online sales, postcodes, or
    postcode areas to compare with. A week without a row sold nothing online.
    """
    areas = np.asarray(ledger.online["postcode_area"], dtype=str)
    if not len(areas):
        return undefined("the ledger has no online sales of these products")
    names, row = np.unique(areas, return_inverse=True)
    first = np.datetime64(question.first_week, "D")
    week = (ledger.online["week"].astype("datetime64[D]") - first).astype(np.int64) // 7
    inside = (week >= 0) & (week < panel.weeks)
    revenue = np.zeros((len(names), panel.weeks))
    np.add.at(revenue, (row[inside], week[inside]), ledger.online["revenue"][inside])
    begins = _first_disruption(names.tolist(), ledger, panel)
    if not np.isfinite(begins).any():
        return undefined("no treated store's postcode lies in a postcode area with online sales")
    if np.isfinite(begins).all():
        return undefined("every postcode area has a treated store: none to compare with")
    times = np.arange(panel.weeks, dtype=np.float64)
    after = times[None, :] >= np.where(np.isnan(begins), np.inf, begins)[:, None]
    try:
        prepared = prepare(Panel(tuple(names.tolist()), times, revenue, begins))
        return weighted_effects(
            prepared, revenue, [after.astype(np.float64)], scale=question.scale
        ).estimate(0)
    except PanelError as reason:
        return undefined(str(reason))


def _first_disruption(names: list[str], ledger: AreaLedger, panel: AreaPanel) -> Floats:
    """Return [A] the first disruption of a store in each postcode area, NaN without one."""
    postcode = {store.store_id: store.postcode or "" for store in ledger.stores}
    begins = np.full(len(names), np.nan)
    for store_id, week in zip(panel.stores, panel.disrupted.tolist(), strict=True):
        for place, name in enumerate(names):
            if math.isfinite(week) and postcode[store_id].startswith(name):
                begins[place] = np.fmin(begins[place], week)
    return begins
