"""A forest of spillover pairs: which pairs can be counted exactly, and how trees choose together.

A pair loses max(0, G[min(a, b) + life] - G[max(a, b)]) where its stores' first selling weeks are
a and b and G is the pair's loss before each week. Stores that such pairs join in trees choose
together by a dynamic programme: a child tells its parent, for every week in which the parent may
first sell, what the child's branch is worth at best. As the loss falls apart into a part of a and
a part of b on either side of the diagonal, running maxima give all weeks in O(weeks).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from showfloor.plan.compiled import compiled, lean
from showfloor.plan.network import Bools, Floats

Places = npt.NDArray[np.int32]


class Trees(NamedTuple):
    """Stores in an order in which every parent stands before its children.

    A tuple of arrays, so that a kernel can take it whole.
    """

    order: Places
    """[S] stores; those of one tree are neighbours, stores without an edge are trees of one."""
    parent: Places
    """[S] by place in `order`: the parent's place, -1 for a root."""
    edge: Places
    """[S] by place in `order`: the pair towards the parent (row of the prefix), -1 for a root."""
    first: Places
    """[trees + 1] where each tree begins in `order`."""
    prefix: Floats
    """[P, H + 1] the pairs' losses before each week."""
    life: int
    """Weeks over which an area counts."""


@dataclass(frozen=True, slots=True)
class Forest:
    """A division of pairs [P] into a forest, counted exactly, and the rest."""

    trees: Trees
    exact: Bools
    """[P] whether the pair is an edge of the forest."""


def spanning_forest(
    stores: int, pairs: tuple[Places, Places], weight: Floats, prefix: Floats, life: int
) -> Forest:
    """Return a forest of the largest total weight (Kruskal; ties by place of the pair).

    `pairs` two stores each [P]; `weight` [P]; `prefix` [P, H + 1].
    """
    order = np.argsort(-weight, kind="stable").astype(np.int32)
    exact = np.zeros(len(weight), dtype=np.bool_)
    _join(stores, *pairs, order, exact)
    placed = _grow(stores, *pairs, np.flatnonzero(exact).astype(np.int32))
    return Forest(Trees(*placed, prefix, life), exact)


def forest_of(
    stores: int, pairs: tuple[Places, Places], exact: Bools, prefix: Floats, life: int
) -> Forest:
    """Return the forest of the pairs `exact` [P]; ValueError where they close a cycle."""
    forest = spanning_forest(stores, pairs, exact.astype(np.float64), prefix, life)
    if np.any(exact & ~forest.exact):
        raise ValueError("pairs that are counted exactly close a cycle; they must be a forest")
    grown = _grow(stores, *pairs, np.flatnonzero(exact).astype(np.int32))
    return Forest(Trees(*grown, prefix, life), exact)


@lean
def best_of_trees(trees: Trees, worth: Floats, none: Floats, message: Floats, best: Floats) -> None:
    """Write into `best` [trees] what the stores of each tree are worth together at best.

    `worth` [S, W] by store and first selling week and `none` [S] without an area are used up;
    `message` [W] is scratch.
    """
    for tree in range(len(best)):
        low, high = trees.first[tree], trees.first[tree + 1]
        for place in range(high - 1, low, -1):
            store, above = trees.order[place], trees.order[trees.parent[place]]
            prefix = trees.prefix[trees.edge[place]]
            none[above] += tell(worth[store], none[store], prefix, trees.life, message)
            for week in range(len(message)):
                worth[above, week] += message[week]
        root = trees.order[low]
        best[tree] = none[root]
        for week in range(len(message)):
            best[tree] = max(best[tree], worth[root, week])


@compiled
def _join(stores: int, pair_a: Places, pair_b: Places, order: Places, exact: Bools) -> None:
    """Mark in `exact` the pairs that close no cycle, in the given order."""
    leader = np.arange(stores)
    for row in order:
        a, b = pair_a[row], pair_b[row]
        while leader[a] != a:
            leader[a] = leader[leader[a]]
            a = leader[a]
        while leader[b] != b:
            leader[b] = leader[leader[b]]
            b = leader[b]
        if a != b:
            leader[max(a, b)] = min(a, b)
            exact[row] = True


@compiled
def _grow(
    stores: int, pair_a: Places, pair_b: Places, rows: Places
) -> tuple[Places, Places, Places, Places]:
    """Return order, parent, edge and first of the trees that the pairs `rows` make."""
    degree = np.zeros(stores + 1, dtype=np.int32)
    for row in rows:
        degree[pair_a[row] + 1] += 1
        degree[pair_b[row] + 1] += 1
    start = np.cumsum(degree).astype(np.int32)
    fill = start.copy()
    near = np.empty(2 * len(rows), dtype=np.int32)
    by = np.empty(2 * len(rows), dtype=np.int32)
    for row in rows:
        a, b = pair_a[row], pair_b[row]
        near[fill[a]], by[fill[a]] = b, row
        near[fill[b]], by[fill[b]] = a, row
        fill[a] += 1
        fill[b] += 1
    order = np.empty(stores, dtype=np.int32)
    parent = np.full(stores, -1, dtype=np.int32)
    edge = np.full(stores, -1, dtype=np.int32)
    first = np.empty(stores + 1, dtype=np.int32)
    seen = np.zeros(stores, dtype=np.bool_)
    end, trees = 0, 0
    for root in range(stores):
        if seen[root]:
            continue
        first[trees] = end
        trees += 1
        seen[root] = True
        order[end] = root
        at = end
        end += 1
        while at < end:
            store = order[at]
            for place in range(start[store], start[store + 1]):
                other = near[place]
                if not seen[other]:
                    seen[other] = True
                    order[end], parent[end], edge[end] = other, at, by[place]
                    end += 1
            at += 1
    first[trees] = end
    return order, parent, edge, first[: trees + 1].copy()


@lean
def pair_loss(prefix: Floats, life: int, a: int, b: int) -> float:
    """Return what a pair loses in all if its stores first sell in weeks a and b."""
    low, high = min(a, b), max(a, b)
    if low + life <= high:
        return 0.0
    return prefix[low + life] - prefix[high]  # type: ignore[no-any-return]  # a cell of Floats


@lean
def tell(worth: Floats, none: float, prefix: Floats, life: int, message: Floats) -> float:
    """Write into `message` [W] what a branch is worth by its neighbour's first selling week.

    `worth` [W]: the branch's value by its own store's first selling week, `none` without an area.
    Returns what it is worth where the neighbour gets no area.
    """
    weeks = len(worth)
    free = none
    for week in range(weeks):
        free = max(free, worth[week])
    if life >= weeks:
        best = -np.inf
        for week in range(weeks):
            best = max(best, worth[week] - prefix[week + life])
            message[week] = max(none, best + prefix[week])
        best = -np.inf
        for week in range(weeks - 1, -1, -1):
            message[week] = max(message[week], best - prefix[week + life])
            best = max(best, worth[week] + prefix[week])
    else:
        best = none
        for week in range(weeks):
            # Areas that sell a whole life earlier or later lose nothing together.
            if week >= life:
                best = max(best, worth[week - life])
            message[week] = best
        best = -np.inf
        for week in range(weeks - 1, -1, -1):
            if week + life < weeks:
                best = max(best, worth[week + life])
            reach = max(message[week], best)
            for other in range(max(0, week - life + 1), min(weeks, week + life)):
                reach = max(reach, worth[other] - pair_loss(prefix, life, week, other))
            message[week] = reach
    return free
