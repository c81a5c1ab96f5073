"""Drawn rollouts for the benchmark of measuring: balanced or with missing weeks, in any order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

COLUMNS = {"unit": "unit", "time": "time", "outcome": "outcome", "cohort": "first"}
NEVER = 0.4


@dataclass(frozen=True, slots=True)
class Size:
    """A rollout's stores, weeks and cohorts, and the share of store-weeks that are missing."""

    stores: int
    weeks: int
    cohorts: int
    missing: float = 0.0


def drawn_frame(size: Size, seed: int, *, shuffled: bool = False) -> pd.DataFrame:
    """Return a frame with one row a store and week: integers and floats, as peers like it best.

    40 % of the stores are never treated (cohort 0); effects grow with the weeks since treatment.
    """
    rng = np.random.default_rng(seed)
    weeks = np.arange(size.weeks)
    waves = np.linspace(size.weeks * 0.15, size.weeks * 0.85, size.cohorts).astype(int)
    first = np.where(rng.random(size.stores) < NEVER, 0, rng.choice(waves, size.stores))
    since = weeks - np.where(first > 0, first, size.weeks)[:, None]
    outcome = 20.0 + 3.0 * rng.normal(size=(size.stores, 1)) + np.sin(weeks / 8.0)
    outcome = outcome + rng.normal(size=(size.stores, size.weeks))
    outcome += np.where(since >= 0, 1.0 + 0.01 * since, 0.0)
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(size.stores), size.weeks),
            "time": np.tile(weeks, size.stores),
            "outcome": outcome.ravel(),
            "first": np.repeat(first, size.weeks),
        }
    )
    if size.missing:
        frame = frame[rng.random(len(frame)) >= size.missing].reset_index(drop=True)
    if shuffled:
        frame = frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)
    return frame
