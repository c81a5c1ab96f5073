"""The rules of a planning instance, drawn around a plan that keeps them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from showfloor.domain.calendars import monday_of_week
from showfloor.domain.plan import OptionMargin
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Format,
    Freeze,
    Holdout,
    Programme,
    Promise,
    Quota,
    SupplyStep,
    Wave,
)
from showfloor.domain.stores import Store
from showfloor.simulate.planning_instances_network import START, Network
from showfloor.simulate.witness import Witness

AREA_LIFE_WEEKS = 156
CREW_WEEK = 5
"""Crew-days of one crew in one week; every region has whole crews."""
CREW_STAYS = 2
"""Weeks in which a crew that comes at times stays, enough for the longest installation."""
SMALLEST_CREW_SHARE = 0.15
"""Of the weeks a region has a crew in at least about so many."""


def _wish(store: Store, formats: tuple[Format, ...], margins: dict[str, float]) -> Format | None:
    """Return the format that a shop would take if nothing were scarce, by a rule of thumb."""
    best, best_value = None, 0.0
    for item in formats:
        if store.area_space_m2 is None or item.footprint_m2 > store.area_space_m2:
            continue
        cost = (1 - item.manufacturer_pays) * item.capex * store.capex_factor
        value = margins[item.format_id] * AREA_LIFE_WEEKS * 0.88 - cost
        if value > best_value:
            best, best_value = item, value
    return best


def wishes(
    stores: tuple[Store, ...], formats: tuple[Format, ...], options: tuple[OptionMargin, ...]
) -> dict[str, Format]:
    """Return by shop the format that it would take if nothing were scarce; shops with none lack."""
    margins: dict[str, dict[str, float]] = {}
    for option in options:
        margins.setdefault(option.store_id, {})[option.format_id] = option.retailer_margin_per_week
    wished = {s.store_id: _wish(s, formats, margins[s.store_id]) for s in stores}
    return {store_id: item for store_id, item in wished.items() if item is not None}


def crews_by_region(
    network: Network,
    formats: tuple[Format, ...],
    wished: Mapping[str, Format],
    weeks: int,
    *,
    in_turns: bool,
) -> tuple[CrewCapacity, ...]:
    """Return whole crews by region, enough for about half of what its shops would like.

    In turns, a crew that a region needs only at times comes for CREW_STAYS weeks and then goes
    elsewhere; else every region has at least one crew always.
    """
    days: dict[str, int] = {}
    for store in network.stores:
        region = str(store.region)
        item = wished.get(store.store_id)
        days[region] = days.get(region, 0) + (sum(item.crew_days) if item else 0)
    length = weeks + max(item.weeks_to_install for item in formats) - 1
    crews = []
    for place, (region, need) in enumerate(sorted(days.items())):
        wanted = 0.5 * need / weeks / CREW_WEEK
        if in_turns:
            capacity = _in_turns(max(wanted, SMALLEST_CREW_SHARE), place, length)
        else:
            capacity = (CREW_WEEK * max(1, round(wanted)),) * length
        crews.append(CrewCapacity(region, capacity))
    return tuple(crews)


def _in_turns(crews: float, place: int, length: int) -> tuple[int, ...]:
    """Return crew-days by week that are `crews` whole crews on average, shifted by region."""
    always = int(crews)
    turn = np.arange(length) // CREW_STAYS + place * 0.381966
    extra = np.floor((turn + 1) * (crews - always)) - np.floor(turn * (crews - always))
    return tuple(int(CREW_WEEK * (always + more)) for more in extra)


def two_freezes(network: Network, weeks: int) -> tuple[Freeze, ...]:
    """Return a freeze everywhere late in the programme, and one across weeks in one region."""
    everywhere = monday_of_week(round(2 * weeks / 3), START)
    wednesday = monday_of_week(weeks // 3, START) + timedelta(days=2)
    first = min(str(store.region) for store in network.stores)
    return (
        Freeze(everywhere, everywhere + timedelta(weeks=max(1, weeks // 10))),
        Freeze(wednesday, wednesday + timedelta(weeks=1), (first,)),
    )


def with_rules(
    rng: np.random.Generator,
    programme: Programme,
    network: Network,
    wished: Mapping[str, Format],
    witness: Witness,
) -> Programme:
    """Return the programme with the rules that oblige, each drawn around the witness."""
    weeks = programme.weeks
    waves = _waves(network, witness, programme.start)
    in_waves = {store_id for wave in waves for store_id in wave.store_ids}
    promises = _promises(rng, network, witness, in_waves)
    sells_from = round(0.6 * weeks)
    quotas = _quotas(network, witness, sells_from)
    many = len(network.stores) >= 200
    return replace(
        programme,
        budget=_budget(rng, programme, network, wished, witness),
        supply=_supply(programme, wished, witness),
        promises=promises,
        waves=waves,
        holdout=Holdout(
            by=("region", "kind") if many else ("region",),
            keep=2 if many else 1,
            no_sales_before=monday_of_week(sells_from, programme.start),
        ),
        quotas=quotas,
    )


def _waves(network: Network, witness: Witness, start: date) -> tuple[Wave, ...]:
    waves: list[Wave] = []
    from_week = 0
    for name, kind in (("flagships", "flagship"), ("live stores", "live")):
        members = [s.store_id for s in network.stores if s.kind == kind]
        kept = tuple(s for s in members if witness.place(s, sells_from=from_week))
        if not kept:
            continue
        from_week = max(witness.selling_week(store_id) for store_id in kept)
        release = monday_of_week(from_week + 3, start) if name == "flagships" else None
        waves.append(Wave(name, kept, release))
    return tuple(waves)


def _promises(
    rng: np.random.Generator, network: Network, witness: Witness, in_waves: set[str]
) -> tuple[Promise, ...]:
    wanted = sorted(in_waves)[:2]
    free = [s.store_id for s in network.stores if s.kind in ("standard", "partner")]
    count = max(1, len(network.stores) // 60)
    for place in rng.permutation(len(free)):
        if count and witness.place(free[place]):
            wanted.append(free[place])
            count -= 1
    promises = []
    for number, store_id in enumerate(wanted):
        slack = int(rng.integers(0, 3))
        by = monday_of_week(witness.selling_week(store_id) + slack, witness.programme.start)
        only = (witness.format_of(store_id),) if number % 2 else ()
        promises.append(Promise(store_id, by, only))
    return tuple(promises)


def _quotas(network: Network, witness: Witness, sells_from: int) -> tuple[Quota, ...]:
    """Return quotas for two regions; extra shops sell after the holdout, so no draw matters."""
    region_of = {s.store_id: str(s.region) for s in network.stores}
    quotas = []
    for region in sorted(set(region_of.values()))[:2]:
        free = [s.store_id for s in network.stores if s.region == region]
        extra = max(1, len(free) // 12)
        for store_id in free:
            if extra and witness.place(store_id, sells_from=sells_from):
                extra -= 1
        planned = sum(region_of[area.store_id] == region for area in witness.areas)
        if planned:
            quotas.append(Quota(region, planned))
    return tuple(quotas)


def _budget(
    rng: np.random.Generator,
    programme: Programme,
    network: Network,
    wished: Mapping[str, Format],
    witness: Witness,
) -> tuple[BudgetStep, ...]:
    """Return three steps up to 30 to 50 % of the wish, and at least what the witness spends."""
    factor = {s.store_id: s.capex_factor for s in network.stores}
    wish = sum(item.capex * factor[store_id] for store_id, item in wished.items())
    total = wish * float(rng.uniform(0.3, 0.5))
    steps: list[BudgetStep] = []
    so_far = 0.0
    for week, share in ((programme.weeks // 4, 0.4), (programme.weeks // 2, 0.7), (None, 1.0)):
        last = programme.weeks - 1 if week is None else week
        need = max(total * share, witness.capex_through(last))
        amount = max(0.0, -(-(need - so_far) // 1000) * 1000.0)
        steps.append(BudgetStep(monday_of_week(last, programme.start), amount))
        so_far += amount
    return tuple(steps)


def _supply(
    programme: Programme, wished: Mapping[str, Format], witness: Witness
) -> tuple[SupplyStep, ...]:
    """Return cumulative deliveries of the second format (or the only one) every four weeks."""
    item = programme.formats[min(1, len(programme.formats) - 1)]
    wish = sum(w.format_id == item.format_id for w in wished.values())
    steps = range(0, programme.weeks, 4)
    units = 0
    supply = []
    for number, week in enumerate(steps, start=1):
        last = min(week + 3, programme.weeks - 1)
        even = -(-int(40 * wish * number / len(steps)) // 100)
        units = max(units, even, witness.built_through(item.format_id, last))
        supply.append(SupplyStep(item.format_id, monday_of_week(week, programme.start), units))
    return tuple(supply)
