"""How far estimates from drawn waves, drawn cells and placebos keep their word, by simulation.

Run: python benchmarks/draws_and_placebos.py [--panels 400] [--sample]. Rows that are kept already
are not made again. The tables of docs/methods/randomised-waves.md and synthetic-difference.md quote
benchmarks/results/draws_and_placebos.json.
"""

from __future__ import annotations

import argparse
import json
from itertools import product
from pathlib import Path

import numpy as np

from showfloor.measure import panel_of, randomised_cells, randomised_waves, synthetic_difference
from showfloor.measure.inference import quantile
from showfloor.measure.types_randomised import Draw

KEPT = Path(__file__).parent / "results" / "draws_and_placebos.json"
WEEKS = {"a": (0.0, 2.0), "b": (0.8, 1.0)}
"""Correlation of neighbouring weeks, and standard deviation of store effects."""


def untreated(rng: np.random.Generator, units: int, weeks: str, times: int = 20) -> np.ndarray:
    """Outcomes [units, times] of stores without an area."""
    persistence, spread = WEEKS[weeks]
    course = np.empty((units, times))
    course[:, 0] = rng.normal(size=units)
    for t in range(1, times):
        noise = rng.normal(size=units) * np.sqrt(1.0 - persistence**2)
        course[:, t] = persistence * course[:, t - 1] + noise
    return course + spread * rng.normal(size=(units, 1))


def kept_word(found: list[tuple[float, float, bool]], name: str = "") -> dict[str, float]:
    """Bias, deviation, mean error and coverage of (estimate, error, covered)."""
    values = np.array(found, dtype=float)
    return {
        "bias": values[:, 0].mean() - 1.0,
        "deviation": values[:, 0].std(),
        f"{name}error": values[:, 1].mean(),
        f"{name}covered": values[:, 2].mean(),
    }


