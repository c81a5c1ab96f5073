"""How often intervals in per cent and in levels hold the truth where stores grow in per cent.

Stores of log-normal size share a season and a growth in per cent, each with noise that stays for a
while and a trend of its own; the largest or drawn ones get areas in three waves.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import stats

from showfloor.domain.panels import Panel
from showfloor.measure.area_scores import weighted_effects
from showfloor.measure.outcomes import per_cent
from showfloor.measure.panels import prepare
from showfloor.measure.types_outcomes import SCALES, Scale

Floats = npt.NDArray[np.float64]

RESULTS = Path(__file__).with_name("results") / "coverage_scale.json"
TIMES, SIZES = 78, 0.6
GROWTH, LIFT = 0.10, 0.05
NOISE, STAYS, TREND = 0.15, 0.4, 0.02
CELLS = tuple(
    (stores, treated, largest)
    for stores, treated in ((60, 6), (60, 12), (200, 60))
    for largest in (True, False)
)
LEAST = 0.94
SEED = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One setting's answer: shares of draws whose interval holds the truth, in per cent and euros.

    mean, spread, error: of the estimates in per cent, the true one is 100 x LIFT; error and df are
    means over draws. most: upper end of the share's 99 % Monte-Carlo interval.
    """

    stores: int
    treated: int
    largest: bool
    scale: Scale
    draws: int
    in_per_cent: float
    in_euros: float
    most: float
    mean: float
    spread: float
    error: float
    df: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel, the weights of its treated store-weeks, and what these would have sold."""

    panel: Panel
    weight: Floats
    foretold: float


def drawn(stores: int, treated: int, *, largest: bool, rng: np.random.Generator) -> Drawn:
    """Draw a rollout: outcome = size x season x growth x trend x (1 + noise) x (1 + lift)."""
    size = 10_000.0 * np.exp(rng.normal(0.0, SIZES, stores))
    order = np.argsort(-size) if largest else rng.permutation(stores)
    cohort = np.full(stores, np.nan)
    cohort[order[:treated]] = rng.permutation(40 + 6 * (np.arange(treated) % 3))
    time = np.arange(TIMES)
    season = 1.0 + 0.25 * np.sin(2.0 * np.pi * (time + 3) / 52.0) + 0.5 * (time % 52 > 47)
    noise = np.empty((stores, TIMES))
    noise[:, 0] = rng.normal(size=stores)
    for week in range(1, TIMES):
        fresh = np.sqrt(1.0 - STAYS**2) * rng.normal(size=stores)
        noise[:, week] = STAYS * noise[:, week - 1] + fresh
    trend = 1.0 + TREND * rng.normal(size=stores)[:, None] * (time - 40) / 52.0
    base = size[:, None] * season * (1.0 + GROWTH) ** (time / 52.0) * trend
    after = time >= np.where(np.isnan(cohort), np.inf, cohort)[:, None]
    outcome = base * (1.0 + NOISE * noise) * np.where(after, 1.0 + LIFT, 1.0)
    names = tuple(f"s{place}" for place in range(stores))
    panel = Panel(names, time.astype(np.float64), outcome, cohort)
    return Drawn(panel, after.astype(np.float64), float((base * after).sum()))


def cell(stores: int, treated: int, *, largest: bool, scale: Scale, draws: int) -> Cell:
    """Return how often intervals hold the truth in one setting."""
    rng = np.random.default_rng(SEED)
    held = np.zeros((2, draws), dtype=bool)
    shares = np.empty((3, draws))
    for draw in range(draws):
        rollout = drawn(stores, treated, largest=largest, rng=rng)
        prepared, number = prepare(rollout.panel), rollout.weight.sum()
        found = weighted_effects(prepared, prepared.outcome, [rollout.weight], scale=scale)
        share = per_cent(found.totals(0, weight=number, unit_times=int(number)))
        week, truth = found.estimate(0), LIFT * rollout.foretold / number
        held[0, draw] = share.low <= 100.0 * LIFT <= share.high
        held[1, draw] = week.low <= truth <= week.high
        shares[:, draw] = share.estimate, share.se, share.df
    most = stats.beta.ppf(0.995, held[0].sum() + 1, max(draws - held[0].sum(), 1))
    return Cell(
        stores,
        treated,
        largest,
        scale,
        draws,
        float(held[0].mean()),
        float(held[1].mean()),
        float(most),
        float(shares[0].mean()),
        float(shares[0].std()),
        float(shares[1].mean()),
        float(shares[2].mean()),
    )


def main() -> int:
    """Run all cells and keep them; 1 where an interval in per cent holds the truth too rarely."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--draws", type=int, default=5000)
    draws = asked.parse_args().draws
    started = time.process_time()
    found = [
        cell(stores, treated, largest=largest, scale=scale, draws=draws // (1 + 4 * place))
        for place, scale in enumerate(SCALES)
        for stores, treated, largest in CELLS
    ]
    for item in found:
        print(
            f"{item.treated} of {item.stores} stores, {'largest' if item.largest else 'drawn'}, "
            f"{item.scale}: holds {item.in_per_cent:.3f} (euros {item.in_euros:.3f}), mean "
            f"{item.mean:.2f} %, spread {item.spread:.2f}, error {item.error:.2f}, df {item.df:.1f}"
        )
    seconds = round(time.process_time() - started, 1)
    kept = {"seconds": seconds, "cells": [asdict(item) for item in found]}
    if draws >= 5000:
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n")
    return int(any(item.scale == "per_cent" and item.most < LEAST for item in found))


if __name__ == "__main__":
    raise SystemExit(main())
