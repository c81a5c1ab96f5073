"""Leaves: all plans divided into parts with prices of their own, until the bound is close.

Prices of the whole cannot prove less than the relaxation's value. A split divides all plans by how
many of some options they take; in either part the relaxation, with that side as a row, is lower,
and its multipliers are the prices of a leaf. The part with the largest bound is divided next, so
every division lowers the certified bound; it stops where the bound is as close as was asked, or
effort (parts, not seconds) ends. Source: Land and Doig (1960), best bound first.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from showfloor.domain.certificate import Leaf, Split
from showfloor.plan.bound import prove_bound
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.evaluation import keeps_limits, worth_of
from showfloor.plan.grid import Grid
from showfloor.plan.leaves_lp import BranchLp, Part, Path
from showfloor.plan.leaves_prices import leaf_of
from showfloor.plan.model import Model, build_model
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import Floats, Ints
from showfloor.plan.relaxation import Relaxation, solve_relaxation
from showfloor.plan.search import chosen_holdout
from showfloor.plan.split_choice import SplitChoice

PARTS = 2000
"""Parts that are solved at most; so there are at most half as many leaves, and one."""
WORK = 1_200_000
"""Options times parts, about; large networks get fewer parts."""
FEWEST = 40
ALL_COLUMNS = 3000
"""Options up to which all enter the LP at once."""
ROUNDING = 1e-11
"""Of the sizes of a leaf's terms: parts that hardly have a plan have prices as high as penalties,
and a larger share of these would be money; sums are exact and products err by some 1e-15."""
FINEST = 1e-6
"""Least gap that is worked for: the solver's tolerances hide what lies closer."""
MARGIN = 5e-8
"""Share of the objective by which parts are solved further than asked, for outward rounding."""


@dataclass(frozen=True, slots=True)
class Divided:
    """What dividing all plans has proven."""

    leaves: tuple[Leaf, ...]
    """In the order of the tree: at each split the side "at most" first."""
    bound: float
    """The largest leaf's, recomputed from its prices and rounded outward."""
    parts: int
    """How many relaxations were solved."""
    better: Choices | None
    """A plan worth more than the one given, where one was met."""


@dataclass(frozen=True, slots=True)
class Division:
    """What is asked of a division, and whom it asks and tells while it works."""

    gap: float
    """Relative distance of plan and bound at which it may end."""
    time_left: Callable[[], float]
    stop: Callable[[], bool]
    tell: Callable[[float, float], None]
    """Hears the best plan's worth and the bound so far."""
    parts: int = PARTS


@dataclass(frozen=True, slots=True)
class _Node:
    path: Path
    part: Part
    """Its own, or that of a part it belongs to, if that bounds it better."""
    bound: float


def divide_plans(grid: Grid, dual: DualPass, objective: float, asked: Division) -> Divided | None:
    """Return leaves whose largest bound is close to `objective`, the worth of the best plan known.

    `dual` says which pairs are counted exactly. None where nothing was divided: the relaxation of
    the whole is close enough or shows no fractions, or there was no time.
    """
    model = build_model(grid.network, 0, held=grid.held)
    if not len(model.options) or asked.stop():
        return None
    tree = _Tree(grid, model, objective, asked)
    tree.grow()
    leaves = [leaf_of(dual, model, part, path) for part, path in tree.leaves()]
    bounds = [prove_bound(grid, leaf, rounding=ROUNDING) for leaf in leaves]
    if len(leaves) < 2 or not all(math.isfinite(bound) for bound in bounds):
        return None
    return Divided(tuple(leaves), max(bounds), tree.solved, tree.better)


class _Tree:
    """The parts so far: those that may be divided further, and those that are done."""

    def __init__(self, grid: Grid, model: Model, objective: float, asked: Division) -> None:
        """Solve the relaxation of the whole."""
        self.grid, self.model = grid, model
        self.objective, self.asked = objective, asked
        relaxed = solve_relaxation(model, asked.time_left)
        self.lp = BranchLp(model, relaxed, first_options(model, relaxed, objective))
        self.choice = SplitChoice(self.lp)
        self.open: list[tuple[float, int, _Node]] = []
        """A heap, the largest bound first."""
        self.done: list[_Node] = []
        self.solved = 0
        self.better: Choices | None = None

    @property
    def target(self) -> float:
        """A part whose bound is at most this need not be divided."""
        gap = max(self.asked.gap, FINEST) - MARGIN
        return self.objective + gap * max(1.0, abs(self.objective))

    def grow(self) -> None:
        """Divide the part with the largest bound, again and again."""
        most = min(self.asked.parts, max(FEWEST, WORK // len(self.model.options)))
        self._add(self._solve((), None))
        while self.open and self.solved < most and not self.asked.stop():
            self.asked.tell(self.objective, -self.open[0][0])
            _, _, node = heapq.heappop(self.open)
            split = None if node.bound <= self.target else self._split_of(node)
            if split is None:
                self.done.append(node)
                continue
            row = self.lp.row_of(split)
            for at_most in (True, False):
                self._add(self._solve((*node.path, (row, at_most)), node))

    def _add(self, node: _Node) -> None:
        if node.bound <= self.target:
            self.done.append(node)
        else:
            heapq.heappush(self.open, (-node.bound, self.solved, node))

    def _solve(self, path: Path, whole: _Node | None) -> _Node:
        """Return a part with its own prices, or those of the part it was cut from if better."""
        part = self.lp.solved(path, self.target, self.asked.time_left())
        self.solved += 1
        if whole is not None and whole.bound <= part.bound:
            return _Node(path, whole.part, whole.bound)
        return _Node(path, part, part.bound)

    def _split_of(self, node: _Node) -> Split | None:
        """Return how to divide a part; None where its relaxation is a plan already."""
        primal, value = self.lp.shares(node.path, self.asked.time_left())
        used = {self.lp.splits[row] for row, _ in node.path}
        split = self.choice.best(primal, value, self.target, used)
        if split is None:
            self._look_at(primal)
        return split

    def _look_at(self, primal: Floats) -> None:
        """Keep a plan that a relaxation came upon, if it is better than the best known."""
        model, chosen = self.model, np.flatnonzero(primal > 0.5)
        taken = model.options.take(chosen)
        form, start = np.full(self.grid.stores, -1), np.full(self.grid.stores, -1)
        form[taken.store], start[taken.store] = taken.format, taken.start
        found = Choices(form.astype(np.int64), start.astype(np.int64))
        worth = worth_of(self.grid, found).objective
        held = int(chosen_holdout(self.grid, found).sum()) == int(self.grid.stratum_keep.sum())
        if worth > self.objective and held and keeps_limits(model, chosen):
            self.objective, self.better = worth, found

    def leaves(self) -> list[tuple[Part, tuple[Split, ...]]]:
        """Return the parts that are not divided, in the order of the tree, and their paths."""
        nodes = [*self.done, *(node for _, _, node in self.open)]
        nodes.sort(key=lambda node: [(row, not at_most) for row, at_most in node.path])
        return [
            (
                node.part,
                tuple(replace(self.lp.splits[row], at_most=side) for row, side in node.path),
            )
            for node in nodes
        ]


def first_options(model: Model, relaxed: Relaxation, objective: float) -> Ints:
    """Return the options to begin with: all if they are few, else those near the best."""
    count = len(model.options)
    if count <= ALL_COLUMNS:
        return np.arange(count)
    width = 2.0 * max(relaxed.bound - objective, 0.0) + 1.0
    loss = relaxed.best[model.options.store] - relaxed.reduced
    return np.flatnonzero(loss <= width)