def waves_row(stores: int, weeks: str, windows: tuple[int, ...], panels: int) -> dict[str, float]:
    plain, refined = [], []
    for k in range(panels):
        rng = np.random.default_rng([stores, int(WEEKS[weeks][0] * 10), k])
        outcome = untreated(rng, stores, weeks)
        cohort = rng.permutation(np.repeat([9.0, 12.0, 15.0, np.inf], stores // 4))
        outcome += np.arange(20) >= cohort[:, None]
        start = np.where(np.isinf(cohort), np.nan, cohort)
        panel = panel_of([str(i) for i in range(stores)], np.arange(20), outcome, start)
        result = randomised_waves(panel, windows=windows, draws=99)
        for kept, effects in ((plain, result.conservative), (refined, result.refined)):
            simple = effects.simple
            kept.append((simple.estimate, simple.se, simple.low <= 1.0 <= simple.high))
    return {**kept_word(plain), **kept_word(refined, "refined_")}


def cells_row(cells: int, weeks: str, adjustment: str, panels: int) -> dict[str, float]:
    found = []
    size = 2 + np.arange(cells) % 3
    units, chance = int(size.sum()), 1.0 / np.repeat(size, size)
    for k in range(panels):
        rng = np.random.default_rng([cells, int(WEEKS[weeks][0] * 10), k, 9])
        outcome = untreated(rng, units, weeks)
        effect = 1.0 + 0.3 * rng.normal(size=units)
        effect += 1.0 - effect.mean()
        start = np.concatenate(
            [np.where(np.arange(m) == rng.integers(m), 12.0, np.nan) for m in size]
        )
        since = np.arange(20) >= np.where(np.isnan(start), 99.0, start)[:, None]
        outcome += effect[:, None] * since
        names = tuple(str(i) for i in range(units))
        draw = Draw(
            names,
            tuple(np.repeat([f"c{i}" for i in range(cells)], size).tolist()),
            start,
            np.where(np.isnan(start), 1.0 - chance, chance),
        )
        panel = panel_of(names, np.arange(20), outcome, start)
        one = randomised_cells(panel, draw, adjustment=adjustment, draws=99).overall
        found.append((one.estimate, one.se, one.low <= 1.0 <= one.high))
    errors = np.array([error for _, error, _ in found])
    return {**kept_word(found), "error": np.sqrt((errors**2).mean())}  # of the mean variance


def placebo_row(comparison: int, treated: int, noise: float, panels: int) -> dict[str, float]:
    plain, widened, rejected = [], [], []
    for k in range(panels):
        rng = np.random.default_rng([comparison, treated, int(noise * 10), k])
        outcome = few_treated(rng, comparison, treated, noise)
        start = np.full(len(outcome), np.nan)
        start[:treated] = 20.0
        panel = panel_of([str(i) for i in range(len(outcome))], np.arange(30), outcome, start)
        found = synthetic_difference(panel, placebos=99, seed=k)
        off = abs(found.overall.estimate - 1.0)
        wider = max(1.0, found.noise_ratio[20.0])
        plain.append(off < 1.96 * found.placebo_se)
        t = quantile(0.975, max(comparison // treated - 1, 1))
        widened.append(off < t * found.placebo_se * wider)
        reached = (np.abs(found.placebo) * wider >= off).sum()
        rejected.append((1 + reached) / (1 + len(found.placebo)) <= 0.05)
    return {
        "plain_covered": float(np.mean(plain)),
        "covered": float(np.mean(widened)),
        "rejected": float(np.mean(rejected)),
    }


def few_treated(
    rng: np.random.Generator, comparison: int, treated: int, noise: float
) -> np.ndarray:
    """Outcomes [units, 30] with an effect of 1 on the first units from week 20 on."""
    units = comparison + treated
    course = np.zeros((units, 30))
    course[:, 0] = rng.normal(size=units)
    for t in range(1, 30):
        course[:, t] = 0.5 * course[:, t - 1] + rng.normal(size=units) * np.sqrt(0.75)
    course[:treated] *= noise
    factor = np.cumsum(rng.normal(size=(30, 1)), axis=0) * 0.5
    levels = rng.normal(size=(units, 1)) * 2.0
    outcome = levels + (1.0 + 0.5 * rng.normal(size=(units, 1))) * factor.T + course
    outcome[:treated, 20:] += 1.0
    return outcome


def rows(*, sample: bool) -> list[tuple[str, tuple[object, ...]]]:
    """What is simulated, in order: a kind and its arguments."""
    if sample:
        return [
            ("waves", (32, "a", (1, 8))),
            ("cells", (12, "a", "efficient")),
            ("placebos", (15, 2, 1.5)),
        ]
    adjustments = ("efficient", "difference", "none")
    waves = product((32, 80, 240), WEEKS, ((1,), (8,), (1, 8)))
    cells = product((6, 12, 24, 60), WEEKS, adjustments)
    placebos = product((15, 30, 60), (1, 2, 3, 6), (1.0, 1.5))
    kinds = (("waves", waves), ("cells", cells), ("placebos", placebos))
    return [(kind, row) for kind, grid in kinds for row in grid]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panels", type=int, help="a row; 400, and 300 for placebos")
    parser.add_argument("--sample", action="store_true", help="three short rows, not kept")
    given = parser.parse_args()
    make = {"waves": waves_row, "cells": cells_row, "placebos": placebo_row}
    kept = json.loads(KEPT.read_text()) if KEPT.exists() and not given.sample else {}
    for kind, arguments in rows(sample=given.sample):
        name = f"{kind} {json.dumps(arguments)}"
        if name in kept:
            continue
        panels = given.panels or (20 if given.sample else 300 if kind == "placebos" else 400)
        found = make[kind](*arguments, panels)
        kept[name] = {"panels": panels, **{k: round(float(v), 4) for k, v in found.items()}}
        print(name, kept[name], flush=True)
        if not given.sample:
            KEPT.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
