"""Stores that exact spillover joins choose together: a dynamic programme over each tree.

A tree's best is found from its far ends inwards. A store's message to the next one says, for each
first selling week `a` of that one, the most that the store and all behind it give:

    M(a) = max(none, max over b of C(b) - loss(a, b))
    loss(a, b) = max(0, G[min(a, b) + life] - G[max(a, b)])

with C the store's reduced values and the messages that reached it, and G the prefix sums of the
pair's discounted losses. The maximum splits by b: no loss where b <= a - life or b >= a + life;
within a life before a, C(b) - G[b + life] + G[a]; within one after it, C(b) + G[b] - G[a + life].
So prefix, suffix and sliding maxima give all weeks at once.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

import numpy as np

from showfloor.verify.arrays import Flags, Floats, Ints
from showfloor.verify.facts import Facts
from showfloor.verify.spillovers import Spillovers
from showfloor.verify.week_prices import prefix_sums

EDGES = 8192
"""Edges whose messages are computed together, so that they need little memory at a time."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees by depth: messages go from `child` to `parent` along `pair`, deepest first."""

    roots: Ints
    levels: tuple[tuple[Ints, Ints, Ints], ...]
    """(child rows, parent rows, pairs) of each depth."""

    @property
    def members(self) -> Ints:
        """Rows of all stores in a tree."""
        return np.concatenate([self.roots, *(child for child, _, _ in self.levels)])


def first_cycle(spillovers: Spillovers, pairs: Ints) -> int | None:
    """Return the first pair that closes a cycle with those before it, or None for a forest."""
    above: dict[int, int] = {}

    def top(row: int) -> int:
        while (up := above.get(row, row)) != row:
            above[row] = above.get(up, up)
            row = above[row]
        return row

    for pair in pairs.tolist():
        a, b = top(int(spillovers.row_a[pair])), top(int(spillovers.row_b[pair]))
        if a == b:
            return int(pair)
        above[a] = b
    return None


def plant_forest(spillovers: Spillovers, pairs: Ints) -> Forest:
    """Return the trees of `pairs`, which have no cycle; each tree's smallest row is its root."""
    near: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in pairs.tolist():
        a, b = int(spillovers.row_a[pair]), int(spillovers.row_b[pair])
        near[a].append((b, pair))
        near[b].append((a, pair))
    levels: list[list[tuple[int, int, int]]] = []
    roots: list[int] = []
    seen: set[int] = set()
    for root in sorted(near):
        if root in seen:
            continue
        roots.append(root)
        seen.add(root)
        waiting = deque([(root, 0)])
        while waiting:
            row, depth = waiting.popleft()
            for other, pair in near[row]:
                if other not in seen:
                    seen.add(other)
                    if depth == len(levels):
                        levels.append([])
                    levels[depth].append((other, row, pair))
                    waiting.append((other, depth + 1))
    return Forest(
        roots=np.array(roots, dtype=np.int64),
        levels=tuple(_columns(level) for level in reversed(levels)),
    )


def _columns(level: list[tuple[int, int, int]]) -> tuple[Ints, Ints, Ints]:
    child, parent, pair = np.array(level, dtype=np.int64).T
    return child, parent, pair


def best_of_trees(
    facts: Facts, spillovers: Spillovers, forest: Forest, reduced: Floats, none: Floats
) -> list[float]:
    """Return numbers whose sum is the most that the trees' stores give together.

    `reduced` [S, V] are best values by first selling week, `none` [S] that of no area; both may be
    minus infinity. Every store's number is its own best once the messages behind it have come in,
    and messages are differences to it, so that no rounding grows along a tree. The numbers are in
    the order of the forest's members; minus infinity for a store that has no choice at all.
    """
    members = forest.members
    together = reduced[members]
    place = np.full(len(none), -1, dtype=np.int64)
    place[members] = np.arange(len(members))
    best = np.empty(len(members))
    for child, parent, pair in forest.levels:
        for first in range(0, len(child), EDGES):
            part = slice(first, first + EDGES)
            own, alone = together[place[child[part]]], none[child[part]]
            most = np.maximum(own.max(axis=1), alone)
            best[place[child[part]]] = most
            most = np.where(np.isfinite(most), most, 0.0)
            prefix = prefix_sums(spillovers.loss[pair[part]])
            said = _messages(own - most[:, None], alone - most, prefix, facts)
            np.add.at(together, place[parent[part]], said)
    roots = slice(0, len(forest.roots))
    best[roots] = np.maximum(together[roots].max(axis=1), none[forest.roots])
    return [float(number) for number in best]


def _messages(own: Floats, alone: Floats, prefix: Floats, facts: Facts) -> Floats:
    """Return [n, V] the most of [n, V] values less the loss, or of [n] `alone`, by week a."""
    life, weeks = facts.programme.area_life_weeks, facts.selling_weeks
    starts, ends = prefix[:, :weeks], prefix[:, life : life + weeks]
    window = min(life, weeks)
    said = _trailing_maximum(own - ends, window) + starts
    after = _trailing_maximum((own + starts)[:, ::-1], window)[:, ::-1] - ends
    np.maximum(said, after, out=said)
    if life < weeks:
        before = np.maximum.accumulate(own, axis=1)[:, : weeks - life]
        behind = np.maximum.accumulate(own[:, ::-1], axis=1)[:, ::-1][:, life:]
        np.maximum(said[:, life:], before, out=said[:, life:])
        np.maximum(said[:, : weeks - life], behind, out=said[:, : weeks - life])
    messages: Floats = np.maximum(said, alone[:, None])
    return messages


def _trailing_maximum(values: Floats, length: int) -> Floats:
    """Return the largest of each place and the `length` - 1 places before it, along the rows."""
    best = values.copy()
    covered = 1
    while covered < length:
        step = min(covered, length - covered)
        best[:, step:] = np.maximum(best[:, step:], best[:, :-step])
        covered += step
    return best


def free_stores(forest: Forest | None, count: int) -> Flags:
    """Return [S] the stores that no tree holds."""
    alone = np.ones(count, dtype=np.bool_)
    if forest is not None:
        alone[forest.members] = False
    return alone
