"""Leads and lags of a regressor that comes and goes, matched by time and never across a gap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.measure.absorption import levels
from showfloor.measure.types_regression import LeadsAndLags

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def leads_and_lags(
    values: Floats, unit: Ints, time: Ints, *, leads: int, lags: int, name: str = "shown"
) -> LeadsAndLags:
    """Return `values` [n] of the same unit `leads` .. 1 times later, now, and 1 .. `lags` earlier.

    unit, time: [n] integers; times count in steps of 1 (week numbers). Columns are named name+2,
    name+1, name, name-1 (last time's), and so on. A time that the unit was not seen at is NaN, and
    `known` says which rows have all: the caller leaves the others out, since a missing week is not
    a week without a display. PanelError where a unit has two rows at one time.
    """
    if leads < 0 or lags < 0:
        raise PanelError(f"leads and lags count from 0, not {leads} and {lags}")
    if not len(values) == len(unit) == len(time) or not len(values):
        raise PanelError(f"{len(values)} values for {len(unit)} units and {len(time)} times")
    code, _ = levels(unit)
    since = time.astype(np.int64) - int(time.min())
    stride = int(since.max()) + 1 + max(leads, lags)
    key = code * stride + since
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    if (ordered[1:] == ordered[:-1]).any():
        raise PanelError("a unit has two rows at one time: add them up first")
    shifts = [*range(leads, 0, -1), *range(0, -lags - 1, -1)]
    columns = np.full((len(values), len(shifts)), np.nan)
    for place, shift in enumerate(shifts):
        wanted = key + shift
        at = np.minimum(np.searchsorted(ordered, wanted), len(key) - 1)
        inside = (since + shift >= 0) & (ordered[at] == wanted)
        columns[inside, place] = values[order[at[inside]]]
    names = tuple(f"{name}{shift:+d}" if shift else name for shift in shifts)
    return LeadsAndLags(columns, names, np.isfinite(columns).all(axis=1))
