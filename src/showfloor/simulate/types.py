"""Results of simulating: what an example consists of, and the truth behind a made-up rollout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.domain.learning import LearningTerms
from showfloor.domain.programme import Programme

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
StatementKind = Literal["real", "simulated", "generated", "assumed"]
Progress = Callable[[str, float], None]
"""Called with a sentence of what is done now and the share (0 to 1) that is done."""


@dataclass(frozen=True, slots=True)
class ExampleFacts:
    """An example on disk, and what must be said and checked wherever it is shown."""

    name: str
    title: str
    title_de: str
    files: Mapping[str, Path]
    """Ledger table to its Parquet file, in the order in which an import should take them."""
    programme_path: Path
    programme: Programme
    learning: LearningTerms
    """Stated margin rates, baseline window and priors: what learn.toml holds."""
    statements: tuple[str, ...]
    """What is real, simulated by the source, made up here, or generated; in English."""
    statements_de: tuple[str, ...]
    """The same sentences in German, in the same order."""
    statement_kinds: tuple[StatementKind, ...]
    """What each sentence is about, in the same order: data as they are, data that their source
    calls simulated, what is generated here, or an assumption."""
    expected: Mapping[str, float]
    """Figures to check against; docs/reference/examples.md names each key."""
    currency: str
    vat: Literal["with", "without"]
    time_zone: str
    trading_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StaggeredTruth:
    """A staggered rollout drawn onto real store-weeks, with the effect that it truly has.

    S stores, W weeks. A cell is treated from its store's cohort week on. Relative effects are
    shares of the units without areas (0.10 is ten per cent more).
    """

    outcome: Floats
    """[S, W] units with the areas; NaN where nothing was observed."""
    without: Floats
    """[S, W] units as they really were; NaN where nothing was observed."""
    cohort: Floats
    """[S] the week (a value of `weeks`) of the first treated cell; NaN = never."""
    stores: tuple[str, ...]
    """[S] ids in row order."""
    weeks: Floats
    """[W] week numbers, rising."""
    rate: float
    """Expected relative effect of the Poisson draws."""
    seed: int
    treated_cells: int
    average_effect: float
    """Mean of added units over the treated cells: units a store and week. The truth to find."""
    average_effect_by_cohort: Mapping[float, float]
    """Cohort week to the mean of added units over its treated cells."""
    average_effect_by_event_time: Mapping[float, float]
    """Weeks since the opening (0 is the first) to the mean of added units over treated cells."""
    relative_effect: float
    """All added units as a share of the treated cells' units without areas."""
    left_out: tuple[str, ...] = ()
    """Sentences: which stores are not in the panel, and why."""
