"""What a kept plan promised for some weeks, store by store and for each party."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from showfloor.domain.calendars import TradingDays, season_index
from showfloor.domain.money import to_cents
from showfloor.domain.plan import OptionMargin, PlannedArea, RolloutProblem
from showfloor.domain.programme import Programme
from showfloor.domain.stores import Closure, Store
from showfloor.errors import DataError
from showfloor.measure.types_statement import AreaPromise, MoneyOf

KeptPlan = tuple[RolloutProblem, Sequence[PlannedArea]]
"""A plan and the problem that it was made for."""


def promises_of(plans: Sequence[KeptPlan]) -> tuple[AreaPromise, ...]:
    """Return what is promised, sorted by store.

    plans: newest first, of one manufacturer. The newest plan counts; for areas that it found
    standing, the newest plan before it that planned them. DataError where a plan's option has no
    margin.
    """
    found: dict[str, AreaPromise] = {}
    standing: set[str] | None = None
    for problem, areas in plans:
        programme = problem.programme
        kept = _Kept.of(problem)
        for area in areas:
            if area.store_id not in found and (standing is None or area.store_id in standing):
                found[area.store_id] = _promise(kept, area)
        here = {
            area.store_id
            for area in problem.areas
            if area.manufacturer_id == programme.manufacturer_id
        }
        standing = here if standing is None else standing & here
    return tuple(found[store_id] for store_id in sorted(found))


@dataclass(frozen=True, slots=True)
class _Kept:
    """A plan's inputs by store."""

    problem: RolloutProblem
    options: Mapping[tuple[str, str], OptionMargin]
    stores: Mapping[str, Store]
    closures: Mapping[str, Sequence[Closure]]

    @staticmethod
    def of(problem: RolloutProblem) -> _Kept:
        """Return a problem's options, stores and closures by store."""
        closures: dict[str, list[Closure]] = {}
        for closure in problem.closures:
            closures.setdefault(closure.store_id, []).append(closure)
        return _Kept(
            problem,
            {(row.store_id, row.format_id): row for row in problem.options},
            {store.store_id: store for store in problem.stores},
            closures,
        )


def _promise(kept: _Kept, area: PlannedArea) -> AreaPromise:
    programme = kept.problem.programme
    option = kept.options.get((area.store_id, area.format_id))
    store = kept.stores.get(area.store_id)
    if option is None or store is None:
        raise DataError(
            f"the kept plan gives store '{area.store_id}' the format '{area.format_id}', and its "
            "kept inputs hold no such option; make the plan again"
        )
    theirs = option.manufacturer_margin_per_week
    return AreaPromise(
        store_id=area.store_id,
        format_id=area.format_id,
        start_week=area.start_week,
        selling_week=area.selling_week,
        life_weeks=programme.area_life_weeks,
        retailer_margin=option.retailer_margin_per_week,
        manufacturer_margin=math.nan if theirs is None else theirs,
        ramp=programme.format(area.format_id).ramp,
        season=programme.season,
        shut=tuple(_shut(store, kept.closures.get(store.store_id, ()))),
        weekdays=kept.problem.trading_days.weekdays,
    )


def _shut(store: Store, closures: Sequence[Closure]) -> Iterator[tuple[date, date]]:
    """Yield the spans in which a store is closed, before its opening and after its end too."""
    if store.opened_on is not None:
        yield date.min, store.opened_on
    if store.closed_on is not None:
        yield store.closed_on, date.max
    yield from ((closure.from_date, closure.to_date) for closure in closures)


def _open_share(promise: AreaPromise, monday: date) -> float:
    """Return the share of a week's trading days on which the plan knew the store open."""
    days = TradingDays(promise.weekdays).of_week(monday)
    shut = [day for day in days if any(begin <= day < end for begin, end in promise.shut)]
    return 1.0 - len(shut) / len(days)


def promised(promise: AreaPromise, first_week: date, to_week: date) -> MoneyOf:
    """Return the promised margin of the weeks from `first_week` to before `to_week`, to the cent.

    Of each counted week: margin x season x ramp x open share, not discounted. 0 before the first
    selling week and after the counted life.
    """
    weeks = range((to_week - first_week).days // 7)
    shares = []
    for monday in (first_week + timedelta(weeks=week) for week in weeks):
        age = (monday - promise.selling_week).days // 7
        if 0 <= age < promise.life_weeks:
            ramp = promise.ramp[age] if age < len(promise.ramp) else 1.0
            season = promise.season[season_index(monday)] if promise.season else 1.0
            shares.append(ramp * season * _open_share(promise, monday))
    full = math.fsum(shares)
    theirs = promise.manufacturer_margin * full if full else 0.0
    return MoneyOf(_cents(promise.retailer_margin * full), _cents(theirs))


def capex_of(programme: Programme, store: Store | None, format_id: str) -> MoneyOf:
    """Return who pays what of an area, to the cent; NaN for a format or store nobody knows."""
    item = next((item for item in programme.formats if item.format_id == format_id), None)
    if item is None or store is None:
        return MoneyOf(math.nan, math.nan)
    whole = to_cents(item.capex * store.capex_factor)
    theirs = to_cents(whole * item.manufacturer_pays)
    return MoneyOf(to_cents(whole - theirs), theirs)


def _cents(amount: float) -> float:
    return to_cents(amount) if math.isfinite(amount) else math.nan
