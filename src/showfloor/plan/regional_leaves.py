"""Leaves by region: every region's plans divided by themselves, at common prices that all share.

With prices of what regions share, the bound is a sum over regions; each has its own tree of splits
with its own prices, so sixteen trees of thirty leaves do what thirty to the power of sixteen leaves
of the whole would. Regions where most is to be gained by least work come first.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from showfloor.domain.certificate import Part
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.network import Floats
from showfloor.plan.regional import Regional
from showfloor.plan.regional_bound import OwnPrices, RegionalBound
from showfloor.plan.regional_lp import Path, RegionalLp, RegionalPart
from showfloor.plan.regional_own import with_own_prices
from showfloor.plan.regional_prices import own_leaf
from showfloor.plan.regional_rounds import Decided, Round
from showfloor.plan.rules import regions_of
from showfloor.plan.search_merge import side_by_side
from showfloor.plan.split_choice import SplitChoice

TRIALS = 4
"""Candidate splits of regions, and as many of stores, that are tried at a part."""
RUNS = 3000
"""Relaxations that are solved for one region at most."""
SHARE = 0.05
"""Share of the asked gap that all regions together may leave open."""


@dataclass(frozen=True, slots=True)
class Divided:
    """What dividing the regions has proven."""

    prices: Floats
    """[R] of the dual: those of the whole, with regions' own where these are better."""
    regional: Regional
    """The programme at these prices."""
    parts: tuple[Part, ...]
    gained: float
    """By how much the parts lower what the prices of the whole prove; rounded safely."""


@dataclass(frozen=True, slots=True)
class _Node:
    path: Path
    part: RegionalPart
    """Its own, or that of a part it belongs to, if that bounds it better."""
    bound: float


@dataclass(frozen=True, slots=True)
class _Grown:
    """One region's tree."""

    region: int
    root: OwnPrices
    lp: RegionalLp
    leaves: tuple[_Node, ...]

    @property
    def bound(self) -> float:
        return max(leaf.bound for leaf in self.leaves)


def divide_regions(
    best: Round, cuts: tuple[CrewCut, ...], gap: float, stop: Callable[[], bool]
) -> Divided:
    """Return parts whose largest leaves are close to what regions were decided to be worth.

    `gap` in currency is what is asked of the whole.
    """
    regional = best.regional
    target = SHARE * gap / len(best.decided)
    order = sorted(range(len(best.decided)), key=lambda place: _cost(best.decided[place], best))
    order = [place for place in order if _gain(best.decided[place], best) > target]

    def work(region: int) -> Callable[[Callable[[], bool]], _Grown | None]:
        return lambda go_on: _grown(regional, best.decided[region], cuts, target, go_on)

    found = side_by_side([work(region) for region in order], stop)
    trees = [tree for tree in found if tree is not None]
    better = with_own_prices(regional, [(tree.lp, tree.root) for tree in trees])
    parts, gained = [], 0.0
    for tree in sorted(trees, key=lambda tree: tree.region):
        gain = float(better.whole[tree.region]) - tree.bound
        if len(tree.leaves) > 1 and gain > 0:
            parts.append(_part_of(better, tree))
            gained += gain
    return Divided(better.prices, better, tuple(parts), gained)


def _gain(decided: Decided, best: Round) -> float:
    return float(best.regional.whole[decided.programme.region]) - decided.bound


def _cost(decided: Decided, best: Round) -> float:
    """Return work by gain, least first; work grows faster than stores."""
    stores = max(1, len(decided.programme.stores))
    return math.pow(stores, 1.5) / max(_gain(decided, best), 1e-9)


def _grown(
    regional: Regional,
    decided: Decided,
    cuts: tuple[CrewCut, ...],
    target: float,
    go_on: Callable[[], bool],
) -> _Grown | None:
    """Return a region's tree; None where there was no time to begin."""
    if not go_on():
        return None
    region = decided.programme.region
    mine = tuple(cut for cut in cuts if cut.region == region)
    bounded = RegionalBound(regional, region, mine)
    lp = RegionalLp(regional, region, bounded, decided.programme.columns)
    tree = _Tree(lp, decided.bound, go_on)
    tree.grow(target)
    return _Grown(region, tree.root.own, tree.lp, tree.leaves())


class _Tree:
    """The parts of a region's plans so far."""

    def __init__(self, lp: RegionalLp, worth: float, go_on: Callable[[], bool]) -> None:
        """Solve the relaxation of the region; no plan of it is worth more than `worth`."""
        self.lp, self.worth, self.go_on = lp, worth, go_on
        self.choice = SplitChoice(lp, TRIALS)
        self.root = lp.solved((), go_on)
        self.open = [(-self.root.bound, 0, _Node((), self.root, self.root.bound))]
        """A heap, the largest bound first."""
        self.solved = 0

    def grow(self, target: float) -> None:
        """Divide the part with the largest bound until it is close to what the region is worth."""
        while self.lp.runs < RUNS and self.go_on():
            node = self.open[0][2]
            if node.bound <= self.worth + target:
                return
            primal, value = self.lp.shares(node.path)
            used = {self.lp.splits[row] for row, _ in node.path}
            split = self.choice.best(primal, value, self.worth, used)
            if split is None:
                # All is whole: nothing lowers this part's bound, nor then the largest of all.
                return
            heapq.heappop(self.open)
            row = self.lp.row_of(split)
            for at_most in (True, False):
                self._add(node, (*node.path, (row, at_most)))

    def _add(self, whole: _Node, path: Path) -> None:
        """Add a part with its own prices, or those of the part it was cut from if better."""
        part = self.lp.solved(path, self.go_on)
        self.solved += 1
        node = _Node(path, part, part.bound)
        if whole.bound <= part.bound:
            node = _Node(path, whole.part, whole.bound)
        heapq.heappush(self.open, (-node.bound, self.solved, node))

    def leaves(self) -> tuple[_Node, ...]:
        """Return the parts that are not divided, in the order of the tree."""
        nodes = [node for _, _, node in self.open]
        return tuple(
            sorted(nodes, key=lambda node: [(row, not at_most) for row, at_most in node.path])
        )


def _part_of(regional: Regional, tree: _Grown) -> Part:
    """Return a region's leaves with their prices, each named by its rule."""
    base = named_prices(regional.dual, regional.common)
    leaves = []
    for node in tree.leaves:
        paid = np.zeros(len(node.path))
        paid[: len(node.part.split_price)] = node.part.split_price
        sides = tuple(
            (replace(tree.lp.splits[row], at_most=at_most), float(price))
            for (row, at_most), price in zip(node.path, paid, strict=True)
        )
        leaves.append(own_leaf(regional, tree.lp.bounded, base, node.part.own, sides))
    name = regions_of(regional.dual.grid.network)[tree.region]
    return Part((name,), tuple(leaves))
