"""Results of learning: shrunk lifts, the baseline they apply to, and the options they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from showfloor.domain.lifts import Lift
from showfloor.domain.plan import OptionMargin


@dataclass(frozen=True, slots=True)
class ShrinkageModel:
    """The normal-normal model behind the lifts: common mean, spread between cells, how found.

    Lifts are relative (0.10 is ten per cent more). NaN where the number of measured cells does not
    define a figure: no cell, no mean; one cell, no spread.
    """

    common_mean: float
    common_mean_se: float
    between_sd: float
    method: str
    cells: int
    """Measured cells that entered."""
    between_sd_low: float = float("nan")
    between_sd_high: float = float("nan")
    """95 % interval of the spread (Q-profile)."""
    heterogeneity: float = float("nan")
    """Cochran's Q at no spread; compare with `cells - 1`."""


@dataclass(frozen=True, slots=True)
class LearnedLifts:
    """Posterior lifts by format and store kind."""

    lifts: tuple[Lift, ...]
    model: ShrinkageModel | None
    """None where nothing was measured and a stated prior is used."""


@dataclass(frozen=True, slots=True)
class StoreBaseline:
    """What a store sells of the manufacturer without an area, in an open week.

    A week is the trading days of one week with the store open. Units and currency a week, net of
    returns; all 0 where `open_weeks` is 0, which means unknown and makes no option.
    """

    store_id: str
    kind: str
    open_weeks: float
    """Open trading days of the window, divided by the trading days of a week."""
    units: float
    revenue: float
    known_margin: float
    """The retailer's margin on products that state a unit margin."""
    unpriced_revenue: tuple[tuple[str, float], ...]
    """Revenue by category of products that state none; sorted by category."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Baselines of every store of the ledger over one window, `to_date` exclusive."""

    stores: tuple[StoreBaseline, ...]
    """Sorted by store_id."""
    from_date: date
    to_date: date
    trading_days: tuple[int, ...]
    excluded_revenue: float
    """Currency in total that does not count: sold on days without trade, or beside an area."""


@dataclass(frozen=True, slots=True)
class LearnedOptions:
    """Options for the planner, with what they rest on."""

    options: tuple[OptionMargin, ...]
    """Sorted by store_id, then in the order of the formats; amounts rounded to cents."""
    baseline_from: str
    baseline_to: str
    """ISO dates, exclusive end: the window of the baseline sales."""
    margin_source: str
    """"product unit margins", or the stated margin rates by category that were used."""
    rivals_loss_share: float
    stores_without_baseline: tuple[str, ...]
    """No positive sales of the manufacturer on an open trading day of the window."""
    stores_without_lift: tuple[str, ...] = ()
    """A baseline, but the store is online, or its kind has no lift for any of the formats."""
    margin_rates_used: tuple[tuple[str, float], ...] = ()
    """Stated retailer's margin rates by category, share of revenue; sorted by category."""
    unit_margin_share: float = float("nan")
    """Share of the baseline revenue whose products state a unit margin; NaN without revenue."""
    manufacturer_margin_rate: float = float("nan")
    """Stated: the manufacturer's margin as a share of the retail revenue."""
    rivals_margin_ratio: float = 1.0
    """Margin a unit that rivals lose, relative to the margin a unit that the manufacturer gains."""
    excluded_revenue: float = 0.0
    """Of the baseline: see `Baseline`."""
