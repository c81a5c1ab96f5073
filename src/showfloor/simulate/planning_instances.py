"""Planning instances of any size with every rule active, built around a plan known to keep them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from showfloor.domain.calendars import monday_of_week
from showfloor.domain.money import to_cents
from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Format,
    Freeze,
    Holdout,
    Programme,
    Promise,
    Quota,
    SpilloverPair,
    SupplyStep,
    Wave,
)
from showfloor.domain.stores import Area, Closure, Store, StoreKind
from showfloor.errors import UsageError
from showfloor.simulate.witness import Witness, WitnessArea

START = date(2021, 3, 1)
LOCKED_FROM = date(2020, 12, 16)
AREA_LIFE_WEEKS = 156
CREW_WEEK = 5
"""Crew-days of one crew in one week; every region has whole crews."""

REGIONS = (
    "DE-NW", "DE-BY", "DE-BW", "DE-NI", "DE-HE", "DE-BE", "DE-SN", "DE-RP",
    "DE-HH", "DE-SH", "DE-BB", "DE-ST", "DE-TH", "DE-MV", "DE-SL", "DE-HB",
)  # fmt: skip
"""The sixteen states by ISO 3166-2, the ones with more shops first."""

FORMATS = (
    Format("wall", 10.0, 20, 11_000.0, 0.5, (2,), (0.8,)),
    Format("shop-in-shop", 30.0, 60, 48_000.0, 0.5, (3, 2), (0.6, 0.8)),
    Format("table", 4.0, 8, 4_000.0, 0.6, (1,)),
    Format("island", 16.0, 32, 19_000.0, 0.5, (2, 1), (0.7, 0.9)),
)
LIFTS = (0.20, 0.52, 0.09, 0.30)
"""Margin gained by each format as a share of the store's base margin, before noise."""


@dataclass(frozen=True, slots=True)
class PlanningInstance:
    """A problem, and a plan that keeps its rules whatever the holdout's seed draws.

    Only other_at_least, which the caller states, the plan may miss.
    """

    problem: RolloutProblem
    witness: tuple[WitnessArea, ...]


def planning_instance(
    stores: int,
    formats: int,
    weeks: int,
    seed: int,
    *,
    freeze: bool = False,
    other_at_least: float | None = None,
) -> RolloutProblem:
    """Return a feasible planning problem with `stores` shops, `formats` formats and `weeks` weeks.

    From about 20 shops and 8 weeks on every rule of the programme is active: a budget of 30 to
    50 % of what the shops would like, whole crews by region, deliveries of one format,
    installations of one and two weeks, a lockdown that ends region by region, promises, two
    waves, a holdout, quotas, exclusions, standing areas, and about one spillover pair a shop.
    Smaller instances have as many of these as fit. The same arguments give the same problem.
    UsageError for less than two shops, one format or four weeks.

    `freeze` adds two freezes: a tenth of the weeks everywhere after two thirds of them, and one
    from a Wednesday to a Wednesday a third in, in the first region. `other_at_least` (currency) is
    put into the programme as it is; whether a plan can reach it is the caller's to know.
    """
    return planning_instance_with_witness(
        stores, formats, weeks, seed, freeze=freeze, other_at_least=other_at_least
    ).problem


