"""Panels: one outcome for stores (rows) by weeks (columns), with each store's first week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Panel:
    """A staggered-adoption panel, already pivoted.

    outcome:  [units, times] float64; NaN where nothing was observed (a closed week, say).
    cohort:   [units] float64; the time (a value of `times`) of first treatment; NaN = never.
    times:    [times] strictly rising numbers (week numbers, years); event time keeps gaps.
    units:    [units] ids, in row order.
    clusters: [units] integer cluster of each unit, or None for one cluster a unit.
    """

    units: tuple[str, ...]
    times: Floats
    outcome: Floats
    cohort: Floats
    clusters: Ints | None = None
