"""The statement of a month: what was promised, what was measured, whose money it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from showfloor.measure.types import Check, Estimate

AreaState = Literal["open", "building", "slipped", "not_opened", "closed", "unplanned"]
"""open: sells as planned or since a later week. building: cleared or built, sells later. slipped:
was to sell by now, nothing has begun, another date is agreed. not_opened: was to sell by now, the
ledger knows of no area. closed: ended before the month, or within it. unplanned: sells, and no
kept plan promised it."""
WhyNotMeasured = Literal["", "not_standing", "closed_all_month", "left_out"]
"""Why a store has no measured figure: its area changed nothing yet or no more, the store did not
trade in these weeks, or it cannot be compared (the measurement's notes say why)."""


@dataclass(frozen=True, slots=True)
class AreaPromise:
    """What a kept plan promised of one store's area.

    Margins: currency in a normal week; the manufacturer's is NaN where the options state none.
    life_weeks: over so many weeks from selling_week its value is counted. shut: spans in which
    the plan knew the store closed, ends exclusive. weekdays: trading days, Monday is 0.
    """

    store_id: str
    format_id: str
    start_week: date
    selling_week: date
    life_weeks: int
    retailer_margin: float
    manufacturer_margin: float
    ramp: tuple[float, ...]
    season: tuple[float, ...]
    shut: tuple[tuple[date, date], ...]
    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MoneyOf:
    """Currency to the cent, retailer's and manufacturer's; NaN where not known."""

    retailer: float
    manufacturer: float


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One store in the month. Money in currency to the cent; NaN where not known.

    selling_week: by the plan, None unplanned. selling_from, closed_on: by the ledger. slipped:
    whole weeks that it opens (or will) after the plan, below zero earlier; None where one of both
    is not known. placebo_spread: standard deviation of the same figure in comparison stores, where
    nothing happened (retailer's money). capex: due in this month by the ledger's dates.
    """

    store_id: str
    format_id: str
    planned_format_id: str
    state: AreaState
    selling_week: date | None
    selling_from: date | None
    closed_on: date | None
    slipped: int | None
    promised: MoneyOf
    realised: MoneyOf
    why_not: WhyNotMeasured
    placebo_spread: float
    capex: MoneyOf


@dataclass(frozen=True, slots=True)
class Side:
    """One party's month: promised of all planned areas and of those that were open, and measured.

    Currency to the cent. apart: realised less promised, with the realised figure's interval (the
    promise is taken as it was stated). to_date: the same two from the first week that counts
    through the month.
    """

    promised: float
    promised_of_open: float
    realised: Estimate
    apart: Estimate
    promised_to_date: float
    realised_to_date: Estimate
    capex: float
    capex_planned: float
    capex_to_date: float


@dataclass(frozen=True, slots=True)
class MonthExchange:
    """The retailer's month in parts, all treated stores together: earned = gain - rivals - other.

    own: on the manufacturer's products; from_rivals, from_other: what rivals in the store and other
    categories lost (below zero: gained).
    """

    own: Estimate
    from_rivals: Estimate
    from_other: Estimate


@dataclass(frozen=True, slots=True)
class MonthlyStatement:
    """Promised against realised in the whole weeks of one month (docs/methods/statement.md).

    month: its first day. first_week, to_week: Mondays, the end exclusive; the weeks whose Thursday
    lies in the month. rows: sorted by store_id; their realised figures add up to the total to the
    cent. compared: comparison stores. checks, notes: of the kept measurement.
    """

    manufacturer_id: str
    programme_id: str
    month: date
    first_week: date
    to_week: date
    counted_from: date
    rows: tuple[StatementRow, ...]
    retailer: Side
    manufacturer: Side
    manufacturer_rate: float
    exchange: MonthExchange
    compared: int
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