def planning_instance_with_witness(
    stores: int,
    formats: int,
    weeks: int,
    seed: int,
    *,
    freeze: bool = False,
    other_at_least: float | None = None,
) -> PlanningInstance:
    """Return the same as `planning_instance`, with the plan that keeps all but other_at_least."""
    if stores < 2 or formats < 1 or weeks < 4:
        raise UsageError(
            f"a planning instance needs at least 2 shops, 1 format and 4 weeks; got {stores}, "
            f"{formats} and {weeks}"
        )
    rng = np.random.default_rng([seed, stores, formats, weeks])
    chosen = _formats(formats)
    network = _network(rng, stores, weeks)
    base = np.exp(rng.normal(6.2, 0.6, stores))
    options = _options(rng, network.stores, chosen, base)
    areas = _standing_areas(rng, network, chosen)
    programme = Programme(
        programme_id=f"instance-{stores}-{formats}-{weeks}-{seed}",
        manufacturer_id="maker",
        start=START,
        weeks=weeks,
        area_life_weeks=AREA_LIFE_WEEKS,
        discount_rate=0.08,
        value_for="retailer",
        formats=chosen,
        season=_season(),
        crews=_crews(network, chosen, options, weeks),
        excluded_stores=network.excluded,
        spillover=_spillover(rng, network, base),
        freezes=_freezes(network, weeks) if freeze else (),
        other_at_least=other_at_least,
    )
    taken = {area.store_id for area in areas} | set(network.excluded)
    witness = Witness(programme, network.stores, network.earliest, taken)
    programme = _with_rules(rng, programme, network, options, witness)
    problem = RolloutProblem(programme, network.stores, network.closures, options, areas)
    return PlanningInstance(problem, tuple(witness.areas))


@dataclass(frozen=True, slots=True)
class _Network:
    """Shops with their closures; `earliest` is the first week number in which crews may start."""

    stores: tuple[Store, ...]
    closures: tuple[Closure, ...]
    earliest: dict[str, int]
    excluded: tuple[str, ...]


