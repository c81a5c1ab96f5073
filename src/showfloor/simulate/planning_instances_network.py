"""The shops of a planning instance: where they are, when crews may come, what areas earn there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from showfloor.domain.calendars import monday_of_week
from showfloor.domain.money import to_cents
from showfloor.domain.plan import OptionMargin
from showfloor.domain.programme import Format, SpilloverPair
from showfloor.domain.stores import Area, Closure, Store, StoreKind

START = date(2021, 3, 1)
LOCKED_FROM = date(2020, 12, 16)
NEIGHBOURS_LOOKED_AT = 8
"""Among so many nearest places, itself included, are a shop's two nearest neighbours."""

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
LARGE_CREW_DAYS = {"wall": (4,), "shop-in-shop": (4, 3), "table": (3,), "island": (3, 4)}
"""Another kind of instance: no two of these fit into one crew's week of five days."""
LIFTS = (0.20, 0.52, 0.09, 0.30)
"""Margin gained by each format as a share of the store's base margin, before noise."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Network:
    """Shops with their closures; `earliest` is the first week number in which crews may start."""

    stores: tuple[Store, ...]
    closures: tuple[Closure, ...]
    earliest: dict[str, int]
    excluded: tuple[str, ...]


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


def build_shops(rng: np.random.Generator, count: int, weeks: int) -> Network:
    """Return shops by kind and region, their closures, and when crews may start in each."""
    regions = REGIONS[: max(1, min(len(REGIONS), count // 8))]
    weight = 1.0 / np.arange(2, len(regions) + 2)
    of_store = rng.choice(len(regions), count, p=weight / weight.sum())
    unlocked = rng.integers(0, max(2, min(5, weeks // 3)), len(regions))
    locked_out = rng.random(len(regions)) < 0.25
    kinds = _kinds(count)
    width = max(4, len(str(count - 1)))
    stores: list[Store] = []
    closures: list[Closure] = []
    earliest: dict[str, int] = {}
    for number, kind in enumerate(kinds):
        region = int(of_store[number])
        important = kind in ("flagship", "live")
        store = _store(rng, f"{number:0{width}d}", kind, regions[region], weeks)
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
    return Network(tuple(stores), tuple(closures), earliest, excluded)


def _store(
    rng: np.random.Generator, number: str, kind: StoreKind, region: str, weeks: int
) -> Store:
    """Return one shop; flagships and live stores have room for every named format."""
    important = kind in ("flagship", "live")
    space = round(float(rng.uniform(34, 60) if important else rng.uniform(3, 40)), 1)
    no_space = kind == "online" or (not important and rng.random() < 0.02)
    late = not important and rng.random() < 0.08
    ready = START + timedelta(days=int(rng.integers(7, 7 * max(2, weeks // 2)))) if late else None
    centre = REGIONS.index(region)
    return Store(
        store_id=f"s{number}",
        name=f"Shop {int(number)} (generated)",
        kind=kind,
        operator="operator",
        region=region,
        latitude=round(47.5 + 2.0 * (centre // 4) + float(rng.uniform(0, 1.8)), 4),
        longitude=round(6.5 + 2.0 * (centre % 4) + float(rng.uniform(0, 1.8)), 4),
        area_space_m2=None if no_space else space,
        capex_factor=round(float(rng.uniform(0.85, 1.25)), 2),
        ready_on=ready,
    )


def draw_margins(
    rng: np.random.Generator,
    stores: tuple[Store, ...],
    formats: tuple[Format, ...],
    base: Floats,
) -> tuple[OptionMargin, ...]:
    """Return margins for every shop and format; a shop's size and a noise of 15 % decide."""
    noise = np.empty((len(stores), len(formats)))
    share = np.empty_like(noise)
    for cell in range(noise.size):
        noise.flat[cell] = rng.normal(0.0, 0.15)
        share.flat[cell] = rng.uniform(1.1, 1.5)
    lift = np.array(
        [
            LIFTS[place % len(LIFTS)] * (item.capex / FORMATS[place % len(FORMATS)].capex) ** 0.7
            for place, item in enumerate(formats)
        ]
    )
    margin = np.round(base[:, None] * lift * np.exp(noise), 2)
    manufacturer, spread = np.round(margin * share, 2), np.round(0.4 * margin, 2)
    ids = [item.format_id for item in formats]
    columns = zip(margin.tolist(), manufacturer.tolist(), spread.tolist(), strict=True)
    return tuple(
        OptionMargin(store.store_id, *cell)
        for store, rows in zip(stores, columns, strict=True)
        for cell in zip(ids, *rows, strict=True)
    )


def standing_areas(
    rng: np.random.Generator, network: Network, formats: tuple[Format, ...]
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


def draw_pairs(
    rng: np.random.Generator, network: Network, base: Floats
) -> tuple[SpilloverPair, ...]:
    """Return about one pair a shop: each shop with its nearest neighbour, and some with a third."""
    places = [n for n, s in enumerate(network.stores) if s.kind != "online"]
    near = _nearest(np.array([[s.latitude, s.longitude] for s in network.stores])[places])
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


def _nearest(at: Floats) -> npt.NDArray[np.int64]:
    """Return [n, k] the rows nearest to each row of `at` [n, 2], itself last, ties by row."""
    looked_at = min(len(at), NEIGHBOURS_LOOKED_AT)
    _, found = cKDTree(at).query(at, k=range(1, looked_at + 1))
    found = np.sort(found.astype(np.int64), axis=1)
    apart = ((at[:, None, :] - at[found]) ** 2).sum(axis=2)
    apart[found == np.arange(len(at))[:, None]] = np.inf
    order = np.argsort(apart, axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)
