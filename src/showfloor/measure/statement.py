"""The statement of a month: promised against realised, store by store and in total."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from showfloor.domain.money import to_cents
from showfloor.domain.programme import Programme
from showfloor.domain.stores import Area, Store
from showfloor.errors import DataError
from showfloor.measure.area_panel import area_panel
from showfloor.measure.statement_measured import MeasuredWeeks, exchange_of_weeks, measured_weeks
from showfloor.measure.statement_months import weeks_of_month
from showfloor.measure.statement_promises import KeptPlan, capex_of, promised, promises_of
from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import AreaLedger, AreaQuestion, AreasFound
from showfloor.measure.types_statement import (
    AreaPromise,
    AreaState,
    MoneyOf,
    MonthlyStatement,
    Side,
    StatementRow,
    WhyNotMeasured,
)
from showfloor.measure.whole_cents import adding_up

NOTHING = MoneyOf(0.0, 0.0)
UNKNOWN = MoneyOf(math.nan, math.nan)


def monthly_statement(
    month: date,
    plans: Sequence[KeptPlan],
    question: AreaQuestion,
    ledger: AreaLedger,
    found: AreasFound,
    *,
    manufacturer_rate: float | None,
    today: date,
) -> MonthlyStatement:
    """Set what kept plans promised for a month beside what its areas are measured to have earned.

    plans: newest first, each with its problem. question, ledger: what the kept measurement `found`
    was made from. manufacturer_rate: the manufacturer's margin as a share of revenue, None or NaN
    where not stated. DataError for a month that is not over, not measured in full, or before any
    area.
    """
    weeks = weeks_of_month(month)
    _check_month(month, weeks, found, today)
    own = [area for area in ledger.areas if area.manufacturer_id == question.manufacturer_id]
    month_of = _Month(
        weeks=weeks,
        programme=plans[0][0].programme,
        stores={store.store_id: store for store in ledger.stores},
        promises={promise.store_id: promise for promise in promises_of(plans)},
        areas=_by_store(own, weeks),
    )
    _check_begun(month_of, own)
    rate = math.nan if manufacturer_rate is None else manufacturer_rate
    panel = area_panel(question, ledger)
    first, last = ((day - question.first_week).days // 7 for day in weeks)
    of_month, to_date = measured_weeks(panel, (range(first, last), range(last)), rate=rate)
    rows = _adding_up(month_of.rows(of_month, frozenset(panel.stores)), of_month)
    parties = (
        _side(month_of, rows, of_month.retailer, to_date.retailer, _retailers),
        _side(month_of, rows, of_month.manufacturer, to_date.manufacturer, _manufacturers),
    )
    return MonthlyStatement(
        manufacturer_id=question.manufacturer_id,
        programme_id=month_of.programme.programme_id,
        month=month.replace(day=1),
        first_week=weeks[0],
        to_week=weeks[1],
        counted_from=month_of.counted_from,
        rows=rows,
        retailer=parties[0],
        manufacturer=parties[1],
        manufacturer_rate=rate,
        exchange=exchange_of_weeks(panel, range(first, last)),
        compared=found.compared,
        checks=found.checks,
        notes=found.notes,
    )


def _check_month(month: date, weeks: tuple[date, date], found: AreasFound, today: date) -> None:
    said = f"{month:%Y-%m}"
    if weeks[1] > today:
        raise DataError(
            f"{said} is not over: its last week ends before {weeks[1]}; a statement speaks of "
            "whole months only"
        )
    if weeks[0] < found.first_week or weeks[1] > found.to_week:
        raise DataError(
            f"{said} holds the weeks from {weeks[0]} to before {weeks[1]}, and the kept "
            f"measurement those from {found.first_week} to before {found.to_week}; choose a month "
            "within, or import the sales and measure again (`showfloor measure`)"
        )


@dataclass(frozen=True, slots=True)
class _Month:
    """A month's weeks, what was promised and what stands, by store."""

    weeks: tuple[date, date]
    programme: Programme
    stores: Mapping[str, Store]
    promises: Mapping[str, AreaPromise]
    areas: Mapping[str, Area]

    @property
    def counted_from(self) -> date:
        """The first week in which anything was promised or begun."""
        begun = [_begun(area) for area in self.areas.values()]
        planned = [promise.selling_week for promise in self.promises.values()]
        first = min((*begun, *planned))
        return first - timedelta(days=first.weekday())

    def rows(self, measured: MeasuredWeeks, seen: frozenset[str]) -> list[StatementRow]:
        """Return a row for every store that was to have, has or had an area by the month's end."""
        found = (
            self._row(store_id, measured, seen)
            for store_id in sorted({*self.promises, *self.areas})
        )
        return [row for row in found if row is not None]

    def _row(
        self, store_id: str, measured: MeasuredWeeks, seen: frozenset[str]
    ) -> StatementRow | None:
        promise, area = self.promises.get(store_id), self.areas.get(store_id)
        state = self._state(promise, area)
        if state is None:
            return None
        amounts = measured.by_store.get(store_id)
        placebo = measured.placebo_spread.get(store_id, math.nan)
        sells = area.selling_from if area else None
        planned = promise.selling_week if promise else None
        return StatementRow(
            store_id=store_id,
            format_id=area.format_id if area else "",
            planned_format_id=promise.format_id if promise else "",
            state=state,
            selling_week=planned,
            selling_from=sells,
            closed_on=area.selling_to if area and state == "closed" else None,
            slipped=(sells - planned).days // 7 if sells and planned else None,
            promised=promised(promise, *self.weeks) if promise else UNKNOWN,
            realised=MoneyOf(*amounts) if amounts else UNKNOWN,
            why_not="" if amounts else self._why_not(store_id, area, seen),
            placebo_spread=_cents(placebo),
            capex=self.capex(store_id, area, self.weeks),
        )

    def _state(self, promise: AreaPromise | None, area: Area | None) -> AreaState | None:
        """Say how a store's area stands at the month's end; None where it does not belong here."""
        end = self.weeks[1]
        due = promise is not None and promise.selling_week < end
        if area is None:
            return "not_opened" if due else None
        if area.selling_to is not None and area.selling_to < end:
            return "closed"
        if area.selling_from < end:
            return "open" if promise is not None else "unplanned"
        if _begun(area) < end:
            return "building"
        return "slipped" if due else None

    def _why_not(self, store_id: str, area: Area | None, seen: frozenset[str]) -> WhyNotMeasured:
        if area is None or _begun(area) >= self.weeks[1]:
            return "not_standing"
        if area.selling_to is not None and area.selling_to <= self.weeks[0]:
            return "not_standing"
        return "closed_all_month" if store_id in seen else "left_out"

    def capex(self, store_id: str, area: Area | None, span: tuple[date, date]) -> MoneyOf:
        """Return what an area costs whom where its building began within a span, else nothing."""
        if area is None or not span[0] <= area.installed_from < span[1]:
            return NOTHING
        return capex_of(self.programme, self.stores.get(store_id), area.format_id)

    def capex_planned(self, promise: AreaPromise) -> MoneyOf:
        """Return what a planned area was to cost whom in this month."""
        if not self.weeks[0] <= promise.start_week < self.weeks[1]:
            return NOTHING
        return capex_of(self.programme, self.stores.get(promise.store_id), promise.format_id)