def _formats(count: int) -> tuple[Format, ...]:
    """Return the first `count` formats; beyond the named four, larger and smaller variants."""
    named = list(FORMATS[:count])
    for number in range(len(FORMATS), count):
        model = FORMATS[number % len(FORMATS)]
        size = 1.0 + 0.1 * (number // len(FORMATS))
        named.append(
            replace(
                model,
                format_id=f"{model.format_id}-{number // len(FORMATS) + 1}",
                footprint_m2=round(model.footprint_m2 * size, 1),
                capex=to_cents(model.capex * size),
            )
        )
    return tuple(named)


def _kinds(count: int) -> list[StoreKind]:
    flagships = max(1, min(4, count // 8))
    live = max(1, min(8, count // 6)) if count > 2 else 0
    online = 1 if count >= 20 else 0
    partners = count // 5
    standard = count - flagships - live - online - partners
    kinds: list[StoreKind] = ["flagship"] * flagships
    kinds += ["live"] * live
    kinds += ["standard"] * standard
    kinds += ["partner"] * partners
    kinds += ["online"] * online
    return kinds


def _network(rng: np.random.Generator, count: int, weeks: int) -> _Network:
    regions = REGIONS[: max(1, min(len(REGIONS), count // 8))]
    weight = 1.0 / np.arange(2, len(regions) + 2)
    of_store = rng.choice(len(regions), count, p=weight / weight.sum())
    unlocked = rng.integers(0, max(2, min(5, weeks // 3)), len(regions))
    locked_out = rng.random(len(regions)) < 0.25
    kinds = _kinds(count)
    stores: list[Store] = []
    closures: list[Closure] = []
    earliest: dict[str, int] = {}
    for number, kind in enumerate(kinds):
        region = int(of_store[number])
        important = kind in ("flagship", "live")
        store = _store(rng, number, kind, regions[region], weeks)
        stores.append(store)
        first = 0 if store.ready_on is None else -(-(store.ready_on - START).days // 7)
        if kind != "online" and unlocked[region]:
            access = important or not bool(locked_out[region])
            reopens = monday_of_week(int(unlocked[region]), START)
            reason = "pandemic (generated)"
            closures.append(Closure(store.store_id, LOCKED_FROM, reopens, reason, access))
            first = max(first, 0 if access else int(unlocked[region]))
        if kind == "standard" and rng.random() < 0.03:
            week = int(rng.integers(weeks // 2, weeks))
            away = monday_of_week(week, START)
            reason = "renovation (generated)"
            back = away + timedelta(days=11)
            closures.append(Closure(store.store_id, away, back, reason, crew_access=False))
            first = max(first, week + 2)
        earliest[store.store_id] = first
    excluded = tuple(s.store_id for s in stores if s.kind == "partner" and rng.random() < 0.05)
    return _Network(tuple(stores), tuple(closures), earliest, excluded)


def _store(
    rng: np.random.Generator, number: int, kind: StoreKind, region: str, weeks: int
) -> Store:
    """Return one shop; flagships and live stores have room for every named format."""
    important = kind in ("flagship", "live")
    space = round(float(rng.uniform(34, 60) if important else rng.uniform(3, 40)), 1)
    no_space = kind == "online" or (not important and rng.random() < 0.02)
    late = not important and rng.random() < 0.08
    ready = START + timedelta(days=int(rng.integers(7, 7 * max(2, weeks // 2)))) if late else None
    centre = REGIONS.index(region)
    return Store(
        store_id=f"s{number:04d}",
        name=f"Shop {number} (generated)",
        kind=kind,
        operator="operator",
        region=region,
        latitude=round(47.5 + 2.0 * (centre // 4) + float(rng.uniform(0, 1.8)), 4),
        longitude=round(6.5 + 2.0 * (centre % 4) + float(rng.uniform(0, 1.8)), 4),
        area_space_m2=None if no_space else space,
        capex_factor=round(float(rng.uniform(0.85, 1.25)), 2),
        ready_on=ready,
    )


def _options(
    rng: np.random.Generator,
    stores: tuple[Store, ...],
    formats: tuple[Format, ...],
    base: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> tuple[OptionMargin, ...]:
    """Return margins for every shop and format; a shop's size and a noise of 15 % decide."""
    options = []
    for number, store in enumerate(stores):
        for place, item in enumerate(formats):
            size = item.capex / FORMATS[place % len(FORMATS)].capex
            noise = float(np.exp(rng.normal(0.0, 0.15)))
            margin = to_cents(float(base[number]) * LIFTS[place % len(LIFTS)] * size**0.7 * noise)
            options.append(
                OptionMargin(
                    store.store_id,
                    item.format_id,
                    margin,
                    to_cents(margin * float(rng.uniform(1.1, 1.5))),
                    to_cents(0.4 * margin),
                )
            )
    return tuple(options)


def _season() -> tuple[float, ...]:
    """Return 52 factors with mean 1: a quiet summer, a strong December."""
    weeks = np.arange(52)
    shape = 1.0 + 0.08 * np.cos(2 * np.pi * (weeks - 50) / 52)
    shape[47:51] += 0.35
    return tuple(round(float(value), 4) for value in shape / shape.mean())


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


def _wishes(
    stores: tuple[Store, ...], formats: tuple[Format, ...], options: tuple[OptionMargin, ...]
) -> dict[str, Format]:
    margins: dict[str, dict[str, float]] = {}
    for option in options:
        margins.setdefault(option.store_id, {})[option.format_id] = option.retailer_margin_per_week
    wished = {s.store_id: _wish(s, formats, margins[s.store_id]) for s in stores}
    return {store_id: item for store_id, item in wished.items() if item is not None}


def _crews(
    network: _Network,
    formats: tuple[Format, ...],
    options: tuple[OptionMargin, ...],
    weeks: int,
) -> tuple[CrewCapacity, ...]:
    """Return whole crews by region, enough for about half of what its shops would like."""
    wished = _wishes(network.stores, formats, options)
    days: dict[str, int] = {}
    for store in network.stores:
        region = str(store.region)
        item = wished.get(store.store_id)
        days[region] = days.get(region, 0) + (sum(item.crew_days) if item else 0)
    length = weeks + max(item.weeks_to_install for item in formats) - 1
    return tuple(
        CrewCapacity(region, (CREW_WEEK * max(1, round(0.5 * need / weeks / CREW_WEEK)),) * length)
        for region, need in sorted(days.items())
    )


def _standing_areas(
    rng: np.random.Generator, network: _Network, formats: tuple[Format, ...]
) -> tuple[Area, ...]:
    """Return areas that one shop in a hundred has already."""
    partners = [s.store_id for s in network.stores if s.kind == "partner"]
    partners = [store_id for store_id in partners if store_id not in network.excluded]
    count = min(len(partners), len(network.stores) // 20, max(1, len(network.stores) // 100))
    chosen = sorted(rng.choice(len(partners), count, replace=False)) if count else []
    opened = date(2020, 9, 7)
    return tuple(
        Area(
            f"standing-{partners[place]}",
            partners[place],
            "maker",
            formats[0].format_id,
            opened - timedelta(weeks=1),
            opened,
        )
        for place in chosen
    )


def _spillover(
    rng: np.random.Generator,
    network: _Network,
    base: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> tuple[SpilloverPair, ...]:
    """Return about one pair a shop: each shop with its nearest neighbour, and some with a third."""
    places = [n for n, s in enumerate(network.stores) if s.kind != "online"]
    at = np.array([[network.stores[n].latitude, network.stores[n].longitude] for n in places])
    apart = ((at[:, None, :] - at[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    near = np.argsort(apart, axis=1, kind="stable")
    pairs: dict[tuple[int, int], float] = {}
    for row, place in enumerate(places):
        for rank in (0, 1)[: len(places) - 1]:
            if rank == 1 and rng.random() >= 0.4:
                continue
            other = places[int(near[row, rank])]
            key = (min(place, other), max(place, other))
            loss = float(rng.uniform(0.02, 0.10) * min(base[place], base[other]))
            pairs.setdefault(key, to_cents(loss))
    return tuple(
        SpilloverPair(network.stores[a].store_id, network.stores[b].store_id, loss)
        for (a, b), loss in sorted(pairs.items())
    )


def _freezes(network: _Network, weeks: int) -> tuple[Freeze, ...]:
    everywhere = monday_of_week(round(2 * weeks / 3), START)
    wednesday = monday_of_week(weeks // 3, START) + timedelta(days=2)
    first = min(str(store.region) for store in network.stores)
    return (
        Freeze(everywhere, everywhere + timedelta(weeks=max(1, weeks // 10))),
        Freeze(wednesday, wednesday + timedelta(weeks=1), (first,)),
    )


def _with_rules(
    rng: np.random.Generator,
    programme: Programme,
    network: _Network,
    options: tuple[OptionMargin, ...],
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
        budget=_budget(rng, programme, network, options, witness),
        supply=_supply(programme, network, options, witness),
        promises=promises,
        waves=waves,
        holdout=Holdout(
            by=("region", "kind") if many else ("region",),
            keep=2 if many else 1,
            no_sales_before=monday_of_week(sells_from, programme.start),
        ),
        quotas=quotas,
    )


def _waves(network: _Network, witness: Witness, start: date) -> tuple[Wave, ...]:
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
    rng: np.random.Generator, network: _Network, witness: Witness, in_waves: set[str]
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


def _quotas(network: _Network, witness: Witness, sells_from: int) -> tuple[Quota, ...]:
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
    network: _Network,
    options: tuple[OptionMargin, ...],
    witness: Witness,
) -> tuple[BudgetStep, ...]:
    """Return three steps up to 30 to 50 % of the wish, and at least what the witness spends."""
    factor = {s.store_id: s.capex_factor for s in network.stores}
    wished = _wishes(network.stores, programme.formats, options)
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
    programme: Programme,
    network: _Network,
    options: tuple[OptionMargin, ...],
    witness: Witness,
) -> tuple[SupplyStep, ...]:
    """Return cumulative deliveries of the second format (or the only one) every four weeks."""
    item = programme.formats[min(1, len(programme.formats) - 1)]
    wished = _wishes(network.stores, programme.formats, options)
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
