"""What learning is told and cannot measure: margin rates, the baseline's window, stated priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class StatedLift:
    """A lift that somebody states before anything is measured (0.10 is ten per cent more)."""

    format_id: str
    store_kind: str
    mean: float
    sd: float
    source: str
    source_de: str = ""
    """The same sentence in German; empty: not stated."""


@dataclass(frozen=True, slots=True)
class LearningTerms:
    """The terms of the file learn.toml.

    Rates are shares of revenue, 0 to 1. `margin_rates` holds by category what a retailer earns
    where a product has no unit margin; `default_margin_rate` serves categories without a rate.
    """

    baseline_from: date
    baseline_to: date
    """Exclusive."""
    default_margin_rate: float
    manufacturer_margin_rate: float
    margin_source: str
    margin_rates: Mapping[str, float] = field(default_factory=dict)
    rivals_loss_share: float | None = None
    """Units that rivals lose a unit gained; None: taken from the measured display effect."""
    rivals_loss_share_se: float = 0.0
    rivals_loss_source: str = ""
    format_of_location: Mapping[str, str] = field(default_factory=dict)
    """Display location to format, where displays stand in for areas."""
    prior: tuple[StatedLift, ...] = ()
    excluded_manufacturers: tuple[str, ...] = ()
    """Left out of the display effect as pairs of their own: private labels, say."""
    excluded_categories: tuple[str, ...] = ()
    """Left out where units are no piece counts."""
