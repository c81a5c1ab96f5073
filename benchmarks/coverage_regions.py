"""How often intervals hold the truth where closures go with region and wave.

Each region has demand of its own, a closure before its wave, and less demand after it; regions that
close have more stores with an area. Weeks that all share take that for an effect, weeks of each
region's own do not.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import stats

from showfloor.domain.panels import Panel
from showfloor.measure.area_scores import weighted_effects
from showfloor.measure.outcomes import per_cent
from showfloor.measure.panels import PreparedPanel, prepare

Floats = npt.NDArray[np.float64]

RESULTS = Path(__file__).with_name("results") / "coverage_regions.json"
TIMES, SIZES, LIFT = 60, 0.5, 0.05
NOISE, STAYS, WALK = 0.12, 0.4, 0.02
"""Of a store's week; of it, what stays to the next; of a region's week, which stays for good."""
CLOSED, LESS = 2, 0.08
"""Weeks that a region is closed before its wave, and by what share it then sells less."""
NETWORKS = {
    "3 regions of 20, 2, 4 and 8 treated": (20, (2, 4, 8)),
    "4 regions of 15, 2, 4, 6 and 8 treated": (15, (2, 4, 6, 8)),
    "10 regions of 20, 2 to 11 treated": (20, tuple(range(2, 12))),
    "6 regions of 10, 1 treated each": (10, (1,) * 6),
    "8 regions of 5, 2 treated each": (5, (2,) * 8),
    "6 regions of 4, 1 or 2 treated": (4, (1, 2, 1, 2, 1, 2)),
}
LEAST = 0.94
SEED = 11


@dataclass(frozen=True, slots=True)
class Cell:
    """One network's answer by one kind of weeks: how many intervals hold the true 5 %.

    most: upper end of the share's 99 % Monte-Carlo interval. mean, spread: of the estimates in per
    cent; error, df: means over draws.
    """

    network: str
    weeks: str
    draws: int
    holds: float
    most: float
    mean: float
    spread: float
    error: float
    df: float


def drawn(stores: int, treated: tuple[int, ...], rng: np.random.Generator) -> PreparedPanel:
    """Draw a rollout that goes region by region, with the regions' numbers beside."""
    regions = len(treated)
    region = np.repeat(np.arange(regions), stores)
    wave = 24 + (20 * np.arange(regions)) // max(regions - 1, 1)
    place = np.tile(np.arange(stores), regions)
    cohort = np.where(place < np.array(treated)[region], wave[region], np.nan).astype(np.float64)
    size = 10_000.0 * np.exp(rng.normal(0.0, SIZES, len(region)))[:, None]
    time_ = np.arange(TIMES)
    # The regions with more areas are hit harder.
    hit = LESS * 2.0 * np.argsort(np.argsort(treated)) / max(regions - 1, 1)
    after = time_[None, :] >= wave[:, None]
    season = np.cumsum(rng.normal(0.0, WALK, (regions, TIMES)), axis=1) - hit[:, None] * after
    noise = np.empty((len(region), TIMES))
    noise[:, 0] = rng.normal(size=len(region))
    for week in range(1, TIMES):
        fresh = np.sqrt(1.0 - STAYS**2) * rng.normal(size=len(region))
        noise[:, week] = STAYS * noise[:, week - 1] + fresh
    lifted = np.where(time_ >= np.where(np.isnan(cohort), np.inf, cohort)[:, None], 1.0 + LIFT, 1.0)
    outcome = size * np.exp(season[region]) * (1.0 + NOISE * noise) * lifted
    closed = (time_ >= wave[:, None] - CLOSED) & ~after
    outcome[closed[region]] = np.nan
    names = tuple(f"s{row}" for row in range(len(region)))
    prepared = prepare(Panel(names, time_.astype(np.float64), outcome, cohort))
    return replace(prepared, region=region)


def cell(network: str, *, common: bool, draws: int) -> Cell:
    """Return how often intervals hold the truth in one network."""
    stores, treated = NETWORKS[network]
    rng = np.random.default_rng(SEED)
    found = np.empty((4, draws))
    for draw in range(draws):
        prepared = drawn(stores, treated, rng)
        if common:
            prepared = replace(prepared, region=None)
        late = prepared.times[None, :] >= prepared.cohort[:, None]
        weight = np.where(late & np.isfinite(prepared.outcome), 1.0, 0.0)
        number = weight.sum()
        money = weighted_effects(prepared, prepared.outcome, [weight], scale="per_cent")
        share = per_cent(money.totals(0, weight=number, unit_times=int(number)))
        held = share.low <= 100.0 * LIFT <= share.high
        found[:, draw] = share.estimate, share.se, share.df, held
    estimate, error, df, held = found
    number = int(held.sum())
    return Cell(
        network,
        "common" if common else "each region's",
        draws,
        float(held.mean()),
        float(stats.beta.ppf(0.995, number + 1, max(draws - number, 1))),
        float(estimate.mean()),
        float(estimate.std()),
        float(error.mean()),
        float(df.mean()),
    )


def main() -> int:
    """Run all networks and keep them; 1 where regions' weeks hold the truth too rarely."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--draws", type=int, default=1000)
    draws = asked.parse_args().draws
    started = time.process_time()
    found = []
    for network in NETWORKS:
        for common in (False, True):
            item = cell(network, common=common, draws=max(draws // (5 if common else 1), 1))
            found.append(item)
            print(
                f"{item.network}, {item.weeks} weeks: holds {item.holds:.3f}, mean "
                f"{item.mean:.2f} %, spread {item.spread:.2f}, error {item.error:.2f}, "
                f"df {item.df:.1f}",
                flush=True,
            )
    kept = {
        "seconds": round(time.process_time() - started, 1),
        "cells": [asdict(item) for item in found],
    }
    if draws >= 1000:
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n")
    return int(any(item.weeks != "common" and item.most < LEAST for item in found))


if __name__ == "__main__":
    raise SystemExit(main())
