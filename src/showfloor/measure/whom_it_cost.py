"""Where a manufacturer's gain came from: rivals, other categories, or new sales."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.measure.area_scores import WeightedEffects, summed, weighted_effects
from showfloor.measure.inference import undefined
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import rest_small
from showfloor.measure.small_sample_errors import BY_UNIT
from showfloor.measure.spillover_check import RingEffect
from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import AreaPanel, WhomItCost
from showfloor.measure.types_outcomes import Quantity

Floats = npt.NDArray[np.float64]

_SIGNS = {"own": 1.0, "rivals": -1.0, "other": -1.0, "new": 1.0}
"""The parts in the order gain, from rivals, from elsewhere, new; what rivals lose is gained."""
_MEASURED = ("own", "rivals", "other")


def whom_it_cost(
    panel: AreaPanel,
    prepared: PreparedPanel,
    quantity: Quantity,
    *,
    online: Estimate,
    own_shops: Estimate,
    rings: tuple[RingEffect, ...] = (),
) -> WhomItCost:
    """Split the effect on own sales into what came from rivals, from elsewhere, and what is new.

    All parts are averages over the same store-weeks with the same weights, so that
    gain = from_rivals + from_elsewhere + new exactly, and their covariance is that of the
    stores' adjusted scores. Each of own, rivals' and other sales is foretold by its own untreated
    model in the question's scale; new is what is left of the gain, which in levels is the effect on
    all sales. `prepared`: of the own outcome; all parts are missing where it is.
    """
    begins = np.where(np.isnan(panel.disrupted), np.inf, panel.disrupted)
    after = np.arange(panel.weeks)[None, :] >= begins[:, None]
    weights = [np.where(after, panel.open_share, 0.0)]
    scale = panel.question.scale
    parts = {
        name: weighted_effects(prepared, panel.outcomes[name, quantity], weights, scale=scale)
        for name in _MEASURED
    }
    parts["new"] = summed([parts[name] for name in _MEASURED], (1.0, 1.0, 1.0))
    scores = np.stack(
        [sign * parts[name].errors.adjusted[:, 0] for name, sign in _SIGNS.items()], axis=1
    )
    gain, from_rivals, from_elsewhere, new = (
        _signed(parts[name], sign) for name, sign in _SIGNS.items()
    )
    rivals = {
        name.removeprefix("rival "): _of_rival(panel, prepared, outcome, weights)
        for (name, counted), outcome in panel.outcomes.items()
        if counted == quantity and name.startswith("rival ")
    }
    return WhomItCost(
        quantity=quantity,
        gain=gain,
        from_rivals=from_rivals,
        from_elsewhere=from_elsewhere,
        new=new,
        covariance=scores.T @ scores,
        rivals=rivals,
        online=online,
        own_shops=own_shops,
        rings=rings,
    )


def _of_rival(
    panel: AreaPanel, prepared: PreparedPanel, outcome: Floats, weights: list[Floats]
) -> Estimate:
    try:
        scale = panel.question.scale
        return weighted_effects(prepared, outcome, weights, scale=scale).estimate(0)
    except PanelError as reason:
        return undefined(str(reason))


def _signed(found: WeightedEffects, sign: float) -> Estimate:
    errors = found.errors
    treated, compared = errors.sides[:, 0].tolist()
    value, se = sign * float(found.value[0]), float(np.sqrt(errors.variance[0]))
    return rest_small(value, se, float(errors.df[0]), (treated, compared), BY_UNIT)
