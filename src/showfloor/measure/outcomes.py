"""What an effect is in per cent, in euros and in weeks until it has paid back, with errors."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.inference import quantile, undefined, without_interval
from showfloor.measure.resting import rest_small
from showfloor.measure.types import Estimate
from showfloor.measure.types_outcomes import Quantity, Totals

WEAK = 0.1
"""Relative error of the counterfactual from which on Fieller's interval replaces the symmetric."""
DELTA = "delta method"
FIELLER = "delta method; interval by Fieller"
INVERTED = "delta method; interval from the gain's"


def per_cent(totals: Totals) -> Estimate:
    """Return the sum of effects in per cent of the sum of counterfactuals.

    The standard error is the delta method's, from both sums' covariance. Where the counterfactual's
    error is more than WEAK of it, the interval is Fieller's (1954), which is not symmetric; where
    the counterfactual cannot be told from zero there is none. NaN where it is not above zero.
    """
    if not totals.counterfactual > 0.0:
        return undefined(totals.reason or "the counterfactual is not above 0: no share of it")
    share = totals.effect / totals.counterfactual
    gradient = np.array([1.0, -share]) / totals.counterfactual
    se = math.sqrt(max(float(gradient @ totals.covariance @ gradient), 0.0))
    df = totals.share_df if math.isfinite(totals.share_df) else totals.df
    found = _rested(100.0 * share, 100.0 * se, replace(totals, df=df), DELTA)
    weak = math.sqrt(float(totals.covariance[1, 1])) > WEAK * totals.counterfactual
    return _fieller(found, totals) if weak and math.isfinite(found.low) else found


def total(totals: Totals, *, worth: float = 1.0) -> Estimate:
    """Return the sum of effects x worth, in the outcome's unit x worth."""
    if not math.isfinite(totals.effect):
        return undefined(totals.reason or "the effect is undefined")
    se = abs(worth) * math.sqrt(max(float(totals.covariance[0, 0]), 0.0))
    return _rested(worth * totals.effect, se, totals, "")


def euros(totals: Totals, quantity: Quantity, *, margin: float | None = None) -> Estimate:
    """Return what the effects earned in all, in euros of margin.

    quantity: what the totals count. margin: euros a unit ("units") or a basket ("baskets"), or the
    share of revenue that stays, 0 to 1 ("revenue"); none for "margin". It is taken for known.
    PanelError where the margin is missing, is given for "margin", or is no share.
    """
    if (margin is None) != (quantity == "margin"):
        need = "is euros already: give no margin" if quantity == "margin" else "needs its margin"
        raise PanelError(f"a sum of {quantity} {need}")
    if quantity == "revenue" and margin is not None and not 0.0 <= margin <= 1.0:
        raise PanelError(f"the margin on revenue is a share from 0 to 1, not {margin:g}")
    return total(totals, worth=1.0 if margin is None else margin)


def payback_weeks(
    totals: Totals, quantity: Quantity, *, cost: float, margin: float | None = None
) -> Estimate:
    """Return after how many weeks an area's gain has paid its cost, if it goes on as measured.

    cost: euros an area, taken for known. The gain is `euros` a treated unit-time (an area's week).
    The interval turns the gain's round: its upper end is inf where the gain may be nothing, and
    the reason says so. NaN with a reason where the gain is not above zero.
    """
    gain = euros(totals, quantity, margin=margin)
    if not cost > 0.0:
        raise PanelError(f"the cost of an area must be above 0, not {cost:g}")
    if not gain.estimate > 0.0:
        return undefined(gain.reason or "there is no gain that could pay back")
    weeks = cost * totals.unit_times / gain.estimate
    if not math.isfinite(gain.low):
        return without_interval(weeks, gain.reason)
    ends = cost * totals.unit_times / gain.high, math.inf
    reason = gain.reason
    if gain.low > 0.0:
        ends = ends[0], cost * totals.unit_times / gain.low
    else:
        reason = "the gain may be nothing, so that it might never pay back"
    return replace(
        gain,
        estimate=weeks,
        se=weeks * gain.se / gain.estimate,
        low=ends[0],
        high=ends[1],
        reason=reason,
        method=INVERTED,
    )


def in_logs(panel: Panel) -> Panel:
    """Return the panel with the outcomes' natural logs; effects are then log points.

    PanelError where an outcome is 0 or less: log(0 + something) would measure the something.
    """
    low = np.isfinite(panel.outcome) & (panel.outcome <= 0.0)
    if low.any():
        unit, time = (int(place) for place in np.argwhere(low)[0])
        count = int(low.sum())
        raise PanelError(
            f"logs need outcomes above 0, and {count} unit-time{'' if count == 1 else 's'} "
            f"{'is' if count == 1 else 'are'} not (first: {panel.units[unit]} at "
            f"{panel.times[time]:g}); use the Poisson model for counts with zeros, or levels"
        )
    return replace(panel, outcome=np.log(panel.outcome))


def per_cent_of_logs(effect: Estimate) -> Estimate:
    """Return an effect in log points as per cent: 100 (exp(effect) - 1), the interval likewise.

    This is the mean of the stores' ratios (geometric), each store counting alike; `per_cent` weighs
    them by what they sell.
    """
    if not math.isfinite(effect.estimate):
        return effect
    times = 100.0 * math.exp(effect.estimate)
    return replace(
        effect,
        estimate=times - 100.0,
        se=times * effect.se,
        low=100.0 * math.expm1(effect.low),
        high=100.0 * math.expm1(effect.high),
        method=f"{effect.method}; {DELTA}" if effect.method else DELTA,
    )


def _rested(value: float, se: float, totals: Totals, method: str) -> Estimate:
    fewer = float(min(totals.treated, totals.compared) - 1)
    df = totals.df if math.isfinite(totals.df) else fewer
    return rest_small(value, se, df, (totals.treated, totals.compared), method)


def _fieller(found: Estimate, totals: Totals) -> Estimate:
    """Put Fieller's interval: the ratios p that (effect - p counterfactual) does not refute."""
    reach = quantile(0.975, found.df) ** 2
    of_effect, both, of_base = (float(totals.covariance[i, j]) for i, j in ((0, 0), (0, 1), (1, 1)))
    square = totals.counterfactual**2 - reach * of_base
    if square <= 0.0:
        return without_interval(
            found.estimate, "the counterfactual cannot be told from 0: any share is possible"
        )
    middle = totals.effect * totals.counterfactual - reach * both
    constant = totals.effect**2 - reach * of_effect
    root = math.sqrt(max(middle**2 - square * constant, 0.0))
    return replace(
        found,
        low=100.0 * (middle - root) / square,
        high=100.0 * (middle + root) / square,
        method=FIELLER,
    )
