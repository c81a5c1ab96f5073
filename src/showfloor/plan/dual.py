"""The Lagrangian dual of a whole programme, found by first-order steps without any matrix.

At given prices of all limits every store, or tree of stores that spillover joins, chooses alone;
what they choose says where prices must rise or fall. The bound of every pass is valid by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.plan.apart import falls_apart, within_regions
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.dual_blocks import Chosen, cut_blocks
from showfloor.plan.dual_cuts import with_cuts
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.dual_rows import build_dual_rows
from showfloor.plan.forest import forest_of, spanning_forest
from showfloor.plan.grid import Grid, codes_of_options, options_of_codes
from showfloor.plan.network import Bools, Floats

Places = npt.NDArray[np.int32]

SAMPLES = 48
"""Late passes whose choices make the shares of options."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Passes with steps that shrink by a factor from `first` to `last` typical prices."""

    first: float
    last: float
    factor: float
    memory: float
    """Weight of the past in Adam's two averages."""

    @property
    def passes(self) -> int:
        """Number of passes."""
        return int(np.ceil(np.log(self.last / self.first) / np.log(self.factor)))


COARSE = Stage(first=3.0, last=0.001, factor=0.98, memory=0.95)
"""Ends within a few millionths to a ten-thousandth of the least bound."""
FINE = Stage(first=3.0, last=0.0005, factor=0.995, memory=0.97)
"""Walks far enough, slowly enough, for budget and crew prices to settle against each other: some
programmes need it, and end within a few millionths."""
WARM = Stage(first=0.3, last=0.001, factor=0.98, memory=0.95)
"""Starts from the prices of a similar programme."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How often options [n] were chosen in late passes: near the relaxation's fractions."""

    store: Places
    form: Places
    start: Places
    share: Floats


@dataclass(frozen=True, slots=True)
class DualResult:
    """Prices found, and what they bound."""

    dual: DualPass
    """The dual that the prices belong to."""
    prices: Floats
    """[R] in the order of `DualRows`."""
    bound: float
    """Of the objective, previous plan's constant included; without outward rounding."""
    selling: Places
    """[S] first selling week that each store chooses at these prices; -1 for no area."""
    form: Places
    """[S]"""
    shares: Shares
    passes: int


def build_dual(grid: Grid, cuts: tuple[CrewCut, ...] = ()) -> DualPass:
    """Return the dual of a programme: pairs with the largest losses make the exact forest.

    Trees join stores of one region where the network falls apart into regions. `cuts` are crew cuts
    known to hold, as `crew_cuts.cuts_of` gives them.
    """
    weight = np.zeros(len(grid.pair))
    if len(grid.pair):
        weight = grid.pair_prefix[:, min(grid.life, grid.pair_prefix.shape[1] - 1)]
    pairs = (grid.pair_a, grid.pair_b)
    forest = spanning_forest(grid.stores, pairs, weight, grid.pair_prefix, grid.life)
    if falls_apart(grid):
        within = within_regions(grid)
        inside = np.where(within, weight, 0.0)
        exact = (
            within & spanning_forest(grid.stores, pairs, inside, grid.pair_prefix, grid.life).exact
        )
        forest = forest_of(grid.stores, pairs, exact, grid.pair_prefix, grid.life)
    return DualPass(grid, with_cuts(grid, build_dual_rows(grid, forest.exact), cuts), forest)


def ascend(
    dual: DualPass,
    *,
    start: Floats | None = None,
    stages: tuple[Stage, ...] = (COARSE,),
    stop: Callable[[], bool] | None = None,
    tell: Callable[[float], None] | None = None,
) -> DualResult:
    """Lower the dual bound by Adam steps in units of typical prices, stage after stage.

    A stage goes on from the best prices of the stage before. `stop` is asked before every pass but
    the first; `tell` hears the best bound now and then. Source: Kingma and Ba (2015) for the steps.
    """
    search = _Search(dual, np.zeros(len(dual.rows.limit)) if start is None else start)
    with dual.threads():
        for stage in stages:
            search.run(stage, stop, tell)
        best = dual.evaluate(search.best_prices)
    return DualResult(
        dual=dual,
        prices=search.best_prices,
        bound=best.bound,
        selling=best.selling.copy(),
        form=best.form.copy(),
        shares=_shares(dual, search.samples),
        passes=search.passes,
    )


def ascend_some(dual: DualPass, prices: Floats, moving: Bools, stage: Stage) -> Floats:
    """Return prices [R] whose bound is no worse, of which only those `moving` [R] have moved."""
    search = _Search(dual, prices)
    search.units = np.where(moving, search.units, 0.0)
    with dual.threads():
        search.run(stage, None, None)
    return search.best_prices


