"""What the scale of a measurement of areas changes: one size, events, and the scale beside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from showfloor.domain.measuring import CredibilityTerms
from showfloor.errors import PanelError
from showfloor.measure.area_panel import panel_of_areas, regions_of
from showfloor.measure.one_size import OneSize, one_size
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.scale_beside import scale_beside
from showfloor.measure.scale_check import scale_check
from showfloor.measure.scaled_effects import gains_by_time
from showfloor.measure.types import Check, EventGain, ScaleBeside
from showfloor.measure.types_areas import AreaMoney, AreaPanel
from showfloor.measure.types_outcomes import Quantity

Floats = npt.NDArray[np.float64]


def weights_of(panel: AreaPanel, begins: Floats) -> Floats:
    """Return [U, T]: the open share of store-weeks from `begins` [U] on, 0 elsewhere."""
    first = np.where(np.isnan(begins), np.inf, begins)
    after = np.arange(panel.weeks)[None, :] >= first[:, None]
    return np.where(after, panel.open_share, 0.0)


def shown_alike(panel: AreaPanel) -> OneSize:
    """Return the primary outcome in which untreated stores move in parallel: see `one_size`."""
    plain = panel_of_areas(panel, panel.outcomes["own", "revenue"])
    if panel.question.scale == "levels":
        return OneSize(plain, np.full(len(panel.stores), np.nan))
    return one_size(plain, region=regions_of(panel))


def gains_by_event(
    panel: AreaPanel, prepared: PreparedPanel, quantity: Quantity
) -> tuple[EventGain, ...]:
    """Return the money by weeks since the first disruption, all treated stores together."""
    weight = weights_of(panel, panel.disrupted)
    return gains_by_time(prepared, panel.outcomes["own", quantity], weight, panel.question.scale)


def other_scale(
    panel: AreaPanel,
    prepared: PreparedPanel,
    quantity: Quantity,
    judged: tuple[AreaMoney, CredibilityTerms],
) -> tuple[ScaleBeside | None, Check]:
    """Return what the other scale finds of the money, and the verdict on the scale.

    judged: the headline's money, and when a check passes.
    """
    money, terms = judged
    weight = weights_of(panel, panel.disrupted)
    outcome = panel.outcomes["own", quantity]
    try:
        found = scale_beside(prepared, outcome, weight, panel.question.scale)
    except PanelError as reason:
        return None, scale_check(None, money.per_cent, terms, str(reason))
    return found, scale_check(found, money.per_cent, terms)
