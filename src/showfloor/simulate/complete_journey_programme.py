"""The made-up half of complete-journey: shops around real ids, and a programme for soft drinks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from showfloor.domain.learning import LearningTerms
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
from showfloor.domain.stores import Store, StoreKind

START = date(2018, 1, 8)
WEEKS = 26
FLAGSHIPS = 20
LIVE = 35
REGIONS = ("XX-A", "XX-B", "XX-C", "XX-D")
"""Invented districts: XX is ISO 3166's user-assigned code for a country that is not stated."""

FORMATS = (
    Format("front-of-store", 5.0, 40, 60.0, 0.5, (1, 1), (0.8,)),
    Format("end-cap", 3.0, 24, 45.0, 0.5, (1,)),
    Format("in-aisle", 1.5, 12, 25.0, 0.5, (1,)),
)

FORMAT_OF_LOCATION: Mapping[str, str] = MappingProxyType(
    {
        "1": "front-of-store",
        "3": "front-of-store",
        "4": "end-cap",
        "5": "end-cap",
        "6": "end-cap",
        "2": "in-aisle",
        "7": "in-aisle",
        "9": "in-aisle",
        "A": "in-aisle",
    }
)
"""The source's display locations: 1 store front, 2 store rear, 3 front end cap, 4 mid-aisle end
cap, 5 rear end cap, 6 side-aisle end cap, 7 in-aisle, 9 secondary location, A in-shelf."""


@dataclass(frozen=True, slots=True)
class SoftDrinkStore:
    """Real figures of a store: revenue of 2017, and manufacturer 103's a week since July."""

    store_id: str
    revenue: float
    base_per_week: float


@dataclass(frozen=True, slots=True)
class MadeUpStores:
    """Stores in the order of their ids, with the real figures that the programme leans on."""

    stores: tuple[Store, ...]
    base_per_week: Mapping[str, float]
    by_revenue: tuple[str, ...]
    """Store ids, highest revenue first."""


def make_up_stores(figures: Sequence[SoftDrinkStore]) -> MadeUpStores:
    """Return stores around real ids; everything but id and kind comes from a hash of the id."""
    ranked = sorted(figures, key=lambda s: (-s.revenue, s.store_id))
    kind_of = {s.store_id: _kind(rank) for rank, s in enumerate(ranked)}
    stores = tuple(
        _store(s.store_id, kind_of[s.store_id]) for s in sorted(figures, key=lambda s: s.store_id)
    )
    base = {s.store_id: s.base_per_week for s in figures}
    return MadeUpStores(stores, base, tuple(s.store_id for s in ranked))


def _kind(rank: int) -> StoreKind:
    if rank < FLAGSHIPS:
        return "flagship"
    return "live" if rank < FLAGSHIPS + LIVE else "standard"


def _drawn(store_id: str, purpose: str) -> float:
    """Return a number in [0, 1) that depends on nothing but the id and what it is for."""
    digest = hashlib.sha256(f"{purpose}:{store_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _store(store_id: str, kind: StoreKind) -> Store:
    low, high = {"flagship": (6.5, 14.0), "live": (4.0, 10.0)}.get(kind, (1.0, 7.0))
    return Store(
        store_id=store_id,
        name=f"Store {store_id}",
        kind=kind,
        operator="chain",
        region=REGIONS[int(_drawn(store_id, "region") * len(REGIONS))],
        area_space_m2=round(low + (high - low) * _drawn(store_id, "space"), 1),
        capex_factor=round(0.85 + 0.4 * _drawn(store_id, "capex"), 2),
    )


def complete_journey_programme(made_up: MadeUpStores) -> Programme:
    """Return the programme for manufacturer 103, soft drinks, from 2018-01-08 on.

    Budget and crews are set to bind: about 40 % of the capex that the shops with at least 2 a
    week would take, and in each district whole crew-days for about half of the work.
    """
    in_question = [s for s in made_up.stores if made_up.base_per_week[s.store_id] >= 2.0]
    wish = sum(_wished(store).capex * store.capex_factor for store in in_question)
    flagships = made_up.by_revenue[:4]
    promised = made_up.by_revenue[FLAGSHIPS : FLAGSHIPS + 2]
    quarter = START + timedelta(weeks=9)
    return Programme(
        programme_id="soft-drinks-103",
        manufacturer_id="103",
        start=START,
        weeks=WEEKS,
        area_life_weeks=156,
        discount_rate=0.08,
        value_for="retailer",
        formats=FORMATS,
        budget=(
            BudgetStep(quarter, _tens(0.15 * wish)),
            BudgetStep(START + timedelta(weeks=WEEKS - 1), _tens(0.25 * wish)),
        ),
        crews=tuple(CrewCapacity(region, _crew_days(made_up, region)) for region in REGIONS),
        supply=tuple(
            SupplyStep("front-of-store", START + timedelta(weeks=week), 4 + 3 * (week // 4))
            for week in range(0, WEEKS, 4)
        ),
        promises=tuple(Promise(s, START + timedelta(weeks=6)) for s in promised),
        waves=(Wave("largest four", tuple(flagships), START + timedelta(weeks=5)),),
        holdout=Holdout(("region", "kind"), 2, START + timedelta(weeks=20)),
        quotas=(Quota("XX-D", 6),),
        spillover=_spillover(made_up),
    )


def _wished(store: Store) -> Format:
    """Return the largest format that the shop has room for, or the smallest of all."""
    fitting = [f for f in FORMATS if f.footprint_m2 <= (store.area_space_m2 or 0.0)]
    return fitting[0] if fitting else FORMATS[-1]


def _tens(amount: float) -> float:
    return round(amount / 10.0) * 10.0


def _crew_days(made_up: MadeUpStores, region: str) -> tuple[int, ...]:
    """Return crew-days a week for half of the district's work, at least 2; 1 in Easter week."""
    work = sum(
        sum(_wished(store).crew_days)
        for store in made_up.stores
        if store.region == region and made_up.base_per_week[store.store_id] >= 2.0
    )
    days = max(2, round(0.5 * work / WEEKS))
    length = WEEKS + max(f.weeks_to_install for f in FORMATS) - 1
    easter = (date(2018, 3, 26) - START).days // 7
    return tuple(1 if week == easter else days for week in range(length))


def _spillover(made_up: MadeUpStores) -> tuple[SpilloverPair, ...]:
    """Return pairs of neighbours in rank within a district: made up, for there are no places."""
    region_of = {store.store_id: store.region for store in made_up.stores}
    pairs = []
    for region in REGIONS:
        members = [s for s in made_up.by_revenue[:80] if region_of[s] == region]
        for a, b in zip(members[::2], members[1::2], strict=False):
            base = min(made_up.base_per_week[a], made_up.base_per_week[b])
            pairs.append(SpilloverPair(a, b, to_cents(0.01 * base)))
    return tuple(pair for pair in pairs if pair.loss_per_week > 0)


def complete_journey_learning() -> LearningTerms:
    """Return what learn.toml holds: stated rates, the baseline's window, formats by location."""
    return LearningTerms(
        baseline_from=date(2017, 7, 3),
        baseline_to=date(2018, 1, 1),
        default_margin_rate=0.25,
        manufacturer_margin_rate=0.20,
        margin_source="stated for the example; the data hold no margins",
        margin_rates={"SOFT DRINKS": 0.25},
        format_of_location=dict(FORMAT_OF_LOCATION),
        excluded_manufacturers=("69",),
        excluded_categories=("COUPON/MISC ITEMS", "FUEL"),
    )
