"""The generated programme of o2-xiaomi: formats, limits and obligations, around a feasible plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from showfloor.domain.calendars import monday_of, monday_of_week, week_number
from showfloor.domain.learning import LearningTerms, StatedLift
from showfloor.domain.money import to_cents
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Format,
    Holdout,
    Programme,
    Promise,
    Quota,
    SpilloverPair,
    SupplyStep,
    Wave,
)
from showfloor.domain.stores import Store
from showfloor.simulate.o2_xiaomi_network import (
    FLAGSHIPS,
    LIVE_STORES,
    ONLINE,
    OWN_STORE,
    REOPENS,
    Network,
)
from showfloor.simulate.o2_xiaomi_products import XIAOMI
from showfloor.simulate.o2_xiaomi_sales import BY_MONTH
from showfloor.simulate.witness import Witness

START = date(2021, 3, 1)
WEEKS = 30
AREA_LIFE_WEEKS = 156
BASELINE_FROM = date(2020, 6, 1)
BASELINE_TO = date(2020, 11, 30)
RIVALS_LOSS_SHARE = 0.45
QUOTAS = (("DE-BE", 6), ("DE-SN", 8), ("DE-MV", 4))
PAIRS = 60
CREW_SHARE = 0.5
BLOCKS = WEEKS // 3

FORMATS = (
    Format("shop-in-shop", 30.0, 60, 36_000.0, 0.6, (3, 2), (0.6, 0.8)),
    Format("island", 14.0, 30, 6_000.0, 0.5, (2, 1), (0.7, 0.9)),
    Format("wall", 8.0, 18, 2_900.0, 0.5, (2,), (0.8,)),
    Format("table", 3.5, 8, 1_400.0, 0.6, (1,)),
)

_STATED = (("shop-in-shop", 0.50), ("island", 0.36), ("wall", 0.26), ("table", 0.15))
_KINDS = (("flagship", 1.0), ("live", 1.0), ("standard", 0.9), ("partner", 0.8))
_SOURCE = (
    "stated by the programme's author, no measurement; wide on purpose. Order of magnitude: on "
    "Complete Journey a full display goes with 0.397 log points more own units"
)
_SOURCE_DE = (
    "vom Verfasser des Programms gesetzt, keine Messung; absichtlich weit gestreut. Größenordnung: "
    "bei Complete Journey geht ein voller Aufbau mit 0,397 Logpunkten mehr eigenem Absatz einher"
)
PRIOR_LIFTS: tuple[StatedLift, ...] = tuple(
    StatedLift(
        format_id,
        kind,
        mean=round(mean * factor, 3),
        sd=round(0.6 * mean * factor, 3),
        source=_SOURCE,
        source_de=_SOURCE_DE,
    )
    for format_id, mean in _STATED
    for kind, factor in _KINDS
)
"""The lifts that the first plan rests on, by format and kind of store: mean, spread, source."""


def o2_xiaomi_learning() -> LearningTerms:
    """Return what learn.toml holds: the baseline's window, stated rates, and the prior."""
    return LearningTerms(
        baseline_from=BASELINE_FROM,
        baseline_to=BASELINE_TO,
        default_margin_rate=0.16,
        manufacturer_margin_rate=0.12,
        margin_source="generated unit margins; the rates are stated for the example",
        rivals_loss_share=RIVALS_LOSS_SHARE,
        rivals_loss_share_se=0.15,
        rivals_loss_source="display effect on Complete Journey, as an order of magnitude",
        prior=PRIOR_LIFTS,
    )


def o2_xiaomi_programme(network: Network, base_margin: npt.NDArray[np.float64]) -> Programme:
    """Return the programme; `base_margin` [stores] is Xiaomi's margin a week without an area.

    Obligations are drawn around a plan that keeps all of them whatever the holdout draws; budget
    and crews are about 40 and 50 % of what the shops would take if nothing were scarce.
    """
    base = {s.store_id: float(m) for s, m in zip(network.stores, base_margin, strict=True)}
    wished = {s.store_id: item for s in network.stores if (item := _wished(s, base[s.store_id]))}
    bare = Programme(
        programme_id="xiaomi-areas",
        manufacturer_id=XIAOMI,
        start=START,
        weeks=WEEKS,
        area_life_weeks=AREA_LIFE_WEEKS,
        discount_rate=0.08,
        value_for="retailer",
        formats=FORMATS,
        season=_season(),
        crews=_crews(network, wished),
        excluded_stores=(ONLINE, OWN_STORE),
        spillover=_spillover(network, base),
    )
    witness = Witness(bare, network.stores, _earliest(network), bare.excluded_stores)
    return _with_obligations(bare, network, wished, witness)


