"""Stores, closures and trading days of a benchmark, and each store-day's share of all lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from showfloor.domain.stores import Closure, Store
from showfloor.simulate.benchmark_sales_types import BenchmarkSize, Flags, Floats

CITIES: tuple[tuple[str, str, int], ...] = (
    # name, state, inhabitants in thousands, roughly
    ("Berlin", "DE-BE", 3700),
    ("Hamburg", "DE-HH", 1850),
    ("München", "DE-BY", 1500),
    ("Köln", "DE-NW", 1080),
    ("Frankfurt am Main", "DE-HE", 770),
    ("Stuttgart", "DE-BW", 630),
    ("Düsseldorf", "DE-NW", 620),
    ("Leipzig", "DE-SN", 610),
    ("Dortmund", "DE-NW", 590),
    ("Essen", "DE-NW", 580),
    ("Bremen", "DE-HB", 565),
    ("Dresden", "DE-SN", 560),
    ("Hannover", "DE-NI", 540),
    ("Nürnberg", "DE-BY", 520),
    ("Wuppertal", "DE-NW", 355),
    ("Bielefeld", "DE-NW", 335),
    ("Münster", "DE-NW", 320),
    ("Karlsruhe", "DE-BW", 308),
    ("Mannheim", "DE-BW", 310),
    ("Wiesbaden", "DE-HE", 280),
    ("Mönchengladbach", "DE-NW", 260),
    ("Kiel", "DE-SH", 246),
    ("Halle (Saale)", "DE-ST", 238),
    ("Magdeburg", "DE-ST", 236),
    ("Freiburg im Breisgau", "DE-BW", 231),
    ("Lübeck", "DE-SH", 216),
    ("Erfurt", "DE-TH", 214),
    ("Mainz", "DE-RP", 218),
    ("Rostock", "DE-MV", 209),
    ("Kassel", "DE-HE", 201),
    ("Saarbrücken", "DE-SL", 180),
    ("Potsdam", "DE-BB", 183),
    ("Osnabrück", "DE-NI", 165),
    ("Würzburg", "DE-BY", 127),
    ("Göttingen", "DE-NI", 117),
    ("Fürth", "DE-BY", 129),
    ("Gießen", "DE-HE", 91),
    ("Tübingen", "DE-BW", 91),
    ("Gütersloh", "DE-NW", 101),
    ("Görlitz", "DE-SN", 56),
)
CLOSED_DAYS: tuple[tuple[int, int, str], ...] = (
    (1, 1, "Neujahr"),
    (5, 1, "Tag der Arbeit"),
    (10, 3, "Tag der Deutschen Einheit"),
    (12, 25, "Erster Weihnachtstag"),
    (12, 26, "Zweiter Weihnachtstag"),
)
BY_WEEKDAY = np.array([0.15, 0.15, 0.155, 0.16, 0.175, 0.21, 0.0])
REFITTED, NEW, CLOSING = 0.4, 0.08, 0.05
"""Shares of the stores that are closed for a while, open, and close for good in the period."""


@dataclass(frozen=True, slots=True)
class BenchmarkNetwork:
    """Stores in the order of their ids, where they are closed, and where their lines fall."""

    stores: tuple[Store, ...]
    closures: tuple[Closure, ...]
    trading: Flags
    """[D, S] whether the store has customers on the day: Monday to Saturday, open, not closed."""
    share: Floats
    """[D, S] expected share of all lines; 0 where the store does not trade, in sum 1."""


def benchmark_network(size: BenchmarkSize, seed: int) -> BenchmarkNetwork:
    """Return S stores in German cities; the same seed gives the same ones.

    Stores a city follow its population to the power 0.8; sizes are log-normal (0.6), each store
    has a trend of its own (sd 5 % a year) on top of 3 % for all, December sells most, and every
    store-day has good and bad luck (log-normal, 0.25). ValueError where no store ever trades.
    """
    rng = np.random.default_rng([seed, 1])
    stores = _stores(size, rng)
    closures = tuple(_closures(size, stores, rng))
    trading = _trading(size, stores, closures)
    day = np.arange(size.days)
    years = day / 365.25
    season = 1.0 + 0.25 * np.cos(2.0 * np.pi * (_day_of_year(size) - 350.0) / 365.25)
    weekday = BY_WEEKDAY[(size.first_day.weekday() + day) % 7]
    level = np.exp(rng.normal(0.0, 0.6, size.stores))
    trend = rng.normal(0.03, 0.05, size.stores)
    share = (season * weekday)[:, None] * level * np.exp(years[:, None] * trend)
    share *= np.exp(rng.normal(0.0, 0.25, share.shape))
    share *= trading
    if share.sum() <= 0.0:
        raise ValueError("no store trades on any of the days")
    return BenchmarkNetwork(stores, closures, trading, share / share.sum())


def _stores(size: BenchmarkSize, rng: np.random.Generator) -> tuple[Store, ...]:
    weight = np.array([people for _, _, people in CITIES], dtype=np.float64) ** 0.8
    city_of = np.sort(rng.choice(len(CITIES), size.stores, p=weight / weight.sum()))
    number = np.zeros(len(CITIES), dtype=np.int64)
    made = []
    for row in city_of.tolist():
        number[row] += 1
        made.append(_store(size, row, int(number[row]), rng))
    return tuple(sorted(made, key=lambda store: store.store_id))


def _store(size: BenchmarkSize, row: int, number: int, rng: np.random.Generator) -> Store:
    city, region, _ = CITIES[row]
    partner, new, closing = rng.random(3) < (0.45, NEW, CLOSING)
    opens, lasts = rng.integers(size.days // 10, size.days // 2, 2).tolist()
    name = "".join(letter if letter.isalpha() else " " for letter in city.lower())
    return Store(
        store_id=f"{'-'.join(name.split())}-{number:03d}",
        name=f"{'Partnershop' if partner else 'Shop'} {city} {number}",
        kind="partner" if partner else "standard",
        operator="Händler" if partner else "Filialist",
        operator_status="independent" if partner else "own",
        city=city,
        region=region,
        area_space_m2=round(float(np.exp(rng.normal(2.4, 0.5))), 1),
        opened_on=size.first_day + timedelta(days=opens) if new else None,
        closed_on=size.to_day - timedelta(days=lasts // 2) if closing else None,
    )


def _closures(
    size: BenchmarkSize, stores: Sequence[Store], rng: np.random.Generator
) -> Iterator[Closure]:
    """Yield each store's refits (2 to 20 days), then the closed days that fall on no refit."""
    holidays = [day for day in _closed_days(size) if day[0].weekday() < 6]
    for store in stores:
        refits = []
        if rng.random() < REFITTED:
            begins = size.first_day + timedelta(days=int(rng.integers(0, size.days - 21)))
            ends = begins + timedelta(days=int(rng.integers(2, 21)))
            refits.append(Closure(store.store_id, begins, ends, "Umbau", crew_access=True))
        yield from refits
        for day, reason in holidays:
            if not any(refit.from_date <= day < refit.to_date for refit in refits):
                yield Closure(store.store_id, day, day + timedelta(days=1), reason)


