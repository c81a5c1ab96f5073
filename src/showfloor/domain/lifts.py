"""Lifts: what an area adds to a manufacturer's sales in a store, with uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class MeasuredLift:
    """One measured effect for a format in a kind of store.

    `lift` is relative to the manufacturer's sales without an area (0.10 is ten per cent more);
    `se` its standard error on the same scale; both NaN where undefined, with `reason`.
    """

    format_id: str
    store_kind: str
    lift: float
    se: float
    rows: int = 0
    """Store-weeks with exposure that the estimate rests on."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lift:
    """The lift that a plan uses: posterior mean and standard deviation, and where it comes from."""

    format_id: str
    store_kind: str
    mean: float
    sd: float
    origin: Literal["measured", "pooled", "prior"]
    """measured: shrunk estimate; pooled: no estimate of its own, the common mean; prior: stated."""
    source: str = ""
    measured: float | None = None
    measured_se: float | None = None
    shrinkage: float | None = None
    """Weight of the common mean, 0 (none) to 1 (nothing measured)."""
