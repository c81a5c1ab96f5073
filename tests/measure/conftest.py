"""Panels that several tests of measurement share."""

from __future__ import annotations

import gzip
import importlib.util
import pickle
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.measure import panel_from_columns


@pytest.fixture(scope="session")
def mpdta() -> Panel:
    """The minimum-wage panel of Callaway and Sant'Anna, from the test dependency that ships it."""
    found = importlib.util.find_spec("moderndid")
    assert found is not None, "install the dev group: moderndid"
    assert found.origin is not None
    path = Path(found.origin).parent / "core" / "datasets" / "mpdta_long.pkl.gz"
    with gzip.open(path) as stream:
        frame = pickle.load(stream)  # a pandas frame that the installed package itself reads
    return panel_from_columns(
        *(frame[name].to_numpy() for name in ("countyreal", "year", "lemp", "first.treat"))
    )


@pytest.fixture
def drawn_panel():
    """A function that draws a panel with a true effect of 1 and unit and time effects."""

    def draw(
        seed: int, *, units: int = 60, times: int = 8, never: float = 0.4, missing: float = 0.0
    ) -> Panel:
        rng = np.random.default_rng(seed)
        waves = np.sort(rng.choice(np.arange(3, times), size=3, replace=False)).astype(float)
        cohort = np.where(rng.random(units) < never, np.nan, rng.choice(waves, size=units))
        cohort[:5], cohort[5:10], cohort[10:15], cohort[15:20] = np.nan, *waves
        time = np.arange(times, dtype=float)
        outcome = rng.normal(size=(units, 1)) + np.sin(time) + rng.normal(size=(units, times))
        outcome += (time >= np.where(np.isnan(cohort), np.inf, cohort)[:, None]) * 1.0
        outcome[rng.random(outcome.shape) < missing] = np.nan
        names = tuple(f"u{i:03d}" for i in range(units))
        return Panel(names, time, outcome, cohort)

    return draw