def _closed_days(size: BenchmarkSize) -> Iterator[tuple[date, str]]:
    for year in range(size.first_day.year, size.to_day.year + 1):
        for month, day, reason in CLOSED_DAYS:
            closed = date(year, month, day)
            if size.first_day <= closed < size.to_day:
                yield closed, reason


def _trading(size: BenchmarkSize, stores: Sequence[Store], closures: Sequence[Closure]) -> Flags:
    weekday = (size.first_day.weekday() + np.arange(size.days)) % 7
    found = np.repeat((weekday < 6)[:, None], len(stores), axis=1)
    place = {store.store_id: row for row, store in enumerate(stores)}
    for row, store in enumerate(stores):
        if store.opened_on is not None:
            found[: (store.opened_on - size.first_day).days, row] = False
        if store.closed_on is not None:
            found[(store.closed_on - size.first_day).days :, row] = False
    for closure in closures:
        first, last = ((d - size.first_day).days for d in (closure.from_date, closure.to_date))
        found[first:last, place[closure.store_id]] = False
    return found


def _day_of_year(size: BenchmarkSize) -> Floats:
    days = np.datetime64(size.first_day) + np.arange(size.days)
    gone: Floats = (days - days.astype("datetime64[Y]")).astype(np.float64)
    return gone
