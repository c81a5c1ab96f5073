"""Generated ledgers with areas whose effect is known, measured: what the report's pages show."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from showfloor.domain.queries import text_column
from showfloor.domain.stores import Area, Store
from showfloor.measure.areas_effect import areas_effect
from showfloor.measure.types_areas import AreaLedger, AreaQuestion, AreasFound

MONDAY = date(2021, 1, 4)
CITIES = (
    ("Berlin", "DE-BE", 52.52, 13.40),
    ("Hamburg", "DE-HH", 53.55, 9.99),
    ("Köln", "DE-NW", 50.94, 6.96),
    ("München", "DE-BY", 48.14, 11.58),
    ("Dresden", "DE-SN", 51.05, 13.74),
)
FORMATS = ("shop-in-shop", "wall", "table")


@dataclass(frozen=True)
class Case:
    """gain: share of own sales that an area adds; noise: of a store-week's own sales."""

    stores: int
    treated: int
    weeks: int
    waves: int
    gain: float
    noise: float
    placed: bool = True
    priced: bool = True
    capex: bool = True
    seed: int = 7


CASES = {
    "clear": Case(88, 36, 60, 4, 0.25, 0.10),
    "null": Case(60, 12, 48, 2, 0.0, 0.25, capex=False, seed=3),
    "three": Case(40, 3, 44, 2, 0.20, 0.12, placed=False, seed=5),
    "two": Case(40, 2, 44, 1, 0.20, 0.12, seed=6),
    "one": Case(40, 1, 44, 1, 0.20, 0.12, priced=False, seed=8),
}


@functools.cache
def measured(name: str) -> AreasFound:
    """Return what `areas_effect` finds in the ledger of a case."""
    case = CASES[name]
    question = AreaQuestion(
        "xiaomi", "", MONDAY, MONDAY + timedelta(weeks=case.weeks), (0, 1, 2, 3, 4, 5)
    )
    return areas_effect(question, ledger(case), seed=1)


def ledger(case: Case) -> AreaLedger:
    rng = np.random.default_rng(case.seed)
    stores = _stores(case, rng)
    begins = np.full(case.stores, case.weeks)
    begins[: case.treated] = [
        case.weeks // 2 + 4 * (k % case.waves) - 6 for k in range(case.treated)
    ]
    areas = tuple(
        Area(
            f"a{k}", stores[k].store_id, "xiaomi", FORMATS[k % 3],
            MONDAY + timedelta(weeks=int(begins[k])), MONDAY + timedelta(weeks=int(begins[k]) + 2),
        )
        for k in range(case.treated)
    )  # fmt: skip
    parts = _sold(case, begins, rng)
    capex = {"shop-in-shop": 9000.0, "wall": 5000.0, "table": 2500.0}
    return AreaLedger(
        stores,
        (),
        areas,
        _columns(case, stores, parts),
        _traffic(case, stores, rng),
        _online(case, stores, rng),
        capex if case.capex else {},
    )


def _stores(case: Case, rng: np.random.Generator) -> tuple[Store, ...]:
    found = []
    for k in range(case.stores):
        city, region, north, east = CITIES[k % len(CITIES)]
        apart = rng.normal(0.0, 0.06, 2) if k < case.stores * 2 // 3 else rng.normal(0.0, 0.5, 2)
        found.append(
            Store(
                f"s{k:03d}", f"{city} {k}", "flagship" if k % 6 == 0 else "standard", "own",
                city=city, region=region, postcode=f"{10 + k % 5}{k:03d}",
                latitude=north + apart[0] if case.placed else None,
                longitude=east + apart[1] if case.placed else None,
            )
        )  # fmt: skip
    return tuple(found)


def _sold(
    case: Case, begins: np.ndarray, rng: np.random.Generator
) -> dict[tuple[str, str], np.ndarray]:
    """Revenue [U, T] by part and rival: own dips while building, rises after, rivals lose half."""
    week = np.arange(case.weeks)
    since = week[None, :] - begins[:, None]
    level = rng.uniform(600.0, 1400.0, case.stores)[:, None]
    season = 1.0 + 0.15 * np.sin(week / 52 * 2 * np.pi)[None, :]

    def noisy(share: float) -> np.ndarray:
        white = rng.normal(0.0, share * case.noise, (case.stores, case.weeks))
        return 1.0 + white + 0.5 * np.roll(white, 1, axis=1)

    ramp = np.clip((since - 1) / 4.0, 0.0, 1.0)
    base = level * season
    gained = base * case.gain * ramp
    built = np.where((since == 0) | (since == 1), -0.15 * base * (case.gain > 0), 0.0)
    own = base * noisy(1.0) + gained + built
    parts = {("own", ""): own, ("other", ""): 6.0 * base * noisy(0.4) + 0.2 * gained}
    for rival, times, share in (("samsung", 2.2, 0.35), ("apple", 1.8, 0.15), ("oppo", 0.4, 0.05)):
        parts["rivals", rival] = times * base * noisy(0.6) - share * gained
    return parts


def _columns(
    case: Case, stores: tuple[Store, ...], parts: dict[tuple[str, str], np.ndarray]
) -> dict[str, np.ndarray]:
    ids = np.repeat([store.store_id for store in stores], case.weeks)
    mondays = np.tile(
        np.arange(case.weeks) * np.timedelta64(7, "D") + np.datetime64(MONDAY), case.stores
    )
    number = len(ids)
    revenue = np.concatenate([values.ravel() for values in parts.values()])
    return {
        "store_id": text_column(np.tile(ids, len(parts)).tolist()),
        "week": np.tile(mondays, len(parts)),
        "part": text_column([part for part, _ in parts for _ in range(number)]),
        "rival": text_column([rival for _, rival in parts for _ in range(number)]),
        "units": revenue / 20.0,
        "revenue": revenue,
        "margin": 0.3 * revenue,
        "priced": revenue if case.priced else 0.6 * revenue,
    }


def _traffic(
    case: Case, stores: tuple[Store, ...], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    ids = np.repeat([store.store_id for store in stores], case.weeks)
    mondays = np.arange(case.weeks) * np.timedelta64(7, "D") + np.datetime64(MONDAY)
    return {
        "store_id": text_column(ids.tolist()),
        "week": np.tile(mondays, case.stores),
        "baskets": rng.normal(900.0, 60.0, len(ids)).round(),
    }


def _online(
    case: Case, stores: tuple[Store, ...], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    areas = sorted({(store.postcode or "")[:5] for store in stores})
    mondays = np.arange(case.weeks) * np.timedelta64(7, "D") + np.datetime64(MONDAY)
    revenue = rng.normal(300.0, 30.0, len(areas) * case.weeks)
    return {
        "postcode_area": text_column(np.repeat(areas, case.weeks).tolist()),
        "week": np.tile(mondays, len(areas)),
        "units": revenue / 20.0,
        "revenue": revenue,
    }