def _check_begun(month: _Month, own: Sequence[Area]) -> None:
    begun = [_begun(area) for area in own]
    if not begun or min(begun) >= month.weeks[1]:
        when = f"the first one begins on {min(begun)}" if begun else "the ledger knows of none"
        raise DataError(
            f"no area of '{month.programme.manufacturer_id}' had begun before {month.weeks[1]}, so "
            f"there is nothing to settle: {when}"
        )


def _by_store(areas: Sequence[Area], weeks: tuple[date, date]) -> dict[str, Area]:
    """Return the area that counts for each store: the one of this month, else the latest before."""
    found: dict[str, Area] = {}
    for area in sorted(areas, key=lambda area: (_begun(area), area.area_id)):
        if area.store_id not in found or _begun(area) < weeks[1]:
            found[area.store_id] = area
    return found


def _begun(area: Area) -> date:
    """Return the first day on which an area changed anything."""
    known = (area.announced_on, area.clearance_from, area.installed_from, area.selling_from)
    return min(day for day in known if day is not None)


Party = Callable[[MoneyOf], float]


def _retailers(money: MoneyOf) -> float:
    return money.retailer


def _manufacturers(money: MoneyOf) -> float:
    return money.manufacturer


def _adding_up(rows: Sequence[StatementRow], measured: MeasuredWeeks) -> tuple[StatementRow, ...]:
    """Round the realised figures to cents so that each party's add up to its total."""
    kept = [place for place, row in enumerate(rows) if row.why_not == ""]
    parties = (_retailers, measured.retailer), (_manufacturers, measured.manufacturer)
    ours, theirs = (
        _party_adding_up([party(rows[place].realised) for place in kept], total.estimate)
        for party, total in parties
    )
    found = list(rows)
    for place, retailer, manufacturer in zip(kept, ours, theirs, strict=True):
        found[place] = replace(rows[place], realised=MoneyOf(retailer, manufacturer))
    return tuple(found)


def _party_adding_up(amounts: Sequence[float], total: float) -> tuple[float, ...]:
    if not math.isfinite(total):
        return (math.nan,) * len(amounts)
    return adding_up(amounts, total)


def _side(
    month: _Month,
    rows: Sequence[StatementRow],
    realised: Estimate,
    to_date: Estimate,
    party: Party,
) -> Side:
    """Sum one party's rows; unplanned areas promised nothing."""
    whole = month.counted_from, month.weeks[1]
    planned = [row for row in rows if row.selling_week is not None]
    promised_in_all = _sum(party(row.promised) for row in planned)
    return Side(
        promised=promised_in_all,
        promised_of_open=_sum(party(row.promised) for row in planned if row.state == "open"),
        realised=realised,
        apart=_less(realised, promised_in_all),
        promised_to_date=_sum(party(promised(p, *whole)) for p in month.promises.values()),
        realised_to_date=to_date,
        capex=_sum(party(row.capex) for row in rows),
        capex_planned=_sum(party(month.capex_planned(p)) for p in month.promises.values()),
        capex_to_date=_sum(party(month.capex(s, a, whole)) for s, a in month.areas.items()),
    )


def _sum(amounts: Iterable[float]) -> float:
    return _cents(math.fsum(amounts))


def _less(found: Estimate, amount: float) -> Estimate:
    """Return an estimate less a stated amount."""
    return replace(
        found,
        estimate=found.estimate - amount,
        low=found.low - amount,
        high=found.high - amount,
    )


def _cents(amount: float) -> float:
    return to_cents(amount) if math.isfinite(amount) else math.nan
