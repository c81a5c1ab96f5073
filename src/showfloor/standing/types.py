"""Results of standing: who sells what here, ranked, with share and growth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RankedBy = str  # "revenue" or "units"


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One manufacturer's line in a league table.

    `share` is 0 to 1 of the scope's total; `previous_*` and `growth` (0.064 is +6.4 %) are NaN
    where the comparison period has no data, and `growth_reason` says why.
    """

    rank: int
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
