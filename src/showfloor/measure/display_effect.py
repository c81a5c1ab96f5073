"""What a display does to own units, rivals' units and the category's, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns
from showfloor.measure.display_checks import display_checks
from showfloor.measure.display_panel import DisplayPanel, display_panel
from showfloor.measure.inference import undefined
from showfloor.measure.poisson import fit_poisson
from showfloor.measure.types import DisplayEffect, Estimate, PoissonFit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FITS_AT_ONCE = 2
"""Regressions run side by side; numpy leaves the interpreter free meanwhile."""
CONTROLS = ("R", "M", "M_rivals", "log_baskets")
UNMAPPED = "F_other"


@dataclass(frozen=True, slots=True)
class _Rows:
    """The n store-weeks of pairs that enter, in the order of the arrays' cells."""

    chosen: Flags
    pair: Ints
    store: Ints
    week: Ints
    controls: Floats
    pair_store: Ints
    pair_week: Ints


def display_effect(
    columns: Columns, *, by_format: Mapping[str, str] | None = None
) -> DisplayEffect:
    """Estimate what a manufacturer's range on display does, from DISPLAY_PANEL's columns.

    by_format: display location to format_id; gives a coefficient by format and store kind.
    Coefficients are log points for the whole range on display against none of it: Poisson
    regressions with pair-store and pair-week effects, clustered by store. Regressors: "F" own
    display share, "R" rivals' share, "M" and "M_rivals" mailer shares, "log_baskets"; in `lead`
    also "F_next". `rivals_loss_share` = -(b_rivals x rivals' mean units) / (b_own x own mean
    units), NaN unless the own effect is positive. PanelError where the sample is empty.
    """
    return estimate_display_effect(display_panel(columns, by_format))


def estimate_display_effect(panel: DisplayPanel) -> DisplayEffect:
    """Return `display_effect` of arrays that were assembled before."""
    rows = _rows(panel, np.broadcast_to(panel.baskets > 0.0, panel.own_units.shape))
    own_share = panel.own_shown[rows.chosen][:, None]
    names = ("F", *CONTROLS)
    rivals_units = panel.category_units - panel.own_units
    with ThreadPoolExecutor(max_workers=FITS_AT_ONCE) as pool:
        split = pool.submit(_by_format, panel, rows)
        fits = [
            pool.submit(_fit, outcome, rows, own_share, names)
            for outcome in (panel.own_units, rivals_units, panel.category_units)
        ]
        following = pool.submit(_lead, panel)
        own, rivals, category = (fit.result() for fit in fits)
        lead = following.result()
        by_format, exposed = split.result()
    lost, lost_se = _rivals_loss_share(
        own, rivals, panel.own_units[rows.chosen], rivals_units[rows.chosen]
    )
    return DisplayEffect(
        own=own,
        rivals=rivals,
        category=category,
        lead=lead,
        pairs=panel.own_units.shape[0],
        stores=len(panel.stores),
        weeks=len(panel.weeks),
        checks=display_checks(own, lead),
        by_format=by_format,
        exposure_rows=exposed,
        rivals_loss_share=lost,
        rivals_loss_share_se=lost_se,
    )


def _rows(panel: DisplayPanel, chosen: Flags) -> _Rows:
    pair, store, week = np.nonzero(chosen)
    stacked = [panel.rivals_shown, panel.own_mailed, panel.rivals_mailed]
    logs = np.log(panel.baskets[store, week])
    controls = np.stack([*(share[chosen] for share in stacked), logs], axis=1)
    stores, weeks = panel.baskets.shape
    return _Rows(chosen, pair, store, week, controls, pair * stores + store, pair * weeks + week)


def _fit(outcome: Floats, rows: _Rows, shares: Floats, names: tuple[str, ...]) -> PoissonFit:
    return fit_poisson(
        outcome[rows.chosen],
        np.concatenate((shares, rows.controls), axis=1),
        names,
        effect_a=rows.pair_store,
        effect_b=rows.pair_week,
        clusters=rows.store,
    )


def _lead(panel: DisplayPanel) -> PoissonFit:
    """Fit own units with next week's display share beside this week's; the last week has none."""
    chosen = np.broadcast_to(panel.baskets > 0.0, panel.own_units.shape).copy()
    chosen[:, :, -1] = False
    following = np.zeros_like(panel.own_shown)
    following[:, :, :-1] = panel.own_shown[:, :, 1:]
    rows = _rows(panel, chosen)
    shares = np.stack((panel.own_shown[chosen], following[chosen]), axis=1)
    return _fit(panel.own_units, rows, shares, ("F", "F_next", *CONTROLS))


def _by_format(
    panel: DisplayPanel, rows: _Rows
) -> tuple[dict[tuple[str, str], Estimate], dict[tuple[str, str], int]]:
    """Fit own units with the display share split by format and by the kind of the store."""
    estimates: dict[tuple[str, str], Estimate] = {}
    exposed: dict[tuple[str, str], int] = {}
    if not panel.shown_by_format:
        return estimates, exposed
    kinds = np.array(panel.store_kinds)[rows.store]
    columns, keys = [], []
    left = panel.own_shown[rows.chosen].copy()
    for format_id, share in panel.shown_by_format.items():
        own = share[rows.chosen]
        left -= own
        for kind in sorted(set(panel.store_kinds)):
            column = np.where(kinds == kind, own, 0.0)
            exposed[format_id, kind] = int((column > 0.0).sum())
            if exposed[format_id, kind]:
                columns.append(column)
                keys.append((format_id, kind))
            else:
                estimates[format_id, kind] = undefined("never stood on such a display there")
    left[np.abs(left) < 1e-12] = 0.0
    names = tuple(f"{format_id} | {kind}" for format_id, kind in keys)
    fit = _fit(
        panel.own_units, rows, np.stack([*columns, left], axis=1), (*names, UNMAPPED, *CONTROLS)
    )
    estimates.update({key: fit.estimates[name] for key, name in zip(keys, names, strict=True)})
    return estimates, exposed


def _rivals_loss_share(
    own: PoissonFit, rivals: PoissonFit, own_units: Floats, rivals_units: Floats
) -> tuple[float, float]:
    """Return units lost by rivals a unit gained, and its standard error to first order.

    The error takes the two regressions for independent and mean units for known.
    """
    gain, loss = own.estimates["F"], rivals.estimates["F"]
    gained = gain.estimate * float(own_units.mean())
    if not gained > 0.0:
        return float("nan"), float("nan")
    units = float(rivals_units.mean()) / float(own_units.mean())
    share = -loss.estimate / gain.estimate * units
    return share, float(np.hypot(loss.se * units, gain.se * share)) / gain.estimate