def _with_obligations(
    bare: Programme, network: Network, wished: Mapping[str, Format], witness: Witness
) -> Programme:
    waves = _waves(witness)
    promises = _promises(network, wished, witness)
    late = 26
    quotas = tuple(_quota(network, witness, region, count, late) for region, count in QUOTAS)
    return Programme(
        programme_id=bare.programme_id,
        manufacturer_id=bare.manufacturer_id,
        start=bare.start,
        weeks=bare.weeks,
        area_life_weeks=bare.area_life_weeks,
        discount_rate=bare.discount_rate,
        value_for=bare.value_for,
        formats=bare.formats,
        season=bare.season,
        budget=_budget(network, wished, witness),
        crews=bare.crews,
        supply=_supply(wished, witness),
        promises=promises,
        waves=waves,
        holdout=Holdout(("region", "kind"), 2, monday_of_week(late, START)),
        quotas=quotas,
        excluded_stores=bare.excluded_stores,
        spillover=bare.spillover,
    )


def _season() -> tuple[float, ...]:
    """Return the generated sales' own season as 52 factors with mean 1."""
    thursdays = [date(2021, 1, 7) + timedelta(weeks=week) for week in range(52)]
    factors = np.array([BY_MONTH[day.month - 1] for day in thursdays])
    return tuple(round(float(value), 4) for value in factors / factors.mean())


def _wished(store: Store, base: float) -> Format | None:
    """Return the format a shop would take if nothing were scarce, at the stated lifts."""
    factor = dict(_KINDS).get(store.kind)
    if store.area_space_m2 is None or factor is None:
        return None
    best, best_value = None, 0.0
    for item in FORMATS:
        gain = base * dict(_STATED)[item.format_id] * factor * (1.0 - RIVALS_LOSS_SHARE)
        cost = (1.0 - item.manufacturer_pays) * item.capex * store.capex_factor
        value = gain * 0.88 * AREA_LIFE_WEEKS - cost
        if item.footprint_m2 <= store.area_space_m2 and value > best_value:
            best, best_value = item, value
    return best


def _crews(network: Network, wished: Mapping[str, Format]) -> tuple[CrewCapacity, ...]:
    """Return crew-days by state for half of the wish, and enough to open all flagships at once.

    A state with less than two crew-days' work a week shares a travelling crew of three: it comes
    for blocks of three weeks, the last block always among them. In August crews are two thirds.
    """
    work: dict[str, int] = {}
    for store in network.stores:
        if store.region is not None:
            days = sum(wished[store.store_id].crew_days) if store.store_id in wished else 0
            work[store.region] = work.get(store.region, 0) + days
    region_of = {s.store_id: s.region for s in network.stores}
    early = [region_of[store_id] for store_id in (*FLAGSHIPS, *LIVE_STORES)]
    crews = []
    for region, need in sorted(work.items()):
        a_week = CREW_SHARE * need / WEEKS
        at_once = 3 * early.count(region)
        there = set(range(BLOCKS)) if at_once or a_week >= 2 else _blocks(a_week / 3)
        full = max(3, at_once, round(a_week))
        crews.append(CrewCapacity(region, tuple(_crew_days(full, there))))
    return tuple(crews)


