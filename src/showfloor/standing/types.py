"""Results of standing: who sells what here, ranked, with share and growth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RankedBy = str
"""revenue, units, list_value (units x list price) or margin (units x unit margin)."""
MEASURES: tuple[RankedBy, ...] = ("revenue", "units", "list_value", "margin")

UNKNOWN = "(unknown)"
"""Manufacturer and category of a sale whose product has no version on the sale's date."""
NONE = "(none)"
"""Category of a product, or region of a store, that states none."""
OTHERS = "(others)"
"""Manufacturers of a monthly series that are not among its largest."""


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One manufacturer's line in a league table.

    `share`, `previous_share` (0 to 1 of the scope's total), both ranks and `growth` (0.064 is
    +6.4 %) are of the table's `ranked_by`. `previous_*` and `growth` are NaN where the comparison
    period has no data; `growth` also where the manufacturer sold nothing in it; `growth_reason`
    says why.
    """

    rank: int
    """1 is the largest; equals share a rank (1, 2, 2, 4); "(unknown)" comes after all others."""
    manufacturer_id: str
    name: str
    revenue: float
    units: float
    share: float
    previous_rank: int | None
    previous_revenue: float
    previous_share: float
    growth: float
    growth_reason: str = ""
    previous_units: float = float("nan")
    value: float = float("nan")
    """Of the table's `ranked_by`, now; `previous_value` in the comparison period."""
    previous_value: float = float("nan")
    valued_share: float = float("nan")
    """Share of net units whose product states what `ranked_by` needs; 1 for revenue and units."""
    rank_low: int | None = None
    """With `rank_high`: the ranks that stores missing from the data leave open (95 %)."""
    rank_high: int | None = None


@dataclass(frozen=True, slots=True)
class LeagueTable:
    """A league table over a period and scope; totals count every row and "(unknown)"."""

    from_date: date
    to_date: date
    """Exclusive."""
    ranked_by: RankedBy
    category: str | None
    region: str | None
    channel: str | None
    """store, online, or None for both."""
    rows: tuple[LeagueRow, ...]
    total_revenue: float
    total_units: float
    previous_total_revenue: float
    growth: float
    """Of the total; NaN with `growth_reason` where there is no comparison period."""
    growth_reason: str
    unknown_lines: int
    """Sales lines whose product the product table lacks; they are in the totals as "(unknown)"."""
    unknown_revenue: float
    previous_total_units: float = float("nan")
    kind: str | None = None
    """Kind of store, or None for all."""
    total_value: float = float("nan")
    """Of `ranked_by`."""
    previous_total_value: float = float("nan")
    valued_share: float = float("nan")
    """Share of all net units whose product states what `ranked_by` needs; NaN without net units."""
    previous_from: date | None = None
    previous_to: date | None = None
    """The period of comparison, exclusive; None where there is none."""
    open_stores: int | None = None
    """Stores of the scope that should have sold in the period; None where nobody asked."""
    missing_stores: int | None = None
    """Those of them without any sale in the data."""
    interval_reason: str = ""
    """Why ranks have no interval, or one of a single rank."""


@dataclass(frozen=True, slots=True)
class ScopeValue:
    """One category, region or channel that has sales in the period."""

    value: str
    revenue: float
    manufacturers: int
    """Known manufacturers with sales in it."""


@dataclass(frozen=True, slots=True)
class Scopes:
    """What league tables can be asked for, each list by falling revenue, then by name."""

    categories: tuple[ScopeValue, ...]
    regions: tuple[ScopeValue, ...]
    channels: tuple[ScopeValue, ...]
    kinds: tuple[ScopeValue, ...] = ()


@dataclass(frozen=True, slots=True)
class SalesPeriod:
    """First and last day on which the ledger has sales; both None where it has none."""

    first: date | None
    last: date | None
    lines: int


@dataclass(frozen=True, slots=True)
class ComparisonPeriod:
    """The period one year earlier, `to_date` exclusive; `reason` says why it cannot be used."""

    from_date: date
    to_date: date
    has_data: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ComparablePart:
    """The days of a period that can be compared, `to_date` exclusive, and why not the others."""

    from_date: date
    to_date: date
    reason: str


@dataclass(frozen=True, slots=True)
class MonthlySeries:
    """Revenue by manufacturer and month, for a chart; 0 is a month without sales.

    months:           [m] first day of each month that the period touches.
    manufacturer_ids: [k] by falling revenue; then "(others)", then "(unknown)", where they exist.
    revenue:          [k][m] currency.
    total:            [m] currency, of all manufacturers.
    whole_months:     [m] False where the period begins or ends inside the month.
    """

    months: tuple[date, ...]
    manufacturer_ids: tuple[str, ...]
    names: tuple[str, ...]
    revenue: tuple[tuple[float, ...], ...]
    total: tuple[float, ...]
    whole_months: tuple[bool, ...]
    from_date: date
    to_date: date
    category: str | None = None
    region: str | None = None
    channel: str | None = None
    kind: str | None = None