def polish(
    found: DualResult,
    *,
    stages: tuple[Stage, ...] = (FINE,),
    stop: Callable[[], bool] | None = None,
    tell: Callable[[float], None] | None = None,
) -> DualResult:
    """Return better prices from prices found: blocks cut where pairs begin and end, small steps.

    The result's `dual` is another one where there are pairs outside the forest.
    """
    dual, prices = recut(found)
    better = ascend(dual, start=prices, stages=stages, stop=stop, tell=tell)
    return better if better.bound < found.bound else found


def recut(found: DualResult) -> tuple[DualPass, Floats]:
    """Return the dual with blocks cut where late passes begin to sell, and its prices [R]."""
    shares = found.shares
    selling = shares.start + found.dual.grid.length[shares.form]
    chosen = Chosen(shares.store, selling.astype(np.int32), shares.share)
    return cut_blocks(found.dual, found.prices, chosen)


class _Search:
    """The best prices so far, and the choices of late passes."""

    def __init__(self, dual: DualPass, prices: Floats) -> None:
        self.dual = dual
        self.units = price_units(dual)
        self.best_prices = np.clip(prices, dual.rows.floor, dual.rows.ceiling)
        self.best_bound = np.inf
        self.passes = 0
        self.samples: list[tuple[Places, Places]] = []

    def run(
        self,
        stage: Stage,
        stop: Callable[[], bool] | None,
        tell: Callable[[float], None] | None,
    ) -> None:
        """Take the steps of one stage, beginning at the best prices so far."""
        units, rows, keep = self.units, self.dual.rows, stage.memory
        prices = self.best_prices
        first, second = np.zeros(len(units)), np.zeros(len(units))
        every = max(1, stage.passes // (2 * SAMPLES))
        for step in range(stage.passes):
            if stop is not None and self.passes and stop():
                return
            found = self.dual.evaluate(prices)
            self.passes += 1
            if found.bound < self.best_bound:
                self.best_bound, self.best_prices = found.bound, prices
            if step % every == 0:
                if tell is not None:
                    tell(self.best_bound)
                if step >= stage.passes // 2:
                    self.samples.append((found.selling.copy(), found.form.copy()))
                    del self.samples[: -2 * SAMPLES]
            gradient = found.slack * units
            first = keep * first + (1.0 - keep) * gradient
            second = keep * second + (1.0 - keep) * gradient**2
            decayed = 1.0 - keep ** (step + 1)
            move = first / (np.sqrt(second * decayed) + 1e-12)
            rate = stage.first * stage.factor**step
            prices = np.clip(prices - rate * units * move, rows.floor, rows.ceiling)


def price_units(dual: DualPass) -> Floats:
    """Return [R] typical prices: three tenths of a typical value by the row's coefficient."""
    grid, rows = dual.grid, dual.rows
    typical = _typical(grid.value)
    units = np.full(len(rows.limit), 0.3 * typical)
    units[rows.span("budget")] /= max(1.0, float(grid.capex.mean())) if grid.capex.size else 1.0
    weights = rows.table.crew_weights
    if weights.size:
        used = np.maximum(1, (weights > 0).sum(axis=1))
        units[rows.span("crew")] /= np.maximum(weights.sum(axis=1) / used, 1e-9)
    for place, cut in enumerate(rows.cuts):
        weighed = cut.weight[cut.weight > 0]
        units[rows.span("cut").start + place] /= float(weighed.mean()) if len(weighed) else 1.0
    if grid.other.size:
        units[rows.span("other")] /= max(1.0, _typical(np.abs(grid.other)))
    units[rows.span("theta")] = 1.0
    return units


def _typical(values: Floats) -> float:
    """Return the median of the positive ones among at most some 100,000 values."""
    sample = values.ravel()[:: max(1, values.size // 100_000)]
    sample = sample[np.isfinite(sample) & (sample > 0)]
    return float(np.median(sample)) if len(sample) else 1.0


def _shares(dual: DualPass, samples: list[tuple[Places, Places]]) -> Shares:
    """Return how often each option was chosen in the sampled passes."""
    codes = []
    for selling, form in samples:
        stores = np.flatnonzero(selling >= 0)
        start = selling[stores] - dual.grid.length[form[stores]]
        codes.append(codes_of_options(dual.grid, stores, form[stores], start))
    if not codes:
        empty = np.zeros(0, dtype=np.int32)
        return Shares(empty, empty, empty, np.zeros(0))
    code, count = np.unique(np.concatenate(codes), return_counts=True)
    store, taken, begun = options_of_codes(dual.grid, code)
    return Shares(
        store.astype(np.int32),
        taken.astype(np.int32),
        begun.astype(np.int32),
        count / len(samples),
    )