def _blocks(share: float) -> set[int]:
    """Return the blocks in which a travelling crew is there: at least three, the last too."""
    count = max(3, round(share * BLOCKS))
    return {BLOCKS - 1 - number * BLOCKS // count for number in range(count)}


def _crew_days(full: int, there: set[int]) -> list[int]:
    length = WEEKS + max(f.weeks_to_install for f in FORMATS) - 1
    days = []
    for week in range(length):
        august = monday_of_week(week, START).month == 8
        here = min(week // 3, BLOCKS - 1) in there
        days.append((max(2, full * 2 // 3) if august else full) if here else 0)
    return days


def _earliest(network: Network) -> dict[str, int]:
    """Return by shop the first week in which crews may start; they may work during the closure."""
    return {
        s.store_id: 0 if s.ready_on is None else max(0, -(-(s.ready_on - START).days // 7))
        for s in network.stores
    }


def _waves(witness: Witness) -> tuple[Wave, ...]:
    """Place the flagships, then the live stores, all as shop-in-shops, as early as crews allow."""
    for store_id in FLAGSHIPS:
        _place(witness, store_id, 0, ("shop-in-shop",))
    first = max(witness.selling_week(store_id) for store_id in FLAGSHIPS)
    for store_id in LIVE_STORES:
        _place(witness, store_id, first + 2, ("shop-in-shop",))
    released = monday_of_week(first + 3, START)
    return (Wave("flagships", FLAGSHIPS, released), Wave("live stores", LIVE_STORES))


def _place(witness: Witness, store_id: str, sells_from: int, format_ids: tuple[str, ...]) -> None:
    if not witness.place(store_id, sells_from=sells_from, format_ids=format_ids):
        raise ValueError(f"the generated programme has no crews for {store_id}")


def _promises(
    network: Network, wished: Mapping[str, Format], witness: Witness
) -> tuple[Promise, ...]:
    """Promise each flagship its area when its state reopens, and six large partners one by June."""
    region = {s.store_id: s.region for s in network.stores}
    promises = []
    for store_id in FLAGSHIPS:
        reopening = week_number(monday_of(REOPENS[region[store_id] or ""]), START)
        week = max(reopening, witness.selling_week(store_id))
        by = monday_of_week(week, START)
        promises.append(Promise(store_id, by, ("shop-in-shop",)))
    size = {s.store_id: float(v) for s, v in zip(network.stores, network.size, strict=True)}
    partners = [s.store_id for s in network.stores if s.kind == "partner" and s.ready_on is None]
    large = sorted((p for p in partners if p in wished), key=lambda p: (-size[p], p))[:6]
    for store_id in sorted(large):
        _place(witness, store_id, 6, (wished[store_id].format_id,))
        promises.append(Promise(store_id, date(2021, 6, 7)))
    return tuple(promises)


def _quota(network: Network, witness: Witness, region: str, count: int, late: int) -> Quota:
    """Return a quota that shops can keep after the holdout's end, so that no draw matters."""
    here = [s.store_id for s in network.stores if s.region == region]
    planned = sum(area.store_id in here for area in witness.areas)
    for store_id in here:
        if planned < count and witness.place(store_id, sells_from=late):
            planned += 1
    return Quota(region, planned)


def _budget(
    network: Network, wished: Mapping[str, Format], witness: Witness
) -> tuple[BudgetStep, ...]:
    factor = {s.store_id: s.capex_factor for s in network.stores}
    wish = sum(item.capex * factor[store_id] for store_id, item in wished.items())
    so_far, steps = 0.0, []
    for through, share in (
        (date(2021, 3, 31), 0.15),
        (date(2021, 6, 30), 0.28),
        (date(2021, 9, 30), 0.40),
    ):
        last = min(WEEKS - 1, (through - START).days // 7)
        need = max(share * wish, witness.capex_through(last))
        amount = max(0.0, -(-(need - so_far) // 10_000) * 10_000.0)
        steps.append(BudgetStep(through, amount))
        so_far += amount
    return tuple(steps)


def _supply(wished: Mapping[str, Format], witness: Witness) -> tuple[SupplyStep, ...]:
    """Return cumulative deliveries of islands and shop-in-shops every four weeks."""
    steps = []
    for format_id in ("island", "shop-in-shop"):
        wish = sum(item.format_id == format_id for item in wished.values())
        units = 0
        for week in range(0, WEEKS, 4):
            even = round(0.5 * wish * (week + 4) / (WEEKS + 2))
            units = max(units, even, witness.built_through(format_id, min(week + 3, WEEKS - 1)))
            steps.append(SupplyStep(format_id, monday_of_week(week, START), units))
    return tuple(steps)


def _spillover(network: Network, base: Mapping[str, float]) -> tuple[SpilloverPair, ...]:
    """Return the nearest pairs of shops; each loses 2 % of the smaller shop's base margin."""
    shops = [s for s in network.stores if s.kind not in ("online", "own_brand")]
    north = np.array([s.latitude for s in shops], dtype=np.float64) * 111.2
    east = np.array([s.longitude for s in shops], dtype=np.float64) * 71.0
    apart = np.hypot(north[:, None] - north[None, :], east[:, None] - east[None, :])
    rows, columns = np.triu_indices(len(shops), k=1)
    near = np.argsort(apart[rows, columns], kind="stable")[:PAIRS]
    pairs = []
    for a, b in zip(rows[near].tolist(), columns[near].tolist(), strict=True):
        loss = to_cents(0.02 * min(base[shops[a].store_id], base[shops[b].store_id]))
        pairs.append(SpilloverPair(shops[a].store_id, shops[b].store_id, loss))
    return tuple(sorted(pairs, key=lambda pair: (pair.store_a, pair.store_b)))
